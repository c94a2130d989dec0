//! What goes wrong.

use std::rc::Rc;

use serde_json::{Value, json};
use shared_model::{Collection, RecordId};

use super::browser::{Tab, key};
use super::chance::Chance;
use super::deeds::{Change, Intent, trashed_name};
use super::edits::{ForKind, MANY_TAGS, Pen, Written, for_kind};
use super::faults::Fault;
use super::observe::{MIGRATION, USER, parse};
use super::operator::Row;
use super::oracle::{Name, text};
use super::program::Program;
use super::run::Run;
use super::settle::differs;
use super::steps::{Action, PEOPLE};
use super::wire::Failing;
use super::words::{about, called};

/// A field of a version of the app that does not exist yet.
pub(super) const UNKNOWN_FIELD: &str = "weather";
const DAY_MILLIS: i64 = 86_400_000;
const YEAR_MILLIS: i64 = 365 * DAY_MILLIS;
const MONTH_MILLIS: i64 = 31 * DAY_MILLIS;

impl Run {
    pub(super) fn reopen(&mut self, browser: usize, chance: &mut Chance) -> Result<(), String> {
        let internet = Rc::clone(&self.internet);
        self.observe(browser)?;
        self.browsers[browser]
            .reopen(&internet, chance)
            .map_err(|error| format!("browser {browser} does not open: {error}"))?;
        self.browsers[browser].catch_up();
        self.observe(browser)
    }

    /// A tab is closed and opened again, with this version of the app. One that has heard everything shows the same as
    /// before.
    pub(super) fn reload(
        &mut self,
        place: (usize, usize),
        chance: &mut Chance,
        program: Program,
    ) -> Result<Option<String>, String> {
        self.rest(place.0)?;
        let tab = self.tab(place.0, place.1);
        let (before, user, shown) = (tab.program, tab.client.auth().user().id, tab.shown());
        let internet = Rc::clone(&self.internet);
        self.browsers[place.0]
            .reload(place.1, &internet, chance, program)
            .map_err(|error| format!("browser {} does not open: {error}", place.0))?;
        self.observe(place.0)?;
        self.meet(place.0, Fault::OlderVersion);
        self.meet(place.0, Fault::NewerVersion);
        let tab = self.tab(place.0, place.1);
        if before.is_old() == program.is_old()
            && tab.client.auth().user().id == user
            && let Some(name) = differs(tab, &shown)
        {
            let wrong = about(&name, "was shown and is not in the store");
            return Err(self.history(&name, &wrong));
        }
        Ok(Some(String::new()))
    }

    pub(super) fn go_wrong(
        &mut self,
        fault: Fault,
        place: (usize, usize),
        chance: &mut Chance,
    ) -> Result<Option<String>, String> {
        let browser = place.0;
        match fault {
            Fault::Killed => self.kill(place, chance),
            Fault::Full => {
                let storage = &self.browsers[browser].storage;
                storage.quota.set(Some(storage.chars() + chance.below(600)));
                self.meet(browser, fault);
                Ok(Some(String::new()))
            }
            Fault::ClockJump => {
                let years = [-1, 1][chance.below(2)];
                self.browsers[browser].set_clock_off(years * YEAR_MILLIS);
                self.meet(browser, fault);
                Ok(Some(format!("by {years} years")))
            }
            Fault::Restored => self.restore_server(),
            Fault::OlderVersion => self.reload(place, chance, Program::Refused),
            Fault::Damaged => self.damage(place, chance),
            Fault::NewerVersion if chance.once_in(2) => self.reload(place, chance, Program::Older),
            Fault::NewerVersion => self.write_unknown_field(place, chance),
            Fault::Poison => self.poison(place, chance),
            Fault::FailingChunk => {
                let records = self.browsers[browser].records();
                let waiting: Vec<&Name> = records
                    .iter()
                    .filter(|(name, _, value)| {
                        value["isSynced"] == false && !is_poison(name, value)
                    })
                    .map(|(name, _, _)| name)
                    .collect();
                let Some(name) = chance.pick(&waiting) else {
                    return Ok(None);
                };
                let how = [Failing::Error, Failing::Refused][chance.below(2)];
                self.internet.fail_for(name.1.as_str(), Some(how));
                for browser in 0..self.browsers.len() {
                    self.meet(browser, fault);
                }
                Ok(Some(format!("for {}: {how:?}", called(name))))
            }
            Fault::RequestLost
            | Fault::AnswerLost
            | Fault::Twice
            | Fault::Delayed
            | Fault::ServerError => self.lose_request(fault, place, chance),
            // The store of each tab is behind by itself.
            Fault::StaleTab => Ok(None),
        }
    }

