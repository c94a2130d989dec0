//! The failures of earlier journals, each with a test that carries its number: keeps the table in tests/README.md true.

use std::collections::BTreeSet;

use anyhow::{Result, bail};

use crate::files;
use crate::project::Project;

const TABLE: &str = "tests/README.md";

/// Fails when a number is missing in the table, or when a file that a row names has no test of that number.
pub(crate) fn check(project: &Project) -> Result<()> {
    let text = files::read(&project.path(TABLE))?;
    let rows: Vec<Row<'_>> = text.lines().filter_map(Row::parse).collect();
    if !rows.iter().map(|row| row.number).eq(1..=26) {
        bail!("{TABLE} has not one row for each failure from 1 to 26");
    }
    for Row { number, files } in rows {
        for file in files {
            if !numbers(&files::read(&project.path(file))?).contains(&number) {
                bail!("{TABLE} says that {file} has a test of failure {number}, which it has not");
            }
        }
    }
    Ok(())
}

/// A row of the table.
#[derive(Debug, PartialEq, Eq)]
struct Row<'a> {
    number: u8,
    /// The files that have tests of it; none while what it is about does not exist yet.
    files: Vec<&'a str>,
}

impl<'a> Row<'a> {
    /// Reads a line, if it is a row.
    fn parse(line: &'a str) -> Option<Self> {
        let mut cells = line.split('|').map(str::trim).skip(1);
        let number = cells.next()?.parse().ok()?;
        let files = cells.nth(1)?.split('`').skip(1).step_by(2).collect();
        Some(Self { number, files })
    }
}

/// The failures that the tests of a file name: `fn failure_3_and_4_...`, `"failures 3 and 4: ..."`.
fn numbers(source: &str) -> BTreeSet<u8> {
    let mut found = BTreeSet::new();
    let code = source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    for line in code {
        for name in ["fn failure", "\"failure", "`failure"] {
            let Some((_, rest)) = line.split_once(name) else {
                continue;
            };
            let words = rest
                .strip_prefix('s')
                .unwrap_or(rest)
                .split([' ', '_', ',', ':']);
            let listed = words.filter(|word| !word.is_empty() && *word != "and");
            found.extend(listed.map_while(|word| word.parse::<u8>().ok()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_names_one_failure_or_several() {
        let source = r#"
            fn failure_13_a_refused_write_is_told() {}
            fn failure_3_and_4_a_retry_doubles_nothing() {}
            scene("failures 1, 2 and 6: what was practised", ...);
            scene(`failure 8: an edit of ${what}, 50 times`, ...);
            // What failure 9 was about.
            // scene("failure 10: a test that is not run", ...);
        "#;
        assert_eq!(numbers(source), BTreeSet::from([1, 2, 3, 4, 6, 8, 13]));
    }

    #[test]
    fn a_row_names_its_files() {
        let row = Row::parse("| 7 | What was deleted came back | `tests/a.rs`, `tests/b.mjs` |");
        let files = vec!["tests/a.rs", "tests/b.mjs"];
        assert_eq!(row, Some(Row { number: 7, files }));
        let none = Row {
            number: 26,
            files: vec![],
        };
        assert_eq!(Row::parse("| 26 | CSV | not yet |"), Some(none));
        assert_eq!(Row::parse("| | failure | tests |"), None);
        assert_eq!(Row::parse("| --- | --- | --- |"), None);
    }
}
