//! How somebody wants their journal to be: kept on the user, not in a collection.

use serde::{Deserialize, Serialize};

use crate::records::is_default;

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Theme {
    /// As the device has it.
    #[default]
    System,
    /// Dark ink on light paper.
    Light,
    /// Light ink on dark paper.
    Dark,
}

/// The first day of a week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum WeekStart {
    /// As in most of the world.
    Monday,
    /// As in many countries of the Middle East.
    Saturday,
    /// As in North America and East Asia.
    Sunday,
}

/// How somebody wants their journal to be. A field that is missing has its default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Preferences {
    /// Light or dark.
    #[serde(skip_serializing_if = "is_default")]
    pub theme: Theme,
    /// The language of the screens and mails, as a BCP 47 tag; the browser's if there is none.
    #[serde(skip_serializing_if = "is_default")]
    pub language: Option<String>,
    /// What is played unless something else is said; what was played last if there is none.
    #[serde(skip_serializing_if = "is_default")]
    pub primary_instrument: Option<String>,
    /// How long to practise each day, in minutes; nothing is asked for at 0.
    #[serde(skip_serializing_if = "is_default")]
    pub daily_goal_minutes: i64,
    /// The first day of a week; the locale's if there is none.
    #[serde(skip_serializing_if = "is_default")]
    pub week_start: Option<WeekStart>,
    /// The hour at which a day begins, 0-6: whoever practises past midnight is not yet in the next day.
    #[serde(skip_serializing_if = "is_default")]
    pub day_rollover_hour: i64,
    /// How many of seven days may pass without practice in a streak, 0-6.
    #[serde(skip_serializing_if = "is_default")]
    pub rest_days: i64,
}
