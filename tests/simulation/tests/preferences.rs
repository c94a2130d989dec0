//! Preferences are the user's: they go where the user goes, and are the same on every device in the end.

use client_core::AnonymousData;
use pollster::block_on;
use shared_model::{Preferences, Theme, WeekStart};
use simulation::{Device, Fault, World};

const ANNA: &str = "anna@example.org";
const BERT: &str = "bert@example.org";

fn of(device: &Device) -> Preferences {
    device.client.auth().preferences()
}

fn change(device: &Device, change: impl FnOnce(&mut Preferences)) {
    let changed = device.client.auth().change_preferences(change);
    changed.expect("the store takes it");
}

fn goal(minutes: i64) -> impl FnOnce(&mut Preferences) {
    move |preferences| preferences.daily_goal_minutes = minutes
}

fn theme(theme: Theme) -> impl FnOnce(&mut Preferences) {
    move |preferences| preferences.theme = theme
}

fn version(world: &World) -> i64 {
    let rows = world.sql("SELECT max(preferences_version) AS version FROM users");
    rows[0]["version"].as_i64().expect("a number")
}

/// Two devices of Anna's that know of the same preferences.
fn two_devices(world: &World) -> [Device; 2] {
    let desk = world.device(1);
    desk.sign_in(world, ANNA);
    change(&desk, goal(20));
    desk.sync();
    let phone = world.device(2);
    phone.sign_in(world, ANNA);
    assert_eq!(of(&phone), of(&desk));
    [desk, phone]
}

fn stored_keys(device: &Device) -> Vec<String> {
    let values = device.device.store.values();
    let keys = values.into_keys();
    keys.filter(|key| key.starts_with("mirubato_preferences:"))
        .collect()
}

#[test]
fn an_anonymous_users_preferences_stay_through_a_reload_and_move_into_the_account() {
    let world = World::new();
    let device = world.device(1);
    change(&device, theme(Theme::Dark));
    let device = device.reopened();
    assert_eq!(of(&device).theme, Theme::Dark);
    device.sign_in(&world, ANNA);
    assert_eq!(of(&device).theme, Theme::Dark);
    assert_eq!(stored_keys(&device).len(), 1, "nobody else has any");
    let phone = world.device(2);
    phone.sign_in(&world, ANNA);
    assert_eq!(of(&phone).theme, Theme::Dark);
}

#[test]
fn signing_in_keeps_what_the_account_has_set_and_adds_what_it_has_left_open() {
    let world = World::new();
    let [desk, phone] = two_devices(&world);
    let tablet = world.device(3);
    change(&tablet, goal(60));
    change(&tablet, |preferences| preferences.rest_days = 2);
    tablet.sign_in(&world, ANNA);
    let together = of(&tablet);
    assert_eq!((together.daily_goal_minutes, together.rest_days), (20, 2));
    for device in [&desk, &phone] {
        device.sync();
        assert_eq!(of(device), together);
    }
}

#[test]
fn who_keeps_their_journal_apart_keeps_their_preferences_apart() {
    let world = World::new();
    let device = world.device(1);
    change(&device, theme(Theme::Dark));
    let auth = device.client.auth();
    block_on(auth.request_magic_link(ANNA, "en")).expect("the link is sent");
    let token = world.mailed_token();
    block_on(auth.login(&token, AnonymousData::KeepHere)).expect("the link signs in");
    device.sync();
    assert_eq!(of(&device), Preferences::default());
    block_on(auth.logout()).expect("the store takes it");
    assert_eq!(of(&device).theme, Theme::Dark);
}

#[test]
fn signing_out_takes_the_preferences_off_the_device_and_the_next_user_has_none_of_them() {
    let world = World::new();
    let [desk, _] = two_devices(&world);
    block_on(desk.client.auth().logout()).expect("the store takes it");
    assert_eq!(of(&desk), Preferences::default());
    assert_eq!(stored_keys(&desk), [] as [String; 0]);
    desk.sign_in(&world, BERT);
    assert_eq!(of(&desk), Preferences::default());
    let rows = world.sql("SELECT preferences FROM users WHERE email = 'bert@example.org'");
    assert_eq!(rows[0]["preferences"], "{}");
}

