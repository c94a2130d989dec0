//! What the oracle learns from what is written to the stores.

use std::collections::BTreeMap;

use serde_json::Value;

use super::browser::{content_of, parse_key};
use super::deeds::Intent;
use super::mishaps::UNKNOWN_FIELD;
use super::oracle::{Deed, Held, Name, Owner, text};
use super::run::Run;
use super::steps::PEOPLE;
use super::words::about;

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

    pub(super) fn happened(
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

pub(super) fn parse(text: Option<&str>) -> Option<Value> {
    serde_json::from_str(text?).ok()
}
