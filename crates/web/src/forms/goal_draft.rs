//! A goal as it is being typed.

use shared_model::{Goal, GoalStatus, GoalTarget, GoalTargetKind, Milestone, RecordId, Timestamp};

use super::{FieldProblem, Problem};
use crate::text::list::non_empty;

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
    /// What of the journal is counted, if anything.
    pub(crate) target_kind: Option<GoalTargetKind>,
    /// As typed.
    pub(crate) target_amount: String,
    /// The piece that it is about.
    pub(crate) target_piece: Option<RecordId>,
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
            target_kind: goal.target.as_ref().map(|target| target.kind),
            target_amount: goal
                .target
                .as_ref()
                .map(|target| target.amount.to_string())
                .unwrap_or_default(),
            target_piece: goal
                .target
                .as_ref()
                .and_then(|target| target.piece_id.clone()),
        }
    }

    /// The goal that `original` becomes. The progress follows the milestones, or else the slider, and only when one of
    /// them was touched: a goal that was completed as it is stays completed. What is counted changes neither.
    ///
    /// # Errors
    /// When the amount to reach cannot be read. Whether the goal may be saved is for the record's own rules.
    pub(crate) fn apply_to(
        &self,
        original: &Goal,
        new_id: impl Fn() -> RecordId,
        now: Timestamp,
    ) -> Result<Goal, FieldProblem> {
        let mut goal = Goal {
            title: self.title.trim().to_owned(),
            description: non_empty(&self.description),
            // The browser hands out either a whole date or nothing.
            target_date: self.target_date.parse().ok(),
            milestones: self.milestones.clone(),
            target: self.target()?,
            ..original.clone()
        };
        add_milestone(&mut goal.milestones, &self.milestone, new_id);
        if goal.milestones != original.milestones || self.progress != original.progress {
            goal.set_progress(goal.milestone_progress().unwrap_or(self.progress), now);
        }
        Ok(goal)
    }

    fn target(&self) -> Result<Option<GoalTarget>, FieldProblem> {
        let Some(kind) = self.target_kind else {
            return Ok(None);
        };
        let amount = self
            .target_amount
            .trim()
            .parse()
            .map_err(|_| FieldProblem::new("target.amount", Problem::NotANumber))?;
        Ok(Some(GoalTarget {
            kind,
            amount,
            piece_id: self.target_piece.clone(),
        }))
    }
}

/// Adds what was typed as a milestone, as it is: it is a phrase, and may be the same as another one.
pub(crate) fn add_milestone(
    milestones: &mut Vec<Milestone>,
    typed: &str,
    new_id: impl Fn() -> RecordId,
) {
    milestones.extend(non_empty(typed).map(|title| Milestone {
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
        goal.target = Some(GoalTarget {
            kind: GoalTargetKind::Tempo,
            amount: 132,
            piece_id: Some("p".into()),
        });
        goal.complete(now());
        assert_eq!(
            GoalDraft::of(&goal).apply_to(&goal, || "new".into(), now()),
            Ok(goal)
        );
    }

    #[test]
    fn progress_follows_the_milestones_and_the_slider_only_without_them() {
        let goal = blank_goal("g".into(), now());
        let draft = GoalDraft {
            progress: 40,
            ..GoalDraft::of(&goal)
        };
        let saved = draft.apply_to(&goal, || "new".into(), now());
        assert_eq!(saved.map(|goal| goal.progress), Ok(40));
        let draft = GoalDraft {
            milestones: vec![milestone("a", true)],
            milestone: "second".into(),
            progress: 40,
            ..GoalDraft::of(&goal)
        };
        let saved = draft
            .apply_to(&goal, || "new".into(), now())
            .expect("everything can be read");
        assert_eq!((saved.progress, saved.milestones.len()), (50, 2));
    }

    #[test]
    fn a_milestone_is_the_phrase_that_was_typed() {
        let mut milestones = vec![milestone("By heart", true)];
        for typed in ["First page, by heart", "", "  ", " by heart "] {
            add_milestone(&mut milestones, typed, || "new".into());
        }
        let titles = milestones.iter().map(|milestone| milestone.title.as_str());
        assert!(titles.eq(["By heart", "First page, by heart", "by heart"]));
    }

    #[test]
    fn the_last_milestone_completes_the_goal() {
        let goal = blank_goal("g".into(), now());
        let draft = GoalDraft {
            milestones: vec![milestone("a", true)],
            ..GoalDraft::of(&goal)
        };
        assert_eq!(
            draft
                .apply_to(&goal, || "new".into(), now())
                .map(|goal| goal.status),
            Ok(GoalStatus::Completed)
        );
    }

    #[test]
    fn an_amount_has_to_be_a_number_only_where_something_is_counted() {
        let goal = blank_goal("g".into(), now());
        let draft = GoalDraft {
            target_kind: Some(GoalTargetKind::Minutes),
            target_amount: " 600 ".into(),
            ..GoalDraft::of(&goal)
        };
        let amount = |draft: &GoalDraft| {
            draft
                .apply_to(&goal, || "new".into(), now())
                .map(|goal| goal.target.map(|target| target.amount))
        };
        assert_eq!(amount(&draft), Ok(Some(600)));
        let unreadable = GoalDraft {
            target_amount: "many".into(),
            ..draft
        };
        assert_eq!(
            amount(&unreadable),
            Err(FieldProblem::new("target.amount", Problem::NotANumber))
        );
        let nothing = GoalDraft {
            target_kind: None,
            ..unreadable
        };
        assert_eq!(amount(&nothing), Ok(None));
    }
}
