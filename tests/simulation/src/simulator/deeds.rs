//! What people do to records.

use client_core::{AnyRecord, SaveError, Trashed};
use serde_json::Value;
use shared_model::records::Record;
use shared_model::{Collection, Goal, LogbookEntry, Piece, PracticeSession, RecordId};

use super::browser::{Draft, Tab, content_of, to_value};
use super::chance::Chance;
use super::content::PROGRESS;
use super::edits::{ForKind, Pen, Written, for_kind, listed, tag_much, toggle, type_on};
use super::faults::Fault;
use super::oracle::Name;
use super::run::Run;
use super::steps::Step;
use super::words::{about, called, difference};

/// Something that somebody is about to do to a record.
pub(super) struct Intent {
    pub(super) name: Name,
    pub(super) seen: Option<Value>,
    pub(super) made: Option<Value>,
}

impl Run {
    /// Does something to a record, and tells the oracle. What was saved must be in the store.
    pub(super) fn intend(
        &mut self,
        place: (usize, usize),
        intent: &Intent,
        act: impl FnOnce(&Tab) -> Result<(), SaveError>,
    ) -> Result<Option<String>, String> {
        self.observe(place.0)?;
        let result = act(self.tab(place.0, place.1));
        let done = if result.is_ok() {
            std::slice::from_ref(intent)
        } else {
            &[]
        };
        self.observe_deeds(place.0, done)?;
        self.touched = Some(intent.name.clone());
        match result {
            Ok(()) => {}
            Err(SaveError::Store(_)) => {
                return Ok(Some(format!("{}: the store refuses", called(&intent.name))));
            }
            // Somebody edits a poison record, and is told what is wrong with it.
            Err(SaveError::Invalid(invalid)) => {
                return Ok(Some(format!("{}: {invalid}", called(&intent.name))));
            }
        }
        self.is_stored(place, intent)?;
        let tab = &mut self.browsers[place.0].tabs[place.1];
        tab.last = intent.seen.clone().map(|before| Draft {
            name: intent.name.clone(),
            before,
            after: intent.made.clone(),
        });
        Ok(Some(difference(intent)))
    }

    /// Whether what somebody just did is in the store.
    pub(super) fn is_stored(&self, place: (usize, usize), intent: &Intent) -> Result<(), String> {
        let stored = self.tab(place.0, place.1).stored(&intent.name);
        let live = stored.filter(|stored| stored.get("deletedAt").is_none());
        let is_there = match (&intent.made, live) {
            (None, live) => live.is_none(),
            (Some(_), None) => false,
            (Some(made), Some(live)) => {
                let [seen, made, live] =
                    [intent.seen.as_ref().unwrap_or(&Value::Null), made, &live]
                        .map(|value| content_of(intent.name.0, value));
                // Another tab may have taken out an item of a list, and a goal's progress follows its milestones.
                let values = made.values.iter().all(|(at, value)| {
                    at.contains('/')
                        || *at == PROGRESS.join("+")
                        || seen.values.get(at) == Some(value)
                        || live.values.get(at) == Some(value)
                });
                let items = made
                    .items
                    .keys()
                    .all(|item| seen.items.contains_key(item) || live.items.contains_key(item));
                values && items
            }
        };
        if is_there {
            Ok(())
        } else {
            let wrong = about(&intent.name, "was saved and is not in the store");
            Err(self.history(&intent.name, &wrong))
        }
    }

    pub(super) fn pen<'a>(&'a mut self, place: (usize, usize), chance: &'a mut Chance) -> Pen<'a> {
        let tab = self.tab(place.0, place.1);
        let sessions = listed::<PracticeSession>(tab.journal()).into_iter();
        Pen {
            now: tab.journal().now(),
            program: tab.program,
            sessions: sessions.map(|session| session.id).collect(),
            chance,
            written: &mut self.written,
        }
    }

