//! A line over days, with its scale.

use shared_model::CivilDate;

use super::part;

/// About how many steps a scale has.
const STEPS: i64 = 4;

/// The days of a line that is to have no more points than this: of each stretch of days the one with the highest value.
pub(crate) fn thinned(values: &[(CivilDate, i64)], at_most: usize) -> Vec<(CivilDate, i64)> {
    let days_in_stretch = values.len().div_ceil(at_most.max(1)).max(1);
    values
        .chunks(days_in_stretch)
        .filter_map(|stretch| stretch.iter().copied().max_by_key(|(_, value)| *value))
        .collect()
}

/// A line over days.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    /// From the left and from the top.
    pub(crate) points: Vec<(f64, f64)>,
    /// The scale's round values, each with how far it is from the top.
    pub(crate) scale: Vec<(i64, f64)>,
}

impl Line {
    /// Through these values, the earliest day first. The scale begins near the lowest value, not at nothing: a tempo that grows
    /// from 100 to 120 has come a long way.
    pub(crate) fn of(values: &[(CivilDate, i64)]) -> Self {
        let amounts = || values.iter().map(|(_, value)| *value);
        let (low, high) = (amounts().min().unwrap_or(0), amounts().max().unwrap_or(0));
        let (low, high) = match high - low {
            0 => (low - 1, high + 1),
            _ => (low, high),
        };
        let step = step(high - low);
        let low = low.div_euclid(step) * step;
        let high = (high + step - 1).div_euclid(step) * step;
        let top = |value: i64| 100.0 - part(value - low, high - low);
        let days = |day: CivilDate| {
            values
                .first()
                .map_or(0, |(first, _)| (day - *first).num_days())
        };
        let all_days = values.last().map_or(0, |(last, _)| days(*last));
        let left = |day| match all_days {
            0 => 50.0,
            all_days => part(days(day), all_days),
        };
        let count = (high - low) / step;
        Self {
            points: values
                .iter()
                .map(|(day, value)| (left(*day), top(*value)))
                .collect(),
            scale: (0..=count)
                .map(|index| low + index * step)
                .map(|value| (value, top(value)))
                .collect(),
        }
    }
}

/// The smallest of 1, 2, 5, 10, 20, 50, ... that covers a range in a few steps.
fn step(range: i64) -> i64 {
    let tens = std::iter::successors(Some(1_i64), |ten| ten.checked_mul(10));
    tens.flat_map(|ten| [1, 2, 5].map(|factor| ten.saturating_mul(factor)))
        .find(|step| range <= step.saturating_mul(STEPS))
        .unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> CivilDate {
        text.parse().expect("a test's date is well formed")
    }

    #[test]
    fn a_line_goes_from_the_first_day_to_the_last_on_a_round_scale() {
        let line = Line::of(&[
            (day("2024-03-01"), 60),
            (day("2024-03-02"), 66),
            (day("2024-03-11"), 92),
        ]);
        let scale: Vec<i64> = line.scale.iter().map(|(value, _)| *value).collect();
        assert_eq!(scale, [60, 70, 80, 90, 100]);
        assert_eq!(line.scale[4].1, 0.0);
        assert_eq!(line.points, [(0.0, 100.0), (10.0, 85.0), (100.0, 20.0)]);
    }

    #[test]
    fn of_each_stretch_of_a_long_line_the_highest_value_is_drawn() {
        let values: Vec<_> = (1..=9)
            .map(|number| (day(&format!("2024-03-0{number}")), 60 + number * 5 % 7))
            .collect();
        assert_eq!(thinned(&values, 9), values);
        assert_eq!(thinned(&values, 4), [values[0], values[3], values[7]]);
        assert_eq!(thinned(&[], 4), []);
    }

    #[test]
    fn one_value_and_equal_ones_are_in_the_middle() {
        let line = Line::of(&[(day("2024-03-01"), 60)]);
        assert_eq!(line.points, [(50.0, 50.0)]);
        let line = Line::of(&[(day("2024-03-01"), 60), (day("2024-03-03"), 60)]);
        assert_eq!(line.points, [(0.0, 50.0), (100.0, 50.0)]);
        assert_eq!(Line::of(&[]).points, []);
    }

    #[test]
    fn steps_are_round_and_few() {
        let ranges = [1, 4, 5, 8, 9, 20, 21, 40, 41, 80, 81, 200, 201, 399];
        let steps = [1, 1, 2, 2, 5, 5, 10, 10, 20, 20, 50, 50, 100, 100];
        assert_eq!(ranges.map(step), steps);
    }
}
