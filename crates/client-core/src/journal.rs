//! The journal of the current user: every record, in memory to be read and in the local store to stay.
//!
//! The screens read nothing else. A write goes to the local store first, at once, and only then to memory, so what is
//! shown is what is kept. The sync engine writes through the same door.

use std::cell::{Cell, Ref, RefCell};
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::rc::Rc;

use serde_json::{Map, Value};
use shared_model::limits::Caps;
use shared_model::merge::{Origin, Side, Sides, merge};
use shared_model::records::Record;
use shared_model::validate::Invalid;
use shared_model::version::WireRecord;
use shared_model::{
    Body, Collection, Goal, LogbookEntry, Piece, PracticeLog, PracticeSession, RecordId, Timestamp,
    UserId, WriteId,
};

use crate::events::{Event, EventBus};
use crate::keys;
use crate::legacy;
use crate::platform::{Platform, StoreError};
use crate::stored::{Stored, SyncState};

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

/// Where in memory a kind of record is kept.
pub(crate) trait InTables: WireRecord {
    fn table(tables: &Tables) -> &Table<Self>;
    fn table_mut(tables: &mut Tables) -> &mut Table<Self>;
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
    /// Keys that hold another user's record. Ours of the same id stands beside it under a longer key.
    taken_keys: RefCell<HashSet<String>>,
    damaged: Cell<usize>,
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
        self.table::<R>()
            .values()
            .filter_map(|stored| stored.body.live().cloned())
            .collect()
    }

    /// A record that exists.
    pub fn get<R: JournalRecord>(&self, id: &RecordId) -> Option<R> {
        self.table::<R>()
            .get(id)
            .and_then(|stored| stored.body.live().cloned())
    }

    /// Whether the account holds the record as it is here.
    pub fn is_synced<R: JournalRecord>(&self, id: &RecordId) -> bool {
        self.table::<R>().get(id).is_some_and(Stored::is_synced)
    }

    /// Why the server does not take a record, if so.
    pub fn rejection<R: JournalRecord>(&self, id: &RecordId) -> Option<Invalid> {
        self.table::<R>()
            .get(id)
            .and_then(|stored| stored.pending()?.rejected.clone())
    }

    /// How many records of a kind exist.
    pub fn count<R: JournalRecord>(&self) -> usize {
        self.table::<R>()
            .values()
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
            let pending = R::table(tables).values().filter_map(Stored::pending);
            pending
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

    /// How many values could not be read and stand aside.
    pub fn damaged(&self) -> usize {
        self.inner.damaged.get()
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

    /// Saves a new record, or replaces one that the caller has just read. A form that was open for a while uses
    /// [`Self::edit`]. Saving what is there already changes nothing. A record that was deleted exists again.
    ///
    /// # Errors
    /// When a field is not acceptable, or the browser does not store it. Nothing has changed then.
    pub fn save<R: JournalRecord>(&self, mut record: R) -> Result<(), SaveError> {
        record.validate(Caps::Form)?;
        let current = self.read::<R>(record.id())?;
        if let Some(Body::Live(before)) = current.as_ref().map(|stored| &stored.body) {
            record.set_updated_at(before.updated_at());
            if record == *before {
                return Ok(());
            }
        }
        record.set_updated_at(self.now());
        let stored = match current {
            Some(current) => current.edited(Body::Live(record), self.new_write_id()),
            None => Stored::new(self.user(), self.new_write_id(), record),
        };
        self.write(stored)?;
        self.publish(Event::RecordsChanged(R::COLLECTION));
        Ok(())
    }

    /// Saves what a form made of `original`. What changed in the record since the form was opened (by a sync, by
    /// another tab) and was not touched in the form is kept.
    ///
    /// # Errors
    /// As for [`Self::save`].
    pub fn edit<R: JournalRecord>(&self, original: &R, edited: R) -> Result<(), SaveError> {
        let merged = match self
            .read::<R>(edited.id())?
            .as_ref()
            .and_then(|stored| stored.body.live())
        {
            Some(current) => R::merge_fields(&Sides {
                base: Some(original),
                local: &edited,
                remote: current,
                later: Side::Local,
                updated_at: self.now(),
            }),
            None => edited,
        };
        self.save(merged)
    }

    /// Deletes a record. One that does not exist needs no deleting. Saving it again undoes the deletion.
    ///
    /// # Errors
    /// When the browser does not store it.
    pub fn delete<R: JournalRecord>(&self, id: &RecordId) -> Result<(), SaveError> {
        let Some(current) = self.read::<R>(id)? else {
            return Ok(());
        };
        if matches!(current.body, Body::Deleted { .. }) {
            return Ok(());
        }
        let never_sent = current
            .pending()
            .is_some_and(|pending| pending.base.is_none() && pending.sent.is_none());
        if never_sent {
            self.forget::<R>(id)?;
        } else {
            self.write(current.edited(Body::Deleted { at: self.now() }, self.new_write_id()))?;
        }
        self.publish(Event::RecordsChanged(R::COLLECTION));
        Ok(())
    }
}

/// What the sync engine does.
impl Journal {
    pub(crate) fn table<R: JournalRecord>(&self) -> Ref<'_, Table<R>> {
        Ref::map(self.inner.tables.borrow(), R::table)
    }

    /// The record as the local store has it now, which another tab may have written. A value that cannot be read is
    /// put aside.
    pub(crate) fn read<R: JournalRecord>(
        &self,
        id: &RecordId,
    ) -> Result<Option<Stored<R>>, StoreError> {
        let key = self.key::<R>(id);
        let Some(text) = self.inner.platform.store.get(&key)? else {
            return Ok(None);
        };
        match Stored::decode(&text) {
            Ok(stored) => Ok(Some(stored)),
            Err(_) => {
                self.quarantine(&key, &text)?;
                Ok(None)
            }
        }
    }

    /// Stores a record, at once, and then shows it. A refusal is told to everyone and to the caller.
    pub(crate) fn write<R: JournalRecord>(&self, stored: Stored<R>) -> Result<(), StoreError> {
        let key = self.key::<R>(&stored.id);
        if let Err(refusal) = self.inner.platform.store.set(&key, &stored.encode()) {
            self.publish(Event::StorageRefused(refusal));
            return Err(refusal);
        }
        R::table_mut(&mut self.inner.tables.borrow_mut()).insert(stored.id.clone(), stored);
        Ok(())
    }

    pub(crate) fn publish(&self, event: Event) {
        self.inner.events.publish(event);
    }

    pub(crate) fn new_write_id(&self) -> WriteId {
        WriteId::from_random(self.inner.platform.random_bits())
    }

    pub(crate) fn user(&self) -> UserId {
        self.inner.user.borrow().clone()
    }

    fn forget<R: JournalRecord>(&self, id: &RecordId) -> Result<(), StoreError> {
        self.inner.platform.store.remove(&self.key::<R>(id))?;
        R::table_mut(&mut self.inner.tables.borrow_mut()).remove(id);
        Ok(())
    }

    fn key<R: JournalRecord>(&self, id: &RecordId) -> String {
        let key = keys::record(R::COLLECTION, id);
        if self.inner.taken_keys.borrow().contains(&key) {
            keys::record_of(R::COLLECTION, id, &self.inner.user.borrow())
        } else {
            key
        }
    }
}

