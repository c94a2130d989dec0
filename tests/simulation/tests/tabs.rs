//! Two tabs of one browser that see each other's writes late: whatever each of them wrote is kept.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use client_core::platform::{LocalStore, Platform};
use client_core::test_support::{MemoryStore, entry};
use client_core::{AnonymousData, Client, StoreError};
use pollster::block_on;
use serde_json::Value;
use shared_model::{LogbookEntry, RecordId};
use simulation::{Device, Fault, World};

const ANNA: &str = "anna@example.org";
const KEY: &str = "mirubato_logbook_entries:e";

/// The store as one tab sees it: its own writes at once, those of others when they arrive.
struct View {
    shared: Rc<MemoryStore>,
    seen: RefCell<BTreeMap<String, String>>,
}

impl LocalStore for View {
    fn get(&self, key: &str) -> Result<Option<String>, StoreError> {
        Ok(self.seen.borrow().get(key).cloned())
    }

    fn set(&self, key: &str, value: &str) -> Result<(), StoreError> {
        self.shared.set(key, value)?;
        self.seen
            .borrow_mut()
            .insert(key.to_owned(), value.to_owned());
        Ok(())
    }

    fn remove(&self, key: &str) -> Result<(), StoreError> {
        self.shared.remove(key)?;
        self.seen.borrow_mut().remove(key);
        Ok(())
    }

    fn keys(&self) -> Result<Vec<String>, StoreError> {
        Ok(self.seen.borrow().keys().cloned().collect())
    }
}

struct Tab {
    view: Rc<View>,
    client: Client,
    device: Device,
}

impl Tab {
    /// Another tab of the same browser.
    fn open(device: &Device) -> Self {
        let shared = Rc::clone(&device.device.store);
        let seen = RefCell::new(shared.values());
        let view = Rc::new(View { shared, seen });
        let platform = Platform {
            store: Rc::clone(&view) as _,
            ..device.device.platform.clone()
        };
        let client = Client::open(platform).expect("the client opens");
        let device = Device {
            device: device.device.clone(),
            network: Rc::clone(&device.network),
            client: client.clone(),
        };
        Self {
            view,
            client,
            device,
        }
    }

    /// What other tabs wrote arrives. Says whether there was anything.
    fn catch_up(&self) -> bool {
        let now = self.view.shared.values();
        let before = self.view.seen.replace(now.clone());
        let keys = before.keys().chain(now.keys());
        let mut changed: Vec<String> = keys
            .filter(|key| before.get(*key) != now.get(*key))
            .cloned()
            .collect();
        changed.sort();
        changed.dedup();
        if changed.is_empty() {
            return false;
        }
        self.client.storage_changed(Some(&changed)).expect("reads");
        true
    }

    fn read(&self) -> LogbookEntry {
        self.client.journal().get(&"e".into()).expect("there")
    }

    fn edit(&self, change: impl Fn(&mut LogbookEntry)) {
        let clock = &self.device.device.clock.0;
        clock.set(clock.get() + 1_000);
        let mut entry = self.read();
        change(&mut entry);
        self.client.journal().save(entry).expect("saves");
    }

    fn add_line(&self, line: &str) {
        self.edit(|entry| {
            let notes = entry.notes.take().unwrap_or_default();
            entry.notes = Some(format!("{notes}\n{line}"));
        });
    }
}

/// All tabs hear of each other until nothing changes.
fn catch_up(tabs: &[Tab]) {
    for _ in 0..4 {
        let heard: Vec<bool> = tabs.iter().map(Tab::catch_up).collect();
        if !heard.contains(&true) {
            return;
        }
    }
    panic!("the tabs go on answering each other");
}

fn lines(entry: &LogbookEntry) -> Vec<&str> {
    let notes = entry.notes.as_deref().unwrap_or_default();
    notes.split('\n').collect()
}

/// Two tabs of a browser in which there is the entry `e`.
fn tabs(world: &World, is_signed_in: bool) -> [Tab; 2] {
    let device = world.device(1);
    device.client.journal().save(entry("e")).expect("saves");
    if is_signed_in {
        device.sign_in(world, ANNA);
    }
    [Tab::open(&device), Tab::open(&device)]
}

