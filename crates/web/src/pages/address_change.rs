//! The page that the links of a change of address open. Looking at a link changes nothing, because mail scanners look too; only
//! the button confirms. Nobody has to be signed in: the mails are read anywhere.

use client_core::ApiError;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::t_string;
use leptos_router::components::A;
use leptos_router::hooks::use_location;
use shared_model::protocol::{AddressChange, AddressChangeStep, ErrorCode};

use crate::components::page_title::PageTitle;
use crate::i18n::use_i18n;
use crate::journal::use_journal;
use crate::words;

/// How far confirming has come.
#[derive(Clone)]
enum Progress {
    Looking,
    Told(AddressChange),
    Busy(AddressChange),
    Failed(ApiError),
    /// The address of the page has no link in it, or one that does not work any more.
    NoLink,
}

impl Progress {
    fn after(answer: Result<AddressChange, ApiError>) -> Self {
        match answer {
            Ok(change) => Self::Told(change),
            Err(error) if error.code() == Some(ErrorCode::LinkInvalid) => Self::NoLink,
            Err(error) => Self::Failed(error),
        }
    }
}

/// The page at `/account/address#<token>`.
#[component]
pub(crate) fn AddressChangePage() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let hash = use_location().hash;
    let token = Memo::new(move |_| hash.with(|hash| hash.trim_start_matches('#').to_owned()));
    let progress = RwSignal::new(Progress::Looking);
    let look = move || {
        let token = token.get_untracked();
        if token.is_empty() {
            return progress.set(Progress::NoLink);
        }
        progress.set(Progress::Looking);
        let auth = journal.auth();
        spawn_local(async move {
            let answer = auth.address_change(&token).await;
            progress.try_set(Progress::after(answer));
        });
    };
    // Another link may be opened in the same tab.
    Effect::new(move |_| {
        token.track();
        look();
    });
    let confirm = Callback::new(move |change: AddressChange| {
        if matches!(progress.get_untracked(), Progress::Busy(_)) {
            return;
        }
        let token = token.get_untracked();
        progress.set(Progress::Busy(change));
        let auth = journal.auth();
        spawn_local(async move {
            let answer = auth.confirm_address_change(&token).await;
            progress.try_set(Progress::after(answer));
        });
    });
    view! {
        <header class="page-head">
            <PageTitle text=move || t_string!(i18n, address_change.title) />
        </header>
        <div class="sign-in">
            {move || match progress.get() {
                Progress::Looking => {
                    view! { <p role="status">{move || t_string!(i18n, sign_in.looking)}</p> }.into_any()
                }
                Progress::NoLink => {
                    view! {
                        <p role="alert">{move || t_string!(i18n, address_change.no_link)}</p>
                        <ToAccount />
                    }
                        .into_any()
                }
                Progress::Told(change) => view! { <Change change busy=false confirm /> }.into_any(),
                Progress::Busy(change) => view! { <Change change busy=true confirm /> }.into_any(),
                Progress::Failed(error) => {
                    view! {
                        <p role="alert">{move || words::api_error(i18n.get_locale(), &error)}</p>
                        <p>
                            <button type="button" class="button" on:click=move |_| look()>
                                {move || t_string!(i18n, sign_in.retry)}
                            </button>
                        </p>
                    }
                        .into_any()
                }
            }}
        </div>
    }
}

/// What would change, and the button; or how far it has come.
#[component]
fn Change(change: AddressChange, busy: bool, confirm: Callback<AddressChange>) -> impl IntoView {
    let i18n = use_i18n();
    let AddressChange { from, to, step } = change.clone();
    let rest = match step {
        AddressChangeStep::Asked => view! {
            <p>{move || t_string!(i18n, address_change.text)}</p>
            <div class="actions">
                <button
                    type="button"
                    class="button primary large"
                    aria-disabled=busy.then_some("true")
                    on:click=move |_| confirm.run(change.clone())
                >
                    {move || match busy {
                        true => t_string!(i18n, address_change.busy),
                        false => t_string!(i18n, address_change.confirm),
                    }}
                </button>
            </div>
        }
        .into_any(),
        AddressChangeStep::Waiting => view! {
            <p role="status">{move || t_string!(i18n, address_change.waiting)}</p>
            <ToAccount />
        }
        .into_any(),
        AddressChangeStep::Changed => {
            return view! {
                <p role="status">{move || t_string!(i18n, address_change.changed)}</p>
                <p class="address">{to}</p>
                <ToAccount />
            }
            .into_any();
        }
    };
    view! {
        <p>{move || t_string!(i18n, address_change.from)}</p>
        <p class="address">{from}</p>
        <p>{move || t_string!(i18n, address_change.to)}</p>
        <p class="address">{to}</p>
        {rest}
    }
    .into_any()
}

#[component]
fn ToAccount() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="actions">
            <A href="/account" attr:class="button">
                {move || t_string!(i18n, sign_in.to_account)}
            </A>
        </div>
    }
}
