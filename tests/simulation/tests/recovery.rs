//! What becomes of the journal when the server is restored from an older backup (design.md section 6): whoever still has
//! something gives it back.

use client_core::test_support::entry;
use pollster::block_on;
use serde_json::Value;
use shared_model::{LogbookEntry, Piece, PieceStatus};
use simulation::{Device, Fault, World};

const ANNA: &str = "anna@example.org";

/// Two devices of one person, which both hold the entry `e`.
fn two_devices(world: &World) -> (Device, Device) {
    let (one, other) = (world.device(1), world.device(2));
    save(&one, "e", 1);
    one.sign_in(world, ANNA);
    other.sign_in(world, ANNA);
    (one, other)
}

fn read(device: &Device, id: &str) -> Option<LogbookEntry> {
    device.client.journal().get(&id.into())
}

/// Writes an entry with this duration, which tells versions apart.
fn save(device: &Device, id: &str, duration: i64) {
    // Edits are a second apart, as people's are.
    let clock = &device.device.clock.0;
    clock.set(clock.get() + 1_000);
    let before = read(device, id).unwrap_or_else(|| entry(id));
    let entry = LogbookEntry { duration, ..before };
    device.client.journal().save(entry).expect("saves");
}

fn delete(device: &Device, id: &str) {
    let journal = device.client.journal();
    journal.delete::<LogbookEntry>(&id.into()).expect("deletes");
}

/// The durations of what exists on a device, by id.
fn durations(device: &Device) -> Vec<(String, i64)> {
    let entries = device.client.journal().list::<LogbookEntry>();
    let mut durations: Vec<_> = entries
        .into_iter()
        .map(|entry| (entry.id.0, entry.duration))
        .collect();
    durations.sort();
    durations
}

fn of(expected: &[(&str, i64)]) -> Vec<(String, i64)> {
    let owned = expected
        .iter()
        .map(|(id, duration)| ((*id).to_owned(), *duration));
    owned.collect()
}

/// Everybody syncs until nothing changes; then the devices and the account hold exactly this.
fn settles_on(world: &World, devices: &[&Device], expected: &[(&str, i64)]) {
    for _ in 0..3 {
        for device in devices {
            device.sync();
        }
    }
    for device in devices {
        assert_eq!(durations(device), of(expected));
        assert!(device.is_all_synced());
        device.network.take_requests();
        device.sync();
        assert_eq!(
            device.network.take_requests(),
            1,
            "a pull that finds nothing"
        );
    }
    let account = world.device(99);
    account.sign_in(world, ANNA);
    assert_eq!(durations(&account), of(expected), "what the account holds");
}

fn write_id(world: &World, id: &str) -> Value {
    world.sql(&format!(
        "SELECT write_id FROM logbook_entries WHERE id = '{id}'"
    ))[0]["write_id"]
        .clone()
}

#[test]
fn what_a_restored_server_has_lost_is_given_back_under_the_same_name() {
    let world = World::new();
    let (one, other) = two_devices(&world);
    let backup = world.backup();
    save(&one, "later", 7);
    let piece = Piece {
        id: "p".into(),
        title: "Clair de lune".into(),
        composer: None,
        status: PieceStatus::Learning,
        notes: None,
        merged_into: None,
        created_at: one.client.journal().now(),
        updated_at: one.client.journal().now(),
    };
    one.client.journal().save(piece).expect("saves");
    one.sync();
    other.sync();
    let name = write_id(&world, "later");
    world.restore(&backup);
    settles_on(&world, &[&one, &other], &[("e", 1), ("later", 7)]);
    assert_eq!(
        (world.count("logbook_entries"), world.count("pieces")),
        (2, 1)
    );
    assert_eq!(
        write_id(&world, "later"),
        name,
        "two devices gave back one version"
    );
}

#[test]
fn an_older_version_on_a_restored_server_gets_the_newer_one() {
    for first in 0..2 {
        let world = World::new();
        let (one, other) = two_devices(&world);
        let backup = world.backup();
        save(&one, "e", 2);
        one.sync();
        save(&one, "e", 3);
        one.sync();
        other.sync();
        world.restore(&backup);
        let order = if first == 0 {
            [&one, &other]
        } else {
            [&other, &one]
        };
        settles_on(&world, &order, &[("e", 3)]);
    }
}

#[test]
fn an_edit_on_a_version_that_the_server_has_lost_goes_up() {
    let world = World::new();
    let (one, other) = two_devices(&world);
    let backup = world.backup();
    save(&one, "e", 2);
    save(&one, "later", 7);
    one.sync();
    save(&one, "e", 3);
    save(&one, "later", 8);
    world.restore(&backup);
    settles_on(&world, &[&other, &one], &[("e", 3), ("later", 8)]);
}

