//! Fetching a long journal from its newest records back (`crate::horizon`): a device that holds nothing of it begins with
//! the newest page, and older pages follow while there is room, or when somebody looks.
//!
//! ```text
//!  new device:  horizon = nothing ─► history(null) ─► cursor = its asOf ─► its records ─► horizon = its since
//!  then:        changes(cursor), push, history(before the horizon) ─► its records ─► horizon = its since; and again
//! ```
//!
//! The cursor is that of the first page, so that `changes` tells whatever happens while older pages are fetched; and a
//! device that has a horizon but did not get further goes on from there. A page only brings what is not here, and what is
//! changed here: of what is synced `changes` tells everything, and a page may be older than that. For the same reason it
//! counts only when neither the cursor nor the horizon has moved since it was asked for: of what is older than the horizon
//! and not here `changes` takes nothing in, and so would not tell what became of it meanwhile.

use serde_json::{Value, json};
use shared_model::protocol::{ErrorCode, History, Versions};
use shared_model::version::RemoteVersion;
use shared_model::{MODEL_VERSION, Timestamp, limits};

use super::answer::{self, Page};
use super::incoming::{self, Server};
use super::position::{self, Position, Reached};
use super::{Engine, Progress, SyncError};
use crate::api;
use crate::counted_store::cost;
use crate::events::Event;
use crate::horizon::{Horizon, Reach, cut_to_fit};
use crate::journal::{Journal, JournalRecord, Older};
use crate::keys;
use crate::platform::StoreError;

/// How often a page is asked for again because what it was to follow has moved.
const ATTEMPTS: usize = 4;

impl Engine<'_> {
    /// Begins with the newest page, on a device that holds nothing of the account's journal. Says whether there was
    /// anything to begin.
    pub(super) async fn begin(&self) -> Result<bool, SyncError> {
        let is_new = || -> Result<bool, StoreError> {
            let position = Position::load(self.platform, self.user)?;
            Ok(position.is_none() && !self.journal.knows_account())
        };
        if !is_new()? {
            return Ok(false);
        }
        self.journal.set_horizon(Horizon::NEW_DEVICE)?;
        (self.progress)(Progress::Fetching { records: 0 });
        let Page { page, unread } = self.history(Reach::Nothing, None).await?;
        if !is_new()? || self.journal.horizon()? != Horizon::NEW_DEVICE {
            return Ok(false);
        }
        let mut place = Reached::default();
        place.cursor.clone_from(&page.as_of);
        place.leave_out(!unread.is_empty());
        Position::Reached(place).store(self.platform, self.user)?;
        // All that is synced here comes from this page.
        self.journal.confirm_account();
        take_page(
            self.journal,
            &page,
            Horizon::NEW_DEVICE,
            Server::PerhapsRestored,
        )?;
        Ok(true)
    }

    /// Fetches one older page, when this device is being filled or somebody asked. Says whether there was one to fetch.
    pub(super) async fn page_back(&self) -> Result<bool, SyncError> {
        for _ in 0..ATTEMPTS {
            let horizon = self.journal.horizon()?;
            let from = match (horizon.is_filling, self.journal.older()) {
                (true, _) => horizon.reach,
                (false, Older::Asked | Older::Failed) => self.journal.reach(),
                (false, Older::NotAsked) => return Ok(false),
            };
            if from == Reach::Beginning {
                self.journal.set_older(Older::NotAsked);
                return Ok(false);
            }
            if horizon.is_filling {
                let records = self.journal.size();
                (self.progress)(Progress::Fetching { records });
            }
            let position = self.position()?;
            if position.as_ref().and_then(Position::place).is_none() {
                // The server may have been restored. The pull of everything comes first.
                return Ok(false);
            }
            let asked = self.history(from, position.as_ref()).await;
            let is_at = self.position()? == position;
            if is_at && is_resync(&asked) {
                self.start_over()?;
                return Ok(true);
            }
            let Page { page, unread } = asked?;
            // Meanwhile somebody may have signed in again, and what was in memory only is gone: the page would leave a hole.
            let goes_on = horizon.is_filling || self.journal.reach() == from;
            if is_at && goes_on && self.journal.horizon()? == horizon {
                position::note_end(self.platform, self.user, &page.as_of, !unread.is_empty())?;
                take_page(self.journal, &page, horizon, Server::Continuous)?;
                return Ok(true);
            }
        }
        Err(SyncError::Unfinished)
    }

    /// The page that follows a part of the journal, for a device that is at this position.
    async fn history(
        &self,
        part: Reach,
        position: Option<&Position>,
    ) -> Result<Page<History>, SyncError> {
        let variables = json!({
            "expectedUserId": self.user,
            "modelVersion": MODEL_VERSION,
            "reached": Position::places_of(position),
            "before": part.since(),
            "first": limits::PAGE_RECORDS,
        });
        let answer = api::execute::<Value>(&*self.platform.server, api::HISTORY, variables).await;
        self.still_ours()?;
        let page: Page<History> = answer::page(answer?)?;
        self.preferences_version
            .set(Some(page.page.preferences_version));
        Ok(page)
    }
}

