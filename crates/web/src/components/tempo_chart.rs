//! The tempo of a piece over time.

use leptos::prelude::*;
use leptos_i18n::{Locale as _, t_string};
use shared_model::TempoPoint;

use super::line_chart::LineChart;
use crate::i18n::use_i18n;
use crate::platform::intl::{self, DateStyle};
use crate::words;

/// A line. Until there are two days of it, there is only something to say.
#[component]
pub(crate) fn TempoChart(
    /// The earliest day first.
    tempo: Memo<Vec<TempoPoint>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let date = move |day| intl::date(i18n.get_locale().as_str(), day, DateStyle::Short);
    let bpm = move |bpm| words::tempo(i18n.get_locale(), bpm);
    let summary = move || {
        tempo.with(|tempo| match tempo.as_slice() {
            [] => String::new(),
            [only] => {
                t_string!(
                    i18n,
                    piece.tempo_once,
                    tempo = bpm(only.bpm),
                    day = date(only.day)
                )
            }
            [first, .., last] => {
                let highest = tempo.iter().map(|point| point.bpm).max();
                t_string!(
                    i18n,
                    piece.tempo_summary,
                    first = bpm(first.bpm),
                    first_day = date(first.day),
                    last = bpm(last.bpm),
                    last_day = date(last.day),
                    highest = bpm(highest.unwrap_or(last.bpm))
                )
            }
        })
    };
    move || {
        let values: Vec<_> = tempo.with(|tempo| {
            let points = tempo.iter();
            points.map(|point| (point.day, point.bpm)).collect()
        });
        match values.len() {
            0 | 1 => view! { <p>{summary}</p> }.into_any(),
            _ => view! {
                <LineChart values name=move || t_string!(i18n, piece.tempo) summary write=words::tempo />
            }
            .into_any(),
        }
    }
}
