//! Signing in, by link or by code: what was mailed is used up, and a new session takes the place of the browser's old one.

use serde::Deserialize;
use shared_model::protocol::User;
use shared_model::{SignInCode, Timestamp};

use super::browser::Browser;
use super::code::{WRONG_CODES_MAX, code_hash};
use super::rate_limit::{self, Action};
use super::secret::{Secret, new_id};
use super::session::{FORGET_LINKS_OF_ENDED_SESSIONS, read_user};
use crate::api::Services;
use crate::database::{Param, Statement, batch, read_first};
use crate::error::ApiError;
use crate::platform::Random;

/// What a browser signs in by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    Link,
    Code,
}

impl Method {
    const fn name(self) -> &'static str {
        match self {
            Self::Link => "LINK",
            Self::Code => "CODE",
        }
    }

    /// Which row can be used now, by the hash of the token or code as ?1, the time as ?2 and the browser's nonce as ?3.
    ///
    /// A link can be used until it expires: once by whoever has it, and again by the browser that asked for it, whose first
    /// answer may have been lost. One that another browser used is forgotten at once, so whoever repeats has used it first.
    /// A code is good for the browser that asked alone, and while that has not tried too many wrong ones.
    pub(super) const fn usable(self) -> &'static str {
        match self {
            Self::Link => {
                "token_hash = ?1 AND expires_at > ?2 AND (session_hash IS NULL OR nonce_hash = ?3)"
            }
            Self::Code => {
                const { assert!(WRONG_CODES_MAX == 5, "the number in the text") };
                "code_hash = ?1 AND expires_at > ?2 AND nonce_hash = ?3 AND wrong_codes < 5"
            }
        }
    }
}

/// What a browser shows to be signed in.
struct Proof {
    method: Method,
    hash: String,
}

/// What became of it.
enum Attempt {
    SignedIn(User, Secret),
    /// How many codes the browser may still try.
    Refused {
        tries_left: i64,
    },
}

/// Signs the link's address in, with a new account if it has none, and says who that is and which session the browser is
/// to keep. The session that the browser had before ends, and so does the one that an earlier use of the link began.
///
/// # Errors
/// `LinkInvalid` or `RateLimited`, or the database failed.
pub async fn use_link(
    token: &str,
    browser: &Browser,
    services: &Services,
) -> Result<(User, Secret), ApiError> {
    let proof = Proof {
        method: Method::Link,
        hash: Secret::parse(token).ok_or(ApiError::LinkInvalid)?.hash(),
    };
    match sign_in(&proof, browser, services).await? {
        Attempt::SignedIn(user, session) => Ok((user, session)),
        Attempt::Refused { .. } => Err(ApiError::LinkInvalid),
    }
}

/// Signs in as a link does, by the code that was mailed with it, in the browser that asked. What uses the code uses up the
/// link, and the other way round. A wrong code is counted in the same transaction that finds it wrong.
///
/// # Errors
/// `BadInput` when that is no code, which counts as no try; `CodeInvalid` or `RateLimited`, or the database failed.
pub async fn use_code(
    code: &str,
    browser: &Browser,
    services: &Services,
) -> Result<(User, Secret), ApiError> {
    let settings = services.sign_in()?;
    let code = SignInCode::parse(code).ok_or(ApiError::BadInput(
        "Enter the 8 digits that are in the mail.",
    ))?;
    let Some(nonce) = &browser.nonce else {
        return Err(ApiError::CodeInvalid { tries_left: 0 });
    };
    let proof = Proof {
        method: Method::Code,
        hash: code_hash(&code, nonce, &settings.key),
    };
    match sign_in(&proof, browser, services).await? {
        Attempt::SignedIn(user, session) => Ok((user, session)),
        Attempt::Refused { tries_left } => Err(ApiError::CodeInvalid { tries_left }),
    }
}

async fn sign_in(
    proof: &Proof,
    browser: &Browser,
    services: &Services,
) -> Result<Attempt, ApiError> {
    let address = match proof.method {
        Method::Link => None,
        Method::Code => address(browser, services).await?,
    };
    let action = match proof.method {
        Method::Link => Action::TryLink,
        Method::Code => Action::TryCode(address.as_deref()),
    };
    rate_limit::count(action, browser.network, services).await?;
    let session = Secret::generate(services.random.as_ref())?;
    let now = services.clock.now();
    let [_, _, _, _, _, _, _, _, _, _, users, tried] = batch(
        services.database.as_ref(),
        statements(proof, browser, &session, services.random.as_ref(), now)?,
    )
    .await?;
    if let Some(user) = read_user(users)? {
        return Ok(Attempt::SignedIn(user, session));
    }
    #[derive(Deserialize)]
    struct Columns {
        wrong_codes: i64,
    }
    let tried: Option<Columns> = read_first(tried)?;
    let tries_left = tried.map_or(0, |tried| (WRONG_CODES_MAX - tried.wrong_codes).max(0));
    Ok(Attempt::Refused { tries_left })
}

