//! The records that the account does not take: which they are, what is wrong with each, and the way to put it right.

use client_core::{AnyRecord, Rejected, Trashed};
use leptos::prelude::*;
use leptos_i18n::t_string;

use crate::components::deletion::restore_trashed;
use crate::components::entry_editor::{Editing, EntryEditor};
use crate::components::goal_editor::GoalEditor;
use crate::components::notices::use_notices;
use crate::components::piece_editor::{EditingPiece, PieceEditor};
use crate::components::texts_editor::TextsEditor;
use crate::i18n::use_i18n;
use crate::journal::{JournalContext, use_journal};
use crate::words;

/// The content of the page, which takes the focus when the button that had it has gone with its record.
const CONTENT: &str = "content";

/// A record of the list, and what has become of it.
#[derive(Clone, PartialEq)]
struct Row {
    rejected: Rejected,
    record: Now,
}

#[derive(Clone, PartialEq)]
enum Now {
    Existing(AnyRecord),
    Trashed(Trashed),
    /// It was deleted, and cannot be restored.
    Gone,
}

/// The list, for as long as there is something in it.
#[component]
pub(super) fn RejectedRecords() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let rows = Memo::new(move |_| rows(journal));
    let editing = RwSignal::new(None::<AnyRecord>);
    let on_edit = Callback::new(move |record: AnyRecord| {
        // As it is by now.
        editing.set(journal.get_any(record.collection(), record.id()));
    });
    view! {
        <Show when=move || rows.with(|rows| !rows.is_empty())>
            <section class="card" aria-labelledby="account-rejected">
                <h2 id="account-rejected">{move || t_string!(i18n, rejected.title)}</h2>
                <p>{move || t_string!(i18n, rejected.text)}</p>
                <ul class="records">
                    <For
                        each=move || rows.get()
                        key=|Row { rejected, record }| {
                            let reason = rejected.reason.to_string();
                            (rejected.collection, rejected.id.clone(), reason, std::mem::discriminant(record))
                        }
                        let:row
                    >
                        <RejectedRow row on_edit />
                    </For>
                </ul>
            </section>
        </Show>
        {move || editing.get().map(|open| editor(open, Callback::new(move |()| editing.set(None))))}
    }
}

fn rows(journal: JournalContext) -> Vec<Row> {
    let rejected = journal.rejected();
    if rejected.is_empty() {
        return Vec::new();
    }
    let trash = journal.trash();
    let row = |rejected: Rejected| {
        let Rejected { collection, id, .. } = &rejected;
        let is_it = |record: &AnyRecord| record.collection() == *collection && record.id() == id;
        let trashed = || trash.iter().find(|trashed| is_it(&trashed.record)).cloned();
        let record = match journal.get_any(*collection, id) {
            Some(record) => Now::Existing(record),
            None => trashed().map_or(Now::Gone, Now::Trashed),
        };
        Row { rejected, record }
    };
    rejected.into_iter().map(row).collect()
}

#[component]
fn RejectedRow(row: Row, on_edit: Callback<AnyRecord>) -> impl IntoView {
    let i18n = use_i18n();
    let Row { rejected, record } = row;
    let is_deleted = !matches!(record, Now::Existing(_));
    let reason = move || match is_deleted {
        // What is wrong with it is nothing that could be edited.
        true => t_string!(i18n, rejected.deletion).to_owned(),
        false => words::rejection(i18n.get_locale(), &rejected.reason),
    };
    let (name, button) = match record {
        Now::Existing(record) => {
            let name = name_of(record.clone());
            let edit = move |_| on_edit.run(record.clone());
            let button = view! {
                <button
                    type="button"
                    class="button"
                    aria-label=move || t_string!(i18n, rejected.edit_named, name = name.get())
                    on:click=edit
                >
                    {move || t_string!(i18n, rejected.edit)}
                </button>
            };
            (name, Some(button.into_any()))
        }
        Now::Trashed(trashed) => {
            let journal = use_journal();
            let notices = use_notices();
            let name = name_of(trashed.record.clone());
            let restore = move |_| {
                let locale = i18n.get_locale_untracked();
                restore_trashed(notices, journal, locale, &trashed, CONTENT);
            };
            let button = view! {
                <button
                    type="button"
                    class="button"
                    aria-label=move || t_string!(i18n, trash.restore_named, name = name.get())
                    on:click=restore
                >
                    {move || t_string!(i18n, trash.restore)}
                </button>
            };
            let name =
                Memo::new(move |_| t_string!(i18n, rejected.removed_named, name = name.get()));
            (name, Some(button.into_any()))
        }
        Now::Gone => (
            Memo::new(move |_| t_string!(i18n, rejected.removed).to_owned()),
            None,
        ),
    };
    view! {
        <li>
            <div>
                <p class="record-name">{name}</p>
                <p class="rejection">{reason}</p>
            </div>
            {button}
        </li>
    }
}

fn name_of(record: AnyRecord) -> Memo<String> {
    let i18n = use_i18n();
    let journal = use_journal();
    let today = journal.today();
    Memo::new(move |_| {
        words::record_name(
            i18n.get_locale(),
            &record,
            today.get(),
            journal.rollover_hour(),
        )
    })
}

fn editor(open: AnyRecord, on_close: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let journal = use_journal();
    let today = journal.today();
    let named = open.clone();
    let title = move || {
        words::record_name(
            i18n.get_locale(),
            &named,
            today.get(),
            journal.rollover_hour(),
        )
    };
    match open {
        AnyRecord::Entry(entry) => {
            let on_leave = Callback::new(move |_| on_close.run(()));
            view! { <EntryEditor editing=Editing::Existing(entry) on_leave /> }.into_any()
        }
        AnyRecord::Goal(goal) => view! { <GoalEditor goal is_new=false on_close /> }.into_any(),
        AnyRecord::Piece(piece) => {
            let editing = EditingPiece::Existing(piece);
            let on_leave = Callback::new(move |_| on_close.run(()));
            view! { <PieceEditor editing on_leave /> }.into_any()
        }
        AnyRecord::Session(record) => view! { <TextsEditor record title on_close /> }.into_any(),
        AnyRecord::Log(record) => view! { <TextsEditor record title on_close /> }.into_any(),
    }
}
