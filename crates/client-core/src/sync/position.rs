//! Where a user's pull stands, as the local store keeps it.

use serde::{Deserialize, Serialize};
use shared_model::{MODEL_VERSION, UserId, WriteId};

use crate::keys;
use crate::platform::{Platform, StoreError};

/// How long the stored text is, whatever it says.
const STORED_CHARS: usize = 224;

/// Where a pull stands. Nothing is stored for a device that has never pulled, or that the journal was taken off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Position {
    /// The whole journal is being pulled. Only when all of it has come can be told what the server does not hold, so one
    /// that was interrupted starts over.
    Beginning {
        /// A random name: a journal that was taken off the device and fetched again meanwhile is at another beginning.
        run: WriteId,
        /// Up to where the changes were followed before, on a device whose copy has a hole. A server that knows this place
        /// has lost nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<Reached>,
    },
    /// The device follows the changes.
    Reached(Reached),
}

/// A place in the account's journal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Reached {
    /// Everything up to here has been taken in. A cursor, as the server gave it. Every request that takes something
    /// in names it and the two that follow: a server that does not know one of them was restored from a backup.
    pub(crate) cursor: String,
    /// The journal's end when something from beyond the cursor was last taken in: what became of a push, or older records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) end: Option<String>,
    /// The end of a page of changes that is just being taken in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) page: Option<String>,
    /// The model version of the program that could not read, and left out, something on the way here. A newer one pulls
    /// everything again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) left_out_by: Option<i32>,
}

impl Reached {
    /// Notes whether this version of the program left something out.
    pub(super) fn leave_out(&mut self, left_out: bool) {
        if left_out {
            self.left_out_by = Some(MODEL_VERSION);
        }
    }

    /// Whether a program left something out that this one may be able to read.
    pub(super) fn was_left_by_older(&self) -> bool {
        self.left_out_by
            .is_some_and(|version| version < MODEL_VERSION)
    }

    /// The places that the server has to know.
    fn places(&self) -> Vec<&str> {
        let cursor = (!self.cursor.is_empty()).then_some(&self.cursor);
        let places = cursor.into_iter().chain(&self.end).chain(&self.page);
        places.map(String::as_str).collect()
    }

    /// Notes that something is taken in of the journal whose end is at `cursor`, by a server that knows every place that
    /// was reached: all that was taken in before is older.
    pub(super) fn note_end(&mut self, cursor: &str) {
        self.end = (self.cursor != cursor).then(|| cursor.to_owned());
        self.page = None;
    }
}

impl Position {
    /// What is stored. A value that cannot be read is as good as none.
    pub(crate) fn load(platform: &Platform, user: &UserId) -> Result<Option<Self>, StoreError> {
        let text = platform.store.get(&keys::cursor(user))?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }

    /// Stores it. A full storage refuses that only the first time, and so holds up no answer.
    pub(crate) fn store(&self, platform: &Platform, user: &UserId) -> Result<(), StoreError> {
        let text = serde_json::to_string(self).unwrap_or_default();
        platform.set_padded(&keys::cursor(user), &text, STORED_CHARS)
    }

    /// A pull of everything, by a device that had followed the changes up to `before`.
    pub(crate) fn beginning(platform: &Platform, before: Option<Reached>) -> Self {
        Self::Beginning {
            run: platform.new_write_id(),
            before,
        }
    }

    /// The copy here has a hole: the next pull is of everything.
    pub(crate) fn begin_again(platform: &Platform, user: &UserId) -> Result<(), StoreError> {
        match Self::load(platform, user)? {
            Some(position) => {
                let before = position.place().cloned();
                Self::beginning(platform, before).store(platform, user)
            }
            None => Ok(()),
        }
    }

    /// Whether the copy here lacks something that the account held at the cursor.
    pub(crate) fn has_hole(&self) -> bool {
        matches!(
            self,
            Self::Beginning {
                before: Some(_),
                ..
            }
        )
    }

    /// Whether the device has followed the changes, be it with a hole in its copy: then the server holds what it told of, as
    /// long as it still knows the place.
    pub(crate) fn follows_changes(&self) -> bool {
        self.place().is_some()
    }

    /// The places that the server has to know, for every request that takes something in.
    pub(super) fn places_of(position: Option<&Self>) -> Vec<&str> {
        let place = position.and_then(Self::place);
        place.map(Reached::places).unwrap_or_default()
    }

    /// The name of the pull of the whole journal that is under way.
    pub(crate) fn run(&self) -> Option<&WriteId> {
        match self {
            Self::Beginning { run, .. } => Some(run),
            Self::Reached(_) => None,
        }
    }

    /// Up to where the changes were followed.
    pub(super) fn place(&self) -> Option<&Reached> {
        match self {
            Self::Beginning { before, .. } => before.as_ref(),
            Self::Reached(reached) => Some(reached),
        }
    }

    /// The same, with the changes followed up to another place.
    pub(super) fn moved_to(self, place: Reached) -> Self {
        match self {
            Self::Beginning { run, .. } => Self::Beginning {
                run,
                before: Some(place),
            },
            Self::Reached(_) => Self::Reached(place),
        }
    }
}

/// Notes that something is taken in of the journal whose end is at `cursor`, and whether something of it cannot be read.
pub(super) fn note_end(
    platform: &Platform,
    user: &UserId,
    cursor: &str,
    left_out: bool,
) -> Result<(), StoreError> {
    let Some(position) = Position::load(platform, user)? else {
        return Ok(());
    };
    let Some(mut place) = position.place().cloned() else {
        return Ok(());
    };
    place.note_end(cursor);
    place.leave_out(left_out);
    if position.place() == Some(&place) {
        return Ok(());
    }
    position.moved_to(place).store(platform, user)
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::test_support::{NoServer, TestDevice};

    #[test]
    fn a_position_that_is_stored_once_moves_in_a_full_storage_too() {
        let (device, user) = (TestDevice::new(1, Rc::new(NoServer)), UserId::from("u"));
        let start = Position::beginning(&device.platform, None);
        start.store(&device.platform, &user).expect("stores");
        device.store.quota_chars.set(device.store.used_chars());
        let cursor = format!("{}.{:016x}", u32::MAX, u64::MAX);
        let longest = Reached {
            cursor: cursor.clone(),
            end: Some(cursor.clone()),
            page: Some(cursor),
            left_out_by: Some(MODEL_VERSION),
        };
        for position in [
            Position::Reached(longest.clone()),
            Position::beginning(&device.platform, Some(longest)),
            start,
        ] {
            position
                .store(&device.platform, &user)
                .expect("its room is there");
            let stored = Position::load(&device.platform, &user).expect("reads");
            assert_eq!(stored, Some(position));
        }
    }
}
