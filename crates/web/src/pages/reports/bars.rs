//! How long was practised on each day, in each week, month or year of the period, and what the daily goal asks for.

use leptos::prelude::*;
use leptos::text_prop::TextProp;
use leptos_i18n::{Locale as _, t_string, td_string};
use shared_model::{Period, Unit};

use super::Shown;
use crate::components::chart_table::ChartTable;
use crate::components::choice::Choice;
use crate::geometry::bars::{self, Bar};
use crate::i18n::{Locale, use_i18n};
use crate::platform::intl::{DateStyle, Dates};
use crate::words;

/// How much of its place a bar fills.
const FILLED: f64 = 0.72;

/// The chart with its choice of what a bar stands for.
#[component]
pub(super) fn Bars(shown: Shown) -> impl IntoView {
    let i18n = use_i18n();
    let chosen = RwSignal::new(None::<Unit>);
    let period = Memo::new(move |_| shown.reported.with(|reported| reported.period()));
    let week_start = Memo::new(move |_| shown.standpoint.get().week_start);
    let offered = Memo::new(move |_| bars::offered(period.get(), week_start.get()));
    let unit = Memo::new(move |_| {
        let chosen = chosen.get();
        let chosen = chosen.filter(|unit| offered.with(|offered| offered.contains(unit)));
        chosen.unwrap_or_else(|| bars::usual(period.get(), week_start.get()))
    });
    let bars = Memo::new(move |_| {
        shown.reported.with(|reported| {
            bars::Bars::of(
                &reported.days,
                period.get(),
                unit.get(),
                week_start.get(),
                shown.goal_seconds.get(),
            )
        })
    });
    let days_of_goal = Memo::new(move |_| {
        let goal = shown.goal_seconds.get();
        let reached = shown.of(|report| report.days.values().filter(|day| **day >= goal).count());
        reached.filter(|_| goal > 0)
    });
    let title = move || match unit.get() {
        Unit::Day => t_string!(i18n, reports.bars.by_day),
        Unit::Week => t_string!(i18n, reports.bars.by_week),
        Unit::Month => t_string!(i18n, reports.bars.by_month),
        Unit::Year => t_string!(i18n, reports.bars.by_year),
    };
    let summary = move || {
        let locale = i18n.get_locale();
        let longest = bars.with(|bars| bars.highest().map(|bar| longest(locale, bars.unit, bar)));
        let reached = days_of_goal
            .get()
            .map(|days| words::counted!(locale, days, reports.bars.goal_reached));
        [longest, reached]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ")
    };
    let goal = move || {
        let goal = shown.goal_seconds.get();
        (goal > 0).then(|| {
            let goal = words::duration(i18n.get_locale(), goal);
            t_string!(i18n, reports.bars.goal, duration = goal)
        })
    };
    let rows = move |()| {
        let locale = i18n.get_locale();
        bars.with(|bars| {
            let names = Names::new(locale, bars.unit);
            let row = |bar: &Bar| {
                let goal =
                    (bar.goal_seconds > 0).then(|| words::duration(locale, bar.goal_seconds));
                let practised = words::duration(locale, bar.seconds);
                [Some(names.name(bar.part)), Some(practised), goal]
                    .into_iter()
                    .flatten()
                    .collect()
            };
            bars.bars.iter().map(row).collect::<Vec<Vec<String>>>()
        })
    };
    let table = move || {
        let mut columns: Vec<TextProp> = vec![
            (move || unit_name(i18n.get_locale(), unit.get())).into(),
            (move || t_string!(i18n, reports.practised)).into(),
        ];
        if shown.goal_seconds.get() > 0 {
            columns.push((move || t_string!(i18n, reports.bars.goal_column)).into());
        }
        view! { <ChartTable columns rows /> }
    };
    let choice = move || {
        let offered = offered.get();
        (offered.len() > 1).then(|| {
            let options = offered
                .into_iter()
                .map(|unit| (unit, (move || unit_name(i18n.get_locale(), unit)).into()))
                .collect();
            view! {
                <Choice
                    name="report-unit"
                    legend=move || t_string!(i18n, reports.bars.unit)
                    options
                    value=unit
                    on_choose=Callback::new(move |unit| chosen.set(Some(unit)))
                />
            }
        })
    };
    view! {
        <section class="card report" aria-labelledby="bars-title">
            <header class="report-head">
                <h2 id="bars-title">{title}</h2>
                {choice}
            </header>
            <figure class="chart">
                <figcaption id="bars-summary">{summary}</figcaption>
                <div class="bar-chart">
                    <div class="chart-scale" aria-hidden="true">
                        {move || bars.with(|bars| scale(i18n.get_locale(), bars))}
                    </div>
                    <svg class="bar-plot" role="img" aria-labelledby="bars-title bars-summary">
                        {move || bars.with(|bars| marks(i18n.get_locale(), bars))}
                    </svg>
                    <div class="bar-labels" aria-hidden="true">
                        {move || bars.with(|bars| labels(i18n.get_locale(), bars))}
                    </div>
                </div>
                {move || goal().map(|goal| view! { <p class="goal-key">{goal}</p> })}
                {table}
            </figure>
        </section>
    }
}

