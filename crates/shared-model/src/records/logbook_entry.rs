//! What the musician reads later.

use serde::{Deserialize, Serialize};

use super::{Record, is_default, record_basics};
use crate::id::RecordId;
use crate::limits;
use crate::merge::{Item, Sides};
use crate::time::{CivilDate, Timestamp, local_day};
use crate::validate::{Check, Checker};

/// What kind of playing it was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "graphql", derive(async_graphql::Enum))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LogbookEntryType {
    /// Alone, to get better.
    #[default]
    Practice,
    /// For an audience.
    Performance,
    /// With a teacher.
    Lesson,
    /// With others.
    Rehearsal,
    /// Technique by itself.
    Technique,
}

/// How it felt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "graphql", derive(async_graphql::Enum))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Mood {
    /// It did not work.
    Frustrated,
    /// So so.
    Neutral,
    /// Good.
    Satisfied,
    /// Very good.
    Excited,
}

/// A piece as an entry names it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "graphql",
    derive(async_graphql::SimpleObject, async_graphql::InputObject)
)]
#[cfg_attr(feature = "graphql", graphql(input_name = "PieceRefInput"))]
#[serde(rename_all = "camelCase")]
pub struct PieceRef {
    /// The piece of the repertoire.
    pub id: RecordId,
    /// Its title when it was played, shown when there is no such record.
    pub title: String,
    /// Its composer, likewise.
    #[serde(default, skip_serializing_if = "is_default")]
    pub composer: Option<String>,
    /// Which bars.
    #[serde(default, skip_serializing_if = "is_default")]
    pub measures: Option<String>,
    /// At which tempo, in beats per minute.
    #[serde(default, skip_serializing_if = "is_default")]
    pub tempo: Option<i64>,
}

impl Item for PieceRef {
    fn id(&self) -> &RecordId {
        &self.id
    }

    fn merge_fields(sides: &Sides<'_, Self>) -> Self {
        Self {
            id: sides.remote.id.clone(),
            title: sides.single(|p| p.title.clone()),
            composer: sides.single(|p| p.composer.clone()),
            measures: sides.single(|p| p.measures.clone()),
            tempo: sides.single(|p| p.tempo),
        }
    }
}

/// What the musician reads later: when, how long, what, and how it went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "graphql",
    derive(async_graphql::SimpleObject, async_graphql::InputObject)
)]
#[cfg_attr(feature = "graphql", graphql(input_name = "LogbookEntryInput"))]
#[serde(rename_all = "camelCase")]
pub struct LogbookEntry {
    /// Its name.
    pub id: RecordId,
    /// When it began.
    pub timestamp: Timestamp,
    /// How long, in seconds.
    #[serde(default, skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "graphql", graphql(default))]
    pub duration: i64,
    /// What kind of playing.
    #[serde(rename = "type", default, skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "graphql", graphql(name = "type", default))]
    pub entry_type: LogbookEntryType,
    /// What was played, in the musician's words.
    #[serde(default, skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "graphql", graphql(default))]
    pub instrument: String,
    /// The pieces.
    #[serde(default, skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "graphql", graphql(default))]
    pub pieces: Vec<PieceRef>,
    /// The techniques.
    #[serde(default, skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "graphql", graphql(default))]
    pub techniques: Vec<String>,
    /// The goals it counts towards.
    #[serde(default, skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "graphql", graphql(default))]
    pub goal_ids: Vec<RecordId>,
    /// In the musician's words.
    #[serde(default, skip_serializing_if = "is_default")]
    pub notes: Option<String>,
    /// How it felt.
    #[serde(default, skip_serializing_if = "is_default")]
    pub mood: Option<Mood>,
    /// The musician's own labels.
    #[serde(default, skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "graphql", graphql(default))]
    pub tags: Vec<String>,
    /// The session it was written for.
    #[serde(default, skip_serializing_if = "is_default")]
    pub session_id: Option<RecordId>,
    /// The offset from UTC where it was played, in minutes east.
    #[serde(default, skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "graphql", graphql(default))]
    pub utc_offset_minutes: i64,
    /// When it was made, by the clock of the device that made it.
    pub created_at: Timestamp,
    /// When it was last edited, by the clock of the device that edited it.
    pub updated_at: Timestamp,
}

impl LogbookEntry {
    /// The day it counts for.
    pub fn day(&self, rollover_hour: i64) -> CivilDate {
        local_day(self.timestamp, self.utc_offset_minutes, rollover_hour)
    }
}

impl Record for LogbookEntry {
    record_basics!(
        LogbookEntries,
        [
            "timestamp",
            "duration",
            "type",
            "instrument",
            "pieces",
            "techniques",
            "goalIds",
            "notes",
            "mood",
            "tags",
            "sessionId",
            "utcOffsetMinutes",
        ]
    );

    fn instant(&self) -> Option<Timestamp> {
        Some(self.timestamp)
    }

    fn check(&self, checker: Checker) -> Check {
        checker.id("id", &self.id)?;
        checker.amount("duration", self.duration, 0, limits::DURATION_SECS)?;
        checker.text("instrument", &self.instrument, limits::TITLE_CHARS)?;
        checker.list("pieces", &self.pieces, limits::PIECES, |name, piece| {
            checker.id(&format!("{name}.id"), &piece.id)?;
            checker.title(&format!("{name}.title"), &piece.title)?;
            checker.optional_text(
                &format!("{name}.composer"),
                piece.composer.as_deref(),
                limits::TITLE_CHARS,
            )?;
            checker.optional_text(
                &format!("{name}.measures"),
                piece.measures.as_deref(),
                limits::TITLE_CHARS,
            )?;
            checker.tempo(&format!("{name}.tempo"), piece.tempo)
        })?;
        checker.texts(
            "techniques",
            &self.techniques,
            limits::TECHNIQUES,
            limits::TECHNIQUE_CHARS,
        )?;
        checker.list(
            "goalIds",
            &self.goal_ids,
            limits::GOALS_PER_ENTRY,
            |name, id| checker.id(name, id),
        )?;
        checker.optional_text("notes", self.notes.as_deref(), limits::NOTES_CHARS)?;
        checker.texts("tags", &self.tags, limits::TAGS, limits::TAG_CHARS)?;
        checker.optional_id("sessionId", self.session_id.as_ref())?;
        checker.utc_offset(self.utc_offset_minutes)
    }

    fn merge_fields(sides: &Sides<'_, Self>) -> Self {
        let (timestamp, utc_offset_minutes) = sides.single(|e| (e.timestamp, e.utc_offset_minutes));
        Self {
            id: sides.remote.id.clone(),
            timestamp,
            duration: sides.single(|e| e.duration),
            entry_type: sides.single(|e| e.entry_type),
            instrument: sides.single(|e| e.instrument.clone()),
            pieces: sides.items(|e| &e.pieces),
            techniques: sides.set(|e| &e.techniques),
            goal_ids: sides.set(|e| &e.goal_ids),
            notes: sides.text(|e| e.notes.as_deref()),
            mood: sides.single(|e| e.mood),
            tags: sides.set(|e| &e.tags),
            session_id: sides.single(|e| e.session_id.clone()),
            utc_offset_minutes,
            created_at: sides.remote.created_at,
            updated_at: sides.updated_at,
        }
    }
}
