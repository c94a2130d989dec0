//! The trash: what was deleted, and can be restored for [`limits::TRASH_DAYS`] days.
//!
//! A tombstone keeps what the record was (`Stored::trashed`): from the deletion on this device, or as the account tells it.
//! Restoring saves that again, which is an edit that has seen the deletion. Logs go with their session and come back with
//! it, and a session goes with the last entry that tells of it: without one it would count as practice that nobody can see
//! or delete. What went together shares the instant of the deletion, by which it is known.
//!
//! Clocks may be wrong, and nothing is lost by that. A deletion that another device dates in the future or too far back
//! counts from when it was heard of here. The trash is emptied of what was overdue at an earlier start already, a day before
//! or more: a clock that is ahead is noticed by then.

use std::cmp::Reverse;
use std::collections::HashSet;

use shared_model::{
    Body, Collection, Goal, LogbookEntry, Piece, PracticeLog, PracticeSession, RecordId, Timestamp,
    limits,
};

use super::{AnyRecord, Journal, JournalRecord, SaveError};
use crate::events::Event;
use crate::keys;
use crate::platform::StoreError;
use crate::stored::Stored;

const DAY_SECS: i64 = 86_400;

/// A deleted record that can be restored.
#[derive(Clone, Debug, PartialEq)]
pub struct Trashed {
    /// What it was.
    pub record: AnyRecord,
    /// When it was deleted.
    pub deleted_at: Timestamp,
    /// Until when it can be restored.
    pub restorable_until: Timestamp,
}

/// Until when something can be restored that has been in the trash since then.
fn restorable_until(since: Timestamp) -> Timestamp {
    since.plus_secs(limits::TRASH_DAYS * DAY_SECS)
}

/// The session that an entry tells of.
fn session_of(record: &AnyRecord) -> Option<&RecordId> {
    match record {
        AnyRecord::Entry(entry) => entry.session_id.as_ref(),
        _ => None,
    }
}

/// What screens do.
impl Journal {
    /// Deletes a record; the logs of a session with it, and the session with the last entry that tells of it. Says whether
    /// there was anything to delete. It can be restored.
    ///
    /// # Errors
    /// When the browser does not store it.
    pub fn delete<R: JournalRecord>(&self, id: &RecordId) -> Result<bool, SaveError> {
        let at = self.now();
        self.together(|| {
            // What goes with it first: whoever is interrupted still has the record, and can delete it again.
            if let Some(session) = self.session_that_goes_with::<R>(id)? {
                for log in self.logs_of(&session) {
                    self.delete_one::<PracticeLog>(&log, at)?;
                }
                if R::COLLECTION != Collection::PracticeSessions {
                    self.delete_one::<PracticeSession>(&session, at)?;
                }
            }
            self.delete_one::<R>(id, at)
        })
    }

    /// The session of which nothing is left to be seen once this record is deleted: itself, or the one that no other entry
    /// tells of.
    fn session_that_goes_with<R: JournalRecord>(
        &self,
        id: &RecordId,
    ) -> Result<Option<RecordId>, StoreError> {
        if R::COLLECTION == Collection::PracticeSessions {
            return Ok(Some(id.clone()));
        }
        if R::COLLECTION != Collection::LogbookEntries {
            return Ok(None);
        }
        let entry = self.read::<LogbookEntry>(id)?;
        let session = entry.and_then(|stored| stored.body.live()?.session_id.clone());
        Ok(session.filter(|session| {
            let mut is_told_of = false;
            self.for_each_live(|entry: &LogbookEntry| {
                is_told_of |= entry.id != *id && entry.session_id.as_ref() == Some(session);
            });
            !is_told_of
        }))
    }

    fn logs_of(&self, session: &RecordId) -> Vec<RecordId> {
        let mut logs = Vec::new();
        self.for_each_live(|log: &PracticeLog| {
            if log.session_id == *session {
                logs.push(log.id.clone());
            }
        });
        logs
    }

