//! How each kind of record is kept in its table: one description per collection, from which all of its SQL is made.
//!
//! A row travels as a JSON array in both directions: what every row has first ([`Table::version`], [`pushed_write`]), then the
//! columns in the order of the description. Arrays rather than objects, because an SQL function takes at most 32
//! arguments on D1.

use serde_json::{Map, Value};
use shared_model::limits;
use shared_model::protocol::{Deletion, Write};
use shared_model::version::WireRecord;
use shared_model::{
    Collection, Goal, LogbookEntry, Piece, PracticeLog, PracticeSession, Record, RecordId,
    RemoteVersion, Timestamp, WriteId,
};

use crate::database::{DatabaseError, readable};

/// How a column keeps a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A text or a number, as it is.
    Scalar,
    /// An instant, as milliseconds since 1970.
    Instant,
    /// A list or an object, as JSON text.
    Json,
}

/// A column and the field that it keeps.
#[derive(Debug)]
struct Column {
    name: &'static str,
    field: &'static str,
    kind: Kind,
}

const fn scalar(name: &'static str, field: &'static str) -> Column {
    Column {
        name,
        field,
        kind: Kind::Scalar,
    }
}

const fn instant(name: &'static str, field: &'static str) -> Column {
    Column {
        name,
        field,
        kind: Kind::Instant,
    }
}

const fn json(name: &'static str, field: &'static str) -> Column {
    Column {
        name,
        field,
        kind: Kind::Json,
    }
}

const CREATED_AT: Column = instant("created_at", "createdAt");
const UPDATED_AT: Column = instant("updated_at", "updatedAt");

/// The table of a collection: every field of the record but its id has a column.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) collection: Collection,
    /// The SQL expression of row `t` for [`Record::instant`], for which there is an index; absent where records have none.
    pub(crate) instant: Option<&'static str>,
    columns: &'static [Column],
}

/// A record that has a table.
pub(crate) trait Stored: WireRecord {
    const TABLE: &'static Table;
}

/// Every table.
pub(crate) const TABLES: [&Table; 5] = [
    Piece::TABLE,
    PracticeSession::TABLE,
    PracticeLog::TABLE,
    LogbookEntry::TABLE,
    Goal::TABLE,
];

impl Stored for Piece {
    const TABLE: &'static Table = &Table {
        collection: Self::COLLECTION,
        instant: None,
        columns: &[
            scalar("title", "title"),
            scalar("composer", "composer"),
            scalar("status", "status"),
            scalar("notes", "notes"),
            scalar("merged_into", "mergedInto"),
            CREATED_AT,
            UPDATED_AT,
        ],
    };
}

impl Stored for PracticeSession {
    const TABLE: &'static Table = &Table {
        collection: Self::COLLECTION,
        instant: Some("t.started_at"),
        columns: &[
            scalar("instrument", "instrument"),
            scalar("sheet_music_id", "sheetMusicId"),
            scalar("sheet_music_title", "sheetMusicTitle"),
            scalar("session_type", "sessionType"),
            instant("started_at", "startedAt"),
            instant("completed_at", "completedAt"),
            scalar("paused_duration", "pausedDuration"),
            scalar("accuracy", "accuracy"),
            scalar("notes_attempted", "notesAttempted"),
            scalar("notes_correct", "notesCorrect"),
            scalar("utc_offset_minutes", "utcOffsetMinutes"),
            CREATED_AT,
            UPDATED_AT,
        ],
    };
}

impl Stored for PracticeLog {
    const TABLE: &'static Table = &Table {
        collection: Self::COLLECTION,
        instant: Some("coalesce(t.started_at, t.created_at)"),
        columns: &[
            scalar("session_id", "sessionId"),
            scalar("activity_type", "activityType"),
            instant("started_at", "startedAt"),
            scalar("duration_secs", "durationSeconds"),
            scalar("piece_id", "pieceId"),
            scalar("piece_title", "pieceTitle"),
            scalar("tempo_practiced", "tempoPracticed"),
            scalar("target_tempo", "targetTempo"),
            json("focus_areas", "focusAreas"),
            scalar("self_rating", "selfRating"),
            scalar("notes", "notes"),
            CREATED_AT,
            UPDATED_AT,
        ],
    };
}

