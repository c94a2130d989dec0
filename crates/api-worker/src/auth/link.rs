//! Magic links: asked for, looked at, used.

use serde::Deserialize;
use shared_model::Language;
use shared_model::protocol::{MagicLink, User};

use super::email::Email;
use super::mail::sign_in_mail;
use super::secret::Secret;
use super::session::{FORGET_LINKS_OF_ENDED_SESSIONS, SESSION_MAX_SECS, read_user};
use crate::api::Services;
use crate::database::{Param, Statement, batch, read_first};
use crate::error::ApiError;
use crate::platform::{Random, random_bytes};

/// How long a link can be used, and how long the browser that asked for it is remembered.
pub(crate) const LINK_SECS: i64 = 600;

/// The browser that is asking, as far as its cookies tell.
#[derive(Clone, Debug, Default)]
pub struct Browser {
    /// What it was given when it asked for a link.
    pub nonce: Option<Secret>,
    /// Its session, lasting or not.
    pub session: Option<Secret>,
}

impl Browser {
    fn nonce_hash(&self) -> Param {
        self.nonce.as_ref().map(Secret::hash).into()
    }
}

/// Sends a link to the address, in this language, and says which nonce the browser is to keep. Nothing here depends on whether the address
/// has an account. Links that the same browser asked for before and did not use can no longer be used.
///
/// # Errors
/// `MailNotSent`, and then the link cannot be used; or the database failed.
pub async fn ask_for_link(
    email: &Email,
    language: Language,
    browser: &Browser,
    services: &Services,
) -> Result<Secret, ApiError> {
    let database = services.database.as_ref();
    let random = services.random.as_ref();
    let now = services.clock.now();
    let token = Secret::generate(random)?;
    let nonce = match &browser.nonce {
        Some(nonce) => nonce.clone(),
        None => Secret::generate(random)?,
    };
    batch(
        database,
        [
            Statement::new(
                "DELETE FROM login_tokens WHERE expires_at <= ?",
                [now.millis().into()],
            ),
            Statement::new(
                "DELETE FROM login_tokens WHERE nonce_hash = ? AND session_hash IS NULL",
                [nonce.hash().into()],
            ),
            Statement::new(
                "INSERT INTO login_tokens (token_hash, email, nonce_hash, expires_at)
                VALUES (?, ?, ?, ?)",
                [
                    token.hash().into(),
                    email.as_str().into(),
                    nonce.hash().into(),
                    now.plus_secs(LINK_SECS).millis().into(),
                ],
            ),
        ],
    )
    .await?;
    if let Err(error) = services
        .mailer
        .send(sign_in_mail(language, email, &services.origin, &token))
        .await
    {
        batch(
            database,
            [Statement::new(
                "DELETE FROM login_tokens WHERE token_hash = ?",
                [token.hash().into()],
            )],
        )
        .await?;
        return Err(ApiError::MailNotSent(error));
    }
    Ok(nonce)
}

/// A link can be used until it expires: once by whoever has it, and again by the browser that asked for it, whose first
/// answer may have been lost. One that another browser used is forgotten at once, so whoever repeats has used it first.
const USABLE: &str =
    "token_hash = ? AND expires_at > ? AND (session_hash IS NULL OR nonce_hash = ?)";

/// Says what a link is for, and changes nothing: mail scanners follow links.
///
/// # Errors
/// `LinkInvalid`, or the database failed.
pub async fn look_at_link(
    token: &str,
    browser: &Browser,
    services: &Services,
) -> Result<MagicLink, ApiError> {
    #[derive(Deserialize)]
    struct Columns {
        email: String,
        nonce_hash: String,
    }
    let token = Secret::parse(token).ok_or(ApiError::LinkInvalid)?;
    let now = services.clock.now();
    let [links] = batch(
        services.database.as_ref(),
        [Statement::new(
            format!("SELECT email, nonce_hash FROM login_tokens WHERE {USABLE}"),
            [
                token.hash().into(),
                now.millis().into(),
                browser.nonce_hash(),
            ],
        )],
    )
    .await?;
    let link: Columns = read_first(links)?.ok_or(ApiError::LinkInvalid)?;
    let requested_here = browser
        .nonce
        .as_ref()
        .is_some_and(|nonce| nonce.hash() == link.nonce_hash);
    Ok(MagicLink {
        email: link.email,
        requested_here,
    })
}