    pub(super) fn kill(
        &mut self,
        place: (usize, usize),
        chance: &mut Chance,
    ) -> Result<Option<String>, String> {
        let browser = place.0;
        if chance.once_in(3) {
            // A tab that sees what it wrote replaced is the only one that knows it: that is a matter of milliseconds,
            // which nothing can make safe.
            self.rest(browser)?;
            self.watch.hit(Fault::Killed, browser, |_| true);
            self.reopen(browser, chance)?;
            return Ok(Some("at once".to_owned()));
        }
        let writes = chance.below(10);
        self.rest(browser)?;
        self.browsers[browser].storage.writes_left.set(Some(writes));
        let syncs = chance.once_in(2) && self.start_sync(place, chance, Action::Sync)?.is_some();
        let why = if syncs { ", in a sync" } else { "" };
        Ok(Some(format!("after {writes} more writes{why}")))
    }

    pub(super) fn restore_server(&mut self) -> Result<Option<String>, String> {
        let Some(backup) = self.backup.take() else {
            return Ok(None);
        };
        let mut before = Vec::new();
        for person in 0..PEOPLE {
            before.push(self.operator.look(&self.world, person)?);
        }
        self.world.restore(&backup);
        self.operator.stay_signed_in(&self.world);
        for (person, before) in before.iter().enumerate() {
            let after = self.operator.look(&self.world, person)?;
            let is_forgotten = |name: &&Name| before.get(*name) != after.get(*name);
            self.oracle.forgotten(before.keys().filter(is_forgotten));
        }
        self.forget_what_was_looked_at();
        self.watch.restore(self.browsers.len());
        for browser in &mut self.browsers {
            let is_asking = browser.tabs.iter().any(|tab| !tab.jobs.is_empty());
            browser.notes.note_restore(is_asking);
        }
        self.lose()?;
        Ok(Some(String::new()))
    }

    /// Somebody removes something else from a browser's store, of which its tabs hear. Says whether there was no room.
    pub(super) fn make_room(&mut self, browser: usize) -> Result<bool, String> {
        let quota = self.browsers[browser].storage.quota.take();
        for tab in &self.browsers[browser].tabs {
            let removed = ["something_else".to_owned()];
            let heard = tab.client.storage_changed(Some(&removed));
            heard.map_err(|error| error.to_string())?;
        }
        Ok(quota.is_some())
    }

    /// A month goes by in which nobody does anything. Sessions end, and the trash is emptied.
    pub(super) fn let_a_month_go_by(&mut self) -> Result<Option<String>, String> {
        self.come_to_an_end()?;
        let mut before = Vec::new();
        for person in 0..PEOPLE {
            before.push(self.operator.look(&self.world, person)?);
        }
        self.pass(MONTH_MILLIS / 2);
        self.operator.purge_trash(&self.world);
        for (person, before) in before.iter().enumerate() {
            if self.operator.look(&self.world, person)? != *before {
                return Err(format!(
                    "the account of person {person} is another after half a month"
                ));
            }
        }
        self.pass(MONTH_MILLIS / 2);
        self.operator.purge_trash(&self.world);
        for (person, before) in before.into_iter().enumerate() {
            let after = self.operator.look(&self.world, person)?;
            for (name, row) in before {
                let expected = Row {
                    is_in_trash: false,
                    ..row
                };
                if after.get(&name) != Some(&expected) {
                    let wrong =
                        format!("is not as it must be after a month: {:?}", after.get(&name));
                    return Err(self.history(&name, &about(&name, &wrong)));
                }
            }
        }
        for browser in &self.browsers {
            for tab in browser.tabs.iter().filter(|_| !browser.was_off) {
                if let Some(trashed) = tab.journal().trash().first() {
                    let name = trashed_name(trashed);
                    return Err(about(&name, "can be restored after a month"));
                }
            }
        }
        for person in 0..PEOPLE {
            self.note_ended_sessions(person);
        }
        Ok(Some(String::new()))
    }

    /// Closes a browser, changes a value of the current user that is in its store, and opens it again.
    pub(super) fn tamper(
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
        self.rest(browser)?;
        // What the tabs wrote to come to rest may have changed it.
        if self.browsers[browser].storage.get(key).as_deref() != Some(&*value.to_string()) {
            return Ok(None);
        }
        self.browsers[browser].storage.damage(key, &tampered);
        Ok(Some((name.clone(), value.clone(), tampered)))
    }

    /// A value in a browser's store cannot be read any more: one of the current user's records, or what says who the user is,
    /// how far the sync has come, or what the device holds.
    pub(super) fn damage(
        &mut self,
        place: (usize, usize),
        chance: &mut Chance,
    ) -> Result<Option<String>, String> {
        if chance.once_in(2) {
            return self.damage_own_value(place, chance);
        }
        let tampered = self.tamper(place, chance, |chance, _, value| {
            Some(cut_off(&value.to_string(), chance))
        })?;
        let Some((name, _, damaged)) = tampered else {
            return Ok(None);
        };
        self.reopen(place.0, chance)?;
        if !self.browsers[place.0].storage.holds(&damaged) {
            return Err(about(&name, "was damaged, and what was left of it is gone"));
        }
        let key = key(&name);
        self.browsers[place.0].damaged.push((key, damaged));
        self.meet(place.0, Fault::Damaged);
        self.lose()?;
        Ok(Some(called(&name)))
    }

