//! Sessions that end, and accounts that are paused or deleted: nobody's journal is lost by it, and nobody sees another's.

use std::cell::RefCell;
use std::rc::Rc;

use client_core::test_support::entry;
use client_core::{
    AnonymousData, ApiError, BackupFailure, BackupState, Client, Event, Reach, SignedOut, SyncError,
};
use pollster::block_on;
use shared_model::protocol::ErrorCode;
use shared_model::{LogbookEntry, SignInCode};
use simulation::{Device, Fault, World};

const ANNA: &str = "anna@example.org";
const BERT: &str = "bert@example.org";

/// A device on which Anna is signed in and everything is backed up.
fn annas(world: &World, seed: u64) -> Device {
    let device = world.device(seed);
    device.client.journal().save(entry("e")).expect("saves");
    device.sign_in(world, ANNA);
    device
}

fn count(device: &Device) -> usize {
    device.client.journal().count::<LogbookEntry>()
}

fn sign_out(device: &Device) -> SignedOut {
    block_on(device.client.auth().logout()).expect("the store takes it")
}

fn sessions(world: &World) -> i64 {
    world.count("auth_sessions")
}

/// Whether the server would take the device's cookie for somebody.
fn is_recognised(device: &Device) -> bool {
    let me = r#"{"query":"{ me { id } }"}"#.to_owned();
    let answer = block_on(device.network.ask(me));
    !answer.body.contains(r#""me":null"#)
}

#[test]
fn signing_out_in_a_full_store_is_done_or_has_not_begun() {
    for room in 0..100 {
        let world = World::new();
        let device = world.device(1);
        device.sign_in_without_sync(&world, "a@b.ch");
        let store = &device.device.store;
        store.quota_chars.set(store.used_chars() + room);
        let is_done = block_on(device.client.auth().logout()).is_ok();
        let device = device.reopened();
        assert_eq!(device.client.auth().user().is_anonymous, is_done, "{room}");
    }
}

#[test]
fn signing_out_without_a_network_takes_the_journal_off_the_device_and_ends_the_session_later() {
    let world = World::new();
    let device = annas(&world, 1);
    device.network.order([Fault::LoseRequest]);
    assert_eq!(sign_out(&device), SignedOut::HereOnly);
    assert!(device.client.auth().user().is_anonymous);
    assert!(device.records().is_empty());
    assert!(device.client.auth().is_logout_pending());
    assert!(is_recognised(&device), "the server has not heard of it");

    // The note outlives the page, and the next start ends the session.
    let device = device.reopened();
    assert!(device.client.auth().is_logout_pending());
    device.sync();
    assert!(!device.client.auth().is_logout_pending());
    assert_eq!((sessions(&world), is_recognised(&device)), (0, false));
    assert_eq!(world.count("logbook_entries"), 1, "the account keeps it");
}

#[test]
fn until_the_server_has_heard_of_signing_out_its_session_is_used_for_nothing_else() {
    let world = World::new();
    let device = annas(&world, 1);
    device.network.order([Fault::LoseRequest]);
    sign_out(&device);
    device.network.take_requests();
    device.client.journal().save(entry("after")).expect("saves");
    for _ in 0..3 {
        device.network.order([Fault::ServerError]);
        assert!(block_on(device.client.auth().sync_to_cloud()).is_err());
    }
    assert_eq!(device.network.take_requests(), 3, "only the logout");
    assert_eq!(count(&device), 1, "what was written since is anonymous");
    assert_eq!(world.count("logbook_entries"), 1);
}

#[test]
fn nobody_signs_in_before_the_session_of_who_signed_out_has_ended() {
    let world = World::new();
    let device = annas(&world, 1);
    device.network.order([Fault::LoseRequest]);
    sign_out(&device);
    block_on(
        device
            .client
            .auth()
            .request_magic_link("bert@example.org", "en"),
    )
    .expect("sends");
    let token = world.mailed_token();
    let sign_in = || {
        let data = AnonymousData::Add;
        block_on(device.client.auth().login(&token, data))
    };
    device.network.order([Fault::ServerError]);
    assert!(sign_in().is_err());
    assert!(device.client.auth().user().is_anonymous);
    assert_eq!(world.count("users"), 1, "the link was not used");
    sign_in().expect("signs in");
    device.sync();
    assert_eq!((sessions(&world), count(&device)), (1, 0));
}

#[test]
fn a_logout_whose_answer_is_lost_is_said_again() {
    let world = World::new();
    let device = annas(&world, 1);
    device.network.order([Fault::LoseAnswer]);
    assert_eq!(sign_out(&device), SignedOut::HereOnly);
    device.sync();
    assert!(!device.client.auth().is_logout_pending());
    assert!(!is_recognised(&device));
}

#[test]
fn signing_out_that_is_interrupted_at_any_write_is_completed_at_the_next_start() {
    let mut interrupted = 0;
    for writes in 0..12 {
        let world = World::new();
        let device = annas(&world, 1);
        device.device.store.writes_left.set(Some(writes));
        let result = block_on(device.client.auth().logout());
        device.device.store.writes_left.set(None);
        interrupted += usize::from(result.is_err());
        let device = device.reopened();
        let user = device.client.auth().user();
        if user.is_anonymous {
            assert!(device.records().is_empty(), "after {writes} writes");
            device.sync();
            assert!(!is_recognised(&device), "after {writes} writes");
        } else {
            // Nothing was noted yet: it is as if nobody had asked.
            assert_eq!(count(&device), 1, "after {writes} writes");
            device.sync();
        }
        assert_eq!(world.count("logbook_entries"), 1);
    }
    assert!(interrupted > 2, "{interrupted} were interrupted");
}

#[test]
fn signing_out_needs_no_room() {
    let world = World::new();
    let device = annas(&world, 1);
    let used = device.device.store.values().into_iter();
    let used = used.map(|(key, value)| key.len() + value.len());
    device.device.store.quota_chars.set(used.sum());
    assert_eq!(sign_out(&device), SignedOut::Everywhere);
}

#[test]
fn another_tab_of_who_signed_out_sends_and_shows_nothing_any_more() {
    let world = World::new();
    let device = annas(&world, 1);
    let other_tab = Client::open(device.device.platform.clone()).expect("opens");
    other_tab.journal().save(entry("other")).expect("saves");
    device.network.order([Fault::LoseRequest]);
    sign_out(&device);
    // This tab has not heard of it yet.
    block_on(other_tab.auth().sync_to_cloud()).expect("nothing to do");
    assert!(other_tab.auth().user().is_anonymous);
    assert_eq!(other_tab.journal().count::<LogbookEntry>(), 0);
    assert_eq!(other_tab.auth().backup(), BackupState::OnThisDeviceOnly);
    assert_eq!(world.count("logbook_entries"), 1);
}

#[test]
fn signing_out_in_a_tab_that_has_not_heard_of_somebody_else_signs_nobody_out() {
    let world = World::new();
    let device = annas(&world, 1);
    let other_tab = Client::open(device.device.platform.clone()).expect("opens");
    block_on(other_tab.auth().request_magic_link(BERT, "en")).expect("sends");
    let token = world.mailed_token();
    block_on(other_tab.auth().login(&token, AnonymousData::Add)).expect("signs in");
    save(&device, "annas");

    assert_eq!(sign_out(&device), SignedOut::SomebodyElse);
    let shown = device.client.auth().user();
    assert_eq!(shown.email.as_deref(), Some(BERT), "who it would have been");
    block_on(other_tab.auth().sync_to_cloud()).expect("the session goes on");
    assert!(!device.client.auth().is_logout_pending());
    // Now that this is who was asked.
    assert_eq!(sign_out(&device), SignedOut::Everywhere);
}

#[test]
fn a_late_answer_to_one_logout_does_not_settle_the_next() {
    let world = World::new();
    let device = annas(&world, 1);
    device.network.order([Fault::LoseRequest]);
    sign_out(&device);
    block_on(device.client.auth().request_magic_link(ANNA, "en")).expect("sends");
    let token = world.mailed_token();
    let (client, network) = (device.client.clone(), Rc::clone(&device.network));
    let in_and_out: Box<dyn FnOnce()> = Box::new(move || {
        block_on(client.auth().login(&token, AnonymousData::Add)).expect("signs in");
        network.order([Fault::LoseRequest]);
        let outcome = block_on(client.auth().logout()).expect("the store takes it");
        assert_eq!(outcome, SignedOut::HereOnly);
    });
    device.network.meanwhile([in_and_out]);
    device.sync();
    assert!(device.client.auth().is_logout_pending());
    device.sync();
    assert!(!is_recognised(&device));
}

fn backup(device: &Device) -> BackupState {
    device.client.auth().backup()
}

fn save(device: &Device, name: &str) {
    device.client.journal().save(entry(name)).expect("saves");
}

fn try_sync(device: &Device) -> Result<(), SyncError> {
    block_on(device.client.auth().sync_to_cloud())
}

fn rows(world: &World) -> i64 {
    world.count("logbook_entries")
}

fn end_sessions(world: &World) {
    world.sql("DELETE FROM auth_sessions");
}

#[test]
fn local_work_goes_on_when_the_session_has_ended_and_goes_up_after_signing_in_again() {
    let world = World::new();
    let device = annas(&world, 1);
    end_sessions(&world);
    for name in ["a", "b", "c"] {
        save(&device, name);
    }
    assert!(try_sync(&device).is_err());
    assert_eq!(backup(&device), BackupState::SignInAgain { records: 3 });
    assert_eq!((count(&device), rows(&world)), (4, 1));
    device.sign_in(&world, ANNA);
    assert_eq!(backup(&device), BackupState::BackedUp);
    assert_eq!((count(&device), rows(&world)), (4, 4));
}

#[test]
fn a_session_that_ends_at_any_request_of_a_sync_loses_nothing() {
    for position in 0..4 {
        let world = Rc::new(World::new());
        let device = annas(&world, 1);
        save(&device, "a");
        save(&device, "b");
        let mut meanwhile: Vec<Box<dyn FnOnce()>> = Vec::new();
        meanwhile.resize_with(position, || Box::new(|| {}));
        let ending = Rc::clone(&world);
        meanwhile.push(Box::new(move || end_sessions(&ending)));
        device.network.meanwhile(meanwhile);
        let ended = try_sync(&device);
        assert_eq!(count(&device), 3, "at {position}: {ended:?}");
        if ended.is_err() {
            assert!(matches!(backup(&device), BackupState::SignInAgain { .. }));
        }
        save(&device, "later");
        device.sign_in(&world, ANNA);
        assert_eq!((count(&device), rows(&world)), (4, 4), "at {position}");
        assert!(device.is_all_synced());
    }
}

#[test]
fn somebody_else_who_signs_in_after_a_session_ended_takes_nothing_of_the_first_ones_along() {
    let world = World::new();
    let device = annas(&world, 1);
    end_sessions(&world);
    save(&device, "hers");
    assert!(try_sync(&device).is_err());
    device.sign_in(&world, "bert@example.org");
    assert_eq!((count(&device), rows(&world)), (0, 1));
    assert_eq!(backup(&device), BackupState::BackedUp);
    // Her change has waited for her.
    device.sign_in(&world, ANNA);
    assert_eq!((count(&device), rows(&world)), (2, 2));
}

#[test]
fn nothing_is_sent_or_fetched_while_the_backup_is_paused_and_all_of_it_afterwards() {
    let world = World::new();
    let (one, other) = (annas(&world, 1), world.device(2));
    other.sign_in(&world, ANNA);
    block_on(one.client.auth().set_cloud_storage(false)).expect("pauses");
    assert_eq!(backup(&one), BackupState::Paused { records: 0 });
    save(&one, "written-while-paused");
    assert!(!one.client.auth().has_changes_to_send());
    one.sync();
    assert_eq!(backup(&one), BackupState::Paused { records: 1 });

    // The other device learns it by its next sync.
    save(&other, "on-the-other");
    other.sync();
    assert_eq!(backup(&other), BackupState::Paused { records: 1 });
    assert_eq!((count(&one), count(&other), rows(&world)), (2, 2, 1));

    // And that it goes on too, without being told.
    block_on(one.client.auth().set_cloud_storage(true)).expect("resumes");
    one.sync();
    other.sync();
    one.sync();
    assert_eq!((count(&one), count(&other), rows(&world)), (3, 3, 3));
    for device in [&one, &other] {
        assert_eq!(backup(device), BackupState::BackedUp);
        assert!(device.client.auth().user().has_cloud_storage);
    }
}

#[test]
fn an_answer_about_the_pause_that_comes_after_signing_out_leaves_the_anonymous_journal_alone() {
    let world = World::new();
    let device = annas(&world, 1);
    block_on(device.client.auth().set_cloud_storage(false)).expect("pauses");
    let client = device.client.clone();
    let signs_out = move || {
        block_on(client.auth().logout()).expect("signs out");
    };
    device
        .network
        .meanwhile([Box::new(signs_out) as Box<dyn FnOnce()>]);
    assert_eq!(try_sync(&device), Err(SyncError::UserChanged));
    for device in [&device, &device.other_tab()] {
        assert_eq!(device.client.journal().reach(), Reach::Beginning);
    }
}

#[test]
fn a_late_answer_about_an_account_says_nothing_to_whoever_signed_in_since() {
    let world = World::new();
    let (device, other) = (annas(&world, 1), world.device(2));
    other.sign_in(&world, ANNA);
    delete_account(&other);
    // Bert signs in, in another tab, while Anna's answer is under way.
    let (tab, this) = (device.other_tab(), device.client.clone());
    let signs_in = move || {
        let user = "mirubato_user_data";
        let bert =
            serde_json::json!({ "id": "00000000000000b0", "isAnonymous": false, "email": BERT });
        let store = &tab.device.platform.store;
        store.set(user, &bert.to_string()).expect("there is room");
        this.storage_changed(Some(&[user.to_owned()]))
            .expect("reads");
    };
    device
        .network
        .meanwhile([Box::new(signs_in) as Box<dyn FnOnce()>]);
    block_on(device.client.auth().set_cloud_storage(false)).expect_err("Anna's account is gone");
    assert_ne!(backup(&device), BackupState::AccountDeleted);
}

#[test]
fn a_backup_that_is_paused_at_any_request_of_a_sync_loses_nothing() {
    for position in 0..3 {
        let world = World::new();
        let (device, other) = (annas(&world, 1), world.device(2));
        other.sign_in(&world, ANNA);
        save(&device, "a");
        let mut meanwhile: Vec<Box<dyn FnOnce()>> = Vec::new();
        meanwhile.resize_with(position, || Box::new(|| {}));
        let pausing = other.client.clone();
        meanwhile.push(Box::new(move || {
            block_on(pausing.auth().set_cloud_storage(false)).expect("pauses");
        }));
        device.network.meanwhile(meanwhile);
        device.sync();
        device.sync();
        assert!(matches!(backup(&device), BackupState::Paused { .. }));
        assert_eq!(count(&device), 2, "at {position}");
        block_on(device.client.auth().set_cloud_storage(true)).expect("resumes");
        device.sync();
        assert_eq!((count(&device), rows(&world)), (2, 2), "at {position}");
    }
}

#[test]
fn signing_in_to_a_paused_account_moves_the_journal_into_it_and_sends_nothing() {
    let world = World::new();
    let (one, other) = (annas(&world, 1), world.device(2));
    block_on(one.client.auth().set_cloud_storage(false)).expect("pauses");
    save(&other, "anonymous");
    other.sign_in(&world, ANNA);
    assert_eq!(backup(&other), BackupState::Paused { records: 1 });
    assert_eq!((count(&other), rows(&world)), (1, 1));
    block_on(other.client.auth().set_cloud_storage(true)).expect("resumes");
    other.sync();
    assert_eq!((count(&other), rows(&world)), (2, 2));
}

#[test]
fn pausing_without_a_session_changes_nothing() {
    let world = World::new();
    let device = annas(&world, 1);
    end_sessions(&world);
    let refused = block_on(device.client.auth().set_cloud_storage(false)).expect_err("refused");
    assert_eq!(refused.code(), Some(ErrorCode::Unauthenticated));
    assert!(device.client.auth().user().has_cloud_storage);
    assert_eq!(backup(&device), BackupState::SignInAgain { records: 0 });
}

#[test]
fn a_session_that_ends_while_the_backup_is_paused_is_said_until_somebody_signs_in_again() {
    let world = World::new();
    let device = annas(&world, 1);
    block_on(device.client.auth().set_cloud_storage(false)).expect("pauses");
    save(&device, "a");
    end_sessions(&world);
    assert!(try_sync(&device).is_err());
    assert_eq!(backup(&device), BackupState::SignInAgain { records: 1 });
    // Signed in again in another tab of this browser.
    let tab = Client::open(device.device.platform.clone()).expect("opens");
    block_on(tab.auth().request_magic_link(ANNA, "en")).expect("sends");
    block_on(tab.auth().login(&world.mailed_token(), AnonymousData::Add)).expect("signs in");
    device.sync();
    assert_eq!(backup(&device), BackupState::Paused { records: 1 });
}

#[test]
fn another_accounts_session_in_the_same_browser_pauses_nobodys_backup() {
    let world = World::new();
    let device = annas(&world, 1);
    let annas_tab = device.client.auth().user();
    device.sign_in(&world, "bert@example.org");
    // A tab that still shows Anna's journal, and has not heard of it.
    let text = serde_json::to_string(&annas_tab).expect("JSON");
    client_core::LocalStore::set(&*device.device.store, "mirubato_user_data", &text).expect("room");
    let device = device.reopened();
    let refused = block_on(device.client.auth().set_cloud_storage(false)).expect_err("refused");
    assert_eq!(refused.code(), Some(ErrorCode::WrongAccount));
    assert_eq!(
        world
            .sql("SELECT id FROM users WHERE has_cloud_storage = 0")
            .len(),
        0
    );
}

#[test]
fn the_platforms_limit_is_a_state_of_its_own_and_passes() {
    let world = World::new();
    let device = annas(&world, 1);
    save(&device, "a");
    device.network.order([Fault::Limit]);
    assert_eq!(try_sync(&device), Err(SyncError::Api(ApiError::Limited)));
    let limited = BackupState::Failed {
        records: 1,
        reason: BackupFailure::Limited,
    };
    assert_eq!(backup(&device), limited);
    device.sync();
    assert_eq!(backup(&device), BackupState::BackedUp);
}

/// Deletes the account of who is signed in on this device.
fn delete_account(device: &Device) {
    let user = device.client.auth().user().id;
    let mutation = r"mutation($id: String!) { deleteAccount(expectedUserId: $id) }";
    let body = serde_json::json!({ "query": mutation, "variables": { "id": user } });
    let answer = block_on(device.network.ask(body.to_string()));
    assert!(answer.body.contains("true"), "{}", answer.body);
}

/// A device whose account was deleted on another one, with an entry that was backed up and one that was not.
fn deserted(world: &World) -> Device {
    let (device, other) = (annas(world, 1), world.device(2));
    other.sign_in(world, ANNA);
    delete_account(&other);
    save(&device, "since");
    assert!(try_sync(&device).is_err());
    device
}

#[test]
fn what_is_here_of_an_account_that_was_deleted_elsewhere_stays_and_says_so() {
    let world = World::new();
    let device = deserted(&world);
    assert_eq!(backup(&device), BackupState::AccountDeleted);
    assert_eq!((count(&device), rows(&world)), (2, 0));
    let device = device.reopened();
    assert!(try_sync(&device).is_err());
    assert_eq!(backup(&device), BackupState::AccountDeleted);
    assert_eq!(count(&device), 2);
}

#[test]
fn everything_comes_out_as_one_file_with_the_account() {
    let world = World::new();
    let (device, phone) = (annas(&world, 1), world.device(2));
    phone.sign_in(&world, ANNA);
    let text = block_on(device.client.auth().export_everything()).expect("answers");
    let file: serde_json::Value =
        serde_json::from_str(&text.expect("it is still Anna")).expect("JSON");
    assert_eq!(file["account"]["email"], ANNA);
    assert_eq!(file["entries"].as_array().map(Vec::len), Some(1));
    for list in ["sessions", "signIns"] {
        assert_eq!(file["account"][list].as_array().map(Vec::len), Some(2));
    }
    device.network.order([Fault::LoseRequest]);
    block_on(device.client.auth().export_everything()).expect_err("there is no answer");
}

#[test]
fn a_device_takes_in_the_address_that_its_account_has_got() {
    const NEW: &str = "anna@example.com";
    let world = World::new();
    let (device, phone) = (annas(&world, 1), world.device(2));
    phone.sign_in(&world, ANNA);
    save(&phone, "since");
    let auth = device.client.auth();
    block_on(auth.request_address_change(NEW, "en")).expect("the mails are sent");
    for token in world.mailed_confirmations() {
        assert_eq!(auth.user().email.as_deref(), Some(ANNA));
        block_on(auth.confirm_address_change(&token)).expect("confirms");
    }
    assert_eq!(block_on(auth.account()).expect("answers").email, NEW);
    assert_eq!(auth.user().email.as_deref(), Some(NEW));
    let id = auth.user().id;
    let stored = device.reopened();
    assert_eq!(stored.client.auth().user().email.as_deref(), Some(NEW));
    // The other device has been signed out. It is the same account that goes on there, with what waited.
    assert!(try_sync(&phone).is_err());
    assert!(matches!(backup(&phone), BackupState::SignInAgain { .. }));
    world.mailed_confirmations();
    phone.sign_in(&world, NEW);
    assert_eq!(phone.client.auth().user().id, id);
    assert_eq!((world.count("users"), rows(&world)), (1, 2));
}

#[test]
fn an_address_that_an_account_has_given_up_gets_nothing_of_its_journal() {
    const NEW: &str = "anna@example.com";
    let world = World::new();
    let (device, phone) = (annas(&world, 1), world.device(2));
    phone.sign_in(&world, ANNA);
    save(&phone, "since");
    let id = phone.client.auth().user().id;
    let auth = device.client.auth();
    block_on(auth.request_address_change(NEW, "en")).expect("the mails are sent");
    for token in world.mailed_confirmations() {
        block_on(world.device(3).client.auth().confirm_address_change(&token)).expect("confirms");
    }
    assert!(try_sync(&phone).is_err());
    // Whoever reads the old mailbox by now makes an account of their own with it, even on this phone.
    phone.sign_in(&world, ANNA);
    assert_ne!(phone.client.auth().user().id, id);
    assert_eq!(
        (world.count("users"), rows(&world), count(&phone)),
        (2, 1, 0)
    );
    phone.sign_in(&world, NEW);
    assert_eq!(phone.client.auth().user().id, id);
    assert_eq!((rows(&world), count(&phone)), (2, 2));
}

#[test]
fn a_journal_finds_its_account_on_a_restored_server_also_when_the_answer_to_signing_in_was_lost() {
    let world = World::new();
    let before = world.backup();
    let device = annas(&world, 1);
    world.restore(&before);
    let auth = device.client.auth();
    block_on(auth.request_magic_link(ANNA, "en")).expect("sends");
    let token = world.mailed_token();
    // Whether the account is still there is asked first.
    device.network.order([Fault::None, Fault::LoseAnswer]);
    block_on(auth.login(&token, AnonymousData::Add)).expect_err("nobody heard");
    block_on(auth.login(&token, AnonymousData::Add)).expect("signs in");
    device.sync();
    assert_eq!(
        (world.count("users"), rows(&world), count(&device)),
        (1, 1, 1)
    );
}

#[test]
fn an_account_that_is_deleted_here_is_gone_and_its_journal_waits_for_a_decision() {
    let world = World::new();
    let (device, phone) = (annas(&world, 1), world.device(2));
    phone.sign_in(&world, ANNA);
    save(&device, "since");
    block_on(device.client.auth().delete_account("en")).expect("deletes");
    assert_eq!((world.count("users"), rows(&world)), (0, 0));
    assert_eq!(backup(&device), BackupState::AccountDeleted);
    assert_eq!(count(&device), 2);
    // The other device hears of it with its next sync, and this one does so again when its page is loaded anew.
    for device in [phone, device.reopened()] {
        assert!(try_sync(&device).is_err());
        assert_eq!(backup(&device), BackupState::AccountDeleted);
    }
}

#[test]
fn a_deletion_whose_answer_was_lost_can_be_asked_for_again() {
    let world = World::new();
    let device = annas(&world, 1);
    device.network.order([Fault::LoseAnswer]);
    block_on(device.client.auth().delete_account("en")).expect_err("nobody heard");
    assert_eq!((world.count("users"), count(&device)), (0, 1));
    block_on(device.client.auth().delete_account("en")).expect("it is gone");
    assert_eq!(backup(&device), BackupState::AccountDeleted);
}

#[test]
fn an_account_is_not_deleted_by_who_is_signed_out() {
    let world = World::new();
    let (device, phone) = (annas(&world, 1), world.device(2));
    phone.sign_in(&world, ANNA);
    block_on(phone.client.auth().revoke_other_sessions()).expect("signs out");
    let refused = block_on(device.client.auth().delete_account("en"));
    let code = refused.expect_err("nobody is signed in").code();
    assert_eq!(code, Some(ErrorCode::Unauthenticated));
    assert_eq!(world.count("users"), 1);
    assert!(matches!(backup(&device), BackupState::SignInAgain { .. }));
}

#[test]
fn that_an_account_was_deleted_stays_said_while_the_next_sync_asks_again() {
    let world = World::new();
    let device = deserted(&world);
    let said = Rc::new(RefCell::new(Vec::new()));
    let subscription = device.client.events().subscribe({
        let (said, client) = (Rc::clone(&said), device.client.clone());
        move |event| {
            if event == Event::BackupChanged {
                said.borrow_mut().push(client.auth().backup());
            }
        }
    });
    assert!(try_sync(&device).is_err());
    drop(subscription);
    let said = said.borrow();
    assert!(!said.is_empty());
    assert!(
        said.iter().all(|said| *said == BackupState::AccountDeleted),
        "{said:?}"
    );
}

#[test]
fn a_paused_device_hears_too_that_its_account_was_deleted() {
    let world = World::new();
    let (device, other) = (annas(&world, 1), world.device(2));
    other.sign_in(&world, ANNA);
    block_on(device.client.auth().set_cloud_storage(false)).expect("pauses");
    delete_account(&other);
    assert!(try_sync(&device).is_err());
    assert_eq!(backup(&device), BackupState::AccountDeleted);
}

#[test]
fn the_journal_of_a_deleted_account_goes_into_a_new_one_once_it_is_kept() {
    let world = World::new();
    let device = deserted(&world);
    let before = device.client.auth().user().id;
    device.client.auth().keep_on_this_device().expect("keeps");
    assert_eq!(backup(&device), BackupState::OnThisDeviceOnly);
    assert!(device.client.auth().user().is_anonymous);
    assert_eq!(
        (count(&device), device.client.journal().unsynced_count()),
        (2, 2)
    );
    device.sign_in(&world, ANNA);
    assert_ne!(device.client.auth().user().id, before);
    assert_eq!((count(&device), rows(&world)), (2, 2));
    assert!(device.is_all_synced());
}

#[test]
fn keeping_a_journal_that_is_interrupted_at_any_write_comes_to_the_same() {
    let mut interrupted = 0;
    for writes in 0..12 {
        let world = World::new();
        let device = deserted(&world);
        device.device.store.writes_left.set(Some(writes));
        let result = device.client.auth().keep_on_this_device();
        device.device.store.writes_left.set(None);
        interrupted += usize::from(result.is_err());
        let device = device.reopened();
        assert_eq!(count(&device), 2, "after {writes} writes");
        let user = device.client.auth().user();
        assert_eq!(user.is_anonymous, writes > 0, "after {writes} writes");
        if user.is_anonymous {
            device.sign_in(&world, ANNA);
            assert_eq!(
                (count(&device), rows(&world)),
                (2, 2),
                "after {writes} writes"
            );
        }
    }
    assert!(interrupted > 4, "{interrupted} were interrupted");
}

#[test]
fn a_journal_that_is_kept_stays_apart_from_the_anonymous_one_of_the_same_browser() {
    let world = World::new();
    let (device, other) = (world.device(1), world.device(2));
    save(&device, "strangers");
    block_on(other.client.auth().request_magic_link(ANNA, "en")).expect("sends");
    let token = world.mailed_token();
    block_on(device.client.auth().login(&token, AnonymousData::KeepHere)).expect("signs in");
    device.sync();
    save(&device, "annas");
    device.sync();
    delete_account(&device);
    assert!(try_sync(&device).is_err());
    device.client.auth().keep_on_this_device().expect("keeps");
    assert_eq!(count(&device), 1);
    device.sign_in(&world, ANNA);
    assert_eq!((count(&device), rows(&world)), (1, 1));
    sign_out(&device);
    let shown = device.client.journal().list::<LogbookEntry>();
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].id.as_str(), "strangers");
}

