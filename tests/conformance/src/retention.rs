//! What keeping things for a time only promises.

use api_worker::platform::Clock as _;
use api_worker::retention::{purge_sign_ins, purge_trash};
use serde_json::{Value, json};

use crate::world::{Browser, World, deletion, each, entry, goal, log, piece, session, with, write};

const DAY: i64 = 86_400;
const TABLES: [(&str, &str); 5] = [
    ("practice_sessions", "PRACTICE_SESSIONS"),
    ("practice_logs", "PRACTICE_LOGS"),
    ("logbook_entries", "LOGBOOK_ENTRIES"),
    ("goals", "GOALS"),
    ("pieces", "PIECES"),
];

async fn purge(world: &World) {
    purge_trash(world.database.as_ref(), world.clock.now())
        .await
        .expect("a database that works");
}

/// One deleted record of each kind, under one id.
async fn push_and_delete_one_of_each(browser: &Browser<'_>) {
    browser
        .push(json!({
            "sessions": [session("one", 1)],
            "logs": [with(log("one", 1), json!({ "notes": "private" }))],
            "entries": [with(entry("one", 1), json!({ "notes": "private", "tags": ["a"] }))],
            "goals": [with(goal("one", 1), json!({ "description": "private" }))],
            "pieces": [with(piece("one", 1), json!({ "composer": "Petzold" }))],
        }))
        .await;
    let deletions: Value = TABLES
        .iter()
        .map(|(_, collection)| {
            with(
                deletion("one", 2, Some(1)),
                json!({ "collection": collection }),
            )
        })
        .collect();
    browser.push(json!({ "deletions": deletions })).await;
}

/// The records of all tombstones, null once they are purged.
fn records(changes: &Value) -> Vec<Value> {
    ["sessions", "logs", "entries", "goals", "pieces"]
        .into_iter()
        .flat_map(|list| each(&changes[list], "record"))
        .collect()
}

pub(crate) async fn the_trash_is_purged_30_days_after_the_deletion_came(world: &World) {
    let clara = world.signed_in("clara").await;
    push_and_delete_one_of_each(&clara).await;
    let before = clara.changes("", None).await;
    assert!(records(&before).iter().all(Value::is_object));

    world.clock.advance_secs(30 * DAY - 1);
    purge(world).await;
    let clara = world.signed_in("clara").await;
    assert_eq!(clara.changes("", None).await, before);

    world.clock.advance_secs(1);
    purge(world).await;
    let mut after = clara.changes("", None).await;
    assert_eq!(records(&after), vec![Value::Null; 5]);
    // That it was deleted stays known, to every device and to every cursor.
    for list in ["sessions", "logs", "entries", "goals", "pieces"] {
        after[list][0]["record"] = before[list][0]["record"].clone();
    }
    assert_eq!(after, before);
}

pub(crate) async fn nothing_of_what_was_purged_is_left_in_the_table(world: &World) {
    let clara = world.signed_in("clara").await;
    push_and_delete_one_of_each(&clara).await;
    world.clock.advance_secs(30 * DAY);
    purge(world).await;
    for (table, _) in TABLES {
        let sql = format!("SELECT * FROM {table} WHERE user_id = ?");
        let mut rows = world.sql(&sql, &[&clara.user_id]).await;
        let row = rows.pop().expect("the tombstone");
        let mut left: Vec<&str> = row
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(column, _)| column.as_str())
            .collect();
        left.sort_unstable();
        assert_eq!(
            left,
            [
                "base_write_id",
                "deleted_at",
                "id",
                "recent_writes",
                "seq",
                "user_id",
                "write_id"
            ]
        );
    }
    let clara = world.signed_in("clara").await;
    assert_eq!(
        records(&clara.history(None, None).await),
        Vec::<Value>::new()
    );
}

pub(crate) async fn a_device_whose_clock_is_off_does_not_shorten_the_time(world: &World) {
    let clara = world.signed_in("clara").await;
    clara.push_entry(entry("e", 1)).await;
    let long_ago = json!({ "deletedAt": "1990-01-01T00:00:00Z" });
    clara
        .push(json!({ "deletions": [with(deletion("e", 2, Some(1)), long_ago)] }))
        .await;
    purge(world).await;
    assert!(clara.held_entry("e").await["record"].is_object());
}

