//! A database at the schema of some migration, with rows in every table, whatever the tables are: rows are made from what
//! SQLite says of each table, so that a new migration is tried without a word here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::types::Value;
use rusqlite::{Connection, ErrorCode, params_from_iter};

/// A migration: its file's name and its SQL.
pub(crate) type Migration = (String, String);
/// Each table's rows, in no order, each by column.
pub(crate) type Content = BTreeMap<String, Vec<BTreeMap<String, Value>>>;

/// The migrations in the order in which they are applied.
pub(crate) fn migrations() -> Vec<Migration> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the migrations")
        .map(|file| file.expect("a file").path())
        .collect();
    files.sort();
    let read = |file: PathBuf| {
        let name = file.file_name().expect("a name").to_string_lossy();
        (name.into(), fs::read_to_string(&file).expect("its SQL"))
    };
    files.into_iter().map(read).collect()
}

/// An empty database. Foreign keys are on, as in D1.
pub(crate) fn empty() -> Connection {
    let database = Connection::open_in_memory().expect("a database");
    database
        .pragma_update(None, "foreign_keys", true)
        .expect("foreign keys");
    database
}

/// Applies a migration as D1 does: whole or not at all.
pub(crate) fn apply(database: &Connection, (name, sql): &Migration) {
    let script = format!("BEGIN;\n{sql}\n;COMMIT;");
    if let Err(error) = database.execute_batch(&script) {
        panic!("{name} fails where there are rows: {error}");
    }
}

/// Fills every table: one row with a value in each column, and for each column that may be empty one in which it is.
pub(crate) fn populate(database: &Connection) {
    let mut waiting = tables(database);
    while !waiting.is_empty() {
        // A table comes after those that it refers to.
        let (ready, later): (Vec<String>, Vec<String>) =
            waiting.iter().cloned().partition(|table| {
                let mut parents = references(database, table).into_values();
                parents.all(|(parent, _)| parent == *table || !waiting.contains(&parent))
            });
        assert!(!ready.is_empty(), "{later:?} refer to each other");
        for table in &ready {
            fill(database, table);
        }
        waiting = later;
    }
}

/// What every table holds.
pub(crate) fn content(database: &Connection) -> Content {
    let rows = |table: &String| {
        let mut statement = database
            .prepare(&format!("SELECT * FROM {table}"))
            .expect("a table");
        let names: Vec<String> = statement
            .column_names()
            .into_iter()
            .map(str::to_owned)
            .collect();
        let rows = statement
            .query_map([], |row| {
                let cells = names.iter().enumerate();
                cells
                    .map(|(index, name)| Ok((name.clone(), row.get(index)?)))
                    .collect()
            })
            .expect("rows");
        rows.collect::<rusqlite::Result<_>>().expect("good rows")
    };
    tables(database)
        .into_iter()
        .map(|table| (table.clone(), rows(&table)))
        .collect()
}

/// What was there before and is not afterwards, in words; nothing when all of it is. Columns and tables that are new
/// do not count, and those that are gone on purpose are named as `table` or `table.column`.
pub(crate) fn lost(before: &Content, after: &Content, on_purpose: &[&str]) -> Vec<String> {
    let mut lost = Vec::new();
    for (table, rows) in before {
        if on_purpose.contains(&table.as_str()) {
            continue;
        }
        let Some(now) = after.get(table) else {
            lost.push(format!("the table {table}"));
            continue;
        };
        let kept: BTreeSet<&String> = rows
            .iter()
            .flat_map(BTreeMap::keys)
            .filter(|column| !on_purpose.contains(&format!("{table}.{column}").as_str()))
            .collect();
        let sorted = |rows: &Vec<BTreeMap<String, Value>>| {
            let texts = rows.iter().map(|row| {
                let cells = kept.iter().map(|column| (column, row.get(*column)));
                format!("{:?}", cells.collect::<Vec<_>>())
            });
            let mut texts: Vec<String> = texts.collect();
            texts.sort();
            texts
        };
        let (before, after) = (sorted(rows), sorted(now));
        if before.len() != after.len() {
            lost.push(format!(
                "of {} rows of {table} there are {}",
                before.len(),
                after.len()
            ));
        } else if let Some((was, is)) = before.iter().zip(&after).find(|(was, is)| was != is) {
            lost.push(format!("in {table}, {was} became {is}"));
        }
    }
    lost
}

/// Whether a table's rows belong to accounts.
pub(crate) fn refers_to_users(database: &Connection, table: &str) -> bool {
    let mut parents = references(database, table).into_values();
    parents.any(|(parent, _)| parent == "users")
}

/// The tables of the migrations.
pub(crate) fn tables(database: &Connection) -> Vec<String> {
    texts(
        database,
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
    )
}

fn texts(database: &Connection, sql: &str) -> Vec<String> {
    let mut statement = database.prepare(sql).expect("a good statement");
    let texts = statement.query_map([], |row| row.get(0)).expect("rows");
    texts.collect::<rusqlite::Result<_>>().expect("texts")
}

