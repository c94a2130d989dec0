//! The Worker's fetch handler. The platform serves the app's files; what comes here is for the API.

use std::sync::Arc;

use futures_util::TryStreamExt as _;
use worker::{Env, Headers, Request, Response, Result, console_error};

use super::D1;
use super::mail::mailer;
use super::outer_limit;
use super::platform::{WebCrypto, WorkerClock};
use crate::api::{self, Api, BODY_BYTES_MAX, Services};
use crate::auth::Settings;

/// Answers a request to the Worker.
///
/// # Errors
/// When a binding of wrangler.toml is missing, or the platform fails.
pub async fn fetch(mut request: Request, env: Env) -> Result<Response> {
    if request.path() != "/graphql" {
        return Response::empty().map(|response| response.with_status(404));
    }
    if outer_limit::is_reached(&request, &env).await {
        return Response::empty().map(|response| response.with_status(429));
    }
    let answer = Api::new(services(&env)?)
        .handle(read(&mut request).await?)
        .await;
    for fault in &answer.faults {
        console_error!("{fault}");
    }
    write(answer)
}

fn services(env: &Env) -> Result<Services> {
    Ok(Services {
        database: Arc::new(D1::new(env.d1("DB")?)),
        clock: Arc::new(WorkerClock),
        random: Arc::new(WebCrypto),
        mailer: mailer(env)?,
        origin: env
            .var("ORIGIN")?
            .to_string()
            .trim_end_matches('/')
            .to_owned(),
        introspection: env
            .var("INTROSPECTION")
            .is_ok_and(|value| value.to_string() == "true"),
        sign_in: Settings::read(|name| Some(env.var(name).ok()?.to_string())),
    })
}

async fn read(request: &mut Request) -> Result<api::Request> {
    let content_type = request.headers().get("content-type")?;
    let cookie = request.headers().get("cookie")?;
    let client_ip = request.headers().get("cf-connecting-ip")?;
    let user_agent = request.headers().get("user-agent")?;
    let method = request.method().to_string();
    Ok(api::Request {
        method,
        content_type,
        cookie,
        client_ip,
        user_agent,
        body: read_body(request).await?,
    })
}

/// Reads the body, and keeps no more of it than shows that it is too long. It is read to its end all the same: an answer
/// that comes while the browser is still sending can be lost with the connection.
async fn read_body(request: &mut Request) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    if request.inner().body().is_some() {
        let mut chunks = request.stream()?;
        while let Some(chunk) = chunks.try_next().await? {
            if body.len() <= BODY_BYTES_MAX {
                body.extend(chunk);
            }
        }
    }
    Ok(body)
}

fn write(answer: api::Response) -> Result<Response> {
    let headers = Headers::new();
    headers.set("content-type", "application/json")?;
    headers.set("cache-control", "no-store")?;
    for cookie in &answer.set_cookies {
        headers.append("set-cookie", cookie)?;
    }
    Ok(Response::ok(answer.body)?
        .with_headers(headers)
        .with_status(answer.status))
}
