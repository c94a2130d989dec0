//! An entry as it is being typed.

use serde::{Deserialize, Serialize};
use shared_model::{
    CivilDate, LogbookEntry, LogbookEntryType, Mood, Piece, PieceRef, PieceStatus, RecordId,
    Timestamp, local_day,
};

use super::{FieldProblem, Problem, practising};
use crate::text::duration::{self, Units};
use crate::text::list::{add_typed, non_empty};
use crate::text::when;

/// What the entry form holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
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
    pub(crate) pieces: Vec<PieceDraft>,
    /// Typed and not added yet.
    pub(crate) piece: String,
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

/// A piece of an entry as it is being typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct PieceDraft {
    /// As it was before.
    pub(crate) piece: PieceRef,
    /// As typed.
    pub(crate) composer: String,
    /// As typed.
    pub(crate) measures: String,
    /// As typed.
    pub(crate) tempo: String,
}

impl PieceDraft {
    /// The fields of a piece.
    pub(crate) fn of(piece: PieceRef) -> Self {
        Self {
            composer: piece.composer.clone().unwrap_or_default(),
            measures: piece.measures.clone().unwrap_or_default(),
            tempo: tempo_input(piece.tempo),
            piece,
        }
    }

    /// The tempo that was typed, if any.
    ///
    /// # Errors
    /// When it is none.
    pub(crate) fn tempo(&self) -> Result<Option<i64>, FieldProblem> {
        practising::tempo(&self.tempo)
    }

    fn applied(&self) -> Result<PieceRef, FieldProblem> {
        Ok(PieceRef {
            composer: changed(&self.composer, &self.piece.composer),
            measures: changed(&self.measures, &self.piece.measures),
            tempo: self.tempo()?,
            ..self.piece.clone()
        })
    }
}

fn tempo_input(tempo: Option<i64>) -> String {
    tempo.map(|tempo| tempo.to_string()).unwrap_or_default()
}

/// A text as it was typed; exactly as it was before where nobody has touched it.
fn changed(typed: &str, before: &Option<String>) -> Option<String> {
    match before {
        Some(before) if before == typed => Some(before.clone()),
        _ => non_empty(typed),
    }
}

impl EntryDraft {
    /// The form of an entry.
    pub(crate) fn of(entry: &LogbookEntry) -> Self {
        Self {
            when: when::to_input(entry.timestamp, entry.utc_offset_minutes),
            duration: duration::to_input(entry.duration),
            entry_type: entry.entry_type,
            instrument: entry.instrument.clone(),
            pieces: entry.pieces.iter().cloned().map(PieceDraft::of).collect(),
            piece: String::new(),
            techniques: entry.techniques.clone(),
            technique: String::new(),
            goal_ids: entry.goal_ids.clone(),
            notes: entry.notes.clone().unwrap_or_default(),
            mood: entry.mood,
            tags: entry.tags.clone(),
            tag: String::new(),
        }
    }

    /// What is played again at another time: all of this but how it went. Notes, mood and the tempo that was reached are
    /// that day's.
    #[must_use]
    pub(crate) fn played_again(self, when: String) -> Self {
        let pieces = self.pieces.into_iter().map(|piece| PieceDraft {
            tempo: String::new(),
            ..piece
        });
        Self {
            when,
            pieces: pieces.collect(),
            notes: String::new(),
            mood: None,
            ..self
        }
    }

    /// What was typed into a form, laid over what the form would hold now: it was opened as `opened` and would open as
    /// `now`. A field that nobody touched holds what it would hold now.
    #[must_use]
    pub(crate) fn laid_over(self, opened: &Self, now: Self) -> Self {
        fn field<T: PartialEq>(typed: T, opened: &T, now: T) -> T {
            if typed == *opened { now } else { typed }
        }
        Self {
            when: field(self.when, &opened.when, now.when),
            duration: field(self.duration, &opened.duration, now.duration),
            entry_type: field(self.entry_type, &opened.entry_type, now.entry_type),
            instrument: field(self.instrument, &opened.instrument, now.instrument),
            pieces: field(self.pieces, &opened.pieces, now.pieces),
            piece: field(self.piece, &opened.piece, now.piece),
            techniques: field(self.techniques, &opened.techniques, now.techniques),
            technique: field(self.technique, &opened.technique, now.technique),
            goal_ids: field(self.goal_ids, &opened.goal_ids, now.goal_ids),
            notes: field(self.notes, &opened.notes, now.notes),
            mood: field(self.mood, &opened.mood, now.mood),
            tags: field(self.tags, &opened.tags, now.tags),
            tag: field(self.tag, &opened.tag, now.tag),
        }
    }

