//! The network: every request has a fate, and one that is slow waits, at the server too, until it is moved.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use api_worker::api::{GRAPHQL, Request, Response};
use client_core::api::{self, request_body};
use client_core::{LocalBoxFuture, Server, ServerAnswer, ServerFailure};
use cookie::Cookie;
use serde_json::{Value, json};
use shared_model::protocol::ErrorCode;
use shared_model::{MODEL_VERSION, limits};

use super::backups::{self, Told, asks_to_compare};
use super::chance::Chance;
use super::faults::Fault;
use super::program::Program;
use super::storage::TabStore;
use crate::World;

/// A request at the server, which goes on by one batch of statements each time it is polled.
type Handling = Pin<Box<dyn Future<Output = Response>>>;

/// What all browsers share: the way to the server, and what is on it that nobody waits for any more.
pub(super) struct Internet {
    world: Rc<World>,
    /// Requests that were given up and arrive later.
    late: RefCell<Vec<Handling>>,
    /// Pushes that name one of these records fail, each in its way.
    failing: RefCell<BTreeMap<String, Failing>>,
    /// Records for which pushes were ever refused as a whole.
    refused: RefCell<BTreeSet<String>>,
    /// What the server did that it must not do.
    wrong: Rc<RefCell<Option<String>>>,
    /// The newest link in each mailbox.
    tokens: RefCell<BTreeMap<String, String>>,
    pushes: Cell<usize>,
    /// How many statements the pushes took that ran without another request between.
    push_statements: RefCell<BTreeSet<usize>>,
}

/// How the server fails for a record.
#[derive(Clone, Copy, Debug)]
pub(super) enum Failing {
    /// It breaks down.
    Error,
    /// It refuses the request as a whole.
    Refused,
}

impl Internet {
    pub(super) fn new(world: Rc<World>) -> Self {
        let (late, failing, refused, wrong) = Default::default();
        let (tokens, pushes, push_statements) = Default::default();
        Self {
            world,
            late,
            failing,
            refused,
            wrong,
            tokens,
            pushes,
            push_statements,
        }
    }

    /// The newest link that was sent to somebody.
    pub(super) fn newest_token(&self, email: &str) -> Option<String> {
        let mut tokens = self.tokens.borrow_mut();
        tokens.extend(self.world.mailed_tokens());
        tokens.get(email).cloned()
    }

    /// From now on, or no longer, pushes with this record fail.
    pub(super) fn fail_for(&self, id: &str, how: Option<Failing>) {
        let mut failing = self.failing.borrow_mut();
        match how {
            Some(how) => {
                if let Failing::Refused = how {
                    self.refused.borrow_mut().insert(id.to_owned());
                }
                failing.insert(id.to_owned(), how)
            }
            None => failing.remove(id),
        };
    }

    /// Whether pushes fail for some record.
    pub(super) fn fails_for_any(&self) -> bool {
        !self.failing.borrow().is_empty()
    }

    /// Whether pushes with a record fail.
    pub(super) fn fails_for(&self, id: &str) -> bool {
        self.failing.borrow().contains_key(id)
    }

    /// Whether a stored value is of a record with which pushes fail.
    pub(super) fn fails_for_any_in(&self, value: &str) -> bool {
        let failing = self.failing.borrow();
        failing.keys().any(|id| value.contains(id.as_str()))
    }

    /// Whether pushes with a record were ever refused as a whole.
    pub(super) fn has_refused(&self, id: &str) -> bool {
        self.refused.borrow().contains(id)
    }

    /// What the server did that it must not do.
    pub(super) fn wrong(&self) -> Option<String> {
        self.wrong.borrow().clone()
    }

    /// Nothing fails for a single record any more.
    pub(super) fn fail_for_none(&self) {
        self.failing.borrow_mut().clear();
    }

    /// Pushes since the last time this was asked.
    pub(super) fn take_pushes(&self) -> usize {
        self.pushes.take()
    }

    /// The different numbers of statements that pushes took.
    pub(super) fn push_statements(&self) -> Vec<usize> {
        self.push_statements.borrow().iter().copied().collect()
    }

    /// How many requests are late.
    pub(super) fn late(&self) -> usize {
        self.late.borrow().len()
    }

    /// A request that nobody waits for any more reaches the server.
    pub(super) fn deliver_late(&self, index: usize) {
        let handling = self.late.borrow_mut().remove(index);
        finish(handling);
    }

