//! What a push promises.

use serde_json::{Value, json};
use shared_model::limits;
use shared_model::protocol::ErrorCode;

use crate::world::{
    Answer, Browser, World, deletion, each, entry, goal, items, session, with, write,
};

const APPLIED: &str = "APPLIED";
const CONFLICT: &str = "CONFLICT";
const REJECTED: &str = "REJECTED";

/// One record of each kind with every field set.
fn full_records() -> Value {
    json!({
        "sessions": [{
            "id": "session-1", "instrument": "Piano", "sheetMusicId": "sheet", "sheetMusicTitle": "Minuet",
            "sessionType": "ASSESSMENT", "startedAt": "2026-11-20T10:00:00.123Z",
            "completedAt": "2026-11-20T10:30:00Z", "pausedDuration": 60, "accuracy": 92.5, "notesAttempted": 200,
            "notesCorrect": 185, "utcOffsetMinutes": -300, "createdAt": "2026-11-20T10:00:00Z",
            "updatedAt": "2026-11-20T10:31:00Z",
        }],
        "logs": [{
            "id": "log-1", "sessionId": "session-1", "activityType": "SIGHT_READING",
            "startedAt": "2026-11-20T10:00:00Z", "durationSeconds": 600, "pieceId": "piece-1",
            "pieceTitle": "Minuet", "tempoPracticed": 80, "targetTempo": 120, "focusAreas": ["Rhythm", "Hands"],
            "selfRating": 7, "notes": "Left hand", "createdAt": "2026-11-20T10:10:00Z",
            "updatedAt": "2026-11-20T10:10:00Z",
        }],
        "entries": [{
            "id": "entry-1", "timestamp": "2026-11-20T10:00:00Z", "duration": 1800, "type": "LESSON",
            "instrument": "Guitar",
            "pieces": [
                { "id": "piece-1", "title": "Minuet", "composer": "Petzold", "measures": "1-8", "tempo": 90 },
                { "id": "piece-2", "title": "Etude", "composer": null, "measures": null, "tempo": null },
            ],
            "techniques": ["Scales"], "goalIds": ["goal-1"], "notes": "Good", "mood": "EXCITED",
            "tags": ["morning", "slow"], "sessionId": "session-1", "utcOffsetMinutes": 60,
            "createdAt": "2026-11-20T10:31:00Z", "updatedAt": "2026-11-20T10:32:00Z",
        }],
        "goals": [{
            "id": "goal-1", "title": "Play the Minuet", "description": "By heart", "targetDate": "2026-12-24",
            "progress": 50,
            "milestones": [
                { "id": "m-1", "title": "First half", "completed": true, "completedAt": "2026-11-19T10:00:00Z" },
                { "id": "m-2", "title": "Second half", "completed": false, "completedAt": null },
            ],
            "status": "PAUSED", "completedAt": "2026-11-20T10:00:00Z",
            "target": { "kind": "TEMPO", "amount": 120, "pieceId": "piece-1" },
            "createdAt": "2026-11-01T10:00:00Z", "updatedAt": "2026-11-20T10:00:00Z",
        }],
        "pieces": [{
            "id": "piece-1", "title": "Minuet", "composer": "Petzold", "status": "POLISHED", "notes": "From the book",
            "mergedInto": "piece-2", "createdAt": "2026-11-01T10:00:00Z", "updatedAt": "2026-11-02T10:00:00Z",
        }],
    })
}

const LISTS: [&str; 5] = ["sessions", "logs", "entries", "goals", "pieces"];

pub(crate) async fn a_record_comes_back_as_it_was_pushed(world: &World) {
    let clara = world.signed_in("clara").await;
    let records = full_records();
    let mut writes = records.clone();
    for list in LISTS {
        writes[list][0]["writeId"] = write(1).into();
    }
    let answer = clara.sync_anonymous(writes).await;
    assert_eq!(answer["success"], true);
    for count in [
        "syncedSessions",
        "syncedLogs",
        "syncedEntries",
        "syncedGoals",
        "syncedPieces",
    ] {
        assert_eq!(answer[count], 1, "{count}");
    }
    let changes = clara.changes("", None).await;
    for list in LISTS {
        assert_eq!(answer[list][0]["status"], APPLIED);
        assert_eq!(changes[list][0]["record"], records[list][0], "{list}");
        assert_eq!(changes[list][0]["writeId"], write(1));
        assert_eq!(changes[list][0]["recentWrites"], json!([write(1)]));
        assert_eq!(changes[list][0]["deletedAt"], Value::Null);
    }
}

