//! Debian's packages, for what is missing on the machine.

use std::process::Command;

use anyhow::{Result, bail};

use crate::process;

/// Installs packages with apt-get, as root or through sudo.
pub(crate) fn install(packages: &[&str]) -> Result<()> {
    if !process::exists("apt-get") {
        bail!(
            "there is no apt-get on this machine; install what Debian calls {} and run this again",
            packages.join(", ")
        );
    }
    process::run(apt_get().arg("update").arg("--quiet"))?;
    process::run(
        apt_get()
            .args(["install", "--yes", "--quiet", "--no-install-recommends"])
            .args(packages),
    )
}

fn apt_get() -> Command {
    let mut command = if nix::unistd::geteuid().is_root() {
        Command::new("apt-get")
    } else {
        let mut sudo = Command::new("sudo");
        sudo.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        sudo
    };
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}