#[test]
fn both_tabs_edit_one_entry_without_having_seen_each_other() {
    for is_signed_in in [false, true] {
        for first in 0..2 {
            let world = World::new();
            let tabs = tabs(&world, is_signed_in);
            tabs[0].edit(|entry| entry.duration = 77);
            tabs[1].add_line("from the other tab");
            tabs[first].catch_up();
            catch_up(&tabs);
            for tab in &tabs {
                let entry = tab.read();
                assert_eq!(entry.duration, 77, "{is_signed_in} {first}");
                assert!(lines(&entry).contains(&"from the other tab"));
            }
            if is_signed_in {
                tabs[1].device.sync();
                catch_up(&tabs);
                assert!(tabs[0].device.is_all_synced());
                let held = &world.sql("SELECT duration, notes FROM logbook_entries")[0];
                assert_eq!(held["duration"], 77);
                assert_eq!(held["notes"], tabs[0].read().notes.expect("notes").as_str());
            }
        }
    }
}

#[test]
fn an_edit_survives_a_sync_of_another_tab_that_had_not_seen_it() {
    let world = World::new();
    let tabs = tabs(&world, true);
    tabs[0].add_line("one");
    catch_up(&tabs);
    tabs[0].add_line("two");
    // The other tab sends what it saw, and notes over the newer edit that the account holds it.
    tabs[1].device.sync();
    catch_up(&tabs);
    assert!(lines(&tabs[1].read()).contains(&"two"));
    assert_eq!(tabs[0].client.journal().unsynced_count(), 1);
    tabs[1].device.sync();
    catch_up(&tabs);
    assert!(tabs[0].device.is_all_synced());
    let notes = world.sql("SELECT notes FROM logbook_entries")[0]["notes"].clone();
    assert_eq!(notes, "Left hand alone, slowly.\none\ntwo");
}

#[test]
fn an_edit_goes_along_when_another_tab_that_had_not_seen_it_signs_in() {
    for anonymous in [AnonymousData::Add, AnonymousData::KeepHere] {
        let world = World::new();
        let tabs = tabs(&world, false);
        let auth = tabs[0].client.auth();
        block_on(auth.request_magic_link(ANNA, "en")).expect("the link is sent");
        tabs[1].add_line("from the other tab");
        tabs[0].edit(|entry| entry.duration = 77);
        block_on(auth.login(&world.mailed_token(), anonymous)).expect("the link signs in");
        tabs[1].catch_up();
        catch_up(&tabs);
        if anonymous == AnonymousData::KeepHere {
            block_on(auth.logout()).expect("signs out");
            catch_up(&tabs);
        }
        for tab in &tabs {
            let entry = tab.read();
            assert_eq!(entry.duration, 77);
            assert!(lines(&entry).contains(&"from the other tab"));
        }
    }
}

#[test]
fn what_a_tab_does_before_it_hears_that_another_one_signed_in_reaches_the_account() {
    for deletes in [false, true] {
        let world = World::new();
        let tabs = tabs(&world, false);
        tabs[0].device.sign_in(&world, ANNA);
        let journal = tabs[1].client.journal();
        journal.save(entry("new")).expect("saves");
        if deletes {
            journal
                .delete::<LogbookEntry>(&"e".into())
                .expect("deletes");
        } else {
            tabs[1].edit(|entry| entry.duration = 77);
            tabs[1].add_line("late");
        }
        tabs[1].catch_up();
        catch_up(&tabs);
        tabs[1].device.sync();
        catch_up(&tabs);
        assert_eq!(world.count("logbook_entries"), 2);
        let held = &world.sql("SELECT notes, deleted_at FROM logbook_entries WHERE id = 'e'")[0];
        assert_eq!(held["deleted_at"].is_null(), !deletes);
        if !deletes {
            assert_eq!(held["notes"], "Left hand alone, slowly.\nlate");
        }
        for tab in &tabs {
            let shown = tab.client.journal().get::<LogbookEntry>(&"e".into());
            assert_eq!(shown.is_none(), deletes);
        }
    }
}

