//! What a user has typed into forms and not saved yet, by the id of the record that it is about. What a form holds is for
//! the screens to say; here it is only kept, and goes where the journal goes.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared_model::{RecordId, UserId};

use crate::keys;
use crate::own_value;
use crate::platform::{Platform, StoreError};

/// Drafts by the id of their record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Drafts<T>(pub BTreeMap<RecordId, T>);

impl<T> Default for Drafts<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

/// The drafts that a user has left. What cannot be read is put aside.
///
/// # Errors
/// When the store cannot be read, or has no room to put a value aside.
pub fn read<T: DeserializeOwned>(
    platform: &Platform,
    user: &UserId,
) -> Result<Drafts<T>, StoreError> {
    Ok(own_value::read(platform, &keys::drafts(user))?.unwrap_or_default())
}

/// Changes a user's drafts as they are stored now.
///
/// # Errors
/// When the browser does not store them. Those that were there before still are.
pub fn change<T: Serialize + DeserializeOwned + Clone + PartialEq>(
    platform: &Platform,
    user: &UserId,
    change: impl FnOnce(&mut Drafts<T>),
) -> Result<(), StoreError> {
    let in_place = |stored: &mut Option<Drafts<T>>| {
        let mut drafts = stored.take().unwrap_or_default();
        change(&mut drafts);
        *stored = Some(drafts).filter(|drafts| !drafts.0.is_empty());
    };
    own_value::change(platform, &keys::drafts(user), in_place).map(drop)
}

/// Gives the drafts of `from` to `to`, beside those that `to` has.
pub(crate) fn reassign(platform: &Platform, from: &UserId, to: &UserId) -> Result<(), StoreError> {
    let moving = match read::<Value>(platform, from) {
        // They cannot be read, and there is no room to put them aside: they stay where they are.
        Err(StoreError::Full) => return Ok(()),
        drafts => drafts?.0,
    };
    if moving.is_empty() {
        return Ok(());
    }
    let add = || {
        change(platform, to, |drafts: &mut Drafts<Value>| {
            drafts.0.extend(moving.clone());
        })
    };
    match add() {
        // In a full store they give up their own room first. A journal that moves is worth more than a draft.
        Err(StoreError::Full) => {
            platform.store.remove(&keys::drafts(from))?;
            match add() {
                Err(StoreError::Full) => Ok(()),
                added => added,
            }
        }
        Ok(()) => platform.store.remove(&keys::drafts(from)),
        refused => refused,
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::test_support::{NoServer, TestDevice};

    fn device() -> TestDevice {
        TestDevice::new(1, Rc::new(NoServer))
    }

    fn drafts(drafts: &[(&str, &str)]) -> Drafts<String> {
        let draft = |(id, text): &(&str, &str)| (RecordId::from(*id), (*text).to_owned());
        Drafts(drafts.iter().map(draft).collect())
    }

    fn user(name: &str) -> UserId {
        name.into()
    }

    fn write(device: &TestDevice, user: &UserId, drafts: Drafts<String>) {
        change(&device.platform, user, |stored| *stored = drafts).expect("there is room");
    }

    #[test]
    fn each_user_has_drafts_and_a_key_only_for_as_long_as_there_are_some() {
        let device = device();
        let half = drafts(&[("entry_1", "Half wri")]);
        write(&device, &user("anna"), half.clone());
        assert_eq!(read(&device.platform, &user("anna")), Ok(half));
        assert_eq!(read(&device.platform, &user("bert")), Ok(drafts(&[])));
        write(&device, &user("anna"), drafts(&[]));
        assert!(device.store.values().is_empty());
    }

    #[test]
    fn drafts_move_with_the_journal_and_leave_what_is_there() {
        let device = device();
        let (from, to) = (user("anonymous-0190b5c2"), user("5f0c2b9e71d84a36"));
        write(&device, &from, drafts(&[("a", "new"), ("b", "b")]));
        write(&device, &to, drafts(&[("a", "old"), ("c", "c")]));
        reassign(&device.platform, &from, &to).expect("there is room");
        let both = drafts(&[("a", "new"), ("b", "b"), ("c", "c")]);
        assert_eq!(read(&device.platform, &to), Ok(both.clone()));
        assert_eq!(read(&device.platform, &from), Ok(drafts(&[])));
        reassign(&device.platform, &from, &to).expect("done again it comes to the same");
        assert_eq!(read(&device.platform, &to), Ok(both));
    }

    #[test]
    fn in_a_full_store_drafts_move_within_their_own_room() {
        let device = device();
        let (from, to) = (user("anonymous-0190b5c2"), user("5f0c2b9e71d84a36"));
        let half = drafts(&[("a", "Half written.")]);
        write(&device, &from, half.clone());
        device.store.quota_chars.set(device.store.used_chars());
        reassign(&device.platform, &from, &to).expect("needs no more room");
        assert_eq!(read(&device.platform, &to), Ok(half));
    }
}
