//! Whatever is sent, the server answers: it neither panics nor fails, and what it refuses it says in JSON with a code.
//!
//! Each test tries a few hundred requests. `PROPTEST_CASES=100000` lets it go on for minutes.

use std::cell::RefCell;
use std::sync::Arc;

use api_worker::api::{Api, GRAPHQL, HEALTH, Request, Response, Services};
use api_worker::sqlite::Sqlite;
use api_worker::testing::{Outbox, SeededRandom, SetClock, sign_in_settings};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{TestCaseError, TestCaseResult, TestRunner};
use serde_json::{Value, json};
use shared_model::Timestamp;

const ORIGIN: &str = "https://mirubato.example";
const NOW: &str = "2026-11-20T12:00:00Z";
const EMAIL: &str = "clara@example.org";

/// The client's own operations, without those that end the session.
macro_rules! operation {
    ($($name:literal),+) => {
        concat!($(include_str!(concat!("../../client-core/graphql/", $name, ".graphql"))),+)
    };
}

/// A server and somebody who is signed in.
struct World {
    api: Api,
    clock: Arc<SetClock>,
    outbox: Arc<Outbox>,
    session: RefCell<Session>,
}

#[derive(Default)]
struct Session {
    cookie: String,
    user_id: String,
}

impl World {
    fn new() -> Self {
        let (clock, outbox) = (
            Arc::new(SetClock::new(Timestamp::parse(NOW).expect("a good time"))),
            Arc::<Outbox>::default(),
        );
        let api = Api::new(Services {
            database: Arc::new(Sqlite::new().expect("a database")),
            clock: clock.clone(),
            random: Arc::new(SeededRandom::new(1)),
            mailer: outbox.clone(),
            origin: ORIGIN.to_owned(),
            introspection: false,
            sign_in: sign_in_settings("a secret for requests of any kind"),
        });
        let world = Self {
            api,
            clock,
            outbox,
            session: RefCell::default(),
        };
        world.sign_in();
        world
    }

    /// A new session; what is counted by the hour begins anew with it.
    fn sign_in(&self) {
        self.clock.advance_secs(3_600);
        self.outbox.take();
        let ask = |query: String| self.handle(post(json!({ "query": query }).to_string().into()));
        ask(format!(
            r#"mutation {{ requestMagicLink(email: "{EMAIL}") }}"#
        ));
        let mail = self.outbox.take().pop().expect("a mail");
        let (_, token) = mail.text.split_once("/sign-in#").expect("a link");
        let token = token.lines().next().unwrap_or_default();
        let answer = ask(format!(
            r#"mutation {{ verifyMagicLink(token: "{token}") {{ id }} }}"#
        ));
        let [cookie] = answer.set_cookies.as_slice() else {
            panic!("{answer:?}")
        };
        let body: Value = serde_json::from_str(&answer.body).expect("JSON");
        let user_id = body["data"]["verifyMagicLink"]["id"].as_str();
        *self.session.borrow_mut() = Session {
            cookie: cookie.split(';').next().unwrap_or_default().to_owned(),
            user_id: user_id.expect("a user").to_owned(),
        };
    }

    fn handle(&self, request: Request) -> Response {
        pollster::block_on(self.api.handle(request))
    }

    /// Sends a request as whoever is signed in, and makes sure that it has a proper answer.
    fn try_request(&self, request: Request) -> TestCaseResult {
        let cookie = request
            .cookie
            .unwrap_or_else(|| self.session.borrow().cookie.clone());
        let answer = self.handle(Request {
            cookie: Some(cookie),
            ..request
        });
        is_proper(&answer)?;
        // It may have been a request to sign out.
        if !answer.set_cookies.is_empty() {
            self.sign_in();
        }
        Ok(())
    }