/// What SQLite says of a column.
struct Column {
    name: String,
    kind: String,
    may_be_null: bool,
    has_default: bool,
    /// The only values that it may have, as `CHECK (column IN (...))` lists them; without such a list there are none here.
    allowed: Vec<Value>,
}

impl Column {
    /// Only of a default it is known that it is allowed, where nothing is listed.
    fn begins_with_its_default(&self) -> bool {
        self.has_default && self.allowed.is_empty()
    }
}

fn columns(database: &Connection, table: &str) -> Vec<Column> {
    let definition: String = database
        .query_row(
            "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?",
            [table],
            |row| row.get(0),
        )
        .expect("the definition of the table");
    let mut statement = database
        .prepare("SELECT name, type, \"notnull\", pk, dflt_value FROM pragma_table_info(?)")
        .expect("a good statement");
    let columns = statement
        .query_map([table], |row| {
            let name: String = row.get(0)?;
            Ok(Column {
                allowed: allowed(&definition, &name),
                name,
                kind: row.get(1)?,
                may_be_null: !row.get::<_, bool>(2)? && row.get::<_, i64>(3)? == 0,
                has_default: row.get::<_, Option<String>>(4)?.is_some(),
            })
        })
        .expect("columns");
    columns.collect::<rusqlite::Result<_>>().expect("columns")
}

fn allowed(definition: &str, column: &str) -> Vec<Value> {
    let list = definition.split_once(&format!("({column} IN ("));
    let list = list.and_then(|(_, rest)| rest.split_once(')'));
    let Some((list, _)) = list else {
        return Vec::new();
    };
    list.split(',')
        .map(|item| match item.trim().parse() {
            Ok(number) => Value::Integer(number),
            Err(_) => Value::Text(item.trim().trim_matches('\'').to_owned()),
        })
        .collect()
}

/// The columns that refer to another table, and to which column of it.
fn references(database: &Connection, table: &str) -> BTreeMap<String, (String, String)> {
    let mut statement = database
        .prepare("SELECT \"from\", \"table\", \"to\" FROM pragma_foreign_key_list(?)")
        .expect("a good statement");
    let found = statement
        .query_map([table], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))
        .expect("references");
    found.collect::<rusqlite::Result<_>>().expect("references")
}

fn fill(database: &Connection, table: &str) {
    let columns = columns(database, table);
    let optional = columns.iter().filter(|column| column.may_be_null);
    let empty_ones = std::iter::once(None).chain(optional.map(|column| Some(column.name.as_str())));
    for (number, empty) in empty_ones.enumerate() {
        let given = columns
            .iter()
            .filter(|column| !column.begins_with_its_default());
        let (names, values): (Vec<&str>, Vec<Value>) = given
            .map(|column| {
                let value = if empty == Some(column.name.as_str()) {
                    Value::Null
                } else {
                    value(database, table, column, number)
                };
                (column.name.as_str(), value)
            })
            .unzip();
        let sql = format!(
            "INSERT INTO {table} ({}) VALUES ({})",
            names.join(", "),
            vec!["?"; names.len()].join(", ")
        );
        match database.execute(&sql, params_from_iter(values)) {
            Ok(_) => {}
            // The table says that this column must not be empty after all.
            Err(error)
                if empty.is_some()
                    && error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {}
            Err(error) => panic!("this test cannot make a row of {table}: {error}"),
        }
    }
    // A default is replaced by another value then, where one is allowed: a migration that resets it would not be noticed otherwise.
    for column in columns
        .iter()
        .filter(|column| column.begins_with_its_default())
    {
        for other in [Value::Integer(0), Value::Integer(7), json("changed")] {
            let sql = format!("UPDATE OR IGNORE {table} SET {} = ?", column.name);
            // A value of another type than the column's is an error, and ignored like one that is not allowed.
            let _ = database.execute(&sql, [other]);
        }
    }
}

/// A value that no other row has, or one of the row that it must refer to.
fn value(database: &Connection, table: &str, column: &Column, number: usize) -> Value {
    if let Some((parent, key)) = references(database, table).get(&column.name) {
        let sql = format!(
            "SELECT {key} FROM {parent} ORDER BY {key} LIMIT 1 OFFSET {number} % (SELECT count(*) FROM {parent})"
        );
        return database
            .query_row(&sql, [], |row| row.get(0))
            .expect("a row of the parent");
    }
    if !column.allowed.is_empty() {
        return column.allowed[number % column.allowed.len()].clone();
    }
    match column.kind.as_str() {
        "INTEGER" | "INT" => Value::Integer(1_000 + i64::try_from(number).expect("a small number")),
        "REAL" => Value::Real(12.5),
        "BLOB" => Value::Blob(vec![1, 2, 3]),
        _ => json(&format!("{table}.{}.{number}", column.name)),
    }
}

/// A text that may stand where a table wants JSON, too.
fn json(text: &str) -> Value {
    Value::Text(format!("\"{text}\""))
}
