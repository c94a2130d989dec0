//! What has to be done again when a source file changes.

use std::path::Path;
use std::sync::mpsc::Sender;

use anyhow::{Context, Result};
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::project::Project;

/// The parts that a change touches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Parts {
    pub(crate) web: bool,
    pub(crate) worker: bool,
    pub(crate) migrations: bool,
}

impl Parts {
    /// What a changed file, relative to the root, belongs to.
    pub(crate) fn of(path: &Path) -> Self {
        let starts = |folder| path.starts_with(folder);
        Self {
            web: [
                "crates/web",
                "crates/texts",
                "crates/client-core",
                "crates/shared-model",
                "Cargo.lock",
            ]
            .into_iter()
            .any(starts),
            worker: [
                "crates/api-worker",
                "crates/security-headers",
                "crates/shared-model",
                "Cargo.lock",
            ]
            .into_iter()
            .any(starts),
            migrations: starts("migrations"),
        }
    }

    /// Whether there is anything to do.
    pub(crate) fn any(self) -> bool {
        self != Self::default()
    }

    /// Both together.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            web: self.web || other.web,
            worker: self.worker || other.worker,
            migrations: self.migrations || other.migrations,
        }
    }
}

/// Tells `changed` of every change to the sources, for as long as the returned watcher lives.
pub(crate) fn sources<E: From<Parts> + Send + 'static>(
    project: &Project,
    changed: Sender<E>,
) -> Result<RecommendedWatcher> {
    let root = project.root().to_path_buf();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // Reading a file is an event too, and the compiler reads them all.
        let Some(event) = event
            .ok()
            .filter(|event| !matches!(event.kind, EventKind::Access(_)))
        else {
            return;
        };
        for path in &event.paths {
            let parts = Parts::of(path.strip_prefix(&root).unwrap_or(path));
            if parts.any() {
                // The receiver is gone only when the command is ending.
                let _ = changed.send(E::from(parts));
            }
        }
    })
    .context("the source files cannot be watched")?;
    for (path, mode) in [
        ("crates", RecursiveMode::Recursive),
        ("migrations", RecursiveMode::Recursive),
        ("Cargo.lock", RecursiveMode::NonRecursive),
    ] {
        watcher
            .watch(&project.path(path), mode)
            .with_context(|| format!("{path} cannot be watched"))?;
    }
    Ok(watcher)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_rebuilds_only_what_depends_on_it() {
        let parts = |web, worker, migrations| Parts {
            web,
            worker,
            migrations,
        };
        for (path, expected) in [
            ("crates/web/styles/base.css", parts(true, false, false)),
            ("crates/client-core/src/lib.rs", parts(true, false, false)),
            ("crates/shared-model/src/lib.rs", parts(true, true, false)),
            ("crates/api-worker/src/lib.rs", parts(false, true, false)),
            ("migrations/0001_users.sql", parts(false, false, true)),
            ("crates/xtask/src/main.rs", parts(false, false, false)),
            ("README.md", parts(false, false, false)),
        ] {
            assert_eq!(Parts::of(Path::new(path)), expected, "{path}");
        }
    }
}
