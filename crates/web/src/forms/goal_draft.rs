//! A goal as it is being typed.

use shared_model::{Goal, GoalStatus, Milestone, RecordId, Timestamp};

use crate::text::list::{add_typed, non_empty};

/// What the goal form holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct GoalDraft {
    /// As typed.
    pub(crate) title: String,
    /// As typed.
    pub(crate) description: String,
    /// The `date` field.
    pub(crate) target_date: String,
    /// Added so far.
    pub(crate) milestones: Vec<Milestone>,
    /// Typed and not added yet.
    pub(crate) milestone: String,
    /// The slider.
    pub(crate) progress: i64,
}

impl GoalDraft {
    /// The form of a goal.
    pub(crate) fn of(goal: &Goal) -> Self {
        Self {
            title: goal.title.clone(),
            description: goal.description.clone().unwrap_or_default(),
            target_date: goal
                .target_date
                .map(|date| date.to_string())
                .unwrap_or_default(),
            milestones: goal.milestones.clone(),
            milestone: String::new(),
            progress: goal.progress,
        }
    }

    /// The goal that `original` becomes. The progress follows the milestones, or else the slider, and only when one of
    /// them was touched: a goal that was completed as it is stays completed.
    pub(crate) fn apply_to(
        &self,
        original: &Goal,
        new_id: impl Fn() -> RecordId,
        now: Timestamp,
    ) -> Goal {
        let mut goal = Goal {
            title: self.title.trim().to_owned(),
            description: non_empty(&self.description),
            // The browser hands out either a whole date or nothing.
            target_date: self.target_date.parse().ok(),
            milestones: self.milestones.clone(),
            ..original.clone()
        };
        add_milestones(&mut goal.milestones, &self.milestone, new_id);
        if goal.milestones != original.milestones || self.progress != original.progress {
            goal.set_progress(goal.milestone_progress().unwrap_or(self.progress), now);
        }
        goal
    }
}

/// Adds what was typed as milestones.
pub(crate) fn add_milestones(
    milestones: &mut Vec<Milestone>,
    typed: &str,
    new_id: impl Fn() -> RecordId,
) {
    let mut titles: Vec<String> = milestones
        .iter()
        .map(|milestone| milestone.title.clone())
        .collect();
    let known = titles.len();
    add_typed(&mut titles, typed);
    milestones.extend(titles.drain(known..).map(|title| Milestone {
        id: new_id(),
        title,
        completed: false,
        completed_at: None,
    }));
}

/// A goal with nothing in it.
pub(crate) fn blank_goal(id: RecordId, now: Timestamp) -> Goal {
    Goal {
        id,
        title: String::new(),
        description: None,
        target_date: None,
        progress: 0,
        milestones: Vec::new(),
        status: GoalStatus::Active,
        completed_at: None,
        target: None,
        created_at: now,
        updated_at: now,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        Timestamp::parse("2024-03-10T10:30:00Z").expect("well formed")
    }

    fn milestone(id: &str, completed: bool) -> Milestone {
        Milestone {
            id: id.into(),
            title: id.into(),
            completed,
            completed_at: completed.then(now),
        }
    }

    #[test]
    fn opening_and_saving_a_form_changes_nothing() {
        let mut goal = blank_goal("g".into(), now());
        goal.title = "Exam".into();
        goal.target_date = Some("2024-06-01".parse().expect("a date"));
        goal.milestones = vec![milestone("a", true), milestone("b", false)];
        goal.complete(now());
        assert_eq!(
            GoalDraft::of(&goal).apply_to(&goal, || "new".into(), now()),
            goal
        );
    }

    #[test]
    fn progress_follows_the_milestones_and_the_slider_only_without_them() {
        let goal = blank_goal("g".into(), now());
        let draft = GoalDraft {
            progress: 40,
            ..GoalDraft::of(&goal)
        };
        assert_eq!(draft.apply_to(&goal, || "new".into(), now()).progress, 40);
        let draft = GoalDraft {
            milestones: vec![milestone("a", true)],
            milestone: "second".into(),
            progress: 40,
            ..GoalDraft::of(&goal)
        };
        let saved = draft.apply_to(&goal, || "new".into(), now());
        assert_eq!((saved.progress, saved.milestones.len()), (50, 2));
    }

    #[test]
    fn the_last_milestone_completes_the_goal() {
        let goal = blank_goal("g".into(), now());
        let draft = GoalDraft {
            milestones: vec![milestone("a", true)],
            ..GoalDraft::of(&goal)
        };
        assert_eq!(
            draft.apply_to(&goal, || "new".into(), now()).status,
            GoalStatus::Completed
        );
    }
}
