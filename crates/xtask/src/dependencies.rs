//! Keeps docs/dependencies.md true: each direct dependency has a line that says what it is for, and nothing else has one.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::files;
use crate::process;
use crate::project::Project;

const TABLE: &str = "docs/dependencies.md";

/// A dependency by its name: the crates that use it, and how.
type Users = BTreeMap<String, BTreeSet<String>>;

/// Fails when the tables and the manifests differ, or when an npm package would be deployed.
pub(crate) fn check(project: &Project) -> Result<()> {
    let table = files::read(&project.path(TABLE))?;
    let metadata = process::capture(Command::new("cargo").current_dir(project.root()).args([
        "metadata",
        "--no-deps",
        "--offline",
        "--format-version=1",
    ]))?;
    let package: Value = serde_json::from_str(&files::read(&project.path("package.json"))?)?;
    let mut wrong = differences(&crate_rows(&table), &crates(&metadata)?);
    wrong.extend(npm_differences(&npm_rows(&table), &package));
    if !wrong.is_empty() {
        bail!(
            "{TABLE} is not what the manifests say: {}",
            wrong.join("; ")
        );
    }
    Ok(())
}

/// What the manifests say. Crates of this repository are no dependencies of it.
fn crates(metadata: &str) -> Result<Users> {
    let metadata: Value = serde_json::from_str(metadata).context("cargo wrote no JSON")?;
    let mut users = Users::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            if dependency["path"].is_string() {
                continue;
            }
            let (Some(user), Some(name)) = (package["name"].as_str(), dependency["name"].as_str())
            else {
                continue;
            };
            let user = match dependency["kind"].as_str() {
                Some("dev") => format!("{user} (tests)"),
                Some(kind) => format!("{user} ({kind})"),
                None => user.to_owned(),
            };
            users.entry(name.to_owned()).or_default().insert(user);
        }
    }
    Ok(users)
}

/// The cells of each row that begins with a name and ends with a reason.
fn rows(table: &str, cells: usize) -> impl Iterator<Item = (&str, Vec<&str>)> {
    table.lines().filter_map(move |line| {
        let row = line.strip_prefix('|')?.strip_suffix('|')?;
        let row: Vec<&str> = row.split('|').map(str::trim).collect();
        let name = row.first()?.strip_prefix('`')?.strip_suffix('`')?;
        (row.len() == cells && row.last().is_some_and(|reason| !reason.is_empty()))
            .then_some((name, row))
    })
}

fn crate_rows(table: &str) -> Users {
    rows(table, 3)
        .map(|(name, row)| {
            let users = row[1].split(", ").map(str::to_owned);
            (name.to_owned(), users.collect())
        })
        .collect()
}

fn npm_rows(table: &str) -> BTreeSet<&str> {
    rows(table, 2).map(|(name, _)| name).collect()
}

fn differences(table: &Users, manifests: &Users) -> Vec<String> {
    let names: BTreeSet<&String> = table.keys().chain(manifests.keys()).collect();
    let wrong = |name: &&String| match (table.get(*name), manifests.get(*name)) {
        (None, _) => Some(format!("{name} has no line that says what it is for")),
        (_, None) => Some(format!("nothing depends on {name}")),
        (Some(said), Some(users)) if said != users => {
            let users: Vec<&str> = users.iter().map(String::as_str).collect();
            Some(format!("{name} is used by {}", users.join(", ")))
        }
        _ => None,
    };
    names.iter().filter_map(wrong).collect()
}

fn npm_differences(table: &BTreeSet<&str>, package: &Value) -> Vec<String> {
    let deployed = ["dependencies", "optionalDependencies", "peerDependencies"]
        .into_iter()
        .filter(|kind| package.get(kind).is_some())
        .map(|kind| format!("package.json has {kind}, which are for devDependencies only"));
    let packages = package["devDependencies"].as_object();
    let packages: BTreeSet<&str> = packages
        .into_iter()
        .flat_map(|packages| packages.keys().map(String::as_str))
        .collect();
    let named = table
        .symmetric_difference(&packages)
        .map(|name| format!("the npm package {name} is in one of them only"));
    deployed.chain(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_dependency_is_justified() -> Result<()> {
        check(&Project::here()?)
    }

    #[test]
    fn what_differs_is_named() -> Result<()> {
        let metadata = json!({ "packages": [
            { "name": "web", "dependencies": [
                { "name": "serde", "kind": null },
                { "name": "shared-model", "kind": null, "path": "/x" },
                { "name": "proptest", "kind": "dev" },
            ]},
            { "name": "texts", "dependencies": [{ "name": "serde", "kind": "build" }] },
        ]});
        let manifests = crates(&metadata.to_string())?;
        let good =
            "| `proptest` | web (tests) | properties |\n| `serde` | texts (build), web | JSON |\n";
        assert_eq!(
            differences(&crate_rows(good), &manifests),
            Vec::<String>::new()
        );
        for (table, said) in [
            (
                good.replace("proptest", "quickcheck"),
                "proptest has no line",
            ),
            (good.replace("properties", ""), "proptest has no line"),
            (
                good.replace("texts (build), ", ""),
                "serde is used by texts (build), web",
            ),
            (
                format!("{good}| `rand` | web | chance |\n"),
                "nothing depends on rand",
            ),
        ] {
            let differences = differences(&crate_rows(&table), &manifests).join("; ");
            assert!(differences.contains(said), "{differences}");
        }
        Ok(())
    }

    #[test]
    fn an_npm_package_is_for_building_only_and_has_a_line() {
        let table = npm_rows("| package | what for |\n|---|---|\n| `esbuild` | bundles |\n");
        for (package, wrong) in [
            (json!({ "devDependencies": { "esbuild": "1" } }), 0),
            (
                json!({ "devDependencies": { "esbuild": "1", "left-pad": "1" } }),
                1,
            ),
            (json!({ "devDependencies": {} }), 1),
            (
                json!({ "dependencies": {}, "devDependencies": { "esbuild": "1" } }),
                1,
            ),
        ] {
            assert_eq!(npm_differences(&table, &package).len(), wrong, "{package}");
        }
    }
}
