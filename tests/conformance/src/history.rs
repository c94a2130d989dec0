//! What reading the journal from its newest records back promises.

use serde_json::{Value, json};

use crate::world::{
    Browser, World, deletion, each, entry, goal, log, piece, session, text, with, write,
};

const LISTS: [&str; 5] = ["sessions", "logs", "entries", "goals", "pieces"];

/// The ids of a page, in order.
fn ids(page: &Value) -> Vec<String> {
    let mut ids: Vec<String> = LISTS
        .into_iter()
        .flat_map(|list| each(&page[list], "id"))
        .map(|id| text(&id))
        .collect();
    ids.sort();
    ids
}

/// The moment with this number; a larger one is later.
fn moment(number: u64) -> String {
    format!("2026-11-20T10:{number:02}:00Z")
}

fn entry_at(number: u64) -> Value {
    let moment = json!({ "timestamp": moment(number) });
    with(entry(&format!("entry-{number:02}"), 100 + number), moment)
}

fn session_at(number: u64) -> Value {
    let moment = json!({ "startedAt": moment(number) });
    with(
        session(&format!("session-{number:02}"), 200 + number),
        moment,
    )
}

fn log_at(number: u64) -> Value {
    let moment = json!({ "startedAt": moment(number) });
    with(log(&format!("log-{number:02}"), 300 + number), moment)
}

/// Entries, sessions and logs in turn, one a minute: 30 of them.
async fn push_30(browser: &Browser<'_>) {
    let numbers = |remainder| (0..30).filter(move |number| number % 3 == remainder);
    browser
        .push(json!({
            "entries": numbers(0).map(entry_at).collect::<Value>(),
            "sessions": numbers(1).map(session_at).collect::<Value>(),
            "logs": numbers(2).map(log_at).collect::<Value>(),
        }))
        .await;
}

pub(crate) async fn an_empty_journal_has_one_empty_page(world: &World) {
    let clara = world.signed_in("clara").await;
    let page = clara.history(None, None).await;
    assert_eq!(page["asOf"], "");
    assert_eq!(page["since"], Value::Null);
    assert_eq!(ids(&page), Vec::<String>::new());
}

pub(crate) async fn pages_from_the_newest_back_have_every_live_record_once(world: &World) {
    let clara = world.signed_in("clara").await;
    push_30(&clara).await;
    for first in [1, 4, 7, 29, 30, 31, 500] {
        let mut all: Vec<String> = Vec::new();
        let mut before: Option<String> = None;
        loop {
            let page = clara.history(before.as_deref(), Some(first)).await;
            let page_ids = ids(&page);
            let size = usize::try_from(first).expect("a small number");
            assert_eq!(
                page_ids.len(),
                size.min(30 - all.len()),
                "in pages of {first}"
            );
            all.extend(page_ids);
            if page["since"].is_null() {
                break;
            }
            // Everything from this instant on has been told.
            let since = text(&page["since"]);
            assert_eq!(
                since,
                moment(30 - u64::try_from(all.len()).expect("a small number"))
            );
            before = Some(since);
        }
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 30, "in pages of {first}");
    }
}

pub(crate) async fn records_of_one_instant_are_on_one_page(world: &World) {
    let clara = world.signed_in("clara").await;
    let same: Value = (0..5)
        .map(|number| {
            let fields = json!({ "timestamp": moment(5), "writeId": write(number) });
            with(entry(&format!("same-{number}"), 0), fields)
        })
        .collect();
    clara.push(json!({ "entries": same })).await;
    clara
        .push(json!({ "entries": [entry_at(1)], "logs": [log_at(5)] }))
        .await;
    let page = clara.history(None, Some(2)).await;
    assert_eq!(ids(&page).len(), 6);
    assert_eq!(page["since"], moment(5));
    let page = clara.history(Some(&moment(5)), Some(2)).await;
    assert_eq!(ids(&page), ["entry-01"]);
}

pub(crate) async fn a_page_that_reaches_the_beginning_says_so(world: &World) {
    let clara = world.signed_in("clara").await;
    push_30(&clara).await;
    assert_eq!(clara.history(None, Some(29)).await["since"], moment(1));
    for first in [Some(30), Some(31), None] {
        assert_eq!(clara.history(None, first).await["since"], Value::Null);
    }
    let page = clara.history(Some(&moment(0)), None).await;
    assert_eq!((ids(&page).len(), &page["since"]), (0, &Value::Null));
}

pub(crate) async fn a_log_without_a_start_counts_by_its_creation(world: &World) {
    let clara = world.signed_in("clara").await;
    let without_start = json!({ "createdAt": moment(7), "updatedAt": moment(9) });
    let without_start = with(log("log", 1), without_start);
    clara
        .push(json!({ "entries": [entry_at(6), entry_at(8)], "logs": [without_start] }))
        .await;
    assert_eq!(
        ids(&clara.history(None, Some(2)).await),
        ["entry-08", "log"]
    );
    assert_eq!(
        ids(&clara.history(Some(&moment(7)), None).await),
        ["entry-06"]
    );
}

