//! wrangler.toml with what belongs to one deployment, as a file of its own beside it. The lines that differ are set in the
//! text of wrangler.toml, so that this stays the one definition of the Worker.

use anyhow::{Context, Result};

use super::answers::{Answers, Given, Mail};

/// The file that is written, and is not committed.
pub(super) const FILE: &str = "wrangler.deploy.toml";
/// The one that `--dry-run` writes and removes again.
pub(super) const DRY_RUN_FILE: &str = "wrangler.dry-run.toml";

const HEADER: &str = "\
# Written by `cargo xtask deploy` from wrangler.toml; not committed, because it names one deployment. Its answers are
# taken from here the next time. A change to anything else belongs into wrangler.toml.

";

/// The part of a configuration before its first section.
const TOP: &str = "";
const VARS: &str = "[vars]";
const DATABASE: &str = "[[d1_databases]]";
const EMAIL: &str = "[[send_email]]";
/// The platform's own limit, which wrangler.toml has as a comment: on one's own machine everything comes from one address.
const RATE_LIMITS: &str = "[[ratelimits]]";

const ACCOUNT: &str = "account_id";
const DATABASE_ID: &str = "database_id";
const DATABASE_NAME: &str = "database_name";
const MAIL_FROM: &str = "MAIL_FROM";
const ORIGIN: &str = "ORIGIN";
const REGISTRATION: &str = "REGISTRATION";

/// The configuration of a deployment.
pub(super) fn write(
    template: &str,
    answers: &Answers,
    account: &str,
    database_id: &str,
) -> Result<String> {
    let mut config = Config::parse(template);
    config.set(TOP, "name", &quoted(answers.address.worker()))?;
    config.set(TOP, ACCOUNT, &quoted(account))?;
    if let Some(domain) = answers.address.custom_domain() {
        let route = format!("[{{ pattern = {}, custom_domain = true }}]", quoted(domain));
        config.set(TOP, "routes", &route)?;
        config.set(TOP, "workers_dev", "false")?;
    }
    config.set(VARS, ORIGIN, &quoted(&answers.address.origin()))?;
    config.set(VARS, MAIL_FROM, &quoted(&answers.mail_from))?;
    config.set(VARS, REGISTRATION, &quoted(&answers.registration.text()))?;
    config.set(DATABASE, DATABASE_ID, &quoted(database_id))?;
    if answers.mail == Mail::Resend {
        config.remove(EMAIL);
    }
    config.switch_on(RATE_LIMITS)?;
    Ok(format!("{HEADER}{}", config.text()))
}

/// The answers of an earlier deployment.
pub(super) fn answers(text: &str) -> Given {
    let config = Config::parse(text);
    let mail = if config.lines.iter().any(|line| line == EMAIL) {
        Mail::Binding
    } else {
        Mail::Resend
    };
    Given {
        origin: config.get(VARS, ORIGIN),
        mail_from: config.get(VARS, MAIL_FROM),
        mail: Some(mail.name().to_owned()),
        registration: config.get(VARS, REGISTRATION),
        account: config.get(TOP, ACCOUNT),
    }
}

/// What the database of the Worker is called.
pub(super) fn database_name(template: &str) -> Result<String> {
    Config::parse(template)
        .get(DATABASE, DATABASE_NAME)
        .context("wrangler.toml names no D1 database")
}

/// Lines under section headers. Not TOML in general: one string or list a line, as wrangler.toml has them.
struct Config {
    lines: Vec<String>,
}

impl Config {
    fn parse(text: &str) -> Self {
        Self {
            lines: text.lines().map(str::to_owned).collect(),
        }
    }

    fn text(&self) -> String {
        self.lines.join("\n") + "\n"
    }

    /// The lines of a section, without its header.
    fn section(&self, header: &str) -> Option<std::ops::Range<usize>> {
        let start = match header {
            TOP => 0,
            _ => self.lines.iter().position(|line| line == header)? + 1,
        };
        let length = self.lines[start..]
            .iter()
            .take_while(|line| !line.starts_with('['))
            .count();
        Some(start..start + length)
    }

    fn get(&self, header: &str, key: &str) -> Option<String> {
        let lines = &self.lines[self.section(header)?];
        let value = lines.iter().find_map(|line| value(line, key))?;
        serde_json::from_str(value).ok()
    }

    /// Replaces the value of a key, or adds the key at the end of the section's first block of lines.
    fn set(&mut self, header: &str, key: &str, to: &str) -> Result<()> {
        let section = self
            .section(header)
            .with_context(|| format!("wrangler.toml has no section {header}"))?;
        let line = format!("{key} = {to}");
        let found = section
            .clone()
            .find(|index| value(&self.lines[*index], key).is_some());
        match found {
            Some(index) => self.lines[index] = line,
            None => {
                let block = self.lines[section.clone()]
                    .iter()
                    .take_while(|line| !line.is_empty());
                self.lines.insert(section.start + block.count(), line);
            }
        }
        Ok(())
    }

