//! What the account is called, and the address that signs in to it.

use client_core::{ApiError, BackupState};
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::{Locale as _, t_string, tu_string};
use shared_model::DisplayName;
use shared_model::protocol::{Account, ErrorCode};

use crate::components::field::TextField;
use crate::components::notices::use_notices;
use crate::i18n::use_i18n;
use crate::journal::use_journal;
use crate::platform::dom;
use crate::words;

/// The field for the name.
const NAME: &str = "account-name";

/// The field for another address.
const ADDRESS: &str = "account-address";

/// What is said once the mails are sent.
const SENT: &str = "account-address-sent";

/// The account's name and address, and what changes them. The server is asked for them: this device keeps the address alone.
#[component]
pub(super) fn Identity(
    /// What the server has told.
    account: RwSignal<Option<Account>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let is_online = Memo::new(move |_| !matches!(journal.backup(), BackupState::Offline { .. }));
    // What goes wrong here is said by the list of devices, which asks the same server.
    Effect::new(move |_| {
        if is_online.get() && account.with_untracked(Option::is_none) {
            let auth = journal.auth();
            spawn_local(async move {
                if let Ok(told) = auth.account().await {
                    account.try_set(Some(told));
                }
            });
        }
    });
    let is_told = Memo::new(move |_| account.with(Option::is_some));
    view! {
        <section class="card" aria-labelledby="account-identity">
            <h2 id="account-identity">{move || t_string!(i18n, identity.title)}</h2>
            <Show when=move || is_told.get()>
                <NameForm account />
            </Show>
            <AddressForm />
        </section>
    }
}

#[component]
fn NameForm(account: RwSignal<Option<Account>>) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let notices = use_notices();
    let told = account.with_untracked(|account| account.as_ref()?.display_name.clone());
    let typed = RwSignal::new(told.unwrap_or_default());
    let is_busy = RwSignal::new(false);
    let is_no_name = RwSignal::new(false);
    let save = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        let name = typed.get_untracked();
        is_no_name.set(!name.trim().is_empty() && DisplayName::parse(&name).is_none());
        if is_no_name.get_untracked() {
            return dom::focus_soon_by_id(NAME);
        }
        is_busy.set(true);
        let auth = journal.auth();
        spawn_local(async move {
            match auth.set_display_name(&name).await {
                Ok(changed) => {
                    account.try_set(Some(changed));
                    notices.say(tu_string!(i18n, identity.name_saved));
                }
                Err(error) => notices.say(words::api_error(i18n.get_locale_untracked(), &error)),
            }
            is_busy.try_set(false);
        });
    };
    view! {
        <form novalidate on:submit=save>
            <TextField
                id=NAME
                autocomplete="name"
                label=move || t_string!(i18n, identity.name)
                hint=move || t_string!(i18n, identity.name_hint)
                value=typed
                error=Signal::derive(move || is_no_name.get().then(|| t_string!(i18n, identity.no_name)))
            />
            <button type="submit" class="button" aria-disabled=move || is_busy.get().then_some("true")>
                {move || t_string!(i18n, identity.save_name)}
            </button>
        </form>
    }
}

/// Why an address is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum BadAddress {
    Misspelt,
    Own,
}

#[component]
fn AddressForm() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let typed = RwSignal::new(String::new());
    let is_busy = RwSignal::new(false);
    let bad = RwSignal::new(None::<BadAddress>);
    let failure = RwSignal::new(None::<ApiError>);
    let sent_to = RwSignal::new(None::<String>);
    let ask = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        let address = typed.get_untracked().trim().to_lowercase();
        failure.set(None);
        let is_own = journal.user().email.is_some_and(|own| own == address);
        bad.set(is_own.then_some(BadAddress::Own));
        if is_own {
            return dom::focus_soon_by_id(ADDRESS);
        }
        is_busy.set(true);
        let auth = journal.auth();
        let language = i18n.get_locale_untracked().as_str();
        spawn_local(async move {
            match auth.request_address_change(&address, language).await {
                Ok(()) => {
                    typed.try_set(String::new());
                    sent_to.try_set(Some(address));
                    dom::focus_soon_by_id(SENT);
                }
                Err(error) if error.code() == Some(ErrorCode::BadInput) => {
                    bad.try_set(Some(BadAddress::Misspelt));
                    dom::focus_soon_by_id(ADDRESS);
                }
                Err(error) => {
                    failure.try_set(Some(error));
                }
            }
            is_busy.try_set(false);
        });
    };
    let said = move || {
        let new = sent_to.get()?;
        let old = journal.user().email.unwrap_or_default();
        Some(t_string!(i18n, identity.sent, old = old, new = new))
    };
    view! {
        <form novalidate on:submit=ask>
            <TextField
                id=ADDRESS
                kind="email"
                autocomplete="email"
                required=true
                label=move || t_string!(i18n, identity.address)
                hint=move || t_string!(i18n, identity.address_hint)
                value=typed
                error=Signal::derive(move || {
                    bad.get()
                        .map(|bad| match bad {
                            BadAddress::Misspelt => t_string!(i18n, error.bad_email),
                            BadAddress::Own => t_string!(i18n, identity.own_address),
                        })
                })
            />
            <button type="submit" class="button" aria-disabled=move || is_busy.get().then_some("true")>
                {move || match is_busy.get() {
                    true => t_string!(i18n, account.sending),
                    false => t_string!(i18n, identity.change_address),
                }}
            </button>
        </form>
        <p class="form-error" role="alert">
            {move || failure.get().map(|error| words::api_error(i18n.get_locale(), &error))}
        </p>
        <p id=SENT tabindex="-1" role="status">
            {said}
        </p>
    }
}