impl Stored for LogbookEntry {
    const TABLE: &'static Table = &Table {
        collection: Self::COLLECTION,
        instant: Some("t.timestamp"),
        columns: &[
            instant("timestamp", "timestamp"),
            scalar("duration", "duration"),
            scalar("type", "type"),
            scalar("instrument", "instrument"),
            json("pieces", "pieces"),
            json("techniques", "techniques"),
            json("goal_ids", "goalIds"),
            scalar("notes", "notes"),
            scalar("mood", "mood"),
            json("tags", "tags"),
            scalar("session_id", "sessionId"),
            scalar("utc_offset_minutes", "utcOffsetMinutes"),
            CREATED_AT,
            UPDATED_AT,
        ],
    };
}

impl Stored for Goal {
    const TABLE: &'static Table = &Table {
        collection: Self::COLLECTION,
        instant: None,
        columns: &[
            scalar("title", "title"),
            scalar("description", "description"),
            scalar("target_date", "targetDate"),
            scalar("progress", "progress"),
            json("milestones", "milestones"),
            scalar("status", "status"),
            instant("completed_at", "completedAt"),
            json("target", "target"),
            CREATED_AT,
            UPDATED_AT,
        ],
    };
}

/// What stands before the columns in a pushed row.
const PUSHED: [&str; 4] = ["id", "write_id", "base_write_id", "deleted_at"];

/// The length of `recent_writes`.
const RECENT_WRITES_CHARS: usize = limits::RECENT_WRITES * WriteId::CHARS;

