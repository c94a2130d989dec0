//! The journey of design.md section 2, natively: the real engine, the real schema, real SQL, a network with faults.

use api_worker::platform::Clock as _;
use client_core::test_support::entry;
use client_core::{AnonymousData, BackupFailure, BackupState, Client, ClockOff, SyncError};
use pollster::block_on;
use serde_json::Value;
use shared_model::{
    ActivityType, Goal, GoalStatus, LogbookEntry, Milestone, Mood, PracticeLog, PracticeSession,
    RecordId, SessionType, Timestamp,
};
use simulation::{Device, Fault, World};

fn id(text: &str) -> RecordId {
    text.into()
}

fn at() -> Timestamp {
    Timestamp::from_millis(1_700_000_000_000).expect("in range")
}

fn session(name: &str) -> PracticeSession {
    PracticeSession {
        id: id(name),
        instrument: "Guitar".into(),
        sheet_music_id: None,
        sheet_music_title: None,
        session_type: SessionType::FreePractice,
        started_at: at(),
        completed_at: Some(at().plus_secs(1800)),
        paused_duration: 60,
        accuracy: Some(87.5),
        notes_attempted: 8,
        notes_correct: 7,
        utc_offset_minutes: 60,
        created_at: at(),
        updated_at: at(),
    }
}

fn log(name: &str, session: &str) -> PracticeLog {
    PracticeLog {
        id: id(name),
        session_id: id(session),
        activity_type: ActivityType::Scales,
        started_at: Some(at()),
        duration_seconds: 600,
        piece_id: None,
        piece_title: None,
        tempo_practiced: Some(88),
        target_tempo: Some(120),
        focus_areas: vec!["thumb".into()],
        self_rating: Some(7),
        notes: None,
        created_at: at(),
        updated_at: at(),
    }
}

fn goal(name: &str) -> Goal {
    Goal {
        id: id(name),
        title: "First movement".into(),
        description: Some("By heart".into()),
        target_date: None,
        progress: 0,
        milestones: vec![Milestone {
            id: id("m"),
            title: "Exposition".into(),
            completed: false,
            completed_at: None,
        }],
        status: GoalStatus::Active,
        completed_at: None,
        target: None,
        created_at: at(),
        updated_at: at(),
    }
}

/// A device on which somebody practised without an account.
fn practised(world: &World, seed: u64) -> Device {
    let device = world.device(seed);
    let journal = device.client.journal();
    journal.save(session("s")).expect("saves");
    journal.save(log("l1", "s")).expect("saves");
    journal.save(log("l2", "s")).expect("saves");
    journal.save(entry("e")).expect("saves");
    journal.save(goal("g")).expect("saves");
    device
}

fn edit(device: &Device, name: &str, change: impl Fn(&mut LogbookEntry)) {
    let mut entry = read(device, name).expect("the entry is there");
    change(&mut entry);
    // Edits are a second apart, as people's are.
    device
        .device
        .clock
        .0
        .set(device.device.clock.0.get() + 1_000);
    device.client.journal().save(entry).expect("saves");
}

fn read(device: &Device, name: &str) -> Option<LogbookEntry> {
    device.client.journal().get(&id(name))
}

fn rows(world: &World) -> [i64; 4] {
    [
        "practice_sessions",
        "practice_logs",
        "logbook_entries",
        "goals",
    ]
    .map(|table| world.count(table))
}

#[test]
fn signing_in_moves_the_anonymous_journal_into_the_account() {
    let world = World::new();
    let device = practised(&world, 1);
    assert_eq!(device.client.auth().backup(), BackupState::OnThisDeviceOnly);
    device.sign_in(&world, "anna@example.org");
    assert_eq!(rows(&world), [1, 2, 1, 1]);
    assert!(device.is_all_synced());
    let user = device.client.auth().user();
    assert!(!user.is_anonymous && user.has_cloud_storage);
    assert!(
        device
            .records()
            .iter()
            .all(|record| record["userId"] == user.id.as_str())
    );
    assert_eq!(device.client.auth().backup(), BackupState::BackedUp);
}

#[test]
fn every_field_survives_the_way_through_d1() {
    let world = World::new();
    let (one, other) = (practised(&world, 1), world.device(2));
    one.sign_in(&world, "anna@example.org");
    other.sign_in(&world, "anna@example.org");
    let same = |device: &Device| {
        let journal = device.client.journal();
        (
            journal.get::<PracticeSession>(&id("s")),
            journal.get::<PracticeLog>(&id("l1")),
            read(device, "e"),
            journal.get::<Goal>(&id("g")),
        )
    };
    assert_eq!(same(&one), same(&other));
    assert!(same(&one).0.is_some());
}

