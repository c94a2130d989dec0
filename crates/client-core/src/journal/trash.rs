//! The trash: what was deleted, and can be restored for [`limits::TRASH_DAYS`] days.
//!
//! A tombstone keeps what the record was (`Stored::trashed`): from the deletion on this device, or as the account tells it.
//! Restoring saves that again, which is an edit that has seen the deletion. Logs go with their session and come back with
//! it: they share the instant of the deletion, by which they are known.

use std::cmp::Reverse;

use shared_model::{
    Body, Collection, Goal, LogbookEntry, Piece, PracticeLog, PracticeSession, RecordId, Timestamp,
    limits,
};

use super::{AnyRecord, Journal, JournalRecord, SaveError};
use crate::events::Event;
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
}

impl Trashed {
    /// Until when it can be restored.
    pub fn restorable_until(&self) -> Timestamp {
        restorable_until(self.deleted_at)
    }
}

fn restorable_until(deleted_at: Timestamp) -> Timestamp {
    deleted_at.plus_secs(limits::TRASH_DAYS * DAY_SECS)
}

/// What screens do.
impl Journal {
    /// Deletes a record; the logs of a session with it. Says whether there was anything to delete. It can be restored.
    ///
    /// # Errors
    /// When the browser does not store it.
    pub fn delete<R: JournalRecord>(&self, id: &RecordId) -> Result<bool, SaveError> {
        let at = self.now();
        let was_there = self.delete_one::<R>(id, at)?;
        if R::COLLECTION == Collection::PracticeSessions {
            for log in self.list::<PracticeLog>() {
                if log.session_id == *id {
                    self.delete_one::<PracticeLog>(&log.id, at)?;
                }
            }
        }
        Ok(was_there)
    }

    /// What can be restored, what was deleted last first. Logs that went with their session come back with it, and are not
    /// listed.
    pub fn trash(&self) -> Vec<Trashed> {
        let mut trash = Vec::new();
        self.add_trash(&mut trash, AnyRecord::Piece);
        self.add_trash(&mut trash, AnyRecord::Session);
        self.add_trash(&mut trash, AnyRecord::Log);
        self.add_trash(&mut trash, AnyRecord::Entry);
        self.add_trash(&mut trash, AnyRecord::Goal);
        trash.retain(|Trashed { record, .. }| match record {
            AnyRecord::Log(log) => !self.is_deleted::<PracticeSession>(&log.session_id),
            _ => true,
        });
        trash.sort_by_key(|trashed| Reverse(trashed.deleted_at));
        trash
    }

    /// Makes a deleted record exist again, as it was; a session with the logs that went with it. Says whether it could be
    /// restored: one that was deleted too long ago cannot.
    ///
    /// # Errors
    /// When the browser does not store it.
    pub fn restore<R: JournalRecord>(&self, id: &RecordId) -> Result<bool, SaveError> {
        let Some((record, at)) = self.read::<R>(id)?.as_ref().and_then(Stored::in_trash) else {
            return Ok(false);
        };
        if R::COLLECTION == Collection::PracticeSessions {
            for log in self.logs_deleted_with(id, at) {
                self.save(log)?;
            }
        }
        self.save(record)?;
        Ok(true)
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

    fn delete_one<R: JournalRecord>(
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
        let number = self.next_edit();
        let deleted = deleted.made_by(&number);
        match self.try_store(deleted.clone()) {
            Ok(()) => self.note_own_edit(deleted, number, Some(&current)),
            // Deleting is a way to make room, so it must not need any.
            Err(StoreError::Full) if deleted.is_only_trash() => self.forget::<R>(id)?,
            Err(StoreError::Full) => {
                let deleted = Stored {
                    trashed: None,
                    ..deleted
                };
                self.write(deleted.clone())?;
                self.note_own_edit(deleted, number, Some(&current));
            }
            Err(refusal) => {
                self.publish(Event::StorageRefused(refusal));
                return Err(refusal.into());
            }
        }
        self.publish(Event::RecordsChanged(R::COLLECTION));
        Ok(true)
    }

    fn add_trash<R: JournalRecord>(&self, trash: &mut Vec<Trashed>, of: fn(R) -> AnyRecord) {
        let now = self.now();
        let table = self.table::<R>();
        let in_trash = table.values().filter_map(Stored::in_trash);
        trash.extend(
            in_trash
                .map(|(record, deleted_at)| Trashed {
                    record: of(record),
                    deleted_at,
                })
                .filter(|trashed| now < trashed.restorable_until()),
        );
    }

    fn is_deleted<R: JournalRecord>(&self, id: &RecordId) -> bool {
        let table = self.table::<R>();
        table
            .get(id)
            .is_some_and(|stored| stored.body.live().is_none())
    }

    fn logs_deleted_with(&self, session: &RecordId, at: Timestamp) -> Vec<PracticeLog> {
        let table = self.table::<PracticeLog>();
        let in_trash = table.values().filter_map(Stored::in_trash);
        in_trash
            .filter(|(log, deleted_at)| log.session_id == *session && *deleted_at == at)
            .map(|(log, _)| log)
            .collect()
    }
}

/// What the journal does.
impl Journal {
    /// Empties the tombstones of what was deleted too long ago to be restored. That it was deleted stays known, where the
    /// account knew the record.
    pub(super) fn purge_trash(&self) -> Result<(), StoreError> {
        self.purge::<Piece>()?;
        self.purge::<PracticeSession>()?;
        self.purge::<PracticeLog>()?;
        self.purge::<LogbookEntry>()?;
        self.purge::<Goal>()
    }

    fn purge<R: JournalRecord>(&self) -> Result<(), StoreError> {
        let now = self.now();
        let is_over = |stored: &Stored<R>| {
            stored
                .in_trash()
                .is_some_and(|(_, deleted_at)| restorable_until(deleted_at) <= now)
        };
        let over: Vec<Stored<R>> = self
            .table::<R>()
            .values()
            .filter(|stored| is_over(stored))
            .cloned()
            .collect();
        for stored in over {
            if stored.is_only_trash() {
                self.forget::<R>(&stored.id)?;
            } else {
                self.write(Stored {
                    trashed: None,
                    ..stored
                })?;
            }
        }
        Ok(())
    }
}

impl<R: JournalRecord> Stored<R> {
    /// What it was and when it was deleted, if it can be restored.
    fn in_trash(&self) -> Option<(R, Timestamp)> {
        match (&self.body, &self.trashed) {
            (Body::Deleted { at }, Some(record)) => Some((record.clone(), *at)),
            _ => None,
        }
    }
}
