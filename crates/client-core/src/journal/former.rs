//! Whose the records are that this tab has shown and shows no more. A record does not say whose it is: a form or a way back
//! that outlives the journal it is about would make it the next user's (failure 9).

use std::cell::RefCell;
use std::collections::HashMap;

use shared_model::{Collection, Goal, LogbookEntry, Piece, PracticeLog, PracticeSession, RecordId};
use shared_model::{Record, UserId};

use super::{Journal, JournalRecord};
use crate::platform::StoreError;
use crate::user::LocalUser;

/// Who had a record when it was shown last.
#[derive(Debug, Default)]
pub(super) struct FormerOwners(RefCell<HashMap<(Collection, RecordId), UserId>>);

impl Journal {
    /// Notes whose a record is that is shown no more.
    pub(super) fn note_gone<R: JournalRecord>(&self, id: &RecordId) {
        let mut owners = self.inner.former.0.borrow_mut();
        owners.insert((R::COLLECTION, id.clone()), self.user());
    }

    /// Notes whose the records are that are shown, before another user's take their place. Those of a journal that becomes
    /// the next user's are theirs.
    pub(super) fn note_all_gone(&self, next: &LocalUser) {
        let before = self.user();
        if next.took_over_from.as_ref() == Some(&before) {
            let mut owners = self.inner.former.0.borrow_mut();
            owners.retain(|_, owner| *owner != before);
        } else if next.id != before {
            self.note_gone_of::<Piece>();
            self.note_gone_of::<PracticeSession>();
            self.note_gone_of::<PracticeLog>();
            self.note_gone_of::<LogbookEntry>();
            self.note_gone_of::<Goal>();
        }
    }

    fn note_gone_of<R: JournalRecord>(&self) {
        let (kept, in_memory) = (self.table::<R>(), self.inner.part.in_memory.borrow());
        for id in kept.keys().chain(R::table(&in_memory).keys()) {
            self.note_gone::<R>(id);
        }
    }

    /// Refuses to make a record that is not here the user's, where it is somebody else's.
    pub(super) fn ensure_nobody_elses<R: Record>(&self, id: &RecordId) -> Result<(), StoreError> {
        let owners = self.inner.former.0.borrow();
        match owners.get(&(R::COLLECTION, id.clone())) {
            Some(owner) if *owner != self.user() => Err(StoreError::OfAnotherUser),
            _ => Ok(()),
        }
    }
}
