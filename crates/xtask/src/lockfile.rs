//! Versions from Cargo.lock, so that a tool and the library it must match have one source.

use anyhow::{Context, Result};

use crate::files;
use crate::project::Project;

/// The locked version of a package.
pub(crate) fn version(project: &Project, package: &str) -> Result<String> {
    let lock = files::read(&project.path("Cargo.lock"))?;
    find(&lock, package)
        .map(str::to_owned)
        .with_context(|| format!("Cargo.lock does not name {package}"))
}

fn find<'lock>(lock: &'lock str, package: &str) -> Option<&'lock str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines
        .nth(1)?
        .strip_prefix("version = \"")?
        .strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "[[package]]\nname = \"worker-kv\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"worker\"\nversion = \"0.8.7\"\n";

    #[test]
    fn the_version_of_exactly_that_package_is_found() {
        assert_eq!(find(LOCK, "worker"), Some("0.8.7"));
        assert_eq!(find(LOCK, "work"), None);
    }
}
