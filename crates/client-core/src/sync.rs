//! The sync engine: makes this device and the account hold the same journal.
//!
//! ```text
//!  local store                      engine                                  server (D1)
//!  -----------                      ------                                  -----------
//!                                   0. a device that holds nothing:
//!  position       <- [history]  --     history(nothing before)  <----------  the newest page, and where it was read
//!  records        <- [history]  --     all of it
//!  horizon        <- [history]  --     since when
//!                                   1. [pull]: changes(since cursor)  <-----  whole pushes, tombstones
//!  position       <- [position] --     up to where this page will reach
//!  records        <- [incoming] --     each version merged
//!  position       <- [position] --     the cursor; the next page
//!                                      RESYNC: from the beginning, then
//!  isGivenBack    <- [recovery] --     what the server did not name becomes unsynced
//!  sent           <- [outgoing] --  2. [push]: what is unsynced, in chunks
//!                                      syncAnonymousData | pushChanges --->  one batch, by write ids
//!                                   3. outcomes: APPLIED, CONFLICT, REJECTED  <-
//!  position       <- [position] --     up to where this push reached
//!  isSynced, base <- [incoming] --
//!  horizon        <- [history]  --  4. history(before the horizon)   <-----  older records, page by page
//!                                   5. again, until nothing is unsynced (at most ROUNDS times) and no page is wanted
//!  preferences    <- [preferences] 6. myPreferences | updatePreferences <->  where either side has others
//! ```
//!
//! Rules that hold at every step (design.md section 6):
//! - What is sent is stored as `sent` before it is sent. A lost answer is therefore told apart by the next pull: the
//!   server holds `sent`, or it does not.
//! - A record is synced only when the server said that it holds exactly this write.
//! - A chunk that is refused as a whole is halved at once, one that gets no answer after it happened again, down to the
//!   record that causes it: refused ones are marked and wait for an edit, the others are left waiting. The requests of a
//!   run that may fail are counted; where they are used up, the next run goes on with smaller chunks, and with the records
//!   that failed alone at the end, so that in the end everything else goes through, however many such records there are.
//! - While the fate of what was sent is not known, the same write is sent again, before anything newer: a request that
//!   is late can then not come between.
//! - The cursor moves only after everything of its page is stored, and a page counts only where its cursor still stands.
//! - Before anything is taken in from beyond the cursor, it is noted how far it reaches. Every request that takes something in
//!   names these places: a server that no longer knows one of them was restored from an older backup, and says so in the
//!   answer itself, since it may be restored between any two requests.
//! - A pull from the beginning ends with what the server turns out to lack: the server never forgets a record by itself.
//!   One that was interrupted starts over. A device whose copy has a hole follows the changes first: a server that knows
//!   the places that were reached was not restored, and what it holds is built upon what is here.
//! - A device that holds nothing of the account begins with the newest page of [history] instead, and holds what is newer
//!   than its horizon. What is older is fetched while there is room or when somebody looks, and given up again when the
//!   journal uses more than its share of the storage.
//! - The room for the position and the horizon is taken once and kept, so that a full storage stops neither. Where it has none
//!   to note a whole chunk as sent, what could be noted goes first; and what the account has makes room.
//! - What only a newer version of the program can read is left out and left alone, and everything else goes on.
//! - After every answer the engine makes sure that the journal still belongs to the user it started for.

mod answer;
mod history;
mod incoming;
mod outgoing;
mod position;
mod preferences;
mod pull;
mod push;
mod recovery;

use std::cell::Cell;

use shared_model::UserId;
use shared_model::protocol::ErrorCode;

use crate::api::ApiError;
use crate::clock_check::ClockOff;
use crate::journal::Journal;
use crate::platform::{Platform, StoreError};
use crate::user::stored_user_id;

pub(crate) use position::Position;
use push::Pushed;
pub(crate) use push::Setbacks;

/// Why a sync did not come to its end. Everything unsynced stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SyncError {
    /// The server did not do its part.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// The browser did not store something.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The journal belongs to somebody else by now.
    #[error("somebody else is the user of this browser by now")]
    UserChanged,
    /// The account, or another tab, has something that only a newer version of the program can read.
    #[error("a newer version of the program wrote some records")]
    UpgradeRequired,
    /// After the last round there was still something to send.
    #[error("other devices are changing the same records")]
    Unfinished,
}

/// How often pull and push are repeated because conflicts were merged. Two rounds are usual after a conflict; more
/// only while other devices push at the same time.
const ROUNDS: usize = 8;

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// So many records came in, of a journal that this device has never seen to its end.
    Fetching { records: usize },
    /// So many records of so many are sent.
    Sending { done: usize, total: usize },
}

/// One run of the engine.
pub(crate) struct Engine<'a> {
    pub platform: &'a Platform,
    pub journal: &'a Journal,
    /// The user whose journal is synced.
    pub user: &'a UserId,
    /// What earlier runs came to.
    pub setbacks: &'a Setbacks,
    /// Told how far it is.
    pub progress: &'a dyn Fn(Progress),
    /// The version of the user's preferences that the account has last told of in this run.
    pub preferences_version: Cell<Option<i64>>,
    /// What the server's time has last said of this device's clock in this run.
    pub clock_off: Cell<Option<Option<ClockOff>>>,
}

impl Engine<'_> {
    /// Pulls and pushes until the device and the account hold the same.
    pub(crate) async fn run(&self) -> Result<(), SyncError> {
        let result = self.rounds().await;
        if let Err(SyncError::Api(error)) = &result
            && error.code() == Some(ErrorCode::AccountDeleted)
        {
            // Nobody else holds what is here: none of it is given up from now on.
            Position::beginning(self.platform, None).store(self.platform, self.user)?;
        }
        result
    }

    async fn rounds(&self) -> Result<(), SyncError> {
        self.still_ours()?;
        self.journal.reload_own_writes()?;
        let mut rounds = 0;
        while rounds < ROUNDS {
            if !self.begin().await? {
                self.pull().await?;
            }
            self.journal.keep_to_share()?;
            let pushed = self.push().await?;
            self.journal.keep_to_share()?;
            if let Pushed::Failed(error) = pushed {
                // What the server does not take holds up nothing that is to come.
                while self.page_back().await? {}
                return Err(error.into());
            }
            let has_fetched = self.page_back().await?;
            if self.has_left_out()? {
                return Err(SyncError::UpgradeRequired);
            }
            match (has_fetched, pushed) {
                (true, _) => rounds = 0,
                (false, Pushed::Nothing) => return Ok(()),
                (false, _) => rounds += 1,
            }
        }
        Err(SyncError::Unfinished)
    }

    /// At the start and after every answer: nobody else has become the user, in this tab or in another that this one has
    /// not heard of.
    fn still_ours(&self) -> Result<(), SyncError> {
        let is_ours = self.journal.user() == *self.user
            && stored_user_id(self.platform)?.is_some_and(|stored| stored == *self.user);
        if is_ours {
            Ok(())
        } else {
            Err(SyncError::UserChanged)
        }
    }
}
