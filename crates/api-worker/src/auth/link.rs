//! Looking at a magic link.

use serde::Deserialize;
use shared_model::protocol::MagicLink;

use super::browser::Browser;
use super::secret::Secret;
use super::sign_in::Method;
use crate::api::Services;
use crate::database::{Statement, batch, read_first};
use crate::error::ApiError;

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
            format!(
                "SELECT email, nonce_hash FROM login_tokens WHERE {}",
                Method::Link.usable()
            ),
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
