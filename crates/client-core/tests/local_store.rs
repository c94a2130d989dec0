//! What the journal does with the local store: nothing is lost, whatever is found there.

use std::cell::RefCell;
use std::rc::Rc;

use client_core::platform::LocalStore;
use client_core::test_support::{NoServer, TestDevice, entry};
use client_core::{Client, Event, SaveError, StoreError};
use serde_json::{Value, json};
use shared_model::validate::InvalidReason;
use shared_model::{Collection, Goal, LogbookEntry, Mood, RecordId, UserId};

fn device() -> TestDevice {
    TestDevice::new(1, Rc::new(NoServer))
}

fn open(device: &TestDevice) -> Client {
    Client::open(device.platform.clone()).expect("the client opens")
}

fn value(device: &TestDevice, key: &str) -> Value {
    let text = device
        .store
        .values()
        .remove(key)
        .unwrap_or_else(|| panic!("nothing under {key}"));
    serde_json::from_str(&text).expect("JSON")
}

fn put(device: &TestDevice, key: &str, value: &str) {
    device.store.set(key, value).expect("there is room");
}

const ENTRY_KEY: &str = "mirubato_logbook_entries:entry_123";
const USER_KEY: &str = "mirubato_user_data";

#[test]
fn a_new_browser_has_an_anonymous_user_who_stays_the_same() {
    let device = device();
    let first = open(&device).auth().user();
    assert!(first.is_anonymous);
    assert_eq!(open(&device).auth().user(), first);
    assert_eq!(value(&device, "mirubato_user_data")["isAnonymous"], true);
}

#[test]
fn failure_13_a_saved_record_is_in_the_store_at_once() {
    let device = device();
    let client = open(&device);
    client.journal().save(entry("entry_123")).expect("saves");
    let stored = value(&device, ENTRY_KEY);
    assert_eq!(
        (&stored["isSynced"], &stored["id"]),
        (&json!(false), &json!("entry_123"))
    );
    assert_eq!(stored["userId"], client.auth().user().id.as_str());
    let reopened = open(&device);
    assert_eq!(
        reopened
            .journal()
            .get::<LogbookEntry>(&"entry_123".into())
            .expect("there")
            .duration,
        1800
    );
}

#[test]
fn failure_13_a_refused_write_changes_nothing_and_is_told() {
    let device = device();
    let client = open(&device);
    client.journal().save(entry("entry_123")).expect("saves");
    let heard = Rc::new(RefCell::new(Vec::new()));
    let subscription = client.events().subscribe({
        let heard = Rc::clone(&heard);
        move |event| heard.borrow_mut().push(event)
    });
    device.store.quota_chars.set(0);
    let mut edited = entry("entry_123");
    edited.duration = 1;
    assert_eq!(
        client.journal().save(edited),
        Err(SaveError::Store(StoreError::Full))
    );
    assert_eq!(*heard.borrow(), [Event::StorageRefused(StoreError::Full)]);
    assert_eq!(
        client
            .journal()
            .get::<LogbookEntry>(&"entry_123".into())
            .expect("there")
            .duration,
        1800
    );
    assert_eq!(value(&device, ENTRY_KEY)["duration"], 1800);
    drop(subscription);
}

#[test]
fn an_invalid_record_is_refused_with_its_field() {
    let client = open(&device());
    let mut invalid = entry("entry_123");
    invalid.duration = -1;
    let Err(SaveError::Invalid(why)) = client.journal().save(invalid) else {
        panic!("it was saved")
    };
    assert_eq!(
        (why.field.as_str(), why.reason),
        ("duration", InvalidReason::OutOfRange)
    );
    assert!(client.journal().list::<LogbookEntry>().is_empty());
}

#[test]
fn failure_14_a_damaged_value_is_put_aside_and_damages_nothing_else() {
    let device = device();
    open(&device).journal().save(entry("whole")).expect("saves");
    put(&device, ENTRY_KEY, "{\"id\":\"entry_1");
    let client = open(&device);
    assert_eq!(client.journal().damaged(), 1);
    assert_eq!(client.journal().count::<LogbookEntry>(), 1);
    let values = device.store.values();
    assert_eq!(
        values["mirubato_quarantine:mirubato_logbook_entries:entry_123"],
        "{\"id\":\"entry_1"
    );
    assert!(!values.contains_key(ENTRY_KEY));
    assert_eq!(
        open(&device).journal().damaged(),
        1,
        "it is still told after the next start"
    );
}

#[test]
fn a_damaged_user_loses_no_record() {
    let device = device();
    let client = open(&device);
    client.journal().save(entry("entry_123")).expect("saves");
    put(&device, "mirubato_user_data", "damaged");
    let again = open(&device);
    assert_eq!(again.auth().user().id, client.auth().user().id);
    assert_eq!(again.journal().count::<LogbookEntry>(), 1);
}

