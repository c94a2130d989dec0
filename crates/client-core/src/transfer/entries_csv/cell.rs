//! What stands in a cell.

use shared_model::{CivilDate, Timestamp};

/// Whether a spreadsheet would take the text for a formula, once the apostrophes in front are gone. Blanks before a formula
/// are dropped by some, control characters end the cell for others, and where people write in full width so do formulas.
fn is_formula(text: &str) -> bool {
    let text = text.trim_start_matches('\'');
    let operators = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    text.starts_with(char::is_control) || text.trim_start().starts_with(operators)
}

/// The text with one more apostrophe in front, where a spreadsheet would take it for a formula.
pub(super) fn guarded(text: &str) -> String {
    match is_formula(text) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

/// What was guarded.
pub(super) fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if is_formula(text) => text,
        _ => cell,
    }
}

/// A list in one cell: joined by semicolons where [`split`] undoes that, and as JSON where it does not.
pub(super) fn join<'a>(items: impl Iterator<Item = &'a str>) -> String {
    let items: Vec<&str> = items.collect();
    let joined = items.join("; ");
    match split(&joined) == items {
        true => joined,
        false => serde_json::to_string(&items).unwrap_or_default(),
    }
}

/// The items of a list in one cell.
pub(super) fn split(cell: &str) -> Vec<String> {
    if let Ok(items) = serde_json::from_str(cell) {
        return items;
    }
    cell.split(';')
        .map(str::trim)
        .filter(|item| !item.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A duration in seconds, where a number alone has this unit: "45", "12.5", "12,5", or "1:30" for hours and minutes.
pub(super) fn duration_secs(cell: &str, unit_secs: f64) -> Option<f64> {
    let cell = cell.trim();
    let parts: Option<Vec<u32>> = cell.split(':').map(|part| part.parse().ok()).collect();
    match parts.as_deref() {
        Some([hours, minutes]) => Some(f64::from(*hours) * 3600.0 + f64::from(*minutes) * 60.0),
        Some([hours, minutes, seconds]) => {
            let minutes = f64::from(*hours) * 60.0 + f64::from(*minutes);
            Some(minutes * 60.0 + f64::from(*seconds))
        }
        _ => {
            let number: f64 = cell.replacen(',', ".", 1).parse().ok()?;
            number.is_finite().then_some(number * unit_secs)
        }
    }
}

/// Which part of a date with slashes is the day. Only a date of the table beyond the twelfth tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DateOrder {
    /// 31/12/2024.
    DayFirst,
    /// 12/31/2024.
    MonthFirst,
    /// No date tells, or two say different things: a date with slashes is not read, rather than wrongly.
    Unknown,
}

impl DateOrder {
    /// The order that a table's dates are in.
    pub(super) fn of<'a>(dates: impl Iterator<Item = &'a String>) -> Self {
        let (mut day_first, mut month_first) = (false, false);
        let days = dates.filter_map(|date| date.split_whitespace().next());
        let days = days.map(|day| day.trim_end_matches(','));
        for [first, second, _] in days.filter_map(|day| parts(day, '/')) {
            day_first |= (13..=31).contains(&first);
            month_first |= (13..=31).contains(&second) && first <= 12;
        }
        match (day_first, month_first) {
            (true, false) => Self::DayFirst,
            (false, true) => Self::MonthFirst,
            _ => Self::Unknown,
        }
    }
}

fn parts(date: &str, separator: char) -> Option<[u32; 3]> {
    let parts: Option<Vec<u32>> = date
        .trim()
        .split(separator)
        .map(|part| part.trim().parse().ok())
        .collect();
    parts?.try_into().ok()
}

fn date(cell: &str, order: DateOrder) -> Option<CivilDate> {
    let of = |year: u32, month: u32, day: u32| {
        CivilDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
    };
    let slashes = parts(cell, '/');
    if let Some([year, month, day]) = parts(cell, '-').or(slashes.filter(|[year, _, _]| *year > 31))
    {
        return of(year, month, day);
    }
    if let Some([day, month, year]) = parts(cell, '.') {
        return of(year, month, day);
    }
    match (slashes?, order) {
        ([day, month, year], DateOrder::DayFirst) | ([month, day, year], DateOrder::MonthFirst) => {
            of(year, month, day)
        }
        (_, DateOrder::Unknown) => None,
    }
}

