//! What "Check my backup" answered, held against what the account and the store truly hold.

use std::collections::BTreeSet;

use client_core::CheckedBackup;
use serde_json::{Value, json};
use shared_model::{Collection, RecordId, Timestamp};

use super::browser::Place;
use super::oracle::{Name, text};
use super::run::Run;
use super::settle::{instant, is_waiting};
use super::words::about;
use crate::World;

/// Versions of records that exist, by name.
type Versions = BTreeSet<(Name, String)>;

/// What an account held at the moment in which it was compared.
#[derive(Debug)]
pub(super) struct Told {
    since: Option<Timestamp>,
    versions: Versions,
    /// How many writes there had been in the browser's store when the question was sent.
    pub(super) writes: usize,
}

/// Whether a request asks the account to be compared.
pub(super) fn asks_to_compare(body: &str) -> bool {
    body.contains("backupCheck(")
}

/// What an account holds while it answers this request, past everything that the server does.
pub(super) fn told(world: &World, body: &str, writes: usize) -> Told {
    let request: Value = serde_json::from_str(body).unwrap_or_default();
    let variables = &request["variables"];
    let user = text(variables, "expectedUserId").unwrap_or_default();
    let since = text(variables, "since").and_then(|since| Timestamp::parse(since).ok());
    let mut versions = Versions::new();
    for collection in Collection::ALL {
        let dated_by = match collection {
            Collection::Pieces | Collection::Goals => None,
            Collection::PracticeSessions => Some("started_at"),
            Collection::PracticeLogs => Some("coalesce(started_at, created_at)"),
            Collection::LogbookEntries => Some("timestamp"),
        };
        let part = dated_by.zip(since).map_or_else(String::new, |(at, since)| {
            format!(" AND {at} >= {}", since.millis())
        });
        let rows = world.sql(&format!(
            "SELECT id, write_id FROM {} WHERE user_id = '{user}' AND deleted_at IS NULL{part}",
            collection.table()
        ));
        versions.extend(rows.iter().filter_map(|row| {
            let id = RecordId(text(row, "id")?.to_owned());
            Some(((collection, id), text(row, "write_id")?.to_owned()))
        }));
    }
    Told {
        since,
        versions,
        writes,
    }
}

impl Run {
    /// Whether what somebody was told of their backup is true.
    pub(super) fn check_answer(&self, place: Place, checked: &CheckedBackup) -> Result<(), String> {
        let browser = place.0;
        let tab = self.tab(browser, place.1);
        let told = tab.wire.take_told();
        let told = told.ok_or("a backup was checked without asking the account")?;
        let is_entry =
            |((collection, _), _): &&(Name, String)| *collection == Collection::LogbookEntries;
        let entries = told.versions.iter().filter(is_entry).count();
        if (checked.entries, checked.since) != (entries, told.since) {
            return Err(format!(
                "browser {browser} is told that {} entries since {:?} are backed up, and there are {entries} since {:?}",
                checked.entries, checked.since, told.since
            ));
        }
        // Who has not heard of something, or cannot read it, compares what they know.
        let is_up_to_date = told.writes == tab.store.writes() && tab.store.has_heard_everything();
        if !is_up_to_date || tab.program.is_old() {
            return Ok(());
        }
        let user = tab.client.auth().user().id;
        let (mut held, mut unsynced) = (Versions::new(), 0);
        for (name, _, value) in self.browsers[browser].records() {
            if value["userId"] != user.as_str() {
                continue;
            }
            unsynced += usize::from(is_waiting(&value));
            let known = match value["isSynced"] == true {
                true => &value,
                false => &value["base"],
            };
            let is_live = !known.is_null() && known.get("deletedAt").is_none();
            let is_in_part = |at: Option<Timestamp>| {
                at.is_none_or(|at| told.since.is_none_or(|since| since <= at))
            };
            if is_live && is_in_part(instant(name.0, &whole(&name, known))) {
                held.insert((name, text(known, "writeId").unwrap_or_default().to_owned()));
            }
        }
        if let Some((name, _)) = held.symmetric_difference(&told.versions).next() {
            let wrong =
                format!("differs, although browser {browser} is told that its backup is whole");
            return Err(self.history(name, &about(name, &wrong)));
        }
        if checked.unsynced != unsynced {
            return Err(format!(
                "browser {browser} is told that {} changes are not backed up, and there are {unsynced}",
                checked.unsynced
            ));
        }
        Ok(())
    }
}

/// A stored version with what the store leaves out.
fn whole(name: &Name, version: &Value) -> Value {
    let mut whole = version.clone();
    whole["id"] = json!(name.1);
    if whole.get("updatedAt").is_none() {
        whole["updatedAt"] = whole["createdAt"].clone();
    }
    whole
}
