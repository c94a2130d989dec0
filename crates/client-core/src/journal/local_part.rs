//! The part of the journal that this device holds: what is taken in, what is given up when the share of the storage is
//! used up, and what is in memory only. `horizon` says what is claimed of it.

use std::cell::{Cell, RefCell};
use std::collections::{HashSet, VecDeque};
use std::rc::Rc;

use shared_model::{
    Collection, LogbookEntry, PracticeLog, PracticeSession, RecordId, Timestamp, UserId, WriteId,
};

use super::{Journal, JournalRecord, Tables};
use crate::counted_store::{CountedStore, cost};
use crate::data_source::{DataSource, data_source};
use crate::events::Event;
use crate::horizon::{self, Horizon, Reach};
use crate::keys;
use crate::platform::{STORE_CHARS, StoreError};
use crate::record_store::{self, ForRecord, for_record};
use crate::stored::Stored;
use crate::sync::Position;
use crate::user::LocalUser;

/// How much more than what is needed an eviction gives up, as a part of what could be given up: so that not each new record
/// is followed by one.
const HEADROOM: usize = 20;

/// How many changed records are remembered. Another tab hears of a change after a moment, not much later.
const CHANGED: usize = 100;

/// Whether older records are wanted than this device shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Older {
    /// Nobody has asked.
    #[default]
    NotAsked,
    /// They come with the next sync.
    Asked,
    /// They were asked for and did not come. The next sync tries again.
    Failed,
}

/// How full the browser's storage is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StorageUse {
    /// Characters that Mirubato keeps.
    pub used_chars: usize,
    /// Characters that a browser holds, about.
    pub store_chars: usize,
}

/// What a journal knows of its local part.
pub(super) struct LocalPart {
    store: Rc<CountedStore>,
    /// The stored horizon, as it was last read or written.
    horizon: Cell<Horizon>,
    /// How far back the records go that this tab has, those included that are in memory only.
    reach: Cell<Reach>,
    /// Records that are older than the horizon and synced, for as long as the page lives.
    pub(super) in_memory: RefCell<Tables>,
    evicts: Cell<bool>,
    /// Whether the account was heard to hold what is synced here, since the page was opened.
    is_confirmed: Cell<bool>,
    /// What a pull of the whole journal has taken in so far.
    named: RefCell<Named>,
    /// Before when evictions have given records up, since that was last asked.
    given_up: Cell<Option<Timestamp>>,
    /// Which change from beyond the horizon some tab has told of last, as far as this one knows.
    told_of_beyond: RefCell<Option<String>>,
    /// Whether this tab has heard of such a change, and not told of it yet.
    hears_of_beyond: Cell<bool>,
    /// The records of which this tab has stored another version lately, the oldest first.
    changed: RefCell<VecDeque<(Collection, RecordId)>>,
    older: Cell<Older>,
}

impl LocalPart {
    pub(super) fn new(store: Rc<CountedStore>) -> Self {
        Self {
            store,
            horizon: Cell::default(),
            reach: Cell::default(),
            in_memory: RefCell::default(),
            evicts: Cell::default(),
            is_confirmed: Cell::default(),
            named: RefCell::default(),
            given_up: Cell::default(),
            told_of_beyond: RefCell::default(),
            hears_of_beyond: Cell::default(),
            changed: RefCell::default(),
            older: Cell::default(),
        }
    }
}

/// The records that the server has named in a pull of the whole journal, deleted ones too, and the name of that pull.
#[derive(Default)]
struct Named {
    run: Option<WriteId>,
    records: HashSet<(Collection, RecordId)>,
}

/// Where a record from the account belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Store,
    Memory,
    Nowhere,
}

/// What screens do.
impl Journal {
    /// How far back the records go that are shown. What is older is in the account.
    pub fn reach(&self) -> Reach {
        self.part().reach.get()
    }

    /// How far back the records go that are kept on this device.
    pub fn kept_reach(&self) -> Reach {
        self.part().horizon.get().reach
    }

    /// Whether older records have been asked for.
    pub fn older(&self) -> Older {
        self.part().older.get()
    }

    /// Asks for older records than are shown. They come with the next sync.
    pub fn ask_for_older(&self) {
        self.set_older(Older::Asked);
    }

    /// How full the browser's storage is.
    pub fn storage_use(&self) -> StorageUse {
        StorageUse {
            used_chars: self.part().store.chars(),
            store_chars: STORE_CHARS,
        }
    }
}

