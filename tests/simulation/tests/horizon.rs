//! A journal that is longer than a device holds: what is on the device is the newest part, without a hole, and nothing that
//! is not backed up is ever given up.

use std::collections::BTreeMap;
use std::rc::Rc;

use client_core::api::{SYNC_ANONYMOUS_DATA, request_body};
use client_core::test_support::entry;
use client_core::{BackupState, Client, Event, LocalStore, Older, Reach};
use pollster::block_on;
use serde_json::{Value, json};
use shared_model::{
    Goal, GoalStatus, LogbookEntry, MODEL_VERSION, RecordId, Timestamp, UserId, WriteId,
};
use simulation::{Device, Fault, World};

const EMAIL: &str = "anna@example.org";
/// Room for about 250 entries.
const SMALL_SHARE: usize = 100_000;
const HOUR: i64 = 3_600;

/// The entry with this number; a larger one is newer.
fn numbered(number: i64) -> LogbookEntry {
    LogbookEntry {
        timestamp: at(number),
        ..entry(&name(number))
    }
}

fn name(number: i64) -> String {
    format!("0190b5c2-7e5b-7c9a-8b1d-{number:012}")
}

fn id(number: i64) -> RecordId {
    name(number).as_str().into()
}

fn at(number: i64) -> Timestamp {
    Timestamp::from_millis(1_400_000_000_000)
        .expect("in range")
        .plus_secs(number * HOUR)
}

fn goal(name: &str) -> Goal {
    Goal {
        id: name.into(),
        title: "First movement".into(),
        description: None,
        target_date: None,
        progress: 0,
        milestones: Vec::new(),
        status: GoalStatus::Active,
        completed_at: None,
        target: None,
        created_at: at(0),
        updated_at: at(0),
    }
}

/// A device whose share of the storage is small, before anybody has signed in on it.
fn small(world: &World, seed: u64) -> Device {
    with_share(world.device(seed), SMALL_SHARE)
}

fn with_share(mut device: Device, share_chars: usize) -> Device {
    device.device.platform.share_chars = share_chars;
    device.reopened()
}

/// Another tab of the same browser.
fn tab(device: &Device) -> Client {
    Client::open(device.device.platform.clone()).expect("opens")
}

/// Puts entries with these numbers into the account, past every device.
fn put_into_account(device: &Device, numbers: impl IntoIterator<Item = i64>) {
    let user = device.client.auth().user().id;
    let numbers: Vec<i64> = numbers.into_iter().collect();
    for chunk in numbers.chunks(500) {
        let entries: Vec<Value> = chunk
            .iter()
            .map(|number| {
                let mut written = serde_json::to_value(numbered(*number)).expect("serializes");
                let write_id = WriteId::from_random(number.unsigned_abs() + 1);
                written["writeId"] = json!(write_id);
                written
            })
            .collect();
        let input = json!({
            "expectedUserId": user, "modelVersion": MODEL_VERSION, "entries": entries,
        });
        let body = request_body(SYNC_ANONYMOUS_DATA, &json!({ "input": input }));
        let answer = block_on(device.network.ask(body));
        assert!(answer.body.contains("\"success\":true"), "{}", answer.body);
    }
}

/// An account with the entries 0 to `count`, and somebody's device that was there first.
fn long_account(world: &World, count: i64) -> Device {
    let device = world.device(1);
    device.sign_in(world, EMAIL);
    put_into_account(&device, 0..count);
    device
}

fn stored_reach(device: &Device) -> Reach {
    tab(device).journal().reach()
}

/// The numbers of the entries that the store has.
fn stored(device: &Device) -> Vec<i64> {
    let mut numbers: Vec<i64> = device
        .records()
        .iter()
        .filter(|record| record["timestamp"].is_string() && record.get("deletedAt").is_none())
        .map(|record| number_of(record["id"].as_str().expect("an id")))
        .collect();
    numbers.sort_unstable();
    numbers
}

fn shown(client: &Client) -> Vec<i64> {
    let entries = client.journal().list::<LogbookEntry>();
    let mut numbers: Vec<i64> = entries
        .iter()
        .map(|entry| number_of(entry.id.as_str()))
        .collect();
    numbers.sort_unstable();
    numbers
}

fn number_of(id: &str) -> i64 {
    id.rsplit('-')
        .next()
        .and_then(|number| number.parse().ok())
        .expect("a numbered entry")
}

/// What the account holds: the write of each live entry.
fn account(world: &World) -> BTreeMap<String, (String, Timestamp)> {
    let rows =
        world.sql("SELECT id, write_id, timestamp FROM logbook_entries WHERE deleted_at IS NULL");
    rows.into_iter()
        .map(|row| {
            let text = |field: &str| row[field].as_str().expect("a text").to_owned();
            let instant = row["timestamp"].as_i64().expect("a time");
            let instant = Timestamp::from_millis(instant).expect("in range");
            (text("id"), (text("write_id"), instant))
        })
        .collect()
}

/// From the stored horizon on, the store holds exactly what the account holds.
fn assert_no_hole(world: &World, device: &Device) {
    let reach = stored_reach(device);
    let expected: BTreeMap<String, String> = account(world)
        .into_iter()
        .filter(|(_, (_, instant))| reach.covers(Some(*instant)))
        .map(|(id, (write_id, _))| (id, write_id))
        .collect();
    let held: BTreeMap<String, String> = device
        .records()
        .into_iter()
        .filter(|record| record["timestamp"].is_string() && record.get("deletedAt").is_none())
        .filter(|record| {
            let instant = record["timestamp"].as_str().map(Timestamp::parse);
            reach.covers(instant.and_then(Result::ok))
        })
        .map(|record| {
            let text = |field: &str| record[field].as_str().expect("a text").to_owned();
            (text("id"), text("writeId"))
        })
        .collect();
    assert_eq!(held, expected);
}

fn look_further_back(device: &Device) {
    device.client.journal().ask_for_older();
    device.sync();
    assert_eq!(device.client.journal().older(), Older::NotAsked);
}

