//! Does the steps of a plan, to the real client and the real server.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use api_worker::sqlite::Sqlite;
use client_core::{AnonymousData, SaveError, StoreError};
use pollster::block_on;
use serde_json::{Value, json};
use shared_model::records::Record;
use shared_model::{Collection, Goal, Piece, RecordId, Timestamp};

use super::browser::{Browser, Draft, Tab, content_of, parse_key, to_value};
use super::chance::Chance;
use super::content::{Content, PROGRESS};
use super::coverage::{Coverage, Watch};
use super::edits::{ForKind, Pen, Written, for_kind, toggle, type_on};
use super::faults::Fault;
use super::operator::{EMAILS, Operator, Row};
use super::oracle::{Deed, Held, Name, Oracle, Owner, text};
use super::settle;
use super::steps::{Action, PEOPLE, Plan, Step};
use super::wire::{Failing, Fates, Internet};
use crate::World;

/// A field of a version of the app that does not exist yet.
const UNKNOWN_FIELD: &str = "weather";
const YEAR_MILLIS: i64 = 365 * 86_400_000;

/// Why a run stopped.
#[derive(Clone, Debug)]
pub(super) struct Stop {
    pub(super) reason: String,
    pub(super) trace: Vec<String>,
}

/// A run.
pub(super) struct Run {
    pub(super) world: Rc<World>,
    pub(super) operator: Operator,
    pub(super) internet: Rc<Internet>,
    pub(super) browsers: Vec<Browser>,
    pub(super) oracle: Oracle,
    pub(super) watch: Watch,
    faults: Vec<Fault>,
    backup: Option<Sqlite>,
    /// What each account held when its backup was paused.
    paused: [Option<BTreeMap<Name, Row>>; PEOPLE],
    /// Records that were deleted, as they were.
    trash: Vec<(Owner, Name, Value)>,
    now: i64,
    written: i64,
    index: usize,
    trace: Vec<String>,
}

/// Something that somebody is about to do to a record.
pub(super) struct Intent {
    name: Name,
    seen: Option<Value>,
    made: Option<Value>,
}

pub(super) fn run(plan: &Plan) -> Result<Coverage, Stop> {
    let mut run = Run::new(plan);
    match run.go_through(plan) {
        Ok(()) => Ok(run.watch.into_coverage()),
        Err(reason) => Err(Stop {
            reason,
            trace: run.trace,
        }),
    }
}

pub(super) fn trace(plan: &Plan) -> Vec<String> {
    let mut run = Run::new(plan);
    let end = run.go_through(plan).err();
    run.trace.extend(end);
    run.trace
}

/// Something that must hold does not, about one record.
pub(super) fn about(name: &Name, wrong: &str) -> String {
    format!("{} {wrong}", called(name))
}

/// A record's name, short.
fn called((collection, id): &Name) -> String {
    let id = id.as_str();
    let end = id.get(id.len().saturating_sub(6)..).unwrap_or(id);
    format!("{} ..{end}", collection.table())
}

impl Run {
    fn new(plan: &Plan) -> Self {
        let (world, operator) = Operator::new();
        let world = Rc::new(world);
        let now = 1_700_000_000_000;
        let internet = Rc::new(Internet::new(Rc::clone(&world)));
        let browsers = plan.setup.browsers.iter().map(|setup| {
            Browser::open(setup.clone(), &internet, now).expect("an empty store opens")
        });
        let browsers = browsers.collect();
        Self {
            world,
            operator,
            internet,
            browsers,
            oracle: Oracle::default(),
            watch: Watch::default(),
            faults: plan.setup.faults.clone(),
            backup: None,
            paused: Default::default(),
            trash: Vec::new(),
            now,
            written: 0,
            index: 0,
            trace: plan
                .setup
                .browsers
                .iter()
                .enumerate()
                .map(|(index, browser)| format!("browser {index}: {browser:?}"))
                .collect(),
        }
    }

    fn go_through(&mut self, plan: &Plan) -> Result<(), String> {
        for step in &plan.steps {
            self.step(step)?;
        }
        self.note("peace".to_owned());
        settle::settle(self)
    }

    pub(super) fn note(&mut self, text: String) {
        self.trace.push(text);
    }

    fn step(&mut self, step: &Step) -> Result<(), String> {
        let mut chance = Chance::new(step.salt);
        self.index += 1;
        let millis = 1 + i64::try_from(chance.below(5_000)).unwrap_or_default();
        self.pass(millis);
        let at = self.trace.len();
        let (browser, tab) = (step.browser, step.tab);
        let line = format!(
            "{:>3} browser {browser} tab {tab}: {}",
            self.index,
            step.action.name()
        );
        self.note(line.clone());
        self.browsers[browser].tabs[tab].forget_drafts_of_others();
        if self.tab(browser, tab).store.is_behind() {
            self.watch.fault(self.index, Some(browser), Fault::StaleTab);
        }
        let done = self.act(step, &mut chance)?;
        match done {
            Some(what) => {
                self.trace[at] = format!("{line} {what}");
                self.watch.step(self.index, browser, step.action);
            }
            None => drop(self.trace.remove(at)),
        }
        self.after(browser)
    }

