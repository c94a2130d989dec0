//! What goes to the server: which records, in which chunks, and noted as `sent` before they are sent.

use std::collections::{HashMap, VecDeque};

use serde_json::Value;
use shared_model::limits;
use shared_model::protocol::{Deletion, PushChangesInput, SyncAnonymousDataInput, Write};
use shared_model::{
    Body, Collection, Goal, LogbookEntry, MODEL_VERSION, Piece, PracticeLog, PracticeSession,
    RecordId, UserId, Version, WriteId,
};

use crate::api::{self, Operation};
use crate::journal::{Journal, JournalRecord};
use crate::platform::StoreError;
use crate::stored::SyncState;

/// Records that go in one request.
pub(super) type Chunk = Vec<(Collection, RecordId)>;

/// A record that waits, and how many bytes of JSON it is.
pub(super) type Waiting = ((Collection, RecordId), usize);

/// Bytes of stored JSON in one request. Half of what the server takes: on the wire a record is a little longer, and the
/// query needs room too.
const CHUNK_BYTES: usize = limits::PUSH_BYTES / 2;

/// Everything that waits. Pieces come first and goals last, as the collections do; within one, the order of the ids, which
/// is that of their making.
pub(super) fn waiting(journal: &Journal) -> Vec<Waiting> {
    let mut waiting = Vec::new();
    gather::<Piece>(journal, &mut waiting);
    gather::<PracticeSession>(journal, &mut waiting);
    gather::<PracticeLog>(journal, &mut waiting);
    gather::<LogbookEntry>(journal, &mut waiting);
    gather::<Goal>(journal, &mut waiting);
    waiting
}

fn gather<R: JournalRecord>(journal: &Journal, waiting: &mut Vec<Waiting>) {
    let table = journal.table::<R>();
    let mut records: Vec<_> = table
        .values()
        .filter(|stored| stored.is_waiting())
        .collect();
    records.sort_by(|one, other| one.id.cmp(&other.id));
    waiting.extend(
        records
            .into_iter()
            .map(|stored| ((R::COLLECTION, stored.id.clone()), stored.encode().len())),
    );
}

/// Takes the next records that go in one request, at most `records` of them and at least one.
pub(super) fn next_chunk(waiting: &mut VecDeque<Waiting>, records: usize) -> Option<Chunk> {
    let mut bytes = 0;
    let fitting = waiting.iter().take(records).take_while(|(_, more)| {
        bytes += more;
        bytes <= CHUNK_BYTES
    });
    let count = fitting.count().max(1).min(waiting.len());
    let chunk: Chunk = waiting.drain(..count).map(|(record, _)| record).collect();
    (!chunk.is_empty()).then_some(chunk)
}

/// A request that is ready to be sent.
pub(super) struct Push {
    input: PushChangesInput,
    /// Whether the server has never told of any of these records.
    is_first: bool,
    /// The write of each record that the request carries.
    pub(super) write_ids: HashMap<(Collection, RecordId), WriteId>,
    /// Those of the chunk that it has no part of: in a full storage there was no room to note them as sent.
    pub(super) left: Chunk,
}

/// Notes each record of the chunk as sent, and makes the request. A record that another tab has synced meanwhile is left
/// out. The request names the places that the device has `reached`. Where the storage is full, what could be noted goes
/// first, and makes room when the account has it.
pub(super) fn prepare(
    journal: &Journal,
    chunk: &[(Collection, RecordId)],
    user: &UserId,
    reached: &[&str],
) -> Result<Push, StoreError> {
    let mut push = Push {
        input: PushChangesInput {
            changed: SyncAnonymousDataInput {
                reached: reached.iter().map(ToString::to_string).collect(),
                ..no_records(user)
            },
            deletions: Vec::new(),
        },
        is_first: true,
        write_ids: HashMap::new(),
        left: Chunk::new(),
    };
    for (index, (collection, id)) in chunk.iter().enumerate() {
        let write = match collection {
            Collection::Pieces => push.add(journal, id, |changed| &mut changed.pieces),
            Collection::PracticeSessions => push.add(journal, id, |changed| &mut changed.sessions),
            Collection::PracticeLogs => push.add(journal, id, |changed| &mut changed.logs),
            Collection::LogbookEntries => push.add(journal, id, |changed| &mut changed.entries),
            Collection::Goals => push.add(journal, id, |changed| &mut changed.goals),
        };
        match write {
            Err(StoreError::Full) if !push.write_ids.is_empty() => {
                push.left = chunk[index..].to_vec();
                break;
            }
            write => write?,
        }
    }
    Ok(push)
}

