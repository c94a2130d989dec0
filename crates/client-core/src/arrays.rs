//! Taking in the arrays that the first Mirubato wrote, record by record (design.md section 5).

use std::collections::HashSet;

use serde_json::Value;
use shared_model::{Collection, RecordId, Timestamp, UserId};

use crate::journal::JournalRecord;
use crate::keys;
use crate::legacy;
use crate::platform::{Platform, StoreError};
use crate::record_store::{self, ForRecord, for_record};
use crate::stored::Stored;

/// Gives every old array to the anonymous user of this browser, always as unsynced and without a base.
///
/// # Errors
/// `Full` when they do not all fit. What did not stays in its array, and is taken in at a later start.
pub(crate) fn take_in(platform: &Platform, user: &UserId) -> Result<(), StoreError> {
    for collection in Collection::ALL {
        let key = keys::array(collection);
        let Some(text) = platform.store.get(&key)? else {
            continue;
        };
        match serde_json::from_str(&text) {
            Ok(Value::Array(items)) => for_record(
                collection,
                TakeIn {
                    platform,
                    user,
                    key: &key,
                    items,
                },
            )?,
            _ => {
                record_store::put_aside(platform, &key, &text)?;
                platform.store.remove(&key)?;
            }
        }
    }
    Ok(())
}

struct TakeIn<'a> {
    platform: &'a Platform,
    user: &'a UserId,
    key: &'a str,
    items: Vec<Value>,
}

impl ForRecord for TakeIn<'_> {
    type Output = Result<(), StoreError>;

    /// The array is removed only when all of it is written. A record that is there already was written before an
    /// interruption.
    fn call<R: JournalRecord>(self) -> Self::Output {
        let Self {
            platform,
            user,
            key,
            items,
        } = self;
        let now = platform.clock.now();
        let mut seen = HashSet::new();
        let mut shortened_at = None;
        let mut index = 0;
        while let Some(item) = items.get(index) {
            match self_contained::<R>(platform, user, key, item, index, now, &mut seen) {
                Ok(()) => index += 1,
                // The array gives up the room of what is written already, once for each time that helps.
                Err(StoreError::Full) if index > 0 && shortened_at != Some(index) => {
                    shorten(platform, key, &items, index)?;
                    shortened_at = Some(index);
                }
                refused => return refused,
            }
        }
        platform.store.remove(key)
    }
}

/// Writes one item as a record of its own, or puts it aside when it is none.
fn self_contained<R: JournalRecord>(
    platform: &Platform,
    user: &UserId,
    key: &str,
    item: &Value,
    index: usize,
    now: Timestamp,
    seen: &mut HashSet<RecordId>,
) -> Result<(), StoreError> {
    if item.is_null() || item.get("deletedAt").is_some_and(|at| !at.is_null()) {
        return Ok(());
    }
    let name = format!("{}-{index}", unique_part(user));
    let read = legacy::read::<R>(item.clone(), &name, now, |at| {
        platform.clock.utc_offset_minutes(at)
    });
    let Some((mut record, unknown)) = read.filter(|(record, _)| record.id().is_well_formed())
    else {
        return record_store::put_aside(platform, &format!("{key}:{index}"), &item.to_string());
    };
    if seen.contains(record.id()) {
        // Two different things under one name: both are kept.
        record.set_id(RecordId(format!("{}-{name}", R::COLLECTION.table())));
    }
    let id = record.id().clone();
    if record_store::read::<R>(platform, user, &id)?.is_none() {
        let write_id = platform.new_write_id();
        record_store::write(
            platform,
            &Stored {
                unknown,
                ..Stored::new(user.clone(), write_id, record)
            },
        )?;
    }
    seen.insert(id);
    Ok(())
}

/// What names of this browser's records end with, so that those of two browsers differ; the same after an interruption.
fn unique_part(user: &UserId) -> String {
    let tail: Vec<char> = user
        .as_str()
        .chars()
        .rev()
        .filter(char::is_ascii_alphanumeric)
        .take(12)
        .collect();
    tail.into_iter().rev().collect()
}

fn shorten(
    platform: &Platform,
    key: &str,
    items: &[Value],
    written: usize,
) -> Result<(), StoreError> {
    // Items that are written become null, so that the others keep their places, and with them their names.
    let rest: Vec<&Value> = items
        .iter()
        .enumerate()
        .map(|(index, item)| if index < written { &Value::Null } else { item })
        .collect();
    platform
        .store
        .set(key, &serde_json::to_string(&rest).unwrap_or_default())
}
