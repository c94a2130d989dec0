//! The days in a row, as far as this device knows of them. Pure.

use std::collections::BTreeSet;

use chrono::Days;
use shared_model::{CivilDate, Streak, streak};

/// What is looked at before a day to see whether a row goes on.
const WEEK: u64 = 7;

/// A streak of the days that are here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KnownStreak {
    /// What the days that are here come to.
    pub(crate) streak: Streak,
    /// Whether today's row may have begun before them.
    pub(crate) is_at_least: bool,
    /// Whether a longer row may lie before them.
    pub(crate) is_longest_at_least: bool,
}

impl KnownStreak {
    /// Of the days with practice. The journal is here from the day `begins` on, or from its beginning.
    pub(crate) fn of(
        mut practised: BTreeSet<CivilDate>,
        today: CivilDate,
        rest_days: usize,
        begins: Option<CivilDate>,
    ) -> Self {
        let Some(begins) = begins else {
            return Self {
                streak: streak(&practised, today, rest_days),
                is_at_least: false,
                is_longest_at_least: false,
            };
        };
        // Of an earlier day something may be here by chance, and of the one before nothing.
        practised = practised.split_off(&begins);
        let known = streak(&practised, today, rest_days);
        let before = (1..=WEEK).filter_map(|days| begins.checked_sub_days(Days::new(days)));
        practised.extend(before);
        Self {
            streak: known,
            is_at_least: streak(&practised, today, rest_days).days > known.days,
            is_longest_at_least: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(day: u32) -> CivilDate {
        CivilDate::from_ymd_opt(2024, 3, day).expect("a day in March")
    }

    fn of(days: &[u32], rest_days: usize, begins: Option<u32>) -> (usize, bool) {
        let practised = days.iter().map(|day| date(*day)).collect();
        let known = KnownStreak::of(practised, date(20), rest_days, begins.map(date));
        (known.streak.days, known.is_at_least)
    }

    #[test]
    fn a_row_that_reaches_back_to_where_the_journal_begins_here_may_be_longer() {
        assert_eq!(of(&[18, 19, 20], 0, Some(18)), (3, true));
        assert_eq!(of(&[19, 20], 0, Some(18)), (2, false));
        // With a rest day the row may go on before it.
        assert_eq!(of(&[19, 20], 1, Some(18)), (2, true));
        assert_eq!(of(&[18, 19, 20], 0, None), (3, false));
        // Nothing was played since, so it does not matter what was before.
        assert_eq!(of(&[], 0, Some(10)), (0, false));
    }

    #[test]
    fn what_is_here_by_chance_of_earlier_days_is_not_counted() {
        assert_eq!(of(&[16, 17, 18, 19, 20], 0, Some(19)), (2, true));
        let longest = |begins: Option<u32>| {
            let days = [1, 2, 3, 20].map(date).into();
            let known = KnownStreak::of(days, date(20), 0, begins.map(date));
            (known.streak.longest, known.is_longest_at_least)
        };
        assert_eq!(longest(None), (3, false));
        assert_eq!(longest(Some(10)), (1, true));
    }
}
