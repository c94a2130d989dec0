//! Bars: how long was practised on each day, in each week, month or year of a period.

use shared_model::{Period, SecondsByDay, Unit, WeekStart, seconds_within};

use super::part;

/// So many bars are read one by one.
const READABLE: usize = 31;

/// More bars than these are no bars any more on a phone.
const DRAWABLE: usize = 125;

/// So many bars have a label.
const LABELS: usize = 6;

/// Steps of a scale, in minutes. They are round in the way that times are.
const STEPS_MINUTES: [i64; 16] = [
    1, 2, 5, 10, 15, 30, 60, 120, 180, 300, 600, 1_200, 1_800, 3_000, 6_000, 12_000,
];

/// A scale has at most so many steps.
const STEPS: i64 = 4;

/// One bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bar {
    /// The days that it stands for.
    pub(crate) part: Period,
    /// How long was practised on them, in seconds.
    pub(crate) seconds: i64,
    /// What the daily goal asks for on them, in seconds; 0 where there is none.
    pub(crate) goal_seconds: i64,
}

/// The bars of a period, with their scale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bars {
    /// What each of them stands for.
    pub(crate) unit: Unit,
    /// In order.
    pub(crate) bars: Vec<Bar>,
    /// The lines of the scale, in seconds: from nothing to the top, which no bar and no goal exceeds.
    pub(crate) lines_seconds: Vec<i64>,
}

impl Bars {
    /// Of a period.
    pub(crate) fn of(
        days: &SecondsByDay,
        period: Period,
        unit: Unit,
        week_start: WeekStart,
        daily_goal_seconds: i64,
    ) -> Self {
        let bar = |part: Period| Bar {
            part,
            seconds: seconds_within(days, part),
            goal_seconds: i64::try_from(part.day_count()).unwrap_or(0) * daily_goal_seconds,
        };
        let bars: Vec<Bar> = unit
            .divide(period, week_start)
            .into_iter()
            .map(bar)
            .collect();
        let highest = bars.iter().map(|bar| bar.seconds.max(bar.goal_seconds));
        Self {
            unit,
            lines_seconds: lines(highest.max().unwrap_or(0)),
            bars,
        }
    }

    /// The highest one; of several, the first. Nothing where nothing was practised.
    pub(crate) fn highest(&self) -> Option<Bar> {
        let practised = self.bars.iter().rev().filter(|bar| bar.seconds > 0);
        practised.max_by_key(|bar| bar.seconds).copied()
    }

    /// How high an amount is drawn, in per cent of the chart's height.
    pub(crate) fn height(&self, seconds: i64) -> f64 {
        let top = self.lines_seconds.last().copied().unwrap_or(0);
        part(seconds, top)
    }

    /// How wide the place of each bar is, in per cent of the chart's width.
    pub(crate) fn place(&self) -> f64 {
        100.0 / self.bars.len().max(1) as f64
    }

    /// The bars that have a label, by their numbers: at equal distances, as many as there is room for.
    pub(crate) fn labelled(&self) -> impl Iterator<Item = usize> + use<> {
        let distance = self.bars.len().div_ceil(LABELS).max(1);
        (0..self.bars.len()).step_by(distance)
    }
}

/// What the bars of a period stand for unless somebody chooses otherwise.
pub(crate) fn usual(period: Period, week_start: WeekStart) -> Unit {
    let readable = Unit::ALL
        .into_iter()
        .find(|unit| unit.count(period, week_start) <= READABLE);
    readable.unwrap_or(Unit::Year)
}

/// What the bars of a period can stand for.
pub(crate) fn offered(period: Period, week_start: WeekStart) -> Vec<Unit> {
    let usual = usual(period, week_start);
    let is_offered =
        |unit: &Unit| *unit == usual || (2..=DRAWABLE).contains(&unit.count(period, week_start));
    Unit::ALL.into_iter().filter(is_offered).collect()
}

