//! A piece of the repertoire.

use serde::{Deserialize, Serialize};

use super::{Record, is_default, record_basics};
use crate::id::RecordId;
use crate::limits;
use crate::merge::Sides;
use crate::time::Timestamp;
use crate::validate::{Check, Checker};

/// Where a piece stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "graphql", derive(async_graphql::Enum))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PieceStatus {
    /// To be learned.
    Planned,
    /// Being learned.
    #[default]
    Learning,
    /// Ready to be played to others.
    Polished,
    /// Not any more.
    Dropped,
}

/// A piece of the repertoire. Entries and logs refer to it by id, so a rename is one small edit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "graphql",
    derive(async_graphql::SimpleObject, async_graphql::InputObject)
)]
#[cfg_attr(feature = "graphql", graphql(input_name = "PieceInput"))]
#[serde(rename_all = "camelCase")]
pub struct Piece {
    /// Its name.
    pub id: RecordId,
    /// Its title.
    pub title: String,
    /// Who wrote it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub composer: Option<String>,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "graphql", graphql(default))]
    pub status: PieceStatus,
    /// In the musician's words.
    #[serde(default, skip_serializing_if = "is_default")]
    pub notes: Option<String>,
    /// The piece this one turned out to be.
    #[serde(default, skip_serializing_if = "is_default")]
    pub merged_into: Option<RecordId>,
    /// When it was made, by the clock of the device that made it.
    pub created_at: Timestamp,
    /// When it was last edited, by the clock of the device that edited it.
    pub updated_at: Timestamp,
}

impl Record for Piece {
    record_basics!(
        Pieces,
        ["title", "composer", "status", "notes", "mergedInto"]
    );

    fn instant(&self) -> Option<Timestamp> {
        None
    }

    fn check(&self, checker: Checker) -> Check {
        checker.id("id", &self.id)?;
        checker.title("title", &self.title)?;
        checker.optional_text("composer", self.composer.as_deref(), limits::TITLE_CHARS)?;
        checker.optional_text("notes", self.notes.as_deref(), limits::NOTES_CHARS)?;
        checker.optional_id("mergedInto", self.merged_into.as_ref())
    }

    fn merge_fields(sides: &Sides<'_, Self>) -> Self {
        Self {
            id: sides.remote.id.clone(),
            title: sides.single(|p| p.title.clone()),
            composer: sides.single(|p| p.composer.clone()),
            status: sides.single(|p| p.status),
            notes: sides.text(|p| p.notes.as_deref()),
            merged_into: sides.single(|p| p.merged_into.clone()),
            created_at: sides.remote.created_at,
            updated_at: sides.updated_at,
        }
    }
}