    /// Requests that are as the app sends them, as a query and its variables.
    fn good_requests(&self) -> Vec<Value> {
        let user = &self.session.borrow().user_id;
        let version = |id: &str| json!({ "id": id, "writeId": "0123456789abcdef", "createdAt": NOW, "updatedAt": NOW });
        let with = |mut record: Value, fields: Value| {
            for (name, value) in fields.as_object().into_iter().flatten() {
                record[name] = value.clone();
            }
            record
        };
        let entry = json!({
            "timestamp": NOW, "duration": 1800, "type": "PRACTICE", "instrument": "Piano", "mood": "SATISFIED",
            "pieces": [{ "id": "p", "title": "Minuet", "measures": "1-8", "tempo": 80 }], "techniques": ["Scales"],
            "goalIds": ["g"], "notes": "Slowly.", "tags": ["morning"], "sessionId": "s", "utcOffsetMinutes": 60,
        });
        let goal = json!({
            "title": "The Minuet", "targetDate": "2026-12-24", "progress": 50, "status": "ACTIVE",
            "milestones": [{ "id": "m", "title": "By heart", "completed": true, "completedAt": NOW }],
            "target": { "kind": "TEMPO", "amount": 100, "pieceId": "p" },
        });
        let log = json!({ "sessionId": "s", "activityType": "SCALES", "startedAt": NOW, "durationSeconds": 60, "selfRating": 7 });
        let session = json!({ "instrument": "Piano", "startedAt": NOW, "pausedDuration": 0, "accuracy": 92.5 });
        let push = json!({
            "expectedUserId": user, "modelVersion": 1, "reached": [],
            "sessions": [with(version("s"), session)], "logs": [with(version("l"), log)],
            "entries": [with(version("e"), entry)], "goals": [with(version("g"), goal)],
            "pieces": [with(version("p"), json!({ "title": "Minuet", "composer": "Petzold" }))],
        });
        let deletion = json!({
            "collection": "GOALS", "id": "g", "writeId": "fedcba9876543210",
            "baseWriteId": "0123456789abcdef", "deletedAt": NOW,
        });
        let changed = with(push.clone(), json!({ "deletions": [deletion] }));
        let filter = json!({
            "types": ["PRACTICE"], "instrument": "Piano", "from": "2026-01-01", "to": "2026-12-31",
            "moods": ["SATISFIED"], "tags": ["morning"], "text": "slow",
        });
        let preferences = json!({ "theme": "DARK", "language": "de", "dailyGoalMinutes": 30, "weekStart": "MONDAY" });
        let page = json!({ "expectedUserId": user, "modelVersion": 1, "since": null, "reached": [], "first": 10 });
        let requests = [
            (operation!("push_changes", "versions"), json!({ "input": changed })),
            (operation!("sync_anonymous_data", "versions"), json!({ "input": push })),
            (operation!("changes", "versions"), page),
            (
                operation!("history", "versions"),
                json!({ "expectedUserId": user, "reached": [], "before": NOW, "first": 10 }),
            ),
            (operation!("backup_check"), json!({ "expectedUserId": user, "since": NOW })),
            (operation!("my_preferences"), json!({ "expectedUserId": user })),
            (
                operation!("update_preferences"),
                json!({ "expectedUserId": user, "baseVersion": 0, "preferences": preferences }),
            ),
            (operation!("set_cloud_storage"), json!({ "expectedUserId": user, "enabled": true })),
            (operation!("magic_link"), json!({ "token": "A".repeat(43) })),
            (operation!("verify_magic_link"), json!({ "token": "A".repeat(43) })),
            (operation!("verify_sign_in_code"), json!({ "code": "0123 4567" })),
            (operation!("my_account"), json!({ "expectedUserId": user })),
            (operation!("set_display_name"), json!({ "expectedUserId": user, "name": "Clara" })),
            (
                operation!("request_address_change"),
                json!({ "expectedUserId": user, "email": "wieck@example.org", "language": "de-AT" }),
            ),
            (operation!("address_change"), json!({ "token": "A".repeat(43) })),
            (operation!("confirm_address_change"), json!({ "token": "A".repeat(43) })),
            (operation!("my_sessions"), json!({ "expectedUserId": user })),
            (operation!("my_sign_ins"), json!({ "expectedUserId": user })),
            (operation!("revoke_session"), json!({ "expectedUserId": user, "id": "none" })),
            (operation!("revoke_other_sessions"), json!({ "expectedUserId": user })),
            (operation!("request_magic_link"), json!({ "email": EMAIL, "language": "de-AT" })),
            (
                "query($filter: LogbookEntryFilter, $first: Int, $after: String) {
                    myLogbookEntries(filter: $filter, first: $first, after: $after) { totalCount nodes { id } }
                }",
                json!({ "filter": filter, "first": 10, "after": null }),
            ),
            (
                "query($filter: PracticeSessionFilter, $first: Int, $after: String) {
                    myPracticeSessions(filter: $filter, first: $first, after: $after) { totalCount nodes { id } }
                }",
                json!({ "filter": { "instrument": "Piano", "from": "2026-01-01" }, "first": 10, "after": null }),
            ),
            (
                "query($filter: GoalFilter, $first: Int, $after: String) {
                    myGoals(filter: $filter, first: $first, after: $after) { totalCount nodes { id } }
                }",
                json!({ "filter": { "statuses": ["ACTIVE"] }, "first": 10, "after": null }),
            ),
        ];
        requests
            .map(|(query, variables)| json!({ "query": query, "variables": variables }))
            .into()
    }
}

