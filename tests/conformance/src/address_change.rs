//! What changing the address of an account promises.

use api_worker::auth::{Limits, Registration};
use api_worker::platform::Clock as _;
use api_worker::retention::purge_sign_ins;
use futures_util::future::join_all;
use serde_json::{Value, json};
use shared_model::protocol::ErrorCode;

use crate::world::{Browser, World, each, text, token_in};

const HOUR: i64 = 3_600;

/// The tokens of a change that was asked for.
struct Links {
    old: String,
    new: String,
}

/// Asks for `new` as the address of `who`, and takes the tokens out of the two mails.
async fn asked(world: &World, browser: &Browser<'_>, who: &str, new: &str) -> Links {
    let answer = browser.request_address_change(&world.address(new)).await;
    assert_eq!(answer.data("requestAddressChange"), json!(true));
    let mails = world.outbox.take();
    assert_eq!(mails.len(), 2);
    let token_to = |who: &str| {
        let mail = mails.iter().find(|mail| mail.to == world.address(who));
        token_of(&mail.expect("a mail").text).expect("a link")
    };
    Links {
        old: token_to(who),
        new: token_to(new),
    }
}

fn token_of(text: &str) -> Option<String> {
    let mut links = text
        .lines()
        .filter_map(|line| line.split_once("/account/address#"));
    links.next().map(|(_, token)| token.to_owned())
}

fn step(world: &World, step: &str) -> Value {
    json!({ "from": world.address("clara"), "to": world.address("wieck"), "step": step })
}

async fn confirm(browser: &Browser<'_>, token: &str) -> Value {
    let answer = browser.confirm_address_change(token).await;
    answer.data("confirmAddressChange")
}

/// The address of an account that nobody may be signed in to.
async fn held_address(world: &World, user_id: &str) -> String {
    let rows = world
        .sql("SELECT email FROM users WHERE id = ?", &[user_id])
        .await;
    rows[0]["email"].as_str().unwrap_or_default().to_owned()
}

async fn address_of(browser: &Browser<'_>) -> String {
    text(&browser.me().await["email"])
}

pub(crate) async fn both_addresses_confirm_before_anything_changes(world: &World) {
    let clara = world.signed_in("clara").await;
    let links = asked(world, &clara, "clara", "wieck").await;
    // In browsers that nobody has signed in with: the mails are read anywhere.
    assert_eq!(
        confirm(&world.browser(), &links.old).await,
        step(world, "WAITING")
    );
    assert_eq!(address_of(&clara).await, world.address("clara"));
    assert_eq!(
        confirm(&world.browser(), &links.new).await,
        step(world, "CHANGED")
    );
    let address = held_address(world, &clara.user_id).await;
    assert_eq!(address, world.address("wieck"));
    world.outbox.take();
    let again = world.signed_in("wieck").await;
    assert_eq!(again.user_id, clara.user_id);
    assert_eq!(again.account().await["email"], world.address("wieck"));
}

pub(crate) async fn the_order_of_the_two_does_not_matter(world: &World) {
    let clara = world.signed_in("clara").await;
    let links = asked(world, &clara, "clara", "wieck").await;
    assert_eq!(confirm(&clara, &links.new).await, step(world, "WAITING"));
    assert_eq!(confirm(&clara, &links.old).await, step(world, "CHANGED"));
    assert_eq!(address_of(&clara).await, world.address("wieck"));
}

pub(crate) async fn who_has_the_new_address_stays_signed_in_where_it_confirmed(world: &World) {
    let desk = world.signed_in("clara").await;
    let phone = world.signed_in("clara").await;
    let links = asked(world, &desk, "clara", "wieck").await;
    // Whichever confirms first, and wherever it was asked for.
    confirm(&phone, &links.new).await;
    confirm(&desk, &links.old).await;
    assert_eq!(phone.me().await["id"], phone.user_id);
    assert_eq!(desk.me().await, Value::Null);
}

