//! The journal's own file: one JSON object with a list for each kind of record.
//!
//! An earlier version wrote the keys and values of the local store instead. Those are read too.

use serde::Serialize;
use serde_json::{Value, json};
use shared_model::protocol::{Account, AccountSession, SignIn};
use shared_model::{
    Collection, Goal, LogbookEntry, MODEL_VERSION, Piece, PracticeLog, PracticeSession, Preferences,
};

use super::Refusal;
use super::item::{Fields, ItemReader};
use crate::horizon::Reach;
use crate::journal::Journal;
use crate::keys;

/// The field that says that the file is a journal, and of which version of the records.
const VERSION: &str = "mirubato";
const EXPORTED_AT: &str = "exportedAt";
const SINCE: &str = "since";
const TIMER: &str = "timer";
const PREFERENCES: &str = "preferences";
/// What the server has of a musician beside the journal. Nothing of it comes into a journal again.
const ACCOUNT: &str = "account";

/// What the server has of a musician beside the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AccountContents {
    /// The account.
    #[serde(flatten)]
    pub account: Account,
    /// Where it is signed in.
    pub sessions: Vec<AccountSession>,
    /// Who has signed in to it in the last 90 days, and who has tried.
    pub sign_ins: Vec<SignIn>,
}

/// What a list is called.
fn list_of(collection: Collection) -> &'static str {
    match collection {
        Collection::Pieces => "pieces",
        Collection::PracticeSessions => "sessions",
        Collection::PracticeLogs => "logs",
        Collection::LogbookEntries => "entries",
        Collection::Goals => "goals",
    }
}

/// The journal as far as it is on this device, as one JSON text; with the session that is being timed, and the preferences
/// that were chosen. What was deleted is not in it, nor anything about syncing.
pub fn export_json(journal: &Journal) -> String {
    export(journal, None)
}

/// The same, with what the server has of the musician beside the journal.
pub fn export_everything(journal: &Journal, account: &AccountContents) -> String {
    export(journal, Some(account))
}

fn export(journal: &Journal, account: Option<&AccountContents>) -> String {
    let mut head = vec![
        format!("  \"{VERSION}\": {MODEL_VERSION}"),
        format!("  \"{EXPORTED_AT}\": {}", json!(journal.now())),
    ];
    if let Reach::Since(since) = journal.reach() {
        head.push(format!("  \"{SINCE}\": {}", json!(since)));
    }
    if let Some(timer) = journal.timer() {
        head.push(format!("  \"{TIMER}\": {}", json!(timer)));
    }
    let preferences = journal.preferences();
    if preferences != Preferences::default() {
        head.push(format!("  \"{PREFERENCES}\": {}", json!(preferences)));
    }
    if let Some(account) = account {
        head.push(format!("  \"{ACCOUNT}\": {}", json!(account)));
    }
    let lists = Collection::ALL.into_iter().map(|collection| {
        let records = match collection {
            Collection::Pieces => journal.as_in_file::<Piece>(),
            Collection::PracticeSessions => journal.as_in_file::<PracticeSession>(),
            Collection::PracticeLogs => journal.as_in_file::<PracticeLog>(),
            Collection::LogbookEntries => journal.as_in_file::<LogbookEntry>(),
            Collection::Goals => journal.as_in_file::<Goal>(),
        };
        // A line for each record, so that people can read the file and compare two.
        let lines: Vec<String> = records
            .iter()
            .map(|record| format!("\n    {record}"))
            .collect();
        let end = if lines.is_empty() { "" } else { "\n  " };
        format!("  \"{}\": [{}{end}]", list_of(collection), lines.join(","))
    });
    let parts: Vec<String> = head.into_iter().chain(lists).collect();
    format!("{{\n{}\n}}\n", parts.join(",\n"))
}

/// Whether it is a journal of this program.
pub(super) fn is_one(file: &Fields) -> bool {
    file.contains_key(VERSION) || file.keys().any(|key| keys::parse_record(key).is_some())
}

/// Reads it.
pub(super) fn read(mut file: Fields, items: &mut ItemReader<'_>) -> Result<(), Refusal> {
    items.leaves_out_defaults();
    let Some(version) = file.remove(VERSION) else {
        read_keys_and_values(file, items);
        return Ok(());
    };
    match version.as_i64() {
        Some(version) if version > i64::from(MODEL_VERSION) => return Err(Refusal::Newer),
        Some(_) => {}
        None => return Err(Refusal::NotAJournal),
    }
    items.set_written_at(file.remove(EXPORTED_AT).as_ref());
    for collection in Collection::ALL {
        let list = list_of(collection);
        if let Some(Value::Array(records)) = file.remove(list) {
            items.take_list(collection, list, records);
        }
    }
    if let Some(timer) = file.remove(TIMER) {
        items.take_timer(TIMER, timer);
    }
    if let Some(preferences) = file.remove(PREFERENCES) {
        items.take_preferences(PREFERENCES, preferences);
    }
    file.remove(ACCOUNT);
    file.retain(|_, value| matches!(value, Value::Array(list) if !list.is_empty()));
    file.into_iter().for_each(|(list, _)| items.ignore(list));
    Ok(())
}

fn read_keys_and_values(file: Fields, items: &mut ItemReader<'_>) {
    for (key, value) in file {
        if let Some((collection, _)) = keys::parse_record(&key) {
            items.take_list(collection, &key, vec![value]);
        } else if keys::is_timer(&key) {
            items.take_timer(&key, value);
        }
    }
}
