//! Local dates and times: what a date field holds, and the words for near days.

use std::ops::RangeInclusive;

use chrono::{DateTime, Datelike as _, Days, NaiveDateTime};
use shared_model::{CivilDate, Timestamp};

/// What a `datetime-local` field holds.
const INPUT: &str = "%Y-%m-%dT%H:%M";

/// The years in which journals are kept. While a year is typed, a date field holds one of a year outside of them.
const YEARS: RangeInclusive<i32> = 1900..=2999;

/// Whether a journal may have a day, rather than somebody be typing its year.
pub(crate) fn is_of_journals(day: CivilDate) -> bool {
    YEARS.contains(&day.year())
}

/// What a `date` field says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TypedDay {
    /// Nothing.
    None,
    /// Something that is still being typed.
    Unfinished,
    /// A day.
    Day(CivilDate),
}

impl TypedDay {
    /// Reads the field.
    pub(crate) fn of(field: &str) -> Self {
        match field.parse() {
            _ if field.is_empty() => Self::None,
            Ok(day) if is_of_journals(day) => Self::Day(day),
            _ => Self::Unfinished,
        }
    }
}

/// The wall clock where the offset from UTC is this one.
pub(crate) fn wall_clock(at: Timestamp, utc_offset_minutes: i64) -> NaiveDateTime {
    let shifted = at.plus_secs(utc_offset_minutes * 60);
    DateTime::from_timestamp_millis(shifted.millis())
        .unwrap_or_default()
        .naive_utc()
}

/// An instant as a `datetime-local` field shows it.
pub(crate) fn to_input(at: Timestamp, utc_offset_minutes: i64) -> String {
    wall_clock(at, utc_offset_minutes).format(INPUT).to_string()
}

/// Reads a `datetime-local` field with the zone's offset at each instant; answers the instant and its offset.
pub(crate) fn parse_input(
    typed: &str,
    offset_at: impl Fn(Timestamp) -> i64,
) -> Option<(Timestamp, i64)> {
    let wall = NaiveDateTime::parse_from_str(typed, INPUT)
        .or_else(|_| NaiveDateTime::parse_from_str(typed, "%Y-%m-%dT%H:%M:%S"))
        .ok()?;
    Timestamp::of_wall_clock(wall, offset_at)
}

/// How a day is called, seen from today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DayName {
    /// The same day.
    Today,
    /// The day before.
    Yesterday,
    /// Any other, with or without the year.
    Date {
        /// Whether it is in another year.
        with_year: bool,
    },
}

impl DayName {
    /// The name of `day` on `today`.
    pub(crate) fn of(day: CivilDate, today: CivilDate) -> Self {
        if day == today {
            Self::Today
        } else if day.checked_add_days(Days::new(1)) == Some(today) {
            Self::Yesterday
        } else {
            Self::Date {
                with_year: day.year() != today.year(),
            }
        }
    }
}

/// Days from `today` to `date`; negative when it is past.
pub(crate) fn days_until(date: CivilDate, today: CivilDate) -> i64 {
    (date - today).num_days()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("a test's time is well formed")
    }

    fn day(text: &str) -> CivilDate {
        text.parse().expect("a test's date is well formed")
    }

    /// Central European time around the change of 31 March 2024 at 01:00 UTC.
    fn berlin(instant: Timestamp) -> i64 {
        if instant < at("2024-03-31T01:00:00Z") {
            60
        } else {
            120
        }
    }

    #[test]
    fn a_day_is_read_once_its_year_is_typed() {
        let day = |text: &str| text.parse().map(TypedDay::Day).expect("a day");
        for (field, typed) in [
            ("", TypedDay::None),
            ("0002-03-10", TypedDay::Unfinished),
            ("0202-03-10", TypedDay::Unfinished),
            ("1899-12-31", TypedDay::Unfinished),
            ("3000-01-01", TypedDay::Unfinished),
            ("20244-03-10", TypedDay::Unfinished),
            ("1900-01-01", day("1900-01-01")),
            ("2024-03-10", day("2024-03-10")),
            ("2999-12-31", day("2999-12-31")),
        ] {
            assert_eq!(TypedDay::of(field), typed, "{field}");
        }
    }

    #[test]
    fn a_date_field_reads_back_what_it_shows() {
        for text in [
            "2024-03-30T22:15:00Z",
            "2024-03-31T00:59:00Z",
            "2024-03-31T01:00:00Z",
            "2024-04-01T10:00:00Z",
        ] {
            let shown = to_input(at(text), berlin(at(text)));
            assert_eq!(
                parse_input(&shown, berlin),
                Some((at(text), berlin(at(text)))),
                "{shown}"
            );
        }
        assert_eq!(to_input(at("2024-01-15T23:30:00Z"), 60), "2024-01-16T00:30");
    }

    #[test]
    fn an_hour_that_does_not_exist_is_read_as_one_nearby() {
        let (instant, _) = parse_input("2024-03-31T02:30", berlin).expect("it is a time");
        assert!((at("2024-03-31T00:00:00Z")..at("2024-03-31T02:00:00Z")).contains(&instant));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for typed in ["", "2024-01-15", "2024-02-30T10:00", "now"] {
            assert_eq!(parse_input(typed, |_| 0), None);
        }
    }

    #[test]
    fn near_days_have_names() {
        let today = day("2024-03-01");
        assert_eq!(DayName::of(today, today), DayName::Today);
        assert_eq!(DayName::of(day("2024-02-29"), today), DayName::Yesterday);
        assert_eq!(
            DayName::of(day("2024-02-28"), today),
            DayName::Date { with_year: false }
        );
        assert_eq!(
            DayName::of(day("2023-12-31"), today),
            DayName::Date { with_year: true }
        );
        assert_eq!(days_until(day("2024-03-05"), today), 4);
    }
}