/// Whether the server does not know what was reached.
fn is_resync<T>(asked: &Result<T, SyncError>) -> bool {
    let Err(SyncError::Api(error)) = asked else {
        return false;
    };
    error.code() == Some(ErrorCode::Resync)
}

/// Takes in what fits of a page, the newest records first, and moves the horizon back to there. When somebody asked, the
/// rest stays in memory.
fn take_page(
    journal: &Journal,
    page: &History,
    horizon: Horizon,
    server: Server,
) -> Result<(), StoreError> {
    let reach = page.since.map_or(Reach::Beginning, Reach::Since);
    let is_asked = journal.older() != Older::NotAsked;
    // A page that follows records which are in memory only would leave a hole in the store.
    let follows_stored = horizon.is_filling || journal.reach() == horizon.reach;
    let cut = cut_to_fit(costs(journal, &page.versions)?, journal.room_chars());
    let kept = match cut {
        _ if !follows_stored => horizon.reach,
        Some(cut) => Reach::Since(cut),
        None => reach,
    };
    journal.forget_given_up();
    let arriving = Arriving {
        journal,
        server,
        kept,
        shown: if is_asked { reach } else { kept },
    };
    arriving.take_in_all(&page.versions)?;
    // The browser may hold less than the share: then the oldest of the page have made room for the others, or even some
    // of those that were here.
    let given_up = journal.given_up();
    if follows_stored && journal.horizon()?.reach == horizon.reach {
        let is_full = cut.is_some() || given_up.is_some();
        journal.set_horizon(Horizon {
            reach: kept.without(given_up),
            is_filling: horizon.is_filling && !is_full && reach != Reach::Beginning,
        })?;
    }
    if is_asked {
        journal.extend_reach(reach);
        journal.set_older(Older::NotAsked);
    }
    Ok(())
}

/// A page on its way in.
struct Arriving<'a> {
    journal: &'a Journal,
    /// Where it comes from.
    server: Server,
    /// What of it goes into the store.
    kept: Reach,
    /// What of it is shown.
    shown: Reach,
}

impl Arriving<'_> {
    fn take_in_all(&self, versions: &Versions) -> Result<(), StoreError> {
        self.take_in(&versions.pieces)?;
        self.take_in(&versions.sessions)?;
        self.take_in(&versions.logs)?;
        self.take_in(&versions.entries)?;
        self.take_in(&versions.goals)
    }

    fn take_in<R: JournalRecord>(&self, versions: &[RemoteVersion<R>]) -> Result<(), StoreError> {
        for remote in versions {
            if self.journal.has_own_change::<R>(&remote.id)? {
                // A tab may have stored it after the journal was taken off the device, or it may be only trash, which is
                // never sent: then nothing else would tell what the account has.
                incoming::apply_version(self.journal, remote, self.server)?;
                continue;
            }
            if self.journal.is_stored::<R>(&remote.id)? {
                continue;
            }
            let Some(version) = remote.version() else {
                continue;
            };
            let stored = incoming::arrived(self.journal, remote, version);
            let instant = stored.instant();
            if self.kept.without(self.journal.given_up()).covers(instant) {
                // Also where it is in memory, having made room before.
                self.journal.store(stored, None)?;
            } else if self.shown.covers(instant) {
                self.journal.keep_in_memory(stored);
            }
        }
        if !versions.is_empty() {
            self.journal.publish(Event::RecordsChanged(R::COLLECTION));
        }
        Ok(())
    }
}

/// The instants of the records that would be stored, and what each would cost.
fn costs(journal: &Journal, versions: &Versions) -> Result<Vec<(Timestamp, usize)>, StoreError> {
    let mut costs = Vec::new();
    add_costs(journal, &versions.sessions, &mut costs)?;
    add_costs(journal, &versions.logs, &mut costs)?;
    add_costs(journal, &versions.entries, &mut costs)?;
    Ok(costs)
}

fn add_costs<R: JournalRecord>(
    journal: &Journal,
    versions: &[RemoteVersion<R>],
    costs: &mut Vec<(Timestamp, usize)>,
) -> Result<(), StoreError> {
    for remote in versions {
        if journal.is_stored::<R>(&remote.id)? {
            continue;
        }
        let Some(version) = remote.version() else {
            continue;
        };
        let stored = incoming::arrived(journal, remote, version);
        if let Some(instant) = stored.instant() {
            let key = keys::record(R::COLLECTION, &remote.id);
            costs.push((instant, cost(&key, &stored.encode())));
        }
    }
    Ok(())
}
