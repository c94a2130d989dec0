//! What is deleted together, and comes back together.

use std::rc::Rc;

use client_core::test_support::{NoServer, TestDevice, entry};
use client_core::{Client, Journal, Trashed};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use shared_model::{LogbookEntry, PracticeLog, PracticeSession, sittings};

fn open(device: &TestDevice) -> Client {
    Client::open(device.platform.clone()).expect("the client opens")
}

fn made<R: DeserializeOwned>(mut fields: Value) -> R {
    for time in ["createdAt", "updatedAt", "startedAt"] {
        fields[time] = json!("2024-01-15T10:30:00Z");
    }
    serde_json::from_value(fields).expect("a record")
}

fn telling_of(id: &str, session: &str) -> LogbookEntry {
    LogbookEntry {
        session_id: Some(session.into()),
        ..entry(id)
    }
}

/// A device with a session of half an hour, its two logs, and the entry that tells of it.
fn practised() -> (TestDevice, Client) {
    let device = TestDevice::new(1, Rc::new(NoServer));
    let client = open(&device);
    let journal = client.journal();
    let session = json!({ "id": "s", "completedAt": "2024-01-15T11:00:00Z" });
    journal
        .save::<PracticeSession>(made(session))
        .expect("saves");
    for id in ["l1", "l2"] {
        let log = json!({ "id": id, "sessionId": "s", "durationSeconds": 900 });
        journal.save::<PracticeLog>(made(log)).expect("saves");
    }
    journal.save(telling_of("e", "s")).expect("saves");
    (device, client)
}

/// How many seconds count as practice.
fn played(journal: &Journal) -> i64 {
    let (entries, sessions, logs) = (journal.list(), journal.list(), journal.list());
    let sittings = sittings(&entries, &sessions, &logs, 0);
    sittings.iter().map(|sitting| sitting.seconds).sum()
}

/// How many sessions, logs and entries exist.
fn counts(journal: &Journal) -> [usize; 3] {
    [
        journal.count::<PracticeSession>(),
        journal.count::<PracticeLog>(),
        journal.count::<LogbookEntry>(),
    ]
}

fn delete(journal: &Journal, id: &str) {
    assert_eq!(journal.delete::<LogbookEntry>(&id.into()), Ok(true));
}

fn ids(trash: &[Trashed]) -> Vec<&str> {
    trash
        .iter()
        .map(|trashed| trashed.record.id().as_str())
        .collect()
}

#[test]
fn nothing_of_a_timed_entry_counts_once_it_is_deleted_and_all_of_it_comes_back() {
    let (device, client) = practised();
    let journal = client.journal();
    assert_eq!(played(journal), 1800);
    delete(journal, "e");
    assert_eq!((played(journal), counts(journal)), (0, [0, 0, 0]));
    let client = open(&device);
    let journal = client.journal();
    let trash = journal.trash();
    assert_eq!(ids(&trash), ["e"], "the rest comes back with it");
    device
        .clock
        .0
        .set(device.clock.0.get() + 1000 * 60 * 60 * 24);
    assert_eq!(journal.restore_trashed(&trash[0]), Ok(true));
    assert_eq!((played(journal), counts(journal)), (1800, [1, 2, 1]));
    assert_eq!(journal.trash(), []);
}

#[test]
fn a_session_stays_until_the_last_entry_that_tells_of_it_is_deleted() {
    let (device, client) = practised();
    let journal = client.journal();
    journal.save(telling_of("again", "s")).expect("saves");
    delete(journal, "e");
    assert_eq!(counts(journal), [1, 2, 1]);
    // Each deletion has an instant of its own.
    device.clock.0.set(device.clock.0.get() + 1);
    delete(journal, "again");
    assert_eq!(counts(journal), [0, 0, 0]);
    assert_eq!(ids(&journal.trash()), ["again", "e"]);
    assert_eq!(journal.restore::<LogbookEntry>(&"e".into()), Ok(true));
    assert_eq!(counts(journal), [0, 0, 1]);
    assert_eq!(journal.restore::<LogbookEntry>(&"again".into()), Ok(true));
    assert_eq!(counts(journal), [1, 2, 2]);
}

#[test]
fn an_entry_brings_back_nothing_that_was_deleted_before_it() {
    let (device, client) = practised();
    let journal = client.journal();
    assert_eq!(journal.delete::<PracticeLog>(&"l1".into()), Ok(true));
    device.clock.0.set(device.clock.0.get() + 1);
    delete(journal, "e");
    assert_eq!(journal.restore::<LogbookEntry>(&"e".into()), Ok(true));
    assert_eq!(counts(journal), [1, 1, 1]);
    assert_eq!(ids(&journal.trash()), ["l1"]);
}

#[test]
fn who_is_interrupted_while_deleting_or_restoring_can_do_it_again() {
    for writes in 0..=4 {
        let (device, client) = practised();
        device.store.writes_left.set(Some(writes));
        let deleted = client.journal().delete::<LogbookEntry>(&"e".into());
        device.store.writes_left.set(None);
        assert_eq!(deleted.is_ok(), writes == 4, "{writes} writes");
        let client = open(&device);
        let journal = client.journal();
        if writes < 4 {
            assert_eq!(played(journal), 1800, "{writes} writes");
            delete(journal, "e");
        }
        assert_eq!((played(journal), counts(journal)), (0, [0, 0, 0]));

        device.store.writes_left.set(Some(writes));
        let restored = journal.restore::<LogbookEntry>(&"e".into());
        device.store.writes_left.set(None);
        let client = open(&device);
        let journal = client.journal();
        assert_eq!(restored.is_ok(), writes == 4, "{writes} writes");
        assert_eq!(journal.restore::<LogbookEntry>(&"e".into()), Ok(true));
        assert_eq!((played(journal), counts(journal)), (1800, [1, 2, 1]));
    }
}

#[test]
fn in_a_full_store_nothing_of_a_deleted_entry_counts_either() {
    let (device, client) = practised();
    let journal = client.journal();
    device.store.quota_chars.set(device.store.used_chars());
    delete(journal, "e");
    assert_eq!((played(journal), counts(journal)), (0, [0, 0, 0]));
    assert_eq!(counts(open(&device).journal()), [0, 0, 0]);
}