#[test]
fn what_a_tab_does_before_it_hears_that_the_journal_of_a_deleted_account_was_kept_stays_with_it() {
    let world = World::new();
    let tabs = tabs(&world, true);
    let user = tabs[0].client.auth().user().id;
    let delete = "mutation ($id: String!) { deleteAccount(expectedUserId: $id) }";
    let body = serde_json::json!({ "query": delete, "variables": { "id": user } });
    block_on(tabs[0].device.network.ask(body.to_string()));
    block_on(tabs[0].client.auth().sync_to_cloud()).expect_err("there is no account");
    tabs[0].client.auth().keep_on_this_device().expect("keeps");
    tabs[1].edit(|entry| entry.duration = 77);
    catch_up(&tabs);
    for tab in &tabs {
        assert_eq!(tab.read().duration, 77);
        assert!(tab.client.auth().user().is_anonymous);
    }
    let again = Tab::open(&tabs[0].device);
    assert_eq!(again.read().duration, 77);
}

#[test]
fn signing_in_is_not_undone_by_a_sign_out_in_another_tab_that_came_before_its_answer() {
    let world = World::new();
    let [one, other] = tabs(&world, true);
    let auth = one.client.auth().clone();
    block_on(auth.request_magic_link(ANNA, "en")).expect("the link is sent");
    let leaving = other.client.auth().clone();
    let sign_out = move || {
        block_on(leaving.logout()).expect("signs out");
    };
    one.device
        .network
        .order([Fault::None, Fault::None, Fault::LoseRequest]);
    one.device
        .network
        .meanwhile([Box::new(|| {}) as Box<dyn FnOnce()>, Box::new(sign_out)]);
    let token = world.mailed_token();
    block_on(auth.login(&token, AnonymousData::Add)).expect("the link signs in");
    let tabs = [one, other];
    catch_up(&tabs);
    let journal = tabs[0].client.journal();
    journal.save(entry("new")).expect("saves");
    tabs[0].device.sync();
    catch_up(&tabs);
    assert_eq!(world.count("logbook_entries"), 2);
    for tab in &tabs {
        assert!(!tab.client.auth().user().is_anonymous);
        assert!(
            tab.client
                .journal()
                .get::<LogbookEntry>(&"new".into())
                .is_some()
        );
    }
}

#[test]
fn what_another_tab_deleted_after_seeing_it_stays_deleted() {
    for is_signed_in in [false, true] {
        let world = World::new();
        let tabs = tabs(&world, is_signed_in);
        tabs[0].add_line("one");
        catch_up(&tabs);
        tabs[1]
            .client
            .journal()
            .delete::<LogbookEntry>(&"e".into())
            .expect("deletes");
        catch_up(&tabs);
        for tab in &tabs {
            assert_eq!(tab.client.journal().count::<LogbookEntry>(), 0);
        }
    }
}

#[test]
fn a_save_in_a_tab_that_has_not_heard_of_the_other_keeps_both() {
    let world = World::new();
    let tabs = tabs(&world, false);
    tabs[0].edit(|entry| entry.duration = 77);
    // The store shows the other tab what was written; the event that tells of it comes later.
    *tabs[1].view.seen.borrow_mut() = tabs[1].view.shared.values();
    tabs[1].add_line("two");
    catch_up(&tabs);
    let entry = tabs[0].read();
    assert_eq!((entry.duration, lines(&entry).contains(&"two")), (77, true));
}

#[test]
fn what_a_tab_synced_is_not_undone_by_another_that_edits_what_it_saw_before() {
    let world = World::new();
    let tabs = tabs(&world, true);
    tabs[0].edit(|entry| entry.instrument = "Celesta".to_owned());
    tabs[0].device.sync();
    tabs[1].add_line("from the other tab");
    catch_up(&tabs);
    tabs[1].device.sync();
    catch_up(&tabs);
    assert!(tabs[0].device.is_all_synced());
    let held = &world.sql("SELECT instrument, notes FROM logbook_entries")[0];
    assert_eq!(held["instrument"], "Celesta");
    assert_eq!(
        held["notes"],
        "Left hand alone, slowly.\nfrom the other tab"
    );
    for tab in &tabs {
        assert_eq!(tab.read().instrument, "Celesta");
    }
}

