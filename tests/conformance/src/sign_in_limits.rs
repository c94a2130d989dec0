//! How often somebody may ask to sign in and try to, and who may make an account.

use api_worker::auth::{Limits, Registration};
use api_worker::platform::Mail;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::world::{Answer, Browser, World, code_in, other_than, token_in};

const HOUR: i64 = 3_600;

fn limit(world: &World, limits: Limits) {
    world.set_up(|settings| settings.limits = limits);
}

const LIMITS: Limits = Limits {
    address: 2,
    network: 3,
    total: 5,
    day: 100,
};

fn from<'a>(world: &'a World, client_ip: &'static str) -> Browser<'a> {
    let mut browser = world.browser();
    browser.client_ip = Some(client_ip);
    browser
}

fn assert_limited(answer: &Answer, retry_after_secs: i64) {
    assert_eq!(answer.code(), "RATE_LIMITED", "{answer:?}");
    assert_eq!(answer.extensions()["retryAfterSecs"], retry_after_secs);
    assert!(answer.set_cookies.is_empty());
    let message = answer.json["errors"][0]["message"].as_str();
    let minutes = format!("in {} minutes", (retry_after_secs + 59) / 60);
    assert!(
        message.is_some_and(|text| text.contains(&minutes)),
        "{message:?}"
    );
}

pub(crate) async fn an_address_is_asked_for_only_so_often_an_hour(world: &World) {
    limit(world, LIMITS);
    let email = world.address("clara");
    world.browser().mail_for(&email).await;
    world.clock.advance_secs(HOUR / 2);
    world.browser().mail_for(&email).await;
    // However it is written, and from whichever network.
    let answer = from(world, "203.0.113.7")
        .request_link(&email.to_uppercase())
        .await;
    assert_limited(&answer, HOUR / 2 + 1);
    assert_eq!(world.outbox.take(), []);
    world.browser().mail_for(&world.address("robert")).await;
    world.clock.advance_secs(HOUR / 2 + 1);
    world.browser().mail_for(&email).await;
}

pub(crate) async fn a_network_asks_only_so_often_an_hour(world: &World) {
    limit(world, LIMITS);
    for (number, client_ip) in ["203.0.113.7", "203.0.113.8", "203.0.113.250"]
        .into_iter()
        .enumerate()
    {
        let email = world.address(&format!("clara{number}"));
        from(world, client_ip).mail_for(&email).await;
    }
    let email = world.address("robert");
    assert_limited(
        &from(world, "203.0.113.9").request_link(&email).await,
        HOUR + 1,
    );
    from(world, "203.0.114.9").mail_for(&email).await;
}

pub(crate) async fn an_ipv6_network_is_what_one_subscriber_has(world: &World) {
    limit(world, LIMITS);
    for (number, client_ip) in ["2001:db8:1::1", "2001:db8:1:2::1", "2001:db8:1:ffff::7"]
        .into_iter()
        .enumerate()
    {
        let email = world.address(&format!("clara{number}"));
        from(world, client_ip).mail_for(&email).await;
    }
    let email = world.address("robert");
    assert_limited(
        &from(world, "2001:db8:1:3::1").request_link(&email).await,
        HOUR + 1,
    );
    from(world, "2001:db8:2::1").mail_for(&email).await;
}

pub(crate) async fn everybody_together_asks_only_so_often_an_hour(world: &World) {
    limit(world, LIMITS);
    for number in 0..5 {
        let email = world.address(&format!("clara{number}"));
        world.browser().mail_for(&email).await;
    }
    let answer = world.browser().request_link(&world.address("robert")).await;
    assert_limited(&answer, HOUR + 1);
}

pub(crate) async fn asking_in_vain_takes_nothing_from_others(world: &World) {
    limit(world, LIMITS);
    let email = world.address("clara");
    for _ in 0..2 {
        from(world, "203.0.113.7").mail_for(&email).await;
    }
    for _ in 0..20 {
        from(world, "203.0.113.7").request_link(&email).await;
    }
    // The network has one left, and everybody together three.
    from(world, "203.0.113.7")
        .mail_for(&world.address("robert"))
        .await;
    for number in 0..2 {
        let email = world.address(&format!("other{number}"));
        world.browser().mail_for(&email).await;
    }
}

pub(crate) async fn of_twenty_who_ask_at_once_so_many_are_answered(world: &World) {
    limit(world, LIMITS);
    let email = world.address("clara");
    let browsers: Vec<_> = (0..20).map(|_| world.browser()).collect();
    let answers = join_all(browsers.iter().map(|browser| browser.request_link(&email))).await;
    let sent = answers
        .iter()
        .filter(|answer| answer.json["errors"].is_null())
        .count();
    assert_eq!((sent, world.outbox.take().len()), (2, 2));
}

