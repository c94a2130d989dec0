//! "Check my backup": what differs between a device and the account is found, and repaired without losing anything.

use std::cell::RefCell;
use std::rc::Rc;

use client_core::test_support::entry;
use client_core::{CheckError, CheckedBackup, Repaired, SyncError};
use pollster::block_on;
use shared_model::{Goal, GoalStatus, LogbookEntry};
use simulation::{Device, Fault, World};

const ANNA: &str = "anna@example.org";

fn save(device: &Device, id: &str) {
    device.client.journal().save(entry(id)).expect("saves");
}

fn check(device: &Device) -> CheckedBackup {
    block_on(device.client.auth().check_backup()).expect("the account answers")
}

/// A device with three entries and a goal, which the account holds too.
fn synced_device(world: &World) -> Device {
    let device = world.device(1);
    for id in ["a", "b", "c"] {
        save(&device, id);
    }
    let at = device.client.journal().now();
    let goal = Goal {
        id: "g".into(),
        title: "Play".into(),
        description: None,
        target_date: None,
        progress: 0,
        milestones: Vec::new(),
        status: GoalStatus::Active,
        completed_at: None,
        target: None,
        created_at: at,
        updated_at: at,
    };
    device.client.journal().save(goal).expect("saves");
    device.sign_in(world, ANNA);
    device
}

fn equal(entries: usize) -> CheckedBackup {
    CheckedBackup {
        entries,
        since: None,
        unsynced: 0,
        repaired: None,
    }
}

fn repaired(entries: usize, fetched: usize, given_back: usize) -> CheckedBackup {
    CheckedBackup {
        repaired: Some(Repaired {
            fetched,
            given_back,
        }),
        ..equal(entries)
    }
}

fn entries(device: &Device) -> Vec<String> {
    let entries = device.client.journal().list::<LogbookEntry>();
    let mut ids: Vec<String> = entries.into_iter().map(|entry| entry.id.0).collect();
    ids.sort();
    ids
}

#[test]
fn a_journal_that_is_backed_up_is_said_to_be() {
    let world = World::new();
    let device = synced_device(&world);
    assert_eq!(check(&device), equal(3));
    // What was not sent yet is sent first, and what another device sent is fetched.
    save(&device, "d");
    let other = world.device(2);
    other.sign_in(&world, ANNA);
    save(&other, "e");
    other.sync();
    assert_eq!(check(&device), equal(5));
    let journal = device.client.journal();
    journal
        .delete::<LogbookEntry>(&"a".into())
        .expect("deletes");
    assert_eq!(check(&device), equal(4));
}

#[test]
fn what_vanished_from_the_browser_comes_back() {
    let world = World::new();
    let device = synced_device(&world);
    let store = &device.device.platform.store;
    for key in ["mirubato_logbook_entries:b", "mirubato_goals:g"] {
        store.remove(key).expect("removes");
    }
    assert_eq!(check(&device), repaired(3, 2, 0));
    assert_eq!(entries(&device), ["a", "b", "c"]);
    assert_eq!(device.client.journal().count::<Goal>(), 1);
    assert_eq!(check(&device), equal(3));
    // Also when the app was closed meanwhile.
    device
        .device
        .platform
        .store
        .remove("mirubato_logbook_entries:a")
        .expect("removes");
    let device = device.reopened();
    assert_eq!(entries(&device), ["b", "c"]);
    assert_eq!(check(&device), repaired(3, 1, 0));
    assert_eq!(entries(&device), ["a", "b", "c"]);
}

#[test]
fn what_vanished_from_the_account_is_given_back() {
    let world = World::new();
    let device = synced_device(&world);
    world.sql("DELETE FROM logbook_entries WHERE id = 'b'");
    assert_eq!(check(&device), repaired(3, 0, 1));
    assert_eq!(world.count("logbook_entries"), 3);
    assert_eq!(check(&device), equal(3));
    let other = world.device(2);
    other.sign_in(&world, ANNA);
    assert_eq!(entries(&other), ["a", "b", "c"]);
}

#[test]
fn what_either_side_holds_alone_survives() {
    let world = World::new();
    let device = synced_device(&world);
    world.sql("DELETE FROM logbook_entries WHERE id = 'b'");
    let store = &device.device.platform.store;
    store.remove("mirubato_logbook_entries:c").expect("removes");
    assert_eq!(check(&device), repaired(3, 1, 1));
    assert_eq!(entries(&device), ["a", "b", "c"]);
    assert_eq!(world.count("logbook_entries"), 3);
}

#[test]
fn an_account_that_cannot_be_reached_says_nothing_of_the_backup() {
    let world = World::new();
    let device = synced_device(&world);
    device.network.order([Fault::LoseRequest]);
    let outcome = block_on(device.client.auth().check_backup());
    assert!(
        matches!(outcome, Err(CheckError::Sync(SyncError::Api(_)))),
        "{outcome:?}"
    );
    assert_eq!(entries(&device), ["a", "b", "c"]);
}

#[test]
fn while_the_journal_is_on_its_way_there_is_nothing_to_compare() {
    let world = World::new();
    synced_device(&world);
    let new = world.device(2);
    new.sign_in_without_sync(&world, ANNA);
    let outcomes = Rc::new(RefCell::new(Vec::new()));
    let (auth, heard) = (new.client.auth().clone(), Rc::clone(&outcomes));
    let checks: Box<dyn FnOnce()> =
        Box::new(move || heard.borrow_mut().push(block_on(auth.check_backup())));
    new.network.meanwhile([checks]);
    new.sync();
    assert_eq!(*outcomes.borrow(), [Err(CheckError::StillSyncing)]);
    assert_eq!(entries(&new), ["a", "b", "c"]);
    assert_eq!(check(&new), equal(3));
}
