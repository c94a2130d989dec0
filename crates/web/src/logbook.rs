//! What the screens show of the journal: entries by day, minutes played, titles of pieces. Pure.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use chrono::Days;
use client_core::Reach;
use shared_model::{
    CivilDate, LogbookEntry, Piece, PieceRef, RecordId, Timestamp, limits, local_day,
};

use crate::text::list::same;

/// One day of the logbook, newest entry first.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Day {
    /// The local day where it was played.
    pub(crate) date: CivilDate,
    /// Seconds in all.
    pub(crate) seconds: i64,
    /// What was written.
    pub(crate) entries: Vec<LogbookEntry>,
}

/// The entries by local day, newest first. A day begins at `rollover_hour`.
pub(crate) fn days(mut entries: Vec<LogbookEntry>, rollover_hour: i64) -> Vec<Day> {
    entries.sort_by_cached_key(|entry| {
        Reverse((entry.day(rollover_hour), entry.timestamp, entry.id.clone()))
    });
    let mut days: Vec<Day> = Vec::new();
    for entry in entries {
        let date = entry.day(rollover_hour);
        match days.last_mut().filter(|day| day.date == date) {
            Some(day) => {
                day.seconds += entry.duration;
                day.entries.push(entry);
            }
            None => days.push(Day {
                date,
                seconds: entry.duration,
                entries: vec![entry],
            }),
        }
    }
    days
}

/// How many of the newest days to show so that they hold about so many entries: never less than one day, never part of
/// a day.
pub(crate) fn days_with(days: &[Day], entries: usize) -> usize {
    let mut count = 0;
    let before = days.iter().take_while(|day| {
        let goes_on = count < entries;
        count += day.entries.len();
        goes_on
    });
    before.count()
}

/// The first local day that lies after an instant as a whole, wherever on Earth it was played and at whichever hour days
/// begin. Entries of an earlier day may be older than the instant.
pub(crate) fn first_whole_day(since: Timestamp) -> CivilDate {
    let farthest_east = limits::UTC_OFFSET_MINUTES;
    let day = local_day(since, farthest_east, 0);
    day.checked_add_days(Days::new(1)).unwrap_or(day)
}

/// How many of the newest days have all of their entries here, as far as is known: of a journal that is still on its way,
/// nothing is.
pub(crate) fn whole_days(days: &[Day], reach: Reach) -> usize {
    match reach {
        Reach::Nothing | Reach::Beginning => days.len(),
        Reach::Since(since) => {
            let first = first_whole_day(since);
            days.partition_point(|day| day.date >= first)
        }
    }
}

/// The repertoire by id.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Repertoire(HashMap<RecordId, Piece>);

impl Repertoire {
    /// Of these pieces.
    pub(crate) fn new(pieces: Vec<Piece>) -> Self {
        Self(
            pieces
                .into_iter()
                .map(|piece| (piece.id.clone(), piece))
                .collect(),
        )
    }

    /// What a piece is called today: the record's title if there is one, otherwise the one it was played under.
    pub(crate) fn title<'a>(&'a self, piece: &'a PieceRef) -> &'a str {
        self.current(&piece.id)
            .map_or(&piece.title, |record| &record.title)
    }

    /// The pieces' titles in alphabetical order.
    pub(crate) fn titles(&self) -> Vec<String> {
        let mut titles: Vec<String> = self
            .0
            .values()
            .filter(|piece| piece.merged_into.is_none())
            .map(|piece| piece.title.clone())
            .collect();
        titles.sort_by_cached_key(|title| title.to_lowercase());
        titles.dedup();
        titles
    }

    /// Id and title of each piece that was not merged into another one, in alphabetical order.
    pub(crate) fn pieces(&self) -> Vec<(RecordId, String)> {
        let mut pieces: Vec<(RecordId, String)> = self
            .0
            .values()
            .filter(|piece| piece.merged_into.is_none())
            .map(|piece| (piece.id.clone(), piece.title.clone()))
            .collect();
        pieces.sort_by_cached_key(|(id, title)| (title.to_lowercase(), id.clone()));
        pieces
    }

    /// The id that a piece has after it was merged into another one.
    pub(crate) fn current_id<'a>(&'a self, id: &'a RecordId) -> &'a RecordId {
        self.current(id).map_or(id, |piece| &piece.id)
    }

    /// The piece of this title, if there is one.
    pub(crate) fn find(&self, title: &str) -> Option<PieceRef> {
        let named = self
            .0
            .values()
            .filter(|piece| same(&piece.title, title))
            .min_by_key(|piece| &piece.id)?;
        let piece = self.current(&named.id).unwrap_or(named);
        Some(PieceRef {
            id: piece.id.clone(),
            title: piece.title.clone(),
            composer: piece.composer.clone(),
            measures: None,
            tempo: None,
        })
    }

    /// The piece under this id, or the one it was merged into. A ring of merges ends where it began.
    fn current(&self, id: &RecordId) -> Option<&Piece> {
        let mut piece = self.0.get(id)?;
        let mut seen = HashSet::from([&piece.id]);
        while let Some(next) = piece.merged_into.as_ref().and_then(|next| self.0.get(next)) {
            if !seen.insert(&next.id) {
                break;
            }
            piece = next;
        }
        Some(piece)
    }
}