#[test]
fn edits_of_different_fields_on_two_devices_are_both_kept() {
    let world = World::new();
    let (one, other) = (practised(&world, 1), world.device(2));
    one.sign_in(&world, "anna@example.org");
    other.sign_in(&world, "anna@example.org");
    edit(&one, "e", |entry| entry.mood = Some(Mood::Excited));
    edit(&other, "e", |entry| entry.duration = 3600);
    edit(&other, "e", |entry| {
        entry.notes = Some("Left hand alone, slowly.\nThen together.".into());
    });
    one.sync();
    other.sync();
    one.sync();
    for device in [&one, &other] {
        let entry = read(device, "e").expect("there");
        assert_eq!((entry.mood, entry.duration), (Some(Mood::Excited), 3600));
        assert!(device.is_all_synced());
    }
    assert_eq!(world.count("logbook_entries"), 1);
}

#[test]
fn failure_3_and_4_whatever_happens_to_a_request_a_retry_doubles_nothing() {
    for fault in [
        Fault::LoseRequest,
        Fault::LoseAnswer,
        Fault::ServerError,
        Fault::Garbage,
        Fault::Twice,
    ] {
        // The first request of a sync is the pull, the second the push, the third the pull that makes sure.
        for position in 0..3 {
            let world = World::new();
            let device = practised(&world, 1);
            device.sign_in_without_sync(&world, "anna@example.org");
            device
                .network
                .order((0..position).map(|_| Fault::None).chain([fault]));
            let first = block_on(device.client.auth().sync_to_cloud());
            assert_eq!(
                device.client.journal().count::<LogbookEntry>(),
                1,
                "{fault:?}"
            );
            if fault != Fault::Twice {
                let failed = matches!(
                    device.client.auth().backup(),
                    BackupState::Failed {
                        reason: BackupFailure::Unreachable | BackupFailure::Server(_),
                        ..
                    }
                );
                assert!(
                    first.is_err() && failed,
                    "{fault:?} at {position}: {:?}",
                    device.client.auth().backup()
                );
                edit(&device, "e", |entry| entry.duration += 1);
            }
            device.sync();
            assert_eq!(rows(&world), [1, 2, 1, 1], "{fault:?} at {position}");
            assert!(device.is_all_synced(), "{fault:?} at {position}");
            let held = &world.sql("SELECT duration FROM logbook_entries")[0]["duration"];
            assert_eq!(
                *held,
                Value::from(read(&device, "e").expect("there").duration)
            );
        }
    }
}

#[test]
fn failure_2_and_6_what_was_made_before_signing_in_goes_up_when_cloud_storage_is_learnt() {
    let world = World::new();
    let device = world.device(1);
    device
        .client
        .journal()
        .save(entry("before"))
        .expect("saves");
    device.sync();
    assert_eq!(
        device.network.take_requests(),
        0,
        "nothing is sent for an anonymous user"
    );
    device.sign_in(&world, "anna@example.org");
    assert_eq!(world.count("logbook_entries"), 1);
}

#[test]
fn failure_7_a_deletion_reaches_the_other_device_and_does_not_come_back() {
    let world = World::new();
    let (one, other) = (practised(&world, 1), world.device(2));
    one.sign_in(&world, "anna@example.org");
    other.sign_in(&world, "anna@example.org");
    one.client
        .journal()
        .delete::<LogbookEntry>(&id("e"))
        .expect("deletes");
    one.sync();
    other.sync();
    one.sync();
    assert_eq!((read(&one, "e"), read(&other, "e")), (None, None));
    assert_eq!(
        world
            .sql("SELECT deleted_at FROM logbook_entries WHERE deleted_at IS NULL")
            .len(),
        0
    );
}

#[test]
fn undoing_a_deletion_brings_the_record_back_everywhere() {
    let world = World::new();
    let (one, other) = (practised(&world, 1), world.device(2));
    one.sign_in(&world, "anna@example.org");
    let before = read(&one, "e").expect("there");
    one.client
        .journal()
        .delete::<LogbookEntry>(&id("e"))
        .expect("deletes");
    one.sync();
    one.client.journal().save(before).expect("saves");
    one.sync();
    other.sign_in(&world, "anna@example.org");
    assert_eq!(read(&other, "e").map(|entry| entry.duration), Some(1800));
}

