//! The network between one browser profile and the server: cookies, and faults in the order in which they were ordered.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::fmt;

use api_worker::api::{Api, Request};
use client_core::{LocalBoxFuture, Server, ServerAnswer, ServerFailure};
use cookie::Cookie;

/// What happens to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing: it goes through. Lets a later request be the one with the fault.
    None,
    /// It never arrives.
    LoseRequest,
    /// It arrives and is answered; the answer is lost.
    LoseAnswer,
    /// It is given up, and arrives when [`Network::deliver_delayed`] is called.
    Delay,
    /// It arrives twice.
    Twice,
    /// The server fails before it does anything.
    ServerError,
    /// Something on the way answers in the server's place.
    Garbage,
    /// The platform says that it takes no more requests today.
    Limit,
}

/// The way from one browser profile to the server. All tabs of the profile share it, as they share cookies.
pub struct Network {
    api: Api,
    cookies: RefCell<BTreeMap<String, String>>,
    faults: RefCell<VecDeque<Fault>>,
    requests: Cell<usize>,
    meanwhile: RefCell<VecDeque<Box<dyn FnOnce()>>>,
    delayed: RefCell<Vec<String>>,
}

impl fmt::Debug for Network {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Network")
            .field("faults", &self.faults)
            .finish_non_exhaustive()
    }
}

impl Network {
    pub(crate) fn new(api: Api) -> Self {
        let (cookies, faults, requests, meanwhile, delayed) = Default::default();
        Self {
            api,
            cookies,
            faults,
            requests,
            meanwhile,
            delayed,
        }
    }

    /// The cookies of the profile.
    pub(crate) fn cookies(&self) -> BTreeMap<String, String> {
        self.cookies.borrow().clone()
    }

    /// Gives the profile these cookies.
    pub(crate) fn set_cookies(&self, cookies: BTreeMap<String, String>) {
        self.cookies.replace(cookies);
    }

    /// Orders faults for the next requests, one each.
    pub fn order(&self, faults: impl IntoIterator<Item = Fault>) {
        self.faults.borrow_mut().extend(faults);
    }

    /// Orders what people do between a request's arrival at the server and the answer's arrival here: one for each of
    /// the next requests.
    pub fn meanwhile(&self, actions: impl IntoIterator<Item = Box<dyn FnOnce()>>) {
        self.meanwhile.borrow_mut().extend(actions);
    }

    /// How many requests were tried since the last time this was asked.
    pub fn take_requests(&self) -> usize {
        self.requests.take()
    }

    /// Requests that were delayed reach the server; nobody waits for their answers any more.
    pub async fn deliver_delayed(&self) {
        let delayed = self.delayed.take();
        for body in delayed {
            self.ask(body).await;
        }
    }

    /// Asks the server for something beside the client: what a test wants to know.
    pub async fn ask(&self, body: String) -> ServerAnswer {
        let header: Vec<String> = self
            .cookies
            .borrow()
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = Request {
            method: "POST".to_owned(),
            content_type: Some("application/json".to_owned()),
            cookie: (!header.is_empty()).then(|| header.join("; ")),
            body: body.into_bytes(),
            ..Request::default()
        };
        let response = self.api.handle(request).await;
        for text in &response.set_cookies {
            let cookie =
                Cookie::parse(text.as_str()).expect("the server sends well-formed cookies");
            let mut cookies = self.cookies.borrow_mut();
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

    async fn deliver(&self, fault: Fault, body: String) -> Result<ServerAnswer, ServerFailure> {
        match fault {
            Fault::None => Ok(self.ask(body).await),
            Fault::LoseRequest => Err(ServerFailure),
            Fault::LoseAnswer => {
                self.ask(body).await;
                Err(ServerFailure)
            }
            Fault::Delay => {
                self.delayed.borrow_mut().push(body);
                Err(ServerFailure)
            }
            Fault::Twice => {
                self.ask(body.clone()).await;
                Ok(self.ask(body).await)
            }
            Fault::ServerError => Ok(ServerAnswer {
                status: 500,
                body: "Internal Server Error".to_owned(),
            }),
            Fault::Limit => Ok(ServerAnswer {
                status: 429,
                body: "error code: 1027".to_owned(),
            }),
            Fault::Garbage => Ok(ServerAnswer {
                status: 200,
                body: "<html>Welcome to the hotel</html>".to_owned(),
            }),
        }
    }
}

impl Server for Network {
    fn post(&self, body: String) -> LocalBoxFuture<'_, Result<ServerAnswer, ServerFailure>> {
        self.requests.set(self.requests.get() + 1);
        let fault = self.faults.borrow_mut().pop_front().unwrap_or(Fault::None);
        let meanwhile = self.meanwhile.borrow_mut().pop_front();
        Box::pin(async move {
            let answer = self.deliver(fault, body).await;
            if let Some(action) = meanwhile {
                action();
            }
            answer
        })
    }
}
