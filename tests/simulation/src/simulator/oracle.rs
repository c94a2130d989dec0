//! What must be true, known from what people did and had seen when they did it, rather than from what the program says.
//!
//! Each thing that somebody does to a record is an event, and each version of the record, by its write id, stands for the
//! events that its writer knew of. A version that a merge made stands for those of both sides.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;
use shared_model::{Collection, RecordId};

use super::content::{Content, PROGRESS, is_list};

/// Whose a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Owner {
    /// An account.
    Person(usize),
    /// The anonymous user of a browser.
    Browser(usize),
}

/// A record's name.
pub(super) type Name = (Collection, RecordId);

/// Events, one bit each. Those of a record are counted from its making; the last bit stands for all that come later.
type Events = u128;

const LAST_EVENT: u32 = Events::BITS - 1;

/// Where the event of an index is among the bits.
fn bit(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(LAST_EVENT).min(LAST_EVENT)
}

/// Something that somebody did to a record.
#[derive(Clone, Debug, Default)]
struct Event {
    is_deletion: bool,
    /// What they knew of.
    past: Events,
    /// Where they wrote a value: the one before and the one after.
    values: BTreeMap<String, (Option<String>, String)>,
    /// The items that they added or removed.
    items: BTreeSet<(String, String)>,
}

/// What was ever written to a place for one value.
#[derive(Clone, Debug, Default)]
struct Values {
    /// How often each value was written.
    written: BTreeMap<String, usize>,
    /// Values that somebody saw and replaced.
    replaced: BTreeSet<String>,
}

/// An item of a list, or a line.
#[derive(Clone, Copy, Debug, Default)]
struct Item {
    /// The events that added it.
    added: Events,
    /// What those knew of who removed it.
    removed: Events,
    /// Whether it need not be there any more: somebody removed it, or the only copy was lost with good reason.
    may_be_gone: bool,
}

/// What is known of one record.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) owners: BTreeSet<Owner>,
    events: Vec<Event>,
    versions: HashMap<String, Events>,
    /// What versions came to stand for beside that. One that says all that it was merged with keeps its name.
    taken_in: HashMap<String, Events>,
    values: BTreeMap<String, Values>,
    items: BTreeMap<(String, String), Item>,
    /// Events that came to nothing: somebody else had done the same.
    said_again: Events,
    /// Whether histories were mixed in a way that leaves open what was replaced and deleted knowingly.
    is_loose: bool,
    /// Whether the only copy was lost with good reason.
    may_be_gone: bool,
}

/// Something that somebody does.
#[derive(Debug)]
pub(super) struct Deed<'a> {
    pub(super) owner: Owner,
    pub(super) name: &'a Name,
    /// What they saw.
    pub(super) seen: Option<&'a Content>,
    /// What they made of it; nothing when they deleted it.
    pub(super) made: Option<&'a Content>,
    /// The versions that it was made from, by their write ids: what was there before, and what that was merged with.
    pub(super) made_from: &'a [&'a str],
    /// The version that it became. There is none when nobody else ever heard of the record.
    pub(super) after: Option<&'a str>,
}

/// What is held of a record somewhere.
#[derive(Clone, Debug, Default)]
pub(super) struct Held {
    /// What versions that exist say.
    pub(super) contents: Vec<Content>,
    /// What is remembered beside them: bases, and what was sent.
    pub(super) remembered: Vec<Content>,
    /// The write ids of the versions.
    pub(super) versions: Vec<String>,
}

/// Everything that people did.
#[derive(Debug, Default)]
pub(super) struct Oracle {
    records: BTreeMap<Name, Known>,
    /// Accounts that were deleted. What their devices hold is nobody's until it is kept there.
    gone: BTreeSet<Owner>,
}

impl Known {
    fn new(owner: Owner) -> Self {
        Self {
            owners: BTreeSet::from([owner]),
            events: Vec::new(),
            versions: HashMap::new(),
            taken_in: HashMap::new(),
            values: BTreeMap::new(),
            items: BTreeMap::new(),
            said_again: 0,
            is_loose: false,
            may_be_gone: false,
        }
    }

    /// Whether it belongs to nobody else.
    fn is_of(&self, owner: Owner, gone: &BTreeSet<Owner>) -> bool {
        self.owners.difference(gone).eq([&owner])
    }

    fn past(&self, write_id: Option<&str>) -> Events {
        write_id
            .and_then(|id| self.versions.get(id))
            .copied()
            .unwrap_or_default()
    }

