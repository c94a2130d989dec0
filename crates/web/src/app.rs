//! The app: what its pages are and what they share.

use client_core::{Client, StoreError};
use leptos::prelude::*;
use leptos_i18n::t_string;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;

use crate::components::notices::Notices;
use crate::components::shell::Shell;
use crate::i18n::{I18nContextProvider, use_i18n};
use crate::journal::JournalContext;
use crate::pages::account::AccountPage;
use crate::pages::goals::GoalsPage;
use crate::pages::logbook::LogbookPage;
use crate::pages::not_found::NotFoundPage;
use crate::pages::sign_in::SignInPage;
use crate::pages::today::TodayPage;

/// The app on a client, or the reason why there is none.
#[component]
pub(crate) fn App(client: Result<Client, StoreError>) -> impl IntoView {
    let client = StoredValue::new_local(client);
    view! {
        <I18nContextProvider>
            {move || match client.get_value() {
                Ok(client) => {
                    JournalContext::provide(&client);
                    view! { <Pages /> }.into_any()
                }
                Err(_) => view! { <NoStorage /> }.into_any(),
            }}
        </I18nContextProvider>
    }
}

#[component]
fn Pages() -> impl IntoView {
    Notices::provide();
    view! {
        <Router>
            <Shell>
                <Routes fallback=NotFoundPage>
                    <Route path=path!("/") view=TodayPage />
                    <Route path=path!("/logbook") view=LogbookPage />
                    <Route path=path!("/goals") view=GoalsPage />
                    <Route path=path!("/account") view=AccountPage />
                    <Route path=path!("/sign-in") view=SignInPage />
                </Routes>
            </Shell>
        </Router>
    }
}

/// The browser stores nothing, so there is nothing to show.
#[component]
fn NoStorage() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <main class="content alone">
            <h1 class="page-title">{move || t_string!(i18n, app.no_storage_title)}</h1>
            <p class="lead">{move || t_string!(i18n, app.no_storage)}</p>
        </main>
    }
}
