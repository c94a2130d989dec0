//! The journal of the example: three months of somebody who learns the piano. It is the same for everybody on the same
//! day, and never newer than this moment.

use client_core::{AnyRecord, example_record_id as id};
use shared_model::{
    ActivityType, Goal, GoalStatus, GoalTarget, GoalTargetKind, LogbookEntry, LogbookEntryType,
    Milestone, Mood, Piece, PieceRef, PieceStatus, PracticeLog, PracticeSession, RecordId,
    SessionType, Timestamp,
};

/// How many days it goes back.
const DAYS: i64 = 90;

const MINUTE: i64 = 60;
const DAY: i64 = 24 * 60 * MINUTE;

/// The piece that is being learned, and that most of the journal is about.
const LEARNING: usize = 0;

/// How a piece stands. The titles are in the same order.
const PIECES: [(PieceStatus, Tempo); 5] = [
    (PieceStatus::Learning, Tempo { from: 38, to: 60 }),
    (PieceStatus::Learning, Tempo { from: 72, to: 100 }),
    (PieceStatus::Polished, Tempo { from: 66, to: 72 }),
    (PieceStatus::Polished, Tempo { from: 60, to: 69 }),
    (PieceStatus::Planned, Tempo { from: 0, to: 0 }),
];

/// How many of them are played.
const PLAYED: i64 = 4;

/// The tempo at the beginning of the three months and now, in beats per minute.
#[derive(Clone, Copy)]
struct Tempo {
    from: i64,
    to: i64,
}

/// A piece by name.
pub(crate) struct Named {
    /// Its title.
    pub(crate) title: String,
    /// Who wrote it.
    pub(crate) composer: String,
}

/// The words of the example, in the musician's language.
pub(crate) struct Texts {
    /// What is played.
    pub(crate) instrument: String,
    /// The pieces. The first is the one that most is about.
    pub(crate) pieces: [Named; PIECES.len()],
    /// What is written after practising.
    pub(crate) notes: [String; 8],
    /// What is written after a lesson.
    pub(crate) lesson: String,
    /// What is written after a performance.
    pub(crate) performance: String,
    /// What is practised besides pieces.
    pub(crate) techniques: [String; 3],
    /// A tag.
    pub(crate) tag: String,
    /// The goal of the first piece.
    pub(crate) piece_goal: String,
    /// Its milestones.
    pub(crate) milestones: [String; 3],
    /// The goal that counts minutes.
    pub(crate) minutes_goal: String,
    /// The goal that is reached.
    pub(crate) reached_goal: String,
}

/// The example as it is at an instant, for somebody whose clock shows so much more than UTC.
pub(crate) fn example(now: Timestamp, utc_offset_minutes: i64, texts: &Texts) -> Vec<AnyRecord> {
    let example = Example {
        now,
        utc_offset_minutes,
        texts,
    };
    let mut records: Vec<AnyRecord> = (0..PIECES.len())
        .map(|index| AnyRecord::Piece(example.piece(index)))
        .collect();
    records.extend(example.goals().map(AnyRecord::Goal));
    for days_ago in 1..=DAYS {
        if example.is_played(days_ago) {
            example.play(days_ago, &mut records);
        }
    }
    records
}

struct Example<'a> {
    now: Timestamp,
    utc_offset_minutes: i64,
    texts: &'a Texts,
}

/// A number below `sides` that looks like chance and is the same each time.
fn roll(day: i64, purpose: i64, sides: i64) -> i64 {
    let mixed = (day * 7_919 + purpose * 104_729) ^ (day * day * 31);
    (mixed.wrapping_mul(2_654_435_761) >> 12).rem_euclid(sides)
}

