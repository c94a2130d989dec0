//! One request and its answer, whatever carries them: the Worker's edge and the tests come through here.

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::Arc;

use security_headers::SECURITY_HEADERS;
use serde_json::json;
use shared_model::limits;
use shared_model::protocol::ErrorCode;

use crate::auth::{self, Viewer};
use crate::cookies;
use crate::database::{Database, DatabaseError, Statement};
use crate::error::ApiError;
use crate::log::{self, Fault, Faults};
use crate::origin;
use crate::platform::{Clock, Mailer, Random};
use crate::request_id::RequestId;
use crate::schema;

/// The longest query text. Records travel as variables, so it need not be long, and parsing is work.
pub const QUERY_BYTES_MAX: usize = 32_000;
/// The longest body: a push, and the text of its query.
pub const BODY_BYTES_MAX: usize = limits::PUSH_BYTES + QUERY_BYTES_MAX;

/// Where GraphQL is asked. The service worker and wrangler.toml name what is answered here, too.
pub const GRAPHQL: &str = "/graphql";
/// Where the server says whether it is well.
pub const HEALTH: &str = "/health";

/// How long whoever floods the server is told to wait: the period of the platform's own limit (wrangler.toml).
const FLOOD_SECS: i64 = 60;

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
    /// Where the app is, without a slash at the end. Links point there, and of all pages only its own may ask; it never comes
    /// from a request.
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
    /// The path of the address.
    pub path: String,
    /// The Content-Type header.
    pub content_type: Option<String>,
    /// The Cookie header.
    pub cookie: Option<String>,
    /// The Origin header: the site whose page sent it.
    pub origin: Option<String>,
    /// The Sec-Fetch-Site header: how that page and this server belong together.
    pub fetch_site: Option<String>,
    /// The CF-Ray header: what the platform calls the request.
    pub ray: Option<String>,
    /// The address that the request comes from, as the platform tells it.
    pub client_ip: Option<String>,
    /// The User-Agent header.
    pub user_agent: Option<String>,
    /// Whether the platform's own limit says that whoever sent it asks too much right now.
    pub is_flood: bool,
    /// The body, or as much of it as shows that it is too long.
    pub body: Vec<u8>,
}

/// What is answered, as `application/json`.
#[derive(Clone, Debug)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: String,
    /// The Set-Cookie headers.
    pub set_cookies: Vec<String>,
    /// The Allow header: the methods that the address takes, where this was another one.
    pub allow: Option<&'static str>,
    /// What the request is called.
    pub request_id: RequestId,
    /// What went wrong inside, for the log.
    pub faults: Vec<Fault>,
    /// What was refused that may be worth a look, for the log.
    pub refusals: Vec<ErrorCode>,
}

impl Response {
    /// All headers, as name and value. Nobody may store an answer: it may be somebody's journal.
    pub fn headers(&self) -> Vec<(&'static str, &str)> {
        let mut headers = vec![
            ("Content-Type", "application/json"),
            ("Cache-Control", "no-store"),
            ("X-Request-Id", self.request_id.as_str()),
        ];
        headers.extend(SECURITY_HEADERS);
        headers.extend(self.allow.map(|methods| ("Allow", methods)));
        headers.extend(
            self.set_cookies
                .iter()
                .map(|cookie| ("Set-Cookie", cookie.as_str())),
        );
        headers
    }

    /// The answer where the platform failed before or after the server could do anything.
    pub fn failed(
        ray: Option<&str>,
        random: &dyn Random,
        cause: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Self {
        let refusal = Refusal::new(500, ApiError::Platform(cause.into()));
        Self::refusal(&refusal, RequestId::of(ray, random))
    }

    fn data(body: String, request_id: RequestId) -> Self {
        Self {
            status: 200,
            body,
            set_cookies: Vec::new(),
            allow: None,
            request_id,
            faults: Vec::new(),
            refusals: Vec::new(),
        }
    }

    fn refusal(
        Refusal {
            status,
            error,
            allow,
        }: &Refusal,
        request_id: RequestId,
    ) -> Self {
        let detail = error.detail().map(|(name, number)| (name, json!(number)));
        let extensions: BTreeMap<_, _> = [
            ("code", json!(error.code())),
            ("requestId", json!(request_id.as_str())),
        ]
        .into_iter()
        .chain(detail)
        .collect();
        let errors = json!([{ "message": error.to_string(), "extensions": extensions }]);
        Self {
            status: *status,
            body: json!({ "data": null, "errors": errors }).to_string(),
            set_cookies: Vec::new(),
            allow: *allow,
            request_id,
            faults: Fault::behind(error).into_iter().collect(),
            refusals: log::noteworthy(error.code()).into_iter().collect(),
        }
    }
}

/// A request that is refused as a whole.
struct Refusal {
    status: u16,
    error: ApiError,
    /// The methods that the address takes, where this was another one.
    allow: Option<&'static str>,
}

impl Refusal {
    fn new(status: u16, error: ApiError) -> Self {
        Self {
            status,
            error,
            allow: None,
        }
    }

    /// The refusal of a method where the address takes only these.
    fn method(allow: &'static str, sentence: &'static str) -> Self {
        Self {
            allow: Some(allow),
            ..Self::new(405, ApiError::BadInput(sentence))
        }
    }

