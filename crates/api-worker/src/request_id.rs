//! What a request is called in the log, in its answer, and where a screen tells of an error.

use std::fmt;

use crate::platform::{Random, random_bytes};

/// The name of a request: 16 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(String);

impl RequestId {
    /// The platform's own name for the request, from its CF-Ray header, so that the platform's log has the same; or else a
    /// name of chance.
    pub(crate) fn of(ray: Option<&str>, random: &dyn Random) -> Self {
        match ray.and_then(named) {
            Some(name) => Self(name.to_owned()),
            // A request is answered without randomness too: it is called zero then, as all of them are.
            None => Self(format!(
                "{:016x}",
                u64::from_be_bytes(random_bytes(random).unwrap_or_default())
            )),
        }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The name in a CF-Ray header, which goes on with the data centre: `8f2c1a9be8d0c1a2-ZRH`.
fn named(ray: &str) -> Option<&str> {
    let name = ray.split('-').next()?;
    let is_well_formed = name.len() == 16
        && name
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    is_well_formed.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::NoRandomness;

    /// Gives this byte, if any.
    struct Fixed(Option<u8>);

    impl Random for Fixed {
        fn fill(&self, buffer: &mut [u8]) -> Result<(), NoRandomness> {
            buffer.fill(self.0.ok_or_else(|| NoRandomness("none".to_owned()))?);
            Ok(())
        }
    }

    fn id(ray: Option<&str>, random: Option<u8>) -> String {
        RequestId::of(ray, &Fixed(random)).to_string()
    }

    #[test]
    fn a_request_has_the_platforms_name() {
        for ray in ["8f2c1a9be8d0c1a2-ZRH", "8f2c1a9be8d0c1a2"] {
            assert_eq!(id(Some(ray), Some(0xab)), "8f2c1a9be8d0c1a2");
        }
    }

    #[test]
    fn what_is_no_name_of_the_platform_is_not_taken_over() {
        for ray in [
            "",
            "-",
            "8f2c",
            "8F2C1A9BE8D0C1A2-ZRH",
            "8f2c1a9be8d0c1a2f",
            "\"},{\"level\":1",
        ] {
            assert_eq!(id(Some(ray), Some(0xab)), "abababababababab", "{ray}");
        }
        assert_eq!(id(None, Some(0xab)), "abababababababab");
    }

    #[test]
    fn without_randomness_a_request_has_a_name_all_the_same() {
        assert_eq!(id(None, None), "0000000000000000");
    }
}
