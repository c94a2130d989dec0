//! `cargo xtask deploy`: from an account to a running journal, and from one version to the next.
//!
//! `answers` is what a person has to say, `account` what Cloudflare says, `plan` the steps that follow from both; `hands`
//! takes the steps, or says them (`--dry-run`). Every step can be repeated, so a deployment that broke off is run again.

mod account;
mod address;
mod answers;
mod config;
mod hands;
mod options;
mod plan;
mod secret;
mod smoke;
mod terminal;

use std::fs;
use std::process::Stdio;

use anyhow::{Context, Result, anyhow, bail};

pub(crate) use self::options::Options;

use self::account::Account;
use self::answers::{Answers, Given};
use self::hands::{DryRun, Hands, PLACEHOLDER, Real};
use self::plan::{Found, Invocation, Step, plan};
use self::secret::Secret;
use crate::files;
use crate::npm;
use crate::process;
use crate::project::Project;
use crate::step::step;

/// Where the key of Resend may be, so that nobody has to be asked.
const RESEND_VARIABLE: &str = "RESEND_API_KEY";

/// Deploys, or says how.
pub(crate) fn run(project: &Project, options: Options) -> Result<()> {
    npm::install(project)?;
    let template = files::read(&project.path("wrangler.toml"))?;
    let before = files::read(&project.path(config::FILE))
        .map(|text| config::answers(&text))
        .unwrap_or_default();
    let given = options.given.or(before);
    let answers = Answers::gather(&given, &mut terminal::ask)?;
    let resend_key = std::env::var(RESEND_VARIABLE).ok().map(Secret::new);
    if options.dry_run {
        dry_run(project, &template, &answers, given, resend_key)
    } else {
        deploy(project, &template, &answers, &given, resend_key)
    }
}

fn deploy(
    project: &Project,
    template: &str,
    answers: &Answers,
    given: &Given,
    resend_key: Option<Secret>,
) -> Result<()> {
    let account = sign_in(project, given.account.as_deref())?;
    println!("The account is {} ({}).", account.name, account.id);
    let mut hands = Real {
        project,
        account: account.id.clone(),
    };
    let found = step("Look at what the account has", || {
        look(&hands, template, answers)
    })?;
    let resend_key = match resend_key {
        None if found.wants_resend_key(answers) => Some(terminal::ask_secret(
            "The key of Resend's API (resend.com, API Keys; sending access is enough). It is not shown.",
            RESEND_VARIABLE,
        )?),
        given => given,
    };
    let steps = plan(answers, &found, Secret::generate()?, resend_key);
    carry_out(
        &steps,
        template,
        answers,
        &account.id,
        &mut hands,
        |title, work| step(title, work),
    )?;
    println!(
        "\nMirubato runs at {}. Its settings are in {}; keep that file.",
        answers.address.origin(),
        config::FILE
    );
    Ok(())
}

/// Plans for an account that has nothing yet: nothing of one is looked at.
fn dry_run(
    project: &Project,
    template: &str,
    answers: &Answers,
    given: Given,
    resend_key: Option<Secret>,
) -> Result<()> {
    println!(
        "What follows would be done in an account that has nothing of it yet; of these only the upload is rehearsed.\n"
    );
    let placeholder = || Secret::new(String::new());
    let resend_key =
        resend_key.or_else(|| Found::default().wants_resend_key(answers).then(placeholder));
    let steps = plan(answers, &Found::default(), placeholder(), resend_key);
    let account = given.account.unwrap_or_else(|| PLACEHOLDER.to_owned());
    let file = project.path(config::DRY_RUN_FILE);
    let mut hands = DryRun {
        say: &mut |line| println!("  {line}"),
        keep: &mut |text| files::write(&file, text),
        rehearse: &mut |upload| rehearse(project, upload),
    };
    let result = carry_out(&steps, template, answers, &account, &mut hands, only_said);
    if file.exists() {
        fs::remove_file(&file).context("the configuration of the rehearsal cannot be removed")?;
    }
    result?;
    println!("\nNothing was changed.");
    Ok(())
}

