//! A server with one database, and browsers that talk to it.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Arc, Mutex, PoisonError};

use api_worker::api::{Api, GRAPHQL, Request, Services};
use api_worker::auth::{Misconfigured, Settings};
use api_worker::database::{Database, Param, Row, Statement};
use api_worker::log::Fault;
use api_worker::platform::Mail;
use api_worker::testing::{Observed, Outbox, SeededRandom, SetClock, sign_in_settings};
use cookie::Cookie;
use serde_json::{Value, json};
use shared_model::protocol::ErrorCode;
use shared_model::{MODEL_VERSION, Timestamp};

/// The client's own operations.
macro_rules! operation {
    ($name:literal) => {
        include_str!(concat!(
            "../../../crates/client-core/graphql/",
            $name,
            ".graphql"
        ))
    };
}

const REQUEST_MAGIC_LINK: &str = operation!("request_magic_link");
const MAGIC_LINK: &str = operation!("magic_link");
const VERIFY_MAGIC_LINK: &str = operation!("verify_magic_link");
const VERIFY_SIGN_IN_CODE: &str = operation!("verify_sign_in_code");
const MY_ACCOUNT: &str = operation!("my_account");
const SET_DISPLAY_NAME: &str = operation!("set_display_name");
const REQUEST_ADDRESS_CHANGE: &str = operation!("request_address_change");
const ADDRESS_CHANGE: &str = operation!("address_change");
const CONFIRM_ADDRESS_CHANGE: &str = operation!("confirm_address_change");
const MY_SESSIONS: &str = operation!("my_sessions");
const MY_SIGN_INS: &str = operation!("my_sign_ins");
const REVOKE_SESSION: &str = operation!("revoke_session");
const REVOKE_OTHER_SESSIONS: &str = operation!("revoke_other_sessions");
const LOGOUT: &str = operation!("logout");
const VERSIONS: &str = operation!("versions");
const PUSH_CHANGES: &str = operation!("push_changes");
const SYNC_ANONYMOUS_DATA: &str = operation!("sync_anonymous_data");
const CHANGES: &str = operation!("changes");
const HISTORY: &str = operation!("history");
const BACKUP_CHECK: &str = operation!("backup_check");
const MY_PREFERENCES: &str = operation!("my_preferences");
const UPDATE_PREFERENCES: &str = operation!("update_preferences");
const SET_CLOUD_STORAGE: &str = operation!("set_cloud_storage");
const DELETE_ACCOUNT: &str = operation!("delete_account");

const ME: &str = "{ me { id email hasCloudStorage } }";

/// Where the app is.
pub(crate) const ORIGIN: &str = "https://mirubato.example";

/// One server on one database.
pub struct World {
    /// The case's name, so that cases which share a database have users of their own.
    case: &'static str,
    pub(crate) database: Arc<Observed>,
    pub(crate) clock: Arc<SetClock>,
    pub(crate) outbox: Arc<Outbox>,
    random: Arc<SeededRandom>,
    sign_in: Mutex<Result<Settings, Misconfigured>>,
}

impl World {
    /// A server for a case.
    pub fn new(case: &'static str, database: Arc<dyn Database>) -> Self {
        let now = Timestamp::parse("2026-11-20T12:00:00Z").expect("a good time");
        Self {
            case,
            database: Arc::new(Observed::new(database)),
            clock: Arc::new(SetClock::new(now)),
            outbox: Arc::default(),
            random: Arc::new(SeededRandom::new(hash(case))),
            // Counters are kept under the secret, so cases that share a database count apart.
            sign_in: Mutex::new(sign_in_settings(&format!(
                "the secret of the server of {case}"
            ))),
        }
    }

    /// Sets signing in up in another way from now on.
    pub(crate) fn set_up(&self, change: impl FnOnce(&mut Settings)) {
        let mut sign_in = self.sign_in.lock().unwrap_or_else(PoisonError::into_inner);
        change(sign_in.as_mut().expect("good settings"));
    }

    /// The server's operator forgets the secret.
    pub(crate) fn forget_secret(&self) {
        *self.sign_in.lock().unwrap_or_else(PoisonError::into_inner) = Err(Misconfigured::Secret);
    }

    fn api(&self, introspection: bool) -> Api {
        Api::new(Services {
            database: self.database.clone(),
            clock: self.clock.clone(),
            random: self.random.clone(),
            mailer: self.outbox.clone(),
            origin: ORIGIN.to_owned(),
            introspection,
            sign_in: self
                .sign_in
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone(),
        })
    }