pub(crate) async fn missing_fields_get_their_defaults(world: &World) {
    let clara = world.signed_in("clara").await;
    let entries = json!([with(entry("e", 1), json!({ "notes": null, "mood": null }))]);
    let goals = json!([goal("g", 1)]);
    let sessions = json!([session("s", 1)]);
    clara
        .push(json!({ "entries": entries, "goals": goals, "sessions": sessions }))
        .await;
    let changes = clara.changes("", None).await;
    let entry = &changes["entries"][0]["record"];
    assert_eq!(entry["type"], "PRACTICE");
    assert_eq!(entry["duration"], 0);
    assert_eq!(entry["instrument"], "");
    assert_eq!(entry["pieces"], json!([]));
    assert_eq!(entry["notes"], Value::Null);
    let goal = &changes["goals"][0]["record"];
    assert_eq!(goal["status"], "ACTIVE");
    assert_eq!(goal["target"], Value::Null);
    assert_eq!(
        changes["sessions"][0]["record"]["sessionType"],
        "FREE_PRACTICE"
    );
}

pub(crate) async fn texts_of_any_kind_come_back(world: &World) {
    let clara = world.signed_in("clara").await;
    let notes = "\"quoted\" 'single' \\ back; line\nline\r\ttab \u{0}\u{1}\u{7f} Ünïcödé 🎹 \u{2028} %_?1 null";
    let tags = json!(["null", "[]", "1", "true", "é"]);
    clara
        .push_entry(with(entry("e", 1), json!({ "notes": notes, "tags": tags })))
        .await;
    let held = clara.held_entry("e").await;
    assert_eq!(held["record"]["notes"], notes);
    assert_eq!(held["record"]["tags"], tags);
}

pub(crate) async fn a_replayed_push_changes_nothing(world: &World) {
    let clara = world.signed_in("clara").await;
    clara.push_entry(entry("e", 1)).await;
    let push = json!({
        "entries": [with(entry("e", 2), json!({ "baseWriteId": write(1), "notes": "edited" })), entry("f", 3)],
    });
    let mut first = clara.push(push.clone()).await;
    let before = clara.changes("", None).await;
    let mut again = clara.push(push).await;
    // It has a number of its own, as every push has.
    assert_ne!(first["cursor"].take(), again["cursor"].take());
    assert_eq!(first, again);
    assert_eq!(again["success"], true);
    assert_eq!(again["syncedEntries"], 2);
    let after = clara.changes("", None).await;
    assert_eq!(before["entries"], after["entries"]);
    let since = clara
        .changes(before["cursor"].as_str().unwrap_or_default(), None)
        .await;
    assert_eq!(since["entries"], json!([]));
}

pub(crate) async fn a_write_that_names_itself_as_its_base_is_applied_once(world: &World) {
    let clara = world.signed_in("clara").await;
    let odd = with(entry("e", 1), json!({ "baseWriteId": write(1) }));
    for _ in 0..2 {
        assert_eq!(clara.push_entry(odd.clone()).await["status"], APPLIED);
    }
    assert_eq!(
        clara.held_entry("e").await["recentWrites"],
        json!([write(1)])
    );
}

pub(crate) async fn an_edit_of_the_held_version_is_applied(world: &World) {
    let clara = world.signed_in("clara").await;
    clara
        .push_entry(with(
            entry("e", 1),
            json!({ "notes": "first", "duration": 60 }),
        ))
        .await;
    let edit = with(
        entry("e", 2),
        json!({ "baseWriteId": write(1), "notes": "second" }),
    );
    assert_eq!(clara.push_entry(edit).await["status"], APPLIED);
    let held = clara.held_entry("e").await;
    assert_eq!(held["record"]["notes"], "second");
    assert_eq!(held["record"]["duration"], 0);
    assert_eq!(held["recentWrites"], json!([write(2), write(1)]));
}

