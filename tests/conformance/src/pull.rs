//! What a pull promises.

use serde_json::{Value, json};

use crate::world::{Browser, World, deletion, each, entry, goal, text, with, write};

pub(crate) async fn an_empty_journal_has_an_empty_cursor_that_stays_valid(world: &World) {
    let clara = world.signed_in("clara").await;
    let changes = clara.changes("", None).await;
    assert_eq!(changes["cursor"], "");
    assert_eq!(changes["hasMore"], false);
    clara.push_entry(entry("e", 1)).await;
    assert_eq!(each(&clara.changes("", None).await["entries"], "id"), ["e"]);
}

pub(crate) async fn changes_tell_what_was_pushed_since_the_cursor(world: &World) {
    let clara = world.signed_in("clara").await;
    clara
        .push(json!({ "entries": [entry("a", 1), entry("b", 2)] }))
        .await;
    let cursor = text(&clara.changes("", None).await["cursor"]);
    clara
        .push(json!({
            "entries": [with(entry("b", 3), json!({ "baseWriteId": write(2) }))],
            "goals": [goal("g", 4)],
            "deletions": [deletion("c", 5, None)],
        }))
        .await;
    let changes = clara.changes(&cursor, None).await;
    let mut ids: Vec<String> = each(&changes["entries"], "id").iter().map(text).collect();
    ids.sort();
    assert_eq!(ids, ["b", "c"]);
    assert_eq!(each(&changes["goals"], "id"), ["g"]);
    assert_eq!(changes["sessions"], json!([]));
    assert_eq!(changes["hasMore"], false);
}

pub(crate) async fn an_unchanged_journal_keeps_its_cursor(world: &World) {
    let clara = world.signed_in("clara").await;
    clara.push_entry(entry("a", 1)).await;
    let cursor = clara.changes("", None).await["cursor"].clone();
    let again = clara.changes(&text(&cursor), None).await;
    assert_eq!(again["cursor"], cursor);
    assert_eq!(again["entries"], json!([]));
    assert_eq!(again["hasMore"], false);
}

/// Pushes entries in pushes of these sizes.
async fn push_in_sizes(browser: &Browser<'_>, sizes: &[u64]) {
    let mut number = 0;
    for size in sizes {
        let entries: Vec<Value> = (number..number + size)
            .map(|number| entry(&format!("e-{number:03}"), number))
            .collect();
        number += size;
        browser.push(json!({ "entries": entries })).await;
    }
}

pub(crate) async fn a_page_has_whole_pushes_only(world: &World) {
    let clara = world.signed_in("clara").await;
    push_in_sizes(&clara, &[1, 5, 1]).await;
    let page = clara.changes("", Some(2)).await;
    assert_eq!(each(&page["entries"], "id").len(), 6);
    assert_eq!(page["hasMore"], true);
    let rest = clara.changes(&text(&page["cursor"]), Some(2)).await;
    assert_eq!(each(&rest["entries"], "id"), ["e-006"]);
    assert_eq!(rest["hasMore"], false);
}

pub(crate) async fn pages_together_have_every_record_once(world: &World) {
    let clara = world.signed_in("clara").await;
    push_in_sizes(&clara, &[3, 1, 4, 1, 5, 9, 2, 6]).await;
    clara
        .push(json!({ "goals": [goal("g-1", 1), goal("g-2", 2)] }))
        .await;
    for first in [1, 2, 3, 7, 30, 33, 500] {
        let mut ids: Vec<String> = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = clara.changes(&cursor, Some(first)).await;
            ids.extend(each(&page["entries"], "id").iter().map(text));
            ids.extend(each(&page["goals"], "id").iter().map(text));
            cursor = text(&page["cursor"]);
            if page["hasMore"] == false {
                break;
            }
        }
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 33, "in pages of {first}");
    }
}

pub(crate) async fn the_last_full_page_says_that_there_is_no_more(world: &World) {
    let clara = world.signed_in("clara").await;
    push_in_sizes(&clara, &[2, 2]).await;
    let page = clara.changes("", Some(2)).await;
    assert_eq!(page["hasMore"], true);
    let last = clara.changes(&text(&page["cursor"]), Some(2)).await;
    assert_eq!(each(&last["entries"], "id").len(), 2);
    assert_eq!(last["hasMore"], false);
    // A push that changed nothing has a number too, and is no page of its own.
    push_in_sizes(&clara, &[2]).await;
    let page = clara.changes(&text(&page["cursor"]), Some(2)).await;
    assert_eq!(page["entries"], last["entries"]);
    assert_eq!(page["hasMore"], false);
}

pub(crate) async fn a_record_pushed_again_moves_to_the_later_page(world: &World) {
    let clara = world.signed_in("clara").await;
    push_in_sizes(&clara, &[1, 1, 1]).await;
    let page = clara.changes("", Some(1)).await;
    assert_eq!(each(&page["entries"], "id"), ["e-000"]);
    let edit = json!({ "baseWriteId": write(1), "notes": "later" });
    clara.push_entry(with(entry("e-001", 99), edit)).await;
    let next = clara.changes(&text(&page["cursor"]), Some(1)).await;
    assert_eq!(each(&next["entries"], "id"), ["e-002"]);
    let last = clara.changes(&text(&next["cursor"]), Some(1)).await;
    assert_eq!(last["entries"][0]["record"]["notes"], "later");
}

