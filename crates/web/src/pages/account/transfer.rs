//! The journal as a file: saving it, and bringing one in.

mod preview;
mod rest;

use leptos::ev;
use leptos::prelude::*;
use leptos_i18n::{Locale as _, t_string};
use wasm_bindgen::JsCast as _;
use web_sys::Node;

use self::preview::ImportSheet;
pub(super) use self::rest::Rest;
use crate::components::export_button::{Export, ExportButton};
use crate::i18n::{Locale, use_i18n};
use crate::platform::{dom, intl, upload};
use crate::transfers::{Progress, Stage, Transfers, use_transfers};
use crate::words::transfer as sentences;

/// What a file dialog offers.
const ACCEPTED: &str =
    ".json,.csv,.tsv,.txt,application/json,text/csv,text/tab-separated-values,text/plain";

/// What became of the last file, by its id.
const OUTCOME: &str = "import-outcome";

/// The section. A file can be dropped anywhere on it.
#[component]
pub(super) fn Transfer(
    /// Whether somebody is signed in.
    has_account: Memo<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let transfers = use_transfers();
    transfers.show();
    let is_over = RwSignal::new(false);
    // Without this the browser leaves the app and opens the file.
    let over = move |event: ev::DragEvent| {
        if upload::is_of_files(&event) {
            event.prevent_default();
            is_over.set(!untrack(|| transfers.is_busy()));
        }
    };
    let leave = move |event: ev::DragEvent| {
        if !goes_on_within(&event) {
            is_over.set(false);
        }
    };
    let drop = move |event: ev::DragEvent| {
        if upload::is_of_files(&event) {
            event.prevent_default();
            is_over.set(false);
            if let Some(file) = upload::dropped(&event) {
                transfers.read(file);
            }
        }
    };
    view! {
        <section
            class="card transfer"
            class:is-drop-target=is_over
            aria-labelledby="account-transfer"
            on:dragenter=over
            on:dragover=over
            on:dragleave=leave
            on:drop=drop
        >
            <h2 id="account-transfer">{move || t_string!(i18n, transfer.title)}</h2>
            <p>{move || t_string!(i18n, transfer.export_text)}</p>
            <Rest />
            <div class="actions">
                <ExportButton export=Export::Everything />
                <ExportButton export=Export::Entries />
            </div>
            <Show when=move || has_account.get()>
                <p>{move || t_string!(i18n, transfer.with_account_text)}</p>
                <div class="actions">
                    <ExportButton export=Export::WithAccount />
                </div>
            </Show>
            <p>{move || t_string!(i18n, transfer.import_text)}</p>
            <ImportFile transfers />
            <Show when=move || is_over.get()>
                <p class="drop-hint">{move || t_string!(i18n, transfer.drop)}</p>
            </Show>
        </section>
    }
}

/// Whether what is dragged only goes from one part of the section to another.
fn goes_on_within(event: &ev::DragEvent) -> bool {
    let section = event.current_target();
    let section = section.and_then(|section| section.dyn_into::<Node>().ok());
    let next = event.related_target();
    let next = next.and_then(|next| next.dyn_into::<Node>().ok());
    section
        .zip(next)
        .is_some_and(|(section, next)| section.contains(Some(&next)))
}

/// The way to choose a file, and what became of the last one.
#[component]
fn ImportFile(transfers: Transfers) -> impl IntoView {
    let i18n = use_i18n();
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
    // The sheet that has just closed lay above it, or the page has grown.
    Effect::new(move |before: Option<bool>| {
        let has_ended = stage.with(|stage| {
            matches!(
                stage,
                Stage::Refused(_) | Stage::Imported(_) | Stage::Undone(_)
            )
        });
        if has_ended && before == Some(false) {
            dom::show_soon_by_id(OUTCOME);
        }
        has_ended
    });
    let is_busy = move || transfers.is_busy().then_some("true");
    view! {
        <div class="actions">
            <label class="button file-button" aria-disabled=is_busy>
                // A field that is disabled would lose the focus. What is chosen while another file is read is left alone.
                <input
                    type="file"
                    class="unseen"
                    accept=ACCEPTED
                    aria-disabled=is_busy
                    on:click=move |event| {
                        if untrack(|| transfers.is_busy()) {
                            event.prevent_default();
                        }
                    }
                    on:change:target=move |event| {
                        if let Some(file) = upload::chosen(&event.target()) {
                            transfers.read(file);
                        }
                    }
                />
                {move || t_string!(i18n, transfer.import_file)}
            </label>
        </div>
        <div id=OUTCOME class="import-outcome">
            <p class="form-error" role="alert">
                {refused}
            </p>
            <p role="status">{said}</p>
        </div>
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