/// A step that is only said has no mark that it is done.
fn only_said(title: &str, work: &mut dyn FnMut() -> Result<()>) -> Result<()> {
    println!("{title}");
    work()
}

/// Lets wrangler look at the configuration and the program, without an account or a network.
fn rehearse(project: &Project, upload: &Invocation) -> Result<()> {
    let built = ["target/worker/index.js", "target/site/index.html"];
    if !built.iter().all(|file| project.path(file).is_file()) {
        println!("  (not rehearsed: there is no build yet; `cargo xtask build` makes one)");
        return Ok(());
    }
    process::run_quietly(
        npm::command(project, "wrangler")
            .args(&upload.arguments)
            .stdin(Stdio::null()),
    )?;
    println!("  (rehearsed: wrangler takes the configuration and the program)");
    Ok(())
}

/// Takes the steps one after the other, each with its title `around` it; the first that fails ends it, and says what to do.
fn carry_out(
    steps: &[Step],
    template: &str,
    answers: &Answers,
    account: &str,
    hands: &mut dyn Hands,
    around: impl Fn(&str, &mut dyn FnMut() -> Result<()>) -> Result<()>,
) -> Result<()> {
    let database = config::database_name(template)?;
    let file = hands.config_file();
    for next in steps {
        around(&next.title(), &mut || match next {
            Step::Build => hands.build(),
            Step::CreateDatabase => hands.wrangler(&Invocation::create_database(&database)),
            Step::WriteConfig => {
                let id = hands.database_id(&database)?;
                hands.write_config(&config::write(template, answers, account, &id)?)
            }
            Step::PutSecret { name, value } => {
                hands.wrangler(&Invocation::put_secret(name, value, file))
            }
            Step::ForgetSecret { name } => hands.wrangler(&Invocation::forget_secret(name, file)),
            Step::Migrate => hands.wrangler(&Invocation::migrate(file)),
            Step::Upload => hands.wrangler(&Invocation::upload(file)),
            Step::SmokeTest => hands.smoke_test(&answers.address.origin()),
        })
        .map_err(|error| anyhow!("{error:#}\n\nWhat to do: {}", next.advice()))?;
    }
    Ok(())
}

/// The account of whoever is signed in at Cloudflare; signs in if nobody is.
fn sign_in(project: &Project, named: Option<&str>) -> Result<Account> {
    let who = || {
        process::outcome(
            npm::command(project, "wrangler")
                .args(["whoami", "--json"])
                .stdin(Stdio::null()),
        )
    };
    let answer = match who()? {
        Ok(answer) => answer,
        Err(_) => {
            step("Sign in at Cloudflare (your browser opens)", || {
                process::run(npm::command(project, "wrangler").arg("login"))
            })?;
            match who()? {
                Ok(answer) => answer,
                Err(complaint) => bail!(
                    "nobody is signed in at Cloudflare: {complaint}\nRun `npx wrangler login`, or set CLOUDFLARE_API_TOKEN, and \
                     run this again"
                ),
            }
        }
    };
    let named = named
        .map(str::to_owned)
        .or_else(|| std::env::var("CLOUDFLARE_ACCOUNT_ID").ok());
    account::choose(&account::accounts(&answer)?, named.as_deref())
}