#[test]
fn the_journal_of_a_deleted_account_can_be_deleted_here_too() {
    let world = World::new();
    let device = deserted(&world);
    assert_eq!(sign_out(&device), SignedOut::Everywhere);
    assert!(device.records().is_empty());
    assert_eq!(backup(&device), BackupState::OnThisDeviceOnly);
}

#[test]
fn nobody_signs_in_before_it_is_known_whether_the_account_was_deleted() {
    for fault in [
        Fault::LoseRequest,
        Fault::LoseAnswer,
        Fault::ServerError,
        Fault::Garbage,
        Fault::Limit,
    ] {
        let world = World::new();
        let (device, other) = (annas(&world, 1), world.device(2));
        save(&device, "since");
        other.sign_in(&world, ANNA);
        delete_account(&other);
        block_on(device.client.auth().request_magic_link(ANNA, "en")).expect("sends");
        let token = world.mailed_token();
        device.network.order([fault]);
        let login = || block_on(device.client.auth().login(&token, AnonymousData::Add));
        login().expect_err("nobody knows");
        assert_eq!((count(&device), world.count("users")), (2, 0), "{fault:?}");
        let code = login().expect_err("refused").code();
        assert_eq!(code, Some(ErrorCode::AccountDeleted));
    }
}

#[test]
fn nobody_signs_in_over_the_journal_of_a_deleted_account() {
    let world = World::new();
    let (device, other) = (annas(&world, 1), world.device(2));
    save(&device, "since");
    other.sign_in(&world, ANNA);
    delete_account(&other);
    // The device has heard nothing of it yet.
    block_on(device.client.auth().request_magic_link(ANNA, "en")).expect("sends");
    let token = world.mailed_token();
    let refused = block_on(device.client.auth().login(&token, AnonymousData::Add));
    let code = refused.expect_err("refused").code();
    assert_eq!(code, Some(ErrorCode::AccountDeleted));
    assert_eq!(backup(&device), BackupState::AccountDeleted);
    assert_eq!((count(&device), world.count("users")), (2, 0));
}

