//! The journal as a file.

use leptos::prelude::*;
use leptos_i18n::{t_string, tu_string};

use super::notices::use_notices;
use crate::i18n::use_i18n;
use crate::journal::use_journal;
use crate::platform::download;

/// Gives the musician everything of theirs in this browser as a file.
#[component]
pub(crate) fn ExportButton() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let notices = use_notices();
    let export = move |_| {
        let name = format!("mirubato-{}.json", journal.today().get_untracked());
        let saved = journal
            .export()
            .is_ok_and(|text| download::save(&name, &text));
        if !saved {
            notices.say(tu_string!(i18n, error.not_exported));
        }
    };
    view! {
        <button type="button" class="button" on:click=export>
            {move || t_string!(i18n, action.export)}
        </button>
    }
}
