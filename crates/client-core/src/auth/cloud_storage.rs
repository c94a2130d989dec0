//! Pausing the account's copy of the journal, and going on with it. The server decides; `hasCloudStorage` in the local
//! store is what this device last heard.

use serde_json::json;
use shared_model::UserId;
use shared_model::protocol::User;

use super::AuthContext;
use crate::api::{self, ApiError};
use crate::platform::StoreError;
use crate::user::LocalUser;

impl AuthContext {
    /// Pauses the backup of this account on every device, or resumes it; the caller starts a sync next. What the account
    /// holds stays as it is.
    ///
    /// # Errors
    /// When the server cannot be reached, or the session has ended. Nothing has changed then.
    pub async fn set_cloud_storage(&self, enabled: bool) -> Result<(), ApiError> {
        let variables = json!({ "enabled": enabled });
        let account: User = self.ask_account(api::SET_CLOUD_STORAGE, variables).await?;
        Ok(self.learn_cloud_storage(&account.id, account.has_cloud_storage)?)
    }

    /// Asks whether the backup is still paused, or another device has resumed it. When nobody is signed in any more, or
    /// somebody else, the answer is left to the first question of a sync.
    pub(super) async fn is_still_paused(&self) -> Result<bool, ApiError> {
        let server = &*self.inner.platform.server;
        let account = api::execute::<Option<User>>(server, api::ME, json!({})).await?;
        let Some(account) = account.filter(|account| account.id == self.user().id) else {
            return Ok(false);
        };
        self.learn_cloud_storage(&account.id, account.has_cloud_storage)?;
        Ok(!account.has_cloud_storage)
    }

    /// Takes in whether an account has cloud storage, if it is this device's.
    pub(super) fn learn_cloud_storage(
        &self,
        account: &UserId,
        has_cloud_storage: bool,
    ) -> Result<(), StoreError> {
        let user = self.user();
        if user.is_anonymous || user.id != *account || user.has_cloud_storage == has_cloud_storage {
            return Ok(());
        }
        let user = LocalUser {
            has_cloud_storage,
            ..user
        };
        super::store_user(&self.inner.platform, &user)?;
        self.follow_user(&user)
    }
}
