//! What a request may cost: each limit just kept, and just broken. The numbers are part of what is promised, so they stand
//! here once more.

use api_worker::api::{BODY_BYTES_MAX, QUERY_BYTES_MAX};
use serde_json::{Value, json};

use crate::world::{Answer, World, goal, post};

const ME: &str = "{ me { id } }";

const TOO_COMPLEX_TO_PARSE: &str = "The query is too complex.";
const TOO_COMPLEX: &str = "Query is too complex.";

/// Fills a query up to this length, or with this text, where nothing reads it.
fn padded(query: &str, bytes: usize) -> String {
    let comment = format!("{query} #");
    let missing = bytes - comment.len();
    format!("{comment}{}", "x".repeat(missing))
}

fn many(count: usize, of: impl Fn(usize) -> String) -> String {
    (0..count).map(of).collect::<Vec<_>>().join(" ")
}

/// Asks, and makes sure that the limits cost the database nothing.
async fn ask(world: &World, query: &str) -> Answer {
    world.database.take_count();
    let answer = world.browser().ask(query, json!({})).await;
    if is_refused(&answer) {
        assert_eq!(world.database.take_count(), 0);
    }
    answer
}

fn is_refused(answer: &Answer) -> bool {
    let code = &answer.json["errors"][0]["extensions"]["code"];
    code == "BAD_INPUT" || code == "TOO_LARGE"
}

fn message(answer: &Answer) -> &str {
    let message = &answer.json["errors"][0]["message"];
    message.as_str().unwrap_or_default()
}

/// Nobody is signed in, which is no error where only that is asked.
fn assert_answered(answer: &Answer) {
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json["errors"], Value::Null);
}

fn assert_too_large(answer: &Answer) {
    assert_eq!((answer.status, answer.code()), (413, "TOO_LARGE"));
}

fn assert_refused(answer: &Answer, says: &str) {
    assert_eq!((answer.status, answer.code()), (400, "BAD_INPUT"));
    assert!(message(answer).contains(says), "{}", answer.json);
}

pub(crate) async fn a_body_has_at_most_so_many_bytes(world: &World) {
    let body = |bytes: usize| {
        let mut body = json!({ "query": ME }).to_string().into_bytes();
        body.resize(bytes, b' ');
        post(body)
    };
    assert_eq!(BODY_BYTES_MAX, 932_000);
    let browser = world.browser();
    assert_answered(&browser.send(body(BODY_BYTES_MAX)).await);
    assert_too_large(&browser.send(body(BODY_BYTES_MAX + 1)).await);
    // It is not looked into: what it says is nothing.
    assert_too_large(&browser.send(post(vec![b'{'; BODY_BYTES_MAX + 1])).await);
    assert_too_large(&browser.send(post(vec![b'{'; 10_000_000])).await);
}

pub(crate) async fn a_query_text_has_at_most_so_many_bytes(world: &World) {
    assert_eq!(QUERY_BYTES_MAX, 32_000);
    assert_answered(&ask(world, &padded(ME, QUERY_BYTES_MAX)).await);
    assert_too_large(&ask(world, &padded(ME, QUERY_BYTES_MAX + 1)).await);
}

pub(crate) async fn a_query_opens_at_most_256_brackets(world: &World) {
    for bracket in ["{", "[", "("] {
        // The two of the query itself are counted, and those that a comment hides as well.
        let query = |count: usize| format!("{ME} #{}", bracket.repeat(count - 2));
        assert_answered(&ask(world, &query(256)).await);
        assert_refused(&ask(world, &query(257)).await, TOO_COMPLEX_TO_PARSE);
    }
}

pub(crate) async fn a_query_uses_at_most_12_fragments(world: &World) {
    let query = |count: usize| {
        let uses = many(count, |_| "...F".to_owned());
        format!("{{ {uses} }} fragment F on Query {ME}")
    };
    assert_answered(&ask(world, &query(12)).await);
    assert_refused(&ask(world, &query(13)).await, TOO_COMPLEX_TO_PARSE);
}

