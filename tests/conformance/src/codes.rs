//! What the code beside the link promises.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::world::{World, code_in, other_than, text, token_in};

const MINUTE: i64 = 60;

pub(crate) async fn a_code_signs_in_and_makes_the_account(world: &World) {
    let browser = world.browser();
    let email = world.address("clara");
    let code = browser.code_for(&email).await;
    let answer = browser.verify_code(&code).await;
    let [cookie] = answer.set_cookies.as_slice() else {
        panic!("{:?}", answer.set_cookies)
    };
    assert!(cookie.starts_with("__Host-mirubato_session="), "{cookie}");
    let user = answer.data("verifySignInCode");
    assert_eq!(user["email"], email);
    assert_eq!(user["hasCloudStorage"], true);
    assert_eq!(browser.me().await, user);
}

pub(crate) async fn a_code_is_read_with_and_without_blanks(world: &World) {
    let grouped = world.browser();
    let code = grouped.code_for(&world.address("clara")).await;
    let typed = format!(" {} ", code.replace(' ', "-"));
    grouped.verify_code(&typed).await.data("verifySignInCode");
    let plain = world.browser();
    let code = plain.code_for(&world.address("clara")).await;
    let typed = code.replace(' ', "");
    plain.verify_code(&typed).await.data("verifySignInCode");
}

pub(crate) async fn a_code_works_only_in_the_browser_that_asked(world: &World) {
    let phone = world.browser();
    let code = phone.code_for(&world.address("clara")).await;
    let stranger = world.browser();
    assert_eq!(stranger.verify_code(&code).await.code(), "CODE_INVALID");
    // Nor in one that has asked for another address, or for the same.
    let robert = world.browser();
    robert.code_for(&world.address("robert")).await;
    assert_eq!(robert.verify_code(&code).await.code(), "CODE_INVALID");
    let clara = world.browser();
    clara.code_for(&world.address("clara")).await;
    assert_eq!(clara.verify_code(&code).await.code(), "CODE_INVALID");
    phone.verify_code(&code).await.data("verifySignInCode");
}

pub(crate) async fn five_wrong_codes_are_the_last_and_the_link_goes_on_working(world: &World) {
    let browser = world.browser();
    let mail = browser.mail_for(&world.address("clara")).await;
    let code = code_in(&mail.text);
    for left in [4, 3, 2, 1, 0, 0] {
        let answer = browser.verify_code(&other_than(&code)).await;
        assert_eq!(answer.code(), "CODE_INVALID");
        assert_eq!(answer.extensions()["triesLeft"], left);
        assert!(answer.set_cookies.is_empty());
    }
    let answer = browser.verify_code(&code).await;
    assert_eq!(answer.code(), "CODE_INVALID");
    assert_eq!(answer.extensions()["triesLeft"], 0);
    assert_eq!(browser.me().await, Value::Null);
    let link = browser.verify(&token_in(&mail.text)).await;
    link.data("verifyMagicLink");
}

pub(crate) async fn the_right_code_after_four_wrong_ones_signs_in(world: &World) {
    let browser = world.browser();
    let code = browser.code_for(&world.address("clara")).await;
    for _ in 0..4 {
        browser.verify_code(&other_than(&code)).await;
    }
    browser.verify_code(&code).await.data("verifySignInCode");
}

pub(crate) async fn what_are_not_eight_digits_costs_no_try(world: &World) {
    let browser = world.browser();
    let code = browser.code_for(&world.address("clara")).await;
    for typed in ["", "1234567", "123456789", "abcdefgh", "' OR 1=1"] {
        for _ in 0..2 {
            assert_eq!(browser.verify_code(typed).await.code(), "BAD_INPUT");
        }
    }
    browser.verify_code(&code).await.data("verifySignInCode");
}

pub(crate) async fn of_twenty_wrong_codes_at_once_five_are_tried(world: &World) {
    let browser = world.browser();
    let code = browser.code_for(&world.address("clara")).await;
    let wrong = other_than(&code);
    let answers = join_all((0..20).map(|_| browser.verify_code(&wrong))).await;
    let mut left: Vec<_> = answers
        .iter()
        .map(|answer| answer.extensions()["triesLeft"].as_i64())
        .collect();
    left.sort_unstable();
    assert_eq!(left[15..], [Some(0), Some(1), Some(2), Some(3), Some(4)]);
    assert!(left[..15].iter().all(|left| *left == Some(0)));
    assert_eq!(browser.verify_code(&code).await.code(), "CODE_INVALID");
}

pub(crate) async fn a_code_uses_up_its_link(world: &World) {
    let browser = world.browser();
    let mail = browser.mail_for(&world.address("clara")).await;
    let (code, token) = (code_in(&mail.text), token_in(&mail.text));
    browser.verify_code(&code).await.data("verifySignInCode");
    let other = world.browser();
    assert_eq!(other.look_at(&token).await.code(), "LINK_INVALID");
    assert_eq!(other.verify(&token).await.code(), "LINK_INVALID");
}

