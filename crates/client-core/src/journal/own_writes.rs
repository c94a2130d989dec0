//! Two tabs: what becomes of what a tab wrote when another tab, which had not seen it, writes over it.
//!
//! A browser may show a tab the local store as it was a moment ago, so a tab that re-reads a record right before it writes
//! can still replace a write of another one: an edit, or what is known of the account. Each stored value therefore names the
//! last write of each tab that it contains (`crate::tab`), and each tab remembers what it wrote. When it finds a value in
//! the store that does not contain that, it writes what the two add up to (`reunion`):
//!
//! ```text
//!  tab A:  S ──write──► A {a1}                store: {b1} does not contain {a1}  ──►  S, A and B together {a2, b1}
//!  tab B:  S ──write─────────► B {b1}         store: {a1, b1} would: all is well
//! ```
//!
//! What it finds and what contains its own, it remembers in its place. What the account holds is remembered for a while only,
//! of the last [`SETTLED`] records.

use std::collections::{HashMap, VecDeque};

use shared_model::{
    Collection, Goal, LogbookEntry, Piece, PracticeLog, PracticeSession, Record, RecordId, UserId,
    WriteId,
};

use super::reunion::{Before, Reunited, reunite};
use super::{Journal, JournalRecord, Tables};
use crate::platform::StoreError;
use crate::record_store::{self, ForRecord, for_record};
use crate::stored::Stored;

/// How many records that the account holds are remembered. Another tab sees the store as it was a moment ago, not longer.
const SETTLED: usize = 100;

/// How many values are remembered that a tab's last one was made from.
const ANCESTORS: usize = 12;

/// What a tab wrote last of a record.
#[derive(Clone, Debug)]
pub(crate) struct OwnWrite<R> {
    /// That, or what was found later and contains it.
    value: Stored<R>,
    /// What it was made from, the newest value first.
    made_from: Vec<Stored<R>>,
    /// What a form had shown of the record when it was not here any more.
    form_showed: Option<R>,
    /// Whether the account holds it, and it left the store to make room.
    is_given_up: bool,
}

/// What a tab wrote last.
#[derive(Clone, Default)]
pub(crate) struct OwnWrites {
    pub(super) pieces: HashMap<RecordId, OwnWrite<Piece>>,
    pub(super) sessions: HashMap<RecordId, OwnWrite<PracticeSession>>,
    pub(super) logs: HashMap<RecordId, OwnWrite<PracticeLog>>,
    pub(super) entries: HashMap<RecordId, OwnWrite<LogbookEntry>>,
    pub(super) goals: HashMap<RecordId, OwnWrite<Goal>>,
    /// Those that the account holds, the oldest first.
    settled: VecDeque<(Collection, RecordId)>,
}

impl Journal {
    /// The value as this tab is about to write it.
    ///
    /// A record that comes from the account and was not here is not marked: of most records there is nothing to tell, and
    /// whatever was here, unseen, does not descend from it. Nor is what this tab writes before there is room for what it wrote
    /// earlier.
    pub(super) fn marked<R: JournalRecord>(
        &self,
        stored: Stored<R>,
        before: Option<&Stored<R>>,
    ) -> Stored<R> {
        if is_arriving(&stored, before) || self.waits_for_room_to_reunite(&stored) {
            return stored;
        }
        let write = self.inner.next_write.replace_with(|write| write.next());
        Stored {
            tabs: stored.tabs.with(&write),
            ..stored
        }
    }

    /// Remembers what this tab has just written, and what it was made from.
    pub(super) fn remember<R: JournalRecord>(
        &self,
        written: &Stored<R>,
        before: Option<&Stored<R>>,
    ) {
        if is_arriving(written, before) || self.waits_for_room_to_reunite(written) {
            return;
        }
        let mut own = self
            .take_own_write(&written.id)
            .unwrap_or_else(|| OwnWrite {
                value: written.clone(),
                made_from: Vec::new(),
                form_showed: None,
                is_given_up: false,
            });
        own.follow(written, before);
        self.keep_own_write(own);
    }

    /// What this tab wrote and the account holds was given up, and has become this elsewhere: another tab may still think that it
    /// is new.
    pub(super) fn follow_in_memory<R: JournalRecord>(&self, heard: &Stored<R>) {
        let Some(mut own) = self.take_own_write::<R>(&heard.id) else {
            return;
        };
        // An edit waits for room.
        if own.value.is_synced() {
            own.follow(heard, None);
            own.is_given_up = true;
        }
        self.keep_own_write(own);
    }

