//! The journal of the current user: every record, in memory to be read and in the local store to stay.
//!
//! The screens read nothing else. A write goes to the local store first, at once, and only then to memory, so what is
//! shown is what is kept. The sync engine writes through the same door. What other tabs write is found in the store, and
//! does not replace what this tab wrote unseen (`own_writes`). Of a long journal a signed-in device keeps only the
//! newest part (`local_part`).

mod any_record;
mod check;
mod former;
mod imports;
mod local_part;
mod own_writes;
mod reunion;
mod trash;

use std::cell::{Cell, Ref, RefCell};
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::rc::Rc;

use serde_json::{Map, Value};
use shared_model::limits::Caps;
use shared_model::merge::{Side, Sides};
use shared_model::validate::Invalid;
use shared_model::version::WireRecord;
use shared_model::{
    Body, Collection, Goal, LogbookEntry, Piece, PracticeLog, PracticeSession, RecordId, Timestamp,
    UserId, WriteId,
};

use crate::arrays;
use crate::counted_store::CountedStore;
use crate::events::{Event, EventBus};
use crate::keys;
use crate::platform::{Platform, StoreError};
use crate::record_store::{self, ForRecord, for_record};
use crate::stored::Stored;
use crate::tab::TabWrite;
use crate::user::LocalUser;

pub use any_record::AnyRecord;
pub(crate) use any_record::with_record;
pub(crate) use check::Named;
use former::FormerOwners;
use local_part::LocalPart;
pub use local_part::{Older, StorageUse};
use own_writes::{OwnWrite, OwnWrites};
pub use trash::Trashed;

/// A record that the account does not take as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// Where it is.
    pub collection: Collection,
    /// Which one.
    pub id: RecordId,
    /// What is wrong with it.
    pub reason: Invalid,
}

/// Why a record was not saved. What the musician typed is still theirs to correct.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SaveError {
    /// A field is not acceptable.
    #[error("{0}")]
    Invalid(#[from] Invalid),
    /// The browser did not store it.
    #[error("{0}")]
    Store(#[from] StoreError),
}

pub(crate) type Table<R> = HashMap<RecordId, Stored<R>>;

/// The collections in memory.
#[derive(Default)]
pub(crate) struct Tables {
    pieces: Table<Piece>,
    sessions: Table<PracticeSession>,
    logs: Table<PracticeLog>,
    entries: Table<LogbookEntry>,
    goals: Table<Goal>,
}

impl Tables {
    /// Whether nothing is in them.
    pub(crate) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
            && self.sessions.is_empty()
            && self.logs.is_empty()
            && self.entries.is_empty()
            && self.goals.is_empty()
    }
}

/// Where in memory a kind of record is kept.
pub(crate) trait InTables: WireRecord + Into<AnyRecord> {
    fn table(tables: &Tables) -> &Table<Self>;
    fn table_mut(tables: &mut Tables) -> &mut Table<Self>;
    fn own_writes_mut(own: &mut OwnWrites) -> &mut HashMap<RecordId, OwnWrite<Self>>;
}

/// A kind of record that the journal holds.
#[expect(
    private_bounds,
    reason = "how records are kept in memory is nobody else's business"
)]
pub trait JournalRecord: InTables {}

macro_rules! journal_records {
    ($($record:ident in $table:ident),* $(,)?) => {$(
        impl InTables for $record {
            fn table(tables: &Tables) -> &Table<Self> {
                &tables.$table
            }

            fn table_mut(tables: &mut Tables) -> &mut Table<Self> {
                &mut tables.$table
            }

            fn own_writes_mut(own: &mut OwnWrites) -> &mut HashMap<RecordId, OwnWrite<Self>> {
                &mut own.$table
            }
        }

        impl JournalRecord for $record {}
    )*};
}

journal_records! {
    Piece in pieces,
    PracticeSession in sessions,
    PracticeLog in logs,
    LogbookEntry in entries,
    Goal in goals,
}

/// The journal of the current user. Cheap to clone; all clones are the same journal.
#[derive(Clone)]
pub struct Journal {
    inner: Rc<Inner>,
}