/// The lines of a scale that reaches so far.
fn lines(seconds: i64) -> Vec<i64> {
    let minutes = seconds.max(1).div_euclid(60) + i64::from(seconds.rem_euclid(60) > 0);
    let step = STEPS_MINUTES
        .into_iter()
        .find(|step| step * STEPS >= minutes)
        .unwrap_or_else(|| minutes.div_euclid(STEPS) + 1);
    let count = (minutes.max(1) + step - 1) / step;
    (0..=count).map(|line| line * step * 60).collect()
}

#[cfg(test)]
mod tests {
    use shared_model::CivilDate;

    use super::*;

    fn date(text: &str) -> CivilDate {
        text.parse().expect("a test's date is well formed")
    }

    fn period(first: &str, last: &str) -> Period {
        Period::new(date(first), date(last))
    }

    #[test]
    fn the_length_of_a_period_chooses_what_its_bars_stand_for() {
        use Unit::{Day, Month, Week, Year};
        let cases = [
            ("2026-11-30", vec![Day]),
            ("2026-11-24", vec![Day, Week]),
            ("2026-11-01", vec![Day, Week]),
            ("2026-09-01", vec![Week, Day, Month]),
            ("2026-01-01", vec![Month, Week]),
            ("2025-12-01", vec![Month, Week, Year]),
            ("2019-02-03", vec![Year, Month]),
        ];
        for (first, units) in cases {
            let period = period(first, "2026-11-30");
            assert_eq!(usual(period, WeekStart::Monday), units[0], "{first}");
            let offered = offered(period, WeekStart::Monday);
            assert_eq!(offered.len(), units.len(), "{first} {offered:?}");
            assert!(units.iter().all(|unit| offered.contains(unit)), "{first}");
        }
    }

    #[test]
    fn the_lines_of_a_scale_are_round_and_no_bar_is_higher() {
        let minutes =
            |seconds| -> Vec<i64> { lines(seconds).into_iter().map(|line| line / 60).collect() };
        assert_eq!(minutes(0), [0, 1]);
        assert_eq!(minutes(30), [0, 1]);
        assert_eq!(minutes(45 * 60), [0, 15, 30, 45]);
        assert_eq!(minutes(45 * 60 + 1), [0, 15, 30, 45, 60]);
        assert_eq!(minutes(95 * 60), [0, 30, 60, 90, 120]);
        assert_eq!(minutes(11 * 3600), [0, 180, 360, 540, 720]);
        for seconds in (0..10_000_000).step_by(98_765) {
            let lines = lines(seconds);
            assert!(
                lines.len() <= 6 && lines.last() >= Some(&seconds),
                "{seconds}"
            );
        }
    }

    #[test]
    fn bars_have_all_that_was_practised_and_the_goal_of_their_days() {
        let days = SecondsByDay::from([
            (date("2026-10-31"), 999),
            (date("2026-11-01"), 600),
            (date("2026-11-03"), 1_200),
            (date("2026-11-10"), 1_800),
        ]);
        let bars = Bars::of(
            &days,
            period("2026-11-01", "2026-11-10"),
            Unit::Week,
            WeekStart::Monday,
            1_800,
        );
        let told: Vec<_> = bars
            .bars
            .iter()
            .map(|bar| (bar.seconds, bar.goal_seconds))
            .collect();
        assert_eq!(told, [(600, 1_800), (1_200, 12_600), (1_800, 3_600)]);
        assert_eq!(bars.lines_seconds, [0, 3_600, 7_200, 10_800, 14_400]);
        assert_eq!(bars.height(7_200), 50.0);
        assert_eq!(bars.highest().map(|bar| bar.part.day_count()), Some(2));
        assert_eq!(bars.labelled().collect::<Vec<_>>(), [0, 1, 2]);
    }

    #[test]
    fn of_many_bars_a_few_have_a_label() {
        let bars = Bars::of(
            &SecondsByDay::new(),
            period("2026-10-31", "2026-11-30"),
            Unit::Day,
            WeekStart::Monday,
            0,
        );
        assert_eq!(bars.bars.len(), 31);
        assert_eq!(bars.labelled().collect::<Vec<_>>(), [0, 6, 12, 18, 24, 30]);
        assert_eq!(bars.highest(), None);
    }
}
