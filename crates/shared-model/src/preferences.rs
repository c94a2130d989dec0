//! How somebody wants their journal to be: kept on the user, not in a collection.

use serde::{Deserialize, Serialize};

use crate::language::Language;
use crate::limits::{self, Caps};
use crate::records::is_default;
use crate::validate::{Check, Checker, InvalidReason, ensure};

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "graphql", derive(async_graphql::Enum))]
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
#[cfg_attr(feature = "graphql", derive(async_graphql::Enum))]
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
#[cfg_attr(
    feature = "graphql",
    derive(async_graphql::SimpleObject, async_graphql::InputObject)
)]
#[cfg_attr(feature = "graphql", graphql(input_name = "PreferencesInput"))]
#[serde(rename_all = "camelCase", default)]
pub struct Preferences {
    /// Light or dark.
    #[serde(skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "graphql", graphql(default))]
    pub theme: Theme,
    /// The language of the screens, by the tag of a supported one; the browser's if there is none.
    #[serde(skip_serializing_if = "is_default")]
    pub language: Option<String>,
    /// What is played unless something else is said; what was played last if there is none.
    #[serde(skip_serializing_if = "is_default")]
    pub primary_instrument: Option<String>,
    /// How long to practise each day, in minutes; nothing is asked for at 0.
    #[serde(skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "graphql", graphql(default))]
    pub daily_goal_minutes: i64,
    /// The first day of a week; the locale's if there is none.
    #[serde(skip_serializing_if = "is_default")]
    pub week_start: Option<WeekStart>,
    /// The hour at which a day begins, 0-6: whoever practises past midnight is not yet in the next day.
    #[serde(skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "graphql", graphql(default))]
    pub day_rollover_hour: i64,
    /// How many of seven days may pass without practice in a streak, 0-6.
    #[serde(skip_serializing_if = "is_default")]
    #[cfg_attr(feature = "graphql", graphql(default))]
    pub rest_days: i64,
}

impl Preferences {
    /// The names on the wire of the fields that this version of the program knows.
    pub const FIELDS: [&'static str; 7] = [
        "theme",
        "language",
        "primaryInstrument",
        "dailyGoalMinutes",
        "weekStart",
        "dayRolloverHour",
        "restDays",
    ];

    /// Whether they may be saved (by a form) or stored (by the server).
    ///
    /// # Errors
    /// The first rule that is broken.
    pub fn validate(&self, caps: Caps) -> Check {
        let checker = Checker { caps };
        if let Some(language) = &self.language {
            let is_spoken = Language::ALL.iter().any(|known| known.tag() == language);
            ensure(is_spoken, "language", InvalidReason::OutOfRange)?;
        }
        if let Some(instrument) = &self.primary_instrument {
            checker.title("primaryInstrument", instrument)?;
        }
        for (field, value, max) in [
            (
                "dailyGoalMinutes",
                self.daily_goal_minutes,
                limits::DAILY_GOAL_MINUTES,
            ),
            (
                "dayRolloverHour",
                self.day_rollover_hour,
                limits::DAY_ROLLOVER_HOUR,
            ),
            ("restDays", self.rest_days, limits::REST_DAYS),
        ] {
            checker.range(field, value, 0, max)?;
        }
        Ok(())
    }

