//! `cargo xtask mutants`: proof that the simulator's checks bite.
//!
//! Each file in tests/simulation/mutants breaks one rule of the program. It is applied to a copy of the sources, and the
//! simulator has to find a seed that fails. What ships knows nothing of it.

mod patch;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::files;
use crate::process;
use crate::project::Project;
use crate::step::step;
use patch::{Changed, Patch};

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

/// Builds and runs the mutants whose names contain one of `words`, or all of them, after a control without any change.
pub(crate) fn run(project: &Project, words: &[&str]) -> Result<()> {
    let mut mutants = all(project)?;
    mutants
        .retain(|mutant| words.is_empty() || words.iter().any(|word| mutant.name.contains(word)));
    if mutants.is_empty() {
        bail!(
            "no mutant has such a name; they are the files in {}",
            folder(project).display()
        );
    }
    let copy = project.path("target/mutants");
    mirror(project, &copy)?;
    if let Verdict::Caught(by) = step("control: nothing is changed", || judge(&copy))? {
        bail!("the simulator fails without any mutant ({by}), so it proves nothing about them");
    }
    let mut survivors = Vec::new();
    let mut lines = Vec::new();
    for Mutant { name, patch } in &mutants {
        let changed = patch.apply(|file| files::read(&copy.join(file)))?;
        for (file, Changed { after, .. }) in &changed {
            files::write(&copy.join(file), after)?;
        }
        let verdict = step(name, || judge(&copy));
        for (file, Changed { before, .. }) in &changed {
            files::write(&copy.join(file), before)?;
        }
        let verdict = match verdict? {
            Verdict::Caught(by) => format!("caught    {by}"),
            Verdict::Survived => {
                survivors.push(name.as_str());
                format!("SURVIVED  {SEEDS} seeds")
            }
        };
        let line = format!("{name:<44} {verdict:<28} {}", patch.rule());
        println!("{line}\n");
        lines.push(line);
    }
    println!("\n{}\n", lines.join("\n"));
    if !survivors.is_empty() {
        bail!("the simulator does not notice {}", survivors.join(", "));
    }
    println!("{} mutants, all caught", mutants.len());
    Ok(())
}

enum Verdict {
    /// By this seed.
    Caught(String),
    Survived,
}

fn judge(copy: &Path) -> Result<Verdict> {
    // Not the project's own target folder: to cargo, the copy's crates are the project's, and the project would be built with
    // what is left of the last mutant.
    let cargo = |action: &str| {
        let mut command = Command::new("cargo");
        command
            .current_dir(copy)
            .env("CARGO_TARGET_DIR", copy.join("target"))
            .args([action, "--quiet", "--package=simulation", "--bin=simulate"]);
        command
    };
    process::run_quietly(&mut cargo("build")).context("the mutant does not compile")?;
    let mut by = None;
    let mut simulate = cargo("run");
    simulate.args(["--", "--seeds", SEEDS, "--no-shrink"]);
    let survived = process::follow(&mut simulate, |line| {
        if line.contains("seed") && line.contains("failed") {
            by.get_or_insert_with(|| line.to_owned());
        }
    })?;
    Ok(match (survived, by) {
        (true, _) => Verdict::Survived,
        (false, Some(by)) => Verdict::Caught(by),
        (false, None) => bail!("the simulator broke off without naming a seed"),
    })
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
    fn every_mutant_still_changes_the_program() -> Result<()> {
        let project = Project::here()?;
        let stale: Vec<String> = all(&project)?
            .into_iter()
            .filter_map(|Mutant { name, patch }| {
                let applied = patch.apply(|file| files::read(&project.path(file)));
                applied.err().map(|error| format!("{name}: {error:#}"))
            })
            .collect();
        assert!(stale.is_empty(), "{}", stale.join("\n"));
        Ok(())
    }
}
