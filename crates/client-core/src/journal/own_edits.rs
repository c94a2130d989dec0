//! Two tabs: what becomes of a tab's own edit when another tab, which had not seen it, writes over it.
//!
//! A browser may show a tab the local store as it was a moment ago, so a tab that re-reads a record right before it writes
//! can still replace an edit of another one. Each stored value therefore names the versions it descends from, and each tab
//! remembers its own last edit. When it finds a value in the store that does not descend from it, it merges the two:
//!
//! ```text
//!  tab A:  S ──edit──► A                      store: B does not name A  ──►  merge(S, A, B), which names both
//!  tab B:  S ──edit─────────► B (over A)      store: names B: all is well
//! ```
//!
//! Once a value that descends from it was seen, or the account holds it, the edit is in good hands and is forgotten.

use std::collections::HashMap;

use shared_model::merge::{Merged, Origin, merge};
use shared_model::{
    Body, Collection, Goal, LogbookEntry, Piece, PracticeLog, PracticeSession, Record, RecordId,
    UserId, WriteId,
};

use super::{Journal, JournalRecord};
use crate::platform::StoreError;
use crate::record_store;
use crate::stored::{LINEAGE, Stored, SyncState};
use crate::tab::TabEdit;

/// A tab's own last edit of a record.
#[derive(Clone, Debug)]
pub(crate) struct OwnEdit<R> {
    edit: Stored<R>,
    /// Which one it was.
    number: TabEdit,
    /// What it was made from, the newest version first.
    made_from: Vec<Stored<R>>,
}

/// A tab's own last edits.
#[derive(Clone, Default)]
pub(crate) struct OwnEdits {
    pub(super) pieces: HashMap<RecordId, OwnEdit<Piece>>,
    pub(super) sessions: HashMap<RecordId, OwnEdit<PracticeSession>>,
    pub(super) logs: HashMap<RecordId, OwnEdit<PracticeLog>>,
    pub(super) entries: HashMap<RecordId, OwnEdit<LogbookEntry>>,
    pub(super) goals: HashMap<RecordId, OwnEdit<Goal>>,
}

impl Journal {
    /// What an edit that the musician is making in this tab is called.
    pub(super) fn next_edit(&self) -> TabEdit {
        self.inner.next_edit.replace_with(|edit| edit.next())
    }

    /// Remembers an edit that the musician just made in this tab, and what it was made from.
    pub(super) fn note_own_edit<R: JournalRecord>(
        &self,
        edit: Stored<R>,
        number: TabEdit,
        made_from: Option<&Stored<R>>,
    ) {
        let mut own = self.inner.own_edits.borrow_mut();
        R::own_edits_mut(&mut own)
            .entry(edit.id.clone())
            .and_modify(|own| own.number = number.clone())
            .or_insert_with(|| OwnEdit {
                edit,
                number,
                made_from: made_from.cloned().into_iter().collect(),
            });
    }

    /// After a write of any kind: an edit of this tab that was built upon lives on in what was written.
    pub(super) fn follow_own_edit<R: JournalRecord>(&self, written: &Stored<R>) {
        let mut own = self.inner.own_edits.borrow_mut();
        let own = R::own_edits_mut(&mut own);
        let Some(before) = own.get_mut(&written.id) else {
            return;
        };
        if !written.descends_from(&before.edit.write_id) {
            // There was no room to merge it with what was written. It still waits for some.
            return;
        }
        if written.is_synced() {
            own.remove(&written.id);
            return;
        }
        if before.edit.write_id != written.write_id {
            before.made_from.insert(0, before.edit.clone());
            if before.made_from.len() > LINEAGE {
                // The oldest one stays: of all that this tab has to tell, nothing is in there.
                before.made_from.remove(LINEAGE - 1);
            }
        }
        before.edit = written.clone();
    }

