//! The browser's clock and time zone.

use client_core::platform::Clock;
use js_sys::Date;
use shared_model::Timestamp;
use wasm_bindgen::JsValue;

pub(super) struct BrowserClock;

impl Clock for BrowserClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_clock(Date::now() as i64)
    }

    fn utc_offset_minutes(&self, at: Timestamp) -> i64 {
        // JavaScript counts the minutes to UTC, everybody else from it.
        -(date(at).get_timezone_offset() as i64)
    }
}

/// An instant as JavaScript's own kind of date.
pub(super) fn date(at: Timestamp) -> Date {
    Date::new(&JsValue::from_f64(at.millis() as f64))
}
