//! A record whose kind is known only when the program runs.

use shared_model::{
    Collection, Goal, LogbookEntry, Piece, PracticeLog, PracticeSession, Record, RecordId,
    Timestamp,
};

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

/// Does the same with a record of whichever kind.
macro_rules! with_record {
    ($any:expr, $record:ident => $work:expr) => {
        match $any {
            $crate::journal::AnyRecord::Piece($record) => $work,
            $crate::journal::AnyRecord::Session($record) => $work,
            $crate::journal::AnyRecord::Log($record) => $work,
            $crate::journal::AnyRecord::Entry($record) => $work,
            $crate::journal::AnyRecord::Goal($record) => $work,
        }
    };
}
pub(crate) use with_record;

macro_rules! any_record_from {
    ($($record:ident as $kind:ident),* $(,)?) => {$(
        impl From<$record> for AnyRecord {
            fn from(record: $record) -> Self {
                Self::$kind(record)
            }
        }
    )*};
}

any_record_from! {
    Piece as Piece,
    PracticeSession as Session,
    PracticeLog as Log,
    LogbookEntry as Entry,
    Goal as Goal,
}

impl AnyRecord {
    /// Its name.
    pub fn id(&self) -> &RecordId {
        with_record!(self, record => &record.id)
    }

    /// When it was played. Goals and pieces belong to no moment.
    pub fn instant(&self) -> Option<Timestamp> {
        with_record!(self, record => record.instant())
    }

    /// When it was last edited, by the clock of the device that edited it.
    pub fn updated_at(&self) -> Timestamp {
        with_record!(self, record => Record::updated_at(record))
    }

    /// Whether both say the same, whenever each was made and edited.
    pub fn says_the_same_as(&self, other: &Self) -> bool {
        let mut timeless = other.clone();
        with_record!(self, record => timeless.set_times(Record::created_at(record), Record::updated_at(record)));
        *self == timeless
    }

    /// Says when it was made and last edited.
    pub(crate) fn set_times(&mut self, created_at: Timestamp, updated_at: Timestamp) {
        with_record!(self, record => {
            record.set_created_at(created_at);
            record.set_updated_at(updated_at);
        });
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
