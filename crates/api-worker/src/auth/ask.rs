//! Asking for a mail that signs in.

use shared_model::Language;

use super::browser::Browser;
use super::code::{code_hash, new_code};
use super::email::Email;
use super::mail::{closed_mail, sign_in_mail};
use super::rate_limit::{self, Action};
use super::secret::{Secret, new_id};
use crate::api::Services;
use crate::database::{Statement, batch};
use crate::error::ApiError;

/// How long a link and its code can be used, and how long the browser that asked for them is remembered.
pub(crate) const LINK_SECS: i64 = 600;

/// Sends a link and a code to the address, in this language, and says which nonce the browser is to keep. Links that the
/// same browser asked for before and did not use can no longer be used.
///
/// What is done and answered does not depend on whether the address has an account, or may make one: a mail goes out in
/// each case, and wrong codes are counted in each case. One that can do nothing here is told so in the mail, where nobody
/// else reads it; its link and code have been told to nobody.
///
/// # Errors
/// `MailNotSent`, and then the link cannot be used; `RateLimited`; or the server is not set up, or the database failed.
pub async fn ask_for_link(
    email: &Email,
    language: Language,
    browser: &Browser,
    services: &Services,
) -> Result<Secret, ApiError> {
    let settings = services.sign_in()?;
    let asked = [email.as_str()];
    rate_limit::count(Action::Ask(&asked), browser.network, services).await?;
    let database = services.database.as_ref();
    let random = services.random.as_ref();
    let token = Secret::generate(random)?;
    let code = new_code(random)?;
    let nonce = match &browser.nonce {
        Some(nonce) => nonce.clone(),
        None => Secret::generate(random)?,
    };
    let [_, _, given_out] = batch(
        database,
        [
            Statement::new(
                "DELETE FROM login_tokens WHERE nonce_hash = ? AND session_hash IS NULL",
                [nonce.hash().into()],
            ),
            Statement::new(
                "INSERT INTO login_tokens (token_hash, email, nonce_hash, expires_at, code_hash)
                VALUES (?1, ?2, ?3, ?4,
                    CASE WHEN ?6 OR EXISTS (SELECT 1 FROM users WHERE email = ?2) THEN ?5 END)",
                [
                    token.hash().into(),
                    email.as_str().into(),
                    nonce.hash().into(),
                    services.clock.now().plus_secs(LINK_SECS).millis().into(),
                    code_hash(&code, &nonce, &settings.key).into(),
                    i64::from(settings.registration.admits(email)).into(),
                ],
            ),
            Statement::new(
                "SELECT 1 AS is_given_out FROM login_tokens
                WHERE token_hash = ? AND code_hash IS NOT NULL",
                [token.hash().into()],
            ),
        ],
    )
    .await?;
    let (id, origin) = (new_id(random)?, &services.origin);
    let mail = match given_out.is_empty() {
        false => sign_in_mail(id, language, email, origin, &token, &code),
        true => closed_mail(id, language, email, origin),
    };
    if let Err(error) = services.mailer.send(mail).await {
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
