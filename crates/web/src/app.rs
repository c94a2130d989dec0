//! The app: what its pages are and what they share.

use client_core::{Client, Platform, StoreError};
use leptos::prelude::*;
use leptos_i18n::t_string;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;

use crate::components::keep_awake::KeepAwake;
use crate::components::notices::Notices;
use crate::components::page_title::TabTitle;
use crate::components::shell::Shell;
use crate::components::shortcuts::{OnTheWayToSearch, ShortcutList, Shortcuts};
use crate::i18n::use_i18n;
use crate::journal::{JournalContext, use_journal};
use crate::language;
use crate::pages::account::AccountPage;
use crate::pages::address_change::AddressChangePage;
use crate::pages::deleted::DeletedPage;
use crate::pages::goals::GoalsPage;
use crate::pages::logbook::{LogbookPage, LogbookPlace};
use crate::pages::not_found::NotFoundPage;
use crate::pages::piece::PiecePage;
use crate::pages::repertoire::RepertoirePage;
use crate::pages::reports::ReportsPage;
use crate::pages::sign_in::SignInPage;
use crate::pages::today::TodayPage;
use crate::platform::install::Installation;
use crate::platform::theme;
use crate::practice::Practice;
use crate::transfers::Transfers;

/// The app on a client and its device, or the reason why there is none.
#[component]
pub(crate) fn App(client: Result<(Client, Platform), StoreError>) -> impl IntoView {
    let client = StoredValue::new_local(client);
    move || match client.get_value() {
        Ok((client, platform)) => {
            let journal = JournalContext::provide(&client, platform);
            let theme = Memo::new(move |_| journal.preferences().theme);
            Effect::new(move |_| theme::show(theme.get()));
            language::provide(move || journal.preferences().language);
            view! { <Pages /> }.into_any()
        }
        Err(_) => {
            language::provide(|| None);
            view! { <NoStorage /> }.into_any()
        }
    }
}

#[component]
fn Pages() -> impl IntoView {
    Notices::provide();
    Transfers::provide();
    ShortcutList::provide();
    OnTheWayToSearch::provide();
    Installation::provide();
    LogbookPlace::provide();
    Practice::provide();
    TabTitle::provide();
    KeepAwake::provide();
    view! {
        <Router>
            <Shell>
                <Routes fallback=NotFoundPage>
                    <Route path=path!("/") view=|| of_one_journal(TodayPage) />
                    <Route path=path!("/logbook") view=|| of_one_journal(LogbookPage) />
                    <Route path=path!("/repertoire") view=|| of_one_journal(RepertoirePage) />
                    <Route path=path!("/repertoire/:id") view=|| of_one_journal(PiecePage) />
                    <Route path=path!("/goals") view=|| of_one_journal(GoalsPage) />
                    <Route path=path!("/reports") view=|| of_one_journal(ReportsPage) />
                    <Route path=path!("/account") view=|| of_one_journal(AccountPage) />
                    <Route path=path!("/account/deleted") view=|| of_one_journal(DeletedPage) />
                    <Route path=path!("/account/address") view=AddressChangePage />
                    // This page holds nothing of a journal, and is there while signing in changes which one is shown.
                    <Route path=path!("/sign-in") view=SignInPage />
                </Routes>
            </Shell>
            {of_one_journal(Shortcuts)}
        </Router>
    }
}

/// A page about one journal: when another takes its place, the page begins anew, with nothing open in it.
fn of_one_journal<V: IntoView + 'static>(page: fn() -> V) -> impl IntoView {
    let epoch = use_journal().epoch();
    view! { <For each=move || [epoch.get()] key=|epoch| *epoch children=move |_| page() /> }
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
