//! A network on which every request and every answer waits until the simulator moves it.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;

use client_core::{LocalBoxFuture, Server, ServerAnswer, ServerFailure};

use crate::Network;

/// A request that was sent. Somebody may have stopped waiting for its answer; it can reach the server all the same.
#[derive(Debug)]
pub(crate) struct InFlight {
    body: String,
    answer: RefCell<Option<ServerAnswer>>,
    arrived: RefCell<Option<Result<ServerAnswer, ServerFailure>>>,
}

/// The way from a browser to the server, request by request.
pub(crate) struct SlowNetwork {
    pub(crate) inner: Network,
    in_flight: RefCell<Vec<Rc<InFlight>>>,
    is_slow: Cell<bool>,
}

impl fmt::Debug for SlowNetwork {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SlowNetwork")
            .field("in_flight", &self.in_flight)
            .finish_non_exhaustive()
    }
}

impl SlowNetwork {
    pub(crate) fn new(inner: Network) -> Self {
        Self {
            inner,
            in_flight: RefCell::default(),
            is_slow: Cell::new(true),
        }
    }

    /// Does something while every request is answered at once.
    pub(crate) fn at_once<T>(&self, act: impl FnOnce() -> T) -> T {
        let before = self.is_slow.replace(false);
        let result = act();
        self.is_slow.set(before);
        result
    }

    pub(crate) fn in_flight(&self) -> usize {
        self.in_flight.borrow().len()
    }

    fn request(&self, index: usize) -> Option<Rc<InFlight>> {
        self.in_flight.borrow().get(index).map(Rc::clone)
    }

    /// The request reaches the server, perhaps not for the first time.
    pub(crate) fn reach_server(&self, index: usize) {
        if let Some(request) = self.request(index) {
            let answer = pollster::block_on(self.inner.ask(request.body.clone()));
            request.answer.replace(Some(answer));
        }
    }

    /// The answer, if there is one, reaches the browser.
    pub(crate) fn answer(&self, index: usize) -> bool {
        let Some(request) = self.request(index) else {
            return false;
        };
        let Some(answer) = request.answer.take() else {
            return false;
        };
        request.arrived.replace(Some(Ok(answer)));
        self.in_flight.borrow_mut().remove(index);
        true
    }

    /// Whoever waits gives up; the request stays on its way.
    pub(crate) fn time_out(&self, index: usize) {
        if let Some(request) = self.request(index) {
            request.arrived.replace(Some(Err(ServerFailure)));
        }
    }

    /// The server fails before it does anything.
    pub(crate) fn fail(&self, index: usize) {
        if let Some(request) = self.request(index) {
            let body = "Internal Server Error".to_owned();
            request
                .arrived
                .replace(Some(Ok(ServerAnswer { status: 500, body })));
            self.in_flight.borrow_mut().remove(index);
        }
    }

    /// The request never arrives anywhere.
    pub(crate) fn lose(&self, index: usize) {
        self.time_out(index);
        if index < self.in_flight() {
            self.in_flight.borrow_mut().remove(index);
        }
    }
}

impl Server for SlowNetwork {
    fn post(&self, body: String) -> LocalBoxFuture<'_, Result<ServerAnswer, ServerFailure>> {
        if !self.is_slow.get() {
            return Box::pin(async move { Ok(self.inner.ask(body).await) });
        }
        let request = Rc::new(InFlight {
            body,
            answer: RefCell::default(),
            arrived: RefCell::default(),
        });
        self.in_flight.borrow_mut().push(Rc::clone(&request));
        Box::pin(poll_fn(move |_| match request.arrived.take() {
            Some(answer) => Poll::Ready(answer),
            None => Poll::Pending,
        }))
    }
}
