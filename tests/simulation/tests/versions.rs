//! An older and a newer version of the app side by side: what the older one cannot read it neither shows nor touches.

use std::rc::Rc;

use client_core::platform::LocalStore;
use client_core::test_support::entry;
use client_core::{BackupFailure, BackupState, Client, SaveError, StoreError};
use pollster::block_on;
use serde_json::Value;
use shared_model::LogbookEntry;
use simulation::{Device, World};

const ANNA: &str = "anna@example.org";
const KEY: &str = "mirubato_logbook_entries:e";

fn ids(client: &Client) -> Vec<String> {
    let mut ids: Vec<String> = client
        .journal()
        .list::<LogbookEntry>()
        .into_iter()
        .map(|entry| entry.id.0)
        .collect();
    ids.sort();
    ids
}

/// Another tab runs a newer version, in which there are moods that this one does not know.
fn newer_tab_edits(device: &Device) -> String {
    let text = device.device.store.get(KEY).expect("reads").expect("there");
    let mut record: Value = serde_json::from_str(&text).expect("JSON");
    record["mood"] = "SERENE".into();
    record["isSynced"] = false.into();
    let text = record.to_string();
    device.device.store.set(KEY, &text).expect("there is room");
    text
}

fn needs_upgrade(device: &Device) -> bool {
    let reason = BackupFailure::UpgradeRequired;
    matches!(device.client.auth().backup(), BackupState::Failed { reason: failed, .. } if failed == reason)
}

#[test]
fn a_record_of_a_newer_version_stays_where_it_is_and_is_not_overwritten() {
    let world = World::new();
    let (device, other) = (world.device(1), world.device(2));
    device.client.journal().save(entry("e")).expect("saves");
    device.client.journal().save(entry("f")).expect("saves");
    device.sign_in(&world, ANNA);
    other.sign_in(&world, ANNA);
    let newer = newer_tab_edits(&device);
    device
        .client
        .storage_changed(Some(&[KEY.to_owned()]))
        .expect("reads");
    assert_eq!(ids(&device.client), ["f"], "it is not shown");
    let saved = device.client.journal().save(entry("e"));
    assert_eq!(saved, Err(SaveError::Store(StoreError::WrittenByNewer)));
    // What comes from the account is not put in its place, and holds up nothing else.
    for id in ["e", "f"] {
        let changed = LogbookEntry {
            duration: 7,
            ..entry(id)
        };
        other.client.journal().save(changed).expect("saves");
    }
    other.sync();
    device.client.journal().save(entry("g")).expect("saves");
    block_on(device.client.auth().sync_to_cloud()).expect_err("an upgrade is needed");
    assert!(needs_upgrade(&device));
    assert_eq!(
        device.device.store.get(KEY).expect("reads"),
        Some(newer.clone())
    );
    let f = device
        .client
        .journal()
        .get::<LogbookEntry>(&"f".into())
        .expect("there");
    assert_eq!(f.duration, 7);
    assert_eq!(world.count("logbook_entries"), 3);
    // Opened again, it still is where it was, and is told.
    let device = device.reopened();
    assert_eq!(
        (ids(&device.client), device.client.journal().damaged()),
        (vec!["f".into(), "g".into()], 1)
    );
    assert_eq!(device.device.store.get(KEY).expect("reads"), Some(newer));
}

#[test]
fn an_edit_that_a_newer_version_wrote_over_unseen_is_kept_as_a_copy() {
    let world = World::new();
    for (hour, has_seen_it) in [(1, true), (2, false)] {
        let device = world.device(hour);
        let journal = device.client.journal();
        journal.save(entry("e")).expect("saves");
        let seen = device.device.store.get(KEY).expect("reads").expect("there");
        let edited = LogbookEntry {
            duration: 42,
            ..entry("e")
        };
        journal.save(edited).expect("saves");
        if !has_seen_it {
            device.device.store.set(KEY, &seen).expect("there is room");
        }
        let newer = newer_tab_edits(&device);
        for _ in 0..2 {
            device
                .client
                .storage_changed(Some(&[KEY.to_owned()]))
                .expect("reads");
        }
        let kept = journal.list::<LogbookEntry>();
        let durations: Vec<i64> = kept.iter().map(|entry| entry.duration).collect();
        let expected: &[i64] = if has_seen_it { &[] } else { &[42] };
        assert_eq!(durations, expected);
        assert!(kept.iter().all(|entry| entry.id.is_copy()));
        assert_eq!(device.device.store.get(KEY).expect("reads"), Some(newer));
    }
}

#[test]
fn what_an_older_version_could_not_give_back_to_a_restored_server_a_newer_one_does() {
    let world = World::new();
    let device = world.device(1);
    device.sign_in(&world, ANNA);
    let backup = world.backup();
    device.client.journal().save(entry("e")).expect("saves");
    device.sync();
    let store = Rc::clone(&device.device.store);
    // A newer version wrote it and sent it.
    let newer = newer_tab_edits(&device);
    let sent = newer.replace("\"isSynced\":false", "\"isSynced\":true");
    store.set(KEY, &sent).expect("there is room");
    world.restore(&backup);
    let device = device.reopened();
    block_on(device.client.auth().sync_to_cloud()).expect_err("an upgrade is needed");
    assert!(needs_upgrade(&device));
    // The newer version comes back, in which this one is an older one.
    for (key, value) in store.values() {
        let of_newer = value
            .replace("SERENE", "EXCITED")
            .replace("\"leftOutBy\":1", "\"leftOutBy\":0");
        store.set(&key, &of_newer).expect("there is room");
    }
    let device = device.reopened();
    device.sync();
    assert!(device.is_all_synced());
    assert_eq!(world.count("logbook_entries"), 1);
}

#[test]
fn a_record_of_a_newer_version_moves_into_the_account_with_the_others() {
    let world = World::new();
    let device = world.device(1);
    device.client.journal().save(entry("e")).expect("saves");
    let newer = newer_tab_edits(&device);
    device.sign_in_without_sync(&world, ANNA);
    let kept = device.device.store.get(KEY).expect("reads").expect("there");
    let (mut kept, mut newer): (Value, Value) = (
        serde_json::from_str(&kept).expect("JSON"),
        serde_json::from_str(&newer).expect("JSON"),
    );
    assert_eq!(kept["userId"], device.client.auth().user().id.as_str());
    kept["userId"].take();
    newer["userId"].take();
    assert_eq!(kept, newer, "nothing else changed");
}

#[test]
fn an_older_version_is_told_to_upgrade_before_it_pulls_what_it_does_not_know() {
    let world = World::new();
    let device = world.device(1);
    device.sign_in(&world, ANNA);
    let user = device.client.auth().user().id;
    let ask = |version: &str| {
        let query = format!("{{ changes(expectedUserId: \"{user}\"{version}) {{ cursor }} }}");
        let body = serde_json::json!({ "query": query }).to_string();
        block_on(device.network.ask(body)).body
    };
    assert!(ask(", modelVersion: 0").contains("UPGRADE_REQUIRED"));
    assert!(!ask("").contains("errors"));
}