    /// What can be restored, what was deleted last first. Logs that went with their session come back with it, as a session
    /// does with the entry that it went with, and are not listed.
    pub fn trash(&self) -> Vec<Trashed> {
        let mut trash = Vec::new();
        self.add_trash(&mut trash, AnyRecord::Piece);
        self.add_trash(&mut trash, AnyRecord::Session);
        self.add_trash(&mut trash, AnyRecord::Log);
        self.add_trash(&mut trash, AnyRecord::Entry);
        self.add_trash(&mut trash, AnyRecord::Goal);
        let told_of: HashSet<(RecordId, Timestamp)> = trash
            .iter()
            .filter_map(|trashed| Some((session_of(&trashed.record)?.clone(), trashed.deleted_at)))
            .collect();
        trash.retain(
            |Trashed {
                 record, deleted_at, ..
             }| match record {
                AnyRecord::Log(log) => !self.is_deleted::<PracticeSession>(&log.session_id),
                AnyRecord::Session(session) => {
                    !told_of.contains(&(session.id.clone(), *deleted_at))
                }
                _ => true,
            },
        );
        trash.sort_by_key(|trashed| Reverse(trashed.deleted_at));
        trash
    }

    /// Makes a deleted record exist again, as it was; a session with the logs that went with it, an entry with the session.
    /// Says whether it exists: one that was deleted too long ago cannot be restored.
    ///
    /// # Errors
    /// When the browser does not store it.
    pub fn restore<R: JournalRecord>(&self, id: &RecordId) -> Result<bool, SaveError> {
        let stored = self.read::<R>(id)?;
        let Some((record, at)) = stored.as_ref().and_then(Stored::in_trash) else {
            // Where this tab went on with what another one deleted, reading it has brought it back.
            return Ok(stored.is_some_and(|stored| stored.body.live().is_some()));
        };
        self.together(|| {
            // What went with it first: whoever is interrupted finds the record in the trash still, and can restore it again.
            let deleted: AnyRecord = record.clone().into();
            match deleted {
                AnyRecord::Session(session) => self.restore_logs(&session.id, at)?,
                AnyRecord::Entry(entry) => {
                    if let Some(session) = &entry.session_id {
                        self.restore_logs(session, at)?;
                        self.restore_one::<PracticeSession>(session, at)?;
                    }
                }
                AnyRecord::Piece(_) | AnyRecord::Log(_) | AnyRecord::Goal(_) => {}
            }
            self.save(record)
        })?;
        Ok(true)
    }

    fn restore_logs(&self, session: &RecordId, at: Timestamp) -> Result<(), SaveError> {
        self.logs_deleted_with(session, at)
            .iter()
            .try_for_each(|log| self.restore_one::<PracticeLog>(log, at))
    }

    /// Restores what was deleted at that instant. Another tab may have gone on with it meanwhile.
    fn restore_one<R: JournalRecord>(&self, id: &RecordId, at: Timestamp) -> Result<(), SaveError> {
        let trashed = self.read::<R>(id)?;
        match trashed.as_ref().and_then(Stored::in_trash) {
            Some((record, deleted_at)) if deleted_at == at => self.save(record),
            _ => Ok(()),
        }
    }

    /// Restores what [`Self::trash`] listed.
    ///
    /// # Errors
    /// As for [`Self::restore`].
    pub fn restore_trashed(&self, trashed: &Trashed) -> Result<bool, SaveError> {
        match &trashed.record {
            AnyRecord::Piece(piece) => self.restore::<Piece>(&piece.id),
            AnyRecord::Session(session) => self.restore::<PracticeSession>(&session.id),
            AnyRecord::Log(log) => self.restore::<PracticeLog>(&log.id),
            AnyRecord::Entry(entry) => self.restore::<LogbookEntry>(&entry.id),
            AnyRecord::Goal(goal) => self.restore::<Goal>(&goal.id),
        }
    }