#[test]
fn a_new_device_begins_with_the_newest_of_15_000_entries_and_keeps_to_its_share() {
    const COUNT: i64 = 15_000;
    let world = World::new();
    let first = long_account(&world, COUNT);
    first.client.journal().save(goal("goal")).expect("saves");
    first.sync();

    let phone = world.device(2);
    phone.sign_in_without_sync(&world, EMAIL);
    // What is there when the second request is on its way.
    let after_one_page = Rc::new(std::cell::RefCell::new(None));
    phone.network.meanwhile([
        Box::new(|| ()) as Box<dyn FnOnce()>,
        Box::new({
            let (seen, client) = (Rc::clone(&after_one_page), phone.client.clone());
            move || {
                let journal = client.journal();
                let goals = journal.count::<Goal>();
                seen.replace(Some((shown(&client), journal.reach(), goals)));
            }
        }),
    ]);
    phone.sync();
    let newest = (COUNT - 500..COUNT).collect::<Vec<_>>();
    assert_eq!(
        after_one_page.take(),
        Some((newest, Reach::Since(at(COUNT - 500)), 1))
    );

    let share = phone.device.platform.share_chars;
    let used = phone.device.store.used_chars();
    assert!(used <= share && used > share / 10 * 9, "{used} of {share}");
    let held = stored(&phone);
    assert_eq!(
        held,
        (COUNT - i64::try_from(held.len()).expect("few")..COUNT).collect::<Vec<_>>()
    );
    assert_no_hole(&world, &phone);
    assert_eq!(phone.client.auth().backup(), BackupState::BackedUp);

    // Looking further back brings the rest, page by page, for as long as the page lives.
    let mut pages = 0;
    while phone.client.journal().reach() != Reach::Beginning {
        look_further_back(&phone);
        pages += 1;
        assert!(pages < 30);
    }
    assert_eq!(shown(&phone.client), (0..COUNT).collect::<Vec<_>>());
    assert!(phone.device.store.used_chars() <= share);
    let phone = phone.reopened();
    assert_eq!(shown(&phone.client), stored(&phone));
    assert_no_hole(&world, &phone);

    // What is asked for now is little.
    phone.network.take_requests();
    phone.sync();
    assert_eq!(phone.network.take_requests(), 1);
}

#[test]
fn a_journal_that_fits_is_held_to_its_beginning() {
    let world = World::new();
    long_account(&world, 1_200);
    let phone = world.device(2);
    phone.sign_in(&world, EMAIL);
    assert_eq!(phone.client.journal().reach(), Reach::Beginning);
    assert_eq!(stored(&phone), (0..1_200).collect::<Vec<_>>());
    assert_eq!(stored_reach(&phone), Reach::Beginning);
    // Asking for more finds nothing more.
    look_further_back(&phone);
}

#[test]
fn the_first_fetch_can_be_interrupted_between_any_two_writes() {
    let world = World::new();
    long_account(&world, 700);
    let other = world.device(2);
    other.sign_in(&world, EMAIL);
    // Writes around the ends of the pages, and some within them.
    let writes = (0..5).chain([250]).chain(501..507).chain([600]);
    for (seed, writes) in (3..).zip(writes) {
        let phone = with_share(world.device(seed), 280_000);
        phone.sign_in_without_sync(&world, EMAIL);
        phone.device.store.writes_left.set(Some(writes));
        let interrupted = block_on(phone.client.auth().sync_to_cloud());
        phone.device.store.writes_left.set(None);
        let phone = phone.reopened();
        assert_no_hole(&world, &phone);
        if interrupted.is_err() {
            // Meanwhile, on another device, something changes that may be here already.

            for number in [699, 300, 1] {
                let mut entry: LogbookEntry =
                    other.client.journal().get(&id(number)).expect("there");
                entry.duration += 1;
                other.client.journal().save(entry).expect("saves");
            }
            other.sync();
        }
        phone.sync();
        assert_no_hole(&world, &phone);
        assert!(
            matches!(phone.client.journal().reach(), Reach::Since(_)),
            "{writes}"
        );
        let held = stored(&phone).len();
        assert!(
            held > 550,
            "filling goes on where it was interrupted after {writes} writes, not only to {held}"
        );
    }
}

#[test]
fn what_made_room_before_the_first_page_came_is_stored_with_the_page() {
    let world = World::new();
    let phone = small(&world, 1);
    phone.sign_in_without_sync(&world, EMAIL);
    // The position is stored, and that the journal has no beginning yet is not.
    phone.device.store.writes_left.set(Some(2));
    block_on(phone.client.auth().sync_to_cloud()).expect_err("interrupted");
    phone.device.store.writes_left.set(None);
    let phone = phone.reopened();
    for number in 0..260 {
        let saved = phone.client.journal().save(numbered(number));
        saved.expect("saves");
    }
    phone.sync();
    assert_no_hole(&world, &phone);
    assert!(stored(&phone).len() > 200);
}

#[test]
fn a_new_device_whose_browser_holds_less_than_its_share_has_no_hole() {
    let world = World::new();
    let first = long_account(&world, 1_200);
    for seed in 2..8 {
        let phone = world.device(seed);
        phone.sign_in_without_sync(&world, EMAIL);
        // Less than a page fits, or a page and some of the next.
        let quota = [40_000, 41_111, 120_000, 230_000, 290_000, 400_000];
        let quota = quota[usize::try_from(seed - 2).expect("few")];
        phone.device.store.quota_chars.set(quota);
        phone.sync();
        assert_no_hole(&world, &phone);
        let phone = phone.reopened();
        let reach = phone.client.journal().kept_reach();
        let held = stored(&phone);
        let held = held
            .iter()
            .filter(|number| reach.covers(Some(at(**number))));
        let held = held.count();
        assert!(held > quota / 400 / 2, "{held} in {quota}");
        // It goes on like that when somebody looks back, and when something new comes.
        look_further_back(&phone);
        assert_no_hole(&world, &phone);
        let mut changed = numbered(1_100);
        changed.duration = i64::try_from(seed).expect("few");
        first.client.journal().save(changed).expect("saves");
        first.sync();
        phone.sync();
        assert_no_hole(&world, &phone);
        assert_no_hole(&world, &phone.reopened());
    }
}

#[test]
fn a_lost_page_is_fetched_again() {
    let world = World::new();
    long_account(&world, 600);
    for (seed, fault) in (2..).zip([
        Fault::LoseRequest,
        Fault::LoseAnswer,
        Fault::ServerError,
        Fault::Garbage,
        Fault::Twice,
    ]) {
        for good_requests in 0..2 {
            let phone = world.device(10 * seed + good_requests);
            phone.sign_in_without_sync(&world, EMAIL);
            let before =
                std::iter::repeat_n(Fault::None, usize::try_from(good_requests).expect("few"));
            phone.network.order(before.chain([fault]));
            let failed = block_on(phone.client.auth().sync_to_cloud()).is_err();
            assert_eq!(failed, fault != Fault::Twice);
            assert_no_hole(&world, &phone);
            phone.sync();
            assert_eq!(stored(&phone).len(), 600);
        }
    }
}