/// What an import asks for.
impl Journal {
    /// How many characters the browser still has room for, where nothing can be given up for more.
    pub(crate) fn free_chars(&self) -> Option<usize> {
        let StorageUse {
            used_chars,
            store_chars,
        } = self.storage_use();
        let gives_up = self.part().evicts.get();
        (!gives_up).then(|| store_chars.saturating_sub(used_chars))
    }
}

/// What the sync engine does.
impl Journal {
    /// The stored horizon, which another tab may have moved.
    pub(crate) fn horizon(&self) -> Result<Horizon, StoreError> {
        let horizon = Horizon::load(&self.inner.platform, &self.user())?;
        self.see_horizon(horizon)?;
        Ok(horizon)
    }

    /// Moves the horizon.
    pub(crate) fn set_horizon(&self, horizon: Horizon) -> Result<(), StoreError> {
        horizon.store(&self.inner.platform, &self.user())?;
        self.see_horizon(horizon)
    }

    /// The account was heard to hold what is synced here.
    pub(crate) fn confirm_account(&self) {
        self.part().is_confirmed.set(true);
    }

    /// A pull of the whole journal begins.
    pub(crate) fn begin_naming(&self, pull: &Position) {
        *self.part().named.borrow_mut() = Named {
            run: pull.run().cloned(),
            records: HashSet::new(),
        };
    }

    /// The server has named a record, and what is here is merged with it.
    pub(crate) fn note_named(&self, collection: Collection, id: &RecordId) {
        let mut named = self.part().named.borrow_mut();
        if named.run.is_some() {
            named.records.insert((collection, id.clone()));
        }
    }

    /// How many records the server has named.
    pub(crate) fn named_count(&self) -> usize {
        self.part().named.borrow().records.len()
    }

    /// The synced records of a kind that the server has not named, those included that are in memory only.
    pub(crate) fn not_named<R: JournalRecord>(&self) -> Vec<RecordId> {
        let (kept, in_memory) = (self.table::<R>(), self.part().in_memory.borrow());
        let named = self.part().named.borrow();
        let all = kept.values().chain(R::table(&in_memory).values());
        all.filter(|stored| stored.is_synced())
            .map(|stored| (R::COLLECTION, stored.id.clone()))
            .filter(|record| !named.records.contains(record))
            .map(|(_, id)| id)
            .collect()
    }

    /// A pull of the whole journal has come to its end.
    pub(crate) fn end_naming(&self) {
        self.part().named.take();
    }

    /// This tab has everything down to `reach` now.
    pub(crate) fn extend_reach(&self, reach: Reach) {
        let part = self.part();
        part.reach.set(part.reach.get().or_further(reach));
        self.publish(Event::HorizonMoved);
    }

    /// A sync has failed: what was asked for does not come.
    pub(crate) fn give_up_older(&self) {
        if self.older() == Older::Asked {
            self.set_older(Older::Failed);
        }
    }

    pub(crate) fn set_older(&self, older: Older) {
        if self.part().older.replace(older) != older {
            self.publish(Event::HorizonMoved);
        }
    }

    /// Before when records were given up since this was last forgotten: also of those that have just been stored.
    pub(crate) fn given_up(&self) -> Option<Timestamp> {
        self.part().given_up.get()
    }

    /// Begins to note what is given up from now on.
    pub(crate) fn forget_given_up(&self) {
        self.part().given_up.set(None);
    }

    /// Stores what is in memory only, the newest first and as far as there is room, because nobody else has it any more.
    pub(crate) fn store_what_is_in_memory(&self) -> Result<(), StoreError> {
        let stored = self
            .store_from_memory::<PracticeSession>()
            .and_then(|()| self.store_from_memory::<PracticeLog>())
            .and_then(|()| self.store_from_memory::<LogbookEntry>());
        match stored {
            Ok(()) | Err(StoreError::Full) => Ok(()),
            Err(refused) => Err(refused),
        }
    }

    fn store_from_memory<R: JournalRecord>(&self) -> Result<(), StoreError> {
        let mut records: Vec<Stored<R>> = {
            let in_memory = self.part().in_memory.borrow();
            R::table(&in_memory).values().cloned().collect()
        };
        records.sort_by_key(|stored| std::cmp::Reverse(stored.instant()));
        records
            .into_iter()
            .try_for_each(|stored| self.try_store(stored, None))
    }