    pub(super) fn delete_one<R: JournalRecord>(
        &self,
        id: &RecordId,
        at: Timestamp,
    ) -> Result<bool, SaveError> {
        let Some(current) = self
            .read::<R>(id)?
            .filter(|stored| stored.body.live().is_some())
        else {
            return Ok(false);
        };
        let deleted = current.edited(Body::Deleted { at }, self.new_write_id());
        match self.try_store(deleted.clone(), Some(&current)) {
            Ok(()) => {}
            Err(StoreError::Full) => self.delete_without_room(deleted, &current)?,
            Err(refusal) => {
                self.publish(Event::StorageRefused(refusal));
                return Err(refusal.into());
            }
        }
        self.publish(Event::RecordsChanged(R::COLLECTION));
        Ok(true)
    }

    /// Deleting is a way to make room, so it must not need any.
    fn delete_without_room<R: JournalRecord>(
        &self,
        deleted: Stored<R>,
        current: &Stored<R>,
    ) -> Result<(), StoreError> {
        let deleted = deleted.emptied();
        if self.try_store(deleted.clone(), Some(current)) != Err(StoreError::Full) {
            return Ok(());
        }
        // What is left to give up is what was deleted before. Another tab may have sent it since, and has to be met by what
        // stays of it.
        let far_ahead = self.now().plus_secs((limits::TRASH_DAYS + 1) * DAY_SECS);
        self.purge_all(far_ahead, Purge::Contents)?;
        match self.try_store(deleted.clone(), Some(current)) {
            Err(StoreError::Full) if deleted.is_only_trash() => self.forget::<R>(&deleted.id),
            Err(refusal) => {
                self.publish(Event::StorageRefused(refusal));
                Err(refusal)
            }
            Ok(()) => Ok(()),
        }
    }

    fn add_trash<R: JournalRecord>(&self, trash: &mut Vec<Trashed>, of: fn(R) -> AnyRecord) {
        let now = self.now();
        self.for_each_deleted::<R>(|stored| {
            if let Some((record, deleted_at)) = stored.in_trash()
                && let Some(restorable_until) = stored.restorable_until()
                && now < restorable_until
            {
                trash.push(Trashed {
                    record: of(record),
                    deleted_at,
                    restorable_until,
                });
            }
        });
    }

    fn is_deleted<R: JournalRecord>(&self, id: &RecordId) -> bool {
        let mut is_deleted = false;
        self.for_each_deleted::<R>(|stored| is_deleted |= stored.id == *id);
        is_deleted
    }

    fn logs_deleted_with(&self, session: &RecordId, at: Timestamp) -> Vec<RecordId> {
        let mut logs = Vec::new();
        self.for_each_deleted(|stored: &Stored<PracticeLog>| {
            let in_trash = stored.in_trash();
            logs.extend(in_trash.and_then(|(log, deleted_at)| {
                (log.session_id == *session && deleted_at == at).then_some(log.id)
            }));
        });
        logs
    }

    /// Looks at every record of a kind that exists, without making a list of them: a thousand may be deleted together.
    fn for_each_live<R: JournalRecord>(&self, look: impl FnMut(&R)) {
        let (kept, in_memory) = (self.table::<R>(), self.inner.part.in_memory.borrow());
        kept.values()
            .chain(R::table(&in_memory).values())
            .filter_map(|stored| stored.body.live())
            .for_each(look);
    }

    /// Looks at every tombstone of a kind, those included that are in memory only.
    fn for_each_deleted<R: JournalRecord>(&self, look: impl FnMut(&Stored<R>)) {
        let (kept, in_memory) = (self.table::<R>(), self.inner.part.in_memory.borrow());
        kept.values()
            .chain(R::table(&in_memory).values())
            .filter(|stored| stored.body.live().is_none())
            .for_each(look);
    }
}

