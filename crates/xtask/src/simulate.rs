//! `cargo xtask simulate`: seeds of the simulator, beyond those that the tests run.

use std::process::Command;

use anyhow::Result;

use crate::process;
use crate::project::Project;

/// Many seeds take longer than building once with everything optimised does; the tests, which run a few, stay on the profile
/// that checks for overflow.
pub(crate) const PROFILE: &str = "simulate";

/// Runs the simulator with these options.
pub(crate) fn run(project: &Project, options: &[&str]) -> Result<()> {
    let mut command = Command::new("cargo");
    command
        .current_dir(project.root())
        .args([
            "run",
            "--quiet",
            "--profile",
            PROFILE,
            "--package=simulation",
            "--bin=simulate",
            "--",
        ])
        .args(options);
    process::run(&mut command)
}
