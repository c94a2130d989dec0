//! A user's preferences in the local store, beside what the account knows of them.

use serde::{Deserialize, Serialize};
use shared_model::limits::Caps;
use shared_model::protocol::AccountPreferences;
use shared_model::{Preferences, UserId};

use crate::journal::SaveError;
use crate::keys;
use crate::platform::{Platform, StoreError};
use crate::record_store;

/// The value under [`keys::preferences`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct StoredPreferences {
    /// As the user has them on this device.
    pub(crate) current: Preferences,
    /// Their version in the account, as it last told of it; 0 while they are the defaults there, or it has told of nothing.
    pub(crate) version: i64,
    /// What was changed here, as long as the account may not have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<Change>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    /// What they were in the account at that version.
    base: Preferences,
    /// What was last sent, while nobody has heard what became of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    sent: Option<Preferences>,
}

impl StoredPreferences {
    /// After the user has changed them.
    pub(crate) fn edited(self, current: Preferences) -> Self {
        let change = self.change.unwrap_or(Change {
            base: self.current,
            sent: None,
        });
        let is_change = change.sent.is_some() || change.base != current;
        Self {
            current,
            version: self.version,
            change: is_change.then_some(change),
        }
    }

    /// What the account has to be sent, if anything. While nobody has heard of what was sent, that is sent again, before
    /// anything newer: a request that is late can then not come between.
    pub(crate) fn to_send(&self) -> Option<&Preferences> {
        let change = self.change.as_ref()?;
        Some(change.sent.as_ref().unwrap_or(&self.current))
    }

    /// As they have to be noted before that is sent.
    pub(crate) fn sending(self) -> Self {
        let sent = self.to_send().cloned();
        Self {
            change: self.change.map(|change| Change { sent, ..change }),
            ..self
        }
    }

    /// After the account has told what it has. Of what both sides have changed, this device's stays: it is newer, for all
    /// that this device knew. Where it knew of nothing yet, as right after signing in, the account's stays. An account that
    /// tells of an earlier version than before was restored from a backup, and is given back what it has lost.
    pub(crate) fn told(self, account: AccountPreferences) -> Self {
        let AccountPreferences {
            version,
            preferences: remote,
        } = account;
        let local = self.current;
        let (base, sent) = match self.change {
            Some(Change { base, sent }) => (base, sent),
            None => (local.clone(), None),
        };
        // What the account has from here is not what somebody else has changed: it is what this device goes on from.
        let theirs = match sent {
            Some(sent) => Preferences::merge(&sent, &remote, &local),
            None => remote.clone(),
        };
        let current = match self.version {
            known if version < known => local,
            0 => Preferences::merge(&base, &theirs, &local),
            _ => Preferences::merge(&base, &local, &theirs),
        };
        let change = (current != remote).then_some(Change {
            base: remote,
            sent: None,
        });
        Self {
            current,
            version,
            change,
        }
    }
}

/// A user's preferences. A value that is none is put aside, and is as if it were not there.
pub(crate) fn read(platform: &Platform, user: &UserId) -> Result<StoredPreferences, StoreError> {
    let key = keys::preferences(user);
    let Some(text) = platform.store.get(&key)? else {
        return Ok(StoredPreferences::default());
    };
    if let Ok(stored) = serde_json::from_str(&text) {
        return Ok(stored);
    }
    record_store::put_aside(platform, &key, &text)?;
    platform.store.remove(&key)?;
    Ok(StoredPreferences::default())
}

/// Stores a user's preferences.
pub(crate) fn write(
    platform: &Platform,
    user: &UserId,
    stored: &StoredPreferences,
) -> Result<(), StoreError> {
    let text = serde_json::to_string(stored).unwrap_or_default();
    platform.store.set(&keys::preferences(user), &text)
}

/// Lets `to` begin with the preferences of `from`, who keeps them.
pub(crate) fn copy(platform: &Platform, from: &UserId, to: &UserId) -> Result<(), StoreError> {
    let current = read(platform, from)?.current;
    match current == Preferences::default() {
        true => Ok(()),
        false => write(platform, to, &StoredPreferences::default().edited(current)),
    }
}

/// Changes a user's preferences as they are stored now. Says whether that changed anything.
pub(crate) fn change(
    platform: &Platform,
    user: &UserId,
    change: impl FnOnce(&mut Preferences),
) -> Result<bool, SaveError> {
    let stored = read(platform, user)?;
    let mut changed = stored.current.clone();
    change(&mut changed);
    changed.validate(Caps::Form)?;
    if changed == stored.current {
        return Ok(false);
    }
    write(platform, user, &stored.edited(changed))?;
    Ok(true)
}

