//! One entry in a list.

use leptos::prelude::*;
use leptos_i18n::{Locale as _, td_string};
use shared_model::LogbookEntry;

use crate::i18n::use_i18n;
use crate::journal::use_journal;
use crate::platform::intl;
use crate::words;

/// An entry in two or three lines; choosing it opens it.
#[component]
pub(crate) fn EntryRow(entry: LogbookEntry, on_open: Callback<LogbookEntry>) -> impl IntoView {
    let entry = use_journal().follow_record(entry);
    view! {
        <button type="button" class="entry-row" on:click=move |_| on_open.run(entry.get_untracked())>
            <EntrySummary entry />
        </button>
    }
}

/// An entry in two or three lines with a box to check. `on_check` hears whether it is checked now, and whether that is meant
/// for everything up to here.
#[component]
pub(crate) fn CheckableEntryRow(
    entry: LogbookEntry,
    #[prop(into)] is_checked: Signal<bool>,
    on_check: Callback<(bool, bool)>,
) -> impl IntoView {
    let entry = use_journal().follow_record(entry);
    view! {
        <label class="checkable-row">
            <input
                type="checkbox"
                prop:checked=is_checked
                on:click:target=move |event| on_check.run((event.target().checked(), event.shift_key()))
            />
            <span class="entry-row">
                <EntrySummary entry />
            </span>
        </label>
    }
}

/// What an entry says, in two or three lines.
#[component]
fn EntrySummary(entry: Memo<LogbookEntry>) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let repertoire = journal.repertoire();
    let is_copy = entry.with_untracked(|entry| entry.id.is_copy());
    let title = move || {
        // Two of them may have become one piece since.
        let mut titles: Vec<String> = Vec::new();
        entry.with(|entry| {
            repertoire.with(|repertoire| {
                for title in entry.pieces.iter().map(|piece| repertoire.title(piece)) {
                    if titles.iter().all(|other| other != title) {
                        titles.push(title.to_owned());
                    }
                }
            });
        });
        match titles.is_empty() {
            true => words::entry_type(i18n.get_locale(), entry.with(|entry| entry.entry_type))
                .to_owned(),
            // Titles have commas of their own. The number of an opus stays with it.
            false => titles.join("\u{a0}· ").replace(". ", ".\u{a0}"),
        }
    };
    let time = move || {
        entry.with(|entry| {
            intl::time(
                i18n.get_locale().as_str(),
                entry.timestamp,
                entry.utc_offset_minutes,
            )
        })
    };
    let seconds = move || entry.with(|entry| entry.duration);
    let details = move || {
        let locale = i18n.get_locale();
        entry.with(|entry| {
            let kind = (!entry.pieces.is_empty())
                .then(|| words::entry_type(locale, entry.entry_type).to_owned());
            let instrument = (!entry.instrument.is_empty()).then(|| entry.instrument.clone());
            let mood = entry.mood.map(|mood| words::mood(locale, mood).to_owned());
            let techniques = entry.techniques.iter().cloned();
            let copy = is_copy.then(|| td_string!(locale, copy.from_another_device).to_owned());
            [copy, kind, instrument, mood]
                .into_iter()
                .flatten()
                .chain(techniques)
                .collect::<Vec<_>>()
                .join(" · ")
        })
    };
    let tags = move || {
        entry.with(|entry| {
            entry
                .tags
                .iter()
                .map(|tag| format!("#{tag}"))
                .collect::<Vec<_>>()
                .join(" ")
        })
    };
    let notes = move || {
        let notes = entry.with(|entry| entry.notes.clone());
        notes.filter(|notes| !notes.is_empty())
    };
    let rejection = move || {
        let id = entry.with(|entry| entry.id.clone());
        let invalid = journal.rejection::<LogbookEntry>(&id)?;
        let reason = words::rejection(i18n.get_locale(), &invalid);
        Some(td_string!(
            i18n.get_locale(),
            rejected.on_record,
            reason = reason
        ))
    };
    view! {
        <span class="entry-time">{time}</span>
        <span class="entry-main">
            <span class="entry-title">{title}</span>
            <span class="entry-details">{details} " " <span class="entry-tags">{tags}</span></span>
            {move || notes().map(|notes| view! { <span class="entry-notes">{notes}</span> })}
            {move || rejection().map(|text| view! { <span class="rejection">{text}</span> })}
        </span>
        <span class="entry-duration">
            {move || (seconds() > 0).then(|| words::duration(i18n.get_locale(), seconds()))}
        </span>
    }
}
