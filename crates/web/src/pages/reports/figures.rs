//! The few figures that sum a report up.

use leptos::prelude::*;
use leptos::text_prop::TextProp;
use leptos_i18n::t_string;
use shared_model::{Report, streak};

use super::Shown;
use crate::i18n::use_i18n;
use crate::journal::use_journal;
use crate::words;

/// How long, on how many days, how long on each, and how many days in a row.
#[component]
pub(super) fn Figures(shown: Shown) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let figures = Memo::new(move |_| {
        shown.of(|report: &Report| {
            (
                report.seconds,
                report.average_seconds(),
                report.days.len(),
                report.sittings,
                report.period.day_count(),
            )
        })
    });
    let figures = move || figures.get().unwrap_or_default();
    let rest_days =
        Memo::new(move |_| usize::try_from(journal.preferences().rest_days).unwrap_or_default());
    let row = Memo::new(move |_| {
        let today = shown.standpoint.get().today;
        shown
            .reported
            .with(|reported| streak(&reported.practised, today, rest_days.get()))
    });
    view! {
        <dl class="figures">
            <Figure
                name=move || t_string!(i18n, reports.practised)
                value=move || words::duration(i18n.get_locale(), figures().0)
                note=move || words::counted!(i18n.get_locale(), figures().3, reports.sessions)
            />
            <Figure
                name=move || t_string!(i18n, reports.days)
                value=move || words::counted!(i18n.get_locale(), figures().2, reports.day_count)
                note=move || words::counted!(i18n.get_locale(), figures().4, reports.of_days)
            />
            <Figure
                name=move || t_string!(i18n, reports.average)
                value=move || words::duration(i18n.get_locale(), figures().1)
                note=move || t_string!(i18n, reports.average_note)
            />
            <Figure
                name=move || t_string!(i18n, reports.streak)
                value=move || words::counted!(i18n.get_locale(), row.get().days, reports.day_count)
                note=move || {
                    let longest = words::counted!(i18n.get_locale(), row.get().longest, reports.longest);
                    match rest_days.get() {
                        0 => longest,
                        rest_days => {
                            let rest = words::counted!(i18n.get_locale(), rest_days, reports.rest_days);
                            t_string!(i18n, reports.longest_with_rest, longest = longest, rest = rest)
                        }
                    }
                }
            />
        </dl>
    }
}

#[component]
fn Figure(
    #[prop(into)] name: TextProp,
    #[prop(into)] value: TextProp,
    #[prop(into)] note: TextProp,
) -> impl IntoView {
    view! {
        <div>
            <dt>{move || name.get()}</dt>
            <dd>{move || value.get()}</dd>
            <dd class="figure-note">{move || note.get()}</dd>
        </div>
    }
}