/// Entries at two moments, of which the older is deleted, a goal, and a piece that is deleted.
async fn push_a_little_of_everything(browser: &Browser<'_>) {
    browser
        .push(json!({
            "entries": [entry_at(1), entry_at(2), entry_at(3)],
            "goals": [goal("goal", 1)],
            "pieces": [piece("piece", 2), piece("gone", 3)],
        }))
        .await;
    let deletion_of = |collection: &str, id: &str, base: u64| {
        let collection = json!({ "collection": collection });
        with(deletion(id, 900 + base, Some(base)), collection)
    };
    browser
        .push(json!({ "deletions": [
            deletion_of("LOGBOOK_ENTRIES", "entry-01", 101),
            deletion_of("PIECES", "gone", 3),
            // Nobody ever knew what this was.
            with(deletion("unknown", 904, None), json!({ "collection": "GOALS" })),
        ] }))
        .await;
}

pub(crate) async fn the_first_page_has_all_goals_and_pieces(world: &World) {
    let clara = world.signed_in("clara").await;
    push_a_little_of_everything(&clara).await;
    let page = clara.history(None, Some(1)).await;
    assert_eq!(ids(&page), ["entry-03", "goal", "gone", "piece"]);
    assert_eq!(page["since"], moment(3));
    // A tombstone is told with what the record was.
    let gone = each(&page["pieces"], "record");
    assert_eq!(
        gone.iter()
            .filter(|record| record["title"] == "Minuet")
            .count(),
        2
    );
}

pub(crate) async fn what_is_in_the_trash_is_on_the_page_of_its_instant(world: &World) {
    let clara = world.signed_in("clara").await;
    push_a_little_of_everything(&clara).await;
    let page = clara.history(Some(&moment(3)), None).await;
    assert_eq!(ids(&page), ["entry-01", "entry-02"]);
    assert_eq!(page["since"], Value::Null);
    // It counts as one of the page's records.
    let page = clara.history(Some(&moment(3)), Some(1)).await;
    assert_eq!(ids(&page), ["entry-02"]);
    assert_eq!(page["since"], moment(2));
    let page = clara.history(Some(&moment(2)), Some(1)).await;
    assert_eq!(
        (ids(&page), &page["since"]),
        (vec!["entry-01".into()], &Value::Null)
    );
    let gone = &page["entries"][0];
    assert!(gone["deletedAt"].is_string() && gone["record"]["timestamp"].is_string());
}

pub(crate) async fn changes_go_on_where_the_first_page_was_read(world: &World) {
    let clara = world.signed_in("clara").await;
    push_30(&clara).await;
    let page = clara.history(None, Some(3)).await;
    let as_of = text(&page["asOf"]);
    assert_eq!(as_of, text(&clara.changes("", None).await["cursor"]));
    clara.push(json!({ "goals": [goal("later", 1)] })).await;
    assert_eq!(ids(&clara.changes(&as_of, None).await), ["later"]);
}

pub(crate) async fn a_page_has_only_the_viewers_records(world: &World) {
    let clara = world.signed_in("clara").await;
    let robert = world.signed_in("robert").await;
    push_a_little_of_everything(&clara).await;
    push_30(&clara).await;
    robert.push(json!({ "entries": [entry_at(9)] })).await;
    let page = robert.history(None, Some(1)).await;
    assert_eq!(ids(&page), ["entry-09"]);
    assert_eq!(page["since"], Value::Null);
}

pub(crate) async fn a_page_for_somebody_else_is_refused(world: &World) {
    let clara = world.signed_in("clara").await;
    let mut robert = world.signed_in("robert").await;
    robert.user_id.clone_from(&clara.user_id);
    assert_eq!(robert.try_history(None, None).await.code(), "WRONG_ACCOUNT");
}

pub(crate) async fn a_page_without_signing_in_is_refused(world: &World) {
    let answer = world.browser().try_history(None, None).await;
    assert_eq!(answer.code(), "UNAUTHENTICATED");
}

pub(crate) async fn a_page_while_cloud_storage_is_paused_is_refused(world: &World) {
    let clara = world.signed_in("clara").await;
    world.pause(&clara).await;
    let answer = clara.try_history(None, None).await;
    assert_eq!(answer.code(), "CLOUD_STORAGE_PAUSED");
}

pub(crate) async fn a_page_below_1_is_refused(world: &World) {
    let clara = world.signed_in("clara").await;
    for first in [0, -1] {
        assert_eq!(
            clara.try_history(None, Some(first)).await.code(),
            "BAD_INPUT"
        );
    }
}

pub(crate) async fn a_page_takes_few_queries(world: &World) {
    let clara = world.signed_in("clara").await;
    push_30(&clara).await;
    world.database.take_count();
    clara.history(None, None).await;
    assert!(world.database.take_count() <= 5);
}
