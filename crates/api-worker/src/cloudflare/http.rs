//! The way to other servers behind the [`Http`] trait: the Worker's `fetch`.

use std::pin::pin;
use std::time::Duration;

use futures_util::future::{BoxFuture, Either, select};
use wasm_bindgen::JsValue;
use worker::send::SendFuture;
use worker::{
    AbortController, Delay, Fetch, Headers, Method, Request, RequestInit, RequestRedirect, Result,
};

use crate::resend::{Http, HttpAnswer, HttpRequest, NoAnswer};

/// How long an answer may take. A person waits for it, and it may be asked for twice.
const TIMEOUT: Duration = Duration::from_secs(8);
/// How long to wait before it is tried again.
const PAUSE: Duration = Duration::from_secs(1);

/// The Worker's `fetch`.
pub(super) struct WorkerHttp;

impl Http for WorkerHttp {
    fn post(
        &self,
        request: HttpRequest,
    ) -> BoxFuture<'_, std::result::Result<HttpAnswer, NoAnswer>> {
        Box::pin(SendFuture::new(async move {
            let given_up = AbortController::default();
            let outcome = {
                let signal = given_up.signal();
                let answer = pin!(async { post(&request, &signal).await });
                match select(answer, pin!(Delay::from(TIMEOUT))).await {
                    Either::Left((answer, _)) => answer.ok(),
                    Either::Right(_) => None,
                }
            };
            if outcome.is_none() {
                given_up.abort();
            }
            outcome.ok_or(NoAnswer)
        }))
    }

    fn pause(&self) -> BoxFuture<'_, ()> {
        Box::pin(SendFuture::new(Delay::from(PAUSE)))
    }
}

async fn post(request: &HttpRequest, signal: &worker::AbortSignal) -> Result<HttpAnswer> {
    let headers = Headers::new();
    for (name, value) in &request.headers {
        headers.set(name, value)?;
    }
    let mut init = RequestInit::new();
    init.with_method(Method::Post)
        .with_headers(headers)
        // What is sent, and the key, are for this server and for none that it names.
        .with_redirect(RequestRedirect::Manual)
        .with_body(Some(JsValue::from_str(&request.body)));
    let request = Request::new_with_init(&request.url, &init)?;
    let mut response = Fetch::Request(request).send_with_signal(signal).await?;
    Ok(HttpAnswer {
        status: response.status_code(),
        body: response.text().await?,
    })
}
