//! SQLite with D1's rules.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};
use rusqlite::backup::Backup;
use rusqlite::limits::Limit;
use rusqlite::types::{ToSqlOutput, Value as SqlValue, ValueRef};
use rusqlite::{Connection, ToSql};
use serde_json::Value;

use crate::database::{Database, DatabaseError, EXACT_INTEGERS, Param, Row, Rows, Statement};

/// What D1 allows (its documentation, "Limits"), so that a statement which it would refuse fails here too.
const D1_LIMITS: [(Limit, i32); 6] = [
    (Limit::SQLITE_LIMIT_LENGTH, 2_000_000),
    (Limit::SQLITE_LIMIT_SQL_LENGTH, 100_000),
    (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 5),
    (Limit::SQLITE_LIMIT_FUNCTION_ARG, 32),
    (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50),
    (Limit::SQLITE_LIMIT_VARIABLE_NUMBER, 100),
];

/// A database in memory, made from migrations/ alone.
#[derive(Debug)]
pub struct Sqlite(Mutex<Connection>);

impl Sqlite {
    /// An empty database with the tables of migrations/.
    ///
    /// # Errors
    /// When a migration fails.
    pub fn new() -> Result<Self, DatabaseError> {
        /// The migrations run once in a process: the simulator begins each of its thousands of histories with a copy.
        static MIGRATED: LazyLock<Result<Sqlite, DatabaseError>> = LazyLock::new(|| {
            let database = Sqlite::open()?;
            database.migrate()?;
            Ok(database)
        });
        let migrated = MIGRATED.as_ref().map_err(failed)?;
        let database = Self::open()?;
        database.restore(migrated)?;
        let connection = database.connection();
        connection.set_prepared_statement_cache_capacity(128);
        connection
            .pragma_update(None, "foreign_keys", true)
            .map_err(failed)?;
        for (limit, value) in D1_LIMITS {
            connection.set_limit(limit, value).map_err(failed)?;
        }
        drop(connection);
        Ok(database)
    }

    fn open() -> Result<Self, DatabaseError> {
        let connection = Connection::open_in_memory().map_err(failed)?;
        Ok(Self(Mutex::new(connection)))
    }

    fn migrate(&self) -> Result<(), DatabaseError> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
        let mut migrations: Vec<PathBuf> = fs::read_dir(folder)
            .and_then(|files| files.map(|file| Ok(file?.path())).collect())
            .map_err(failed)?;
        migrations.sort();
        let connection = self.connection();
        connection
            .pragma_update(None, "foreign_keys", true)
            .map_err(failed)?;
        for migration in migrations {
            let sql = fs::read_to_string(migration).map_err(failed)?;
            connection.execute_batch(&sql).map_err(failed)?;
        }
        Ok(())
    }

    /// The database as it is now, to be restored later.
    ///
    /// # Errors
    /// When SQLite cannot copy it.
    pub fn backup(&self) -> Result<Self, DatabaseError> {
        let copy = Self::open()?;
        copy.restore(self)?;
        Ok(copy)
    }

    /// Makes this database what the other one is, as an operator does who restores D1 from a backup.
    ///
    /// # Errors
    /// When SQLite cannot copy it.
    pub fn restore(&self, backup: &Self) -> Result<(), DatabaseError> {
        /// All pages in one step.
        const PAGES: i32 = i32::MAX;
        let from = backup.connection();
        let mut to = self.connection();
        Backup::new(&from, &mut to)
            .and_then(|backup| backup.run_to_completion(PAGES, Duration::ZERO, None))
            .map_err(failed)
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        // A transaction that was interrupted by a panic has been rolled back.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How SQLite would go about a statement.
    #[cfg(test)]
    pub(crate) fn plan(&self, sql: &str, params: impl Into<Vec<Param>>) -> String {
        let explain = Statement::new(format!("EXPLAIN QUERY PLAN {sql}"), params);
        let rows = self.run(&[explain]).expect("a good statement");
        let steps = rows
            .iter()
            .flatten()
            .filter_map(|row| row["detail"].as_str());
        steps.collect::<Vec<_>>().join("\n")
    }

    fn run(&self, statements: &[Statement]) -> rusqlite::Result<Rows> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        let rows = statements
            .iter()
            .map(|statement| {
                let mut prepared = transaction.prepare_cached(&statement.sql)?;
                let names: Vec<String> = prepared
                    .column_names()
                    .into_iter()
                    .map(str::to_owned)
                    .collect();
                prepared
                    .query(rusqlite::params_from_iter(&statement.params))?
                    .mapped(|row| {
                        names
                            .iter()
                            .enumerate()
                            .map(|(index, name)| Ok((name.clone(), value(row.get_ref(index)?)?)))
                            .collect::<rusqlite::Result<Row>>()
                    })
                    .collect()
            })
            .collect::<rusqlite::Result<Rows>>()?;
        transaction.commit()?;
        Ok(rows)
    }
}

impl Database for Sqlite {
    fn batch(&self, statements: Vec<Statement>) -> BoxFuture<'_, Result<Rows, DatabaseError>> {
        ready(self.run(&statements).map_err(failed)).boxed()
    }
}

fn failed(error: impl std::error::Error + Send + Sync + 'static) -> DatabaseError {
    DatabaseError::Failed(error.into())
}

impl ToSql for Param {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Owned(SqlValue::Null),
            // D1 binds every number as a double, and our edge to it refuses what is none.
            #[expect(clippy::cast_precision_loss, reason = "the range has none")]
            Self::Integer(number) if EXACT_INTEGERS.contains(number) => {
                ToSqlOutput::Owned(SqlValue::Real(*number as f64))
            }
            Self::Integer(_) => {
                let why = "a number beyond 53 bits";
                return Err(rusqlite::Error::ToSqlConversionFailure(why.into()));
            }
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
        })
    }
}

fn value(value: ValueRef<'_>) -> rusqlite::Result<Value> {
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => number.into(),
        ValueRef::Real(number) => number.into(),
        ValueRef::Text(text) => std::str::from_utf8(text)?.into(),
        ValueRef::Blob(_) => return Err(rusqlite::Error::InvalidQuery),
    })
}
