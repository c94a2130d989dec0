//! The state of the backup, as the screens say it in words.

use shared_model::protocol::ErrorCode;

use crate::api::ApiError;
use crate::data_source::{DataSource, data_source};
use crate::platform::StoreError;
use crate::reference::Reference;
use crate::sync::{Progress, SyncError};
use crate::user::LocalUser;

/// What the last attempt to sync came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Nothing is going on and nothing went wrong.
    #[default]
    Idle,
    /// A sync is under way.
    Running(Progress),
    /// It failed.
    Failed(BackupFailure),
    /// The session has ended.
    SessionEnded,
    /// The account is gone.
    AccountDeleted,
}

/// Why records could not be backed up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BackupFailure {
    /// No answer came.
    Unreachable,
    /// The server could not do it now; its log may say why under this name.
    Server(Option<Reference>),
    /// The server takes no more requests for a while.
    Limited,
    /// This version of the app is too old: it has to be loaded again.
    UpgradeRequired,
    /// The browser has no room for what the account holds.
    Storage(StoreError),
    /// The account does not take some records; they say why.
    Rejected,
}

/// The state of the backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BackupState {
    /// The example is shown, which is kept nowhere else and for nobody.
    Example,
    /// Nobody is signed in: the journal is in this browser only.
    OnThisDeviceOnly,
    /// The musician has paused the backup.
    Paused {
        /// How many records have changes that the account does not hold.
        records: usize,
    },
    /// The account holds everything.
    BackedUp,
    /// Changes wait for the next sync.
    Waiting {
        /// How many records.
        records: usize,
    },
    /// The account's journal is on its way to this device for the first time.
    Fetching {
        /// How many records are here already.
        records: usize,
    },
    /// Changes are on their way to the account.
    BackingUp {
        /// Records that are through.
        done: usize,
        /// Records that were to be sent.
        total: usize,
    },
    /// There is no network.
    Offline {
        /// How many records wait.
        records: usize,
    },
    /// The last attempt failed.
    Failed {
        /// How many records wait.
        records: usize,
        /// Why.
        reason: BackupFailure,
    },
    /// The session has ended; local work goes on.
    SignInAgain {
        /// How many records wait.
        records: usize,
    },
    /// The account was deleted, on another device. What is here is here alone, and local work goes on.
    AccountDeleted,
}

/// Decides what to say. `has_pulled`: this device has seen the account's journal once.
pub(crate) fn backup_state(
    user: &LocalUser,
    phase: Phase,
    unsynced: usize,
    is_online: bool,
    has_pulled: bool,
) -> BackupState {
    match (data_source(user), phase) {
        (DataSource::LocalOnly, _) if user.is_example() => BackupState::Example,
        (DataSource::LocalOnly, _) => BackupState::OnThisDeviceOnly,
        (_, Phase::AccountDeleted) => BackupState::AccountDeleted,
        (_, Phase::SessionEnded) => BackupState::SignInAgain { records: unsynced },
        (DataSource::LocalPaused, _) => BackupState::Paused { records: unsynced },
        (DataSource::Cloud, Phase::Running(Progress::Fetching { records })) => {
            BackupState::Fetching { records }
        }
        (DataSource::Cloud, Phase::Running(Progress::Sending { done, total })) => {
            BackupState::BackingUp { done, total }
        }
        (DataSource::Cloud, _) if !is_online => BackupState::Offline { records: unsynced },
        (DataSource::Cloud, Phase::Failed(reason)) => BackupState::Failed {
            records: unsynced,
            reason,
        },
        (DataSource::Cloud, Phase::Idle) if !has_pulled => BackupState::Fetching { records: 0 },
        (DataSource::Cloud, Phase::Idle) if unsynced == 0 => BackupState::BackedUp,
        (DataSource::Cloud, Phase::Idle) => BackupState::Waiting { records: unsynced },
    }
}

impl Phase {
    /// What an attempt that ended with `error` came to.
    pub(crate) fn after(error: &SyncError) -> Self {
        match error {
            SyncError::UserChanged => Self::Idle,
            SyncError::Unfinished => Self::Failed(BackupFailure::Server(None)),
            SyncError::UpgradeRequired | SyncError::Store(StoreError::WrittenByNewer) => {
                Self::Failed(BackupFailure::UpgradeRequired)
            }
            SyncError::Store(refusal) => Self::Failed(BackupFailure::Storage(*refusal)),
            SyncError::Api(ApiError::Store(refusal)) => {
                Self::Failed(BackupFailure::Storage(*refusal))
            }
            SyncError::Api(ApiError::Unreachable(_)) => Self::Failed(BackupFailure::Unreachable),
            SyncError::Api(ApiError::Limited) => Self::Failed(BackupFailure::Limited),
            SyncError::Api(error) => match error.code() {
                Some(ErrorCode::Unauthenticated | ErrorCode::WrongAccount) => Self::SessionEnded,
                Some(ErrorCode::AccountDeleted) => Self::AccountDeleted,
                Some(ErrorCode::CloudStoragePaused) => Self::Idle,
                Some(ErrorCode::UpgradeRequired) => Self::Failed(BackupFailure::UpgradeRequired),
                _ => Self::Failed(BackupFailure::Server(error.reference())),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_told() {
        let anonymous = LocalUser::anonymous("a".into());
        let account = LocalUser {
            is_anonymous: false,
            has_cloud_storage: true,
            ..anonymous.clone()
        };
        let paused = LocalUser {
            has_cloud_storage: false,
            ..account.clone()
        };
        let example = LocalUser::example("a".into());
        let failed = Phase::Failed(BackupFailure::Server(None));
        let cases = [
            (&example, Phase::Idle, 3, true, BackupState::Example),
            (
                &anonymous,
                Phase::Idle,
                3,
                true,
                BackupState::OnThisDeviceOnly,
            ),
            (
                &paused,
                Phase::Idle,
                3,
                true,
                BackupState::Paused { records: 3 },
            ),
            (
                &paused,
                Phase::SessionEnded,
                3,
                true,
                BackupState::SignInAgain { records: 3 },
            ),
            (
                &account,
                Phase::AccountDeleted,
                3,
                false,
                BackupState::AccountDeleted,
            ),
            (&account, Phase::Idle, 0, true, BackupState::BackedUp),
            (
                &account,
                Phase::Idle,
                3,
                true,
                BackupState::Waiting { records: 3 },
            ),
            (
                &account,
                Phase::Idle,
                3,
                false,
                BackupState::Offline { records: 3 },
            ),
            (
                &account,
                Phase::Running(Progress::Sending { done: 1, total: 3 }),
                2,
                true,
                BackupState::BackingUp { done: 1, total: 3 },
            ),
            (
                &account,
                Phase::Running(Progress::Fetching { records: 500 }),
                0,
                true,
                BackupState::Fetching { records: 500 },
            ),
            (
                &account,
                failed,
                3,
                true,
                BackupState::Failed {
                    records: 3,
                    reason: BackupFailure::Server(None),
                },
            ),
            (
                &account,
                failed,
                3,
                false,
                BackupState::Offline { records: 3 },
            ),
            (
                &account,
                Phase::SessionEnded,
                3,
                true,
                BackupState::SignInAgain { records: 3 },
            ),
        ];
        for (user, phase, unsynced, is_online, state) in cases {
            assert_eq!(backup_state(user, phase, unsynced, is_online, true), state);
        }
        assert_eq!(
            backup_state(&account, Phase::Idle, 0, true, false),
            BackupState::Fetching { records: 0 },
            "a device that has never seen the account's journal does not claim to hold it"
        );
    }
}
