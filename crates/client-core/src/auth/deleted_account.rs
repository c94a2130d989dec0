//! An account that was deleted on another device: its journal is still in this browser, and nowhere else.

use serde_json::json;
use shared_model::protocol::{Changes, ErrorCode};

use super::{AuthContext, migrate};
use crate::api::{self, ApiError};
use crate::backup::Phase;
use crate::platform::StoreError;
use crate::user::{LocalUser, new_kept_id};

impl AuthContext {
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

    /// Makes sure that the account that was signed in here is not gone: without an answer, nobody signs in over its
    /// journal.
    pub(super) async fn ensure_account_exists(&self) -> Result<(), ApiError> {
        let server = &*self.inner.platform.server;
        let user = self.user();
        if user.is_anonymous {
            return Ok(());
        }
        let variables = json!({ "expectedUserId": user.id, "first": 1 });
        let Err(error) = api::execute::<Changes>(server, api::CHANGES, variables).await else {
            return Ok(());
        };
        match error.code() {
            Some(ErrorCode::AccountDeleted) => {
                self.set_phase_of(&user.id, Phase::AccountDeleted);
                Err(error)
            }
            // Whose account was deleted would have been told.
            Some(
                ErrorCode::Unauthenticated
                | ErrorCode::WrongAccount
                | ErrorCode::CloudStoragePaused,
            ) => Ok(()),
            _ => Err(error),
        }
    }
}