pub(crate) async fn an_unknown_cursor_asks_to_read_everything_again(world: &World) {
    let clara = world.signed_in("clara").await;
    clara.push_entry(entry("e", 1)).await;
    let cursor = text(&clara.changes("", None).await["cursor"]);
    for unknown in [
        "1.0000000000000000",
        "7.0123456789abcdef",
        "nonsense",
        "1",
        "-1.x",
        "99999999999999999999.x",
    ] {
        assert_eq!(
            clara.try_changes(unknown, None).await.code(),
            "RESYNC",
            "{unknown}"
        );
    }
    // A database that was restored gives the same numbers to other pushes.
    let forget = [
        "DELETE FROM logbook_entries WHERE user_id = ?",
        "DELETE FROM pushes WHERE user_id = ?",
    ];
    for sql in forget {
        world.sql(sql, &[&clara.user_id]).await;
    }
    world
        .sql(
            "UPDATE users SET change_seq = 0 WHERE id = ?",
            &[&clara.user_id],
        )
        .await;
    clara.push_entry(entry("f", 2)).await;
    assert_eq!(clara.try_changes(&cursor, None).await.code(), "RESYNC");
}

pub(crate) async fn a_cursor_of_another_user_is_unknown(world: &World) {
    let clara = world.signed_in("clara").await;
    let robert = world.signed_in("robert").await;
    clara.push_entry(entry("e", 1)).await;
    robert.push_entry(entry("e", 1)).await;
    let cursor = text(&clara.changes("", None).await["cursor"]);
    assert_eq!(robert.try_changes(&cursor, None).await.code(), "RESYNC");
}

pub(crate) async fn a_place_from_which_the_journal_does_not_go_on_is_told_in_every_answer(
    world: &World,
) {
    let clara = world.signed_in("clara").await;
    let one = text(&clara.push(json!({ "entries": [entry("e", 1)] })).await["cursor"]);
    let two = clara.push(json!({ "reached": [one], "entries": [entry("f", 2)] }));
    let two = two.await;
    assert_eq!(two["isContinuous"], true);
    let two = text(&two["cursor"]);
    for reached in [&[][..], &[""], &[&one], &[&one, &two]] {
        let [changes, history] = clara.having_reached(reached).await;
        assert_eq!(
            changes.data("changes")["cursor"],
            history.data("history")["asOf"]
        );
    }
    for (unknown, write_id) in [
        ("2.0000000000000000", 3),
        ("9.0123456789abcdef", 4),
        ("x", 5),
    ] {
        for answer in clara.having_reached(&[&one, unknown]).await {
            assert_eq!(answer.code(), "RESYNC", "{unknown}");
        }
        // What is sent is taken all the same.
        let id = format!("g-{write_id}");
        let push = json!({ "reached": [one, unknown], "entries": [entry(&id, write_id)] });
        let push = clara.push(push).await;
        assert_eq!(
            (&push["isContinuous"], &push["success"]),
            (&json!(false), &json!(true))
        );
    }
    let too_many = ["1.a"; 5];
    for answer in clara.having_reached(&too_many).await {
        assert_eq!(answer.code(), "BAD_INPUT");
    }
}

pub(crate) async fn a_pull_for_somebody_else_is_refused(world: &World) {
    let clara = world.signed_in("clara").await;
    let mut robert = world.signed_in("robert").await;
    robert.user_id.clone_from(&clara.user_id);
    assert_eq!(robert.try_changes("", None).await.code(), "WRONG_ACCOUNT");
}

pub(crate) async fn a_pull_without_signing_in_is_refused(world: &World) {
    assert_eq!(
        world.browser().try_changes("", None).await.code(),
        "UNAUTHENTICATED"
    );
}

pub(crate) async fn a_page_size_below_1_is_refused(world: &World) {
    let clara = world.signed_in("clara").await;
    for first in [0, -1] {
        assert_eq!(clara.try_changes("", Some(first)).await.code(), "BAD_INPUT");
    }
}

pub(crate) async fn a_pull_while_cloud_storage_is_paused_is_refused(world: &World) {
    let clara = world.signed_in("clara").await;
    clara.push_entry(entry("e", 1)).await;
    world.pause(&clara).await;
    let answer = clara.try_changes("", None).await;
    assert_eq!(answer.code(), "CLOUD_STORAGE_PAUSED");
}

pub(crate) async fn a_pull_takes_few_queries(world: &World) {
    let clara = world.signed_in("clara").await;
    push_in_sizes(&clara, &[10, 10]).await;
    world.database.take_count();
    clara.changes("", None).await;
    assert!(world.database.take_count() <= 5);
}
