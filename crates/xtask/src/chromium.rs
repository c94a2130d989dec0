//! A Chromium for the tests in the browser.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::apt;
use crate::step::step;

const NAMES: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];

/// The browser's program: the one that CHROMIUM names, one on the machine, or Debian's package.
pub(crate) fn ready() -> Result<PathBuf> {
    if let Some(chosen) = std::env::var_os("CHROMIUM") {
        let chosen = PathBuf::from(chosen);
        if !chosen.is_file() {
            bail!(
                "CHROMIUM names {}, which is not there; correct it or unset it",
                chosen.display()
            );
        }
        return Ok(chosen);
    }
    if let Some(found) = on_path() {
        return Ok(found);
    }
    step("Install Chromium", || apt::install(&["chromium"]))?;
    match on_path() {
        Some(found) => Ok(found),
        None => bail!("there is no Chromium: install one and set CHROMIUM to its program"),
    }
}

fn on_path() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .flat_map(|folder| NAMES.map(|name| folder.join(name)))
        .find(|candidate| candidate.is_file())
}
