//! What the screens show of goals: how far each is, and what contributed to it. Pure.

use std::collections::HashMap;

use shared_model::{
    CivilDate, CountedDays, Goal, GoalTargetKind, LogbookEntry, RecordId, Repertoire, Sitting,
    Timestamp, contributions, reached, reached_percent,
};

/// How many of the contributions are shown.
const NEWEST: usize = 10;

/// How far a goal is by what the journal holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Standing {
    target: Option<Reached>,
    /// How many sittings contributed.
    pub(crate) count: usize,
    /// The newest of them, the last first.
    pub(crate) newest: Vec<Counted>,
}

/// How much of a target is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reached {
    /// The unit.
    pub(crate) kind: GoalTargetKind,
    /// So much.
    pub(crate) reached: i64,
    /// Of so much.
    pub(crate) amount: i64,
    percent: i64,
}

impl Reached {
    /// The share that is reached, 0-100.
    pub(crate) fn percent(self) -> i64 {
        self.percent
    }
}

/// One sitting that contributed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Counted {
    /// Its name in a list.
    pub(crate) key: String,
    /// Its day.
    pub(crate) day: CivilDate,
    /// How much of it counted, in seconds.
    pub(crate) seconds: i64,
    /// What was written about it.
    pub(crate) entry: Option<LogbookEntry>,
}

impl Standing {
    /// How much of the target is reached, if the goal has one.
    pub(crate) fn target(&self) -> Option<Reached> {
        self.target
    }

    /// How far it is by its target, if it has one.
    pub(crate) fn percent(&self) -> Option<i64> {
        self.target.map(Reached::percent)
    }
}

/// How far each goal is. `day_of` is the local day of an instant on this device.
pub(crate) fn standings(
    goals: &[Goal],
    sittings: &[Sitting<'_>],
    repertoire: &Repertoire,
    day_of: &dyn Fn(Timestamp) -> CivilDate,
) -> HashMap<RecordId, Standing> {
    let standing = |goal: &Goal| {
        let days = CountedDays {
            from: day_of(goal.created_at),
            until: goal.completed_at.map(day_of),
        };
        let contributions = contributions(goal, days, sittings, repertoire);
        let target = goal.target.as_ref().map(|target| {
            let reached = reached(target, &contributions);
            Reached {
                kind: target.kind,
                reached,
                amount: target.amount,
                percent: reached_percent(target, reached),
            }
        });
        let counted = |(index, it): (usize, &shared_model::Contribution<'_>)| Counted {
            key: it
                .sitting
                .entry
                .map_or_else(|| index.to_string(), |entry| entry.id.to_string()),
            day: it.sitting.day,
            seconds: it.seconds,
            entry: it.sitting.entry.cloned(),
        };
        let newest = contributions.iter().enumerate().rev().take(NEWEST);
        Standing {
            target,
            count: contributions.len(),
            newest: newest.map(counted).collect(),
        }
    };
    goals
        .iter()
        .map(|goal| (goal.id.clone(), standing(goal)))
        .collect()
}
