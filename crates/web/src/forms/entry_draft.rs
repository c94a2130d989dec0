//! An entry as it is being typed.

use shared_model::{
    LogbookEntry, LogbookEntryType, Mood, Piece, PieceRef, PieceStatus, RecordId, Timestamp,
};

use super::{FieldProblem, Problem};
use crate::text::list::{add_typed, non_empty};
use crate::text::{duration, when};

/// What the entry form holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct EntryDraft {
    /// The `datetime-local` field.
    pub(crate) when: String,
    /// As typed.
    pub(crate) duration: String,
    /// Chosen.
    pub(crate) entry_type: LogbookEntryType,
    /// As typed.
    pub(crate) instrument: String,
    /// Added so far.
    pub(crate) pieces: Vec<PieceRef>,
    /// Added so far.
    pub(crate) techniques: Vec<String>,
    /// Typed and not added yet.
    pub(crate) technique: String,
    /// Chosen.
    pub(crate) goal_ids: Vec<RecordId>,
    /// As typed.
    pub(crate) notes: String,
    /// Chosen, if any.
    pub(crate) mood: Option<Mood>,
    /// Added so far.
    pub(crate) tags: Vec<String>,
    /// Typed and not added yet.
    pub(crate) tag: String,
}

impl EntryDraft {
    /// The form of an entry.
    pub(crate) fn of(entry: &LogbookEntry) -> Self {
        Self {
            when: when::to_input(entry.timestamp, entry.utc_offset_minutes),
            duration: duration::to_input(entry.duration),
            entry_type: entry.entry_type,
            instrument: entry.instrument.clone(),
            pieces: entry.pieces.clone(),
            techniques: entry.techniques.clone(),
            technique: String::new(),
            goal_ids: entry.goal_ids.clone(),
            notes: entry.notes.clone().unwrap_or_default(),
            mood: entry.mood,
            tags: entry.tags.clone(),
            tag: String::new(),
        }
    }

    /// The entry that `original` becomes. What the form does not show stays as it was. `offset_at` is the device's
    /// offset from UTC at an instant.
    ///
    /// # Errors
    /// When something typed cannot be read. Whether the entry may be saved is for the record's own rules.
    pub(crate) fn apply_to(
        &self,
        original: &LogbookEntry,
        offset_at: impl Fn(Timestamp) -> i64,
    ) -> Result<LogbookEntry, FieldProblem> {
        let (timestamp, utc_offset_minutes) = self.instant(original, offset_at)?;
        let mut techniques = self.techniques.clone();
        add_typed(&mut techniques, &self.technique);
        let mut tags = self.tags.clone();
        add_typed(&mut tags, &self.tag);
        Ok(LogbookEntry {
            timestamp,
            utc_offset_minutes,
            duration: self.seconds(original)?,
            entry_type: self.entry_type,
            instrument: self.instrument.trim().to_owned(),
            pieces: self.pieces.clone(),
            techniques,
            goal_ids: self.goal_ids.clone(),
            notes: non_empty(&self.notes),
            mood: self.mood,
            tags,
            ..original.clone()
        })
    }

    /// The field shows minutes: as long as it is not touched, the seconds stay. An entry that was written where clocks
    /// show another time than here stays there; otherwise daylight saving is that of the typed day.
    fn instant(
        &self,
        original: &LogbookEntry,
        offset_at: impl Fn(Timestamp) -> i64,
    ) -> Result<(Timestamp, i64), FieldProblem> {
        let offset = original.utc_offset_minutes;
        if self.when == when::to_input(original.timestamp, offset) {
            return Ok((original.timestamp, offset));
        }
        let written_here = offset_at(original.timestamp) == offset;
        when::parse_input(&self.when, |at| {
            if written_here { offset_at(at) } else { offset }
        })
        .ok_or_else(|| FieldProblem::new("timestamp", Problem::NotATime))
    }

    /// Only the time is required: an empty duration is none.
    fn seconds(&self, original: &LogbookEntry) -> Result<i64, FieldProblem> {
        if self.duration == duration::to_input(original.duration) {
            return Ok(original.duration);
        }
        if self.duration.trim().is_empty() {
            return Ok(0);
        }
        duration::parse(&self.duration)
            .ok_or_else(|| FieldProblem::new("duration", Problem::NotADuration))
    }
}