    /// Forgets what this tab wrote and the account holds of records that were given up and have perhaps become something else.
    pub(super) fn forget_own_writes(&self, given_up: &Tables) {
        let own = &mut *self.inner.own_writes.borrow_mut();
        for id in given_up.sessions.keys() {
            ForgetSettled { own, id }.call::<PracticeSession>();
        }
        for id in given_up.logs.keys() {
            ForgetSettled { own, id }.call::<PracticeLog>();
        }
        for id in given_up.entries.keys() {
            ForgetSettled { own, id }.call::<LogbookEntry>();
        }
    }

    /// What the store is found to hold of a record, together with what this tab wrote of it where another tab has written
    /// over that without having seen it.
    pub(super) fn reunited<R: JournalRecord>(
        &self,
        id: &RecordId,
        seen: Option<Stored<R>>,
    ) -> Result<Option<Stored<R>>, StoreError> {
        let Some(mut own) = self.take_own_write::<R>(id) else {
            return Ok(seen);
        };
        let Some(seen) = seen else {
            // Otherwise another tab deleted it before it was ever sent, or it was taken off the device.
            if !self.was_given_up(&own.value)? {
                return Ok(None);
            }
            let value = own.value.clone();
            own.is_given_up = value.is_synced();
            self.keep_own_write(own);
            return match value.is_synced() {
                true => Ok(None),
                false => self.stored_again(value.clone(), Some(&value), None),
            };
        };
        // What is here now has come from the account, or says what it was made of there; unless another tab, which has not
        // heard that the account has it, still thinks that it is new.
        if std::mem::take(&mut own.is_given_up) && !seen.is_new() {
            return Ok(Some(seen));
        }
        if seen == own.value {
            self.keep_own_write(own);
            return Ok(Some(seen));
        }
        let reunited = match seen.tabs.contain(&own.value.tabs) {
            true => None,
            false => own.reunite(&seen, || self.new_write_id()),
        };
        let Some(Reunited { stored, displaced }) = reunited else {
            own.follow(&seen, None);
            self.keep_own_write(own);
            return Ok(Some(seen));
        };
        self.keep_own_write(own);
        match displaced.map_or(Ok(()), |side| self.keep_copy(side)) {
            Err(StoreError::Full) => Ok(Some(seen)),
            copied => {
                copied?;
                self.stored_again(stored, Some(&seen), Some(seen.clone()))
            }
        }
    }

    /// Stores what this tab wrote, or what that adds up to. Where there is no room for it, the record stays what was `found`:
    /// everyone was told, and it is tried again whenever the record is read.
    fn stored_again<R: JournalRecord>(
        &self,
        stored: Stored<R>,
        before: Option<&Stored<R>>,
        found: Option<Stored<R>>,
    ) -> Result<Option<Stored<R>>, StoreError> {
        let id = stored.id.clone();
        match self.store(stored, before) {
            Ok(()) => Ok(self.table::<R>().get(&id).cloned()),
            Err(StoreError::Full) => Ok(found),
            Err(refused) => Err(refused),
        }
    }

    /// Keeps what this tab wrote of a record as a copy, where a tab of a newer program has written over it without having seen
    /// it: only that program could merge the two, and it knows nothing of this one.
    pub(super) fn keep_beside_newer<R: JournalRecord>(
        &self,
        id: &RecordId,
    ) -> Result<(), StoreError> {
        let Some(own) = self.take_own_write::<R>(id) else {
            return Ok(());
        };
        let newer = record_store::tabs_of(&self.inner.platform, R::COLLECTION, &self.user(), id)?;
        // What the account holds meets the newer program's there.
        let is_edited = own.value.unsynced().is_some() && !newer.contain(&own.value.tabs);
        let Some(edited) = own.value.body.live().filter(|_| is_edited).cloned() else {
            self.keep_own_write(own);
            return Ok(());
        };
        match self.keep_copy(edited) {
            // Everyone was told. It is tried again whenever the record is read.
            Err(StoreError::Full) => self.keep_own_write(own),
            kept => return kept,
        }
        Ok(())
    }