    fn handle(&self, body: String, cookies: &Cookies) -> Handling {
        let is_push = is_push(&body);
        let is_old = body.contains(&model_version(TOO_OLD));
        let wrong = Rc::clone(&self.wrong);
        let request = Request {
            method: "POST".to_owned(),
            path: GRAPHQL.to_owned(),
            content_type: Some("application/json".to_owned()),
            cookie: cookies.header(),
            // So that naming requests takes nothing of the chance that a seed stands for.
            ray: Some("0123456789abcdef".to_owned()),
            body: body.into_bytes(),
            ..Request::default()
        };
        let api = self.world.api.clone();
        Box::pin(async move {
            let response = api.handle(request).await;
            let is_refused = is_refused(&response);
            if is_push && is_old && !is_refused {
                wrong.replace(Some(
                    "the server took a push from an app that is too old".to_owned(),
                ));
            }
            if is_push && is_refused && !is_about_account(&response) {
                let answer = &response.body;
                wrong.replace(Some(format!(
                    "the server refused a push as a whole, whatever is in it: {answer}"
                )));
            }
            response
        })
    }

    fn failure(&self, body: &str) -> Option<Failing> {
        let failing = self.failing.borrow();
        if failing.is_empty() || !is_push(body) {
            return None;
        }
        failing
            .iter()
            .find_map(|(id, how)| body.contains(&format!("\"id\":\"{id}\"")).then_some(*how))
    }
}

fn is_push(body: &str) -> bool {
    body.contains("\"input\":")
}

/// Whether a request is for older records than a device has.
fn asks_for_older(body: &str) -> bool {
    body.contains("history(") && !body.contains("\"before\":null")
}

fn is_refused(response: &Response) -> bool {
    response.body.contains("\"errors\"")
}

/// Whether a refusal is for a reason that lies in the account or the app, and in none of the records.
fn is_about_account(response: &Response) -> bool {
    let reasons = [
        ErrorCode::Unauthenticated,
        ErrorCode::AccountDeleted,
        ErrorCode::WrongAccount,
        ErrorCode::UpgradeRequired,
        ErrorCode::CloudStoragePaused,
    ];
    let answer: Value = serde_json::from_str(&response.body).unwrap_or_default();
    let code = &answer["errors"][0]["extensions"]["code"];
    reasons.iter().any(|reason| json!(reason) == *code)
}

/// Whose backup is paused, as the answer to who somebody is says.
fn paused_account(answer: &str) -> Option<String> {
    let answer: Value = serde_json::from_str(answer).ok()?;
    let me = &answer["data"]["me"];
    let is_paused = me["hasCloudStorage"] == false;
    me["id"].as_str().filter(|_| is_paused).map(str::to_owned)
}

/// Whether a request is for what a journal holds, or is to change it.
fn is_of_journal(body: &str) -> bool {
    is_push(body)
        || ["changes(", "history(", "backupCheck("]
            .iter()
            .any(|it| body.contains(it))
}

/// How many batches of statements a request takes, or more.
pub(super) const BATCHES: usize = 6;

/// The version of an app that the server takes nothing from.
const TOO_OLD: i32 = MODEL_VERSION - 1;

/// How a request says which version of the app sends it.
fn model_version(version: i32) -> String {
    format!("\"modelVersion\":{version}")
}

/// Lets a request run to its end.
fn finish(mut handling: Handling) -> Response {
    loop {
        if let Poll::Ready(response) = go_on(&mut handling) {
            return response;
        }
    }
}

fn go_on(handling: &mut Handling) -> Poll<Response> {
    handling
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
}

/// The cookies of a browser, which its tabs share.
#[derive(Debug, Default)]
pub(super) struct Cookies(RefCell<BTreeMap<String, String>>);

impl Cookies {
    fn header(&self) -> Option<String> {
        let cookies = self.0.borrow();
        let pairs = cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"));
        let header = pairs.collect::<Vec<_>>().join("; ");
        (!header.is_empty()).then_some(header)
    }

    fn receive(&self, response: Response) -> ServerAnswer {
        for text in &response.set_cookies {
            let cookie = Cookie::parse(text.as_str()).expect("well-formed cookies");
            let mut cookies = self.0.borrow_mut();
            if cookie.max_age().is_some_and(|age| age.is_zero()) {
                cookies.remove(cookie.name());
            } else {
                cookies.insert(cookie.name().to_owned(), cookie.value().to_owned());
            }
        }
        ServerAnswer {
            status: response.status,
            body: response.body,
        }
    }
}

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// It is answered at once.
    AtOnce,
    /// It waits to be moved, at the server after so many batches of statements.
    Slow(usize),
    /// Something goes wrong.
    Wrong(Fault),
}

