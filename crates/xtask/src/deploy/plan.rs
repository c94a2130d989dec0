//! What a deployment consists of, from the answers and from what the account has already. Nothing is done here.

use std::fmt;

use super::answers::{Answers, Mail};
use super::config;
use super::secret::Secret;

/// What the codes in the mails are signed with.
const SIGNING_SECRET: &str = "SECRET";
/// The key of Resend's API. While there is one, mail goes out there.
const RESEND_KEY: &str = "RESEND_API_KEY";

/// What the account has already.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// Whether there is a database of that name.
    pub(super) database: bool,
    /// The names of the Worker's secrets.
    pub(super) secrets: Vec<String>,
}

impl Found {
    fn has(&self, secret: &str) -> bool {
        self.secrets.iter().any(|name| name == secret)
    }

    /// Whether somebody has to bring the key of Resend.
    pub(super) fn wants_resend_key(&self, answers: &Answers) -> bool {
        answers.mail == Mail::Resend && !self.has(RESEND_KEY)
    }
}

/// One step of a deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// First, because it takes longest and touches nothing in the account.
    Build,
    CreateDatabase,
    WriteConfig,
    PutSecret {
        name: &'static str,
        value: Secret,
    },
    ForgetSecret {
        name: &'static str,
    },
    /// Before the program that needs it: a migration only adds, so the one that is still running goes on.
    Migrate,
    Upload,
    SmokeTest,
}

/// The steps, in order. `fresh` becomes the signing secret if there is none; `resend_key` replaces the one that is there.
pub(super) fn plan(
    answers: &Answers,
    found: &Found,
    fresh: Secret,
    resend_key: Option<Secret>,
) -> Vec<Step> {
    let mut steps = vec![Step::Build];
    if !found.database {
        steps.push(Step::CreateDatabase);
    }
    steps.push(Step::WriteConfig);
    if !found.has(SIGNING_SECRET) {
        steps.push(Step::PutSecret {
            name: SIGNING_SECRET,
            value: fresh,
        });
    }
    match (answers.mail, resend_key) {
        (Mail::Resend, Some(value)) => steps.push(Step::PutSecret {
            name: RESEND_KEY,
            value,
        }),
        (Mail::Binding, _) if found.has(RESEND_KEY) => {
            steps.push(Step::ForgetSecret { name: RESEND_KEY });
        }
        _ => {}
    }
    steps.extend([Step::Migrate, Step::Upload, Step::SmokeTest]);
    steps
}

impl Step {
    /// What it is called while it runs.
    pub(super) fn title(&self) -> String {
        match self {
            Self::Build => "Build the release".to_owned(),
            Self::CreateDatabase => "Create the database".to_owned(),
            Self::WriteConfig => "Write the configuration of this deployment".to_owned(),
            Self::PutSecret { name, .. } => format!("Set the secret {name}"),
            Self::ForgetSecret { name } => format!("Remove the secret {name}"),
            Self::Migrate => "Apply the migrations".to_owned(),
            Self::Upload => "Deploy".to_owned(),
            Self::SmokeTest => "Try the address".to_owned(),
        }
    }

    /// What somebody does about it when it fails. Every step can be repeated, so the whole command can.
    pub(super) fn advice(&self) -> &'static str {
        match self {
            Self::Build => {
                "nothing in the account was changed; put right what is said above and run this again"
            }
            Self::CreateDatabase => {
                "the free plan has 10 databases an account; delete one that is not used, and run this again"
            }
            Self::WriteConfig => "put right what is said and run this again; the database is kept",
            Self::PutSecret { .. } | Self::ForgetSecret { .. } => {
                "run this again; what is done already is found and kept"
            }
            Self::Migrate => {
                "the program that ran before still runs, on the data it had; the failed migration was rolled back. Read what it \
                 says above; docs/operation.md, Migrations, says how to go on"
            }
            Self::Upload => {
                "the program that ran before still runs. A new domain must belong to a zone of this account; workers.dev needs a \
                 subdomain, which the dashboard gives under Workers & Pages. Then run this again"
            }
            Self::SmokeTest => {
                "the new program is deployed. A new address can take some minutes: run this again then. \
                 `npx wrangler tail --config wrangler.deploy.toml` shows what the Worker says, \
                 `npx wrangler rollback --config wrangler.deploy.toml` brings the last program back"
            }
        }
    }
}

/// A call of wrangler.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Invocation {
    pub(super) arguments: Vec<String>,
    pub(super) input: Input,
}

/// What wrangler reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Input {
    /// Nothing: it asks nothing then.
    Nothing,
    /// What the person types who runs this.
    Person,
    /// A secret, which therefore stands in no list of processes and in no history.
    Secret(Secret),
}

impl Invocation {
    pub(super) fn new(arguments: &[&str], input: Input) -> Self {
        Self {
            arguments: arguments
                .iter()
                .map(|&argument| argument.to_owned())
                .collect(),
            input,
        }
    }

    /// The same for the Worker and the account that a configuration names.
    fn with_config(arguments: &[&str], input: Input, file: &str) -> Self {
        Self::new(&[arguments, &["--config", file]].concat(), input)
    }

