//! Changing the address that signs in to an account. Both addresses have to confirm it, each by a link of its own: the old one
//! because a session alone must not be enough to take an account over, the new one because a slip must not lose it.
//!
//! ```text
//!  ask (signed in) ──► a link to each address ──► look, in any browser ──► confirm ──► the second one changes the address
//! ```
//!
//! A change ends with the session that asked for it: whoever signs that out has stopped it.

use serde::Deserialize;
use shared_model::protocol::{AddressChange, AddressChangeStep};
use shared_model::{Language, Timestamp, UserId};

use super::browser::Browser;
use super::email::Email;
use super::mail::{address_mail, changed_mail, not_admitted_mail, taken_mail};
use super::rate_limit::{self, Action};
use super::secret::{Secret, new_id};
use super::session::{FORGET_LINKS_OF_ENDED_SESSIONS, Viewer};
use crate::api::Services;
use crate::database::{Param, Statement, batch, read_first};
use crate::error::ApiError;
use crate::log::Faults;

/// How long the links can be used. Two mailboxes have to be opened, and one of them may be at another place.
pub(super) const CHANGE_HOURS: i64 = 24;

/// Which change a link can be used for, by the hash of its token as ?1 and the time as ?2.
const USABLE: &str = "(old_token_hash = ?1 OR new_token_hash = ?1) AND expires_at > ?2
    AND session_hash IN (SELECT token_hash FROM auth_sessions)";

/// The link's change, once it has been made.
const MADE: &str =
    "address_changes AS c JOIN users AS u ON u.id = c.user_id AND u.email = c.new_email
    WHERE (c.old_token_hash = ?1 OR c.new_token_hash = ?1)";

/// Sends a link to the account's address and to the new one. What was asked for before can no longer be confirmed.
///
/// What is done and answered does not depend on whether the new address has an account, or may have one here: if it cannot be
/// this account's, its mail says so, where nobody else reads it, and there is no link that could confirm the change.
///
/// # Errors
/// `BadInput` when the address is the account's already; `MailNotSent`, and then no link can be used; `WrongAccount` or
/// `RateLimited`; or the server is not set up, or the database failed.
pub async fn ask_for_address_change(
    viewer: &Viewer,
    expected_user_id: &UserId,
    email: &Email,
    language: Language,
    browser: &Browser,
    services: &Services,
) -> Result<(), ApiError> {
    #[derive(Deserialize)]
    struct Asked {
        is_open: i64,
        is_taken: i64,
    }
    viewer.ensure_is(expected_user_id)?;
    let user = viewer.user();
    if user.email == email.as_str() {
        return Err(ApiError::BadInput(
            "This is the address of your account already.",
        ));
    }
    let is_admitted = services.sign_in()?.registration.admits_change_to(email);
    // Two mails go out.
    let asked = [user.email.as_str(), email.as_str()];
    rate_limit::count(Action::Ask(&asked), browser.network, services).await?;
    let (database, random) = (services.database.as_ref(), services.random.as_ref());
    let (old, new) = (Secret::generate(random)?, Secret::generate(random)?);
    let user_id = Param::from(user.id.as_str());
    let expires_at = services.clock.now().plus_secs(CHANGE_HOURS * 3_600);
    let forget = Statement::new(
        "DELETE FROM address_changes WHERE user_id = ?",
        [user_id.clone()],
    );
    let [_, _, asked] = batch(
        database,
        [
            forget.clone(),
            Statement::new(
                "INSERT INTO address_changes (user_id, session_hash, old_email, new_email, old_token_hash,
                    new_token_hash, language, expires_at)
                SELECT s.user_id, s.token_hash, u.email, ?2, ?3,
                    CASE WHEN ?7 AND NOT EXISTS (SELECT 1 FROM users WHERE email = ?2) THEN ?4 END, ?5, ?6
                FROM auth_sessions AS s JOIN users AS u ON u.id = s.user_id
                WHERE s.token_hash = ?1",
                [
                    viewer.session_hash().into(),
                    email.as_str().into(),
                    old.hash().into(),
                    new.hash().into(),
                    language.tag().into(),
                    expires_at.millis().into(),
                    i64::from(is_admitted).into(),
                ],
            ),
            Statement::new(
                "SELECT new_token_hash IS NOT NULL AS is_open,
                    EXISTS (SELECT 1 FROM users WHERE email = new_email) AS is_taken
                FROM address_changes WHERE old_token_hash = ?",
                [old.hash().into()],
            ),
        ],
    )
    .await?;
    // The session may have ended since it was recognised.
    let asked: Asked = read_first(asked)?.ok_or(ApiError::Unauthenticated)?;
    let change = AddressChange {
        from: user.email.clone(),
        to: email.as_str().to_owned(),
        step: AddressChangeStep::Asked,
    };
    let origin = &services.origin;
    let to_new = match (asked.is_open != 0, asked.is_taken != 0) {
        (true, _) => address_mail(new_id(random)?, language, &change.to, &change, origin, &new),
        (false, true) => taken_mail(new_id(random)?, language, &change.to, origin),
        (false, false) => not_admitted_mail(new_id(random)?, language, &change.to, origin),
    };
    let to_old = address_mail(
        new_id(random)?,
        language,
        &change.from,
        &change,
        origin,
        &old,
    );
    // One that nobody can read is told of before the other is bothered.
    for mail in [to_new, to_old] {
        if let Err(error) = services.mailer.send(mail).await {
            batch(database, [forget]).await?;
            return Err(ApiError::MailNotSent(error));
        }
    }
    Ok(())
}

