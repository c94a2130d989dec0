//! Who is signed in, and the way out.

use client_core::{BackupFailure, BackupState, SignedOut};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::{t_string, td_string, tu_string};
use shared_model::protocol::Account;

use crate::components::confirm::Confirm;
use crate::components::export_button::ExportButton;
use crate::components::notices::use_notices;
use crate::i18n::{Locale, use_i18n};
use crate::journal::use_journal;
use crate::words;

/// Who is signed in, and the way out.
#[component]
pub(super) fn SignedIn(
    /// What the server has told.
    account: RwSignal<Option<Account>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let asking = RwSignal::new(false);
    let name = move || account.with(|account| account.as_ref()?.display_name.clone());
    view! {
        <section class="card" aria-labelledby="account-who">
            <h2 id="account-who">{move || t_string!(i18n, account.signed_in_as)}</h2>
            {move || name().map(|name| view! { <p class="record-name">{name}</p> })}
            <p class="address">{move || journal.user().email}</p>
            <div class="actions">
                <button type="button" class="button" on:click=move |_| asking.set(true)>
                    {move || t_string!(i18n, account.sign_out)}
                </button>
            </div>
        </section>
        <Show when=move || asking.get()>
            <SignOutQuestion on_leave=Callback::new(move |()| asking.set(false)) />
        </Show>
    }
}

/// Asks before the journal is taken off this device, and says what would be lost by it, as it is at that moment.
#[component]
fn SignOutQuestion(on_leave: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let notices = use_notices();
    let unsynced = Memo::new(move |_| journal.unsynced_count());
    let sign_out = Callback::new(move |()| {
        on_leave.run(());
        let auth = journal.auth();
        spawn_local(async move {
            let outcome = auth.logout().await;
            notices.say(match outcome {
                Ok(SignedOut::Everywhere) => tu_string!(i18n, account.signed_out),
                Ok(SignedOut::HereOnly) => tu_string!(i18n, account.signed_out_here),
                Ok(SignedOut::SomebodyElse) => tu_string!(i18n, account.somebody_else),
                Err(refusal) => words::store_error(i18n.get_locale_untracked(), refusal),
            });
        });
    });
    let back_up = move |_| {
        on_leave.run(());
        journal.request_sync();
    };
    let text = move || {
        let locale = i18n.get_locale();
        let mut sentences = match unsynced.get() {
            0 => vec![t_string!(i18n, account.sign_out_text).to_owned()],
            count => vec![words::counted!(locale, count, account.sign_out_unsaved)],
        };
        if unsynced.get() > 0 {
            sentences.extend(no_backup_now(locale, journal.backup()).map(str::to_owned));
        }
        if journal.timer().get().is_some() {
            sentences.push(t_string!(i18n, account.sign_out_timer).to_owned());
        }
        if journal.has_drafts() {
            sentences.push(t_string!(i18n, account.sign_out_draft).to_owned());
        }
        sentences.join(" ")
    };
    let yes = move || match unsynced.get() {
        0 => t_string!(i18n, account.sign_out),
        _ => t_string!(i18n, account.sign_out_anyway),
    };
    let can_back_up =
        move || unsynced.get() > 0 && no_backup_now(i18n.get_locale(), journal.backup()).is_none();
    view! {
        <Confirm
            id="sign-out"
            title=move || t_string!(i18n, account.sign_out_title)
            text
            yes
            no=move || t_string!(i18n, action.cancel)
            on_yes=sign_out
            on_no=on_leave
        >
            <Show when=move || { unsynced.get() > 0 }>
                <ExportButton />
            </Show>
            <Show when=can_back_up>
                <button type="button" class="button primary" on:click=back_up>
                    {move || t_string!(i18n, account.sign_out_backup)}
                </button>
            </Show>
        </Confirm>
    }
}

/// Why what waits cannot be backed up before signing out; nothing when it can.
fn no_backup_now(locale: Locale, state: BackupState) -> Option<&'static str> {
    Some(match state {
        BackupState::Offline { .. } => td_string!(locale, account.sign_out_offline),
        BackupState::Paused { .. } => td_string!(locale, account.sign_out_paused),
        BackupState::SignInAgain { .. } => td_string!(locale, account.sign_out_sign_in),
        BackupState::Failed { reason, .. } => match reason {
            BackupFailure::UpgradeRequired => td_string!(locale, account.sign_out_upgrade),
            BackupFailure::Rejected => td_string!(locale, account.sign_out_rejected),
            BackupFailure::Limited => td_string!(locale, account.sign_out_limited),
            BackupFailure::Storage(_) => td_string!(locale, account.sign_out_storage),
            BackupFailure::Unreachable | BackupFailure::Server(_) => return None,
        },
        BackupState::Example
        | BackupState::OnThisDeviceOnly
        | BackupState::AccountDeleted
        | BackupState::BackedUp
        | BackupState::Waiting { .. }
        | BackupState::Fetching { .. }
        | BackupState::BackingUp { .. } => return None,
    })
}
