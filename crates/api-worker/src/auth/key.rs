//! The Worker's secret, under which that is kept which could be guessed: codes, addresses, networks.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

/// Fewer characters than this are no secret.
const CHARS_MIN: usize = 32;

/// A key for HMACs. It shows itself to nobody.
#[derive(Clone)]
pub struct Key(Hmac<Sha256>);

impl Key {
    /// The key that a secret makes; nothing when it is too short to be one.
    pub fn parse(secret: &str) -> Option<Self> {
        let is_long_enough = secret.chars().count() >= CHARS_MIN;
        is_long_enough
            .then(|| Hmac::new_from_slice(secret.as_bytes()).ok())
            .flatten()
            .map(Self)
    }

    /// What stands for these texts where they are used for this purpose.
    pub(super) fn mac(&self, purpose: &str, texts: &[&str]) -> String {
        let mut mac = self.0.clone();
        mac.update(purpose.as_bytes());
        for text in texts {
            // None of them has such a character, so that no two lists of texts are one.
            mac.update(b"\0");
            mac.update(text.as_bytes());
        }
        URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Key")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(secret: &str) -> Key {
        Key::parse(secret).expect("a secret that is long enough")
    }

    #[test]
    fn a_short_text_is_no_secret() {
        assert!(Key::parse("").is_none());
        assert!(Key::parse(&"x".repeat(CHARS_MIN - 1)).is_none());
        assert!(Key::parse(&"x".repeat(CHARS_MIN)).is_some());
    }

    #[test]
    fn a_mac_depends_on_the_secret_the_purpose_and_each_text() {
        let one = key("an example secret of enough characters");
        let other = key("another example secret of enough characters");
        let mac = one.mac("code", &["a", "bc"]);
        assert_eq!(mac, one.mac("code", &["a", "bc"]));
        for different in [
            other.mac("code", &["a", "bc"]),
            one.mac("ask", &["a", "bc"]),
            one.mac("code", &["ab", "c"]),
            one.mac("code", &["a"]),
        ] {
            assert_ne!(mac, different);
        }
    }

    #[test]
    fn a_mac_is_hmac_sha_256() {
        // printf 'code\0a' | openssl dgst -sha256 -hmac 00000000000000000000000000000000 -binary | base64
        let mac = key(&"0".repeat(CHARS_MIN)).mac("code", &["a"]);
        assert_eq!(mac, "YwANmse5xD1xpp_7XReUD8Bb-c4gQWmImftc7vmMK18");
    }
}
