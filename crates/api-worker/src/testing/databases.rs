//! Databases around a database.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;

use crate::database::{Database, DatabaseError, Rows, Statement};

/// A database that counts the statements that it is asked to run, and can be made to fail or to let somebody else in.
pub struct Observed {
    inner: Arc<dyn Database>,
    statements: AtomicUsize,
    disturbances: Mutex<Vec<Disturbance>>,
}

/// What happens just before a batch.
struct Disturbance {
    /// It happens before the first batch that has a statement with this text.
    before: String,
    what: What,
}

enum What {
    /// Somebody else's batch.
    Batch(Vec<Statement>),
    /// The database fails instead, and says this.
    Failure(String),
}

impl Observed {
    /// Counts from now on.
    pub fn new(inner: Arc<dyn Database>) -> Self {
        Self {
            inner,
            statements: AtomicUsize::new(0),
            disturbances: Mutex::default(),
        }
    }

    /// The statements since the last time this was asked.
    pub fn take_count(&self) -> usize {
        self.statements.swap(0, Ordering::SeqCst)
    }

    /// Runs these statements just before the next batch that has a statement with this text.
    pub fn disturb(&self, before: &str, statements: Vec<Statement>) {
        self.add(before, What::Batch(statements));
    }

    /// Fails once, when asked for a batch that has a statement with this text.
    pub fn fail(&self, before: &str) {
        self.fail_saying(before, "a failure was asked for");
    }

    /// As [`Self::fail`], with the text that D1 would give.
    pub fn fail_saying(&self, before: &str, text: &str) {
        self.add(before, What::Failure(text.to_owned()));
    }

    fn add(&self, before: &str, what: What) {
        let disturbance = Disturbance {
            before: before.to_owned(),
            what,
        };
        self.disturbances
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(disturbance);
    }

    fn disturbance(&self, statements: &[Statement]) -> Option<What> {
        let mut waiting = self
            .disturbances
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let index = waiting.iter().position(|disturbance| {
            statements
                .iter()
                .any(|statement| statement.sql.contains(&disturbance.before))
        })?;
        Some(waiting.remove(index).what)
    }
}

impl Database for Observed {
    fn batch(&self, statements: Vec<Statement>) -> BoxFuture<'_, Result<Rows, DatabaseError>> {
        self.statements
            .fetch_add(statements.len(), Ordering::SeqCst);
        let disturbance = self.disturbance(&statements);
        async move {
            match disturbance {
                None => {}
                Some(What::Batch(others)) => drop(self.inner.batch(others).await?),
                Some(What::Failure(text)) => return Err(DatabaseError::of_d1(text)),
            }
            self.inner.batch(statements).await
        }
        .boxed()
    }
}
