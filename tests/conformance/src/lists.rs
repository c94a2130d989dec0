//! What the lists promise.

use serde_json::{Value, json};
use shared_model::limits::{self, Caps};

use crate::world::{
    Answer, Browser, World, deletion, each, entry, goal, items, session, text, with,
};

const ENTRIES: &str = "query($filter: LogbookEntryFilter, $first: Int, $after: String) {
    list: myLogbookEntries(filter: $filter, first: $first, after: $after) {
        totalCount pageInfo { hasNextPage endCursor } nodes { id }
    }
}";

const GOALS: &str = "query($filter: GoalFilter, $first: Int, $after: String) {
    list: myGoals(filter: $filter, first: $first, after: $after) {
        totalCount pageInfo { hasNextPage endCursor } nodes { id }
    }
}";

const SESSIONS: &str = "query($filter: PracticeSessionFilter, $first: Int, $after: String) {
    list: myPracticeSessions(filter: $filter, first: $first, after: $after) {
        totalCount pageInfo { hasNextPage endCursor } nodes { id }
    }
}";

async fn ask(browser: &Browser<'_>, query: &str, variables: Value) -> Answer {
    browser.ask(query, variables).await
}

/// The ids of everything that a filter lets through, in order; `totalCount` must agree.
async fn ids(browser: &Browser<'_>, query: &str, filter: Value) -> Vec<String> {
    let list = ask(browser, query, json!({ "filter": filter }))
        .await
        .data("list");
    let ids: Vec<String> = each(&list["nodes"], "id").iter().map(text).collect();
    assert_eq!(list["totalCount"], ids.len());
    ids
}

async fn entries(browser: &Browser<'_>, filter: Value) -> Vec<String> {
    ids(browser, ENTRIES, filter).await
}

/// Signs in and pushes entries, each with these fields, named a, b, c and so on from the newest to the oldest.
async fn with_entries<'a>(world: &'a World, fields: &[Value]) -> Browser<'a> {
    let clara = world.signed_in("clara").await;
    let entries: Vec<Value> = fields
        .iter()
        .zip('a'..='z')
        .enumerate()
        .map(|(number, (fields, id))| {
            let timestamp = format!("2026-11-20T10:00:{:02}Z", 59 - number);
            let entry = with(entry(&id.to_string(), 1), json!({ "timestamp": timestamp }));
            with(entry, fields.clone())
        })
        .collect();
    assert_eq!(
        clara.push(json!({ "entries": entries })).await["success"],
        true
    );
    clara
}

pub(crate) async fn entries_come_newest_first_in_pages(world: &World) {
    let clara = with_entries(world, &vec![json!({}); 5]).await;
    let mut after = Value::Null;
    let mut pages: Vec<Vec<Value>> = Vec::new();
    loop {
        let list = ask(&clara, ENTRIES, json!({ "first": 2, "after": after }))
            .await
            .data("list");
        assert_eq!(list["totalCount"], 5);
        pages.push(each(&list["nodes"], "id"));
        after = list["pageInfo"]["endCursor"].clone();
        if list["pageInfo"]["hasNextPage"] == false {
            break;
        }
    }
    assert_eq!(pages, [vec!["a", "b"], vec!["c", "d"], vec!["e"]]);
    let nothing = ask(&clara, ENTRIES, json!({ "first": 2, "after": after }))
        .await
        .data("list");
    assert_eq!(nothing["nodes"], json!([]));
    assert_eq!(
        nothing["pageInfo"],
        json!({ "hasNextPage": false, "endCursor": null })
    );
}

pub(crate) async fn entries_of_the_same_moment_are_not_lost_between_pages(world: &World) {
    let now = json!({ "timestamp": "2026-11-20T10:00:00Z" });
    let clara = with_entries(world, &[now.clone(), now.clone(), now.clone(), now]).await;
    let first = ask(&clara, ENTRIES, json!({ "first": 3 }))
        .await
        .data("list");
    let after = &first["pageInfo"]["endCursor"];
    // Something newer between the pages does not shift them.
    let newer = with(
        entry("z", 1),
        json!({ "timestamp": "2026-11-20T11:00:00Z" }),
    );
    clara.push_entry(newer).await;
    let second = ask(&clara, ENTRIES, json!({ "first": 3, "after": after }))
        .await
        .data("list");
    let pages = [each(&first["nodes"], "id"), each(&second["nodes"], "id")];
    assert_eq!(pages, [vec!["d", "c", "b"], vec!["a"]]);
}

pub(crate) async fn entries_are_filtered_by_type(world: &World) {
    let clara = with_entries(
        world,
        &[
            json!({}),
            json!({ "type": "LESSON" }),
            json!({ "type": "PERFORMANCE" }),
        ],
    )
    .await;
    assert_eq!(
        entries(&clara, json!({ "types": ["PRACTICE"] })).await,
        ["a"]
    );
    assert_eq!(
        entries(&clara, json!({ "types": ["LESSON", "PERFORMANCE"] })).await,
        ["b", "c"]
    );
    assert_eq!(
        entries(&clara, json!({ "types": [] })).await,
        ["a", "b", "c"]
    );
    assert_eq!(entries(&clara, Value::Null).await, ["a", "b", "c"]);
}