pub(crate) async fn a_text_that_is_no_address_is_not_counted(world: &World) {
    limit(world, Limits { total: 1, ..LIMITS });
    for _ in 0..3 {
        assert_eq!(
            world.browser().request_link("clara").await.code(),
            "BAD_INPUT"
        );
    }
    world.browser().mail_for(&world.address("clara")).await;
}

pub(crate) async fn everybody_together_asks_only_so_often_a_day(world: &World) {
    const DAY: i64 = 24 * HOUR;
    limit(world, Limits { day: 3, ..LIMITS });
    for number in 0..3 {
        let email = world.address(&format!("clara{number}"));
        world.browser().mail_for(&email).await;
        world.clock.advance_secs(2 * HOUR);
    }
    let email = world.address("robert");
    let answer = world.browser().request_link(&email).await;
    assert_eq!(answer.code(), "RATE_LIMITED");
    assert_eq!(answer.extensions()["retryAfterSecs"], DAY - 6 * HOUR + 1);
    let text = answer.json["errors"][0]["message"].as_str();
    assert!(
        text.is_some_and(|text| text.contains("19 hours")),
        "{text:?}"
    );
    world.clock.advance_secs(DAY - 6 * HOUR + 1);
    world.browser().mail_for(&email).await;
}

pub(crate) async fn a_network_leaves_others_mails_of_the_day(world: &World) {
    const DAY: i64 = 24 * HOUR;
    let limits = Limits {
        total: 100,
        day: 8,
        ..LIMITS
    };
    limit(world, limits);
    // Half of the day's mails, or what one hour allows, if that is more.
    for number in 0..4 {
        let email = world.address(&format!("clara{number}"));
        from(world, "203.0.113.7").mail_for(&email).await;
        world.clock.advance_secs(2 * HOUR);
    }
    let email = world.address("robert");
    let answer = from(world, "203.0.113.7").request_link(&email).await;
    assert_eq!(answer.code(), "RATE_LIMITED");
    assert_eq!(answer.extensions()["retryAfterSecs"], DAY - 8 * HOUR + 1);
    from(world, "203.0.114.7").mail_for(&email).await;
    world.clock.advance_secs(DAY - 8 * HOUR + 1);
    from(world, "203.0.113.7").mail_for(&email).await;
}

/// Each mail may be tried seven times.
pub(crate) async fn codes_are_tried_only_so_often_an_hour(world: &World) {
    let email = world.address("clara");
    let mut browsers = Vec::new();
    for _ in 0..3 {
        let browser = world.browser();
        let mail = browser.mail_for(&email).await;
        browsers.push((browser, mail));
    }
    limit(
        world,
        Limits {
            address: 1,
            ..LIMITS
        },
    );
    let code = |mail: &Mail| code_in(&mail.text);
    for (browser, mail) in &browsers[..2] {
        for _ in 0..3 {
            let answer = browser.verify_code(&other_than(&code(mail))).await;
            assert_eq!(answer.code(), "CODE_INVALID");
        }
    }
    let [(first, mail), _, (third, third_mail)] = &browsers[..] else {
        panic!("three browsers")
    };
    let answer = first.verify_code(&other_than(&code(mail))).await;
    assert_eq!(answer.code(), "CODE_INVALID");
    assert_limited(&third.verify_code(&code(third_mail)).await, HOUR + 1);
    assert_eq!(third.me().await, Value::Null);
    // The link is as good as before: nobody can try others in its place.
    let link = third.verify(&token_in(&third_mail.text)).await;
    link.data("verifyMagicLink");
}

pub(crate) async fn a_stranger_who_tries_codes_keeps_nobody_out(world: &World) {
    let email = world.address("clara");
    limit(world, LIMITS);
    let clara = world.browser();
    let mail = clara.mail_for(&email).await;
    let stranger = from(world, "203.0.113.7");
    let code = stranger.code_for(&email).await;
    let mut limited = 0;
    for _ in 0..100 {
        let answer = stranger.verify_code(&other_than(&code)).await;
        limited += usize::from(answer.code() == "RATE_LIMITED");
    }
    assert!(limited > 0, "the network has its limit");
    let used = clara.verify_code(&code_in(&mail.text)).await;
    used.data("verifySignInCode");
}

