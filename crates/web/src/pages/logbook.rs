//! The logbook: entries by local day.

use std::ops::Range;

use client_core::Reach;
use leptos::prelude::*;
use leptos_i18n::t_string;
use shared_model::CivilDate;

use crate::components::earlier::Earlier;
use crate::components::entry_editor::{Editing, EntryEditor};
use crate::components::entry_row::EntryRow;
use crate::components::icon::{Drawing, Icon};
use crate::components::page_title::PageTitle;
use crate::i18n::use_i18n;
use crate::journal::use_journal;
use crate::logbook::{Day, days_with, whole_days};
use crate::words;

/// About how many entries are in the page at first, and how many more each time.
const PAGE: usize = 100;

/// The page at `/logbook`.
#[component]
pub(crate) fn LogbookPage() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let editing = RwSignal::new(None::<Editing>);
    let entries = RwSignal::new(PAGE);
    let days = journal.days();
    let whole = Memo::new(move |_| days.with(|days| whole_days(days, journal.reach())));
    let shown = Memo::new(move |_| {
        days.with(|days| days_with(days, entries.get()))
            .min(whole.get())
    });
    // Memos, because an effect that reads `days` after a memo of `days` misses a change of `days` that leaves that memo as it
    // was.
    let dates_shown = Memo::new(move |_| days.with(|days| dates(days, 0..shown.get())));
    let dates_in_parts = Memo::new(move |_| days.with(|days| dates(days, whole.get()..days.len())));
    let has_more_here = Memo::new(move |_| shown.get() < whole.get());
    let is_empty =
        Memo::new(move |_| journal.reach() == Reach::Beginning && days.with(Vec::is_empty));
    let has_parts =
        Memo::new(move |_| !has_more_here.get() && days.with(|days| whole.get() < days.len()));
    view! {
        <header class="page-head narrow">
            <PageTitle text=move || t_string!(i18n, logbook.title) />
            <button
                type="button"
                class="button primary"
                on:click=move |_| editing.set(Some(Editing::New(journal.blank_entry())))
            >
                <Drawing icon=Icon::Plus />
                {move || t_string!(i18n, logbook.new)}
            </button>
        </header>
        <Show
            when=move || !is_empty.get()
            fallback=move || {
                view! {
                    <section class="blank">
                        <Drawing icon=Icon::Book />
                        <h2>{move || t_string!(i18n, logbook.empty_title)}</h2>
                        <p>{move || t_string!(i18n, logbook.empty)}</p>
                    </section>
                }
            }
        >
            <For each=move || dates_shown.get() key=|date| *date let:date>
                <DaySection date editing />
            </For>
            <Earlier has_more_here on_more=Callback::new(move |()| entries.update(|entries| *entries += PAGE)) />
            <Show when=move || has_parts.get()>
                <section class="parts" aria-labelledby="parts">
                    <h2 id="parts">{move || t_string!(i18n, logbook.parts_title)}</h2>
                    <p class="parts-text">{move || t_string!(i18n, logbook.parts)}</p>
                    <For each=move || dates_in_parts.get() key=|date| *date let:date>
                        <DaySection date editing />
                    </For>
                </section>
            </Show>
        </Show>
        {move || {
            editing
                .get()
                .map(|opened| {
                    view! { <EntryEditor editing=opened on_leave=Callback::new(move |_| editing.set(None)) /> }
                })
        }}
    }
}

fn dates(days: &[Day], range: Range<usize>) -> Vec<CivilDate> {
    let days = days.get(range).unwrap_or_default();
    days.iter().map(|day| day.date).collect()
}

/// One day with its total.
#[component]
fn DaySection(date: CivilDate, editing: RwSignal<Option<Editing>>) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let today = journal.today();
    let day = Memo::new(move |_| {
        journal.days().with(|days| {
            // Newest first.
            days.binary_search_by(|day| date.cmp(&day.date))
                .ok()
                .map(|index| days[index].clone())
        })
    });
    view! {
        <section class="day" aria-labelledby=format!("day-{date}")>
            <header class="day-head">
                <h2 id=format!("day-{date}")>{move || words::day(i18n.get_locale(), date, today.get())}</h2>
                <p class="amount">
                    {move || words::duration(i18n.get_locale(), day.with(|day| day.as_ref().map_or(0, |day| day.seconds)))}
                </p>
            </header>
            <ul class="entries">
                <For
                    each=move || day.get().map(|Day { entries, .. }| entries).unwrap_or_default()
                    key=|entry| entry.id.clone()
                    let:entry
                >
                    <li>
                        <EntryRow
                            entry
                            on_open=Callback::new(move |entry| editing.set(Some(Editing::Existing(entry))))
                        />
                    </li>
                </For>
            </ul>
        </section>
    }
}
