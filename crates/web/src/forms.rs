//! What a form holds while somebody types, and the record it becomes. Pure: the signals are in the components.

pub(crate) mod daily_goal;
pub(crate) mod entry_draft;
pub(crate) mod goal_draft;
pub(crate) mod kept_draft;
pub(crate) mod piece_draft;
pub(crate) mod practising;
pub(crate) mod report_period;
pub(crate) mod texts;

use shared_model::validate::{Invalid, InvalidReason};

/// What is wrong with what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// It is no date and time.
    NotATime,
    /// It is no duration.
    NotADuration,
    /// It is no tempo.
    NotATempo,
    /// It is before the session began, or yet to come.
    NotInSession,
    /// It is no whole number.
    NotANumber,
    /// The record's own rules refuse it.
    Invalid(InvalidReason),
}

/// A problem at its field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FieldProblem {
    /// The field by the record's name for it, with the place in a list: `pieces[2].title`.
    field: String,
    /// What is wrong.
    problem: Problem,
}

impl FieldProblem {
    fn new(field: &str, problem: Problem) -> Self {
        Self {
            field: field.to_owned(),
            problem,
        }
    }

    /// The problem, if it is this field's or one of its items'.
    pub(crate) fn at(&self, field: &str) -> Option<Problem> {
        let rest = self.field.strip_prefix(field)?;
        (rest.is_empty() || rest.starts_with(['[', '.'])).then_some(self.problem)
    }

    /// The same, where the field is one of an item of a list.
    fn within(self, item: &str) -> Self {
        Self::new(&format!("{item}.{}", self.field), self.problem)
    }

    /// Whether the problem is this field's of an item of a list.
    pub(crate) fn is_of_an_item(&self, list: &str, field: &str) -> bool {
        let item = self.field.strip_prefix(list);
        let place = item.and_then(|item| item.strip_suffix(field));
        place.is_some_and(|place| place.starts_with('[') && place.ends_with("]."))
    }
}

impl From<Invalid> for FieldProblem {
    fn from(invalid: Invalid) -> Self {
        Self {
            field: invalid.field,
            problem: Problem::Invalid(invalid.reason),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_of_an_item_belongs_to_the_list() {
        let problem = FieldProblem::from(Invalid::new("pieces[2].title", InvalidReason::Missing));
        assert_eq!(
            problem.at("pieces"),
            Some(Problem::Invalid(InvalidReason::Missing))
        );
        assert!(problem.is_of_an_item("pieces", "title"));
        assert!(!problem.is_of_an_item("pieces", "tempo"));
        assert_eq!(problem.at("piece"), None);
        assert_eq!(problem.at("title"), None);
    }
}