    pub(super) fn create_database(name: &str) -> Self {
        // The configuration of this deployment is written by itself, once the database is there.
        Self::new(
            &["d1", "create", name, "--update-config=false"],
            Input::Nothing,
        )
    }

    pub(super) fn put_secret(name: &str, value: &Secret, file: &str) -> Self {
        Self::with_config(&["secret", "put", name], Input::Secret(value.clone()), file)
    }

    pub(super) fn forget_secret(name: &str, file: &str) -> Self {
        Self::with_config(&["secret", "delete", name], Input::Nothing, file)
    }

    pub(super) fn migrate(file: &str) -> Self {
        Self::with_config(
            &["d1", "migrations", "apply", "DB", "--remote"],
            Input::Nothing,
            file,
        )
    }

    pub(super) fn upload(file: &str) -> Self {
        Self::with_config(&["deploy"], Input::Person, file)
    }

    /// What can be known of an upload without an account: whether wrangler takes the configuration and the program.
    pub(super) fn rehearse_upload() -> Self {
        Self::with_config(
            &["deploy", "--dry-run", "--outdir", "target/deploy"],
            Input::Nothing,
            config::DRY_RUN_FILE,
        )
    }
}

impl fmt::Display for Invocation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "wrangler {}", self.arguments.join(" "))?;
        match &self.input {
            Input::Secret(secret) => write!(formatter, " < {secret:?}"),
            Input::Nothing | Input::Person => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::address::Address;
    use super::super::answers::Registration;
    use super::*;
    use anyhow::Result;

    fn answers(mail: Mail) -> Result<Answers> {
        Ok(Answers {
            address: Address::parse("https://journal.example.org")?,
            mail_from: "journal@example.org".to_owned(),
            mail,
            registration: Registration::Open,
        })
    }

    fn secret(text: &str) -> Secret {
        Secret::new(text.to_owned())
    }

    #[test]
    fn a_step_is_taken_where_something_is_missing() -> Result<()> {
        let everywhere = [
            "Build the release",
            "Write the configuration of this deployment",
        ];
        let end = ["Apply the migrations", "Deploy", "Try the address"];
        /// The mail; whether the database is there; the secrets that are; a key that was brought; what is done besides.
        type Case<'a> = (Mail, bool, &'a [&'a str], Option<&'a str>, &'a [&'a str]);
        let cases: [Case<'_>; 7] = [
            (
                Mail::Resend,
                false,
                &[],
                Some("re_1"),
                &[
                    "Create the database",
                    "Set the secret SECRET",
                    "Set the secret RESEND_API_KEY",
                ],
            ),
            (
                Mail::Binding,
                false,
                &[],
                None,
                &["Create the database", "Set the secret SECRET"],
            ),
            (Mail::Resend, true, &["SECRET", "RESEND_API_KEY"], None, &[]),
            (
                Mail::Resend,
                true,
                &["SECRET", "RESEND_API_KEY"],
                Some("re_2"),
                &["Set the secret RESEND_API_KEY"],
            ),
            (
                Mail::Binding,
                true,
                &["SECRET", "RESEND_API_KEY"],
                None,
                &["Remove the secret RESEND_API_KEY"],
            ),
            (Mail::Binding, true, &["SECRET"], Some("re_3"), &[]),
            (
                Mail::Resend,
                true,
                &["RESEND_API_KEY"],
                None,
                &["Set the secret SECRET"],
            ),
        ];
        for (mail, database, secrets, key, expected) in cases {
            let found = Found {
                database,
                secrets: secrets.iter().map(|&name| name.to_owned()).collect(),
            };
            let steps = plan(&answers(mail)?, &found, secret("fresh"), key.map(secret));
            let titles: Vec<String> = steps.iter().map(Step::title).collect();
            let besides: Vec<&str> = titles
                .iter()
                .map(String::as_str)
                .filter(|title| !everywhere.contains(title) && !end.contains(title))
                .collect();
            assert_eq!(besides, expected, "{mail:?} {database} {secrets:?} {key:?}");
            assert_eq!(
                titles.first().map(String::as_str),
                Some("Build the release")
            );
            assert!(titles.ends_with(&end.map(str::to_owned)));
        }
        Ok(())
    }

    #[test]
    fn the_key_of_resend_is_asked_for_once() -> Result<()> {
        let with_key = Found {
            database: true,
            secrets: vec![RESEND_KEY.to_owned()],
        };
        for (mail, found, wanted) in [
            (Mail::Resend, Found::default(), true),
            (Mail::Resend, with_key, false),
            (Mail::Binding, Found::default(), false),
        ] {
            assert_eq!(found.wants_resend_key(&answers(mail)?), wanted);
        }
        Ok(())
    }

    #[test]
    fn a_secret_is_no_argument_and_is_not_shown() {
        let call = Invocation::put_secret("SECRET", &secret("s3cret"), config::FILE);
        assert_eq!(
            call.to_string(),
            "wrangler secret put SECRET --config wrangler.deploy.toml < ••••••"
        );
        assert!(!format!("{call:?}").contains("s3cret"));
        assert_eq!(call.input, Input::Secret(secret("s3cret")));
    }
}