    pub(super) fn create(
        &mut self,
        place: (usize, usize),
        chance: &mut Chance,
    ) -> Result<Option<String>, String> {
        struct Create<'a, 'b> {
            run: &'a mut Run,
            place: (usize, usize),
            chance: &'b mut Chance,
        }
        impl ForKind for Create<'_, '_> {
            type Output = Result<Option<String>, String>;

            fn call<R: Written>(self) -> Self::Output {
                let Self { run, place, chance } = self;
                let id = run.tab(place.0, place.1).journal().new_id();
                let record = R::new(id, &mut run.pen(place, chance));
                let intent = Intent {
                    name: (R::COLLECTION, record.id().clone()),
                    seen: None,
                    made: Some(to_value(&record)),
                };
                run.intend(place, &intent, |tab| tab.journal().save(record))
            }
        }
        // Logbook entries and goals have most to merge.
        let collection = [
            (2, Collection::Pieces),
            (1, Collection::PracticeSessions),
            (2, Collection::PracticeLogs),
            (4, Collection::LogbookEntries),
            (3, Collection::Goals),
        ];
        let collection = *chance.weighted(&collection).expect("there are collections");
        let run = self;
        for_kind(collection, Create { run, place, chance })
    }

    /// A record that the tab shows. A few are picked more often, so that people meet. Nobody works on a copy: what it was made
    /// of is not known.
    pub(super) fn pick(&self, place: (usize, usize), chance: &mut Chance) -> Option<Name> {
        let shown = self.tab(place.0, place.1).shown();
        let names: Vec<&Name> = shown.keys().filter(|name| !name.1.is_copy()).collect();
        let many = if chance.once_in(2) {
            names.len()
        } else {
            3.min(names.len())
        };
        names.get(chance.below(many)).map(|name| (*name).clone())
    }

    pub(super) fn edit(
        &mut self,
        place: (usize, usize),
        chance: &mut Chance,
    ) -> Result<Option<String>, String> {
        let form = self.browsers[place.0].tabs[place.1].form.take();
        match form.filter(|_| chance.once_in(2)) {
            Some(form) => self.submit(place, &form, chance),
            None => self.change(place, chance, Edit),
        }
    }

    /// Changes a record as it is shown.
    pub(super) fn change(
        &mut self,
        place: (usize, usize),
        chance: &mut Chance,
        change: impl Change,
    ) -> Result<Option<String>, String> {
        let Some(name) = self.pick(place, chance) else {
            return Ok(None);
        };
        let name = match change.only() {
            None => name,
            Some(collection) => {
                let shown = self.tab(place.0, place.1).shown();
                let is_it = |it: &Name| it.0 == collection && !it.1.is_copy();
                let names: Vec<Name> = shown.into_keys().filter(is_it).collect();
                let Some(name) = chance.pick(&names).cloned() else {
                    return Ok(None);
                };
                name
            }
        };
        let Some(seen) = self.tab(place.0, place.1).shown().remove(&name) else {
            return Ok(None);
        };
        self.change_seen(place, name, seen, chance, change)
    }

    /// What a form made of a record that was read when it was opened.
    pub(super) fn submit(
        &mut self,
        place: (usize, usize),
        form: &Draft,
        chance: &mut Chance,
    ) -> Result<Option<String>, String> {
        self.change_seen(place, form.name.clone(), form.before.clone(), chance, Edit)
    }

    pub(super) fn change_seen<C: Change>(
        &mut self,
        place: (usize, usize),
        name: Name,
        seen: Value,
        chance: &mut Chance,
        change: C,
    ) -> Result<Option<String>, String> {
        struct Work<'a, 'b, C> {
            run: &'a mut Run,
            place: (usize, usize),
            name: Name,
            seen: Value,
            chance: &'b mut Chance,
            change: C,
        }
        impl<C: Change> ForKind for Work<'_, '_, C> {
            type Output = Result<Option<String>, String>;

            fn call<R: Written>(self) -> Self::Output {
                let Self {
                    run,
                    place,
                    name,
                    seen,
                    chance,
                    change,
                } = self;
                let Ok(original) = serde_json::from_value::<R>(seen.clone()) else {
                    return Err(about(&name, "is shown and cannot be read"));
                };
                let mut made = original.clone();
                if !change.change(&mut made, &mut run.pen(place, chance)) || made == original {
                    return Ok(None);
                }
                let intent = Intent {
                    name,
                    seen: Some(seen),
                    made: Some(to_value(&made)),
                };
                run.intend(place, &intent, |tab| tab.journal().edit(&original, made))
            }
        }
        let collection = name.0;
        let run = self;
        let work = Work {
            run,
            place,
            name,
            seen,
            chance,
            change,
        };
        for_kind(collection, work)
    }

