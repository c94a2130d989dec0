//! Every command a person runs: `cargo xtask <command>`.
//!
//! A command is a list of named steps (`step`) that run other programs (`process`). What they need is fetched first
//! (`tools`), so that a fresh machine with Rust, Node, npm and apt gets from a clone to a running app by one command.

mod apt;
mod build;
mod cache;
mod check;
mod checklist;
mod chromium;
mod counts;
mod dependencies;
mod deploy;
mod dev;
mod failures;
mod files;
mod headers;
mod layers;
mod locales;
mod lockfile;
mod mail;
mod mutants;
mod npm;
mod page;
mod process;
mod project;
mod schema;
mod screenshots;
mod service_worker;
mod simulate;
mod step;
mod template;
mod test;
mod texts;
mod tools;
mod wasm_target;
mod watch;
mod web;
mod worker;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::project::Project;

const HELP: &str = "\
The commands of Mirubato

  cargo xtask dev [--port 8787] [--https]                   build, serve and rebuild while you work
  cargo xtask test [unit|api|e2e|simulation] [file ...]     run the tests: one part, or all of them
  cargo xtask simulate --seeds N [--from S] [--trace]       many devices, faults, one seed each
  cargo xtask mutants [word ...]                            break each rule in a copy; the simulator must notice
  cargo xtask screenshots [screen ...]                      pictures of every screen, in target/screenshots
  cargo xtask check                                         format, lints, docs, schema, licences
  cargo xtask schema                                        write schema.graphql from the code
  cargo xtask build                                         build what is deployed
  cargo xtask deploy [--dry-run]                            set up or renew a deployment in your Cloudflare account

Each command installs what it needs.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    run(&arguments).unwrap_or_else(|error| {
        eprintln!("\nerror: {error:#}");
        ExitCode::FAILURE
    })
}

fn run(arguments: &[String]) -> Result<ExitCode> {
    let project = Project::here()?;
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        [] | ["help" | "--help" | "-h"] => println!("{HELP}"),
        ["dev", options @ ..] => dev::run(&project, &dev::Options::parse(options)?)?,
        ["test", selection @ ..] => {
            return Ok(test::run(&project, &test::Selection::parse(selection)?));
        }
        ["simulate", options @ ..] => simulate::run(&project, options)?,
        ["mutants", words @ ..] => mutants::run(&project, words)?,
        ["screenshots", names @ ..] => screenshots::run(&project, names)?,
        ["check"] => check::run(&project)?,
        ["schema"] => schema::write(&project)?,
        ["build"] => build::run(&project)?,
        ["deploy", options @ ..] => deploy::run(&project, deploy::Options::parse(options)?)?,
        [unknown, ..] => bail!(
            "there is no command `{unknown}` with these arguments; `cargo xtask --help` lists what there is"
        ),
    }
    Ok(ExitCode::SUCCESS)
}
