//! A line over days, with a sentence and a table that say the same.

use leptos::prelude::*;
use leptos::text_prop::TextProp;
use leptos_i18n::{Locale as _, t_string};
use shared_model::CivilDate;

use crate::geometry::Line;
use crate::i18n::{Locale, use_i18n};
use crate::platform::intl::{self, DateStyle};

/// So many points are drawn as points too.
const DOTS: usize = 60;

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
    let line = Line::of(&values);
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
    let (first, last) = (values.first().copied(), values.last().copied());
    let ends = move || {
        let day = |value: Option<(CivilDate, i64)>| value.map(|(day, _)| date(day));
        [day(first), day(last).filter(|_| first != last)].map(|day| view! { <span>{day}</span> })
    };
    // A long table is made when somebody asks for it.
    let was_opened = RwSignal::new(false);
    let values = StoredValue::new(values);
    let column = name.clone();
    let rows = move || {
        let row = |(day, value): (CivilDate, i64)| {
            view! {
                <tr>
                    <th scope="row">{move || date(day)}</th>
                    <td>{move || write(i18n.get_locale(), value)}</td>
                </tr>
            }
        };
        values.with_value(|values| values.iter().rev().copied().map(row).collect_view())
    };
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
            <details
                class="chart-table"
                on:toggle=move |_| was_opened.set(true)
            >
                <summary>{move || t_string!(i18n, chart.table)}</summary>
                <Show when=move || was_opened.get()>
                    <table>
                        <thead>
                            <tr>
                                <th scope="col">{move || t_string!(i18n, chart.day)}</th>
                                <th scope="col">{
                                    let column = column.clone();
                                    move || column.get()
                                }</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </Show>
            </details>
        </figure>
    }
}