#[test]
fn what_another_tab_has_made_known_to_the_account_unseen_undoes_no_edit() {
    let world = World::new();
    let tabs = tabs(&world, false);
    tabs[0].device.sign_in_without_sync(&world, ANNA);
    catch_up(&tabs);
    tabs[1].edit(|entry| entry.duration = 77);
    tabs[0].edit(|entry| entry.instrument = "Celesta".to_owned());
    tabs[0].device.sync();
    // It hears of the other tab's edit from the account first.
    tabs[1].device.sync();
    catch_up(&tabs);
    let held = &world.sql("SELECT instrument, duration FROM logbook_entries")[0];
    assert_eq!(
        (&held["instrument"], &held["duration"]),
        (&"Celesta".into(), &77.into())
    );
}

#[test]
fn deleting_what_another_tab_has_sent_unseen_reaches_the_account() {
    let world = World::new();
    let tabs = tabs(&world, true);
    tabs[0].client.journal().save(entry("new")).expect("saves");
    catch_up(&tabs);
    // Its request is answered after the other tab has deleted what, to its knowledge, nobody else ever had.
    let other = tabs[1].client.journal().clone();
    let delete = move || {
        let deleted = other.delete::<LogbookEntry>(&"new".into());
        assert!(deleted.expect("deletes"));
    };
    tabs[0]
        .device
        .network
        .meanwhile([Box::new(|| {}) as Box<dyn FnOnce()>, Box::new(delete)]);
    tabs[0].device.sync();
    catch_up(&tabs);
    tabs[1].device.sync();
    catch_up(&tabs);
    let held = world.sql("SELECT deleted_at FROM logbook_entries WHERE id = 'new'");
    assert!(held[0]["deleted_at"].is_number());
    for tab in &tabs {
        assert_eq!(tab.client.journal().count::<LogbookEntry>(), 1);
        assert!(tab.device.is_all_synced());
    }
}

#[test]
fn an_edit_of_what_the_account_holds_is_still_one_when_it_meets_a_deletion_that_did_not_know() {
    let world = World::new();
    let tabs = tabs(&world, true);
    let id = RecordId::from("new");
    tabs[0].client.journal().save(entry("new")).expect("saves");
    catch_up(&tabs);
    tabs[0].device.sync();
    let edited = LogbookEntry {
        duration: 77,
        ..entry("new")
    };
    tabs[0].client.journal().save(edited).expect("saves");
    let delete = || tabs[1].client.journal().delete::<LogbookEntry>(&id);
    assert!(delete().expect("deletes"));
    catch_up(&tabs);
    // The edit was stronger. Once it is seen, the deletion is.
    assert!(delete().expect("deletes"));
    catch_up(&tabs);
    tabs[0].device.sync();
    let held = world.sql("SELECT deleted_at FROM logbook_entries WHERE id = 'new'");
    assert!(held[0]["deleted_at"].is_number());
}

#[test]
fn a_tab_that_cannot_store_its_edit_follows_all_the_same_when_another_signs_in() {
    let world = World::new();
    let tabs = tabs(&world, false);
    tabs[1].add_line("from the other tab");
    tabs[0].edit(|entry| entry.duration = 77);
    tabs[0].device.sign_in(&world, ANNA);
    let store = &tabs[1].view.shared;
    store.writes_left.set(Some(0));
    let changed: Vec<String> = store.values().into_keys().collect();
    *tabs[1].view.seen.borrow_mut() = store.values();
    let heard = tabs[1].client.storage_changed(Some(&changed));
    heard.expect_err("nothing can be stored");
    store.writes_left.set(None);
    tabs[1].client.journal().save(entry("new")).expect("saves");
    let stored = &store.values()["mirubato_logbook_entries:new"];
    let stored: Value = serde_json::from_str(stored).expect("JSON");
    assert_eq!(stored["userId"], *tabs[0].client.auth().user().id.0);
}

