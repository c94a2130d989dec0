//! Whether the device's clock is right, by what the server says of the time. No clock decides anything (design.md section
//! 6), but what a musician writes carries its times, and they show wrong days when it is off: so the musician is told.

use shared_model::Timestamp;

/// How far a clock may be off before anybody is told, in seconds. Less is seen by nobody in a journal of days and minutes.
const TOLERANCE_SECS: i64 = 5 * 60;

/// A clock that is off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockOff {
    /// It shows a later time, by so many seconds.
    Ahead {
        /// How many.
        secs: i64,
    },
    /// It shows an earlier time, by so many seconds.
    Behind {
        /// How many.
        secs: i64,
    },
}

/// What the server's time says of the clock that showed `asked` when it was asked for, and `answered` when it came. It was
/// told some time in between; a slow answer therefore makes no clock wrong.
pub(crate) fn clock_off(
    asked: Timestamp,
    answered: Timestamp,
    server: Timestamp,
) -> Option<ClockOff> {
    let secs_from =
        |earlier: Timestamp, later: Timestamp| (later.millis() - earlier.millis()) / 1000;
    let (ahead, behind) = (secs_from(server, asked), secs_from(answered, server));
    if ahead > TOLERANCE_SECS {
        Some(ClockOff::Ahead { secs: ahead })
    } else if behind > TOLERANCE_SECS {
        Some(ClockOff::Behind { secs: behind })
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(secs: i64) -> Timestamp {
        Timestamp::from_clock(secs * 1000)
    }

    #[test]
    fn a_clock_that_is_off_by_more_than_a_little_is_told_of() {
        for (asked, answered, server, told) in [
            (1_000, 1_001, 1_000, None),
            (1_000, 1_001, 1_300, None),
            (1_000, 1_001, 1_302, Some(ClockOff::Behind { secs: 301 })),
            (1_000, 1_001, 700, None),
            (1_000, 1_001, 699, Some(ClockOff::Ahead { secs: 301 })),
        ] {
            assert_eq!(clock_off(at(asked), at(answered), at(server)), told);
        }
    }

    #[test]
    fn an_answer_that_took_long_makes_no_clock_wrong() {
        assert_eq!(clock_off(at(1_000), at(9_000), at(1_000)), None);
        assert_eq!(clock_off(at(1_000), at(9_000), at(9_000)), None);
    }
}
