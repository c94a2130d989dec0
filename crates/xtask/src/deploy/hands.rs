//! What does the steps: really, or only in words.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::account;
use super::config;
use super::plan::{Input, Invocation};
use super::smoke;
use crate::build;
use crate::files;
use crate::npm;
use crate::process;
use crate::project::Project;

/// What a step needs done.
pub(super) trait Hands {
    fn build(&mut self) -> Result<()>;
    fn wrangler(&mut self, invocation: &Invocation) -> Result<()>;
    fn database_id(&mut self, name: &str) -> Result<String>;
    /// The file that the configuration is written to.
    fn config_file(&self) -> &'static str;
    fn write_config(&mut self, text: &str) -> Result<()>;
    fn smoke_test(&mut self, origin: &str) -> Result<()>;
}

/// A new address has its certificate and its name after some minutes at most.
const ATTEMPTS: u32 = 24;
const BETWEEN_ATTEMPTS: Duration = Duration::from_secs(5);

/// Does everything in the account.
pub(super) struct Real<'project> {
    pub(super) project: &'project Project,
    pub(super) account: String,
}

impl Real<'_> {
    /// Asks wrangler something; the complaint if it refuses.
    pub(super) fn ask(&self, arguments: &[&str]) -> Result<Result<String, String>> {
        process::outcome(self.command().args(arguments).stdin(Stdio::null()))
    }

    fn command(&self) -> Command {
        let mut command = npm::command(self.project, "wrangler");
        command.env("CLOUDFLARE_ACCOUNT_ID", &self.account);
        command
    }
}

impl Hands for Real<'_> {
    fn build(&mut self) -> Result<()> {
        build::run(self.project)
    }

    fn wrangler(&mut self, invocation: &Invocation) -> Result<()> {
        let mut command = self.command();
        command.args(&invocation.arguments);
        match &invocation.input {
            Input::Nothing => process::run(command.stdin(Stdio::null())),
            Input::Person => process::run(&mut command),
            Input::Secret(secret) => {
                let mut child = command
                    .stdin(Stdio::piped())
                    .spawn()
                    .context("wrangler could not be started")?;
                let mut input = child.stdin.take().context("wrangler takes no input")?;
                input.write_all(secret.expose().as_bytes())?;
                drop(input);
                if !child.wait()?.success() {
                    bail!("`{invocation}` failed; what it said is above");
                }
                Ok(())
            }
        }
    }

    fn database_id(&mut self, name: &str) -> Result<String> {
        match self.ask(&["d1", "list", "--json"])? {
            Ok(json) => account::database_id(&json, name)?
                .with_context(|| format!("there is no database {name} in the account")),
            Err(complaint) => bail!("the databases could not be listed: {complaint}"),
        }
    }

    fn config_file(&self) -> &'static str {
        config::FILE
    }

    fn write_config(&mut self, text: &str) -> Result<()> {
        files::write(&self.project.path(config::FILE), text)
    }

    fn smoke_test(&mut self, origin: &str) -> Result<()> {
        let requests = smoke::requests(origin).to_string();
        let mut faults = Vec::new();
        for attempt in 1..=ATTEMPTS {
            let output = process::capture(
                npm::command(self.project, "node")
                    .arg(self.project.path("crates/xtask/src/deploy/fetch.mjs"))
                    .arg(&requests),
            )?;
            faults = smoke::faults(&smoke::read_answers(&output));
            if faults.is_empty() {
                return Ok(());
            }
            if attempt < ATTEMPTS {
                thread::sleep(BETWEEN_ATTEMPTS);
            }
        }
        bail!("{}", faults.join("; "))
    }
}

/// Says what would be done, and does what touches no account.
pub(super) struct DryRun<'out> {
    /// Takes a line.
    pub(super) say: &'out mut dyn FnMut(String),
    /// Takes the configuration.
    pub(super) keep: &'out mut dyn FnMut(&str) -> Result<()>,
    /// Rehearses the upload.
    pub(super) rehearse: &'out mut dyn FnMut(&Invocation) -> Result<()>,
}

/// Stands for what only an account has.
pub(super) const PLACEHOLDER: &str = "00000000-0000-0000-0000-000000000000";

impl Hands for DryRun<'_> {
    fn build(&mut self) -> Result<()> {
        (self.say)("cargo xtask build".to_owned());
        Ok(())
    }

    fn wrangler(&mut self, invocation: &Invocation) -> Result<()> {
        (self.say)(invocation.to_string());
        if invocation
            .arguments
            .first()
            .is_some_and(|word| word == "deploy")
        {
            (self.rehearse)(&Invocation::rehearse_upload())?;
        }
        Ok(())
    }

    fn database_id(&mut self, _: &str) -> Result<String> {
        (self.say)("wrangler d1 list --json".to_owned());
        Ok(PLACEHOLDER.to_owned())
    }

    fn config_file(&self) -> &'static str {
        // What would be written: the lines are those of a real deployment.
        config::FILE
    }

    fn write_config(&mut self, text: &str) -> Result<()> {
        (self.say)(format!("write {}", config::FILE));
        (self.keep)(text)
    }

    fn smoke_test(&mut self, origin: &str) -> Result<()> {
        for request in smoke::shown(origin) {
            (self.say)(request);
        }
        Ok(())
    }
}