impl Example<'_> {
    /// A time of the day so many days ago, on the clock there.
    fn at(&self, days_ago: i64, minute_of_day: i64) -> Timestamp {
        let local = self.now.millis() / 1000 + self.utc_offset_minutes * MINUTE;
        let midnight = local - local.rem_euclid(DAY) - self.utc_offset_minutes * MINUTE;
        Timestamp::from_clock((midnight - days_ago * DAY + minute_of_day * MINUTE) * 1000)
    }

    /// Practice has its rests, and a week without any. Lately it goes well.
    fn is_played(&self, days_ago: i64) -> bool {
        let is_rest = days_ago % 7 == 6 || (47..53).contains(&days_ago);
        !is_rest && (days_ago < 14 || roll(days_ago, 1, 6) != 0)
    }

    fn piece(&self, index: usize) -> Piece {
        let begun = self.at(DAYS, 0);
        let Named { title, composer } = &self.texts.pieces[index];
        Piece {
            id: piece_id(index),
            title: title.clone(),
            composer: Some(composer.clone()),
            status: PIECES[index].0,
            notes: None,
            merged_into: None,
            created_at: begun,
            updated_at: begun,
        }
    }

    fn goals(&self) -> [Goal; 3] {
        let begun = self.at(DAYS, 0);
        let goal = |number, title: &str| Goal {
            id: id("goal", number),
            title: title.to_owned(),
            description: None,
            target_date: None,
            progress: 0,
            milestones: Vec::new(),
            status: GoalStatus::Active,
            completed_at: None,
            target: None,
            created_at: begun,
            updated_at: begun,
        };
        let mut by_heart = goal(1, &self.texts.piece_goal);
        by_heart.target_date = Some(shared_model::local_day(
            self.at(-30, 12 * 60),
            self.utc_offset_minutes,
            0,
        ));
        by_heart.milestones = (1..)
            .zip(&self.texts.milestones)
            .map(|(number, title)| Milestone {
                id: id("milestone", number),
                title: title.clone(),
                completed: false,
                completed_at: None,
            })
            .collect();
        by_heart.set_milestone(&id("milestone", 1), true, self.at(41, 18 * 60));
        by_heart.set_milestone(&id("milestone", 2), true, self.at(9, 18 * 60));
        let mut minutes = goal(2, &self.texts.minutes_goal);
        minutes.target = Some(GoalTarget {
            kind: GoalTargetKind::Minutes,
            amount: 60 * 60,
            piece_id: None,
        });
        let mut reached = goal(3, &self.texts.reached_goal);
        reached.complete(self.at(20, 18 * 60));
        [by_heart, minutes, reached]
    }

    /// What was played on a day, by the timer on most days.
    fn play(&self, days_ago: i64, records: &mut Vec<AnyRecord>) {
        let started_at = self.at(days_ago, 16 * 60 + roll(days_ago, 2, 180));
        let warm_up = MINUTE * (8 + roll(days_ago, 3, 8));
        let main = MINUTE * (15 + roll(days_ago, 4, 20));
        let second = MINUTE * (8 + roll(days_ago, 5, 15));
        let other = 1 + roll(days_ago, 6, PLAYED - 1);
        let played = [LEARNING, usize::try_from(other).unwrap_or(LEARNING)];
        let duration = warm_up + main + second;
        let kind = match days_ago {
            16 => LogbookEntryType::Performance,
            _ if days_ago % 7 == 2 => LogbookEntryType::Lesson,
            _ => LogbookEntryType::Practice,
        };
        let is_timed = kind == LogbookEntryType::Practice && roll(days_ago, 7, 4) != 0;
        if is_timed {
            let session = self.session(days_ago, started_at, duration);
            let parts = [
                (None, warm_up),
                (Some(played[0]), main),
                (Some(played[1]), second),
            ];
            let mut begins = started_at;
            for (number, (piece, seconds)) in (1..).zip(parts) {
                let log = self.log(days_ago, number, piece, begins, seconds);
                records.push(AnyRecord::Log(log));
                begins = begins.plus_secs(seconds);
            }
            records.push(AnyRecord::Session(session));
        }
        let mut entry = self.entry(days_ago, kind, started_at, duration);
        entry.pieces = played.map(|index| self.piece_ref(index, days_ago)).into();
        entry.session_id = is_timed.then(|| id("session", days_ago));
        records.push(AnyRecord::Entry(entry));
    }

    fn session(&self, days_ago: i64, started_at: Timestamp, duration: i64) -> PracticeSession {
        let ended = started_at.plus_secs(duration);
        PracticeSession {
            id: id("session", days_ago),
            instrument: self.texts.instrument.clone(),
            sheet_music_id: None,
            sheet_music_title: None,
            session_type: SessionType::FreePractice,
            started_at,
            completed_at: Some(ended),
            paused_duration: 0,
            accuracy: None,
            notes_attempted: 0,
            notes_correct: 0,
            utc_offset_minutes: self.utc_offset_minutes,
            created_at: ended,
            updated_at: ended,
        }
    }

    fn log(
        &self,
        days_ago: i64,
        number: i64,
        piece: Option<usize>,
        started_at: Timestamp,
        seconds: i64,
    ) -> PracticeLog {
        let ended = started_at.plus_secs(seconds);
        PracticeLog {
            id: id(&format!("log-{days_ago:02}"), number),
            session_id: id("session", days_ago),
            activity_type: match piece {
                Some(_) => ActivityType::Repertoire,
                None if roll(days_ago, 8, 3) == 0 => ActivityType::Technique,
                None => ActivityType::Scales,
            },
            started_at: Some(started_at),
            duration_seconds: seconds,
            piece_id: piece.map(piece_id),
            piece_title: piece.map(|index| self.texts.pieces[index].title.clone()),
            tempo_practiced: piece.map(|index| tempo(index, days_ago)),
            target_tempo: None,
            focus_areas: Vec::new(),
            self_rating: None,
            notes: None,
            created_at: ended,
            updated_at: ended,
        }
    }

    fn entry(
        &self,
        days_ago: i64,
        entry_type: LogbookEntryType,
        timestamp: Timestamp,
        duration: i64,
    ) -> LogbookEntry {
        let written = timestamp.plus_secs(duration);
        let any = |purpose, texts: &[String]| {
            let sides = i64::try_from(texts.len()).unwrap_or(1);
            let index = usize::try_from(roll(days_ago, purpose, sides)).unwrap_or(0);
            texts[index].clone()
        };
        let is_lesson = entry_type == LogbookEntryType::Lesson;
        let notes = match entry_type {
            LogbookEntryType::Lesson => Some(self.texts.lesson.clone()),
            LogbookEntryType::Performance => Some(self.texts.performance.clone()),
            _ => (roll(days_ago, 9, 3) != 0).then(|| any(10, &self.texts.notes)),
        };
        LogbookEntry {
            id: id("entry", days_ago),
            timestamp,
            duration,
            entry_type,
            instrument: self.texts.instrument.clone(),
            pieces: Vec::new(),
            techniques: vec![any(11, &self.texts.techniques)],
            goal_ids: vec![id("goal", 1)],
            notes,
            mood: match roll(days_ago, 12, 8) {
                0 => Some(Mood::Frustrated),
                1 | 2 => Some(Mood::Neutral),
                3..=5 => Some(Mood::Satisfied),
                6 => Some(Mood::Excited),
                _ => None,
            },
            tags: is_lesson
                .then(|| self.texts.tag.clone())
                .into_iter()
                .collect(),
            session_id: None,
            utc_offset_minutes: self.utc_offset_minutes,
            created_at: written,
            updated_at: written,
        }
    }

    fn piece_ref(&self, index: usize, days_ago: i64) -> PieceRef {
        let Named { title, composer } = &self.texts.pieces[index];
        PieceRef {
            id: piece_id(index),
            title: title.clone(),
            composer: Some(composer.clone()),
            measures: None,
            tempo: Some(tempo(index, days_ago)),
        }
    }
}