    /// How many characters may still be stored before something has to be given up.
    pub(crate) fn room_chars(&self) -> usize {
        let share = self.inner.platform.share_chars;
        share.saturating_sub(self.part().store.chars())
    }

    /// Takes in a record that was not here and that the account holds: where it belongs, or nowhere when it is older than
    /// what this device holds.
    pub(crate) fn take_in<R: JournalRecord>(&self, stored: Stored<R>) -> Result<(), StoreError> {
        match self.place_of(&stored) {
            Place::Store => return self.write(stored, None),
            Place::Memory => self.keep_in_memory(stored),
            Place::Nowhere => {}
        }
        self.hear_of_beyond();
        Ok(())
    }

    /// Something has come from the account that the store does not have, because it is older than the horizon.
    pub(super) fn hear_of_beyond(&self) {
        self.part().hears_of_beyond.set(true);
    }

    /// Tells the other tabs of that, before anything is said to have been taken in: what they have of it in memory is another
    /// version, and the pull passes them by.
    pub(crate) fn tell_of_beyond(&self) -> Result<(), StoreError> {
        let part = self.part();
        if !part.hears_of_beyond.get() {
            return Ok(());
        }
        let change = self.new_write_id().to_string();
        let (platform, user) = (&self.inner.platform, self.user());
        match platform.store.set(&keys::beyond(&user), &change) {
            // Room for it is made with the first pull. Without it the next pull tells.
            Err(StoreError::Full) => return Ok(()),
            stored => stored?,
        }
        part.told_of_beyond.replace(Some(change));
        part.hears_of_beyond.set(false);
        Ok(())
    }

    /// Notes that the store has another version of a record than before.
    pub(super) fn note_changed<R: JournalRecord>(&self, id: &RecordId) {
        let mut changed = self.part().changed.borrow_mut();
        changed.push_back((R::COLLECTION, id.clone()));
        if changed.len() > CHANGED {
            changed.pop_front();
        }
    }

    /// Makes sure, with the first pull, that there is room to tell of it.
    pub(crate) fn reserve_beyond(&self) -> Result<(), StoreError> {
        let told = self.inner.platform.store.get(&keys::beyond(&self.user()))?;
        if told.is_none() {
            self.hear_of_beyond();
        }
        self.tell_of_beyond()
    }

    /// Keeps a synced record for as long as the page lives.
    pub(crate) fn keep_in_memory<R: JournalRecord>(&self, stored: Stored<R>) {
        R::table_mut(&mut self.inner.tables.borrow_mut()).remove(&stored.id);
        let mut in_memory = self.part().in_memory.borrow_mut();
        R::table_mut(&mut in_memory).insert(stored.id.clone(), stored);
    }

    /// Gives up the oldest synced records while the journal uses more than its share of the storage.
    pub(crate) fn keep_to_share(&self) -> Result<(), StoreError> {
        let share = self.inner.platform.share_chars;
        match self.part().store.chars().checked_sub(share) {
            None | Some(0) => Ok(()),
            Some(excess) => self.evict(excess),
        }
    }

    fn place_of<R: JournalRecord>(&self, stored: &Stored<R>) -> Place {
        if stored.content().is_none() {
            // That something is deleted of which nothing was here helps nobody.
            return Place::Nowhere;
        }
        let (part, instant) = (self.part(), stored.instant());
        if part.horizon.get().reach.covers(instant) {
            Place::Store
        } else if part.reach.get().covers(instant) {
            Place::Memory
        } else {
            Place::Nowhere
        }
    }

    /// Whether the store has a record at this moment, be it one that only a newer program can read.
    pub(crate) fn is_stored<R: JournalRecord>(&self, id: &RecordId) -> Result<bool, StoreError> {
        match self.read_stored::<R>(id) {
            Ok(stored) => Ok(stored.is_some()),
            Err(StoreError::WrittenByNewer) => Ok(true),
            Err(refused) => Err(refused),
        }
    }

    /// Whether the store has a change of a record that the account is not known to hold.
    pub(crate) fn has_own_change<R: JournalRecord>(
        &self,
        id: &RecordId,
    ) -> Result<bool, StoreError> {
        match self.read_stored::<R>(id) {
            Ok(stored) => Ok(stored.is_some_and(|stored| !stored.is_synced())),
            Err(StoreError::WrittenByNewer) => Ok(false),
            Err(refused) => Err(refused),
        }
    }

