//! How whoever runs the server has set up signing in.

use super::key::Key;
use super::rate_limit::Limits;
use super::registration::Registration;

/// What signing in needs to know.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What codes and counters are kept under.
    pub key: Key,
    /// Who may make an account.
    pub registration: Registration,
    /// How often somebody may ask and try.
    pub limits: Limits,
}

/// What is not set up as it must be. It is for the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misconfigured {
    /// There is no secret. No text of the program could take its place: everybody can read that.
    #[error("the secret SECRET is missing or shorter than 32 characters")]
    Secret,
    /// Who may make an account is not clear.
    #[error("REGISTRATION is neither `open` nor `closed` nor a list of addresses and @domains")]
    Registration,
    /// The limits cannot be read.
    #[error(
        "SIGN_IN_LIMITS is not like `address=5 network=60 total=100 day=100`, with at least 1, 2, 2 and 2"
    )]
    Limits,
}

impl Settings {
    /// Reads the Worker's variables and secrets by their names. Only the secret must be there.
    ///
    /// # Errors
    /// When one of them cannot be what was meant; then nobody signs in, because guessing would let somebody in.
    pub fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, Misconfigured> {
        let secret = variable("SECRET").unwrap_or_default();
        let registration = match variable("REGISTRATION") {
            Some(text) => Registration::parse(&text).ok_or(Misconfigured::Registration)?,
            None => Registration::Open,
        };
        let limits = match variable("SIGN_IN_LIMITS") {
            Some(text) => Limits::parse(&text).ok_or(Misconfigured::Limits)?,
            None => Limits::default(),
        };
        Ok(Self {
            key: Key::parse(&secret).ok_or(Misconfigured::Secret)?,
            registration,
            limits,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: (&str, &str) = ("SECRET", "a secret for the tests of the settings");

    fn read(variables: &[(&str, &str)]) -> Result<Settings, Misconfigured> {
        Settings::read(|asked| {
            let mut found = variables.iter().filter(|(name, _)| *name == asked);
            found.next().map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn a_secret_is_all_that_is_needed() {
        let settings = read(&[SECRET]).expect("good settings");
        assert_eq!(settings.registration, Registration::Open);
        assert_eq!(settings.limits, Limits::default());
    }

    #[test]
    fn without_a_secret_there_are_no_settings() {
        for variables in [[].as_slice(), &[("SECRET", "")], &[("SECRET", "short")]] {
            assert_eq!(read(variables).err(), Some(Misconfigured::Secret));
        }
    }

    #[test]
    fn what_cannot_be_meant_is_not_guessed() {
        let bad = |name, value| read(&[SECRET, (name, value)]).err();
        assert_eq!(
            bad("REGISTRATION", "close"),
            Some(Misconfigured::Registration)
        );
        assert_eq!(bad("REGISTRATION", ""), Some(Misconfigured::Registration));
        assert_eq!(bad("SIGN_IN_LIMITS", "5"), Some(Misconfigured::Limits));
    }
}
