//! The journal as a file.

use leptos::prelude::*;
use leptos_i18n::{t_string, tu_string};

use super::notices::use_notices;
use crate::i18n::use_i18n;
use crate::journal::use_journal;
use crate::platform::download;

/// What is saved as a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Export {
    /// Everything, where no other file is offered.
    #[default]
    File,
    /// Everything.
    Everything,
    /// The entries, as a table.
    Entries,
}

/// Gives the musician what is theirs on this device as a file.
#[component]
pub(crate) fn ExportButton(#[prop(optional)] export: Export) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let notices = use_notices();
    let save = move |_| {
        let name = format!("mirubato-{}", journal.today().get_untracked());
        let saved = match export {
            Export::File | Export::Everything => {
                let text = journal.export_json();
                download::save(&format!("{name}.json"), "application/json", &text)
            }
            Export::Entries => {
                let text = journal.export_csv();
                download::save(&format!("{name}.csv"), "text/csv;charset=utf-8", &text)
            }
        };
        if !saved {
            notices.say(tu_string!(i18n, error.not_exported));
        }
    };
    view! {
        <button type="button" class="button" on:click=save>
            {move || match export {
                Export::File => t_string!(i18n, action.export),
                Export::Everything => t_string!(i18n, transfer.export_everything),
                Export::Entries => t_string!(i18n, transfer.export_entries),
            }}
        </button>
    }
}