    /// The entry that `original` becomes. What the form does not show stays as it was. `units` are what durations are typed
    /// in, and `offset_at` is the device's offset from UTC at an instant.
    ///
    /// # Errors
    /// When something typed cannot be read. Whether the entry may be saved is for the record's own rules.
    pub(crate) fn apply_to(
        &self,
        original: &LogbookEntry,
        units: &Units,
        offset_at: impl Fn(Timestamp) -> i64,
    ) -> Result<LogbookEntry, FieldProblem> {
        let Time {
            timestamp,
            utc_offset_minutes,
        } = self
            .time(original, offset_at)
            .ok_or_else(|| FieldProblem::new("timestamp", Problem::NotATime))?;
        let duration = self
            .seconds(original, units)
            .ok_or_else(|| FieldProblem::new("duration", Problem::NotADuration))?;
        let pieces = self.pieces.iter().enumerate().map(|(index, piece)| {
            let in_list = |problem: FieldProblem| problem.within(&format!("pieces[{index}]"));
            piece.applied().map_err(in_list)
        });
        let mut techniques = self.techniques.clone();
        add_typed(&mut techniques, &self.technique);
        let mut tags = self.tags.clone();
        add_typed(&mut tags, &self.tag);
        Ok(LogbookEntry {
            timestamp,
            utc_offset_minutes,
            duration,
            entry_type: self.entry_type,
            instrument: self.instrument.trim().to_owned(),
            pieces: pieces.collect::<Result<_, _>>()?,
            techniques,
            goal_ids: self.goal_ids.clone(),
            notes: non_empty(&self.notes),
            mood: self.mood,
            tags,
            ..original.clone()
        })
    }

    /// When it began, if that can be read.
    ///
    /// The field shows minutes: as long as it is not touched, the seconds stay. An entry that was written where clocks
    /// show another time than here stays there; otherwise daylight saving is that of the typed day.
    pub(crate) fn time(
        &self,
        original: &LogbookEntry,
        offset_at: impl Fn(Timestamp) -> i64,
    ) -> Option<Time> {
        let offset = original.utc_offset_minutes;
        if self.when == when::to_input(original.timestamp, offset) {
            return Some(Time {
                timestamp: original.timestamp,
                utc_offset_minutes: offset,
            });
        }
        let (timestamp, utc_offset_minutes) =
            when::parse_input(&self.when, offset_where_written(original, offset_at))?;
        Some(Time {
            timestamp,
            utc_offset_minutes,
        })
    }

    /// How long it was, if that can be read. Only the time is required: an empty duration is none.
    pub(crate) fn seconds(&self, original: &LogbookEntry, units: &Units) -> Option<i64> {
        if self.duration == duration::to_input(original.duration) {
            return Some(original.duration);
        }
        if self.duration.trim().is_empty() {
            return Some(0);
        }
        duration::parse(&self.duration, units)
    }
}

/// The offset from UTC at each instant where an entry was written: the device's, unless clocks showed another time there than
/// here.
pub(crate) fn offset_where_written(
    original: &LogbookEntry,
    offset_at: impl Fn(Timestamp) -> i64,
) -> impl Fn(Timestamp) -> i64 {
    let offset = original.utc_offset_minutes;
    let is_here = offset_at(original.timestamp) == offset;
    move |at| if is_here { offset_at(at) } else { offset }
}

/// An instant, and the offset from UTC where it was played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Time {
    /// The instant.
    pub(crate) timestamp: Timestamp,
    /// In minutes east.
    pub(crate) utc_offset_minutes: i64,
}

impl Time {
    /// The day that this counts for where days begin at `rollover_hour`, if it is another one than that of the calendar.
    pub(crate) fn other_day(self, rollover_hour: i64) -> Option<CivilDate> {
        let day = |hour| local_day(self.timestamp, self.utc_offset_minutes, hour);
        Some(day(rollover_hour)).filter(|counts_for| *counts_for != day(0))
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
            EntryDraft::of(&entry()).apply_to(&entry(), &Units::default(), |_| 60),
            Ok(entry())
        );
        assert_eq!(
            EntryDraft::of(&entry()).apply_to(&entry(), &Units::default(), |_| -300),
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
            .apply_to(&entry(), &Units::default(), |_| 60)
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
            .apply_to(&there, &Units::default(), |_| 60)
            .expect("everything can be read");
        assert_eq!(
            (saved.timestamp, saved.utc_offset_minutes),
            (at("2024-03-09T23:00:00Z"), 540)
        );
    }