    /// Remembers what this tab wrote of records that are still there, or are somebody else's by now because another tab has
    /// signed in with them.
    pub(super) fn take_along(&self, own: OwnWrites) -> Result<(), StoreError> {
        self.take_along_of(own.pieces)?;
        self.take_along_of(own.sessions)?;
        self.take_along_of(own.logs)?;
        self.take_along_of(own.entries)?;
        self.take_along_of(own.goals)?;
        self.reload_own_writes()
    }

    fn take_along_of<R: JournalRecord>(
        &self,
        own: HashMap<RecordId, OwnWrite<R>>,
    ) -> Result<(), StoreError> {
        let (platform, user_id) = (&self.inner.platform, self.user());
        let is_held =
            |owner: &UserId, id: &RecordId| match record_store::read::<R>(platform, owner, id) {
                Err(StoreError::WrittenByNewer) => Ok(true),
                read => read.map(|stored| stored.is_some()),
            };
        for (id, own) in own {
            let owner = &own.value.user_id;
            let is_theirs = *owner == user_id || (!is_held(owner, &id)? && is_held(&user_id, &id)?);
            if is_theirs {
                let value = Stored {
                    user_id: user_id.clone(),
                    ..own.value
                };
                self.keep_own_write(OwnWrite { value, ..own });
            }
        }
        Ok(())
    }

    /// The records of which it is remembered what this tab wrote.
    pub(super) fn own_writes(&self) -> Vec<(Collection, RecordId)> {
        let own = self.inner.own_writes.borrow();
        let of = |collection, ids: Vec<&RecordId>| {
            let named = ids.into_iter().cloned().map(move |id| (collection, id));
            named.collect::<Vec<_>>()
        };
        [
            of(Collection::Pieces, own.pieces.keys().collect()),
            of(Collection::PracticeSessions, own.sessions.keys().collect()),
            of(Collection::PracticeLogs, own.logs.keys().collect()),
            of(Collection::LogbookEntries, own.entries.keys().collect()),
            of(Collection::Goals, own.goals.keys().collect()),
        ]
        .concat()
    }

    /// The records of which there was no room for what this tab wrote together with what another one did.
    pub(super) fn waiting_to_be_reunited(&self) -> Vec<(Collection, RecordId)> {
        let mut own = self.own_writes();
        own.retain(|(collection, id)| for_record(*collection, IsWaiting { journal: self, id }));
        own
    }

    /// What a record was when a tab made it, if what this tab wrote of it goes back to that: there is no older version of it
    /// anywhere. Of a record that came from elsewhere there may be.
    pub(crate) fn making<R: JournalRecord>(&self, id: &RecordId) -> Option<R> {
        let mut own = self.inner.own_writes.borrow_mut();
        let first = R::own_writes_mut(&mut own).get(id)?.made_from.last()?;
        let pending = first.pending()?;
        let is_making = !first.tabs.is_empty()
            && first.lineage.is_empty()
            && pending.base.is_none()
            && !id.is_copy();
        first.body.live().filter(|_| is_making).cloned()
    }

    /// What a form had shown of a record that was not here any more when it was saved: that is what this tab's edit was made
    /// from. It is some version that the account held.
    pub(crate) fn form_showed<R: JournalRecord>(&self, id: &RecordId) -> Option<R> {
        let mut own = self.inner.own_writes.borrow_mut();
        R::own_writes_mut(&mut own).get(id)?.form_showed.clone()
    }

    /// Remembers what a form had shown of a record that was not here any more and has just been written.
    pub(super) fn remember_form<R: JournalRecord>(&self, showed: &R) {
        let mut own = self.inner.own_writes.borrow_mut();
        if let Some(own) = R::own_writes_mut(&mut own).get_mut(showed.id()) {
            own.form_showed = Some(showed.clone());
        }
    }

    /// Whether what this tab wrote of a record is not in a value because there was no room for both.
    pub(super) fn waits_for_room_to_reunite<R: JournalRecord>(&self, value: &Stored<R>) -> bool {
        let mut own = self.inner.own_writes.borrow_mut();
        let own = R::own_writes_mut(&mut own).get(&value.id);
        own.is_some_and(|own| !value.tabs.contain(&own.value.tabs))
    }