/// Gives the preferences of `from` to `to`, as changes of theirs that no account has heard of: what `to` has chosen stays,
/// and the rest is as `from` had it. Done again after an interruption it comes to the same.
pub(crate) fn reassign(platform: &Platform, from: &UserId, to: &UserId) -> Result<(), StoreError> {
    // A store that refuses every change holds nobody up who has none to move.
    if platform.store.get(&keys::preferences(from))?.is_none() {
        return Ok(());
    }
    let moving = read(platform, from)?.current;
    if moving != Preferences::default() {
        let stored = read(platform, to)?;
        let current = Preferences::merge(&Preferences::default(), &stored.current, &moving);
        let moved = stored.edited(current);
        if write(platform, to, &moved) == Err(StoreError::Full) {
            // They make room for themselves.
            platform.store.remove(&keys::preferences(from))?;
            write(platform, to, &moved)?;
        }
    }
    platform.store.remove(&keys::preferences(from))
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::platform::LocalStore as _;
    use crate::test_support::{NoServer, TestDevice};

    fn goal(minutes: i64) -> Preferences {
        Preferences {
            daily_goal_minutes: minutes,
            ..Preferences::default()
        }
    }

    fn instrument(name: &str) -> Preferences {
        Preferences {
            primary_instrument: Some(name.to_owned()),
            ..Preferences::default()
        }
    }

    fn account(version: i64, preferences: Preferences) -> AccountPreferences {
        AccountPreferences {
            version,
            preferences,
        }
    }

    /// As they are when the account has told of this and nothing was changed since.
    fn known(version: i64, current: Preferences) -> StoredPreferences {
        StoredPreferences {
            current,
            version,
            change: None,
        }
    }

    #[test]
    fn a_change_is_to_be_sent_until_it_is_taken_back_or_told_of() {
        let known = known(3, goal(20));
        assert_eq!(known.to_send(), None);
        let changed = known.clone().edited(goal(30));
        assert_eq!(changed.to_send(), Some(&goal(30)));
        assert_eq!(changed.clone().edited(goal(20)), known);
        let told = changed.told(account(4, goal(30)));
        assert_eq!((told.to_send(), told.version), (None, 4));
    }

    #[test]
    fn what_was_sent_is_sent_again_before_anything_newer() {
        let sending = known(3, goal(20)).edited(goal(30)).sending();
        let changed = sending.edited(goal(40));
        assert_eq!(changed.to_send(), Some(&goal(30)));
        let told = changed.told(account(4, goal(30)));
        assert_eq!(told.to_send(), Some(&goal(40)));
    }

    #[test]
    fn a_change_that_was_sent_and_taken_back_before_the_answer_stays_taken_back() {
        let taken_back = known(3, goal(20))
            .edited(goal(30))
            .sending()
            .edited(goal(20));
        let told = taken_back.clone().told(account(4, goal(30)));
        assert_eq!(
            (told.to_send(), &told.current),
            (Some(&goal(20)), &goal(20))
        );
        // Another device has built upon it meanwhile.
        let mut built_upon = goal(30);
        built_upon.rest_days = 2;
        let mut both = goal(20);
        both.rest_days = 2;
        let told = taken_back.told(account(5, built_upon));
        assert_eq!((told.to_send(), &told.current), (Some(&both), &both));
    }

    #[test]
    fn of_what_both_changed_a_device_that_knew_the_account_keeps_its_own() {
        let told = known(3, goal(20))
            .edited(goal(30))
            .told(account(4, goal(40)));
        assert_eq!(told.to_send(), Some(&goal(30)));
        let told = known(3, goal(20)).told(account(4, goal(40)));
        assert_eq!(told, known(4, goal(40)));
    }

    #[test]
    fn of_what_both_have_set_a_device_that_is_new_to_the_account_takes_the_accounts() {
        let mut here = instrument("Oboe");
        here.daily_goal_minutes = 30;
        let told = StoredPreferences::default()
            .edited(here)
            .told(account(2, goal(40)));
        let mut both = instrument("Oboe");
        both.daily_goal_minutes = 40;
        assert_eq!(told.to_send(), Some(&both));
    }

    #[test]
    fn a_restored_account_is_given_back_what_it_has_lost() {
        let told = known(5, goal(30)).told(account(2, goal(20)));
        assert_eq!((told.to_send(), told.version), (Some(&goal(30)), 2));
        let same = known(5, goal(30)).told(account(2, goal(30)));
        assert_eq!(same, known(2, goal(30)));
    }

    #[test]
    fn what_cannot_be_read_is_put_aside() {
        let device = TestDevice::new(1, Rc::new(NoServer));
        let user = UserId::from("u");
        let key = keys::preferences(&user);
        device.platform.store.set(&key, "{half").expect("fits");
        assert_eq!(
            read(&device.platform, &user),
            Ok(StoredPreferences::default())
        );
        let values = device.store.values();
        assert_eq!(values[&format!("{}{key}", keys::QUARANTINE)], "{half");
        assert!(!values.contains_key(&key));
    }

    #[test]
    fn moving_to_somebody_fills_what_they_left_open_also_in_a_full_store() {
        let device = TestDevice::new(1, Rc::new(NoServer));
        let (from, to) = (UserId::from("anonymous-1"), UserId::from("u"));
        let mut theirs = goal(40);
        theirs.rest_days = 1;
        write(&device.platform, &to, &known(3, theirs.clone())).expect("fits");
        let mut moving = instrument("Oboe");
        moving.daily_goal_minutes = 10;
        let moving = StoredPreferences::default().edited(moving);
        write(&device.platform, &from, &moving).expect("fits");

        device.store.quota_chars.set(device.store.used_chars());
        reassign(&device.platform, &from, &to).expect("makes its own room");
        let moved = read(&device.platform, &to).expect("reads");
        theirs.primary_instrument = Some("Oboe".to_owned());
        assert_eq!((moved.to_send(), moved.version), (Some(&theirs), 3));
        assert_eq!(
            device.store.get(&keys::preferences(&from)).expect("reads"),
            None
        );
        reassign(&device.platform, &from, &to).expect("nothing is left to do");
        assert_eq!(read(&device.platform, &to), Ok(moved));
    }
}