pub(crate) async fn entries_are_filtered_by_instrument(world: &World) {
    let clara = with_entries(
        world,
        &[
            json!({ "instrument": "Piano" }),
            json!({ "instrument": "Guitar" }),
        ],
    )
    .await;
    assert_eq!(
        entries(&clara, json!({ "instrument": "piano" })).await,
        ["a"]
    );
    assert_eq!(
        entries(&clara, json!({ "instrument": "Pian" })).await,
        [""; 0]
    );
}

pub(crate) async fn entries_are_filtered_by_local_day(world: &World) {
    let clara = with_entries(
        world,
        &[
            // The 21st in Tokyo, while it is the 20th in UTC.
            json!({ "timestamp": "2026-11-20T16:00:00Z", "utcOffsetMinutes": 540 }),
            json!({ "timestamp": "2026-11-20T00:00:00Z" }),
            // The 19th in New York, while it is the 20th in UTC.
            json!({ "timestamp": "2026-11-19T23:59:59.999Z" }),
            json!({ "timestamp": "2026-11-20T03:00:00Z", "utcOffsetMinutes": -300 }),
        ],
    )
    .await;
    assert_eq!(
        entries(&clara, json!({ "from": "2026-11-21" })).await,
        ["a"]
    );
    assert_eq!(
        entries(&clara, json!({ "from": "2026-11-20", "to": "2026-11-20" })).await,
        ["b"]
    );
    assert_eq!(
        entries(&clara, json!({ "to": "2026-11-19" })).await,
        ["d", "c"]
    );
}

pub(crate) async fn entries_are_filtered_by_mood(world: &World) {
    let clara = with_entries(
        world,
        &[
            json!({ "mood": "EXCITED" }),
            json!({}),
            json!({ "mood": "FRUSTRATED" }),
        ],
    )
    .await;
    assert_eq!(
        entries(&clara, json!({ "moods": ["EXCITED"] })).await,
        ["a"]
    );
    assert_eq!(
        entries(&clara, json!({ "moods": ["EXCITED", "FRUSTRATED"] })).await,
        ["a", "c"]
    );
    assert_eq!(
        entries(&clara, json!({ "moods": ["NEUTRAL"] })).await,
        [""; 0]
    );
}

pub(crate) async fn entries_are_filtered_by_all_of_the_tags(world: &World) {
    let clara = with_entries(
        world,
        &[
            json!({ "tags": ["slow", "morning"] }),
            json!({ "tags": ["slow"] }),
            json!({}),
        ],
    )
    .await;
    assert_eq!(
        entries(&clara, json!({ "tags": ["slow"] })).await,
        ["a", "b"]
    );
    assert_eq!(
        entries(&clara, json!({ "tags": ["morning", "slow"] })).await,
        ["a"]
    );
    assert_eq!(entries(&clara, json!({ "tags": ["slo"] })).await, [""; 0]);
}

pub(crate) async fn a_filter_takes_as_many_tags_as_an_entry_and_no_more(world: &World) {
    let most = Caps::Server.count(limits::TAGS);
    let tags = |count: usize| -> Vec<String> {
        (0..count).map(|number| format!("tag {number}")).collect()
    };
    let clara = with_entries(
        world,
        &[
            json!({ "tags": tags(most) }),
            json!({ "tags": tags(most - 1) }),
        ],
    )
    .await;
    // Together with every other part, so that the values bound to the statement are as many as they can be.
    let every_part = json!({
        "types": ["PRACTICE"], "from": "2026-11-20", "to": "2026-11-20", "text": "tag 1", "tags": tags(most),
    });
    assert_eq!(entries(&clara, every_part).await, ["a"]);
    for count in [most + 1, 100, 10_000] {
        let filter = json!({ "filter": { "tags": tags(count) } });
        let answer = ask(&clara, ENTRIES, filter).await;
        assert_eq!(answer.code(), "BAD_INPUT", "{count}");
    }
}

pub(crate) async fn entries_are_found_by_text(world: &World) {
    let long = "a passage whose description is longer than the fifty bytes that LIKE would take";
    let clara = with_entries(
        world,
        &[
            json!({ "notes": format!("Worked on {long} 100%_done") }),
            json!({ "pieces": [{ "id": "p", "title": "Clair de Lune", "composer": "Debussy" }] }),
            json!({ "tags": ["recital"] }),
            json!({}),
        ],
    )
    .await;
    for (text, found) in [
        (long, vec!["a"]),
        ("100%_DONE", vec!["a"]),
        ("clair", vec!["b"]),
        ("DEBUSSY", vec!["b"]),
        ("Recital", vec!["c"]),
        ("%", vec!["a"]),
        ("title", vec![]),
        (" ", vec!["a", "b", "c", "d"]),
    ] {
        assert_eq!(
            entries(&clara, json!({ "text": text })).await,
            found,
            "{text}"
        );
    }
}