    fn position(&self) -> Result<Option<Position>, StoreError> {
        Position::load(&self.inner.platform, &self.user())
    }

    /// Whether the store has all that the horizon promises: a journal that was never pulled has not, nor has one of which
    /// something was damaged.
    fn is_whole(&self) -> Result<bool, StoreError> {
        let position = self.position()?;
        Ok(position.is_some_and(|position| !position.has_hole()))
    }

    fn see_horizon(&self, horizon: Horizon) -> Result<(), StoreError> {
        let part = self.part();
        let before = (part.horizon.replace(horizon), part.reach.get());
        let reach = match horizon.reach {
            Reach::Nothing => Reach::Nothing,
            kept if self.is_whole()? => before.1.or_further(kept),
            _ => before.1,
        };
        part.reach.set(reach);
        if before != (horizon, reach) {
            self.publish(Event::HorizonMoved);
        }
        Ok(())
    }

    fn part(&self) -> &LocalPart {
        &self.inner.part
    }
}

/// What the journal does.
impl Journal {
    /// Begins with the part that is stored.
    pub(super) fn load_part(&self, user: &LocalUser) -> Result<(), StoreError> {
        let part = self.part();
        let horizon = Horizon::load(&self.inner.platform, &user.id)?;
        *part.in_memory.borrow_mut() = Tables::default();
        part.told_of_beyond
            .replace(self.inner.platform.store.get(&keys::beyond(&user.id))?);
        part.hears_of_beyond.set(false);
        part.changed.take();
        part.horizon.set(horizon);
        part.evicts.set(data_source(user) == DataSource::Cloud);
        part.reach.set(self.reach_of_store()?);
        part.is_confirmed.set(false);
        part.older.set(Older::NotAsked);
        Ok(())
    }

    /// How far back the records go that are stored, if all of them are there.
    fn reach_of_store(&self) -> Result<Reach, StoreError> {
        let part = self.part();
        Ok(match part.evicts.get() && !self.is_whole()? {
            true => Reach::Nothing,
            false => part.horizon.get().reach,
        })
    }

    /// Whether a record that another tab has written or removed may be older than the horizon by now, without this tab having it
    /// as the account does: it is not known here, or not as synced.
    pub(super) fn may_be_missed(
        &self,
        (collection, id): &(Collection, RecordId),
    ) -> Result<bool, StoreError> {
        for_record(*collection, MayBeMissed { journal: self, id })
    }

    /// Whether this tab has a record, deleted or not.
    pub(super) fn knows(&self, (collection, id): &(Collection, RecordId)) -> bool {
        for_record(*collection, IsKnown { journal: self, id })
    }

    /// Whether the store has a horizon that this tab has not seen.
    pub(super) fn has_moved_elsewhere(&self) -> Result<bool, StoreError> {
        let stored = Horizon::load(&self.inner.platform, &self.user())?;
        Ok(stored != self.part().horizon.get())
    }

    /// Lets go what is in memory only where another tab has heard of records that the store does not have, or where one was
    /// `missed` that had come and gone before this tab looked. What is older is in the account, and comes when it is asked for.
    pub(crate) fn hear_of_beyond_elsewhere(&self, missed: bool) -> Result<(), StoreError> {
        let part = self.part();
        let change = self.inner.platform.store.get(&keys::beyond(&self.user()))?;
        let is_told = part.told_of_beyond.replace(change.clone()) != change;
        // While the backup is paused, nothing is given up.
        let is_stale = is_told || (missed && part.evicts.get());
        if !is_stale {
            return Ok(());
        }
        let reach = self.reach_of_store()?;
        let gone = part.in_memory.take();
        self.forget_own_writes(&gone);
        if part.reach.replace(reach) != reach || !gone.is_empty() {
            for collection in Collection::ALL {
                self.publish(Event::RecordsChanged(collection));
            }
            self.publish(Event::HorizonMoved);
        }
        Ok(())
    }

    /// The backup was paused, or goes on. While it is paused nothing is given up; what is in memory stays there.
    pub(crate) fn set_backed_up(&self, is_backed_up: bool) -> Result<(), StoreError> {
        self.part().evicts.set(is_backed_up);
        if is_backed_up && !self.is_whole()? {
            self.part().reach.set(Reach::Nothing);
        }
        self.publish(Event::HorizonMoved);
        Ok(())
    }