/// Loading, and what happens to the journal as a whole.
impl Journal {
    /// Loads the journal of `user`. Arrays that the first Mirubato wrote are taken in.
    pub(crate) fn open(
        platform: Platform,
        events: EventBus,
        user: UserId,
    ) -> Result<Self, StoreError> {
        let journal = Self {
            inner: Rc::new(Inner {
                platform,
                events,
                user: RefCell::new(user),
                tables: RefCell::default(),
                taken_keys: RefCell::default(),
                damaged: Cell::default(),
            }),
        };
        journal.load()?;
        Ok(journal)
    }

    /// Shows another user's journal.
    pub(crate) fn switch_to(&self, user: UserId) -> Result<(), StoreError> {
        *self.inner.user.borrow_mut() = user;
        self.load()?;
        for collection in Collection::ALL {
            self.publish(Event::RecordsChanged(collection));
        }
        Ok(())
    }

    /// Takes in what other tabs wrote under these keys.
    pub(crate) fn stored_elsewhere(&self, written: &[String]) -> Result<(), StoreError> {
        let mut changed = HashSet::new();
        for (collection, id) in written.iter().filter_map(|key| keys::parse_record(key)) {
            match collection {
                Collection::Pieces => self.reload::<Piece>(&id)?,
                Collection::PracticeSessions => self.reload::<PracticeSession>(&id)?,
                Collection::PracticeLogs => self.reload::<PracticeLog>(&id)?,
                Collection::LogbookEntries => self.reload::<LogbookEntry>(&id)?,
                Collection::Goals => self.reload::<Goal>(&id)?,
            }
            changed.insert(collection);
        }
        for collection in changed {
            self.publish(Event::RecordsChanged(collection));
        }
        Ok(())
    }

