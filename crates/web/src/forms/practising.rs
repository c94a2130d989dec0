//! What is typed while the timer runs.

use std::ops::RangeInclusive;

use shared_model::Timestamp;
use shared_model::limits::TEMPO_BPM;

use super::{FieldProblem, Problem};
use crate::text::when;

/// Reads a tempo in beats per minute; an empty field is none.
///
/// # Errors
/// When it is something else than a tempo within the limits.
pub(crate) fn tempo(typed: &str) -> Result<Option<i64>, FieldProblem> {
    match typed.trim() {
        "" => Ok(None),
        typed => typed
            .parse()
            .ok()
            .filter(|bpm| (1..=TEMPO_BPM).contains(bpm))
            .map(Some)
            .ok_or_else(|| FieldProblem::new("tempo", Problem::NotATempo)),
    }
}

/// Reads when somebody stopped who forgot the timer: in the field as it was `suggested`, or within the session, which
/// begins with a whole minute because the field shows no seconds. `offset_at` is the device's offset from UTC at an
/// instant.
///
/// # Errors
/// When it is no time, or one outside the session.
pub(crate) fn stopped_at(
    typed: &str,
    suggested: Timestamp,
    session: &RangeInclusive<Timestamp>,
    offset_at: impl Fn(Timestamp) -> i64,
) -> Result<Timestamp, FieldProblem> {
    if typed == when::to_input(suggested, offset_at(suggested)) {
        return Ok(suggested);
    }
    let problem = |problem| FieldProblem::new("stoppedAt", problem);
    let (at, _) = when::parse_input(typed, offset_at).ok_or_else(|| problem(Problem::NotATime))?;
    let is_within = at.plus_secs(59) >= *session.start() && at <= *session.end();
    is_within
        .then_some(at)
        .ok_or_else(|| problem(Problem::NotInSession))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("a test's time is well formed")
    }

    #[test]
    fn a_tempo_is_a_number_within_the_limits_or_nothing() {
        let cases = [
            ("", None),
            (" ", None),
            ("80", Some(80)),
            (" 1 ", Some(1)),
            ("400", Some(400)),
        ];
        for (typed, bpm) in cases {
            assert_eq!(tempo(typed), Ok(bpm), "{typed}");
        }
        for typed in ["0", "401", "-60", "fast", "72.5"] {
            let problem = FieldProblem::new("tempo", Problem::NotATempo);
            assert_eq!(tempo(typed), Err(problem), "{typed}");
        }
    }

    #[test]
    fn a_stop_is_the_suggested_instant_or_lies_within_the_session() {
        let suggested = at("2024-03-10T15:05:42Z");
        let session = at("2024-03-10T14:05:42Z")..=at("2024-03-10T20:00:00Z");
        let read = |typed| stopped_at(typed, suggested, &session, |_| 60);
        assert_eq!(read("2024-03-10T16:05"), Ok(suggested));
        assert_eq!(read("2024-03-10T16:04"), Ok(at("2024-03-10T15:04:00Z")));
        assert_eq!(read("2024-03-10T15:05"), Ok(at("2024-03-10T14:05:00Z")));
        assert_eq!(read("2024-03-10T21:00"), Ok(at("2024-03-10T20:00:00Z")));
        let problem = |problem| Err(FieldProblem::new("stoppedAt", problem));
        assert_eq!(read("2024-03-10T15:04"), problem(Problem::NotInSession));
        assert_eq!(read("2024-03-10T21:01"), problem(Problem::NotInSession));
        assert_eq!(read(""), problem(Problem::NotATime));
    }

    #[test]
    fn failure_19_a_stop_is_told_by_the_clock_of_its_moment_over_midnight_and_in_the_night_of_the_change()
     {
        // Berlin, where 02:00 became 03:00 on 31 March 2024 at 01:00 UTC, and 03:00 became 02:00 on 27 October.
        let spring = |instant| {
            if instant < at("2024-03-31T01:00:00Z") {
                60
            } else {
                120
            }
        };
        let autumn = |instant| {
            if instant < at("2024-10-27T01:00:00Z") {
                120
            } else {
                60
            }
        };
        let session = at("2024-03-30T21:00:00Z")..=at("2024-03-31T08:00:00Z");
        let suggested = *session.start();
        for (typed, instant) in [
            ("2024-03-30T23:30", "2024-03-30T22:30:00Z"),
            ("2024-03-31T01:30", "2024-03-31T00:30:00Z"),
            ("2024-03-31T03:30", "2024-03-31T01:30:00Z"),
        ] {
            assert_eq!(
                stopped_at(typed, suggested, &session, spring),
                Ok(at(instant)),
                "{typed}"
            );
        }
        let session = at("2024-10-26T20:00:00Z")..=at("2024-10-27T08:00:00Z");
        for (typed, instant) in [
            ("2024-10-27T01:30", "2024-10-26T23:30:00Z"),
            ("2024-10-27T03:30", "2024-10-27T02:30:00Z"),
        ] {
            assert_eq!(
                stopped_at(typed, *session.start(), &session, autumn),
                Ok(at(instant)),
                "{typed}"
            );
        }
    }
}