pub(crate) async fn an_edit_of_an_older_version_is_a_conflict_and_changes_nothing(world: &World) {
    let clara = world.signed_in("clara").await;
    clara.push_entry(entry("e", 1)).await;
    clara
        .push_entry(with(
            entry("e", 2),
            json!({ "baseWriteId": write(1), "notes": "held" }),
        ))
        .await;
    let before = clara.held_entry("e").await;
    let late = json!({
        "baseWriteId": write(1), "notes": "late", "updatedAt": "2099-01-01T00:00:00Z",
    });
    let outcome = clara.push_entry(with(entry("e", 3), late)).await;
    assert_eq!(outcome["status"], CONFLICT);
    assert_eq!(outcome["current"], before);
    assert_eq!(clara.held_entry("e").await, before);
}

pub(crate) async fn a_conflict_comes_with_the_last_16_writes(world: &World) {
    let clara = world.signed_in("clara").await;
    clara.push_entry(entry("e", 1)).await;
    for number in 2..=20 {
        let edit = with(
            entry("e", number),
            json!({ "baseWriteId": write(number - 1) }),
        );
        assert_eq!(clara.push_entry(edit).await["status"], APPLIED);
    }
    let outcome = clara
        .push_entry(with(entry("e", 99), json!({ "baseWriteId": write(7) })))
        .await;
    let recent: Vec<String> = (5..=20).rev().map(write).collect();
    assert_eq!(outcome["current"]["recentWrites"], json!(recent));
}

pub(crate) async fn the_same_id_made_twice_is_a_conflict(world: &World) {
    let clara = world.signed_in("clara").await;
    clara
        .push_entry(with(entry("e", 1), json!({ "notes": "one" })))
        .await;
    let outcome = clara
        .push_entry(with(entry("e", 2), json!({ "notes": "two" })))
        .await;
    assert_eq!(outcome["status"], CONFLICT);
    assert_eq!(outcome["current"]["record"]["notes"], "one");
}

pub(crate) async fn a_base_that_the_server_never_had_is_taken_as_new(world: &World) {
    let clara = world.signed_in("clara").await;
    let outcome = clara
        .push_entry(with(entry("e", 2), json!({ "baseWriteId": write(1) })))
        .await;
    assert_eq!(outcome["status"], APPLIED);
}

async fn delete(browser: &Browser<'_>, deletion: Value) -> Value {
    browser.push(json!({ "deletions": [deletion] })).await
}

pub(crate) async fn a_deletion_leaves_a_tombstone_with_its_last_content(world: &World) {
    let clara = world.signed_in("clara").await;
    let written = clara
        .push_entry(with(entry("e", 1), json!({ "notes": "kept" })))
        .await;
    assert_eq!(written["status"], APPLIED);
    let record = clara.held_entry("e").await["record"].take();
    let answer = delete(&clara, deletion("e", 2, Some(1))).await;
    assert_eq!(answer["success"], true);
    assert_eq!(answer["syncedEntries"], 1);
    assert_eq!(answer["entries"][0]["status"], APPLIED);
    let held = clara.held_entry("e").await;
    assert_eq!(held["deletedAt"], "2026-11-20T11:30:00Z");
    assert_eq!(held["record"], record);
    assert_eq!(held["record"]["notes"], "kept");
    assert_eq!(held["recentWrites"], json!([write(2), write(1)]));
}

pub(crate) async fn a_deletion_of_an_older_version_is_a_conflict(world: &World) {
    let clara = world.signed_in("clara").await;
    clara.push_entry(entry("e", 1)).await;
    clara
        .push_entry(with(
            entry("e", 2),
            json!({ "baseWriteId": write(1), "notes": "newer" }),
        ))
        .await;
    let answer = delete(&clara, deletion("e", 3, Some(1))).await;
    assert_eq!(answer["success"], false);
    assert_eq!(answer["entries"][0]["status"], CONFLICT);
    assert_eq!(answer["entries"][0]["current"]["record"]["notes"], "newer");
}

