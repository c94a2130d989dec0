//! The database, as little of it as the server needs: a batch of statements that is one transaction.

use std::any::type_name;
use std::error::Error;
use std::ops::RangeInclusive;

use futures_util::future::BoxFuture;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A row by column name.
pub type Row = serde_json::Map<String, Value>;

/// The whole numbers that can be bound: D1 takes numbers as JavaScript has them, and would bind others wrongly without a word.
pub(crate) const EXACT_INTEGERS: RangeInclusive<i64> = -(1 << 53)..=1 << 53;

/// A value bound to a statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Param {
    /// Nothing.
    Null,
    /// A whole number. One of more than 53 bits is refused.
    Integer(i64),
    /// A text.
    Text(String),
}

impl From<i64> for Param {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<&str> for Param {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Param {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl<T: Into<Self>> From<Option<T>> for Param {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// One statement and its values.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// SQL with `?` or `?1` where values go.
    pub sql: String,
    /// The values, in order.
    pub params: Vec<Param>,
}

impl Statement {
    /// A statement with its values.
    pub fn new(sql: impl Into<String>, params: impl Into<Vec<Param>>) -> Self {
        Self {
            sql: sql.into(),
            params: params.into(),
        }
    }
}

/// The database did not do what it was asked to. The text is for the log, never for an answer.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// It refused, or could not be reached.
    #[error("the database failed")]
    Failed(#[source] Box<dyn Error + Send + Sync>),
    /// It takes no more until midnight UTC, because the day's allowance of the free plan is used up.
    #[error("the day's allowance of the database is used up")]
    UsedUp(#[source] Box<dyn Error + Send + Sync>),
    /// It answered with something else than what the code expects.
    #[error("the database answered something unexpected")]
    Unexpected(#[source] Box<dyn Error + Send + Sync>),
}

impl DatabaseError {
    /// What D1's own text says. It has no codes.
    pub fn of_d1(text: String) -> Self {
        /// What its documentation gives for rows that are read and for those that are written.
        const USED_UP: &str = "free tier daily row";
        match text.contains(USED_UP) {
            true => Self::UsedUp(text.into()),
            false => Self::Failed(text.into()),
        }
    }

    pub(crate) fn unexpected(what: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Unexpected(what.into())
    }
}

/// What a batch answers: the rows of each statement.
pub type Rows = Vec<Vec<Row>>;

/// A database with the tables of migrations/.
pub trait Database: Send + Sync {
    /// Runs the statements in order, in one transaction: all of them, or none. The answer has the rows of each.
    fn batch(&self, statements: Vec<Statement>) -> BoxFuture<'_, Result<Rows, DatabaseError>>;
}

/// A batch whose number of statements is known, so that taking its answer apart cannot go wrong.
pub(crate) async fn batch<const N: usize>(
    database: &dyn Database,
    statements: [Statement; N],
) -> Result<[Vec<Row>; N], DatabaseError> {
    let rows = database.batch(statements.into()).await?;
    rows.try_into()
        .map_err(|_| DatabaseError::unexpected("another number of results than of statements"))
}

/// What serde has read. Its own error repeats what it met instead, which may be somebody's note; the log gets the type alone.
pub(crate) fn readable<T>(read: serde_json::Result<T>) -> Result<T, DatabaseError> {
    read.map_err(|_| {
        DatabaseError::unexpected(format!("what does not read as {}", type_name::<T>()))
    })
}

/// Reads rows into what they stand for.
pub(crate) fn read_all<T: DeserializeOwned>(rows: Vec<Row>) -> Result<Vec<T>, DatabaseError> {
    rows.into_iter()
        .map(|row| readable(serde_json::from_value(Value::Object(row))))
        .collect()
}

/// Reads the first row, if there is one.
pub(crate) fn read_first<T: DeserializeOwned>(rows: Vec<Row>) -> Result<Option<T>, DatabaseError> {
    Ok(read_all(rows)?.into_iter().next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_of_reading_does_not_repeat_what_was_read() {
        let mut row = Row::new();
        row.insert("id".to_owned(), "a note of Clara's".into());
        #[derive(Debug, serde::Deserialize)]
        struct Columns {
            #[expect(dead_code, reason = "it is never read")]
            id: i64,
        }
        let error = read_all::<Columns>(vec![row]).expect_err("a text is no number");
        let cause = error.source().map(ToString::to_string).unwrap_or_default();
        assert!(cause.ends_with("Columns"), "{cause}");
        assert!(!cause.contains("Clara"), "{cause}");
    }
}
