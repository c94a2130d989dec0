//! How much of a goal's target the journal has reached. It is computed when it is read and never stored: devices that hold
//! different parts of the journal would fight over it (design.md section 4).

use crate::played::Sitting;
use crate::records::{Goal, GoalTarget, GoalTargetKind};
use crate::repertoire::Repertoire;
use crate::time::CivilDate;

/// One sitting, as it counts towards a goal.
#[derive(Clone, Debug, PartialEq)]
pub struct Contribution<'a> {
    /// The sitting.
    pub sitting: &'a Sitting<'a>,
    /// How much of it was spent on what the goal is about, in seconds.
    pub seconds: i64,
    /// The highest tempo that was noted on what the goal is about, in beats per minute.
    pub tempo: Option<i64>,
}

/// The days within which what is played counts by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountedDays {
    /// The day the goal was set.
    pub from: CivilDate,
    /// The day it was completed.
    pub until: Option<CivilDate>,
}

/// What contributed to a goal, the earliest first: of a goal with a target, all that was played on its piece (on anything,
/// if it names none) in the days that count; and of every goal, the entries that say so, whenever they were.
pub fn contributions<'a>(
    goal: &Goal,
    days: CountedDays,
    sittings: &'a [Sitting<'a>],
    repertoire: &'a Repertoire,
) -> Vec<Contribution<'a>> {
    let piece = goal
        .target
        .as_ref()
        .and_then(|target| target.piece_id.as_ref());
    let piece = piece.map(|piece| repertoire.current_id(piece));
    let is_counted =
        |day: CivilDate| days.from <= day && days.until.is_none_or(|until| day <= until);
    let contribution = |sitting: &'a Sitting<'a>| {
        let is_said = sitting
            .entry
            .is_some_and(|entry| entry.goal_ids.contains(&goal.id));
        let is_in_time = goal.target.is_some() && is_counted(sitting.day);
        if !is_said && !is_in_time {
            return None;
        }
        let mut seconds = 0;
        let mut tempo = None;
        let mut is_on_piece = false;
        for part in repertoire.parts(sitting) {
            if piece.is_none_or(|piece| part.id == piece) {
                seconds += part.seconds;
                tempo = tempo.max(part.tempo);
                is_on_piece = true;
            }
        }
        if piece.is_none() || (is_said && !is_on_piece) {
            // What an entry says counts as a whole where it names the goal and not the piece.
            seconds = sitting.seconds;
            let logged = sitting.logs.iter().filter_map(|log| log.tempo_practiced);
            tempo = tempo.max(logged.max());
            is_on_piece = true;
        }
        is_on_piece.then_some(Contribution {
            sitting,
            seconds,
            tempo,
        })
    };
    sittings.iter().filter_map(contribution).collect()
}

