//! Periods of days, and the days, weeks, months and years that they are looked at in.

use chrono::{Datelike, Days, Months, Weekday};

use crate::preferences::WeekStart;
use crate::time::CivilDate;

/// Days in a row, at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    first: CivilDate,
    last: CivilDate,
}

impl Period {
    /// From one day to another, both included, whichever is the earlier.
    pub fn new(one: CivilDate, other: CivilDate) -> Self {
        Self {
            first: one.min(other),
            last: one.max(other),
        }
    }

    /// The first day.
    pub fn first(self) -> CivilDate {
        self.first
    }

    /// The last day, which still belongs to it.
    pub fn last(self) -> CivilDate {
        self.last
    }

    /// Whether a day belongs to it.
    pub fn contains(self, day: CivilDate) -> bool {
        (self.first..=self.last).contains(&day)
    }

    /// How many days it has.
    pub fn day_count(self) -> usize {
        distance(self.first, self.last) + 1
    }

    /// What of it lies on `day` or after it; nothing if it ends before.
    #[must_use]
    pub fn since(self, day: CivilDate) -> Option<Self> {
        (day <= self.last).then(|| Self::new(self.first.max(day), self.last))
    }
}

/// A period that is told from today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// From the first day of the week to today.
    ThisWeek,
    /// Seven days up to today.
    Last7Days,
    /// From the first of the month to today.
    ThisMonth,
    /// The whole month before this one.
    LastMonth,
    /// Thirty days up to today.
    Last30Days,
    /// From New Year to today.
    ThisYear,
    /// A year up to today.
    Last12Months,
    /// Everything.
    All,
}

impl Preset {
    /// All of them, the shorter ones first.
    pub const ALL: [Self; 8] = [
        Self::ThisWeek,
        Self::Last7Days,
        Self::ThisMonth,
        Self::LastMonth,
        Self::Last30Days,
        Self::ThisYear,
        Self::Last12Months,
        Self::All,
    ];

    /// The period on a day, for a journal whose days are these.
    pub fn period(
        self,
        today: CivilDate,
        week_start: WeekStart,
        journal: Option<Period>,
    ) -> Period {
        let back = |days| today.checked_sub_days(Days::new(days)).unwrap_or(today);
        let month = Unit::Month.start(today, week_start);
        match self {
            Self::ThisWeek => Period::new(Unit::Week.start(today, week_start), today),
            Self::Last7Days => Period::new(back(6), today),
            Self::ThisMonth => Period::new(month, today),
            Self::LastMonth => {
                let last = month.pred_opt().unwrap_or(month);
                Period::new(Unit::Month.start(last, week_start), last)
            }
            Self::Last30Days => Period::new(back(29), today),
            Self::ThisYear => Period::new(Unit::Year.start(today, week_start), today),
            Self::Last12Months => {
                let before = today.checked_sub_months(Months::new(12));
                let first = before.and_then(|before| before.succ_opt());
                Period::new(first.unwrap_or(today), today)
            }
            Self::All => journal.map_or(Period::new(today, today), |journal| {
                Period::new(journal.first.min(today), journal.last.max(today))
            }),
        }
    }
}

/// What a calendar is divided into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A day.
    Day,
    /// Seven days, from the day on which weeks begin.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
}

impl Unit {
    /// All of them, the shortest first.
    pub const ALL: [Self; 4] = [Self::Day, Self::Week, Self::Month, Self::Year];

    /// The first day of the week, month or year that a day is in.
    pub fn start(self, day: CivilDate, week_start: WeekStart) -> CivilDate {
        let start = match self {
            Self::Day => Some(day),
            Self::Week => {
                let days = day.weekday().days_since(weekday(week_start));
                day.checked_sub_days(Days::new(days.into()))
            }
            Self::Month => day.with_day(1),
            Self::Year => day.with_ordinal(1),
        };
        start.unwrap_or(day)
    }

    /// Into how many parts it divides a period.
    pub fn count(self, period: Period, week_start: WeekStart) -> usize {
        let first = self.start(period.first, week_start);
        let last = self.start(period.last, week_start);
        let years = last.year().abs_diff(first.year()) as usize;
        1 + match self {
            Self::Day => distance(first, last),
            Self::Week => distance(first, last) / 7,
            Self::Month => years * 12 + last.month0() as usize - first.month0() as usize,
            Self::Year => years,
        }
    }

    /// Divides a period, in order. The first part and the last one may lack days that are outside of it.
    pub fn divide(self, period: Period, week_start: WeekStart) -> Vec<Period> {
        let mut parts = Vec::new();
        let mut first = period.first;
        loop {
            let next = self.after(self.start(first, week_start));
            let last = next.and_then(|next| next.pred_opt());
            let last = last.unwrap_or(period.last).min(period.last);
            parts.push(Period { first, last });
            match next {
                Some(next) if next <= period.last => first = next,
                _ => return parts,
            }
        }
    }

