//! What the practice of a period came to: one pass over the sittings, whatever is asked of it.

use std::collections::{BTreeMap, HashMap};

use crate::id::RecordId;
use crate::period::Period;
use crate::played::Sitting;
use crate::records::{ActivityType, LogbookEntryType};
use crate::repertoire::{Repertoire, TempoPoint};
use crate::time::CivilDate;

/// The seconds of each day that was practised on (`practised_days`), which may be none. Days without practice are not in it.
pub type SecondsByDay = BTreeMap<CivilDate, i64>;

/// The seconds of one of the things that practice is divided into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share<T> {
    /// What it is.
    pub of: T,
    /// How long, in seconds.
    pub seconds: i64,
}

/// What one piece came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PieceReport {
    /// The piece, as it is today: of two that were merged, the one that is left.
    pub id: RecordId,
    /// Its title of today.
    pub title: String,
    /// How long, in seconds.
    pub seconds: i64,
    /// The highest tempo of each day on which one was noted, the earliest first.
    pub tempo: Vec<TempoPoint>,
}

/// What the practice of a period came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The days it is about.
    pub period: Period,
    /// All of it, in seconds.
    pub seconds: i64,
    /// How many sittings there were.
    pub sittings: usize,
    /// Each day of the period with practice.
    pub days: SecondsByDay,
    /// Each piece, the longest practised first.
    pub pieces: Vec<PieceReport>,
    /// What belongs to no piece, in seconds.
    pub no_piece_seconds: i64,
    /// What was played, the longest first; empty where nobody said. Capitals make no difference.
    pub instruments: Vec<Share<String>>,
    /// What was practised, the longest first; nothing where the timer did not run.
    pub activities: Vec<Share<Option<ActivityType>>>,
    /// What kind of playing it was, the longest first; nothing where no entry tells of it.
    pub kinds: Vec<Share<Option<LogbookEntryType>>>,
}

impl Report {
    /// Of a journal's sittings, the earliest first.
    pub fn of<'a>(sittings: &[Sitting<'a>], period: Period, repertoire: &'a Repertoire) -> Self {
        let mut report = Self {
            period,
            seconds: 0,
            sittings: 0,
            days: BTreeMap::new(),
            pieces: Vec::new(),
            no_piece_seconds: 0,
            instruments: Vec::new(),
            activities: Vec::new(),
            kinds: Vec::new(),
        };
        let mut pieces: HashMap<&RecordId, PieceReport> = HashMap::new();
        let mut instruments: HashMap<&str, i64> = HashMap::new();
        let within = sittings
            .iter()
            .filter(|sitting| period.contains(sitting.day));
        for sitting in within {
            report.seconds += sitting.seconds;
            report.sittings += 1;
            *report.days.entry(sitting.day).or_default() += sitting.seconds;
            *instruments.entry(sitting.instrument).or_default() += sitting.seconds;
            let kind = sitting.entry.map(|entry| entry.entry_type);
            add(&mut report.kinds, kind, sitting.seconds);
            for part in sitting.activities() {
                add(&mut report.activities, part.activity, part.seconds);
            }
            let mut rest = sitting.seconds;
            for part in repertoire.parts(sitting) {
                rest -= part.seconds;
                let piece = pieces.entry(part.id).or_insert_with(|| PieceReport {
                    id: part.id.clone(),
                    title: part.title.to_owned(),
                    seconds: 0,
                    tempo: Vec::new(),
                });
                piece.seconds += part.seconds;
                if let Some(bpm) = part.tempo {
                    note(
                        &mut piece.tempo,
                        TempoPoint {
                            day: sitting.day,
                            bpm,
                        },
                    );
                }
            }
            report.no_piece_seconds += rest;
        }
        report.pieces = pieces.into_values().collect();
        report.pieces.sort_by(|one, other| {
            (other.seconds.cmp(&one.seconds))
                .then_with(|| one.title.cmp(&other.title))
                .then_with(|| one.id.cmp(&other.id))
        });
        report.instruments = shares(instruments);
        sort(&mut report.activities);
        sort(&mut report.kinds);
        report
    }

    /// What a day with practice came to on the average, in whole seconds.
    pub fn average_seconds(&self) -> i64 {
        let days = i64::try_from(self.days.len()).unwrap_or(i64::MAX);
        self.seconds / days.max(1)
    }
}

