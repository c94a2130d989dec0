//! The tools from npm: wrangler, a Node that is new enough for it, esbuild, binaryen and the browser driver.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::files;
use crate::process;
use crate::project::Project;
use crate::step::step;

/// Installs what package-lock.json names, if that has changed since the last time.
pub(crate) fn install(project: &Project) -> Result<()> {
    for program in ["node", "npm"] {
        if !process::exists(program) {
            bail!(
                "`{program}` was not found: install Node.js 20 or newer with npm (nodejs.org, or your system's package), then run this again"
            );
        }
    }
    let lock = files::read(&project.path("package-lock.json"))?;
    // Written after a whole installation only, so an interrupted one is repeated.
    let stamp = project.path("node_modules/.installed-lock.json");
    if files::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    step("Install the npm tools", || {
        process::run(
            Command::new("npm")
                // Errors only: npm warns that wrangler wants a newer Node than the machine's, which is why one is among
                // the tools.
                .args(["ci", "--loglevel=error", "--no-audit", "--no-fund"])
                .current_dir(project.root()),
        )?;
        files::write(&stamp, lock)
    })
}

/// The programs that `install` put in place.
pub(crate) fn program(project: &Project, name: &str) -> PathBuf {
    project.path("node_modules/.bin").join(name)
}

/// esbuild itself, not the script around it: worker-build starts it directly.
pub(crate) fn esbuild(project: &Project) -> Result<PathBuf> {
    files::entries(&project.path("node_modules/@esbuild"))?
        .into_iter()
        .map(|platform| platform.join("bin/esbuild"))
        .find(|binary| binary.is_file())
        .context("esbuild has no binary for this machine in node_modules/@esbuild; delete node_modules and run this again")
}

/// A command that finds the npm tools, and the right Node, before the machine's own.
pub(crate) fn command(project: &Project, name: &str) -> Command {
    let mut command = Command::new(program(project, name));
    command
        .current_dir(project.root())
        .env("PATH", path_with_tools(project))
        // Wrangler works without the network, and is told not to try.
        .env("CLOUDFLARE_CF_FETCH_ENABLED", "false")
        .env("WRANGLER_SEND_METRICS", "false");
    command
}

/// The PATH with the npm tools first.
pub(crate) fn path_with_tools(project: &Project) -> OsString {
    let mut path = project.path("node_modules/.bin").into_os_string();
    if let Some(rest) = std::env::var_os("PATH") {
        path.push(":");
        path.push(rest);
    }
    path
}
