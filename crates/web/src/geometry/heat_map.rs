//! A year as a calendar of days, which are the darker the longer was practised.

use chrono::{Datelike as _, Days};
use shared_model::{CivilDate, Period, SecondsByDay, Unit, WeekStart};

/// The weeks of a year, and the one that has begun.
const WEEKS: u64 = 53;

/// A month has its name above it if it has at least so many weeks before the next one, or the end.
const NAME_WEEKS: usize = 3;

/// How dark a day is: the first level is no practice.
pub(crate) const LEVELS: usize = 5;

/// One day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    /// The day.
    pub(crate) day: CivilDate,
    /// How long was practised, in seconds; nothing without practice, or where nobody here knows.
    pub(crate) seconds: Option<i64>,
    /// Whether the day is in the account only.
    pub(crate) is_elsewhere: bool,
    /// How dark it is.
    pub(crate) level: usize,
    /// The week it is in, counted from the left.
    pub(crate) column: usize,
    /// Its place in the week.
    pub(crate) row: usize,
}

/// A year as a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HeatMap {
    /// The days of which it shows how long was practised; nothing if all of them are in the account only.
    pub(crate) here: Option<Period>,
    /// Each of the days, those that are elsewhere too.
    pub(crate) cells: Vec<Cell>,
    /// The months that have their name above, with the column in which they begin.
    pub(crate) months: Vec<(usize, CivilDate)>,
    /// How many weeks it shows.
    pub(crate) columns: usize,
}

impl HeatMap {
    /// The year up to a day, in whole weeks at its beginning. A daily goal says what much is; without one, what is usual in
    /// this year does. The journal is here from the day `begins` on, or from its beginning.
    pub(crate) fn of(
        days: &SecondsByDay,
        last: CivilDate,
        week_start: WeekStart,
        daily_goal_seconds: i64,
        begins: Option<CivilDate>,
    ) -> Self {
        let period = Self::period(last, week_start);
        let shown = days.range(period.first()..=period.last());
        let thresholds = match daily_goal_seconds {
            0 => quarters(shown.map(|(_, seconds)| *seconds).collect()),
            goal => [goal / 2, goal, goal * 3 / 2],
        };
        let cells: Vec<Cell> = period
            .first()
            .iter_days()
            .take(period.day_count())
            .enumerate()
            .map(|(number, day)| {
                let seconds = days.get(&day).copied();
                Cell {
                    day,
                    seconds,
                    is_elsewhere: begins.is_some_and(|begins| day < begins),
                    level: seconds.map_or(0, |seconds| level(seconds, thresholds)),
                    column: number / 7,
                    row: number % 7,
                }
            })
            .collect();
        let columns = cells.last().map_or(0, |cell| cell.column + 1);
        Self {
            here: begins.map_or(Some(period), |begins| period.since(begins)),
            months: months(&cells, columns),
            cells,
            columns,
        }
    }

    /// The days that the calendar up to this one shows.
    pub(crate) fn period(last: CivilDate, week_start: WeekStart) -> Period {
        let week = Unit::Week.start(last, week_start);
        let first = week.checked_sub_days(Days::new((WEEKS - 1) * 7));
        Period::new(first.unwrap_or(week), last)
    }

    /// Whether some of its days are in the account only.
    pub(crate) fn is_cut(&self) -> bool {
        self.cells.iter().any(|cell| cell.is_elsewhere)
    }

    /// The days with practice, the latest first.
    pub(crate) fn practised(&self) -> impl Iterator<Item = (CivilDate, i64)> {
        let cells = self.cells.iter().rev();
        cells.filter_map(|cell| Some((cell.day, cell.seconds?)))
    }
}

/// Above how much a day is on which level.
fn level(seconds: i64, thresholds: [i64; LEVELS - 2]) -> usize {
    1 + thresholds
        .iter()
        .filter(|threshold| seconds >= **threshold)
        .count()
}

/// What a quarter, half and three quarters of the days stay below.
fn quarters(mut seconds: Vec<i64>) -> [i64; LEVELS - 2] {
    seconds.sort_unstable();
    // A day on which nobody said how long is on the first level, whatever the others are.
    let at = |quarter: usize| {
        let place = seconds.len() * quarter / 4;
        seconds
            .get(place)
            .map_or(i64::MAX, |seconds| (*seconds).max(1))
    };
    [at(1), at(2), at(3)]
}

