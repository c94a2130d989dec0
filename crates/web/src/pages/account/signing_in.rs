//! Asking for a mail to sign in with, and entering its code.

use client_core::ApiError;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::{Locale as _, t_string};
use shared_model::protocol::ErrorCode;

use super::code_form::CodeForm;
use crate::components::field::TextField;
use crate::i18n::use_i18n;
use crate::journal::use_journal;
use crate::platform::dom;
use crate::words;

// The form and what is said in its place take each other's focus along.

/// The field for the address.
pub(super) const EMAIL: &str = "sign-in-email";

/// The heading of what is said when the mail is sent, or somebody has it already.
pub(super) const SENT: &str = "sign-in-sent";

/// How far asking for a mail has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asking {
    Typing,
    Sending,
    Sent,
    /// A phone may have left the page while somebody was reading the mail.
    HasMail,
}

/// Asks for a mail to sign in with, and for its code.
#[component]
pub(super) fn SignInForm() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let email = RwSignal::new(journal.known_email());
    let asking = RwSignal::new(Asking::Typing);
    let failure = RwSignal::new(None::<ApiError>);
    let misspelt = RwSignal::new(false);
    let is_again = Memo::new(move |_| !journal.user().is_anonymous);
    let send = move || {
        let before = asking.get_untracked();
        if before == Asking::Sending {
            return;
        }
        let address = email.get_untracked().trim().to_owned();
        failure.set(None);
        misspelt.set(!looks_like_email(&address));
        if misspelt.get_untracked() {
            return dom::focus_soon_by_id(EMAIL);
        }
        asking.set(Asking::Sending);
        if before == Asking::Sent {
            dom::focus_soon_by_id(EMAIL);
        }
        let auth = journal.auth();
        let language = i18n.get_locale_untracked().as_str();
        spawn_local(async move {
            match auth.request_magic_link(&address, language).await {
                Ok(()) => {
                    asking.try_set(Asking::Sent);
                    dom::focus_soon_by_id(SENT);
                }
                Err(error) => {
                    let is_misspelt = error.code() == Some(ErrorCode::BadInput);
                    misspelt.try_set(is_misspelt);
                    failure.try_set(Some(error).filter(|_| !is_misspelt));
                    asking.try_set(Asking::Typing);
                }
            }
        });
    };
    let use_another = move |_| {
        asking.set(Asking::Typing);
        dom::focus_soon_by_id(EMAIL);
    };
    let use_code = move |_| {
        failure.set(None);
        asking.set(Asking::HasMail);
        dom::focus_soon_by_id(SENT);
    };
    let form = move || {
        view! {
            <p>
                {move || match (is_again.get(), journal.is_example()) {
                    (true, _) => t_string!(i18n, account.sign_in_again_text),
                    (false, true) => t_string!(i18n, account.sign_in_example_text),
                    (false, false) => t_string!(i18n, account.sign_in_text),
                }}
            </p>
            <form
                novalidate
                on:submit=move |event: ev::SubmitEvent| {
                    event.prevent_default();
                    send();
                }
            >
                <TextField
                    id=EMAIL
                    kind="email"
                    autocomplete="email"
                    required=true
                    label=move || t_string!(i18n, account.email)
                    value=email
                    error=Signal::derive(move || misspelt.get().then(|| t_string!(i18n, error.bad_email)))
                />
                <button
                    type="submit"
                    class="button primary"
                    aria-disabled=move || (asking.get() == Asking::Sending).then_some("true")
                >
                    {move || match asking.get() {
                        Asking::Sending => t_string!(i18n, account.sending),
                        _ => t_string!(i18n, account.send),
                    }}
                </button>
            </form>
            <div class="actions">
                <button type="button" class="button quiet flush" on:click=use_code>
                    {move || t_string!(i18n, account.have_code)}
                </button>
            </div>
        }
    };
    let has_asked_here = Memo::new(move |_| asking.get() == Asking::Sent);
    let mailed = move || {
        view! {
            <div class="sent" role="status">
                <h3 id=SENT tabindex="-1">
                    {move || match has_asked_here.get() {
                        true => t_string!(i18n, account.sent_title),
                        false => t_string!(i18n, account.code_title),
                    }}
                </h3>
                <p>
                    {move || match has_asked_here.get() {
                        true => t_string!(i18n, account.sent_text, email = email.get().trim().to_owned()),
                        false => t_string!(i18n, account.code_text).to_owned(),
                    }}
                </p>
            </div>
            <CodeForm />
            <div class="actions">
                <Show when=move || has_asked_here.get()>
                    <button type="button" class="button" on:click=move |_| send()>
                        {move || t_string!(i18n, account.resend)}
                    </button>
                </Show>
                <button type="button" class="button quiet flush" on:click=use_another>
                    {move || match has_asked_here.get() {
                        true => t_string!(i18n, account.other_address),
                        false => t_string!(i18n, account.ask_again),
                    }}
                </button>
            </div>
        }
    };
    view! {
        <section class="card highlight" aria-labelledby="account-sign-in">
            <h2 id="account-sign-in">
                {move || match is_again.get() {
                    true => t_string!(i18n, account.sign_in_again_title),
                    false => t_string!(i18n, account.sign_in_title),
                }}
            </h2>
            <Show when=move || matches!(asking.get(), Asking::Sent | Asking::HasMail) fallback=form>
                {mailed()}
            </Show>
            <p class="form-error" role="alert">
                {move || failure.get().map(|error| words::api_error(i18n.get_locale(), &error))}
            </p>
        </section>
    }
}

/// Whether an address is worth trying. The server and the mail know better.
fn looks_like_email(address: &str) -> bool {
    let has_no_blank = !address.contains(char::is_whitespace);
    address
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && has_no_blank)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_an_address_is_not_sent() {
        assert!(looks_like_email("anna@example.org"));
        for typed in ["", "anna", "@example.org", "anna@", "an na@example.org"] {
            assert!(!looks_like_email(typed), "{typed}");
        }
    }
}
