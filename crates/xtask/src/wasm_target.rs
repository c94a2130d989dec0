//! The wasm32 target of the Rust toolchain.

mod debian;

use std::path::{Path, PathBuf};
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
    /// One of its own, because the ordinary one cannot get the target here.
    Linked {
        /// The name that rustup knows it by.
        name: &'static str,
        sysroot: PathBuf,
    },
}

impl WasmToolchain {
    /// Makes a cargo command, or a program that starts cargo, use this toolchain.
    pub(crate) fn apply(&self, command: &mut Command) {
        if let Self::Linked { name, sysroot } = self {
            command
                .env("RUSTUP_TOOLCHAIN", name)
                // For clippy, which looks for the standard library by itself.
                .env("SYSROOT", sysroot)
                // Points to the libraries of the toolchain that runs this program.
                .env_remove("LD_LIBRARY_PATH");
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
            "Rust has no {TARGET} target and there is no rustup to install it: \
             install Rust with rustup (rustup.rs), then run this again"
        );
    }
    if let Some(toolchain) = debian::existing()? {
        return Ok(toolchain);
    }
    let added = step("Install the wasm32 target", || {
        let mut rustup = Command::new("rustup");
        process::run(
            rustup
                .args(["target", "add", TARGET])
                .current_dir(project.root()),
        )
    });
    if let Err(error) = added {
        eprintln!("✗ {error:#}");
    }
    if installed(project)? {
        return Ok(WasmToolchain::Ordinary);
    }
    println!("rustup could not get the wasm32 target; Debian's packages are used instead.");
    debian::build(project)
}

fn installed(project: &Project) -> Result<bool> {
    let mut rustc = Command::new("rustc");
    rustc
        .args(["--print", "target-libdir", "--target", TARGET])
        .current_dir(project.root());
    Ok(Path::new(process::capture(&mut rustc)?.trim()).is_dir())
}