    /// The refusal of a request that nothing is wrong with.
    fn of(error: ApiError) -> Self {
        let status = if error.is_used_up() { 429 } else { 500 };
        Self::new(status, error)
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
        let id = RequestId::of(request.ray.as_deref(), self.services.random.as_ref());
        if request.is_flood {
            let retry_after_secs = FLOOD_SECS;
            let refusal = Refusal::new(429, ApiError::RateLimited { retry_after_secs });
            return Response::refusal(&refusal, id);
        }
        let answer = match request.path.as_str() {
            GRAPHQL => self.graphql(&request, &id).await,
            HEALTH => self.health(&request, &id).await,
            _ => Err(Refusal::new(
                404,
                ApiError::BadInput("There is nothing at this address."),
            )),
        };
        answer.unwrap_or_else(|refusal| Response::refusal(&refusal, id))
    }

    async fn graphql(&self, request: &Request, id: &RequestId) -> Result<Response, Refusal> {
        let query = self.admit(request)?;
        let browser = auth::Browser {
            device: auth::Device::of(request.user_agent.as_deref().unwrap_or_default()),
            network: request.client_ip.as_deref().and_then(auth::Network::of),
            ..cookies::browser(request.cookie.as_deref())
        };
        let viewer = self.viewer(&browser).await.map_err(Refusal::of)?;
        self.execute(query, browser, viewer, id).await
    }

    /// Says that the server is well if its database is.
    async fn health(&self, request: &Request, id: &RequestId) -> Result<Response, Refusal> {
        if !["GET", "HEAD"].contains(&request.method.as_str()) {
            return Err(Refusal::method("GET, HEAD", "Use GET."));
        }
        // A table of the migrations, which may have been forgotten.
        let question = Statement::new("SELECT 1 FROM users LIMIT 1", []);
        match self.services.database.batch(vec![question]).await {
            Ok(_) => Ok(Response::data(
                json!({ "status": "ok" }).to_string(),
                id.clone(),
            )),
            Err(error) => Err(Refusal::new(503, error.into())),
        }
    }

    /// What a request asks, if it is one that may be looked into. The order is that of what it costs to find out.
    fn admit(&self, request: &Request) -> Result<async_graphql::Request, Refusal> {
        let refuse = |status, error| Err(Refusal::new(status, error));
        if !request.method.eq_ignore_ascii_case("POST") {
            return Err(Refusal::method("POST", "Use POST."));
        }
        // A form of another site cannot send this type without being asked first, and nobody answers that question.
        if !request.content_type.as_deref().is_some_and(is_json) {
            return refuse(415, ApiError::BadInput("Send application/json."));
        }
        let own = &self.services.origin;
        if !origin::is_own(
            request.origin.as_deref(),
            request.fetch_site.as_deref(),
            own,
        ) {
            return refuse(403, ApiError::CrossSite(own.clone()));
        }
        if request.body.len() > BODY_BYTES_MAX {
            return refuse(413, ApiError::TooLarge);
        }
        let Some(query) = parse(&request.body) else {
            let error = ApiError::BadInput("The body must be a GraphQL request in JSON.");
            return refuse(400, error);
        };
        if query.query.len() > QUERY_BYTES_MAX {
            return refuse(413, ApiError::TooLarge);
        }
        if !schema::may_be_parsed(&query.query) {
            return refuse(400, ApiError::BadInput("The query is too complex."));
        }
        Ok(query)
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
        id: &RequestId,
    ) -> Result<Response, Refusal> {
        if !self.services.introspection {
            query = query.disable_introspection();
        }
        let beside = Arc::new(Faults::default());
        let query = query
            .data(self.services.clone())
            .data(browser)
            .data(viewer)
            .data(beside.clone());
        let mut response = schema::SCHEMA.execute(query).await;
        let mut faults = beside.take();
        let mut refusals = Vec::new();
        // async-graphql's own refusal of the query as a whole.
        let is_no_query = response.is_err()
            && matches!(response.data, async_graphql::Value::Null)
            && response
                .errors
                .iter()
                .all(|error| error.source::<ApiError>().is_none());
        let mut status = if is_no_query { 400 } else { 200 };
        for error in &mut response.errors {
            let (code, detail) = match error.source::<ApiError>() {
                Some(cause) => {
                    faults.extend(Fault::behind(cause));
                    if cause.is_used_up() {
                        // As the platform answers when the day's requests are used up.
                        status = 429;
                    }
                    (cause.code(), cause.detail())
                }
                // async-graphql refused the query itself.
                None => (ErrorCode::BadInput, None),
            };
            refusals.extend(log::noteworthy(code));
            let extensions = error.extensions.get_or_insert_default();
            extensions.set("code", code.as_str());
            extensions.set("requestId", id.as_str());
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
        let body = serde_json::to_string(&response)
            .map_err(|error| Refusal::new(500, DatabaseError::unexpected(error).into()))?;
        Ok(Response {
            status,
            set_cookies,
            faults,
            refusals,
            ..Response::data(body, id.clone())
        })
    }
}

/// One request. A list is none: several requests in one would have the limits of one each, and serde would take it for the
/// fields of a single request in their order.
fn parse(body: &[u8]) -> Option<async_graphql::Request> {
    let first = body.iter().find(|byte| !byte.is_ascii_whitespace())?;
    (*first == b'{')
        .then(|| serde_json::from_slice(body).ok())
        .flatten()
}

fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/json")
}