    fn past_of_all(&self, write_ids: &[&str]) -> Events {
        let pasts = write_ids.iter().map(|id| self.past(Some(id)));
        pasts.fold(0, |all, past| all | past)
    }

    fn happen(&mut self, is_deletion: bool, past: Events) -> Events {
        let bit = bit(self.events.len());
        if bit == LAST_EVENT {
            self.is_loose = true;
        }
        self.events.push(Event {
            is_deletion,
            past,
            ..Event::default()
        });
        1 << bit
    }

    fn deletions(&self) -> impl Iterator<Item = &Event> {
        self.events.iter().filter(|event| event.is_deletion)
    }

    /// What those who deleted the record knew of.
    fn deleted(&self) -> Events {
        self.deletions()
            .fold(0, |all, deletion| all | deletion.past)
    }

    /// Whether the record differs for an event that nobody who deleted it knew of. Where others wrote something else at the
    /// same time, theirs may be what is left; what was taken back is not there either.
    fn leaves_trace(&self, index: usize) -> bool {
        let event = &self.events[index];
        let (known, deleted) = (event.past, self.deleted());
        let is_known = |events: Events, other: usize| events >> bit(other) & 1 == 1;
        let others = || {
            self.events
                .iter()
                .enumerate()
                .filter(|(at, _)| *at != index)
        };
        let unknown = || others().filter(|(at, _)| !is_known(known, *at));
        let own_past = || others().filter(|(at, _)| is_known(known & !deleted, *at));
        let is_replaced = |place: &String, after: &String| {
            unknown().any(|(_, other)| other.values.contains_key(place))
                || own_past().any(|(_, other)| {
                    let before = other
                        .values
                        .get(place)
                        .and_then(|(before, _)| before.as_ref());
                    before == Some(after)
                })
        };
        // What was added and taken back, or the other way round, by events of which the deleter knew neither.
        let is_taken_back = |key: &(String, String)| {
            let events = self.events.iter().enumerate();
            let unseen = events.filter(|(at, event)| {
                !is_known(deleted, *at) && !event.is_deletion && event.items.contains(key)
            });
            unseen.count() % 2 == 0
        };
        // To who deleted it and knew of no other deletion, nothing happened when it was brought back as it was.
        let mut deletions = others().filter(|(_, other)| other.is_deletion);
        let is_brought_back = deletions.clone().any(|(at, _)| is_known(known, at));
        let is_nothing_new = is_brought_back && deletions.any(|(at, _)| !is_known(known, at));
        let was_known = |is_said: &dyn Fn(&Event) -> bool| {
            is_nothing_new && others().any(|(at, other)| is_known(deleted, at) && is_said(other))
        };
        let is_old_value = |place: &String, after: &String| {
            was_known(&|other| matches!(other.values.get(place), Some((_, it)) if it == after))
        };
        let is_gone = |key: &(String, String)| {
            unknown().any(|(_, other)| other.items.contains(key))
                || is_taken_back(key)
                || was_known(&|other| other.items.contains(key))
        };
        let mut values = event.values.iter();
        !values.all(|(place, (_, after))| is_replaced(place, after) || is_old_value(place, after))
            || !event.items.iter().all(is_gone)
    }

    /// The events that nobody who deleted the record knew of.
    fn undeleted(&self) -> Events {
        let deleted = self.deleted();
        let live = self
            .events
            .iter()
            .enumerate()
            .filter(|(_, it)| !it.is_deletion);
        live.fold(0, |all, (index, _)| all | 1 << bit(index)) & !deleted
    }

    fn write(&mut self, content: &Content, seen: Option<&Content>, past: Events, event: Events) {
        let mut written = Event::default();
        for (place, value) in &content.values {
            let before = seen.and_then(|seen| seen.values.get(place));
            if before != Some(value) {
                let values = self.values.entry(place.clone()).or_default();
                *values.written.entry(value.clone()).or_default() += 1;
                values.replaced.extend(before.cloned());
                let change = (before.cloned(), value.clone());
                written.values.insert(place.clone(), change);
            }
        }
        for key in content.items.keys() {
            if seen.is_none_or(|seen| !seen.items.contains_key(key)) {
                self.items.entry(key.clone()).or_default().added |= event;
                written.items.insert(key.clone());
            }
        }
        for key in seen.into_iter().flat_map(|seen| seen.items.keys()) {
            if !content.items.contains_key(key) {
                let item = self.items.entry(key.clone()).or_default();
                item.may_be_gone = true;
                item.removed |= past;
                written.items.insert(key.clone());
            }
        }
        if let Some(event) = self.events.last_mut() {
            (event.values, event.items) = (written.values, written.items);
        }
    }
}