#[test]
fn an_edit_that_had_not_seen_the_deletion_wins_in_both_orders() {
    for deletion_first in [true, false] {
        let world = World::new();
        let (one, other) = (practised(&world, 1), world.device(2));
        one.sign_in(&world, "anna@example.org");
        other.sign_in(&world, "anna@example.org");
        one.client
            .journal()
            .delete::<LogbookEntry>(&id("e"))
            .expect("deletes");
        edit(&other, "e", |entry| entry.duration = 7);
        let (first, second) = if deletion_first {
            (&one, &other)
        } else {
            (&other, &one)
        };
        first.sync();
        second.sync();
        first.sync();
        for device in [&one, &other] {
            assert_eq!(
                read(device, "e").map(|entry| entry.duration),
                Some(7),
                "deletion first: {deletion_first}"
            );
            assert!(device.is_all_synced());
        }
    }
}

#[test]
fn failure_8_and_11_a_clock_that_is_a_year_off_hides_and_loses_nothing() {
    for years in [-1, 1] {
        let world = World::new();
        let (one, other) = (practised(&world, 1), world.device(2));
        one.sign_in(&world, "anna@example.org");
        other.sign_in(&world, "anna@example.org");
        other
            .device
            .clock
            .0
            .set(other.device.clock.0.get() + years * 365 * 86_400_000);
        edit(&other, "e", |entry| entry.duration = 9);
        other
            .client
            .journal()
            .save(entry("from-the-other-year"))
            .expect("saves");
        other.sync();
        one.sync();
        assert_eq!(read(&one, "e").map(|entry| entry.duration), Some(9));
        assert!(read(&one, "from-the-other-year").is_some());
    }
}

#[test]
fn a_clock_that_is_off_is_told_until_it_is_right() {
    const YEAR_SECS: i64 = 365 * 86_400;
    let world = World::new();
    let device = practised(&world, 1);
    let set_clock = |secs: i64| {
        let millis = world.clock.now().millis() + secs * 1_000;
        device.device.clock.0.set(millis);
    };
    let told = || device.client.auth().clock_off();
    set_clock(YEAR_SECS);
    assert_eq!(told(), None, "nobody has said what time it is");
    device.sign_in(&world, "anna@example.org");
    device.sync();
    assert_eq!(told(), Some(ClockOff::Ahead { secs: YEAR_SECS }));
    set_clock(-YEAR_SECS);
    device.sync();
    assert_eq!(told(), Some(ClockOff::Behind { secs: YEAR_SECS }));
    set_clock(60);
    device.sync();
    assert_eq!(told(), None);
}

#[test]
fn failure_9_after_signing_out_nothing_of_the_user_is_left_for_the_next() {
    let world = World::new();
    let device = practised(&world, 1);
    device.sign_in(&world, "anna@example.org");
    block_on(device.client.auth().logout()).expect("signs out");
    assert!(device.records().is_empty());
    assert!(device.client.auth().user().is_anonymous);
    device.sign_in(&world, "bert@example.org");
    assert_eq!(device.client.journal().count::<LogbookEntry>(), 0);
    assert_eq!(
        world
            .sql("SELECT DISTINCT user_id FROM logbook_entries")
            .len(),
        1
    );
}

#[test]
fn signing_out_and_in_three_times_shows_the_same_records() {
    let world = World::new();
    let device = practised(&world, 1);
    for _ in 0..3 {
        device.sign_in(&world, "anna@example.org");
        assert_eq!(device.client.journal().count::<LogbookEntry>(), 1);
        assert_eq!(device.client.journal().count::<PracticeLog>(), 2);
        block_on(device.client.auth().logout()).expect("signs out");
    }
    assert_eq!(rows(&world), [1, 2, 1, 1]);
}

#[test]
fn failure_10_the_same_id_under_two_users_is_two_records() {
    let world = World::new();
    let (anna, bert) = (practised(&world, 1), practised(&world, 2));
    anna.sign_in(&world, "anna@example.org");
    edit(&bert, "e", |entry| entry.notes = Some("Bert's".into()));
    bert.sign_in(&world, "bert@example.org");
    anna.sync();
    assert_eq!(
        read(&anna, "e").and_then(|entry| entry.notes).as_deref(),
        Some("Left hand alone, slowly.")
    );
    assert_eq!(world.count("logbook_entries"), 2);
}

#[test]
fn a_strangers_link_uploads_nothing_without_a_yes() {
    let world = World::new();
    let (device, stranger) = (practised(&world, 1), world.device(2));
    block_on(
        stranger
            .client
            .auth()
            .request_magic_link("stranger@example.org", "en"),
    )
    .expect("sends");
    let token = world.mailed_token();
    let link = block_on(device.client.auth().magic_link(&token)).expect("the link is valid");
    assert!(!link.requested_here && link.email == "stranger@example.org");
    assert_eq!(device.client.auth().anonymous_summary().entries, 1);

    block_on(device.client.auth().login(&token, AnonymousData::KeepHere)).expect("signs in");
    device.sync();
    assert_eq!(rows(&world), [0; 4]);
    assert_eq!(
        device.client.journal().count::<LogbookEntry>(),
        0,
        "the account's journal is shown"
    );
    block_on(device.client.auth().logout()).expect("signs out");
    assert_eq!(
        device.client.journal().count::<LogbookEntry>(),
        1,
        "the anonymous journal is shown again"
    );
}