/// A request as the app sends it.
fn post(body: Vec<u8>) -> Request {
    Request {
        method: "POST".to_owned(),
        path: GRAPHQL.to_owned(),
        content_type: Some("application/json".to_owned()),
        origin: Some(ORIGIN.to_owned()),
        body,
        ..Request::default()
    }
}

fn is_proper(answer: &Response) -> TestCaseResult {
    prop_assert!(answer.status < 500, "{answer:?}");
    prop_assert!(answer.faults.is_empty(), "{:?}", answer.faults);
    let json: Value = serde_json::from_str(&answer.body)
        .map_err(|error| TestCaseError::fail(format!("{error}: {}", answer.body)))?;
    let errors = json["errors"].as_array().map_or(&[][..], Vec::as_slice);
    prop_assert!(answer.status == 200 || !errors.is_empty(), "{json}");
    for error in errors {
        prop_assert!(
            error["message"]
                .as_str()
                .is_some_and(|text| !text.is_empty()),
            "{json}"
        );
        let Value::Object(extensions) = &error["extensions"] else {
            return Err(TestCaseError::fail(json.to_string()));
        };
        prop_assert!(extensions["code"].is_string(), "{json}");
        prop_assert_eq!(
            extensions["requestId"].as_str(),
            Some(answer.request_id.as_str())
        );
    }
    Ok(())
}