struct Inner {
    platform: Platform,
    events: EventBus,
    user: RefCell<UserId>,
    tables: RefCell<Tables>,
    own_writes: RefCell<OwnWrites>,
    former: FormerOwners,
    /// What the next write of a record in this tab is called.
    next_write: RefCell<TabWrite>,
    part: LocalPart,
    damaged: Cell<usize>,
    waits_for_room: Cell<bool>,
}

impl fmt::Debug for Journal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Journal")
            .field("user", &self.inner.user)
            .finish_non_exhaustive()
    }
}

/// What screens do.
impl Journal {
    /// The user's records of a kind, in no particular order. Deleted ones are not among them.
    pub fn list<R: JournalRecord>(&self) -> Vec<R> {
        let (kept, in_memory) = (self.table::<R>(), self.inner.part.in_memory.borrow());
        kept.values()
            .chain(R::table(&in_memory).values())
            .filter_map(|stored| stored.body.live().cloned())
            .collect()
    }

    /// A record that exists.
    pub fn get<R: JournalRecord>(&self, id: &RecordId) -> Option<R> {
        let (kept, in_memory) = (self.table::<R>(), self.inner.part.in_memory.borrow());
        kept.get(id)
            .or_else(|| R::table(&in_memory).get(id))
            .and_then(|stored| stored.body.live().cloned())
    }

    /// Whether the account holds the record as it is here.
    pub fn is_synced<R: JournalRecord>(&self, id: &RecordId) -> bool {
        let in_memory = self.inner.part.in_memory.borrow();
        R::table(&in_memory).contains_key(id)
            || self.table::<R>().get(id).is_some_and(Stored::is_synced)
    }

    /// Why the server does not take a record, if so.
    pub fn rejection<R: JournalRecord>(&self, id: &RecordId) -> Option<Invalid> {
        self.table::<R>()
            .get(id)
            .and_then(|stored| stored.pending()?.rejected.clone())
    }

    /// Every record that the account does not take as it is, in the order of the collections and of the making.
    pub fn rejected(&self) -> Vec<Rejected> {
        fn of<R: JournalRecord>(tables: &Tables) -> Vec<Rejected> {
            let rejected = R::table(tables).values().filter_map(|stored| {
                Some(Rejected {
                    collection: R::COLLECTION,
                    id: stored.id.clone(),
                    reason: stored.pending()?.rejected.clone()?,
                })
            });
            let mut rejected: Vec<Rejected> = rejected.collect();
            rejected.sort_by(|one, other| one.id.cmp(&other.id));
            rejected
        }
        let tables = self.inner.tables.borrow();
        [
            of::<Piece>(&tables),
            of::<PracticeSession>(&tables),
            of::<PracticeLog>(&tables),
            of::<LogbookEntry>(&tables),
            of::<Goal>(&tables),
        ]
        .concat()
    }

    /// How many records of a kind exist.
    pub fn count<R: JournalRecord>(&self) -> usize {
        let (kept, in_memory) = (self.table::<R>(), self.inner.part.in_memory.borrow());
        kept.values()
            .chain(R::table(&in_memory).values())
            .filter(|stored| stored.body.live().is_some())
            .count()
    }

    /// How many records have a change that the account does not hold.
    pub fn unsynced_count(&self) -> usize {
        self.count_pending(|_| true)
    }

    /// Whether the server does not take some of the records as they are.
    pub fn has_rejected(&self) -> bool {
        self.count_pending(|is_rejected| is_rejected) > 0
    }

    /// How many unsynced records there are for which `counts` holds, given whether the server rejected them.
    fn count_pending(&self, counts: impl Fn(bool) -> bool) -> usize {
        fn count<R: JournalRecord>(tables: &Tables, counts: &impl Fn(bool) -> bool) -> usize {
            let unsynced = R::table(tables).values().filter_map(Stored::unsynced);
            unsynced
                .filter(|pending| counts(pending.rejected.is_some()))
                .count()
        }
        let tables = self.inner.tables.borrow();
        count::<Piece>(&tables, &counts)
            + count::<PracticeSession>(&tables, &counts)
            + count::<PracticeLog>(&tables, &counts)
            + count::<LogbookEntry>(&tables, &counts)
            + count::<Goal>(&tables, &counts)
    }