pub(crate) async fn a_query_is_at_most_10_fields_deep(world: &World) {
    // Only the schema itself is as deep as one likes, and it is told in development.
    let mut browser = world.browser();
    browser.development = true;
    let query = |depth: usize| {
        let between = depth - 3;
        format!(
            "{{ __schema {{ types {{ {} name {} }} }} }}",
            "ofType { ".repeat(between),
            "}".repeat(between)
        )
    };
    assert_answered(&browser.ask(&query(10), json!({})).await);
    let answer = browser.ask(&query(11), json!({})).await;
    assert_refused(&answer, "nested too deep");
}

pub(crate) async fn a_query_is_at_most_20_selections_deep(world: &World) {
    // No field is as deep, so the schema refuses the one, and what comes before the schema the other.
    let query = |depth: usize| format!("{}id{}", "{ me ".repeat(depth), "}".repeat(depth));
    const TOO_DEEP: &str = "recursion depth";
    let answer = ask(world, &query(20)).await;
    assert!(is_refused(&answer) && !message(&answer).contains(TOO_DEEP));
    assert_refused(&ask(world, &query(22)).await, TOO_DEEP);
}

pub(crate) async fn a_query_has_at_most_1000_fields_whatever_they_are_called(world: &World) {
    let query = |fields: usize| {
        let aliases = many(fields - 1, |number| format!("a{number}: id"));
        format!("{{ me {{ {aliases} }} }}")
    };
    assert_answered(&ask(world, &query(1_000)).await);
    assert_refused(&ask(world, &query(1_001)).await, TOO_COMPLEX);
}

pub(crate) async fn a_query_reads_at_most_9_lists(world: &World) {
    let query = |lists: usize| {
        let aliases = many(lists, |number| {
            format!("a{number}: myGoals {{ totalCount }}")
        });
        format!("{{ {aliases} }}")
    };
    assert_eq!(ask(world, &query(9)).await.code(), "UNAUTHENTICATED");
    assert_refused(&ask(world, &query(10)).await, TOO_COMPLEX);
}

pub(crate) async fn a_request_makes_one_change(world: &World) {
    assert_answered(&ask(world, "mutation { logout }").await);
    let twice = "mutation { a: logout b: logout }";
    assert_refused(&ask(world, twice).await, TOO_COMPLEX);
    let email = world.address("clara");
    let mails = format!(
        r#"mutation {{ a: requestMagicLink(email: "{email}") b: requestMagicLink(email: "{email}") }}"#
    );
    assert_refused(&ask(world, &mails).await, TOO_COMPLEX);
    assert_eq!(world.outbox.take(), []);
}

pub(crate) async fn a_field_has_at_most_4_directives(world: &World) {
    let query = |count: usize| {
        let directives = many(count, |_| "@skip(if: false)".to_owned());
        format!("{{ me {{ id {directives} }} }}")
    };
    const TOO_MANY: &str = "number of directives";
    // One that comes twice is refused by the schema, but not for how many there are.
    assert!(!message(&ask(world, &query(4)).await).contains(TOO_MANY));
    assert_refused(&ask(world, &query(5)).await, TOO_MANY);
}

pub(crate) async fn a_push_has_at_most_1000_records(world: &World) {
    let clara = world.signed_in("clara").await;
    let goals = |count: u64| {
        let goals: Vec<Value> = (1..=count)
            .map(|number| goal(&format!("g-{number}"), number))
            .collect();
        clara.input(json!({ "goals": goals }))
    };
    let answer = clara.push_input(goals(1_000)).await;
    assert_eq!(answer.data("pushChanges")["syncedGoals"], 1_000);
    let answer = clara.push_input(goals(1_001)).await;
    assert_eq!(answer.code(), "TOO_LARGE");
}
