//! D1 behind the [`Database`] trait.

use futures_util::future::BoxFuture;
use wasm_bindgen::JsValue;
use worker::send::SendFuture;
use worker::{D1Database, D1PreparedStatement, D1Result};

use crate::database::{Database, DatabaseError, EXACT_INTEGERS, Param, Rows, Statement};

/// A D1 database.
pub struct D1(D1Database);

impl D1 {
    /// The database of a binding.
    pub fn new(binding: D1Database) -> Self {
        Self(binding)
    }

    async fn run(&self, statements: Vec<Statement>) -> Result<Rows, DatabaseError> {
        let prepared = statements
            .into_iter()
            .map(|statement| self.prepare(statement))
            .collect::<Result<Vec<_>, _>>()?;
        let results = self
            .0
            .batch(prepared)
            .await
            .map_err(|error| failed(&error))?;
        results
            .iter()
            .map(D1Result::results)
            .collect::<Result<_, _>>()
            .map_err(|error| failed(&error))
    }

    fn prepare(&self, statement: Statement) -> Result<D1PreparedStatement, DatabaseError> {
        let values = statement
            .params
            .into_iter()
            .map(value)
            .collect::<Result<Vec<_>, DatabaseError>>()?;
        self.0
            .prepare(statement.sql)
            .bind(&values)
            .map_err(|error| failed(&error))
    }
}

impl Database for D1 {
    fn batch(&self, statements: Vec<Statement>) -> BoxFuture<'_, Result<Rows, DatabaseError>> {
        // What JavaScript gives is bound to its thread, and a Worker has only one.
        Box::pin(SendFuture::new(self.run(statements)))
    }
}

/// The error as text, because its JavaScript value cannot leave this folder.
fn failed(error: &worker::Error) -> DatabaseError {
    DatabaseError::of_d1(error.to_string())
}

fn value(param: Param) -> Result<JsValue, DatabaseError> {
    match param {
        Param::Null => Ok(JsValue::NULL),
        Param::Text(text) => Ok(JsValue::from_str(&text)),
        #[expect(clippy::cast_precision_loss, reason = "the range has none")]
        Param::Integer(number) if EXACT_INTEGERS.contains(&number) => {
            Ok(JsValue::from_f64(number as f64))
        }
        Param::Integer(_) => Err(DatabaseError::Failed("a number beyond 53 bits".into())),
    }
}