#[test]
fn the_oldest_synced_records_make_room_and_nothing_else() {
    let world = World::new();
    let device = small(&world, 1);
    device.sign_in(&world, EMAIL);
    let journal = device.client.journal();
    journal.save(goal("goal")).expect("saves");
    for number in 0..200 {
        journal.save(numbered(number)).expect("saves");
    }
    device.sync();
    assert_eq!(journal.reach(), Reach::Beginning);
    // An old one is edited, offline, and more is written than there is a share for.
    let mut old = numbered(3);
    old.duration = 77;
    journal.save(old).expect("saves");
    for number in 200..400 {
        journal.save(numbered(number)).expect("saves");
    }
    assert_eq!(
        stored(&device).len(),
        400,
        "nothing is given up that is not backed up"
    );
    device.network.order([Fault::LoseRequest]);
    block_on(device.client.auth().sync_to_cloud()).expect_err("offline");
    assert_eq!(stored(&device).len(), 400);

    device.sync();
    assert!(device.device.store.used_chars() <= SMALL_SHARE);
    assert_eq!(world.count("logbook_entries"), 400);
    assert_no_hole(&world, &device);
    let held = stored(&device);
    assert!(held.len() > 150 && held.contains(&399), "{held:?}");
    assert!(journal.get::<Goal>(&"goal".into()).is_some());
    // In this tab nothing has disappeared.
    assert_eq!(shown(&device.client), (0..400).collect::<Vec<_>>());
    assert_eq!(journal.reach(), Reach::Beginning);
    let device = device.reopened();
    assert!(matches!(device.client.journal().reach(), Reach::Since(_)));
    assert_eq!(shown(&device.client), held);
}

#[test]
fn a_journal_that_moves_in_and_is_longer_than_the_share_is_pushed_first() {
    let world = World::new();
    let device = small(&world, 1);
    for number in 0..600 {
        device
            .client
            .journal()
            .save(numbered(number))
            .expect("saves");
    }
    let pushed = Rc::new(std::cell::RefCell::new(Vec::new()));
    let subscription = device.client.events().subscribe({
        let (pushed, client) = (Rc::clone(&pushed), device.client.clone());
        move |event| {
            if event == Event::HorizonMoved && client.journal().kept_reach() != Reach::Nothing {
                pushed.borrow_mut().push(client.journal().unsynced_count());
            }
        }
    });
    device.sign_in(&world, EMAIL);
    drop(subscription);
    assert_eq!(world.count("logbook_entries"), 600);
    assert_eq!(pushed.borrow().last(), Some(&0));
    assert_no_hole(&world, &device);
    assert!(device.device.store.used_chars() <= SMALL_SHARE);
    assert_eq!(shown(&device.client).len(), 600);
}

#[test]
fn nothing_is_given_up_without_an_account_or_while_the_backup_is_paused() {
    let world = World::new();
    let device = small(&world, 1);
    for number in 0..400 {
        device
            .client
            .journal()
            .save(numbered(number))
            .expect("saves");
    }
    block_on(device.client.auth().sync_to_cloud()).expect("there is nothing to do");
    assert_eq!(stored(&device).len(), 400);
    assert_eq!(device.client.journal().reach(), Reach::Beginning);
    device
        .device
        .store
        .quota_chars
        .set(device.device.store.used_chars());
    device
        .client
        .journal()
        .save(numbered(401))
        .expect_err("the storage is full");
    assert_eq!(stored(&device).len(), 400);
}

#[test]
fn at_a_full_storage_older_records_of_the_account_make_room_for_a_save() {
    let world = World::new();
    let device = world.device(1);
    device.sign_in(&world, EMAIL);
    for number in 0..100 {
        device
            .client
            .journal()
            .save(numbered(number))
            .expect("saves");
    }
    device.sync();
    // Room for nothing at all.
    device
        .device
        .store
        .quota_chars
        .set(device.device.store.used_chars());
    device.device.connectivity.0.set(false);
    let heard = Rc::new(std::cell::Cell::new(0));
    let subscription = device.client.events().subscribe({
        let heard = Rc::clone(&heard);
        move |event| heard.set(heard.get() + usize::from(matches!(event, Event::StorageRefused(_))))
    });
    device
        .client
        .journal()
        .save(numbered(100))
        .expect("older ones make room");
    drop(subscription);
    assert_eq!(heard.get(), 0);
    assert!(stored(&device).contains(&100) && !stored(&device).contains(&0));
    assert_eq!(shown(&device.client).len(), 101);
    device.sync();
    assert_no_hole(&world, &device);
}

#[test]
fn a_journal_that_fills_the_storage_moves_into_an_account() {
    for room in [1_000, 2_000, 5_000] {
        let world = World::new();
        let device = world.device(1);
        for number in 0..300 {
            device
                .client
                .journal()
                .save(numbered(number))
                .expect("saves");
        }
        let store = &device.device.store;
        store.quota_chars.set(store.used_chars() + room);
        device.sign_in(&world, EMAIL);
        assert_eq!(world.count("logbook_entries"), 300);
        assert_no_hole(&world, &device);
    }
}

/// Deletes the account of who is signed in on this device.
fn delete_account(device: &Device) {
    let account = device.client.auth().user().id;
    let delete = "mutation ($id: String!) { deleteAccount(expectedUserId: $id) }";
    let body = json!({ "query": delete, "variables": { "id": account } });
    let answer = block_on(device.network.ask(body.to_string()));
    assert!(answer.body.contains("true"), "{}", answer.body);
}

#[test]
fn of_a_deleted_account_nothing_is_given_up() {
    let world = World::new();
    let device = small(&world, 1);
    device.sign_in(&world, EMAIL);
    for number in 0..100 {
        let journal = device.client.journal();
        journal.save(numbered(number)).expect("saves");
    }
    device.sync();
    delete_account(&device);
    block_on(device.client.auth().sync_to_cloud()).expect_err("there is no account");

    let device = device.reopened();
    let store = &device.device.store;
    store.quota_chars.set(store.used_chars() + 120);
    let saved = device.client.journal().save(numbered(100));
    saved.expect_err("the storage is full");
    assert_eq!(stored(&device).len(), 100);
}

#[test]
fn what_is_in_memory_only_is_kept_with_the_journal_of_a_deleted_account() {
    let world = World::new();
    let desk = long_account(&world, 600);
    desk.sync();
    let phone = looking_far_back(&world, 2);
    delete_account(&desk);
    block_on(phone.client.auth().sync_to_cloud()).expect_err("there is no account");
    phone.client.auth().keep_on_this_device().expect("keeps");
    assert_eq!(shown(&phone.client).len(), 600);
    assert_eq!(shown(&phone.reopened().client).len(), 600);
}

#[test]
fn nothing_is_given_up_before_the_account_was_asked_since_the_page_was_opened() {
    let world = World::new();
    let backup = world.backup();
    let device = world.device(1);
    for number in 0..100 {
        let journal = device.client.journal();
        journal.save(numbered(number)).expect("saves");
    }
    device.sign_in(&world, EMAIL);
    // Nobody has noticed yet that the server has lost all of it.
    world.restore(&backup);
    let device = device.reopened();
    let store = Rc::clone(&device.device.store);
    let quota = store.quota_chars.replace(store.used_chars() + 120);
    let saved = device.client.journal().save(numbered(100));
    saved.expect_err("the storage is full");
    assert_eq!(stored(&device).len(), 100);
    store.quota_chars.set(quota);
    device.sign_in(&world, EMAIL);
    assert_eq!(world.count("logbook_entries"), 100, "all is given back");

    let device = device.reopened();
    device.sync();
    store.quota_chars.set(store.used_chars() + 120);
    let saved = device.client.journal().save(numbered(100));
    saved.expect("older ones make room");
    assert!(stored(&device).len() < 100);
}

