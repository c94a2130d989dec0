//! What all pages of records have in common.

use serde::Deserialize;
use shared_model::protocol::Versions;
use shared_model::{Collection, RemoteVersion, limits};

use crate::database::{DatabaseError, Row, read_all};
use crate::error::ApiError;
use crate::tables::{Stored, Table, read_version};

/// A bound that excludes no record: they are between the years 1 and 9999.
pub(super) const BEFORE_EVERY_INSTANT: i64 = -(1 << 52);
/// The same from the other side.
pub(super) const AFTER_EVERY_INSTANT: i64 = 1 << 52;

/// How many records a page may have.
pub(super) fn page_size(first: Option<i32>) -> Result<i64, ApiError> {
    let most = i64::try_from(limits::PAGE_RECORDS).unwrap_or(i64::MAX);
    match first {
        None => Ok(most),
        Some(first @ 1..) => Ok(i64::from(first).min(most)),
        Some(_) => Err(ApiError::BadInput("`first` must be at least 1.")),
    }
}

/// The statement that tells the versions of a table's rows `t`, for [`versions`]. What follows the table says which rows.
pub(super) fn select_versions(table: &Table, which: &str) -> String {
    format!(
        "SELECT '{name}' AS collection, {version} AS version FROM {name} AS t {which}",
        name = table.name(),
        version = table.version(),
    )
}

/// The versions that statements of [`select_versions`] told.
pub(super) fn versions(rows: Vec<Row>) -> Result<Versions, DatabaseError> {
    #[derive(Deserialize)]
    struct Told {
        collection: String,
        version: String,
    }
    let mut versions = Versions::default();
    for Told {
        collection,
        version,
    } in read_all(rows)?
    {
        let version = version.as_str();
        match Collection::ALL
            .into_iter()
            .find(|known| known.table() == collection)
        {
            Some(Collection::PracticeSessions) => add(&mut versions.sessions, version)?,
            Some(Collection::PracticeLogs) => add(&mut versions.logs, version)?,
            Some(Collection::LogbookEntries) => add(&mut versions.entries, version)?,
            Some(Collection::Goals) => add(&mut versions.goals, version)?,
            Some(Collection::Pieces) => add(&mut versions.pieces, version)?,
            None => return Err(DatabaseError::unexpected("an unknown collection")),
        }
    }
    Ok(versions)
}

fn add<R: Stored>(list: &mut Vec<RemoteVersion<R>>, version: &str) -> Result<(), DatabaseError> {
    list.push(read_version(version)?);
    Ok(())
}
