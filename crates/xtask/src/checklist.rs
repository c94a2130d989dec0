//! Keeps docs/security-checklist.md true: level 1 of ASVS 5.0 is complete, and every test and place that is named exists.

use std::collections::BTreeSet;

use anyhow::{Result, bail};

use crate::files;
use crate::project::Project;

const TABLE: &str = "docs/security-checklist.md";
/// How many requirements ASVS 5.0.0 has at level 1.
const LEVEL_1: usize = 70;
/// What a row may begin with that names nothing.
const EXPLANATIONS: [&str; 3] = ["Does not apply: ", "Not met", "Platform: "];
/// What stands behind a test that is still to be written.
const PENDING: &str = "(pending)";

/// Fails when a requirement is missing, or shown by something that is not there.
pub(crate) fn check(project: &Project) -> Result<()> {
    let text = files::read(&project.path(TABLE))?;
    let faults = faults(&text, |file| files::read(&project.path(file)).ok());
    if !faults.is_empty() {
        bail!("{TABLE}: {}", faults.join("; "));
    }
    Ok(())
}

/// What is wrong with the table, in words. `read` gives the content of a file, if it is there.
fn faults(text: &str, read: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let rows: Vec<Row<'_>> = text.lines().filter_map(Row::parse).collect();
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    for row in &rows {
        if !seen.insert(row.requirement) {
            faults.push(format!("{} is there twice", row.requirement));
        }
        let named: Vec<&str> = row.shown_by.split('`').skip(1).step_by(2).collect();
        let explained = EXPLANATIONS
            .iter()
            .any(|beginning| row.shown_by.starts_with(beginning));
        if row.shown_by.contains(PENDING) {
            faults.push(format!("{} waits for a test", row.requirement));
        } else if named.is_empty() && !explained {
            faults.push(format!("nothing shows {}", row.requirement));
        } else {
            let missing = named.iter().filter(|evidence| !exists(evidence, &read));
            faults.extend(
                missing.map(|evidence| format!("{}: there is no {evidence}", row.requirement)),
            );
        }
    }
    let level_1 = rows.iter().filter(|row| row.level == "1").count();
    if level_1 != LEVEL_1 {
        faults.push(format!("level 1 has {LEVEL_1} requirements, not {level_1}"));
    }
    faults
}

/// A requirement.
struct Row<'a> {
    requirement: &'a str,
    level: &'a str,
    shown_by: &'a str,
}

impl<'a> Row<'a> {
    /// Reads a line, if it is a row.
    fn parse(line: &'a str) -> Option<Self> {
        let cells: Vec<&str> = line
            .strip_prefix("| V")?
            .split('|')
            .map(str::trim)
            .collect();
        match cells.as_slice() {
            [requirement, level, _, shown_by, ""] => Some(Self {
                requirement,
                level,
                shown_by,
            }),
            _ => None,
        }
    }
}

/// Whether there is such a test, as `file: name`, or such a place.
fn exists(evidence: &str, read: impl Fn(&str) -> Option<String>) -> bool {
    match evidence.split_once(": ") {
        None => read(evidence).is_some(),
        Some((file, name)) => read(file).is_some_and(|source| has_test(&source, file, name)),
    }
}

fn has_test(source: &str, file: &str, name: &str) -> bool {
    let forms = if file.ends_with(".rs") {
        vec![format!("fn {name}(")]
    } else {
        ['"', '`']
            .map(|quote| format!("{quote}{name}{quote}"))
            .into()
    };
    source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .any(|line| forms.iter().any(|form| line.contains(form.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &str) -> Option<String> {
        let source = match file {
            "a.rs" => "async fn it_holds(world: &World) {\n// fn it_held() {",
            "b.test.mjs" => "test(\"it holds\", async () => {\ntest(`it holds for ${list}`, ...",
            _ => return None,
        };
        Some(source.to_owned())
    }

    /// A table in which level 1 is complete.
    fn table(shown_by: &str) -> String {
        let mut table = format!("| V1.1.1 | 2 | something | {shown_by} |\n");
        for number in 0..LEVEL_1 {
            table.push_str(&format!("| V9.9.{number} | 1 | something | `a.rs` |\n"));
        }
        table
    }

    #[test]
    fn what_is_named_has_to_be_there() {
        for (shown_by, said) in [
            ("`a.rs: it_holds`", None),
            (
                "`b.test.mjs: it holds`; `b.test.mjs: it holds for ${list}`",
                None,
            ),
            ("in words: `a.rs`", None),
            ("Platform: Cloudflare's", None),
            ("Does not apply: there is none", None),
            ("`a.rs: it_hold`", Some("there is no a.rs: it_hold")),
            ("`a.rs: it_held`", Some("there is no a.rs: it_held")),
            ("`b.test.mjs: it`", Some("there is no b.test.mjs: it")),
            ("Not met: `c.md` says why", Some("there is no c.md")),
            ("`a.rs: it_holds` (pending)", Some("1.1.1 waits for a test")),
            ("somehow", Some("nothing shows 1.1.1")),
        ] {
            let faults = faults(&table(shown_by), read);
            assert_eq!(faults.len(), usize::from(said.is_some()), "{faults:?}");
            if let Some(said) = said {
                assert!(faults[0].contains(said), "{faults:?}");
            }
        }
    }

    #[test]
    fn level_1_is_complete_and_nothing_is_there_twice() {
        let table = table("`a.rs`");
        let shorter = table.replace("| V9.9.0 | 1 |", "| V9.9.0 | 2 |");
        assert_eq!(
            faults(&shorter, read),
            ["level 1 has 70 requirements, not 69"]
        );
        let twice = format!("{table}| V1.1.1 | 2 | again | `a.rs` |\n");
        assert_eq!(faults(&twice, read), ["1.1.1 is there twice"]);
    }
}
