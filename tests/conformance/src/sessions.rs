//! What the list of sessions and the log of sign-ins promise.

use serde_json::{Value, json};

use crate::world::{Browser, World, each, items, other_than, text};

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1";

async fn signed_in_on<'a>(world: &'a World, who: &str, user_agent: &'static str) -> Browser<'a> {
    let mut browser = world.browser();
    browser.user_agent = Some(user_agent);
    let token = browser.token_for(&world.address(who)).await;
    let user = browser.verify(&token).await.data("verifyMagicLink");
    browser.user_id = text(&user["id"]);
    browser
}

pub(crate) async fn sessions_are_told_with_device_and_times(world: &World) {
    let desk = signed_in_on(world, "clara", FIREFOX).await;
    world.clock.advance_secs(2 * HOUR);
    let phone = signed_in_on(world, "clara", IPHONE).await;
    let sessions = phone.sessions().await;
    assert_eq!(
        each(&sessions, "device"),
        ["Safari, iPhone", "Firefox, Linux"]
    );
    assert_eq!(each(&sessions, "isCurrent"), [true, false]);
    let began = ["2026-11-20T14:00:00Z", "2026-11-20T12:00:00Z"];
    assert_eq!(each(&sessions, "createdAt"), began);
    assert_eq!(each(&sessions, "lastUsedAt"), began);
    // Using a session is written down, and told.
    world.clock.advance_secs(2 * HOUR);
    let sessions = desk.sessions().await;
    assert_eq!(
        each(&sessions, "device"),
        ["Firefox, Linux", "Safari, iPhone"]
    );
    assert_eq!(each(&sessions, "isCurrent"), [true, false]);
    assert_eq!(sessions[0]["lastUsedAt"], "2026-11-20T16:00:00Z");
}

pub(crate) async fn a_session_is_named_by_nothing_that_signs_in(world: &World) {
    let clara = world.signed_in("clara").await;
    let told = clara.sessions().await.to_string();
    let sql = "SELECT token_hash FROM auth_sessions WHERE user_id = ?";
    let kept = world.sql(sql, &[&clara.user_id]).await;
    assert!(!told.contains(kept[0]["token_hash"].as_str().unwrap_or_default()));
    for cookie in clara.cookie_header().split("; ") {
        let (_, value) = cookie.split_once('=').expect("a cookie");
        assert!(!told.contains(value));
    }
}

pub(crate) async fn a_revoked_session_has_ended_at_once(world: &World) {
    let desk = world.signed_in("clara").await;
    let phone = world.signed_in("clara").await;
    let sessions = items(&desk.sessions().await);
    let other = sessions
        .iter()
        .find(|session| session["isCurrent"] == false);
    let id = text(&other.expect("the phone")["id"]);
    let left = desk.revoke(&id).await.data("revokeSession");
    assert_eq!(each(&left, "isCurrent"), [true]);
    assert_eq!(phone.me().await, Value::Null);
    assert_eq!(phone.try_sessions().await.code(), "UNAUTHENTICATED");
    assert_eq!(desk.me().await["id"], desk.user_id);
    // Again, because the first answer was lost.
    let again = desk.revoke(&id).await.data("revokeSession");
    assert_eq!(again, left);
}

pub(crate) async fn the_link_of_a_revoked_session_is_useless(world: &World) {
    let desk = world.signed_in("clara").await;
    let phone = world.browser();
    let token = phone.token_for(&world.address("clara")).await;
    phone.verify(&token).await.data("verifyMagicLink");
    desk.revoke_others().await.data("revokeOtherSessions");
    assert_eq!(phone.verify(&token).await.code(), "LINK_INVALID");
}

pub(crate) async fn revoking_all_others_leaves_this_one_and_other_accounts(world: &World) {
    let desk = world.signed_in("clara").await;
    let phones = [
        world.signed_in("clara").await,
        world.signed_in("clara").await,
    ];
    let robert = world.signed_in("robert").await;
    let left = desk.revoke_others().await.data("revokeOtherSessions");
    assert_eq!(each(&left, "isCurrent"), [true]);
    for phone in &phones {
        assert_eq!(phone.me().await, Value::Null);
    }
    assert_eq!(desk.me().await["id"], desk.user_id);
    assert_eq!(robert.me().await["id"], robert.user_id);
}