/// Asks for a mail in this browser, and takes the code out of it.
fn mailed_code(world: &World, device: &Device, email: &str) -> SignInCode {
    block_on(device.client.auth().request_magic_link(email, "en")).expect("the mail is sent");
    world.mailed_code()
}

fn login_by_code(device: &Device, code: &SignInCode) -> Result<(), ApiError> {
    block_on(device.client.auth().login_by_code(code))
}

fn other_than(code: &SignInCode) -> SignInCode {
    let number: u64 = code.digits().parse().expect("digits");
    SignInCode::from_random(number + 1)
}

#[test]
fn a_code_moves_the_anonymous_journal_into_the_account_as_a_link_does() {
    let world = World::new();
    let device = world.device(1);
    save(&device, "a");
    let code = mailed_code(&world, &device, ANNA);
    login_by_code(&device, &code).expect("the code signs in");
    device.sync();
    assert_eq!(backup(&device), BackupState::BackedUp);
    assert_eq!((count(&device), rows(&world)), (1, 1));
    let user = device.client.auth().user();
    assert_eq!(user.email.as_deref(), Some(ANNA));
}

#[test]
fn a_code_whose_answer_is_lost_is_tried_again() {
    let world = World::new();
    let device = world.device(1);
    save(&device, "a");
    let code = mailed_code(&world, &device, ANNA);
    device.network.order([Fault::LoseAnswer]);
    assert!(login_by_code(&device, &code).is_err());
    assert!(device.client.auth().user().is_anonymous);
    login_by_code(&device, &code).expect("the browser that asked may repeat it");
    device.sync();
    assert_eq!((count(&device), rows(&world)), (1, 1));
    assert_eq!(sessions(&world), 1);
}

