//! Dates, numbers and plurals as the browser's Intl writes them in the language of the app.

use std::cell::RefCell;

use js_sys::Intl::{DateTimeFormat, ListFormat, Locale, NumberFormat, PluralRules};
use js_sys::{Array, Function, Object, Reflect};
use shared_model::{CivilDate, Period, Timestamp, WeekStart};
use wasm_bindgen::JsValue;

use super::clock;

/// Which parts of a date are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateStyle {
    /// Sunday, 22 November.
    Day,
    /// Sunday, 22 November 2026.
    DayWithYear,
    /// 22 November 2026.
    Long,
    /// 22 Nov 2026.
    Short,
    /// 22 Nov.
    DayOfMonth,
    /// Sun.
    Weekday,
    /// Sunday.
    LongWeekday,
    /// Nov.
    MonthName,
    /// November 2026.
    Month,
    /// 2026.
    Year,
}

impl DateStyle {
    fn options(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Day => &[("weekday", "long"), ("day", "numeric"), ("month", "long")],
            Self::DayWithYear => &[
                ("weekday", "long"),
                ("day", "numeric"),
                ("month", "long"),
                ("year", "numeric"),
            ],
            Self::Long => &[("day", "numeric"), ("month", "long"), ("year", "numeric")],
            Self::Short => &[("day", "numeric"), ("month", "short"), ("year", "numeric")],
            Self::DayOfMonth => &[("day", "numeric"), ("month", "short")],
            Self::Weekday => &[("weekday", "short")],
            Self::LongWeekday => &[("weekday", "long")],
            Self::MonthName => &[("month", "short")],
            Self::Month => &[("month", "long"), ("year", "numeric")],
            Self::Year => &[("year", "numeric")],
        }
    }
}

/// Writes a date.
pub(crate) fn date(language: &str, day: CivilDate, style: DateStyle) -> String {
    Dates::new(language, style).write(day)
}

/// Writes many dates in the same way. To find out how they are written takes far longer than to write one.
pub(crate) struct Dates {
    format: DateTimeFormat,
    write: Function,
}

impl Dates {
    /// In a language.
    pub(crate) fn new(language: &str, style: DateStyle) -> Self {
        let format = DateTimeFormat::new(&languages(language), &in_utc(style.options()));
        Self {
            write: format.format(),
            format,
        }
    }

    /// Writes one.
    pub(crate) fn write(&self, day: CivilDate) -> String {
        let written = self.write.call1(&JsValue::UNDEFINED, &midnight(day));
        written
            .ok()
            .and_then(|text| text.as_string())
            .unwrap_or_else(|| day.to_string())
    }

    /// Writes the first day and the last one, and what they have in common once.
    pub(crate) fn write_period(&self, period: Period) -> String {
        let (first, last) = (midnight(period.first()), midnight(period.last()));
        self.format.format_range(&first, &last).map_or_else(
            |_| {
                format!(
                    "{} – {}",
                    self.write(period.first()),
                    self.write(period.last())
                )
            },
            String::from,
        )
    }
}

/// The instant that is written in UTC as this day.
fn midnight(day: CivilDate) -> js_sys::Date {
    let midnight = day.and_time(chrono::NaiveTime::MIN).and_utc();
    clock::date(Timestamp::from_clock(midnight.timestamp_millis()))
}

/// The day on which weeks begin where the musician lives, which the browser's first language tells and the app's need not;
/// Monday where the browser does not know.
pub(crate) fn week_start() -> WeekStart {
    let home = browser_languages().into_iter().next().unwrap_or_default();
    let first_day = Locale::new(&home)
        .and_then(|locale| locale.get_week_info())
        .map_or(1, |week| week.first_day());
    match first_day {
        6 => WeekStart::Saturday,
        7 => WeekStart::Sunday,
        _ => WeekStart::Monday,
    }
}

