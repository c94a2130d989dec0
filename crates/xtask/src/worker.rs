//! Workers: worker-build around a crate, and the migrations of the local database.

use std::process::Command;

use anyhow::Result;

use crate::build::Mode;
use crate::npm;
use crate::process;
use crate::project::Project;
use crate::tools::Tools;

/// A Worker that is built here.
#[derive(Clone, Copy)]
pub(crate) enum Worker {
    /// The server itself, which wrangler.toml names.
    Server,
    /// The cases that the server's store must pass on the real database, for the api tests.
    Conformance,
}

impl Worker {
    fn crate_folder(self) -> &'static str {
        match self {
            Self::Server => "crates/api-worker/entry",
            Self::Conformance => "tests/conformance",
        }
    }

    fn output_folder(self) -> &'static str {
        match self {
            Self::Server => "target/worker",
            Self::Conformance => "target/conformance",
        }
    }
}

/// Builds a Worker into its folder in target/.
pub(crate) fn build(project: &Project, tools: &Tools, worker: Worker, mode: Mode) -> Result<()> {
    let mut command = Command::new(&tools.worker_build);
    command
        .current_dir(project.root())
        .env("PATH", npm::path_with_tools(project))
        .env("CARGO_TARGET_DIR", project.wasm_target_dir())
        // Without these worker-build would download its own.
        .env("WASM_BINDGEN_BIN", &tools.wasm_bindgen)
        .env("WASM_OPT_BIN", &tools.wasm_opt)
        .env("ESBUILD_BIN", &tools.esbuild)
        .arg(project.path(worker.crate_folder()))
        .arg("--out-dir")
        .arg(project.path(worker.output_folder()));
    tools.toolchain.apply(&mut command);
    match mode {
        Mode::Dev | Mode::Test => command.args(["--profile", mode.profile(), "--no-opt"]),
        Mode::Release => command.arg("--release"),
    };
    process::run(&mut command)
}

/// Brings the local database up to date with migrations/.
pub(crate) fn migrate(project: &Project) -> Result<()> {
    process::run_quietly(npm::command(project, "wrangler").args([
        "d1",
        "migrations",
        "apply",
        "DB",
        "--local",
    ]))
}