    pub(super) fn open_form(&mut self, step: &Step, chance: &mut Chance) -> Option<String> {
        let place = (step.browser, step.tab);
        let name = self.pick(place, chance)?;
        let before = self.tab(place.0, place.1).shown().remove(&name)?;
        let what = called(&name);
        self.tab_mut(step).form = Some(Draft {
            name,
            before,
            after: None,
        });
        Some(what)
    }

    /// Somebody deletes a record, with a session its logs, and with the last entry that tells of a session that.
    pub(super) fn delete(
        &mut self,
        place: (usize, usize),
        chance: &mut Chance,
    ) -> Result<Option<String>, String> {
        struct Delete<'a>(&'a Tab, &'a RecordId);
        impl ForKind for Delete<'_> {
            type Output = Result<bool, SaveError>;

            fn call<R: Written>(self) -> Self::Output {
                self.0.journal().delete::<R>(self.1)
            }
        }
        let Some(name) = self.pick(place, chance) else {
            return Ok(None);
        };
        self.observe(place.0)?;
        let tab = self.tab(place.0, place.1);
        let mut before = tab.shown();
        let session = before.get(&name).and_then(|seen| session_of(&name, seen));
        let goes_along = |it: &Name, record: &Value| belongs_to(session.as_ref(), it, record);
        // Making room reads what is in the store, and so what others have deleted there. What is in memory only goes with its
        // session.
        let is_there = |it: &Name, record: &Value| match tab.stored(it) {
            Some(stored) => stored.get("deletedAt").is_none(),
            None => goes_along(it, record),
        };
        before.retain(|it, record| *it == name || is_there(it, record));
        let result = for_kind(name.0, Delete(tab, &name.1));
        let after = tab.shown();
        before.retain(|it, _| !after.contains_key(it));
        if let Some(other) = before
            .iter()
            .find_map(|(it, record)| (*it != name && !goes_along(it, record)).then_some(it))
        {
            return Err(about(other, &format!("went with {}", called(&name))));
        }
        let intents: Vec<Intent> = before
            .into_iter()
            .map(|(name, seen)| Intent {
                name,
                seen: Some(seen),
                made: None,
            })
            .collect();
        self.observe_deeds(place.0, &intents)?;
        self.touched = Some(name.clone());
        if let Err(refusal) = result {
            return Ok(Some(format!("{}: {refusal}", called(&name))));
        }
        for intent in &intents {
            self.is_stored(place, intent)?;
        }
        let is_full = self.is_in_force(place.0, Fault::Full);
        let tab = &mut self.browsers[place.0].tabs[place.1];
        let trash = tab.journal().trash();
        let is_in_trash = |name: &Name| trash.iter().any(|it| trashed_name(it) == *name);
        // A log whose session is in the trash is restored after that, and a session after the entry that it went with.
        let session = tab.stored(&name).and_then(|stored| match name.0 {
            Collection::PracticeSessions => Some(name.1.clone()),
            _ => Some(stored["trashed"]["sessionId"].as_str()?.into()),
        });
        let is_told_of = |session: &RecordId| {
            trash.iter().any(|it| match &it.record {
                AnyRecord::Entry(entry) => entry.session_id.as_ref() == Some(session),
                _ => false,
            })
        };
        let comes_back_later = session.is_some_and(|session| {
            is_told_of(&session) || is_in_trash(&(Collection::PracticeSessions, session))
        });
        let is_restorable = is_in_trash(&name) || comes_back_later;
        if result == Ok(true) && !is_full && !is_restorable {
            let wrong = about(&name, "was deleted and is not in the trash");
            return Err(self.history(&name, &wrong));
        }
        let intent = intents.into_iter().find(|intent| intent.name == name);
        tab.last = intent.and_then(|intent| {
            Some(Draft {
                name: intent.name,
                before: intent.seen?,
                after: None,
            })
        });
        Ok(Some(called(&name)))
    }

    /// Somebody brings back a record from the trash.
    pub(super) fn restore(
        &mut self,
        place: (usize, usize),
        chance: &mut Chance,
    ) -> Result<Option<String>, String> {
        let trash = self.tab(place.0, place.1).journal().trash();
        match chance.pick(&trash) {
            Some(trashed) => self.restore_record(place, &trashed_name(trashed)),
            None => Ok(None),
        }
    }

    /// Brings back a record from the trash, with a session the logs that went with it, and with an entry its session.
    pub(super) fn restore_record(
        &mut self,
        place: (usize, usize),
        name: &Name,
    ) -> Result<Option<String>, String> {
        struct Restore<'a>(&'a Tab, &'a RecordId);
        impl ForKind for Restore<'_> {
            type Output = Result<bool, SaveError>;

            fn call<R: Written>(self) -> Self::Output {
                self.0.journal().restore::<R>(self.1)
            }
        }
        self.observe(place.0)?;
        let tab = self.tab(place.0, place.1);
        let trashed = tab.stored(name).unwrap_or_default();
        let in_trash = tab.journal().trash();
        let in_trash = in_trash.iter().find(|it| trashed_name(it) == *name);
        let listed = in_trash.map(|it| match &it.record {
            AnyRecord::Entry(entry) => to_value(entry),
            _ => Value::Null,
        });
        let before = tab.shown();
        let result = for_kind(name.0, Restore(tab, &name.1));
        let was_shown = before.contains_key(name);
        let mut after = tab.shown();
        // A tab may not have heard that what it shows was deleted.
        let was_deleted = trashed.get("deletedAt").is_some();
        let is_restored = |it: &Name| it == name && was_deleted && result == Ok(true);
        after.retain(|it, _| is_restored(it) || !before.contains_key(it));
        let deleted = listed.as_ref().unwrap_or(&trashed["trashed"]);
        let session = session_of(name, after.get(name).unwrap_or(deleted));
        if let Some(other) = after.iter().find_map(|(it, record)| {
            (it != name && !belongs_to(session.as_ref(), it, record)).then_some(it)
        }) {
            return Err(about(other, &format!("came back with {}", called(name))));
        }
        let intents: Vec<Intent> = after
            .into_iter()
            .map(|(name, made)| Intent {
                name,
                seen: None,
                made: Some(made),
            })
            .collect();
        self.observe_deeds(place.0, &intents)?;
        self.touched = Some(name.clone());
        for intent in &intents {
            self.is_stored(place, intent)?;
        }
        match result {
            Err(refusal) => return Ok(Some(format!("{}: {refusal}", called(name)))),
            Ok(false) if trashed.get("trashed").is_some() => {
                let wrong = about(name, "is in the trash and was not restored");
                return Err(self.history(name, &wrong));
            }
            Ok(false) => return Ok(None),
            Ok(true) => {}
        }
        let restored = intents.iter().find(|intent| intent.name == *name);
        let content = restored.and_then(|it| Some(content_of(name.0, it.made.as_ref()?)));
        let is_as_it_was = trashed
            .get("trashed")
            .is_none_or(|it| content == Some(content_of(name.0, it)));
        // What is shown was brought back by reading it: this tab had gone on with it when another one deleted it.
        if !is_as_it_was && !was_shown {
            let wrong = about(name, "was restored as something that it was not");
            return Err(self.history(name, &wrong));
        }
        Ok(Some(called(name)))
    }

    /// Somebody takes back what they last did in this tab.
    pub(super) fn undo(&mut self, place: (usize, usize)) -> Result<Option<String>, String> {
        struct Back<'a>(&'a Tab, Value, Value);
        impl ForKind for Back<'_> {
            type Output = Result<(), SaveError>;

            fn call<R: Written>(self) -> Self::Output {
                match (
                    serde_json::from_value::<R>(self.1),
                    serde_json::from_value::<R>(self.2),
                ) {
                    (Ok(after), Ok(before)) => self.0.journal().edit(&after, before),
                    _ => Ok(()),
                }
            }
        }
        let Some(Draft {
            name,
            before,
            after,
        }) = self.browsers[place.0].tabs[place.1].last.take()
        else {
            return Ok(None);
        };
        match after {
            None => self.restore_record(place, &name),
            Some(after) => {
                let intent = Intent {
                    name: name.clone(),
                    seen: Some(after.clone()),
                    made: Some(before.clone()),
                };
                self.intend(place, &intent, |tab| {
                    for_kind(name.0, Back(tab, after, before))
                })
            }
        }
    }
}

