//! Saving what the form holds.

use client_core::SaveError;
use shared_model::limits::Caps;
use shared_model::{PracticeSession, Record as _};

use super::editing::Editing;
use crate::forms::FieldProblem;
use crate::forms::entry_draft::{EntryDraft, piece_of};
use crate::journal::JournalContext;
use crate::text::duration::Units;

/// Why a form is still open.
pub(super) enum NotSaved {
    /// Something in it is not right.
    Field(FieldProblem),
    /// It was not stored.
    Refused(SaveError),
}

impl From<SaveError> for NotSaved {
    fn from(error: SaveError) -> Self {
        match error {
            SaveError::Invalid(invalid) => Self::Field(invalid.into()),
            SaveError::Store(_) => Self::Refused(error),
        }
    }
}

/// Saves what the entry refers to, then the entry. Each of the writes can be repeated, so a form that was refused
/// half-way is simply saved again.
pub(super) fn save(
    journal: JournalContext,
    editing: &Editing,
    draft: &EntryDraft,
    units: &Units,
) -> Result<(), NotSaved> {
    let original = editing.entry();
    let entry = draft
        .apply_to(original, units, |at| journal.utc_offset_minutes(at))
        .map_err(NotSaved::Field)?;
    // The entry's own rules come first: what the form shows as wrong has left nothing behind.
    entry
        .validate(Caps::Form)
        .map_err(|invalid| NotSaved::Field(invalid.into()))?;
    for piece in entry
        .pieces
        .iter()
        .chain(&original.pieces)
        .filter(|piece| !editing.knows(&piece.id))
    {
        journal.ensure_piece(piece_of(piece, journal.now()))?;
    }
    match editing {
        Editing::New(_) => journal.save(entry)?,
        Editing::Existing(original) => journal.edit(original, entry)?,
        Editing::Session(_, review) => {
            let instrument = entry.instrument.clone();
            journal
                .save(PracticeSession {
                    instrument,
                    ..review.session.clone()
                })
                .map_err(NotSaved::Refused)?;
            for log in &review.logs {
                journal.save(log.clone()).map_err(NotSaved::Refused)?;
            }
            journal.save(entry)?;
        }
    }
    Ok(())
}