#[test]
fn a_tab_whose_cookie_became_somebody_elses_neither_sends_nor_takes() {
    let world = World::new();
    let device = practised(&world, 1);
    device.sign_in(&world, "anna@example.org");
    edit(&device, "e", |entry| entry.duration = 5);

    // Another tab signs in as somebody else; this one has not heard of it yet.
    let other_tab = Client::open(device.device.platform.clone()).expect("opens");
    block_on(
        other_tab
            .auth()
            .request_magic_link("bert@example.org", "en"),
    )
    .expect("sends");
    let token = world.mailed_token();
    block_on(other_tab.auth().login(&token, AnonymousData::Add)).expect("signs in");
    other_tab.journal().save(entry("berts")).expect("saves");
    block_on(other_tab.auth().sync_to_cloud()).expect("syncs");

    let result = block_on(device.client.auth().sync_to_cloud());
    assert!(result.is_err(), "{result:?}");
    assert!(read(&device, "berts").is_none());
    let annas = world.sql(
        "SELECT e.id, e.duration FROM logbook_entries e JOIN users u ON u.id = e.user_id WHERE u.email = 'anna@example.org'",
    );
    assert_eq!(annas.len(), 1);
    let berts = world.sql("SELECT e.id FROM logbook_entries e JOIN users u ON u.id = e.user_id WHERE u.email = 'bert@example.org'");
    assert_eq!(berts, [serde_json::json!({ "id": "berts" })]);

    // Anna's unsynced edit waits in the browser for her return.
    device
        .client
        .storage_changed(Some(&["mirubato_user_data".to_owned()]))
        .expect("reads");
    assert_eq!(
        device.client.auth().user().email.as_deref(),
        Some("bert@example.org")
    );
    device.sign_in(&world, "anna@example.org");
    assert_eq!(read(&device, "e").map(|entry| entry.duration), Some(5));
    assert!(
        device
            .records()
            .iter()
            .filter(|record| record["id"] == "e")
            .all(|record| record["isSynced"] == true)
    );
}

#[test]
fn an_interrupted_migration_is_completed_at_the_next_start() {
    let world = World::new();
    let reference = practised(&world, 1);
    block_on(
        reference
            .client
            .auth()
            .request_magic_link("anna@example.org", "en"),
    )
    .expect("sends");
    let before = reference.device.store.values();
    let token = world.mailed_token();
    block_on(reference.client.auth().login(&token, AnonymousData::Add)).expect("signs in");
    let user = reference.client.auth().user();
    let from =
        serde_json::from_str::<Value>(&before["mirubato_user_data"]).expect("JSON")["id"].clone();
    let intent = serde_json::json!({ "from": from, "to": user }).to_string();

    // The tab was closed after any number of the migration's writes: some records moved, others not yet.
    let after = reference.device.store.values();
    let moved: Vec<&String> = before.keys().filter(|key| key.contains(':')).collect();
    for count in 0..=moved.len() {
        let device = world.device(100);
        client_core::LocalStore::set(&*device.device.store, "mirubato_migration", &intent)
            .expect("room");
        for (index, key) in before.keys().enumerate() {
            let values = if index < count { &after } else { &before };
            client_core::LocalStore::set(&*device.device.store, key, &values[key]).expect("room");
        }
        let device = device.reopened();
        assert_eq!(device.client.auth().user(), user);
        assert_eq!(device.records().len(), 5);
        assert!(
            device
                .records()
                .iter()
                .all(|record| record["userId"] == user.id.as_str())
        );
        assert!(
            !device
                .device
                .store
                .values()
                .contains_key("mirubato_migration")
        );
    }
}