/// What the journal does.
impl Journal {
    /// Empties the tombstones of what was deleted too long ago to be restored, also by the clock at an earlier start. That it
    /// was deleted stays known, where the account knew the record.
    pub(super) fn purge_trash(&self) -> Result<(), StoreError> {
        let store = &*self.inner.platform.store;
        let (key, now) = (keys::trash_looked_at(&self.user()), self.now());
        let before = store.get(&key)?;
        let before = before.and_then(|before| Timestamp::parse(&before).ok());
        let before = before.filter(|before| *before <= now);
        if before.is_some_and(|before| now < before.plus_secs(DAY_SECS)) {
            return Ok(());
        }
        if let Some(before) = before {
            self.purge_all(before, Purge::Everything)?;
        }
        let has_trash = self.has_trash::<Piece>()
            || self.has_trash::<PracticeSession>()
            || self.has_trash::<PracticeLog>()
            || self.has_trash::<LogbookEntry>()
            || self.has_trash::<Goal>();
        match (has_trash, before) {
            (true, _) => store.set(&key, &now.to_string()),
            (false, Some(_)) => store.remove(&key),
            (false, None) => Ok(()),
        }
    }

    fn has_trash<R: JournalRecord>(&self) -> bool {
        let mut has_trash = false;
        self.for_each_deleted::<R>(|stored| {
            has_trash |= stored.trashed.is_some() || stored.is_only_trash();
        });
        has_trash
    }

    /// Empties the tombstones of every kind of what could not be restored any more at that instant.
    fn purge_all(&self, overdue_at: Timestamp, purge: Purge) -> Result<(), StoreError> {
        self.purge::<Piece>(overdue_at, purge)?;
        self.purge::<PracticeSession>(overdue_at, purge)?;
        self.purge::<PracticeLog>(overdue_at, purge)?;
        self.purge::<LogbookEntry>(overdue_at, purge)?;
        self.purge::<Goal>(overdue_at, purge)
    }

    /// The same of one kind.
    fn purge<R: JournalRecord>(
        &self,
        overdue_at: Timestamp,
        purge: Purge,
    ) -> Result<(), StoreError> {
        let goes = |stored: &Stored<R>| purge == Purge::Everything && stored.is_only_trash();
        let is_over = |stored: &Stored<R>| {
            let until = stored.restorable_until();
            until.is_some_and(|until| until <= overdue_at)
                && (stored.trashed.is_some() || goes(stored))
        };
        let over: Vec<Stored<R>> = self
            .table::<R>()
            .values()
            .filter(|stored| is_over(stored))
            .cloned()
            .collect();
        for stored in over {
            if goes(&stored) {
                self.forget::<R>(&stored.id)?;
            } else {
                self.write(stored.clone().emptied(), Some(&stored))?;
            }
        }
        Ok(())
    }
}

/// What goes when a tombstone is emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purge {
    /// What the record was.
    Contents,
    /// Also that it was deleted, where the account never knew it.
    Everything,
}

impl<R: JournalRecord> Stored<R> {
    /// What it was and when it was deleted, if it can be restored. Where there was no room to keep what it was, it is what the
    /// account held, until that has heard of the deletion.
    fn in_trash(&self) -> Option<(R, Timestamp)> {
        let Body::Deleted { at } = self.body else {
            return None;
        };
        let of_account = || self.pending()?.base.as_ref()?.body.live();
        let record = self.trashed.as_ref().or_else(of_account)?;
        Some((record.clone(), at))
    }

    /// Until when it can be restored, as far as it is known what it was.
    fn restorable_until(&self) -> Option<Timestamp> {
        match self.body {
            Body::Deleted { at } => Some(restorable_until(self.heard_at.unwrap_or(at))),
            Body::Live(_) => None,
        }
    }

    /// Whether it was deleted less than a day ago.
    pub(super) fn is_fresh_deletion(&self, now: Timestamp) -> bool {
        match self.body {
            Body::Deleted { at } => now < self.heard_at.unwrap_or(at).plus_secs(DAY_SECS),
            Body::Live(_) => false,
        }
    }

    /// This version, as the account has just told of it.
    pub(crate) fn heard_at(self, now: Timestamp) -> Self {
        let is_impossible = |at: Timestamp| now < at || restorable_until(at) <= now;
        let heard_at = match self.body {
            Body::Deleted { at } if is_impossible(at) => self.heard_at.or(Some(now)),
            _ => None,
        };
        Self { heard_at, ..self }
    }
}
