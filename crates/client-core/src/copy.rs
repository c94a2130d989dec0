//! The record that keeps one side of a merge which had no room for both.

use shared_model::merge::{Origin, merge};
use shared_model::{Body, Record, RecordId, UserId, WriteId};

use crate::stored::Stored;

/// The copy as it has to be stored, given what is stored of it already: the merge may have been cut short before. Nothing
/// when that is all of it. A side that was written on meanwhile is added to the copy.
pub(crate) fn copied<R: Record>(
    stored: Option<&Stored<R>>,
    user: &UserId,
    id: RecordId,
    mut side: R,
    new_write_id: impl FnOnce() -> WriteId,
) -> Option<Stored<R>> {
    side.set_id(id);
    let Some(stored) = stored else {
        return Some(Stored::new(user.clone(), new_write_id(), side));
    };
    let is_behind = |copy: &R| copy.updated_at() < side.updated_at();
    stored.body.live().filter(|copy| is_behind(copy))?;
    let both = merge(None, &stored.body, &Body::Live(side), Origin::Edit).body;
    (both != stored.body).then(|| stored.edited(both, new_write_id()))
}
