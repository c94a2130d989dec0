//! Taking a push in (design.md section 6): one transaction, with the same number of statements whatever its size.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::{Value, json};
use shared_model::limits::{self, Caps};
use shared_model::protocol::{
    Deletion, Outcome, OutcomeStatus, PushChangesInput, PushPayload, SyncAnonymousDataInput, Write,
};
use shared_model::validate::{Check, Checker, Invalid, InvalidReason};
use shared_model::{
    Goal, LogbookEntry, Piece, PracticeLog, PracticeSession, RecordId, Timestamp, WriteId,
};

use super::cursor;
use super::{Journal, expect_model_version};
use crate::database::{DatabaseError, Param, Row, Statement, batch, read_all, read_first};
use crate::error::ApiError;
use crate::platform::{Random, random_bytes};
use crate::tables::{Stored, pushed_deletion, pushed_write, read_version};

const CHECKER: Checker = Checker { caps: Caps::Server };

impl Journal<'_> {
    /// Takes a push in and says what became of each of its records.
    ///
    /// # Errors
    /// When the push as a whole is refused, or the database failed. Nothing is stored then.
    pub async fn push(
        &self,
        input: PushChangesInput,
        random: &dyn Random,
        now: Timestamp,
    ) -> Result<PushPayload, ApiError> {
        self.admit(&input)?;
        let PushChangesInput { changed, deletions } = input;
        let SyncAnonymousDataInput {
            sessions,
            logs,
            entries,
            goals,
            pieces,
            reached,
            ..
        } = changed;
        let places = cursor::places(&reached, None)?;
        let sessions = Part::<PracticeSession>::new(&sessions, &deletions)?;
        let logs = Part::<PracticeLog>::new(&logs, &deletions)?;
        let entries = Part::<LogbookEntry>::new(&entries, &deletions)?;
        let goals = Part::<Goal>::new(&goals, &deletions)?;
        let pieces = Part::<Piece>::new(&pieces, &deletions)?;

        let user_id = self.user_id();
        let push_id = format!("{:016x}", u64::from_be_bytes(random_bytes(random)?));
        let [
            _,
            _,
            account,
            _,
            held_sessions,
            _,
            held_logs,
            _,
            held_entries,
            _,
            held_goals,
            _,
            held_pieces,
        ] = batch(
            self.database,
            [
                Statement::new(
                    "UPDATE users SET change_seq = change_seq + 1
                    WHERE id = ? AND has_cloud_storage = 1",
                    [user_id.clone()],
                ),
                Statement::new(
                    "INSERT INTO pushes (user_id, seq, push_id, created_at)
                    SELECT id, change_seq, ?, ? FROM users WHERE id = ? AND has_cloud_storage = 1",
                    [push_id.clone().into(), now.millis().into(), user_id.clone()],
                ),
                Statement::new(
                    format!(
                        "SELECT has_cloud_storage, change_seq, {} AS unknown FROM users WHERE id = ?1",
                        cursor::unknown_places(1, 2),
                    ),
                    [user_id.clone(), places],
                ),
                sessions.store(&user_id),
                sessions.ask(&user_id),
                logs.store(&user_id),
                logs.ask(&user_id),
                entries.store(&user_id),
                entries.ask(&user_id),
                goals.store(&user_id),
                goals.ask(&user_id),
                pieces.store(&user_id),
                pieces.ask(&user_id),
            ],
        )
        .await?;

        // The account may have been deleted or paused since the viewer was recognised; then nothing was written.
        let (cursor, is_continuous) = match read_first::<Account>(account)? {
            None => return Err(ApiError::AccountDeleted),
            Some(Account {
                has_cloud_storage: 0,
                ..
            }) => return Err(ApiError::CloudStoragePaused),
            Some(Account {
                change_seq,
                unknown,
                ..
            }) => (cursor::after_push(change_seq, Some(&push_id)), unknown == 0),
        };
        let sessions = sessions.outcomes(held_sessions)?;
        let logs = logs.outcomes(held_logs)?;
        let entries = entries.outcomes(held_entries)?;
        let goals = goals.outcomes(held_goals)?;
        let pieces = pieces.outcomes(held_pieces)?;
        let sent = sessions.len() + logs.len() + entries.len() + goals.len() + pieces.len();
        let [
            synced_sessions,
            synced_logs,
            synced_entries,
            synced_goals,
            synced_pieces,
        ] = [
            applied(&sessions),
            applied(&logs),
            applied(&entries),
            applied(&goals),
            applied(&pieces),
        ];
        let synced = synced_sessions + synced_logs + synced_entries + synced_goals + synced_pieces;
        Ok(PushPayload {
            success: synced == sent,
            cursor,
            is_continuous,
            synced_sessions,
            synced_logs,
            synced_entries,
            synced_goals,
            synced_pieces,
            sessions,
            logs,
            entries,
            goals,
            pieces,
        })
    }

    /// What can be said of the push as a whole before the database is asked.
    fn admit(&self, input: &PushChangesInput) -> Result<(), ApiError> {
        let PushChangesInput { changed, deletions } = input;
        self.viewer.ensure_is(&changed.expected_user_id)?;
        expect_model_version(Some(changed.model_version))?;
        self.expect_cloud_storage()?;
        let records = changed.sessions.len()
            + changed.logs.len()
            + changed.entries.len()
            + changed.goals.len()
            + changed.pieces.len()
            + deletions.len();
        if records > limits::PUSH_RECORDS {
            return Err(ApiError::TooLarge);
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct Account {
    has_cloud_storage: i64,
    change_seq: i64,
    /// How many of the places that the sender has reached the journal does not have.
    unknown: i64,
}

fn applied<R: Stored>(outcomes: &[Outcome<R>]) -> usize {
    outcomes
        .iter()
        .filter(|outcome| outcome.status == OutcomeStatus::Applied)
        .count()
}

/// One record of a push: what is left of it once its row is made.
struct Sent {
    id: RecordId,
    write_id: WriteId,
    check: Check,
}

/// What a push has for one collection.
struct Part<R> {
    sent: Vec<Sent>,
    rows: Vec<Value>,
    record: std::marker::PhantomData<R>,
}

impl<R: Stored> Part<R> {
    fn new(writes: &[Write<R>], deletions: &[Deletion]) -> Result<Self, DatabaseError> {
        let deletions: Vec<&Deletion> = deletions
            .iter()
            .filter(|deletion| deletion.collection == R::COLLECTION)
            .collect();
        let mut times_sent: HashMap<&RecordId, usize> = HashMap::new();
        let ids = writes.iter().map(|write| write.record.id());
        for id in ids.chain(deletions.iter().map(|deletion| &deletion.id)) {
            *times_sent.entry(id).or_default() += 1;
        }
        let once = |id: &RecordId| match times_sent.get(id) {
            Some(1) => Ok(()),
            _ => Err(Invalid::new("id", InvalidReason::Duplicate)),
        };

        let mut part = Self {
            sent: Vec::new(),
            rows: Vec::new(),
            record: std::marker::PhantomData,
        };
        for write in writes {
            let id = write.record.id();
            let check = once(id)
                .and_then(|()| names_are_well_formed(&write.write_id, write.base_write_id.as_ref()))
                .and_then(|()| write.record.validate(CHECKER.caps));
            part.add(id, &write.write_id, check, || pushed_write(write))?;
        }
        for deletion in deletions {
            let check = once(&deletion.id)
                .and_then(|()| {
                    names_are_well_formed(&deletion.write_id, deletion.base_write_id.as_ref())
                })
                .and_then(|()| CHECKER.id("id", &deletion.id));
            part.add(&deletion.id, &deletion.write_id, check, || {
                Ok(pushed_deletion(deletion))
            })?;
        }
        Ok(part)
    }

    fn add(
        &mut self,
        id: &RecordId,
        write_id: &WriteId,
        check: Check,
        row: impl FnOnce() -> Result<Value, DatabaseError>,
    ) -> Result<(), DatabaseError> {
        if check.is_ok() {
            self.rows.push(row()?);
        }
        self.sent.push(Sent {
            id: id.clone(),
            write_id: write_id.clone(),
            check,
        });
        Ok(())
    }

    /// The statement that stores what is acceptable.
    fn store(&self, user_id: &Param) -> Statement {
        let rows = Value::from(self.rows.as_slice()).to_string();
        Statement::new(R::TABLE.upsert(), [rows.into(), user_id.clone()])
    }

    /// The statement that asks what the table now holds.
    fn ask(&self, user_id: &Param) -> Statement {
        let ids: Value = self
            .sent
            .iter()
            .filter(|sent| sent.check.is_ok())
            .map(|sent| json!([sent.id, sent.write_id]))
            .collect();
        Statement::new(R::TABLE.held(), [ids.to_string().into(), user_id.clone()])
    }

    fn outcomes(self, held: Vec<Row>) -> Result<Vec<Outcome<R>>, DatabaseError> {
        let mut held: HashMap<RecordId, Held> = read_all(held)?
            .into_iter()
            .map(|held: Held| (held.id.clone(), held))
            .collect();
        self.sent
            .into_iter()
            .map(
                |Sent {
                     id,
                     write_id,
                     check,
                 }| {
                    let (status, current, rejection) = match (check, held.remove(&id)) {
                        (Err(invalid), _) => (OutcomeStatus::Rejected, None, Some(invalid)),
                        (Ok(()), Some(held)) if held.write_id == write_id => {
                            (OutcomeStatus::Applied, None, None)
                        }
                        (
                            Ok(()),
                            Some(Held {
                                version: Some(version),
                                ..
                            }),
                        ) => (OutcomeStatus::Conflict, Some(read_version(&version)?), None),
                        (Ok(()), _) => {
                            return Err(DatabaseError::unexpected("no version of a pushed record"));
                        }
                    };
                    Ok(Outcome {
                        id,
                        status,
                        current,
                        rejection,
                    })
                },
            )
            .collect()
    }
}

#[derive(Deserialize)]
struct Held {
    id: RecordId,
    write_id: WriteId,
    version: Option<String>,
}

fn names_are_well_formed(write_id: &WriteId, base: Option<&WriteId>) -> Check {
    CHECKER.write_id("writeId", write_id)?;
    base.map_or(Ok(()), |base| CHECKER.write_id("baseWriteId", base))
}