    /// Time goes by, for everybody.
    pub(super) fn pass(&mut self, millis: i64) {
        self.now += millis;
        for browser in &self.browsers {
            browser.set_clock(self.now);
        }
    }

    pub(super) fn tab(&self, browser: usize, tab: usize) -> &Tab {
        &self.browsers[browser].tabs[tab]
    }

    fn tab_mut(&mut self, step: &Step) -> &mut Tab {
        &mut self.browsers[step.browser].tabs[step.tab]
    }

    /// Does a step. Nothing comes of one that makes no sense now.
    fn act(&mut self, step: &Step, chance: &mut Chance) -> Result<Option<String>, String> {
        let place = (step.browser, step.tab);
        match step.action {
            Action::Create => self.create(place, chance),
            Action::Edit => self.edit(place, chance),
            Action::TypeOn => self.change(place, chance, TypeOn),
            Action::Toggle => self.change(place, chance, Toggle),
            Action::RenamePiece => self.change(place, chance, Rename),
            Action::OpenForm => Ok(self.open_form(step, chance)),
            Action::Delete => self.delete(place, chance),
            Action::Restore => self.restore(place, chance),
            Action::Undo => self.undo(place),
            Action::SignIn => self.sign_in(place, chance),
            Action::SignOut => self.sign_out(place, chance, true),
            Action::SignOutOffline => self.sign_out(place, chance, false),
            Action::Pause => self.set_cloud_storage(place, false),
            Action::Resume => self.set_cloud_storage(place, true),
            Action::PageOlder => {
                self.tab(step.browser, step.tab).journal().ask_for_older();
                self.start_sync(place, chance)
            }
            Action::SessionEnds => Ok(self.end_sessions(place)),
            Action::Sync => self.start_sync(place, chance),
            Action::Network => self.move_network(place, chance),
            Action::Late => Ok(self.deliver_late(chance)),
            Action::CatchUp => {
                let arrived = self
                    .tab(place.0, place.1)
                    .store
                    .catch_up(1 + chance.below(4));
                Ok((arrived > 0).then(|| format!("with {arrived} writes")))
            }
            Action::Hear => {
                let heard = self.tab(place.0, place.1).hear().map_err(refused)?;
                Ok(heard.then(String::new))
            }
            Action::Reload => self.reload(place, chance),
            Action::MakeRoom => {
                let quota = self.browsers[step.browser].storage.quota.take();
                self.watch.last(step.browser, Fault::Full, false);
                Ok(quota.map(|_| String::new()))
            }
            Action::BackUp => {
                self.backup = Some(self.world.backup());
                Ok(Some(String::new()))
            }
            Action::Wrong(fault) => {
                let done = self.go_wrong(fault, place, chance)?;
                if done.is_some() {
                    let place = (fault != Fault::Restored).then_some(step.browser);
                    self.watch.fault(self.index, place, fault);
                }
                Ok(done)
            }
        }
    }

    /// What follows from a step, and what must hold after each.
    fn after(&mut self, browser: usize) -> Result<(), String> {
        self.observe(browser, None, false)?;
        let noted: Vec<Fault> = self.browsers[browser]
            .tabs
            .iter()
            .flat_map(|tab| tab.wire.take_noted())
            .collect();
        for fault in noted {
            self.watch.fault(self.index, Some(browser), fault);
        }
        if self.browsers[browser].storage.is_dead.get() {
            self.note(format!("    browser {browser} is dead and opened again"));
            self.watch.fault(self.index, Some(browser), Fault::Killed);
            self.reopen(browser, &mut Chance::new(0))?;
        }
        let dies_soon = self.browsers[browser].storage.writes_left.get().is_some();
        if dies_soon || !self.faults.contains(&Fault::StaleTab) {
            self.browsers[browser].catch_up();
        }
        Ok(())
    }

    fn owner(&self, browser: usize, user_id: &str) -> Owner {
        self.operator
            .person(user_id)
            .map_or(Owner::Browser(browser), Owner::Person)
    }

    pub(super) fn user(&self, (browser, tab): (usize, usize)) -> Owner {
        let user = self.tab(browser, tab).client.auth().user();
        self.owner(browser, user.id.as_str())
    }
}