/// Signs the link's address in, with a new account if it has none, and says who that is and which session the browser is
/// to keep. The session that the browser had before ends, and so does the one that an earlier use of the link began.
///
/// # Errors
/// `LinkInvalid`, or the database failed.
pub async fn use_link(
    token: &str,
    browser: &Browser,
    services: &Services,
) -> Result<(User, Secret), ApiError> {
    let random = services.random.as_ref();
    let now = services.clock.now();
    let token = Secret::parse(token).ok_or(ApiError::LinkInvalid)?.hash();
    let session = Secret::generate(random)?;
    let hash = session.hash();
    let now_millis = Param::from(now.millis());
    // The first two statements ask whether the link may be used, and in one transaction the answer is the same. The others
    // follow from the session that the second wrote down.
    let [_, _, _, _, _, _, _, _, users] = batch(
        services.database.as_ref(),
        [
            Statement::new(
                format!(
                    "DELETE FROM auth_sessions
                    WHERE token_hash = (SELECT session_hash FROM login_tokens WHERE {USABLE})"
                ),
                [
                    token.as_str().into(),
                    now_millis.clone(),
                    browser.nonce_hash(),
                ],
            ),
            Statement::new(
                format!("UPDATE login_tokens SET session_hash = ? WHERE {USABLE}"),
                [
                    hash.as_str().into(),
                    token.as_str().into(),
                    now_millis.clone(),
                    browser.nonce_hash(),
                ],
            ),
            Statement::new(
                "INSERT INTO users (id, email, created_at)
                SELECT ?, email, ? FROM login_tokens WHERE token_hash = ? AND session_hash = ?
                ON CONFLICT (email) DO NOTHING",
                [
                    new_user_id(random)?.into(),
                    now_millis.clone(),
                    token.as_str().into(),
                    hash.as_str().into(),
                ],
            ),
            Statement::new(
                "INSERT INTO auth_sessions (token_hash, user_id, created_at, last_used_at)
                SELECT l.session_hash, u.id, ?1, ?1
                FROM login_tokens AS l JOIN users AS u ON u.email = l.email
                WHERE l.token_hash = ?2 AND l.session_hash = ?3",
                [
                    now_millis.clone(),
                    token.as_str().into(),
                    hash.as_str().into(),
                ],
            ),
            Statement::new(
                "DELETE FROM auth_sessions
                WHERE token_hash = ? AND EXISTS (SELECT 1 FROM auth_sessions WHERE token_hash = ?)",
                [
                    browser.session.as_ref().map(Secret::hash).into(),
                    hash.as_str().into(),
                ],
            ),
            Statement::new(
                "DELETE FROM auth_sessions WHERE created_at <= ?",
                [now.plus_secs(-SESSION_MAX_SECS).millis().into()],
            ),
            Statement::new(FORGET_LINKS_OF_ENDED_SESSIONS, []),
            // Used in another browser than the one that asked: nobody may repeat that.
            Statement::new(
                "DELETE FROM login_tokens WHERE session_hash = ? AND nonce_hash IS NOT ?",
                [hash.as_str().into(), browser.nonce_hash()],
            ),
            Statement::new(
                "SELECT u.id, u.email, u.has_cloud_storage
                FROM auth_sessions AS s JOIN users AS u ON u.id = s.user_id
                WHERE s.token_hash = ?",
                [hash.as_str().into()],
            ),
        ],
    )
    .await?;
    let user = read_user(users)?.ok_or(ApiError::LinkInvalid)?;
    Ok((user, session))
}

/// 64 random bits: each of a musician's records repeats the id in a browser's storage, so it is short.
fn new_user_id(random: &dyn Random) -> Result<String, ApiError> {
    Ok(format!(
        "{:016x}",
        u64::from_be_bytes(random_bytes(random)?)
    ))
}
