//! The journal as a file: saving it, and bringing one in.

mod preview;
mod rest;
mod sentences;
mod stage;

use leptos::prelude::*;
use leptos_i18n::{Locale as _, t_string};

use self::preview::ImportSheet;
use self::rest::Rest;
use self::stage::{Progress, Stage, Transfers};
use crate::components::export_button::{Export, ExportButton};
use crate::i18n::{Locale, use_i18n};
use crate::journal::use_journal;
use crate::platform::{intl, upload};

/// What a file dialog offers.
const ACCEPTED: &str =
    ".json,.csv,.tsv,.txt,application/json,text/csv,text/tab-separated-values,text/plain";

/// The section. What it says of an import is about the journal that is shown, and goes with it.
#[component]
pub(super) fn Transfer() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    view! {
        <section class="card" aria-labelledby="account-transfer">
            <h2 id="account-transfer">{move || t_string!(i18n, transfer.title)}</h2>
            <p>{move || t_string!(i18n, transfer.export_text)}</p>
            <Rest />
            <div class="actions">
                <ExportButton export=Export::Everything />
                <ExportButton export=Export::Entries />
            </div>
            <p>{move || t_string!(i18n, transfer.import_text)}</p>
            {move || {
                journal.epoch().track();
                view! { <ImportFile /> }
            }}
        </section>
    }
}

/// The way to choose a file, and what became of the last one.
#[component]
fn ImportFile() -> impl IntoView {
    let i18n = use_i18n();
    let transfers = Transfers::new(use_journal());
    let stage = transfers.stage();
    let is_open = Memo::new(move |_| {
        stage.with(|stage| matches!(stage, Stage::Preview(_) | Stage::Importing(_)))
    });
    let refused = move || {
        stage.with(|stage| match stage {
            Stage::Refused(refused) => Some(sentences::refusal(i18n.get_locale(), *refused)),
            _ => None,
        })
    };
    let said = move || {
        let locale = i18n.get_locale();
        stage.with(|stage| match stage {
            Stage::Reading => Some(t_string!(i18n, transfer.reading).to_owned()),
            Stage::Imported(outcome) => Some(sentences::outcome(locale, outcome)),
            Stage::Undone(undone) => Some(sentences::undone(locale, undone)),
            Stage::Undoing(_) => Some(t_string!(i18n, transfer.undoing).to_owned()),
            Stage::Idle | Stage::Refused(_) | Stage::Preview(_) | Stage::Importing(_) => None,
        })
    };
    view! {
        <div class="actions">
            <label class="button file-button" aria-disabled=move || transfers.is_busy().then_some("true")>
                <input
                    type="file"
                    class="unseen"
                    accept=ACCEPTED
                    disabled=move || transfers.is_busy()
                    on:change:target=move |event| {
                        if let Some(file) = upload::chosen(&event.target()) {
                            transfers.read(file);
                        }
                    }
                />
                {move || t_string!(i18n, transfer.import_file)}
            </label>
        </div>
        <p class="form-error" role="alert">
            {refused}
        </p>
        <p class="import-outcome" role="status">
            {said}
        </p>
        <Show when=move || transfers.can_undo()>
            <div class="actions">
                <button type="button" class="button" on:click=move |_| transfers.undo()>
                    {move || t_string!(i18n, transfer.undo)}
                </button>
            </div>
        </Show>
        <Show when=move || is_open.get()>
            <ImportSheet transfers />
        </Show>
    }
}

/// How far something has come, for eyes.
fn progress_text(locale: Locale, progress: Progress) -> String {
    let number = |count| intl::number(locale.as_str(), count);
    let (done, total) = (number(progress.done), number(progress.total));
    leptos_i18n::td_string!(locale, transfer.progress, done = done, total = total)
}