impl Table {
    /// Its name in SQL.
    pub(crate) fn name(&self) -> &'static str {
        self.collection.table()
    }

    /// The statement that takes pushed rows in. `?1` are the rows, `?2` is the user. A row is inserted, or replaces the
    /// very version that it was made from; a deletion leaves the content as it was.
    pub(crate) fn upsert(&self) -> String {
        let table = self.name();
        let names: String = self
            .columns
            .iter()
            .map(|column| format!(", {}", column.name))
            .collect();
        let values: String = self
            .columns
            .iter()
            .enumerate()
            .map(|(index, column)| {
                let place = PUSHED.len() + index;
                match column.kind {
                    Kind::Scalar | Kind::Instant => format!(", j.value ->> {place}"),
                    Kind::Json => format!(", nullif(j.value -> {place}, 'null')"),
                }
            })
            .collect();
        let updates: String = self
            .columns
            .iter()
            .map(|Column { name, .. }| {
                format!(", {name} = iif(excluded.deleted_at IS NULL, excluded.{name}, t.{name})")
            })
            .collect();
        format!(
            "INSERT INTO {table} AS t
                (user_id, seq, id, write_id, base_write_id, recent_writes, deleted_at{names})
            SELECT u.id, u.change_seq, j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 1, j.value ->> 3{values}
            FROM json_each(?1) AS j JOIN users AS u ON u.id = ?2 AND u.has_cloud_storage = 1
            WHERE true
            ON CONFLICT (user_id, id) DO UPDATE SET
                seq = excluded.seq,
                write_id = excluded.write_id,
                base_write_id = excluded.base_write_id,
                recent_writes = substr(excluded.write_id || t.recent_writes, 1, {RECENT_WRITES_CHARS}),
                deleted_at = excluded.deleted_at{updates}
            WHERE t.write_id = excluded.base_write_id AND t.write_id <> excluded.write_id"
        )
    }

    /// The statement that says what the table now holds under the pushed ids. `?1` are `[id, write id]` pairs, `?2` is
    /// the user. The version comes along only where it is not the one that was sent. A CROSS JOIN keeps its order in
    /// SQLite: the pushed ids are read once, and each finds its row. The other way round, which a plain JOIN chooses, reads
    /// all of them again for every row of the journal.
    pub(crate) fn held(&self) -> String {
        format!(
            "SELECT t.id, t.write_id, iif(t.write_id = j.value ->> 1, NULL, {version}) AS version
            FROM json_each(?1) AS j CROSS JOIN {table} AS t ON t.user_id = ?2 AND t.id = j.value ->> 0",
            version = self.version(),
            table = self.name(),
        )
    }

    /// The SQL expression for a version of row `t`, which [`read_version`] reads.
    pub(crate) fn version(&self) -> String {
        let content: String = self
            .columns
            .iter()
            .map(|Column { name, kind, .. }| match kind {
                Kind::Scalar | Kind::Instant => format!(", t.{name}"),
                Kind::Json => format!(", json(t.{name})"),
            })
            .collect();
        format!("json_array(t.id, t.write_id, t.recent_writes, t.deleted_at{content})")
    }

    /// What follows the table's name, as `t`, to find the tombstones whose content is still there. Content always has a time
    /// of creation. Without being told, SQLite would rather read a user's whole journal than use the index.
    fn in_trash(&self) -> String {
        format!(
            "INDEXED BY {table}_trash WHERE t.deleted_at IS NOT NULL AND t.created_at IS NOT NULL",
            table = self.name(),
        )
    }

    /// The statement that empties tombstones: those whose deletion the server took in at `?1` or before, `?2` of
    /// them at most.
    pub(crate) fn purge(&self) -> String {
        let table = self.name();
        let nothing = self
            .columns
            .iter()
            .map(|column| format!("{} = NULL", column.name))
            .collect::<Vec<_>>()
            .join(", ");
        format!(
            "UPDATE {table} SET {nothing} WHERE (user_id, id) IN (
                SELECT t.user_id, t.id FROM {table} AS t {in_trash} AND ?1 >= (
                    SELECT p.created_at FROM pushes AS p WHERE p.user_id = t.user_id AND p.seq = t.seq)
                LIMIT ?2)",
            in_trash = self.in_trash(),
        )
    }

    fn content(&self, mut fields: Map<String, Value>) -> Result<Vec<Value>, DatabaseError> {
        self.columns
            .iter()
            .map(|column| {
                let value = fields.remove(column.field).unwrap_or(Value::Null);
                match column.kind {
                    Kind::Scalar | Kind::Json => Ok(value),
                    Kind::Instant => {
                        let instant: Option<Timestamp> = readable(serde_json::from_value(value))?;
                        Ok(instant.map(Timestamp::millis).into())
                    }
                }
            })
            .collect()
    }

    fn fields(&self, content: &[Value]) -> Result<Map<String, Value>, DatabaseError> {
        if content.len() != self.columns.len() {
            return Err(DatabaseError::unexpected(
                "a row of another length than its table",
            ));
        }
        self.columns
            .iter()
            .zip(content)
            .filter(|(_, value)| !value.is_null())
            .map(|(column, value)| {
                let value = match column.kind {
                    Kind::Scalar | Kind::Json => value.clone(),
                    Kind::Instant => instant_of(value)?.to_string().into(),
                };
                Ok((column.field.to_owned(), value))
            })
            .collect()
    }
}

fn instant_of(value: &Value) -> Result<Timestamp, DatabaseError> {
    let millis = value
        .as_i64()
        .ok_or_else(|| DatabaseError::unexpected("a time that is no whole number"))?;
    Timestamp::from_millis(millis).map_err(DatabaseError::unexpected)
}

