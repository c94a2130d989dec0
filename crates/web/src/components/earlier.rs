//! The end of what is shown of a long journal: since when it is, where the rest is, and the way to it.

use client_core::{Older, Reach};
use leptos::prelude::*;
use leptos_i18n::t_string;

use crate::i18n::use_i18n;
use crate::journal::use_journal;
use crate::logbook::first_whole_day;
use crate::words;

/// Says what is not shown, and asks the account for it. Shows nothing for a journal that this device holds to its
/// beginning.
#[component]
pub(crate) fn Earlier(
    /// Whether only some of what is here is shown: what was looked for.
    #[prop(optional, into)]
    is_search: Signal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let today = journal.today();
    let text = move || match (journal.reach(), journal.kept_reach()) {
        (Reach::Nothing, _) => Some(t_string!(i18n, earlier.arriving).to_owned()),
        (Reach::Since(since), _) => {
            let day = words::day_within(i18n.get_locale(), first_whole_day(since), today.get());
            Some(match is_search.get() {
                true => t_string!(i18n, earlier.searched, day = day),
                false => t_string!(i18n, earlier.since, day = day),
            })
        }
        (Reach::Beginning, Reach::Beginning) => None,
        (Reach::Beginning, _) => Some(t_string!(i18n, earlier.beginning).to_owned()),
    };
    let has_more = Memo::new(move |_| matches!(journal.reach(), Reach::Since(_)));
    let is_asked = Memo::new(move |_| journal.older() == Older::Asked);
    let status = move || words::older(i18n.get_locale(), journal.older(), journal.backup());
    let show = move |_| {
        if !is_asked.get_untracked() {
            journal.ask_for_older();
        }
    };
    view! {
        <div class="earlier">
            {move || text().map(|text| view! { <p class="earlier-text">{text}</p> })}
            <Show when=move || has_more.get()>
                <button type="button" class="button" aria-disabled=move || is_asked.get().then_some("true") on:click=show>
                    {move || t_string!(i18n, earlier.show)}
                </button>
            </Show>
            <p class="earlier-status" role="status">
                {status}
            </p>
        </div>
    }
}

/// Says that the account's journal is still to come, for as long as it is: what is not here yet does not look as if it did
/// not exist.
#[component]
pub(crate) fn Arriving() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    view! {
        <Show when=move || journal.reach() == Reach::Nothing>
            <div class="earlier">
                <p class="earlier-text">{move || t_string!(i18n, earlier.arriving)}</p>
            </div>
        </Show>
    }
}
