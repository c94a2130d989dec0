//! Telling what changed (design.md section 6): whole pushes only, tombstones included, all from one transaction.

use serde::Deserialize;
use shared_model::protocol::Changes;
use shared_model::{Timestamp, UserId};

use super::Journal;
use super::cursor::{self, Cursor};
use super::page::{page_size, select_versions, versions};
use crate::database::{Statement, batch, read_first};
use crate::error::ApiError;
use crate::tables::{TABLES, Table};

impl Journal<'_> {
    /// A page of what changed since a cursor, or since the beginning: at most `first` records, and the rest of the last
    /// push among them.
    ///
    /// # Errors
    /// `WrongAccount` when somebody else is signed in than the request was meant for: two tabs share one cookie, and a
    /// pull must not bring one user's journal into another's. `CloudStoragePaused` while the account keeps no copy.
    /// `Resync` when the cursor, or another place that the caller has reached, is not one of this journal as it is now.
    pub async fn changes(
        &self,
        expected_user_id: &UserId,
        since: Option<&str>,
        reached: &[String],
        first: Option<i32>,
        now: Timestamp,
    ) -> Result<Changes, ApiError> {
        self.viewer.ensure_is(expected_user_id)?;
        self.expect_cloud_storage()?;
        let seq = Cursor::parse(since.unwrap_or_default())?.map_or(0, |cursor| cursor.seq);
        let places = cursor::places(reached, since)?;
        let first = page_size(first)?;
        let params = [self.user_id(), seq.into(), first.into()];
        let [unknown, end, records] = batch(
            self.database,
            [
                Statement::new(
                    format!("SELECT 1 WHERE {} > 0", cursor::unknown_places(1, 2)),
                    [self.user_id(), places],
                ),
                Statement::new(end_of_page(), params.clone()),
                Statement::new(records_of_page(), params),
            ],
        )
        .await?;

        let end: End = read_first(end)?.ok_or(ApiError::AccountDeleted)?;
        if !unknown.is_empty() {
            return Err(ApiError::Resync);
        }
        Ok(Changes {
            cursor: cursor::after_push(end.seq, end.push_id.as_deref()),
            has_more: end.has_more != 0,
            server_time: now,
            preferences_version: end.preferences_version,
            versions: versions(records)?,
        })
    }
}

/// Where a page ends.
#[derive(Deserialize)]
struct End {
    seq: i64,
    has_more: i64,
    preferences_version: i64,
    /// Absent for a journal that nothing was ever pushed to.
    push_id: Option<String>,
}

/// No push has a larger number. A bound that is the same for all rows lets the index stop at a page's end.
const SEQ_MAX: u32 = u32::MAX;

/// For each table, joined by `separator`.
fn for_each_table(separator: &str, sql: impl Fn(&Table) -> String) -> String {
    TABLES.map(sql).join(separator)
}

/// A common table expression with the push that fills the page, if there are so many records. `?1` is the user, `?2` the
/// push to start after, `?3` the number of records.
fn page() -> String {
    let next = for_each_table(" UNION ALL ", |table| {
        format!(
            "SELECT seq FROM (
                SELECT seq FROM {table} WHERE user_id = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3)",
            table = table.name(),
        )
    });
    format!(
        "page (seq) AS MATERIALIZED (SELECT seq FROM ({next}) ORDER BY seq LIMIT 1 OFFSET ?3 - 1)"
    )
}

/// A page that is filled ends with its last push if there is more after it, and every other one at the journal's end.
fn end_of_page() -> String {
    let more = for_each_table(" OR ", |table| {
        format!(
            "EXISTS (SELECT 1 FROM {table} WHERE user_id = ?1 AND seq > page.seq)",
            table = table.name(),
        )
    });
    format!(
        "WITH {page}, bounds (seq, has_more, preferences_version) AS (
            SELECT iif({more}, page.seq, users.change_seq), {more}, users.preferences_version
            FROM users LEFT JOIN page ON true WHERE users.id = ?1)
        SELECT bounds.seq, bounds.has_more, bounds.preferences_version, pushes.push_id
        FROM bounds LEFT JOIN pushes ON pushes.user_id = ?1 AND pushes.seq = bounds.seq",
        page = page(),
    )
}

fn records_of_page() -> String {
    let which = format!(
        "WHERE t.user_id = ?1 AND t.seq > ?2 AND t.seq <= coalesce((SELECT seq FROM page), {SEQ_MAX})"
    );
    let records = for_each_table(" UNION ALL ", |table| select_versions(table, &which));
    format!("WITH {page} {records}", page = page())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::Param;
    use crate::sqlite::Sqlite;

    #[test]
    fn a_page_is_read_through_the_index_and_no_further() {
        let database = Sqlite::new().expect("an empty database");
        let params: [Param; 3] = ["u".into(), 1.into(), 500.into()];
        let plan = database.plan(&records_of_page(), params);
        let bounded = plan.matches("(user_id=? AND seq>? AND seq<?)").count();
        assert_eq!(bounded, TABLES.len(), "{plan}");
    }
}
