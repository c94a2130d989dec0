//! The state of the backup, and what can be done about it.

use client_core::{BackupFailure, BackupState};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::{Locale as _, t_string};
use shared_model::local_day;

use super::check::CheckBackup;
use super::ways_out::WaysOut;
use crate::components::backup_indicator::{icon, tone};
use crate::components::icon::Drawing;
use crate::components::notices::use_notices;
use crate::components::switch::Switch;
use crate::i18n::use_i18n;
use crate::journal::use_journal;
use crate::platform::intl;
use crate::platform::service_worker;
use crate::words;

/// What the state means. It says too why the buttons below do nothing now, when that is so.
const EXPLAINED: &str = "backup-explained";

/// The state of the backup, what it means, and what can be done.
#[component]
pub(super) fn BackupSection() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let button = move || match journal.backup() {
        BackupState::Example
        | BackupState::OnThisDeviceOnly
        | BackupState::Paused { .. }
        | BackupState::SignInAgain { .. }
        | BackupState::AccountDeleted => None,
        BackupState::Failed {
            reason: BackupFailure::UpgradeRequired,
            ..
        } => Some((t_string!(i18n, backup.reload), Do::Reload)),
        BackupState::Failed {
            reason: BackupFailure::Rejected,
            ..
        } => Some((t_string!(i18n, backup.now), Do::Sync)),
        BackupState::Failed { .. } => Some((t_string!(i18n, backup.retry), Do::Sync)),
        BackupState::BackedUp | BackupState::Waiting { .. } => {
            Some((t_string!(i18n, backup.now), Do::Sync))
        }
        BackupState::Offline { .. }
        | BackupState::Fetching { .. }
        | BackupState::BackingUp { .. } => Some((t_string!(i18n, backup.now), Do::Wait)),
    };
    let has_switch = Memo::new(move |_| {
        !matches!(
            journal.backup(),
            BackupState::Example
                | BackupState::OnThisDeviceOnly
                | BackupState::SignInAgain { .. }
                | BackupState::AccountDeleted
        )
    });
    let has_check = Memo::new(move |_| {
        has_switch.get() && !matches!(journal.backup(), BackupState::Paused { .. })
    });
    let is_here_alone = Memo::new(move |_| journal.backup() == BackupState::OnThisDeviceOnly);
    let today = journal.today();
    let since = move || {
        let at = journal.synced_at()?;
        let offset = journal.utc_offset_minutes(at);
        let locale = i18n.get_locale();
        let day = words::day_within(
            locale,
            local_day(at, offset, journal.rollover_hour()),
            today.get(),
        );
        let time = intl::time(locale.as_str(), at, offset);
        Some(t_string!(i18n, backup.since, day = day, time = time))
    };
    let is_wait = move || button().is_some_and(|(_, what)| what == Do::Wait);
    let press = move |_| match button() {
        Some((_, Do::Sync)) => journal.request_sync(),
        Some((_, Do::Reload)) => service_worker::load_newest(),
        Some((_, Do::Wait)) | None => {}
    };
    view! {
        <section class="card" aria-labelledby="account-backup">
            <h2 id="account-backup">{move || t_string!(i18n, account.backup_title)}</h2>
            <p class="backup-state" data-tone=move || tone(journal.backup())>
                <Drawing icon=Signal::derive(move || icon(journal.backup())) />
                <span>{move || words::backup(i18n.get_locale(), journal.backup())}</span>
            </p>
            <p id=EXPLAINED>{move || words::backup_explained(i18n.get_locale(), journal.backup())}</p>
            {move || since().map(|text| view! { <p class="field-note">{text}</p> })}
            <Show when=move || is_here_alone.get()>
                <WaysOut />
            </Show>
            <Show when=move || button().is_some()>
                <div class="actions">
                    <button
                        type="button"
                        class="button"
                        aria-disabled=move || is_wait().then_some("true")
                        aria-describedby=move || is_wait().then_some(EXPLAINED)
                        on:click=press
                    >
                        {move || button().map(|(label, _)| label)}
                    </button>
                </div>
            </Show>
            <Show when=move || has_check.get()>
                <CheckBackup explained=EXPLAINED />
            </Show>
            <Show when=move || has_switch.get()>
                <CloudStorage />
            </Show>
        </section>
    }
}

/// Pauses the account's copy of the journal, and goes on with it.
#[component]
fn CloudStorage() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let notices = use_notices();
    let busy = RwSignal::new(false);
    let turn = Callback::new(move |enabled: bool| {
        busy.set(true);
        let auth = journal.auth();
        spawn_local(async move {
            match auth.set_cloud_storage(enabled).await {
                Ok(()) => journal.request_sync(),
                Err(error) => notices.say(words::api_error(i18n.get_locale_untracked(), &error)),
            }
            busy.try_set(false);
        });
    });
    view! {
        <Switch
            label=move || t_string!(i18n, account.cloud_storage)
            is_on=Signal::derive(move || journal.user().has_cloud_storage)
            is_busy=busy
            on_turn=turn
        />
        <p class="field-note">{move || t_string!(i18n, account.cloud_storage_text)}</p>
    }
}

/// What the backup's button does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Do {
    Sync,
    Reload,
    Wait,
}
