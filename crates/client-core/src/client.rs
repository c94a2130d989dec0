//! A client as a whole: what has to happen before anything may be read, and what other tabs do.

use std::rc::Rc;

use crate::auth::{self, AuthContext};
use crate::counted_store::CountedStore;
use crate::events::{Event, EventBus};
use crate::journal::Journal;
use crate::keys;
use crate::platform::{Platform, StoreError};

/// A Mirubato client. Cheap to clone; all clones are the same client.
#[derive(Clone, Debug)]
pub struct Client {
    journal: Journal,
    auth: AuthContext,
    events: EventBus,
}

impl Client {
    /// Opens the client of this device: completes what was interrupted of a migration or of signing out, learns who the
    /// user is, loads the journal. Nothing is read or synced before all of that is done.
    ///
    /// # Errors
    /// When the local store cannot be used.
    pub fn open(platform: Platform) -> Result<Self, StoreError> {
        let store = Rc::new(CountedStore::open(platform.store)?);
        let platform = Platform {
            store: Rc::clone(&store) as _,
            ..platform
        };
        let events = EventBus::default();
        auth::complete_migration(&platform)?;
        auth::complete_sign_out(&platform)?;
        let user = auth::stored_user(&platform)?;
        let journal = Journal::open(platform.clone(), store, events.clone(), &user)?;
        let auth = AuthContext::new(platform, journal.clone(), events.clone(), user);
        Ok(Self {
            journal,
            auth,
            events,
        })
    }

    /// The journal of the current user.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// Who the user is, signing in and out, and the backup.
    pub fn auth(&self) -> &AuthContext {
        &self.auth
    }

    /// What happens, for whoever shows it.
    pub fn events(&self) -> &EventBus {
        &self.events
    }

    /// Takes in what other tabs wrote or removed under these keys; without keys, whatever it was: everything was cleared, or
    /// the page was asleep and has heard nothing. However many records there are, the screens are told once for each
    /// collection.
    ///
    /// # Errors
    /// When the local store cannot be read.
    pub fn storage_changed(&self, written: Option<&[String]>) -> Result<(), StoreError> {
        let names_user = |written: &[String]| written.iter().any(|key| key == keys::USER);
        if written.is_none_or(names_user) && self.auth.user_stored_elsewhere()? {
            return Ok(());
        }
        let preferences = keys::preferences(&self.auth.user().id);
        if written.is_none_or(|written| written.contains(&preferences)) {
            self.events.publish(Event::PreferencesChanged);
        }
        match written {
            Some(written) => self.journal.stored_elsewhere(written),
            None => self.journal.reread(),
        }
    }
}
