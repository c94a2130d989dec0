//! Recently deleted: what can be restored, and until when.

use client_core::{AnyRecord, Reach, Trashed};
use leptos::prelude::*;
use leptos_i18n::{Locale as _, t_string, td_string};
use leptos_router::components::A;

use crate::components::deletion::restore_trashed;
use crate::components::earlier::Arriving;
use crate::components::icon::{Drawing, Icon};
use crate::components::notices::use_notices;
use crate::components::page_title::PageTitle;
use crate::i18n::{Locale, use_i18n};
use crate::journal::{JournalContext, use_journal};
use crate::platform::intl::{self, DateStyle};
use crate::words;

/// The list, which takes the focus when the button that had it has gone with its record.
const LIST: &str = "deleted-records";

/// The page at `/account/deleted`.
#[component]
pub(crate) fn DeletedPage() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let trash = Memo::new(move |_| journal.trash());
    let is_empty =
        Memo::new(move |_| journal.reach() != Reach::Nothing && trash.with(Vec::is_empty));
    view! {
        <A href="/account" attr:class="back">
            <Drawing icon=Icon::Back />
            {move || t_string!(i18n, nav.account)}
        </A>
        <header class="page-head narrow">
            <PageTitle text=move || t_string!(i18n, trash.title) />
        </header>
        <div id=LIST tabindex="-1">
            <Arriving />
            <Show when=move || is_empty.get()>
                <section class="blank">
                    <Drawing icon=Icon::Bin />
                    <h2>{move || t_string!(i18n, trash.empty_title)}</h2>
                    <p>{move || t_string!(i18n, trash.empty)}</p>
                </section>
            </Show>
            <Show when=move || trash.with(|trash| !trash.is_empty())>
                <p class="lead">{move || t_string!(i18n, trash.text)}</p>
                <ul class="card records deleted-records">
                    <For
                        each=move || trash.get()
                        key=|trashed| (trashed.record.collection(), trashed.record.id().clone(), trashed.deleted_at)
                        let:trashed
                    >
                        <DeletedRow trashed />
                    </For>
                </ul>
            </Show>
        </div>
    }
}

#[component]
fn DeletedRow(trashed: Trashed) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let notices = use_notices();
    let today = journal.today();
    let trashed = StoredValue::new(trashed);
    let name = Memo::new(move |_| {
        trashed.with_value(|trashed| {
            words::record_name(
                i18n.get_locale(),
                &trashed.record,
                today.get(),
                journal.rollover_hour(),
            )
        })
    });
    let restore = move |_| {
        let locale = i18n.get_locale_untracked();
        trashed.with_value(|trashed| restore_trashed(notices, journal, locale, trashed, LIST));
    };
    view! {
        <li>
            <div>
                <p class="record-name">{name}</p>
                {move || trashed.with_value(|trashed| details(i18n.get_locale(), &trashed.record))}
                <p class="record-note">
                    {move || trashed.with_value(|trashed| until(i18n.get_locale(), journal, trashed))}
                </p>
            </div>
            <button
                type="button"
                class="button"
                aria-label=move || t_string!(i18n, trash.restore_named, name = name.get())
                on:click=restore
            >
                {move || t_string!(i18n, trash.restore)}
            </button>
        </li>
    }
}

/// What tells records of one kind apart, beside their names.
fn details(locale: Locale, record: &AnyRecord) -> Option<impl IntoView + use<>> {
    let parts: Vec<String> = match record {
        AnyRecord::Entry(entry) => {
            let titles = entry.pieces.iter().map(|piece| piece.title.clone());
            [words::duration(locale, entry.duration)]
                .into_iter()
                .chain(titles)
                .chain(entry.notes.clone())
                .collect()
        }
        AnyRecord::Session(session) => vec![session.instrument.clone()],
        AnyRecord::Log(log) => [words::duration(locale, log.duration_seconds)]
            .into_iter()
            .chain(log.piece_title.clone())
            .chain(log.notes.clone())
            .collect(),
        AnyRecord::Goal(goal) => goal.description.clone().into_iter().collect(),
        AnyRecord::Piece(piece) => piece.composer.clone().into_iter().collect(),
    };
    let text = parts.join(" · ");
    (!text.is_empty()).then(|| view! { <p class="record-details">{text}</p> })
}

fn until(locale: Locale, journal: JournalContext, trashed: &Trashed) -> String {
    let local = |at| journal.day_of(at);
    let until = local(trashed.restorable_until);
    td_string!(
        locale,
        trash.until,
        day = words::day_within(locale, local(trashed.deleted_at), journal.today().get()),
        date = intl::date(locale.as_str(), until, DateStyle::Short)
    )
}
