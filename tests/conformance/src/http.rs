//! What is answered whatever is asked.

use api_worker::api::{BODY_BYTES_MAX, QUERY_BYTES_MAX, Request};
use serde_json::{Value, json};

use crate::world::{World, items, post};

fn me() -> Vec<u8> {
    json!({ "query": "{ me { id } }" }).to_string().into_bytes()
}

pub(crate) async fn only_post_is_answered(world: &World) {
    let browser = world.browser();
    for method in ["GET", "PUT", "OPTIONS", "HEAD"] {
        let request = Request {
            method: method.to_owned(),
            ..post(me())
        };
        let answer = browser.send(request).await;
        assert_eq!((answer.status, answer.code()), (405, "BAD_INPUT"));
    }
}

pub(crate) async fn only_json_is_answered(world: &World) {
    let browser = world.browser();
    for content_type in [
        None,
        Some("text/plain"),
        Some("multipart/form-data"),
        Some("application/jsonp"),
    ] {
        let request = Request {
            content_type: content_type.map(str::to_owned),
            ..post(me())
        };
        let answer = browser.send(request).await;
        assert_eq!(
            (answer.status, answer.code()),
            (415, "BAD_INPUT"),
            "{content_type:?}"
        );
    }
    let content_type = Some("Application/JSON; charset=utf-8".to_owned());
    assert_eq!(
        browser
            .send(Request {
                content_type,
                ..post(me())
            })
            .await
            .status,
        200
    );
}

pub(crate) async fn a_body_that_is_too_long_is_refused(world: &World) {
    let answer = world
        .browser()
        .send(post(vec![b' '; BODY_BYTES_MAX + 1]))
        .await;
    assert_eq!((answer.status, answer.code()), (413, "TOO_LARGE"));
}

pub(crate) async fn a_query_text_that_is_too_long_is_refused(world: &World) {
    let query = format!("{{ me {{ id }} }} # {}", "x".repeat(QUERY_BYTES_MAX));
    let answer = world.browser().ask(&query, json!({})).await;
    assert_eq!((answer.status, answer.code()), (413, "TOO_LARGE"));
}

pub(crate) async fn a_body_that_is_no_request_is_refused(world: &World) {
    let browser = world.browser();
    for body in ["", "{", "\u{fffd}", "{\"query\": 1}"] {
        let answer = browser.send(post(body.as_bytes().to_vec())).await;
        assert_eq!((answer.status, answer.code()), (400, "BAD_INPUT"), "{body}");
    }
    for query in ["{", "{ nothing }", "mutation { me { id } }"] {
        let answer = browser.ask(query, json!({})).await;
        assert_eq!(
            answer.json["errors"][0]["extensions"]["code"], "BAD_INPUT",
            "{query}"
        );
    }
}

pub(crate) async fn the_schema_is_told_in_development_only(world: &World) {
    let mut browser = world.browser();
    let query = "{ __schema { queryType { name } } }";
    assert_eq!(
        browser.ask(query, json!({})).await.json["data"]["__schema"],
        Value::Null
    );
    browser.development = true;
    assert_eq!(
        browser.ask(query, json!({})).await.data("__schema")["queryType"]["name"],
        "Query"
    );
}

pub(crate) async fn a_query_that_is_too_deep_or_too_large_is_refused(world: &World) {
    let browser = world.browser();
    let aliases: String = (0..600)
        .map(|number| format!("a{number}: me {{ id }} "))
        .collect();
    let lists: String = (0..20)
        .map(|number| format!("a{number}: myGoals {{ totalCount }} "))
        .collect();
    let nested = format!("{}{}", "{ me ".repeat(50), "}".repeat(50));
    for query in [format!("{{ {aliases} }}"), format!("{{ {lists} }}"), nested] {
        world.database.take_count();
        let answer = browser.ask(&query, json!({})).await;
        assert_eq!(
            items(&answer.json["errors"])[0]["extensions"]["code"],
            "BAD_INPUT"
        );
        assert_eq!(world.database.take_count(), 0);
    }
}

pub(crate) async fn one_request_makes_one_change(world: &World) {
    let email = world.address("clara");
    let query = "mutation($email: String!) {
        a: requestMagicLink(email: $email) b: requestMagicLink(email: $email)
    }";
    let answer = world.browser().ask(query, json!({ "email": email })).await;
    assert_eq!(answer.json["errors"][0]["extensions"]["code"], "BAD_INPUT");
    assert_eq!(world.outbox.take(), []);
}