    /// An address of this case.
    pub(crate) fn address(&self, who: &str) -> String {
        format!("{who}.{:016x}@example.org", hash(self.case))
    }

    /// A browser that nobody has signed in with.
    pub(crate) fn browser(&self) -> Browser<'_> {
        Browser {
            world: self,
            cookies: Mutex::default(),
            user_id: String::new(),
            development: false,
            client_ip: None,
            user_agent: None,
        }
    }

    /// A browser in which this person has signed in.
    pub(crate) async fn signed_in(&self, who: &str) -> Browser<'_> {
        let mut browser = self.browser();
        let token = browser.token_for(&self.address(who)).await;
        let user = browser.verify(&token).await.data("verifyMagicLink");
        browser.user_id = text(&user["id"]);
        browser
    }

    /// Pauses the account's copy of a journal.
    pub(crate) async fn pause(&self, browser: &Browser<'_>) {
        browser
            .set_cloud_storage(false)
            .await
            .data("setCloudStorage");
    }

    /// Asks the database.
    pub(crate) async fn sql(&self, sql: &str, params: &[&str]) -> Vec<Row> {
        let params: Vec<Param> = params.iter().map(|param| (*param).into()).collect();
        let rows = self
            .database
            .batch(vec![Statement::new(sql, params)])
            .await
            .expect("good SQL");
        self.database.take_count();
        rows.into_iter().flatten().collect()
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// A browser: cookies, and requests that carry them.
pub(crate) struct Browser<'a> {
    world: &'a World,
    cookies: Mutex<BTreeMap<String, String>>,
    /// Who signed in; empty before.
    pub(crate) user_id: String,
    /// Whether its server runs in development.
    pub(crate) development: bool,
    /// The address that its requests come from.
    pub(crate) client_ip: Option<&'static str>,
    /// Its User-Agent header.
    pub(crate) user_agent: Option<&'static str>,
}

