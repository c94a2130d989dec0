//! How the user wants their journal to be.

use shared_model::Preferences;

use super::AuthContext;
use crate::events::Event;
use crate::journal::SaveError;
use crate::preference_store;

impl AuthContext {
    /// The user's preferences. Where the browser lets nobody read them, they are as if nothing had been chosen.
    pub fn preferences(&self) -> Preferences {
        preference_store::read(&self.inner.platform, &self.user().id)
            .unwrap_or_default()
            .current
    }

    /// Changes the user's preferences, in the local store at once; a sync takes them to the account. Fields that `change`
    /// leaves alone stay as they are, also as another tab has written them.
    ///
    /// # Errors
    /// When what comes of it is not acceptable, or the browser does not store it.
    pub fn change_preferences(
        &self,
        change: impl FnOnce(&mut Preferences),
    ) -> Result<(), SaveError> {
        if preference_store::change(&self.inner.platform, &self.user().id, change)? {
            self.inner.events.publish(Event::PreferencesChanged);
        }
        Ok(())
    }

    /// Whether there are preferences that the account does not have yet.
    pub(super) fn has_preferences_to_send(&self) -> bool {
        preference_store::read(&self.inner.platform, &self.inner.user.borrow().id)
            .is_ok_and(|stored| stored.to_send().is_some())
    }
}
