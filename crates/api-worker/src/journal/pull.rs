//! Telling what changed (design.md section 6): whole pushes only, tombstones included, all from one transaction.

use serde::Deserialize;
use shared_model::limits;
use shared_model::protocol::Changes;
use shared_model::{Collection, RemoteVersion, UserId};

use super::Journal;
use crate::database::{DatabaseError, Param, Statement, batch, read_all, read_first};
use crate::error::ApiError;
use crate::tables::{Stored, TABLES, read_version};

impl Journal<'_> {
    /// A page of what changed since a cursor, or since the beginning: at most `first` records, and the rest of the last
    /// push among them.
    ///
    /// # Errors
    /// `WrongAccount` when somebody else is signed in than the request was meant for: two tabs share one cookie, and a
    /// pull must not bring one user's journal into another's. `Resync` when the cursor is not one of this journal as it
    /// is now.
    pub async fn changes(
        &self,
        expected_user_id: &UserId,
        since: Option<&str>,
        first: Option<i32>,
    ) -> Result<Changes, ApiError> {
        self.expect(expected_user_id)?;
        let since = Cursor::parse(since.unwrap_or_default())?;
        let first = page_size(first)?;
        let seq = since.as_ref().map_or(0, |cursor| cursor.seq);
        let push_id = since.as_ref().map(|cursor| cursor.push_id.as_str());
        let params = [self.user_id(), seq.into(), first.into()];
        let [known, end, records] = batch(
            self.database,
            [
                Statement::new(
                    "SELECT seq FROM pushes WHERE user_id = ? AND seq = ? AND push_id = ?",
                    [self.user_id(), seq.into(), Param::from(push_id)],
                ),
                Statement::new(end_of_page(), params.clone()),
                Statement::new(records_of_page(), params),
            ],
        )
        .await?;

        let end: End = read_first(end)?.ok_or(ApiError::Unauthenticated)?;
        if since.is_some() && known.is_empty() {
            return Err(ApiError::Resync);
        }
        let mut changes = Changes {
            cursor: end.cursor(),
            has_more: end.has_more != 0,
            sessions: Vec::new(),
            logs: Vec::new(),
            entries: Vec::new(),
            goals: Vec::new(),
            pieces: Vec::new(),
        };
        for Changed {
            collection,
            version,
        } in read_all(records)?
        {
            let version = version.as_str();
            match Collection::ALL
                .into_iter()
                .find(|known| known.table() == collection)
            {
                Some(Collection::PracticeSessions) => add(&mut changes.sessions, version)?,
                Some(Collection::PracticeLogs) => add(&mut changes.logs, version)?,
                Some(Collection::LogbookEntries) => add(&mut changes.entries, version)?,
                Some(Collection::Goals) => add(&mut changes.goals, version)?,
                Some(Collection::Pieces) => add(&mut changes.pieces, version)?,
                None => return Err(DatabaseError::unexpected("an unknown collection").into()),
            }
        }
        Ok(changes)
    }
}

/// How many records a page may have.
pub(super) fn page_size(first: Option<i32>) -> Result<i64, ApiError> {
    let most = i64::try_from(limits::PAGE_RECORDS).unwrap_or(i64::MAX);
    match first {
        None => Ok(most),
        Some(first @ 1..) => Ok(i64::from(first).min(most)),
        Some(_) => Err(ApiError::BadInput("`first` must be at least 1.")),
    }
}

fn add<R: Stored>(list: &mut Vec<RemoteVersion<R>>, version: &str) -> Result<(), DatabaseError> {
    list.push(read_version(version)?);
    Ok(())
}

/// A place between two pushes of a journal: after the push with this number, which must still be the same push.
struct Cursor {
    seq: i64,
    push_id: String,
}

impl Cursor {
    /// Reads a cursor. An empty one, which is also that of an empty journal, is the beginning. One that cannot be read is
    /// as unknown as one that was never given out.
    fn parse(text: &str) -> Result<Option<Self>, ApiError> {
        if text.is_empty() {
            return Ok(None);
        }
        let (seq, push_id) = text.split_once('.').ok_or(ApiError::Resync)?;
        // Beyond 32 bits is no push of ours, and D1 refuses what is beyond 53.
        let seq: u32 = seq.parse().map_err(|_| ApiError::Resync)?;
        Ok(Some(Self {
            seq: seq.into(),
            push_id: push_id.to_owned(),
        }))
    }
}

/// The cursor of a place, as [`Cursor::parse`] reads it.
pub(super) fn cursor(seq: i64, push_id: &str) -> String {
    format!("{seq}.{push_id}")
}

/// Where a page ends.
#[derive(Deserialize)]
struct End {
    seq: i64,
    has_more: i64,
    /// Absent for a journal that nothing was ever pushed to.
    push_id: Option<String>,
}

impl End {
    fn cursor(&self) -> String {
        self.push_id
            .as_ref()
            .map(|push_id| cursor(self.seq, push_id))
            .unwrap_or_default()
    }
}

#[derive(Deserialize)]
struct Changed {
    collection: String,
    version: String,
}

/// No push has a larger number. A bound that is the same for all rows lets the index stop at a page's end.
const SEQ_MAX: u32 = u32::MAX;

/// For each table, joined by `separator`.
fn for_each_table(separator: &str, sql: impl Fn(&str, String) -> String) -> String {
    TABLES
        .map(|table| sql(table.name(), table.version()))
        .join(separator)
}

/// A common table expression with the push that fills the page, if there are so many records. `?1` is the user, `?2` the
/// push to start after, `?3` the number of records.
fn page() -> String {
    let next = for_each_table(" UNION ALL ", |table, _| {
        format!(
            "SELECT seq FROM (
                SELECT seq FROM {table} WHERE user_id = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3)"
        )
    });
    format!(
        "page (seq) AS MATERIALIZED (SELECT seq FROM ({next}) ORDER BY seq LIMIT 1 OFFSET ?3 - 1)"
    )
}

/// A page that is filled ends with its last push if there is more after it, and every other one at the journal's end.
fn end_of_page() -> String {
    let more = for_each_table(" OR ", |table, _| {
        format!("EXISTS (SELECT 1 FROM {table} WHERE user_id = ?1 AND seq > page.seq)")
    });
    format!(
        "WITH {page}, bounds (seq, has_more) AS (
            SELECT iif({more}, page.seq, users.change_seq), {more}
            FROM users LEFT JOIN page ON true WHERE users.id = ?1)
        SELECT bounds.seq, bounds.has_more, pushes.push_id
        FROM bounds LEFT JOIN pushes ON pushes.user_id = ?1 AND pushes.seq = bounds.seq",
        page = page(),
    )
}

fn records_of_page() -> String {
    let records = for_each_table(" UNION ALL ", |table, version| {
        format!(
            "SELECT '{table}' AS collection, {version} AS version FROM {table} AS t
            WHERE t.user_id = ?1 AND t.seq > ?2 AND t.seq <= coalesce((SELECT seq FROM page), {SEQ_MAX})"
        )
    });
    format!("WITH {page} {records}", page = page())
}

#[cfg(test)]
mod tests {
    use super::*;
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
