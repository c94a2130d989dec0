//! The server that the app itself came from.

use std::time::Duration;

use client_core::platform::{LocalBoxFuture, Server, ServerAnswer, ServerFailure};
use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::window;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Request, RequestCache, RequestInit, Response};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

pub(super) struct SameOriginServer;

impl Server for SameOriginServer {
    fn post(&self, body: String) -> LocalBoxFuture<'_, Result<ServerAnswer, ServerFailure>> {
        Box::pin(async move { post(&body).await.map_err(|_| ServerFailure) })
    }
}

async fn post(body: &str) -> Result<ServerAnswer, JsValue> {
    let deadline = Deadline::after(PATIENCE)?;
    let options = RequestInit::new();
    options.set_method("POST");
    options.set_body(&JsValue::from_str(body));
    options.set_cache(RequestCache::NoStore);
    options.set_signal(Some(&deadline.controller.signal()));
    let request = Request::new_with_str_and_init("/graphql", &options)?;
    request.headers().set("content-type", "application/json")?;
    let response = JsFuture::from(window().fetch_with_request(&request))
        .await?
        .dyn_into::<Response>()?;
    let body = JsFuture::from(response.text()?).await?;
    Ok(ServerAnswer {
        status: response.status(),
        body: body.as_string().unwrap_or_default(),
    })
}

/// Aborts a request that takes too long, its body included; dropped, it does nothing any more.
struct Deadline {
    controller: AbortController,
    timeout: TimeoutHandle,
}

impl Deadline {
    fn after(patience: Duration) -> Result<Self, JsValue> {
        let controller = AbortController::new()?;
        let aborting = controller.clone();
        let timeout = set_timeout_with_handle(move || aborting.abort(), patience)?;
        Ok(Self {
            controller,
            timeout,
        })
    }
}

impl Drop for Deadline {
    fn drop(&mut self) {
        self.timeout.clear();
    }
}