    /// Damages a value that is no record. Nothing that the musician wrote is lost by that.
    fn damage_own_value(
        &mut self,
        place: (usize, usize),
        chance: &mut Chance,
    ) -> Result<Option<String>, String> {
        let browser = place.0;
        self.rest(browser)?;
        let user = self.tab(place.0, place.1).client.auth().user().id;
        let keys = [
            USER.to_owned(),
            MIGRATION.to_owned(),
            format!("mirubato_sync_cursor:{user}"),
            format!("mirubato_horizon:{user}"),
        ];
        let storage = Rc::clone(&self.browsers[browser].storage);
        let values: Vec<_> = keys
            .into_iter()
            .filter_map(|key| Some((storage.get(&key)?, key)))
            .collect();
        let Some((value, key)) = chance.pick(&values) else {
            return Ok(None);
        };
        let damaged = cut_off(value, chance);
        storage.damage(key, &damaged);
        let damaged_value = (key.clone(), damaged.clone());
        self.browsers[browser].damaged.push(damaged_value);
        self.meet(browser, Fault::Damaged);
        self.reopen(browser, chance)?;
        if [USER, MIGRATION].contains(&key.as_str()) && !storage.holds(&damaged) {
            return Err(format!(
                "{key} was damaged, and what was left of it is gone"
            ));
        }
        Ok(Some(key.clone()))
    }

    /// A newer version of the app ran here, and knew more about a record than this one.
    pub(super) fn write_unknown_field(
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
        self.meet(place.0, Fault::NewerVersion);
        self.reopen(place.0, chance)?;
        Ok(Some(called(&name)))
    }

    /// Another version of the app let somebody write what the server does not take. Not of a record that is refused anyhow:
    /// its deletion, once refused, could neither be sent nor be taken back. Nor of one with so many tags that it may be refused
    /// for these too.
    pub(super) fn poison(
        &mut self,
        place: (usize, usize),
        chance: &mut Chance,
    ) -> Result<Option<String>, String> {
        let write_id = format!("{:016x}", chance.seed());
        let internet = Rc::clone(&self.internet);
        let tampered = self.tamper(place, chance, |_, (collection, id), value| {
            let field = poisonous_field(*collection)?;
            let tags = value["tags"].as_array().map_or(0, Vec::len);
            if internet.has_refused(id.as_str()) || tags >= MANY_TAGS {
                return None;
            }
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
            let earlier = value["from"].as_array().into_iter().flatten();
            let lineage: Vec<&Value> = std::iter::once(&value["writeId"]).chain(earlier).collect();
            poisoned["from"] = json!(lineage);
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
        let made_from: Vec<&str> = text(&before, "writeId").into_iter().collect();
        self.happened(owner, &name, Some(&intent), &made_from, Some(&write_id));
        self.meet(place.0, Fault::Poison);
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
            let stored = self.tab(place.0, place.1).stored(&name);
            let is_poison = stored.is_some_and(|stored| is_poison(&name, &stored));
            if !is_poison && !self.internet.has_refused(name.1.as_str()) {
                let reason = rejected.reason;
                let wrong = about(
                    &name,
                    &format!("counts as rejected without a reason: {reason}"),
                );
                return Err(self.history(&name, &wrong));
            }
            // A deletion that the server refuses can only be taken back.
            if self.restore_record(place, &name)?.is_some() {
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

/// What is left of a value that was only written in part.
fn cut_off(value: &str, chance: &mut Chance) -> String {
    let left = value.get(..chance.below(value.trim_end().len()));
    left.unwrap_or("{").to_owned()
}

/// More than any server takes.
pub(super) const POISON: i64 = 1_000_000_000;

fn poisonous_field(collection: Collection) -> Option<&'static str> {
    match collection {
        Collection::LogbookEntries => Some("duration"),
        Collection::PracticeLogs => Some("durationSeconds"),
        _ => None,
    }
}

/// Whether a value, or what was sent or deleted of it, is more than any server takes.
fn is_poison((collection, _): &Name, value: &Value) -> bool {
    let is_poisoned = |field| {
        let kept = [value, &value["sent"], &value["trashed"]];
        kept.iter().any(|it| it[field] == POISON)
    };
    poisonous_field(*collection).is_some_and(is_poisoned)
}

/// Puts right what is wrong with a poison record, and touches any other.
struct Correction;

impl Change for Correction {
    fn change<R: Written>(&self, record: &mut R, pen: &mut Pen<'_>) -> bool {
        record.correct(pen);
        true
    }
}
