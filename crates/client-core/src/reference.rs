//! What the server's log calls a request.

use std::fmt;

use serde::{Deserialize, Deserializer, de};

/// The name of a request that failed: 16 hexadecimal digits. Somebody who is told of the failure can tell it on, and the
/// people who run the server find the cause under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference(pub u64);

impl fmt::Display for Reference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:016x}", self.0)
    }
}

/// Only the server's own names are shown: something else may answer in its place, and say anything.
impl<'de> Deserialize<'de> for Reference {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let is_name = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_name
            .then(|| u64::from_str_radix(&text, 16).ok())
            .flatten()
            .map(Self)
            .ok_or_else(|| de::Error::custom("a reference has 16 hexadecimal digits"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        let reference: Option<Reference> = serde_json::from_value(text.into()).ok();
        reference.map(|reference| reference.to_string())
    }

    #[test]
    fn a_reference_is_shown_as_the_server_told_it() {
        for name in ["8f2c1a9be8d0c1a2", "0000000000000001"] {
            assert_eq!(read(name).as_deref(), Some(name));
        }
    }

    #[test]
    fn what_is_no_reference_is_not_shown() {
        for text in [
            "",
            "8f2c",
            "+f2c1a9be8d0c1a2",
            "call +49 123 456",
            "8f2c1a9be8d0c1a2f",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