/// A push without a record, which changes nothing.
pub(super) fn empty(user: &UserId) -> (Operation, Value) {
    let input = serde_json::to_value(no_records(user)).unwrap_or_default();
    (api::SYNC_ANONYMOUS_DATA, input)
}

fn no_records(user: &UserId) -> SyncAnonymousDataInput {
    SyncAnonymousDataInput {
        expected_user_id: user.clone(),
        model_version: MODEL_VERSION,
        reached: Vec::new(),
        sessions: Vec::new(),
        logs: Vec::new(),
        entries: Vec::new(),
        goals: Vec::new(),
        pieces: Vec::new(),
    }
}

impl Push {
    fn add<R: JournalRecord>(
        &mut self,
        journal: &Journal,
        id: &RecordId,
        list: impl Fn(&mut SyncAnonymousDataInput) -> &mut Vec<Write<R>>,
    ) -> Result<(), StoreError> {
        let Some(stored) = journal.read::<R>(id)? else {
            return Ok(());
        };
        let Some(pending) = stored.pending().filter(|_| stored.is_waiting()) else {
            return Ok(());
        };
        let base_write_id = pending.base.as_ref().map(|base| base.write_id.clone());
        // What was sent and not heard of goes first: its request may still be under way.
        let version = pending.sent.clone().unwrap_or_else(|| stored.version());
        if pending.sent.is_none() {
            let mut noted = stored.clone();
            if let SyncState::Unsynced(pending) = &mut noted.sync {
                pending.sent = Some(version.clone());
            }
            journal.try_store(noted, Some(&stored))?;
        }
        self.is_first &= base_write_id.is_none();
        let Version { write_id, body } = version;
        let id = id.clone();
        self.write_ids
            .insert((R::COLLECTION, id.clone()), write_id.clone());
        match body {
            Body::Live(record) => list(&mut self.input.changed).push(Write {
                record,
                write_id,
                base_write_id,
            }),
            Body::Deleted { at: deleted_at } => {
                let collection = R::COLLECTION;
                self.is_first = false;
                self.input.deletions.push(Deletion {
                    collection,
                    id,
                    write_id,
                    base_write_id,
                    deleted_at,
                });
            }
        }
        Ok(())
    }

    /// The operation and its input: records that the account has never seen are moved into it by
    /// `syncAnonymousData`, anything later is a change. Nothing when there is nothing left to send.
    pub(super) fn request(&self) -> Option<(Operation, Value)> {
        let PushChangesInput { changed, deletions } = &self.input;
        let records = changed.sessions.len()
            + changed.logs.len()
            + changed.entries.len()
            + changed.goals.len()
            + changed.pieces.len()
            + deletions.len();
        if records == 0 {
            return None;
        }
        let (operation, input) = if self.is_first {
            (api::SYNC_ANONYMOUS_DATA, serde_json::to_value(changed))
        } else {
            (api::PUSH_CHANGES, serde_json::to_value(&self.input))
        };
        Some((operation, input.unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::CHUNK_RECORDS;

    fn waiting(count: usize, chars: usize) -> VecDeque<Waiting> {
        (0..count)
            .map(|n| ((Collection::Goals, RecordId(n.to_string())), chars))
            .collect()
    }

    fn chunks(mut waiting: VecDeque<Waiting>) -> Vec<Chunk> {
        std::iter::from_fn(|| next_chunk(&mut waiting, CHUNK_RECORDS)).collect()
    }

    #[test]
    fn failure_5_everything_goes_up_and_nothing_twice() {
        for count in [
            0,
            1,
            CHUNK_RECORDS,
            CHUNK_RECORDS + 1,
            2 * CHUNK_RECORDS + 1,
        ] {
            let chunks = chunks(waiting(count, 300));
            assert!(
                chunks
                    .iter()
                    .all(|chunk| !chunk.is_empty() && chunk.len() <= CHUNK_RECORDS)
            );
            let sent: Vec<_> = chunks.into_iter().flatten().collect();
            let all: Vec<_> = waiting(count, 300)
                .into_iter()
                .map(|(record, _)| record)
                .collect();
            assert_eq!(sent, all);
        }
    }

    #[test]
    fn large_records_go_in_smaller_chunks() {
        let sizes = chunks(waiting(10, CHUNK_BYTES / 2));
        assert!(sizes.iter().all(|chunk| chunk.len() == 2));
        // A record larger than a chunk still goes, alone.
        assert_eq!(chunks(waiting(2, CHUNK_BYTES * 2)).len(), 2);
    }
}
