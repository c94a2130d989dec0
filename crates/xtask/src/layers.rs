//! Which libraries must not reach which crate, so that what decides stays free of screen, browser and server.

use std::process::Command;

use anyhow::{Result, bail};

use crate::process;
use crate::project::Project;

/// A crate, and what must not be among its dependencies, at whatever depth.
const RULES: [(&str, &[&str]); 3] = [
    (
        "shared-model",
        &[
            "async-graphql",
            "js-sys",
            "leptos",
            "wasm-bindgen",
            "web-sys",
            "worker",
        ],
    ),
    (
        "client-core",
        &[
            "async-graphql",
            "js-sys",
            "leptos",
            "wasm-bindgen",
            "web-sys",
            "worker",
        ],
    ),
    ("web", &["async-graphql", "worker"]),
];

/// Fails on the first dependency that breaks a rule.
pub(crate) fn check(project: &Project) -> Result<()> {
    for (package, forbidden) in RULES {
        let tree = process::capture(Command::new("cargo").current_dir(project.root()).args([
            "tree",
            "--locked",
            "--edges=normal",
            "--prefix=none",
            "--format={p}",
            "--target=wasm32-unknown-unknown",
            "--package",
            package,
        ]))?;
        if let Some(found) = forbidden.iter().find(|name| has(&tree, name)) {
            bail!(
                "{package} must not depend on {found}; `cargo tree --package {package} --invert {found}` shows the way"
            );
        }
    }
    Ok(())
}

/// Whether cargo's flat tree names this package.
fn has(tree: &str, name: &str) -> bool {
    tree.lines()
        .any(|line| line.split(' ').next() == Some(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_found_by_its_whole_name() {
        let tree = "web v0.1.0 (crates/web)\nasync-graphql-value v7.2.1\nserde v1.0.0\n";
        assert!(has(tree, "serde"));
        assert!(!has(tree, "async-graphql"));
    }
}
