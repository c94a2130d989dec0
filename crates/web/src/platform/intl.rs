//! Dates, numbers and plurals as the browser's Intl writes them in the language of the app.

use js_sys::Intl::{DateTimeFormat, NumberFormat, PluralRules};
use js_sys::{Array, Object, Reflect};
use shared_model::{CivilDate, Timestamp};
use wasm_bindgen::JsValue;

use super::clock;

/// Which parts of a date are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateStyle {
    /// Sunday, 22 November.
    Day,
    /// Sunday, 22 November 2026.
    DayWithYear,
    /// 22 Nov 2026.
    Short,
    /// Sunday.
    Weekday,
}

/// Writes a date.
pub(crate) fn date(language: &str, day: CivilDate, style: DateStyle) -> String {
    let options: &[(&str, &str)] = match style {
        DateStyle::Day => &[("weekday", "long"), ("day", "numeric"), ("month", "long")],
        DateStyle::DayWithYear => &[
            ("weekday", "long"),
            ("day", "numeric"),
            ("month", "long"),
            ("year", "numeric"),
        ],
        DateStyle::Short => &[("day", "numeric"), ("month", "short"), ("year", "numeric")],
        DateStyle::Weekday => &[("weekday", "long")],
    };
    let midnight = day
        .and_time(chrono::NaiveTime::MIN)
        .and_utc()
        .timestamp_millis();
    Timestamp::from_millis(midnight).map_or_else(
        |_| day.to_string(),
        |midnight| format(language, midnight, options),
    )
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
    let format = DateTimeFormat::new(&languages(language), &object(options, "UTC"));
    let written = format.format().call1(&JsValue::UNDEFINED, &clock::date(at));
    written
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_default()
}

/// Writes a count with the language's separators.
pub(crate) fn number(language: &str, count: usize) -> String {
    let format = NumberFormat::new(&languages(language), &Object::new());
    let written = format
        .format()
        .call1(&JsValue::UNDEFINED, &count_value(count));
    written
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_else(|| count.to_string())
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
    let regional = browser_languages().into_iter().find(|regional| {
        regional
            .strip_prefix(language)
            .is_some_and(|region| region.is_empty() || region.starts_with('-'))
    });
    Array::of1(&JsValue::from_str(regional.as_deref().unwrap_or(language)))
}

fn object(options: &[(&str, &str)], time_zone: &str) -> Object {
    let object = Object::new();
    for (name, value) in options.iter().chain(&[("timeZone", time_zone)]) {
        // Setting a property of a new object cannot fail.
        let _ = Reflect::set(&object, &JsValue::from_str(name), &JsValue::from_str(value));
    }
    object
}
