//! Signing in with the code of a mail: for an installed app, or a device, in which the mail's link cannot be opened.

use client_core::ApiError;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::{t_string, tu_string};
use shared_model::SignInCode;

use crate::components::field::TextField;
use crate::components::notices::use_notices;
use crate::i18n::use_i18n;
use crate::journal::use_journal;
use crate::platform::dom;
use crate::words;

/// The field for the code.
const CODE: &str = "sign-in-code";

/// The field and its button. Whoever is signed in by it sees another page.
#[component]
pub(super) fn CodeForm() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let notices = use_notices();
    let typed = RwSignal::new(String::new());
    let is_busy = RwSignal::new(false);
    let is_misspelt = RwSignal::new(false);
    let failure = RwSignal::new(None::<ApiError>);
    let sign_in = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        let code = typed.with_untracked(|typed| SignInCode::parse(typed));
        failure.set(None);
        // A slip of the finger costs none of the few tries.
        is_misspelt.set(code.is_none());
        let Some(code) = code else {
            return dom::focus_soon_by_id(CODE);
        };
        is_busy.set(true);
        let auth = journal.auth();
        spawn_local(async move {
            match auth.login_by_code(&code).await {
                Ok(()) => {
                    journal.request_sync();
                    let email = auth.user().email.unwrap_or_default();
                    notices.say(tu_string!(i18n, sign_in.welcome, email = email));
                    // The page is another one now, and begins above.
                    dom::to_top();
                }
                Err(error) => {
                    failure.try_set(Some(error));
                    is_busy.try_set(false);
                    dom::focus_soon_by_id(CODE);
                }
            }
        });
    };
    view! {
        <form novalidate on:submit=sign_in>
            <TextField
                id=CODE
                inputmode="numeric"
                autocomplete="one-time-code"
                required=true
                label=move || t_string!(i18n, account.code)
                hint=move || t_string!(i18n, account.code_hint)
                value=typed
                error=Signal::derive(move || is_misspelt.get().then(|| t_string!(i18n, error.bad_code)))
            />
            <button
                type="submit"
                class="button primary"
                aria-disabled=move || is_busy.get().then_some("true")
            >
                {move || match is_busy.get() {
                    true => t_string!(i18n, account.code_sending),
                    false => t_string!(i18n, account.code_send),
                }}
            </button>
        </form>
        <p class="form-error" role="alert">
            {move || failure.get().map(|error| words::api_error(i18n.get_locale(), &error))}
        </p>
    }
}
