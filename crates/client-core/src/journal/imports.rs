//! What a file takes out of the journal and brings into it (`crate::transfer`).

use serde_json::{Map, Value};
use shared_model::limits::Caps;
use shared_model::{Body, Preferences, RecordId};

use super::{Journal, JournalRecord, SaveError};
use crate::counted_store::cost;
use crate::events::Event;
use crate::keys;
use crate::platform::StoreError;
use crate::preference_store;
use crate::stored::Stored;
use crate::timer::{self, Timer};

/// What a record costs more, once a tab has written it: the tab and its write are named.
const TAB_CHARS: usize = 24;

impl Journal {
    /// Every record of a kind that exists, with the fields that this version of the program does not know, in the order in
    /// which they were played.
    pub(crate) fn as_in_file<R: JournalRecord>(&self) -> Vec<Value> {
        let (kept, in_memory) = (self.table::<R>(), self.inner.part.in_memory.borrow());
        let mut live: Vec<(&R, &Map<String, Value>)> = kept
            .values()
            .chain(R::table(&in_memory).values())
            .filter_map(|stored| Some((stored.body.live()?, &stored.unknown)))
            .collect();
        live.sort_by(|(one, _), (other, _)| {
            (one.instant(), one.id()).cmp(&(other.instant(), other.id()))
        });
        live.into_iter()
            .map(|(record, unknown)| {
                let mut fields = unknown.clone();
                if let Ok(Value::Object(own)) = serde_json::to_value(record) {
                    fields.extend(own);
                }
                Value::Object(fields)
            })
            .collect()
    }

    /// The session that is being timed.
    pub(crate) fn timer(&self) -> Option<Timer> {
        // What cannot be read is in no file; the screens tell of it.
        timer::read(&self.inner.platform, &self.user())
            .ok()
            .flatten()
    }

    /// Stores the session that is being timed, or that there is none.
    pub(crate) fn set_timer(&self, to: Option<Timer>) -> Result<(), StoreError> {
        timer::change(&self.inner.platform, &self.user(), |timer| *timer = to).map(drop)
    }

    /// How the user wants their journal to be.
    pub(crate) fn preferences(&self) -> Preferences {
        let stored = preference_store::read(&self.inner.platform, &self.user());
        stored.unwrap_or_default().current
    }

    /// Changes how the user wants their journal to be.
    pub(crate) fn set_preferences(&self, to: &Preferences) -> Result<(), SaveError> {
        let change = |preferences: &mut Preferences| preferences.clone_from(to);
        if preference_store::change(&self.inner.platform, &self.user(), change)? {
            self.publish(Event::PreferencesChanged);
        }
        Ok(())
    }

    /// Does something with many records, and tells of it when it is done.
    pub(crate) fn together<T>(&self, work: impl FnOnce() -> T) -> T {
        self.inner.events.together(work)
    }

    /// What storing a new record would cost, in characters.
    pub(crate) fn cost_of<R: JournalRecord>(
        &self,
        record: &R,
        unknown: &Map<String, Value>,
    ) -> usize {
        let stored = Stored {
            unknown: unknown.clone(),
            ..Stored::new(self.user(), self.new_write_id(), record.clone())
        };
        let key = keys::record(R::COLLECTION, record.id());
        cost(&key, &stored.encode()) + TAB_CHARS
    }

    /// Adds a record from a file, unless one of its id exists by now. Unlike [`Self::save`], which is an edit of this moment,
    /// it keeps when the record was last edited. Says whether it was added.
    ///
    /// # Errors
    /// When a field is not acceptable, or the browser does not store it. Nothing has changed then, and nobody else is told.
    pub(crate) fn add<R: JournalRecord>(
        &self,
        mut record: R,
        unknown: &Map<String, Value>,
    ) -> Result<bool, SaveError> {
        record.validate(Caps::Server)?;
        // The clock of the device that the file is from may have been ahead.
        record.set_updated_at(record.updated_at().min(self.now()));
        let current = self.read::<R>(record.id())?;
        if current
            .as_ref()
            .is_some_and(|stored| stored.body.live().is_some())
        {
            return Ok(false);
        }
        let write_id = self.new_write_id();
        let mut stored = match &current {
            Some(deleted) => deleted.edited(Body::Live(record), write_id),
            None => Stored::new(self.user(), write_id, record),
        };
        stored.unknown.extend(unknown.clone());
        self.try_store(stored, current.as_ref())?;
        self.publish(Event::RecordsChanged(R::COLLECTION));
        Ok(true)
    }

    /// The fields of a record that this version of the program does not know.
    pub(crate) fn unknown_of<R: JournalRecord>(&self, id: &RecordId) -> Map<String, Value> {
        let (kept, in_memory) = (self.table::<R>(), self.inner.part.in_memory.borrow());
        let stored = kept.get(id).or_else(|| R::table(&in_memory).get(id));
        stored.map_or_else(Map::new, |stored| stored.unknown.clone())
    }

    /// Replaces a record, with the fields that this version of the program does not know.
    ///
    /// # Errors
    /// As for [`Self::save`].
    pub(crate) fn replace_whole<R: JournalRecord>(
        &self,
        record: R,
        unknown: &Map<String, Value>,
    ) -> Result<(), SaveError> {
        self.save_with(record, Some(unknown))
    }

    /// Removes what [`Self::add`] added: as if it had never been, where nobody else knows of it.
    ///
    /// # Errors
    /// When the browser does not store it.
    pub(crate) fn take_back<R: JournalRecord>(&self, id: &RecordId) -> Result<(), SaveError> {
        let current = self.read::<R>(id)?;
        if current.is_some_and(|stored| stored.is_new() && stored.lineage.is_empty()) {
            self.forget::<R>(id)?;
            self.publish(Event::RecordsChanged(R::COLLECTION));
        } else {
            self.delete_one::<R>(id, self.now())?;
        }
        Ok(())
    }
}
