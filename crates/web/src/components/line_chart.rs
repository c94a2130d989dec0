//! A line over days, with a sentence and a table that say the same.

use leptos::prelude::*;
use leptos::text_prop::TextProp;
use leptos_i18n::{Locale as _, t_string};
use shared_model::CivilDate;

use super::chart_table::ChartTable;
use crate::geometry::line::{Line, thinned};
use crate::i18n::{Locale, use_i18n};
use crate::platform::intl::{self, DateStyle, Dates};

/// So many points are drawn as points too; more of them run into one rope on a phone.
const DOTS: usize = 30;

/// More points than these are nothing but a blot.
const POINTS: usize = 60;

/// A chart of values, the earliest day first. Who does not see it has the summary and the table.
#[component]
pub(crate) fn LineChart(
    values: Vec<(CivilDate, i64)>,
    /// What the values are.
    #[prop(into)]
    name: TextProp,
    #[prop(into)] summary: TextProp,
    /// A value in words.
    write: fn(Locale, i64) -> String,
) -> impl IntoView {
    let i18n = use_i18n();
    let drawn = thinned(&values, POINTS);
    let line = Line::of(&drawn);
    let date = move |day| intl::date(i18n.get_locale().as_str(), day, DateStyle::Short);
    let path: String = line
        .points
        .iter()
        .enumerate()
        .map(|(index, (left, top))| {
            let command = if index == 0 { "M" } else { "L" };
            format!("{command}{left:.2} {top:.2}")
        })
        .collect();
    // A line of no length has round ends, which stay round however the drawing is stretched.
    let dots = (line.points.len() <= DOTS).then(|| {
        let dots = line.points.iter();
        dots.map(|(left, top)| format!("M{left:.2} {top:.2}h0"))
            .collect::<String>()
    });
    let grid: String = line
        .scale
        .iter()
        .map(|(_, top)| format!("M0 {top:.2}H100"))
        .collect();
    let scale = line.scale.into_iter().map(|(value, top)| {
        view! { <span style:top=format!("{top:.2}%")>{value}</span> }
    });
    let (first, last) = (drawn.first().copied(), drawn.last().copied());
    let ends = move || {
        let day = |value: Option<(CivilDate, i64)>| value.map(|(day, _)| date(day));
        [day(first), day(last).filter(|_| first != last)].map(|day| view! { <span>{day}</span> })
    };
    let columns = vec![TextProp::from(move || t_string!(i18n, chart.day)), name];
    let rows = Callback::new(move |()| {
        let locale = i18n.get_locale();
        let dates = Dates::new(locale.as_str(), DateStyle::Short);
        let row = |(day, value): &(CivilDate, i64)| vec![dates.write(*day), write(locale, *value)];
        values.iter().rev().map(row).collect()
    });
    view! {
        <figure class="chart">
            <figcaption>{move || summary.get()}</figcaption>
            <div class="line-chart" aria-hidden="true">
                <div class="chart-scale">{scale.collect_view()}</div>
                <svg viewBox="0 0 100 100" preserveAspectRatio="none">
                    <path class="chart-grid" d=grid />
                    <path class="chart-line" d=path />
                    {dots.map(|dots| view! { <path class="chart-dots" d=dots /> })}
                </svg>
                <div class="chart-ends">{ends}</div>
            </div>
            <ChartTable columns rows />
        </figure>
    }
}
