//! The records that the account does not take: which they are, what is wrong with each, and the way to put it right.

use client_core::{JournalRecord, Rejected};
use leptos::prelude::*;
use leptos_i18n::{t_string, td_string};
use shared_model::{
    CivilDate, Collection, Goal, LogbookEntry, Piece, PracticeLog, PracticeSession, RecordId,
    local_day,
};

use crate::components::entry_editor::{Editing, EntryEditor};
use crate::components::goal_editor::GoalEditor;
use crate::components::texts_editor::TextsEditor;
use crate::i18n::{Locale, use_i18n};
use crate::journal::{JournalContext, use_journal};
use crate::logbook::ROLLOVER_HOUR;
use crate::words;

/// The list, for as long as there is something in it.
#[component]
pub(super) fn RejectedRecords() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let rejected = Memo::new(move |_| journal.rejected());
    let editing = RwSignal::new(None::<Open>);
    let on_open = Callback::new(move |rejected: Rejected| {
        editing.set(Open::of(journal, &rejected));
    });
    view! {
        <Show when=move || rejected.with(|rejected| !rejected.is_empty())>
            <section class="card" aria-labelledby="account-rejected">
                <h2 id="account-rejected">{move || t_string!(i18n, rejected.title)}</h2>
                <p>{move || t_string!(i18n, rejected.text)}</p>
                <ul class="rejected">
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
                <p class="rejected-name">{name}</p>
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

/// A record whose editor is open.
#[derive(Clone)]
enum Open {
    Entry(LogbookEntry),
    Goal(Goal),
    Piece(Piece),
    Session(PracticeSession),
    Log(PracticeLog),
}

impl Open {
    /// Nothing when the record does not exist any more.
    fn of(journal: JournalContext, rejected: &Rejected) -> Option<Self> {
        fn get<R: JournalRecord>(
            journal: JournalContext,
            id: &RecordId,
            open: fn(R) -> Open,
        ) -> Option<Open> {
            journal.get::<R>(id).map(open)
        }
        let id = &rejected.id;
        match rejected.collection {
            Collection::LogbookEntries => get(journal, id, Self::Entry),
            Collection::Goals => get(journal, id, Self::Goal),
            Collection::Pieces => get(journal, id, Self::Piece),
            Collection::PracticeSessions => get(journal, id, Self::Session),
            Collection::PracticeLogs => get(journal, id, Self::Log),
        }
    }

    /// What the record is called in the list.
    fn name(&self, locale: Locale, today: CivilDate) -> String {
        match self {
            Self::Entry(entry) => {
                let day = local_day(entry.timestamp, entry.utc_offset_minutes, ROLLOVER_HOUR);
                td_string!(locale, rejected.entry, day = words::day(locale, day, today))
            }
            Self::Session(session) => {
                let day = local_day(
                    session.started_at,
                    session.utc_offset_minutes,
                    ROLLOVER_HOUR,
                );
                td_string!(
                    locale,
                    rejected.session,
                    day = words::day(locale, day, today)
                )
            }
            Self::Log(log) => {
                let activity = words::activity(locale, log.activity_type);
                td_string!(locale, rejected.log, activity = activity)
            }
            Self::Goal(goal) => {
                td_string!(locale, rejected.goal, title = titled(locale, &goal.title))
            }
            Self::Piece(piece) => {
                td_string!(locale, rejected.piece, title = titled(locale, &piece.title))
            }
        }
    }
}

fn titled(locale: Locale, title: &str) -> String {
    match title.trim() {
        "" => td_string!(locale, rejected.untitled).to_owned(),
        title => title.to_owned(),
    }
}

fn name(locale: Locale, journal: JournalContext, rejected: &Rejected) -> String {
    match Open::of(journal, rejected) {
        Some(record) => record.name(locale, journal.today().get()),
        None => td_string!(locale, rejected.removed).to_owned(),
    }
}

fn editor(open: Open, on_close: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let today = use_journal().today();
    let named = open.clone();
    let title = move || named.name(i18n.get_locale(), today.get());
    match open {
        Open::Entry(entry) => {
            let on_leave = Callback::new(move |_| on_close.run(()));
            view! { <EntryEditor editing=Editing::Existing(entry) on_leave /> }.into_any()
        }
        Open::Goal(goal) => view! { <GoalEditor goal is_new=false on_close /> }.into_any(),
        Open::Piece(record) => view! { <TextsEditor record title on_close /> }.into_any(),
        Open::Session(record) => view! { <TextsEditor record title on_close /> }.into_any(),
        Open::Log(record) => view! { <TextsEditor record title on_close /> }.into_any(),
    }
}
