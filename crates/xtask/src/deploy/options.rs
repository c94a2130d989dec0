//! The arguments of `cargo xtask deploy`.

use anyhow::{Result, bail};

use super::answers::Given;

/// What was said on the command line.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Options {
    pub(super) dry_run: bool,
    pub(super) given: Given,
}

impl Options {
    /// Reads the arguments after `deploy`.
    pub(crate) fn parse(mut arguments: &[&str]) -> Result<Self> {
        let mut options = Self::default();
        let given = &mut options.given;
        while let [flag, rest @ ..] = arguments {
            if *flag == "--dry-run" {
                options.dry_run = true;
                arguments = rest;
                continue;
            }
            let place = match *flag {
                "--origin" => &mut given.origin,
                "--mail" => &mut given.mail,
                "--mail-from" => &mut given.mail_from,
                "--registration" => &mut given.registration,
                "--account" => &mut given.account,
                _ => bail!(
                    "`deploy` knows --dry-run, --origin, --mail, --mail-from, --registration and --account, \
                     not `{flag}`; secrets come from the environment (RESEND_API_KEY)"
                ),
            };
            let [value, rest @ ..] = rest else {
                bail!("{flag} needs a value");
            };
            *place = Some((*value).to_owned());
            arguments = rest;
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_question_can_be_answered_by_a_flag() -> Result<()> {
        let options = Options::parse(&[
            "--origin",
            "o",
            "--dry-run",
            "--mail",
            "m",
            "--mail-from",
            "f",
            "--registration",
            "r",
            "--account",
            "a",
        ])?;
        let some = |text: &str| Some(text.to_owned());
        let given = Given {
            origin: some("o"),
            mail_from: some("f"),
            mail: some("m"),
            registration: some("r"),
            account: some("a"),
        };
        assert_eq!(
            options,
            Options {
                dry_run: true,
                given
            }
        );
        Ok(())
    }

    #[test]
    fn a_secret_is_no_flag() {
        assert!(Options::parse(&["--resend-key", "re_1"]).is_err());
        assert!(Options::parse(&["--origin"]).is_err());
    }
}