/// What the oracle learns from what is written.
impl Run {
    /// Looks at what was written to a browser's store: by somebody who did something, and by the program.
    /// `moves` is whether records may move into an account now, or leave the store although they were not backed up.
    pub(super) fn observe(
        &mut self,
        browser: usize,
        mut intent: Option<&Intent>,
        moves: bool,
    ) -> Result<(), String> {
        for mutation in self.browsers[browser].storage.take_observed() {
            let Some(name) = parse_key(&mutation.key) else {
                continue;
            };
            let (before, after) = (
                parse(mutation.before.as_deref()),
                parse(mutation.after.as_deref()),
            );
            let deed = intent.take_if(|intent| intent.name == name);
            match &after {
                Some(after) => {
                    let owner = self.owner(browser, text(after, "userId").unwrap_or_default());
                    if moves && matches!(owner, Owner::Person(_)) {
                        self.oracle.moved(&name, browser, owner);
                    }
                    self.observe_version(browser, &name, before.as_ref(), after, deed)?;
                }
                None if deed.is_some() => {
                    let before = before.unwrap_or_default();
                    let owner = self.owner(browser, text(&before, "userId").unwrap_or_default());
                    self.happened(owner, &name, deed, text(&before, "writeId"), None);
                }
                None => {
                    // A deletion of which nobody else ever heard may be forgotten.
                    let is_unsynced = before.is_some_and(|before| {
                        let is_known_elsewhere =
                            before.get("base").is_some() || before.get("sent").is_some();
                        before["isSynced"] == false
                            && (is_known_elsewhere || before.get("deletedAt").is_none())
                    });
                    if is_unsynced && !moves {
                        let wrong = about(&name, "was not backed up and left the store");
                        return Err(self.history(&name, &wrong));
                    }
                }
            }
        }
        Ok(())
    }

    fn observe_version(
        &mut self,
        browser: usize,
        name: &Name,
        before: Option<&Value>,
        after: &Value,
        deed: Option<&Intent>,
    ) -> Result<(), String> {
        let owner = self.owner(browser, text(after, "userId").unwrap_or_default());
        let version = text(after, "writeId").unwrap_or_default();
        let write_before = before.and_then(|before| text(before, "writeId"));
        if deed.is_some() {
            // A record that was in memory only is not in the store before.
            let made_from = write_before.or_else(|| text(&after["base"], "writeId"));
            self.happened(owner, name, deed, made_from, Some(version));
        } else {
            let lineage = after["from"].as_array().into_iter().flatten();
            let made_from: Vec<&str> = write_before
                .into_iter()
                .chain(text(&after["base"], "writeId"))
                .chain(lineage.filter_map(Value::as_str))
                .collect();
            self.oracle.merged(name, version, &made_from);
        }
        let may_be_here = match owner {
            Owner::Person(person) => self.browsers[browser].setup.people.contains(&person),
            Owner::Browser(_) => true,
        };
        let is_theirs = self
            .oracle
            .get(name)
            .is_some_and(|known| known.owners.contains(&owner));
        if !may_be_here || !(is_theirs || name.1.is_copy()) {
            let wrong = about(
                name,
                &format!("is stored as {owner:?}'s in browser {browser}"),
            );
            return Err(self.history(name, &wrong));
        }
        let had = before.and_then(|before| before.get(UNKNOWN_FIELD));
        let is_same_user = before.is_some_and(|before| before["userId"] == after["userId"]);
        if had.is_some() && is_same_user && after.get(UNKNOWN_FIELD).is_none() {
            return Err(about(
                name,
                "has lost a field of a newer version of the app",
            ));
        }
        Ok(())
    }

    fn happened(
        &mut self,
        owner: Owner,
        name: &Name,
        deed: Option<&Intent>,
        before: Option<&str>,
        after: Option<&str>,
    ) {
        let Some(Intent { seen, made, .. }) = deed else {
            return;
        };
        let content = |value: &Option<Value>| value.as_ref().map(|it| content_of(name.0, it));
        let (seen, made) = (content(seen), content(made));
        self.oracle.happened(&Deed {
            owner,
            name,
            seen: seen.as_ref(),
            made: made.as_ref(),
            before,
            after,
        });
    }

    /// Everything that is held anywhere.
    fn held(&self) -> Result<BTreeMap<Name, Held>, String> {
        let mut held: BTreeMap<Name, Held> = BTreeMap::new();
        for browser in &self.browsers {
            for (name, _, value) in browser.records() {
                let held = held.entry(name.clone()).or_default();
                held.versions
                    .extend(text(&value, "writeId").map(str::to_owned));
                if value.get("deletedAt").is_none() {
                    held.contents.push(content_of(name.0, &value));
                }
                for remembered in ["base", "sent"] {
                    if let Some(version) = value.get(remembered) {
                        held.remembered.push(content_of(name.0, version));
                    }
                }
            }
        }
        for person in 0..PEOPLE {
            for (name, row) in self.operator.look(&self.world, person)? {
                let contents = row.record.map(|record| content_of(name.0, &record));
                let held = held.entry(name).or_default();
                held.contents.extend(contents);
                held.versions.push(row.write_id);
            }
        }
        Ok(held)
    }

    fn lose(&mut self) -> Result<(), String> {
        let held = self.held()?;
        self.oracle.lost(&held);
        Ok(())
    }
}

