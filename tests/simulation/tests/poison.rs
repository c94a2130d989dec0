//! One record that a server does not get along with does not hold up the others, and does not keep a sync running.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use client_core::test_support::{TestDevice, entry};
use client_core::{
    BackupFailure, BackupState, Client, LocalBoxFuture, Platform, Reach, Server, ServerAnswer,
    ServerFailure, SyncError,
};
use pollster::block_on;
use shared_model::LogbookEntry;
use shared_model::validate::InvalidReason;
use simulation::{Device, Network, World};

const ANNA: &str = "anna@example.org";

/// What happens to a push that has a poisonous record in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Poison {
    BadInput,
    BodyTooLarge,
    ServerError,
    NoAnswer,
}

impl Poison {
    fn answer(self) -> Result<ServerAnswer, ServerFailure> {
        let (status, body) = match self {
            Self::BadInput => (
                200,
                r#"{"errors":[{"message":"No.","extensions":{"code":"BAD_INPUT"}}]}"#,
            ),
            Self::BodyTooLarge => (413, "Payload Too Large"),
            Self::ServerError => (500, "Internal Server Error"),
            Self::NoAnswer => return Err(ServerFailure),
        };
        let body = body.to_owned();
        Ok(ServerAnswer { status, body })
    }
}

/// A server that cannot take certain records.
struct Poisonable {
    network: Rc<Network>,
    poison: Poison,
    /// How many requests were tried.
    asked: Cell<usize>,
    /// Texts that make a push fail.
    poisonous: RefCell<Vec<String>>,
}

impl Server for Poisonable {
    fn post(&self, body: String) -> LocalBoxFuture<'_, Result<ServerAnswer, ServerFailure>> {
        self.asked.set(self.asked.get() + 1);
        let is_push = body.contains("mutation");
        let poisonous = self.poisonous.borrow();
        if is_push && poisonous.iter().any(|text| body.contains(text)) {
            let answer = self.poison.answer();
            return Box::pin(async move { answer });
        }
        self.network.post(body)
    }
}

/// A server that has forgotten every cursor that it gave.
struct Forgetful {
    network: Rc<Network>,
    asked: Cell<usize>,
}

impl Server for Forgetful {
    fn post(&self, body: String) -> LocalBoxFuture<'_, Result<ServerAnswer, ServerFailure>> {
        self.asked.set(self.asked.get() + 1);
        if body.contains("query Changes") && !body.contains("\"since\":null") {
            let body =
                r#"{"errors":[{"message":"No.","extensions":{"code":"RESYNC"}}]}"#.to_owned();
            return Box::pin(async { Ok(ServerAnswer { status: 200, body }) });
        }
        self.network.post(body)
    }
}

/// A device before anybody has signed in on it.
fn poisonable(world: &World, poison: Poison) -> (Device, Rc<Poisonable>) {
    let network = world.device(1).network;
    let server = Rc::new(Poisonable {
        network: Rc::clone(&network),
        poison,
        asked: Cell::default(),
        poisonous: RefCell::default(),
    });
    let device = TestDevice::new(1, Rc::clone(&server) as _);
    let client = Client::open(device.platform.clone()).expect("the client opens");
    let device = Device {
        device,
        network,
        client,
    };
    (device, server)
}

/// A signed-in device with `count` entries to push.
fn device(world: &World, poison: Poison, count: usize) -> (Device, Rc<Poisonable>) {
    let (device, server) = poisonable(world, poison);
    device.sign_in(world, ANNA);
    for number in 0..count {
        let id = format!("entry{number:04}");
        device.client.journal().save(entry(&id)).expect("saves");
    }
    (device, server)
}

fn is_synced(device: &Device, id: &str) -> bool {
    device
        .client
        .journal()
        .is_synced::<LogbookEntry>(&id.into())
}

#[test]
fn a_record_that_the_server_refuses_is_marked_and_the_others_go_through() {
    for poison in [Poison::BadInput, Poison::BodyTooLarge] {
        for poisonous in [
            vec!["entry0000"],
            vec!["entry0077"],
            vec!["entry0007", "entry0119"],
        ] {
            let world = World::new();
            let (device, server) = device(&world, poison, 120);
            server
                .poisonous
                .replace(poisonous.iter().map(|id| (*id).to_owned()).collect());
            device.sync();
            assert_eq!(
                world.count("logbook_entries"),
                120 - i64::try_from(poisonous.len()).expect("few")
            );
            assert_eq!(device.client.journal().unsynced_count(), poisonous.len());
            for id in poisonous {
                let reason = device
                    .client
                    .journal()
                    .rejection::<LogbookEntry>(&id.into());
                assert_eq!(
                    reason.map(|invalid| invalid.reason),
                    Some(InvalidReason::Refused)
                );
            }
            let failed = matches!(
                device.client.auth().backup(),
                BackupState::Failed {
                    reason: BackupFailure::Rejected,
                    ..
                }
            );
            assert!(failed, "{:?}", device.client.auth().backup());
        }
    }
}

