//! What the account promises of a user's preferences.

use serde_json::{Value, json};

use crate::world::World;

fn defaults() -> Value {
    json!({
        "theme": "SYSTEM", "language": null, "primaryInstrument": null, "dailyGoalMinutes": 0,
        "weekStart": null, "dayRolloverHour": 0, "restDays": 0,
    })
}

fn all_set() -> Value {
    json!({
        "theme": "DARK", "language": "zh-TW", "primaryInstrument": "Oboe d'amore", "dailyGoalMinutes": 45,
        "weekStart": "SUNDAY", "dayRolloverHour": 4, "restDays": 2,
    })
}

pub(crate) async fn nothing_is_chosen_at_first(world: &World) {
    let clara = world.signed_in("clara").await;
    let preferences = clara.preferences().await;
    assert_eq!(
        preferences,
        json!({ "version": 0, "preferences": defaults() })
    );
    assert_eq!(clara.changes("", None).await["preferencesVersion"], 0);
    assert_eq!(clara.history(None, None).await["preferencesVersion"], 0);
}

pub(crate) async fn a_change_comes_back_on_every_device(world: &World) {
    let clara = world.signed_in("clara").await;
    let phone = world.signed_in("clara").await;
    let changed = clara.update_preferences(0, all_set()).await;
    assert_eq!(changed, json!({ "version": 1, "preferences": all_set() }));
    assert_eq!(phone.preferences().await, changed);
    assert_eq!(phone.changes("", None).await["preferencesVersion"], 1);
    assert_eq!(phone.history(None, None).await["preferencesVersion"], 1);

    // What a change leaves out has its default from then on.
    let changed = phone.update_preferences(1, json!({ "restDays": 3 })).await;
    let mut preferences = defaults();
    preferences["restDays"] = 3.into();
    assert_eq!(changed, json!({ "version": 2, "preferences": preferences }));
    assert_eq!(clara.preferences().await, changed);
}

pub(crate) async fn a_change_of_an_older_version_changes_nothing_and_is_told_what_is_there(
    world: &World,
) {
    let clara = world.signed_in("clara").await;
    let held = clara.update_preferences(0, all_set()).await;
    for base in [-1, 0, 2] {
        assert_eq!(clara.update_preferences(base, defaults()).await, held);
    }
    assert_eq!(clara.preferences().await, held);
}

pub(crate) async fn a_version_that_no_number_of_the_database_holds_is_refused(world: &World) {
    let clara = world.signed_in("clara").await;
    for base in [9_007_199_254_740_993, i64::MAX, i64::MIN] {
        let answer = clara.try_update_preferences(base, defaults()).await;
        assert_eq!(answer.code(), "BAD_INPUT", "{base}");
        assert_eq!(answer.faults, []);
    }
}

pub(crate) async fn a_change_that_comes_twice_counts_once(world: &World) {
    let clara = world.signed_in("clara").await;
    let first = clara.update_preferences(0, all_set()).await;
    assert_eq!(clara.update_preferences(0, all_set()).await, first);
    assert_eq!(first["version"], 1);
}

pub(crate) async fn fields_of_a_newer_program_stay(world: &World) {
    let clara = world.signed_in("clara").await;
    world
        .sql(
            r#"UPDATE users SET preferences = '{"theme":"LIGHT","tuning":"415 Hz"}' WHERE id = ?"#,
            &[&clara.user_id],
        )
        .await;
    assert_eq!(clara.preferences().await["preferences"]["theme"], "LIGHT");
    clara.update_preferences(0, json!({ "restDays": 1 })).await;
    let rows = world
        .sql(
            "SELECT preferences FROM users WHERE id = ?",
            &[&clara.user_id],
        )
        .await;
    let stored: Value =
        serde_json::from_str(rows[0]["preferences"].as_str().expect("a text")).expect("JSON");
    assert_eq!(stored, json!({ "tuning": "415 Hz", "restDays": 1 }));
}

pub(crate) async fn a_value_out_of_range_is_refused(world: &World) {
    let clara = world.signed_in("clara").await;
    for preferences in [
        json!({ "theme": "SEPIA" }),
        json!({ "language": "tlh" }),
        json!({ "primaryInstrument": "" }),
        json!({ "dailyGoalMinutes": 1_441 }),
        json!({ "weekStart": "TUESDAY" }),
        json!({ "dayRolloverHour": 7 }),
        json!({ "restDays": -1 }),
        json!({ "tuning": "415 Hz" }),
    ] {
        let answer = clara.try_update_preferences(0, preferences).await;
        assert_eq!(answer.code(), "BAD_INPUT");
    }
    assert_eq!(clara.preferences().await["version"], 0);
}

pub(crate) async fn preferences_of_somebody_else_are_refused(world: &World) {
    let clara = world.signed_in("clara").await;
    let mut robert = world.signed_in("robert").await;
    robert.user_id.clone_from(&clara.user_id);
    for answer in [
        robert.try_preferences().await,
        robert.try_update_preferences(0, all_set()).await,
    ] {
        assert_eq!(answer.code(), "WRONG_ACCOUNT");
    }
    assert_eq!(clara.preferences().await["version"], 0);
}

pub(crate) async fn preferences_without_signing_in_are_refused(world: &World) {
    let clara = world.signed_in("clara").await;
    let mut stranger = world.browser();
    stranger.user_id.clone_from(&clara.user_id);
    for answer in [
        stranger.try_preferences().await,
        stranger.try_update_preferences(0, all_set()).await,
    ] {
        assert_eq!(answer.code(), "UNAUTHENTICATED");
    }
    assert_eq!(clara.preferences().await["version"], 0);
}

pub(crate) async fn preferences_while_cloud_storage_is_paused_are_refused(world: &World) {
    let clara = world.signed_in("clara").await;
    let held = clara.update_preferences(0, all_set()).await;
    world.pause(&clara).await;
    for answer in [
        clara.try_preferences().await,
        clara.try_update_preferences(1, defaults()).await,
    ] {
        assert_eq!(answer.code(), "CLOUD_STORAGE_PAUSED");
    }
    clara.set_cloud_storage(true).await;
    assert_eq!(clara.preferences().await, held);
}

pub(crate) async fn preferences_take_few_queries(world: &World) {
    let clara = world.signed_in("clara").await;
    world.database.take_count();
    clara.preferences().await;
    // One of them recognises the session.
    assert_eq!(world.database.take_count(), 2);
    clara.update_preferences(0, all_set()).await;
    assert_eq!(world.database.take_count(), 3);
}
