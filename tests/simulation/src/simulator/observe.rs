//! What the oracle learns from what is written to the stores.

use std::collections::BTreeMap;

use serde_json::Value;

use super::browser::{Place, content_of, parse_key};
use super::deeds::Intent;
use super::faults::Fault;
use super::mishaps::UNKNOWN_FIELD;
use super::oracle::{Deed, Held, Name, Owner, text};
use super::run::Run;
use super::sides::{outlives_a_deletion, waits_for_nothing};
use super::steps::PEOPLE;
use super::storage::Mutation;
use super::words::{about, refused};

/// Where a client notes whose records become whose, who is signed in, and who signs out (README.md).
pub(super) const MIGRATION: &str = "mirubato_migration";
pub(super) const USER: &str = "mirubato_user_data";
const LOGOUT_PENDING: &str = "mirubato_logout_pending";

/// What a browser's store says of records that move or leave, as of the last write that was observed.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// Whose records become whose, while they do.
    moving: Option<(String, String)>,
    /// Whose records became whose.
    moved: Vec<(String, String)>,
    /// Who is signing out.
    leaving: Option<String>,
    /// Who has signed out and not in again. What a tab writes for them that has not heard of it leaves too.
    left: Vec<String>,
    /// Versions that were not backed up and that a tab took out of the store which had not seen them. The tab that wrote
    /// them has to bring them back.
    owed: Vec<Owed>,
    /// Whether something is under way that began before the server was restored.
    asked_before_restore: bool,
    /// Whether the backup is paused.
    is_paused: bool,
}

#[derive(Debug)]
struct Owed {
    name: Name,
    user: String,
    version: String,
}

impl Notes {
    /// Whose record may become somebody's: it does so now, or a tab that had not heard of it wrote it since.
    fn may_move(&self, from: Option<&str>, user: &str) -> Option<&str> {
        let now = self.moving.iter().filter(|(_, to)| to == user);
        let moved = self.moved.iter();
        let since = moved.filter(|(of, to)| Some(of.as_str()) == from && to == user);
        now.chain(since).next().map(|(of, _)| of.as_str())
    }

    /// Whether somebody has signed out, and not in again.
    pub(super) fn has_left(&self, user: &str) -> bool {
        self.left.iter().any(|left| left == user)
    }

    /// The server was restored, while something was under way or not.
    pub(super) fn note_restore(&mut self, is_asking: bool) {
        self.asked_before_restore = is_asking;
    }

    /// A sync has come to its end. Says whether it has asked the server since that was last restored.
    pub(super) fn has_asked_since_restore(&mut self, is_asking: bool) -> bool {
        let has_asked = !self.asked_before_restore;
        self.asked_before_restore &= is_asking;
        has_asked
    }

    /// Nobody is known any more to have signed out for good.
    pub(super) fn forget_left(&mut self) {
        self.left.clear();
    }

    /// Whether records have begun to become somebody's.
    pub(super) fn is_anything_moving(&self) -> bool {
        self.moving.is_some()
    }

    /// Whether somebody has signed out of whom the server has not heard.
    pub(super) fn is_anyone_leaving(&self) -> bool {
        self.leaving.is_some()
    }
}

impl Run {
    /// Looks at what the program wrote to a browser's store by itself.
    pub(super) fn observe(&mut self, browser: usize) -> Result<(), String> {
        self.observe_deeds(browser, &[])
    }

