//! A sitting with the instrument.

use serde::{Deserialize, Serialize};

use super::{Record, is_default, record_basics};
use crate::id::RecordId;
use crate::limits;
use crate::merge::Sides;
use crate::time::Timestamp;
use crate::validate::{Check, Checker, InvalidReason, ensure};

/// What kind of sitting it was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "graphql", derive(async_graphql::Enum))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SessionType {
    /// The musician plays what they like.
    #[default]
    FreePractice,
    /// Somebody or something leads.
    GuidedPractice,
    /// It is judged.
    Assessment,
}

/// One sitting with the instrument, usually timed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "graphql",
    derive(async_graphql::SimpleObject, async_graphql::InputObject)
)]
#[cfg_attr(feature = "graphql", graphql(input_name = "PracticeSessionInput"))]
#[serde(rename_all = "camelCase")]
pub struct PracticeSession {
    /// Its name.
    pub id: RecordId,
    /// What was played, in the musician's words.
    #[serde(default, skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "graphql", graphql(default))]
    pub instrument: String,
    /// The sheet of music that was open.
    #[serde(default, skip_serializing_if = "is_default")]
    pub sheet_music_id: Option<String>,
    /// Its title.
    #[serde(default, skip_serializing_if = "is_default")]
    pub sheet_music_title: Option<String>,
    /// What kind of sitting it was.
    #[serde(default, skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "graphql", graphql(default))]
    pub session_type: SessionType,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended; absent while it has not.
    #[serde(default, skip_serializing_if = "is_default")]
    pub completed_at: Option<Timestamp>,
    /// How much of the time between was paused, in seconds.
    #[serde(default, skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "graphql", graphql(default))]
    pub paused_duration: i64,
    /// Share of notes played right, 0-100.
    #[serde(default, skip_serializing_if = "is_default")]
    pub accuracy: Option<f64>,
    /// Notes that were counted.
    #[serde(default, skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "graphql", graphql(default))]
    pub notes_attempted: i64,
    /// Notes of these that were right.
    #[serde(default, skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "graphql", graphql(default))]
    pub notes_correct: i64,
    /// The offset from UTC where it was played, in minutes east.
    #[serde(default, skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "graphql", graphql(default))]
    pub utc_offset_minutes: i64,
    /// When it was made, by the clock of the device that made it.
    pub created_at: Timestamp,
    /// When it was last edited, by the clock of the device that edited it.
    pub updated_at: Timestamp,
}

impl PracticeSession {
    /// How long was really played, in seconds; nothing while it is still running.
    pub fn played_secs(&self) -> Option<i64> {
        let completed_at = self.completed_at?;
        Some((completed_at.secs_since(self.started_at) - self.paused_duration).max(0))
    }
}

impl Record for PracticeSession {
    record_basics!(
        PracticeSessions,
        [
            "instrument",
            "sheetMusicId",
            "sheetMusicTitle",
            "sessionType",
            "startedAt",
            "completedAt",
            "pausedDuration",
            "accuracy",
            "notesAttempted",
            "notesCorrect",
            "utcOffsetMinutes",
        ]
    );

    fn instant(&self) -> Option<Timestamp> {
        Some(self.started_at)
    }

    fn check(&self, checker: Checker) -> Check {
        checker.id("id", &self.id)?;
        checker.text("instrument", &self.instrument, limits::TITLE_CHARS)?;
        checker.optional_text(
            "sheetMusicId",
            self.sheet_music_id.as_deref(),
            limits::TITLE_CHARS,
        )?;
        checker.optional_text(
            "sheetMusicTitle",
            self.sheet_music_title.as_deref(),
            limits::TITLE_CHARS,
        )?;
        let ends_after_start = self.completed_at.is_none_or(|end| end >= self.started_at);
        ensure(
            ends_after_start,
            "completedAt",
            InvalidReason::EndsBeforeStart,
        )?;
        checker.amount(
            "pausedDuration",
            self.paused_duration,
            0,
            limits::DURATION_SECS,
        )?;
        let accuracy_holds = self
            .accuracy
            .is_none_or(|percent| (0.0..=100.0).contains(&percent));
        ensure(accuracy_holds, "accuracy", InvalidReason::OutOfRange)?;
        checker.amount(
            "notesAttempted",
            self.notes_attempted,
            0,
            limits::NOTES_COUNTED,
        )?;
        checker.amount("notesCorrect", self.notes_correct, 0, limits::NOTES_COUNTED)?;
        checker.utc_offset(self.utc_offset_minutes)
    }

    fn merge_fields(sides: &Sides<'_, Self>) -> Self {
        let (started_at, completed_at, paused_duration, utc_offset_minutes) = sides.single(|s| {
            (
                s.started_at,
                s.completed_at,
                s.paused_duration,
                s.utc_offset_minutes,
            )
        });
        let (accuracy, notes_attempted, notes_correct) =
            sides.single(|s| (s.accuracy, s.notes_attempted, s.notes_correct));
        let (sheet_music_id, sheet_music_title) =
            sides.single(|s| (s.sheet_music_id.clone(), s.sheet_music_title.clone()));
        Self {
            id: sides.remote.id.clone(),
            instrument: sides.single(|s| s.instrument.clone()),
            sheet_music_id,
            sheet_music_title,
            session_type: sides.single(|s| s.session_type),
            started_at,
            completed_at,
            paused_duration,
            accuracy,
            notes_attempted,
            notes_correct,
            utc_offset_minutes,
            created_at: sides.remote.created_at,
            updated_at: sides.updated_at,
        }
    }
}
