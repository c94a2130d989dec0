//! Deleting the account, and what becomes of its journal: it is still in this browser, and nowhere else, whether the account
//! was deleted here or on another device.

use serde_json::json;
use shared_model::UserId;
use shared_model::protocol::{Changes, ErrorCode};

use super::{AuthContext, migrate};
use crate::api::{self, ApiError};
use crate::backup::Phase;
use crate::platform::StoreError;
use crate::user::{LocalUser, new_kept_id};

/// What the server has of the account that was signed in here before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FormerAccount {
    /// The account, or nobody was signed in. The journal here is that account's, whatever its address is by now.
    Kept,
    /// Nothing of the account with this id: it was restored from a backup that is older.
    Lost(UserId),
}

impl AuthContext {
    /// Deletes the account with everything that it holds, on every device at once; a mail in the language of this BCP 47 tag
    /// tells its address. What is in this browser stays until the musician has decided on it, as on the other devices:
    /// [`Self::backup`] says that the account is gone.
    ///
    /// # Errors
    /// When the server cannot be reached, or the session has ended. That it was deleted already is no mistake: the answer to
    /// that may have been lost.
    pub async fn delete_account(&self, language: &str) -> Result<(), ApiError> {
        let user = self.user();
        let variables = json!({ "language": language });
        match self
            .ask_account::<bool>(api::DELETE_ACCOUNT, variables)
            .await
        {
            Err(error) if error.code() != Some(ErrorCode::AccountDeleted) => Err(error),
            _ => {
                self.set_phase_of(&user.id, Phase::AccountDeleted);
                Ok(())
            }
        }
    }

    /// Makes the journal of an account that is gone an anonymous one of this browser, as if it had never been anywhere
    /// else. Signing in later moves it into whatever account that is. Interrupted, it is completed at the next start.
    ///
    /// # Errors
    /// When the browser does not store it.
    pub fn keep_on_this_device(&self) -> Result<(), StoreError> {
        let user = self.user();
        if user.is_anonymous {
            return Ok(());
        }
        let to = LocalUser {
            anonymous_id: user.anonymous_id,
            ..LocalUser::anonymous(new_kept_id(&self.inner.platform))
        };
        self.inner.journal.store_what_is_in_memory()?;
        let kept = migrate(&self.inner.platform, user.id, to)?;
        self.show_user(kept)
    }

    /// What the server still has of the account that was signed in here: without an answer, or after its deletion, nobody
    /// signs in over its journal.
    pub(super) async fn former_account(&self) -> Result<FormerAccount, ApiError> {
        let server = &*self.inner.platform.server;
        let user = self.user();
        if user.is_anonymous {
            return Ok(FormerAccount::Kept);
        }
        let variables = json!({ "expectedUserId": user.id, "first": 1 });
        let Err(error) = api::execute::<Changes>(server, api::CHANGES, variables).await else {
            return Ok(FormerAccount::Kept);
        };
        match error.code() {
            Some(ErrorCode::AccountDeleted) => {
                self.set_phase_of(&user.id, Phase::AccountDeleted);
                Err(error)
            }
            // Whoever is signed in by now: the answer to an earlier try may have been lost.
            Some(ErrorCode::Unauthenticated | ErrorCode::WrongAccount)
                if error.details().account_is_unknown == Some(1) =>
            {
                Ok(FormerAccount::Lost(user.id))
            }
            Some(
                ErrorCode::Unauthenticated
                | ErrorCode::WrongAccount
                | ErrorCode::CloudStoragePaused,
            ) => Ok(FormerAccount::Kept),
            _ => Err(error),
        }
    }
}
