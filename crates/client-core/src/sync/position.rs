//! Where a user's pull stands, as the local store keeps it.

use serde::{Deserialize, Serialize};
use shared_model::{MODEL_VERSION, UserId, WriteId};

use crate::keys;
use crate::platform::{Platform, StoreError};

/// Where a pull stands. Nothing is stored for a device that has never pulled, or whose copy has a hole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Position {
    /// The whole journal is being pulled. Only when all of it has come can be told what the server does not hold, so one
    /// that was interrupted starts over.
    Beginning {
        /// A random name: a journal that was taken off the device and fetched again meanwhile is at another beginning.
        run: WriteId,
    },
    /// The device follows the changes.
    Reached(Reached),
}

/// A place in the account's journal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Reached {
    /// Everything up to here has been taken in. A cursor, as the server gave it.
    pub(crate) cursor: String,
    /// Cursors further on, up to which something has been taken in, or is just being: the records of a page, and what the
    /// server said of a push. A server that does not know one of them was restored from a backup, even if it knows the
    /// cursor.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) beyond: Vec<String>,
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
}

impl Position {
    /// What is stored. A value that cannot be read is as good as none, and so is one of an older program that left
    /// something out.
    pub(crate) fn load(platform: &Platform, user: &UserId) -> Result<Option<Self>, StoreError> {
        let text = platform.store.get(&keys::cursor(user))?;
        let position = text.and_then(|text| serde_json::from_str(&text).ok());
        Ok(position.filter(|position| match position {
            Self::Reached(reached) => reached
                .left_out_by
                .is_none_or(|version| version >= MODEL_VERSION),
            Self::Beginning { .. } => true,
        }))
    }

    /// Stores it.
    pub(crate) fn store(&self, platform: &Platform, user: &UserId) -> Result<(), StoreError> {
        let text = serde_json::to_string(self).unwrap_or_default();
        platform.store.set(&keys::cursor(user), &text)
    }

    /// A pull that starts from nothing.
    pub(crate) fn beginning(platform: &Platform) -> Self {
        Self::Beginning {
            run: platform.new_write_id(),
        }
    }
}

/// Notes that the server said what became of a push which stands at `cursor` in its journal. All that was taken in
/// before is older.
pub(super) fn note_push(
    platform: &Platform,
    user: &UserId,
    cursor: String,
) -> Result<(), StoreError> {
    match Position::load(platform, user)? {
        Some(Position::Reached(reached)) => Position::Reached(Reached {
            beyond: vec![cursor],
            ..reached
        })
        .store(platform, user),
        // The next pull is of the whole journal.
        Some(Position::Beginning { .. }) | None => Ok(()),
    }
}

/// Notes that something of the journal as it was at `cursor` is just being taken in, and whether something of it cannot be
/// read.
pub(super) fn note_beyond(
    platform: &Platform,
    user: &UserId,
    cursor: &str,
    left_out: bool,
) -> Result<(), StoreError> {
    let Some(Position::Reached(before)) = Position::load(platform, user)? else {
        return Ok(());
    };
    let mut reached = before.clone();
    if reached.cursor != cursor && !reached.beyond.iter().any(|known| known == cursor) {
        reached.beyond.push(cursor.to_owned());
    }
    reached.leave_out(left_out);
    if reached == before {
        return Ok(());
    }
    Position::Reached(reached).store(platform, user)
}