/// A small device that holds the newest of 600 entries and shows all of them.
fn looking_far_back(world: &World, seed: u64) -> Device {
    let phone = small(world, seed);
    phone.sign_in(world, EMAIL);
    while phone.client.journal().reach() != Reach::Beginning {
        look_further_back(&phone);
    }
    assert_eq!(shown(&phone.client).len(), 600);
    assert!(!stored(&phone).contains(&5));
    phone
}

#[test]
fn a_record_in_memory_is_edited_on_what_the_account_holds() {
    let world = World::new();
    let desk = long_account(&world, 600);
    desk.sync();
    let phone = looking_far_back(&world, 2);
    let read = |device: &Device, number| -> LogbookEntry {
        device.client.journal().get(&id(number)).expect("there")
    };
    // Both edit the same old entry.
    let mut here = read(&phone, 5);
    here.notes = Some("Here".into());
    phone.client.journal().save(here).expect("saves");
    let mut there = read(&desk, 5);
    there.duration = 5;
    desk.client.journal().save(there).expect("saves");
    desk.sync();

    let phone = phone.reopened();
    assert_eq!(phone.client.journal().unsynced_count(), 1);
    assert_eq!(
        read(&phone, 5).notes.as_deref(),
        Some("Here"),
        "it survives a reload"
    );
    phone.sync();
    desk.sync();
    for device in [&phone, &desk] {
        let merged = read(device, 5);
        assert_eq!(
            (merged.notes.as_deref(), merged.duration),
            (Some("Here"), 5)
        );
    }

    // A deletion of an old record reaches the account, and so does one of a record that is in memory.
    let phone = {
        drop(phone);
        looking_far_back(&world, 3)
    };
    phone
        .client
        .journal()
        .delete::<LogbookEntry>(&id(7))
        .expect("deletes");
    phone.sync();
    assert_eq!(account(&world).len(), 599);
    assert!(!shown(&phone.client).contains(&7));
}

#[test]
fn what_a_form_makes_of_an_old_record_counts_from_what_it_showed() {
    let world = World::new();
    let desk = long_account(&world, 600);
    desk.sync();
    let read =
        |device: &Device| -> LogbookEntry { device.client.journal().get(&id(5)).expect("there") };
    let tagged = LogbookEntry {
        tags: vec!["slow".into(), "exam".into()],
        ..read(&desk)
    };
    desk.client.journal().save(tagged).expect("saves");
    desk.sync();
    let phone = looking_far_back(&world, 2);
    let opened = read(&phone);
    // Who signs in again sees only what the device holds. The form is still open.
    phone.sign_in(&world, EMAIL);
    assert!(!shown(&phone.client).contains(&5));
    let elsewhere = LogbookEntry {
        notes: Some("There".into()),
        ..read(&desk)
    };
    desk.client.journal().save(elsewhere).expect("saves");
    desk.sync();

    let edited = LogbookEntry {
        tags: vec!["exam".into(), "by heart".into()],
        duration: 5,
        ..opened.clone()
    };
    let clock = &phone.device.clock.0;
    clock.set(clock.get() - 365 * 86_400_000);
    let journal = phone.client.journal();
    journal.edit(&opened, edited).expect("saves");
    phone.sync();
    desk.sync();
    let merged = read(&desk);
    assert_eq!(merged.tags, ["exam", "by heart"]);
    assert_eq!(merged.duration, 5);
    assert_eq!(merged.notes.as_deref(), Some("There"));
}

#[test]
fn changes_reach_what_is_held_and_what_is_shown() {
    let world = World::new();
    let desk = long_account(&world, 600);
    desk.sync();
    let phone = looking_far_back(&world, 2);
    let closed = small(&world, 3);
    closed.sign_in(&world, EMAIL);

    let journal = desk.client.journal();
    for (number, duration) in [(5, 55), (590, 59)] {
        let mut entry: LogbookEntry = journal.get(&id(number)).expect("there");
        entry.duration = duration;
        journal.save(entry).expect("saves");
    }
    // One old entry turns out to be of yesterday; a new one is of long ago; two are deleted.
    let mut moved: LogbookEntry = journal.get(&id(6)).expect("there");
    moved.timestamp = at(598).plus_secs(60);
    journal.save(moved).expect("saves");
    let mut backdated = numbered(1_000);
    backdated.timestamp = at(2).plus_secs(60);
    journal.save(backdated).expect("saves");
    journal.delete::<LogbookEntry>(&id(8)).expect("deletes");
    journal.delete::<LogbookEntry>(&id(595)).expect("deletes");
    desk.sync();
    for device in [&phone, &closed] {
        device.sync();
        assert_no_hole(&world, device);
        let held = stored(device);
        assert!(
            held.contains(&6) && !held.contains(&5) && !held.contains(&1_000),
            "{held:?}"
        );
    }
    assert_eq!(shown(&phone.client), shown(&desk.client));
    let duration = |number| {
        phone
            .client
            .journal()
            .get::<LogbookEntry>(&id(number))
            .map(|entry| entry.duration)
    };
    assert_eq!((duration(5), duration(590)), (Some(55), Some(59)));
    // Who looks later sees the same.
    while closed.client.journal().reach() != Reach::Beginning {
        look_further_back(&closed);
    }
    assert_eq!(shown(&closed.client), shown(&desk.client));
}

#[test]
fn a_page_of_older_records_from_a_restored_server_is_not_taken_for_what_came_after_an_edit() {
    let world = World::new();
    let desk = long_account(&world, 600);
    desk.sync();
    let edit = |device: &Device, change: &dyn Fn(&mut LogbookEntry)| {
        let clock = &device.device.clock.0;
        clock.set(clock.get() + 1_000);
        let mut entry: LogbookEntry = device.client.journal().get(&id(200)).expect("there");
        change(&mut entry);
        device.client.journal().save(entry).expect("saves");
    };
    // More versions than a server remembers, before the backup and after it.
    let work_on = |notes: &str| {
        for duration in 1..=20 {
            edit(&desk, &|entry| {
                entry.duration = duration;
                entry.notes = Some(notes.to_owned());
            });
            desk.sync();
        }
    };
    work_on("slowly");
    let phone = small(&world, 2);
    phone.sign_in(&world, EMAIL);
    let backup = world.backup();
    work_on("slowly\nby heart");
    look_further_back(&phone);
    edit(&phone, &|entry| entry.tags = vec!["exam".to_owned()]);
    let phone = phone.reopened();
    assert!(!phone.client.journal().reach().covers(Some(at(200))));
    // The server is restored between the pull and the push of a sync that also fetches older records.
    let world = Rc::new(world);
    let restore = {
        let world = Rc::clone(&world);
        move || world.restore(&backup)
    };
    phone
        .network
        .meanwhile([Box::new(restore) as Box<dyn FnOnce()>]);
    phone.client.journal().ask_for_older();
    for _ in 0..3 {
        let _ = block_on(phone.client.auth().sync_to_cloud());
    }
    let entry: LogbookEntry = phone.client.journal().get(&id(200)).expect("there");
    assert_eq!(entry.tags, ["exam"]);
    assert_eq!(entry.notes.as_deref(), Some("slowly\nby heart"));
}