/// Tries what the strategy gives. The number of cases is proptest's, which reads `PROPTEST_CASES`.
fn try_all<S: Strategy>(strategy: &S, test: impl Fn(S::Value) -> TestCaseResult) {
    let config = ProptestConfig {
        // What failed is printed; the case belongs into a test of its own then.
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    if let Err(error) = TestRunner::new(config).run(strategy, test) {
        panic!("{error}");
    }
}

/// Something that was done to the bytes of a body.
#[derive(Clone, Debug)]
enum Damage {
    Set(Index, u8),
    Insert(Index, Vec<u8>),
    Remove(Index, usize),
    Repeat(Index, usize, usize),
    Cut(Index),
}

impl Damage {
    fn any() -> impl Strategy<Value = Self> {
        let index = any::<Index>;
        prop_oneof![
            (index(), any::<u8>()).prop_map(|(at, byte)| Self::Set(at, byte)),
            (index(), prop::collection::vec(any::<u8>(), 1..8))
                .prop_map(|(at, bytes)| Self::Insert(at, bytes)),
            (index(), select(b"{}[]\":,\\0-.eu".as_slice()))
                .prop_map(|(at, byte)| Self::Insert(at, vec![byte])),
            (index(), 1..40_usize).prop_map(|(at, length)| Self::Remove(at, length)),
            (index(), 1..80_usize, 1..40_usize)
                .prop_map(|(at, length, times)| Self::Repeat(at, length, times)),
            index().prop_map(Self::Cut),
        ]
    }

    fn apply(&self, body: &mut Vec<u8>) {
        if body.is_empty() {
            return;
        }
        let size = body.len();
        let up_to = |start: usize, length: usize| start..size.min(start + length);
        match self {
            Self::Set(at, byte) => body[at.index(size)] = *byte,
            Self::Insert(at, bytes) => {
                let at = at.index(size);
                body.splice(at..at, bytes.iter().copied());
            }
            Self::Remove(at, length) => {
                body.drain(up_to(at.index(size), *length));
            }
            Self::Repeat(at, length, times) => {
                let at = at.index(size);
                let part = body[up_to(at, *length)].repeat(*times);
                body.splice(at..at, part);
            }
            Self::Cut(at) => body.truncate(at.index(size)),
        }
    }
}

/// A text that somebody might send instead of what belongs there.
fn any_text() -> impl Strategy<Value = String> {
    const ODD: [&str; 17] = [
        "",
        "\0",
        "%",
        "_",
        "' OR 1=1 --",
        "\u{202e}",
        "\u{fffd}",
        "9999-99-99",
        "-271821-04-20T00:00:00Z",
        "+275760-09-13T00:00:00.001Z",
        "2026-02-30T25:61:61Z",
        "PRACTICE",
        "__proto__",
        "e",
        "0123456789abcdef",
        "{\"seq\":1}",
        "AAAA",
    ];
    prop_oneof![
        select(ODD.as_slice()).prop_map(str::to_owned),
        "\\PC{0,40}",
        any::<String>(),
        (1..30_000_usize).prop_map(|length| "é".repeat(length)),
    ]
}

/// Any JSON.
fn any_json() -> impl Strategy<Value = Value> {
    let numbers = [
        json!(-1),
        json!(0),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(9_007_199_254_740_993_i64),
        json!(2_147_483_648_i64),
        json!(1e308),
        json!(-0.0),
        json!(5e-324),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        select(numbers.to_vec()),
        any_text().prop_map(Value::from),
    ];
    leaf.prop_recursive(8, 64, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::btree_map(any_text(), inner, 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// The places below a value, as JSON pointers.
fn places(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let path = format!("{path}/{index}");
                places(item, &path, found);
                found.push(path);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                let path = format!("{path}/{name}");
                places(field, &path, found);
                found.push(path);
            }
        }
        _ => {}
    }
}

#[test]
fn the_good_requests_are_good() {
    let world = World::new();
    for request in world.good_requests() {
        let cookie = Some(world.session.borrow().cookie.clone());
        let answer = world.handle(Request {
            cookie,
            ..post(request.to_string().into_bytes())
        });
        let body: Value = serde_json::from_str(&answer.body).expect("JSON");
        let code = body["errors"][0]["extensions"]["code"].as_str();
        // The links and the code are nobody's.
        assert!(
            matches!(code, None | Some("LINK_INVALID" | "CODE_INVALID")),
            "{request}\n{body}"
        );
    }
}

#[test]
fn a_request_whose_bytes_are_damaged_has_a_proper_answer() {
    let world = World::new();
    let damages = prop::collection::vec(Damage::any(), 1..4);
    try_all(&(any::<Index>(), damages), |(which, damages)| {
        let mut body = which.get(&world.good_requests()).to_string().into_bytes();
        for damage in &damages {
            damage.apply(&mut body);
        }
        world.try_request(post(body))
    });
}

#[test]
fn a_request_with_another_value_somewhere_has_a_proper_answer() {
    let world = World::new();
    let replacements = prop::collection::vec((any::<Index>(), any_json()), 1..4);
    try_all(&(any::<Index>(), replacements), |(which, replacements)| {
        let mut request = which.get(&world.good_requests()).clone();
        for (at, value) in replacements {
            let mut found = Vec::new();
            places(&request, "", &mut found);
            if !found.is_empty()
                && let Some(place) = request.pointer_mut(at.get::<String>(&found))
            {
                *place = value;
            }
        }
        world.try_request(post(request.to_string().into_bytes()))
    });
}

#[test]
fn a_query_of_any_words_has_a_proper_answer() {
    const WORDS: [&str; 44] = [
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        ":",
        ",",
        "$",
        "!",
        "=",
        "|",
        "&",
        "@",
        "...",
        "#",
        "\n",
        "\"",
        "\"\"\"",
        "query",
        "mutation",
        "subscription",
        "fragment F on Query",
        "on Query",
        "on User",
        "F",
        "me",
        "id",
        "email",
        "__typename",
        "__schema",
        "myGoals",
        "totalCount",
        "nodes",
        "first",
        "changes",
        "logout",
        "magicLink(token: \"x\")",
        "@skip(if: true)",
        "@include(if: $a)",
        "$a: Boolean!",
        "null",
        "1e400",
        "9999999999999999999",
    ];
    let world = World::new();
    let words = prop::collection::vec(select(WORDS.as_slice()), 0..60);
    try_all(
        &(words, select(["", " "].as_slice())),
        |(words, between)| {
            let body = json!({ "query": words.join(between), "variables": { "a": true } });
            world.try_request(post(body.to_string().into_bytes()))
        },
    );
}

#[test]
fn a_request_of_any_bytes_and_headers_has_a_proper_answer() {
    let world = World::new();
    let header = || prop::option::of(any_text());
    let or_good = |good: &'static str| prop_oneof![Just(Some(good.to_owned())), header()];
    let method = prop_oneof![
        select(["POST", "GET", "HEAD", "PUT"].as_slice()).prop_map(str::to_owned),
        any_text()
    ];
    let path = prop_oneof![
        select([GRAPHQL, HEALTH, "/"].as_slice()).prop_map(str::to_owned),
        any_text()
    ];
    let body = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..300),
        any_json().prop_map(|json| json.to_string().into_bytes()),
        any_json().prop_map(|json| json!({ "query": json, "variables": json })
            .to_string()
            .into_bytes()),
    ];
    let headers = (
        or_good("application/json"),
        or_good(ORIGIN),
        header(),
        header(),
        header(),
        header(),
        header(),
    );
    try_all(
        &(method, path, headers, body),
        |(method, path, headers, body)| {
            let (content_type, origin, fetch_site, ray, cookie, client_ip, user_agent) = headers;
            world.try_request(Request {
                method,
                path,
                content_type,
                cookie,
                origin,
                fetch_site,
                ray,
                client_ip,
                user_agent,
                is_flood: false,
                body,
            })
        },
    );
}