pub(crate) async fn a_deletion_of_an_unknown_record_leaves_a_tombstone(world: &World) {
    let clara = world.signed_in("clara").await;
    let deletions: Vec<Value> = [
        "PIECES",
        "PRACTICE_SESSIONS",
        "PRACTICE_LOGS",
        "LOGBOOK_ENTRIES",
        "GOALS",
    ]
    .map(|collection| with(deletion("x", 1, None), json!({ "collection": collection })))
    .into();
    let answer = clara.push(json!({ "deletions": deletions })).await;
    assert_eq!(answer["success"], true);
    let changes = clara.changes("", None).await;
    for list in LISTS {
        assert_eq!(answer[list][0]["status"], APPLIED);
        assert_eq!(changes[list][0]["deletedAt"], "2026-11-20T11:30:00Z");
        assert_eq!(changes[list][0]["record"], Value::Null);
    }
}

pub(crate) async fn an_edit_of_a_tombstone_makes_the_record_live_again(world: &World) {
    let clara = world.signed_in("clara").await;
    clara.push_entry(entry("e", 1)).await;
    delete(&clara, deletion("e", 2, Some(1))).await;
    let edit = with(
        entry("e", 3),
        json!({ "baseWriteId": write(2), "notes": "back" }),
    );
    assert_eq!(clara.push_entry(edit).await["status"], APPLIED);
    let held = clara.held_entry("e").await;
    assert_eq!(held["deletedAt"], Value::Null);
    assert_eq!(held["record"]["notes"], "back");
}

pub(crate) async fn a_stale_edit_does_not_bring_a_deleted_record_back(world: &World) {
    let clara = world.signed_in("clara").await;
    clara.push_entry(entry("e", 1)).await;
    delete(&clara, deletion("e", 2, Some(1))).await;
    let stale = with(entry("e", 3), json!({ "baseWriteId": write(1) }));
    let outcome = clara.push_entry(stale).await;
    assert_eq!(outcome["status"], CONFLICT);
    assert_eq!(outcome["current"]["deletedAt"], "2026-11-20T11:30:00Z");
    assert_eq!(outcome["current"]["record"]["id"], "e");
}

pub(crate) async fn an_id_that_comes_twice_is_rejected_and_the_others_go_through(world: &World) {
    let clara = world.signed_in("clara").await;
    let answer = clara
        .push(json!({
            "entries": [entry("twice", 1), entry("once", 2), entry("twice", 3), entry("also-deleted", 4)],
            "goals": [goal("twice", 5)],
            "deletions": [deletion("also-deleted", 6, None)],
        }))
        .await;
    assert_eq!(answer["success"], false);
    assert_eq!(answer["syncedEntries"], 1);
    assert_eq!(answer["syncedGoals"], 1);
    let statuses = [REJECTED, APPLIED, REJECTED, REJECTED, REJECTED];
    assert_eq!(each(&answer["entries"], "status"), statuses);
    let duplicate = json!({ "field": "id", "reason": "DUPLICATE" });
    assert_eq!(answer["entries"][0]["rejection"], duplicate);
    assert_eq!(answer["entries"][4]["rejection"], duplicate);
    assert_eq!(
        each(&clara.changes("", None).await["entries"], "id"),
        ["once"]
    );
}

pub(crate) async fn a_bad_record_is_rejected_with_its_field_and_the_others_go_through(
    world: &World,
) {
    let clara = world.signed_in("clara").await;
    let long = "x".repeat(4 * limits::NOTES_CHARS + 1);
    let answer = clara
        .push(json!({
            "entries": [
                entry("good", 1),
                with(entry("long", 2), json!({ "notes": long })),
                with(entry("negative", 3), json!({ "duration": -1 })),
                with(entry("untitled", 4), json!({ "pieces": [{ "id": "p", "title": " " }] })),
                entry("not an id", 5),
            ],
            "goals": [with(goal("untitled", 6), json!({ "title": "" })), goal("good", 7)],
        }))
        .await;
    assert_eq!(answer["success"], false);
    assert_eq!(answer["syncedEntries"], 1);
    assert_eq!(answer["syncedGoals"], 1);
    assert_eq!(
        each(&answer["entries"], "rejection"),
        [
            Value::Null,
            json!({ "field": "notes", "reason": "TOO_LONG" }),
            json!({ "field": "duration", "reason": "OUT_OF_RANGE" }),
            json!({ "field": "pieces[0].title", "reason": "MISSING" }),
            json!({ "field": "id", "reason": "MALFORMED_ID" }),
        ]
    );
    assert_eq!(answer["goals"][0]["status"], REJECTED);
    let changes = clara.changes("", None).await;
    assert_eq!(each(&changes["entries"], "id"), ["good"]);
    assert_eq!(each(&changes["goals"], "id"), ["good"]);
}

