//! Answers in which a record cannot be read: a newer version of the program wrote it. It is left out, and everything else
//! of the answer counts.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use shared_model::protocol::{Outcome, PushPayload};
use shared_model::{
    Collection, Goal, LogbookEntry, Piece, PracticeLog, PracticeSession, RecordId, RemoteVersion,
};

use crate::api::ApiError;
use crate::journal::JournalRecord;

/// A page of versions as far as it can be read.
pub(super) struct Page<T> {
    pub(super) page: T,
    /// The records of the page that were left out.
    pub(super) unread: Vec<(Collection, RecordId)>,
}

/// Reads a page.
pub(super) fn page<T: DeserializeOwned>(mut answer: Value) -> Result<Page<T>, ApiError> {
    let mut unread = Vec::new();
    if T::deserialize(&answer).is_err() {
        leave_out::<PracticeSession>(&mut answer, "sessions", &mut unread);
        leave_out::<PracticeLog>(&mut answer, "logs", &mut unread);
        leave_out::<LogbookEntry>(&mut answer, "entries", &mut unread);
        leave_out::<Goal>(&mut answer, "goals", &mut unread);
        leave_out::<Piece>(&mut answer, "pieces", &mut unread);
    }
    let page = T::deserialize(answer).map_err(|_| UNREADABLE)?;
    Ok(Page { page, unread })
}

/// Reads what became of a push. Of a conflict with a version that cannot be read only the conflict is left.
pub(super) fn payload(mut answer: Value) -> Result<PushPayload, ApiError> {
    if PushPayload::deserialize(&answer).is_err() {
        leave_out_current::<PracticeSession>(&mut answer, "sessions");
        leave_out_current::<PracticeLog>(&mut answer, "logs");
        leave_out_current::<LogbookEntry>(&mut answer, "entries");
        leave_out_current::<Goal>(&mut answer, "goals");
        leave_out_current::<Piece>(&mut answer, "pieces");
    }
    PushPayload::deserialize(answer).map_err(|_| UNREADABLE)
}

/// The server answered, and not as it should.
const UNREADABLE: ApiError = ApiError::Unreadable { status: 200 };

fn leave_out<R: JournalRecord>(
    answer: &mut Value,
    list: &str,
    unread: &mut Vec<(Collection, RecordId)>,
) {
    let Some(Value::Array(versions)) = answer.get_mut(list) else {
        return;
    };
    versions.retain(|version| {
        let is_read = RemoteVersion::<R>::deserialize(version).is_ok();
        if !is_read && let Some(id) = version.get("id").and_then(Value::as_str) {
            unread.push((R::COLLECTION, id.into()));
        }
        is_read
    });
}

fn leave_out_current<R: JournalRecord>(answer: &mut Value, list: &str) {
    let Some(Value::Array(outcomes)) = answer.get_mut(list) else {
        return;
    };
    for outcome in outcomes {
        if Outcome::<R>::deserialize(&*outcome).is_err()
            && let Some(outcome) = outcome.as_object_mut()
        {
            outcome.remove("current");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use shared_model::WriteId;
    use shared_model::protocol::Changes;

    fn piece(id: &str, status: &str) -> Value {
        let write = WriteId::from_random(1);
        let at = "2024-01-15T10:30:00Z";
        json!({ "id": id, "writeId": write, "recentWrites": [write], "deletedAt": null, "record": {
            "id": id, "title": "Gnossienne", "status": status, "createdAt": at, "updatedAt": at,
        }})
    }

    #[test]
    fn a_record_of_a_newer_version_is_left_out_of_a_page_and_named() {
        let Page { page, unread } = page::<Changes>(json!({
            "cursor": "1.a", "hasMore": false, "serverTime": "2024-01-15T10:30:00Z", "preferencesVersion": 0, "sessions": [], "logs": [], "entries": [], "goals": [],
            "pieces": [piece("old", "LEARNING"), piece("new", "MEMORISED")],
        }))
        .expect("the rest can be read");
        let read: Vec<_> = page
            .versions
            .pieces
            .iter()
            .map(|piece| piece.id.as_str())
            .collect();
        assert_eq!(read, ["old"]);
        assert_eq!(unread, [(Collection::Pieces, "new".into())]);
    }

    #[test]
    fn a_conflict_with_a_newer_version_is_only_a_conflict() {
        let outcome = |id: &str, status| json!({ "id": id, "status": "CONFLICT", "current": piece(id, status) });
        let payload = payload(json!({
            "success": false, "cursor": "1.a", "isContinuous": true, "syncedSessions": 0, "syncedLogs": 0, "syncedEntries": 0,
            "syncedGoals": 0, "syncedPieces": 0, "sessions": [], "logs": [], "entries": [], "goals": [],
            "pieces": [outcome("old", "LEARNING"), outcome("new", "MEMORISED")],
        }))
        .expect("the rest can be read");
        let told: Vec<_> = payload
            .pieces
            .iter()
            .map(|outcome| outcome.current.is_some())
            .collect();
        assert_eq!(told, [true, false]);
    }

    #[test]
    fn what_is_no_page_is_no_page() {
        assert!(page::<Changes>(json!({ "cursor": 1 })).is_err());
        assert!(payload(json!([])).is_err());
    }
}
