//! Secrets: long random texts that are given to a browser or put into a link, and kept only as a hash.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::platform::{NoRandomness, Random, random_bytes};

const BYTES: usize = 32;

/// 256 random bits as text that fits into a link and a cookie. It shows itself only when it is asked to.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A new one.
    pub(crate) fn generate(random: &dyn Random) -> Result<Self, NoRandomness> {
        Ok(Self(URL_SAFE_NO_PAD.encode(random_bytes::<BYTES>(random)?)))
    }

    /// Reads one that came back; nothing when it cannot be one of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        (bytes.len() == BYTES).then(|| Self(text.to_owned()))
    }

    /// The text, for the one it is meant for.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    pub(crate) fn hash(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.0.as_bytes()))
    }
}

/// 64 random bits, for a name that is no secret. Each of a musician's records repeats the user's id in a browser's storage, so
/// it is short.
pub(crate) fn new_id(random: &dyn Random) -> Result<String, NoRandomness> {
    Ok(format!(
        "{:016x}",
        u64::from_be_bytes(random_bytes(random)?)
    ))
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret")
    }
}
