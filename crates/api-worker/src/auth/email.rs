//! An address that a link can be sent to.

use email_address::{EmailAddress, Options};
use shared_model::limits;

use crate::error::ApiError;

/// An address, trimmed and in lower case, so that a person has one account however they type it.
#[derive(Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// Reads what a person typed.
    ///
    /// # Errors
    /// `BadInput` when no mail can be sent to it.
    pub fn parse(typed: &str) -> Result<Self, ApiError> {
        let options = Options::default()
            .with_required_tld()
            .without_display_text()
            .without_domain_literal();
        let address = typed.trim().to_lowercase();
        // A quoted local part may be an address, and is nobody's; what reads it elsewhere may take it apart differently.
        let good = address.chars().count() <= limits::EMAIL_CHARS
            && !address.contains('"')
            && EmailAddress::parse_with_options(&address, options).is_ok();
        if good {
            Ok(Self(address))
        } else {
            Err(ApiError::BadInput(
                "Enter an email address like name@example.org.",
            ))
        }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_trimmed_and_in_lower_case() {
        let email = Email::parse("  Clara.Schumann@Example.ORG ").expect("a good address");
        assert_eq!(email.as_str(), "clara.schumann@example.org");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let long = format!("{}@example.org", "x".repeat(300));
        for typed in [
            "",
            "clara",
            "clara@",
            "@example.org",
            "clara@localhost",
            "a b@example.org",
            "clara@[127.0.0.1]",
            "\"clara schumann\"@example.org",
            "\"a@b\"@example.org",
            "Clara <clara@example.org>",
            "clara@example.org\nbcc: all@example.org",
            long.as_str(),
        ] {
            assert!(Email::parse(typed).is_err(), "{typed:?}");
        }
    }
}
