//! The account itself, as the server has it.

use serde_json::json;
use shared_model::protocol::Account;

use super::AuthContext;
use crate::api::{self, ApiError};
use crate::transfer::{self, AccountContents};

impl AuthContext {
    /// The user's account.
    ///
    /// # Errors
    /// When the server cannot be reached, or the session has ended.
    pub async fn account(&self) -> Result<Account, ApiError> {
        self.ask_account(api::MY_ACCOUNT, json!({})).await
    }

    /// Everything that there is of the user as one file: the journal as far as it is on this device, and what the server has
    /// beside it. Nothing when by the time of the answer somebody else is the user.
    ///
    /// # Errors
    /// When the server cannot be reached, or the session has ended.
    pub async fn export_everything(&self) -> Result<Option<String>, ApiError> {
        let user = self.user().id;
        let contents = AccountContents {
            account: self.account().await?,
            sessions: self.sessions().await?,
            sign_ins: self.sign_ins().await?,
        };
        let is_still_theirs = self.user().id == user;
        Ok(is_still_theirs.then(|| transfer::export_everything(&self.inner.journal, &contents)))
    }
}
