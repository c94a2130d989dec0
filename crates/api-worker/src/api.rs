//! One request and its answer, whatever carries them: the Worker's edge and the tests come through here.

use std::error::Error as _;
use std::sync::Arc;

use serde_json::json;
use shared_model::limits;
use shared_model::protocol::ErrorCode;

use crate::auth::{self, Viewer};
use crate::cookies;
use crate::database::Database;
use crate::error::ApiError;
use crate::platform::{Clock, Mailer, Random};
use crate::schema;

/// The longest query text. Records travel as variables, so it need not be long, and parsing is work.
pub const QUERY_BYTES_MAX: usize = 32_000;
/// The longest body: a push, and the text of its query.
pub const BODY_BYTES_MAX: usize = limits::PUSH_BYTES + QUERY_BYTES_MAX;

/// What the server works with.
#[derive(Clone)]
pub struct Services {
    /// Where the journals are.
    pub database: Arc<dyn Database>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub random: Arc<dyn Random>,
    /// The way out for mail.
    pub mailer: Arc<dyn Mailer>,
    /// Where the app is, without a slash at the end. Links point there; it never comes from a request.
    pub origin: String,
    /// Whether anybody may ask for the schema: in development only.
    pub introspection: bool,
    /// How signing in is set up. Where it is not, everything else works.
    pub sign_in: Result<auth::Settings, auth::Misconfigured>,
}

impl Services {
    /// How signing in is set up.
    pub(crate) fn sign_in(&self) -> Result<&auth::Settings, ApiError> {
        self.sign_in.as_ref().map_err(|error| (*error).into())
    }
}

/// What is asked.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The HTTP method.
    pub method: String,
    /// The Content-Type header.
    pub content_type: Option<String>,
    /// The Cookie header.
    pub cookie: Option<String>,
    /// The address that the request comes from, as the platform tells it.
    pub client_ip: Option<String>,
    /// The User-Agent header.
    pub user_agent: Option<String>,
    /// The body, or as much of it as shows that it is too long.
    pub body: Vec<u8>,
}

/// What is answered, as `application/json` that nobody may store.
#[derive(Clone, Debug)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: String,
    /// The Set-Cookie headers.
    pub set_cookies: Vec<String>,
    /// What went wrong inside, for the log: causes, and nothing of what people wrote or who they are.
    pub faults: Vec<String>,
}

impl Response {
    fn refusal(status: u16, error: &ApiError) -> Self {
        let errors = json!([{
            "message": error.to_string(),
            "extensions": { "code": error.code() },
        }]);
        Self {
            status,
            body: json!({ "data": null, "errors": errors }).to_string(),
            set_cookies: Vec::new(),
            faults: fault(error).into_iter().collect(),
        }
    }
}

/// The server.
#[derive(Clone)]
pub struct Api {
    services: Services,
}

impl Api {
    /// A server that works with these.
    pub fn new(services: Services) -> Self {
        Self { services }
    }

    /// Answers a request.
    pub async fn handle(&self, request: Request) -> Response {
        if !request.method.eq_ignore_ascii_case("POST") {
            let error = ApiError::BadInput("Use POST.");
            return Response::refusal(405, &error);
        }
        // A form of another site cannot send this type without being asked first, and nobody answers that question.
        if !request.content_type.as_deref().is_some_and(is_json) {
            let error = ApiError::BadInput("Send application/json.");
            return Response::refusal(415, &error);
        }
        if request.body.len() > BODY_BYTES_MAX {
            return Response::refusal(413, &ApiError::TooLarge);
        }
        let Ok(query) = serde_json::from_slice::<async_graphql::Request>(&request.body) else {
            let error = ApiError::BadInput("The body must be a GraphQL request in JSON.");
            return Response::refusal(400, &error);
        };
        if query.query.len() > QUERY_BYTES_MAX {
            return Response::refusal(413, &ApiError::TooLarge);
        }
        if !schema::may_be_parsed(&query.query) {
            let error = ApiError::BadInput("The query is too complex.");
            return Response::refusal(400, &error);
        }
        let browser = auth::Browser {
            device: auth::Device::of(request.user_agent.as_deref().unwrap_or_default()),
            network: request.client_ip.as_deref().and_then(auth::Network::of),
            ..cookies::browser(request.cookie.as_deref())
        };
        let viewer = match self.viewer(&browser).await {
            Ok(viewer) => viewer,
            Err(error) => return Response::refusal(500, &error),
        };
        self.execute(query, browser, viewer).await
    }

    async fn viewer(&self, browser: &auth::Browser) -> Result<Option<Viewer>, ApiError> {
        let Some(session) = &browser.session else {
            return Ok(None);
        };
        let Services {
            database, clock, ..
        } = &self.services;
        Ok(auth::recognise(session, database.as_ref(), clock.now()).await?)
    }

    async fn execute(
        &self,
        mut query: async_graphql::Request,
        browser: auth::Browser,
        viewer: Option<Viewer>,
    ) -> Response {
        if !self.services.introspection {
            query = query.disable_introspection();
        }
        let query = query.data(self.services.clone()).data(browser).data(viewer);
        let mut response = schema::SCHEMA.execute(query).await;
        let mut faults = Vec::new();
        for error in &mut response.errors {
            let (code, detail) = match error.source::<ApiError>() {
                Some(cause) => {
                    faults.extend(fault(cause));
                    (cause.code(), cause.detail())
                }
                // async-graphql refused the query itself.
                None => (ErrorCode::BadInput, None),
            };
            let extensions = error.extensions.get_or_insert_default();
            extensions.set("code", code.as_str());
            if let Some((name, number)) = detail {
                extensions.set(name, number);
            }
        }
        let set_cookies = response
            .http_headers
            .get_all("set-cookie")
            .iter()
            .filter_map(|cookie| cookie.to_str().ok().map(str::to_owned))
            .collect();
        match serde_json::to_string(&response) {
            Ok(body) => Response {
                status: 200,
                body,
                set_cookies,
                faults,
            },
            Err(error) => Response::refusal(
                500,
                &crate::database::DatabaseError::unexpected(error).into(),
            ),
        }
    }
}

fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/json")
}

/// The chain of causes of an error that is the server's own.
fn fault(error: &ApiError) -> Option<String> {
    let mut cause = error.source()?;
    let mut chain = format!("{:?}: {cause}", error.code());
    while let Some(next) = cause.source() {
        chain.push_str(": ");
        chain.push_str(&next.to_string());
        cause = next;
    }
    Some(chain)
}
