//! Reading and writing files, with the path in every error.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Reads a text file.
pub(crate) fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Writes a file, and the folders above it.
pub(crate) fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
    }
    fs::write(path, content).with_context(|| format!("cannot write {}", path.display()))
}

/// An empty folder at this path, whatever was there before.
pub(crate) fn emptied(path: &Path) -> Result<()> {
    if path.exists() {
        fs::remove_dir_all(path).with_context(|| format!("cannot remove {}", path.display()))?;
    }
    fs::create_dir_all(path).with_context(|| format!("cannot make {}", path.display()))
}

/// The entries of a folder in name order; none if there is no such folder.
pub(crate) fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut paths = fs::read_dir(folder)
        .and_then(|entries| {
            entries
                .map(|entry| Ok(entry?.path()))
                .collect::<std::io::Result<Vec<_>>>()
        })
        .with_context(|| format!("cannot list {}", folder.display()))?;
    paths.sort();
    Ok(paths)
}

/// Every file below a folder, as paths relative to it, in name order.
pub(crate) fn below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for path in entries(folder)? {
        let name = PathBuf::from(path.file_name().unwrap_or_default());
        if path.is_dir() {
            found.extend(below(&path)?.into_iter().map(|inner| name.join(inner)));
        } else {
            found.push(name);
        }
    }
    Ok(found)
}

/// Makes `target` hold exactly the files of `source`. What is new comes first and what is stale goes last, so that
/// whoever serves the folder meanwhile never sees a page without its files, nor a service worker without its page.
pub(crate) fn mirror(source: &Path, target: &Path) -> Result<()> {
    let mut wanted = below(source)?;
    wanted.sort_by_key(|file| match file.to_str() {
        Some("service-worker.js") => 2,
        Some("index.html") => 1,
        _ => 0,
    });
    for file in &wanted {
        let content = fs::read(source.join(file))
            .with_context(|| format!("cannot read {}", file.display()))?;
        // An unchanged file keeps its time, so that nothing is reloaded for it.
        if fs::read(target.join(file)).ok().as_ref() != Some(&content) {
            write(&target.join(file), content)?;
        }
    }
    for file in below(target)?.iter().filter(|file| !wanted.contains(file)) {
        fs::remove_file(target.join(file))
            .with_context(|| format!("cannot remove {}", file.display()))?;
    }
    Ok(())
}
