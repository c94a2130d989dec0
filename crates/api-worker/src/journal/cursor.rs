//! Where a device stopped reading, and whether the journal still goes on from there: a database that was restored from an
//! older backup lacks what came since, and gives the same numbers to other pushes.

use serde_json::{Value, json};
use shared_model::limits;

use crate::database::Param;
use crate::error::ApiError;

/// A place between two pushes of a journal: after the push with this number, which must still be the same push.
pub(super) struct Cursor {
    pub(super) seq: i64,
    pub(super) push_id: String,
}

impl Cursor {
    /// Reads a cursor. An empty one, which is also that of an empty journal, is the beginning. One that cannot be read is
    /// as unknown as one that was never given out.
    pub(super) fn parse(text: &str) -> Result<Option<Self>, ApiError> {
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

/// The cursor after a push; an empty one for a journal that nothing was ever pushed to.
pub(super) fn after_push(seq: i64, push_id: Option<&str>) -> String {
    push_id
        .map(|push_id| format!("{seq}.{push_id}"))
        .unwrap_or_default()
}

/// No push has this number.
const NO_PUSH: i64 = 0;

/// The places that a device has reached, and where it asks from, for [`unknown_places`].
pub(super) fn places(reached: &[String], since: Option<&str>) -> Result<Param, ApiError> {
    if reached.len() > limits::PLACES {
        return Err(ApiError::BadInput(
            "`reached` must not have more than 4 cursors.",
        ));
    }
    let mut places = Vec::new();
    for text in reached.iter().map(String::as_str).chain(since) {
        match Cursor::parse(text) {
            Ok(None) => {}
            Ok(Some(Cursor { seq, push_id })) => places.push(json!([seq, push_id])),
            Err(_) => places.push(json!([NO_PUSH, ""])),
        }
    }
    Ok(Value::from(places).to_string().into())
}

/// An expression for how many of these places a user's journal does not have. Both are parameters, by their numbers.
pub(super) fn unknown_places(user: usize, places: usize) -> String {
    format!(
        "(SELECT count(*) FROM json_each(?{places}) AS place
        WHERE NOT EXISTS (
            SELECT 1 FROM pushes
            WHERE user_id = ?{user} AND seq = place.value ->> 0 AND push_id = place.value ->> 1))"
    )
}
