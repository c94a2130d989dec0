//! Telling what there is, from the newest records back: sessions, logs and entries by their instants. What is in the trash
//! has its instant there as well, until it is emptied: then it has none, and is on no page.

use serde::Deserialize;
use shared_model::protocol::History;
use shared_model::{Timestamp, UserId};

use super::Journal;
use super::cursor;
use super::page::{
    AFTER_EVERY_INSTANT, BEFORE_EVERY_INSTANT, page_size, select_versions, versions,
};
use crate::database::{DatabaseError, Param, Statement, batch, read_first};
use crate::error::ApiError;
use crate::tables::{TABLES, Table};

impl Journal<'_> {
    /// The newest `first` records before an instant, or of all, and those that share the last one's instant, what
    /// is in the trash among them. The page without a bound also has the goals and the pieces.
    ///
    /// # Errors
    /// `WrongAccount`, `CloudStoragePaused` and `Resync` as for [`Journal::changes`].
    pub async fn history(
        &self,
        expected_user_id: &UserId,
        reached: &[String],
        before: Option<Timestamp>,
        first: Option<i32>,
    ) -> Result<History, ApiError> {
        self.viewer.ensure_is(expected_user_id)?;
        self.expect_cloud_storage()?;
        let places = cursor::places(reached, None)?;
        let first = page_size(first)?;
        let before = before.map(Timestamp::millis);
        let params = [
            self.user_id(),
            before.unwrap_or(AFTER_EVERY_INSTANT).into(),
            first.into(),
        ];
        let [user_id, instant, count] = params.clone();
        let bounds = [user_id, instant, count, places];
        let [bounds, newest, others] = batch(
            self.database,
            [
                Statement::new(bounds_of_page(), bounds),
                Statement::new(records_of_page(), params),
                Statement::new(beside_first_page(), [self.user_id(), Param::from(before)]),
            ],
        )
        .await?;

        let Bounds {
            seq,
            push_id,
            since,
            preferences_version,
            unknown,
        } = read_first(bounds)?.ok_or(ApiError::AccountDeleted)?;
        if unknown > 0 {
            return Err(ApiError::Resync);
        }
        let since = since
            .map(Timestamp::from_millis)
            .transpose()
            .map_err(DatabaseError::unexpected)?;
        Ok(History {
            as_of: cursor::after_push(seq, push_id.as_deref()),
            since,
            preferences_version,
            versions: versions(newest.into_iter().chain(others).collect())?,
        })
    }
}

/// The journal's end, and the page's other end when there is something beyond it.
#[derive(Deserialize)]
struct Bounds {
    seq: i64,
    /// Absent for a journal that nothing was ever pushed to.
    push_id: Option<String>,
    since: Option<i64>,
    preferences_version: i64,
    /// How many of the places that the caller has reached it does not have.
    unknown: i64,
}

/// For each table whose records have an instant, joined by `separator`.
fn for_each_dated(separator: &str, sql: impl Fn(&Table, &str) -> String) -> String {
    TABLES
        .into_iter()
        .filter_map(|table| table.instant.map(|instant| sql(table, instant)))
        .collect::<Vec<_>>()
        .join(separator)
}

/// A common table expression with the oldest instant of the page, if there are records enough to fill it. `?1` is the user,
/// `?2` the bound, `?3` the number of records.
fn page() -> String {
    let next = for_each_dated(" UNION ALL ", |table, instant| {
        format!(
            "SELECT instant FROM (
                SELECT {instant} AS instant FROM {table} AS t
                WHERE t.user_id = ?1 AND {instant} < ?2
                ORDER BY {instant} DESC LIMIT ?3)",
            table = table.name(),
        )
    });
    format!(
        "page (instant) AS MATERIALIZED (
            SELECT instant FROM ({next}) ORDER BY instant DESC LIMIT 1 OFFSET ?3 - 1)"
    )
}

fn bounds_of_page() -> String {
    let older = for_each_dated(" OR ", |table, instant| {
        format!(
            "EXISTS (SELECT 1 FROM {table} AS t
            WHERE t.user_id = ?1 AND {instant} < page.instant)",
            table = table.name(),
        )
    });
    format!(
        "WITH {page}
        SELECT users.change_seq AS seq, pushes.push_id, (SELECT instant FROM page WHERE {older}) AS since,
            users.preferences_version, {unknown} AS unknown
        FROM users LEFT JOIN pushes ON pushes.user_id = users.id AND pushes.seq = users.change_seq
        WHERE users.id = ?1",
        page = page(),
        unknown = cursor::unknown_places(1, 4),
    )
}

fn records_of_page() -> String {
    let records = for_each_dated(" UNION ALL ", |table, instant| {
        let which = format!(
            "WHERE t.user_id = ?1 AND {instant} < ?2
            AND {instant} >= coalesce((SELECT instant FROM page), {BEFORE_EVERY_INSTANT})"
        );
        select_versions(table, &which)
    });
    format!("WITH {page} {records}", page = page())
}

/// What the first page has beside the newest records: what belongs to no moment and is live or in the trash, which is
/// what has content. `?1` is the user, `?2` the bound, which the first page does not have.
fn beside_first_page() -> String {
    let which = "WHERE t.user_id = ?1 AND t.created_at IS NOT NULL AND ?2 IS NULL";
    TABLES
        .into_iter()
        .filter(|table| table.instant.is_none())
        .map(|table| select_versions(table, which))
        .collect::<Vec<_>>()
        .join(" UNION ALL ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sqlite::Sqlite;

    #[test]
    fn a_page_is_read_through_the_indexes_by_instant_and_no_further() {
        let database = Sqlite::new().expect("an empty database");
        let params: [Param; 3] = ["u".into(), 1.into(), 500.into()];
        let plan = database.plan(&records_of_page(), params);
        // From the bound on, until the page is full; and then all that is on it.
        for (index, bounds) in [
            (
                "practice_sessions_by_instant",
                ["started_at<?", "started_at>? AND started_at<?"],
            ),
            (
                "practice_logs_by_instant",
                ["<expr><?", "<expr>>? AND <expr><?"],
            ),
            (
                "logbook_entries_by_timestamp",
                ["timestamp<?", "timestamp>? AND timestamp<?"],
            ),
        ] {
            for bound in bounds {
                let step = format!("{index} (user_id=? AND {bound})");
                assert_eq!(plan.matches(&step).count(), 1, "{step} in {plan}");
            }
        }
        assert!(!plan.contains("SCAN t"), "{plan}");
    }
}
