//! The Worker's fetch handler. The platform serves the app's files; what comes here is for the API.

use std::sync::Arc;

use futures_util::TryStreamExt as _;
use worker::{Env, Headers, Request, Response, Result, console_error, console_warn};

use super::D1;
use super::mail::mailer;
use super::outer_limit;
use super::platform::{WebCrypto, WorkerClock};
use crate::api::{self, Api, BODY_BYTES_MAX, Services};
use crate::auth::Settings;
use crate::log;

/// The header with what the platform calls a request.
const RAY: &str = "cf-ray";

/// Answers a request to the Worker.
///
/// # Errors
/// When the platform does not even take an answer.
pub async fn fetch(mut request: Request, env: Env) -> Result<Response> {
    let answer = match answer(&mut request, &env).await {
        Ok(answer) => answer,
        Err(error) => {
            let ray = request.headers().get(RAY)?;
            api::Response::failed(ray.as_deref(), &WebCrypto, error.to_string())
        }
    };
    for fault in &answer.faults {
        console_error!("{}", fault.line(&answer.request_id));
    }
    for code in &answer.refusals {
        console_warn!("{}", log::refused(*code, &answer.request_id));
    }
    write(&answer)
}

async fn answer(request: &mut Request, env: &Env) -> Result<api::Response> {
    let api = Api::new(services(env)?);
    let is_flood = outer_limit::is_reached(request, env).await;
    Ok(api.handle(read(request, is_flood).await?).await)
}

fn services(env: &Env) -> Result<Services> {
    Ok(Services {
        database: Arc::new(D1::new(env.d1("DB")?)),
        clock: Arc::new(WorkerClock),
        random: Arc::new(WebCrypto),
        mailer: mailer(env),
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

async fn read(request: &mut Request, is_flood: bool) -> Result<api::Request> {
    let header = |name: &str| request.headers().get(name);
    let asked = api::Request {
        method: request.method().to_string(),
        path: request.path(),
        content_type: header("content-type")?,
        cookie: header("cookie")?,
        origin: header("origin")?,
        fetch_site: header("sec-fetch-site")?,
        ray: header(RAY)?,
        client_ip: header("cf-connecting-ip")?,
        user_agent: header("user-agent")?,
        is_flood,
        body: Vec::new(),
    };
    Ok(api::Request {
        body: read_body(request).await?,
        ..asked
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

fn write(answer: &api::Response) -> Result<Response> {
    let headers = Headers::new();
    for (name, value) in answer.headers() {
        headers.append(name, value)?;
    }
    Ok(Response::ok(answer.body.as_str())?
        .with_headers(headers)
        .with_status(answer.status))
}
