//! What is kept for a time only. A cron calls this every hour.

use shared_model::{Timestamp, limits};

use crate::auth::{LOG_DAYS, LONGEST_WINDOW_SECS, Lasting};
use crate::database::{Database, DatabaseError, Statement};
use crate::tables::TABLES;

/// Records of each collection that one run purges at most, so that it stays within what D1 writes at once. The rest waits for
/// the next run: 24,000 a day are more than people delete, and somebody's large deletion holds up nobody for long. What is
/// read grows with everything that is in the trash: with 100,000 records there, 5 million rows a day.
const RECORDS_AT_ONCE: i64 = 1_000;
/// Rows of each table about signing in that one run purges at most.
const ROWS_AT_ONCE: i64 = 5_000;
const DAY_SECS: i64 = 86_400;

/// Purges the content of the records whose deletion the server took in so long ago that they can no longer be restored. That
/// they were deleted stays known.
///
/// # Errors
/// When the database failed; then nothing is purged.
pub async fn purge_trash(database: &dyn Database, now: Timestamp) -> Result<(), DatabaseError> {
    let received_until = now.plus_secs(-limits::TRASH_DAYS * DAY_SECS).millis();
    let purge = TABLES.map(|table| {
        Statement::new(
            table.purge(),
            [received_until.into(), RECORDS_AT_ONCE.into()],
        )
    });
    database.batch(purge.into()).await?;
    Ok(())
}

/// Purges what signing in has left behind: links and codes that have expired, sessions that have ended, counters of
/// the day before, changes of address that nobody has confirmed in time, and the oldest lines of the log. None of them counts
/// any more before it is purged.
///
/// # Errors
/// When the database failed; then nothing is purged.
pub async fn purge_sign_ins(database: &dyn Database, now: Timestamp) -> Result<(), DatabaseError> {
    database.batch(sign_in_purges(now).into()).await?;
    Ok(())
}

fn sign_in_purges(now: Timestamp) -> [Statement; 6] {
    let Lasting {
        began_after,
        used_after,
    } = Lasting::at(now);
    let before_secs = |secs: i64| now.plus_secs(-secs).millis().into();
    [
        Statement::new(
            "DELETE FROM login_tokens WHERE token_hash IN (
                SELECT token_hash FROM login_tokens WHERE expires_at <= ? LIMIT ?)",
            [now.millis().into(), ROWS_AT_ONCE.into()],
        ),
        Statement::new(
            "DELETE FROM auth_sessions WHERE token_hash IN (
                SELECT token_hash FROM auth_sessions
                WHERE created_at <= ? OR last_used_at <= ? LIMIT ?)",
            [began_after.into(), used_after.into(), ROWS_AT_ONCE.into()],
        ),
        Statement::new(
            "DELETE FROM rate_limits WHERE key IN (
                SELECT key FROM rate_limits WHERE window_start <= ? LIMIT ?)",
            [before_secs(LONGEST_WINDOW_SECS), ROWS_AT_ONCE.into()],
        ),
        Statement::new(
            "DELETE FROM sign_ins WHERE (user_id, at, id) IN (
                SELECT user_id, at, id FROM sign_ins WHERE at <= ? LIMIT ?)",
            [before_secs(LOG_DAYS * DAY_SECS), ROWS_AT_ONCE.into()],
        ),
        Statement::new(
            "DELETE FROM changed_addresses WHERE (user_id, at, id) IN (
                SELECT user_id, at, id FROM changed_addresses WHERE at <= ? LIMIT ?)",
            [before_secs(LOG_DAYS * DAY_SECS), ROWS_AT_ONCE.into()],
        ),
        Statement::new(
            "DELETE FROM address_changes WHERE user_id IN (
                SELECT user_id FROM address_changes WHERE expires_at <= ? LIMIT ?)",
            [now.millis().into(), ROWS_AT_ONCE.into()],
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sqlite::Sqlite;

    #[test]
    fn what_signing_in_left_is_purged_without_reading_what_stays() {
        let database = Sqlite::new().expect("the migrations apply");
        let now = Timestamp::parse("2026-11-20T12:00:00Z").expect("a good time");
        for Statement { sql, params } in sign_in_purges(now) {
            let plan = database.plan(&sql, params);
            assert!(!plan.contains("SCAN "), "{sql}\n{plan}");
        }
    }
}
