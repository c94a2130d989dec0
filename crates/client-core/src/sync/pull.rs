//! The pull: pages of changes, taken in one after the other, and the whole journal where that is not enough.

use std::collections::HashSet;

use serde_json::{Value, json};
use shared_model::protocol::{Changes, ErrorCode};
use shared_model::{MODEL_VERSION, limits};

use super::answer::{self, Page};
use super::incoming::{self, Server};
use super::position::{Position, Reached};
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
            let pulled = match self.position()? {
                Some(Position::Reached(reached)) => self.follow(reached).await?,
                Some(beginning) => self.pull_whole(&beginning).await?,
                None => {
                    let beginning = Position::beginning(self.platform);
                    self.move_to(&beginning)?;
                    self.pull_whole(&beginning).await?
                }
            };
            if matches!(pulled, Pulled::Everything) {
                return Ok(());
            }
        }
        Err(SyncError::Unfinished)
    }

    /// Whether the account has something that this version of the program cannot read.
    pub(super) fn has_left_out(&self) -> Result<bool, SyncError> {
        Ok(match self.position()? {
            Some(Position::Reached(reached)) => reached.left_out_by.is_some(),
            _ => false,
        })
    }

    /// Follows the changes from a place on.
    async fn follow(&self, mut place: Reached) -> Result<Pulled, SyncError> {
        for further in &place.beyond {
            let position = Position::Reached(place.clone());
            if self.page(&position, Some(further), 1).await?.is_none() {
                return Ok(Pulled::StartOver);
            }
        }
        loop {
            let mut position = Position::Reached(place.clone());
            let asked = self.page(&position, Some(&place.cursor), limits::PAGE_RECORDS);
            let Some(Page { page, unread }) = asked.await? else {
                return Ok(Pulled::StartOver);
            };
            if page.cursor != place.cursor {
                let mut taking_in = place.clone();
                taking_in.beyond.push(page.cursor.clone());
                position = Position::Reached(taking_in);
                self.move_to(&position)?;
            }
            let is_whole = incoming::apply(self.journal, &page.versions, Server::Continuous)?;
            if self.position()?.as_ref() != Some(&position) {
                return Ok(Pulled::StartOver);
            }
            place.cursor = page.cursor;
            place.leave_out(!is_whole || !unread.is_empty());
            if !page.has_more {
                place.beyond.clear();
            }
            let reached = Position::Reached(place.clone());
            if reached != position {
                self.move_to(&reached)?;
            }
            if !page.has_more {
                return Ok(Pulled::Everything);
            }
        }
    }

    /// Pulls everything from the beginning, and then gives back what the server turns out to lack.
    async fn pull_whole(&self, beginning: &Position) -> Result<Pulled, SyncError> {
        let mut place = Reached::default();
        let mut named = HashSet::new();
        let mut since = None;
        loop {
            (self.progress)(Progress::Fetching {
                records: named.len(),
            });
            let asked = self.page(beginning, since.as_deref(), limits::PAGE_RECORDS);
            let Some(Page { page, unread }) = asked.await? else {
                return Ok(Pulled::StartOver);
            };
            let is_whole = incoming::apply(self.journal, &page.versions, Server::PerhapsRestored)?;
            place.leave_out(!is_whole || !unread.is_empty());
            named.extend(incoming::named(&page.versions).chain(unread));
            if page.has_more {
                since = Some(page.cursor);
                continue;
            }
            recovery::give_back(self.journal, &named)?;
            if self.position()?.as_ref() != Some(beginning) {
                return Ok(Pulled::StartOver);
            }
            place.cursor = page.cursor;
            self.move_to(&Position::Reached(place))?;
            return Ok(Pulled::Everything);
        }
    }

    /// The page after a cursor. Nothing when the pull has to start over.
    async fn page(
        &self,
        position: &Position,
        since: Option<&str>,
        first: usize,
    ) -> Result<Option<Page<Changes>>, SyncError> {
        let variables = json!({
            "expectedUserId": self.user,
            "modelVersion": MODEL_VERSION,
            "since": since,
            "first": first,
        });
        let answer = api::execute::<Value>(&*self.platform.server, api::CHANGES, variables).await;
        self.still_ours()?;
        if self.position()?.as_ref() != Some(position) {
            // The journal was taken off the device, or put back, while the answer was under way: the page no longer
            // follows what is here.
            return Ok(None);
        }
        match answer {
            Err(error) if since.is_some() && error.code() == Some(ErrorCode::Resync) => {
                self.move_to(&Position::beginning(self.platform))?;
                Ok(None)
            }
            answer => Ok(Some(answer::page(answer?)?)),
        }
    }

    fn position(&self) -> Result<Option<Position>, SyncError> {
        Ok(Position::load(self.platform, self.user)?)
    }

    fn move_to(&self, position: &Position) -> Result<(), SyncError> {
        Ok(position.store(self.platform, self.user)?)
    }
}
