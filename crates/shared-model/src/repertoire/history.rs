//! What was played of the pieces.

use std::collections::{BTreeMap, HashMap};

use chrono::Datelike as _;

use super::Repertoire;
use crate::id::RecordId;
use crate::played::Sitting;
use crate::records::{LogbookEntry, PieceStatus};
use crate::time::CivilDate;

/// After so many days without practice a piece that is being learned begins to slip away.
const LEARNING_RESTS_DAYS: i64 = 14;

/// A polished piece can rest longer: so many days.
const POLISHED_RESTS_DAYS: i64 = 60;

/// How much a piece was played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Played {
    /// Seconds in all.
    pub seconds: i64,
    /// How many sittings it was played in.
    pub sittings: usize,
    /// The first day.
    pub first: CivilDate,
    /// The last day.
    pub last: CivilDate,
}

impl Played {
    fn of(day: CivilDate, seconds: i64) -> Self {
        Self {
            seconds,
            sittings: 1,
            first: day,
            last: day,
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            seconds: self.seconds + other.seconds,
            sittings: self.sittings + other.sittings,
            first: self.first.min(other.first),
            last: self.last.max(other.last),
        }
    }
}

/// The highest tempo of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TempoPoint {
    /// The local day.
    pub day: CivilDate,
    /// In beats per minute.
    pub bpm: i64,
}

/// What was played of one piece.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PieceHistory {
    /// How much; nothing for a piece that was never played.
    pub played: Option<Played>,
    /// The tempo over time, the earliest day first.
    pub tempo: Vec<TempoPoint>,
    /// Seconds in each month that it was played in, by the month's first day.
    pub months: BTreeMap<CivilDate, i64>,
    /// The entries that say something about it, the newest first.
    pub noted: Vec<LogbookEntry>,
}