/// Writes a part of a whole in whole per cent.
pub(crate) fn percent(language: &str, part: i64, whole: i64) -> String {
    let share = JsValue::from_f64(part as f64 / whole.max(1) as f64);
    let format = NumberFormat::new(&languages(language), &object(&[("style", "percent")]));
    let written = format.format().call1(&JsValue::UNDEFINED, &share);
    written
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_default()
}

/// Writes the time of day where the offset from UTC was this one.
pub(crate) fn time(language: &str, at: Timestamp, utc_offset_minutes: i64) -> String {
    format(
        language,
        at.plus_secs(utc_offset_minutes * 60),
        &[("hour", "numeric"), ("minute", "2-digit")],
    )
}

/// Formats in UTC; callers shift to the wall clock that they mean.
fn format(language: &str, at: Timestamp, options: &[(&str, &str)]) -> String {
    let format = DateTimeFormat::new(&languages(language), &in_utc(options));
    let written = format.format().call1(&JsValue::UNDEFINED, &clock::date(at));
    written
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_default()
}

thread_local! {
    /// How counts are written in the language that was asked for last: a chart writes hundreds, and to find out how takes
    /// far longer than to write one.
    static COUNTS: RefCell<Option<(String, Function)>> = const { RefCell::new(None) };
}

/// Writes a count with the language's separators.
pub(crate) fn number(language: &str, count: usize) -> String {
    let tag = tag(language);
    let write = COUNTS.with_borrow_mut(|known| match known {
        Some((of, write)) if *of == tag => write.clone(),
        _ => {
            let locales = Array::of1(&JsValue::from_str(&tag));
            let write = NumberFormat::new(&locales, &Object::new()).format();
            *known = Some((tag, write.clone()));
            write
        }
    });
    let written = write.call1(&JsValue::UNDEFINED, &count_value(count));
    written
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_else(|| count.to_string())
}

/// Writes names one after the other, as briefly as the language has it.
pub(crate) fn list(language: &str, names: &[String]) -> String {
    let items: Array = names.iter().map(|name| JsValue::from_str(name)).collect();
    let options = object(&[("type", "conjunction"), ("style", "narrow")]);
    ListFormat::new(&languages(language), &options)
        .format(&items)
        .into()
}

/// Whether a count takes the form of one thing, which in French 0 does too, and in Chinese nothing. What a language has
/// beside it, as for whole millions in French and Spanish, reads as the form for any other count.
pub(crate) fn is_singular(language: &str, count: usize) -> bool {
    let rules = PluralRules::new(&languages(language), &Object::new());
    rules.select(count_value(count).as_f64().unwrap_or_default()) == "one"
}

fn count_value(count: usize) -> JsValue {
    JsValue::from_f64(u32::try_from(count).unwrap_or(u32::MAX).into())
}

/// The languages that whoever uses the browser reads, the one that they like best first.
pub(crate) fn browser_languages() -> Vec<String> {
    let languages = leptos::prelude::window().navigator().languages();
    languages.iter().filter_map(|tag| tag.as_string()).collect()
}

/// The app's language, as it is written where the musician lives: of "en" and the browser's "en-GB", the latter.
fn languages(language: &str) -> Array {
    Array::of1(&JsValue::from_str(&tag(language)))
}

/// The same as one tag.
fn tag(language: &str) -> String {
    let regional = browser_languages().into_iter().find(|regional| {
        regional
            .strip_prefix(language)
            .is_some_and(|region| region.is_empty() || region.starts_with('-'))
    });
    regional.unwrap_or_else(|| language.to_owned())
}

/// Options of a date that is written as it is in UTC.
fn in_utc(options: &[(&str, &str)]) -> Object {
    object(&[options, &[("timeZone", "UTC")]].concat())
}

fn object(options: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (name, value) in options {
        // Setting a property of a new object cannot fail.
        let _ = Reflect::set(&object, &JsValue::from_str(name), &JsValue::from_str(value));
    }
    object
}
