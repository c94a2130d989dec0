//! `cargo xtask mutants`: proof that the simulator's checks bite.
//!
//! Each file in tests/simulation/mutants breaks one rule of the program. All of them are built into a copy of the sources
//! (`switch`); the simulator is run with one after the other, and has to find a seed that fails. What ships knows nothing of
//! it.

mod patch;
mod switch;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::files;
use crate::process;
use crate::project::Project;
use crate::simulate::PROFILE;
use crate::step::step;
use patch::Patch;

/// What the copy consists of: everything that the simulator is built from.
const FOLDERS: [&str; 4] = [
    "crates",
    "migrations",
    "tests/conformance",
    "tests/simulation",
];
const FILES: [&str; 4] = [
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
    "schema.graphql",
];
/// Seeds within which a mutant has to be caught.
const SEEDS: &str = "2000";

/// A rule and the change that breaks it.
#[derive(Debug)]
struct Mutant {
    name: String,
    patch: Patch,
}

/// Builds the mutants and runs those whose names contain one of `words`, or all of them, after a control without any.
pub(crate) fn run(project: &Project, words: &[&str]) -> Result<()> {
    let mutants = all(project)?;
    let is_chosen = |name: &str| words.is_empty() || words.iter().any(|word| name.contains(word));
    let chosen: Vec<&Mutant> = mutants.iter().filter(|it| is_chosen(&it.name)).collect();
    if chosen.is_empty() {
        bail!(
            "no mutant has such a name; they are the files in {}",
            folder(project).display()
        );
    }
    let copy = project.path("target/mutants");
    let simulate = step("build all mutants into a copy", || {
        mirror(project, &copy)?;
        for (file, content) in switch::switched(&mutants, |file| files::read(&copy.join(file)))? {
            files::write(&copy.join(file), content)?;
        }
        build(&copy)
    })?;
    if let Verdict::Caught(by) = step("control: no mutant", || judge(&simulate, ""))? {
        bail!("the simulator fails without any mutant ({by}), so it proves nothing about them");
    }
    let mut survivors = Vec::new();
    let mut lines = Vec::new();
    for (index, Mutant { name, patch }) in chosen.iter().enumerate() {
        let number = format!("{} of {}: {name}", index + 1, chosen.len());
        let verdict = match step(&number, || judge(&simulate, name))? {
            Verdict::Caught(by) => format!("caught    {by}"),
            Verdict::Survived => {
                survivors.push(name.as_str());
                format!("SURVIVED  {SEEDS} seeds")
            }
        };
        println!("  {verdict}\n");
        lines.push(format!("{name:<44} {verdict}\n    {}", patch.rule()));
    }
    println!("\n{}\n", lines.join("\n"));
    if !survivors.is_empty() {
        bail!("the simulator does not notice {}", survivors.join(", "));
    }
    println!("{} mutants, all caught", chosen.len());
    Ok(())
}

enum Verdict {
    /// By this seed.
    Caught(String),
    Survived,
}

/// Builds the simulator of the copy. Says where it is.
fn build(copy: &Path) -> Result<PathBuf> {
    // Not the project's own target folder: to cargo, the copy's crates are the project's, and the project would be built with
    // what is left of the mutants.
    let target = copy.join("target");
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(copy)
        .env("CARGO_TARGET_DIR", &target)
        .args(["build", "--profile", PROFILE])
        .args(["--package=simulation", "--bin=simulate"]);
    process::run_quietly(&mut cargo).context("the mutants do not compile")?;
    Ok(target.join(PROFILE).join("simulate"))
}

/// Runs the simulator with a mutant.
fn judge(simulate: &Path, mutant: &str) -> Result<Verdict> {
    let output = Command::new(simulate)
        .env(switch::VARIABLE, mutant)
        .args(["--seeds", SEEDS, "--no-shrink"])
        .output()
        .with_context(|| format!("{} does not start", simulate.display()))?;
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    let is_failure = |line: &&str| line.starts_with("seed ") && line.contains(" failed: ");
    match said.lines().find(is_failure) {
        Some(by) => Ok(Verdict::Caught(by.to_owned())),
        // That a step never met a fault is no failure of a seed.
        None if output.status.success() || said.contains("none failed") => Ok(Verdict::Survived),
        None => bail!("the simulator broke off without naming a seed: {said}"),
    }
}

fn mirror(project: &Project, copy: &Path) -> Result<()> {
    for folder in FOLDERS {
        files::mirror(&project.path(folder), &copy.join(folder))?;
    }
    for file in FILES {
        let content = files::read(&project.path(file))?;
        let target = copy.join(file);
        if fs::read_to_string(&target).ok().as_ref() != Some(&content) {
            files::write(&target, content)?;
        }
    }
    Ok(())
}

fn folder(project: &Project) -> PathBuf {
    project.path("tests/simulation/mutants")
}

fn all(project: &Project) -> Result<Vec<Mutant>> {
    let paths = files::entries(&folder(project))?;
    let patches = paths.iter().filter(|path| {
        path.extension()
            .is_some_and(|extension| extension == "mutant")
    });
    patches
        .map(|path| {
            let name = path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let patch =
                Patch::parse(&files::read(path)?).with_context(|| format!("the mutant {name}"))?;
            Ok(Mutant { name, patch })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mutant_still_changes_a_function_of_the_program() -> Result<()> {
        let project = Project::here()?;
        let mutants = all(&project)?;
        let files = switch::switched(&mutants, |file| files::read(&project.path(file)))?;
        let switched: String = files.into_values().collect();
        for Mutant { name, .. } in &mutants {
            let asked = format!("mutant_is(\"{name}\")");
            assert!(switched.contains(&asked), "{name}");
        }
        Ok(())
    }
}