pub(crate) async fn live_and_restored_records_are_not_purged(world: &World) {
    let clara = world.signed_in("clara").await;
    clara
        .push(json!({ "entries": [entry("live", 1), entry("restored", 2)] }))
        .await;
    clara
        .push(json!({ "deletions": [deletion("restored", 3, Some(2))] }))
        .await;
    let restored = with(entry("restored", 4), json!({ "baseWriteId": write(3) }));
    clara.push_entry(restored).await;
    world.clock.advance_secs(365 * DAY);
    purge(world).await;
    let clara = world.signed_in("clara").await;
    for id in ["live", "restored"] {
        assert!(clara.held_entry(id).await["record"].is_object(), "{id}");
    }
}

pub(crate) async fn a_device_that_still_has_the_content_can_give_it_back(world: &World) {
    let clara = world.signed_in("clara").await;
    push_and_delete_one_of_each(&clara).await;
    world.clock.advance_secs(30 * DAY);
    purge(world).await;
    let clara = world.signed_in("clara").await;
    let restored = with(
        entry("one", 3),
        json!({ "baseWriteId": write(2), "notes": "back" }),
    );
    assert_eq!(clara.push_entry(restored).await["status"], "APPLIED");
    assert_eq!(clara.held_entry("one").await["record"]["notes"], "back");
}

pub(crate) async fn a_run_purges_only_so_many_at_once(world: &World) {
    let clara = world.signed_in("clara").await;
    for push in 0..2_u64 {
        let numbers = push * 600..(push + 1) * 600;
        let entries: Value = numbers
            .clone()
            .map(|number| entry(&format!("e-{number}"), number))
            .collect();
        clara.push(json!({ "entries": entries })).await;
        let deletions: Value = numbers
            .map(|number| deletion(&format!("e-{number}"), 10_000 + number, Some(number)))
            .collect();
        clara.push(json!({ "deletions": deletions })).await;
    }
    world.clock.advance_secs(30 * DAY);
    let sql =
        "SELECT count(*) AS kept FROM logbook_entries WHERE user_id = ? AND created_at IS NOT NULL";
    let mut kept = Vec::new();
    for _ in 0..3 {
        purge(world).await;
        kept.push(world.sql(sql, &[&clara.user_id]).await[0]["kept"].as_i64());
    }
    // There may be other users' in the same database.
    assert!(kept[0] >= Some(200), "{kept:?}");
    assert_eq!(kept[2], Some(0), "{kept:?}");
}

pub(crate) async fn what_signing_in_left_is_purged_when_it_counts_no_more(world: &World) {
    let clara = world.signed_in("clara").await;
    world.browser().token_for(&world.address("clara")).await;
    let address = world.address("clara");
    let counts = async || {
        let mut counts = Vec::new();
        for (rest, of) in [
            ("login_tokens WHERE email = ?", &address),
            ("auth_sessions WHERE user_id = ?", &clara.user_id),
            ("sign_ins WHERE user_id = ?", &clara.user_id),
        ] {
            let rows = world
                .sql(&format!("SELECT count(*) AS n FROM {rest}"), &[of])
                .await;
            counts.push(rows[0]["n"].as_i64().unwrap_or_default());
        }
        counts
    };
    let purge = async || {
        purge_sign_ins(world.database.as_ref(), world.clock.now())
            .await
            .expect("a database that works");
    };
    purge().await;
    // The link that was used, so that it can be repeated, and the one that nobody has used.
    assert_eq!(counts().await, [2, 1, 1]);
    world.clock.advance_secs(599);
    purge().await;
    assert_eq!(counts().await, [2, 1, 1]);
    world.clock.advance_secs(1);
    purge().await;
    assert_eq!(counts().await, [0, 1, 1]);
    world.clock.advance_secs(30 * DAY - 601);
    purge().await;
    assert_eq!(counts().await, [0, 1, 1]);
    world.clock.advance_secs(1);
    purge().await;
    assert_eq!(counts().await, [0, 0, 1]);
    let sql = "SELECT * FROM rate_limits WHERE window_start <= ?";
    let a_day_ago = (world.clock.now().millis() - DAY * 1_000).to_string();
    assert_eq!(world.sql(sql, &[&a_day_ago]).await, []);
    world.clock.advance_secs(60 * DAY - 1);
    purge().await;
    assert_eq!(counts().await, [0, 0, 1]);
    world.clock.advance_secs(1);
    purge().await;
    assert_eq!(counts().await, [0, 0, 0]);
}