#[test]
fn failure_7_a_deletion_that_the_server_has_forgotten_is_given_back_as_a_deletion() {
    // The record may still be live on the other device, which gives it back, before or after the deletion.
    for first in 0..2 {
        for other_knows in [false, true] {
            for record_is_in_backup in [false, true] {
                let world = World::new();
                let (one, other) = two_devices(&world);
                let empty = world.backup();
                save(&one, "gone", 5);
                one.sync();
                other.sync();
                let backup = if record_is_in_backup {
                    world.backup()
                } else {
                    empty
                };
                delete(&one, "gone");
                one.sync();
                if other_knows {
                    other.sync();
                }
                world.restore(&backup);
                let order = if first == 0 {
                    [&one, &other]
                } else {
                    [&other, &one]
                };
                settles_on(&world, &order, &[("e", 1)]);
            }
        }
    }
}

#[test]
fn a_deletion_that_was_not_sent_yet_reaches_a_restored_server() {
    for record_is_in_backup in [false, true] {
        let world = World::new();
        let (one, other) = two_devices(&world);
        let empty = world.backup();
        save(&one, "gone", 5);
        one.sync();
        let backup = if record_is_in_backup {
            world.backup()
        } else {
            empty
        };
        save(&one, "gone", 6);
        one.sync();
        other.sync();
        delete(&one, "gone");
        world.restore(&backup);
        settles_on(&world, &[&other, &one], &[("e", 1)]);
    }
}

#[test]
fn what_is_being_given_back_can_be_deleted_and_edited() {
    let world = World::new();
    let (one, other) = two_devices(&world);
    let backup = world.backup();
    save(&one, "gone", 5);
    save(&one, "kept", 6);
    one.sync();
    other.sync();
    world.restore(&backup);
    // The pull goes through, the push does not.
    one.network
        .order([Fault::None, Fault::None, Fault::LoseRequest]);
    block_on(one.client.auth().sync_to_cloud()).expect_err("the push is lost");
    assert_eq!(one.client.journal().unsynced_count(), 2);
    delete(&one, "gone");
    save(&one, "kept", 7);
    settles_on(&world, &[&other, &one], &[("e", 1), ("kept", 7)]);
}

#[test]
fn a_deletion_is_stronger_than_what_is_only_given_back() {
    let world = World::new();
    let (one, other) = two_devices(&world);
    let backup = world.backup();
    save(&one, "gone", 5);
    one.sync();
    other.sync();
    delete(&one, "gone");
    one.sync();
    world.restore(&backup);
    // The other device has found out what the server lacks when the deletion arrives there first.
    other
        .network
        .order([Fault::None, Fault::None, Fault::LoseRequest]);
    block_on(other.client.auth().sync_to_cloud()).expect_err("the push is lost");
    one.sync();
    settles_on(&world, &[&other, &one], &[("e", 1)]);
}

#[test]
fn a_recovery_that_is_interrupted_anywhere_comes_to_the_same() {
    for writes in 0..40 {
        let world = World::new();
        let (one, other) = two_devices(&world);
        let backup = world.backup();
        save(&one, "gone", 6);
        save(&one, "later", 7);
        save(&one, "e", 2);
        one.sync();
        delete(&one, "gone");
        save(&one, "later", 8);
        one.sync();
        other.sync();
        world.restore(&backup);
        one.device.store.writes_left.set(Some(writes));
        let first = block_on(one.client.auth().sync_to_cloud());
        one.device.store.writes_left.set(None);
        let one = one.reopened();
        settles_on(&world, &[&one, &other], &[("e", 2), ("later", 8)]);
        if first.is_ok() {
            assert!(writes > 10, "so many writes are enough: {writes}");
            return;
        }
    }
    panic!("a recovery takes no end of writes");
}

#[test]
fn a_restore_at_any_moment_of_a_sync_loses_nothing() {
    // Between the first pull and the push, between the push and the second pull, and so on.
    for moment in 0..4 {
        for record_is_in_backup in [false, true] {
            let world = World::new();
            let (one, other) = two_devices(&world);
            let empty = world.backup();
            save(&one, "x", 1);
            one.sync();
            let backup = if record_is_in_backup {
                world.backup()
            } else {
                empty
            };
            save(&one, "x", 2);
            one.sync();
            other.sync();
            save(&one, "x", 3);
            save(&one, "y", 4);
            let world = std::rc::Rc::new(world);
            let nothing = || -> Box<dyn FnOnce()> { Box::new(|| ()) };
            let restore: Box<dyn FnOnce()> = Box::new({
                let world = std::rc::Rc::clone(&world);
                move || world.restore(&backup)
            });
            one.network
                .meanwhile((0..moment).map(|_| nothing()).chain([restore]));
            one.sync();
            // If the sync asked less often, the restore comes with the next one.
            settles_on(&world, &[&one, &other], &[("e", 1), ("x", 3), ("y", 4)]);
        }
    }
}