/// A new piece of the repertoire, as an entry or a timer first names it.
pub(crate) fn piece_of(piece: &PieceRef, now: Timestamp) -> Piece {
    Piece {
        id: piece.id.clone(),
        title: piece.title.clone(),
        composer: piece.composer.clone(),
        status: PieceStatus::Learning,
        notes: None,
        merged_into: None,
        created_at: now,
        updated_at: now,
    }
}

/// An entry of this moment with nothing in it.
pub(crate) fn blank_entry(
    id: RecordId,
    instrument: String,
    now: Timestamp,
    utc_offset_minutes: i64,
) -> LogbookEntry {
    LogbookEntry {
        id,
        timestamp: now,
        duration: 0,
        entry_type: LogbookEntryType::Practice,
        instrument,
        pieces: Vec::new(),
        techniques: Vec::new(),
        goal_ids: Vec::new(),
        notes: None,
        mood: None,
        tags: Vec::new(),
        session_id: None,
        utc_offset_minutes,
        created_at: now,
        updated_at: now,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("a test's time is well formed")
    }

    fn entry() -> LogbookEntry {
        let mut entry = blank_entry(
            "e".into(),
            "Piano".into(),
            at("2024-03-10T10:30:42.500Z"),
            60,
        );
        entry.duration = 2712;
        entry.pieces = vec![PieceRef {
            id: "p".into(),
            title: "Clair de lune".into(),
            composer: Some("Debussy".into()),
            measures: Some("1-20".into()),
            tempo: Some(66),
        }];
        entry.session_id = Some("s".into());
        entry.notes = Some("slowly".into());
        entry
    }

    #[test]
    fn opening_and_saving_a_form_changes_nothing() {
        assert_eq!(
            EntryDraft::of(&entry()).apply_to(&entry(), |_| 60),
            Ok(entry())
        );
        assert_eq!(
            EntryDraft::of(&entry()).apply_to(&entry(), |_| -300),
            Ok(entry())
        );
    }

    #[test]
    fn what_was_typed_and_not_added_is_not_lost() {
        let draft = EntryDraft {
            tag: "exam, spring".into(),
            technique: "trills".into(),
            ..EntryDraft::of(&entry())
        };
        let saved = draft
            .apply_to(&entry(), |_| 60)
            .expect("everything can be read");
        assert_eq!(
            (saved.tags, saved.techniques),
            (vec!["exam".into(), "spring".into()], vec!["trills".into()])
        );
    }

    #[test]
    fn an_entry_from_a_journey_stays_in_the_time_of_the_journey() {
        let there = LogbookEntry {
            utc_offset_minutes: 540,
            ..entry()
        };
        let draft = EntryDraft {
            when: "2024-03-10T08:00".into(),
            ..EntryDraft::of(&there)
        };
        let saved = draft
            .apply_to(&there, |_| 60)
            .expect("everything can be read");
        assert_eq!(
            (saved.timestamp, saved.utc_offset_minutes),
            (at("2024-03-09T23:00:00Z"), 540)
        );
    }

    #[test]
    fn only_the_time_is_required() {
        let draft = EntryDraft {
            duration: " ".into(),
            notes: " ".into(),
            ..EntryDraft::of(&entry())
        };
        let saved = draft
            .apply_to(&entry(), |_| 60)
            .expect("everything can be read");
        assert_eq!((saved.duration, saved.notes), (0, None));
        let draft = EntryDraft {
            when: String::new(),
            ..EntryDraft::of(&entry())
        };
        assert_eq!(
            draft.apply_to(&entry(), |_| 60),
            Err(FieldProblem::new("timestamp", Problem::NotATime))
        );
        let draft = EntryDraft {
            duration: "a while".into(),
            ..EntryDraft::of(&entry())
        };
        assert_eq!(
            draft.apply_to(&entry(), |_| 60),
            Err(FieldProblem::new("duration", Problem::NotADuration))
        );
    }
}
