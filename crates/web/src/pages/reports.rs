//! Reports: what the practice of a period came to, on the screen and on paper.

mod bars;
mod figures;
mod heat_map;
mod paper;
mod period_fields;
mod shares;
mod tempo;

use client_core::Reach;
use leptos::prelude::*;
use leptos_i18n::{Locale as _, t_string};
use leptos_router::NavigateOptions;
use leptos_router::components::A;
use leptos_router::hooks::{use_navigate, use_query_map};
use shared_model::Report;

use self::bars::Bars;
use self::figures::Figures;
use self::heat_map::Calendar;
use self::paper::{PaperDays, PaperHead, PrintCard};
use self::period_fields::PeriodFields;
use self::shares::Shares;
use self::tempo::Tempo;
use crate::components::earlier::Earlier;
use crate::components::icon::{Drawing, Icon};
use crate::components::page_title::PageTitle;
use crate::forms::report_period::ChosenPeriod;
use crate::i18n::use_i18n;
use crate::journal::use_journal;
use crate::platform::intl::{self, DateStyle, Dates};
use crate::platform::printing::Printing;
use crate::reported::{Reported, Standpoint};
use crate::words;

/// What the parts of the page have in common.
#[derive(Clone, Copy)]
struct Shown {
    reported: Memo<Reported>,
    standpoint: Memo<Standpoint>,
    /// The daily goal in seconds; 0 where there is none.
    goal_seconds: Memo<i64>,
    printing: Printing,
}

impl Shown {
    /// Something of the report, where there is one.
    fn of<T>(self, read: impl FnOnce(&Report) -> T) -> Option<T> {
        self.reported
            .with(|reported| reported.report.as_ref().map(read))
    }
}

/// The page at `/reports`.
#[component]
pub(crate) fn ReportsPage() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let repertoire = journal.repertoire();
    let query = use_query_map();
    let navigate = use_navigate();
    let today = journal.today();
    let chosen =
        Memo::new(move |_| query.with(|query| ChosenPeriod::from_query(|name| query.get(name))));
    let choose = Callback::new(move |chosen: ChosenPeriod| {
        navigate(
            &format!("/reports{}", chosen.to_query()),
            NavigateOptions {
                replace: true,
                scroll: false,
                ..NavigateOptions::default()
            },
        );
    });
    let standpoint = Memo::new(move |_| {
        let week_start = journal.preferences().week_start;
        Standpoint {
            today: today.get(),
            week_start: week_start.unwrap_or_else(intl::week_start),
            reach: journal.reach(),
        }
    });
    let reported = Memo::new(move |_| {
        repertoire.with(|repertoire| {
            journal.with_sittings(|sittings| {
                Reported::of(sittings, repertoire, chosen.get(), standpoint.get())
            })
        })
    });
    let shown = Shown {
        reported,
        standpoint,
        goal_seconds: Memo::new(move |_| journal.preferences().daily_goal_minutes * 60),
        printing: Printing::follow(),
    };
    let asked = Memo::new(move |_| reported.with(|reported| reported.asked));
    let has_practice =
        Memo::new(move |_| shown.of(|report| report.sittings > 0).unwrap_or_default());
    let is_whole = Memo::new(move |_| standpoint.get().reach == Reach::Beginning);
    let is_empty =
        Memo::new(move |_| is_whole.get() && reported.with(|reported| reported.days.is_empty()));
    let with_notes = RwSignal::new(false);
    view! {
        <header class="page-head">
            <PageTitle text=move || t_string!(i18n, reports.title) />
        </header>
        <Show
            when=move || !is_empty.get()
            fallback=move || {
                view! {
                    <section class="blank">
                        <Drawing icon=Icon::Chart />
                        <h2>{move || t_string!(i18n, reports.empty_title)}</h2>
                        <p>{move || t_string!(i18n, reports.empty)}</p>
                        <A href="/" attr:class="button primary">
                            {move || t_string!(i18n, app.not_found_way)}
                        </A>
                    </section>
                }
            }
        >
            <div class="reports">
                <PaperHead shown />
                <PeriodFields chosen asked on_choose=choose />
                <div role="status">
                    <Covered shown />
                </div>
                <Show when=move || has_practice.get()>
                    <Figures shown />
                    <Bars shown />
                </Show>
                <Calendar shown />
                <Show when=move || has_practice.get()>
                    <Shares shown />
                    <Tempo shown />
                    <PaperDays shown with_notes />
                    <PrintCard shown with_notes />
                </Show>
                <Show when=move || !is_whole.get()>
                    <Earlier />
                </Show>
            </div>
        </Show>
    }
}

/// Which days the report is about, and that it is not about more.
#[component]
fn Covered(shown: Shown) -> impl IntoView {
    let i18n = use_i18n();
    let period = Memo::new(move |_| shown.reported.with(Reported::period));
    let is_cut = Memo::new(move |_| shown.reported.with(Reported::is_cut));
    let sittings = Memo::new(move |_| shown.of(|report| report.sittings));
    let dates =
        move || Dates::new(i18n.get_locale().as_str(), DateStyle::Long).write_period(period.get());
    let note = move || match sittings.get() {
        None => Some(t_string!(i18n, reports.elsewhere).to_owned()),
        Some(0) => Some(t_string!(i18n, reports.none).to_owned()),
        Some(_) if is_cut.get() => {
            let today = shown.standpoint.get().today;
            let day = words::day_within(i18n.get_locale(), period.get().first(), today);
            Some(t_string!(i18n, reports.cut, day = day))
        }
        Some(_) => None,
    };
    view! {
        <h2 class="report-period">{dates}</h2>
        {move || note().map(|note| view! { <p class="report-note">{note}</p> })}
    }
}