#[test]
fn an_invalid_record_of_an_old_array_holds_up_no_other() {
    let world = World::new();
    let device = world.device(1);
    let array = serde_json::json!([
        { "id": "good", "timestamp": "2024-01-15T10:30:00Z", "duration": 60 },
        { "id": "bad", "timestamp": "2024-01-15T10:30:00Z", "duration": -60 },
    ]);
    client_core::LocalStore::set(
        &*device.device.store,
        "mirubato_logbook_entries",
        &array.to_string(),
    )
    .expect("room");
    let device = device.reopened();
    device.sign_in(&world, "anna@example.org");
    assert_eq!(
        world.sql("SELECT id FROM logbook_entries"),
        [serde_json::json!({ "id": "good" })]
    );
    let reason = device
        .client
        .journal()
        .rejection::<LogbookEntry>(&id("bad"))
        .expect("it says why");
    assert_eq!(reason.field, "duration");
    assert!(matches!(
        device.client.auth().backup(),
        BackupState::Failed {
            records: 1,
            reason: BackupFailure::Rejected
        }
    ));
    device.network.take_requests();
    device.sync();
    assert_eq!(
        device.network.take_requests(),
        1,
        "a rejected record is not sent again before it is edited"
    );
    edit(&device, "bad", |entry| entry.duration = 60);
    device.sync();
    assert_eq!(world.count("logbook_entries"), 2);
    assert_eq!(device.client.auth().backup(), BackupState::BackedUp);
}

#[test]
fn an_expired_session_says_sign_in_again_and_keeps_everything() {
    let world = World::new();
    let device = practised(&world, 1);
    device.sign_in(&world, "anna@example.org");
    world.clock.advance_secs(200 * 86_400);
    edit(&device, "e", |entry| entry.duration = 5);
    assert!(block_on(device.client.auth().sync_to_cloud()).is_err());
    assert_eq!(
        device.client.auth().backup(),
        BackupState::SignInAgain { records: 1 }
    );
    device.sign_in(&world, "anna@example.org");
    assert!(device.is_all_synced());
    assert_eq!(
        world.sql("SELECT duration FROM logbook_entries"),
        [serde_json::json!({ "duration": 5 })]
    );
}

/// Every state that the backup of a device is in from now on.
fn states(device: &Device) -> std::rc::Rc<std::cell::RefCell<Vec<BackupState>>> {
    let seen = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
    let (noted, auth) = (std::rc::Rc::clone(&seen), device.client.auth().clone());
    device
        .client
        .events()
        .subscribe(move |_| noted.borrow_mut().push(auth.backup()))
        .forget();
    seen
}

#[test]
fn a_long_journal_arrives_exactly_once_with_progress() {
    let world = World::new();
    let device = world.device(1);
    for n in 0..2_500 {
        let entry = LogbookEntry {
            timestamp: at().plus_secs(n * 3_600),
            ..entry(&format!("e{n}"))
        };
        device.client.journal().save(entry).expect("saves");
    }
    device.sign_in_without_sync(&world, "anna@example.org");
    let seen = states(&device);
    device.sync();
    assert!(seen.borrow().contains(&BackupState::BackingUp {
        done: 500,
        total: 2_500
    }));
    assert_eq!(world.count("logbook_entries"), 2_500);
    assert!(device.is_all_synced());
    device.network.take_requests();
    device.sync();
    assert_eq!(
        device.network.take_requests(),
        1,
        "nothing is asked for twice"
    );

    let other = world.device(2);
    other.sign_in_without_sync(&world, "anna@example.org");
    let seen = states(&other);
    other.sync();
    assert!(
        seen.borrow()
            .contains(&BackupState::Fetching { records: 500 })
    );
    assert_eq!(other.client.journal().count::<LogbookEntry>(), 2_500);
}

#[test]
fn failure_17_two_equal_entries_stay_two() {
    let world = World::new();
    let device = world.device(1);
    for name in ["one", "other"] {
        device.client.journal().save(entry(name)).expect("saves");
    }
    device.sign_in(&world, "anna@example.org");
    assert_eq!(world.count("logbook_entries"), 2);
}

#[test]
fn a_sync_publishes_that_it_is_complete() {
    let world = World::new();
    let device = practised(&world, 1);
    let names = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
    let subscription = device.client.events().subscribe({
        let names = std::rc::Rc::clone(&names);
        move |event| names.borrow_mut().push(event.name())
    });
    device.sign_in(&world, "anna@example.org");
    assert!(names.borrow().contains(&"sync:complete"));
    drop(subscription);
}

/// Makes an action out of what a client does.
fn action(device: &Device, act: impl FnOnce(&Client) + 'static) -> Box<dyn FnOnce()> {
    let client = device.client.clone();
    Box::new(move || act(&client))
}

