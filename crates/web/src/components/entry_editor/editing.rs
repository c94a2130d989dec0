//! What the editor is open for, and how it was left.

use client_core::timer::Timer;
use shared_model::{LogbookEntry, PracticeLog, PracticeSession, RecordId};

use crate::forms::kept_draft::Purpose;

/// A timed session that waits to be saved with the entry.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Review {
    /// The session.
    pub(crate) session: PracticeSession,
    /// Its logs.
    pub(crate) logs: Vec<PracticeLog>,
    /// The timer that they are from, as it was when the review began.
    pub(crate) timer: Timer,
}

/// What the editor is open for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Editing {
    /// An entry that does not exist yet.
    New(LogbookEntry),
    /// One that does.
    Existing(LogbookEntry),
    /// The entry that a timed session suggests.
    Session(LogbookEntry, Box<Review>),
}

impl Editing {
    /// The entry as it was when the editor opened.
    pub(super) fn entry(&self) -> &LogbookEntry {
        match self {
            Self::New(entry) | Self::Existing(entry) | Self::Session(entry, _) => entry,
        }
    }

    /// The same, for another version of the entry.
    pub(super) fn with_entry(self, entry: LogbookEntry) -> Self {
        match self {
            Self::New(_) => Self::New(entry),
            Self::Existing(_) => Self::Existing(entry),
            Self::Session(_, review) => Self::Session(entry, review),
        }
    }

    /// What for, as drafts tell it.
    pub(super) fn purpose(&self) -> Purpose {
        match self {
            Self::New(_) => Purpose::Write,
            Self::Existing(_) => Purpose::Change,
            Self::Session(..) => Purpose::Review,
        }
    }

    /// Pieces that the repertoire is not asked for: those of an entry that was saved before.
    pub(super) fn knows(&self, id: &RecordId) -> bool {
        matches!(self, Self::Existing(entry) if entry.pieces.iter().any(|piece| piece.id == *id))
    }
}

/// How the editor was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Left {
    /// Everything is saved, or deleted.
    Done,
    /// Nothing was changed.
    Cancelled,
}