/// What becomes of the requests of a sync.
#[derive(Clone, Debug)]
pub(super) struct Fates {
    pub(super) chance: Chance,
    /// What may go wrong.
    pub(super) faults: Vec<Fault>,
}

impl Fates {
    fn next(&mut self, body: &str) -> Fate {
        match self.chance.below(20) {
            // Much has to meet for a late page to do harm, so none is quick. It was read before what it meets, or after that.
            0..11 if asks_for_older(body) => Fate::Slow([0, BATCHES][self.chance.below(2)]),
            0..11 => Fate::AtOnce,
            11..17 => Fate::Slow(self.chance.below(BATCHES)),
            _ => self
                .chance
                .pick(&self.faults)
                .map_or(Fate::AtOnce, |fault| Fate::Wrong(*fault)),
        }
    }
}

/// A slow request. Whoever sent it may have stopped waiting for its answer.
struct InFlight {
    body: String,
    at_server: RefCell<Option<Handling>>,
    answer: RefCell<Option<Response>>,
    arrived: RefCell<Option<Result<ServerAnswer, ServerFailure>>>,
}

/// A tab's way to the server.
pub(super) struct Wire {
    internet: Rc<Internet>,
    cookies: Rc<Cookies>,
    in_flight: RefCell<Vec<Rc<InFlight>>>,
    /// Nothing while every request is answered at once.
    fates: RefCell<Option<Fates>>,
    program: Program,
    /// The tab's store. It is nearer than a server: with an answer the tab sees what was in it before.
    store: Rc<TabStore>,
    is_offline: Cell<bool>,
    /// How many records the server gives at a time.
    page_records: usize,
    noted: RefCell<Vec<Noted>>,
    /// How many requests for the journal there were.
    asked: Cell<usize>,
    /// Whose backup is paused, as far as the tab was told: before it asked, and by the last answer to that question.
    paused: Rc<RefCell<Option<String>>>,
    /// How often the account was to be compared, and what it held the last time.
    comparisons: Rc<Cell<usize>>,
    told: Rc<RefCell<Option<Told>>>,
}

/// Something went wrong with a request.
pub(super) struct Noted {
    pub(super) fault: Fault,
    pub(super) body: String,
}

impl Wire {
    pub(super) fn new(
        internet: &Rc<Internet>,
        cookies: &Rc<Cookies>,
        program: Program,
        store: &Rc<TabStore>,
        page_records: usize,
    ) -> Self {
        Self {
            internet: Rc::clone(internet),
            cookies: Rc::clone(cookies),
            in_flight: RefCell::default(),
            fates: RefCell::default(),
            program,
            store: Rc::clone(store),
            is_offline: Cell::default(),
            page_records,
            noted: RefCell::default(),
            asked: Cell::default(),
            paused: Rc::default(),
            comparisons: Rc::default(),
            told: Rc::default(),
        }
    }

    /// How many requests for the journal there were since the last time this was asked.
    pub(super) fn take_asked(&self) -> usize {
        self.asked.take()
    }

    /// The tab knows that somebody's backup is paused.
    pub(super) fn note_paused(&self, user: String) {
        self.paused.replace(Some(user));
    }

    /// Whether the tab was told that this user's backup is paused, and nothing else since.
    pub(super) fn is_paused_for(&self, user: &str) -> bool {
        self.paused.borrow().as_deref() == Some(user)
    }

    /// What the account held when it was compared last.
    pub(super) fn take_told(&self) -> Option<Told> {
        self.told.take()
    }

    /// Decides the fates of the next requests.
    pub(super) fn set_fates(&self, fates: Option<Fates>) {
        self.fates.replace(fates);
    }

    /// Whether anything can be reached at all.
    pub(super) fn set_online(&self, is_online: bool) {
        self.is_offline.set(!is_online);
    }

    /// Does something while every request is answered at once.
    pub(super) fn at_once<T>(&self, act: impl FnOnce() -> T) -> T {
        let before = self.fates.take();
        let result = act();
        self.fates.replace(before);
        result
    }

    pub(super) fn in_flight(&self) -> usize {
        self.in_flight.borrow().len()
    }

