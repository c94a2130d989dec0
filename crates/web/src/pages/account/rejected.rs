//! The records that the account does not take: which they are, what is wrong with each, and the way to put it right.

use client_core::{AnyRecord, Rejected};
use leptos::prelude::*;
use leptos_i18n::{t_string, td_string};

use crate::components::entry_editor::{Editing, EntryEditor};
use crate::components::goal_editor::GoalEditor;
use crate::components::texts_editor::TextsEditor;
use crate::i18n::{Locale, use_i18n};
use crate::journal::{JournalContext, use_journal};
use crate::words;

/// The list, for as long as there is something in it.
#[component]
pub(super) fn RejectedRecords() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let rejected = Memo::new(move |_| journal.rejected());
    let editing = RwSignal::new(None::<AnyRecord>);
    let on_open = Callback::new(move |rejected: Rejected| {
        editing.set(journal.get_any(rejected.collection, &rejected.id));
    });
    view! {
        <Show when=move || rejected.with(|rejected| !rejected.is_empty())>
            <section class="card" aria-labelledby="account-rejected">
                <h2 id="account-rejected">{move || t_string!(i18n, rejected.title)}</h2>
                <p>{move || t_string!(i18n, rejected.text)}</p>
                <ul class="records">
                    <For
                        each=move || rejected.get()
                        key=|rejected| (rejected.collection, rejected.id.clone(), rejected.reason.to_string())
                        let:rejected
                    >
                        <RejectedRow rejected on_open />
                    </For>
                </ul>
            </section>
        </Show>
        {move || editing.get().map(|open| editor(open, Callback::new(move |()| editing.set(None))))}
    }
}

#[component]
fn RejectedRow(rejected: Rejected, on_open: Callback<Rejected>) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let rejected = StoredValue::new(rejected);
    let name = Memo::new(move |_| {
        rejected.with_value(|rejected| name(i18n.get_locale(), journal, rejected))
    });
    let reason = move || {
        rejected.with_value(|rejected| words::rejection(i18n.get_locale(), &rejected.reason))
    };
    view! {
        <li>
            <div>
                <p class="record-name">{name}</p>
                <p class="rejection">{reason}</p>
            </div>
            <button
                type="button"
                class="button"
                aria-label=move || t_string!(i18n, rejected.edit_named, name = name.get())
                on:click=move |_| on_open.run(rejected.get_value())
            >
                {move || t_string!(i18n, rejected.edit)}
            </button>
        </li>
    }
}

fn name(locale: Locale, journal: JournalContext, rejected: &Rejected) -> String {
    match journal.get_any(rejected.collection, &rejected.id) {
        Some(record) => words::record_name(locale, &record, journal.today().get()),
        None => td_string!(locale, rejected.removed).to_owned(),
    }
}

fn editor(open: AnyRecord, on_close: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let today = use_journal().today();
    let named = open.clone();
    let title = move || words::record_name(i18n.get_locale(), &named, today.get());
    match open {
        AnyRecord::Entry(entry) => {
            let on_leave = Callback::new(move |_| on_close.run(()));
            view! { <EntryEditor editing=Editing::Existing(entry) on_leave /> }.into_any()
        }
        AnyRecord::Goal(goal) => view! { <GoalEditor goal is_new=false on_close /> }.into_any(),
        AnyRecord::Piece(record) => view! { <TextsEditor record title on_close /> }.into_any(),
        AnyRecord::Session(record) => view! { <TextsEditor record title on_close /> }.into_any(),
        AnyRecord::Log(record) => view! { <TextsEditor record title on_close /> }.into_any(),
    }
}