#[test]
fn a_late_page_does_not_bring_back_what_was_deleted_meanwhile() {
    let world = World::new();
    let desk = long_account(&world, 600);
    desk.sync();
    let phone = small(&world, 2);
    phone.sign_in(&world, EMAIL);
    let other_tab = tab(&phone);
    // While the page is under way, the other tab hears of a deletion.
    phone.network.meanwhile([
        Box::new(|| ()) as Box<dyn FnOnce()>,
        Box::new({
            let (desk, other_tab) = (desk.client.clone(), other_tab.clone());
            move || {
                desk.journal()
                    .delete::<LogbookEntry>(&id(50))
                    .expect("deletes");
                block_on(desk.auth().sync_to_cloud()).expect("syncs");
                block_on(other_tab.auth().sync_to_cloud()).expect("syncs");
            }
        }),
    ]);
    while phone.client.journal().reach() != Reach::Beginning {
        look_further_back(&phone);
    }
    assert_eq!(shown(&phone.client).len(), 599);
    assert_no_hole(&world, &phone);
}

#[test]
fn a_tab_takes_in_what_belongs_above_the_horizon_that_another_one_has_moved() {
    let world = World::new();
    let desk = long_account(&world, 3);
    let phone = world.device(2);
    phone.sign_in_without_sync(&world, EMAIL);
    phone.network.order([Fault::LoseRequest]);
    block_on(phone.client.auth().sync_to_cloud()).expect_err("nothing arrives");
    let other_tab = tab(&phone);
    phone.sync();
    put_into_account(&desk, [7]);
    // It has not heard of what the first tab has fetched.
    block_on(other_tab.auth().sync_to_cloud()).expect("syncs");
    assert_no_hole(&world, &phone);
    assert_eq!(stored(&phone), [0, 1, 2, 7]);
}

#[test]
fn what_was_deleted_elsewhere_takes_no_room_from_what_is_there() {
    let world = World::new();
    let desk = long_account(&world, 400);
    desk.sync();
    let phone = small(&world, 2);
    phone.sign_in(&world, EMAIL);
    assert!(stored(&phone).iter().all(|number| *number >= 150));
    let used = phone.device.store.used_chars();
    let delete = |numbers: std::ops::Range<i64>| {
        for number in numbers {
            let journal = desk.client.journal();
            journal
                .delete::<LogbookEntry>(&id(number))
                .expect("deletes");
        }
        desk.sync();
        phone.sync();
    };
    let tombstones = || {
        let records = phone.records();
        let deleted = records
            .iter()
            .filter(|record| record["deletedAt"].is_string());
        deleted.count()
    };
    // What this device did not hold, it does not hold as deleted either.
    delete(0..150);
    assert_eq!(tombstones(), 0);
    assert!(phone.device.store.used_chars() <= used + 200);
    delete(250..350);
    assert_eq!(tombstones(), 100);

    // What comes a day later takes the place of the oldest, deleted or not.
    world.clock.advance_secs(86_400);
    for device in [&desk, &phone] {
        let clock = &device.device.clock.0;
        clock.set(clock.get() + 86_400_000);
    }
    put_into_account(&desk, 400..550);
    phone.sync();
    assert!(phone.device.store.used_chars() <= SMALL_SHARE);
    assert_no_hole(&world, &phone);
    let live = stored(&phone);
    assert!(live.len() > 150 && live.contains(&549), "{live:?}");
    assert!(tombstones() < 100, "{} of {live:?}", tombstones());
    // In this tab they can still be restored, and their edits go up.
    let journal = phone.client.journal();
    assert_eq!(journal.trash().len(), 100);
    assert_eq!(journal.restore::<LogbookEntry>(&id(250)), Ok(true));
    phone.sync();
    assert_eq!(account(&world).len(), 400 - 250 + 150 + 1);
    assert_no_hole(&world, &phone);
}

/// A tab is told of everything that others have stored since then.
fn hear(device: &Device, tab: &Client, before: &BTreeMap<String, String>) {
    let after = device.device.store.values();
    let all: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let written: Vec<String> = all
        .into_iter()
        .filter(|key| before.get(*key) != after.get(*key))
        .cloned()
        .collect();
    tab.storage_changed(Some(&written)).expect("reads");
}

#[test]
fn another_tab_does_not_take_a_deletion_for_an_eviction() {
    let world = World::new();
    let device = small(&world, 1);
    device.sign_in(&world, EMAIL);
    let save = |numbers: std::ops::Range<i64>| {
        for number in numbers {
            device
                .client
                .journal()
                .save(numbered(number))
                .expect("saves");
        }
    };
    save(0..200);
    device.sync();
    let other = tab(&device);
    let before = device.device.store.values();
    // Deleted, and pushed out by newer ones before the other tab hears of anything.
    let deleted = device.client.journal().delete::<LogbookEntry>(&id(0));
    assert_eq!(deleted, Ok(true));
    save(200..400);
    device.sync();
    assert!(!stored(&device).contains(&1));
    hear(&device, &other, &before);
    let shown = shown(&other);
    assert!(!shown.contains(&0) && shown.contains(&1), "{shown:?}");
}

/// A device that has given up the oldest of 400 entries, which another tab goes on showing, and that tab.
fn given_up_and_shown(world: &World) -> (Device, Client) {
    let device = small(world, 1);
    device.sign_in(world, EMAIL);
    let save = |numbers: std::ops::Range<i64>| {
        let journal = device.client.journal();
        numbers.for_each(|number| journal.save(numbered(number)).expect("saves"));
    };
    save(0..200);
    device.sync();
    let other = tab(&device);
    let before = device.device.store.values();
    save(200..400);
    device.sync();
    assert!(!stored(&device).contains(&2));
    hear(&device, &other, &before);
    assert_eq!(shown(&other), (0..400).collect::<Vec<_>>());
    (device, other)
}

