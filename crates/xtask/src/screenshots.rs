//! `cargo xtask screenshots`: pictures of every screen, to be looked at.

use anyhow::Result;

use crate::build::{self, Mode};
use crate::chromium;
use crate::npm;
use crate::process;
use crate::project::Project;
use crate::step::step;
use crate::tools::Tools;

/// Takes the pictures of the screens with these names; of all of them if there are none.
pub(crate) fn run(project: &Project, names: &[&str]) -> Result<()> {
    let browser = chromium::ready()?;
    let tools = Tools::ready(project)?;
    build::everything(project, &tools, Mode::Test)?;
    step("Take the pictures", || {
        process::run(
            npm::command(project, "node")
                .env("CHROMIUM", browser)
                .arg(project.path("tests/screenshots.mjs"))
                .args(names),
        )
    })?;
    println!("\nThe pictures are in target/screenshots.");
    Ok(())
}