#[test]
fn failure_12_a_record_that_is_edited_while_its_push_is_under_way_stays_unsynced() {
    let world = World::new();
    let device = practised(&world, 1);
    device.sign_in_without_sync(&world, "anna@example.org");
    let edit_now = action(&device, |client| {
        let mut entry: LogbookEntry = client.journal().get(&id("e")).expect("there");
        entry.notes = Some("Typed on while the answer was under way.".into());
        client.journal().save(entry).expect("saves");
        assert!(!client.journal().is_synced::<LogbookEntry>(&id("e")));
    });
    let unsynced = std::rc::Rc::new(std::cell::Cell::new(0));
    let look = action(&device, {
        let unsynced = std::rc::Rc::clone(&unsynced);
        move |client| unsynced.set(client.journal().unsynced_count())
    });
    // The pull, the push, and the pull of the next round.
    device
        .network
        .meanwhile([action(&device, |_| {}), edit_now, look]);
    device.sync();
    assert_eq!(unsynced.get(), 1, "the push marked only what it had sent");
    assert!(device.is_all_synced(), "the next round sent the edit");
    let notes = &world.sql("SELECT notes FROM logbook_entries")[0]["notes"];
    assert_eq!(notes, "Typed on while the answer was under way.");
}

#[test]
fn a_deletion_while_the_push_is_under_way_is_kept() {
    let world = World::new();
    let device = practised(&world, 1);
    device.sign_in_without_sync(&world, "anna@example.org");
    let delete_now = action(&device, |client| {
        client
            .journal()
            .delete::<LogbookEntry>(&id("e"))
            .expect("deletes");
    });
    device
        .network
        .meanwhile([action(&device, |_| {}), delete_now]);
    device.sync();
    assert_eq!(read(&device, "e"), None);
    assert_eq!(
        world
            .sql("SELECT id FROM logbook_entries WHERE deleted_at IS NULL")
            .len(),
        0
    );
}

#[test]
fn an_answer_that_comes_after_signing_out_is_not_taken_in() {
    let world = World::new();
    let device = practised(&world, 1);
    device.sign_in(&world, "anna@example.org");
    edit(&device, "e", |entry| entry.duration = 5);
    let sign_out = action(&device, |client| {
        block_on(client.auth().logout()).expect("signs out");
    });
    device.network.meanwhile([sign_out]);
    let result = block_on(device.client.auth().sync_to_cloud());
    assert_eq!(result, Err(SyncError::UserChanged));
    assert!(device.records().is_empty());
}

#[test]
fn an_answer_from_before_signing_out_and_in_again_hides_nothing() {
    let world = World::new();
    let (other, device) = (practised(&world, 1), world.device(2));
    other.sign_in(&world, "anna@example.org");
    device.sign_in(&world, "anna@example.org");
    other.client.journal().save(entry("later")).expect("saves");
    other.sync();
    block_on(
        device
            .client
            .auth()
            .request_magic_link("anna@example.org", "en"),
    )
    .expect("sends");
    let token = world.mailed_token();
    // The answer has the one later change; meanwhile the journal was taken off the device and is to be fetched anew.
    let out_and_in = action(&device, move |client| {
        block_on(client.auth().logout()).expect("signs out");
        block_on(client.auth().login(&token, AnonymousData::Add)).expect("signs in");
    });
    device.network.meanwhile([out_and_in]);
    device.sync();
    assert_eq!(device.client.journal().count::<LogbookEntry>(), 2);
    assert_eq!(device.client.journal().count::<PracticeLog>(), 2);
}

#[test]
fn an_answer_that_comes_after_another_tab_signed_out_is_not_taken_in() {
    let world = World::new();
    let (other, device) = (practised(&world, 1), world.device(2));
    other.sign_in(&world, "anna@example.org");
    device.sign_in(&world, "anna@example.org");
    other.client.journal().save(entry("later")).expect("saves");
    other.sync();
    let other_tab = Client::open(device.device.platform.clone()).expect("opens");
    let sign_out: Box<dyn FnOnce()> = Box::new(move || {
        block_on(other_tab.auth().logout()).expect("signs out");
    });
    device.network.meanwhile([sign_out]);
    let result = block_on(device.client.auth().sync_to_cloud());
    assert_eq!(result, Err(SyncError::UserChanged));
    assert!(device.records().is_empty());
}

#[test]
fn a_late_request_comes_between_nothing() {
    let world = World::new();
    let device = practised(&world, 1);
    device.sign_in(&world, "anna@example.org");
    edit(&device, "e", |entry| entry.notes = Some("one\ntwo".into()));
    // The push is given up, and reaches the server only while the next sync is under way, after its pull.
    let late = std::rc::Rc::clone(&device.network);
    device.network.order([Fault::None, Fault::Delay]);
    assert!(block_on(device.client.auth().sync_to_cloud()).is_err());
    edit(&device, "e", |entry| {
        entry.notes = Some("one\nthree".into());
    });
    let arrive: Box<dyn FnOnce()> = Box::new(move || block_on(late.deliver_delayed()));
    device.network.meanwhile([arrive]);
    device.sync();
    assert_eq!(
        world.sql("SELECT notes FROM logbook_entries")[0]["notes"],
        "one\nthree"
    );
    assert!(device.is_all_synced());
}