    fn reload<R: JournalRecord>(&self, id: &RecordId) -> Result<(), StoreError> {
        let stored = self
            .read::<R>(id)?
            .filter(|stored| stored.user_id == self.user());
        let mut tables = self.inner.tables.borrow_mut();
        match stored {
            Some(stored) => R::table_mut(&mut tables).insert(id.clone(), stored),
            None => R::table_mut(&mut tables).remove(id),
        };
        Ok(())
    }

    fn load(&self) -> Result<(), StoreError> {
        *self.inner.tables.borrow_mut() = Tables::default();
        self.inner.taken_keys.borrow_mut().clear();
        for key in self.inner.platform.store.keys()? {
            let Some((collection, id)) = keys::parse_record(&key) else {
                continue;
            };
            let Some(text) = self.inner.platform.store.get(&key)? else {
                continue;
            };
            match collection {
                Collection::Pieces => self.load_record::<Piece>(&key, &id, &text)?,
                Collection::PracticeSessions => {
                    self.load_record::<PracticeSession>(&key, &id, &text)?;
                }
                Collection::PracticeLogs => self.load_record::<PracticeLog>(&key, &id, &text)?,
                Collection::LogbookEntries => self.load_record::<LogbookEntry>(&key, &id, &text)?,
                Collection::Goals => self.load_record::<Goal>(&key, &id, &text)?,
            }
        }
        match self.take_in_arrays() {
            // The arrays stay where they are until there is room; what is here already can be used meanwhile.
            Ok(()) | Err(StoreError::Full) => self.count_quarantine(),
            refused => refused,
        }
    }

    fn take_in_arrays(&self) -> Result<(), StoreError> {
        self.take_in_array::<Piece>()?;
        self.take_in_array::<PracticeSession>()?;
        self.take_in_array::<PracticeLog>()?;
        self.take_in_array::<LogbookEntry>()?;
        self.take_in_array::<Goal>()
    }

    fn load_record<R: JournalRecord>(
        &self,
        key: &str,
        id: &RecordId,
        text: &str,
    ) -> Result<(), StoreError> {
        match Stored::<R>::decode(text) {
            Ok(stored) if stored.id != *id => self.quarantine(key, text)?,
            Ok(stored) if stored.user_id != self.user() => {
                self.inner.taken_keys.borrow_mut().insert(key.to_owned());
            }
            Ok(stored) => {
                R::table_mut(&mut self.inner.tables.borrow_mut()).insert(id.clone(), stored);
            }
            Err(_) => self.quarantine(key, text)?,
        }
        Ok(())
    }

    /// Takes in what the first Mirubato wrote, record by record, always as unsynced and without a base. The array is
    /// removed only when all of it is written; a record that is there already was written before an interruption.
    fn take_in_array<R: JournalRecord>(&self) -> Result<(), StoreError> {
        let key = keys::array(R::COLLECTION);
        let Some(text) = self.inner.platform.store.get(&key)? else {
            return Ok(());
        };
        let Ok(Value::Array(items)) = serde_json::from_str(&text) else {
            return self.quarantine(&key, &text);
        };
        for (index, item) in items.into_iter().enumerate() {
            let unreadable = item.to_string();
            match legacy::read::<R>(item, index, self.now(), |at| self.utc_offset_minutes(at)) {
                Some((record, unknown)) => {
                    if self.read::<R>(record.id())?.is_none() {
                        let stored = Stored {
                            unknown,
                            ..Stored::new(self.user(), self.new_write_id(), record)
                        };
                        self.write(stored)?;
                    }
                }
                None => self.put_aside(&format!("{key}:{index}"), &unreadable)?,
            }
        }
        self.inner.platform.store.remove(&key)
    }

    /// Moves a value that cannot be read aside, so that nothing overwrites it. Without room for that it stays where it
    /// is.
    fn quarantine(&self, key: &str, text: &str) -> Result<(), StoreError> {
        match self.put_aside(key, text) {
            Ok(()) => self.inner.platform.store.remove(key),
            Err(StoreError::Full) => Ok(()),
            refused => refused,
        }
    }

    fn put_aside(&self, key: &str, text: &str) -> Result<(), StoreError> {
        self.inner
            .platform
            .store
            .set(&format!("{}{key}", keys::QUARANTINE), text)
    }

    /// Learns how many values stand aside, from this start or an earlier one.
    fn count_quarantine(&self) -> Result<(), StoreError> {
        let keys = self.inner.platform.store.keys()?;
        self.inner.damaged.set(
            keys.iter()
                .filter(|key| key.starts_with(keys::QUARANTINE))
                .count(),
        );
        Ok(())
    }
}