    /// How many records are stored here, deleted ones included.
    pub(crate) fn size(&self) -> usize {
        let tables = self.inner.tables.borrow();
        tables.pieces.len()
            + tables.sessions.len()
            + tables.logs.len()
            + tables.entries.len()
            + tables.goals.len()
    }

    /// Whether anything that is stored here is as the account holds it. What is unsynced says nothing of the account: a tab
    /// may have stored it late, after the journal was taken off the device.
    pub(crate) fn knows_account(&self) -> bool {
        fn any<R: JournalRecord>(tables: &Tables) -> bool {
            R::table(tables).values().any(Stored::is_synced)
        }
        let tables = self.inner.tables.borrow();
        any::<Piece>(&tables)
            || any::<PracticeSession>(&tables)
            || any::<PracticeLog>(&tables)
            || any::<LogbookEntry>(&tables)
            || any::<Goal>(&tables)
    }

    /// How many values could not be read. They stand aside, or, where a newer version of the program wrote them, where they
    /// were.
    pub fn damaged(&self) -> usize {
        self.inner.damaged.get()
    }

    /// Whether records of the first Mirubato do not fit into this browser's storage. They wait where they were.
    pub fn waits_for_room(&self) -> bool {
        self.inner.waits_for_room.get()
    }

    /// A name for a new record.
    pub fn new_id(&self) -> RecordId {
        RecordId(self.inner.platform.new_uuid())
    }

    /// The present instant by this device's clock.
    pub fn now(&self) -> Timestamp {
        self.inner.platform.clock.now()
    }

    /// This device's offset from UTC at an instant, in minutes east.
    pub fn utc_offset_minutes(&self, at: Timestamp) -> i64 {
        self.inner.platform.clock.utc_offset_minutes(at)
    }

    /// Saves a new record, or replaces one that the caller has just read from the journal. A form that was open for a while
    /// uses [`Self::edit`]; it applies its own limits before, which are narrower than what a merge or an older program may
    /// have made of a record. Saving what is there already changes nothing. A record that was deleted exists again.
    ///
    /// # Errors
    /// When a field is not acceptable, or the browser does not store it. Nothing has changed then.
    pub fn save<R: JournalRecord>(&self, record: R) -> Result<(), SaveError> {
        self.save_with(record, None)
    }

    /// The same with the fields that this version of the program does not know, where they are to be others than before.
    fn save_with<R: JournalRecord>(
        &self,
        record: R,
        unknown: Option<&Map<String, Value>>,
    ) -> Result<(), SaveError> {
        let shown = self.table::<R>().get(record.id()).cloned();
        match shown.as_ref().and_then(|shown| shown.body.live()) {
            // Another tab may have written what this one has not heard of yet.
            Some(shown) => self.edit_with(shown, record, unknown),
            None => {
                let current = self.read::<R>(record.id())?;
                self.replace(current.as_ref(), record, None, unknown)
            }
        }
    }

    /// Saves a record in the place of what the store has.
    fn replace<R: JournalRecord>(
        &self,
        current: Option<&Stored<R>>,
        mut record: R,
        form_showed: Option<&R>,
        unknown: Option<&Map<String, Value>>,
    ) -> Result<(), SaveError> {
        record.validate(Caps::Server)?;
        if let Some(stored) = current
            && let Body::Live(before) = &stored.body
        {
            record.set_updated_at(before.updated_at());
            if record == *before && unknown.is_none_or(|unknown| *unknown == stored.unknown) {
                return Ok(());
            }
        }
        record.set_updated_at(self.now());
        let new = |record| Stored::new(self.user(), self.new_write_id(), record);
        let mut stored = match (current, form_showed) {
            (Some(current), _) => current.edited(Body::Live(record), self.new_write_id()),
            // It is no new one. What it was made from has a name that is not known here.
            (None, Some(_)) => new(record).containing(&self.new_write_id()),
            (None, None) => new(record),
        };
        if let Some(unknown) = unknown {
            stored.unknown.clone_from(unknown);
        }
        self.write(stored, current)?;
        if let (None, Some(showed)) = (current, form_showed) {
            self.remember_form(showed);
        }
        self.publish(Event::RecordsChanged(R::COLLECTION));
        Ok(())
    }