    pub(super) fn take_own_write<R: JournalRecord>(&self, id: &RecordId) -> Option<OwnWrite<R>> {
        R::own_writes_mut(&mut self.inner.own_writes.borrow_mut()).remove(id)
    }

    fn keep_own_write<R: JournalRecord>(&self, own: OwnWrite<R>) {
        let mut writes = self.inner.own_writes.borrow_mut();
        let id = own.value.id.clone();
        if own.value.is_synced() {
            let record = (R::COLLECTION, id.clone());
            writes.settled.retain(|settled| *settled != record);
            writes.settled.push_back(record);
        }
        R::own_writes_mut(&mut writes).insert(id, own);
        if writes.settled.len() > SETTLED
            && let Some((collection, id)) = writes.settled.pop_front()
        {
            let own = &mut writes;
            for_record(collection, ForgetSettled { own, id: &id });
        }
    }
}

/// Whether a record is written that comes from the account and was not here.
fn is_arriving<R: Record>(written: &Stored<R>, before: Option<&Stored<R>>) -> bool {
    before.is_none() && written.is_synced()
}

struct IsWaiting<'a> {
    journal: &'a Journal,
    id: &'a RecordId,
}

impl ForRecord for IsWaiting<'_> {
    type Output = bool;

    fn call<R: JournalRecord>(self) -> bool {
        let shown = self.journal.table::<R>();
        let shown = shown.get(self.id);
        // What is not shown was taken off the device, or there is no room for it.
        shown.is_none_or(|shown| self.journal.waits_for_room_to_reunite(shown))
    }
}

struct ForgetSettled<'a> {
    own: &'a mut OwnWrites,
    id: &'a RecordId,
}

impl ForRecord for ForgetSettled<'_> {
    type Output = ();

    fn call<R: JournalRecord>(self) {
        let own = R::own_writes_mut(self.own);
        if own.get(self.id).is_some_and(|own| own.value.is_synced()) {
            own.remove(self.id);
        }
    }
}

impl<R: Record> OwnWrite<R> {
    /// A value that contains this one takes its place.
    fn follow(&mut self, value: &Stored<R>, made_from: Option<&Stored<R>>) {
        self.is_given_up = false;
        let replaced = std::mem::replace(&mut self.value, value.clone());
        for ancestor in std::iter::once(&replaced).chain(made_from) {
            if ancestor != value && !self.made_from.contains(ancestor) {
                self.made_from.insert(0, ancestor.clone());
            }
        }
        while self.made_from.len() > ANCESTORS {
            // The oldest one stays: of all that this tab has to tell, nothing is in there.
            self.made_from.remove(ANCESTORS - 1);
        }
    }

    fn reunite(&self, seen: &Stored<R>, new_write_id: impl Fn() -> WriteId) -> Option<Reunited<R>> {
        let was_seen = |value: &&Stored<R>| seen.tabs.contain(&value.tabs);
        // The other tab may have come by a version in another way, and not know all of it that is known here.
        let is_common = |value: &&Stored<R>| was_seen(value) || seen.descends_from(&value.write_id);
        let common: Vec<&Stored<R>> = self.made_from.iter().filter(is_common).collect();
        let were_seen: Vec<&Stored<R>> = self.made_from.iter().filter(was_seen).collect();
        let before = Before {
            value: newest(&common, &new_write_id),
            seen: newest(&were_seen, &new_write_id),
        };
        reunite(&before, &self.value, seen, &new_write_id)
    }
}

/// What values have come to, of which the newest stand first. Where tabs have merged each other's writes in turn, that is none
/// of them, but several together.
fn newest<R: Record>(
    values: &[&Stored<R>],
    new_write_id: &impl Fn() -> WriteId,
) -> Option<Stored<R>> {
    let (first, others) = values.split_first()?;
    let mut newest = (*first).clone();
    for (index, value) in others.iter().enumerate() {
        if newest.tabs.contain(&value.tabs) {
            continue;
        }
        let older = others.iter().skip(index + 1);
        let is_before = |older: &&&Stored<R>| {
            newest.tabs.contain(&older.tabs) && value.tabs.contain(&older.tabs)
        };
        let before = Before::seen(older.copied().find(|older| is_before(&older)).cloned());
        newest = match reunite(&before, &newest, value, new_write_id) {
            Some(reunited) => reunited.stored,
            None => (*value).clone().made_from(&newest, value),
        };
    }
    Some(newest)
}
