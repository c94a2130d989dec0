//! The Worker that is deployed: the handlers of api-worker, and nothing else.
//!
//! It is a crate of its own because a library that is also a cdylib has the same file name for every set of features:
//! the tests' build and the Worker's would overwrite each other.
#![cfg(target_arch = "wasm32")]

use worker::{
    Context, Env, Request, Response, Result, ScheduleContext, ScheduledEvent, console_error, event,
};

#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> Result<Response> {
    api_worker::cloudflare::fetch(request, env).await
}

#[event(scheduled)]
async fn scheduled(_event: ScheduledEvent, env: Env, _context: ScheduleContext) {
    if let Err(error) = api_worker::cloudflare::scheduled(env).await {
        console_error!("{error}");
    }
}
