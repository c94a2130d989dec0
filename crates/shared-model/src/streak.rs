//! How many days somebody has kept practising.

use std::collections::{BTreeSet, VecDeque};

use chrono::Days;

use crate::time::CivilDate;

/// The days of a week.
const WEEK: usize = 7;

/// A row of days of practice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Streak {
    /// Days of practice in the row that goes on today. Rest days in between do not end it and are not counted.
    pub days: usize,
    /// Days of practice in the longest row there was.
    pub longest: usize,
    /// Whether today is one of the days. Until it is, it counts neither for nor against the row.
    pub has_today: bool,
}

/// The streak on a day, of those who practised on `practised` days: the longest row that goes on to it. Of any seven days in
/// a row, as many as `rest_days` may pass without practice. Where more did, the row begins after the earliest of them, not
/// anew: practising on one more day, or resting on fewer, never makes a streak shorter.
pub fn streak(practised: &BTreeSet<CivilDate>, today: CivilDate, rest_days: usize) -> Streak {
    let rest_days = rest_days.min(WEEK - 1);
    let mut longest = 0;
    let mut row: VecDeque<CivilDate> = VecDeque::new();
    for day in practised.range(..=today) {
        shorten(&mut row, *day, rest_days);
        row.push_back(*day);
        longest = longest.max(row.len());
    }
    let has_today = row.back() == Some(&today);
    if !has_today {
        // As if today were a day of practice: it still may become one.
        shorten(&mut row, today, rest_days);
    }
    Streak {
        days: row.len(),
        longest,
        has_today,
    }
}

/// Leaves of a row the part that practice on `day` continues.
fn shorten(row: &mut VecDeque<CivilDate>, day: CivilDate, rest_days: usize) {
    while !goes_on(row, day, rest_days) {
        row.pop_front();
    }
}

/// Whether practice on `day` continues a row: of the seven days before it, as far as they lie in the row, no more passed
/// without practice than are allowed. Every earlier seven days of it were looked at on the way here.
fn goes_on(row: &VecDeque<CivilDate>, day: CivilDate, rest_days: usize) -> bool {
    let Some(first) = row.front() else {
        return true;
    };
    let start = day
        .checked_sub_days(Days::new(WEEK as u64))
        .unwrap_or(*first)
        .max(*first);
    let days_behind = usize::try_from((day - start).num_days()).unwrap_or(0);
    let played = row.iter().rev().take_while(|played| **played >= start);
    days_behind - played.count() <= rest_days
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(day: u32) -> CivilDate {
        CivilDate::from_ymd_opt(2024, 3, day).expect("a day in March")
    }

    fn of(days: &[u32], today: u32, rest_days: usize) -> (usize, usize, bool) {
        let practised = days.iter().map(|day| date(*day)).collect();
        let streak = streak(&practised, date(today), rest_days);
        (streak.days, streak.longest, streak.has_today)
    }

    #[test]
    fn days_in_a_row_count_and_today_may_still_come() {
        assert_eq!(of(&[], 10, 0), (0, 0, false));
        assert_eq!(of(&[10], 10, 0), (1, 1, true));
        assert_eq!(of(&[8, 9], 10, 0), (2, 2, false));
        assert_eq!(of(&[8, 9, 10], 10, 0), (3, 3, true));
        assert_eq!(of(&[7, 8], 10, 0), (0, 2, false));
        assert_eq!(of(&[1, 2, 3, 9, 10], 10, 0), (2, 3, true));
    }

    #[test]
    fn rest_days_do_not_end_a_row_but_too_many_of_them_do() {
        assert_eq!(of(&[8, 10], 10, 1), (2, 2, true));
        assert_eq!(of(&[7, 8], 10, 1), (2, 2, false));
        assert_eq!(of(&[6, 7], 10, 1), (0, 2, false));
        // One rest day in seven, then another one too soon.
        assert_eq!(of(&[1, 3, 5], 5, 1), (2, 2, true));
        assert_eq!(of(&[1, 3], 5, 1), (1, 2, false));
        assert_eq!(of(&[1, 3, 5], 5, 2), (3, 3, true));
        assert_eq!(
            of(&[1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 15], 15, 1).0,
            13
        );
    }

    #[test]
    fn what_lies_in_the_future_does_not_count() {
        assert_eq!(of(&[9, 10, 12], 10, 0), (2, 2, true));
    }
}