impl Repertoire {
    /// How much of each piece was played, in one pass over everything that was.
    pub fn played(&self, sittings: &[Sitting<'_>]) -> HashMap<RecordId, Played> {
        let mut played: HashMap<&RecordId, Played> = HashMap::new();
        for sitting in sittings {
            for part in self.parts(sitting) {
                let now = Played::of(sitting.day, part.seconds);
                played
                    .entry(part.id)
                    .and_modify(|before| *before = before.and(now))
                    .or_insert(now);
            }
        }
        let own = |(id, played): (&RecordId, Played)| (id.clone(), played);
        played.into_iter().map(own).collect()
    }

    /// What was played of one piece. The sittings come in their order.
    pub fn history(&self, id: &RecordId, sittings: &[Sitting<'_>]) -> PieceHistory {
        let mut history = PieceHistory::default();
        let mut tempo: BTreeMap<CivilDate, i64> = BTreeMap::new();
        for sitting in sittings {
            let parts = self.parts(sitting);
            let Some(part) = parts.iter().find(|part| part.id == id) else {
                continue;
            };
            let now = Played::of(sitting.day, part.seconds);
            history.played = Some(history.played.map_or(now, |before| before.and(now)));
            let month = sitting.day.with_day(1).unwrap_or(sitting.day);
            *history.months.entry(month).or_default() += part.seconds;
            if let Some(bpm) = part.tempo {
                let highest = tempo.entry(sitting.day).or_insert(bpm);
                *highest = bpm.max(*highest);
            }
            let noted = |entry: &&LogbookEntry| {
                let mut notes = entry.notes.iter();
                notes.any(|notes| !notes.trim().is_empty())
            };
            history.noted.extend(sitting.entry.filter(noted).cloned());
        }
        history.noted.reverse();
        let point = |(day, bpm)| TempoPoint { day, bpm };
        history.tempo = tempo.into_iter().map(point).collect();
        history
    }
}

/// Whether a piece has waited too long to be played again, or for the first time. It waits since it was played last or,
/// until then, since it was added.
pub fn rests_too_long(status: PieceStatus, since: CivilDate, today: CivilDate) -> bool {
    let days = match status {
        PieceStatus::Learning => LEARNING_RESTS_DAYS,
        PieceStatus::Polished => POLISHED_RESTS_DAYS,
        PieceStatus::Planned | PieceStatus::Dropped => return false,
    };
    days <= (today - since).num_days()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{entry, piece, piece_ref};
    use super::*;
    use crate::played::sittings;

    fn day(text: &str) -> CivilDate {
        text.parse().expect("a test's date is well formed")
    }

    fn with(mut entry: LogbookEntry, notes: Option<&str>, tempo: &[i64]) -> LogbookEntry {
        entry.notes = notes.map(str::to_owned);
        for (piece, tempo) in entry.pieces.iter_mut().zip(tempo) {
            piece.tempo = Some(*tempo);
        }
        entry
    }

    #[test]
    fn failure_18_what_was_played_under_every_title_is_the_history_of_the_piece() {
        let (a, b, c) = (
            piece_ref("a", "Clair de lune"),
            piece_ref("b", "clair de Lune - Debussy"),
            piece_ref("c", "Minuet"),
        );
        let entries = [
            with(
                entry("1", "2024-03-01T10:00:00Z", std::slice::from_ref(&a)),
                Some("Slowly."),
                &[60],
            ),
            // Under both of its names, and with another piece.
            with(
                entry("2", "2024-03-02T10:00:00Z", &[a.clone(), b.clone(), c]),
                // Nothing that could be read.
                Some(" "),
                &[66, 72, 100],
            ),
            with(
                entry("3", "2024-03-02T20:00:00Z", std::slice::from_ref(&b)),
                Some("By heart."),
                &[70],
            ),
            entry("4", "2024-05-02T20:00:00Z", std::slice::from_ref(&b)),
        ];
        let sittings = sittings(&entries, &[], &[], 0);
        let apart = Repertoire::new(vec![
            piece("a", "Clair de lune", None),
            piece("b", "clair de Lune - Debussy", None),
        ]);
        let merged = Repertoire::new(vec![
            piece("a", "Clair de lune", None),
            piece("b", "clair de Lune - Debussy", Some("a")),
        ]);

        let history = merged.history(&"a".into(), &sittings);
        let expected = Played {
            seconds: 600 + 400 + 600 + 600,
            sittings: 4,
            first: day("2024-03-01"),
            last: day("2024-05-02"),
        };
        assert_eq!(history.played, Some(expected));
        let tempo: Vec<_> = history
            .tempo
            .iter()
            .map(|point| (point.day, point.bpm))
            .collect();
        assert_eq!(tempo, [(day("2024-03-01"), 60), (day("2024-03-02"), 72)]);
        let months: Vec<_> = history.months.into_iter().collect();
        assert_eq!(
            months,
            [(day("2024-03-01"), 1_600), (day("2024-05-01"), 600)]
        );
        let noted: Vec<&str> = history
            .noted
            .iter()
            .map(|entry| entry.id.as_str())
            .collect();
        assert_eq!(noted, ["3", "1"]);

        assert_eq!(merged.played(&sittings)[&"a".into()], expected);
        let before = apart.played(&sittings);
        let of = |id: &str| before[&RecordId::from(id)].seconds;
        assert_eq!(of("a") + of("b"), expected.seconds);
        assert_eq!(
            merged.history(&"b".into(), &sittings),
            PieceHistory::default()
        );
    }

    #[test]
    fn only_what_is_meant_to_be_played_waits_for_it() {
        let today = day("2024-03-31");
        let cases = [
            (PieceStatus::Learning, "2024-03-18", false),
            (PieceStatus::Learning, "2024-03-17", true),
            (PieceStatus::Polished, "2024-02-01", false),
            (PieceStatus::Polished, "2024-01-31", true),
            (PieceStatus::Planned, "2020-01-01", false),
            (PieceStatus::Dropped, "2020-01-01", false),
        ];
        for (status, since, expected) in cases {
            assert_eq!(
                rests_too_long(status, day(since), today),
                expected,
                "{status:?} {since}"
            );
        }
    }
}
