//! Telling what the account holds, in so few bytes that a device can compare it with what it has itself.

use serde::Deserialize;
use shared_model::{BackupCheck, CollectionCheck, Timestamp, UserId};
use shared_model::{Goal, LogbookEntry, Piece, PracticeLog, PracticeSession};

use super::Journal;
use super::page::BEFORE_EVERY_INSTANT;
use crate::database::{DatabaseError, Param, Row, Statement, batch, read_all};
use crate::error::ApiError;
use crate::tables::{Stored, Table};

impl Journal<'_> {
    /// The live records that were played from an instant on, or all of them, and those that belong to no moment.
    ///
    /// # Errors
    /// `WrongAccount` and `CloudStoragePaused` as for [`Journal::changes`].
    pub async fn check(
        &self,
        expected_user_id: &UserId,
        since: Option<Timestamp>,
    ) -> Result<BackupCheck, ApiError> {
        self.viewer.ensure_is(expected_user_id)?;
        self.expect_cloud_storage()?;
        let since = since.map_or(BEFORE_EVERY_INSTANT, Timestamp::millis);
        let [sessions, logs, entries, goals, pieces] = batch(
            self.database,
            [
                names(PracticeSession::TABLE, self.user_id(), since),
                names(PracticeLog::TABLE, self.user_id(), since),
                names(LogbookEntry::TABLE, self.user_id(), since),
                names(Goal::TABLE, self.user_id(), since),
                names(Piece::TABLE, self.user_id(), since),
            ],
        )
        .await?;
        Ok(BackupCheck {
            sessions: check_of(sessions)?,
            logs: check_of(logs)?,
            entries: check_of(entries)?,
            goals: check_of(goals)?,
            pieces: check_of(pieces)?,
        })
    }
}

/// So many pushes have at most 20,000 records, whose names have at most 82 characters each: D1 takes texts of 2 MB.
const PUSHES_AT_ONCE: usize = 20;

/// The statement that tells a table's ids and write ids. They come as long texts, because a row of its own for each would
/// cost a Worker more time than it has.
fn names(table: &Table, user_id: Param, since: i64) -> Statement {
    let mut params = vec![user_id];
    let played = match table.instant {
        None => "",
        Some(instant) => {
            params.push(since.into());
            &format!("AND {instant} >= ?")
        }
    };
    Statement::new(
        format!(
            "SELECT group_concat(t.id || ' ' || t.write_id) AS names FROM {table} AS t
            WHERE t.user_id = ? AND t.deleted_at IS NULL {played}
            GROUP BY t.seq / {PUSHES_AT_ONCE}",
            table = table.name(),
        ),
        params,
    )
}

fn check_of(rows: Vec<Row>) -> Result<CollectionCheck, DatabaseError> {
    #[derive(Deserialize)]
    struct Names {
        names: String,
    }
    let rows: Vec<Names> = read_all(rows)?;
    let names = rows.iter().flat_map(|row| row.names.split(','));
    Ok(CollectionCheck::of(
        names.filter_map(|name| name.split_once(' ')),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sqlite::Sqlite;

    #[test]
    fn a_check_of_a_part_reads_that_part_only() {
        let database = Sqlite::new().expect("an empty database");
        for (table, step) in [
            (
                PracticeSession::TABLE,
                "practice_sessions_by_instant (user_id=? AND started_at>?)",
            ),
            (
                PracticeLog::TABLE,
                "practice_logs_by_instant (user_id=? AND <expr>>?)",
            ),
            (
                LogbookEntry::TABLE,
                "logbook_entries_by_timestamp (user_id=? AND timestamp>?)",
            ),
        ] {
            let Statement { sql, params } = names(table, "u".into(), 1);
            let plan = database.plan(&sql, params);
            assert!(plan.contains(step), "{plan}");
        }
    }
}