    /// What two changes of the same preferences add up to, field by field: what only one of them changed is as that one has
    /// it, and what both changed is as the first has it.
    #[must_use]
    pub fn merge(base: &Self, first: &Self, second: &Self) -> Self {
        macro_rules! field_by_field {
            ($($field:ident),* $(,)?) => {
                Self {
                    $($field: if first.$field == base.$field { &second.$field } else { &first.$field }.clone(),)*
                }
            };
        }
        field_by_field!(
            theme,
            language,
            primary_instrument,
            daily_goal_minutes,
            week_start,
            day_rollover_hour,
            rest_days,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Preferences of which each field is another than its default.
    fn all_set() -> Preferences {
        Preferences {
            theme: Theme::Dark,
            language: Some("de".to_owned()),
            primary_instrument: Some("Oboe".to_owned()),
            daily_goal_minutes: 45,
            week_start: Some(WeekStart::Sunday),
            day_rollover_hour: 4,
            rest_days: 2,
        }
    }

    #[test]
    fn each_field_is_named() {
        let json = serde_json::to_value(all_set()).expect("preferences serialize");
        let mut names: Vec<&str> = json
            .as_object()
            .expect("an object")
            .keys()
            .map(String::as_str)
            .collect();
        let mut fields = Preferences::FIELDS;
        names.sort_unstable();
        fields.sort_unstable();
        assert_eq!(names, fields);
    }

    #[test]
    fn defaults_need_no_room_and_come_back() {
        assert_eq!(
            serde_json::to_string(&Preferences::default()).expect("preferences serialize"),
            "{}"
        );
        for preferences in [Preferences::default(), all_set()] {
            let json = serde_json::to_string(&preferences).expect("preferences serialize");
            assert_eq!(
                serde_json::from_str::<Preferences>(&json).expect("they come back"),
                preferences
            );
        }
    }

    #[test]
    fn values_out_of_range_are_refused_with_their_field() {
        let ok = all_set();
        assert_eq!(ok.validate(Caps::Form), Ok(()));
        assert_eq!(Preferences::default().validate(Caps::Form), Ok(()));
        let with = |change: fn(&mut Preferences)| {
            let mut changed = ok.clone();
            change(&mut changed);
            changed
        };
        let cases = [
            (with(|it| it.language = Some("tlh".to_owned())), "language"),
            (
                with(|it| it.language = Some("de-AT".to_owned())),
                "language",
            ),
            (
                with(|it| it.primary_instrument = Some(" ".to_owned())),
                "primaryInstrument",
            ),
            (
                with(|it| it.primary_instrument = Some("o".repeat(limits::TITLE_CHARS + 1))),
                "primaryInstrument",
            ),
            (with(|it| it.daily_goal_minutes = -1), "dailyGoalMinutes"),
            (with(|it| it.daily_goal_minutes = 1_441), "dailyGoalMinutes"),
            (with(|it| it.day_rollover_hour = 7), "dayRolloverHour"),
            (with(|it| it.rest_days = 7), "restDays"),
            (with(|it| it.rest_days = -1), "restDays"),
        ];
        for (preferences, field) in cases {
            let refusal = preferences.validate(Caps::Form).map_err(|it| it.field);
            assert_eq!(refusal, Err(field.to_owned()));
        }
    }

    #[test]
    fn a_merge_keeps_what_either_side_changed_and_of_both_the_first() {
        let goal = |minutes| Preferences {
            daily_goal_minutes: minutes,
            ..Preferences::default()
        };
        let table = [
            // base, first, second, merged
            (0, 0, 0, 0),
            (0, 30, 0, 30),
            (0, 0, 45, 45),
            (0, 30, 30, 30),
            (0, 30, 45, 30),
            (30, 0, 45, 0),
            (30, 30, 0, 0),
        ];
        for (base, first, second, merged) in table {
            assert_eq!(
                Preferences::merge(&goal(base), &goal(first), &goal(second)),
                goal(merged),
                "{base} {first} {second}"
            );
        }
    }

    #[test]
    fn each_field_is_merged_by_itself() {
        let (none, all) = (Preferences::default(), all_set());
        let dark = Preferences {
            theme: Theme::Dark,
            ..none.clone()
        };
        let others = Preferences {
            theme: Theme::System,
            ..all.clone()
        };
        assert_eq!(Preferences::merge(&none, &dark, &others), all);
        assert_eq!(Preferences::merge(&none, &others, &dark), all);
        assert_eq!(Preferences::merge(&none, &none, &all), all);
        assert_eq!(Preferences::merge(&all, &none, &all), none);
        assert_eq!(Preferences::merge(&all, &all, &none), none);
    }
}