pub(crate) async fn malformed_names_are_rejected(world: &World) {
    let clara = world.signed_in("clara").await;
    let answer = clara
        .push(json!({
            "entries": [
                with(entry("a", 1), json!({ "writeId": "short" })),
                with(entry("b", 2), json!({ "baseWriteId": "0123456789ABCDEF" })),
            ],
            "deletions": [
                with(deletion("c", 3, None), json!({ "writeId": "" })),
                deletion("not/an/id", 4, None),
            ],
        }))
        .await;
    let fields: Vec<Value> = items(&answer["entries"])
        .iter()
        .map(|outcome| outcome["rejection"]["field"].clone())
        .collect();
    assert_eq!(fields, ["writeId", "baseWriteId", "writeId", "id"]);
    assert_eq!(clara.changes("", None).await["entries"], json!([]));
}

pub(crate) async fn the_same_id_under_two_users_is_two_records(world: &World) {
    let clara = world.signed_in("clara").await;
    let robert = world.signed_in("robert").await;
    clara
        .push_entry(with(entry("e", 1), json!({ "notes": "clara's" })))
        .await;
    let outcome = robert
        .push_entry(with(entry("e", 2), json!({ "notes": "robert's" })))
        .await;
    assert_eq!(outcome["status"], APPLIED);
    // Not even with the other's write id as base is there a way to the other's record.
    let edit = with(
        entry("e", 3),
        json!({ "baseWriteId": write(1), "notes": "taken over" }),
    );
    assert_eq!(robert.push_entry(edit).await["status"], CONFLICT);
    assert_eq!(clara.held_entry("e").await["record"]["notes"], "clara's");
    assert_eq!(robert.held_entry("e").await["record"]["notes"], "robert's");
}

async fn is_refused(world: &World, browser: &Browser<'_>, answer: Answer, code: &str) {
    assert_eq!(answer.code(), code);
    let sql = "SELECT id FROM logbook_entries WHERE user_id = ?
        UNION ALL SELECT push_id FROM pushes WHERE user_id = ?";
    let rows = world.sql(sql, &[&browser.user_id, &browser.user_id]).await;
    assert_eq!(rows, []);
}

pub(crate) async fn a_push_for_somebody_else_is_refused(world: &World) {
    let clara = world.signed_in("clara").await;
    let robert = world.signed_in("robert").await;
    let input = clara.input(json!({ "entries": [entry("e", 1)] }));
    let answer = robert.push_input(input).await;
    is_refused(world, &clara, answer, "WRONG_ACCOUNT").await;
    is_refused(
        world,
        &robert,
        robert.push_input(clara.input(json!({}))).await,
        "WRONG_ACCOUNT",
    )
    .await;
}

pub(crate) async fn a_push_of_another_model_version_is_refused(world: &World) {
    let clara = world.signed_in("clara").await;
    let input = clara.input(json!({ "entries": [entry("e", 1)] }));
    let answer = clara
        .push_input(with(input, json!({ "modelVersion": 0 })))
        .await;
    is_refused(world, &clara, answer, "UPGRADE_REQUIRED").await;
}

pub(crate) async fn a_push_with_too_many_records_is_refused(world: &World) {
    let clara = world.signed_in("clara").await;
    let entries: Vec<Value> = (1..=500)
        .map(|number| entry(&format!("e-{number}"), number))
        .collect();
    let deletions: Vec<Value> = (1..=501)
        .map(|number| deletion(&format!("d-{number}"), number, None))
        .collect();
    let input = clara.input(json!({ "entries": entries, "deletions": deletions }));
    is_refused(world, &clara, clara.push_input(input).await, "TOO_LARGE").await;
}