/// What people do to records.
impl Run {
    /// Does something to a record, and tells the oracle. What was saved must be in the store.
    fn intend(
        &mut self,
        place: (usize, usize),
        intent: &Intent,
        act: impl FnOnce(&Tab) -> Result<(), SaveError>,
    ) -> Result<Option<String>, String> {
        self.observe(place.0, None, false)?;
        let result = act(self.tab(place.0, place.1));
        self.observe(place.0, result.is_ok().then_some(intent), false)?;
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
    fn is_stored(&self, place: (usize, usize), intent: &Intent) -> Result<(), String> {
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

    fn pen<'a>(&'a mut self, place: (usize, usize), chance: &'a mut Chance) -> Pen<'a> {
        Pen {
            now: self.tab(place.0, place.1).journal().now(),
            chance,
            written: &mut self.written,
        }
    }

    fn create(
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
            (1, Collection::Pieces),
            (1, Collection::PracticeSessions),
            (2, Collection::PracticeLogs),
            (4, Collection::LogbookEntries),
            (3, Collection::Goals),
        ];
        let collection = *chance.weighted(&collection).expect("there are collections");
        let run = self;
        for_kind(collection, Create { run, place, chance })
    }

    /// A record that the tab shows. A few are picked more often, so that people meet.
    fn pick(&self, place: (usize, usize), chance: &mut Chance) -> Option<Name> {
        let shown = self.tab(place.0, place.1).shown();
        let names: Vec<&Name> = shown.keys().collect();
        let many = if chance.once_in(2) {
            names.len()
        } else {
            3.min(names.len())
        };
        names.get(chance.below(many)).map(|name| (*name).clone())
    }

    fn edit(
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
    fn change(
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
                let names: Vec<Name> = shown.into_keys().filter(|it| it.0 == collection).collect();
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
    fn submit(
        &mut self,
        place: (usize, usize),
        form: &Draft,
        chance: &mut Chance,
    ) -> Result<Option<String>, String> {
        self.change_seen(place, form.name.clone(), form.before.clone(), chance, Edit)
    }

    fn change_seen<C: Change>(
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

    fn open_form(&mut self, step: &Step, chance: &mut Chance) -> Option<String> {
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

    fn delete(
        &mut self,
        place: (usize, usize),
        chance: &mut Chance,
    ) -> Result<Option<String>, String> {
        struct Delete<'a>(&'a Tab, &'a RecordId);
        impl ForKind for Delete<'_> {
            type Output = Result<(), SaveError>;

            fn call<R: Written>(self) -> Self::Output {
                self.0.journal().delete::<R>(self.1).map(drop)
            }
        }
        let Some(name) = self.pick(place, chance) else {
            return Ok(None);
        };
        let seen = self.tab(place.0, place.1).shown().remove(&name);
        let intent = Intent {
            name: name.clone(),
            seen: seen.clone(),
            made: None,
        };
        let done = self.intend(place, &intent, |tab| for_kind(name.0, Delete(tab, &name.1)))?;
        if let Some(seen) = seen {
            self.trash.push((self.user(place), name, seen));
        }
        Ok(done)
    }

    /// Somebody brings back a record that was deleted, as it was.
    fn restore(
        &mut self,
        place: (usize, usize),
        chance: &mut Chance,
    ) -> Result<Option<String>, String> {
        // Who does not know that it was deleted cannot restore it.
        let (user, tab) = (self.user(place), self.tab(place.0, place.1));
        let of_user: Vec<usize> = (0..self.trash.len())
            .filter(|index| {
                let (owner, name, _) = &self.trash[*index];
                let stored = tab.stored(name);
                *owner == user && stored.is_some_and(|stored| stored.get("deletedAt").is_some())
            })
            .collect();
        let Some(index) = chance.pick(&of_user) else {
            return Ok(None);
        };
        let (_, name, record) = self.trash.remove(*index);
        self.save_again(place, &name, record)
    }

    fn save_again(
        &mut self,
        place: (usize, usize),
        name: &Name,
        record: Value,
    ) -> Result<Option<String>, String> {
        struct Save<'a>(&'a Tab, Value);
        impl ForKind for Save<'_> {
            type Output = Result<(), SaveError>;

            fn call<R: Written>(self) -> Self::Output {
                match serde_json::from_value::<R>(self.1) {
                    Ok(record) => self.0.journal().save(record),
                    Err(_) => Ok(()),
                }
            }
        }
        let tab = self.tab(place.0, place.1);
        if tab
            .stored(name)
            .is_some_and(|stored| stored.get("deletedAt").is_none())
        {
            // It is back already.
            return Ok(None);
        }
        let intent = Intent {
            name: name.clone(),
            seen: None,
            made: Some(record.clone()),
        };
        self.intend(place, &intent, |tab| for_kind(name.0, Save(tab, record)))
    }

    /// Somebody takes back what they last did in this tab.
    fn undo(&mut self, place: (usize, usize)) -> Result<Option<String>, String> {
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
            None => self.save_again(place, &name, before),
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

/// A way to change a record.
trait Change {
    /// The only kind of record that it is for.
    fn only(&self) -> Option<Collection> {
        None
    }
    /// Says whether it changed anything.
    fn change<R: Written>(&self, record: &mut R, pen: &mut Pen<'_>) -> bool;
}

struct Edit;
struct TypeOn;
struct Toggle;
struct Rename;

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

/// Signing in and out, and syncing.
impl Run {
    fn sign_in(
        &mut self,
        place: (usize, usize),
        chance: &mut Chance,
    ) -> Result<Option<String>, String> {
        let people = self.browsers[place.0].setup.people.clone();
        let person = *chance.pick(&people).expect("somebody uses every browser");
        let data = if chance.once_in(5) {
            AnonymousData::KeepHere
        } else {
            AnonymousData::Add
        };
        let is_same = self.user(place) == Owner::Person(person);
        if is_same && !chance.once_in(4) {
            return Ok(None);
        }
        let answer_lost = self.faults.contains(&Fault::AnswerLost) && chance.once_in(4);
        self.sign_in_as(place, person, data, answer_lost)?;
        Ok(Some(format!("as person {person} ({data:?})")))
    }

    pub(super) fn sign_in_as(
        &mut self,
        place: (usize, usize),
        person: usize,
        data: AnonymousData,
        answer_lost: bool,
    ) -> Result<(), String> {
        self.browsers[place.0].catch_up();
        self.observe(place.0, None, false)?;
        let tab = self.tab(place.0, place.1);
        let auth = tab.client.auth().clone();
        let world = Rc::clone(&self.world);
        let result = tab.wire.at_once(|| {
            block_on(auth.request_magic_link(EMAILS[person]))?;
            let token = world.mailed_token();
            if answer_lost {
                tab.wire.lose_next_answer();
                // The link is opened once more.
                let _ = block_on(auth.login(&token, data));
            }
            block_on(auth.login(&token, data))
        });
        if result.is_err() {
            // The store refused in the middle, as it does in a browser that is killed or full. What was written down is
            // completed at the next start.
            self.reopen(place.0, &mut Chance::new(0))?;
        }
        self.browsers[place.0].catch_up();
        self.observe(place.0, None, true)
    }

    fn sign_out(
        &mut self,
        place: (usize, usize),
        chance: &mut Chance,
        is_online: bool,
    ) -> Result<Option<String>, String> {
        self.browsers[place.0].come_to_rest().map_err(refused)?;
        let tab = self.tab(place.0, place.1);
        let unsynced = tab.journal().unsynced_count();
        let discards = chance.once_in(3);
        if tab.client.auth().user().is_anonymous || (unsynced > 0 && !discards) {
            return Ok(None);
        }
        self.observe(place.0, None, false)?;
        let tab = self.tab(place.0, place.1);
        let auth = tab.client.auth().clone();
        tab.wire.set_online(is_online);
        let result = tab.wire.at_once(|| block_on(auth.logout()));
        tab.wire.set_online(true);
        // The other tabs are told of it before anybody does anything in them.
        self.browsers[place.0].come_to_rest().map_err(refused)?;
        self.observe(place.0, None, true)?;
        if result.is_err() {
            self.reopen(place.0, chance)?;
        }
        if unsynced > 0 {
            self.lose()?;
        }
        Ok(Some(format!(
            "with {unsynced} changes that are not backed up"
        )))
    }

    /// Somebody pauses the backup, or resumes it. While it is paused the account stays as it is.
    fn set_cloud_storage(
        &mut self,
        place: (usize, usize),
        enabled: bool,
    ) -> Result<Option<String>, String> {
        let Owner::Person(person) = self.user(place) else {
            return Ok(None);
        };
        let tab = self.tab(place.0, place.1);
        let auth = tab.client.auth().clone();
        if auth.user().has_cloud_storage == enabled {
            return Ok(None);
        }
        let result = tab
            .wire
            .at_once(|| block_on(auth.set_cloud_storage(enabled)));
        if result.is_ok() {
            let now = self.operator.look(&self.world, person)?;
            if enabled {
                let before = self.paused[person].take();
                if before.is_some_and(|before| before != now) {
                    return Err(format!(
                        "the account of person {person} changed while it was paused"
                    ));
                }
            } else {
                self.paused[person] = Some(now);
            }
        }
        Ok(Some(format!("for person {person}: {result:?}")))
    }

    fn end_sessions(&mut self, place: (usize, usize)) -> Option<String> {
        let Owner::Person(person) = self.user(place) else {
            return None;
        };
        self.operator.end_sessions(&self.world, person);
        Some(format!("of person {person} everywhere"))
    }

    fn start_sync(
        &mut self,
        place: (usize, usize),
        chance: &mut Chance,
    ) -> Result<Option<String>, String> {
        let browser = &mut self.browsers[place.0];
        let is_locked =
            browser.setup.has_locks && browser.tabs.iter().any(|tab| tab.sync.is_some());
        let tab = &mut browser.tabs[place.1];
        let auth = tab.client.auth();
        let has_reason = !auth.user().is_anonymous || auth.is_logout_pending();
        if is_locked || tab.sync.is_some() || !has_reason {
            return Ok(None);
        }
        let is_network = |fault: &&Fault| Fault::OF_NETWORK.contains(fault);
        tab.wire.set_fates(Some(Fates {
            chance: chance.clone(),
            faults: self.faults.iter().filter(is_network).copied().collect(),
        }));
        let client = tab.client.clone();
        tab.sync = Some(Box::pin(async move { client.auth().sync_to_cloud().await }));
        self.poll(place);
        Ok(Some(String::new()))
    }

    /// Lets a sync go on as far as it can.
    fn poll(&mut self, place: (usize, usize)) {
        let tab = &mut self.browsers[place.0].tabs[place.1];
        let Some(sync) = &mut tab.sync else {
            return;
        };
        if let Poll::Ready(result) = sync.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            tab.sync = None;
            tab.wire.set_fates(None);
            self.note(format!(
                "    browser {} tab {} ends its sync: {result:?}",
                place.0, place.1
            ));
        }
    }

    /// Something moves on that is under way, in this tab or the next where anything is.
    fn move_network(
        &mut self,
        place: (usize, usize),
        chance: &mut Chance,
    ) -> Result<Option<String>, String> {
        let tabs: Vec<(usize, usize)> = self
            .browsers
            .iter()
            .enumerate()
            .flat_map(|(index, browser)| (0..browser.tabs.len()).map(move |tab| (index, tab)))
            .filter(|(browser, tab)| self.tab(*browser, *tab).wire.in_flight() > 0)
            .collect();
        let place = match tabs.contains(&place) {
            true => place,
            false => match chance.pick(&tabs) {
                Some(place) => *place,
                None => return Ok(None),
            },
        };
        let wire = Rc::clone(&self.tab(place.0, place.1).wire);
        let index = chance.below(wire.in_flight());
        let network: Vec<Fault> = Fault::OF_NETWORK
            .into_iter()
            .filter(|fault| self.faults.contains(fault))
            .collect();
        let what = match (chance.below(20), chance.pick(&network)) {
            (0..8, _) => {
                wire.advance(index);
                "the server goes on"
            }
            (8..12, Some(fault)) => {
                wire.go_wrong(index, *fault);
                fault.name()
            }
            _ => {
                wire.answer(index);
                "gets an answer"
            }
        };
        self.poll(place);
        // It may have been another browser's.
        self.after(place.0)?;
        Ok(Some(format!(
            "(browser {} tab {}) {what}",
            place.0, place.1
        )))
    }

    fn deliver_late(&mut self, chance: &mut Chance) -> Option<String> {
        let late = self.internet.late();
        if late == 0 {
            return None;
        }
        self.internet.deliver_late(chance.below(late));
        Some(String::new())
    }
}

/// What goes wrong.
impl Run {
    pub(super) fn reopen(&mut self, browser: usize, chance: &mut Chance) -> Result<(), String> {
        let internet = Rc::clone(&self.internet);
        self.observe(browser, None, true)?;
        self.browsers[browser]
            .reopen(&internet, chance)
            .map_err(|error| format!("browser {browser} does not open: {error}"))?;
        self.watch.last(browser, Fault::OlderVersion, false);
        self.browsers[browser].catch_up();
        self.observe(browser, None, true)
    }

    /// A tab that has heard everything shows the same after it was closed and opened again.
    fn reload(
        &mut self,
        place: (usize, usize),
        chance: &mut Chance,
    ) -> Result<Option<String>, String> {
        self.browsers[place.0].come_to_rest().map_err(refused)?;
        self.observe(place.0, None, false)?;
        let tab = self.tab(place.0, place.1);
        let (user, shown) = (tab.client.auth().user().id, tab.shown());
        let internet = Rc::clone(&self.internet);
        self.browsers[place.0]
            .reload(place.1, &internet, chance)
            .map_err(|error| format!("browser {} does not open: {error}", place.0))?;
        self.observe(place.0, None, true)?;
        let tab = self.tab(place.0, place.1);
        if tab.client.auth().user().id == user
            && let Some(name) = differs(tab, &shown)
        {
            let wrong = about(&name, "was shown and is not in the store");
            return Err(self.history(&name, &wrong));
        }
        Ok(Some(String::new()))
    }

    fn go_wrong(
        &mut self,
        fault: Fault,
        place: (usize, usize),
        chance: &mut Chance,
    ) -> Result<Option<String>, String> {
        let browser = place.0;
        match fault {
            Fault::Killed => self.kill(browser, chance),
            Fault::Full => {
                let storage = &self.browsers[browser].storage;
                storage.quota.set(Some(storage.chars() + chance.below(600)));
                self.watch.last(browser, fault, true);
                Ok(Some(String::new()))
            }
            Fault::ClockJump => {
                let years = [-1, 1][chance.below(2)];
                self.browsers[browser].offset += years * YEAR_MILLIS;
                self.watch.last(browser, fault, true);
                Ok(Some(format!("by {years} years")))
            }
            Fault::Restored => self.restore_server(),
            Fault::OlderVersion => {
                self.browsers[browser].is_old.set(true);
                self.watch.last(browser, fault, true);
                Ok(Some(String::new()))
            }
            Fault::Damaged => self.damage(place, chance),
            Fault::NewerVersion => self.write_unknown_field(place, chance),
            Fault::Poison => self.poison(place, chance),
            Fault::FailingChunk => {
                let records = self.browsers[browser].records();
                let waiting: Vec<&Name> = records
                    .iter()
                    .filter(|(_, _, value)| value["isSynced"] == false)
                    .map(|(name, _, _)| name)
                    .collect();
                let Some(name) = chance.pick(&waiting) else {
                    return Ok(None);
                };
                let how = [Failing::Error, Failing::Refused][chance.below(2)];
                self.internet.fail_for(name.1.as_str(), Some(how));
                Ok(Some(format!("for {}: {how:?}", called(name))))
            }
            _ => Ok(None),
        }
    }

    fn kill(&mut self, browser: usize, chance: &mut Chance) -> Result<Option<String>, String> {
        if chance.once_in(3) {
            // A tab that sees what it wrote replaced is the only one that knows it: that is a matter of milliseconds,
            // which nothing can make safe.
            self.browsers[browser].come_to_rest().map_err(refused)?;
            self.observe(browser, None, false)?;
            self.reopen(browser, chance)?;
            return Ok(Some("at once".to_owned()));
        }
        let writes = chance.below(10);
        self.browsers[browser].come_to_rest().map_err(refused)?;
        self.browsers[browser].storage.writes_left.set(Some(writes));
        Ok(Some(format!("after {writes} more writes")))
    }

    fn restore_server(&mut self) -> Result<Option<String>, String> {
        let Some(backup) = self.backup.take() else {
            return Ok(None);
        };
        self.world.restore(&backup);
        self.paused = Default::default();
        self.lose()?;
        Ok(Some(String::new()))
    }

    /// Closes a browser, changes a value of the current user that is in its store, and opens it again.
    fn tamper(
        &mut self,
        place: (usize, usize),
        chance: &mut Chance,
        tamper: impl FnOnce(&mut Chance, &Name, &Value) -> Option<String>,
    ) -> Result<Option<(Name, Value, String)>, String> {
        let browser = place.0;
        let records = self.browsers[browser].records();
        let user = self.tab(place.0, place.1).client.auth().user().id;
        let live: Vec<_> = records
            .iter()
            .filter(|(_, _, it)| it["userId"] == user.as_str() && it.get("deletedAt").is_none())
            .collect();
        let Some((name, key, value)) = chance.pick(&live) else {
            return Ok(None);
        };
        let Some(tampered) = tamper(chance, name, value) else {
            return Ok(None);
        };
        self.browsers[browser].come_to_rest().map_err(refused)?;
        self.observe(browser, None, false)?;
        // What the tabs wrote to come to rest may have changed it.
        if self.browsers[browser].storage.get(key).as_deref() != Some(&*value.to_string()) {
            return Ok(None);
        }
        self.browsers[browser].storage.damage(key, &tampered);
        Ok(Some((name.clone(), value.clone(), tampered)))
    }

    fn damage(
        &mut self,
        place: (usize, usize),
        chance: &mut Chance,
    ) -> Result<Option<String>, String> {
        let tampered = self.tamper(place, chance, |chance, _, value| {
            let text = value.to_string();
            Some(
                text.get(..chance.below(text.len()))
                    .unwrap_or("{")
                    .to_owned(),
            )
        })?;
        let Some((name, ..)) = tampered else {
            return Ok(None);
        };
        self.reopen(place.0, chance)?;
        self.lose()?;
        Ok(Some(called(&name)))
    }

    /// A newer version of the app ran here, and knew more about a record than this one.
    fn write_unknown_field(
        &mut self,
        place: (usize, usize),
        chance: &mut Chance,
    ) -> Result<Option<String>, String> {
        let tampered = self.tamper(place, chance, |_, _, value| {
            let mut value = value.clone();
            value[UNKNOWN_FIELD] = json!("rain");
            Some(value.to_string())
        })?;
        let Some((name, ..)) = tampered else {
            return Ok(None);
        };
        self.reopen(place.0, chance)?;
        Ok(Some(called(&name)))
    }

    /// Another version of the app let somebody write what the server does not take.
    fn poison(
        &mut self,
        place: (usize, usize),
        chance: &mut Chance,
    ) -> Result<Option<String>, String> {
        let write_id = format!("{:016x}", chance.seed());
        let tampered = self.tamper(place, chance, |_, (collection, _), value| {
            let field = poisonous_field(*collection)?;
            let mut poisoned = value.clone();
            if value["isSynced"] == true {
                let mut base = value.clone();
                for own in ["id", "userId", "isSynced", UNKNOWN_FIELD, "from"] {
                    base.as_object_mut()?.remove(own);
                }
                poisoned["base"] = base;
            }
            poisoned[field] = json!(POISON);
            poisoned["isSynced"] = json!(false);
            poisoned["writeId"] = json!(write_id);
            poisoned.as_object_mut()?.remove("from");
            Some(poisoned.to_string())
        })?;
        let Some((name, before, after)) = tampered else {
            return Ok(None);
        };
        let intent = Intent {
            name: name.clone(),
            seen: Some(before.clone()),
            made: parse(Some(&after)),
        };
        let owner = self.user(place);
        self.happened(
            owner,
            &name,
            Some(&intent),
            text(&before, "writeId"),
            Some(&write_id),
        );
        self.watch.last(place.0, Fault::Poison, true);
        self.reopen(place.0, chance)?;
        Ok(Some(called(&name)))
    }

    /// Somebody corrects every record that the server does not take.
    pub(super) fn correct(&mut self, place: (usize, usize)) -> Result<usize, String> {
        struct Correct<'a>(&'a Tab, &'a RecordId);
        impl ForKind for Correct<'_> {
            type Output = bool;

            fn call<R: Written>(self) -> Self::Output {
                self.0.journal().rejection::<R>(self.1).is_some()
            }
        }
        let mut chance = Chance::new(u64::try_from(self.now).unwrap_or_default());
        let mut corrected = 0;
        for rejected in self.tab(place.0, place.1).journal().rejected() {
            let name = (rejected.collection, rejected.id);
            let deleted = self.trash.iter().find(|(_, of, _)| *of == name);
            if let Some((_, _, record)) = deleted.cloned() {
                // A deletion that the server refuses can only be taken back.
                self.save_again(place, &name, record)?;
                corrected += 1;
            }
        }
        for (name, seen) in self.tab(place.0, place.1).shown() {
            let is_rejected = for_kind(name.0, Correct(self.tab(place.0, place.1), &name.1));
            if is_rejected {
                corrected += 1;
                self.change_seen(place, name, seen, &mut chance, Correction)?;
            }
        }
        Ok(corrected)
    }
}

/// A record that a tab does not show as it should. What is older than what the tab has may be missing.
pub(super) fn differs(tab: &Tab, should: &BTreeMap<Name, Value>) -> Option<Name> {
    let (shown, reach) = (tab.shown(), tab.journal().reach());
    let missing = should.iter().find(|(name, record)| match shown.get(name) {
        Some(shown) => shown != *record,
        None => reach.covers(instant(name.0, record)),
    });
    let wrong = missing.map(|(name, _)| name);
    wrong
        .or_else(|| shown.keys().find(|name| !should.contains_key(name)))
        .cloned()
}

fn instant(collection: Collection, record: &Value) -> Option<Timestamp> {
    struct Instant<'a>(&'a Value);
    impl ForKind for Instant<'_> {
        type Output = Option<Timestamp>;

        fn call<R: Written>(self) -> Self::Output {
            let record: R = serde_json::from_value(self.0.clone()).ok()?;
            record.instant()
        }
    }
    for_kind(collection, Instant(record))
}

/// More than any server takes.
const POISON: i64 = 1_000_000_000;

fn poisonous_field(collection: Collection) -> Option<&'static str> {
    match collection {
        Collection::LogbookEntries => Some("duration"),
        Collection::PracticeLogs => Some("durationSeconds"),
        _ => None,
    }
}

