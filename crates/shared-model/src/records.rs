//! The five records, one module each: fields, limits, rules, and how two edits of it merge.

mod goal;
mod logbook_entry;
mod piece;
mod practice_log;
mod practice_session;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::collection::Collection;
use crate::id::RecordId;
use crate::limits::Caps;
use crate::merge::Sides;
use crate::time::Timestamp;
use crate::validate::{Check, Checker};

pub use goal::{Goal, GoalStatus, GoalTarget, GoalTargetKind, Milestone};
pub use logbook_entry::{LogbookEntry, LogbookEntryType, Mood, PieceRef};
pub use piece::{Piece, PieceStatus};
pub use practice_log::{ActivityType, PracticeLog};
pub use practice_session::{PracticeSession, SessionType};

/// What all records have in common. A new kind of record implements this, gets a table and a screen.
pub trait Record:
    Clone + PartialEq + std::fmt::Debug + Serialize + DeserializeOwned + Send + Sync + 'static
{
    /// Where it belongs.
    const COLLECTION: Collection;
    /// The names on the wire of the fields that this version of the program knows.
    const FIELDS: &'static [&'static str];

    /// Its name.
    fn id(&self) -> &RecordId;
    /// Renames it; used for copies only.
    fn set_id(&mut self, id: RecordId);
    /// When it was made, by the clock of the device that made it.
    fn created_at(&self) -> Timestamp;
    /// When it was last edited, by the clock of the device that edited it. Of two edits of one field it chooses which
    /// stays; it decides nothing else.
    fn updated_at(&self) -> Timestamp;
    /// When it was played, which is what a long journal is paged by. Goals and pieces belong to no moment.
    fn instant(&self) -> Option<Timestamp>;
    /// Notes an edit at this time.
    fn set_updated_at(&mut self, at: Timestamp);
    /// Says when it was made; for a record that a file tells of and that is known to be older.
    fn set_created_at(&mut self, at: Timestamp);

    /// The rules of its fields, in the order in which they are told.
    ///
    /// # Errors
    /// The first rule that is broken.
    fn check(&self, checker: Checker) -> Check;

    /// Merges two edits field by field (design.md section 6).
    #[must_use]
    fn merge_fields(sides: &Sides<'_, Self>) -> Self;

    /// Whether it may be saved (by a form) or stored (by the server).
    ///
    /// # Errors
    /// The first rule that is broken.
    fn validate(&self, caps: Caps) -> Check {
        self.check(Checker { caps })
    }
}

/// Whether a value is the one that a missing field stands for, and so need not be stored or sent.
pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

macro_rules! record_basics {
    ($collection:ident, [$($field:literal),* $(,)?]) => {
        const COLLECTION: crate::collection::Collection = crate::collection::Collection::$collection;
        const FIELDS: &'static [&'static str] = &["id", $($field,)* "createdAt", "updatedAt"];

        fn id(&self) -> &crate::id::RecordId {
            &self.id
        }

        fn set_id(&mut self, id: crate::id::RecordId) {
            self.id = id;
        }

        fn created_at(&self) -> crate::time::Timestamp {
            self.created_at
        }

        fn updated_at(&self) -> crate::time::Timestamp {
            self.updated_at
        }

        fn set_updated_at(&mut self, at: crate::time::Timestamp) {
            self.updated_at = at;
        }

        fn set_created_at(&mut self, at: crate::time::Timestamp) {
            self.created_at = at;
        }
    };
}
pub(crate) use record_basics;
