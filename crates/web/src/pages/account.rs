//! Account: signing in and out, the backup, what lives where, the preferences.

mod backup;
mod check;
mod code_form;
mod delete_account;
mod deleted;
mod devices;
mod identity;
mod preferences;
mod rejected;
mod signed_in;
mod signing_in;
mod transfer;
mod ways_out;

use client_core::BackupState;
use leptos::prelude::*;
use leptos_i18n::t_string;
use leptos_router::components::A;
use shared_model::protocol::Account;

use self::backup::BackupSection;
use self::delete_account::DeleteAccount;
use self::deleted::DeletedAccount;
use self::devices::Devices;
use self::identity::Identity;
use self::preferences::PreferencesSection;
use self::rejected::RejectedRecords;
use self::signed_in::SignedIn;
use self::signing_in::SignInForm;
use self::transfer::Transfer;
use crate::components::page_title::PageTitle;
use crate::components::storage_meter::StorageMeter;
use crate::i18n::use_i18n;
use crate::journal::use_journal;
use crate::words;

/// The page at `/account`.
#[component]
pub(crate) fn AccountPage() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let is_anonymous = Memo::new(move |_| journal.user().is_anonymous);
    let is_deleted = Memo::new(move |_| journal.backup() == BackupState::AccountDeleted);
    let signs_in = Memo::new(move |_| {
        is_anonymous.get() || matches!(journal.backup(), BackupState::SignInAgain { .. })
    });
    let has_account = move || !is_anonymous.get() && !is_deleted.get();
    let is_signed_in = Memo::new(move |_| has_account() && !signs_in.get());
    let account = RwSignal::new(None::<Account>);
    let damaged = move || {
        let damaged = journal.damaged();
        (damaged > 0).then(|| {
            let told = words::counted!(i18n.get_locale(), damaged, account.damaged);
            let advice = match has_account() {
                true => t_string!(i18n, account.damaged_account),
                false => t_string!(i18n, account.damaged_here),
            };
            format!("{told} {advice}")
        })
    };
    view! {
        <header class="page-head">
            <PageTitle text=move || t_string!(i18n, account.title) />
        </header>
        <div class="columns">
            <BackupSection />
            <Show when=move || signs_in.get()>
                <SignInForm />
            </Show>
            <Show when=has_account>
                <SignedIn account />
            </Show>
            <Show when=move || is_signed_in.get()>
                <Identity account />
            </Show>
            <Show when=move || is_signed_in.get()>
                <Devices />
            </Show>
            <Show when=move || is_deleted.get()>
                <DeletedAccount />
            </Show>
            <RejectedRecords />
            <section class="card" aria-labelledby="account-where">
                <h2 id="account-where">{move || t_string!(i18n, account.where_title)}</h2>
                <p>{move || t_string!(i18n, account.where_browser)}</p>
                <p>
                    {move || match has_account() {
                        true => t_string!(i18n, account.where_account),
                        false => t_string!(i18n, account.where_no_account),
                    }}
                </p>
                <StorageMeter />
                {move || damaged().map(|text| view! { <p class="warning">{text}</p> })}
                <Show when=move || journal.is_logout_pending()>
                    <p class="warning">{move || t_string!(i18n, account.logout_pending)}</p>
                </Show>
                <Show when=move || journal.waits_for_room()>
                    <p class="warning">{move || t_string!(i18n, account.waits_for_room)}</p>
                </Show>
                <div class="actions">
                    <A href="/account/deleted" attr:class="button">
                        {move || t_string!(i18n, trash.link)}
                    </A>
                </div>
            </section>
            <Transfer has_account=is_signed_in />
            <PreferencesSection />
            <Show when=move || is_signed_in.get()>
                <DeleteAccount />
            </Show>
        </div>
    }
}