    /// Saves what a form made of `original`. What changed in the record since the form was opened (by a sync, by
    /// another tab) and was not touched in the form is kept, also where it was deleted after that.
    ///
    /// # Errors
    /// As for [`Self::save`]. Also when the record is another user's, whose journal was shown before this one.
    pub fn edit<R: JournalRecord>(&self, original: &R, edited: R) -> Result<(), SaveError> {
        self.edit_with(original, edited, None)
    }

    fn edit_with<R: JournalRecord>(
        &self,
        original: &R,
        edited: R,
        unknown: Option<&Map<String, Value>>,
    ) -> Result<(), SaveError> {
        // What another tab took away, or gave to somebody who has signed in, is what this was made from all the same.
        let current = self.read::<R>(edited.id())?;
        let current = current.or_else(|| self.table::<R>().get(edited.id()).cloned());
        let merged = match current.as_ref().and_then(Stored::content) {
            Some(current) if current != original => R::merge_fields(&Sides {
                base: Some(original),
                local: &edited,
                remote: current,
                later: Side::Local,
                updated_at: self.now(),
            }),
            Some(_) => edited,
            None => {
                self.ensure_nobody_elses::<R>(edited.id())?;
                edited
            }
        };
        self.replace(current.as_ref(), merged, Some(original), unknown)
    }
}

/// What the sync engine does.
impl Journal {
    pub(crate) fn table<R: JournalRecord>(&self) -> Ref<'_, Table<R>> {
        Ref::map(self.inner.tables.borrow(), R::table)
    }

    /// The record as the local store has it now, which another tab may have written; or as it is in memory, when it is
    /// older than what is stored.
    pub(crate) fn read<R: JournalRecord>(
        &self,
        id: &RecordId,
    ) -> Result<Option<Stored<R>>, StoreError> {
        match self.read_stored(id)? {
            Some(stored) => Ok(Some(stored)),
            None => self.beyond_horizon(id),
        }
    }

    /// The record as the local store has it now. Where another tab has replaced what this one wrote without having seen it, the
    /// two are merged first.
    fn read_stored<R: JournalRecord>(
        &self,
        id: &RecordId,
    ) -> Result<Option<Stored<R>>, StoreError> {
        match record_store::read(&self.inner.platform, &self.user(), id) {
            Err(StoreError::WrittenByNewer) => {
                self.keep_beside_newer::<R>(id)?;
                Err(StoreError::WrittenByNewer)
            }
            seen => self.reunited(id, seen?),
        }
    }

    /// Stores a record in the place of what was read `before`, at once, and then shows it. Where there is no room, older records
    /// that the account holds too make some. A refusal is told to everyone and to the caller.
    pub(crate) fn write<R: JournalRecord>(
        &self,
        stored: Stored<R>,
        before: Option<&Stored<R>>,
    ) -> Result<(), StoreError> {
        if self.stays_in_memory(&stored)? {
            self.follow_in_memory(&stored);
            self.keep_in_memory(stored);
            self.hear_of_beyond();
            return Ok(());
        }
        self.store(stored, before)
    }

    /// Stores a record, wherever it was before.
    pub(crate) fn store<R: JournalRecord>(
        &self,
        stored: Stored<R>,
        before: Option<&Stored<R>>,
    ) -> Result<(), StoreError> {
        let written = self.try_store(stored, before);
        if let Err(refusal) = written {
            self.publish(Event::StorageRefused(refusal));
        }
        written
    }

    /// As [`Self::store`], for a caller that knows what to do about a refusal.
    pub(crate) fn try_store<R: JournalRecord>(
        &self,
        stored: Stored<R>,
        before: Option<&Stored<R>>,
    ) -> Result<(), StoreError> {
        let stored = self.marked(stored, before);
        match record_store::write(&self.inner.platform, &stored) {
            Err(StoreError::Full) if self.make_room(&stored)? => {
                record_store::write(&self.inner.platform, &stored)
            }
            written => written,
        }?;
        self.remember(&stored, before);
        if before.is_some_and(|before| before.write_id != stored.write_id) {
            self.note_changed::<R>(&stored.id);
        }
        self.show(stored);
        Ok(())
    }

    /// Keeps the side of a merge that had no room as a record of its own. Its id says that it is a copy, and of what: when the
    /// merge is done again after an interruption it is there already, and one that was deleted since stays deleted.
    pub(crate) fn keep_copy<R: JournalRecord>(&self, mut side: R) -> Result<(), StoreError> {
        let id = RecordId::copy_of(&side);
        if self.read::<R>(&id)?.is_some() {
            return Ok(());
        }
        side.set_id(id);
        let copy = Stored::new(self.user(), self.new_write_id(), side);
        self.write(copy, None)
    }

    /// Shows a record that the store holds.
    fn show<R: JournalRecord>(&self, stored: Stored<R>) {
        R::table_mut(&mut self.inner.part.in_memory.borrow_mut()).remove(&stored.id);
        R::table_mut(&mut self.inner.tables.borrow_mut()).insert(stored.id.clone(), stored);
    }

    pub(crate) fn publish(&self, event: Event) {
        self.inner.events.publish(event);
    }

    pub(crate) fn new_write_id(&self) -> WriteId {
        self.inner.platform.new_write_id()
    }

    pub(crate) fn user(&self) -> UserId {
        self.inner.user.borrow().clone()
    }

    fn forget<R: JournalRecord>(&self, id: &RecordId) -> Result<(), StoreError> {
        record_store::remove(&self.inner.platform, R::COLLECTION, &self.user(), id)?;
        self.take_own_write::<R>(id);
        self.note_gone::<R>(id);
        R::table_mut(&mut self.inner.tables.borrow_mut()).remove(id);
        Ok(())
    }
}

