//! Texts that nobody may see.

use std::fmt;
use std::fs::File;
use std::io::Read as _;

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Shows itself as dots, and goes to a program by its standard input only.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Secret(String);

impl Secret {
    /// One that a person has.
    pub(super) fn new(text: String) -> Self {
        Self(text)
    }

    /// 256 random bits.
    pub(super) fn generate() -> Result<Self> {
        let mut bytes = [0; 32];
        File::open("/dev/urandom")
            .and_then(|mut source| source.read_exact(&mut bytes))
            .context("this machine gives no randomness (/dev/urandom)")?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// The text, for the one it is meant for.
    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("••••••")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_secrets_are_long_and_differ() -> Result<()> {
        let (one, other) = (Secret::generate()?, Secret::generate()?);
        assert_eq!(one.expose().len(), 43);
        assert_ne!(one.expose(), other.expose());
        Ok(())
    }

    #[test]
    fn a_secret_shows_nothing_of_itself() {
        assert_eq!(format!("{:?}", Secret::new("re_123".to_owned())), "••••••");
    }
}