    /// Whether what this tab wrote is missing in the store because it was given up: as the account holds it, or, if it is an
    /// edit, the version that it was made from, by another tab that had not seen it. Of a record that this tab knows to be
    /// new, another tab may have sent what it made of it.
    pub(super) fn was_given_up<R: JournalRecord>(
        &self,
        own: &Stored<R>,
    ) -> Result<bool, StoreError> {
        let was = match own.pending().map(|pending| &pending.base) {
            None => own.content(),
            Some(Some(base)) => base.body.live().or(own.content()),
            Some(None) => own.body.live(),
        };
        let Some(instant) = was.and_then(R::instant) else {
            return Ok(false);
        };
        // Who takes a journal off the device forgets the position first.
        let kept = Horizon::load(&self.inner.platform, &self.user())?.reach;
        Ok(self.position()?.is_some() && !kept.covers(Some(instant)))
    }

    /// The record that the store does not have, if that is because it is older than the horizon.
    pub(super) fn beyond_horizon<R: JournalRecord>(
        &self,
        id: &RecordId,
    ) -> Result<Option<Stored<R>>, StoreError> {
        if let Some(stored) = R::table(&self.part().in_memory.borrow()).get(id) {
            return Ok(Some(stored.clone()));
        }
        // Another tab may have given it up, and this one not have heard of it.
        let known = self.table::<R>().get(id).cloned();
        let Some(synced) = known.filter(Stored::is_synced) else {
            return Ok(None);
        };
        let kept = Horizon::load(&self.inner.platform, &self.user())?.reach;
        Ok(Some(synced).filter(|synced| !kept.covers(synced.instant())))
    }

    /// Whether a record is to stay in memory only: that is where it is, it is still older than what is stored, and the
    /// account holds it as it is now.
    pub(super) fn stays_in_memory<R: JournalRecord>(
        &self,
        stored: &Stored<R>,
    ) -> Result<bool, StoreError> {
        let is_there = R::table(&self.part().in_memory.borrow()).contains_key(&stored.id);
        let is_older = !self.part().horizon.get().reach.covers(stored.instant());
        Ok(is_there && is_older && stored.is_synced() && !self.is_stored::<R>(&stored.id)?)
    }

    /// A record that the store does not have any more is in memory only.
    pub(super) fn set_aside<R: JournalRecord>(&self, id: &RecordId) {
        let given_up = self.table::<R>().get(id).cloned();
        if let Some(stored) = given_up {
            self.keep_in_memory(stored);
        }
    }

    /// Makes room for a record that the browser refused. Says whether there is any.
    pub(super) fn make_room<R: JournalRecord>(
        &self,
        refused: &Stored<R>,
    ) -> Result<bool, StoreError> {
        let key = keys::record(R::COLLECTION, &refused.id);
        let before = self.part().store.chars();
        self.evict(cost(&key, &refused.encode()))?;
        Ok(self.part().store.chars() < before)
    }

    /// Gives up the oldest records that the account holds too, as many as cost `excess` characters and some more. Here they
    /// stay in memory, so that nothing disappears from a screen.
    fn evict(&self, excess: usize) -> Result<(), StoreError> {
        if !self.part().evicts.get() {
            return Ok(());
        }
        let mut synced = Vec::new();
        self.add_synced::<PracticeSession>(&mut synced);
        self.add_synced::<PracticeLog>(&mut synced);
        self.add_synced::<LogbookEntry>(&mut synced);
        self.retain_held(&mut synced)?;
        let costs: Vec<_> = synced
            .iter()
            .map(|record| (record.instant, record.chars))
            .collect();
        let all: usize = costs.iter().map(|(_, chars)| chars).sum();
        let Some(since) = horizon::after_eviction(costs, excess + all / HEADROOM) else {
            return Ok(());
        };
        // The horizon first: what is missing below it is no hole.
        let horizon = self.horizon()?;
        self.set_horizon(Horizon {
            reach: horizon.reach.without(Some(since)),
            is_filling: horizon.reach == Reach::Nothing,
        })?;
        let part = self.part();
        part.given_up.set(part.given_up.get().max(Some(since)));
        for record in synced.iter().filter(|record| record.instant < since) {
            let id = &record.id;
            for_record(record.collection, GiveUp { journal: self, id })?;
        }
        self.tell_of_beyond()?;
        self.publish(Event::HorizonMoved);
        Ok(())
    }

