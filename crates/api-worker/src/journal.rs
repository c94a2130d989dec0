//! A user's journal on the server. Whoever holds a [`Journal`] has shown a [`Viewer`], so code that forgets to ask who is
//! there does not compile.

mod check;
mod cursor;
mod history;
mod listing;
mod page;
mod preferences;
mod pull;
mod push;

use shared_model::MODEL_VERSION;

use crate::auth::Viewer;
use crate::database::{Database, Param};
use crate::error::ApiError;

pub use listing::{GoalFilter, Listing, LogbookEntryFilter, Page, PracticeSessionFilter};

/// Makes sure that a caller which names its model version knows the records as they are here.
pub(crate) fn expect_model_version(model_version: Option<i32>) -> Result<(), ApiError> {
    match model_version {
        None | Some(MODEL_VERSION) => Ok(()),
        Some(_) => Err(ApiError::UpgradeRequired),
    }
}

/// The journal of the user who is asking.
pub struct Journal<'a> {
    viewer: &'a Viewer,
    database: &'a dyn Database,
}

impl<'a> Journal<'a> {
    /// The viewer's journal in this database.
    pub fn of(viewer: &'a Viewer, database: &'a dyn Database) -> Self {
        Self { viewer, database }
    }

    fn user_id(&self) -> Param {
        self.viewer.user().id.as_str().into()
    }

    /// Makes sure that the account keeps a copy of the journal: while that is paused, nothing is taken in or told.
    fn expect_cloud_storage(&self) -> Result<(), ApiError> {
        if self.viewer.user().has_cloud_storage {
            Ok(())
        } else {
            Err(ApiError::CloudStoragePaused)
        }
    }
}
