//! The logbook: entries by local day, what is looked for among them, and what is done with several at once.

mod bulk;
mod day_list;
mod filtering;
mod filters;
mod selecting;

use std::sync::Arc;

use client_core::Reach;
use leptos::html::Div;
use leptos::prelude::*;
use leptos_i18n::t_string;
use shared_model::{EntryFilter, SearchTexts};

use self::bulk::SelectionBar;
use self::day_list::{DayList, Rows};
use self::filtering::Filtering;
use self::filters::{FOUND, Filters};
use self::selecting::Selecting;
use crate::components::earlier::Earlier;
use crate::components::entry_editor::{Editing, EntryEditor};
use crate::components::icon::{Drawing, Icon};
use crate::components::page_title::PageTitle;
use crate::components::shortcuts::OnTheWayToSearch;
use crate::i18n::use_i18n;
use crate::journal::{JournalContext, use_journal};
use crate::logbook::shown::Shown;
use crate::logbook::whole_days;
use crate::platform::dom;
use crate::words;

pub(crate) use self::day_list::LogbookPlace;

/// The page at `/logbook`.
#[component]
pub(crate) fn LogbookPage() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let editing = RwSignal::new(None::<Editing>);
    let is_empty = Memo::new(move |_| {
        journal.reach() == Reach::Beginning && journal.days().with(Vec::is_empty)
    });
    // An empty logbook has no search; who came for it is at the heading, as on any other screen.
    let comes_to_search = expect_context::<OnTheWayToSearch>().arrive();
    let comes_to_search = StoredValue::new(comes_to_search && !is_empty.get_untracked());
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
            <Entries editing comes_to_search />
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

/// The entries that there are, and the ways to some of them.
#[component]
fn Entries(
    editing: RwSignal<Option<Editing>>,
    comes_to_search: StoredValue<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let filtering = Filtering::of_address();
    let filter = filtering.filter();
    let shown = shown(journal, filter);
    let selecting = Selecting::among(shown);
    let rows = Rows { editing, selecting };
    let is_filtered = Memo::new(move |_| filter.with(|filter| !filter.is_empty()));
    let has_whole = Memo::new(move |_| shown.with(|shown| !shown.whole.is_empty()));
    let has_parts = Memo::new(move |_| shown.with(|shown| !shown.parts.is_empty()));
    let found = move || {
        let locale = i18n.get_locale();
        let (count, seconds) = shown.with(|shown| (shown.count(), shown.seconds()));
        let entries = words::counted!(locale, count, logbook.entries);
        let duration = words::duration(locale, seconds);
        t_string!(i18n, logbook.found, entries = entries, duration = duration)
    };
    // Whatever else is looked for, what is found begins at the top.
    let list = NodeRef::<Div>::new();
    Effect::new(move |before: Option<()>| {
        filter.track();
        if let (Some(()), Some(list)) = (before, list.get_untracked()) {
            request_animation_frame(move || dom::back_to_top_of(&list));
        }
    });
    view! {
        <Filters filtering comes_to_search />
        <div class="found">
            <p id=FOUND role="status" tabindex="-1">
                {found}
            </p>
            <Show when=move || !selecting.is_on() && (has_whole.get() || has_parts.get())>
                <button type="button" class="button quiet flush" on:click=move |_| selecting.start()>
                    {move || t_string!(i18n, logbook.select)}
                </button>
            </Show>
        </div>
        <div class="journal" node_ref=list>
            <Show when=move || is_filtered.get() && !has_whole.get() && !has_parts.get()>
                <section class="blank">
                    <Drawing icon=Icon::Search />
                    <h2>{move || t_string!(i18n, logbook.nothing_title)}</h2>
                    <p>{move || t_string!(i18n, logbook.nothing)}</p>
                    <button
                        type="button"
                        class="button"
                        on:click=move |_| {
                            filtering.change(|filter| *filter = EntryFilter::default());
                            dom::focus_soon_by_id(FOUND);
                        }
                    >
                        {move || t_string!(i18n, logbook.clear)}
                    </button>
                </section>
            </Show>
            <DayList days=Memo::new(move |_| shown.with(|shown| Arc::clone(&shown.whole))) rows returned_to=filtering />
            <Earlier is_search=is_filtered />
            <Show when=move || has_parts.get()>
                <section class="parts" aria-labelledby="parts">
                    <h2 id="parts">{move || t_string!(i18n, logbook.parts_title)}</h2>
                    <p class="parts-text">{move || t_string!(i18n, logbook.parts)}</p>
                    <DayList days=Memo::new(move |_| shown.with(|shown| Arc::clone(&shown.parts))) rows />
                </section>
            </Show>
        </div>
        <Show when=move || selecting.is_on()>
            <SelectionBar selecting />
        </Show>
    }
}

/// What of the journal passes the filter. The texts of the entries are made ready with the first search.
fn shown(journal: JournalContext, filter: RwSignal<EntryFilter>) -> Memo<Shown> {
    let (days, repertoire) = (journal.days(), journal.repertoire());
    let texts = Memo::new_owning(move |before: Option<SearchTexts>| {
        let texts = days.with(|days| {
            let entries = days.iter().flat_map(|day| &day.entries);
            repertoire.with(|repertoire| before.unwrap_or_default().of(entries, repertoire))
        });
        (texts, true)
    });
    Memo::new(move |_| {
        days.with(|days| {
            let whole = whole_days(days, journal.reach());
            repertoire.with(|repertoire| {
                filter.with(|filter| {
                    let prepared = filter.prepared(repertoire);
                    match prepared.asks_for_words() {
                        true => texts.with(|texts| Shown::of(days, whole, &prepared, texts)),
                        false => Shown::of(days, whole, &prepared, &SearchTexts::default()),
                    }
                })
            })
        })
    })
}
