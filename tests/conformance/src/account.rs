//! What pausing the account's copy and deleting the account promise.

use serde_json::{Value, json};
use shared_model::protocol::ErrorCode;

use crate::world::{World, deletion, each, entry, goal, log, piece, session};

/// Every table that has something of a user, with the column that says whose it is.
const TABLES: [(&str, &str); 11] = [
    ("users", "id"),
    ("auth_sessions", "user_id"),
    ("sign_ins", "user_id"),
    ("address_changes", "user_id"),
    ("changed_addresses", "user_id"),
    ("pushes", "user_id"),
    ("practice_sessions", "user_id"),
    ("practice_logs", "user_id"),
    ("logbook_entries", "user_id"),
    ("goals", "user_id"),
    ("pieces", "user_id"),
];

fn one_of_each() -> Value {
    json!({
        "sessions": [session("s", 1)],
        "logs": [log("l", 2)],
        "entries": [entry("e", 3)],
        "goals": [goal("g", 4)],
        "pieces": [piece("p", 5)],
        "deletions": [deletion("gone", 6, None)],
    })
}

pub(crate) async fn an_account_says_its_address_and_since_when_it_is_there(world: &World) {
    let clara = world.signed_in("clara").await;
    world.clock.advance_secs(3_600);
    let phone = world.signed_in("clara").await;
    let account = clara.account().await;
    assert_eq!(account["email"], world.address("clara"));
    assert_eq!(account["createdAt"], "2026-11-20T12:00:00Z");
    assert_eq!(phone.account().await, account);
}

pub(crate) async fn a_name_is_kept_on_every_device_until_it_is_taken_away(world: &World) {
    let clara = world.signed_in("clara").await;
    let phone = world.signed_in("clara").await;
    assert_eq!(clara.account().await["displayName"], Value::Null);
    let answer = clara.set_display_name("  Clara Wieck ").await;
    assert_eq!(answer.data("setDisplayName")["displayName"], "Clara Wieck");
    assert_eq!(phone.account().await["displayName"], "Clara Wieck");
    let answer = phone.set_display_name(" ").await;
    assert_eq!(answer.data("setDisplayName")["displayName"], Value::Null);
    assert_eq!(clara.account().await["displayName"], Value::Null);
}

pub(crate) async fn a_name_is_one_line_of_at_most_80_characters(world: &World) {
    let clara = world.signed_in("clara").await;
    let longest = "ü".repeat(80);
    let answer = clara.set_display_name(&longest).await;
    assert_eq!(answer.data("setDisplayName")["displayName"], longest);
    for bad in ["ü".repeat(81), "Clara\nWieck".to_owned()] {
        assert_eq!(clara.set_display_name(&bad).await.code(), "BAD_INPUT");
    }
    assert_eq!(clara.account().await["displayName"], longest);
}

pub(crate) async fn pausing_keeps_the_copy_as_it_is_and_resuming_goes_on_with_it(world: &World) {
    let clara = world.signed_in("clara").await;
    let phone = world.signed_in("clara").await;
    clara.push(one_of_each()).await;
    let before = clara.changes("", None).await;

    let user = clara.set_cloud_storage(false).await.data("setCloudStorage");
    assert_eq!(user["hasCloudStorage"], false);
    assert_eq!(phone.me().await, user);
    let input = phone.input(json!({ "entries": [entry("f", 9)] }));
    for answer in [
        phone.push_input(input).await,
        phone.try_changes("", None).await,
        phone.try_history(None, None).await,
        phone.try_check(None).await,
        phone
            .ask("{ myLogbookEntries { totalCount } }", json!({}))
            .await,
        phone
            .ask("{ myPracticeSessions { totalCount } }", json!({}))
            .await,
        phone.ask("{ myGoals { totalCount } }", json!({})).await,
    ] {
        assert_eq!(answer.code(), "CLOUD_STORAGE_PAUSED");
    }

    let user = phone.set_cloud_storage(true).await.data("setCloudStorage");
    assert_eq!(user["hasCloudStorage"], true);
    assert_eq!(clara.changes("", None).await, before);
    assert_eq!(clara.push_entry(entry("f", 9)).await["status"], "APPLIED");
}

pub(crate) async fn pausing_for_somebody_else_is_refused(world: &World) {
    let clara = world.signed_in("clara").await;
    let mut robert = world.signed_in("robert").await;
    robert.user_id.clone_from(&clara.user_id);
    assert_eq!(
        robert.set_cloud_storage(false).await.code(),
        "WRONG_ACCOUNT"
    );
    assert_eq!(robert.me().await["hasCloudStorage"], true);
    assert_eq!(clara.me().await["hasCloudStorage"], true);
}

pub(crate) async fn pausing_without_signing_in_is_refused(world: &World) {
    let answer = world.browser().set_cloud_storage(false).await;
    assert_eq!(answer.code(), "UNAUTHENTICATED");
}

