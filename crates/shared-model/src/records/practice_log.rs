//! One activity inside a session.

use serde::{Deserialize, Serialize};

use super::{Record, is_default, record_basics};
use crate::id::RecordId;
use crate::limits;
use crate::merge::Sides;
use crate::time::Timestamp;
use crate::validate::{Check, Checker};

/// What was practised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "graphql", derive(async_graphql::Enum))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ActivityType {
    /// Music that was new to the player.
    SightReading,
    /// Scales and arpeggios.
    Scales,
    /// A piece of the repertoire.
    Repertoire,
    /// Studies.
    Etudes,
    /// Technique by itself.
    Technique,
    /// Anything else.
    #[default]
    Other,
}

/// One activity inside a session: scales, a piece, sight-reading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "graphql",
    derive(async_graphql::SimpleObject, async_graphql::InputObject)
)]
#[cfg_attr(feature = "graphql", graphql(input_name = "PracticeLogInput"))]
#[serde(rename_all = "camelCase")]
pub struct PracticeLog {
    /// Its name.
    pub id: RecordId,
    /// The session it belongs to. The log may arrive before its session.
    pub session_id: RecordId,
    /// What was practised.
    #[serde(default, skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "graphql", graphql(default))]
    pub activity_type: ActivityType,
    /// When it began.
    #[serde(default, skip_serializing_if = "is_default")]
    pub started_at: Option<Timestamp>,
    /// How long, in seconds.
    #[serde(default, skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "graphql", graphql(default))]
    pub duration_seconds: i64,
    /// The piece of the repertoire.
    #[serde(default, skip_serializing_if = "is_default")]
    pub piece_id: Option<RecordId>,
    /// Its title, for when there is no such record.
    #[serde(default, skip_serializing_if = "is_default")]
    pub piece_title: Option<String>,
    /// The tempo it was played at, in beats per minute.
    #[serde(default, skip_serializing_if = "is_default")]
    pub tempo_practiced: Option<i64>,
    /// The tempo to reach, in beats per minute.
    #[serde(default, skip_serializing_if = "is_default")]
    pub target_tempo: Option<i64>,
    /// What the player attended to.
    #[serde(default, skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "graphql", graphql(default))]
    pub focus_areas: Vec<String>,
    /// How it went, 1-10.
    #[serde(default, skip_serializing_if = "is_default")]
    pub self_rating: Option<i64>,
    /// In the musician's words.
    #[serde(default, skip_serializing_if = "is_default")]
    pub notes: Option<String>,
    /// When it was made, by the clock of the device that made it.
    pub created_at: Timestamp,
    /// When it was last edited, by the clock of the device that edited it.
    pub updated_at: Timestamp,
}

impl Record for PracticeLog {
    record_basics!(
        PracticeLogs,
        [
            "sessionId",
            "activityType",
            "startedAt",
            "durationSeconds",
            "pieceId",
            "pieceTitle",
            "tempoPracticed",
            "targetTempo",
            "focusAreas",
            "selfRating",
            "notes",
        ]
    );

    fn instant(&self) -> Option<Timestamp> {
        Some(self.started_at.unwrap_or(self.created_at))
    }

    fn check(&self, checker: Checker) -> Check {
        checker.id("id", &self.id)?;
        checker.id("sessionId", &self.session_id)?;
        checker.amount(
            "durationSeconds",
            self.duration_seconds,
            0,
            limits::DURATION_SECS,
        )?;
        checker.optional_id("pieceId", self.piece_id.as_ref())?;
        checker.optional_text(
            "pieceTitle",
            self.piece_title.as_deref(),
            limits::TITLE_CHARS,
        )?;
        checker.tempo("tempoPracticed", self.tempo_practiced)?;
        checker.tempo("targetTempo", self.target_tempo)?;
        checker.texts(
            "focusAreas",
            &self.focus_areas,
            limits::TECHNIQUES,
            limits::TECHNIQUE_CHARS,
        )?;
        self.self_rating
            .map_or(Ok(()), |rating| checker.range("selfRating", rating, 1, 10))?;
        checker.optional_text("notes", self.notes.as_deref(), limits::NOTES_CHARS)
    }

    fn merge_fields(sides: &Sides<'_, Self>) -> Self {
        let (started_at, duration_seconds) = sides.single(|l| (l.started_at, l.duration_seconds));
        let (piece_id, piece_title) = sides.single(|l| (l.piece_id.clone(), l.piece_title.clone()));
        Self {
            id: sides.remote.id.clone(),
            session_id: sides.single(|l| l.session_id.clone()),
            activity_type: sides.single(|l| l.activity_type),
            started_at,
            duration_seconds,
            piece_id,
            piece_title,
            tempo_practiced: sides.single(|l| l.tempo_practiced),
            target_tempo: sides.single(|l| l.target_tempo),
            focus_areas: sides.set(|l| &l.focus_areas),
            self_rating: sides.single(|l| l.self_rating),
            notes: sides.text(|l| l.notes.as_deref()),
            created_at: sides.remote.created_at,
            updated_at: sides.updated_at,
        }
    }
}
