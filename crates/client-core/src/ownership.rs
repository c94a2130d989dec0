//! Whose the records in this browser are: moving an anonymous journal into an account, and taking a journal off the
//! device.

use shared_model::merge::{Merged, Origin, merge};
use shared_model::{Collection, RecordId, UserId};

use crate::drafts;
use crate::journal::JournalRecord;
use crate::keys;
use crate::platform::{Platform, StoreError};
use crate::preference_store;
use crate::record_store::{self, ForRecord, for_record, owner};
use crate::stored::{DecodeError, Stored, SyncState, change_owner};
use crate::user::{LocalUser, example_id, is_account_id};

/// Gives every record of `from` to `to`, straight in the local store. It can be interrupted at any point and done
/// again. Where `to` has a record of the same id already, the two are merged. What an account knew of the records is
/// nothing to somebody anonymous: to them they have never been sent anywhere.
pub(crate) fn reassign(
    platform: &Platform,
    from: &UserId,
    to: &LocalUser,
) -> Result<(), StoreError> {
    if is_account_id(from) {
        // The new owner's account may not hold what the old one's did: a pull of everything finds that out.
        platform.store.remove(&keys::cursor(&to.id))?;
    }
    for key in keys_of(platform, from)? {
        if let Some((collection, id)) = keys::parse_record(&key) {
            for_record(
                collection,
                Move {
                    platform,
                    key: &key,
                    id: &id,
                    to,
                },
            )?;
        }
    }
    if let Some(timer) = platform.store.get(&keys::timer(from))? {
        platform.store.set(&keys::timer(&to.id), &timer)?;
        platform.store.remove(&keys::timer(from))?;
    }
    drafts::reassign(platform, from, &to.id)?;
    preference_store::reassign(platform, from, &to.id)?;
    platform.store.remove(&keys::cursor(from))?;
    platform.store.remove(&keys::trash_looked_at(from))?;
    platform.store.remove(&keys::synced_at(from))?;
    platform.store.remove(&keys::beyond(from))?;
    platform.store.remove(&keys::horizon(from))
}

struct Move<'a> {
    platform: &'a Platform,
    key: &'a str,
    id: &'a RecordId,
    to: &'a LocalUser,
}

impl ForRecord for Move<'_> {
    type Output = Result<(), StoreError>;

    fn call<R: JournalRecord>(self) -> Self::Output {
        let Self {
            platform,
            key,
            id,
            to,
        } = self;
        let Some(text) = platform.store.get(key)? else {
            return Ok(());
        };
        let moving = match Stored::<R>::decode(&text) {
            Ok(moving) => moving,
            Err(DecodeError::OtherVersion { .. }) => {
                return move_unread(&self, R::COLLECTION, &text);
            }
            Err(_) => return Ok(()),
        };
        let moving = Stored {
            user_id: to.id.clone(),
            sync: match to.is_anonymous {
                true => SyncState::Unsynced(Box::default()),
                false => moving.sync,
            },
            ..moving
        };
        let kept = match record_store::read::<R>(platform, &to.id, id)? {
            None if key == keys::record(R::COLLECTION, id) => {
                // It only changes its owner, in one write.
                return platform.store.set(key, &moving.encode());
            }
            None => moving,
            Some(existing) => {
                // A tab that had not heard of the move may have gone on from what moved.
                let is_made_from_it = moving.descends_from(&existing.write_id);
                let ancestor = is_made_from_it.then_some(&existing.body);
                let Merged { body, displaced } =
                    merge(ancestor, &moving.body, &existing.body, Origin::Edit);
                if let Some(side) = displaced {
                    keep_copy(platform, &to.id, side)?;
                }
                if body == existing.body {
                    existing
                } else {
                    let edited = existing.edited(body, platform.new_write_id());
                    edited.made_from(&moving, &existing)
                }
            }
        };
        record_store::write(platform, &kept)?;
        platform.store.remove(key)
    }
}

/// Keeps the side of a merge that had no room as a record of its own, before the merge is stored.
fn keep_copy<R: JournalRecord>(
    platform: &Platform,
    user: &UserId,
    mut side: R,
) -> Result<(), StoreError> {
    let id = RecordId::copy_of(&side);
    if record_store::read::<R>(platform, user, &id)?.is_some() {
        return Ok(());
    }
    side.set_id(id);
    let copy = Stored::new(user.clone(), platform.new_write_id(), side);
    record_store::write(platform, &copy)
}

/// Gives a record away that only a newer program can read. Where the new owner has one of the same id already, it stays.
fn move_unread(record: &Move<'_>, collection: Collection, text: &str) -> Result<(), StoreError> {
    let Move {
        platform,
        key,
        id,
        to,
    } = record;
    let Some(text) = change_owner(text, to) else {
        return Ok(());
    };
    if *key == keys::record(collection, id) {
        return platform.store.set(key, &text);
    }
    let beside = keys::record_of(collection, id, &to.id);
    if platform.store.get(&beside)?.is_none() {
        platform.store.set(&beside, &text)?;
        platform.store.remove(key)?;
    }
    Ok(())
}

/// Removes everything that belongs to `user` from this browser.
///
/// The cursor goes first: a pull that starts there would not bring the records back. The horizon goes after them: without
/// it, what is left would pass for the whole journal.
pub(crate) fn remove_journal(platform: &Platform, user: &UserId) -> Result<(), StoreError> {
    platform.store.remove(&keys::cursor(user))?;
    for key in keys_of(platform, user)? {
        platform.store.remove(&key)?;
    }
    platform.store.remove(&keys::horizon(user))?;
    platform.store.remove(&keys::beyond(user))?;
    platform.store.remove(&keys::trash_looked_at(user))?;
    platform.store.remove(&keys::synced_at(user))?;
    platform.store.remove(&keys::drafts(user))?;
    platform.store.remove(&keys::preferences(user))?;
    platform.store.remove(&keys::timer(user))
}

/// The anonymous user to whom records in this store belong, if any do: one whose own value was lost, or for whom a tab
/// wrote that had not heard of a migration.
pub(crate) fn anonymous_owner(platform: &Platform) -> Result<Option<UserId>, StoreError> {
    for key in platform.store.keys()? {
        if keys::parse_record(&key).is_some()
            && let Some(owner) = owner(platform, &key)?
            && !is_account_id(&owner)
            && owner != example_id()
        {
            return Ok(Some(owner));
        }
    }
    Ok(None)
}

/// The keys of a user's records.
pub(crate) fn keys_of(platform: &Platform, user: &UserId) -> Result<Vec<String>, StoreError> {
    let mut theirs = Vec::new();
    for key in platform.store.keys()? {
        if keys::parse_record(&key).is_some() && owner(platform, &key)?.as_ref() == Some(user) {
            theirs.push(key);
        }
    }
    Ok(theirs)
}