impl Browser<'_> {
    /// Sends any request, with the cookies.
    pub(crate) async fn send(&self, mut request: Request) -> Answer {
        request.cookie = Some(self.cookie_header());
        request.client_ip = self.client_ip.map(str::to_owned);
        request.user_agent = self.user_agent.map(str::to_owned);
        let response = self.world.api(self.development).handle(request).await;
        for text in &response.set_cookies {
            let cookie = Cookie::parse(text.as_str()).expect("a good cookie");
            let mut cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
            if cookie.max_age().is_some_and(|age| age.is_zero()) {
                cookies.remove(cookie.name());
            } else {
                cookies.insert(cookie.name().to_owned(), cookie.value().to_owned());
            }
        }
        let headers = response.headers().into_iter();
        Answer {
            status: response.status,
            headers: headers
                .map(|(name, value)| (name, value.to_owned()))
                .collect(),
            json: serde_json::from_str(&response.body).expect("an answer in JSON"),
            set_cookies: response.set_cookies,
            faults: response.faults,
            refusals: response.refusals,
        }
    }

    /// The cookies that it has.
    pub(crate) fn cookie_header(&self) -> String {
        let cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        let cookies: Vec<String> = cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        cookies.join("; ")
    }

    /// Sends a query.
    pub(crate) async fn ask(&self, query: &str, variables: Value) -> Answer {
        let body = json!({ "query": query, "variables": variables })
            .to_string()
            .into_bytes();
        self.send(post(body)).await
    }

    pub(crate) async fn me(&self) -> Value {
        self.ask(ME, json!({})).await.data("me")
    }

    pub(crate) async fn request_link(&self, email: &str) -> Answer {
        self.ask(REQUEST_MAGIC_LINK, json!({ "email": email }))
            .await
    }

    /// Asks for a mail and takes it out of the box.
    pub(crate) async fn mail_for(&self, email: &str) -> Mail {
        assert_eq!(
            self.request_link(email).await.data("requestMagicLink"),
            json!(true)
        );
        let mut mails = self.world.outbox.take();
        assert_eq!(mails.len(), 1);
        mails.remove(0)
    }

    /// Asks for a link and takes the token out of the mail.
    pub(crate) async fn token_for(&self, email: &str) -> String {
        token_in(&self.mail_for(email).await.text)
    }

    /// Asks for a code and takes it out of the mail.
    pub(crate) async fn code_for(&self, email: &str) -> String {
        code_in(&self.mail_for(email).await.text)
    }

    pub(crate) async fn verify_code(&self, code: &str) -> Answer {
        self.ask(VERIFY_SIGN_IN_CODE, json!({ "code": code })).await
    }

    pub(crate) async fn try_account(&self) -> Answer {
        let variables = json!({ "expectedUserId": self.user_id });
        self.ask(MY_ACCOUNT, variables).await
    }

    pub(crate) async fn account(&self) -> Value {
        self.try_account().await.data("myAccount")
    }

    pub(crate) async fn set_display_name(&self, name: &str) -> Answer {
        let variables = json!({ "expectedUserId": self.user_id, "name": name });
        self.ask(SET_DISPLAY_NAME, variables).await
    }

    pub(crate) async fn request_address_change(&self, email: &str) -> Answer {
        let variables = json!({ "expectedUserId": self.user_id, "email": email });
        self.ask(REQUEST_ADDRESS_CHANGE, variables).await
    }

    pub(crate) async fn look_at_address_change(&self, token: &str) -> Answer {
        self.ask(ADDRESS_CHANGE, json!({ "token": token })).await
    }

    pub(crate) async fn confirm_address_change(&self, token: &str) -> Answer {
        self.ask(CONFIRM_ADDRESS_CHANGE, json!({ "token": token }))
            .await
    }

    pub(crate) async fn try_sessions(&self) -> Answer {
        let variables = json!({ "expectedUserId": self.user_id });
        self.ask(MY_SESSIONS, variables).await
    }

    pub(crate) async fn sessions(&self) -> Value {
        self.try_sessions().await.data("mySessions")
    }

    pub(crate) async fn try_sign_ins(&self) -> Answer {
        let variables = json!({ "expectedUserId": self.user_id });
        self.ask(MY_SIGN_INS, variables).await
    }

    pub(crate) async fn sign_ins(&self) -> Value {
        self.try_sign_ins().await.data("mySignIns")
    }

    pub(crate) async fn revoke(&self, id: &str) -> Answer {
        let variables = json!({ "expectedUserId": self.user_id, "id": id });
        self.ask(REVOKE_SESSION, variables).await
    }

    pub(crate) async fn revoke_others(&self) -> Answer {
        let variables = json!({ "expectedUserId": self.user_id });
        self.ask(REVOKE_OTHER_SESSIONS, variables).await
    }

    pub(crate) async fn look_at(&self, token: &str) -> Answer {
        self.ask(MAGIC_LINK, json!({ "token": token })).await
    }

    pub(crate) async fn verify(&self, token: &str) -> Answer {
        self.ask(VERIFY_MAGIC_LINK, json!({ "token": token })).await
    }

    /// Uses a link, and loses the answer on the way: its cookies never arrive.
    pub(crate) async fn verify_without_hearing(&self, token: &str) -> Answer {
        let before = self.take_note();
        let answer = self.verify(token).await;
        self.forget_since(before);
        answer
    }

    /// Uses a code, and loses the answer on the way.
    pub(crate) async fn verify_code_without_hearing(&self, code: &str) -> Answer {
        let before = self.take_note();
        let answer = self.verify_code(code).await;
        self.forget_since(before);
        answer
    }

    fn take_note(&self) -> BTreeMap<String, String> {
        let cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        cookies.clone()
    }

    fn forget_since(&self, before: BTreeMap<String, String>) {
        *self.cookies.lock().unwrap_or_else(PoisonError::into_inner) = before;
    }

    pub(crate) async fn logout(&self) -> Answer {
        self.ask(LOGOUT, json!({})).await
    }

    /// An input of this user, with these lists.
    pub(crate) fn input(&self, lists: Value) -> Value {
        let mut input = lists;
        input["expectedUserId"] = self.user_id.as_str().into();
        input["modelVersion"] = MODEL_VERSION.into();
        input
    }

    pub(crate) async fn push_input(&self, input: Value) -> Answer {
        self.ask(
            &format!("{PUSH_CHANGES}{VERSIONS}"),
            json!({ "input": input }),
        )
        .await
    }

    /// Pushes lists of records, which is expected to be answered.
    pub(crate) async fn push(&self, lists: Value) -> Value {
        self.push_input(self.input(lists)).await.data("pushChanges")
    }

    /// Pushes one entry, and says what became of it.
    pub(crate) async fn push_entry(&self, entry: Value) -> Value {
        self.push(json!({ "entries": [entry] })).await["entries"][0].take()
    }

    pub(crate) async fn sync_anonymous(&self, lists: Value) -> Value {
        let query = format!("{SYNC_ANONYMOUS_DATA}{VERSIONS}");
        let variables = json!({ "input": self.input(lists) });
        self.ask(&query, variables).await.data("syncAnonymousData")
    }

    pub(crate) async fn try_changes(&self, since: &str, first: Option<i32>) -> Answer {
        let variables = json!({ "expectedUserId": self.user_id, "since": since, "first": first });
        self.ask(&format!("{CHANGES}{VERSIONS}"), variables).await
    }

    /// What `changes` and `history` answer to a device that has reached these places.
    pub(crate) async fn having_reached(&self, reached: &[&str]) -> [Answer; 2] {
        let variables = json!({ "expectedUserId": self.user_id, "reached": reached });
        let (changes, history) = (
            format!("{CHANGES}{VERSIONS}"),
            format!("{HISTORY}{VERSIONS}"),
        );
        let changes = self.ask(&changes, variables.clone()).await;
        [changes, self.ask(&history, variables).await]
    }

    /// What changed, without the server's time, which goes on while nothing changes.
    pub(crate) async fn changes(&self, since: &str, first: Option<i32>) -> Value {
        let mut changes = self.try_changes(since, first).await.data("changes");
        if let Some(fields) = changes.as_object_mut() {
            fields.remove("serverTime");
        }
        changes
    }

    pub(crate) async fn try_history(&self, before: Option<&str>, first: Option<i32>) -> Answer {
        let variables = json!({ "expectedUserId": self.user_id, "before": before, "first": first });
        self.ask(&format!("{HISTORY}{VERSIONS}"), variables).await
    }

    pub(crate) async fn history(&self, before: Option<&str>, first: Option<i32>) -> Value {
        self.try_history(before, first).await.data("history")
    }

    pub(crate) async fn try_check(&self, since: Option<&str>) -> Answer {
        let variables = json!({ "expectedUserId": self.user_id, "since": since });
        self.ask(BACKUP_CHECK, variables).await
    }

    pub(crate) async fn check(&self, since: Option<&str>) -> Value {
        self.try_check(since).await.data("backupCheck")
    }

    pub(crate) async fn try_preferences(&self) -> Answer {
        let variables = json!({ "expectedUserId": self.user_id });
        self.ask(MY_PREFERENCES, variables).await
    }

    pub(crate) async fn preferences(&self) -> Value {
        self.try_preferences().await.data("myPreferences")
    }

    pub(crate) async fn try_update_preferences(&self, base: i64, preferences: Value) -> Answer {
        let variables = json!({
            "expectedUserId": self.user_id, "baseVersion": base, "preferences": preferences,
        });
        self.ask(UPDATE_PREFERENCES, variables).await
    }

    pub(crate) async fn update_preferences(&self, base: i64, preferences: Value) -> Value {
        let answer = self.try_update_preferences(base, preferences).await;
        answer.data("updatePreferences")
    }

    pub(crate) async fn set_cloud_storage(&self, enabled: bool) -> Answer {
        let variables = json!({ "expectedUserId": self.user_id, "enabled": enabled });
        self.ask(SET_CLOUD_STORAGE, variables).await
    }

    /// Deletes the account, with its mail in German.
    pub(crate) async fn delete_account(&self) -> Answer {
        let variables = json!({ "expectedUserId": self.user_id, "language": "de" });
        self.ask(DELETE_ACCOUNT, variables).await
    }

    /// The entry as the server holds it, if it does.
    pub(crate) async fn held_entry(&self, id: &str) -> Value {
        let changes = self.changes("", None).await;
        let held = items(&changes["entries"])
            .into_iter()
            .find(|version| version["id"] == id);
        held.unwrap_or_default()
    }
}