pub(crate) async fn invented_links_keep_nobody_out(world: &World) {
    limit(world, LIMITS);
    let browser = world.browser();
    let mail = browser.mail_for(&world.address("clara")).await;
    for number in 0..100 {
        let stranger = world.browser();
        let answer = match number % 2 {
            0 => stranger.verify(&"A".repeat(43)).await,
            _ => stranger.confirm_address_change(&"A".repeat(43)).await,
        };
        assert_eq!(answer.code(), "LINK_INVALID");
    }
    let link = browser.verify(&token_in(&mail.text)).await;
    link.data("verifyMagicLink");
}

pub(crate) async fn a_network_tries_only_so_often_an_hour(world: &World) {
    limit(
        world,
        Limits {
            network: 1,
            ..LIMITS
        },
    );
    let token = world.browser().token_for(&world.address("clara")).await;
    let stranger = from(world, "203.0.113.7");
    for _ in 0..7 {
        let answer = stranger.verify(&"A".repeat(43)).await;
        assert_eq!(answer.code(), "LINK_INVALID");
    }
    assert_limited(&stranger.verify(&token).await, HOUR + 1);
    from(world, "203.0.114.7")
        .verify(&token)
        .await
        .data("verifyMagicLink");
}

pub(crate) async fn the_counters_name_no_address_and_no_network(world: &World) {
    let mut browser = from(world, "203.0.113.7");
    browser.user_agent = Some("Firefox/145.0");
    browser.mail_for(&world.address("clara")).await;
    let rows = world.sql("SELECT * FROM rate_limits", &[]).await;
    assert!(rows.len() >= 3);
    let rows = format!("{rows:?}");
    for private in ["clara", "example.org", "203.0.113"] {
        assert!(!rows.contains(private));
    }
}

pub(crate) async fn with_registration_closed_only_who_has_an_account_gets_a_link(world: &World) {
    let clara = world.signed_in("clara").await;
    world.set_up(|settings| settings.registration = Registration::Closed);

    let (known, unknown) = (world.browser(), world.browser());
    world.database.take_count();
    let answer = known.request_link(&world.address("clara")).await;
    let statements = world.database.take_count();
    let other = unknown.request_link(&world.address("robert")).await;
    // Nobody learns from an answer, or from how much is done for it, who has an account.
    assert_eq!(world.database.take_count(), statements);
    assert_eq!((answer.status, &answer.json), (other.status, &other.json));
    assert_eq!(answer.set_cookies.len(), other.set_cookies.len());

    let tried = known.verify_code("00000000").await;
    let in_vain = unknown.verify_code("00000000").await;
    assert_eq!(tried.code(), "CODE_INVALID");
    assert_eq!(tried.extensions()["triesLeft"], 4);
    assert_eq!(in_vain.extensions()["triesLeft"], 4);

    let mails = world.outbox.take();
    let [link, refusal] = mails.as_slice() else {
        panic!("{} mails", mails.len())
    };
    let user = known.verify(&token_in(&link.text)).await;
    assert_eq!(user.data("verifyMagicLink")["id"], clara.user_id);
    assert_eq!(refusal.to, world.address("robert"));
    assert!(!refusal.text.contains("sign-in#"), "{}", refusal.text);
    let sql = "SELECT * FROM login_tokens WHERE email = ? AND code_hash IS NOT NULL";
    assert_eq!(world.sql(sql, &[&world.address("robert")]).await, []);
}

pub(crate) async fn a_list_admits_its_addresses_and_domains(world: &World) {
    let listed = format!("{}, @school.example", world.address("clara"));
    world.set_up(|settings| {
        settings.registration = Registration::parse(&listed).expect("a good list");
    });
    let pupil = world
        .address("anna")
        .replace("example.org", "school.example");
    for email in [world.address("clara"), pupil] {
        let browser = world.browser();
        let token = browser.token_for(&email).await;
        let user = browser.verify(&token).await.data("verifyMagicLink");
        assert_eq!(user["email"], email);
    }
    let mail = world.browser().mail_for(&world.address("robert")).await;
    assert!(!mail.text.contains("sign-in#"));
}

pub(crate) async fn a_mail_that_cannot_be_sent_is_told_whoever_has_an_account(world: &World) {
    world.signed_in("clara").await;
    world.set_up(|settings| settings.registration = Registration::Closed);
    world.outbox.set_broken(true);
    let mut answers = Vec::new();
    for who in ["clara", "robert"] {
        let answer = world.browser().request_link(&world.address(who)).await;
        assert_eq!(answer.code(), "MAIL_NOT_SENT");
        let mut told = answer.json;
        told["errors"][0]["extensions"]["requestId"].take();
        answers.push(told);
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0]["data"], json!(null));
}
