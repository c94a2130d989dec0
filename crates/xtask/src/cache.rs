//! Tools that are compiled once per machine and version, and kept outside the build folder.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::process;
use crate::step::step;

/// The folder of everything that is kept between clones.
pub(crate) fn folder() -> Result<PathBuf> {
    let base = match std::env::var_os("XDG_CACHE_HOME") {
        Some(folder) => PathBuf::from(folder),
        None => std::env::home_dir()
            .context("there is no home folder; set XDG_CACHE_HOME")?
            .join(".cache"),
    };
    Ok(base.join("mirubato"))
}

/// A program from the crate registry at one version, compiled if it is not there yet.
pub(crate) fn cargo_tool(package: &str, version: &str, program: &str) -> Result<PathBuf> {
    let home = folder()?.join(format!("{package}-{version}"));
    let path = home.join("bin").join(program);
    if !path.is_file() {
        step(
            &format!("Compile {package} {version} (some minutes, once per machine)"),
            || {
                process::run(
                    Command::new("cargo")
                        .args([
                            "install",
                            "--locked",
                            package,
                            "--version",
                            version,
                            "--root",
                        ])
                        .arg(&home)
                        // A temporary build folder of its own: the one of a surrounding build may be locked.
                        .env_remove("CARGO_TARGET_DIR"),
                )
            },
        )?;
    }
    Ok(path)
}