impl Oracle {
    pub(super) fn get(&self, name: &Name) -> Option<&Known> {
        self.records.get(name)
    }

    /// How many records there were, and of how many it is known what everybody did and had seen.
    pub(super) fn count(&self) -> (usize, usize) {
        let records = self.records.values();
        let known = records.filter(|known| !known.is_loose && !known.may_be_gone);
        (self.records.len(), known.count())
    }

    /// Whether a version stands for everything that another one stands for.
    pub(super) fn includes(&self, name: &Name, version: &str, other: &str) -> bool {
        self.records.get(name).is_some_and(|known| {
            version == other || known.past(Some(other)) & !known.past(Some(version)) == 0
        })
    }

    /// Whether the values that two versions have in one place were both given to it without knowing of the other, and both
    /// are others than before. What each was made from and is, by write ids, and its value.
    pub(super) fn is_contested(
        &self,
        name: &Name,
        place: &str,
        sides: [(&[&str], &str); 2],
    ) -> bool {
        let Some(known) = self.records.get(name).filter(|known| !known.is_loose) else {
            return false;
        };
        let is_known = |(ids, _): (&[&str], &str)| {
            ids.last()
                .is_some_and(|own| known.versions.contains_key(*own))
        };
        if !sides.into_iter().all(is_known) {
            return false;
        }
        let pasts = sides.map(|(ids, _)| {
            let taken_in = ids.iter().filter_map(|id| known.taken_in.get(*id));
            taken_in.fold(known.past_of_all(ids), |all, past| all | past)
        });
        let both = pasts[0] & pasts[1];
        let wrote = |events: Events| {
            let all = known.events.iter().enumerate().rev();
            let known = all.filter(move |(index, _)| events >> bit(*index) & 1 == 1);
            known.filter_map(|(index, event)| Some((index, &event.values.get(place)?.1)))
        };
        let is_new = |events: Events, value: &str| {
            let last = wrote(events).next();
            let is_last =
                last.is_some_and(|(index, it)| it == value && both >> bit(index) & 1 == 0);
            is_last && wrote(both).all(|(_, it)| it != value)
        };
        let mut sides = pasts.into_iter().zip(sides);
        sides.all(|(past, (_, value))| is_new(past, value))
    }

    /// Somebody does something.
    pub(super) fn happened(&mut self, deed: &Deed<'_>) {
        let known = self
            .records
            .entry(deed.name.clone())
            .or_insert_with(|| Known::new(deed.owner));
        if known.owners.insert(deed.owner) {
            known.is_loose = true;
        }
        if deed.seen.is_some() && deed.made_from.is_empty() {
            // What was seen had been taken off the device meanwhile: nothing says what this was made from.
            known.is_loose = true;
        }
        if deed.made.is_none() && deed.after.is_none() {
            // Nothing is left of it that another tab, which has not seen the deletion, could be told of.
            known.is_loose = true;
        }
        let past = known.past_of_all(deed.made_from);
        let event = known.happen(deed.made.is_none(), past);
        if let Some(made) = deed.made {
            known.write(made, deed.seen, past, event);
        }
        if let Some(after) = deed.after {
            known.versions.insert(after.to_owned(), past | event);
        }
    }

    /// A version appeared that nobody wrote by hand: what it was made from is all that its maker knew.
    pub(super) fn merged(&mut self, name: &Name, write_id: &str, made_from: &[&str]) {
        if let Some(known) = self.records.get_mut(name) {
            let past = known.past_of_all(made_from);
            let of_version = match known.versions.contains_key(write_id) {
                true => &mut known.taken_in,
                false => &mut known.versions,
            };
            *of_version.entry(write_id.to_owned()).or_default() |= past;
        }
    }

    /// A version was given up for another one, which says all that it says.
    pub(super) fn said_again(&mut self, name: &Name, given_up: Option<&str>, other: &str) {
        if let Some(known) = self.records.get_mut(name) {
            known.said_again |= known.past(given_up) & !known.past(Some(other));
        }
    }