#[test]
fn what_is_in_memory_only_is_let_go_when_another_tab_hears_that_it_was_changed() {
    let world = World::new();
    let (device, other) = given_up_and_shown(&world);
    let desk = world.device(2);
    desk.sign_in(&world, EMAIL);
    let journal = desk.client.journal();
    let mut edited: LogbookEntry = journal.get(&id(1)).expect("shown");
    edited.duration = 11;
    journal.save(edited).expect("saves");
    assert_eq!(journal.delete::<LogbookEntry>(&id(2)), Ok(true));
    desk.sync();

    let before = device.device.store.values();
    device.sync();
    hear(&device, &other, &before);
    // What it still shows is as the account holds it, and it claims no more.
    let kept = stored(&device);
    assert_eq!(shown(&other), kept);
    assert_eq!(other.journal().reach(), stored_reach(&device));
    // This tab has taken it in itself, and goes on showing all that there is.
    assert_eq!(shown(&device.client).len(), 399);

    // What is older comes again when somebody asks.
    while other.journal().reach() != Reach::Beginning {
        other.journal().ask_for_older();
        block_on(other.auth().sync_to_cloud()).expect("syncs");
    }
    let all: Vec<i64> = (0..400).filter(|number| *number != 2).collect();
    assert_eq!(shown(&other), all);
    let old: Option<LogbookEntry> = other.journal().get(&id(1));
    assert_eq!(old.map(|entry| entry.duration), Some(11));
}

#[test]
fn what_another_tab_hears_of_newer_records_leaves_what_is_in_memory_alone() {
    let world = World::new();
    let (device, other) = given_up_and_shown(&world);
    let desk = world.device(2);
    desk.sign_in(&world, EMAIL);
    let journal = desk.client.journal();
    assert_eq!(journal.delete::<LogbookEntry>(&id(399)), Ok(true));
    desk.sync();
    let before = device.device.store.values();
    device.sync();
    hear(&device, &other, &before);
    assert_eq!(shown(&other), (0..399).collect::<Vec<_>>());
}

#[test]
fn two_tabs_that_hear_of_changes_at_once_both_let_go_what_is_in_memory() {
    let world = World::new();
    let (device, other) = given_up_and_shown(&world);
    let desk = world.device(2);
    desk.sign_in(&world, EMAIL);
    let edit = |number: i64| {
        let journal = desk.client.journal();
        let mut edited: LogbookEntry = journal.get(&id(number)).expect("shown");
        edited.duration = 11;
        journal.save(edited).expect("saves");
        desk.sync();
    };
    edit(1);
    let before = device.device.store.values();
    device.sync();
    edit(2);
    // It has not been told yet of what the first tab has heard, and tells of what it hears itself.
    block_on(other.auth().sync_to_cloud()).expect("syncs");
    hear(&device, &other, &before);
    let shown: Vec<LogbookEntry> = other.journal().list();
    let old = shown
        .iter()
        .filter(|entry| number_of(entry.id.as_str()) < 3);
    assert!(old.count() == 0, "{:?}", other.journal().reach());
}

#[test]
fn what_was_changed_and_given_up_before_another_tab_heard_of_it_is_not_shown_as_it_was() {
    let world = World::new();
    let device = small(&world, 1);
    device.sign_in(&world, EMAIL);
    let save = |numbers: std::ops::Range<i64>| {
        let journal = device.client.journal();
        numbers.for_each(|number| journal.save(numbered(number)).expect("saves"));
    };
    save(0..200);
    device.sync();
    let other = tab(&device);
    let before = device.device.store.values();
    let mut edited: LogbookEntry = device.client.journal().get(&id(1)).expect("shown");
    edited.duration = 11;
    device.client.journal().save(edited).expect("saves");
    device.sync();
    save(200..400);
    device.sync();
    assert!(!stored(&device).contains(&1));
    hear(&device, &other, &before);
    let old: Option<LogbookEntry> = other.journal().get(&id(1));
    assert_eq!(old.map(|entry| entry.duration), None);
}

#[test]
fn a_tab_that_has_missed_what_another_one_made_and_gave_up_does_not_claim_to_have_it() {
    let world = World::new();
    let device = small(&world, 1);
    device.sign_in(&world, EMAIL);
    let other = tab(&device);
    let before = device.device.store.values();
    let journal = device.client.journal();
    for number in 0..400 {
        journal.save(numbered(number)).expect("saves");
        if number == 100 {
            hear(&device, &other, &before);
        }
    }
    device.sync();
    let kept = stored(&device);
    assert!(!kept.contains(&0));
    // It is told of every one of them, but only when the oldest are gone; of some it has heard that they were made.
    let written: Vec<String> = (0..400)
        .map(|number| format!("mirubato_logbook_entries:{}", name(number)))
        .chain([format!(
            "mirubato_horizon:{}",
            device.client.auth().user().id
        )])
        .collect();
    other.storage_changed(Some(&written)).expect("reads");
    assert_eq!(shown(&other), kept);
    assert_eq!(other.journal().reach(), stored_reach(&device));
    assert_ne!(other.journal().reach(), Reach::Beginning);
}

#[test]
fn another_tab_does_not_take_an_eviction_for_a_deletion() {
    let world = World::new();
    let device = small(&world, 1);
    device.sign_in(&world, EMAIL);
    for number in 0..200 {
        device
            .client
            .journal()
            .save(numbered(number))
            .expect("saves");
    }
    device.sync();
    let other = tab(&device);
    let before = device.device.store.values();
    for number in 200..400 {
        device
            .client
            .journal()
            .save(numbered(number))
            .expect("saves");
    }
    device.sync();
    assert!(!stored(&device).contains(&0));
    // Before it hears of it, an edit there is an edit of what the account holds.
    let mut early: LogbookEntry = other.journal().get(&id(1)).expect("shown");
    early.duration = 11;
    other.journal().save(early).expect("saves");
    hear(&device, &other, &before);
    assert_eq!(shown(&other), (0..400).collect::<Vec<_>>());
    let mut late: LogbookEntry = other.journal().get(&id(2)).expect("shown");
    late.duration = 22;
    other.journal().save(late).expect("saves");
    block_on(other.auth().sync_to_cloud()).expect("syncs");
    let durations = world.sql("SELECT duration FROM logbook_entries WHERE duration IN (11, 22)");
    assert_eq!(durations.len(), 2);
    assert_eq!(account(&world).len(), 400);
    assert!(device.is_all_synced());
}

#[test]
fn what_is_in_memory_only_stays_when_another_tab_pauses_the_backup() {
    let world = World::new();
    long_account(&world, 600);
    let phone = small(&world, 2);
    phone.sign_in(&world, EMAIL);
    while phone.client.journal().reach() != Reach::Beginning {
        look_further_back(&phone);
    }
    block_on(tab(&phone).auth().set_cloud_storage(false)).expect("pauses");
    let written = ["mirubato_user_data".to_owned()];
    phone.client.storage_changed(Some(&written)).expect("reads");
    assert!(!phone.client.auth().user().has_cloud_storage);
    assert_eq!(shown(&phone.client), (0..600).collect::<Vec<_>>());
    assert_eq!(phone.client.journal().reach(), Reach::Beginning);
}