    /// Looks at what was written to a browser's store: by somebody who did something, and by the program.
    pub(super) fn observe_deeds(
        &mut self,
        browser: usize,
        intents: &[Intent],
    ) -> Result<(), String> {
        let mut is_lost = false;
        let mutations = self.browsers[browser].storage.take_observed();
        // A record may have made room for itself first.
        let deeds = intents.iter().filter_map(|intent| {
            let is_of =
                |mutation: &Mutation| parse_key(&mutation.key).as_ref() == Some(&intent.name);
            Some((mutations.iter().rposition(is_of)?, intent))
        });
        let deeds: BTreeMap<usize, &Intent> = deeds.collect();
        for (at, mutation) in mutations.into_iter().enumerate() {
            let Some(name) = parse_key(&mutation.key) else {
                self.observe_note(browser, &mutation)?;
                continue;
            };
            let (before, after) = (
                parse(mutation.before.as_deref()),
                parse(mutation.after.as_deref()),
            );
            let deed = deeds.get(&at).copied();
            match &after {
                Some(after) => {
                    let user = text(after, "userId").unwrap_or_default();
                    let from = before.as_ref().and_then(|before| text(before, "userId"));
                    if let Some(from) = self.browsers[browser].notes.may_move(from, user) {
                        let (from, to) = (self.owner(browser, from), self.owner(browser, user));
                        self.oracle.moved(&name, from, to);
                    }
                    self.observe_version(browser, &name, before.as_ref(), after, deed)?;
                }
                None if deed.is_some() => {
                    let before = before.unwrap_or_default();
                    let owner = self.owner(browser, text(&before, "userId").unwrap_or_default());
                    let made_from: Vec<&str> = text(&before, "writeId").into_iter().collect();
                    self.happened(owner, &name, deed, &made_from, None);
                }
                None => {
                    let stored = parse(mutation.replaced.as_deref()).unwrap_or_default();
                    self.check_paused_removal((browser, mutation.tab), &name, &stored)?;
                    is_lost |= self.observe_removal(browser, &name, before.as_ref(), &stored)?;
                }
            }
        }
        if is_lost { self.lose() } else { Ok(()) }
    }

    fn observe_note(&mut self, browser: usize, mutation: &Mutation) -> Result<(), String> {
        let after = mutation.after.as_deref();
        if &*mutation.key == MIGRATION {
            let note = parse(after);
            if note.is_some() && !self.may_move {
                return Err(format!(
                    "records of browser {browser} move although nobody asked for it: {note:?}"
                ));
            }
            let notes = &mut self.browsers[browser].notes;
            notes.moving = note.and_then(|note| {
                let to = text(&note["to"], "id")?.to_owned();
                Some((text(&note, "from")?.to_owned(), to))
            });
            notes.moved.extend(notes.moving.clone());
        } else if &*mutation.key == LOGOUT_PENDING {
            let leaving = after.and_then(|note| note.split(' ').next());
            let notes = &mut self.browsers[browser].notes;
            notes.leaving = leaving.map(str::to_owned);
            notes.left.extend(notes.leaving.clone());
        } else if &*mutation.key == USER
            && let Some(user) = parse(after)
        {
            let notes = &mut self.browsers[browser].notes;
            notes.is_paused = user["hasCloudStorage"] == false;
            let id = text(&user, "id");
            notes.left.retain(|left| Some(left.as_str()) != id);
        }
        Ok(())
    }

    /// While the backup is paused, nobody gives up what is here.
    fn check_paused_removal(
        &self,
        place: Place,
        name: &Name,
        stored: &Value,
    ) -> Result<(), String> {
        // A browser that is being opened has no tab yet.
        let Some(tab) = self.browsers[place.0].tabs.get(place.1) else {
            return Ok(());
        };
        let user = tab.client.auth().user();
        let is_paused = !user.is_anonymous && !user.has_cloud_storage;
        let is_theirs = stored["userId"] == user.id.as_str() && stored.get("deletedAt").is_none();
        let notes = &self.browsers[place.0].notes;
        // The tab may have heard of it after that.
        let is_paused = is_paused && notes.is_paused;
        if is_paused && is_theirs && stored["isSynced"] == true && !notes.has_left(user.id.as_str())
        {
            let wrong = about(name, "left the store while the backup was paused");
            return Err(self.history(name, &wrong));
        }
        Ok(())
    }

    /// Whether something that was not backed up is lost, as somebody wanted it who signed out.
    fn observe_removal(
        &mut self,
        browser: usize,
        name: &Name,
        before: Option<&Value>,
        stored: &Value,
    ) -> Result<bool, String> {
        // A deletion of which nobody else ever heard may be forgotten.
        let is_known_elsewhere = stored.get("base").is_some() || stored.get("sent").is_some();
        let is_unsynced = stored["isSynced"] == false
            && (is_known_elsewhere || stored.get("deletedAt").is_none());
        if !is_unsynced {
            // A device that has not asked since the server was restored does not know what that has forgotten.
            return Ok(self.is_in_force(browser, Fault::Restored));
        }
        let notes = &mut self.browsers[browser].notes;
        let (user, version) = (text(stored, "userId"), text(stored, "writeId"));
        let has_left = user.is_some_and(|user| notes.has_left(user));
        if has_left {
            return Ok(true);
        }
        if notes
            .moved
            .iter()
            .any(|(from, _)| Some(from.as_str()) == user)
        {
            return Ok(false);
        }
        if before.and_then(|before| text(before, "writeId")) == version {
            let wrong = about(name, "was not backed up and left the store");
            return Err(self.history(name, &wrong));
        }
        notes.owed.push(Owed {
            name: name.clone(),
            user: user.unwrap_or_default().to_owned(),
            version: version.unwrap_or_default().to_owned(),
        });
        Ok(false)
    }