pub(crate) async fn who_asked_does_not_stay_signed_in_to_what_becomes_somebody_elses(
    world: &World,
) {
    let thief = world.signed_in("clara").await;
    let links = asked(world, &thief, "clara", "wieck").await;
    // The victim has a journal and is signed in to it.
    let victim = world.signed_in("robert").await;
    confirm(&victim, &links.new).await;
    let step = confirm(&thief, &links.old).await["step"].take();
    assert_eq!(step, "CHANGED");
    assert_eq!(thief.me().await, Value::Null);
    assert_eq!(victim.me().await["id"], victim.user_id);
}

pub(crate) async fn a_list_of_addresses_holds_for_changes_too(world: &World) {
    let clara = world.signed_in("clara").await;
    let listed = format!("{},{}", world.address("clara"), world.address("wieck"));
    world.set_up(|settings| {
        settings.registration = Registration::parse(&listed).expect("a good list");
    });
    let refused = clara
        .request_address_change(&world.address("stranger"))
        .await;
    let mails = world.outbox.take();
    let links = asked(world, &clara, "clara", "wieck").await;
    let admitted = clara.request_address_change(&world.address("wieck")).await;
    world.outbox.take();
    // Nobody but the address itself is told.
    assert_eq!(
        (refused.status, &refused.json),
        (admitted.status, &admitted.json)
    );
    let [to_stranger, to_clara] = mails.as_slice() else {
        panic!("{} mails", mails.len())
    };
    assert_eq!(to_stranger.to, world.address("stranger"));
    assert_eq!(token_of(&to_stranger.text), None);
    assert!(token_of(&to_clara.text).is_some());
    assert!(!links.new.is_empty());
    // Where registration is closed, no account is made by a change.
    world.set_up(|settings| settings.registration = Registration::Closed);
    let links = asked(world, &clara, "clara", "stranger").await;
    confirm(&clara, &links.old).await;
    confirm(&clara, &links.new).await;
    assert_eq!(address_of(&clara).await, world.address("stranger"));
}

pub(crate) async fn a_change_ends_all_other_sessions_and_tells_the_old_address_and_the_log(
    world: &World,
) {
    let clara = world.signed_in("clara").await;
    let phone = world.signed_in("clara").await;
    let robert = world.signed_in("robert").await;
    let links = asked(world, &clara, "clara", "wieck").await;
    world.clock.advance_secs(HOUR);
    confirm(&world.browser(), &links.old).await;
    assert_eq!(phone.me().await["id"], clara.user_id);
    assert_eq!(world.outbox.take(), []);
    confirm(&clara, &links.new).await;
    assert_eq!(phone.me().await, Value::Null);
    assert_eq!(clara.me().await["id"], clara.user_id);
    assert_eq!(robert.me().await["id"], robert.user_id);

    let mails = world.outbox.take();
    let [mail] = mails.as_slice() else {
        panic!("{} mails", mails.len())
    };
    assert_eq!(mail.to, world.address("clara"));
    assert!(mail.text.contains(&world.address("wieck")));
    let log = clara.sign_ins().await;
    assert_eq!(log[0]["outcome"], "ADDRESS_CHANGED");
    assert_eq!(log[0]["at"], "2026-11-20T13:00:00Z");
    let changes = each(&log, "outcome").into_iter();
    assert_eq!(changes.filter(|it| it == "ADDRESS_CHANGED").count(), 1);
}

pub(crate) async fn the_old_address_signs_in_to_nothing_of_the_account_any_more(world: &World) {
    let mut clara = world.browser();
    let used = clara.token_for(&world.address("clara")).await;
    let user = clara.verify(&used).await.data("verifyMagicLink");
    let stranger = world.browser();
    let waiting = stranger.token_for(&world.address("clara")).await;
    clara.user_id = text(&user["id"]);
    let links = asked(world, &clara, "clara", "wieck").await;
    confirm(&clara, &links.old).await;
    confirm(&clara, &links.new).await;
    world.outbox.take();
    assert_eq!(stranger.verify(&waiting).await.code(), "LINK_INVALID");
    assert_eq!(clara.verify(&used).await.code(), "LINK_INVALID");
    assert_ne!(world.signed_in("clara").await.user_id, clara.user_id);
}

