//! The pull: pages of changes, taken in one after the other, and the whole journal where that is not enough.

use std::collections::HashSet;

use serde_json::json;
use shared_model::limits;
use shared_model::protocol::{Changes, ErrorCode};

use super::incoming::{self, Server};
use super::position::Position;
use super::{Engine, Progress, SyncError, recovery};
use crate::api;

/// How often a pull starts over, because the server does not know the cursor or the journal was taken off the device
/// meanwhile.
const STARTS: usize = 4;

/// How a pull ended, if nothing failed.
enum Pulled {
    /// Everything that the server holds has been taken in.
    Everything,
    /// What was asked for no longer fits what is here.
    StartOver,
}

impl Engine<'_> {
    /// Takes in everything that changed in the account.
    pub(super) async fn pull(&self) -> Result<(), SyncError> {
        for _ in 0..STARTS {
            let pulled = match Position::load(self.platform, self.user)? {
                Some(Position::Reached { cursor, beyond }) => self.follow(cursor, beyond).await?,
                Some(beginning) => self.pull_whole(&beginning).await?,
                None => {
                    let beginning = Position::beginning(self.platform);
                    beginning.store(self.platform, self.user)?;
                    self.pull_whole(&beginning).await?
                }
            };
            if matches!(pulled, Pulled::Everything) {
                return Ok(());
            }
        }
        Err(SyncError::Unfinished)
    }

    /// Follows the changes from a cursor on.
    async fn follow(
        &self,
        mut cursor: String,
        mut beyond: Vec<String>,
    ) -> Result<Pulled, SyncError> {
        let mut position = Position::Reached {
            cursor: cursor.clone(),
            beyond: beyond.clone(),
        };
        for further in &beyond {
            if self.page(&position, Some(further), 1).await?.is_none() {
                return Ok(Pulled::StartOver);
            }
        }
        loop {
            let page = self
                .page(&position, Some(&cursor), limits::PAGE_RECORDS)
                .await?;
            let Some(changes) = page else {
                return Ok(Pulled::StartOver);
            };
            if changes.cursor != cursor {
                let mut taking_in = beyond.clone();
                taking_in.push(changes.cursor.clone());
                position = Position::Reached {
                    cursor: cursor.clone(),
                    beyond: taking_in,
                };
                position.store(self.platform, self.user)?;
            }
            incoming::apply(self.journal, &changes.versions, Server::Continuous)?;
            if !self.is_at(&position)? {
                return Ok(Pulled::StartOver);
            }
            cursor = changes.cursor;
            if !changes.has_more {
                beyond.clear();
            }
            let reached = Position::Reached {
                cursor: cursor.clone(),
                beyond: beyond.clone(),
            };
            if reached != position {
                position = reached;
                position.store(self.platform, self.user)?;
            }
            if !changes.has_more {
                return Ok(Pulled::Everything);
            }
        }
    }

    /// Pulls everything from the beginning, and then gives back what the server turns out to lack.
    async fn pull_whole(&self, beginning: &Position) -> Result<Pulled, SyncError> {
        let mut named = HashSet::new();
        let mut cursor: Option<String> = None;
        loop {
            (self.progress)(Progress::Fetching {
                records: named.len(),
            });
            let page = self
                .page(beginning, cursor.as_deref(), limits::PAGE_RECORDS)
                .await?;
            let Some(changes) = page else {
                return Ok(Pulled::StartOver);
            };
            incoming::apply(self.journal, &changes.versions, Server::PerhapsRestored)?;
            named.extend(incoming::named(&changes.versions));
            if changes.has_more {
                cursor = Some(changes.cursor);
                continue;
            }
            recovery::give_back(self.journal, &named)?;
            if !self.is_at(beginning)? {
                return Ok(Pulled::StartOver);
            }
            Position::reached(changes.cursor).store(self.platform, self.user)?;
            return Ok(Pulled::Everything);
        }
    }

    /// The page after a cursor. Nothing when the pull has to start over.
    async fn page(
        &self,
        position: &Position,
        since: Option<&str>,
        first: usize,
    ) -> Result<Option<Changes>, SyncError> {
        let variables = json!({ "expectedUserId": self.user, "since": since, "first": first });
        let answer = api::execute::<Changes>(&*self.platform.server, api::CHANGES, variables).await;
        self.still_ours()?;
        if !self.is_at(position)? {
            // The journal was taken off the device, or put back, while the answer was under way: the page no longer
            // follows what is here.
            return Ok(None);
        }
        match answer {
            Err(error) if since.is_some() && error.code() == Some(ErrorCode::Resync) => {
                Position::beginning(self.platform).store(self.platform, self.user)?;
                Ok(None)
            }
            answer => Ok(Some(answer?)),
        }
    }

    fn is_at(&self, position: &Position) -> Result<bool, SyncError> {
        Ok(Position::load(self.platform, self.user)?.as_ref() == Some(position))
    }
}
