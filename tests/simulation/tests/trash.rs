//! What was deleted can be restored for 30 days, on every device, and no longer.

use client_core::AnyRecord;
use client_core::test_support::entry;
use pollster::block_on;
use shared_model::{LogbookEntry, PracticeLog, PracticeSession, Timestamp};
use simulation::{Device, World};

const ANNA: &str = "anna@example.org";
const DAY_MILLIS: i64 = 86_400_000;

fn read(device: &Device, id: &str) -> Option<LogbookEntry> {
    device.client.journal().get(&id.into())
}

fn save(device: &Device, id: &str, notes: &str) {
    let notes = Some(notes.to_owned());
    let entry = LogbookEntry { notes, ..entry(id) };
    device.client.journal().save(entry).expect("saves");
}

fn delete(device: &Device, id: &str) {
    let journal = device.client.journal();
    assert_eq!(journal.delete::<LogbookEntry>(&id.into()), Ok(true));
}

fn restore(device: &Device, id: &str) -> bool {
    let journal = device.client.journal();
    journal
        .restore::<LogbookEntry>(&id.into())
        .expect("the store takes it")
}

/// The ids of what can be restored, in the order of the list.
fn trash(device: &Device) -> Vec<String> {
    let trash = device.client.journal().trash();
    trash
        .iter()
        .map(|trashed| trashed.record.id().0.clone())
        .collect()
}

fn advance_days(device: &Device, days: i64) {
    let clock = &device.device.clock.0;
    clock.set(clock.get() + days * DAY_MILLIS);
}

/// Two devices of one person, which both hold the entry `e`.
fn two_devices(world: &World) -> (Device, Device) {
    let (one, other) = (world.device(1), world.device(2));
    save(&one, "e", "slowly");
    one.sign_in(world, ANNA);
    other.sign_in(world, ANNA);
    (one, other)
}

#[test]
fn somebody_without_an_account_restores_what_was_deleted() {
    let device = World::new().device(1);
    save(&device, "e", "slowly");
    let before = read(&device, "e").expect("it exists");
    delete(&device, "e");
    assert_eq!(
        (read(&device, "e"), trash(&device)),
        (None, vec!["e".into()])
    );

    let device = device.reopened();
    let [trashed] = device.client.journal().trash().try_into().expect("one");
    assert_eq!(trashed.record, AnyRecord::Entry(before.clone()));
    assert_eq!(
        trashed.restorable_until,
        trashed.deleted_at.plus_secs(30 * DAY_MILLIS / 1000)
    );
    advance_days(&device, 1);
    let restored = device.client.journal().restore_trashed(&trashed);
    assert_eq!(restored, Ok(true));
    let now = Timestamp::from_millis(device.device.clock.0.get()).expect("in range");
    assert_eq!(
        read(&device, "e"),
        Some(LogbookEntry {
            updated_at: now,
            ..before
        })
    );
    assert_eq!(trash(&device), Vec::<String>::new());
    let there = read(&device, "e");
    assert!(restore(&device, "e"), "it exists");
    assert_eq!(read(&device, "e"), there);
    assert!(!restore(&device, "f"), "it never existed");
}

#[test]
fn what_was_deleted_last_comes_first() {
    let device = World::new().device(1);
    for id in ["a", "b", "c"] {
        save(&device, id, "");
    }
    for id in ["b", "c", "a"] {
        advance_days(&device, 1);
        delete(&device, id);
    }
    assert_eq!(trash(&device), ["a", "c", "b"]);
}

#[test]
fn what_one_device_deleted_another_restores() {
    let world = World::new();
    let (one, other) = two_devices(&world);
    delete(&one, "e");
    one.sync();
    other.sync();
    assert_eq!((read(&other, "e"), trash(&other)), (None, vec!["e".into()]));
    assert!(restore(&other, "e"));
    other.sync();
    one.sync();
    for device in [&one, &other] {
        let notes = read(device, "e").expect("it exists again").notes;
        assert_eq!(notes.as_deref(), Some("slowly"));
        assert_eq!(trash(device), Vec::<String>::new());
        assert!(device.is_all_synced());
    }
}

#[test]
fn a_new_device_has_the_trash_too() {
    let world = World::new();
    let (one, _) = two_devices(&world);
    delete(&one, "e");
    one.sync();
    let new = world.device(3);
    new.sign_in(&world, ANNA);
    assert_eq!(trash(&new), ["e"]);
    assert!(restore(&new, "e"));
}

#[test]
fn the_trash_has_what_the_musician_saw_when_deleting() {
    let world = World::new();
    let (one, other) = two_devices(&world);
    // Never sent, and deleted.
    let journal = one.client.journal();
    let mut edited = read(&one, "e").expect("it exists");
    edited.notes = Some("edited offline".into());
    journal.save(edited).expect("saves");
    delete(&one, "e");
    one.sync();
    other.sync();
    assert!(restore(&one, "e"));
    let notes = read(&one, "e").expect("it exists again").notes;
    assert_eq!(notes.as_deref(), Some("edited offline"));
}