    /// What the store is found to hold of a record, together with this tab's own edit of it where another tab has written
    /// over that without having seen it.
    pub(super) fn reunited<R: JournalRecord>(
        &self,
        id: &RecordId,
        seen: Option<Stored<R>>,
    ) -> Result<Option<Stored<R>>, StoreError> {
        let own = R::own_edits_mut(&mut self.inner.own_edits.borrow_mut()).remove(id);
        let Some(own) = own else {
            return Ok(seen);
        };
        let Some(seen) = seen else {
            // Otherwise it was deleted before it was ever sent, or taken off the device.
            if !self.was_given_up(&own.edit)? {
                return Ok(None);
            }
            let edit = own.edit.clone();
            self.keep_own_edit(own);
            self.store(edit.clone())?;
            return Ok(Some(edit));
        };
        if seen.write_id == own.edit.write_id && !seen.is_synced() {
            let own = OwnEdit {
                edit: seen.clone(),
                ..own
            };
            self.keep_own_edit(own);
            return Ok(Some(seen));
        }
        let Some((reunited, displaced)) = own.reunite(&seen, || self.new_write_id()) else {
            return Ok(Some(seen));
        };
        self.keep_own_edit(own);
        let copied = displaced.map_or(Ok(()), |copy| self.keep_copy(id, &seen.write_id, copy));
        match copied.and_then(|()| self.store(reunited.clone())) {
            Ok(()) => Ok(Some(reunited)),
            // Everyone was told. It is tried again whenever the record is read.
            Err(StoreError::Full) => Ok(Some(seen)),
            Err(refused) => Err(refused),
        }
    }

    /// Keeps this tab's own edits of records that are still there, or are somebody else's by now because another tab has
    /// signed in with them.
    pub(super) fn take_along(&self, own: OwnEdits) -> Result<(), StoreError> {
        self.take_along_of(own.pieces)?;
        self.take_along_of(own.sessions)?;
        self.take_along_of(own.logs)?;
        self.take_along_of(own.entries)?;
        self.take_along_of(own.goals)?;
        self.reload_own_edits()
    }

    fn take_along_of<R: JournalRecord>(
        &self,
        own: HashMap<RecordId, OwnEdit<R>>,
    ) -> Result<(), StoreError> {
        let (platform, user_id) = (&self.inner.platform, self.user());
        let is_held =
            |owner: &UserId, id: &RecordId| match record_store::read::<R>(platform, owner, id) {
                Err(StoreError::WrittenByNewer) => Ok(true),
                read => read.map(|stored| stored.is_some()),
            };
        for (id, own) in own {
            let owner = &own.edit.user_id;
            let is_theirs = *owner == user_id || (!is_held(owner, &id)? && is_held(&user_id, &id)?);
            if is_theirs {
                let edit = Stored {
                    user_id: user_id.clone(),
                    ..own.edit
                };
                self.keep_own_edit(OwnEdit { edit, ..own });
            }
        }
        Ok(())
    }

    /// The records of which this tab has edits of its own that are not known to be in good hands.
    pub(super) fn own_edits(&self) -> Vec<(Collection, RecordId)> {
        let own = self.inner.own_edits.borrow();
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

    fn keep_own_edit<R: JournalRecord>(&self, own: OwnEdit<R>) {
        let mut edits = self.inner.own_edits.borrow_mut();
        R::own_edits_mut(&mut edits).insert(own.edit.id.clone(), own);
    }
}

impl<R: Record> OwnEdit<R> {
    /// What the edit and another tab's value add up to, and the side that had no room. Nothing when the value is all there
    /// is to it.
    fn reunite(
        &self,
        seen: &Stored<R>,
        new_write_id: impl Fn() -> WriteId,
    ) -> Option<(Stored<R>, Option<R>)> {
        let own = &self.edit;
        if seen.descends_from(&own.write_id) {
            return None;
        }
        let is_named = |version: &&Stored<R>| seen.descends_from(&version.write_id);
        let is_contained = |version: &&Stored<R>| seen.edits.contain_all(&version.edits);
        let made_from = self.made_from.iter();
        let ancestor = match made_from.clone().find(is_named) {
            Some(version) => Some(&version.body),
            None if self.is_long_known(seen) => return None,
            None => made_from
                .clone()
                .find(is_contained)
                .map(|version| &version.body)
                .or_else(|| self.common_base(seen)),
        };
        let Merged { body, displaced } = merge(ancestor, &own.body, &seen.body, Origin::Edit);
        if body == seen.body && displaced.is_none() {
            return None;
        }
        let write_id = if body == own.body {
            own.write_id.clone()
        } else {
            new_write_id()
        };
        let mut reunited = seen.edited(body, write_id).made_from(own, seen);
        if let SyncState::Unsynced(theirs) = &mut reunited.sync
            && let Some(ours) = own.pending()
            && theirs.sent.is_none()
            && theirs.base == ours.base
        {
            // What this tab has sent, and the other did not know of, is still under way.
            theirs.sent.clone_from(&ours.sent);
        }
        Some((reunited, displaced))
    }

    /// Whether so much was built upon the edit while this tab was asleep that it is not named any more. Where the edit was
    /// the making of the record, whatever has lost names was built upon it.
    fn is_long_known(&self, seen: &Stored<R>) -> bool {
        let made_it = self.made_from.is_empty();
        seen.edits.contains(&self.number) || (made_it && seen.lineage.len() == LINEAGE)
    }