/// Gives every record of `from` to `to`, straight in the local store. It can be interrupted at any point and done
/// again. Where `to` has a record of the same id already, the two are merged.
pub(crate) fn reassign(platform: &Platform, from: &UserId, to: &UserId) -> Result<(), StoreError> {
    for key in platform.store.keys()? {
        let Some((collection, id)) = keys::parse_record(&key) else {
            continue;
        };
        if owner(platform, &key)?.as_ref() != Some(from) {
            continue;
        }
        match collection {
            Collection::Pieces => reassign_record::<Piece>(platform, &key, &id, to)?,
            Collection::PracticeSessions => {
                reassign_record::<PracticeSession>(platform, &key, &id, to)?;
            }
            Collection::PracticeLogs => reassign_record::<PracticeLog>(platform, &key, &id, to)?,
            Collection::LogbookEntries => reassign_record::<LogbookEntry>(platform, &key, &id, to)?,
            Collection::Goals => reassign_record::<Goal>(platform, &key, &id, to)?,
        }
    }
    if let Some(timer) = platform.store.get(&keys::timer(from))? {
        platform.store.set(&keys::timer(to), &timer)?;
        platform.store.remove(&keys::timer(from))?;
    }
    Ok(())
}

fn reassign_record<R: JournalRecord>(
    platform: &Platform,
    key: &str,
    id: &RecordId,
    to: &UserId,
) -> Result<(), StoreError> {
    let Some(text) = platform.store.get(key)? else {
        return Ok(());
    };
    let Ok(moving) = Stored::<R>::decode(&text) else {
        return Ok(());
    };
    let moving = Stored {
        user_id: to.clone(),
        ..moving
    };
    let plain = keys::record(R::COLLECTION, id);
    let beside = keys::record_of(R::COLLECTION, id, to);
    for existing_key in [plain, beside] {
        let existing = platform
            .store
            .get(&existing_key)?
            .and_then(|text| Stored::<R>::decode(&text).ok());
        if let Some(existing) =
            existing.filter(|existing| existing_key != key && existing.user_id == *to)
        {
            let merged = merge(None, &moving.body, &existing.body, Origin::Edit).body;
            let kept = if merged == existing.body {
                existing
            } else {
                existing.edited(merged, WriteId::from_random(platform.random_bits()))
            };
            platform.store.set(&existing_key, &kept.encode())?;
            return platform.store.remove(key);
        }
    }
    platform.store.set(key, &moving.encode())
}

/// Removes from this browser what belongs to `user`: all of it, or only what the account holds as well.
///
/// The cursor goes first: a pull that starts there would not bring the records back.
pub(crate) fn remove_records(
    platform: &Platform,
    user: &UserId,
    which: Removal,
) -> Result<(), StoreError> {
    platform.store.remove(&keys::cursor(user))?;
    for key in platform.store.keys()? {
        if keys::parse_record(&key).is_none() {
            continue;
        }
        let Some(fields) = fields(platform, &key)? else {
            continue;
        };
        let is_theirs = fields.get("userId").and_then(Value::as_str) == Some(user.as_str());
        let is_synced = fields.get("isSynced") == Some(&Value::Bool(true));
        if is_theirs && (which == Removal::Everything || is_synced) {
            platform.store.remove(&key)?;
        }
    }
    if which == Removal::Everything {
        platform.store.remove(&keys::timer(user))?;
    }
    Ok(())
}

/// Which of a user's records are removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Removal {
    /// All of them.
    Everything,
    /// Those that the account holds as they are here.
    Synced,
}

/// The anonymous user to whom records in this store belong, for when the user's own value is lost.
pub(crate) fn anonymous_owner(platform: &Platform) -> Result<Option<UserId>, StoreError> {
    for key in platform.store.keys()? {
        if keys::parse_record(&key).is_some()
            && let Some(owner) = owner(platform, &key)?
            && crate::user::is_anonymous_id(&owner)
        {
            return Ok(Some(owner));
        }
    }
    Ok(None)
}

fn owner(platform: &Platform, key: &str) -> Result<Option<UserId>, StoreError> {
    Ok(fields(platform, key)?.and_then(|fields| Some(fields.get("userId")?.as_str()?.into())))
}

fn fields(platform: &Platform, key: &str) -> Result<Option<Map<String, Value>>, StoreError> {
    Ok(platform
        .store
        .get(key)?
        .and_then(|text| serde_json::from_str(&text).ok()))
}

/// Whether the sync engine has something to send.
pub(crate) fn is_waiting<R: Record>(stored: &Stored<R>) -> bool {
    match &stored.sync {
        SyncState::Synced => false,
        SyncState::Unsynced(pending) => pending.rejected.is_none(),
    }
}
