//! What signing in and out promises.

use futures_util::future::join_all;
use serde_json::{Value, json};
use shared_model::protocol::ErrorCode;

use crate::world::{World, text};

const MINUTE: i64 = 60;
const DAY: i64 = 24 * 60 * MINUTE;

pub(crate) async fn a_link_signs_in_and_makes_the_account(world: &World) {
    let browser = world.browser();
    assert_eq!(browser.me().await, Value::Null);
    let email = world.address("clara");
    let token = browser.token_for(&email).await;
    let user = browser.verify(&token).await.data("verifyMagicLink");
    assert_eq!(user["email"], email);
    assert_eq!(user["hasCloudStorage"], true);
    assert_eq!(browser.me().await, user);
}

pub(crate) async fn a_second_link_signs_in_to_the_same_account(world: &World) {
    let phone = world.signed_in("clara").await;
    let laptop = world.signed_in("clara").await;
    assert_eq!(phone.user_id, laptop.user_id);
    let sql = "SELECT id FROM users WHERE email = ?";
    assert_eq!(world.sql(sql, &[&world.address("clara")]).await.len(), 1);
}

pub(crate) async fn an_address_is_the_same_in_upper_and_lower_case(world: &World) {
    let clara = world.signed_in("clara").await;
    let browser = world.browser();
    let token = browser
        .token_for(&format!(" {} ", world.address("Clara").to_uppercase()))
        .await;
    let user = browser.verify(&token).await.data("verifyMagicLink");
    assert_eq!(user["id"], clara.user_id);
}

pub(crate) async fn what_is_no_address_is_refused(world: &World) {
    let browser = world.browser();
    for email in [
        "",
        "clara",
        "clara@localhost",
        "clara@example.org\nBcc: all@example.org",
    ] {
        let answer = browser.request_link(email).await;
        assert_eq!(answer.code(), "BAD_INPUT", "{email:?}");
        assert!(answer.set_cookies.is_empty());
    }
    assert_eq!(world.outbox.take(), []);
}

pub(crate) async fn looking_at_a_link_does_not_use_it(world: &World) {
    let browser = world.browser();
    let email = world.address("clara");
    let token = browser.token_for(&email).await;
    for _ in 0..3 {
        let link = browser.look_at(&token).await.data("magicLink");
        assert_eq!(link, json!({ "email": email, "requestedHere": true }));
    }
    assert_eq!(browser.me().await, Value::Null);
    browser.verify(&token).await.data("verifyMagicLink");
}

pub(crate) async fn a_link_works_once(world: &World) {
    let token = world.browser().token_for(&world.address("clara")).await;
    let phone = world.browser();
    phone.verify(&token).await.data("verifyMagicLink");
    let laptop = world.browser();
    let answer = laptop.verify(&token).await;
    assert_eq!(answer.code(), "LINK_INVALID");
    assert!(answer.set_cookies.is_empty());
    assert_eq!(laptop.look_at(&token).await.code(), "LINK_INVALID");
    // Nor again in the browser in which it was used, which is not the one that asked.
    assert_eq!(phone.verify(&token).await.code(), "LINK_INVALID");
}

pub(crate) async fn of_twenty_uses_at_once_one_wins(world: &World) {
    let token = world.browser().token_for(&world.address("clara")).await;
    let browsers: Vec<_> = (0..20).map(|_| world.browser()).collect();
    let answers = join_all(browsers.iter().map(|browser| browser.verify(&token))).await;
    let won = answers
        .iter()
        .filter(|answer| answer.json["errors"].is_null())
        .count();
    assert_eq!(won, 1);
    let sql = "SELECT id FROM users WHERE email = ?";
    assert_eq!(world.sql(sql, &[&world.address("clara")]).await.len(), 1);
}

pub(crate) async fn the_browser_that_asked_may_repeat_a_lost_answer(world: &World) {
    let browser = world.browser();
    let token = browser.token_for(&world.address("clara")).await;
    let first = browser
        .verify_without_hearing(&token)
        .await
        .data("verifyMagicLink");
    assert_eq!(browser.me().await, Value::Null);
    let again = browser.verify(&token).await.data("verifyMagicLink");
    assert_eq!(first, again);
    assert_eq!(browser.me().await, first);
    world.clock.advance_secs(10 * MINUTE);
    assert_eq!(browser.verify(&token).await.code(), "LINK_INVALID");
}

pub(crate) async fn a_repeat_ends_the_session_that_nobody_heard_of(world: &World) {
    let browser = world.browser();
    let token = browser.token_for(&world.address("clara")).await;
    for _ in 0..3 {
        browser
            .verify_without_hearing(&token)
            .await
            .data("verifyMagicLink");
    }
    let user = browser.verify(&token).await.data("verifyMagicLink");
    assert_eq!(browser.me().await, user);
    let sql = "SELECT token_hash FROM auth_sessions WHERE user_id = ?";
    assert_eq!(world.sql(sql, &[&text(&user["id"])]).await.len(), 1);
}