    /// What went wrong since the last time this was asked.
    pub(super) fn take_noted(&self) -> Vec<Noted> {
        self.noted.take()
    }

    fn note(&self, fault: Fault, body: &str) {
        let body = body.to_owned();
        self.noted.borrow_mut().push(Noted { fault, body });
    }

    fn at(&self, index: usize) -> Option<Rc<InFlight>> {
        self.in_flight.borrow().get(index).map(Rc::clone)
    }

    fn take(&self, index: usize) -> Option<Rc<InFlight>> {
        let mut in_flight = self.in_flight.borrow_mut();
        (index < in_flight.len()).then(|| in_flight.remove(index))
    }

    /// Whether a request is for older records than a device has.
    pub(super) fn asks_for_older(&self, index: usize) -> bool {
        let request = self.at(index);
        request.is_some_and(|request| asks_for_older(&request.body))
    }

    /// Whether a request sends records.
    pub(super) fn sends_records(&self, index: usize) -> bool {
        let request = self.at(index);
        request.is_some_and(|request| is_push(&request.body))
    }

    /// The server goes on with a request by so many batches of statements.
    pub(super) fn advance(&self, index: usize, batches: usize) {
        let Some(request) = self.at(index) else {
            return;
        };
        let mut at_server = request.at_server.borrow_mut();
        for _ in 0..batches {
            if let Some(handling) = at_server.as_mut()
                && let Poll::Ready(response) = go_on(handling)
            {
                *at_server = None;
                request.answer.replace(Some(response));
            }
        }
    }

    /// The server answers a request, and the answer reaches the browser.
    pub(super) fn answer(&self, index: usize) {
        let Some(request) = self.take(index) else {
            return;
        };
        let handling = request.at_server.take();
        let response = handling.map_or_else(|| request.answer.take(), |it| Some(finish(it)));
        if let Some(response) = response {
            let answer = self.cookies.receive(response);
            request.arrived.replace(Some(Ok(answer)));
        }
    }

    /// Something goes wrong with a request that is under way.
    pub(super) fn go_wrong(&self, index: usize, fault: Fault) {
        let Some(request) = self.take(index) else {
            return;
        };
        let arrived = match fault {
            Fault::ServerError => Ok(server_error()),
            Fault::AnswerLost => {
                request.at_server.take().map(finish);
                Err(ServerFailure)
            }
            Fault::Delayed => {
                self.make_late(&request);
                Err(ServerFailure)
            }
            Fault::Twice => {
                let again = self.begin_again(&request.body);
                self.internet.late.borrow_mut().push(again);
                let handling = request.at_server.take();
                let response =
                    handling.map_or_else(|| request.answer.take(), |it| Some(finish(it)));
                response.map_or(Err(ServerFailure), |it| Ok(self.cookies.receive(it)))
            }
            _ => Err(ServerFailure),
        };
        self.note(fault, &request.body);
        request.arrived.replace(Some(arrived));
    }

    /// Whom the server takes this browser for.
    pub(super) fn known_as(&self) -> Option<String> {
        let answer = finish(self.begin(&request_body(api::ME, &json!({}))));
        let answer: Value = serde_json::from_str(&answer.body).ok()?;
        Some(answer["data"]["me"]["id"].as_str()?.to_owned())
    }

    fn make_late(&self, request: &InFlight) {
        let handling = request.at_server.take();
        self.internet.late.borrow_mut().extend(handling);
    }

    /// The tab is gone. What it sent may arrive all the same.
    pub(super) fn abandon(&self, chance: &mut Chance) {
        for request in self.in_flight.take() {
            if chance.once_in(2) {
                self.make_late(&request);
            }
        }
    }

    /// A request arrives a second time. What is answered to that reaches nobody.
    fn begin_again(&self, body: &str) -> Handling {
        self.internet.handle(body.to_owned(), &self.cookies)
    }

    fn begin(&self, body: &str) -> Handling {
        let handling = self.internet.handle(body.to_owned(), &self.cookies);
        if !asks_to_compare(body) {
            return handling;
        }
        let number = self.comparisons.get() + 1;
        self.comparisons.set(number);
        let (comparisons, told) = (Rc::clone(&self.comparisons), Rc::clone(&self.told));
        let (world, writes) = (Rc::clone(&self.internet.world), self.store.writes());
        let body = body.to_owned();
        Box::pin(async move {
            let response = handling.await;
            // One that was given up may be handled after the next.
            if comparisons.get() == number {
                told.replace(Some(backups::told(&world, &body, writes)));
            }
            response
        })
    }