/// Says what a link would confirm, and changes nothing: mail scanners follow links.
///
/// # Errors
/// `LinkInvalid`, or the database failed.
pub async fn look_at_address_change(
    token: &str,
    services: &Services,
) -> Result<AddressChange, ApiError> {
    #[derive(Deserialize)]
    struct Columns {
        old_email: String,
        new_email: String,
        is_confirmed: i64,
    }
    let token = Secret::parse(token).ok_or(ApiError::AddressLinkInvalid)?;
    let [changes] = batch(
        services.database.as_ref(),
        [Statement::new(
            format!(
                "SELECT old_email, new_email,
                    CASE WHEN old_token_hash = ?1 THEN old_confirmed ELSE new_confirmed END AS is_confirmed
                FROM address_changes WHERE {USABLE}"
            ),
            [token.hash().into(), services.clock.now().millis().into()],
        )],
    )
    .await?;
    let change: Columns = read_first(changes)?.ok_or(ApiError::AddressLinkInvalid)?;
    Ok(AddressChange {
        from: change.old_email,
        to: change.new_email,
        step: match change.is_confirmed {
            0 => AddressChangeStep::Asked,
            _ => AddressChangeStep::Waiting,
        },
    })
}

/// Confirms a change for the address that the link was sent to. The second confirmation changes the address, ends the sessions
/// of the account and the links to its old address, and tells the old address. After that nothing changes any more.
///
/// The only session that outlasts the change is that of the browser which last confirmed for the new address. Whoever asked may be
/// somebody else: one who has talked the owner of an address into taking over an account must not stay signed in to it.
///
/// # Errors
/// `LinkInvalid`, also when the new address has got an account of its own since; `RateLimited`, or the database failed.
pub(crate) async fn confirm_address_change(
    token: &str,
    browser: &Browser,
    services: &Services,
    faults: &Faults,
) -> Result<AddressChange, ApiError> {
    #[derive(Deserialize)]
    struct Columns {
        old_email: String,
        new_email: String,
        language: String,
        is_confirmed: i64,
        is_changed: i64,
    }
    let token = Secret::parse(token).ok_or(ApiError::AddressLinkInvalid)?;
    rate_limit::count(Action::TryLink, browser.network, services).await?;
    let random = services.random.as_ref();
    let (line_id, mail_id) = (new_id(random)?, new_id(random)?);
    let [_, _, changes, _, _, _, _, _] = batch(
        services.database.as_ref(),
        statements(&token, browser, &line_id, services.clock.now()),
    )
    .await?;
    let change: Columns = read_first(changes)?.ok_or(ApiError::AddressLinkInvalid)?;
    let step = match (change.is_confirmed != 0, change.is_changed != 0) {
        (_, true) => AddressChangeStep::Changed,
        (false, false) => AddressChangeStep::Waiting,
        (true, false) => return Err(ApiError::AddressLinkInvalid),
    };
    let told = AddressChange {
        from: change.old_email,
        to: change.new_email,
        step,
    };
    if step == AddressChangeStep::Changed {
        let language = Language::serving(&change.language).unwrap_or_default();
        let mail = changed_mail(mail_id, language, &told, &services.origin);
        // The address has changed whether or not the mail goes out.
        if let Err(error) = services.mailer.send(mail).await {
            faults.note(&ApiError::MailNotSent(error));
        }
    }
    Ok(told)
}