pub(crate) async fn filters_restrict_together(world: &World) {
    let clara = with_entries(
        world,
        &[
            json!({ "type": "LESSON", "tags": ["slow"], "notes": "trill" }),
            json!({ "type": "LESSON", "tags": ["slow"] }),
            json!({ "type": "LESSON", "notes": "trill" }),
        ],
    )
    .await;
    let filter = json!({ "types": ["LESSON"], "tags": ["slow"], "text": "trill" });
    assert_eq!(entries(&clara, filter).await, ["a"]);
}

pub(crate) async fn goals_are_filtered_by_status(world: &World) {
    let clara = world.signed_in("clara").await;
    let later = json!({ "createdAt": "2026-11-20T11:00:01Z", "status": "PAUSED" });
    clara
        .push(json!({ "goals": [goal("a", 1), with(goal("b", 2), later)] }))
        .await;
    assert_eq!(ids(&clara, GOALS, Value::Null).await, ["b", "a"]);
    assert_eq!(
        ids(&clara, GOALS, json!({ "statuses": ["ACTIVE"] })).await,
        ["a"]
    );
    assert_eq!(
        ids(
            &clara,
            GOALS,
            json!({ "statuses": ["PAUSED", "COMPLETED"] })
        )
        .await,
        ["b"]
    );
}

pub(crate) async fn sessions_are_filtered_by_instrument_and_day(world: &World) {
    let clara = world.signed_in("clara").await;
    let evening = json!({
        "instrument": "Piano", "startedAt": "2026-11-20T03:00:00Z", "utcOffsetMinutes": -300,
    });
    let sessions = json!([
        with(session("a", 1), json!({ "instrument": "Cello" })),
        with(session("b", 2), evening)
    ]);
    clara.push(json!({ "sessions": sessions })).await;
    assert_eq!(ids(&clara, SESSIONS, Value::Null).await, ["a", "b"]);
    assert_eq!(
        ids(&clara, SESSIONS, json!({ "instrument": "PIANO" })).await,
        ["b"]
    );
    assert_eq!(
        ids(&clara, SESSIONS, json!({ "to": "2026-11-19" })).await,
        ["b"]
    );
    assert_eq!(
        ids(&clara, SESSIONS, json!({ "from": "2026-11-20" })).await,
        ["a"]
    );
}

pub(crate) async fn deleted_records_are_in_no_list(world: &World) {
    let clara = with_entries(world, &[json!({}), json!({})]).await;
    clara
        .push(json!({ "goals": [goal("g", 1)], "sessions": [session("s", 1)] }))
        .await;
    let gone = |collection: &str, id: &str| {
        with(
            deletion(id, 2, Some(1)),
            json!({ "collection": collection }),
        )
    };
    let deletions = json!([
        gone("LOGBOOK_ENTRIES", "a"),
        gone("LOGBOOK_ENTRIES", "never-seen"),
        gone("GOALS", "g"),
        gone("PRACTICE_SESSIONS", "s"),
    ]);
    assert_eq!(
        clara.push(json!({ "deletions": deletions })).await["success"],
        true
    );
    assert_eq!(entries(&clara, Value::Null).await, ["b"]);
    assert_eq!(ids(&clara, GOALS, Value::Null).await, [""; 0]);
    assert_eq!(ids(&clara, SESSIONS, Value::Null).await, [""; 0]);
}

pub(crate) async fn lists_have_only_the_viewers_records(world: &World) {
    with_entries(world, &[json!({})]).await;
    let robert = world.signed_in("robert").await;
    for query in [ENTRIES, GOALS, SESSIONS] {
        assert_eq!(ids(&robert, query, Value::Null).await, [""; 0]);
    }
}

pub(crate) async fn lists_without_signing_in_are_refused(world: &World) {
    let browser = world.browser();
    for query in [ENTRIES, GOALS, SESSIONS] {
        let answer = ask(&browser, query, json!({})).await;
        assert_eq!(answer.code(), "UNAUTHENTICATED");
        assert_eq!(items(&answer.json["errors"]).len(), 1);
    }
}

pub(crate) async fn a_cursor_that_is_none_is_refused(world: &World) {
    let clara = with_entries(world, &[json!({})]).await;
    for after in ["", "x", "1", "x.a", "99999999999999999999.a"] {
        let answer = ask(&clara, ENTRIES, json!({ "after": after })).await;
        assert_eq!(answer.code(), "BAD_INPUT", "{after}");
    }
    let answer = ask(&clara, ENTRIES, json!({ "first": 0 })).await;
    assert_eq!(answer.code(), "BAD_INPUT");
}