/// The session that goes and comes back with a record, if any does.
fn session_of(name: &Name, record: &Value) -> Option<RecordId> {
    match name.0 {
        Collection::PracticeSessions => Some(name.1.clone()),
        Collection::LogbookEntries => record["sessionId"].as_str().map(RecordId::from),
        _ => None,
    }
}

/// Whether a record is that session, or one of its logs.
fn belongs_to(session: Option<&RecordId>, name: &Name, record: &Value) -> bool {
    session.is_some_and(|session| match name.0 {
        Collection::PracticeSessions => name.1 == *session,
        Collection::PracticeLogs => record["sessionId"] == *session.0,
        _ => false,
    })
}

/// The name of a record that was deleted.
pub(super) fn trashed_name(trashed: &Trashed) -> Name {
    let collection = match &trashed.record {
        AnyRecord::Piece(_) => Collection::Pieces,
        AnyRecord::Session(_) => Collection::PracticeSessions,
        AnyRecord::Log(_) => Collection::PracticeLogs,
        AnyRecord::Entry(_) => Collection::LogbookEntries,
        AnyRecord::Goal(_) => Collection::Goals,
    };
    (collection, trashed.record.id().clone())
}

/// A way to change a record.
pub(super) trait Change {
    /// The only kind of record that it is for.
    fn only(&self) -> Option<Collection> {
        None
    }
    /// Says whether it changed anything.
    fn change<R: Written>(&self, record: &mut R, pen: &mut Pen<'_>) -> bool;
}

struct Edit;
pub(super) struct TypeOn;
pub(super) struct Toggle;
pub(super) struct Rename;
pub(super) struct TagMuch;

impl Change for Edit {
    fn change<R: Written>(&self, record: &mut R, pen: &mut Pen<'_>) -> bool {
        record.edit(pen);
        true
    }
}

impl Change for TypeOn {
    fn change<R: Written>(&self, record: &mut R, pen: &mut Pen<'_>) -> bool {
        type_on(record, pen)
    }
}

impl Change for Toggle {
    fn only(&self) -> Option<Collection> {
        Some(Goal::COLLECTION)
    }

    fn change<R: Written>(&self, record: &mut R, pen: &mut Pen<'_>) -> bool {
        let goal: &mut dyn std::any::Any = record;
        goal.downcast_mut().is_some_and(|goal| toggle(goal, pen))
    }
}

impl Change for Rename {
    fn only(&self) -> Option<Collection> {
        Some(Piece::COLLECTION)
    }

    fn change<R: Written>(&self, record: &mut R, pen: &mut Pen<'_>) -> bool {
        let piece: &mut dyn std::any::Any = record;
        piece.downcast_mut::<Piece>().is_some_and(|piece| {
            piece.title = pen.text("title");
            true
        })
    }
}

impl Change for TagMuch {
    fn only(&self) -> Option<Collection> {
        Some(LogbookEntry::COLLECTION)
    }

    fn change<R: Written>(&self, record: &mut R, pen: &mut Pen<'_>) -> bool {
        let entry: &mut dyn std::any::Any = record;
        entry
            .downcast_mut()
            .is_some_and(|entry| tag_much(entry, pen))
    }
}
