//! A record whose kind is known only when the program runs.

use shared_model::{Collection, Goal, LogbookEntry, Piece, PracticeLog, PracticeSession, RecordId};

use super::{Journal, SaveError};

/// A record of any kind.
#[derive(Clone, Debug, PartialEq)]
pub enum AnyRecord {
    /// A piece.
    Piece(Piece),
    /// A practice session.
    Session(PracticeSession),
    /// A practice log.
    Log(PracticeLog),
    /// A logbook entry.
    Entry(LogbookEntry),
    /// A goal.
    Goal(Goal),
}

impl AnyRecord {
    /// Its name.
    pub fn id(&self) -> &RecordId {
        match self {
            Self::Piece(piece) => &piece.id,
            Self::Session(session) => &session.id,
            Self::Log(log) => &log.id,
            Self::Entry(entry) => &entry.id,
            Self::Goal(goal) => &goal.id,
        }
    }

    /// Where it belongs.
    pub fn collection(&self) -> Collection {
        match self {
            Self::Piece(_) => Collection::Pieces,
            Self::Session(_) => Collection::PracticeSessions,
            Self::Log(_) => Collection::PracticeLogs,
            Self::Entry(_) => Collection::LogbookEntries,
            Self::Goal(_) => Collection::Goals,
        }
    }
}

impl Journal {
    /// A record that exists, of whichever kind.
    pub fn get_any(&self, collection: Collection, id: &RecordId) -> Option<AnyRecord> {
        match collection {
            Collection::Pieces => self.get(id).map(AnyRecord::Piece),
            Collection::PracticeSessions => self.get(id).map(AnyRecord::Session),
            Collection::PracticeLogs => self.get(id).map(AnyRecord::Log),
            Collection::LogbookEntries => self.get(id).map(AnyRecord::Entry),
            Collection::Goals => self.get(id).map(AnyRecord::Goal),
        }
    }

    /// Saves a record of whichever kind.
    pub(crate) fn save_any(&self, record: AnyRecord) -> Result<(), SaveError> {
        match record {
            AnyRecord::Piece(piece) => self.save(piece),
            AnyRecord::Session(session) => self.save(session),
            AnyRecord::Log(log) => self.save(log),
            AnyRecord::Entry(entry) => self.save(entry),
            AnyRecord::Goal(goal) => self.save(goal),
        }
    }
}
