//! What is kept for a time only. A cron calls this every hour.

use shared_model::{Timestamp, limits};

use crate::database::{Database, DatabaseError, Statement};
use crate::tables::TABLES;

/// Records of each collection that one run purges at most, so that it stays within what D1 writes at once. The rest waits for
/// the next run: 24,000 a day are more than people delete, and somebody's large deletion holds up nobody for long. What is
/// read grows with everything that is in the trash: with 100,000 records there, 5 million rows a day.
const RECORDS_AT_ONCE: i64 = 1_000;
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
