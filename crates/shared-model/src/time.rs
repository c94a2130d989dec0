//! Instants, civil dates, and the day a thing was played on.

use std::fmt;

use chrono::{DateTime, Duration, FixedOffset, NaiveDate, NaiveDateTime, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A date in somebody's calendar, without a time or a place.
pub type CivilDate = NaiveDate;

/// An instant in UTC, in whole milliseconds since 1970, between the years 1 and 9999: RFC 3339 in JSON and GraphQL,
/// an integer in D1. Finer parts are cut off on reading, so that a value survives the way through D1 unchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// A text or number that is no instant between the years 1 and 9999.
#[derive(Debug, thiserror::Error)]
#[error("this is not a date and time of the form 2024-01-15T10:30:00Z")]
pub struct NotATimestamp;

/// 0001-01-01T00:00:00Z.
const MIN_MILLIS: i64 = -62_135_596_800_000;
/// 9999-12-31T23:59:59.999Z.
const MAX_MILLIS: i64 = 253_402_300_799_999;

impl Timestamp {
    /// The instant so many milliseconds after 1970 began in UTC.
    ///
    /// # Errors
    /// When the year would be outside 1 to 9999.
    pub fn from_millis(millis: i64) -> Result<Self, NotATimestamp> {
        if (MIN_MILLIS..=MAX_MILLIS).contains(&millis) {
            Ok(Self(millis))
        } else {
            Err(NotATimestamp)
        }
    }

    /// What a clock shows, in milliseconds since 1970 began in UTC. A clock that is off by millennia is kept between the
    /// years 1 and 9999, because nothing that reads a clock can do anything about it.
    #[must_use]
    pub fn from_clock(millis: i64) -> Self {
        Self(millis.clamp(MIN_MILLIS, MAX_MILLIS))
    }

    /// Milliseconds since 1970 began in UTC.
    pub fn millis(self) -> i64 {
        self.0
    }

    /// Reads RFC 3339 text with any offset.
    ///
    /// # Errors
    /// When the text has another form or the year is outside 1 to 9999.
    pub fn parse(text: &str) -> Result<Self, NotATimestamp> {
        let instant = DateTime::parse_from_rfc3339(text).map_err(|_| NotATimestamp)?;
        Self::from_millis(instant.timestamp_millis())
    }

    /// RFC 3339 text with the wall clock where the offset from UTC is this one.
    pub fn to_local_text(self, utc_offset_minutes: i64) -> String {
        let offset = i32::try_from(utc_offset_minutes * 60).ok();
        offset.and_then(FixedOffset::east_opt).map_or_else(
            || self.to_string(),
            |offset| {
                let local = self.utc().with_timezone(&offset);
                local.to_rfc3339_opts(SecondsFormat::AutoSi, false)
            },
        )
    }

    /// Reads RFC 3339 text, or a wall clock without an offset, and answers the instant and the offset from UTC. Where the text
    /// names none, or is in UTC, the offset is what `offset_at` says of the instant.
    pub fn parse_local(text: &str, offset_at: impl Fn(Self) -> i64) -> Option<(Self, i64)> {
        if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
            let at = Self::from_millis(instant.timestamp_millis()).ok()?;
            let offset = match text.ends_with(['Z', 'z']) {
                true => offset_at(at),
                false => i64::from(instant.offset().local_minus_utc()).div_euclid(60),
            };
            return Some((at, offset));
        }
        let wall = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S%.f"]
            .iter()
            .find_map(|form| {
                NaiveDateTime::parse_from_str(&text.replacen(' ', "T", 1), form).ok()
            })?;
        Self::of_wall_clock(wall, offset_at)
    }

    /// The instant at which a wall clock showed this, and its offset, in a zone whose offset at each instant is told. In the
    /// hour that daylight saving skips, or has twice, it is one of the two readings.
    pub fn of_wall_clock(
        wall: NaiveDateTime,
        offset_at: impl Fn(Self) -> i64,
    ) -> Option<(Self, i64)> {
        let as_utc = wall.and_utc().timestamp_millis();
        let instant = |offset: i64| Self::from_millis(as_utc - offset * 60_000).ok();
        let nearly = instant(0)?;
        let close = instant(offset_at(nearly))?;
        let offset = offset_at(close);
        Some((instant(offset)?, offset))
    }

    /// The instant so many seconds later (earlier when negative), kept between the years 1 and 9999.
    #[must_use]
    pub fn plus_secs(self, secs: i64) -> Self {
        Self(
            self.0
                .saturating_add(secs.saturating_mul(1000))
                .clamp(MIN_MILLIS, MAX_MILLIS),
        )
    }

    /// Whole seconds from `earlier` to this instant; negative when it is in fact later.
    pub fn secs_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).div_euclid(1000)
    }

    fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.utc().to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

