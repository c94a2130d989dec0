//! What the screens show of the journal: entries by day, minutes played. Pure.

pub(crate) mod address;
pub(crate) mod options;
pub(crate) mod selection;
pub(crate) mod shown;
pub(crate) mod tags;
pub(crate) mod window;

use std::cmp::Reverse;
use std::collections::HashSet;

use chrono::Days;
use client_core::Reach;
use shared_model::{CivilDate, LogbookEntry, PieceRef, Timestamp, limits, local_day};

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
    use shared_model::LogbookEntryType;

    use super::*;

    pub(super) fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("a test's time is well formed")
    }

    fn date(text: &str) -> CivilDate {
        text.parse().expect("a test's date is well formed")
    }

    pub(super) fn entry(
        id: &str,
        timestamp: &str,
        utc_offset_minutes: i64,
        duration: i64,
    ) -> LogbookEntry {
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
}
