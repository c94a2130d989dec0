//! A line over days, with its scale.

use shared_model::CivilDate;

use super::part;

/// About how many steps a scale has.
const STEPS: i64 = 4;

/// The days of a line that is to have no more points than this, which are three at least: the first, the last, and of each
/// stretch of days between them the one with the middle value, or with the highest of all, of which the words beside it speak.
/// Ups and downs within a stretch would be drawn as if each stretch had one of them.
pub(crate) fn thinned(values: &[(CivilDate, i64)], at_most: usize) -> Vec<(CivilDate, i64)> {
    let [first, between @ .., last] = values else {
        return values.to_vec();
    };
    if values.len() <= at_most {
        return values.to_vec();
    }
    let days_in_stretch = between.len().div_ceil(at_most.saturating_sub(2).max(1));
    // The earliest of the highest.
    let highest = values.iter().rev().max_by_key(|(_, value)| *value);
    let kept = |stretch: &[(CivilDate, i64)]| {
        let mut by_value = stretch.to_vec();
        by_value.sort_by_key(|(_, value)| *value);
        let highest = highest.filter(|highest| stretch.contains(highest));
        highest.or(by_value.get(by_value.len() / 2)).copied()
    };
    let mut days = vec![*first];
    days.extend(between.chunks(days_in_stretch).filter_map(kept));
    days.push(*last);
    days
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
    fn a_long_line_keeps_its_ends_its_highest_and_of_each_stretch_the_middle_value() {
        let bpm = [65, 63, 61, 66, 64, 62, 60, 65, 63];
        let values: Vec<_> = (1..)
            .zip(bpm)
            .map(|(number, bpm)| (day(&format!("2024-03-0{number}")), bpm))
            .collect();
        let drawn = |at_most| -> Vec<i64> {
            let days = thinned(&values, at_most).into_iter();
            days.map(|(_, bpm)| bpm).collect()
        };
        assert_eq!(drawn(9), bpm);
        assert_eq!(drawn(8), [65, 63, 66, 62, 65, 63]);
        assert_eq!(drawn(6), [65, 63, 66, 62, 65, 63]);
        assert_eq!(drawn(4), [65, 66, 62, 63]);
        assert_eq!(thinned(&[], 4), []);
        assert_eq!(thinned(&values[..1], 4), values[..1]);
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
