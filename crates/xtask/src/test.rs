//! `cargo xtask test`: the parts of the test suite, and one count of them all.

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Result, bail};

use crate::build::{self, Mode};
use crate::chromium;
use crate::counts::Counts;
use crate::files;
use crate::npm;
use crate::process;
use crate::project::Project;
use crate::step::step;
use crate::tools::Tools;
use crate::worker::{self, Worker};

/// One part of the test suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// Native tests of all that decides.
    Unit,
    /// Many clients and one server in one process.
    Simulation,
    /// The built Worker in the real local runtime.
    Api,
    /// The built app in a real browser.
    EndToEnd,
}

const ALL: [Part; 4] = [Part::Unit, Part::Simulation, Part::Api, Part::EndToEnd];

impl Part {
    fn name(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Simulation => "simulation",
            Self::Api => "api",
            Self::EndToEnd => "e2e",
        }
    }

    fn needs_the_built_program(self) -> bool {
        matches!(self, Self::Api | Self::EndToEnd)
    }
}

/// What to run.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Selection {
    parts: Vec<Part>,
    /// Words: a test file of `api` or `e2e` runs if its name contains one of them; all run if there is none.
    words: Vec<String>,
}

impl Selection {
    /// Reads the arguments: nothing, or a part and, for `api` and `e2e`, words of file names.
    pub(crate) fn parse(arguments: &[&str]) -> Result<Self> {
        let [name, words @ ..] = arguments else {
            return Ok(Self {
                parts: ALL.to_vec(),
                words: Vec::new(),
            });
        };
        let Some(part) = ALL.into_iter().find(|part| part.name() == *name) else {
            bail!(
                "there is no test part `{name}`; there are {}",
                ALL.map(Part::name).join(", ")
            );
        };
        if !words.is_empty() && !part.needs_the_built_program() {
            bail!("only `api` and `e2e` take names of test files; for the others use `cargo test`");
        }
        Ok(Self {
            parts: vec![part],
            words: words.iter().map(|word| (*word).to_owned()).collect(),
        })
    }

    fn wants(&self, file: &str) -> bool {
        file.ends_with(".test.mjs")
            && (self.words.is_empty() || self.words.iter().any(|word| file.contains(word)))
    }
}

/// Runs the selected parts, all of them even if one fails, and ends with one line that counts.
pub(crate) fn run(project: &Project, selection: &Selection) -> ExitCode {
    let counts = run_parts(project, selection).unwrap_or_else(|error| {
        eprintln!("\nerror: {error:#}");
        Counts::BROKEN
    });
    println!("\n{counts}");
    if counts.good() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn run_parts(project: &Project, selection: &Selection) -> Result<Counts> {
    let browser = prepare(project, &selection.parts)?;
    let mut total = Counts::default();
    for part in &selection.parts {
        let mut command = match part {
            Part::Unit => cargo_test(project, &["--workspace", "--exclude=simulation"]),
            Part::Simulation => cargo_test(project, &["--package=simulation"]),
            Part::Api | Part::EndToEnd => node_test(project, selection, *part)?,
        };
        if let Some(browser) = &browser {
            command.env("CHROMIUM", browser);
        }
        total += step(&format!("Test: {}", part.name()), || count(&mut command))?;
    }
    Ok(total)
}

/// Installs and builds what the parts need; returns the browser, if one is needed.
fn prepare(project: &Project, parts: &[Part]) -> Result<Option<PathBuf>> {
    // First of all, because what cannot be installed should be found out before the builds, which take long.
    let browser = parts
        .contains(&Part::EndToEnd)
        .then(chromium::ready)
        .transpose()?;
    if parts.iter().any(|part| part.needs_the_built_program()) {
        let tools = Tools::ready(project)?;
        build::everything(project, &tools, Mode::Test)?;
        if parts.contains(&Part::Api) {
            step("Build the conformance Worker", || {
                worker::build(project, &tools, Worker::Conformance, Mode::Test)
            })?;
        }
    }
    Ok(browser)
}

/// Runs a part and counts its tests.
fn count(command: &mut Command) -> Result<Counts> {
    let mut counts = Counts::default();
    let succeeded = process::follow(command, |line| counts += Counts::of_line(line))?;
    // A part that could not be built, or that broke off, has failed although no test says so.
    if !succeeded && counts.failed == 0 {
        counts += Counts::BROKEN;
    }
    Ok(counts)
}

fn cargo_test(project: &Project, packages: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command
        .current_dir(project.root())
        .arg("test")
        .args(packages)
        .arg("--no-fail-fast");
    command
}

fn node_test(project: &Project, selection: &Selection, part: Part) -> Result<Command> {
    let folder = project.path("tests").join(part.name());
    let tests: Vec<PathBuf> = files::entries(&folder)?
        .into_iter()
        .filter(|path| {
            path.file_name()
                .is_some_and(|name| selection.wants(&name.to_string_lossy()))
        })
        .collect();
    if tests.is_empty() {
        bail!("no test file of {} is selected", folder.display());
    }
    let mut command = npm::command(project, "node");
    command
        // Each file has a server, and in e2e a browser, of its own: two at once are enough for a small machine. A test
        // that hangs, or leaves something running, must not hold up the others for ever.
        .args([
            "--test",
            "--test-reporter=spec",
            "--test-concurrency=2",
            "--test-force-exit",
            "--test-timeout=600000",
        ])
        .args(tests);
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_arguments_every_part_runs() -> Result<()> {
        assert_eq!(Selection::parse(&[])?.parts, ALL);
        Ok(())
    }

    #[test]
    fn a_part_can_be_narrowed_to_files() -> Result<()> {
        let selection = Selection::parse(&["e2e", "journey"])?;
        assert_eq!(selection.parts, [Part::EndToEnd]);
        assert!(selection.wants("journey.test.mjs"));
        assert!(!selection.wants("page.test.mjs"));
        assert!(!selection.wants("journey.mjs"));
        Ok(())
    }

    #[test]
    fn unknown_parts_and_useless_words_are_refused() {
        assert!(Selection::parse(&["unti"]).is_err());
        assert!(Selection::parse(&["unit", "journey"]).is_err());
    }
}