#[test]
fn what_this_tab_went_on_with_and_another_one_deleted_is_restored() {
    let world = World::new();
    let tabs = tabs(&world, false);
    tabs[0].edit(|entry| entry.duration = 77);
    let deleted = tabs[1].client.journal().delete::<LogbookEntry>(&"e".into());
    assert!(deleted.expect("deletes"));
    *tabs[0].view.seen.borrow_mut() = tabs[0].view.shared.values();
    let restored = tabs[0]
        .client
        .journal()
        .restore::<LogbookEntry>(&"e".into());
    assert_eq!(restored, Ok(true));
    catch_up(&tabs);
    for tab in &tabs {
        assert_eq!(tab.read().duration, 77);
    }
}

#[test]
fn two_tabs_that_restore_what_was_deleted_keep_what_either_changed() {
    let world = World::new();
    let tabs = tabs(&world, false);
    let deleted = tabs[0].client.journal().delete::<LogbookEntry>(&"e".into());
    assert!(deleted.expect("deletes"));
    // The store shows the other tab that it was deleted; the event that tells of it comes later.
    *tabs[1].view.seen.borrow_mut() = tabs[1].view.shared.values();
    tabs[1].edit(|entry| entry.duration = 77);
    let restored = tabs[0]
        .client
        .journal()
        .restore::<LogbookEntry>(&"e".into());
    assert!(restored.expect("restores"));
    catch_up(&tabs);
    for tab in &tabs {
        assert_eq!(tab.read().duration, 77);
    }
}

#[test]
fn an_edit_that_brings_back_what_another_tab_deleted_brings_back_what_it_had_become() {
    let world = World::new();
    let tabs = tabs(&world, true);
    tabs[0].add_line("in one");
    tabs[1].add_line("in the other");
    let written = tabs[1].read();
    tabs[1]
        .client
        .journal()
        .delete::<LogbookEntry>(&"e".into())
        .expect("deletes");
    // The first one sees the deletion in the store, and takes note of it when the other has restored the entry.
    tabs[0].view.seen.replace(tabs[0].view.shared.values());
    tabs[1].client.journal().save(written).expect("saves");
    let keys = [KEY.to_owned()];
    tabs[0].client.storage_changed(Some(&keys)).expect("reads");
    catch_up(&tabs);
    for tab in &tabs {
        let entry = tab.read();
        assert!(lines(&entry).contains(&"in one"), "{entry:?}");
        assert!(lines(&entry).contains(&"in the other"), "{entry:?}");
    }
}

#[test]
fn an_edit_of_what_another_tab_has_deleted_goes_on_from_what_it_had_become() {
    let world = World::new();
    let tabs = tabs(&world, false);
    let journal = tabs[0].client.journal();
    tabs[0].add_line("in one");
    let deleted = journal.delete::<LogbookEntry>(&"e".into());
    assert!(deleted.expect("deletes"));
    // The store shows the other tab the deletion, and then no more for a moment.
    tabs[1].view.seen.replace(tabs[1].view.shared.values());
    let restored = journal.restore::<LogbookEntry>(&"e".into());
    assert!(restored.expect("restores"));
    tabs[1].edit(|entry| entry.duration = 77);
    catch_up(&tabs);
    for tab in &tabs {
        let entry = tab.read();
        assert_eq!(entry.duration, 77);
        assert!(lines(&entry).contains(&"in one"), "{entry:?}");
    }
}

#[test]
fn an_edit_survives_another_tab_that_writes_over_it_and_pauses_the_backup() {
    let world = World::new();
    let tabs = tabs(&world, true);
    tabs[0].edit(|entry| entry.duration = 77);
    tabs[1].add_line("from the other tab");
    block_on(tabs[1].client.auth().set_cloud_storage(false)).expect("pauses");
    catch_up(&tabs);
    for tab in &tabs {
        let entry = tab.read();
        assert_eq!(entry.duration, 77);
        assert!(lines(&entry).contains(&"from the other tab"));
        assert!(!tab.client.auth().user().has_cloud_storage);
    }
}

