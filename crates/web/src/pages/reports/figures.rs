//! The few figures that sum a report up.

use leptos::prelude::*;
use leptos::text_prop::TextProp;
use leptos_i18n::t_string;
use shared_model::Report;

use super::Shown;
use crate::i18n::use_i18n;
use crate::journal::use_journal;
use crate::streaks::KnownStreak;
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
        let standpoint = shown.standpoint.get();
        shown.reported.with(|reported| {
            KnownStreak::of(
                reported.practised.clone(),
                standpoint.today,
                rest_days.get(),
                standpoint.begins(),
            )
        })
    });
    let days_in_a_row = move || {
        let days = words::counted!(i18n.get_locale(), row.get().streak.days, reports.day_count);
        match row.get().is_at_least {
            true => t_string!(i18n, streak.at_least, days = days),
            false => days,
        }
    };
    let longest = move || {
        let (locale, longest) = (i18n.get_locale(), row.get().streak.longest);
        match row.get().is_longest_at_least {
            true => words::counted!(locale, longest, reports.longest_at_least),
            false => words::counted!(locale, longest, reports.longest),
        }
    };
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
                value=days_in_a_row
                note=move || match rest_days.get() {
                    0 => longest(),
                    rest_days => {
                        let rest = words::counted!(i18n.get_locale(), rest_days, reports.rest_days);
                        t_string!(i18n, reports.longest_with_rest, longest = longest(), rest = rest)
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