#[test]
fn a_refused_record_is_sent_again_after_an_edit_and_only_then() {
    let world = World::new();
    let (device, server) = device(&world, Poison::BadInput, 3);
    server.poisonous.replace(vec!["a bad word".into()]);
    let bad = LogbookEntry {
        notes: Some("a bad word".into()),
        ..entry("bad")
    };
    device.client.journal().save(bad).expect("saves");
    device.sync();
    server.asked.take();
    device.sync();
    assert_eq!(server.asked.get(), 1, "a pull, and no push");
    device.client.journal().save(entry("bad")).expect("saves");
    device.sync();
    assert!(is_synced(&device, "bad"));
}

#[test]
fn no_record_is_blamed_while_the_server_refuses_every_push() {
    let world = World::new();
    let (device, server) = device(&world, Poison::BadInput, 3);
    server.poisonous.replace(vec!["expectedUserId".into()]);
    block_on(device.client.auth().sync_to_cloud()).expect_err("every push is refused");
    assert!(!device.client.journal().has_rejected());
    server.poisonous.take();
    device.sync();
    assert!(device.is_all_synced());
}

#[test]
fn no_record_is_blamed_while_the_server_takes_only_a_push_without_any() {
    let world = World::new();
    let (device, server) = device(&world, Poison::BadInput, 30);
    server.poisonous.replace(vec!["entry".into()]);
    for _ in 0..10 {
        block_on(device.client.auth().sync_to_cloud()).expect_err("every record is refused");
    }
    assert!(!device.client.journal().has_rejected());
    server.poisonous.take();
    device.sync();
    assert!(device.is_all_synced());
}

#[test]
fn a_refused_record_that_waits_alone_is_marked() {
    let world = World::new();
    let (device, server) = device(&world, Poison::BadInput, 1);
    server.poisonous.replace(vec!["entry0000".into()]);
    device.sync();
    assert!(device.client.journal().has_rejected());
}

#[test]
fn refused_records_that_wait_alone_are_marked_when_they_were_refused_again_and_again() {
    for poison in [Poison::BadInput, Poison::BodyTooLarge] {
        let world = World::new();
        let (device, server) = device(&world, poison, 2);
        let poisonous = ["entry0000", "entry0001"];
        server
            .poisonous
            .replace(poisonous.map(str::to_owned).into());
        for _ in 0..3 {
            block_on(device.client.auth().sync_to_cloud()).expect_err("both are refused");
        }
        assert!(
            !device.client.journal().has_rejected(),
            "it may be the server"
        );
        for _ in 0..3 {
            server.asked.take();
            let _ = block_on(device.client.auth().sync_to_cloud());
            assert!(server.asked.get() < 10, "{}", server.asked.get());
        }
        assert_eq!(device.client.journal().rejected().len(), 2);
        device.sync();
    }
}

#[test]
fn a_record_that_is_left_waiting_does_not_hold_up_older_pages() {
    for poison in [Poison::ServerError, Poison::NoAnswer] {
        let world = World::new();
        let desk = world.device(7);
        desk.sign_in(&world, ANNA);
        for number in 0..1_200 {
            let entry = LogbookEntry {
                timestamp: desk.client.journal().now(),
                ..entry(&format!("desk{number:04}"))
            };
            desk.client.journal().save(entry).expect("saves");
            let clock = &desk.device.clock.0;
            clock.set(clock.get() + 1_000);
        }
        desk.sync();
        let (phone, server) = poisonable(&world, poison);
        let journal = phone.client.journal();
        journal.save(entry("poison")).expect("saves");
        server.poisonous.replace(vec!["poison".into()]);
        phone.sign_in_without_sync(&world, ANNA);
        for _ in 0..4 {
            server.asked.take();
            block_on(phone.client.auth().sync_to_cloud()).expect_err("one record is left");
            assert!(server.asked.get() < 12, "{}", server.asked.get());
        }
        assert_eq!(journal.reach(), Reach::Beginning);
        assert_eq!(journal.count::<LogbookEntry>(), 1_201);
        assert_eq!(journal.unsynced_count(), 1);
    }
}

#[test]
fn a_record_that_always_fails_is_left_waiting_and_the_others_go_through_soon() {
    for poison in [Poison::ServerError, Poison::NoAnswer] {
        for poisonous in ["entry0000", "entry0060", "entry0119"] {
            let world = World::new();
            let (device, server) = device(&world, poison, 120);
            server.poisonous.replace(vec![poisonous.into()]);
            // It may be the server that has a bad day.
            for _ in 0..2 {
                block_on(device.client.auth().sync_to_cloud()).expect_err("the push fails");
                assert_eq!(world.count("logbook_entries"), 0);
            }
            block_on(device.client.auth().sync_to_cloud()).expect_err("one record is left");
            assert_eq!(
                world.count("logbook_entries"),
                119,
                "{poison:?} {poisonous}"
            );
            assert_eq!(device.client.journal().unsynced_count(), 1);
            assert!(
                !device.client.journal().has_rejected(),
                "it may go through one day"
            );
            // What is new goes through in the same run in which the record fails again.
            device.client.journal().save(entry("new")).expect("saves");
            block_on(device.client.auth().sync_to_cloud()).expect_err("one record is left");
            assert!(is_synced(&device, "new"));
            server.poisonous.take();
            device.sync();
            assert!(device.is_all_synced());
        }
    }
}