    /// Makes a section of one that is written as a comment, up to the empty line after it.
    fn switch_on(&mut self, header: &str) -> Result<()> {
        let is_header = |line: &String| line.strip_prefix("# ") == Some(header);
        let start = self.lines.iter().position(is_header);
        let start = start.with_context(|| format!("wrangler.toml has no section {header}"))?;
        for line in &mut self.lines[start..] {
            let Some(switched_on) = line.strip_prefix("# ") else {
                break;
            };
            *line = switched_on.to_owned();
        }
        Ok(())
    }

    /// Takes a section out, up to the empty line after it.
    fn remove(&mut self, header: &str) {
        if let Some(section) = self.section(header) {
            let block = self.lines[section.clone()]
                .iter()
                .take_while(|line| !line.is_empty());
            let end = section.start + block.count();
            self.lines.drain(section.start - 1..end);
        }
    }
}

/// What stands behind `key =`.
fn value<'line>(line: &'line str, key: &str) -> Option<&'line str> {
    let rest = line.strip_prefix(key)?.trim_start().strip_prefix('=')?;
    Some(rest.trim())
}

/// A text as TOML writes it, which is as JSON does.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::super::address::Address;
    use super::super::answers::Registration;
    use super::*;

    /// The real one: this is what the lines have to be found in.
    const TEMPLATE: &str = include_str!("../../../../wrangler.toml");

    fn answers_for(origin: &str, mail: Mail, registration: Registration) -> Result<Answers> {
        Ok(Answers {
            address: Address::parse(origin)?,
            mail_from: "Mirubato <journal@example.org>".to_owned(),
            mail,
            registration,
        })
    }

    #[test]
    fn a_deployment_has_its_own_lines_and_the_rest_of_wrangler_toml() -> Result<()> {
        let answers = answers_for(
            "https://practice.clara.workers.dev",
            Mail::Binding,
            Registration::Closed,
        )?;
        let text = write(TEMPLATE, &answers, "account", "uuid")?;
        for line in [
            "name = \"practice\"",
            "account_id = \"account\"",
            "ORIGIN = \"https://practice.clara.workers.dev\"",
            "MAIL_FROM = \"Mirubato <journal@example.org>\"",
            "REGISTRATION = \"closed\"",
            "database_id = \"uuid\"",
        ] {
            assert_eq!(
                text.lines().filter(|found| *found == line).count(),
                1,
                "{line}"
            );
        }
        assert!(!text.contains("routes") && !text.contains("localhost:8787\""));
        let changed = [
            "name",
            "account_id",
            "ORIGIN",
            "MAIL_FROM",
            "REGISTRATION",
            "database_id",
        ];
        // The platform's limit is switched on, as the last section.
        let (rest, limits) = TEMPLATE.split_once("# [[ratelimits]]").unwrap_or_default();
        let limits = format!("[[ratelimits]]{}", limits.replace("\n# ", "\n"));
        assert!(
            limits.contains("REQUESTS") && text.ends_with(&limits),
            "{text}"
        );
        for line in rest.lines() {
            let is_changed = changed.iter().any(|key| value(line, key).is_some());
            assert!(
                is_changed || text.lines().any(|found| found == line),
                "{line}"
            );
        }
        Ok(())
    }

    #[test]
    fn a_domain_is_given_to_the_worker_and_takes_the_place_of_workers_dev() -> Result<()> {
        let answers = answers_for(
            "https://journal.example.org",
            Mail::Binding,
            Registration::Open,
        )?;
        let text = write(TEMPLATE, &answers, "account", "uuid")?;
        let top = text.split("\n[").next().unwrap_or_default();
        assert!(
            top.contains("routes = [{ pattern = \"journal.example.org\", custom_domain = true }]")
        );
        assert!(top.contains("workers_dev = false"));
        Ok(())
    }

    #[test]
    fn the_email_binding_is_left_out_where_resend_sends() -> Result<()> {
        let answers = answers_for(
            "https://journal.example.org",
            Mail::Resend,
            Registration::Open,
        )?;
        let text = write(TEMPLATE, &answers, "account", "uuid")?;
        assert!(TEMPLATE.contains(EMAIL) && !text.contains(EMAIL));
        assert!(text.contains(DATABASE) && text.contains("crons"));
        Ok(())
    }

    #[test]
    fn the_answers_are_read_back() -> Result<()> {
        for (mail, registration) in [
            (Mail::Resend, Registration::Open),
            (
                Mail::Binding,
                Registration::List(vec!["a@example.org".into(), "@b.example".into()]),
            ),
        ] {
            let answers = answers_for("https://journal.example.org", mail, registration)?;
            let given = super::answers(&write(TEMPLATE, &answers, "account", "uuid")?);
            assert_eq!(given.account.as_deref(), Some("account"));
            let nobody = &mut |_: &super::super::answers::Question| -> Result<String> {
                anyhow::bail!("nothing is asked")
            };
            assert_eq!(Answers::gather(&given, nobody)?, answers);
        }
        Ok(())
    }

    #[test]
    fn what_would_end_a_text_is_escaped() {
        assert_eq!(quoted("a\"\n[b]"), "\"a\\\"\\n[b]\"");
    }

    #[test]
    fn a_template_without_the_section_is_refused() -> Result<()> {
        let answers = answers_for("https://a.example.org", Mail::Resend, Registration::Open)?;
        assert!(write("name = \"x\"\n", &answers, "account", "uuid").is_err());
        Ok(())
    }
}
