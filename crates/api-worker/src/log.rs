//! What the log says: one JSON object on each line, for people to search by its fields.
//!
//! What went wrong inside the server is logged, and that a request was refused, and nothing of what people wrote or who they
//! are: causes are the texts of errors that are made here, of SQLite and of the platform, none of which repeats a value.

use std::error::Error;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::json;
use shared_model::protocol::ErrorCode;

use crate::error::ApiError;
use crate::request_id::RequestId;

/// What went wrong beside the answer of a request, which is none the worse for it.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<Vec<Fault>>);

impl Faults {
    /// Notes what was behind an error.
    pub(crate) fn note(&self, error: &ApiError) {
        self.held().extend(Fault::behind(error));
    }

    /// Takes out what was noted.
    pub(crate) fn take(&self) -> Vec<Fault> {
        std::mem::take(&mut self.held())
    }

    fn held(&self) -> MutexGuard<'_, Vec<Fault>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What went wrong inside while a request was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What the answer said.
    pub code: ErrorCode,
    /// Why, from the outermost cause to the innermost.
    pub causes: Vec<String>,
}

impl Fault {
    /// The fault behind an error; nothing where the error is the caller's own.
    pub(crate) fn behind(error: &ApiError) -> Option<Self> {
        let causes = causes(error.source());
        (!causes.is_empty()).then(|| Self {
            code: error.code(),
            causes,
        })
    }

    /// The line that says it.
    pub fn line(&self, request_id: &RequestId) -> String {
        json!({
            "level": "error",
            "requestId": request_id.as_str(),
            "code": self.code,
            "causes": self.causes,
        })
        .to_string()
    }
}

/// What a request was refused for, if that may be worth a look: somebody who wants in, or around a limit, gets nothing else.
/// The server's own faults have lines of their own, and what an honest device is told every day has none.
pub(crate) fn noteworthy(code: ErrorCode) -> Option<ErrorCode> {
    let is_noteworthy = match code {
        ErrorCode::Unauthenticated
        | ErrorCode::WrongAccount
        | ErrorCode::TooLarge
        | ErrorCode::BadInput
        | ErrorCode::CrossSite
        | ErrorCode::LinkInvalid
        | ErrorCode::CodeInvalid
        | ErrorCode::RateLimited => true,
        ErrorCode::AccountDeleted
        | ErrorCode::UpgradeRequired
        | ErrorCode::CloudStoragePaused
        | ErrorCode::Resync
        | ErrorCode::MailNotSent
        | ErrorCode::Unavailable => false,
    };
    is_noteworthy.then_some(code)
}

/// The line that says that a request was refused: for what, and neither by whom it was sent nor what was in it.
pub fn refused(code: ErrorCode, request_id: &RequestId) -> String {
    json!({ "level": "warn", "requestId": request_id.as_str(), "code": code }).to_string()
}

/// The line that says that something failed which no request had asked for.
pub fn failed_task(task: &str, error: &(dyn Error + 'static)) -> String {
    json!({ "level": "error", "task": task, "causes": causes(Some(error)) }).to_string()
}

fn causes(outermost: Option<&(dyn Error + 'static)>) -> Vec<String> {
    std::iter::successors(outermost, |&error| error.source())
        .map(ToString::to_string)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::DatabaseError;
    use crate::platform::NoRandomness;

    struct Fives;

    impl crate::platform::Random for Fives {
        fn fill(&self, buffer: &mut [u8]) -> Result<(), NoRandomness> {
            buffer.fill(0x55);
            Ok(())
        }
    }

    #[test]
    fn a_line_is_json_with_the_request_and_the_causes() {
        let failed = DatabaseError::Failed("no such table:\nusers".into());
        let fault = Fault::behind(&failed.into()).expect("a fault of the server");
        let line = fault.line(&RequestId::of(None, &Fives));
        assert!(!line.contains('\n'));
        let read: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        assert_eq!(
            read,
            json!({
                "level": "error",
                "requestId": "5555555555555555",
                "code": "UNAVAILABLE",
                "causes": ["the database failed", "no such table:\nusers"],
            })
        );
    }

    #[test]
    fn a_mistake_of_the_caller_is_not_worth_a_line() {
        assert_eq!(Fault::behind(&ApiError::Unauthenticated), None);
        assert_eq!(Fault::behind(&ApiError::TooLarge), None);
    }

    #[test]
    fn a_refusal_is_a_line_with_its_code_and_nothing_else() {
        let line = refused(ErrorCode::WrongAccount, &RequestId::of(None, &Fives));
        let read: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        assert_eq!(
            read,
            json!({ "level": "warn", "requestId": "5555555555555555", "code": "WRONG_ACCOUNT" })
        );
        assert_eq!(noteworthy(ErrorCode::Resync), None);
    }

    #[test]
    fn a_task_that_failed_says_which_and_why() {
        let line = failed_task("purge", &DatabaseError::Failed("busy".into()));
        let read: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        assert_eq!(
            read,
            json!({ "level": "error", "task": "purge", "causes": ["the database failed", "busy"] })
        );
    }
}
