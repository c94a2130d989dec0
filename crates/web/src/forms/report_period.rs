//! Which days a report is about: what the address bar says, and what is typed.

use shared_model::validate::InvalidReason;
use shared_model::{CivilDate, Period, Preset, WeekStart};

use super::{FieldProblem, Problem};
use crate::text::when::is_of_journals;

/// What addresses call the presets.
const NAMES: [(Preset, &str); Preset::ALL.len()] = [
    (Preset::ThisWeek, "this-week"),
    (Preset::Last7Days, "last-7-days"),
    (Preset::ThisMonth, "this-month"),
    (Preset::LastMonth, "last-month"),
    (Preset::Last30Days, "last-30-days"),
    (Preset::ThisYear, "this-year"),
    (Preset::Last12Months, "last-12-months"),
    (Preset::All, "all"),
];

/// The period that somebody has chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChosenPeriod {
    /// It moves on with the days.
    Preset(Preset),
    /// It stays what it is.
    Days(Period),
}

impl Default for ChosenPeriod {
    fn default() -> Self {
        Self::Preset(Preset::Last30Days)
    }
}

impl ChosenPeriod {
    /// What an address says by its values of these names. One that says nothing sensible means what is usual.
    pub(crate) fn from_query(value: impl Fn(&str) -> Option<String>) -> Self {
        let named = value("period").and_then(|name| {
            let known = NAMES.into_iter().find(|(_, known)| *known == name);
            known.map(|(preset, _)| Self::Preset(preset))
        });
        let typed = || typed_period(&value("from")?, &value("to")?).ok();
        named
            .or_else(|| typed().map(Self::Days))
            .unwrap_or_default()
    }

    /// The same for the address bar.
    pub(crate) fn to_query(self) -> String {
        match self {
            Self::Preset(preset) => {
                let known = NAMES.into_iter().find(|(known, _)| *known == preset);
                format!("?period={}", known.map_or("", |(_, name)| name))
            }
            Self::Days(period) => format!("?from={}&to={}", period.first(), period.last()),
        }
    }

    /// The days on a day, in a journal of these days.
    pub(crate) fn period(
        self,
        today: CivilDate,
        week_start: WeekStart,
        journal: Option<Period>,
    ) -> Period {
        match self {
            Self::Preset(preset) => preset.period(today, week_start, journal),
            Self::Days(period) => period,
        }
    }
}

/// The period from one date field to the other.
pub(crate) fn typed_period(from: &str, to: &str) -> Result<Period, FieldProblem> {
    let read = |field: &str, typed: &str| {
        let wrong = |reason| FieldProblem::new(field, Problem::Invalid(reason));
        let day = typed
            .parse::<CivilDate>()
            .map_err(|_| wrong(InvalidReason::Missing))?;
        match is_of_journals(day) {
            true => Ok(day),
            false => Err(wrong(InvalidReason::OutOfRange)),
        }
    };
    let (first, last) = (read("from", from)?, read("to", to)?);
    if last < first {
        let problem = Problem::Invalid(InvalidReason::EndsBeforeStart);
        return Err(FieldProblem::new("to", problem));
    }
    Ok(Period::new(first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> ChosenPeriod {
        ChosenPeriod::from_query(|name| {
            let values = query.trim_start_matches('?').split('&');
            values
                .filter_map(|value| value.split_once('='))
                .find(|(known, _)| *known == name)
                .map(|(_, value)| value.to_owned())
        })
    }

    #[test]
    fn an_address_reads_back_as_what_was_chosen() {
        for preset in Preset::ALL {
            let chosen = ChosenPeriod::Preset(preset);
            assert_eq!(read(&chosen.to_query()), chosen, "{}", chosen.to_query());
        }
        let days = typed_period("2026-11-01", "2026-11-30").map(ChosenPeriod::Days);
        let days = days.expect("it is a period");
        assert_eq!(days.to_query(), "?from=2026-11-01&to=2026-11-30");
        assert_eq!(read(&days.to_query()), days);
    }

    #[test]
    fn an_address_that_says_nothing_sensible_means_the_last_30_days() {
        for query in [
            "",
            "?period=soon",
            "?from=2026-11-01",
            "?from=2026-11-30&to=2026-11-01",
            "?from=0001-01-01&to=9999-12-31",
        ] {
            let usual = ChosenPeriod::Preset(Preset::Last30Days);
            assert_eq!(read(query), usual, "{query}");
        }
    }

    #[test]
    fn what_is_wrong_with_typed_dates_is_told_at_the_field() {
        let cases = [
            ("", "2026-11-30", "from", InvalidReason::Missing),
            ("2026-11-01", "", "to", InvalidReason::Missing),
            (
                "0202-11-01",
                "2026-11-30",
                "from",
                InvalidReason::OutOfRange,
            ),
            (
                "2026-12-01",
                "2026-11-30",
                "to",
                InvalidReason::EndsBeforeStart,
            ),
        ];
        for (from, to, field, reason) in cases {
            let problem = typed_period(from, to).expect_err("it is no period");
            assert_eq!(problem.at(field), Some(Problem::Invalid(reason)));
        }
        assert!(typed_period("2026-11-30", "2026-11-30").is_ok());
    }
}