#[test]
fn signing_in_as_somebody_else_leaves_the_first_ones_journal_for_their_return() {
    let world = World::new();
    let device = practised(&world, 1);
    device.sign_in(&world, "anna@example.org");
    edit(&device, "e", |entry| entry.duration = 5);
    device.sign_in(&world, "bert@example.org");
    assert_eq!(device.client.journal().count::<LogbookEntry>(), 0);
    assert_eq!(device.records().len(), 5);
    device.sign_in(&world, "anna@example.org");
    assert_eq!(read(&device, "e").map(|entry| entry.duration), Some(5));
    assert_eq!(world.count("logbook_entries"), 1);
}

#[test]
fn failure_11_a_damaged_record_that_the_account_holds_is_fetched_again() {
    let world = World::new();
    let device = practised(&world, 1);
    device.sign_in(&world, "anna@example.org");
    client_core::LocalStore::set(
        &*device.device.store,
        "mirubato_logbook_entries:e",
        "{damaged",
    )
    .expect("room");
    let device = device.reopened();
    assert_eq!(
        (read(&device, "e"), device.client.journal().damaged()),
        (None, 1)
    );
    device.sync();
    assert!(read(&device, "e").is_some());
}

#[test]
fn a_migration_that_is_interrupted_at_any_write_comes_to_the_same() {
    for writes in 0..20 {
        let world = World::new();
        let device = practised(&world, 1);
        client_core::LocalStore::set(
            &*device.device.store,
            &client_core::keys::timer(&device.client.auth().user().id),
            "{}",
        )
        .expect("room");
        block_on(
            device
                .client
                .auth()
                .request_magic_link("anna@example.org", "en"),
        )
        .expect("sends");
        let token = world.mailed_token();
        device.device.store.writes_left.set(Some(writes));
        let result = block_on(device.client.auth().login(&token, AnonymousData::Add));
        device.device.store.writes_left.set(None);
        let device = device.reopened();
        let user = device.client.auth().user();
        // Before the second write, which notes the migration, nobody has signed in here.
        assert_eq!(
            user.is_anonymous,
            writes < 2,
            "{result:?} after {writes} writes"
        );
        assert_eq!(
            device.client.journal().count::<PracticeLog>(),
            2,
            "after {writes} writes"
        );
        let values = device.device.store.values();
        assert!(
            values.contains_key(&client_core::keys::timer(&user.id)),
            "after {writes} writes"
        );
        assert!(!values.contains_key("mirubato_migration"));
        if !user.is_anonymous {
            device.sync();
            assert_eq!(rows(&world), [1, 2, 1, 1]);
        }
    }
}

#[test]
fn a_record_under_an_id_that_another_user_has_too_moves_into_the_account_and_up() {
    let world = World::new();
    let device = practised(&world, 1);
    device.sign_in(&world, "anna@example.org");
    // Anna's session ends by itself; her journal stays. Somebody writes anonymously under the same id, beside hers.
    let annas = device.client.auth().user();
    let anonymous = serde_json::json!({ "id": "anonymous-x", "isAnonymous": true });
    let store = &*device.device.store;
    client_core::LocalStore::set(store, "mirubato_user_data", &anonymous.to_string())
        .expect("room");
    let device = device.reopened();
    let mut theirs = entry("e");
    theirs.notes = Some("Bert's".into());
    device.client.journal().save(theirs).expect("saves");
    device.sign_in(&world, "bert@example.org");
    assert!(device.is_all_synced());
    assert_eq!(
        read(&device, "e").and_then(|entry| entry.notes).as_deref(),
        Some("Bert's")
    );
    assert_eq!(world.count("logbook_entries"), 2);
    device
        .client
        .journal()
        .delete::<LogbookEntry>(&id("e"))
        .expect("deletes");
    assert_eq!(read(&device, "e"), None);
    let text = device.device.store.values()["mirubato_logbook_entries:e"].clone();
    assert!(text.contains(annas.id.as_str()), "Anna's is untouched");
}