#[test]
fn a_tab_that_heard_nothing_takes_everything_in_when_it_wakes() {
    let world = World::new();
    let tabs = tabs(&world, true);
    tabs[0].edit(|entry| entry.duration = 77);
    tabs[1].add_line("from the other tab");
    tabs[1].client.journal().save(entry("new")).expect("saves");
    // The page was asleep: the store is as the others left it, and nobody says what was written.
    tabs[0].view.seen.replace(tabs[0].view.shared.values());
    tabs[0].client.storage_changed(None).expect("reads");
    let entry = tabs[0].read();
    assert_eq!(entry.duration, 77);
    assert!(lines(&entry).contains(&"from the other tab"));
    assert_eq!(tabs[0].client.journal().count::<LogbookEntry>(), 2);
}

/// The line that the notes consist of is replaced by another one.
fn replace_line(tab: &Tab, line: &str) {
    tab.edit(|entry| entry.notes = Some(line.to_owned()));
}

#[test]
fn an_edit_that_others_built_upon_often_is_not_merged_in_again_when_its_tab_wakes() {
    // By whom: another tab, another tab that syncs each time, another device.
    for built_upon_by in 0..3 {
        let world = World::new();
        let tabs = tabs(&world, built_upon_by > 0);
        tabs[0].edit(|entry| entry.tags = vec!["warm-up".into()]);
        replace_line(&tabs[0], "first");
        tabs[1].catch_up();
        let phone = world.device(2);
        if built_upon_by == 2 {
            tabs[1].device.sync();
            phone.sign_in(&world, ANNA);
        }
        for number in 0..9 {
            let line = format!("line {number}");
            let change = |entry: &mut LogbookEntry| {
                entry.notes = Some(line.clone());
                entry.tags = vec!["scales".into()];
            };
            if built_upon_by == 2 {
                let mut entry = phone.client.journal().get(&"e".into()).expect("there");
                change(&mut entry);
                phone.client.journal().save(entry).expect("saves");
                phone.sync();
            } else {
                tabs[1].edit(change);
            }
            if built_upon_by > 0 {
                tabs[1].device.sync();
            }
        }
        catch_up(&tabs);
        for tab in &tabs {
            let entry = tab.read();
            assert_eq!(lines(&entry), ["line 8"], "built upon by {built_upon_by}");
            assert_eq!(entry.tags, ["scales"]);
        }
    }
}

#[test]
fn a_new_record_that_another_tab_built_upon_often_stays_what_it_became() {
    let world = World::new();
    let tabs = tabs(&world, false);
    // The tab in which it was made.
    let asleep = &tabs[0].device.device.platform;
    let asleep = Client::open(asleep.clone()).expect("opens");
    asleep.journal().save(entry("new")).expect("saves");
    let id = "new".into();
    tabs[1].catch_up();
    let journal = tabs[1].client.journal();
    for number in 0..9 {
        let mut entry: LogbookEntry = journal.get(&id).expect("there");
        entry.notes = Some(format!("line {number}"));
        journal.save(entry).expect("saves");
    }
    asleep.storage_changed(None).expect("reads");
    let entry: LogbookEntry = asleep.journal().get(&id).expect("there");
    assert_eq!(lines(&entry), ["line 8"]);
}

#[test]
fn an_edit_that_another_tab_never_saw_is_merged_in_however_often_that_tab_has_edited() {
    for is_signed_in in [false, true] {
        let world = World::new();
        let tabs = tabs(&world, is_signed_in);
        tabs[1].edit(|entry| entry.tags = vec!["removed".into()]);
        catch_up(&tabs);
        for number in 0..8 {
            tabs[0].edit(|entry| entry.duration = 70 + number);
        }
        for number in 0..8 {
            replace_line(&tabs[1], &format!("line {number}"));
        }
        tabs[1].edit(|entry| entry.tags.clear());
        catch_up(&tabs);
        for tab in &tabs {
            let entry = tab.read();
            assert_eq!((entry.duration, lines(&entry)), (77, vec!["line 7"]));
            assert!(entry.tags.is_empty(), "what was removed does not come back");
        }
    }
}

