//! Everything that building the web bundle and the Worker needs, fetched and found.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::cache;
use crate::lockfile;
use crate::npm;
use crate::project::Project;
use crate::wasm_target::{self, WasmToolchain};

/// The programs of a WebAssembly build, each known to be there.
pub(crate) struct Tools {
    pub(crate) toolchain: WasmToolchain,
    pub(crate) wasm_bindgen: PathBuf,
    pub(crate) worker_build: PathBuf,
    pub(crate) wasm_opt: PathBuf,
    pub(crate) esbuild: PathBuf,
}

impl Tools {
    /// Installs what is missing.
    pub(crate) fn ready(project: &Project) -> Result<Self> {
        npm::install(project)?;
        let toolchain = wasm_target::ready(project)?;
        // The library and the CLI must be of one version, and so must the Worker's library and its builder.
        let bindgen = lockfile::version(project, "wasm-bindgen")?;
        let worker = lockfile::version(project, "worker")?;
        let tools = Self {
            toolchain,
            wasm_bindgen: cache::cargo_tool("wasm-bindgen-cli", &bindgen, "wasm-bindgen")?,
            worker_build: cache::cargo_tool("worker-build", &worker, "worker-build")?,
            wasm_opt: npm::program(project, "wasm-opt"),
            esbuild: npm::esbuild(project)?,
        };
        tools.check()?;
        Ok(tools)
    }

    /// A cargo command of the toolchain that has the wasm32 target, in its own target folder.
    pub(crate) fn wasm_cargo(&self, project: &Project) -> Command {
        let mut command = Command::new("cargo");
        command
            .current_dir(project.root())
            .env("CARGO_TARGET_DIR", project.wasm_target_dir());
        self.toolchain.apply(&mut command);
        command
    }

    /// worker-build only warns of a tool that is not there and then downloads another one.
    fn check(&self) -> Result<()> {
        for tool in [
            &self.wasm_bindgen,
            &self.worker_build,
            &self.wasm_opt,
            &self.esbuild,
        ] {
            if !tool.is_file() {
                bail!(
                    "{} is missing; delete node_modules and run this again",
                    tool.display()
                );
            }
        }
        Ok(())
    }
}
