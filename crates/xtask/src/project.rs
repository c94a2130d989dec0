//! Where things are in the repository.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The repository that the commands work on.
pub(crate) struct Project {
    root: PathBuf,
}

impl Project {
    /// The repository that this program was built from.
    pub(crate) fn here() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .ancestors()
            .nth(2)
            .context("crates/xtask is not inside a repository")?;
        Ok(Self {
            root: root.to_path_buf(),
        })
    }

    /// A path given relative to the repository's root.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// The root itself: the folder that every program is started in.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Cargo's target folder of the wasm32 builds, apart from the native one, so that neither waits for the other's lock.
    pub(crate) fn wasm_target_dir(&self) -> PathBuf {
        self.path("target/wasm")
    }
}
