//! "Check my backup": whether the account holds what this device holds, in a sentence.

use client_core::{BackupState, CheckError, CheckedBackup};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::{t_string, td_string};

use crate::i18n::{Locale, use_i18n};
use crate::journal::{JournalContext, use_journal};
use crate::logbook::first_whole_day;
use crate::words;

/// The button and its answer.
#[component]
pub(super) fn CheckBackup(
    /// The id of what says that there is no network.
    explained: &'static str,
) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let busy = RwSignal::new(false);
    let answer = RwSignal::new(None::<Result<CheckedBackup, CheckError>>);
    let is_offline = Memo::new(move |_| matches!(journal.backup(), BackupState::Offline { .. }));
    // What was written since is not in the account, whatever the answer was.
    Effect::new(move |_| {
        let told = answer.with(|answer| match answer {
            Some(Ok(checked)) => Some(checked.unsynced),
            Some(Err(_)) | None => None,
        });
        if told.is_some_and(|told| journal.unsynced_count() > told) {
            answer.set(None);
        }
    });
    let check = move |_| {
        if busy.get_untracked() || is_offline.get_untracked() {
            return;
        }
        busy.set(true);
        answer.set(None);
        spawn_local(async move {
            let checked = journal.check_backup().await;
            answer.try_set(checked);
            busy.try_set(false);
        });
    };
    let said = move || match answer.get() {
        _ if busy.get() => t_string!(i18n, check.checking).to_owned(),
        None => String::new(),
        Some(Ok(checked)) => sentences(i18n.get_locale(), journal, &checked),
        Some(Err(error)) => {
            let locale = i18n.get_locale();
            td_string!(
                locale,
                check.failed,
                reason = words::check_error(locale, &error)
            )
        }
    };
    view! {
        <div class="actions">
            <button
                type="button"
                class="button"
                aria-disabled=move || (busy.get() || is_offline.get()).then_some("true")
                aria-describedby=move || is_offline.get().then_some(explained)
                on:click=check
            >
                {move || t_string!(i18n, check.button)}
            </button>
        </div>
        <p role="status">{said}</p>
    }
}

fn sentences(locale: Locale, journal: JournalContext, checked: &CheckedBackup) -> String {
    let mut sentences = Vec::new();
    if let Some(repaired) = checked.repaired {
        sentences.push(td_string!(locale, check.repaired).to_owned());
        if repaired.fetched > 0 {
            sentences.push(words::counted!(locale, repaired.fetched, check.fetched));
        }
        if repaired.given_back > 0 {
            sentences.push(words::counted!(
                locale,
                repaired.given_back,
                check.given_back
            ));
        }
    }
    sentences.push(match checked.entries {
        0 => td_string!(locale, check.nothing).to_owned(),
        entries => words::counted!(locale, entries, check.entries),
    });
    if let Some(since) = checked.since {
        let today = journal.today().get();
        let day = words::day_within(locale, first_whole_day(since), today);
        sentences.push(td_string!(locale, check.since, day = day));
    }
    if checked.unsynced > 0 {
        sentences.push(words::counted!(locale, checked.unsynced, check.unsynced));
    }
    sentences.join(" ")
}