/// A device on which an entry was edited, and then given up by another tab that still saw the store as it was. Says which
/// keys that one wrote.
fn edited_and_given_up(world: &World) -> (Device, [String; 2]) {
    let device = world.device(1);
    device.sign_in(world, EMAIL);
    for number in 0..3 {
        let journal = device.client.journal();
        journal.save(numbered(number)).expect("saves");
    }
    device.sync();
    let mut edited = numbered(0);
    edited.duration = 11;
    device.client.journal().save(edited).expect("saves");
    let user = device.client.auth().user().id;
    let store = &*device.device.store;
    let horizon = json!({ "reach": { "since": at(1) } }).to_string();
    let (horizon_key, key) = (
        format!("mirubato_horizon:{user}"),
        format!("mirubato_logbook_entries:{}", name(0)),
    );
    LocalStore::set(store, &horizon_key, &horizon).expect("there is room");
    LocalStore::remove(store, &key).expect("removes");
    (device, [horizon_key, key])
}

fn assert_edit_is_kept(world: &World, device: &Device) {
    assert_eq!(stored(device), [0, 1, 2]);
    assert_eq!(device.client.journal().unsynced_count(), 1);
    device.sync();
    let durations = world.sql("SELECT duration FROM logbook_entries WHERE duration = 11");
    assert_eq!(durations.len(), 1);
}

#[test]
fn an_edit_survives_another_tab_that_gives_up_the_record_without_having_seen_it() {
    let world = World::new();
    let (device, written) = edited_and_given_up(&world);
    device
        .client
        .storage_changed(Some(&written))
        .expect("reads");
    assert_edit_is_kept(&world, &device);
}

#[test]
fn an_edit_of_a_new_record_survives_another_tab_that_sends_and_gives_up_what_it_made_of_it() {
    let world = World::new();
    let device = world.device(1);
    for number in 0..3 {
        let journal = device.client.journal();
        journal.save(numbered(number)).expect("saves");
    }
    device.sign_in_without_sync(&world, EMAIL);
    let other_tab = tab(&device);
    let mut here = numbered(0);
    here.notes = Some("By heart".into());
    device.client.journal().save(here).expect("saves");
    // The other tab has not seen that.
    let store = &*device.device.store;
    let key = format!("mirubato_logbook_entries:{}", name(0));
    let edited = store.values()[&key].clone();
    let mut there: Value = serde_json::from_str(&edited).expect("JSON");
    let fields = there.as_object_mut().expect("an object");
    fields.remove("from");
    fields.remove("tabs");
    fields.insert("notes".into(), json!("Slowly"));
    fields.insert("writeId".into(), json!("00000000000000aa"));
    LocalStore::set(store, &key, &there.to_string()).expect("there is room");
    let written = [key.clone()];
    other_tab.storage_changed(Some(&written)).expect("reads");
    block_on(other_tab.auth().sync_to_cloud()).expect("syncs");
    let user = device.client.auth().user().id;
    let horizon_key = format!("mirubato_horizon:{user}");
    let horizon = json!({ "reach": { "since": at(1) } }).to_string();
    LocalStore::set(store, &horizon_key, &horizon).expect("there is room");
    LocalStore::remove(store, &key).expect("removes");
    let written = [horizon_key, key];
    device
        .client
        .storage_changed(Some(&written))
        .expect("reads");
    device.sync();
    let notes = world.sql("SELECT notes FROM logbook_entries WHERE notes LIKE '%By heart%'");
    assert_eq!(notes.len(), 1);
}

#[test]
fn a_deletion_by_a_tab_that_has_not_heard_of_the_sending_and_giving_up_reaches_the_account() {
    let world = World::new();
    let device = world.device(1);
    for number in 0..3 {
        let journal = device.client.journal();
        journal.save(numbered(number)).expect("saves");
    }
    device.sign_in_without_sync(&world, EMAIL);
    let other_tab = tab(&device);
    let store = &*device.device.store;
    let key = format!("mirubato_logbook_entries:{}", name(0));
    let before = store.values()[&key].clone();
    device.sync();
    let user = device.client.auth().user().id;
    let horizon_key = format!("mirubato_horizon:{user}");
    let horizon = json!({ "reach": { "since": at(1) } }).to_string();
    LocalStore::set(store, &horizon_key, &horizon).expect("there is room");
    LocalStore::remove(store, &key).expect("removes");
    let written = [horizon_key, key.clone()];
    device
        .client
        .storage_changed(Some(&written))
        .expect("reads");
    // The other tab still sees the store as it was.
    LocalStore::set(store, &key, &before).expect("there is room");
    let deleted = other_tab.journal().delete::<LogbookEntry>(&id(0));
    assert_eq!(deleted, Ok(true));
    device.client.storage_changed(Some(&[key])).expect("reads");
    device.sync();
    assert_eq!(account(&world).len(), 2);
}

#[test]
fn an_edit_of_a_record_that_was_given_up_survives_another_tab_that_has_not_seen_it() {
    let world = World::new();
    let (device, written) = edited_and_given_up(&world);
    // This time the account has the edit when it is given up.
    let store = &*device.device.store;
    device
        .client
        .storage_changed(Some(&written))
        .expect("reads");
    device.sync();
    let [horizon_key, key] = &written;
    let horizon = json!({ "reach": { "since": at(1) } }).to_string();
    LocalStore::set(store, horizon_key, &horizon).expect("there is room");
    let synced = store.values()[key].clone();
    LocalStore::remove(store, key).expect("removes");
    let shown: LogbookEntry = device.client.journal().get(&id(0)).expect("shown");
    let here = LogbookEntry {
        tags: vec!["exam".into()],
        ..shown.clone()
    };
    let journal = device.client.journal();
    journal.edit(&shown, here).expect("saves");
    // The other tab made something else of what the account has.
    let mut there: Value = serde_json::from_str(&synced).expect("JSON");
    let base = json!({
        "writeId": there["writeId"], "timestamp": there["timestamp"], "duration": there["duration"],
        "instrument": there["instrument"], "utcOffsetMinutes": there["utcOffsetMinutes"],
        "createdAt": there["createdAt"], "updatedAt": there["updatedAt"],
        "notes": there["notes"], "mood": there["mood"], "pieces": there["pieces"],
    });
    let fields = there.as_object_mut().expect("an object");
    fields.insert("base".into(), base);
    fields.insert("isSynced".into(), json!(false));
    fields.insert("notes".into(), json!("By heart"));
    fields.insert("writeId".into(), json!("00000000000000aa"));
    LocalStore::set(store, key, &there.to_string()).expect("there is room");
    let written = [key.clone()];
    device
        .client
        .storage_changed(Some(&written))
        .expect("reads");
    let together: LogbookEntry = device.client.journal().get(&id(0)).expect("shown");
    assert_eq!(together.tags, ["exam"]);
    assert_eq!(together.notes.as_deref(), Some("By heart"));
}