    /// The start of the next one.
    fn after(self, start: CivilDate) -> Option<CivilDate> {
        match self {
            Self::Day => start.succ_opt(),
            Self::Week => start.checked_add_days(Days::new(7)),
            Self::Month => start.checked_add_months(Months::new(1)),
            Self::Year => start.checked_add_months(Months::new(12)),
        }
    }
}

/// The day on which weeks begin.
fn weekday(week_start: WeekStart) -> Weekday {
    match week_start {
        WeekStart::Monday => Weekday::Mon,
        WeekStart::Saturday => Weekday::Sat,
        WeekStart::Sunday => Weekday::Sun,
    }
}

fn distance(first: CivilDate, last: CivilDate) -> usize {
    usize::try_from((last - first).num_days()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn date(text: &str) -> CivilDate {
        text.parse().expect("a test's date is well formed")
    }

    fn period(first: &str, last: &str) -> Period {
        Period::new(date(first), date(last))
    }

    #[test]
    fn presets_are_told_from_today() {
        // A Monday.
        let today = date("2026-11-30");
        let journal = Some(period("2019-02-03", "2026-11-28"));
        let cases = [
            (Preset::ThisWeek, "2026-11-29"),
            (Preset::Last7Days, "2026-11-24"),
            (Preset::ThisMonth, "2026-11-01"),
            (Preset::Last30Days, "2026-11-01"),
            (Preset::ThisYear, "2026-01-01"),
            (Preset::Last12Months, "2025-12-01"),
            (Preset::All, "2019-02-03"),
        ];
        for (preset, first) in cases {
            let told = preset.period(today, WeekStart::Sunday, journal);
            assert_eq!(told, Period::new(date(first), today), "{preset:?}");
        }
        let monday = Preset::ThisWeek.period(today, WeekStart::Monday, None);
        assert_eq!(monday, Period::new(today, today));
        assert_eq!(
            Preset::LastMonth.period(date("2024-03-31"), WeekStart::Monday, journal),
            period("2024-02-01", "2024-02-29")
        );
        assert_eq!(
            Preset::Last12Months
                .period(date("2024-02-29"), WeekStart::Monday, None)
                .day_count(),
            366
        );
        // What is dated in the future belongs to everything.
        let ahead = Some(period("2026-11-01", "2027-01-01"));
        let all = Preset::All.period(today, WeekStart::Monday, ahead);
        assert_eq!(all.last(), date("2027-01-01"));
    }

    #[test]
    fn weeks_begin_on_the_day_that_was_chosen() {
        let thursday = date("2026-11-26");
        let starts = [WeekStart::Monday, WeekStart::Saturday, WeekStart::Sunday]
            .map(|week_start| Unit::Week.start(thursday, week_start).to_string());
        assert_eq!(starts, ["2026-11-23", "2026-11-21", "2026-11-22"]);
    }

    #[test]
    fn the_first_and_the_last_part_lie_within_the_period() {
        let months = Unit::Month.divide(period("2024-01-30", "2024-03-02"), WeekStart::Monday);
        assert_eq!(
            months,
            [
                period("2024-01-30", "2024-01-31"),
                period("2024-02-01", "2024-02-29"),
                period("2024-03-01", "2024-03-02"),
            ]
        );
    }

    #[test]
    fn a_period_may_begin_later_but_not_after_its_end() {
        let november = period("2026-11-01", "2026-11-30");
        assert_eq!(november.since(date("2026-10-05")), Some(november));
        let rest = november.since(date("2026-11-30"));
        assert_eq!(rest.map(Period::day_count), Some(1));
        assert_eq!(november.since(date("2026-12-01")), None);
    }

    fn any_date() -> impl Strategy<Value = CivilDate> {
        (0..80_000u64).prop_map(|days| date("1900-01-01") + Days::new(days))
    }

    proptest! {
        #[test]
        fn each_day_of_a_period_is_in_one_of_its_parts(
            first in any_date(),
            days in 0..1_000u64,
            unit in prop::sample::select(&Unit::ALL[..]),
            week_start in prop::sample::select(
                &[WeekStart::Monday, WeekStart::Saturday, WeekStart::Sunday][..]
            ),
        ) {
            let period = Period::new(first, first + Days::new(days));
            let parts = unit.divide(period, week_start);
            prop_assert_eq!(parts.len(), unit.count(period, week_start));
            prop_assert_eq!(parts[0].first(), period.first());
            prop_assert_eq!(parts[parts.len() - 1].last(), period.last());
            for pair in parts.windows(2) {
                prop_assert_eq!(pair[0].last().succ_opt(), Some(pair[1].first()));
                prop_assert_eq!(unit.start(pair[1].first(), week_start), pair[1].first());
            }
            for part in parts {
                let starts = [part.first(), part.last()].map(|day| unit.start(day, week_start));
                prop_assert_eq!(starts[0], starts[1]);
            }
        }
    }
}
