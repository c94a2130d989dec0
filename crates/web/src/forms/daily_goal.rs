//! The daily goal as it is typed.

use super::Problem;
use crate::text::duration::{self, Units};

/// Reads a daily goal in minutes, of which a begun one counts, as it is typed in these units. Nothing typed is no goal.
///
/// # Errors
/// When it is no duration.
pub(crate) fn parse(typed: &str, units: &Units) -> Result<i64, Problem> {
    if typed.trim().is_empty() {
        return Ok(0);
    }
    let secs = duration::parse(typed, units).ok_or(Problem::NotADuration)?;
    Ok(secs / 60 + i64::from(secs % 60 > 0))
}

/// A daily goal as the field shows it.
pub(crate) fn to_input(minutes: i64) -> String {
    duration::to_input(minutes * 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_read_as_durations_are() {
        let cases = [
            ("", Ok(0)),
            ("0", Ok(0)),
            ("45", Ok(45)),
            ("1:30", Ok(90)),
            ("20 s", Ok(1)),
            ("an hour", Err(Problem::NotADuration)),
        ];
        for (typed, minutes) in cases {
            assert_eq!(parse(typed, &Units::default()), minutes, "{typed}");
        }
    }

    #[test]
    fn what_the_field_shows_is_read_back() {
        for minutes in [0, 1, 45, 90, 1_440] {
            assert_eq!(parse(&to_input(minutes), &Units::default()), Ok(minutes));
        }
    }
}