    fn answer_at_once(&self, body: &str) -> ServerAnswer {
        let database = &self.internet.world.database;
        database.take_count();
        let response = finish(self.begin(body));
        let statements = database.take_count();
        if is_push(body) && !is_refused(&response) {
            self.internet
                .push_statements
                .borrow_mut()
                .insert(statements);
        }
        self.cookies.receive(response)
    }

    fn send(
        &self,
        body: &str,
        fate: Fate,
    ) -> Result<Rc<InFlight>, Result<ServerAnswer, ServerFailure>> {
        match fate {
            Fate::AtOnce => Err(Ok(self.answer_at_once(body))),
            Fate::Slow(batches) => {
                let request = Rc::new(InFlight {
                    body: body.to_owned(),
                    at_server: RefCell::new(Some(self.begin(body))),
                    answer: RefCell::default(),
                    arrived: RefCell::default(),
                });
                self.in_flight.borrow_mut().push(Rc::clone(&request));
                self.advance(self.in_flight() - 1, batches);
                Ok(request)
            }
            Fate::Wrong(fault) => {
                self.note(fault, body);
                Err(match fault {
                    Fault::AnswerLost => {
                        finish(self.begin(body));
                        Err(ServerFailure)
                    }
                    Fault::Twice => {
                        let again = self.begin_again(body);
                        self.internet.late.borrow_mut().push(again);
                        Ok(self.answer_at_once(body))
                    }
                    Fault::Delayed => {
                        let handling = self.begin(body);
                        self.internet.late.borrow_mut().push(handling);
                        Err(ServerFailure)
                    }
                    Fault::ServerError => Ok(server_error()),
                    _ => Err(ServerFailure),
                })
            }
        }
    }
}

fn server_error() -> ServerAnswer {
    ServerAnswer {
        status: 500,
        body: "Internal Server Error".to_owned(),
    }
}

fn refusal() -> ServerAnswer {
    let error = json!({ "message": "Refused.", "extensions": { "code": "BAD_INPUT" } });
    ServerAnswer {
        status: 200,
        body: json!({ "data": null, "errors": [error] }).to_string(),
    }
}

impl Server for Wire {
    fn post(&self, body: String) -> LocalBoxFuture<'_, Result<ServerAnswer, ServerFailure>> {
        if self.is_offline.get() {
            return Box::pin(async { Err(ServerFailure) });
        }
        let is_push = is_push(&body);
        let page = |records: usize| format!("\"first\":{records}");
        let body = body.replace(&page(limits::PAGE_RECORDS), &page(self.page_records));
        let version = model_version(MODEL_VERSION);
        let body = if self.program == Program::Refused && body.contains(&version) {
            self.note(Fault::OlderVersion, &body);
            body.replace(&version, &model_version(TOO_OLD))
        } else {
            body
        };
        self.asked
            .set(self.asked.get() + usize::from(is_of_journal(&body)));
        if is_push {
            self.internet.pushes.set(self.internet.pushes.get() + 1);
        }
        if let Some(failing) = self.internet.failure(&body) {
            self.note(Fault::FailingChunk, &body);
            let answer = match failing {
                Failing::Error => server_error(),
                Failing::Refused => refusal(),
            };
            return Box::pin(async move { Ok(answer) });
        }
        let mut fates = self.fates.borrow_mut();
        let fate = fates
            .as_mut()
            .map_or(Fate::AtOnce, |fates| fates.next(&body));
        drop(fates);
        let program = self.program;
        let paused = Rc::clone(&self.paused);
        let asks_who = body == request_body(api::ME, &json!({}));
        let read = move |answer: ServerAnswer| {
            if asks_who {
                paused.replace(paused_account(&answer.body));
            }
            ServerAnswer {
                body: program.reads(&answer.body),
                ..answer
            }
        };
        match self.send(&body, fate) {
            Err(answer) => {
                let store = Rc::clone(&self.store);
                Box::pin(async move {
                    store.catch_up(usize::MAX);
                    answer.map(read)
                })
            }
            Ok(request) => Box::pin(poll_fn(move |_| match request.arrived.take() {
                Some(answer) => Poll::Ready(answer.map(&read)),
                None => Poll::Pending,
            })),
        }
    }
}