#[test]
fn a_restore_between_two_requests_of_the_pull_that_follows_a_push_loses_nothing() {
    for moment in 0..3 {
        let world = World::new();
        let (one, other) = two_devices(&world);
        let backup = world.backup();
        save(&one, "later", 7);
        // It is pushed, and the pull that would cover it is cut off.
        one.network
            .order([Fault::None, Fault::None, Fault::LoseRequest]);
        assert!(block_on(one.client.auth().sync_to_cloud()).is_err());
        let world = std::rc::Rc::new(world);
        let restored = std::rc::Rc::clone(&world);
        let restore: Box<dyn FnOnce()> = Box::new(move || restored.restore(&backup));
        let nothing = || -> Box<dyn FnOnce()> { Box::new(|| ()) };
        one.network
            .meanwhile((0..moment).map(|_| nothing()).chain([restore]));
        one.sync();
        settles_on(&world, &[&one, &other], &[("e", 1), ("later", 7)]);
    }
}

#[test]
fn what_was_taken_in_beyond_the_cursor_is_given_back_too() {
    // Killed anywhere between a push, or a page, and the note of the cursor that covers it.
    for writes in 0..20 {
        let world = World::new();
        let (one, other) = two_devices(&world);
        let backup = world.backup();
        save(&other, "page", 2);
        other.sync();
        save(&one, "pushed", 3);
        one.device.store.writes_left.set(Some(writes));
        let synced = block_on(one.client.auth().sync_to_cloud());
        one.device.store.writes_left.set(None);
        let one = one.reopened();
        let held = durations(&one);
        world.restore(&backup);
        settles_on(
            &world,
            &[&one],
            &held
                .iter()
                .map(|(id, value)| (id.as_str(), *value))
                .collect::<Vec<_>>(),
        );
        if synced.is_ok() {
            return;
        }
    }
    panic!("a sync takes no end of writes");
}

#[test]
fn a_server_that_was_restored_to_before_the_account_gets_the_journal_when_somebody_signs_in_again()
{
    let world = World::new();
    let backup = world.backup();
    let (one, other) = two_devices(&world);
    save(&one, "later", 7);
    one.sync();
    other.sync();
    save(&other, "unsent", 8);
    world.restore(&backup);
    block_on(one.client.auth().sync_to_cloud()).expect_err("the session is gone");
    one.sign_in(&world, ANNA);
    other.sign_in(&world, ANNA);
    settles_on(
        &world,
        &[&one, &other],
        &[("e", 1), ("later", 7), ("unsent", 8)],
    );
    assert_eq!(one.client.auth().user().id, other.client.auth().user().id);
}

#[test]
fn a_pull_that_fails_again_and_again_asks_and_stores_no_more_each_time() {
    let world = World::new();
    let (one, other) = two_devices(&world);
    save(&one, "pushed", 1);
    for page in 0..30 {
        save(&other, &format!("page{page}"), 2);
        other.sync();
        // Killed after the note of what is about to be taken in.
        one.network.take_requests();
        one.device.store.writes_left.set(Some(1));
        block_on(one.client.auth().sync_to_cloud()).expect_err("nothing more is stored");
        one.device.store.writes_left.set(None);
        let requests = one.network.take_requests();
        assert!(requests <= 3, "{requests} requests");
    }
    let values = one.device.store.values();
    let position = values.iter().find(|(key, _)| key.contains("cursor"));
    assert!(
        position.is_some_and(|(_, value)| value.trim_end().len() < 200),
        "{position:?}"
    );
    one.sync();
    assert_eq!(durations(&one).len(), 32);
}

/// Writes an entry with these notes. Lines that only one side has survive a merge without a common base.
fn note(device: &Device, id: &str, notes: &str) {
    let clock = &device.device.clock.0;
    clock.set(clock.get() + 1_000);
    let before = read(device, id).unwrap_or_else(|| entry(id));
    let notes = Some(notes.to_owned());
    let noted = LogbookEntry { notes, ..before };
    device.client.journal().save(noted).expect("saves");
}

fn notes(device: &Device, id: &str) -> Option<String> {
    read(device, id).and_then(|entry| entry.notes)
}

/// Two devices that hold the entries `e` and `x`, and twenty versions of `e` later, more than a server remembers.
fn far_behind(world: &World) -> (Device, Device) {
    let (one, other) = two_devices(world);
    save(&one, "x", 5);
    note(&one, "e", "the oldest");
    one.sync();
    other.sync();
    work_on(&other);
    (one, other)
}

fn work_on(device: &Device) {
    for number in 1..=20 {
        note(device, "e", &format!("take {number}"));
        device.sync();
    }
}