/// The pieces played last, newest first, each once.
pub(crate) fn recent_pieces(days: &[Day], count: usize) -> Vec<PieceRef> {
    let mut seen = HashSet::new();
    let played = days
        .iter()
        .flat_map(|day| &day.entries)
        .flat_map(|entry| &entry.pieces);
    played
        .filter(|piece| seen.insert(&piece.id))
        .take(count)
        .cloned()
        .collect()
}

/// The instrument of the newest entry that names one: what the musician probably plays now.
pub(crate) fn usual_instrument(days: &[Day]) -> String {
    let entries = days.iter().flat_map(|day| &day.entries);
    entries
        .map(|entry| &entry.instrument)
        .find(|instrument| !instrument.is_empty())
        .cloned()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use shared_model::{LogbookEntryType, PieceStatus};

    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("a test's time is well formed")
    }

    fn date(text: &str) -> CivilDate {
        text.parse().expect("a test's date is well formed")
    }

    fn entry(id: &str, timestamp: &str, utc_offset_minutes: i64, duration: i64) -> LogbookEntry {
        LogbookEntry {
            id: id.into(),
            timestamp: at(timestamp),
            duration,
            entry_type: LogbookEntryType::Practice,
            instrument: String::new(),
            pieces: Vec::new(),
            techniques: Vec::new(),
            goal_ids: Vec::new(),
            notes: None,
            mood: None,
            tags: Vec::new(),
            session_id: None,
            utc_offset_minutes,
            created_at: at(timestamp),
            updated_at: at(timestamp),
        }
    }

    fn piece(id: &str, title: &str, merged_into: Option<&str>) -> Piece {
        Piece {
            id: id.into(),
            title: title.into(),
            composer: None,
            status: PieceStatus::Learning,
            notes: None,
            merged_into: merged_into.map(RecordId::from),
            created_at: at("2024-01-01T00:00:00Z"),
            updated_at: at("2024-01-01T00:00:00Z"),
        }
    }

    fn piece_ref(id: &str, title: &str) -> PieceRef {
        PieceRef {
            id: id.into(),
            title: title.into(),
            composer: None,
            measures: None,
            tempo: None,
        }
    }

    #[test]
    fn failure_19_entries_are_grouped_by_the_day_where_they_were_played() {
        let days = days(
            vec![
                entry("evening", "2024-03-10T23:30:00Z", -300, 60),
                entry("tokyo", "2024-03-10T23:30:00Z", 540, 100),
                entry("morning", "2024-03-10T15:00:00Z", -300, 30),
            ],
            0,
        );
        let summary: Vec<_> = days
            .iter()
            .map(|day| (day.date, day.seconds, day.entries.len()))
            .collect();
        assert_eq!(
            summary,
            [(date("2024-03-11"), 100, 1), (date("2024-03-10"), 90, 2)]
        );
        assert_eq!(days[1].entries[0].id, "evening".into());
    }

    #[test]
    fn only_whole_days_are_shown() {
        let days = days(
            vec![
                entry("a", "2024-03-12T10:00:00Z", 0, 0),
                entry("b", "2024-03-11T10:00:00Z", 0, 0),
                entry("c", "2024-03-11T11:00:00Z", 0, 0),
                entry("d", "2024-03-10T11:00:00Z", 0, 0),
            ],
            0,
        );
        assert_eq!(
            [1, 2, 3, 4, 99].map(|entries| days_with(&days, entries)),
            [1, 2, 2, 3, 3]
        );
        assert_eq!(days_with(&[], 5), 0);
    }

    #[test]
    fn a_day_of_which_a_part_may_be_elsewhere_is_not_whole() {
        let since = at("2024-03-10T12:00:00Z");
        assert_eq!(first_whole_day(since), date("2024-03-12"));
        // Where it is 18 hours later, this is played on the 11th and before the instant.
        let elsewhere = entry("a", "2024-03-10T11:59:59Z", 1_080, 0);
        assert_eq!(elsewhere.day(0), date("2024-03-11"));
        let days = days(
            vec![
                entry("b", "2024-03-13T10:00:00Z", 0, 0),
                entry("c", "2024-03-12T10:00:00Z", 0, 0),
                entry("d", "2024-03-11T10:00:00Z", 0, 0),
                entry("e", "2020-01-01T10:00:00Z", 0, 0),
            ],
            0,
        );
        let whole = [Reach::Nothing, Reach::Since(since), Reach::Beginning];
        assert_eq!(whole.map(|reach| whole_days(&days, reach)), [4, 2, 4]);
    }

    #[test]
    fn failure_18_a_rename_or_a_merge_keeps_the_history_of_a_piece() {
        let repertoire = Repertoire::new(vec![
            piece("a", "Clair de lune", None),
            piece("b", "clair de Lune - Debussy", Some("a")),
            piece("x", "Ring", Some("y")),
            piece("y", "Ring too", Some("x")),
        ]);
        assert_eq!(repertoire.title(&piece_ref("b", "old")), "Clair de lune");
        assert_eq!(
            repertoire.title(&piece_ref("gone", "Kept title")),
            "Kept title"
        );
        assert_eq!(
            repertoire
                .find(" CLAIR DE LUNE - debussy ")
                .map(|piece| piece.id),
            Some("a".into())
        );
        assert_eq!(repertoire.titles(), ["Clair de lune"]);
        assert!(repertoire.find("Ring").is_some());
    }
}
