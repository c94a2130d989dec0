//! The Worker that runs the cases on D1: `GET /` names them, `POST /` with a name runs one.

use std::sync::Arc;

use api_worker::cloudflare::D1;
use worker::{Context, Env, Method, Request, Response, Result, event};

use crate::{CASES, World};

#[event(fetch)]
async fn fetch(mut request: Request, env: Env, _context: Context) -> Result<Response> {
    if request.method() == Method::Get {
        return Response::from_json(&CASES.iter().map(|case| case.name).collect::<Vec<_>>());
    }
    let name = request.text().await?;
    let Some(case) = CASES.iter().find(|case| case.name == name) else {
        return Response::error("there is no such case", 404);
    };
    // A broken promise panics, which ends the request with an error.
    (case.run)(&World::new(case.name, Arc::new(D1::new(env.d1("DB")?)))).await;
    Response::ok("kept")
}
