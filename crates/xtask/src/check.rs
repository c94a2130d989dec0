//! `cargo xtask check`: all that a machine can say about the code without running it.

use std::process::Command;

use anyhow::{Result, bail};

use crate::cache;
use crate::checklist;
use crate::dependencies;
use crate::failures;
use crate::layers;
use crate::locales;
use crate::process;
use crate::project::Project;
use crate::schema;
use crate::step::step;
use crate::texts;
use crate::tools::Tools;

/// Pinned here, because nothing else in the repository names it.
const CARGO_DENY: &str = "0.20.2";

/// Does every check, also after one has failed, and says at the end which did.
pub(crate) fn run(project: &Project) -> Result<()> {
    let tools = Tools::ready(project)?;
    let deny = cache::cargo_tool("cargo-deny", CARGO_DENY, "cargo-deny")?;
    let cargo = |arguments: &[&str]| {
        let mut command = Command::new("cargo");
        command.current_dir(project.root()).args(arguments);
        command
    };

    let checks: [(&str, &dyn Fn() -> Result<()>); 12] = [
        ("Check the format", &|| {
            process::run(&mut cargo(&["fmt", "--all", "--check"]))
        }),
        ("Lint for this machine", &|| {
            process::run(&mut cargo(&[
                "clippy",
                "--workspace",
                "--all-targets",
                "--",
                "--deny=warnings",
            ]))
        }),
        ("Lint for wasm32", &|| {
            process::run(tools.wasm_cargo(project).args([
                "clippy",
                "--package=web",
                "--package=api-worker",
                "--package=api-worker-entry",
                "--package=conformance",
                "--target=wasm32-unknown-unknown",
                // The profile that `dev` and `test` build, so that macros and build scripts are compiled once.
                "--profile=quick",
                "--",
                "--deny=warnings",
            ]))
        }),
        ("Keep the layers apart", &|| layers::check(project)),
        ("Look for texts outside of the locale files", &|| {
            texts::check(project)
        }),
        ("Compare the locale files", &|| locales::check(project)),
        ("Find a test of each earlier failure", &|| {
            failures::check(project)
        }),
        ("Find what the security checklist names", &|| {
            checklist::check(project)
        }),
        ("Compare the list of dependencies", &|| {
            dependencies::check(project)
        }),
        ("Build the docs", &|| {
            process::run(
                cargo(&["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "--deny=warnings"),
            )
        }),
        ("Compare schema.graphql with the code", &|| {
            schema::check(project)
        }),
        ("Check licences, bans and sources", &|| {
            process::run(Command::new(&deny).current_dir(project.root()).args([
                "check",
                "--hide-inclusion-graph",
                "bans",
                "licenses",
                "sources",
            ]))
        }),
    ];

    let mut failed = Vec::new();
    for (name, check) in checks {
        if let Err(error) = step(name, check) {
            eprintln!("✗ {error:#}");
            failed.push(name);
        }
    }
    if !failed.is_empty() {
        bail!("failed: {}", failed.join("; "));
    }
    Ok(())
}