pub(crate) async fn a_refused_repeat_ends_no_session(world: &World) {
    let browser = world.browser();
    let token = browser.token_for(&world.address("clara")).await;
    let user = browser.verify(&token).await.data("verifyMagicLink");
    let robert = world.signed_in("robert").await;
    assert_eq!(robert.verify(&token).await.code(), "LINK_INVALID");
    world.clock.advance_secs(10 * MINUTE);
    assert_eq!(browser.verify(&token).await.code(), "LINK_INVALID");
    assert_eq!(browser.me().await, user);
    assert_eq!(robert.me().await["id"], robert.user_id);
}

pub(crate) async fn a_link_used_elsewhere_is_useless_in_the_browser_that_asked(world: &World) {
    let laptop = world.browser();
    let token = laptop.token_for(&world.address("clara")).await;
    let phone = world.browser();
    let user = phone.verify(&token).await.data("verifyMagicLink");
    assert_eq!(laptop.look_at(&token).await.code(), "LINK_INVALID");
    assert_eq!(laptop.verify(&token).await.code(), "LINK_INVALID");
    assert_eq!(laptop.me().await, Value::Null);
    assert_eq!(phone.me().await, user);
}

pub(crate) async fn a_link_is_useless_after_signing_out(world: &World) {
    let browser = world.browser();
    let token = browser.token_for(&world.address("clara")).await;
    browser.verify(&token).await.data("verifyMagicLink");
    browser.logout().await.data("logout");
    assert_eq!(browser.look_at(&token).await.code(), "LINK_INVALID");
    assert_eq!(browser.verify(&token).await.code(), "LINK_INVALID");
    assert_eq!(browser.me().await, Value::Null);
}

pub(crate) async fn a_link_is_useless_once_somebody_else_signed_in(world: &World) {
    let browser = world.browser();
    let token = browser.token_for(&world.address("clara")).await;
    browser.verify(&token).await.data("verifyMagicLink");
    let other = browser.token_for(&world.address("robert")).await;
    let robert = browser.verify(&other).await.data("verifyMagicLink");
    assert_eq!(browser.verify(&token).await.code(), "LINK_INVALID");
    assert_eq!(browser.me().await, robert);
}

pub(crate) async fn signing_out_leaves_a_link_that_nobody_used(world: &World) {
    let browser = world.signed_in("clara").await;
    let token = browser.token_for(&world.address("robert")).await;
    browser.logout().await.data("logout");
    browser.verify(&token).await.data("verifyMagicLink");
}

pub(crate) async fn a_link_works_for_10_minutes(world: &World) {
    let browser = world.browser();
    let in_time = browser.token_for(&world.address("clara")).await;
    world.clock.advance_secs(10 * MINUTE - 1);
    browser.verify(&in_time).await.data("verifyMagicLink");
    let late = browser.token_for(&world.address("clara")).await;
    world.clock.advance_secs(10 * MINUTE);
    assert_eq!(browser.look_at(&late).await.code(), "LINK_INVALID");
    assert_eq!(browser.verify(&late).await.code(), "LINK_INVALID");
}

pub(crate) async fn a_link_says_whether_it_was_asked_for_here(world: &World) {
    let token = world.browser().token_for(&world.address("clara")).await;
    let elsewhere = world.browser();
    elsewhere.request_link(&world.address("robert")).await;
    let link = elsewhere.look_at(&token).await.data("magicLink");
    assert_eq!(link["requestedHere"], false);
    elsewhere.verify(&token).await.data("verifyMagicLink");
}

pub(crate) async fn a_new_link_cancels_the_older_one_of_the_same_browser(world: &World) {
    let browser = world.browser();
    let older = browser.token_for(&world.address("clara")).await;
    let newer = browser.token_for(&world.address("clara")).await;
    assert_eq!(browser.verify(&older).await.code(), "LINK_INVALID");
    browser.verify(&newer).await.data("verifyMagicLink");
}

pub(crate) async fn a_new_link_leaves_that_of_another_browser_alone(world: &World) {
    let browser = world.browser();
    let token = browser.token_for(&world.address("clara")).await;
    world.browser().token_for(&world.address("clara")).await;
    browser.verify(&token).await.data("verifyMagicLink");
}

pub(crate) async fn an_invented_link_is_refused(world: &World) {
    let browser = world.browser();
    browser.token_for(&world.address("clara")).await;
    for token in ["", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
        assert_eq!(browser.look_at(token).await.code(), "LINK_INVALID");
        assert_eq!(browser.verify(token).await.code(), "LINK_INVALID");
    }
}