/// The address whose code a browser tries, if there is one that it could still try: more wrong codes than a mail allows are
/// nothing that its address has to answer for.
async fn address(browser: &Browser, services: &Services) -> Result<Option<String>, ApiError> {
    #[derive(Deserialize)]
    struct Columns {
        email: String,
    }
    let statement = Statement::new(
        "SELECT email FROM login_tokens
        WHERE nonce_hash = ? AND expires_at > ? AND session_hash IS NULL AND wrong_codes < ?
        ORDER BY expires_at DESC LIMIT 1",
        [
            browser.nonce_hash(),
            services.clock.now().millis().into(),
            WRONG_CODES_MAX.into(),
        ],
    );
    let [links] = batch(services.database.as_ref(), [statement]).await?;
    let link: Option<Columns> = read_first(links)?;
    Ok(link.map(|link| link.email))
}

/// The transaction. Its first two statements ask whether the proof may be used, and the answer is the same; the others
/// follow from the session that the second wrote down.
fn statements(
    proof: &Proof,
    browser: &Browser,
    session: &Secret,
    random: &dyn Random,
    now: Timestamp,
) -> Result<[Statement; 12], ApiError> {
    let usable = proof.method.usable();
    let method = Param::from(proof.method.name());
    let hash = Param::from(proof.hash.as_str());
    let session = Param::from(session.hash());
    let device = Param::from(browser.device.as_str());
    let nonce = browser.nonce_hash();
    let now = Param::from(now.millis());
    Ok([
        Statement::new(
            format!(
                "DELETE FROM auth_sessions
                WHERE token_hash = (SELECT session_hash FROM login_tokens WHERE {usable})"
            ),
            [hash.clone(), now.clone(), nonce.clone()],
        ),
        Statement::new(
            format!("UPDATE login_tokens SET session_hash = ?4 WHERE {usable}"),
            [hash, now.clone(), nonce.clone(), session.clone()],
        ),
        Statement::new(
            "INSERT INTO users (id, email, created_at)
            SELECT ?, email, ? FROM login_tokens WHERE session_hash = ?
            ON CONFLICT (email) DO NOTHING",
            [new_id(random)?.into(), now.clone(), session.clone()],
        ),
        Statement::new(
            "INSERT INTO auth_sessions (token_hash, user_id, created_at, last_used_at, id, device)
            SELECT l.session_hash, u.id, ?1, ?1, ?2, ?3
            FROM login_tokens AS l JOIN users AS u ON u.email = l.email
            WHERE l.session_hash = ?4",
            [
                now.clone(),
                new_id(random)?.into(),
                device.clone(),
                session.clone(),
            ],
        ),
        Statement::new(
            "DELETE FROM auth_sessions
            WHERE token_hash = ? AND EXISTS (SELECT 1 FROM auth_sessions WHERE token_hash = ?)",
            [
                browser.session.as_ref().map(Secret::hash).into(),
                session.clone(),
            ],
        ),
        Statement::new(FORGET_LINKS_OF_ENDED_SESSIONS, []),
        // Used in another browser than the one that asked: nobody may repeat that.
        Statement::new(
            "DELETE FROM login_tokens WHERE session_hash = ? AND nonce_hash IS NOT ?",
            [session.clone(), nonce.clone()],
        ),
        Statement::new(
            "INSERT INTO sign_ins (user_id, at, id, method, outcome, device)
            SELECT user_id, created_at, id, ?, 'SIGNED_IN', device
            FROM auth_sessions WHERE token_hash = ?",
            [method.clone(), session.clone()],
        ),
        // Of a code that is refused, the account that it was for is told, and this browser has one try less.
        Statement::new(
            "INSERT INTO sign_ins (user_id, at, id, method, outcome, device)
            SELECT u.id, ?1, ?2, ?3, 'REFUSED', ?4
            FROM login_tokens AS l JOIN users AS u ON u.email = l.email
            WHERE ?3 = 'CODE' AND l.nonce_hash = ?5 AND l.expires_at > ?1 AND l.session_hash IS NULL
                AND l.wrong_codes < ?6
                AND NOT EXISTS (SELECT 1 FROM auth_sessions WHERE token_hash = ?7)",
            [
                now.clone(),
                new_id(random)?.into(),
                method.clone(),
                device,
                nonce.clone(),
                WRONG_CODES_MAX.into(),
                session.clone(),
            ],
        ),
        Statement::new(
            "UPDATE login_tokens SET wrong_codes = wrong_codes + 1
            WHERE ?1 = 'CODE' AND nonce_hash = ?2 AND expires_at > ?3
                AND NOT EXISTS (SELECT 1 FROM auth_sessions WHERE token_hash = ?4)",
            [method, nonce.clone(), now.clone(), session.clone()],
        ),
        Statement::new(
            "SELECT u.id, u.email, u.has_cloud_storage
            FROM auth_sessions AS s JOIN users AS u ON u.id = s.user_id
            WHERE s.token_hash = ?",
            [session],
        ),
        Statement::new(
            "SELECT wrong_codes FROM login_tokens
            WHERE nonce_hash = ? AND expires_at > ? AND session_hash IS NULL",
            [nonce, now],
        ),
    ])
}