/// The pushed row of a record. Its fields come from its GraphQL input value, which, unlike its JSON, names every field.
pub(crate) fn pushed_write<R: Stored>(write: &Write<R>) -> Result<Value, DatabaseError> {
    let fields = async_graphql::InputType::to_value(&write.record)
        .into_json()
        .map_err(DatabaseError::unexpected)?;
    let Value::Object(fields) = fields else {
        return Err(DatabaseError::unexpected("a record that is no object"));
    };
    let mut row: Vec<Value> = vec![
        write.record.id().as_str().into(),
        write.write_id.as_str().into(),
        write.base_write_id.as_ref().map(WriteId::as_str).into(),
        Value::Null,
    ];
    row.extend(R::TABLE.content(fields)?);
    Ok(row.into())
}

/// The pushed row of a deletion, which has no content.
pub(crate) fn pushed_deletion(deletion: &Deletion) -> Value {
    let row: Vec<Value> = vec![
        deletion.id.as_str().into(),
        deletion.write_id.as_str().into(),
        deletion.base_write_id.as_ref().map(WriteId::as_str).into(),
        deletion.deleted_at.millis().into(),
    ];
    row.into()
}

/// Reads what [`Table::version`] wrote.
pub(crate) fn read_version<R: Stored>(text: &str) -> Result<RemoteVersion<R>, DatabaseError> {
    let row: Vec<Value> = readable(serde_json::from_str(text))?;
    let [
        Value::String(id),
        Value::String(write_id),
        Value::String(recent_writes),
        deleted_at,
        content @ ..,
    ] = row.as_slice()
    else {
        return Err(DatabaseError::unexpected("a row without id and write ids"));
    };
    let deleted_at = match deleted_at {
        Value::Null => None,
        millis => Some(instant_of(millis)?),
    };
    let mut fields = R::TABLE.fields(content)?;
    // The content of a tombstone may be purged, or may never have been told.
    let record = if deleted_at.is_some() && fields.is_empty() {
        None
    } else {
        fields.insert("id".to_owned(), id.as_str().into());
        Some(readable(serde_json::from_value(fields.into()))?)
    };
    Ok(RemoteVersion {
        id: RecordId(id.clone()),
        write_id: WriteId(write_id.clone()),
        recent_writes: recent_writes
            .as_bytes()
            .chunks(WriteId::CHARS)
            .map(|write| WriteId(String::from_utf8_lossy(write).into_owned()))
            .collect(),
        deleted_at,
        record,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sqlite::Sqlite;

    fn columns_are_the_fields_of<R: Stored>() {
        let mut columns: Vec<&str> = R::TABLE.columns.iter().map(|column| column.field).collect();
        columns.push("id");
        columns.sort_unstable();
        let mut fields = R::FIELDS.to_vec();
        fields.sort_unstable();
        assert_eq!(columns, fields, "{:?}", R::COLLECTION);
    }

    #[test]
    fn every_field_of_every_record_has_a_column() {
        columns_are_the_fields_of::<Piece>();
        columns_are_the_fields_of::<PracticeSession>();
        columns_are_the_fields_of::<PracticeLog>();
        columns_are_the_fields_of::<LogbookEntry>();
        columns_are_the_fields_of::<Goal>();
    }

    #[test]
    fn every_collection_has_a_table() {
        assert_eq!(TABLES.map(|table| table.collection), Collection::ALL);
    }

    #[test]
    fn a_push_finds_its_rows_by_their_key_however_long_the_journal_is() {
        let database = Sqlite::new().expect("an empty database");
        for table in TABLES {
            let plan = database.plan(&table.held(), ["[]".into(), "u".into()]);
            assert!(plan.contains("(user_id=? AND id=?)"), "{plan}");
        }
    }

    #[test]
    fn the_purge_reads_the_trash_only() {
        let database = Sqlite::new().expect("an empty database");
        for table in TABLES {
            let plan = database.plan(&table.purge(), [1.into(), 1.into()]);
            assert!(
                plan.contains(&format!("SCAN t USING INDEX {}_trash", table.name())),
                "{plan}"
            );
            assert!(
                plan.contains("SEARCH p USING PRIMARY KEY (user_id=? AND seq=?)"),
                "{plan}"
            );
        }
    }
}