pub(crate) async fn looking_at_a_link_confirms_nothing(world: &World) {
    let clara = world.signed_in("clara").await;
    let links = asked(world, &clara, "clara", "wieck").await;
    for token in [&links.old, &links.new] {
        for _ in 0..2 {
            let looked = world.browser().look_at_address_change(token).await;
            assert_eq!(looked.data("addressChange"), step(world, "ASKED"));
        }
    }
    assert_eq!(address_of(&clara).await, world.address("clara"));
    confirm(&clara, &links.old).await;
    let looked = clara.look_at_address_change(&links.old).await;
    assert_eq!(looked.data("addressChange"), step(world, "WAITING"));
    let looked = clara.look_at_address_change(&links.new).await;
    assert_eq!(looked.data("addressChange"), step(world, "ASKED"));
}

pub(crate) async fn one_address_alone_changes_nothing_however_often_it_confirms(world: &World) {
    let clara = world.signed_in("clara").await;
    let links = asked(world, &clara, "clara", "wieck").await;
    for _ in 0..3 {
        assert_eq!(confirm(&clara, &links.new).await, step(world, "WAITING"));
    }
    assert_eq!(address_of(&clara).await, world.address("clara"));
    assert_eq!(world.outbox.take(), []);
}

pub(crate) async fn a_change_that_was_made_cannot_be_confirmed_again(world: &World) {
    let clara = world.signed_in("clara").await;
    let links = asked(world, &clara, "clara", "wieck").await;
    confirm(&clara, &links.old).await;
    confirm(&clara, &links.new).await;
    world.outbox.take();
    for token in [&links.old, &links.new] {
        let again = clara.confirm_address_change(token).await;
        assert_eq!(again.code(), "LINK_INVALID");
        let looked = clara.look_at_address_change(token).await;
        assert_eq!(looked.code(), "LINK_INVALID");
    }
    assert_eq!(world.outbox.take(), []);
    // The way back is a change of its own.
    let back = asked(world, &clara, "wieck", "clara").await;
    confirm(&clara, &back.old).await;
    confirm(&clara, &back.new).await;
    assert_eq!(address_of(&clara).await, world.address("clara"));
}

pub(crate) async fn an_address_that_has_an_account_is_told_and_nobody_else(world: &World) {
    let robert = world.signed_in("robert").await;
    let clara = world.signed_in("clara").await;
    let free = clara.request_address_change(&world.address("wieck")).await;
    world.outbox.take();
    let taken = clara.request_address_change(&world.address("robert")).await;
    assert_eq!((free.status, &free.json), (taken.status, &taken.json));
    assert_eq!(free.set_cookies, taken.set_cookies);
    let mails = world.outbox.take();
    let [to_robert, to_clara] = mails.as_slice() else {
        panic!("{} mails", mails.len())
    };
    assert_eq!(to_robert.to, world.address("robert"));
    assert_eq!(token_of(&to_robert.text), None);
    assert!(!to_robert.text.contains(&world.address("clara")));
    // What Clara's address is sent, and can do with it, is what it would be otherwise.
    let token = token_of(&to_clara.text).expect("a link");
    let looked = clara.look_at_address_change(&token).await;
    assert_eq!(looked.data("addressChange")["step"], "ASKED");
    assert_eq!(confirm(&clara, &token).await["step"], "WAITING");
    assert_eq!(address_of(&clara).await, world.address("clara"));
    assert_eq!(address_of(&robert).await, world.address("robert"));
}

