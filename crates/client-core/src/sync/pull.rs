//! The pull: pages of changes, taken in one after the other, and the whole journal where that is not enough.

use serde_json::{Value, json};
use shared_model::protocol::{Changes, ErrorCode};
use shared_model::{MODEL_VERSION, limits};

use super::answer::{self, Page};
use super::incoming::{self, Server};
use super::position::{Position, Reached};
use super::{Engine, Progress, SyncError, recovery};
use crate::api;
use crate::clock_check::clock_off;
use crate::horizon::Horizon;

/// How often a pull starts over, because the server does not know what was reached or the journal was taken off the device
/// meanwhile.
const STARTS: usize = 4;

impl Engine<'_> {
    /// Takes in everything that changed in the account.
    pub(super) async fn pull(&self) -> Result<(), SyncError> {
        for _ in 0..STARTS {
            let has_pulled = match self.follow(self.start()?).await? {
                Some(beginning @ Position::Beginning { .. }) => self.pull_whole(beginning).await?,
                Some(Position::Reached(_)) => true,
                None => false,
            };
            if has_pulled {
                return Ok(());
            }
        }
        Err(SyncError::Unfinished)
    }

    /// Where a pull starts.
    fn start(&self) -> Result<Position, SyncError> {
        self.journal.reserve_beyond()?;
        let before = match self.position()? {
            None => {
                Horizon::reserve(self.platform, self.user)?;
                None
            }
            Some(Position::Reached(reached)) if reached.was_left_by_older() => Some(reached),
            Some(position) => return Ok(position),
        };
        let beginning = Position::beginning(self.platform, before);
        self.move_to(&beginning)?;
        Ok(beginning)
    }

    /// Whether the account has something that this version of the program cannot read.
    pub(super) fn has_left_out(&self) -> Result<bool, SyncError> {
        Ok(match self.position()? {
            Some(Position::Reached(reached)) => reached.left_out_by.is_some(),
            _ => false,
        })
    }

    /// Follows the changes from the place that was reached, if one was. Says where that ended; nothing when the pull has
    /// to start over.
    async fn follow(&self, mut position: Position) -> Result<Option<Position>, SyncError> {
        let Some(mut place) = position.place().cloned() else {
            return Ok(Some(position));
        };
        loop {
            let asked = self.page(&position, Some(&place.cursor));
            let Some(Page { page, unread }) = asked.await? else {
                return Ok(None);
            };
            // The server knows every place up to which something was taken in.
            self.journal.confirm_account();
            if page.cursor != place.cursor {
                let mut taking_in = place.clone();
                taking_in.page = Some(page.cursor.clone());
                position = position.moved_to(taking_in);
                self.move_to(&position)?;
            }
            let is_whole = incoming::apply(self.journal, &page.versions, Server::Continuous)?;
            if self.position()?.as_ref() != Some(&position) {
                return Ok(None);
            }
            place.cursor = page.cursor;
            place.page = None;
            place.leave_out(!is_whole || !unread.is_empty());
            if !page.has_more {
                place.end = None;
            }
            if position.place() != Some(&place) {
                position = position.moved_to(place.clone());
                self.move_to(&position)?;
            }
            if !page.has_more {
                return Ok(Some(position));
            }
        }
    }

    /// Pulls everything from the beginning, and then gives back what the server turns out to lack. A server that still
    /// knows how far the changes were followed has lost nothing of what is built upon. Says whether all of it came;
    /// otherwise the pull has to start over.
    async fn pull_whole(&self, mut beginning: Position) -> Result<bool, SyncError> {
        let server = match beginning.place() {
            Some(_) => Server::Continuous,
            None => Server::PerhapsRestored,
        };
        let mut reached = Reached::default();
        let mut since = None;
        self.journal.begin_naming(&beginning);
        loop {
            let records = self.journal.named_count();
            (self.progress)(Progress::Fetching { records });
            let asked = self.page(&beginning, since.as_deref());
            let Some(Page { page, unread }) = asked.await? else {
                return Ok(false);
            };
            // What was pushed since the changes were followed is in the last page.
            if let (Some(mut place), false) = (beginning.place().cloned(), page.has_more) {
                place.note_end(&page.cursor);
                beginning = beginning.moved_to(place);
                self.move_to(&beginning)?;
            }
            let is_whole = incoming::apply(self.journal, &page.versions, server)?;
            reached.leave_out(!is_whole || !unread.is_empty());
            for (collection, id) in &unread {
                self.journal.note_named(*collection, id);
            }
            self.journal.keep_to_share()?;
            if page.has_more {
                since = Some(page.cursor);
                continue;
            }
            let is_given_back = recovery::give_back(self.journal)?;
            reached.leave_out(!is_given_back);
            if self.position()?.as_ref() != Some(&beginning) {
                return Ok(false);
            }
            reached.cursor = page.cursor;
            self.move_to(&Position::Reached(reached))?;
            self.journal.end_naming();
            self.journal.confirm_account();
            return Ok(true);
        }
    }

    /// The page after a cursor. Nothing when the pull has to start over.
    async fn page(
        &self,
        position: &Position,
        since: Option<&str>,
    ) -> Result<Option<Page<Changes>>, SyncError> {
        let variables = json!({
            "expectedUserId": self.user,
            "modelVersion": MODEL_VERSION,
            "since": since,
            "reached": Position::places_of(Some(position)),
            "first": limits::PAGE_RECORDS,
        });
        let asked = self.platform.clock.now();
        let answer = api::execute::<Value>(&*self.platform.server, api::CHANGES, variables).await;
        let answered = self.platform.clock.now();
        self.still_ours()?;
        if self.position()?.as_ref() != Some(position) {
            // The journal was taken off the device, or put back, while the answer was under way: the page no longer
            // follows what is here.
            return Ok(None);
        }
        match answer {
            Err(error) if error.code() == Some(ErrorCode::Resync) => {
                self.start_over()?;
                Ok(None)
            }
            answer => {
                let page: Page<Changes> = answer::page(answer?)?;
                self.preferences_version
                    .set(Some(page.page.preferences_version));
                let told = clock_off(asked, answered, page.page.server_time);
                self.clock_off.set(Some(told));
                Ok(Some(page))
            }
        }
    }

    /// The server was restored from an older backup: the next pull is of everything, and tells what it lacks.
    pub(super) fn start_over(&self) -> Result<(), SyncError> {
        self.move_to(&Position::beginning(self.platform, None))
    }

    pub(super) fn position(&self) -> Result<Option<Position>, SyncError> {
        Ok(Position::load(self.platform, self.user)?)
    }

    fn move_to(&self, position: &Position) -> Result<(), SyncError> {
        Ok(position.store(self.platform, self.user)?)
    }
}
