//! Something to reach.

use serde::{Deserialize, Serialize};

use super::{Record, is_default, record_basics};
use crate::id::RecordId;
use crate::limits;
use crate::merge::{Item, Sides};
use crate::time::{CivilDate, Timestamp};
use crate::validate::{Check, Checker};

/// Where a goal stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "graphql", derive(async_graphql::Enum))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum GoalStatus {
    /// Being worked on.
    #[default]
    Active,
    /// Reached.
    Completed,
    /// Put aside for now.
    Paused,
    /// Given up.
    Cancelled,
}

/// What a target counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "graphql", derive(async_graphql::Enum))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum GoalTargetKind {
    /// Minutes of practice.
    Minutes,
    /// Logbook entries.
    Entries,
    /// A tempo in beats per minute.
    Tempo,
}

/// What the journal is counted against. How much of it is reached is computed when it is read, never stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "graphql",
    derive(async_graphql::SimpleObject, async_graphql::InputObject)
)]
#[cfg_attr(feature = "graphql", graphql(input_name = "GoalTargetInput"))]
#[serde(rename_all = "camelCase")]
pub struct GoalTarget {
    /// What is counted.
    pub kind: GoalTargetKind,
    /// How much of it.
    pub amount: i64,
    /// Only what was played on this piece.
    #[serde(default, skip_serializing_if = "is_default")]
    pub piece_id: Option<RecordId>,
}

/// A step on the way to a goal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "graphql",
    derive(async_graphql::SimpleObject, async_graphql::InputObject)
)]
#[cfg_attr(feature = "graphql", graphql(input_name = "MilestoneInput"))]
#[serde(rename_all = "camelCase")]
pub struct Milestone {
    /// Its name within the goal.
    pub id: RecordId,
    /// What it is.
    pub title: String,
    /// Whether it is done.
    #[serde(default, skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "graphql", graphql(default))]
    pub completed: bool,
    /// When it was done.
    #[serde(default, skip_serializing_if = "is_default")]
    pub completed_at: Option<Timestamp>,
}

impl Item for Milestone {
    fn id(&self) -> &RecordId {
        &self.id
    }

    fn merge_fields(sides: &Sides<'_, Self>) -> Self {
        let (completed, completed_at) = sides.single(|m| (m.completed, m.completed_at));
        Self {
            id: sides.remote.id.clone(),
            title: sides.single(|m| m.title.clone()),
            completed,
            completed_at,
        }
    }
}

/// Something to reach by a date, with milestones and progress.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "graphql",
    derive(async_graphql::SimpleObject, async_graphql::InputObject)
)]
#[cfg_attr(feature = "graphql", graphql(input_name = "GoalInput"))]
#[serde(rename_all = "camelCase")]
pub struct Goal {
    /// Its name.
    pub id: RecordId,
    /// What is to be reached.
    pub title: String,
    /// More about it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub description: Option<String>,
    /// By when.
    #[serde(default, skip_serializing_if = "is_default")]
    pub target_date: Option<CivilDate>,
    /// How far it is by itself, 0-100; `status` says whether it is reached.
    #[serde(default, skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "graphql", graphql(default))]
    pub progress: i64,
    /// Steps on the way.
    #[serde(default, skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "graphql", graphql(default))]
    pub milestones: Vec<Milestone>,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "graphql", graphql(default))]
    pub status: GoalStatus,
    /// When it was reached.
    #[serde(default, skip_serializing_if = "is_default")]
    pub completed_at: Option<Timestamp>,
    /// What the journal is counted against.
    #[serde(default, skip_serializing_if = "is_default")]
    pub target: Option<GoalTarget>,
    /// When it was made, by the clock of the device that made it.
    pub created_at: Timestamp,
    /// When it was last edited, by the clock of the device that edited it.
    pub updated_at: Timestamp,
}

impl Goal {
    /// Sets how far the goal is, kept within 0-100. Reaching 100 while active completes it at `now`; going back below
    /// makes a completed goal active again.
    pub fn set_progress(&mut self, progress: i64, now: Timestamp) {
        self.progress = progress.clamp(0, 100);
        match (self.status, self.progress) {
            (GoalStatus::Active, 100) => {
                self.status = GoalStatus::Completed;
                self.completed_at = Some(now);
            }
            (GoalStatus::Completed, 0..100) => {
                self.status = GoalStatus::Active;
                self.completed_at = None;
            }
            _ => {}
        }
    }

