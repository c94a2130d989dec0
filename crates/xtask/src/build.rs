//! Building the web bundle and the Worker.

use anyhow::Result;

use crate::project::Project;
use crate::step::step;
use crate::tools::Tools;
use crate::web;
use crate::worker::{self, Worker};

/// How much the compiler optimises.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Quick to compile, and shown by the next reload.
    Dev,
    /// Quick to compile, and otherwise like what is deployed.
    Test,
    /// Small and fast: what is deployed.
    Release,
}

impl Mode {
    /// The Cargo profile, which is also the name of its folder.
    pub(crate) fn profile(self) -> &'static str {
        match self {
            Self::Dev | Self::Test => "quick",
            Self::Release => "release",
        }
    }
}

/// `cargo xtask build`: what is deployed, with every file's compressed copies beside it.
pub(crate) fn run(project: &Project) -> Result<()> {
    let tools = Tools::ready(project)?;
    everything(project, &tools, Mode::Release)?;
    println!(
        "\nThe site is in target/site, the Worker in target/worker; `cargo xtask deploy` uploads both."
    );
    Ok(())
}

/// Builds both halves of the program.
pub(crate) fn everything(project: &Project, tools: &Tools, mode: Mode) -> Result<()> {
    step("Build the web bundle", || web::build(project, tools, mode))?;
    step("Build the Worker", || {
        worker::build(project, tools, Worker::Server, mode)
    })
}