pub(crate) async fn a_link_uses_up_its_code(world: &World) {
    let desk = world.browser();
    let mail = desk.mail_for(&world.address("clara")).await;
    let phone = world.browser();
    let user = phone.verify(&token_in(&mail.text)).await;
    let user = user.data("verifyMagicLink");
    let answer = desk.verify_code(&code_in(&mail.text)).await;
    assert_eq!(answer.code(), "CODE_INVALID");
    assert_eq!(answer.extensions()["triesLeft"], 0);
    assert_eq!(desk.me().await, Value::Null);
    assert_eq!(phone.me().await, user);
}

pub(crate) async fn the_browser_may_repeat_a_code_whose_answer_was_lost(world: &World) {
    let browser = world.browser();
    let code = browser.code_for(&world.address("clara")).await;
    let first = browser.verify_code_without_hearing(&code).await;
    let first = first.data("verifySignInCode");
    assert_eq!(browser.me().await, Value::Null);
    let again = browser.verify_code(&code).await.data("verifySignInCode");
    assert_eq!(first, again);
    assert_eq!(browser.me().await, first);
    let sql = "SELECT token_hash FROM auth_sessions WHERE user_id = ?";
    assert_eq!(world.sql(sql, &[&text(&first["id"])]).await.len(), 1);
    world.clock.advance_secs(10 * MINUTE);
    assert_eq!(browser.verify_code(&code).await.code(), "CODE_INVALID");
}

pub(crate) async fn a_code_is_useless_after_signing_out(world: &World) {
    let browser = world.browser();
    let code = browser.code_for(&world.address("clara")).await;
    browser.verify_code(&code).await.data("verifySignInCode");
    browser.logout().await.data("logout");
    assert_eq!(browser.verify_code(&code).await.code(), "CODE_INVALID");
    assert_eq!(browser.me().await, Value::Null);
}

pub(crate) async fn a_code_works_for_10_minutes(world: &World) {
    let browser = world.browser();
    let in_time = browser.code_for(&world.address("clara")).await;
    world.clock.advance_secs(10 * MINUTE - 1);
    browser.verify_code(&in_time).await.data("verifySignInCode");
    let late = browser.code_for(&world.address("clara")).await;
    world.clock.advance_secs(10 * MINUTE);
    assert_eq!(browser.verify_code(&late).await.code(), "CODE_INVALID");
}

pub(crate) async fn a_new_mail_cancels_the_older_code_and_begins_counting_anew(world: &World) {
    let browser = world.browser();
    let older = browser.code_for(&world.address("clara")).await;
    for _ in 0..5 {
        browser.verify_code(&other_than(&older)).await;
    }
    let newer = browser.code_for(&world.address("clara")).await;
    let answer = browser.verify_code(&older).await;
    assert_eq!(answer.code(), "CODE_INVALID");
    assert_eq!(answer.extensions()["triesLeft"], 4);
    browser.verify_code(&newer).await.data("verifySignInCode");
}

pub(crate) async fn signing_in_by_code_ends_the_session_before(world: &World) {
    let browser = world.signed_in("clara").await;
    let code = browser.code_for(&world.address("robert")).await;
    let robert = browser.verify_code(&code).await.data("verifySignInCode");
    assert_eq!(browser.me().await, robert);
    let sql = "SELECT token_hash FROM auth_sessions WHERE user_id = ?";
    assert_eq!(world.sql(sql, &[&browser.user_id]).await, []);
}

pub(crate) async fn a_wrong_code_leaves_the_session_as_it_was(world: &World) {
    let browser = world.signed_in("clara").await;
    let code = browser.code_for(&world.address("robert")).await;
    browser.verify_code(&other_than(&code)).await;
    assert_eq!(browser.me().await["id"], browser.user_id);
}

pub(crate) async fn the_database_has_no_code_and_no_plain_hash_of_one(world: &World) {
    let browser = world.browser();
    let code = browser.code_for(&world.address("clara")).await;
    let digits = code.replace(' ', "");
    let sql = "SELECT code_hash FROM login_tokens WHERE email = ?";
    let email = world.address("clara");
    let kept = world.sql(sql, &[&email]).await;
    let kept = kept[0]["code_hash"].as_str().unwrap_or_default().to_owned();
    // The code of another server with another secret is kept otherwise, so the secret is part of it.
    assert_eq!(kept.len(), 43);
    assert!(!kept.contains(&digits));
    world.set_up(|settings| {
        let other = api_worker::testing::sign_in_settings("the secret of another server entirely");
        settings.key = other.expect("a good secret").key;
    });
    assert_eq!(browser.verify_code(&code).await.code(), "CODE_INVALID");
}

pub(crate) async fn without_a_secret_nobody_signs_in_and_the_log_says_why(world: &World) {
    let clara = world.signed_in("clara").await;
    let token = world.browser().token_for(&world.address("robert")).await;
    world.forget_secret();
    let browser = world.browser();
    for answer in [
        browser.request_link(&world.address("clara")).await,
        browser.verify(&token).await,
        browser.verify_code("12345678").await,
    ] {
        assert_eq!(answer.code(), "UNAVAILABLE");
        assert!(answer.set_cookies.is_empty());
        let [fault] = answer.faults.as_slice() else {
            panic!("{:?}", answer.faults)
        };
        let said = fault.causes.join("\n");
        assert!(said.contains("SECRET is missing"), "{said}");
    }
    assert_eq!(world.outbox.take(), []);
    // Whoever is signed in stays so.
    assert_eq!(clara.me().await["id"], json!(clara.user_id));
}
