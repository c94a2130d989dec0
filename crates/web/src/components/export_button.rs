//! The journal as a file.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::{t_string, tu_string};

use super::notices::use_notices;
use crate::i18n::use_i18n;
use crate::journal::use_journal;
use crate::platform::download;
use crate::words;

/// What is saved as a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Export {
    /// Everything, where no other file is offered.
    #[default]
    File,
    /// Everything.
    Everything,
    /// Everything, with what the server has beside the journal.
    WithAccount,
    /// The entries, as a table.
    Entries,
}

/// Gives the musician what is theirs on this device as a file.
#[component]
pub(crate) fn ExportButton(#[prop(optional)] export: Export) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let notices = use_notices();
    let is_busy = RwSignal::new(false);
    let name = move || format!("mirubato-{}", journal.today().get_untracked());
    let check = move |saved: bool| {
        if !saved {
            notices.say(tu_string!(i18n, error.not_exported));
        }
    };
    let save_json = move |text: &str| {
        check(download::save(
            &format!("{}.json", name()),
            "application/json",
            text,
        ));
    };
    let save = move |_| match export {
        Export::File | Export::Everything => save_json(&journal.export_json()),
        Export::Entries => check(download::save(
            &format!("{}.csv", name()),
            "text/csv;charset=utf-8",
            &journal.export_csv(),
        )),
        Export::WithAccount if is_busy.get_untracked() => {}
        Export::WithAccount => {
            is_busy.set(true);
            let auth = journal.auth();
            spawn_local(async move {
                match auth.export_everything().await {
                    Ok(Some(text)) => save_json(&text),
                    // Whose journal it is has changed, and with it the screen.
                    Ok(None) => {}
                    Err(error) => {
                        notices.say(words::api_error(i18n.get_locale_untracked(), &error));
                    }
                }
                is_busy.try_set(false);
            });
        }
    };
    view! {
        <button
            type="button"
            class="button"
            aria-disabled=move || is_busy.get().then_some("true")
            on:click=save
        >
            {move || match export {
                Export::File => t_string!(i18n, action.export),
                Export::Everything => t_string!(i18n, transfer.export_everything),
                Export::WithAccount => t_string!(i18n, transfer.export_with_account),
                Export::Entries => t_string!(i18n, transfer.export_entries),
            }}
        </button>
    }
}
