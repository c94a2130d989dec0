//! What the reports show of the journal, as far as this device knows. Pure.

use std::collections::BTreeSet;

use client_core::Reach;
use shared_model::{
    CivilDate, Period, Repertoire, Report, SecondsByDay, Sitting, WeekStart, practised_days,
    seconds_by_day,
};

use crate::forms::report_period::ChosenPeriod;
use crate::logbook::first_whole_day;

/// What is reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reported {
    /// The period that was asked for.
    pub(crate) asked: Period,
    /// The seconds of every day of the journal that is here as a whole.
    pub(crate) days: SecondsByDay,
    /// Every day that is known to be practised on, also where others of its sittings are not here: a streak is the same
    /// wherever it is shown.
    pub(crate) practised: BTreeSet<CivilDate>,
    /// What of the period is here; nothing if all of it lies before what is.
    pub(crate) report: Option<Report>,
}

/// Where and when it is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standpoint {
    /// The local day.
    pub(crate) today: CivilDate,
    /// The day on which weeks begin.
    pub(crate) week_start: WeekStart,
    /// How far back the journal goes here.
    pub(crate) reach: Reach,
}

impl Standpoint {
    /// The first day that is here as a whole; nothing where all days are, or where nothing is known yet.
    pub(crate) fn begins(self) -> Option<CivilDate> {
        self.reach.since().map(first_whole_day)
    }
}

impl Reported {
    /// Of a journal's sittings, the earliest first.
    pub(crate) fn of<'a>(
        sittings: &[Sitting<'a>],
        repertoire: &'a Repertoire,
        chosen: ChosenPeriod,
        from: Standpoint,
    ) -> Self {
        let mut days = seconds_by_day(sittings);
        if let Some(begins) = from.begins() {
            days = days.split_off(&begins);
        }
        let journal = days.first_key_value().zip(days.last_key_value());
        let journal = journal.map(|((first, _), (last, _))| Period::new(*first, *last));
        let asked = chosen.period(from.today, from.week_start, journal);
        let here = match from.begins() {
            Some(begins) => asked.since(begins),
            None => Some(asked),
        };
        Self {
            asked,
            practised: practised_days(sittings),
            report: here.map(|here| Report::of(sittings, here, repertoire)),
            days,
        }
    }

    /// The period that the report is about.
    pub(crate) fn period(&self) -> Period {
        let here = self.report.as_ref().map(|report| report.period);
        here.unwrap_or(self.asked)
    }

    /// Whether the report begins later than it was asked to.
    pub(crate) fn is_cut(&self) -> bool {
        self.period() != self.asked
    }
}

#[cfg(test)]
mod tests {
    use shared_model::{LogbookEntry, LogbookEntryType, Preset, Timestamp, sittings};

    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("a test's time is well formed")
    }

    fn date(text: &str) -> CivilDate {
        text.parse().expect("a test's date is well formed")
    }

    fn entry(timestamp: &str) -> LogbookEntry {
        LogbookEntry {
            id: timestamp.into(),
            timestamp: at(timestamp),
            duration: 60,
            entry_type: LogbookEntryType::Practice,
            instrument: String::new(),
            pieces: Vec::new(),
            techniques: Vec::new(),
            goal_ids: Vec::new(),
            notes: None,
            mood: None,
            tags: Vec::new(),
            session_id: None,
            utc_offset_minutes: 0,
            created_at: at(timestamp),
            updated_at: at(timestamp),
        }
    }

    fn reported(chosen: ChosenPeriod, reach: Reach) -> Reported {
        let entries = [
            "2026-09-01T10:00:00Z",
            "2026-11-10T10:00:00Z",
            "2026-11-20T10:00:00Z",
        ]
        .map(entry);
        let from = Standpoint {
            today: date("2026-11-30"),
            week_start: WeekStart::Monday,
            reach,
        };
        let sittings = sittings(&entries, &[], &[], 0);
        Reported::of(&sittings, &Repertoire::default(), chosen, from)
    }

    #[test]
    fn a_report_is_about_what_is_here_as_a_whole() {
        let since = Reach::Since(at("2026-11-10T09:00:00Z"));
        let all = ChosenPeriod::Preset(Preset::All);
        let whole = reported(all, Reach::Beginning);
        assert_eq!(whole.period().first(), date("2026-09-01"));
        assert_eq!(whole.report.map(|report| report.seconds), Some(180));
        // Others of the 10th may still be in the account only.
        let part = reported(all, since);
        assert_eq!(part.days.len(), 1);
        assert_eq!(part.practised, whole.practised);
        assert_eq!(part.period().first(), date("2026-11-20"));
        let month = reported(ChosenPeriod::Preset(Preset::ThisMonth), since);
        assert_eq!(month.asked.first(), date("2026-11-01"));
        assert_eq!(month.period().first(), date("2026-11-12"));
        assert!(month.is_cut());
        assert_eq!(month.report.map(|report| report.seconds), Some(60));
    }

    #[test]
    fn of_a_period_that_is_elsewhere_there_is_no_report() {
        let since = Reach::Since(at("2026-11-10T09:00:00Z"));
        let october = Period::new(date("2026-10-01"), date("2026-10-31"));
        let elsewhere = reported(ChosenPeriod::Days(october), since);
        assert_eq!(elsewhere.report, None);
        assert_eq!(elsewhere.period(), october);
        let arriving = reported(ChosenPeriod::default(), Reach::Nothing);
        assert_eq!(arriving.report.map(|report| report.seconds), Some(120));
    }
}
