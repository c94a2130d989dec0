//! Where the account is signed in, and who has signed in to it. Nothing of it is kept on this device: it is about the others.

use serde_json::json;
use shared_model::protocol::{AccountSession, SignIn};

use super::AuthContext;
use crate::api::{self, ApiError};

impl AuthContext {
    /// Where the user is signed in, the session that was used latest first.
    ///
    /// # Errors
    /// When the server cannot be reached, or the session has ended.
    pub async fn sessions(&self) -> Result<Vec<AccountSession>, ApiError> {
        self.ask_account(api::MY_SESSIONS, json!({})).await
    }

    /// Signs the user out elsewhere, and says where they still are signed in.
    ///
    /// # Errors
    /// When the server cannot be reached, or the session has ended.
    pub async fn revoke_session(&self, id: &str) -> Result<Vec<AccountSession>, ApiError> {
        self.ask_account(api::REVOKE_SESSION, json!({ "id": id }))
            .await
    }

    /// Signs the user out everywhere but here, and says where they still are signed in.
    ///
    /// # Errors
    /// When the server cannot be reached, or the session has ended.
    pub async fn revoke_other_sessions(&self) -> Result<Vec<AccountSession>, ApiError> {
        self.ask_account(api::REVOKE_OTHER_SESSIONS, json!({}))
            .await
    }

    /// Who has signed in to the account in the last 90 days, and who has tried, the latest first.
    ///
    /// # Errors
    /// When the server cannot be reached, or the session has ended.
    pub async fn sign_ins(&self) -> Result<Vec<SignIn>, ApiError> {
        self.ask_account(api::MY_SIGN_INS, json!({})).await
    }
}