/// Syncs until all but these are in the account, in not too many runs, none of which asks without end.
fn all_others_go_through(
    world: &World,
    device: &Device,
    server: &Poisonable,
    poisonous: &[String],
) {
    let others = device.client.journal().count::<LogbookEntry>() - poisonous.len();
    let others = i64::try_from(others).expect("few");
    for _ in 0..20 {
        server.asked.take();
        let _ = block_on(device.client.auth().sync_to_cloud());
        assert!(server.asked.get() < 60, "{}", server.asked.get());
        if world.count("logbook_entries") == others {
            return;
        }
    }
    panic!(
        "{:?} {poisonous:?} hold up others: {} of {others}",
        server.poison,
        world.count("logbook_entries")
    );
}

#[test]
fn several_records_that_fail_do_not_hold_up_the_others_wherever_they_are() {
    for poison in [Poison::BadInput, Poison::ServerError, Poison::NoAnswer] {
        for numbers in [
            vec![1, 400],
            vec![7, 107, 207, 307, 407],
            vec![0, 1, 2, 3, 4],
            vec![124, 125, 249, 250, 499],
            (0..12).collect(),
        ] {
            let world = World::new();
            let (device, server) = device(&world, poison, 500);
            let poisonous: Vec<String> = numbers.iter().map(|n| format!("entry{n:04}")).collect();
            server.poisonous.replace(poisonous.clone());
            all_others_go_through(&world, &device, &server, &poisonous);
            // What is new goes through in the next run.
            device.client.journal().save(entry("new")).expect("saves");
            let _ = block_on(device.client.auth().sync_to_cloud());
            assert!(is_synced(&device, "new"), "{poison:?} {numbers:?}");
            for id in &poisonous {
                let reason = device
                    .client
                    .journal()
                    .rejection::<LogbookEntry>(&id.as_str().into());
                assert_eq!(reason.is_some(), poison == Poison::BadInput);
            }
        }
    }
}

#[test]
fn records_that_fail_are_tried_in_turn() {
    let world = World::new();
    let (device, server) = device(&world, Poison::ServerError, 12);
    let id = |n: usize| format!("entry{n:04}");
    server.poisonous.replace((0..12).map(id).collect());
    for _ in 0..8 {
        block_on(device.client.auth().sync_to_cloud()).expect_err("every push fails");
    }
    // All but five were only on their way on a bad day.
    server.poisonous.replace((0..5).map(id).collect());
    all_others_go_through(
        &world,
        &device,
        &server,
        &(0..5).map(id).collect::<Vec<_>>(),
    );
}

#[test]
fn a_server_that_takes_pushes_again_gets_many_records_in_a_request_again() {
    let world = World::new();
    let (device, server) = device(&world, Poison::ServerError, 500);
    server.poisonous.replace(vec!["entry".into()]);
    for _ in 0..20 {
        block_on(device.client.auth().sync_to_cloud()).expect_err("every push fails");
    }
    server.poisonous.take();
    server.asked.take();
    device.sync();
    assert!(device.is_all_synced());
    assert!(server.asked.get() < 25, "{}", server.asked.get());
}

#[test]
fn a_server_that_takes_no_push_is_not_asked_without_end() {
    for poison in [
        Poison::BadInput,
        Poison::BodyTooLarge,
        Poison::ServerError,
        Poison::NoAnswer,
    ] {
        let world = World::new();
        let (device, server) = device(&world, poison, 600);
        server.poisonous.replace(vec!["entry".into()]);
        for _ in 0..4 {
            server.asked.take();
            let _ = block_on(device.client.auth().sync_to_cloud());
            assert!(server.asked.get() < 40);
        }
    }
}

#[test]
fn a_server_that_forgets_its_cursors_at_once_is_not_asked_without_end() {
    let world = World::new();
    let (device, _) = device(&world, Poison::BadInput, 600);
    device.sync();
    let server = Rc::new(Forgetful {
        network: Rc::clone(&device.network),
        asked: Cell::default(),
    });
    let platform = Platform {
        server: Rc::clone(&server) as _,
        ..device.device.platform.clone()
    };
    let client = Client::open(platform).expect("the client opens");
    let synced = block_on(client.auth().sync_to_cloud());
    assert_eq!(synced, Err(SyncError::Unfinished));
    assert!(server.asked.get() < 20, "{}", server.asked.get());
    assert_eq!(
        client.journal().unsynced_count(),
        0,
        "nothing is taken for lost"
    );
}
