//! The two cookies. `__Host-` makes a browser refuse them for any other host, path or scheme than this origin's own.

use cookie::time::Duration;
use cookie::{Cookie, SameSite};

use crate::auth::{Browser, SESSION_MAX_SECS, Secret};

/// The session of who is signed in.
const SESSION: &str = "__Host-mirubato_session";
/// What shows that a link was asked for in this browser.
const REQUEST: &str = "__Host-mirubato_request";

/// Reads a request's Cookie header.
pub(crate) fn browser(header: Option<&str>) -> Browser {
    let mut browser = Browser::default();
    for cookie in Cookie::split_parse(header.unwrap_or_default()).flatten() {
        match cookie.name() {
            SESSION => browser.session = Secret::parse(cookie.value()),
            REQUEST => browser.nonce = Secret::parse(cookie.value()),
            _ => {}
        }
    }
    browser
}

/// Keeps the session.
pub(crate) fn keep_session(session: &Secret) -> String {
    set(SESSION, session.expose(), SESSION_MAX_SECS)
}

/// Forgets the session.
pub(crate) fn forget_session() -> String {
    set(SESSION, "", 0)
}

/// Keeps the nonce for as long as the link can be used.
pub(crate) fn keep_nonce(nonce: &Secret) -> String {
    set(REQUEST, nonce.expose(), crate::auth::LINK_SECS)
}

fn set(name: &str, value: &str, secs: i64) -> String {
    Cookie::build((name, value))
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(Duration::seconds(secs))
        .to_string()
}
