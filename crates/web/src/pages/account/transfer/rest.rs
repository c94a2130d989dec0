//! The part of a long journal that is in the account only, and the way to fetch all of it.

use client_core::{Older, Reach};
use leptos::prelude::*;
use leptos_i18n::t_string;

use crate::i18n::use_i18n;
use crate::journal::use_journal;
use crate::logbook::first_whole_day;
use crate::words;

/// Says since when the journal is here, and what that means for files. Shows nothing once all of it is here.
#[component]
pub(in crate::pages::account) fn Rest() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let today = journal.today();
    let fetches = RwSignal::new(false);
    let is_here = Memo::new(move |_| journal.reach() == Reach::Beginning);
    // Older records come a page at a time.
    Effect::new(move |_| {
        let (is_here, older) = (is_here.get(), journal.older());
        if !fetches.get() {
            return;
        }
        match (is_here, older) {
            (true, _) | (false, Older::Failed) => fetches.set(false),
            (false, Older::NotAsked) => journal.ask_for_older(),
            (false, Older::Asked) => {}
        }
    });
    let fetch = move |_| {
        if !fetches.get_untracked() {
            journal.ask_for_older();
            fetches.set(true);
        }
    };
    let text = move || match journal.reach().since() {
        Some(since) => {
            let day = words::day_within(i18n.get_locale(), first_whole_day(since), today.get());
            t_string!(i18n, transfer.part, day = day)
        }
        None => t_string!(i18n, transfer.arriving).to_owned(),
    };
    let status = move || words::older(i18n.get_locale(), journal.older(), journal.backup());
    view! {
        <Show when=move || !is_here.get()>
            <p class="warning">{text}</p>
            <div class="actions">
                <button
                    type="button"
                    class="button"
                    aria-disabled=move || fetches.get().then_some("true")
                    on:click=fetch
                >
                    {move || t_string!(i18n, transfer.fetch)}
                </button>
            </div>
            <p role="status">{status}</p>
        </Show>
    }
}