#[test]
fn what_was_deleted_in_a_full_storage_before_it_was_sent_does_not_come_back() {
    let world = World::new();
    let (device, written) = edited_and_given_up(&world);
    device
        .client
        .storage_changed(Some(&written))
        .expect("reads");
    device.sync();
    let device = device.reopened();
    let journal = device.client.journal();
    journal.save(numbered(-5)).expect("saves");
    let store = &*device.device.store;
    store.quota_chars.set(store.used_chars());
    assert_eq!(journal.delete::<LogbookEntry>(&id(-5)), Ok(true));
    store.quota_chars.set(usize::MAX);
    device.sync();
    assert_eq!(journal.get::<LogbookEntry>(&id(-5)), None);
    assert_eq!(account(&world).len(), 3);
}

#[test]
fn an_edit_that_another_tab_gave_up_in_a_full_storage_waits_for_room() {
    let world = World::new();
    let (device, written) = edited_and_given_up(&world);
    let store = &*device.device.store;
    store.quota_chars.set(store.used_chars());
    device
        .client
        .storage_changed(Some(&written))
        .expect("reads");
    assert_eq!(stored(&device), [1, 2]);
    store.quota_chars.set(usize::MAX);
    let removed = ["something_else".to_owned()];
    device
        .client
        .storage_changed(Some(&removed))
        .expect("reads");
    assert_edit_is_kept(&world, &device);
}

#[test]
fn a_page_that_does_not_come_is_asked_for_again() {
    let world = World::new();
    long_account(&world, 600);
    let phone = small(&world, 2);
    phone.sign_in(&world, EMAIL);
    let journal = phone.client.journal();
    let reach = journal.reach();
    phone.network.order([Fault::None, Fault::LoseRequest]);
    journal.ask_for_older();
    assert_eq!(journal.older(), Older::Asked);
    block_on(phone.client.auth().sync_to_cloud()).expect_err("offline");
    assert_eq!((journal.older(), journal.reach()), (Older::Failed, reach));
    look_further_back(&phone);
    assert_ne!(journal.reach(), reach);
}

#[test]
fn signing_out_and_in_again_begins_anew() {
    let world = World::new();
    long_account(&world, 600);
    let phone = small(&world, 2);
    phone.sign_in(&world, EMAIL);
    let before = stored(&phone);
    block_on(phone.client.auth().logout()).expect("signs out");
    assert!(stored(&phone).is_empty());
    assert_eq!(phone.client.journal().reach(), Reach::Beginning);
    let user = UserId::from("nobody");
    assert!(
        !phone
            .device
            .store
            .values()
            .keys()
            .any(|key| key.contains("horizon")),
        "{user}"
    );
    phone.sign_in(&world, EMAIL);
    assert_eq!(stored(&phone), before);
    assert_no_hole(&world, &phone);
}

#[test]
fn a_damaged_record_comes_back_and_the_horizon_stays() {
    let world = World::new();
    long_account(&world, 600);
    let phone = small(&world, 2);
    phone.sign_in(&world, EMAIL);
    let reach = phone.client.journal().reach();
    let key = format!("mirubato_logbook_entries:{}", name(590));
    let store = Rc::clone(&phone.device.store);
    LocalStore::set(&*store, &key, "{").expect("there is room");
    let phone = phone.reopened();
    phone.sync();
    // The value that was put aside takes its room too.
    let kept = phone.client.journal().kept_reach();
    assert!(kept.since() >= reach.since() && reach.since().is_some());
    assert!(stored(&phone).contains(&590));
    assert_no_hole(&world, &phone);
}

#[test]
fn a_late_edit_of_a_tab_that_has_not_heard_of_the_signing_out_does_not_stop_the_next_signing_in() {
    let world = World::new();
    long_account(&world, 600);
    let phone = with_share(world.device(2), 50_000);
    phone.device.store.quota_chars.set(80_000);
    phone.sign_in(&world, EMAIL);
    let before = stored(&phone).len();
    for number in [599, 3] {
        let late = tab(&phone);
        let mut edited = numbered(number);
        if number == 3 {
            late.journal().ask_for_older();
            while late.journal().get::<LogbookEntry>(&id(3)).is_none() {
                late.journal().ask_for_older();
                block_on(late.auth().sync_to_cloud()).expect("syncs");
            }
        }
        block_on(phone.client.auth().logout()).expect("signs out");
        edited.notes = Some("late".into());
        late.journal().save(edited).expect("saves");
        phone.sign_in_without_sync(&world, EMAIL);
        phone.network.take_requests();
        phone.sync();
        assert!(phone.network.take_requests() < 10);
        assert!(phone.is_all_synced());
        assert!(stored(&phone).len() > before / 2);
        assert_no_hole(&world, &phone);
        let kept = format!(
            "SELECT id FROM logbook_entries WHERE id = '{}' AND notes = 'late'",
            name(number)
        );
        assert_eq!(world.sql(&kept).len(), 1);
    }
}

#[test]
fn a_journal_that_outgrew_the_browser_is_pulled_again_as_a_whole() {
    for reason in ["an unreadable position", "a restored server"] {
        let world = World::new();
        let desk = long_account(&world, 100);
        let phone = with_share(world.device(2), 50_000);
        phone.device.store.quota_chars.set(80_000);
        phone.sign_in(&world, EMAIL);
        assert_eq!(phone.client.journal().kept_reach(), Reach::Beginning);
        let backup = world.backup();
        if reason == "a restored server" {
            phone.client.journal().save(numbered(700)).expect("saves");
            phone.sync();
            world.restore(&backup);
        } else {
            let store = &phone.device.store;
            let position = store
                .values()
                .into_keys()
                .find(|key| key.contains("cursor"));
            LocalStore::set(&**store, &position.expect("it has pulled"), "{").expect("stores");
        }
        put_into_account(&desk, 100..600);
        let phone = phone.reopened();
        phone.sync();
        assert!(phone.is_all_synced(), "{reason}");
        assert!(phone.device.store.used_chars() <= 50_000, "{reason}");
        assert!(stored(&phone).len() > 80, "{reason}: {:?}", stored(&phone));
        let lost = usize::from(reason == "a restored server");
        assert_eq!(account(&world).len(), 600 + lost, "{reason}");
        assert_no_hole(&world, &phone);
    }
}

#[test]
fn a_new_device_gets_the_trash_of_older_pages_too_with_the_pages() {
    let world = World::new();
    let desk = long_account(&world, 1_200);
    desk.sync();
    // The last of them belong to one page.
    let deleted = (600..1_150).step_by(2).chain([3]);
    for number in deleted.clone() {
        let journal = desk.client.journal();
        assert!(
            journal
                .delete::<LogbookEntry>(&id(number))
                .expect("deletes")
        );
    }
    desk.sync();
    let phone = world.device(2);
    phone.sign_in(&world, EMAIL);
    let journal = phone.client.journal();
    assert_eq!(journal.reach(), Reach::Beginning);
    assert_eq!(journal.trash().len(), deleted.count());
    assert!(journal.restore::<LogbookEntry>(&id(3)).expect("restores"));
    phone.sync();
    desk.sync();
    assert_eq!(shown(&desk.client), shown(&phone.client));
    assert!(shown(&desk.client).contains(&3));
}