pub(crate) async fn an_address_that_got_an_account_meanwhile_stays_its_own(world: &World) {
    let clara = world.signed_in("clara").await;
    let links = asked(world, &clara, "clara", "wieck").await;
    confirm(&clara, &links.old).await;
    let wieck = world.signed_in("wieck").await;
    let late = clara.confirm_address_change(&links.new).await;
    assert_eq!(late.code(), "LINK_INVALID");
    assert_eq!(address_of(&clara).await, world.address("clara"));
    assert_eq!(address_of(&wieck).await, world.address("wieck"));
    assert_ne!(wieck.user_id, clara.user_id);
    assert_eq!(world.outbox.take(), []);
}

pub(crate) async fn a_later_request_takes_the_place_of_the_earlier_one(world: &World) {
    let clara = world.signed_in("clara").await;
    let earlier = asked(world, &clara, "clara", "wieck").await;
    confirm(&clara, &earlier.old).await;
    let later = asked(world, &clara, "clara", "schumann").await;
    for token in [&earlier.old, &earlier.new] {
        let refused = clara.confirm_address_change(token).await;
        assert_eq!(refused.code(), "LINK_INVALID");
    }
    // Nothing that was confirmed before counts for it.
    assert_eq!(confirm(&clara, &later.new).await["step"], "WAITING");
    assert_eq!(confirm(&clara, &later.old).await["step"], "CHANGED");
    assert_eq!(address_of(&clara).await, world.address("schumann"));
}

pub(crate) async fn a_change_ends_with_the_session_that_asked_for_it(world: &World) {
    let thief = world.signed_in("clara").await;
    let clara = world.signed_in("clara").await;
    let links = asked(world, &thief, "clara", "thief").await;
    clara.revoke_others().await.data("revokeOtherSessions");
    for token in [&links.old, &links.new] {
        let refused = world.browser().confirm_address_change(token).await;
        assert_eq!(refused.code(), "LINK_INVALID");
    }
    assert_eq!(address_of(&clara).await, world.address("clara"));
}

pub(crate) async fn the_links_of_a_change_work_for_24_hours(world: &World) {
    let clara = world.signed_in("clara").await;
    let links = asked(world, &clara, "clara", "wieck").await;
    world.clock.advance_secs(24 * HOUR - 1);
    confirm(&clara, &links.old).await;
    world.clock.advance_secs(1);
    let late = clara.confirm_address_change(&links.new).await;
    assert_eq!(late.code(), "LINK_INVALID");
    let late = clara.look_at_address_change(&links.old).await;
    assert_eq!(late.code(), "LINK_INVALID");
    assert_eq!(address_of(&clara).await, world.address("clara"));
}

pub(crate) async fn of_twenty_confirmations_at_once_one_changes_the_address(world: &World) {
    let clara = world.signed_in("clara").await;
    let links = asked(world, &clara, "clara", "wieck").await;
    confirm(&clara, &links.old).await;
    let browsers: Vec<_> = (0..20).map(|_| world.browser()).collect();
    let confirmations = browsers
        .iter()
        .map(|browser| browser.confirm_address_change(&links.new));
    let answers = join_all(confirmations).await;
    let changed = answers
        .iter()
        .filter(|answer| answer.json["errors"].is_null());
    assert_eq!(changed.count(), 1);
    assert_eq!(world.outbox.take().len(), 1);
    let address = held_address(world, &clara.user_id).await;
    assert_eq!(address, world.address("wieck"));
}

pub(crate) async fn the_own_address_and_what_is_none_are_refused(world: &World) {
    let clara = world.signed_in("clara").await;
    for email in [world.address("CLARA").as_str(), "clara", ""] {
        let answer = clara.request_address_change(email).await;
        assert_eq!(answer.code(), "BAD_INPUT", "{email}");
    }
    assert_eq!(world.outbox.take(), []);
}