    /// What the account held when either was made.
    fn common_base(&self, seen: &Stored<R>) -> Option<&Body<R>> {
        let base = self.edit.pending()?.base.as_ref()?;
        let theirs = seen.pending()?.base.as_ref()?;
        (base.write_id == theirs.write_id).then_some(&base.body)
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::test_support::{NoServer, TestDevice, entry};
    use shared_model::Timestamp;

    fn write(bits: u64) -> WriteId {
        WriteId::from_random(bits)
    }

    fn body(duration: i64, notes: &str, at: i64) -> Body<LogbookEntry> {
        Body::Live(LogbookEntry {
            duration,
            notes: Some(notes.into()),
            updated_at: Timestamp::from_millis(1_700_000_000_000 + at).expect("in range"),
            ..entry("e")
        })
    }

    /// A version that the account holds.
    fn synced(bits: u64, body: Body<LogbookEntry>) -> Stored<LogbookEntry> {
        Stored {
            body,
            sync: SyncState::Synced,
            ..Stored::new("u".into(), write(bits), entry("e"))
        }
    }

    fn own(
        edit: &Stored<LogbookEntry>,
        made_from: &[&Stored<LogbookEntry>],
    ) -> OwnEdit<LogbookEntry> {
        let device = TestDevice::new(1, Rc::new(NoServer));
        OwnEdit {
            edit: edit.clone(),
            number: TabEdit::first(&device.platform),
            made_from: made_from.iter().map(|stored| (*stored).clone()).collect(),
        }
    }

    fn reunite(
        own: &OwnEdit<LogbookEntry>,
        seen: &Stored<LogbookEntry>,
    ) -> Option<Stored<LogbookEntry>> {
        own.reunite(seen, || write(99)).map(|(stored, _)| stored)
    }

    #[test]
    fn edits_of_two_tabs_that_had_not_seen_each_other_are_merged_in_either_tab() {
        let start = synced(1, body(1, "one", 0));
        let a = start.edited(body(2, "one", 1), write(2));
        let b = start.edited(body(1, "one\ntwo", 2), write(3));
        for (own, seen) in [(own(&a, &[&start]), &b), (own(&b, &[&start]), &a)] {
            let both = reunite(&own, seen).expect("they differ");
            assert_eq!(both.body, body(2, "one\ntwo", 2));
            assert!(both.descends_from(&write(2)) && both.descends_from(&write(3)));
            assert_eq!(
                both.pending().and_then(|pending| pending.base.clone()),
                Some(start.version())
            );
        }
    }

    #[test]
    fn what_descends_from_the_own_edit_is_taken_as_it_is() {
        let start = synced(1, body(1, "one", 0));
        let a = start.edited(body(2, "one", 1), write(2));
        let b = a.edited(body(3, "one", 2), write(3));
        assert_eq!(reunite(&own(&a, &[&start]), &b), None);
        // Also once the account holds it.
        let held = Stored {
            sync: SyncState::Synced,
            ..b
        };
        assert_eq!(reunite(&own(&a, &[&start]), &held), None);
    }

    #[test]
    fn an_own_edit_is_not_lost_to_what_it_was_made_from_whatever_the_clock_says() {
        let start = synced(1, body(1, "one", 100));
        let a = start.edited(body(2, "one", 1), write(2));
        let again = a.edited(body(3, "one", 0), write(3));
        // Another tab edits what it saw, which is the first edit, and notes something else.
        let b = a.edited(body(2, "one\ntwo", 50), write(4));
        let both = reunite(&own(&again, &[&a, &start]), &b).expect("they differ");
        assert_eq!(both.body, body(3, "one\ntwo", 50));
        // A sync that had not seen the edit writes back what the account holds.
        let restored = reunite(&own(&a, &[&start]), &start).expect("the edit is missing");
        assert_eq!((&restored.body, &restored.write_id), (&a.body, &a.write_id));
        assert_eq!(restored.pending(), a.pending());
    }

    #[test]
    fn an_edit_is_stronger_than_a_deletion_that_had_not_seen_it() {
        let start = synced(1, body(1, "one", 0));
        let a = start.edited(body(2, "one", 1), write(2));
        let at = Timestamp::from_millis(1_700_000_000_009).expect("in range");
        let gone = start.edited(Body::Deleted { at }, write(3));
        assert_eq!(
            reunite(&own(&a, &[&start]), &gone)
                .expect("it is missing")
                .body,
            a.body
        );
        assert_eq!(reunite(&own(&gone, &[&start]), &a), None);
    }
}