    /// Every tab of a browser has been told of what the others wrote, and has done what it does about it.
    pub(super) fn rest(&mut self, browser: usize) -> Result<(), String> {
        self.observe(browser)?;
        self.browsers[browser].come_to_rest().map_err(refused)?;
        self.observe(browser)?;
        let user = self.tab(browser, 0).client.auth().user().id;
        for owed in std::mem::take(&mut self.browsers[browser].notes.owed) {
            let records = self.browsers[browser].records();
            let mut held = records.iter().filter(|(name, _, value)| {
                *name == owed.name && text(value, "userId") == Some(owed.user.as_str())
            });
            let is_back = held.any(|(name, _, value)| {
                let version = text(value, "writeId").unwrap_or_default();
                self.oracle.includes(name, version, &owed.version)
            });
            if user.as_str() == owed.user && !is_back {
                let wrong = about(&owed.name, "was taken out of the store and is not back");
                return Err(self.history(&owed.name, &wrong));
            }
        }
        Ok(())
    }

    pub(super) fn observe_version(
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
        // A record that was in memory only is not in the store before.
        let replaced = [write_before, text(&after["base"], "writeId")];
        let mut made_from: Vec<&str> = replaced.into_iter().flatten().collect();
        // What was made of nothing that is known has nothing before it. Elsewhere, another tab's may have been merged first.
        if deed.is_none() || !made_from.is_empty() {
            let lineage = after["from"].as_array().into_iter().flatten();
            made_from.extend(lineage.filter_map(Value::as_str));
        }
        if deed.is_some() {
            self.happened(owner, name, deed, &made_from, Some(version));
        } else {
            self.oracle.merged(name, version, &made_from);
            if waits_for_nothing(after) {
                let wrong = about(
                    name,
                    "waits to be sent, although it says what the account holds",
                );
                return Err(self.history(name, &wrong));
            }
            if let Some(before) = before {
                if outlives_a_deletion(before, after) {
                    let wrong = about(name, "was only given back, and outlives a deletion");
                    return Err(self.history(name, &wrong));
                }
                self.check_sides(name, before, after)?;
            }
            if let Some(before) = before
                && says_all_of(name, after, before)
            {
                self.oracle.said_again(name, write_before, version);
            }
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

    pub(super) fn happened(
        &mut self,
        owner: Owner,
        name: &Name,
        deed: Option<&Intent>,
        made_from: &[&str],
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
            made_from,
            after,
        });
    }

    /// Everything that is held anywhere.
    pub(super) fn held(&self) -> Result<BTreeMap<Name, Held>, String> {
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

    pub(super) fn lose(&mut self) -> Result<(), String> {
        let held = self.held()?;
        self.oracle.lost(&held);
        Ok(())
    }
}

/// Whether a version that the account holds says everything that was changed in another one and was on its way there.
fn says_all_of(name: &Name, version: &Value, other: &Value) -> bool {
    let is_live = |value: &Value| value.get("deletedAt").is_none();
    if version["isSynced"] != true || other["isSynced"] == true || !is_live(version) {
        return false;
    }
    let content = |value: &Value| content_of(name.0, value);
    let (version, other, base) = (
        content(version),
        content(other),
        other.get("base").map(content),
    );
    let base = base.unwrap_or_default();
    let values = other.values.iter().all(|(place, value)| {
        base.values.get(place) == Some(value) || version.values.get(place) == Some(value)
    });
    let mut items = other.items.keys();
    values && items.all(|item| base.items.contains_key(item) || version.items.contains_key(item))
}

pub(super) fn parse(text: Option<&str>) -> Option<Value> {
    serde_json::from_str(text?).ok()
}
