//! The Worker: worker-build around crates/api-worker, and its database's migrations.

use std::process::Command;

use anyhow::Result;

use crate::build::Mode;
use crate::npm;
use crate::process;
use crate::project::Project;
use crate::tools::Tools;

/// Builds the Worker into target/worker, which wrangler.toml names.
pub(crate) fn build(project: &Project, tools: &Tools, mode: Mode) -> Result<()> {
    let mut command = Command::new(&tools.worker_build);
    command
        .current_dir(project.root())
        .env("PATH", npm::path_with_tools(project))
        .env("CARGO_TARGET_DIR", project.wasm_target_dir())
        // Without these worker-build would download its own.
        .env("WASM_BINDGEN_BIN", &tools.wasm_bindgen)
        .env("WASM_OPT_BIN", &tools.wasm_opt)
        .env("ESBUILD_BIN", &tools.esbuild)
        .arg(project.path("crates/api-worker"))
        .arg("--out-dir")
        .arg(project.path("target/worker"));
    tools.toolchain.apply(&mut command);
    match mode {
        Mode::Quick => command.args(["--profile", mode.profile(), "--no-opt"]),
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
