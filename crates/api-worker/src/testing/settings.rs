//! How signing in is set up where people sign in as often as a test wants.

use crate::auth::{Key, Limits, Misconfigured, Registration, Settings};

/// More than any test asks for, and few enough for a database that has 53 bits for a number.
const NEVER_REACHED: i64 = 1_000_000_000;

/// Everybody may sign in, as often as they like. What this text makes is no secret.
///
/// # Errors
/// When the text is too short.
pub fn sign_in_settings(secret: &str) -> Result<Settings, Misconfigured> {
    Ok(Settings {
        key: Key::parse(secret).ok_or(Misconfigured::Secret)?,
        registration: Registration::Open,
        limits: Limits {
            address: NEVER_REACHED,
            network: NEVER_REACHED,
            total: NEVER_REACHED,
            day: NEVER_REACHED,
        },
    })
}
