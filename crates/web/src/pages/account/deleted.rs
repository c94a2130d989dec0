//! What becomes of the journal here when its account was deleted, here or on another device.

use client_core::SignedOut;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::{t_string, tu_string};

use crate::components::confirm::Confirm;
use crate::components::export_button::ExportButton;
use crate::components::notices::use_notices;
use crate::i18n::use_i18n;
use crate::journal::use_journal;
use crate::words;

/// Says that the account is gone, and offers to keep its journal here, to export it, or to delete it here too.
#[component]
pub(super) fn DeletedAccount() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let notices = use_notices();
    let asking = RwSignal::new(false);
    let keep = move |_| {
        notices.say(match journal.auth().keep_on_this_device() {
            Ok(()) => tu_string!(i18n, deleted.kept),
            Err(refusal) => words::store_error(i18n.get_locale_untracked(), refusal),
        });
    };
    let delete = Callback::new(move |()| {
        asking.set(false);
        let auth = journal.auth();
        spawn_local(async move {
            // It is off this device whether or not the server has been told that nobody is signed in any more.
            notices.say(match auth.logout().await {
                Ok(SignedOut::Everywhere | SignedOut::HereOnly) => {
                    tu_string!(i18n, deleted.removed)
                }
                Ok(SignedOut::SomebodyElse) => tu_string!(i18n, account.somebody_else),
                Err(refusal) => words::store_error(i18n.get_locale_untracked(), refusal),
            });
        });
    });
    view! {
        <section class="card highlight" aria-labelledby="account-deleted">
            <h2 id="account-deleted">{move || t_string!(i18n, deleted.title)}</h2>
            <p class="address">{move || journal.user().email}</p>
            <p>{move || t_string!(i18n, deleted.text)}</p>
            <div class="actions stacked">
                <button type="button" class="button primary" on:click=keep>
                    {move || t_string!(i18n, deleted.keep)}
                </button>
                <ExportButton />
                <button type="button" class="button danger" on:click=move |_| asking.set(true)>
                    {move || t_string!(i18n, deleted.remove)}
                </button>
            </div>
        </section>
        <Show when=move || asking.get()>
            <Confirm
                id="delete-here"
                title=move || t_string!(i18n, deleted.remove_title)
                text=move || t_string!(i18n, deleted.remove_text)
                yes=move || t_string!(i18n, deleted.remove_yes)
                no=move || t_string!(i18n, action.cancel)
                on_yes=delete
                on_no=Callback::new(move |()| asking.set(false))
            />
        </Show>
    }
}
