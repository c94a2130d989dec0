//! Signing out: at once on this device, and at the server as soon as it can be reached.
//!
//! ```text
//!  note who leaves ──► records off the device ──► anonymous user ──► logout reaches the server ──► remove the note
//!                   └────── completed at the next start ─────┘   └─ tried again at every sync and sign-in ─┘
//! ```
//!
//! While the note is there, the browser's cookie still stands for who signed out. Nothing is asked of the server with it
//! but to end its session.

use serde_json::json;

use super::{AuthContext, some_anonymous_id, store_user, stored_user};
use crate::api::{self, ApiError};
use crate::events::Event;
use crate::keys;
use crate::ownership;
use crate::platform::{Platform, StoreError};
use crate::user::{LocalUser, leaving_user_id};

/// How far signing out has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignedOut {
    /// The session has ended at the server too.
    Everywhere,
    /// The server could not be told yet. It is tried again by itself; until then its session is not used.
    HereOnly,
    /// Nobody has: another tab has signed in somebody else, who has not been asked.
    SomebodyElse,
}

impl AuthContext {
    /// Signs out: removes the user's records from this browser, then ends the session. What is not backed up is lost by
    /// that, so the screen asks first.
    ///
    /// # Errors
    /// When the browser does not store it. What is left is done at the next start.
    pub async fn logout(&self) -> Result<SignedOut, StoreError> {
        let user = stored_user(&self.inner.platform)?;
        if user.id != self.user().id {
            self.show_user(user.clone())?;
            if !user.is_anonymous {
                return Ok(SignedOut::SomebodyElse);
            }
        }
        if !user.is_anonymous {
            let store = &*self.inner.platform.store;
            // The cursor goes first, and gives its room to the note in a store that is full.
            store.remove(&keys::cursor(&user.id))?;
            let mut name = [0; 4];
            self.inner.platform.random.fill(&mut name);
            let note = format!("{} {:08x}", user.id, u32::from_be_bytes(name));
            store.set(keys::LOGOUT_PENDING, &note)?;
        }
        match self.settle_logout().await {
            Ok(()) => Ok(SignedOut::Everywhere),
            Err(ApiError::Store(refusal)) => Err(refusal),
            Err(_) => Ok(SignedOut::HereOnly),
        }
    }

    /// Whether somebody has signed out here of whose session the server still has to hear.
    pub fn is_logout_pending(&self) -> bool {
        let pending = self.inner.platform.store.get(keys::LOGOUT_PENDING);
        matches!(pending, Ok(Some(_)))
    }

    /// Does what is left of signing out, if anybody has: on this device first, then at the server.
    pub(super) async fn settle_logout(&self) -> Result<(), ApiError> {
        let platform = &self.inner.platform;
        let note = platform.store.get(keys::LOGOUT_PENDING)?;
        if note.is_none() {
            return Ok(());
        }
        complete_sign_out(platform)?;
        let user = stored_user(platform)?;
        if user != self.user() {
            self.show_user(user)?;
        }
        api::execute::<bool>(&*platform.server, api::LOGOUT, json!({})).await?;
        // While the answer was under way somebody may have signed in and out once more.
        if platform.store.get(keys::LOGOUT_PENDING)? == note {
            platform.store.remove(keys::LOGOUT_PENDING)?;
        }
        self.inner.events.publish(Event::BackupChanged);
        Ok(())
    }
}

/// Does what signing out does on this device, if it has begun and was interrupted: removes the records of who leaves, and
/// makes the browser its anonymous user's again. Done again it comes to the same.
pub(crate) fn complete_sign_out(platform: &Platform) -> Result<(), StoreError> {
    let Some(leaving) = leaving_user_id(platform)? else {
        return Ok(());
    };
    let user = stored_user(platform)?;
    if user.id != leaving {
        return Ok(());
    }
    ownership::remove_journal(platform, &user.id)?;
    let anonymous_id = match user.anonymous_id {
        Some(id) => id,
        None => some_anonymous_id(platform)?,
    };
    store_user(platform, &LocalUser::anonymous(anonymous_id))
}