    /// A record of a browser's anonymous user moves into an account, or one of an account that is gone to a browser. Other
    /// browsers may hold that one too.
    pub(super) fn moved(&mut self, name: &Name, from: Owner, to: Owner) {
        let Some(known) = self.records.get_mut(name) else {
            return;
        };
        let is_moved = if self.gone.contains(&from) {
            known.owners.contains(&from)
        } else {
            known.owners.remove(&from)
        };
        if is_moved && !known.owners.insert(to) {
            known.is_loose = true;
        }
    }

    /// An account is deleted, with everything in it.
    pub(super) fn account_deleted(&mut self, account: Owner) {
        for known in self.records.values_mut() {
            if known.owners.contains(&account) {
                known.may_be_gone = true;
                known.is_loose = true;
            }
        }
        self.gone.insert(account);
    }

    /// A record of an account that is gone is kept in a browser as it was there.
    pub(super) fn kept(&mut self, name: &Name, browser: usize, content: &Content) {
        if let Some(known) = self.records.get_mut(name)
            && known.is_of(Owner::Browser(browser), &self.gone)
        {
            known.may_be_gone = false;
            known.is_loose = true;
            for (key, item) in &mut known.items {
                item.may_be_gone |= !content.items.contains_key(key);
            }
        }
    }

    /// Something was lost with good reason: what is not held any more need not be there, and what is still held may
    /// come back where it had been replaced.
    pub(super) fn lost(&mut self, held: &BTreeMap<Name, Held>) {
        let nothing = Held::default();
        for (name, known) in &mut self.records {
            let held = held.get(name).unwrap_or(&nothing);
            if held.contents.is_empty() {
                known.may_be_gone = true;
            }
            let versions = held.versions.iter();
            let held_events = versions.fold(0, |all, version| all | known.past(Some(version)));
            let all = (0..known.events.len()).fold(0, |all, index| all | 1 << bit(index));
            // What was lost may be a deletion, or an edit that would have outlived one.
            known.is_loose |= all & !held_events != 0 || known.deletions().next().is_some();
            for (key, item) in &mut known.items {
                let is_held = held
                    .contents
                    .iter()
                    .any(|content| content.items.contains_key(key));
                item.may_be_gone |= !is_held;
            }
            for (place, values) in &mut known.values {
                let all = held.contents.iter().chain(&held.remembered);
                let held: BTreeSet<&String> = all
                    .filter_map(|content| content.values.get(place))
                    .collect();
                let newest_is_held = values
                    .written
                    .keys()
                    .any(|value| held.contains(value) && !values.replaced.contains(value));
                if newest_is_held {
                    values.replaced.retain(|value| !held.contains(value));
                } else {
                    // An older one may be held, or on its way to the server.
                    values.replaced.clear();
                }
            }
        }
    }

    /// The server forgot versions of these records. What was deleted of a version that it no longer knows stays deleted,
    /// whoever else edited it.
    pub(super) fn forgotten<'a>(&mut self, names: impl Iterator<Item = &'a Name>) {
        for name in names {
            if let Some(known) = self.records.get_mut(name) {
                known.is_loose = true;
            }
        }
    }

    /// Whether a person's journal is as it must be.
    pub(super) fn check_journal(
        &self,
        owner: Owner,
        journal: &BTreeMap<Name, Content>,
    ) -> Result<(), (Name, String)> {
        for (name, known) in &self.records {
            if known.owners.contains(&owner) {
                let is_only_owner = known.is_of(owner, &self.gone);
                let copies: Vec<&Content> = copies_of(name, journal).collect();
                known
                    .check(journal.get(name), &copies, is_only_owner)
                    .map_err(|wrong| (name.clone(), wrong))?;
            }
        }
        for name in journal.keys().filter(|(_, id)| !id.is_copy()) {
            let is_theirs = self
                .records
                .get(name)
                .is_some_and(|known| known.owners.contains(&owner));
            if !is_theirs {
                return Err((
                    name.clone(),
                    format!("{owner:?} has a record of somebody else"),
                ));
            }
        }
        Ok(())
    }

    /// Records that must still exist in the journal of somebody anonymous.
    pub(super) fn must_exist(&self, owner: Owner) -> impl Iterator<Item = &Name> {
        self.records.iter().filter_map(move |(name, known)| {
            let must = known.is_of(owner, &self.gone)
                && known.deletions().next().is_none()
                && !known.may_be_gone;
            must.then_some(name)
        })
    }
}