/// Which months have their name above, and where: a name needs some room.
fn months(cells: &[Cell], columns: usize) -> Vec<(usize, CivilDate)> {
    let mut starts: Vec<(usize, CivilDate)> = Vec::new();
    for cell in cells.iter().filter(|cell| cell.row == 0) {
        let is_new = starts
            .last()
            .is_none_or(|(_, month)| month.month() != cell.day.month());
        if is_new {
            starts.push((cell.column, cell.day));
        }
    }
    let next = |place: usize| starts.get(place + 1).map_or(columns, |(column, _)| *column);
    let has_room = |place: usize| next(place) - starts[place].0 >= NAME_WEEKS;
    (0..starts.len())
        .filter(|place| has_room(*place))
        .map(|place| starts[place])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> CivilDate {
        text.parse().expect("a test's date is well formed")
    }

    fn map(days: &[(&str, i64)], last: &str, week_start: WeekStart, goal: i64) -> HeatMap {
        let days = days.iter().map(|(day, seconds)| (date(day), *seconds));
        HeatMap::of(&days.collect(), date(last), week_start, goal, None)
    }

    fn cell(map: &HeatMap, day: &str) -> Cell {
        let day = date(day);
        *map.cells
            .iter()
            .find(|cell| cell.day == day)
            .expect("the day is shown")
    }

    #[test]
    fn a_calendar_shows_at_least_a_year_in_columns_of_weeks() {
        for week_start in [WeekStart::Monday, WeekStart::Saturday, WeekStart::Sunday] {
            for day in date("2023-12-20").iter_days().take(800) {
                let map = HeatMap::of(&SecondsByDay::new(), day, week_start, 0, None);
                assert!((365..=371).contains(&map.cells.len()), "{day}");
                assert_eq!(map.columns, 53, "{day}");
                assert_eq!(map.cells[0].row, 0);
                assert_eq!(
                    Unit::Week.start(map.cells[0].day, week_start),
                    map.cells[0].day
                );
                assert_eq!(map.cells.last().map(|cell| cell.day), Some(day));
                let columns: Vec<_> = map.months.iter().map(|(column, _)| *column).collect();
                assert!(
                    columns
                        .windows(2)
                        .all(|pair| pair[1] >= pair[0] + NAME_WEEKS),
                    "{day}"
                );
            }
        }
    }

    #[test]
    fn failure_19_a_day_stands_in_the_row_of_its_weekday() {
        let map = map(
            &[("2026-03-29", 60), ("2026-10-25", 60)],
            "2026-11-30",
            WeekStart::Monday,
            0,
        );
        // Both days on which Berlin changes its clocks are Sundays.
        assert_eq!(cell(&map, "2026-03-29").row, 6);
        assert_eq!(cell(&map, "2026-10-25").row, 6);
        assert_eq!(cell(&map, "2026-11-30").row, 0);
        assert_eq!(
            map.practised().collect::<Vec<_>>(),
            [(date("2026-10-25"), 60), (date("2026-03-29"), 60)]
        );
    }

    #[test]
    fn the_daily_goal_says_what_much_is() {
        let days = [
            ("2026-11-01", 0),
            ("2026-11-02", 899),
            ("2026-11-03", 900),
            ("2026-11-04", 1_800),
            ("2026-11-05", 2_700),
        ];
        let map = map(&days, "2026-11-30", WeekStart::Monday, 1_800);
        let levels = days.map(|(day, _)| cell(&map, day).level);
        assert_eq!(levels, [1, 1, 2, 3, 4]);
        assert_eq!(cell(&map, "2026-11-06").level, 0);
    }

    #[test]
    fn without_a_goal_the_year_says_what_much_is() {
        let days = [
            ("2026-11-01", 100),
            ("2026-11-02", 200),
            ("2026-11-03", 300),
            ("2026-11-04", 400),
        ];
        let levels = |days: &[(&str, i64)]| -> Vec<usize> {
            let map = map(days, "2026-11-30", WeekStart::Monday, 0);
            days.iter().map(|(day, _)| cell(&map, day).level).collect()
        };
        assert_eq!(levels(&days), [1, 2, 3, 4]);
        assert_eq!(levels(&days[..1]), [4]);
    }

    #[test]
    fn of_days_before_the_journal_begins_here_nobody_says_that_there_was_no_practice() {
        let of = |begins| {
            let days = [(date("2026-11-20"), 60)].into();
            let last = date("2026-11-30");
            HeatMap::of(&days, last, WeekStart::Monday, 0, Some(date(begins)))
        };
        let map = of("2026-11-12");
        assert!(map.is_cut());
        assert!(cell(&map, "2026-11-11").is_elsewhere);
        assert!(!cell(&map, "2026-11-12").is_elsewhere);
        let here = Period::new(date("2026-11-12"), date("2026-11-30"));
        assert_eq!(map.here, Some(here));
        // It is as wide as ever.
        assert_eq!(map.cells[0].day, date("2025-12-01"));
        assert_eq!(of("2026-12-01").here, None);
        assert!(!of("2025-12-01").is_cut());
    }

    #[test]
    fn a_month_has_its_name_where_its_first_week_is() {
        let map = map(&[], "2026-11-30", WeekStart::Monday, 0);
        let first = map.cells[0].day;
        assert_eq!(first, date("2025-12-01"));
        assert_eq!(map.months[0], (0, first));
        assert_eq!(map.months[1], (5, date("2026-01-05")));
        assert_eq!(map.months.len(), 12);
    }
}