#[test]
fn edits_that_do_not_fit_together_wait_until_there_is_room() {
    for is_signed_in in [false, true] {
        let world = World::new();
        let tabs = tabs(&world, is_signed_in);
        let (one, two) = ("one ".repeat(100), "two ".repeat(100));
        tabs[0].add_line(&one);
        tabs[1].add_line(&two);
        let store = &tabs[0].view.shared;
        let used: usize = store
            .values()
            .iter()
            .map(|(key, value)| key.len() + value.len())
            .sum();
        let quota = store.quota_chars.replace(used);
        catch_up(&tabs);
        assert!(
            lines(&tabs[0].read()).contains(&two.as_str()),
            "what is stored is shown"
        );
        store.quota_chars.set(quota);
        if is_signed_in {
            tabs[0].device.sync();
        } else {
            let removed = ["whatever took the room".to_owned()];
            let heard = tabs[0].client.storage_changed(Some(&removed));
            heard.expect("reads");
        }
        catch_up(&tabs);
        for tab in &tabs {
            let entry = tab.read();
            let lines = lines(&entry);
            assert!(lines.contains(&one.as_str()) && lines.contains(&two.as_str()));
        }
    }
}

#[test]
fn no_line_is_lost_in_whatever_order_tabs_write_sync_and_hear_of_each_other() {
    for seed in 0..150_u64 {
        let world = World::new();
        let device = world.device(1);
        device.client.journal().save(entry("e")).expect("saves");
        if seed % 2 == 0 {
            device.sign_in(&world, ANNA);
        }
        let tabs: Vec<Tab> = (0..2 + seed % 3 / 2).map(|_| Tab::open(&device)).collect();
        let mut chance = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut below = |end: usize| {
            chance ^= chance << 13;
            chance ^= chance >> 7;
            chance ^= chance << 17;
            usize::try_from(chance % 1_000).expect("small") % end
        };
        let mut expected = Vec::new();
        for step in 0..25 {
            let tab = &tabs[below(tabs.len())];
            match below(8) {
                0..4 => {
                    let line = format!("line {step}");
                    tab.add_line(&line);
                    expected.push(line);
                }
                4..7 => drop(tab.catch_up()),
                // One tab syncs at a time, and the lock lets it see what the one before has noted.
                _ => {
                    for key in tab
                        .view
                        .shared
                        .values()
                        .keys()
                        .filter(|key| key.contains("cursor"))
                    {
                        let value = tab.view.shared.values().remove(key).expect("there");
                        tab.view.seen.borrow_mut().insert(key.clone(), value);
                    }
                    block_on(tab.client.auth().sync_to_cloud()).expect("syncs");
                }
            }
        }
        catch_up(&tabs);
        if seed % 2 == 0 {
            tabs[0].device.sync();
            catch_up(&tabs);
            assert!(tabs[0].device.is_all_synced(), "seed {seed}");
        }
        let kept: Value = serde_json::from_str(&device.device.store.values()[KEY]).expect("JSON");
        for tab in &tabs {
            assert_eq!(
                tab.read().notes.as_deref(),
                kept["notes"].as_str(),
                "seed {seed}"
            );
            for line in &expected {
                let entry = tab.read();
                let times = lines(&entry).iter().filter(|there| *there == line).count();
                assert_eq!(times, 1, "seed {seed}: {line} in {:?}", lines(&entry));
            }
        }
    }
}

#[test]
fn what_another_tab_sent_is_given_back_by_one_that_has_not_heard_of_it() {
    let world = World::new();
    let one = world.device(1);
    one.sign_in(&world, ANNA);
    let other = Tab::open(&one);
    let backup = world.backup();
    one.client.journal().save(entry("e")).expect("saves");
    one.sync();
    world.restore(&backup);
    // It sees the store, and has not been told of the record.
    other.view.seen.replace(other.view.shared.values());
    other.device.sync();
    assert!(
        other
            .client
            .journal()
            .get::<LogbookEntry>(&"e".into())
            .is_some()
    );
    let account = world.device(2);
    account.sign_in(&world, ANNA);
    assert!(
        account
            .client
            .journal()
            .get::<LogbookEntry>(&"e".into())
            .is_some()
    );
}
