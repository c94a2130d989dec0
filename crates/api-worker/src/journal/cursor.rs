//! Where a device stopped reading.

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