/// The seconds of every day of a journal.
pub fn seconds_by_day(sittings: &[Sitting<'_>]) -> SecondsByDay {
    let mut days = SecondsByDay::new();
    for sitting in sittings {
        *days.entry(sitting.day).or_default() += sitting.seconds;
    }
    days
}

/// The seconds of the days of a period.
pub fn seconds_within(days: &SecondsByDay, period: Period) -> i64 {
    let within = days.range(period.first()..=period.last());
    within.map(|(_, seconds)| seconds).sum()
}

/// One day, as somebody else reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayReport {
    /// The day.
    pub day: CivilDate,
    /// How long, in seconds.
    pub seconds: i64,
    /// The titles of what was played, in the order in which it was.
    pub pieces: Vec<String>,
    /// What was written, in the order in which it was played.
    pub notes: Vec<String>,
}

/// Each day of a period with practice, the earliest first.
pub fn day_reports<'a>(
    sittings: &[Sitting<'a>],
    period: Period,
    repertoire: &'a Repertoire,
) -> Vec<DayReport> {
    let mut days: BTreeMap<CivilDate, DayReport> = BTreeMap::new();
    let within = sittings
        .iter()
        .filter(|sitting| period.contains(sitting.day));
    for sitting in within {
        let day = days.entry(sitting.day).or_insert_with(|| DayReport {
            day: sitting.day,
            seconds: 0,
            pieces: Vec::new(),
            notes: Vec::new(),
        });
        day.seconds += sitting.seconds;
        for part in repertoire.parts(sitting) {
            if !day.pieces.iter().any(|known| known == part.title) {
                day.pieces.push(part.title.to_owned());
            }
        }
        let notes = sitting.entry.and_then(|entry| entry.notes.as_deref());
        let notes = notes.map(str::trim).filter(|notes| !notes.is_empty());
        day.notes.extend(notes.map(str::to_owned));
    }
    days.into_values().collect()
}

/// Notes a tempo where its day belongs. Who travels may play later on an earlier day.
fn note(tempo: &mut Vec<TempoPoint>, point: TempoPoint) {
    match tempo.binary_search_by_key(&point.day, |known| known.day) {
        Ok(place) => tempo[place].bpm = point.bpm.max(tempo[place].bpm),
        Err(place) => tempo.insert(place, point),
    }
}

fn add<T: PartialEq>(shares: &mut Vec<Share<T>>, of: T, seconds: i64) {
    match shares.iter_mut().find(|share| share.of == of) {
        Some(share) => share.seconds += seconds,
        None => shares.push(Share { of, seconds }),
    }
}

/// The longest first. What is equally long stays in its order, in which it was played first.
fn sort<T>(shares: &mut [Share<T>]) {
    shares.sort_by_key(|share| std::cmp::Reverse(share.seconds));
}

/// Puts together what differs in capitals only, under the name that was played longest.
fn shares(by_name: HashMap<&str, i64>) -> Vec<Share<String>> {
    let mut names: Vec<(&str, i64)> = by_name.into_iter().collect();
    names.sort_by_key(|(name, seconds)| (std::cmp::Reverse(*seconds), *name));
    let mut shares: Vec<Share<String>> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (name, seconds) in names {
        let name = name.trim();
        let place = *places.entry(name.to_lowercase()).or_insert(shares.len());
        match shares.get_mut(place) {
            Some(share) => share.seconds += seconds,
            None => shares.push(Share {
                of: name.to_owned(),
                seconds,
            }),
        }
    }
    sort(&mut shares);
    shares
}