/// What a device kept of a record beside it, where the two could not be merged.
fn copies_of<'a>(
    (collection, id): &'a Name,
    journal: &'a BTreeMap<Name, Content>,
) -> impl Iterator<Item = &'a Content> {
    let copies = journal.iter().filter(move |((of, copy), _)| {
        of == collection && copy.is_copy() && copy.as_str().ends_with(id.as_str())
    });
    copies.map(|(_, content)| content)
}

impl Known {
    fn check(
        &self,
        found: Option<&Content>,
        copies: &[&Content],
        is_only_owner: bool,
    ) -> Result<(), String> {
        let was_deleted = self.deletions().next().is_some();
        let undeleted = self.undeleted();
        let Some(content) = found else {
            let must_stay = |index: usize| {
                undeleted & !self.said_again & 1 << bit(index) != 0 && self.leaves_trace(index)
            };
            let is_deleted = !(0..self.events.len()).any(must_stay);
            let may_be_gone = self.may_be_gone
                || (was_deleted && !copies.is_empty())
                || (was_deleted && (self.is_loose || is_deleted))
                || (self.is_loose && !is_only_owner);
            return if may_be_gone {
                Ok(())
            } else if was_deleted {
                Err("is gone, although it was edited or restored by somebody who had not seen that it was deleted".to_owned())
            } else {
                Err("is lost".to_owned())
            };
        };
        if was_deleted && !self.is_loose && undeleted == 0 {
            return Err(
                "is back, although it was deleted by somebody who knew all of it".to_owned(),
            );
        }
        self.check_values(content, copies, was_deleted)?;
        self.check_items(content, copies, undeleted, is_only_owner)?;
        // Where two sides together were too much, each stays as a whole: what one of them took out is in the other's record.
        match was_deleted || self.is_loose || !copies.is_empty() {
            true => Ok(()),
            false => self.check_removed(content),
        }
    }

    /// What somebody took out of a list is not back, unless somebody else put it there who had not seen that.
    fn check_removed(&self, content: &Content) -> Result<(), String> {
        let mut listed = content.items.keys().filter(|(field, _)| is_list(field));
        let is_back = |item: &Item| item.removed != 0 && item.added & !item.removed == 0;
        match listed.find(|key| self.items.get(*key).is_some_and(is_back)) {
            None => Ok(()),
            Some((field, item)) => Err(format!("has {item:?} in {field} again, which was removed")),
        }
    }

    fn check_values(
        &self,
        content: &Content,
        copies: &[&Content],
        was_deleted: bool,
    ) -> Result<(), String> {
        // Progress follows from the milestones, where there ever were any.
        let had_milestones = self.items.keys().any(|(field, _)| field == "milestones");
        for (place, value) in &content.values {
            let is_in_copies = |copy: &&Content| copy.values.get(place) == Some(value);
            if !copies.iter().all(is_in_copies) {
                // What somebody wrote in its place is there.
                continue;
            }
            if *place == PROGRESS.join("+") && had_milestones {
                continue;
            }
            let Some(values) = self.values.get(place) else {
                return Err(format!("has {place} {value}, which nobody ever wrote"));
            };
            match values.written.get(value) {
                None => return Err(format!("has {place} {value}, which nobody wrote")),
                // What was written twice may be there because of the second time.
                Some(1) if values.replaced.contains(value) && !was_deleted && !self.is_loose => {
                    return Err(format!("has {place} {value}, which somebody replaced"));
                }
                Some(_) => {}
            }
        }
        Ok(())
    }

    fn check_items(
        &self,
        content: &Content,
        copies: &[&Content],
        undeleted: Events,
        is_only_owner: bool,
    ) -> Result<(), String> {
        for ((field, item), count) in &content.items {
            if !self.items.contains_key(&(field.clone(), item.clone())) {
                return Err(format!("has {item:?} in {field}, which nobody wrote"));
            }
            if *count > 1 {
                return Err(format!("has {item:?} {count} times in {field}"));
            }
        }
        for (key, item) in &self.items {
            let must_be_there = !item.may_be_gone
                && item.added & undeleted != 0
                && (is_only_owner || !self.is_loose);
            let mut kept = std::iter::once(content).chain(copies.iter().copied());
            if must_be_there && !kept.any(|content| content.items.contains_key(key)) {
                let (field, item) = key;
                return Err(format!("has lost {item:?} of {field}"));
            }
        }
        Ok(())
    }
}

/// A text of a stored record.
pub(super) fn text<'a>(value: &'a Value, field: &str) -> Option<&'a str> {
    value[field].as_str()
}
