//! What is answered whatever is asked.

use api_worker::api::{HEALTH, Request};
use api_worker::log::Fault;
use serde_json::{Value, json};
use shared_model::protocol::ErrorCode;

use crate::world::{Answer, Browser, ORIGIN, World, post};

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
        assert_eq!(answer.header("Allow"), "POST");
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

pub(crate) async fn a_page_of_another_site_is_refused_and_changes_nothing(world: &World) {
    let clara = world.signed_in("clara").await;
    let logout = json!({ "query": "mutation { logout }" });
    let logout = logout.to_string().into_bytes();
    let from = |origin: Option<&str>, fetch_site: Option<&str>| Request {
        origin: origin.map(str::to_owned),
        fetch_site: fetch_site.map(str::to_owned),
        ..post(logout.clone())
    };
    for (origin, fetch_site) in [
        (Some("https://stranger.example"), Some("cross-site")),
        (Some("https://stranger.example"), None),
        (Some("null"), None),
        (None, Some("cross-site")),
        (None, Some("same-site")),
    ] {
        let answer = clara.send(from(origin, fetch_site)).await;
        assert_eq!((answer.status, answer.code()), (403, "CROSS_SITE"));
        let sentence = answer.json["errors"][0]["message"].as_str();
        assert!(sentence.is_some_and(|text| text.contains(ORIGIN)));
        assert!(answer.set_cookies.is_empty());
    }
    assert_eq!(clara.me().await["id"], clara.user_id);
    for (origin, fetch_site) in [
        (Some(ORIGIN), Some("same-origin")),
        (None, Some("same-origin")),
        (None, Some("none")),
        (None, None),
    ] {
        let answer = clara.send(from(origin, fetch_site)).await;
        assert_eq!(answer.data("logout"), json!(true));
    }
}

pub(crate) async fn what_is_no_request_is_refused(world: &World) {
    let browser = world.browser();
    let whole = json!({ "query": "{ me { id } }", "variables": { "a": "b" } }).to_string();
    let nested = |open: &str, close: &str| {
        format!(
            r#"{{"query": "{{ me {{ id }} }}", "variables": {{"a": {}1{}}}}}"#,
            open.repeat(100_000),
            close.repeat(100_000)
        )
    };
    let bodies: Vec<Vec<u8>> = [
        "",
        " ",
        "{",
        "null",
        "true",
        "1",
        "\"{ me { id } }\"",
        "\u{fffd}",
        &whole[..whole.len() - 1],
        &whole[..whole.len() / 2],
        &format!("{whole}}}"),
        // Several requests in one, or one as a list.
        &format!("[{whole}]"),
        &format!("[{whole}, {whole}]"),
        "[]",
        r#" ["{ me { id } }"]"#,
        // Wrong types.
        r#"{"query": 1}"#,
        r#"{"query": ["{ me { id } }"]}"#,
        r#"{"query": "{ me { id } }", "variables": []}"#,
        r#"{"query": "{ me { id } }", "variables": "a"}"#,
        r#"{"query": "{ me { id } }", "operationName": {}}"#,
        // Numbers that are none, and more than a number holds.
        r#"{"query": "{ me { id } }", "variables": {"a": 1e999}}"#,
        r#"{"query": "{ me { id } }", "variables": {"a": NaN}}"#,
        r#"{"query": "{ me { id } }", "variables": {"a": 01}}"#,
        // Halves of a character.
        r#"{"query": "\ud800"}"#,
        r#"{"query": "{ me { id } }", "variables": {"a": "\udfff"}}"#,
        r#"{"query": "{ me { id } }", "variables": {"\ud800": 1}}"#,
        // Deeper than anybody writes.
        &nested("[", "]"),
        &nested("{\"a\":", "}"),
        &"[".repeat(500_000),
        &"{\"a\":".repeat(100_000),
    ]
    .into_iter()
    .map(|body| body.as_bytes().to_vec())
    .chain([b"{\xff\xfe}".to_vec(), vec![0; 1_000]])
    .collect();
    for body in bodies {
        let shown = String::from_utf8_lossy(&body[..body.len().min(80)]).into_owned();
        let answer = browser.send(post(body)).await;
        assert_eq!(
            (answer.status, answer.code()),
            (400, "BAD_INPUT"),
            "{shown}"
        );
        assert_eq!(answer.faults, [], "{shown}");
        assert_eq!(answer.refusals, [ErrorCode::BadInput], "{shown}");
    }
}