/// A date and a time of day as RFC 3339 without an offset. A day without a time is its noon, which every roll-over hour
/// leaves on that day.
pub(super) fn wall_clock(day: &str, time: Option<&String>, order: DateOrder) -> Option<String> {
    let day = date(day, order)?;
    let time = match time {
        Some(time) => time_of_day(time)?,
        None => "12:00:00".to_owned(),
    };
    Some(format!("{day}T{time}"))
}

/// A day, or a day and a time of day, in one cell, as RFC 3339 with or without an offset.
pub(super) fn instant(cell: &str, order: DateOrder) -> Option<String> {
    let cell = cell.trim();
    if Timestamp::parse_local(cell, |_| 0).is_some() {
        return Some(cell.to_owned());
    }
    wall_clock(cell, None, order).or_else(|| {
        let (day, time) = cell.split_once(char::is_whitespace)?;
        wall_clock(day.trim_end_matches(','), Some(&time.to_owned()), order)
    })
}

/// The day of a cell that says its midnight, as which spreadsheets write days.
pub(super) fn day_of_midnight(cell: &str) -> Option<&str> {
    let (day, time) = cell.trim().split_once([' ', 'T'])?;
    ["00:00", "00:00:00"].contains(&time).then_some(day)
}

fn time_of_day(cell: &str) -> Option<String> {
    let lower = cell.trim().to_lowercase();
    let half = |half: &str| lower.ends_with(half);
    let clock = lower.trim_end_matches(|char: char| !char.is_ascii_digit());
    let mut parts = clock.split(':').map(|part| part.trim().parse::<u32>().ok());
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = match parts.next() {
        Some(second) => second?,
        None => 0,
    };
    let hour = match (half("am") || half("a.m."), half("pm") || half("p.m.")) {
        (true, _) => hour % 12,
        (_, true) => hour % 12 + 12,
        _ => hour,
    };
    Some(format!("{hour:02}:{minute:02}:{second:02}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What the most careless spreadsheet makes of a cell: it drops all that cannot be seen, takes full width for half, and
    /// calculates what then begins with a sign that is no punctuation of a sentence.
    fn is_calculated(cell: &str) -> bool {
        let half_width = |char: char| match u32::from(char) {
            code @ 0xff01..=0xff5e => char::from_u32(code - 0xfee0).unwrap_or(char),
            _ => char,
        };
        let mut seen = cell.chars().map(half_width);
        let first = seen.find(|char| !char.is_whitespace() && !char.is_control());
        cell.starts_with(char::is_control) || first.is_some_and(|first| "=+-@".contains(first))
    }

    #[test]
    fn a_text_that_would_be_calculated_is_guarded_and_nothing_else_is_changed() {
        for (text, cell) in [
            ("", ""),
            ("plain", "plain"),
            ("Bach = Bach", "Bach = Bach"),
            ("'quoted'", "'quoted'"),
            ("'", "'"),
            ("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")"),
            ("+49 30", "'+49 30"),
            ("-5", "'-5"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\tx", "'\tx"),
            ("\r\n=1", "'\r\n=1"),
            ("\n=1", "'\n=1"),
            ("  =1", "'  =1"),
            ("＝1＋1", "'＝1＋1"),
            ("＋1", "'＋1"),
            ("－1", "'－1"),
            ("＠SUM（A1）", "'＠SUM（A1）"),
            ("'=1", "''=1"),
        ] {
            assert_eq!(guarded(text), cell, "{text:?}");
            assert_eq!(unguarded(cell), text, "{cell:?}");
        }
    }

    proptest! {
        #[test]
        fn no_cell_is_calculated_and_every_text_comes_back(
            text in "[ \t\r\n'!-/:-@\u{3000}\u{ff01}-\u{ff20}a1]{0,4}.{0,4}",
        ) {
            let cell = guarded(&text);
            prop_assert!(!is_calculated(&cell), "{cell:?}");
            prop_assert_eq!(unguarded(&cell), text);
        }
    }

    #[test]
    fn a_list_comes_back_whatever_its_items_are() {
        for items in [
            vec![],
            vec!["Legato", "Scales in C"],
            vec!["a; b", "c"],
            vec![" padded "],
            vec!["[\"a\"]"],
            vec!["\"quoted\"", "1"],
            vec!["line\nbreak"],
        ] {
            assert_eq!(split(&join(items.iter().copied())), items);
        }
        assert_eq!(join(["Legato", "Trills"].into_iter()), "Legato; Trills");
    }

    #[test]
    fn failure_20_a_duration_has_the_unit_of_its_column_unless_it_is_a_clocks() {
        for (cell, unit, seconds) in [
            ("45", 60.0, Some(2_700.0)),
            ("45", 1.0, Some(45.0)),
            ("1.5", 3_600.0, Some(5_400.0)),
            ("12,5", 60.0, Some(750.0)),
            ("1:30", 60.0, Some(5_400.0)),
            ("0:45:30", 60.0, Some(2_730.0)),
            ("long", 60.0, None),
            ("inf", 60.0, None),
            ("", 60.0, None),
        ] {
            assert_eq!(duration_secs(cell, unit), seconds, "{cell}");
        }
    }

    #[test]
    fn dates_are_read_where_only_one_day_can_be_meant() {
        let order = |dates: &[&str]| {
            let dates: Vec<String> = dates.iter().map(|date| (*date).to_owned()).collect();
            DateOrder::of(dates.iter())
        };
        assert_eq!(order(&["1/2/2024", "31/2/2024"]), DateOrder::DayFirst);
        assert_eq!(order(&["1/2/2024", "2/31/2024"]), DateOrder::MonthFirst);
        assert_eq!(order(&["1/2/2024", "2024-01-31"]), DateOrder::Unknown);
        assert_eq!(
            order(&["1/2/2024 10:30", "31/2/2024 9:00"]),
            DateOrder::DayFirst
        );
        for (cell, order, day) in [
            ("2024-01-15", DateOrder::Unknown, Some("2024-01-15")),
            ("2024/1/15", DateOrder::Unknown, Some("2024-01-15")),
            ("15.1.2024", DateOrder::Unknown, Some("2024-01-15")),
            ("1/2/2024", DateOrder::DayFirst, Some("2024-02-01")),
            ("1/2/2024", DateOrder::MonthFirst, Some("2024-01-02")),
            ("1/2/2024", DateOrder::Unknown, None),
            ("2024-02-30", DateOrder::Unknown, None),
            ("Monday", DateOrder::Unknown, None),
        ] {
            let read = date(cell, order).map(|day| day.to_string());
            assert_eq!(read.as_deref(), day, "{cell}");
        }
    }

    #[test]
    fn one_cell_says_a_day_with_or_without_a_time() {
        for (cell, instant_of_it) in [
            ("2024-01-15T10:30:00Z", Some("2024-01-15T10:30:00Z")),
            ("2024-01-15 10:30", Some("2024-01-15 10:30")),
            ("2024-01-15", Some("2024-01-15T12:00:00")),
            ("31/1/2024", Some("2024-01-31T12:00:00")),
            ("31/1/2024 9:05 PM", Some("2024-01-31T21:05:00")),
            ("31/1/2024, 9:05 PM", Some("2024-01-31T21:05:00")),
            ("15.1.2024 10:30", Some("2024-01-15T10:30:00")),
            ("20240115", None),
            ("Monday", None),
            ("last Monday", None),
        ] {
            let read = instant(cell, DateOrder::DayFirst);
            assert_eq!(read.as_deref(), instant_of_it, "{cell}");
        }
    }

    #[test]
    fn times_of_day_are_read_in_both_ways_of_counting_hours() {
        for (cell, time) in [
            ("10:30", Some("10:30:00")),
            ("9:05:07", Some("09:05:07")),
            ("12:15\u{202f}AM", Some("00:15:00")),
            ("1:15:30 pm", Some("13:15:30")),
            ("12:00 PM", Some("12:00:00")),
            ("noon", None),
        ] {
            assert_eq!(time_of_day(cell).as_deref(), time, "{cell}");
        }
    }
}
