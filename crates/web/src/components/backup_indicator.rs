//! The state of the backup, on every screen.

use client_core::{BackupFailure, BackupState};
use leptos::prelude::*;
use leptos_i18n::t_string;
use leptos_router::components::A;

use super::icon::{Drawing, Icon};
use crate::i18n::use_i18n;
use crate::journal::use_journal;
use crate::words;

/// Says in words where the journal is, and leads to the page that says more. To a screen reader it announces every new state,
/// and not every record that a count goes on by.
#[component]
pub(crate) fn BackupIndicator() -> impl IntoView {
    let i18n = use_i18n();
    let journal = use_journal();
    let announced =
        Memo::new(move |_| words::backup_announced(i18n.get_locale(), journal.backup()));
    view! {
        <aside class="backup" aria-label=move || t_string!(i18n, backup.label)>
            <A href="/account" attr:class="backup-link" attr:data-tone=move || tone(journal.backup())>
                <Drawing icon=Signal::derive(move || icon(journal.backup())) />
                <span>{move || words::backup(i18n.get_locale(), journal.backup())}</span>
            </A>
            <p class="unseen" role="status">
                {announced}
            </p>
        </aside>
    }
}

/// How much attention a state asks for.
pub(crate) fn tone(state: BackupState) -> &'static str {
    match state {
        BackupState::BackedUp => "good",
        BackupState::Failed {
            reason: BackupFailure::Limited,
            ..
        } => "calm",
        BackupState::Failed { .. }
        | BackupState::SignInAgain { .. }
        | BackupState::AccountDeleted => "alert",
        _ => "calm",
    }
}

/// The picture of a state.
pub(crate) fn icon(state: BackupState) -> Icon {
    match state {
        BackupState::Example
        | BackupState::OnThisDeviceOnly
        | BackupState::Paused { .. }
        | BackupState::Offline { .. }
        | BackupState::Failed {
            reason: BackupFailure::Limited,
            ..
        } => Icon::Device,
        BackupState::BackedUp => Icon::Cloud,
        BackupState::Fetching { .. }
        | BackupState::Waiting { .. }
        | BackupState::BackingUp { .. } => Icon::Sync,
        BackupState::Failed { .. }
        | BackupState::SignInAgain { .. }
        | BackupState::AccountDeleted => Icon::Alert,
    }
}