    #[test]
    fn failure_19_a_start_before_the_clocks_changed_is_read_as_it_was_written() {
        // Berlin in 2026.
        let berlin = |instant: Timestamp| {
            let summer = at("2026-03-29T01:00:00Z")..at("2026-10-25T01:00:00Z");
            if summer.contains(&instant) { 120 } else { 60 }
        };
        for (opened, start, shown, offset) in [
            (
                "2026-03-29T01:10:00Z",
                "2026-03-28T23:10:00Z",
                "2026-03-29T00:10",
                60,
            ),
            (
                "2026-10-25T01:45:00Z",
                "2026-10-24T23:45:00Z",
                "2026-10-25T01:45",
                120,
            ),
            (
                "2026-06-01T10:00:00Z",
                "2026-06-01T09:00:00Z",
                "2026-06-01T11:00",
                120,
            ),
        ] {
            let (opened, start) = (at(opened), at(start));
            let here = blank_entry("e".into(), "Piano".into(), opened, berlin(opened));
            let when = when::to_input(start, offset_where_written(&here, berlin)(start));
            assert_eq!(when, shown);
            let draft = EntryDraft {
                when,
                ..EntryDraft::of(&here)
            };
            let time = draft.time(&here, berlin).expect("it can be read");
            assert_eq!((time.timestamp, time.utc_offset_minutes), (start, offset));
            // Somewhere else the clocks did not change.
            let there = blank_entry("e".into(), "Piano".into(), opened, 540);
            let draft = EntryDraft {
                when: when::to_input(start, offset_where_written(&there, berlin)(start)),
                ..EntryDraft::of(&there)
            };
            let time = draft.time(&there, berlin).expect("it can be read");
            assert_eq!((time.timestamp, time.utc_offset_minutes), (start, 540));
        }
    }

    #[test]
    fn only_the_time_is_required() {
        let draft = EntryDraft {
            duration: " ".into(),
            notes: " ".into(),
            ..EntryDraft::of(&entry())
        };
        let saved = draft
            .apply_to(&entry(), &Units::default(), |_| 60)
            .expect("everything can be read");
        assert_eq!((saved.duration, saved.notes), (0, None));
        let draft = EntryDraft {
            when: String::new(),
            ..EntryDraft::of(&entry())
        };
        assert_eq!(
            draft.apply_to(&entry(), &Units::default(), |_| 60),
            Err(FieldProblem::new("timestamp", Problem::NotATime))
        );
        let draft = EntryDraft {
            duration: "a while".into(),
            ..EntryDraft::of(&entry())
        };
        assert_eq!(
            draft.apply_to(&entry(), &Units::default(), |_| 60),
            Err(FieldProblem::new("duration", Problem::NotADuration))
        );
    }

    #[test]
    fn bars_and_tempo_are_the_piece_s_and_a_tempo_is_a_number() {
        let mut draft = EntryDraft::of(&entry());
        draft.pieces[0].measures = " 27-40 ".into();
        draft.pieces[0].tempo = " 72 ".into();
        let saved = draft
            .apply_to(&entry(), &Units::default(), |_| 60)
            .expect("everything can be read");
        assert_eq!(saved.pieces[0].measures.as_deref(), Some("27-40"));
        assert_eq!(saved.pieces[0].tempo, Some(72));
        assert_eq!(saved.pieces[0].composer.as_deref(), Some("Debussy"));
        draft.pieces[0].tempo = "allegro".into();
        assert_eq!(
            draft.apply_to(&entry(), &Units::default(), |_| 60),
            Err(FieldProblem::new("pieces[0].tempo", Problem::NotATempo))
        );
    }

    #[test]
    fn the_start_stays_where_it_is_when_the_duration_changes() {
        let draft = EntryDraft {
            duration: "2 h".into(),
            ..EntryDraft::of(&entry())
        };
        let saved = draft
            .apply_to(&entry(), &Units::default(), |_| 60)
            .expect("everything can be read");
        assert_eq!((saved.timestamp, saved.duration), (entry().timestamp, 7200));
    }

    #[test]
    fn failure_19_what_is_played_past_midnight_counts_for_the_day_before_until_the_day_rolls_over()
    {
        let night = |when: &str| {
            let draft = EntryDraft {
                when: when.into(),
                ..EntryDraft::of(&entry())
            };
            draft.time(&entry(), |_| 60).expect("it can be read")
        };
        let sunday = CivilDate::from_ymd_opt(2024, 3, 10);
        assert_eq!(night("2024-03-11T01:30").other_day(4), sunday);
        assert_eq!(night("2024-03-11T04:00").other_day(4), None);
        assert_eq!(night("2024-03-11T01:30").other_day(0), None);
    }

    #[test]
    fn what_is_played_again_is_the_same_but_for_how_it_went() {
        let mut before = EntryDraft::of(&entry());
        before.notes = "The left hand is late.".into();
        before.mood = Some(Mood::Frustrated);
        before.pieces[0].measures = "1-8".into();
        before.pieces[0].tempo = "60".into();
        let again = before.clone().played_again("2024-03-11T09:00".into());
        let mut expected = before;
        expected.when = "2024-03-11T09:00".into();
        expected.notes = String::new();
        expected.mood = None;
        expected.pieces[0].tempo = String::new();
        assert_eq!(again, expected);
    }

    #[test]
    fn what_was_typed_stays_and_the_rest_is_as_it_is_now() {
        let opened = EntryDraft::of(&entry());
        let typed = EntryDraft {
            notes: "Half written".into(),
            tag: "ex".into(),
            ..opened.clone()
        };
        let now = EntryDraft {
            duration: "1 h".into(),
            ..opened.clone()
        };
        let expected = EntryDraft {
            duration: "1 h".into(),
            ..typed.clone()
        };
        assert_eq!(typed.laid_over(&opened, now), expected);
    }
}