/// A request as the app sends it.
pub(crate) fn post(body: Vec<u8>) -> Request {
    Request {
        method: "POST".to_owned(),
        path: GRAPHQL.to_owned(),
        content_type: Some("application/json".to_owned()),
        origin: Some(ORIGIN.to_owned()),
        body,
        ..Request::default()
    }
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) json: Value,
    pub(crate) set_cookies: Vec<String>,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) faults: Vec<Fault>,
    pub(crate) refusals: Vec<ErrorCode>,
}

impl Answer {
    /// What was asked for; there must be no error.
    pub(crate) fn data(mut self, field: &str) -> Value {
        assert!(self.json["errors"].is_null(), "{}", self.json);
        self.json["data"][field].take()
    }

    /// A header's value.
    pub(crate) fn header(&self, name: &str) -> &str {
        let mut found = self.headers.iter().filter(|(header, _)| *header == name);
        found.next().map_or("", |(_, value)| value)
    }

    /// What the first error calls the request.
    pub(crate) fn request_id(&self) -> &str {
        let id = &self.json["errors"][0]["extensions"]["requestId"];
        id.as_str().unwrap_or_default()
    }

    /// What the first error says beside its text.
    pub(crate) fn extensions(&self) -> &Value {
        &self.json["errors"][0]["extensions"]
    }