/// An instant as RFC 3339 text, in whole milliseconds.
#[cfg(feature = "graphql")]
#[async_graphql::Scalar(name = "DateTime")]
impl async_graphql::ScalarType for Timestamp {
    fn parse(value: async_graphql::Value) -> async_graphql::InputValueResult<Self> {
        match &value {
            async_graphql::Value::String(text) => Ok(Self::parse(text)?),
            _ => Err(async_graphql::InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> async_graphql::Value {
        async_graphql::Value::String(self.to_string())
    }
}

/// The day something was played on, where and when it was played (design.md section 4): the local date at that
/// moment, with a day that begins at `rollover_hour` (0-6) rather than at midnight. It depends on nothing but what was
/// stored with the record, so travelling and daylight saving move nothing.
pub fn local_day(at: Timestamp, utc_offset_minutes: i64, rollover_hour: i64) -> CivilDate {
    let shift = Duration::minutes(utc_offset_minutes.clamp(-1440, 1440))
        - Duration::hours(rollover_hour.clamp(0, 23));
    (at.utc().naive_utc() + shift).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("a test's time is well formed")
    }

    #[test]
    fn an_instant_survives_text_and_milliseconds() {
        for text in [
            "2024-01-15T10:30:00Z",
            "2024-01-15T10:30:00.123Z",
            "0001-01-01T00:00:00Z",
            "9999-12-31T23:59:59.999Z",
        ] {
            assert_eq!(at(text).to_string(), text);
            assert_eq!(
                Timestamp::from_millis(at(text).millis()).expect("in range"),
                at(text)
            );
        }
    }

    #[test]
    fn other_offsets_and_finer_parts_are_the_same_instant() {
        assert_eq!(
            at("2024-01-15T12:30:00.1239+02:00"),
            at("2024-01-15T10:30:00.123Z")
        );
    }

    #[test]
    fn what_is_no_instant_is_refused() {
        for text in [
            "",
            "2024-01-15",
            "yesterday",
            "10000-01-01T00:00:00Z",
            "2024-02-30T00:00:00Z",
        ] {
            assert!(Timestamp::parse(text).is_err(), "{text}");
        }
        assert!(Timestamp::from_millis(i64::MAX).is_err());
    }

    #[test]
    fn a_local_text_keeps_the_instant_and_the_offset() {
        for (text, offset) in [
            ("2024-01-15T10:30:00+00:00", 0),
            ("2024-01-15T10:30:00.123+14:00", 840),
            ("2024-01-15T10:30:00-11:30", -690),
        ] {
            let read = Timestamp::parse_local(text, |_| 60).expect("it is a time");
            assert_eq!(read, (at(text), offset));
            assert_eq!(at(text).to_local_text(offset), text);
        }
    }

    #[test]
    fn a_text_without_an_offset_is_the_wall_clock_of_the_zone() {
        // Berlin, in the year in which daylight saving begins on the last day of March.
        let berlin = |instant: Timestamp| {
            let summer = at("2024-03-31T01:00:00Z")..at("2024-10-27T01:00:00Z");
            if summer.contains(&instant) { 120 } else { 60 }
        };
        for (text, instant, offset) in [
            ("2024-03-31T01:30", "2024-03-31T00:30:00Z", 60),
            ("2024-03-31 03:30:00", "2024-03-31T01:30:00Z", 120),
            ("2024-03-30T10:00:00.5", "2024-03-30T09:00:00.500Z", 60),
            ("2024-04-01T10:00:00Z", "2024-04-01T10:00:00Z", 120),
            // The hour that is skipped, as if it were not.
            ("2024-03-31T02:30", "2024-03-31T01:30:00Z", 60),
            ("2024-10-27T01:30", "2024-10-26T23:30:00Z", 120),
            // The hour that comes twice.
            ("2024-10-27T02:30", "2024-10-27T01:30:00Z", 60),
            ("2024-10-27T03:30", "2024-10-27T02:30:00Z", 60),
        ] {
            let read = Timestamp::parse_local(text, berlin);
            assert_eq!(read, Some((at(instant), offset)), "{text}");
        }
        assert_eq!(Timestamp::parse_local("Monday", berlin), None);
    }

    #[test]
    fn failure_19_the_day_is_the_one_where_it_was_played() {
        let cases = [
            ("2024-03-10T23:30:00Z", 60, 0, "2024-03-11"),
            ("2024-03-10T23:30:00Z", -300, 0, "2024-03-10"),
            ("2024-03-10T10:30:00Z", 840, 0, "2024-03-11"),
            ("2024-03-10T10:30:00Z", -660, 0, "2024-03-09"),
            // A quarter to one at night still belongs to the evening before, when the day rolls over at four.
            ("2024-03-10T23:45:00Z", 60, 4, "2024-03-10"),
            ("2024-03-11T03:00:00Z", 60, 4, "2024-03-11"),
        ];
        for (instant, offset, rollover, day) in cases {
            assert_eq!(
                local_day(at(instant), offset, rollover).to_string(),
                day,
                "{instant} {offset} {rollover}"
            );
        }
    }
}
