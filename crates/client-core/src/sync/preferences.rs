//! The user's preferences: small and whole, so they are no records. They go last, and only where the account has told of
//! another version than this device knows, or something was changed here.

use serde_json::json;
use shared_model::protocol::AccountPreferences;

use super::{Engine, SyncError};
use crate::api;
use crate::preference_store;

/// How often what is here is merged with what the account has, while other devices change it.
const TRIES: usize = 4;

impl Engine<'_> {
    /// Makes this device and the account have the same preferences, if the account was heard in this run. Says whether those
    /// on this device are others now. What did not work is tried again with the next sync, and keeps no record waiting.
    pub(crate) async fn exchange_preferences(&self) -> bool {
        let (Some(told), Ok(before)) = (
            self.preferences_version.get(),
            preference_store::read(self.platform, self.user),
        ) else {
            return false;
        };
        if before.version == told && before.to_send().is_none() {
            return false;
        }
        // Whatever it came to: what the account has told until then is taken in.
        let _ = self.exchange().await;
        preference_store::read(self.platform, self.user)
            .is_ok_and(|after| after.current != before.current)
    }

    async fn exchange(&self) -> Result<(), SyncError> {
        for _ in 0..TRIES {
            let account = self.ask_for_preferences().await?;
            let told = preference_store::read(self.platform, self.user)?.told(account);
            preference_store::write(self.platform, self.user, &told)?;
            if told.to_send().is_none() {
                return Ok(());
            }
        }
        Err(SyncError::Unfinished)
    }

    /// Sends what is to be sent, or asks what there is. The answer is the same: what the account has.
    async fn ask_for_preferences(&self) -> Result<AccountPreferences, SyncError> {
        self.still_ours()?;
        let stored = preference_store::read(self.platform, self.user)?;
        let server = &*self.platform.server;
        let answer = match stored.to_send() {
            Some(sending) => {
                let variables = json!({
                    "expectedUserId": self.user,
                    "baseVersion": stored.version,
                    "preferences": sending,
                });
                preference_store::write(self.platform, self.user, &stored.sending())?;
                api::execute(server, api::UPDATE_PREFERENCES, variables).await
            }
            None => {
                let variables = json!({ "expectedUserId": self.user });
                api::execute(server, api::MY_PREFERENCES, variables).await
            }
        };
        self.still_ours()?;
        Ok(answer?)
    }
}