pub(crate) async fn a_change_is_counted_like_asking_for_a_link(world: &World) {
    let clara = world.signed_in("clara").await;
    world.clock.advance_secs(HOUR);
    world.set_up(|settings| {
        settings.limits = Limits {
            address: 2,
            network: 10,
            total: 10,
            day: 10,
        };
    });
    asked(world, &clara, "clara", "wieck").await;
    asked(world, &clara, "clara", "schumann").await;
    // The account's own address has been sent two mails, whichever the other one was.
    let answer = clara.request_address_change(&world.address("third")).await;
    assert_eq!(answer.code(), "RATE_LIMITED");
    let answer = world.browser().request_link(&world.address("clara")).await;
    assert_eq!(answer.code(), "RATE_LIMITED");
    assert_eq!(world.outbox.take(), []);
    world.clock.advance_secs(HOUR + 1);
    asked(world, &clara, "clara", "third").await;
}

pub(crate) async fn a_change_that_is_refused_takes_none_of_the_mails(world: &World) {
    let clara = world.signed_in("clara").await;
    world.clock.advance_secs(HOUR);
    world.set_up(|settings| {
        settings.limits = Limits {
            address: 2,
            network: 10,
            total: 10,
            day: 10,
        };
    });
    for _ in 0..2 {
        world.browser().mail_for(&world.address("wieck")).await;
    }
    for _ in 0..3 {
        let answer = clara.request_address_change(&world.address("wieck")).await;
        assert_eq!(answer.code(), "RATE_LIMITED");
    }
    // The account's own address has all of its mails.
    for _ in 0..2 {
        world.browser().mail_for(&world.address("clara")).await;
    }
}

pub(crate) async fn a_notice_that_cannot_be_sent_is_in_the_log(world: &World) {
    let clara = world.signed_in("clara").await;
    let links = asked(world, &clara, "clara", "wieck").await;
    confirm(&clara, &links.old).await;
    world.outbox.set_broken(true);
    let answer = clara.confirm_address_change(&links.new).await;
    let [fault] = answer.faults.as_slice() else {
        panic!("{answer:?}")
    };
    assert_eq!(fault.code, ErrorCode::MailNotSent);
    assert_eq!(answer.data("confirmAddressChange"), step(world, "CHANGED"));
}

pub(crate) async fn a_change_whose_mail_cannot_be_sent_cannot_be_confirmed(world: &World) {
    let clara = world.signed_in("clara").await;
    world.outbox.set_broken(true);
    let answer = clara.request_address_change(&world.address("wieck")).await;
    assert_eq!(answer.code(), "MAIL_NOT_SENT");
    world.outbox.set_broken(false);
    // It may have been delivered all the same.
    let mails = world.outbox.take();
    let token = token_of(&mails[0].text).expect("a link");
    let refused = clara.confirm_address_change(&token).await;
    assert_eq!(refused.code(), "LINK_INVALID");
}

pub(crate) async fn the_database_has_no_token_of_a_change(world: &World) {
    let clara = world.signed_in("clara").await;
    let links = asked(world, &clara, "clara", "wieck").await;
    let rows = format!(
        "{:?}",
        world.sql("SELECT * FROM address_changes", &[]).await
    );
    assert!(!rows.contains(&links.old) && !rows.contains(&links.new));
    // And such a link signs nobody in.
    let refused = world.browser().verify(&links.old).await;
    assert_eq!(refused.code(), "LINK_INVALID");
    let sign_in = world.browser().mail_for(&world.address("clara")).await;
    let refused = clara.confirm_address_change(&token_in(&sign_in.text)).await;
    assert_eq!(refused.code(), "LINK_INVALID");
}

pub(crate) async fn a_change_that_nobody_confirmed_is_purged(world: &World) {
    let clara = world.signed_in("clara").await;
    asked(world, &clara, "clara", "wieck").await;
    let sql = "SELECT * FROM address_changes WHERE user_id = ?";
    for (secs, left) in [(24 * HOUR - 1, 1), (1, 0)] {
        world.clock.advance_secs(secs);
        purge_sign_ins(world.database.as_ref(), world.clock.now())
            .await
            .expect("a database that works");
        assert_eq!(world.sql(sql, &[&clara.user_id]).await.len(), left);
    }
}
