//! The year up to the end of the period as a calendar: the longer somebody practised, the darker the day.

use leptos::html::Div;
use leptos::prelude::*;
use leptos_i18n::{Locale as _, t_string, td_string};

use super::Shown;
use crate::components::chart_table::ChartTable;
use crate::geometry::heat_map::{HeatMap, LEVELS};
use crate::i18n::{Locale, use_i18n};
use crate::platform::intl::{DateStyle, Dates};
use crate::words;

/// The side of a day with the gap beside it, in the drawing's own unit.
const CELL: usize = 15;

/// The gap between two days.
const GAP: usize = 3;

/// The height of the months' names.
const NAMES: usize = 18;

/// The class of a day that is in the account only.
const ELSEWHERE: &str = "heat-elsewhere";

/// The calendar.
#[component]
pub(super) fn Calendar(shown: Shown) -> impl IntoView {
    let i18n = use_i18n();
    let map = Memo::new(move |_| {
        let standpoint = shown.standpoint.get();
        shown.reported.with(|reported| {
            HeatMap::of(
                &reported.days,
                reported.period().last(),
                standpoint.week_start,
                shown.goal_seconds.get(),
                standpoint.begins(),
            )
        })
    });
    let scroller = NodeRef::<Div>::new();
    // The latest weeks are what somebody looks for first.
    scroller.on_load(|scroller| {
        request_animation_frame(move || scroller.set_scroll_left(scroller.scroll_width()));
    });
    let summary = move || {
        let locale = i18n.get_locale();
        map.with(|map| {
            let Some(here) = map.here else {
                return td_string!(locale, reports.elsewhere).to_owned();
            };
            let dates = Dates::new(locale.as_str(), DateStyle::Short).write_period(here);
            let days = words::counted!(locale, map.practised().count(), reports.calendar.days);
            let summary = td_string!(locale, reports.calendar.summary, dates = dates, days = days);
            match map.is_cut() {
                true => [summary.as_str(), td_string!(locale, reports.calendar.older)].join(" "),
                false => summary,
            }
        })
    };
    let is_cut = Memo::new(move |_| map.with(HeatMap::is_cut));
    let rows = move |()| {
        let locale = i18n.get_locale();
        let dates = Dates::new(locale.as_str(), DateStyle::DayWithYear);
        map.with(|map| {
            let row = |(day, seconds)| vec![dates.write(day), words::duration(locale, seconds)];
            map.practised().map(row).collect::<Vec<Vec<String>>>()
        })
    };
    let weekdays = move || {
        let dates = Dates::new(i18n.get_locale().as_str(), DateStyle::Weekday);
        map.with(|map| {
            let days = map.cells.iter().take(7).step_by(2);
            days.map(|cell| view! { <span>{dates.write(cell.day)}</span> })
                .collect_view()
        })
    };
    let legend = (0..LEVELS).map(|level| {
        view! {
            <svg class="heat-key" viewBox="0 0 12 12">
                <rect class=format!("heat-{level}") width="12" height="12" rx="2" />
            </svg>
        }
    });
    view! {
        <section class="card report" aria-labelledby="calendar-title">
            <h2 id="calendar-title">{move || t_string!(i18n, reports.calendar.title)}</h2>
            <figure class="chart">
                <figcaption id="calendar-summary">{summary}</figcaption>
                <div class="calendar">
                    <div class="calendar-weekdays" aria-hidden="true">
                        {weekdays}
                    </div>
                    // Whoever has no pointer scrolls it with the keys.
                    <div class="calendar-weeks" role="group" aria-labelledby="calendar-title" tabindex="0" node_ref=scroller>
                        {move || map.with(|map| drawing(i18n.get_locale(), map))}
                    </div>
                </div>
                <Show when=move || is_cut.get()>
                    <p class="heat-legend" aria-hidden="true">
                        <svg class="heat-key" viewBox="0 0 12 12">
                            <rect class=ELSEWHERE width="12" height="12" rx="2" />
                        </svg>
                        <span>{move || t_string!(i18n, reports.calendar.elsewhere_key)}</span>
                    </p>
                </Show>
                <p class="heat-legend" aria-hidden="true">
                    <span>{move || t_string!(i18n, reports.calendar.less)}</span>
                    {legend.collect_view()}
                    <span>{move || t_string!(i18n, reports.calendar.more)}</span>
                </p>
                <ChartTable
                    columns=vec![
                        (move || t_string!(i18n, reports.bars.day)).into(),
                        (move || t_string!(i18n, reports.practised)).into(),
                    ]
                    rows
                />
            </figure>
        </section>
    }
}

fn drawing(locale: Locale, map: &HeatMap) -> impl IntoView + use<> {
    let days = Dates::new(locale.as_str(), DateStyle::DayWithYear);
    let names = Dates::new(locale.as_str(), DateStyle::MonthName);
    let months = map.months.iter().map(|(column, month)| {
        view! {
            <text class="heat-month" x=column * CELL y=NAMES - 6>
                {names.write(*month)}
            </text>
        }
    });
    let cells = map.cells.iter().map(|cell| {
        let name = days.write(cell.day);
        let told = match cell.seconds {
            _ if cell.is_elsewhere => td_string!(locale, reports.calendar.elsewhere, name = name),
            Some(seconds) => {
                let duration = words::duration(locale, seconds);
                td_string!(locale, reports.amount_of, name = name, duration = duration)
            }
            None => td_string!(locale, reports.calendar.no_practice, name = name),
        };
        let class = match cell.is_elsewhere {
            true => ELSEWHERE.to_owned(),
            false => format!("heat-{}", cell.level),
        };
        view! {
            <rect
                class=class
                x=cell.column * CELL
                y=NAMES + cell.row * CELL
                width=CELL - GAP
                height=CELL - GAP
                rx="2"
            >
                <title>{told}</title>
            </rect>
        }
    });
    let width = map.columns * CELL - GAP;
    let height = NAMES + 7 * CELL - GAP;
    view! {
        <svg
            class="heat-map"
            viewBox=format!("0 0 {width} {height}")
            role="img"
            aria-labelledby="calendar-title calendar-summary"
        >
            {months.collect_view()}
            {cells.collect_view()}
        </svg>
    }
}
