//! A toolchain with the wasm32 target from Debian's packages, for where rustup's server does not answer.
//!
//! Debian has a compiler and the sources of the standard library, but neither that library for wasm32 nor the linker. The
//! library is built once per machine, and the linker is the one inside the ordinary toolchain. All of it goes into a
//! folder of the cache that points to Debian's files, so nothing of the system is changed but the packages installed.
//! Native builds stay on the ordinary toolchain.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::{TARGET, WasmToolchain};
use crate::apt;
use crate::cache;
use crate::files;
use crate::process;
use crate::project::Project;
use crate::step::step;

const NAME: &str = "mirubato-wasm";
const PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-clippy"];
const COMPILER: &str = "/usr/bin/rustc";
const PROGRAMS: [&str; 4] = ["cargo", "rustdoc", "cargo-clippy", "clippy-driver"];

/// The toolchain, if it has been built on this machine.
pub(super) fn existing() -> Result<Option<WasmToolchain>> {
    if !Path::new(COMPILER).is_file() {
        return Ok(None);
    }
    let sysroot = sysroot()?;
    if !libraries(&sysroot).is_dir() {
        return Ok(None);
    }
    link(&sysroot)?;
    Ok(Some(WasmToolchain::Linked {
        name: NAME,
        sysroot,
    }))
}

/// Installs and builds it.
pub(super) fn build(project: &Project) -> Result<WasmToolchain> {
    step("Install Debian's compiler", || apt::install(&PACKAGES))?;
    let sysroot = sysroot()?;
    step("Lay out the wasm32 toolchain", || {
        lay_out(project, &sysroot)?;
        link(&sysroot)
    })?;
    step(
        "Build the standard library for wasm32 (once per machine)",
        || build_library(&sysroot),
    )?;
    Ok(WasmToolchain::Linked {
        name: NAME,
        sysroot,
    })
}

/// The folder of the cache for exactly this compiler: libraries of another one cannot be used.
fn sysroot() -> Result<PathBuf> {
    let version = debian_rustc(&["--version"])?;
    let number = version
        .split_whitespace()
        .nth(1)
        .context("Debian's rustc does not say its version")?;
    Ok(cache::folder()?.join(format!("rust-wasm-{number}")))
}

/// Where a sysroot has the standard library for wasm32; the last thing that is put in place.
fn libraries(sysroot: &Path) -> PathBuf {
    sysroot.join("lib/rustlib").join(TARGET)
}

fn debian_rustc(arguments: &[&str]) -> Result<String> {
    // The surrounding cargo points this at libraries of its own toolchain.
    process::capture(
        Command::new(COMPILER)
            .args(arguments)
            .env_remove("LD_LIBRARY_PATH"),
    )
}

/// Makes the folder that rustup takes for a toolchain.
fn lay_out(project: &Project, sysroot: &Path) -> Result<()> {
    files::emptied(sysroot)?;
    let debian = PathBuf::from(debian_rustc(&["--print", "sysroot"])?.trim());
    let host_libraries = debian_rustc(&["--print", "target-libdir"])?;
    let host_libraries = Path::new(host_libraries.trim());
    let host = host_libraries
        .parent()
        .and_then(Path::file_name)
        .context("Debian's rustc has no libraries")?;

    let programs = sysroot.join("bin");
    let here = sysroot.join("lib/rustlib");
    let linkers = here.join(host).join("bin");
    for folder in [&programs, &linkers] {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    // The compiler would take Debian's folder for its own.
    let wrapper = format!(
        "#!/bin/sh\nexec {COMPILER} --sysroot '{}' \"$@\"\n",
        sysroot.display()
    );
    files::write(&programs.join("rustc"), wrapper)?;
    fs::set_permissions(programs.join("rustc"), fs::Permissions::from_mode(0o755))?;
    for program in PROGRAMS {
        point(
            &programs.join(program),
            &Path::new("/usr/bin").join(program),
        )?;
    }
    point(&here.join(host).join("lib"), host_libraries)?;
    point(&here.join("src"), &debian.join("lib/rustlib/src"))?;
    point(
        &linkers.join("rust-lld"),
        &linker(project, Path::new(host))?,
    )
}

fn point(name: &Path, target: &Path) -> Result<()> {
    symlink(target, name)
        .with_context(|| format!("cannot link {} to {}", name.display(), target.display()))
}

/// Debian's packages have no WebAssembly linker; every toolchain of rustup has one.
fn linker(project: &Project, host: &Path) -> Result<PathBuf> {
    let ordinary = process::capture(
        Command::new("rustc")
            .args(["--print", "sysroot"])
            .current_dir(project.root()),
    )?;
    let linker = Path::new(ordinary.trim())
        .join("lib/rustlib")
        .join(host)
        .join("bin/rust-lld");
    if !linker.is_file() {
        bail!(
            "the Rust toolchain has no rust-lld; install Rust with rustup (rustup.rs), then run this again"
        );
    }
    Ok(linker)
}

fn link(sysroot: &Path) -> Result<()> {
    process::run_quietly(
        Command::new("rustup")
            .args(["toolchain", "link", NAME])
            .arg(sysroot),
    )
}

/// Builds the standard library by way of an empty crate and keeps what it left.
fn build_library(sysroot: &Path) -> Result<()> {
    let empty = sysroot.join("build");
    files::emptied(&empty)?;
    files::write(
        &empty.join("Cargo.toml"),
        "[package]\nname = \"empty\"\nedition = \"2024\"\n\n[workspace]\n",
    )?;
    files::write(&empty.join("src/lib.rs"), "")?;
    process::run(
        Command::new("cargo")
            .current_dir(&empty)
            .args([
                "build",
                "--release",
                "--target",
                TARGET,
                "-Zbuild-std=std,panic_abort,test",
            ])
            .env("RUSTUP_TOOLCHAIN", NAME)
            .env("CARGO_TARGET_DIR", empty.join("target"))
            // Building the standard library is an unstable option of cargo, and Debian's is a stable one.
            .env("RUSTC_BOOTSTRAP", "1")
            // Without it link-time optimisation does not find the library's code.
            .env("RUSTFLAGS", "-Cembed-bitcode=yes")
            .env_remove("LD_LIBRARY_PATH"),
    )?;
    let partial = sysroot.join("partial");
    files::emptied(&partial)?;
    for library in files::entries(&empty.join("target").join(TARGET).join("release/deps"))? {
        let name = library.file_name().unwrap_or_default().to_string_lossy();
        if name.ends_with(".rlib") && !name.starts_with("libempty-") {
            files::write(&partial.join("lib").join(&*name), fs::read(&library)?)?;
        }
    }
    fs::rename(&partial, libraries(sysroot))
        .context("the standard library cannot be put in place")?;
    fs::remove_dir_all(&empty).context("the build folder cannot be removed")
}