#[test]
fn a_wrong_code_changes_nothing_and_says_how_many_may_still_be_tried() {
    let world = World::new();
    let device = world.device(1);
    save(&device, "a");
    let code = mailed_code(&world, &device, ANNA);
    for left in [4, 3, 2, 1, 0] {
        let error = login_by_code(&device, &other_than(&code)).expect_err("it is wrong");
        assert_eq!(error.code(), Some(ErrorCode::CodeInvalid));
        assert_eq!(error.details().tries_left, Some(left));
    }
    let error = login_by_code(&device, &code).expect_err("too many were wrong");
    assert_eq!(error.details().tries_left, Some(0));
    assert!(device.client.auth().user().is_anonymous);
    assert_eq!((count(&device), rows(&world)), (1, 0));
}

#[test]
fn a_device_that_is_signed_out_from_another_keeps_its_work_and_asks_to_sign_in_again() {
    let world = World::new();
    let (desk, phone) = (annas(&world, 1), world.device(2));
    phone.sign_in(&world, ANNA);
    let auth = desk.client.auth();
    let listed = block_on(auth.sessions()).expect("the sessions");
    assert_eq!(listed.len(), 2);
    let others: Vec<_> = listed
        .iter()
        .filter(|session| !session.is_current)
        .collect();
    let [other] = others.as_slice() else {
        panic!("{listed:?}")
    };
    let left = block_on(auth.revoke_session(&other.id)).expect("it ends");
    assert_eq!(left.iter().filter(|session| session.is_current).count(), 1);
    assert_eq!(left.len(), 1);
    save(&phone, "b");
    assert!(try_sync(&phone).is_err());
    assert_eq!(backup(&phone), BackupState::SignInAgain { records: 1 });
    phone.sign_in(&world, ANNA);
    assert_eq!(backup(&phone), BackupState::BackedUp);
    let signed_in = block_on(auth.sign_ins()).expect("the log");
    assert_eq!(signed_in.len(), 3);
}

#[test]
fn revoking_all_others_leaves_this_device_signed_in() {
    let world = World::new();
    let (desk, phone) = (annas(&world, 1), world.device(2));
    phone.sign_in(&world, ANNA);
    let left = block_on(desk.client.auth().revoke_other_sessions()).expect("they end");
    assert_eq!(left.len(), 1);
    assert!(try_sync(&phone).is_err());
    desk.sync();
    assert_eq!(sessions(&world), 1);
}

#[test]
fn asking_for_the_sessions_without_one_says_sign_in_again() {
    let world = World::new();
    let device = annas(&world, 1);
    end_sessions(&world);
    let error = block_on(device.client.auth().sessions()).expect_err("it has ended");
    assert_eq!(error.code(), Some(ErrorCode::Unauthenticated));
    assert_eq!(backup(&device), BackupState::SignInAgain { records: 0 });
}