#[test]
fn the_account_is_not_told_of_what_it_never_knew() {
    let world = World::new();
    let device = world.device(1);
    device.sign_in(&world, ANNA);
    save(&device, "e", "slowly");
    delete(&device, "e");
    assert_eq!(device.client.journal().unsynced_count(), 0);
    device.sync();
    assert_eq!(world.count("logbook_entries"), 0);
    assert!(restore(&device, "e"));
    assert_eq!(device.client.journal().unsynced_count(), 1);
    device.sync();
    assert_eq!(world.count("logbook_entries"), 1);
}

#[test]
fn after_30_days_nothing_is_left_of_it_but_that_it_was_deleted() {
    let world = World::new();
    let (device, _) = two_devices(&world);
    delete(&device, "e");
    device.sync();
    save(&device, "never-sent", "slowly");
    delete(&device, "never-sent");
    advance_days(&device, 29);
    let device = device.reopened();
    assert_eq!(trash(&device).len(), 2);
    advance_days(&device, 1);
    assert_eq!(
        trash(&device),
        Vec::<String>::new(),
        "also while the page lives"
    );
    // What is overdue at two starts on different days is not so because a clock is wrong.
    let device = device.reopened();
    advance_days(&device, 1);
    let device = device.reopened();
    let stored = format!("{:?}", device.device.store.values());
    assert!(!stored.contains("slowly"), "{stored}");
    assert!(!stored.contains("never-sent"), "{stored}");
    assert!(!restore(&device, "e"));
    device.sync();
    assert_eq!(read(&device, "e"), None);
}

#[test]
fn a_clock_that_is_ahead_empties_no_trash() {
    let device = World::new().device(1);
    save(&device, "e", "slowly");
    delete(&device, "e");
    let device = device.reopened();
    advance_days(&device, 365);
    let device = device.reopened();
    assert_eq!(trash(&device), Vec::<String>::new());
    advance_days(&device, -365);
    for _ in 0..20 {
        let device = device.device.clone();
        drop(client_core::Client::open(device.platform.clone()).expect("opens"));
        device.clock.0.set(device.clock.0.get() + DAY_MILLIS);
    }
    let device = device.reopened();
    assert_eq!(trash(&device), ["e"]);
    assert!(restore(&device, "e"));
}

#[test]
fn what_was_deleted_by_a_wrong_clock_is_in_every_trash_for_30_days() {
    for days in [-365, -31, 365] {
        let world = World::new();
        let (one, other) = two_devices(&world);
        advance_days(&one, days);
        delete(&one, "e");
        one.sync();
        other.sync();
        for _ in 0..29 {
            assert_eq!(trash(&other), ["e"], "{days} days");
            advance_days(&other, 1);
            drop(client_core::Client::open(other.device.platform.clone()).expect("opens"));
        }
        let other = other.reopened();
        assert!(restore(&other, "e"));
        delete(&other, "e");
        for _ in 0..32 {
            advance_days(&other, 1);
            drop(client_core::Client::open(other.device.platform.clone()).expect("opens"));
        }
        let stored = format!("{:?}", other.device.store.values());
        assert!(!stored.contains("slowly"), "{stored}");
    }
}

#[test]
fn the_logs_of_a_session_go_and_come_back_with_it() {
    let world = World::new();
    let (one, other) = (world.device(1), world.device(2));
    let at = one.client.journal().now();
    let journal = one.client.journal();
    let log = |id: &str, session: &str| -> PracticeLog {
        serde_json::from_value(serde_json::json!({
            "id": id, "sessionId": session, "createdAt": at, "updatedAt": at,
        }))
        .expect("a log")
    };
    let session: PracticeSession = serde_json::from_value(serde_json::json!({
        "id": "s", "startedAt": at, "createdAt": at, "updatedAt": at,
    }))
    .expect("a session");
    journal.save(session).expect("saves");
    for log in [
        log("l1", "s"),
        log("l2", "s"),
        log("earlier", "s"),
        log("another", "t"),
    ] {
        journal.save(log).expect("saves");
    }
    journal
        .delete::<PracticeLog>(&"earlier".into())
        .expect("deletes");
    assert_eq!(trash(&one), ["earlier"]);
    one.sign_in(&world, ANNA);
    advance_days(&one, 1);
    journal
        .delete::<PracticeSession>(&"s".into())
        .expect("deletes");
    let logs = |device: &Device| {
        let mut ids: Vec<String> = device
            .client
            .journal()
            .list::<PracticeLog>()
            .into_iter()
            .map(|log| log.id.0)
            .collect();
        ids.sort();
        ids
    };
    assert_eq!(logs(&one), ["another"]);
    assert_eq!(trash(&one), ["s"], "the logs come back with their session");

    one.sync();
    other.sign_in(&world, ANNA);
    assert_eq!(trash(&other), ["s"]);
    other
        .client
        .journal()
        .restore::<PracticeSession>(&"s".into())
        .expect("restores");
    other.sync();
    one.sync();
    for device in [&one, &other] {
        assert_eq!(logs(device), ["another", "l1", "l2"]);
        assert_eq!(device.client.journal().count::<PracticeSession>(), 1);
    }
}

