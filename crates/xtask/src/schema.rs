//! schema.graphql, the API's public definition, written from the code.

use std::process::Command;

use anyhow::{Result, bail};

use crate::files;
use crate::process;
use crate::project::Project;
use crate::step::step;

const FILE: &str = "schema.graphql";

/// `cargo xtask schema`: writes the file.
pub(crate) fn write(project: &Project) -> Result<()> {
    step("Write schema.graphql", || {
        files::write(&project.path(FILE), of_the_code(project)?)
    })
}

/// Fails when the committed file is not what the code says.
pub(crate) fn check(project: &Project) -> Result<()> {
    if files::read(&project.path(FILE))? != of_the_code(project)? {
        bail!(
            "schema.graphql is not what the code says; run `cargo xtask schema` and commit the file"
        );
    }
    Ok(())
}

/// The server's example prints it, so that xtask itself does not depend on the server.
fn of_the_code(project: &Project) -> Result<String> {
    process::capture(Command::new("cargo").current_dir(project.root()).args([
        "run",
        "--quiet",
        "--package=api-worker",
        "--example=schema",
    ]))
}