/// What a bar stands for, in words.
struct Names {
    unit: Unit,
    dates: Dates,
}

impl Names {
    fn new(locale: Locale, unit: Unit) -> Self {
        let style = match unit {
            Unit::Day | Unit::Week => DateStyle::Short,
            Unit::Month => DateStyle::Month,
            Unit::Year => DateStyle::Year,
        };
        Self {
            unit,
            dates: Dates::new(locale.as_str(), style),
        }
    }

    fn name(&self, part: Period) -> String {
        match self.unit {
            Unit::Week => self.dates.write_period(part),
            Unit::Day | Unit::Month | Unit::Year => self.dates.write(part.first()),
        }
    }
}

fn unit_name(locale: Locale, unit: Unit) -> &'static str {
    match unit {
        Unit::Day => td_string!(locale, reports.bars.day),
        Unit::Week => td_string!(locale, reports.bars.week),
        Unit::Month => td_string!(locale, reports.bars.month),
        Unit::Year => td_string!(locale, reports.bars.year),
    }
}

fn longest(locale: Locale, unit: Unit, bar: Bar) -> String {
    let name = Names::new(locale, unit).name(bar.part);
    let duration = words::duration(locale, bar.seconds);
    match unit {
        Unit::Day => {
            td_string!(
                locale,
                reports.bars.longest_day,
                name = name,
                duration = duration
            )
        }
        Unit::Week => {
            td_string!(
                locale,
                reports.bars.longest_week,
                name = name,
                duration = duration
            )
        }
        Unit::Month => {
            td_string!(
                locale,
                reports.bars.longest_month,
                name = name,
                duration = duration
            )
        }
        Unit::Year => {
            td_string!(
                locale,
                reports.bars.longest_year,
                name = name,
                duration = duration
            )
        }
    }
}

/// The lines of the scale and the bars, and across each bar how high the goal is.
fn marks(locale: Locale, bars: &bars::Bars) -> impl IntoView + use<> {
    let names = Names::new(locale, bars.unit);
    let place = bars.place();
    let top = |seconds| 100.0 - bars.height(seconds);
    let lines = bars.lines_seconds.iter().map(|seconds| {
        let y = format!("{:.2}%", top(*seconds));
        view! { <line class="chart-grid" x1="0" x2="100%" y1=y.clone() y2=y /> }
    });
    let marks = bars.bars.iter().enumerate().map(|(number, bar)| {
        let left = place * number as f64;
        let goal = (bar.goal_seconds > 0).then(|| {
            let y = format!("{:.2}%", top(bar.goal_seconds));
            view! {
                <line
                    class="goal-line"
                    x1=format!("{left:.3}%")
                    x2=format!("{:.3}%", left + place)
                    y1=y.clone()
                    y2=y
                />
            }
        });
        let name = names.name(bar.part);
        let duration = words::duration(locale, bar.seconds);
        view! {
            <rect
                class="bar-mark"
                x=format!("{:.3}%", left + place * (1.0 - FILLED) / 2.0)
                width=format!("{:.3}%", place * FILLED)
                y=format!("{:.2}%", top(bar.seconds))
                height=format!("{:.2}%", bars.height(bar.seconds))
            >
                <title>{td_string!(locale, reports.amount_of, name = name, duration = duration)}</title>
            </rect>
            {goal}
        }
    });
    (lines.collect_view(), marks.collect_view())
}

fn scale(locale: Locale, bars: &bars::Bars) -> impl IntoView + use<> {
    let lines = bars.lines_seconds.iter().map(|seconds| {
        let top = format!("{:.2}%", 100.0 - bars.height(*seconds));
        view! { <span style:top=top>{words::duration(locale, *seconds)}</span> }
    });
    lines.collect_view()
}

fn labels(locale: Locale, bars: &bars::Bars) -> impl IntoView + use<> {
    let style = match bars.unit {
        Unit::Day | Unit::Week => DateStyle::DayOfMonth,
        Unit::Month => DateStyle::MonthName,
        Unit::Year => DateStyle::Year,
    };
    let dates = Dates::new(locale.as_str(), style);
    let labels = bars.labelled().map(|number| {
        let middle = bars.place() * (number as f64 + 0.5);
        let label = dates.write(bars.bars[number].part.first());
        view! { <span style:left=format!("{middle:.2}%")>{label}</span> }
    });
    labels.collect_view()
}
