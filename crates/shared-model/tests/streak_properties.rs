//! Streaks: nobody is worse off for practising more, or for allowing more rest.

use std::collections::BTreeSet;

use chrono::Days;
use proptest::collection::btree_set;
use proptest::prelude::*;
use shared_model::{CivilDate, Streak, streak};

fn day(number: u64) -> CivilDate {
    let first: CivilDate = "2026-02-20".parse().expect("a day");
    first.checked_add_days(Days::new(number)).expect("in range")
}

fn on(days: &BTreeSet<u64>, today: u64, rest_days: usize) -> Streak {
    let practised = days.iter().map(|number| day(*number)).collect();
    streak(&practised, day(today), rest_days)
}

/// The days of practice of the longest row that goes on to `end`, by its definition: no seven days in it have more rest.
fn longest_to(days: &BTreeSet<u64>, end: u64, rest_days: usize) -> usize {
    let is_row = |first: u64| {
        (first..end).all(|start| {
            let week = start..(start + 7).min(end);
            week.filter(|day| !days.contains(day)).count() <= rest_days
        })
    };
    let first = days.range(..=end).find(|first| is_row(**first));
    first.map_or(0, |first| days.range(first..=&end).count())
}

proptest! {
    #[test]
    fn a_streak_is_the_longest_row_that_goes_on_to_the_day(
        days in btree_set(0..40_u64, 0..40),
        today in 0..40_u64,
        rest_days in 0..=6_usize,
    ) {
        let found = on(&days, today, rest_days);
        prop_assert_eq!(found.days, longest_to(&days, today, rest_days));
        let ends = days.range(..=today);
        let longest = ends.map(|end| longest_to(&days, *end, rest_days)).max();
        prop_assert_eq!(found.longest, longest.unwrap_or(0));
        prop_assert_eq!(found.has_today, days.contains(&today));
    }

    #[test]
    fn more_rest_days_never_shorten_a_streak(
        days in btree_set(0..40_u64, 0..40),
        today in 0..40_u64,
        rest_days in 0..6_usize,
    ) {
        let (fewer, more) = (on(&days, today, rest_days), on(&days, today, rest_days + 1));
        prop_assert!(fewer.days <= more.days && fewer.longest <= more.longest, "{fewer:?} {more:?}");
    }

    #[test]
    fn a_day_of_practice_more_never_shortens_a_streak(
        days in btree_set(0..40_u64, 0..40),
        added in 0..40_u64,
        today in 0..40_u64,
        rest_days in 0..=6_usize,
    ) {
        let before = on(&days, today, rest_days);
        let mut days = days;
        days.insert(added);
        let after = on(&days, today, rest_days);
        prop_assert!(before.days <= after.days && before.longest <= after.longest, "{before:?} {after:?}");
    }
}
