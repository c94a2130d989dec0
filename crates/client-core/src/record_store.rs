//! Records in the local store, for one user at a time: where a record is kept, and what becomes of a value that cannot
//! be read.
//!
//! A record's key names no user. Where it is taken by another user's record of the same id, the record stands beside it
//! under a longer key.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use shared_model::records::Record;
use shared_model::{
    Collection, Goal, LogbookEntry, Piece, PracticeLog, PracticeSession, RecordId, UserId,
};

use crate::journal::JournalRecord;
use crate::keys;
use crate::platform::{Platform, StoreError};
use crate::stored::{DecodeError, Stored};
use crate::sync::Position;
use crate::tab::TabWrites;

/// Does something with the type of record that a collection holds.
pub(crate) trait ForRecord {
    /// What comes of it.
    type Output;
    /// Does it.
    fn call<R: JournalRecord>(self) -> Self::Output;
}

/// Calls `work` with the type of record that `collection` holds.
pub(crate) fn for_record<W: ForRecord>(collection: Collection, work: W) -> W::Output {
    match collection {
        Collection::Pieces => work.call::<Piece>(),
        Collection::PracticeSessions => work.call::<PracticeSession>(),
        Collection::PracticeLogs => work.call::<PracticeLog>(),
        Collection::LogbookEntries => work.call::<LogbookEntry>(),
        Collection::Goals => work.call::<Goal>(),
    }
}

/// The user's record as the store has it now. A value that cannot be read is put aside, and is as if it were not there.
///
/// # Errors
/// Also when there is no room to put a damaged value aside, or when the value is a record of a newer program: neither may
/// be overwritten.
pub(crate) fn read<R: Record>(
    platform: &Platform,
    user: &UserId,
    id: &RecordId,
) -> Result<Option<Stored<R>>, StoreError> {
    let plain = keys::record(R::COLLECTION, id);
    for key in [plain, keys::record_of(R::COLLECTION, id, user)] {
        let Some(text) = platform.store.get(&key)? else {
            continue;
        };
        match Stored::<R>::decode(&text) {
            Ok(stored) if stored.user_id == *user && stored.id == *id => return Ok(Some(stored)),
            Ok(stored) if stored.id == *id => {}
            Err(DecodeError::OtherVersion {
                id: theirs,
                user_id,
            }) if theirs == *id => {
                if user_id == *user {
                    return Err(StoreError::WrittenByNewer);
                }
            }
            Ok(_) | Err(_) => quarantine(platform, &key, &text)?,
        }
    }
    Ok(None)
}

/// Stores a record for its user.
pub(crate) fn write<R: Record>(platform: &Platform, stored: &Stored<R>) -> Result<(), StoreError> {
    let key = key_of(platform, R::COLLECTION, &stored.id, &stored.user_id)?;
    platform.store.set(&key, &stored.encode())
}

/// Removes the user's record.
pub(crate) fn remove(
    platform: &Platform,
    collection: Collection,
    user: &UserId,
    id: &RecordId,
) -> Result<(), StoreError> {
    platform
        .store
        .remove(&key_of(platform, collection, id, user)?)
}

/// Where the user's record of this id is, or would be.
fn key_of(
    platform: &Platform,
    collection: Collection,
    id: &RecordId,
    user: &UserId,
) -> Result<String, StoreError> {
    let (plain, beside) = (
        keys::record(collection, id),
        keys::record_of(collection, id, user),
    );
    let is_ours = match owner(platform, &plain)? {
        Some(owner) => owner == *user,
        None => platform.store.get(&beside)?.is_none(),
    };
    Ok(if is_ours { plain } else { beside })
}

/// Whose record is under a key. Nobody's when there is none, or one that cannot be read.
pub(crate) fn owner(platform: &Platform, key: &str) -> Result<Option<UserId>, StoreError> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Owned {
        user_id: UserId,
    }
    let owned = outline::<Owned>(platform, key)?;
    Ok(owned.map(|owned| owned.user_id))
}

/// Which writes of which tabs the user's record contains, also where only a newer program can read the rest of it.
pub(crate) fn tabs_of(
    platform: &Platform,
    collection: Collection,
    user: &UserId,
    id: &RecordId,
) -> Result<TabWrites, StoreError> {
    #[derive(Deserialize)]
    struct Written {
        #[serde(default)]
        tabs: TabWrites,
    }
    let written = outline::<Written>(platform, &key_of(platform, collection, id, user)?)?;
    Ok(written.map(|written| written.tabs).unwrap_or_default())
}

/// The few fields of a stored record that every version of the program reads.
fn outline<F: DeserializeOwned>(platform: &Platform, key: &str) -> Result<Option<F>, StoreError> {
    let text = platform.store.get(key)?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Moves a value that cannot be read aside, so that nothing overwrites it. An account may still have the record: the next
/// pull is of everything, also that of somebody else who was signed in here, for it does not say any more whose it was.
pub(crate) fn quarantine(platform: &Platform, key: &str, text: &str) -> Result<(), StoreError> {
    put_aside(platform, key, text)?;
    for key in platform.store.keys()? {
        if let Some(user) = keys::cursor_of(&key) {
            Position::begin_again(platform, &user)?;
        }
    }
    platform.store.remove(key)
}

/// Keeps a value under a key of its own, beside what was put aside for the same key before.
pub(crate) fn put_aside(platform: &Platform, key: &str, text: &str) -> Result<(), StoreError> {
    let mut aside = format!("{}{key}", keys::QUARANTINE);
    while let Some(other) = platform.store.get(&aside)? {
        if other == text {
            return Ok(());
        }
        aside.push('+');
    }
    platform.store.set(&aside, text)
}

/// How many values stand aside, from this start or an earlier one.
pub(crate) fn count_aside(platform: &Platform) -> Result<usize, StoreError> {
    let keys = platform.store.keys()?;
    Ok(keys
        .iter()
        .filter(|key| key.starts_with(keys::QUARANTINE))
        .count())
}
