//! The columns of a table of entries, and what they are called.

use serde::Serialize;
use serde_json::{Value, json};
use shared_model::LogbookEntry;

use super::cell;
use crate::transfer::Unreadable;

/// A column of a table that is written. Together they say all of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Own {
    Timestamp,
    DurationSeconds,
    Type,
    Instrument,
    /// The titles.
    Pieces,
    Techniques,
    Mood,
    Notes,
    Tags,
    GoalIds,
    SessionId,
    /// What the titles do not say of the pieces, as JSON.
    PieceDetails,
    Id,
    CreatedAt,
    UpdatedAt,
}

/// A column of a table that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    /// One that is written too.
    Own(Own),
    /// The day of the timestamp.
    Date,
    /// The time of day of the timestamp.
    Time,
    DurationMinutes,
    DurationHours,
    /// Who composed the pieces: one for each, or one of all.
    Composers,
}

/// What columns are called, here and elsewhere. Those that are written have the first of their names there.
const NAMES: [(Column, &[&str]); 20] = [
    (
        Column::Own(Own::Timestamp),
        &[
            "timestamp",
            "date_time",
            "datetime",
            "date_and_time",
            "when",
            "start",
            "started_at",
        ],
    ),
    (
        Column::Own(Own::DurationSeconds),
        &[
            "duration_seconds",
            "seconds",
            "duration_s",
            "duration_sec",
            "duration_secs",
        ],
    ),
    (Column::Own(Own::Type), &["type", "kind", "category"]),
    (Column::Own(Own::Instrument), &["instrument"]),
    (Column::Own(Own::Pieces), &["pieces", "piece", "repertoire"]),
    (Column::Own(Own::Techniques), &["techniques", "technique"]),
    (Column::Own(Own::Mood), &["mood", "feeling"]),
    (
        Column::Own(Own::Notes),
        &[
            "notes",
            "note",
            "comment",
            "comments",
            "description",
            "content",
        ],
    ),
    (Column::Own(Own::Tags), &["tags", "tag", "labels"]),
    (Column::Own(Own::GoalIds), &["goal_ids"]),
    (Column::Own(Own::SessionId), &["session_id"]),
    (Column::Own(Own::PieceDetails), &["piece_details"]),
    (Column::Own(Own::Id), &["id"]),
    (Column::Own(Own::CreatedAt), &["created_at"]),
    (Column::Own(Own::UpdatedAt), &["updated_at"]),
    (Column::Date, &["date", "day"]),
    (Column::Time, &["time", "start_time", "time_of_day"]),
    (
        Column::DurationMinutes,
        &[
            "duration_minutes",
            "duration_min",
            "duration_mins",
            "duration",
            "minutes",
            "min",
            "mins",
        ],
    ),
    (
        Column::DurationHours,
        &["duration_hours", "duration_h", "hours"],
    ),
    (Column::Composers, &["composers", "composer"]),
];

impl Own {
    /// All of them, in their order.
    pub(super) const ALL: [Self; 15] = [
        Self::Timestamp,
        Self::DurationSeconds,
        Self::Type,
        Self::Instrument,
        Self::Pieces,
        Self::Techniques,
        Self::Mood,
        Self::Notes,
        Self::Tags,
        Self::GoalIds,
        Self::SessionId,
        Self::PieceDetails,
        Self::Id,
        Self::CreatedAt,
        Self::UpdatedAt,
    ];

    /// What an entry has in it.
    pub(super) fn of(self, entry: &LogbookEntry) -> String {
        match self {
            Self::Timestamp => entry.timestamp.to_local_text(entry.utc_offset_minutes),
            Self::DurationSeconds => entry.duration.to_string(),
            Self::Type => name_of(&entry.entry_type),
            Self::Instrument => entry.instrument.clone(),
            Self::Pieces => cell::join(entry.pieces.iter().map(|piece| &*piece.title)),
            Self::Techniques => cell::join(entry.techniques.iter().map(|text| &**text)),
            Self::Mood => entry.mood.as_ref().map(name_of).unwrap_or_default(),
            Self::Notes => entry.notes.clone().unwrap_or_default(),
            Self::Tags => cell::join(entry.tags.iter().map(|text| &**text)),
            Self::GoalIds => cell::join(entry.goal_ids.iter().map(|id| id.as_str())),
            Self::SessionId => entry.session_id.clone().unwrap_or_default().0,
            Self::PieceDetails if entry.pieces.is_empty() => String::new(),
            Self::PieceDetails => serde_json::to_string(&entry.pieces).unwrap_or_default(),
            Self::Id => entry.id.0.clone(),
            Self::CreatedAt => entry.created_at.to_string(),
            Self::UpdatedAt => entry.updated_at.to_string(),
        }
    }
}

impl Column {
    /// What it is called.
    pub(super) fn name(self) -> &'static str {
        let named = NAMES.iter().find(|(column, _)| *column == self);
        let name = named.and_then(|(_, names)| names.first());
        name.copied().unwrap_or_default()
    }

    /// The column of this name, however it is written: "Duration (min)" is `duration_min`.
    pub(super) fn called(name: &str) -> Option<Self> {
        let words: Vec<String> = name
            .split(|char: char| !char.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        let name = words.join("_");
        let known = NAMES.iter().find(|(_, names)| names.contains(&&*name));
        known.map(|(column, _)| *column)
    }

    /// The field of an entry that a cell is, and its value. Nothing for one that is a field together with others.
    pub(super) fn field(self, cell: &str) -> Result<Option<(&'static str, Value)>, Unreadable> {
        let list = || json!(cell::split(cell));
        let duration = |unit_secs: f64| {
            cell::duration_secs(cell, unit_secs)
                .map(|secs| Some(("duration", json!(secs))))
                .ok_or_else(|| Unreadable::Field("duration".to_owned()))
        };
        let own = match self {
            Self::Own(own) => own,
            Self::DurationMinutes => return duration(60.0),
            Self::DurationHours => return duration(3600.0),
            Self::Date | Self::Time | Self::Composers => return Ok(None),
        };
        Ok(Some(match own {
            Own::Timestamp => ("timestamp", cell.into()),
            Own::DurationSeconds => match cell.trim().parse::<i64>() {
                Ok(secs) => ("duration", secs.into()),
                Err(_) => return duration(1.0),
            },
            Own::Type => ("type", cell.into()),
            Own::Instrument => ("instrument", cell.into()),
            Own::Pieces | Own::PieceDetails => return Ok(None),
            Own::Techniques => ("techniques", list()),
            Own::Mood => ("mood", cell.into()),
            Own::Notes => ("notes", cell.into()),
            Own::Tags => ("tags", list()),
            Own::GoalIds => ("goalIds", list()),
            Own::SessionId => ("sessionId", cell.into()),
            Own::Id => ("id", cell.into()),
            Own::CreatedAt => ("createdAt", cell.into()),
            Own::UpdatedAt => ("updatedAt", cell.into()),
        }))
    }
}

/// The name of an enum's value on the wire.
fn name_of<T: Serialize>(value: &T) -> String {
    let name = serde_json::to_value(value).unwrap_or_default();
    name.as_str().unwrap_or_default().to_owned()
}
