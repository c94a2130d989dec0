//! Deleting the account, after its address has been typed.

use client_core::ApiError;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::{Locale as _, t_string};

use super::transfer::Rest;
use crate::components::export_button::ExportButton;
use crate::components::field::TextField;
use crate::components::modal::Modal;
use crate::i18n::use_i18n;
use crate::journal::use_journal;
use crate::platform::dom;
use crate::words;

/// The field for the address.
const EMAIL: &str = "delete-account-email";

/// What deleting the account does, and the way to it.
#[component]
pub(super) fn DeleteAccount() -> impl IntoView {
    let i18n = use_i18n();
    let asking = RwSignal::new(false);
    view! {
        <section class="card" aria-labelledby="account-delete">
            <h2 id="account-delete">{move || t_string!(i18n, delete_account.title)}</h2>
            <p>{move || t_string!(i18n, delete_account.text)}</p>
            <div class="actions">
                <button type="button" class="button danger" on:click=move |_| asking.set(true)>
                    {move || t_string!(i18n, delete_account.ask)}
                </button>
            </div>
        </section>
        <Show when=move || asking.get()>
            <Question on_leave=Callback::new(move |()| asking.set(false)) />
        </Show>
    }
}

/// Asks for the address, so that no slip of a finger deletes an account. What is on this device is decided on afterwards.
#[component]
fn Question(on_leave: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let typed = RwSignal::new(String::new());
    let is_busy = RwSignal::new(false);
    let is_another = RwSignal::new(false);
    let failure = RwSignal::new(None::<ApiError>);
    let delete = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        failure.set(None);
        let email = journal.user().email.unwrap_or_default();
        is_another.set(!typed.with_untracked(|typed| names(typed, &email)));
        if is_another.get_untracked() {
            return dom::focus_soon_by_id(EMAIL);
        }
        is_busy.set(true);
        let auth = journal.auth();
        let language = i18n.get_locale_untracked().as_str();
        spawn_local(async move {
            // That it is deleted is said by the indicator of the backup, on every screen and aloud.
            if let Err(error) = auth.delete_account(language).await {
                failure.try_set(Some(error));
            }
            is_busy.try_set(false);
        });
    };
    let leave = Callback::new(move |()| {
        if !is_busy.get_untracked() {
            on_leave.run(());
        }
    });
    view! {
        <Modal id="delete-account" class="confirm" role="alertdialog" on_leave=leave>
            <h2 id="delete-account-title">{move || t_string!(i18n, delete_account.question)}</h2>
            <p id="delete-account-text">{move || t_string!(i18n, delete_account.question_text)}</p>
            <form novalidate on:submit=delete>
                <TextField
                    id=EMAIL
                    kind="email"
                    required=true
                    label=move || t_string!(i18n, delete_account.email)
                    hint=move || journal.user().email.unwrap_or_default()
                    value=typed
                    error=Signal::derive(move || {
                        is_another.get().then(|| t_string!(i18n, delete_account.another))
                    })
                />
                <Rest />
                <p class="form-error" role="alert">
                    {move || failure.get().map(|error| words::api_error(i18n.get_locale(), &error))}
                </p>
                <div class="confirm-actions">
                    <button type="button" class="button" on:click=move |_| leave.run(())>
                        {move || t_string!(i18n, action.cancel)}
                    </button>
                    <ExportButton />
                    <button
                        type="submit"
                        class="button danger"
                        aria-disabled=move || is_busy.get().then_some("true")
                    >
                        {move || match is_busy.get() {
                            true => t_string!(i18n, delete_account.busy),
                            false => t_string!(i18n, delete_account.yes),
                        }}
                    </button>
                </div>
            </form>
        </Modal>
    }
}

/// Whether somebody has typed this address, however they write it.
fn names(typed: &str, email: &str) -> bool {
    !email.is_empty() && typed.trim().to_lowercase() == email.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_accounts_own_address_confirms() {
        let email = "anna@example.org";
        assert!(names(" Anna@Example.org ", email));
        assert!(!names("anna@example.or", email));
        assert!(!names("", email));
        assert!(!names("", ""));
    }
}