    /// Marks the goal as reached at `now`, whatever its milestones say. Its progress stays what it was, for whoever takes
    /// it up again.
    pub fn complete(&mut self, now: Timestamp) {
        self.status = GoalStatus::Completed;
        self.completed_at = Some(now);
    }

    /// Puts the goal aside for a while.
    pub fn pause(&mut self) {
        self.status = GoalStatus::Paused;
        self.completed_at = None;
    }

    /// Takes a completed or paused goal up again, where it was left: one that had got to 100 by itself is nearly there.
    pub fn reopen(&mut self) {
        self.status = GoalStatus::Active;
        self.completed_at = None;
        self.progress = self.milestone_progress().unwrap_or(self.progress).min(99);
    }

    /// How far the goal is to whoever looks at it, 0-100: one that is completed is reached, whatever its progress was.
    pub fn percent(&self) -> i64 {
        match self.status {
            GoalStatus::Completed => 100,
            GoalStatus::Active | GoalStatus::Paused | GoalStatus::Cancelled => self.progress,
        }
    }

    /// Marks a milestone as done, or not done, and sets the progress from the milestones. An unknown id changes
    /// nothing.
    pub fn set_milestone(&mut self, id: &RecordId, completed: bool, now: Timestamp) {
        let Some(milestone) = self
            .milestones
            .iter_mut()
            .find(|milestone| milestone.id == *id)
        else {
            return;
        };
        milestone.completed = completed;
        milestone.completed_at = completed.then_some(now);
        if let Some(progress) = self.milestone_progress() {
            self.set_progress(progress, now);
        }
    }

    /// The share of milestones that are done, 0-100, rounded down so that 100 means all; nothing without milestones.
    pub fn milestone_progress(&self) -> Option<i64> {
        let count = self.milestones.len();
        (count > 0).then(|| {
            let done = self
                .milestones
                .iter()
                .filter(|milestone| milestone.completed)
                .count();
            i64::try_from(done * 100 / count).unwrap_or(100)
        })
    }
}

impl Record for Goal {
    record_basics!(
        Goals,
        [
            "title",
            "description",
            "targetDate",
            "progress",
            "milestones",
            "status",
            "completedAt",
            "target",
        ]
    );

    fn instant(&self) -> Option<Timestamp> {
        None
    }

    fn check(&self, checker: Checker) -> Check {
        checker.id("id", &self.id)?;
        checker.title("title", &self.title)?;
        checker.optional_text(
            "description",
            self.description.as_deref(),
            limits::DESCRIPTION_CHARS,
        )?;
        checker.range("progress", self.progress, 0, 100)?;
        checker.list(
            "milestones",
            &self.milestones,
            limits::MILESTONES,
            |name, milestone| {
                checker.id(&format!("{name}.id"), &milestone.id)?;
                checker.title(&format!("{name}.title"), &milestone.title)
            },
        )?;
        self.target.as_ref().map_or(Ok(()), |target| {
            checker.amount("target.amount", target.amount, 1, limits::TARGET_AMOUNT)?;
            checker.optional_id("target.pieceId", target.piece_id.as_ref())
        })
    }