#[test]
fn arrays_of_the_first_mirubato_are_taken_in_as_unsynced() {
    let device = device();
    let entries = json!([
        {"id": "entry_123", "userId": "user_456", "timestamp": "2024-01-15T10:30:00Z", "isSynced": true},
        {"title": "Monday", "content": "Slow", "timestamp": 1_705_314_600_000_i64, "mood": "excited"},
        "not an entry",
    ]);
    put(&device, "mirubato_logbook_entries", &entries.to_string());
    put(
        &device,
        "mirubato_goals",
        &json!([{"id": "g", "title": "Bach", "targetValue": 10, "currentValue": 5}]).to_string(),
    );
    let client = open(&device);
    assert_eq!(client.journal().count::<LogbookEntry>(), 2);
    assert_eq!(
        client
            .journal()
            .get::<Goal>(&"g".into())
            .expect("there")
            .progress,
        50
    );
    let entry = client
        .journal()
        .list::<LogbookEntry>()
        .into_iter()
        .find(|e| e.notes.is_some())
        .expect("there");
    assert_eq!(entry.mood, Some(Mood::Excited));
    let stored = value(&device, ENTRY_KEY);
    assert_eq!(
        (&stored["isSynced"], stored.get("base")),
        (&json!(false), None)
    );
    assert_eq!(client.journal().damaged(), 1);
    let values = device.store.values();
    assert_eq!(
        values["mirubato_quarantine:mirubato_logbook_entries:2"],
        "\"not an entry\""
    );
    assert!(
        !values.contains_key("mirubato_logbook_entries") && !values.contains_key("mirubato_goals")
    );
}

#[test]
fn arrays_that_do_not_fit_stay_until_there_is_room() {
    let device = device();
    let entries: Vec<Value> = (0..20)
        .map(|n| json!({"id": format!("e{n}"), "timestamp": "2024-01-15T10:30:00Z"}))
        .collect();
    let array = Value::from(entries).to_string();
    put(&device, "mirubato_logbook_entries", &array);
    device.store.quota_chars.set(array.len() + 1_500);
    let client = open(&device);
    assert!(client.journal().count::<LogbookEntry>() < 20);
    assert!(
        device
            .store
            .values()
            .contains_key("mirubato_logbook_entries")
    );
    device.store.quota_chars.set(100_000);
    assert_eq!(open(&device).journal().count::<LogbookEntry>(), 20);
    assert!(
        !device
            .store
            .values()
            .contains_key("mirubato_logbook_entries")
    );
}

#[test]
fn saving_what_is_there_already_changes_nothing() {
    let device = device();
    let client = open(&device);
    client.journal().save(entry("entry_123")).expect("saves");
    let before = device.store.values();
    device.clock.0.set(device.clock.0.get() + 1_000);
    let same = client
        .journal()
        .get::<LogbookEntry>(&"entry_123".into())
        .expect("there");
    client.journal().save(same).expect("saves");
    assert_eq!(device.store.values(), before);
}

#[test]
fn a_record_that_was_deleted_before_anything_was_sent_is_nothing_to_send() {
    let device = device();
    let client = open(&device);
    client.journal().save(entry("entry_123")).expect("saves");
    client
        .journal()
        .delete::<LogbookEntry>(&"entry_123".into())
        .expect("deletes");
    assert_eq!(client.journal().count::<LogbookEntry>(), 0);
    assert_eq!(client.journal().unsynced_count(), 0);
}

#[test]
fn a_form_keeps_what_changed_elsewhere_while_it_was_open() {
    let device = device();
    let (this_tab, other_tab) = (open(&device), open(&device));
    this_tab.journal().save(entry("entry_123")).expect("saves");
    let original = this_tab
        .journal()
        .get::<LogbookEntry>(&"entry_123".into())
        .expect("there");

    other_tab
        .storage_changed(Some(&[ENTRY_KEY.to_owned()]))
        .expect("reads");
    let mut longer = other_tab
        .journal()
        .get::<LogbookEntry>(&"entry_123".into())
        .expect("the other tab sees it");
    longer.duration = 3600;
    other_tab.journal().save(longer).expect("saves");

    let mut happier = original.clone();
    happier.mood = Some(Mood::Excited);
    this_tab.journal().edit(&original, happier).expect("saves");
    let both = this_tab
        .journal()
        .get::<LogbookEntry>(&"entry_123".into())
        .expect("there");
    assert_eq!((both.duration, both.mood), (3600, Some(Mood::Excited)));
}

