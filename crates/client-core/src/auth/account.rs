//! The account itself, as the server has it: its name, and its address. Of these this device keeps the address, by which the
//! musician knows who is signed in here.

use serde_json::json;
use shared_model::UserId;
use shared_model::protocol::{Account, AddressChange};

use super::AuthContext;
use crate::api::{self, ApiError};
use crate::platform::StoreError;
use crate::transfer::{self, AccountContents};
use crate::user::LocalUser;

impl AuthContext {
    /// The user's account. An address that it has got since is taken in.
    ///
    /// # Errors
    /// When the server cannot be reached, or the session has ended.
    pub async fn account(&self) -> Result<Account, ApiError> {
        let user = self.user().id;
        let account: Account = self.ask_account(api::MY_ACCOUNT, json!({})).await?;
        self.learn_address(&user, &account.email)?;
        Ok(account)
    }

    /// Changes what the user wants to be called; blank, they have no name.
    ///
    /// # Errors
    /// When it is no name, the server cannot be reached, or the session has ended.
    pub async fn set_display_name(&self, name: &str) -> Result<Account, ApiError> {
        self.ask_account(api::SET_DISPLAY_NAME, json!({ "name": name }))
            .await
    }

    /// Asks for another address of the account: a link goes to the address that it has, and one to the new one, in the
    /// language of this BCP 47 tag. The address changes when both have been confirmed.
    ///
    /// # Errors
    /// When the server cannot be reached or does not take the address, or the session has ended.
    pub async fn request_address_change(
        &self,
        email: &str,
        language: &str,
    ) -> Result<(), ApiError> {
        let variables = json!({ "email": email, "language": language });
        self.ask_account::<bool>(api::REQUEST_ADDRESS_CHANGE, variables)
            .await
            .map(drop)
    }

    /// What a link would confirm. Asking confirms nothing, and nobody has to be signed in.
    ///
    /// # Errors
    /// When the server cannot be reached or the link is not valid any more.
    pub async fn address_change(&self, token: &str) -> Result<AddressChange, ApiError> {
        let server = &*self.inner.platform.server;
        api::execute(server, api::ADDRESS_CHANGE, json!({ "token": token })).await
    }

    /// Confirms a change of address for the address that the link was sent to. Nobody has to be signed in.
    ///
    /// # Errors
    /// When the server cannot be reached or the link is not valid any more.
    pub async fn confirm_address_change(&self, token: &str) -> Result<AddressChange, ApiError> {
        let server = &*self.inner.platform.server;
        let variables = json!({ "token": token });
        api::execute(server, api::CONFIRM_ADDRESS_CHANGE, variables).await
    }

    /// Takes in an account's address, if it is this device's.
    fn learn_address(&self, account: &UserId, email: &str) -> Result<(), StoreError> {
        let user = self.user();
        if user.is_anonymous || user.id != *account || user.email.as_deref() == Some(email) {
            return Ok(());
        }
        let user = LocalUser {
            email: Some(email.to_owned()),
            ..user
        };
        super::store_user(&self.inner.platform, &user)?;
        self.follow_user(&user)
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