    /// Leaves those that the account is known to hold. While the server is being compared with what is here, it may lack
    /// some of it, and holds what it has named so far; and since the page was last open it may have been restored from a
    /// backup.
    fn retain_held(&self, records: &mut Vec<Evictable>) -> Result<(), StoreError> {
        let part = self.part();
        let position = self.position()?;
        let follows_changes = position.as_ref().is_some_and(Position::follows_changes);
        if follows_changes && part.is_confirmed.get() {
            return Ok(());
        }
        let named = part.named.borrow();
        let run = position.as_ref().and_then(Position::run);
        let is_under_way = run.is_some() && run == named.run.as_ref();
        records.retain(|Evictable { collection, id, .. }| {
            is_under_way && named.records.contains(&(*collection, id.clone()))
        });
        Ok(())
    }

    fn add_synced<R: JournalRecord>(&self, records: &mut Vec<Evictable>) {
        let (user, now) = (self.user(), self.now());
        let table = self.table::<R>();
        records.extend(
            table
                .values()
                // Another tab has to hear of a deletion. Where it only missed the record, it would take it for given up, and
                // go on showing it.
                .filter(|stored| stored.is_synced() && !stored.is_fresh_deletion(now))
                .filter_map(|stored| {
                    Some(Evictable {
                        instant: stored.instant()?,
                        chars: self.chars_of(R::COLLECTION, &stored.id, &user),
                        collection: R::COLLECTION,
                        id: stored.id.clone(),
                    })
                }),
        );
    }

    fn chars_of(&self, collection: Collection, id: &RecordId, user: &UserId) -> usize {
        let store = &self.part().store;
        match store.chars_of(&keys::record_of(collection, id, user)) {
            0 => store.chars_of(&keys::record(collection, id)),
            beside => beside,
        }
    }
}

/// A record that may be given up.
struct Evictable {
    instant: Timestamp,
    chars: usize,
    collection: Collection,
    id: RecordId,
}

/// Takes a record out of the store, unless another tab has edited it meanwhile.
struct GiveUp<'a> {
    journal: &'a Journal,
    id: &'a RecordId,
}

impl ForRecord for GiveUp<'_> {
    type Output = Result<(), StoreError>;

    fn call<R: JournalRecord>(self) -> Self::Output {
        let Self { journal, id } = self;
        let (platform, user) = (&journal.inner.platform, journal.user());
        let stored = match record_store::read::<R>(platform, &user, id) {
            // Another tab runs a newer program.
            Err(StoreError::WrittenByNewer) => return Ok(()),
            read => read?,
        };
        if stored
            .as_ref()
            .is_some_and(|stored| journal.waits_for_room_to_reunite(stored))
        {
            // It is what there is to be made room for.
            return Ok(());
        }
        let may_go =
            |stored: &Stored<R>| stored.is_synced() && !stored.is_fresh_deletion(journal.now());
        if stored.as_ref().is_some_and(may_go) {
            let changed = journal.part().changed.borrow();
            if changed.contains(&(R::COLLECTION, id.clone())) {
                // Another tab may know an older version only, and would take that for what was given up.
                journal.hear_of_beyond();
            }
            record_store::remove(platform, R::COLLECTION, &user, id)?;
            journal.set_aside::<R>(id);
        } else if let Some(edited) = stored {
            let mut tables = journal.inner.tables.borrow_mut();
            R::table_mut(&mut tables).insert(id.clone(), edited);
        }
        Ok(())
    }
}

struct MayBeMissed<'a> {
    journal: &'a Journal,
    id: &'a RecordId,
}

impl ForRecord for MayBeMissed<'_> {
    type Output = Result<bool, StoreError>;

    fn call<R: JournalRecord>(self) -> Self::Output {
        let Self { journal, id } = self;
        if R::table(&journal.part().in_memory.borrow()).contains_key(id) {
            return Ok(false);
        }
        let known = journal.table::<R>().get(id).cloned();
        match known {
            None => Ok(true),
            Some(stored) => Ok(!stored.is_synced() && journal.was_given_up(&stored)?),
        }
    }
}

struct IsKnown<'a> {
    journal: &'a Journal,
    id: &'a RecordId,
}

impl ForRecord for IsKnown<'_> {
    type Output = bool;

    fn call<R: JournalRecord>(self) -> bool {
        let Self { journal, id } = self;
        let in_memory = journal.part().in_memory.borrow();
        journal.table::<R>().contains_key(id) || R::table(&in_memory).contains_key(id)
    }
}
