//! What a report has on paper only, for a teacher or an exam board: what it is, and each of its days.

use leptos::prelude::*;
use leptos_i18n::{Locale as _, t_string};
use shared_model::{DayReport, day_reports};

use super::Shown;
use crate::i18n::use_i18n;
use crate::journal::use_journal;
use crate::platform::intl::{DateStyle, Dates};
use crate::words;

/// The title on paper, and whose journal it is.
#[component]
pub(super) fn PaperHead(shown: Shown) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let name = move || match journal.user().email {
        Some(email) => t_string!(i18n, reports.paper.journal_of, email = email),
        None => t_string!(i18n, reports.paper.journal).to_owned(),
    };
    view! {
        <Show when=move || shown.printing.is_under_way()>
            <div class="paper">
                <p class="paper-title">{move || t_string!(i18n, reports.paper.title)}</p>
                <p>{name}</p>
            </div>
        </Show>
    }
}

/// Each day with practice: how long, what, and what was written about it if that is wanted.
#[component]
pub(super) fn PaperDays(shown: Shown, with_notes: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let repertoire = journal.repertoire();
    let days = move || {
        let period = shown.reported.with(|reported| reported.period());
        repertoire.with(|repertoire| {
            journal.with_sittings(|sittings| day_reports(sittings, period, repertoire))
        })
    };
    let rows = move || {
        let locale = i18n.get_locale();
        let dates = Dates::new(locale.as_str(), DateStyle::DayWithYear);
        let row = |day: DayReport| {
            let notes = day.notes.into_iter().filter(|_| with_notes.get());
            let notes = notes.map(|note| view! { <p class="paper-note">{note}</p> });
            view! {
                <tr>
                    <th scope="row">{dates.write(day.day)}</th>
                    <td>{words::duration(locale, day.seconds)}</td>
                    <td>{day.pieces.join(" · ")} {notes.collect_view()}</td>
                </tr>
            }
        };
        days().into_iter().map(row).collect_view()
    };
    view! {
        <Show when=move || shown.printing.is_under_way()>
            <section class="paper" aria-labelledby="paper-days">
                <h2 id="paper-days">{move || t_string!(i18n, reports.paper.days)}</h2>
                <table class="paper-table">
                    <thead>
                        <tr>
                            <th scope="col">{move || t_string!(i18n, reports.bars.day)}</th>
                            <th scope="col">{move || t_string!(i18n, reports.practised)}</th>
                            <th scope="col">{move || match with_notes.get() {
                                true => t_string!(i18n, reports.paper.pieces_and_notes),
                                false => t_string!(i18n, reports.paper.pieces),
                            }}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </section>
        </Show>
    }
}

/// The way to paper.
#[component]
pub(super) fn PrintCard(shown: Shown, with_notes: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <section class="card report print-card" aria-labelledby="print-title">
            <h2 id="print-title">{move || t_string!(i18n, reports.paper.print_title)}</h2>
            <p class="report-note">{move || t_string!(i18n, reports.paper.print_text)}</p>
            <label class="check">
                <input type="checkbox" bind:checked=with_notes />
                <span>{move || t_string!(i18n, reports.paper.with_notes)}</span>
            </label>
            <button type="button" class="button" on:click=move |_| shown.printing.start()>
                {move || t_string!(i18n, reports.paper.print)}
            </button>
        </section>
    }
}