    /// The code of the first error.
    pub(crate) fn code(&self) -> &str {
        let error = &self.json["errors"][0];
        assert!(error["message"].is_string(), "{}", self.json);
        error["extensions"]["code"].as_str().unwrap_or_default()
    }
}

/// The link's token in a mail's text: the link has a line of its own.
pub(crate) fn token_in(mail: &str) -> String {
    let link = format!("{ORIGIN}/sign-in#");
    let mut tokens = mail.lines().filter_map(|line| line.strip_prefix(&link));
    let token = tokens.next().expect("a mail with a link").to_owned();
    assert_eq!(tokens.next(), None);
    token
}

/// The code in a mail's text: it has a line of its own too.
pub(crate) fn code_in(mail: &str) -> String {
    let mut codes = mail.lines().filter(|line| {
        let digits = line.bytes().filter(u8::is_ascii_digit).count();
        digits == 8 && line.len() == 9
    });
    let code = codes.next().expect("a mail with a code").to_owned();
    assert_eq!(codes.next(), None);
    code
}

/// Eight digits that are not this code.
pub(crate) fn other_than(code: &str) -> String {
    let turned = |digit: char| match digit {
        '9' => '0',
        '0'..='8' => char::from(digit as u8 + 1),
        other => other,
    };
    code.chars().map(turned).collect()
}

pub(crate) fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is no text"))
        .to_owned()
}

pub(crate) fn items(list: &Value) -> Vec<Value> {
    list.as_array()
        .unwrap_or_else(|| panic!("{list} is no list"))
        .clone()
}

/// The values of one field in a list.
pub(crate) fn each(list: &Value, field: &str) -> Vec<Value> {
    items(list)
        .into_iter()
        .map(|item| item[field].clone())
        .collect()
}

/// A write id.
pub(crate) fn write(number: u64) -> String {
    shared_model::WriteId::from_random(number).0
}

/// The time at which everything in these cases was written.
pub(crate) const WRITTEN_AT: &str = "2026-11-20T11:00:00Z";

/// An entry with as little as an entry can have.
pub(crate) fn entry(id: &str, write_number: u64) -> Value {
    json!({
        "id": id,
        "timestamp": "2026-11-20T10:00:00Z",
        "createdAt": WRITTEN_AT,
        "updatedAt": WRITTEN_AT,
        "writeId": write(write_number),
    })
}

/// A goal with as little as a goal can have.
pub(crate) fn goal(id: &str, write_number: u64) -> Value {
    json!({
        "id": id,
        "title": "Play the Minuet",
        "createdAt": WRITTEN_AT,
        "updatedAt": WRITTEN_AT,
        "writeId": write(write_number),
    })
}

/// A session with as little as a session can have.
pub(crate) fn session(id: &str, write_number: u64) -> Value {
    json!({
        "id": id,
        "startedAt": "2026-11-20T10:00:00Z",
        "createdAt": WRITTEN_AT,
        "updatedAt": WRITTEN_AT,
        "writeId": write(write_number),
    })
}

/// A log with as little as a log can have.
pub(crate) fn log(id: &str, write_number: u64) -> Value {
    json!({
        "id": id,
        "sessionId": "s",
        "createdAt": WRITTEN_AT,
        "updatedAt": WRITTEN_AT,
        "writeId": write(write_number),
    })
}

/// A piece with as little as a piece can have.
pub(crate) fn piece(id: &str, write_number: u64) -> Value {
    json!({
        "id": id,
        "title": "Minuet",
        "createdAt": WRITTEN_AT,
        "updatedAt": WRITTEN_AT,
        "writeId": write(write_number),
    })
}

/// The deletion of an entry.
pub(crate) fn deletion(id: &str, write_number: u64, base: Option<u64>) -> Value {
    json!({
        "collection": "LOGBOOK_ENTRIES",
        "id": id,
        "writeId": write(write_number),
        "baseWriteId": base.map(write),
        "deletedAt": "2026-11-20T11:30:00Z",
    })
}

/// The same JSON object with these fields.
pub(crate) fn with(mut object: Value, fields: Value) -> Value {
    let Value::Object(fields) = fields else {
        panic!("{fields} is no object")
    };
    for (name, value) in fields {
        object[&name] = value;
    }
    object
}