fn damage(device: &Device, id: &str) {
    let key = format!("mirubato_logbook_entries:{id}");
    let store = &device.device.platform.store;
    store.set(&key, "{").expect("there is room");
}

#[test]
fn a_damaged_value_does_not_make_a_server_pass_for_a_restored_one() {
    let world = World::new();
    let (one, _other) = far_behind(&world);
    damage(&one, "x");
    let one = one.reopened();
    assert_eq!(one.client.journal().damaged(), 1);
    one.sync();
    assert_eq!(notes(&one, "e").as_deref(), Some("take 20"));
    assert_eq!(durations(&one), of(&[("e", 1), ("x", 5)]));
    assert!(one.is_all_synced());
}

#[test]
fn a_damaged_value_comes_back_to_whose_it_was_though_somebody_else_found_it() {
    let world = World::new();
    let device = world.device(1);
    save(&device, "x", 1);
    device.sign_in(&world, ANNA);
    damage(&device, "x");
    device.sign_in(&world, "bert@example.org");
    assert_eq!(device.client.journal().damaged(), 1);
    device.sign_in(&world, ANNA);
    assert_eq!(durations(&device), of(&[("x", 1)]));
}

#[test]
fn a_pull_of_everything_that_is_interrupted_anywhere_still_knows_the_server() {
    for writes in 0..20 {
        let world = World::new();
        let (one, other) = far_behind(&world);
        damage(&one, "x");
        let one = one.reopened();
        one.device.store.writes_left.set(Some(writes));
        let first = block_on(one.client.auth().sync_to_cloud());
        one.device.store.writes_left.set(None);
        work_on(&other);
        let one = one.reopened();
        one.sync();
        assert_eq!(notes(&one, "e").as_deref(), Some("take 20"));
        assert_eq!(durations(&one), of(&[("e", 1), ("x", 5)]));
        if first.is_ok() {
            return;
        }
    }
    panic!("a sync takes no end of writes");
}

#[test]
fn a_repair_does_not_make_a_server_pass_for_a_restored_one() {
    let world = World::new();
    let (one, other) = two_devices(&world);
    save(&one, "x", 5);
    note(&one, "e", "the oldest");
    one.sync();
    other.sync();
    let store = &one.device.platform.store;
    store.remove("mirubato_logbook_entries:x").expect("removes");
    // While the two are compared for the last time, another device works on.
    let nothing = || -> Box<dyn FnOnce()> { Box::new(|| ()) };
    let works_on: Box<dyn FnOnce()> = Box::new(move || work_on(&other));
    one.network
        .meanwhile((0..5).map(|_| nothing()).chain([works_on]));
    let checked = block_on(one.client.auth().check_backup()).expect("repairs");
    assert!(checked.repaired.is_some());
    assert_eq!(notes(&one, "e").as_deref(), Some("take 20"));
    assert_eq!(durations(&one), of(&[("e", 1), ("x", 5)]));
}

#[test]
fn what_an_older_program_left_out_is_pulled_without_taking_the_server_for_restored() {
    let world = World::new();
    let (one, _other) = far_behind(&world);
    let store = &one.device.platform.store;
    store.remove("mirubato_logbook_entries:x").expect("removes");
    let values = one.device.store.values();
    let position = values.iter().find(|(key, _)| key.contains("cursor"));
    let (key, position) = position.expect("it has pulled");
    let mut position: Value = serde_json::from_str(position).expect("JSON");
    position["reached"]["leftOutBy"] = 0.into();
    store
        .set(key, &position.to_string())
        .expect("there is room");
    let one = one.reopened();
    one.sync();
    assert_eq!(notes(&one, "e").as_deref(), Some("take 20"));
    assert_eq!(durations(&one), of(&[("e", 1), ("x", 5)]));
    one.network.take_requests();
    one.sync();
    assert_eq!(one.network.take_requests(), 1, "once");
}

#[test]
fn a_damaged_value_does_not_make_a_restored_server_pass_for_a_healthy_one() {
    let world = World::new();
    let (one, other) = far_behind(&world);
    let backup = world.backup();
    work_on(&other);
    for number in 21..=25 {
        note(&other, "e", &format!("take {number}"));
        other.sync();
    }
    save(&other, "later", 7);
    other.sync();
    one.sync();
    damage(&one, "x");
    let one = one.reopened();
    world.restore(&backup);
    one.sync();
    let notes = notes(&one, "e").unwrap_or_default();
    assert!(notes.contains("take 25"), "{notes}");
    let given_back = world.sql("SELECT notes FROM logbook_entries WHERE id = 'e'");
    assert!(given_back[0].to_string().contains("take 25"));
    assert_eq!(durations(&one), of(&[("e", 1), ("later", 7), ("x", 5)]));
}
