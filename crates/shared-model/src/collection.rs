//! The five collections of a journal.

use serde::{Deserialize, Serialize};

/// A kind of record. The order is the one in which collections are loaded, sent and shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "graphql", derive(async_graphql::Enum))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Collection {
    /// The repertoire.
    Pieces,
    /// Sittings with the instrument.
    PracticeSessions,
    /// Activities inside sessions.
    PracticeLogs,
    /// What the musician reads later.
    LogbookEntries,
    /// Things to reach.
    Goals,
}

impl Collection {
    /// Every collection.
    pub const ALL: [Self; 5] = [
        Self::Pieces,
        Self::PracticeSessions,
        Self::PracticeLogs,
        Self::LogbookEntries,
        Self::Goals,
    ];

    /// The name of the D1 table, which is also, after `mirubato_`, the name in localStorage.
    pub const fn table(self) -> &'static str {
        match self {
            Self::Pieces => "pieces",
            Self::PracticeSessions => "practice_sessions",
            Self::PracticeLogs => "practice_logs",
            Self::LogbookEntries => "logbook_entries",
            Self::Goals => "goals",
        }
    }
}