/// The transaction. The second statement changes the address, or nothing; what follows from that asks whether it has.
fn statements(token: &Secret, browser: &Browser, line_id: &str, now: Timestamp) -> [Statement; 8] {
    let token = Param::from(token.hash());
    let session = Param::from(browser.session.as_ref().map(Secret::hash));
    let now = Param::from(now.millis());
    [
        Statement::new(
            format!(
                "UPDATE address_changes SET
                    old_confirmed = CASE WHEN old_token_hash = ?1 THEN 1 ELSE old_confirmed END,
                    new_confirmed = CASE WHEN new_token_hash = ?1 THEN 1 ELSE new_confirmed END,
                    new_session_hash = CASE WHEN new_token_hash = ?1 THEN ?3 ELSE new_session_hash END
                WHERE {USABLE}"
            ),
            [token.clone(), now.clone(), session],
        ),
        Statement::new(
            format!(
                "UPDATE users SET email = c.new_email
                FROM (SELECT * FROM address_changes
                    WHERE old_confirmed = 1 AND new_confirmed = 1 AND {USABLE}) AS c
                WHERE users.id = c.user_id AND users.email = c.old_email
                    AND NOT EXISTS (SELECT 1 FROM users AS o WHERE o.email = c.new_email)"
            ),
            [token.clone(), now.clone()],
        ),
        Statement::new(
            format!(
                "SELECT c.old_email, c.new_email, c.language,
                    c.old_confirmed AND c.new_confirmed AS is_confirmed, u.email = c.new_email AS is_changed
                FROM (SELECT * FROM address_changes WHERE {USABLE}) AS c JOIN users AS u ON u.id = c.user_id"
            ),
            [token.clone(), now.clone()],
        ),
        Statement::new(
            format!(
                "INSERT INTO changed_addresses (user_id, at, id, device)
                SELECT c.user_id, ?2, ?3,
                    coalesce((SELECT device FROM auth_sessions WHERE token_hash = c.session_hash), '')
                FROM {MADE}"
            ),
            [token.clone(), now, line_id.into()],
        ),
        Statement::new(
            format!(
                "DELETE FROM auth_sessions WHERE user_id IN (SELECT c.user_id FROM {MADE})
                AND NOT EXISTS (SELECT 1 FROM {MADE} AND c.new_session_hash = auth_sessions.token_hash)"
            ),
            [token.clone()],
        ),
        Statement::new(
            format!("DELETE FROM login_tokens WHERE email IN (SELECT c.old_email FROM {MADE})"),
            [token.clone()],
        ),
        Statement::new(FORGET_LINKS_OF_ENDED_SESSIONS, []),
        Statement::new(
            format!("DELETE FROM address_changes WHERE user_id IN (SELECT c.user_id FROM {MADE})"),
            [token],
        ),
    ]
}
