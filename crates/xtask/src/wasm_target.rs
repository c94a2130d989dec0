//! The wasm32 target of the Rust toolchain.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::process;
use crate::project::Project;
use crate::step::step;

const TARGET: &str = "wasm32-unknown-unknown";

/// The toolchain that builds for wasm32.
pub(crate) enum WasmToolchain {
    /// The one that builds everything else too.
    Ordinary,
}

impl WasmToolchain {
    /// Makes a cargo command use this toolchain.
    pub(crate) fn apply(&self, _command: &mut Command) {
        match self {
            Self::Ordinary => {}
        }
    }
}

/// Installs the target if the toolchain does not have it.
pub(crate) fn ready(project: &Project) -> Result<WasmToolchain> {
    if installed(project)? {
        return Ok(WasmToolchain::Ordinary);
    }
    if !process::exists("rustup") {
        bail!(
            "Rust has no {TARGET} target and there is no rustup to install it: install Rust with rustup (rustup.rs), then run this again"
        );
    }
    step("Install the wasm32 target", || {
        process::run(
            Command::new("rustup")
                .args(["target", "add", TARGET])
                .current_dir(project.root()),
        )
    })?;
    Ok(WasmToolchain::Ordinary)
}

fn installed(project: &Project) -> Result<bool> {
    let libraries = process::capture(
        Command::new("rustc")
            .args(["--print", "target-libdir", "--target", TARGET])
            .current_dir(project.root()),
    )?;
    Ok(Path::new(libraries.trim()).is_dir())
}
