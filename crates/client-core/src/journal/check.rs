//! What this device holds of the account's journal, in the form in which the account tells it (`BackupCheck`).

use std::collections::HashSet;

use shared_model::records::Record;
use shared_model::{
    BackupCheck, Body, Collection, CollectionCheck, Goal, LogbookEntry, Piece, PracticeLog,
    PracticeSession, RecordId, WriteId,
};

use super::{Journal, JournalRecord, Tables};
use crate::horizon::Reach;
use crate::keys;
use crate::platform::StoreError;
use crate::stored::{Stored, SyncState};

/// A version of a record that exists.
pub(crate) type Named = (Collection, RecordId, WriteId);

impl Journal {
    /// Takes everything in that is stored, and gives up what is stored no longer: something else than this app may have
    /// changed the store.
    pub(crate) fn reread(&self) -> Result<(), StoreError> {
        fn of<R: JournalRecord>(tables: &Tables) -> impl Iterator<Item = String> {
            R::table(tables)
                .keys()
                .map(|id| keys::record(R::COLLECTION, id))
        }
        let mut all: HashSet<String> = self.inner.platform.store.keys()?.into_iter().collect();
        {
            let tables = self.inner.tables.borrow();
            all.extend(of::<Piece>(&tables));
            all.extend(of::<PracticeSession>(&tables));
            all.extend(of::<PracticeLog>(&tables));
            all.extend(of::<LogbookEntry>(&tables));
            all.extend(of::<Goal>(&tables));
        }
        let all: Vec<String> = all.into_iter().collect();
        let has_moved = self.has_moved_elsewhere()?;
        self.stored_elsewhere(&all)?;
        // Of what came and went meanwhile, nothing tells but that.
        self.hear_of_beyond_elsewhere(has_moved)
    }

    /// What the account should hold of a part of the journal: what is synced, and of what is not, the version that the
    /// account last told of.
    pub(crate) fn check(&self, part: Reach) -> BackupCheck {
        BackupCheck {
            sessions: self.check_of::<PracticeSession>(part),
            logs: self.check_of::<PracticeLog>(part),
            entries: self.check_of::<LogbookEntry>(part),
            goals: self.check_of::<Goal>(part),
            pieces: self.check_of::<Piece>(part),
        }
    }

    /// Every version that is in a check of this part.
    pub(crate) fn known_to_account(&self, part: Reach) -> HashSet<Named> {
        let mut all = HashSet::new();
        self.add_named::<PracticeSession>(part, &mut all);
        self.add_named::<PracticeLog>(part, &mut all);
        self.add_named::<LogbookEntry>(part, &mut all);
        self.add_named::<Goal>(part, &mut all);
        self.add_named::<Piece>(part, &mut all);
        all
    }

    fn check_of<R: JournalRecord>(&self, part: Reach) -> CollectionCheck {
        let table = self.table::<R>();
        let named = table.values().filter_map(|stored| held(stored, part));
        CollectionCheck::of(named.map(|(id, write_id)| (id.as_str(), write_id.as_str())))
    }

    fn add_named<R: JournalRecord>(&self, part: Reach, all: &mut HashSet<Named>) {
        let table = self.table::<R>();
        let named = table.values().filter_map(|stored| held(stored, part));
        all.extend(named.map(|(id, write_id)| (R::COLLECTION, id.clone(), write_id.clone())));
    }
}

/// The version of a record that the account holds, as far as this device knows, if it exists and belongs to the part.
fn held<R: Record>(stored: &Stored<R>, part: Reach) -> Option<(&RecordId, &WriteId)> {
    let (write_id, body) = match &stored.sync {
        SyncState::Synced => (&stored.write_id, &stored.body),
        SyncState::Unsynced(pending) => {
            let base = pending.base.as_ref()?;
            (&base.write_id, &base.body)
        }
    };
    match body {
        Body::Live(record) if part.covers(record.instant()) => Some((&stored.id, write_id)),
        Body::Live(_) | Body::Deleted { .. } => None,
    }
}