    fn merge_fields(sides: &Sides<'_, Self>) -> Self {
        let (progress, status, completed_at) =
            sides.single(|g| (g.progress, g.status, g.completed_at));
        let mut goal = Self {
            id: sides.remote.id.clone(),
            title: sides.single(|g| g.title.clone()),
            description: sides.text(|g| g.description.as_deref()),
            target_date: sides.single(|g| g.target_date),
            progress,
            milestones: sides.items(|g| &g.milestones),
            status,
            completed_at,
            target: sides.single(|g| g.target.clone()),
            created_at: sides.remote.created_at,
            updated_at: sides.updated_at,
        };
        // Milestones that neither side had together say more about the progress than what either side counted, and so do
        // those of one side about what the other one counted.
        let is_new =
            goal.milestones != sides.local.milestones && goal.milestones != sides.remote.milestones;
        let is_counted = [sides.local, sides.remote].iter().any(|side| {
            (side.progress, side.status, side.completed_at) == (progress, status, completed_at)
                && side.milestone_progress() == Some(progress)
        });
        if let Some(counted) = goal.milestone_progress().filter(|_| is_new || is_counted) {
            match (status, progress) {
                // Who says that a goal is reached does not count milestones.
                (GoalStatus::Completed, 0..100) => goal.progress = counted,
                _ => goal.set_progress(counted, sides.updated_at),
            }
        }
        goal
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merge::{Origin, merge};
    use crate::version::Body;

    fn at(secs: i64) -> Timestamp {
        Timestamp::from_millis(secs * 1000).expect("in range")
    }

    fn goal(milestones: usize) -> Goal {
        let milestones = (0..milestones)
            .map(|n| Milestone {
                id: RecordId(format!("m{n}")),
                title: format!("step {n}"),
                completed: false,
                completed_at: None,
            })
            .collect();
        Goal {
            id: "g".into(),
            title: "Play the first movement".into(),
            description: None,
            target_date: None,
            progress: 0,
            milestones,
            status: GoalStatus::Active,
            completed_at: None,
            target: None,
            created_at: at(0),
            updated_at: at(0),
        }
    }

    #[test]
    fn progress_is_kept_within_0_and_100() {
        let mut goal = goal(0);
        goal.set_progress(-5, at(1));
        assert_eq!(goal.progress, 0);
        goal.set_progress(250, at(1));
        assert_eq!(goal.progress, 100);
    }

    #[test]
    fn reaching_100_while_active_completes_the_goal_and_sets_the_time() {
        let mut active = goal(0);
        active.set_progress(100, at(7));
        assert_eq!(
            (active.status, active.completed_at),
            (GoalStatus::Completed, Some(at(7)))
        );

        let mut paused = goal(0);
        paused.status = GoalStatus::Paused;
        paused.set_progress(100, at(7));
        assert_eq!(
            (paused.status, paused.completed_at),
            (GoalStatus::Paused, None)
        );
    }

    #[test]
    fn a_milestone_toggle_sets_progress_from_the_milestones() {
        let mut goal = goal(3);
        for (id, progress, status) in [
            ("m0", 33, GoalStatus::Active),
            ("m1", 66, GoalStatus::Active),
            ("m2", 100, GoalStatus::Completed),
        ] {
            goal.set_milestone(&id.into(), true, at(9));
            assert_eq!((goal.progress, goal.status), (progress, status));
        }
        goal.set_milestone(&"m0".into(), false, at(10));
        assert_eq!(
            (goal.progress, goal.status, goal.completed_at),
            (66, GoalStatus::Active, None)
        );
        goal.set_milestone(&"unknown".into(), true, at(11));
        assert_eq!(goal.progress, 66);
    }

    #[test]
    fn a_completed_goal_is_reached_and_can_be_taken_up_again_where_it_was() {
        for (reached, again) in [(0, 0), (40, 40), (100, 99)] {
            let mut goal = goal(0);
            goal.set_progress(reached, at(2));
            goal.complete(at(3));
            assert_eq!(
                (goal.status, goal.completed_at, goal.percent()),
                (GoalStatus::Completed, Some(at(3)), 100)
            );
            goal.reopen();
            assert_eq!(
                (goal.status, goal.completed_at, goal.percent()),
                (GoalStatus::Active, None, again)
            );
        }
    }

    #[test]
    fn merged_milestones_say_how_far_the_goal_is_where_they_did_on_either_side() {
        let body = |goal: &Goal| Body::Live(goal.clone());
        let merged = |base: &Goal, local: &Goal, remote: &Goal| {
            let merged = merge(Some(&body(base)), &body(local), &body(remote), Origin::Edit);
            let goal = merged.body.live().expect("it exists").clone();
            (goal.progress, goal.status)
        };
        let toggled = |goal: &Goal, toggled: &[(&str, bool)], secs: i64| {
            let mut goal = goal.clone();
            for (id, done) in toggled {
                goal.set_milestone(&RecordId::from(*id), *done, at(secs));
            }
            goal.updated_at = at(secs);
            goal
        };
        let none = goal(2);
        let all = toggled(&none, &[("m0", true), ("m1", true)], 1);
        let (neither, one) = (
            toggled(&all, &[("m0", false), ("m1", false)], 2),
            toggled(&all, &[("m0", false)], 3),
        );
        for (local, remote) in [(&neither, &one), (&one, &neither)] {
            assert_eq!(merged(&all, local, remote), (0, GoalStatus::Active));
        }
        // It stays reached for whoever says so, wherever its milestones are.
        let mut reached = none.clone();
        reached.complete(at(9));
        reached.updated_at = at(9);
        let half = toggled(&none, &[("m0", true)], 3);
        for (local, remote) in [(&half, &reached), (&reached, &half)] {
            assert_eq!(merged(&none, local, remote), (50, GoalStatus::Completed));
        }
    }
}