/// Puts right what is wrong with a poison record, and touches any other.
struct Correction;

impl Change for Correction {
    fn change<R: Written>(&self, record: &mut R, pen: &mut Pen<'_>) -> bool {
        record.correct(pen);
        true
    }
}

fn parse(text: Option<&str>) -> Option<Value> {
    serde_json::from_str(text?).ok()
}

fn refused(error: StoreError) -> String {
    format!("the store refused: {error}")
}

/// What somebody did to a record, to be read.
fn difference(Intent { name, seen, made }: &Intent) -> String {
    let Some(made) = made else {
        return called(name);
    };
    let none = Content::default();
    let seen = seen.as_ref().map_or(none, |seen| content_of(name.0, seen));
    let made = content_of(name.0, made);
    let values = made
        .values
        .iter()
        .filter(|(at, value)| seen.values.get(*at) != Some(value) && *value != "null")
        .map(|(at, value)| format!("{at} = {value}"));
    let added = made
        .items
        .keys()
        .filter(|item| !seen.items.contains_key(item));
    let removed = seen
        .items
        .keys()
        .filter(|item| !made.items.contains_key(item));
    let items = added
        .map(|(field, item)| format!("+{field} {item}"))
        .chain(removed.map(|(field, item)| format!("-{field} {item}")));
    format!(
        "{}: {}",
        called(name),
        values.chain(items).collect::<Vec<_>>().join(", ")
    )
}
