//! "Check my backup": whether the account holds what this device holds, and making it so.

use std::collections::HashSet;

use serde_json::json;
use shared_model::{BackupCheck, Timestamp, UserId};

use super::AuthContext;
use crate::api;
use crate::horizon::Reach;
use crate::journal::Named;
use crate::sync::{Position, SyncError};

/// How often the two are compared: what another device sends between a sync and the comparison is no difference.
const COMPARISONS: usize = 3;

/// What a check came to: this device and the account hold the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckedBackup {
    /// How many logbook entries were compared.
    pub entries: usize,
    /// From when on was compared; nothing when it was the whole journal.
    pub since: Option<Timestamp>,
    /// How many changes of this device the account does not hold yet.
    pub unsynced: usize,
    /// What had to be put right first, if anything.
    pub repaired: Option<Repaired>,
}

/// What a repair came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repaired {
    /// How many records this device lacked, or had in another version.
    pub fetched: usize,
    /// How many records the account lacked.
    pub given_back: usize,
}

/// Why a check has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckError {
    /// The sync before it did not come to its end, or the account could not be asked.
    #[error(transparent)]
    Sync(#[from] SyncError),
    /// Another sync is under way, and what there is to compare changes with it.
    #[error("the journal is being synced")]
    StillSyncing,
}

/// What both sides hold of the part that this device has.
struct Comparison {
    account: BackupCheck,
    is_equal: bool,
    since: Option<Timestamp>,
    here: HashSet<Named>,
}

impl AuthContext {
    /// Syncs, compares this device with the account, and repairs what differs: everything is pulled and merged, and what
    /// the server turns out to lack is given back, so that what either side holds alone survives.
    ///
    /// # Errors
    /// When a sync is under way, when the account could not be asked, or when it still differs because other devices go on
    /// changing it.
    pub async fn check_backup(&self) -> Result<CheckedBackup, CheckError> {
        let user = self.user().id;
        self.inner.journal.reread().map_err(SyncError::from)?;
        let before = self.compare(&user).await?;
        if before.is_equal {
            return Ok(self.checked(&before, None));
        }
        Position::begin_again(&self.inner.platform, &user).map_err(SyncError::from)?;
        let after = self.compare(&user).await?;
        if !after.is_equal {
            return Err(SyncError::Unfinished.into());
        }
        let repaired = Repaired {
            fetched: after.here.difference(&before.here).count(),
            given_back: total(&after.account).saturating_sub(total(&before.account)),
        };
        Ok(self.checked(&after, Some(repaired)))
    }

    /// Syncs and compares, again while they differ.
    async fn compare(&self, user: &UserId) -> Result<Comparison, CheckError> {
        let journal = &self.inner.journal;
        let mut comparisons = 0;
        loop {
            if self.inner.is_syncing.get() {
                return Err(CheckError::StillSyncing);
            }
            self.sync_to_cloud().await?;
            self.still_is(user)?;
            let part = journal.kept_reach();
            if part == Reach::Nothing {
                return Err(CheckError::StillSyncing);
            }
            let (here, known) = (journal.check(part), journal.known_to_account(part));
            let since = part.since();
            let variables = json!({ "expectedUserId": user, "since": since });
            let server = &*self.inner.platform.server;
            let answer = api::execute(server, api::BACKUP_CHECK, variables).await;
            let account: BackupCheck = answer.map_err(SyncError::from)?;
            self.still_is(user)?;
            comparisons += 1;
            let is_equal = here == account;
            if is_equal || comparisons == COMPARISONS {
                return Ok(Comparison {
                    account,
                    is_equal,
                    since,
                    here: known,
                });
            }
        }
    }

    /// After every answer: nobody else has become the user.
    fn still_is(&self, user: &UserId) -> Result<(), SyncError> {
        if self.user().id == *user {
            Ok(())
        } else {
            Err(SyncError::UserChanged)
        }
    }

    fn checked(&self, comparison: &Comparison, repaired: Option<Repaired>) -> CheckedBackup {
        CheckedBackup {
            entries: comparison.account.entries.count,
            since: comparison.since,
            unsynced: self.inner.journal.unsynced_count(),
            repaired,
        }
    }
}

fn total(check: &BackupCheck) -> usize {
    let BackupCheck {
        sessions,
        logs,
        entries,
        goals,
        pieces,
    } = check;
    [sessions, logs, entries, goals, pieces]
        .map(|collection| collection.count)
        .iter()
        .sum()
}
