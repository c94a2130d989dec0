//! What comparing a device with the account promises.

use serde_json::{Value, json};
use shared_model::CollectionCheck;

use crate::world::{World, deletion, entry, goal, log, piece, session, text, with, write};

fn check(records: &[(&str, u64)]) -> Value {
    let names: Vec<(&str, String)> = records
        .iter()
        .map(|(id, number)| (*id, write(*number)))
        .collect();
    let names = names.iter().map(|(id, write_id)| (*id, write_id.as_str()));
    serde_json::to_value(CollectionCheck::of(names)).expect("JSON")
}

pub(crate) async fn an_empty_journal_has_a_check_too(world: &World) {
    let clara = world.signed_in("clara").await;
    let nothing = check(&[]);
    assert_eq!(
        clara.check(None).await,
        json!({
            "sessions": nothing, "logs": nothing, "entries": nothing, "goals": nothing, "pieces": nothing,
        })
    );
}

pub(crate) async fn a_check_has_the_versions_of_all_live_records(world: &World) {
    let clara = world.signed_in("clara").await;
    clara
        .push(json!({
            "sessions": [session("s", 1)],
            "logs": [log("l", 2)],
            "entries": [entry("e", 3), entry("edited", 4), entry("deleted", 5)],
            "goals": [goal("g", 6)],
            "pieces": [piece("p", 7), piece("q", 8)],
        }))
        .await;
    clara
        .push(json!({
            "entries": [with(entry("edited", 9), json!({ "baseWriteId": write(4) }))],
            "deletions": [deletion("deleted", 10, Some(5))],
        }))
        .await;
    let robert = world.signed_in("robert").await;
    robert.push_entry(entry("roberts", 11)).await;
    assert_eq!(
        clara.check(None).await,
        json!({
            "sessions": check(&[("s", 1)]),
            "logs": check(&[("l", 2)]),
            "entries": check(&[("e", 3), ("edited", 9)]),
            "goals": check(&[("g", 6)]),
            "pieces": check(&[("p", 7), ("q", 8)]),
        })
    );
}

pub(crate) async fn a_check_since_an_instant_has_what_was_played_from_then_on(world: &World) {
    let clara = world.signed_in("clara").await;
    let [before, at, after] = [
        "2026-11-20T10:00:00Z",
        "2026-11-20T10:00:01Z",
        "2026-11-20T10:00:02Z",
    ];
    let played = |record: Value, field: &str, moment: &str| with(record, json!({ field: moment }));
    clara
        .push(json!({
            "sessions": [
                played(session("a", 1), "startedAt", before),
                played(session("b", 2), "startedAt", at),
            ],
            "logs": [
                played(log("a", 3), "startedAt", before),
                played(log("b", 4), "startedAt", after),
                // Without a start its creation counts.
                played(log("c", 5), "createdAt", before),
                played(log("d", 6), "createdAt", at),
            ],
            "entries": [
                played(entry("a", 7), "timestamp", before),
                played(entry("b", 8), "timestamp", at),
                played(entry("c", 9), "timestamp", after),
            ],
            "goals": [played(goal("a", 10), "createdAt", before)],
            "pieces": [played(piece("a", 11), "createdAt", before)],
        }))
        .await;
    assert_eq!(
        clara.check(Some(at)).await,
        json!({
            "sessions": check(&[("b", 2)]),
            "logs": check(&[("b", 4), ("d", 6)]),
            "entries": check(&[("b", 8), ("c", 9)]),
            "goals": check(&[("a", 10)]),
            "pieces": check(&[("a", 11)]),
        })
    );
}

pub(crate) async fn a_check_of_many_pushes_has_all_of_them(world: &World) {
    let clara = world.signed_in("clara").await;
    let ids: Vec<String> = (0..45).map(|number| format!("e-{number}")).collect();
    let mut names = Vec::new();
    for (id, number) in ids.iter().zip(0..) {
        clara.push_entry(entry(id, number)).await;
        names.push((id.as_str(), number));
    }
    assert_eq!(clara.check(None).await["entries"], check(&names));
}

pub(crate) async fn a_check_for_somebody_else_is_refused(world: &World) {
    let clara = world.signed_in("clara").await;
    let mut robert = world.signed_in("robert").await;
    robert.user_id.clone_from(&clara.user_id);
    assert_eq!(robert.try_check(None).await.code(), "WRONG_ACCOUNT");
}

pub(crate) async fn a_check_without_signing_in_is_refused(world: &World) {
    let answer = world.browser().try_check(None).await;
    assert_eq!(answer.code(), "UNAUTHENTICATED");
}

pub(crate) async fn a_check_while_cloud_storage_is_paused_is_refused(world: &World) {
    let clara = world.signed_in("clara").await;
    world.pause(&clara).await;
    let answer = clara.try_check(None).await;
    assert_eq!(answer.code(), "CLOUD_STORAGE_PAUSED");
}

pub(crate) async fn a_check_takes_few_queries(world: &World) {
    let clara = world.signed_in("clara").await;
    clara.push_entry(entry("e", 1)).await;
    world.database.take_count();
    assert_eq!(
        text(&clara.check(None).await["goals"]["checksum"]),
        "0000000000000000"
    );
    assert!(world.database.take_count() <= 7);
}