/// How much of a target is reached, in the target's unit: minutes, entries, beats per minute.
pub fn reached(target: &GoalTarget, contributions: &[Contribution<'_>]) -> i64 {
    match target.kind {
        GoalTargetKind::Minutes => {
            let seconds: i64 = contributions.iter().map(|it| it.seconds).sum();
            seconds / 60
        }
        GoalTargetKind::Entries => {
            let entries = contributions
                .iter()
                .filter(|contribution| contribution.sitting.entry.is_some());
            i64::try_from(entries.count()).unwrap_or(i64::MAX)
        }
        GoalTargetKind::Tempo => {
            let tempos = contributions.iter().filter_map(|it| it.tempo);
            tempos.max().unwrap_or(0)
        }
    }
}

/// The share of a target that is reached, 0-100, rounded down so that 100 means all.
pub fn reached_percent(target: &GoalTarget, reached: i64) -> i64 {
    let share = i128::from(reached.max(0)) * 100 / i128::from(target.amount.max(1));
    i64::try_from(share).unwrap_or(100).min(100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::RecordId;
    use crate::played::sittings;
    use crate::records::{
        GoalStatus, LogbookEntry, LogbookEntryType, Piece, PieceRef, PieceStatus,
    };
    use crate::time::Timestamp;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("a test's time is well formed")
    }

    fn date(text: &str) -> CivilDate {
        text.parse().expect("a test's date is well formed")
    }

    fn goal(target: Option<(GoalTargetKind, i64, Option<&str>)>) -> Goal {
        Goal {
            id: "g".into(),
            title: "Exam".into(),
            description: None,
            target_date: None,
            progress: 0,
            milestones: Vec::new(),
            status: GoalStatus::Active,
            completed_at: None,
            target: target.map(|(kind, amount, piece)| GoalTarget {
                kind,
                amount,
                piece_id: piece.map(RecordId::from),
            }),
            created_at: at("2024-03-02T12:00:00Z"),
            updated_at: at("2024-03-02T12:00:00Z"),
        }
    }

    fn entry(day: &str, minutes: i64, pieces: &[(&str, i64)], goals: &[&str]) -> LogbookEntry {
        let timestamp = at(&format!("{day}T10:00:00Z"));
        let piece = |(id, tempo): &(&str, i64)| PieceRef {
            id: (*id).into(),
            title: (*id).to_owned(),
            composer: None,
            measures: None,
            tempo: Some(*tempo),
        };
        LogbookEntry {
            id: day.into(),
            timestamp,
            duration: minutes * 60,
            entry_type: LogbookEntryType::Practice,
            instrument: String::new(),
            pieces: pieces.iter().map(piece).collect(),
            techniques: Vec::new(),
            goal_ids: goals.iter().copied().map(RecordId::from).collect(),
            notes: None,
            mood: None,
            tags: Vec::new(),
            session_id: None,
            utc_offset_minutes: 0,
            created_at: timestamp,
            updated_at: timestamp,
        }
    }

    fn piece(id: &str, merged_into: Option<&str>) -> Piece {
        Piece {
            id: id.into(),
            title: id.to_owned(),
            composer: None,
            status: PieceStatus::Learning,
            notes: None,
            merged_into: merged_into.map(RecordId::from),
            created_at: at("2024-01-01T00:00:00Z"),
            updated_at: at("2024-01-01T00:00:00Z"),
        }
    }

    fn journal() -> Vec<LogbookEntry> {
        vec![
            entry("2024-03-01", 10, &[("a", 50)], &[]),
            entry("2024-03-02", 40, &[("a", 60), ("b", 90)], &[]),
            entry("2024-03-03", 30, &[], &[]),
            entry("2024-03-04", 20, &[("merged", 72)], &["other"]),
            entry("2024-02-01", 5, &[], &["g"]),
        ]
    }

    fn reached_by(goal: &Goal, until: Option<&str>) -> (i64, usize) {
        let entries = journal();
        let sittings = sittings(&entries, &[], &[], 0);
        let days = CountedDays {
            from: date("2024-03-02"),
            until: until.map(date),
        };
        let repertoire = Repertoire::new(vec![piece("a", None), piece("merged", Some("a"))]);
        let contributions = contributions(goal, days, &sittings, &repertoire);
        let target = goal.target.as_ref();
        let reached = target.map_or(0, |target| reached(target, &contributions));
        (reached, contributions.len())
    }

    #[test]
    fn a_target_counts_what_was_played_since_it_was_set_and_what_says_so() {
        use GoalTargetKind::{Entries, Minutes, Tempo};
        let cases = [
            (Some((Minutes, 100, None)), None, (40 + 30 + 20 + 5, 4)),
            (
                Some((Minutes, 100, None)),
                Some("2024-03-03"),
                (40 + 30 + 5, 3),
            ),
            (Some((Entries, 10, None)), None, (4, 4)),
            (Some((Tempo, 80, None)), None, (90, 4)),
            // On one piece, under whichever name it was played; what names the goal counts as a whole.
            (Some((Minutes, 100, Some("a"))), None, (20 + 20 + 5, 3)),
            (Some((Tempo, 80, Some("merged"))), None, (72, 3)),
            (Some((Entries, 10, Some("b"))), None, (2, 2)),
            // Without a target only what says so.
            (None, None, (0, 1)),
        ];
        for (target, until, expected) in cases {
            assert_eq!(reached_by(&goal(target), until), expected, "{target:?}");
        }
    }

    #[test]
    fn a_hundred_percent_means_all_and_never_more() {
        let target = GoalTarget {
            kind: GoalTargetKind::Minutes,
            amount: 300,
            piece_id: None,
        };
        let percent = |reached| reached_percent(&target, reached);
        assert_eq!([0, 1, 299, 300, 900].map(percent), [0, 0, 99, 100, 100]);
        assert_eq!(percent(i64::MAX), 100);
    }
}