pub(crate) async fn a_mail_that_cannot_be_sent_is_said_and_its_link_is_useless(world: &World) {
    let browser = world.browser();
    world.outbox.set_broken(true);
    let answer = browser.request_link(&world.address("clara")).await;
    assert_eq!(answer.code(), "MAIL_NOT_SENT");
    let [fault] = answer.faults.as_slice() else {
        panic!("{:?}", answer.faults)
    };
    assert_eq!(fault.code, ErrorCode::MailNotSent);
    assert_eq!(
        fault.causes,
        ["the mail could not be sent", "the outbox is broken"]
    );
    let token = crate::world::token_in(&world.outbox.take()[0].text);
    assert_eq!(browser.verify(&token).await.code(), "LINK_INVALID");
}

pub(crate) async fn signing_in_as_somebody_else_ends_the_session_before(world: &World) {
    let browser = world.signed_in("clara").await;
    let token = browser.token_for(&world.address("robert")).await;
    let robert = browser.verify(&token).await.data("verifyMagicLink");
    assert_eq!(browser.me().await, robert);
    let sql = "SELECT token_hash FROM auth_sessions WHERE user_id = ?";
    assert_eq!(world.sql(sql, &[&browser.user_id]).await, []);
    assert_eq!(world.sql(sql, &[&text(&robert["id"])]).await.len(), 1);
}

pub(crate) async fn signing_out_ends_the_session(world: &World) {
    let browser = world.signed_in("clara").await;
    let other = world.signed_in("clara").await;
    assert_eq!(browser.logout().await.data("logout"), json!(true));
    assert!(!browser.cookie_header().contains("mirubato_session"));
    assert_eq!(browser.me().await, Value::Null);
    assert_eq!(other.me().await["id"], browser.user_id);
    let sql = "SELECT token_hash FROM auth_sessions WHERE user_id = ?";
    assert_eq!(world.sql(sql, &[&browser.user_id]).await.len(), 1);
}

pub(crate) async fn signing_out_without_a_session_succeeds(world: &World) {
    assert_eq!(world.browser().logout().await.data("logout"), json!(true));
}

pub(crate) async fn a_session_ends_after_30_days_without_use(world: &World) {
    let browser = world.signed_in("clara").await;
    world.clock.advance_secs(29 * DAY);
    assert_eq!(browser.me().await["id"], browser.user_id);
    world.clock.advance_secs(29 * DAY);
    assert_eq!(browser.me().await["id"], browser.user_id);
    world.clock.advance_secs(30 * DAY);
    assert_eq!(browser.me().await, Value::Null);
}

pub(crate) async fn a_session_in_use_ends_after_180_days(world: &World) {
    let browser = world.signed_in("clara").await;
    for _ in 0..8 {
        world.clock.advance_secs(20 * DAY);
        assert_eq!(browser.me().await["id"], browser.user_id);
    }
    world.clock.advance_secs(20 * DAY);
    assert_eq!(browser.me().await, Value::Null);
}

pub(crate) async fn the_last_use_is_written_down_at_most_once_an_hour(world: &World) {
    let browser = world.signed_in("clara").await;
    let sql = "SELECT last_used_at - created_at AS later FROM auth_sessions WHERE user_id = ?";
    for (minutes, later) in [(59, 0), (2, 61 * MINUTE * 1000), (30, 61 * MINUTE * 1000)] {
        world.clock.advance_secs(minutes * MINUTE);
        browser.me().await;
        assert_eq!(world.sql(sql, &[&browser.user_id]).await[0]["later"], later);
    }
}

pub(crate) async fn cookies_are_for_this_origin_and_no_script(world: &World) {
    let browser = world.browser();
    let email = world.address("clara");
    let asked = browser.request_link(&email).await;
    let token = crate::world::token_in(&world.outbox.take()[0].text);
    let verified = browser.verify(&token).await;
    for (answer, name, age) in [
        (asked, "__Host-mirubato_request=", "Max-Age=600"),
        (verified, "__Host-mirubato_session=", "Max-Age=15552000"),
    ] {
        let [cookie] = answer.set_cookies.as_slice() else {
            panic!("{:?}", answer.set_cookies)
        };
        assert!(cookie.starts_with(name), "{cookie}");
        for attribute in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/", age] {
            assert!(cookie.split("; ").any(|part| part == attribute), "{cookie}");
        }
    }
}

pub(crate) async fn the_database_has_no_secret_that_was_given_out(world: &World) {
    let browser = world.browser();
    let token = browser.token_for(&world.address("clara")).await;
    browser.verify(&token).await.data("verifyMagicLink");
    let mut secrets = vec![token];
    for cookie in browser.cookie_header().split("; ") {
        secrets.extend(cookie.split_once('=').map(|(_, value)| value.to_owned()));
    }
    assert_eq!(secrets.len(), 3);
    for sql in ["SELECT * FROM login_tokens", "SELECT * FROM auth_sessions"] {
        let rows = format!("{:?}", world.sql(sql, &[]).await);
        for secret in &secrets {
            assert!(!rows.contains(secret), "{sql}");
        }
    }
}