#[test]
fn of_two_long_notes_that_meet_when_a_journal_moves_in_both_are_kept() {
    for (writes, is_theirs_later) in [(20, false), (20, true), (4, true), (5, false)] {
        let world = World::new();
        let device = practised(&world, 1);
        let (annas, theirs) = ("anna ".repeat(3_000), "bert ".repeat(3_000));
        edit(&device, "e", |entry| entry.notes = Some(annas.clone()));
        device.sign_in(&world, "anna@example.org");
        let anonymous = serde_json::json!({ "id": "anonymous-x", "isAnonymous": true });
        let store = &*device.device.store;
        client_core::LocalStore::set(store, "mirubato_user_data", &anonymous.to_string())
            .expect("room");
        let device = device.reopened();
        let clock = &device.device.clock.0;
        clock.set(clock.get() + if is_theirs_later { 1_000 } else { -1_000 });
        let mut entry = entry("e");
        entry.notes = Some(theirs.clone());
        device.client.journal().save(entry).expect("saves");

        block_on(
            device
                .client
                .auth()
                .request_magic_link("anna@example.org", "en"),
        )
        .expect("sends");
        let token = world.mailed_token();
        device.device.store.writes_left.set(Some(writes));
        let _ = block_on(device.client.auth().login(&token, AnonymousData::Add));
        device.device.store.writes_left.set(None);
        let device = device.reopened();
        device.sync();
        let mut notes: Vec<String> = device
            .client
            .journal()
            .list::<LogbookEntry>()
            .into_iter()
            .filter_map(|entry| entry.notes)
            .collect();
        notes.sort();
        assert_eq!(notes, [annas, theirs], "{writes} writes, {is_theirs_later}");
        assert_eq!(world.count("logbook_entries"), 2);
    }
}

#[test]
fn what_is_written_on_before_a_merge_that_was_cut_short_is_done_again_is_kept() {
    // The clock goes on, or back to before any of it.
    for (writes, passing_millis) in (0..8).flat_map(|writes| [(writes, 0), (writes, -120_000)]) {
        let world = World::new();
        let device = practised(&world, 1);
        device.sign_in(&world, "anna@example.org");
        let other = world.device(2);
        other.sign_in(&world, "anna@example.org");
        let ahead = &other.device.clock.0;
        ahead.set(ahead.get() + 60_000);
        let (here, there) = ("here ".repeat(3_000), "there ".repeat(3_000));
        edit(&other, "e", |entry| entry.notes = Some(there.clone()));
        other.sync();
        edit(&device, "e", |entry| entry.notes = Some(here.clone()));
        device.device.store.writes_left.set(Some(writes));
        let _ = block_on(device.client.auth().sync_to_cloud());
        device.device.store.writes_left.set(None);
        let device = device.reopened();
        let clock = &device.device.clock.0;
        clock.set(clock.get() + passing_millis);
        edit(&device, "e", |entry| {
            let notes = entry.notes.take().unwrap_or_default();
            entry.notes = Some(format!("{notes}\nand more"));
        });
        device.sync();
        let entries = device.client.journal().list::<LogbookEntry>();
        let notes: Vec<String> = entries.into_iter().filter_map(|it| it.notes).collect();
        for text in [&here, &there, "and more"] {
            assert!(
                notes.iter().any(|notes| notes.contains(text)),
                "after {writes} writes, {passing_millis} ms later"
            );
        }
    }
}

#[test]
fn what_two_browsers_kept_in_old_arrays_under_one_id_is_not_taken_for_removed() {
    let world = World::new();
    let with_array = |seed, notes: &str| {
        let device = world.device(seed);
        let array = serde_json::json!([
            { "id": "e", "timestamp": "2024-01-15T10:30:00Z", "duration": 60, "notes": notes },
        ]);
        let store = &*device.device.store;
        let key = "mirubato_logbook_entries";
        client_core::LocalStore::set(store, key, &array.to_string()).expect("room");
        device.reopened()
    };
    let longer = with_array(1, "warm-up\nslow practice");
    let shorter = with_array(2, "warm-up");
    shorter.sign_in(&world, "anna@example.org");
    edit(&longer, "e", |entry| entry.tags = vec!["exam".into()]);
    longer.sign_in(&world, "anna@example.org");
    shorter.sync();
    for device in [&longer, &shorter] {
        let entry = read(device, "e").expect("there");
        assert_eq!(entry.notes.as_deref(), Some("warm-up\nslow practice"));
        assert_eq!(entry.tags, ["exam"]);
    }
}

#[test]
fn what_a_tab_wrote_that_had_not_heard_of_the_migration_is_shown_after_signing_out() {
    let world = World::new();
    let device = practised(&world, 1);
    let other_tab = Client::open(device.device.platform.clone()).expect("opens");
    device.sign_in(&world, "anna@example.org");
    other_tab.journal().save(entry("late")).expect("saves");
    block_on(device.client.auth().logout()).expect("signs out");
    assert!(read(&device, "late").is_some());
}