fn look(hands: &Real<'_>, template: &str, answers: &Answers) -> Result<Found> {
    let name = config::database_name(template)?;
    let database = match hands.ask(&["d1", "list", "--json"])? {
        Ok(json) => account::database_id(&json, &name)?.is_some(),
        Err(complaint) => bail!("the databases could not be listed: {complaint}"),
    };
    let worker = answers.address.worker();
    let secrets = match hands.ask(&["secret", "list", "--name", worker])? {
        Ok(json) => account::secrets(&json)?,
        Err(complaint) if account::has_no_worker(&complaint) => Vec::new(),
        Err(complaint) => bail!("the secrets of {worker} could not be listed: {complaint}"),
    };
    Ok(Found { database, secrets })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = include_str!("../../../wrangler.toml");

    /// What somebody answered.
    const RECORDED: [&str; 8] = [
        "--origin",
        "https://practice.clara.workers.dev",
        "--mail",
        "resend",
        "--mail-from",
        "Mirubato <journal@example.org>",
        "--registration",
        "clara@example.org",
    ];

    fn recorded() -> Result<Answers> {
        Answers::gather(&Options::parse(&RECORDED)?.given, &mut |question| {
            bail!("{} is asked", question.flag)
        })
    }

    #[test]
    fn a_dry_run_says_every_command_and_no_secret() -> Result<()> {
        let answers = recorded()?;
        let steps = plan(
            &answers,
            &Found::default(),
            Secret::new("signing-s3cret".to_owned()),
            Some(Secret::new("re_s3cret".to_owned())),
        );
        let (mut said, mut kept, mut rehearsed) = (Vec::new(), String::new(), Vec::new());
        carry_out(
            &steps,
            TEMPLATE,
            &answers,
            "account",
            &mut DryRun {
                say: &mut |line| said.push(line),
                keep: &mut |text| {
                    text.clone_into(&mut kept);
                    Ok(())
                },
                rehearse: &mut |upload| {
                    rehearsed.push(upload.to_string());
                    Ok(())
                },
            },
            only_said,
        )?;
        assert_eq!(
            said,
            [
                "cargo xtask build",
                "wrangler d1 create mirubato --update-config=false",
                "wrangler d1 list --json",
                "write wrangler.deploy.toml",
                "wrangler secret put SECRET --config wrangler.deploy.toml < ••••••",
                "wrangler secret put RESEND_API_KEY --config wrangler.deploy.toml < ••••••",
                "wrangler d1 migrations apply DB --remote --config wrangler.deploy.toml",
                "wrangler deploy --config wrangler.deploy.toml",
                "GET https://practice.clara.workers.dev/health",
                "GET https://practice.clara.workers.dev/",
                "POST https://practice.clara.workers.dev/graphql",
            ]
        );
        assert_eq!(
            rehearsed,
            ["wrangler deploy --dry-run --outdir target/deploy --config wrangler.dry-run.toml"]
        );
        assert!(kept.contains("name = \"practice\"") && !kept.contains("s3cret"));
        Ok(())
    }

    /// Hands that fail at one step.
    struct FailingAt(&'static str);

    impl FailingAt {
        fn answer(&self, what: &str) -> Result<()> {
            if what.starts_with(self.0) {
                bail!("it failed");
            }
            Ok(())
        }
    }

    impl Hands for FailingAt {
        fn build(&mut self) -> Result<()> {
            self.answer("build")
        }

        fn wrangler(&mut self, invocation: &Invocation) -> Result<()> {
            self.answer(&invocation.arguments.join(" "))
        }

        fn database_id(&mut self, _: &str) -> Result<String> {
            Ok("uuid".to_owned())
        }

        fn config_file(&self) -> &'static str {
            config::FILE
        }

        fn write_config(&mut self, _: &str) -> Result<()> {
            Ok(())
        }

        fn smoke_test(&mut self, _: &str) -> Result<()> {
            self.answer("smoke")
        }
    }

    #[test]
    fn a_step_that_fails_ends_the_deployment_and_says_what_to_do() -> Result<()> {
        let answers = recorded()?;
        let secret = || Secret::new("s3cret".to_owned());
        let steps = plan(&answers, &Found::default(), secret(), Some(secret()));
        for (at, advice) in [
            ("build", "nothing in the account was changed"),
            ("d1 create", "10 databases"),
            ("secret put", "run this again"),
            ("d1 migrations", "docs/operation.md"),
            ("deploy", "still runs"),
            ("smoke", "wrangler rollback"),
        ] {
            let error = carry_out(
                &steps,
                TEMPLATE,
                &answers,
                "account",
                &mut FailingAt(at),
                only_said,
            )
            .expect_err(at);
            let error = format!("{error:#}");
            assert!(error.contains(advice), "{error}");
            assert!(!error.contains("s3cret"), "{error}");
        }
        Ok(())
    }
}