pub(crate) async fn nobody_revokes_the_session_of_somebody_else(world: &World) {
    let clara = world.signed_in("clara").await;
    let robert = world.signed_in("robert").await;
    let id = text(&clara.sessions().await[0]["id"]);
    robert.revoke(&id).await.data("revokeSession");
    assert_eq!(clara.me().await["id"], clara.user_id);
    let mut mistaken = world.signed_in("robert").await;
    mistaken.user_id.clone_from(&clara.user_id);
    for answer in [
        mistaken.revoke(&id).await,
        mistaken.revoke_others().await,
        mistaken.try_sessions().await,
        mistaken.try_sign_ins().await,
    ] {
        assert_eq!(answer.code(), "WRONG_ACCOUNT");
    }
    assert_eq!(clara.me().await["id"], clara.user_id);
}

pub(crate) async fn sessions_without_signing_in_are_refused(world: &World) {
    let clara = world.signed_in("clara").await;
    let mut stranger = world.browser();
    stranger.user_id.clone_from(&clara.user_id);
    let id = text(&clara.sessions().await[0]["id"]);
    for answer in [
        stranger.revoke(&id).await,
        stranger.revoke_others().await,
        stranger.try_sessions().await,
        stranger.try_sign_ins().await,
    ] {
        assert_eq!(answer.code(), "UNAUTHENTICATED");
    }
    assert_eq!(clara.me().await["id"], clara.user_id);
}

pub(crate) async fn a_session_that_has_ended_by_itself_is_not_told(world: &World) {
    world.signed_in("clara").await;
    world.clock.advance_secs(30 * DAY);
    let phone = world.signed_in("clara").await;
    assert_eq!(each(&phone.sessions().await, "isCurrent"), [true]);
}

pub(crate) async fn the_log_tells_who_signed_in_and_who_tried(world: &World) {
    signed_in_on(world, "clara", FIREFOX).await;
    world.clock.advance_secs(HOUR);
    let mut phone = world.browser();
    phone.user_agent = Some(IPHONE);
    let code = phone.code_for(&world.address("clara")).await;
    phone.verify_code(&other_than(&code)).await;
    world.clock.advance_secs(1);
    let user = phone.verify_code(&code).await.data("verifySignInCode");
    phone.user_id = text(&user["id"]);
    let line = |at: &str, method: &str, outcome: &str, device: &str| json!({ "at": at, "method": method, "outcome": outcome, "device": device });
    assert_eq!(
        phone.sign_ins().await,
        json!([
            line(
                "2026-11-20T13:00:01Z",
                "CODE",
                "SIGNED_IN",
                "Safari, iPhone"
            ),
            line("2026-11-20T13:00:00Z", "CODE", "REFUSED", "Safari, iPhone"),
            line(
                "2026-11-20T12:00:00Z",
                "LINK",
                "SIGNED_IN",
                "Firefox, Linux"
            ),
        ])
    );
}

pub(crate) async fn the_log_has_no_more_refusals_than_codes_that_were_tried(world: &World) {
    let clara = world.signed_in("clara").await;
    let stranger = world.browser();
    let code = stranger.code_for(&world.address("clara")).await;
    for _ in 0..10 {
        stranger.verify_code(&other_than(&code)).await;
    }
    let log = clara.sign_ins().await;
    let refused = each(&log, "outcome").into_iter();
    assert_eq!(refused.filter(|outcome| outcome == "REFUSED").count(), 5);
}

pub(crate) async fn the_log_reaches_back_90_days(world: &World) {
    world.signed_in("clara").await;
    world.clock.advance_secs(90 * DAY - 1);
    let clara = world.signed_in("clara").await;
    assert_eq!(items(&clara.sign_ins().await).len(), 2);
    world.clock.advance_secs(1);
    assert_eq!(items(&clara.sign_ins().await).len(), 1);
}

pub(crate) async fn a_session_is_read_by_one_query_and_written_once_an_hour(world: &World) {
    let clara = world.signed_in("clara").await;
    world.database.take_count();
    clara.me().await;
    assert_eq!(world.database.take_count(), 1);
    world.clock.advance_secs(HOUR + 1);
    clara.me().await;
    assert_eq!(world.database.take_count(), 2);
    clara.me().await;
    assert_eq!(world.database.take_count(), 1);
}

pub(crate) async fn refused_tries_hide_no_sign_in(world: &World) {
    let clara = world.signed_in("clara").await;
    // Later than the sign-in, as a stranger makes them in a day.
    let sql = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
        INSERT INTO sign_ins (user_id, at, id, method, outcome, device)
        SELECT user_id, at + i, 'refused' || i, 'CODE', 'REFUSED', '' FROM sign_ins, n WHERE user_id = ?";
    world.sql(sql, &[&clara.user_id]).await;
    let outcomes = each(&clara.sign_ins().await, "outcome");
    let (refused, other): (Vec<_>, Vec<_>) = outcomes
        .into_iter()
        .partition(|outcome| outcome == "REFUSED");
    assert_eq!(refused.len(), 50);
    assert_eq!(other, ["SIGNED_IN"]);
}