fn piece_id(index: usize) -> RecordId {
    id("piece", index)
}

/// It rises over the three months, and falls back now and then.
fn tempo(index: usize, days_ago: i64) -> i64 {
    let Tempo { from, to } = PIECES[index].1;
    let risen = (to - from) * (DAYS - days_ago) / DAYS;
    from + risen - roll(days_ago, 13, 4)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use shared_model::limits::Caps;
    use shared_model::{Record as _, local_day};

    use super::*;

    fn texts() -> Texts {
        let text = |text: &str| text.to_owned();
        Texts {
            instrument: text("Piano"),
            pieces: ["one", "two", "three", "four", "five"].map(|title| Named {
                title: text(title),
                composer: text("Composer"),
            }),
            notes: ["a", "b", "c", "d", "e", "f", "g", "h"].map(text),
            lesson: text("lesson"),
            performance: text("performance"),
            techniques: ["scales", "arpeggios", "pedal"].map(text),
            tag: text("lesson"),
            piece_goal: text("by heart"),
            milestones: ["first", "second", "third"].map(text),
            minutes_goal: text("sixty hours"),
            reached_goal: text("scales"),
        }
    }

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("a test's time is well formed")
    }

    fn entries(records: &[AnyRecord]) -> Vec<&LogbookEntry> {
        records
            .iter()
            .filter_map(|record| match record {
                AnyRecord::Entry(entry) => Some(entry),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn it_is_the_same_for_everybody_on_a_day() {
        let of = |now| example(at(now), 60, &texts());
        assert_eq!(of("2026-03-10T07:00:00Z"), of("2026-03-10T21:30:00Z"));
        assert_ne!(of("2026-03-10T07:00:00Z"), of("2026-03-11T07:00:00Z"));
    }

    #[test]
    fn it_is_three_months_of_valid_records_that_are_over() {
        for (now, offset) in [
            ("2026-03-10T00:05:00Z", 60),
            ("2026-03-10T23:59:00Z", -660),
            ("2024-02-29T11:00:00Z", 840),
        ] {
            let now = at(now);
            let records = example(now, offset, &texts());
            let mut ids = HashSet::new();
            for record in &records {
                assert!(ids.insert((record.collection() as usize, record.id().clone())));
                match record {
                    AnyRecord::Piece(record) => record.validate(Caps::Form),
                    AnyRecord::Session(record) => record.validate(Caps::Form),
                    AnyRecord::Log(record) => record.validate(Caps::Form),
                    AnyRecord::Entry(record) => record.validate(Caps::Form),
                    AnyRecord::Goal(record) => record.validate(Caps::Form),
                }
                .expect("valid");
            }
            let entries = entries(&records);
            assert!((55..=70).contains(&entries.len()), "{}", entries.len());
            let today = local_day(now, offset, 0);
            for entry in entries {
                let day = local_day(entry.timestamp, offset, 0);
                assert!(day < today && (today - day).num_days() <= DAYS);
                assert!(entry.timestamp.plus_secs(entry.duration) < now);
            }
        }
    }

    #[test]
    fn what_the_timer_noted_adds_up_to_its_entry() {
        let records = example(at("2026-03-10T12:00:00Z"), 60, &texts());
        let mut timed = 0;
        for entry in entries(&records) {
            let Some(session) = &entry.session_id else {
                continue;
            };
            timed += 1;
            let seconds: i64 = records
                .iter()
                .filter_map(|record| match record {
                    AnyRecord::Log(log) if log.session_id == *session => Some(log.duration_seconds),
                    _ => None,
                })
                .sum();
            assert_eq!(seconds, entry.duration);
        }
        assert!(timed > 20, "{timed}");
    }
}