#[test]
fn the_preferences_of_a_deleted_account_stay_with_its_journal() {
    let world = World::new();
    let [desk, _] = two_devices(&world);
    desk.client
        .auth()
        .keep_on_this_device()
        .expect("the store takes it");
    assert_eq!(of(&desk).daily_goal_minutes, 20);
    desk.sign_in(&world, BERT);
    assert_eq!(of(&desk).daily_goal_minutes, 20);
    let rows = world.sql("SELECT preferences FROM users WHERE email = 'bert@example.org'");
    assert_eq!(rows[0]["preferences"], r#"{"dailyGoalMinutes":20}"#);
}

#[test]
fn different_fields_changed_offline_on_two_devices_both_stay() {
    let world = World::new();
    let [desk, phone] = two_devices(&world);
    change(&desk, theme(Theme::Light));
    change(&phone, |it| it.week_start = Some(WeekStart::Sunday));
    for device in [&desk, &phone, &desk] {
        device.sync();
    }
    assert_eq!(of(&desk), of(&phone));
    let both = of(&desk);
    assert_eq!(
        (both.theme, both.week_start, both.daily_goal_minutes),
        (Theme::Light, Some(WeekStart::Sunday), 20)
    );
}

#[test]
fn one_field_changed_on_two_devices_gets_one_value_and_comes_to_rest() {
    let world = World::new();
    let [desk, phone] = two_devices(&world);
    change(&desk, goal(30));
    change(&phone, goal(45));
    for device in [&desk, &phone, &desk, &phone] {
        device.sync();
    }
    assert_eq!((of(&desk), of(&phone)), (of(&phone), of(&desk)));
    assert_eq!(
        of(&desk).daily_goal_minutes,
        45,
        "the one that was told later"
    );
    let settled = version(&world);
    for device in [&desk, &phone, &desk, &phone] {
        device.network.take_requests();
        device.sync();
        assert_eq!(
            device.network.take_requests(),
            1,
            "nobody asks for what is known"
        );
    }
    assert_eq!(version(&world), settled);
}

#[test]
fn whatever_happens_to_the_request_the_change_arrives_once() {
    for fault in [
        Fault::LoseRequest,
        Fault::LoseAnswer,
        Fault::Delay,
        Fault::Twice,
        Fault::ServerError,
        Fault::Garbage,
        Fault::Limit,
    ] {
        let world = World::new();
        let [desk, phone] = two_devices(&world);
        change(&desk, goal(30));
        desk.network.order([Fault::None, fault]);
        desk.sync();
        change(&desk, |preferences| preferences.rest_days = 1);
        desk.sync();
        block_on(desk.network.deliver_delayed());
        for device in [&phone, &desk] {
            device.sync();
            let preferences = of(device);
            assert_eq!(
                (preferences.daily_goal_minutes, preferences.rest_days),
                (30, 1),
                "{fault:?}"
            );
        }
        assert!(!desk.client.auth().has_changes_to_send(), "{fault:?}");
    }
}

#[test]
fn a_change_that_was_taken_back_while_its_answer_was_lost_stays_taken_back() {
    let world = World::new();
    let [desk, phone] = two_devices(&world);
    change(&desk, goal(30));
    desk.network.order([Fault::None, Fault::LoseAnswer]);
    desk.sync();
    change(&desk, goal(20));
    desk.sync();
    phone.sync();
    assert_eq!(of(&desk).daily_goal_minutes, 20);
    assert_eq!(of(&phone).daily_goal_minutes, 20);
}

#[test]
fn what_is_changed_while_the_answer_is_under_way_is_sent_too() {
    let world = World::new();
    let [desk, phone] = two_devices(&world);
    change(&desk, goal(30));
    let auth = desk.client.auth().clone();
    let meanwhile = move || {
        let changed = auth.change_preferences(goal(40));
        changed.expect("the store takes it");
    };
    desk.network
        .meanwhile([Box::new(|| ()) as Box<dyn FnOnce()>, Box::new(meanwhile)]);
    desk.sync();
    phone.sync();
    assert_eq!(of(&phone).daily_goal_minutes, 40);
    assert!(!desk.client.auth().has_changes_to_send());
}

#[test]
fn preferences_that_the_server_does_not_take_hold_up_no_record() {
    let world = World::new();
    let [desk, _] = two_devices(&world);
    change(&desk, goal(30));
    let entry = client_core::test_support::entry("e");
    desk.client.journal().save(entry).expect("saves");
    world.database.fail("json_patch(");
    desk.sync();
    assert!(desk.is_all_synced());
    assert!(desk.client.auth().has_changes_to_send());
    desk.sync();
    assert!(!desk.client.auth().has_changes_to_send());
}

#[test]
fn while_the_backup_is_paused_preferences_stay_here() {
    let world = World::new();
    let [desk, phone] = two_devices(&world);
    block_on(desk.client.auth().set_cloud_storage(false)).expect("pauses");
    change(&desk, goal(30));
    desk.sync();
    assert_eq!(version(&world), 1);
    block_on(desk.client.auth().set_cloud_storage(true)).expect("resumes");
    desk.sync();
    phone.sync();
    assert_eq!(of(&phone).daily_goal_minutes, 30);
}

#[test]
fn two_tabs_change_different_fields() {
    let world = World::new();
    let desk = world.device(1);
    let tab = desk.other_tab();
    change(&desk, goal(30));
    change(&tab, theme(Theme::Dark));
    assert_eq!(of(&desk), of(&tab));
    assert_eq!(of(&desk).daily_goal_minutes, 30);
}

#[test]
fn what_a_tab_changes_before_it_hears_of_a_sign_in_in_another_one_follows() {
    let world = World::new();
    let desk = world.device(1);
    let tab = desk.other_tab();
    desk.sign_in(&world, ANNA);
    change(&tab, goal(30));
    tab.client.storage_changed(None).expect("reads");
    assert_eq!(of(&tab).daily_goal_minutes, 30);
    tab.sync();
    let phone = world.device(2);
    phone.sign_in(&world, ANNA);
    assert_eq!(of(&phone).daily_goal_minutes, 30);
}

#[test]
fn a_server_that_was_restored_is_given_back_the_preferences() {
    let world = World::new();
    let [desk, phone] = two_devices(&world);
    let backup = world.backup();
    change(&desk, goal(30));
    for device in [&desk, &phone] {
        device.sync();
    }
    world.restore(&backup);
    for device in [&phone, &desk] {
        device.sync();
        assert_eq!(of(device).daily_goal_minutes, 30);
    }
    let rows = world.sql("SELECT preferences FROM users");
    assert_eq!(rows[0]["preferences"], r#"{"dailyGoalMinutes":30}"#);
}

#[test]
fn a_value_out_of_range_is_not_saved() {
    let world = World::new();
    let desk = world.device(1);
    let refused = desk.client.auth().change_preferences(goal(1_441));
    assert!(refused.is_err());
    assert_eq!(of(&desk), Preferences::default());
}