/// Loading, and what happens to the journal as a whole.
impl Journal {
    /// Loads the journal of `user`. Arrays that the first Mirubato wrote are taken in.
    pub(crate) fn open(
        platform: Platform,
        store: Rc<CountedStore>,
        events: EventBus,
        user: &LocalUser,
    ) -> Result<Self, StoreError> {
        let next_write = TabWrite::first(&platform);
        let journal = Self {
            inner: Rc::new(Inner {
                platform,
                events,
                user: RefCell::new(user.id.clone()),
                tables: RefCell::default(),
                own_writes: RefCell::default(),
                former: FormerOwners::default(),
                next_write: RefCell::new(next_write),
                part: LocalPart::new(store),
                damaged: Cell::default(),
                waits_for_room: Cell::default(),
            }),
        };
        journal.load(user)?;
        Ok(journal)
    }

    /// Shows another user's journal.
    pub(crate) fn switch_to(&self, user: &LocalUser) -> Result<(), StoreError> {
        let own_writes = self.inner.own_writes.borrow().clone();
        // Records that stay with who was shown are not found here any more once somebody else is.
        let reunited = self.reload_own_writes();
        self.note_all_gone(user);
        // Whatever could not be stored: nobody sees or edits somebody else's journal.
        *self.inner.user.borrow_mut() = user.id.clone();
        let shown = self.load(user).and_then(|()| self.take_along(own_writes));
        for collection in Collection::ALL {
            self.publish(Event::RecordsChanged(collection));
        }
        reunited.and(shown)
    }

    /// Takes in what other tabs wrote under these keys.
    pub(crate) fn stored_elsewhere(&self, written: &[String]) -> Result<(), StoreError> {
        let mut records = Vec::new();
        let mut may_be_missed = Vec::new();
        for key in written {
            match keys::parse_record(key) {
                Some(record) => {
                    if self.may_be_missed(&record)? {
                        may_be_missed.push((key, record.clone()));
                    }
                    records.push(record);
                }
                // Reading it counts it: it takes its room in the storage too.
                None => drop(self.inner.platform.store.get(key)?),
            }
        }
        // Perhaps the other tab has made room.
        records.extend(self.waiting_to_be_reunited());
        self.reload(records)?;
        self.horizon()?;
        let mut missed = false;
        for (key, record) in may_be_missed {
            missed |= !self.knows(&record) && self.inner.platform.store.get(key)?.is_none();
        }
        self.hear_of_beyond_elsewhere(missed)
    }