pub(crate) async fn a_deleted_account_leaves_nothing_but_its_random_id(world: &World) {
    let clara = world.signed_in("clara").await;
    let robert = world.signed_in("robert").await;
    for (browser, who) in [(&clara, "clara"), (&robert, "robert")] {
        browser.push(one_of_each()).await;
        let new = world.address(&format!("new-{who}"));
        let asked = browser.request_address_change(&new).await;
        asked.data("requestAddressChange");
        let sql = "INSERT INTO changed_addresses (user_id, at, id, device) VALUES (?, 0, 'c', '')";
        world.sql(sql, &[&browser.user_id]).await;
    }
    world.outbox.take();
    let link = world.browser().token_for(&world.address("clara")).await;
    let sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%user_id TEXT%'";
    let mut of_users = each(&json!(world.sql(sql, &[]).await), "name");
    of_users.retain(|table| table != "deleted_accounts");
    for table in &of_users {
        assert!(
            TABLES.iter().any(|(known, _)| table == known),
            "{table} is looked at"
        );
    }

    let answer = clara.delete_account().await;
    assert_eq!(answer.data("deleteAccount"), json!(true));
    assert!(!clara.cookie_header().contains("mirubato_session"));
    for (table, column) in TABLES {
        let sql = format!("SELECT * FROM {table} WHERE {column} = ?");
        assert_eq!(world.sql(&sql, &[&clara.user_id]).await, [], "{table}");
        assert!(
            !world.sql(&sql, &[&robert.user_id]).await.is_empty(),
            "{table}"
        );
    }
    let sql = "SELECT * FROM login_tokens WHERE email = ?";
    assert_eq!(world.sql(sql, &[&world.address("clara")]).await, []);
    assert_eq!(world.browser().verify(&link).await.code(), "LINK_INVALID");
    let noted = world
        .sql(
            "SELECT * FROM deleted_accounts WHERE user_id = ?",
            &[&clara.user_id],
        )
        .await;
    assert_eq!(json!(noted), json!([{ "user_id": clara.user_id }]));
}

pub(crate) async fn the_address_of_a_deleted_account_is_told(world: &World) {
    let clara = world.signed_in("clara").await;
    clara.delete_account().await.data("deleteAccount");
    let mails = world.outbox.take();
    let [mail] = mails.as_slice() else {
        panic!("{} mails", mails.len())
    };
    assert_eq!(mail.to, world.address("clara"));
    assert_eq!(mail.subject, "Dein Mirubato-Konto wurde gelöscht");
    // Asked again, because the answer was lost: it is told once.
    assert_eq!(clara.delete_account().await.code(), "ACCOUNT_DELETED");
    assert_eq!(world.outbox.take(), []);
}

pub(crate) async fn a_mail_that_cannot_be_sent_keeps_no_account(world: &World) {
    let clara = world.signed_in("clara").await;
    world.outbox.set_broken(true);
    let answer = clara.delete_account().await;
    let [fault] = answer.faults.as_slice() else {
        panic!("{answer:?}")
    };
    assert_eq!(fault.code, ErrorCode::MailNotSent);
    assert_eq!(answer.data("deleteAccount"), json!(true));
    let sql = "SELECT id FROM users WHERE id = ?";
    assert_eq!(world.sql(sql, &[&clara.user_id]).await, []);
}

pub(crate) async fn the_other_devices_of_a_deleted_account_are_told(world: &World) {
    let clara = world.signed_in("clara").await;
    let phone = world.signed_in("clara").await;
    clara.delete_account().await.data("deleteAccount");
    assert_eq!(phone.me().await, Value::Null);
    let input = phone.input(json!({ "entries": [entry("e", 1)] }));
    for answer in [
        phone.push_input(input).await,
        phone.try_changes("", None).await,
        phone.try_history(None, None).await,
        phone.try_check(None).await,
        phone.set_cloud_storage(true).await,
        phone.delete_account().await,
    ] {
        assert_eq!(answer.code(), "ACCOUNT_DELETED");
    }
    let rows = world
        .sql(
            "SELECT * FROM logbook_entries WHERE user_id = ?",
            &[&phone.user_id],
        )
        .await;
    assert_eq!(rows, []);
}

pub(crate) async fn an_address_whose_account_was_deleted_gets_a_new_one(world: &World) {
    let clara = world.signed_in("clara").await;
    clara.push(one_of_each()).await;
    clara.delete_account().await.data("deleteAccount");
    world.outbox.take();
    let again = world.signed_in("clara").await;
    assert_ne!(again.user_id, clara.user_id);
    assert_eq!(again.changes("", None).await["cursor"], "");
    assert_eq!(again.push(one_of_each()).await["success"], true);
}

pub(crate) async fn deleting_somebody_elses_account_is_refused(world: &World) {
    let clara = world.signed_in("clara").await;
    let mut robert = world.signed_in("robert").await;
    let own = robert.user_id.clone();
    robert.user_id.clone_from(&clara.user_id);
    assert_eq!(robert.delete_account().await.code(), "WRONG_ACCOUNT");
    assert_eq!(clara.me().await["id"], clara.user_id);
    assert_eq!(robert.me().await["id"], own);
}

pub(crate) async fn deleting_without_signing_in_is_refused(world: &World) {
    let clara = world.signed_in("clara").await;
    let mut stranger = world.browser();
    stranger.user_id.clone_from(&clara.user_id);
    assert_eq!(stranger.delete_account().await.code(), "UNAUTHENTICATED");
    assert_eq!(clara.me().await["id"], clara.user_id);
}

pub(crate) async fn a_deletion_that_fails_deletes_nothing(world: &World) {
    let clara = world.signed_in("clara").await;
    clara.push(one_of_each()).await;
    let before = clara.changes("", None).await;
    world
        .database
        .fail("INSERT OR IGNORE INTO deleted_accounts");
    assert_eq!(clara.delete_account().await.code(), "UNAVAILABLE");
    assert_eq!(world.outbox.take(), []);
    assert_eq!(clara.changes("", None).await, before);
}