#[test]
fn what_another_tab_keeps_takes_its_room_whatever_it_is() {
    let device = device();
    let client = open(&device);
    let before = client.journal().storage_use().used_chars;
    let key = "mirubato_timer:somebody";
    device.store.set(key, "0123456789").expect("stores");
    client
        .storage_changed(Some(&[key.to_owned()]))
        .expect("reads");
    let used = client.journal().storage_use().used_chars - before;
    assert_eq!(used, key.len() + 10);
}

#[test]
fn many_records_from_another_tab_are_told_once_for_their_collection() {
    let device = device();
    let (this_tab, other_tab) = (open(&device), open(&device));
    let heard = Rc::new(RefCell::new(Vec::new()));
    this_tab
        .events()
        .subscribe({
            let heard = Rc::clone(&heard);
            move |event| heard.borrow_mut().push(event)
        })
        .forget();
    let written: Vec<String> = (0..3)
        .map(|n| {
            let id = format!("entry_{n}");
            other_tab.journal().save(entry(&id)).expect("saves");
            format!("mirubato_logbook_entries:{id}")
        })
        .collect();
    this_tab.storage_changed(Some(&written)).expect("reads");
    assert_eq!(this_tab.journal().count::<LogbookEntry>(), 3);
    assert_eq!(
        *heard.borrow(),
        [Event::RecordsChanged(Collection::LogbookEntries)]
    );
}

#[test]
fn ids_of_new_records_are_well_formed_and_differ() {
    let client = open(&device());
    let (one, other) = (client.journal().new_id(), client.journal().new_id());
    assert!(one.is_well_formed() && one != other);
    assert_eq!(one.as_str().len(), 36);
}

#[test]
fn records_of_another_user_are_neither_shown_nor_overwritten() {
    let device = device();
    let theirs = json!({
        "id": "entry_123", "userId": "00000000000000aa", "writeId": "0000000000000001", "isSynced": false,
        "timestamp": "2024-01-15T10:30:00Z", "createdAt": "2024-01-15T10:30:00Z", "notes": "private",
    });
    put(&device, ENTRY_KEY, &theirs.to_string());
    let client = open(&device);
    assert_eq!(client.journal().count::<LogbookEntry>(), 0);
    client.journal().save(entry("entry_123")).expect("saves");
    assert_eq!(value(&device, ENTRY_KEY), theirs);
    assert_eq!(
        open(&device)
            .journal()
            .get::<LogbookEntry>(&RecordId::from("entry_123"))
            .map(|e| e.duration),
        Some(1800)
    );
}

/// Another tab has signed in somebody, who took over the journal of `took_over_from`, if of anybody.
fn sign_in_elsewhere(device: &TestDevice, client: &Client, took_over_from: Option<&UserId>) {
    let user = json!({
        "id": "00000000000000aa", "isAnonymous": false, "hasCloudStorage": true, "email": "anna@example.org",
        "tookOverFrom": took_over_from,
    });
    put(device, USER_KEY, &user.to_string());
    client
        .storage_changed(Some(&[USER_KEY.to_owned()]))
        .expect("reads");
}

#[test]
fn failure_9_what_was_edited_in_the_journal_before_is_not_made_the_next_users() {
    for is_removed_first in [false, true] {
        let device = device();
        let client = open(&device);
        client.journal().save(entry("entry_123")).expect("saves");
        let opened = entry("entry_123");
        if is_removed_first {
            device.store.remove(ENTRY_KEY).expect("removes");
            client
                .storage_changed(Some(&[ENTRY_KEY.to_owned()]))
                .expect("reads");
        }
        sign_in_elsewhere(&device, &client, None);
        let before = device.store.values();
        let edited = LogbookEntry {
            duration: 60,
            ..opened.clone()
        };
        assert_eq!(
            client.journal().edit(&opened, edited),
            Err(SaveError::Store(StoreError::OfAnotherUser))
        );
        assert_eq!(client.journal().count::<LogbookEntry>(), 0);
        assert_eq!(device.store.values(), before);
    }
}

#[test]
fn an_edit_of_what_is_gone_is_kept_where_it_is_of_the_same_user_or_goes_with_the_journal() {
    for is_taken_over in [false, true] {
        let device = device();
        let client = open(&device);
        client.journal().save(entry("entry_123")).expect("saves");
        let opened = entry("entry_123");
        device.store.remove(ENTRY_KEY).expect("removes");
        client
            .storage_changed(Some(&[ENTRY_KEY.to_owned()]))
            .expect("reads");
        if is_taken_over {
            let anonymous = client.auth().user().id;
            sign_in_elsewhere(&device, &client, Some(&anonymous));
        }
        let edited = LogbookEntry {
            duration: 60,
            ..opened.clone()
        };
        client.journal().edit(&opened, edited).expect("saves");
        assert_eq!(value(&device, ENTRY_KEY)["duration"], 60);
    }
}

