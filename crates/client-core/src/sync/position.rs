//! Where a user's pull stands, as the local store keeps it.

use serde::{Deserialize, Serialize};
use shared_model::{UserId, WriteId};

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
    /// Everything up to the cursor has been taken in.
    Reached {
        /// A cursor, as the server gave it.
        cursor: String,
        /// Cursors further on, up to which something has been taken in, or is just being: the records of a page, and
        /// what the server said of a push. A server that does not know one of them was restored from a backup, even if
        /// it knows the cursor.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        beyond: Vec<String>,
    },
}

impl Position {
    /// What is stored. A value that cannot be read is as good as none.
    pub(crate) fn load(platform: &Platform, user: &UserId) -> Result<Option<Self>, StoreError> {
        let text = platform.store.get(&keys::cursor(user))?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }

    /// Stores it.
    pub(crate) fn store(&self, platform: &Platform, user: &UserId) -> Result<(), StoreError> {
        let text = serde_json::to_string(self).unwrap_or_default();
        platform.store.set(&keys::cursor(user), &text)
    }

    /// A pull that starts from nothing.
    pub(super) fn beginning(platform: &Platform) -> Self {
        Self::Beginning {
            run: platform.new_write_id(),
        }
    }

    /// Everything up to `cursor` has been taken in, and nothing beyond.
    pub(crate) fn reached(cursor: String) -> Self {
        Self::Reached {
            cursor,
            beyond: Vec::new(),
        }
    }
}

/// Notes that the server said what became of a push which stands at `cursor` in its journal. All that was taken in
/// before is older.
pub(super) fn note_push(
    platform: &Platform,
    user: &UserId,
    pushed: &str,
) -> Result<(), StoreError> {
    match Position::load(platform, user)? {
        Some(Position::Reached { cursor, .. }) => Position::Reached {
            cursor,
            beyond: vec![pushed.to_owned()],
        }
        .store(platform, user),
        // The next pull is of the whole journal.
        Some(Position::Beginning { .. }) | None => Ok(()),
    }
}

/// Notes that something of the journal as it was at `cursor` is just being taken in.
pub(super) fn note_beyond(
    platform: &Platform,
    user: &UserId,
    further: &str,
) -> Result<(), StoreError> {
    match Position::load(platform, user)? {
        Some(Position::Reached { cursor, mut beyond })
            if cursor != further && !beyond.iter().any(|known| known == further) =>
        {
            beyond.push(further.to_owned());
            Position::Reached { cursor, beyond }.store(platform, user)
        }
        _ => Ok(()),
    }
}
