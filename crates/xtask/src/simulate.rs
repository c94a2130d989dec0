//! `cargo xtask simulate`: seeds of the simulator, beyond those that the tests run.

use std::process::Command;

use anyhow::Result;

use crate::process;
use crate::project::Project;

/// Runs the simulator with these options.
pub(crate) fn run(project: &Project, options: &[&str]) -> Result<()> {
    let mut command = Command::new("cargo");
    command
        .current_dir(project.root())
        .args([
            "run",
            "--quiet",
            "--package=simulation",
            "--bin=simulate",
            "--",
        ])
        .args(options);
    process::run(&mut command)
}