#[test]
fn a_log_that_another_tab_goes_on_with_is_not_restored_over_it() {
    let device = World::new().device(1);
    let other = client_core::Client::open(device.device.platform.clone()).expect("opens");
    let journal = device.client.journal();
    let at = journal.now();
    let session: PracticeSession = serde_json::from_value(serde_json::json!({
        "id": "s", "startedAt": at, "createdAt": at, "updatedAt": at,
    }))
    .expect("a session");
    let log: PracticeLog = serde_json::from_value(serde_json::json!({
        "id": "l", "sessionId": "s", "notes": "slowly", "createdAt": at, "updatedAt": at,
    }))
    .expect("a log");
    journal.save(session).expect("saves");
    journal.save(log.clone()).expect("saves");
    other.storage_changed(None).expect("reads");
    let deleted = journal.delete::<PracticeSession>(&"s".into());
    assert_eq!(deleted, Ok(true));
    let edited = PracticeLog {
        notes: Some("slowly\nand again".into()),
        ..log.clone()
    };
    other.journal().edit(&log, edited).expect("saves");
    let restored = journal.restore::<PracticeSession>(&"s".into());
    assert_eq!(restored, Ok(true));
    device.client.storage_changed(None).expect("reads");
    let log = journal.get::<PracticeLog>(&"l".into()).expect("exists");
    assert_eq!(log.notes.as_deref(), Some("slowly\nand again"));
}

#[test]
fn no_log_outlives_its_session_when_deleting_is_interrupted() {
    for writes in 0..4 {
        let device = World::new().device(1);
        let at = device.client.journal().now();
        let record = |fields: serde_json::Value| {
            let mut record = serde_json::json!({ "createdAt": at, "updatedAt": at });
            let all = record.as_object_mut().expect("an object");
            all.extend(fields.as_object().expect("an object").clone());
            record
        };
        let session = record(serde_json::json!({ "id": "s", "startedAt": at }));
        let session: PracticeSession = serde_json::from_value(session).expect("a session");
        device.client.journal().save(session).expect("saves");
        for id in ["l1", "l2"] {
            let log = record(serde_json::json!({ "id": id, "sessionId": "s" }));
            let log: PracticeLog = serde_json::from_value(log).expect("a log");
            device.client.journal().save(log).expect("saves");
        }
        device.device.store.writes_left.set(Some(writes));
        let deleted = device
            .client
            .journal()
            .delete::<PracticeSession>(&"s".into());
        device.device.store.writes_left.set(None);
        assert_eq!(deleted.is_ok(), writes == 3);
        let device = device.reopened();
        let journal = device.client.journal();
        let is_there = journal.count::<PracticeSession>() == 1;
        assert!(
            is_there || journal.count::<PracticeLog>() == 0,
            "{writes} writes"
        );
        if is_there {
            let again = journal.delete::<PracticeSession>(&"s".into());
            assert_eq!((again, journal.count::<PracticeLog>()), (Ok(true), 0));
        }
    }
}

#[test]
fn deleting_makes_room_where_there_is_none_left() {
    let world = World::new();
    let (device, _) = two_devices(&world);
    save(&device, "new", "slowly");
    device
        .device
        .store
        .quota_chars
        .set(device.device.store.used_chars());
    for id in ["new", "e"] {
        delete(&device, id);
        assert_eq!(read(&device, id), None);
    }
    device.device.store.quota_chars.set(5_000_000);
    block_on(device.client.auth().sync_to_cloud()).expect("syncs");
    let account = world.device(3);
    account.sign_in(&world, ANNA);
    assert_eq!(read(&account, "e"), None);
}

#[test]
fn what_there_was_no_room_to_keep_can_be_restored_until_the_account_has_heard_of_the_deletion() {
    let world = World::new();
    let (device, _) = two_devices(&world);
    save(&device, "new", "slowly");
    let store = &device.device.store;
    store.quota_chars.set(store.used_chars());
    delete(&device, "new");
    delete(&device, "e");
    store.quota_chars.set(5_000_000);
    assert_eq!(trash(&device), ["e"]);
    assert!(!store.values()["mirubato_logbook_entries:e"].contains("trashed"));
    let device = device.reopened();
    assert!(restore(&device, "e"));
    block_on(device.client.auth().sync_to_cloud()).expect("syncs");
    let account = world.device(3);
    account.sign_in(&world, ANNA);
    assert_eq!(read(&account, "e"), read(&device, "e"));
    assert!(read(&account, "e").is_some());
}