pub(crate) async fn a_number_beyond_what_an_argument_holds_is_refused(world: &World) {
    let clara = world.signed_in("clara").await;
    let query = "query($first: Int) { myGoals(first: $first) { totalCount } }";
    for first in [
        json!(2_147_483_648_i64),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(1e300),
        json!(0.5),
        json!("1"),
        json!([1]),
        json!({}),
    ] {
        let answer = clara.ask(query, json!({ "first": first })).await;
        assert_eq!((answer.status, answer.code()), (400, "BAD_INPUT"));
    }
}

pub(crate) async fn what_does_not_fit_the_schema_is_refused(world: &World) {
    let browser = world.browser();
    for query in ["", "{", "{ nothing }", "mutation { me { id } }", "\u{0}"] {
        let answer = browser.ask(query, json!({})).await;
        assert_eq!(
            (answer.status, answer.code()),
            (400, "BAD_INPUT"),
            "{query}"
        );
    }
}

pub(crate) async fn an_address_at_which_nothing_is_says_so(world: &World) {
    for path in ["", "/", "/graphql/", "/GraphQL", "/health/database"] {
        let request = Request {
            path: path.to_owned(),
            ..post(me())
        };
        let answer = world.browser().send(request).await;
        assert_eq!((answer.status, answer.code()), (404, "BAD_INPUT"), "{path}");
        assert_has_every_header(&answer);
    }
}

pub(crate) async fn every_answer_has_the_headers(world: &World) {
    let browser = world.browser();
    world.database.take_count();
    assert_has_every_header(&browser.ask("{ me { id } }", json!({})).await);
    assert_has_every_header(&browser.ask("{ nothing }", json!({})).await);
    assert_has_every_header(&browser.send(post(Vec::new())).await);
    assert_has_every_header(&health(&browser, "GET").await);
    let clara = world.signed_in("clara").await;
    world.database.fail("FROM auth_sessions");
    let answer = clara.ask("{ me { id } }", json!({})).await;
    assert_eq!((answer.status, answer.code()), (500, "UNAVAILABLE"));
    assert_has_every_header(&answer);
}

fn assert_has_every_header(answer: &Answer) {
    let values = |name: &str| -> Vec<&str> {
        let of_name = answer.headers.iter().filter(|(header, _)| *header == name);
        of_name.map(|(_, value)| value.as_str()).collect()
    };
    assert_eq!(values("Content-Type"), ["application/json"]);
    assert_eq!(values("Cache-Control"), ["no-store"]);
    assert_eq!(values("X-Content-Type-Options"), ["nosniff"]);
    assert_eq!(values("Referrer-Policy"), ["no-referrer"]);
    assert_eq!(values("Cross-Origin-Opener-Policy"), ["same-origin"]);
    assert_eq!(values("Cross-Origin-Resource-Policy"), ["same-origin"]);
    assert!(values("Strict-Transport-Security")[0].starts_with("max-age="));
    assert!(values("Permissions-Policy")[0].contains("screen-wake-lock=(self)"));
    let [policy] = values("Content-Security-Policy")[..] else {
        panic!("{:?}", answer.headers)
    };
    assert!(policy.contains("default-src 'none'"));
    assert!(policy.contains("frame-ancestors 'none'"));
    assert_eq!(values("X-Request-Id").len(), 1);
}