    /// Reads again what this tab wrote: another one may have written over it and not be heard of yet, or there was no room to
    /// merge.
    pub(crate) fn reload_own_writes(&self) -> Result<(), StoreError> {
        self.reload(self.own_writes())
    }

    fn reload(&self, records: Vec<(Collection, RecordId)>) -> Result<(), StoreError> {
        let mut changed = HashSet::new();
        for (collection, id) in records {
            let reload = Reload {
                journal: self,
                id: &id,
            };
            if for_record(collection, reload)?.is_changed {
                changed.insert(collection);
            }
        }
        for collection in changed {
            self.publish(Event::RecordsChanged(collection));
        }
        Ok(())
    }

    fn load(&self, user: &LocalUser) -> Result<(), StoreError> {
        let platform = &self.inner.platform;
        *self.inner.tables.borrow_mut() = Tables::default();
        *self.inner.own_writes.borrow_mut() = OwnWrites::default();
        self.load_part(user)?;
        if user.is_anonymous && !user.is_example() {
            let taken_in = arrays::take_in(platform, &user.id);
            self.inner
                .waits_for_room
                .set(taken_in == Err(StoreError::Full));
            match taken_in {
                Ok(()) | Err(StoreError::Full) => {}
                refused => return refused,
            }
        }
        let unread = self.reload_all()?;
        // Where nothing can be written now, another start does it.
        let _ = self.purge_trash();
        let aside = record_store::count_aside(platform)?;
        self.inner.damaged.set(aside + unread);
        Ok(())
    }

    /// Reads again everything that is stored: this tab may not have heard of some of it. Says how many records only a newer
    /// version of the program can read.
    pub(crate) fn reload_all(&self) -> Result<usize, StoreError> {
        let mut changed = HashSet::new();
        let mut unread = 0;
        for key in self.inner.platform.store.keys()? {
            let Some((collection, id)) = keys::parse_record(&key) else {
                continue;
            };
            let reload = Reload {
                journal: self,
                id: &id,
            };
            match for_record(collection, reload) {
                Ok(Reloaded {
                    is_changed,
                    is_unread,
                }) => {
                    unread += usize::from(is_unread);
                    changed.extend(is_changed.then_some(collection));
                }
                // A damaged value that there is no room to put aside stays where it is.
                Err(StoreError::Full) => {}
                Err(refused) => return Err(refused),
            }
        }
        for collection in changed {
            self.publish(Event::RecordsChanged(collection));
        }
        Ok(unread)
    }
}

/// What came of reading a record again.
struct Reloaded {
    /// Whether it is another than before.
    is_changed: bool,
    /// Whether only a newer version of the program can read it.
    is_unread: bool,
}

/// Reads a record from the store into memory.
struct Reload<'a> {
    journal: &'a Journal,
    id: &'a RecordId,
}

impl ForRecord for Reload<'_> {
    type Output = Result<Reloaded, StoreError>;

    fn call<R: JournalRecord>(self) -> Self::Output {
        let Self { journal, id } = self;
        let before = journal.table::<R>().get(id).cloned();
        let read = journal.read_stored::<R>(id);
        let is_unread = matches!(read, Err(StoreError::WrittenByNewer));
        let stored = if is_unread { None } else { read? };
        match stored {
            Some(stored) => journal.show(stored),
            None if !is_unread && journal.beyond_horizon::<R>(id)?.is_some() => {
                journal.set_aside::<R>(id);
            }
            None => {
                if R::table_mut(&mut journal.inner.tables.borrow_mut())
                    .remove(id)
                    .is_some()
                {
                    journal.note_gone::<R>(id);
                }
            }
        }
        Ok(Reloaded {
            is_changed: journal.table::<R>().get(id) != before.as_ref(),
            is_unread,
        })
    }
}