pub(crate) async fn a_push_while_cloud_storage_is_paused_is_refused(world: &World) {
    let clara = world.signed_in("clara").await;
    world.pause(&clara).await;
    assert_eq!(clara.me().await["hasCloudStorage"], false);
    let input = clara.input(json!({ "entries": [entry("e", 1)] }));
    is_refused(
        world,
        &clara,
        clara.push_input(input).await,
        "CLOUD_STORAGE_PAUSED",
    )
    .await;
}

pub(crate) async fn a_push_without_signing_in_is_refused(world: &World) {
    let clara = world.signed_in("clara").await;
    let input = clara.input(json!({ "entries": [entry("e", 1)] }));
    let answer = world.browser().push_input(input).await;
    is_refused(world, &clara, answer, "UNAUTHENTICATED").await;
}

pub(crate) async fn an_account_deleted_before_the_batch_leaves_nothing_behind(world: &World) {
    let clara = world.signed_in("clara").await;
    let delete = [
        "DELETE FROM auth_sessions WHERE user_id = ?",
        "DELETE FROM sign_ins WHERE user_id = ?",
        "DELETE FROM users WHERE id = ?",
    ]
    .map(|sql| api_worker::database::Statement::new(sql, [clara.user_id.as_str().into()]));
    world.database.disturb("INSERT INTO pushes", delete.into());
    let input = clara.input(json!({ "entries": [entry("e", 1)], "goals": [goal("g", 2)] }));
    is_refused(
        world,
        &clara,
        clara.push_input(input).await,
        "ACCOUNT_DELETED",
    )
    .await;
}

pub(crate) async fn cloud_storage_paused_before_the_batch_leaves_nothing_behind(world: &World) {
    let clara = world.signed_in("clara").await;
    let pause = "UPDATE users SET has_cloud_storage = 0 WHERE id = ?";
    let pause = api_worker::database::Statement::new(pause, [clara.user_id.as_str().into()]);
    world.database.disturb("INSERT INTO pushes", vec![pause]);
    let input = clara.input(json!({ "entries": [entry("e", 1)] }));
    is_refused(
        world,
        &clara,
        clara.push_input(input).await,
        "CLOUD_STORAGE_PAUSED",
    )
    .await;
}

pub(crate) async fn a_database_failure_is_said_without_its_text_and_changes_nothing(world: &World) {
    let clara = world.signed_in("clara").await;
    world.database.fail("INSERT INTO pushes");
    let input = clara.input(json!({ "entries": [entry("e", 1)] }));
    let answer = clara.push_input(input).await;
    assert!(!answer.json.to_string().contains("a failure was asked for"));
    let [fault] = answer.faults.as_slice() else {
        panic!("{:?}", answer.faults)
    };
    assert_eq!(fault.code, ErrorCode::Unavailable);
    assert_eq!(
        fault.causes,
        ["the database failed", "a failure was asked for"]
    );
    is_refused(world, &clara, answer, "UNAVAILABLE").await;
}

pub(crate) async fn a_push_takes_as_many_queries_for_1_as_for_1000_records(world: &World) {
    let clara = world.signed_in("clara").await;
    world.database.take_count();
    clara.push_entry(entry("e", 1)).await;
    let one = world.database.take_count();
    let thousand = limits::PUSH_RECORDS as u64;
    let entries: Vec<Value> = (1..=thousand)
        .map(|number| entry(&format!("e-{number}"), number))
        .collect();
    let answer = clara.push(json!({ "entries": entries })).await;
    assert_eq!(answer["syncedEntries"], thousand);
    assert_eq!(world.database.take_count(), one);
    assert!(one <= 16, "{one} queries");
}

pub(crate) async fn a_push_that_does_not_read_as_the_schema_says_is_refused(world: &World) {
    let clara = world.signed_in("clara").await;
    for wrong in [
        with(entry("e", 1), json!({ "timestamp": "yesterday" })),
        with(entry("e", 1), json!({ "type": "NAP" })),
        json!({ "id": "e" }),
    ] {
        let input = clara.input(json!({ "entries": [wrong] }));
        is_refused(world, &clara, clara.push_input(input).await, "BAD_INPUT").await;
    }
}
