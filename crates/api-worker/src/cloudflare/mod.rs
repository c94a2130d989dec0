//! The edge to Cloudflare Workers: the only folder that knows a `JsValue`.

use worker::{Context, Env, Request, Response, Result, event};

#[event(fetch)]
async fn fetch(_request: Request, _env: Env, _context: Context) -> Result<Response> {
    Response::from_json(&serde_json::json!({ "data": { "__typename": "Query" } }))
}