pub(crate) async fn a_request_has_a_name_in_its_answer_its_errors_and_the_log(world: &World) {
    let browser = world.browser();
    let named = |ray: Option<&str>| Request {
        ray: ray.map(str::to_owned),
        ..post(
            json!({ "query": "{ myGoals { totalCount } }" })
                .to_string()
                .into_bytes(),
        )
    };
    let answer = browser.send(named(Some("8f2c1a9be8d0c1a2-ZRH"))).await;
    assert_eq!(answer.request_id(), "8f2c1a9be8d0c1a2");
    assert_eq!(answer.header("X-Request-Id"), "8f2c1a9be8d0c1a2");

    let one = browser.send(named(None)).await;
    let other = browser.send(named(Some("<script>"))).await;
    assert_eq!(one.header("X-Request-Id"), one.request_id());
    assert_ne!(one.request_id(), other.request_id());
    for answer in [one, other, browser.send(post(Vec::new())).await] {
        let id = answer.request_id();
        assert_eq!(id.len(), 16);
        assert!(id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
    }
}

async fn health(browser: &Browser<'_>, method: &str) -> Answer {
    browser
        .send(Request {
            method: method.to_owned(),
            path: HEALTH.to_owned(),
            ..Request::default()
        })
        .await
}

pub(crate) async fn the_server_is_well_while_its_database_is(world: &World) {
    let browser = world.browser();
    world.database.take_count();
    for method in ["GET", "HEAD"] {
        let answer = health(&browser, method).await;
        assert_eq!(
            (answer.status, answer.json),
            (200, json!({ "status": "ok" }))
        );
        assert_eq!(world.database.take_count(), 1);
    }
    let answer = health(&browser, "POST").await;
    assert_eq!((answer.status, answer.code()), (405, "BAD_INPUT"));
    assert_eq!(answer.header("Allow"), "GET, HEAD");

    world.database.fail("FROM users");
    let answer = health(&browser, "GET").await;
    assert_eq!((answer.status, answer.code()), (503, "UNAVAILABLE"));
    let causes: Vec<_> = answer
        .faults
        .iter()
        .map(|Fault { causes, .. }| causes)
        .collect();
    assert_eq!(
        causes,
        [&["the database failed", "a failure was asked for"]]
    );
    assert_eq!(health(&browser, "GET").await.status, 200);
}

pub(crate) async fn when_the_database_takes_no_more_today_the_status_says_so(world: &World) {
    let clara = world.signed_in("clara").await;
    for before in ["FROM auth_sessions", "FROM logbook_entries"] {
        world.database.fail_saying(
            before,
            "D1_ERROR: Your account has exceeded D1's free tier daily row read limit.",
        );
        let query = "{ myLogbookEntries { totalCount } }";
        let answer = clara.ask(query, json!({})).await;
        assert_eq!((answer.status, answer.code()), (429, "UNAVAILABLE"));
        let text = answer.json["errors"][0]["message"].as_str();
        assert!(text.is_some_and(|text| text.contains("tomorrow")));
        assert_eq!(answer.faults.len(), 1);
        assert_eq!(clara.ask(query, json!({})).await.status, 200);
    }
}

pub(crate) async fn who_floods_the_server_is_told_to_wait(world: &World) {
    let clara = world.signed_in("clara").await;
    world.database.take_count();
    let asked = Request {
        is_flood: true,
        ..post(me())
    };
    let health = Request {
        is_flood: true,
        method: "GET".to_owned(),
        path: HEALTH.to_owned(),
        ..Request::default()
    };
    for request in [asked, health] {
        let answer = clara.send(request).await;
        assert_eq!((answer.status, answer.code()), (429, "RATE_LIMITED"));
        assert_eq!(answer.extensions()["retryAfterSecs"], 60);
        assert_eq!(answer.refusals, [ErrorCode::RateLimited]);
    }
    assert_eq!(world.database.take_count(), 0);
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