/// The client of a browser in which the first Mirubato left these entries.
fn taken_in(seed: u64, entries: &Value) -> Client {
    let device = TestDevice::new(seed, Rc::new(NoServer));
    put(&device, "mirubato_logbook_entries", &entries.to_string());
    open(&device)
}

#[test]
fn old_entries_without_ids_have_ids_of_their_browser() {
    let entries = json!([{"title": "Bach", "timestamp": 0}, {"title": "Bach", "timestamp": 0}]);
    let ids = |seed| -> Vec<RecordId> {
        taken_in(seed, &entries)
            .journal()
            .list::<LogbookEntry>()
            .into_iter()
            .map(|e| e.id)
            .collect()
    };
    let (phone, laptop) = (ids(1), ids(2));
    assert_eq!((phone.len(), laptop.len()), (2, 2));
    assert!(
        phone.iter().all(|id| !laptop.contains(id)),
        "{phone:?} {laptop:?}"
    );
}

#[test]
fn old_pieces_without_ids_are_told_apart_by_what_they_are_called() {
    let entries = json!([
        {"id": "a", "timestamp": 0, "pieces": ["Etude"]},
        {"id": "b", "timestamp": 0, "pieces": [{"title": "Sonata"}]},
        {"id": "c", "timestamp": 0, "pieces": [{"title": "etude "}]},
    ]);
    let client = taken_in(1, &entries);
    let piece = |id: &str| {
        client
            .journal()
            .get::<LogbookEntry>(&id.into())
            .expect("there")
            .pieces[0]
            .id
            .clone()
    };
    assert_eq!(piece("a"), piece("c"));
    assert_ne!(piece("a"), piece("b"));
}

#[test]
fn two_old_entries_of_one_id_are_both_kept() {
    let entries = json!([
        {"id": "e", "timestamp": 0, "notes": "one"},
        {"id": "e", "timestamp": 0, "notes": "other"},
    ]);
    let mut notes: Vec<_> = taken_in(1, &entries)
        .journal()
        .list::<LogbookEntry>()
        .into_iter()
        .filter_map(|e| e.notes)
        .collect();
    notes.sort();
    assert_eq!(notes, ["one", "other"]);
}

#[test]
fn an_old_entry_that_was_deleted_stays_deleted_and_one_with_our_names_survives_a_second_start() {
    let device = device();
    let entries = json!([
        {"id": "gone", "timestamp": 0, "deletedAt": "2024-01-15T10:30:00Z"},
        {"id": "here", "timestamp": 0, "base": "piano", "sent": 3, "rejected": true},
    ]);
    put(&device, "mirubato_logbook_entries", &entries.to_string());
    for _ in 0..2 {
        let client = open(&device);
        let ids: Vec<_> = client
            .journal()
            .list::<LogbookEntry>()
            .into_iter()
            .map(|e| e.id)
            .collect();
        assert_eq!((ids, client.journal().damaged()), (vec!["here".into()], 0));
    }
}

#[test]
fn arrays_of_more_than_half_the_room_are_taken_in_whole_and_what_was_deleted_does_not_return() {
    let device = device();
    let entries: Vec<Value> = (0..200)
        .map(|n| json!({"id": format!("e{n}"), "timestamp": "2024-01-15T10:30:00Z", "notes": "x".repeat(300)}))
        .collect();
    let array = Value::from(entries).to_string();
    put(&device, "mirubato_logbook_entries", &array);
    device.store.quota_chars.set(array.len() * 8 / 5);
    let client = open(&device);
    assert_eq!(client.journal().count::<LogbookEntry>(), 200);
    assert!(!client.journal().waits_for_room());
    client
        .journal()
        .delete::<LogbookEntry>(&"e7".into())
        .expect("deletes");
    assert_eq!(open(&device).journal().count::<LogbookEntry>(), 199);
}

#[test]
fn a_damaged_value_that_there_is_no_room_to_put_aside_is_not_overwritten() {
    let device = device();
    let damaged = format!("{{damaged {}", "x".repeat(500));
    put(&device, ENTRY_KEY, &damaged);
    let used: usize = device
        .store
        .values()
        .iter()
        .map(|(key, value)| key.len() + value.len())
        .sum();
    device.store.quota_chars.set(used + 550);
    let client = open(&device);
    let refused = client.journal().save(entry("entry_123"));
    assert_eq!(refused, Err(SaveError::Store(StoreError::Full)));
    assert_eq!(device.store.values()[ENTRY_KEY], damaged);
}

#[test]
fn two_values_that_were_damaged_under_one_key_both_stand_aside() {
    let device = device();
    for damaged in ["one", "other"] {
        put(&device, ENTRY_KEY, damaged);
        open(&device);
    }
    assert_eq!(open(&device).journal().damaged(), 2);
}
