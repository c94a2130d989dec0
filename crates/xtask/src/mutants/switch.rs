//! All mutants in one program, of which each run chooses one.
//!
//! Every function that a mutant changes gets a second body in the copy:
//!
//! ```text
//! fn sync() {                 fn sync() {
//!     keeps_the_rule();           if shared_model::mutant_is("breaks-it") {
//! }                                   breaks_it();
//!                                 } else {
//!                                     keeps_the_rule();
//!                                 }
//!                             }
//! ```
//!
//! Functions are found by rustfmt's layout: one ends at the first brace that stands as far to the right as it begins.

use std::collections::BTreeMap;
use std::ops::Range;

use anyhow::{Context, Result, bail};

use super::Mutant;
use super::patch::Place;

/// The environment variable that chooses a mutant.
pub(super) const VARIABLE: &str = "MIRUBATO_MUTANT";

/// The file that every changed file can reach.
const ROOT: &str = "crates/shared-model/src/lib.rs";

/// The files that have to be others in the copy, from the repository's root, and what they become.
pub(super) fn switched(
    mutants: &[Mutant],
    read: impl Fn(&str) -> Result<String>,
) -> Result<BTreeMap<String, String>> {
    let mut places: BTreeMap<&str, Vec<(&str, &Place)>> = BTreeMap::new();
    for Mutant { name, patch } in mutants {
        for place in patch.places() {
            let of_file = places.entry(place.file()).or_default();
            of_file.push((name, place));
        }
    }
    let mut files = BTreeMap::new();
    for (file, places) in places {
        let path = if file.starts_with("crates/shared-model/") {
            "crate"
        } else {
            "shared_model"
        };
        let content = with_twins(&read(file)?, path, &places)?;
        files.insert(file.to_owned(), content);
    }
    let root = match files.remove(ROOT) {
        Some(root) => root,
        None => read(ROOT)?,
    };
    files.insert(ROOT.to_owned(), root + &chooser());
    Ok(files)
}

/// The function that says whether a mutant was chosen.
fn chooser() -> String {
    format!(
        r#"
/// Whether this mutant was chosen.
pub fn mutant_is(name: &str) -> bool {{
    static CHOSEN: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    CHOSEN.get_or_init(|| std::env::var("{VARIABLE}").unwrap_or_default()) == name
}}
"#
    )
}

/// A function, and what mutants make of it.
struct Twin<'a> {
    lines: Range<usize>,
    /// Each mutant's text of the whole function.
    changed: Vec<(&'a str, String)>,
}

/// A file with a second body in each function that a mutant changes.
fn with_twins(source: &str, path: &str, places: &[(&str, &Place)]) -> Result<String> {
    let lines: Vec<&str> = source.lines().collect();
    let mut twins: BTreeMap<usize, Twin<'_>> = BTreeMap::new();
    for (mutant, place) in places {
        let twin = change(&lines, &mut twins, mutant, place);
        twin.with_context(|| format!("the mutant {mutant} in {}", place.file()))?;
    }
    let mut out = String::new();
    let mut at = 0;
    for Twin { lines: of, changed } in twins.into_values() {
        out.push_str(&text(&lines[at..of.start]));
        let function = text(&lines[of.clone()]);
        out.push_str(&with_bodies(&function, path, &changed)?);
        at = of.end;
    }
    out.push_str(&text(&lines[at..]));
    Ok(out)
}

/// Changes a mutant's text of the function that a place is in.
fn change<'a>(
    lines: &[&str],
    twins: &mut BTreeMap<usize, Twin<'a>>,
    mutant: &'a str,
    place: &Place,
) -> Result<()> {
    let line = place.line_in(&text(lines))?;
    let of = function_around(lines, line).context("its lines are in no function")?;
    let original = text(&lines[of.clone()]);
    let twin = twins.entry(of.start).or_insert_with(|| Twin {
        lines: of,
        changed: Vec::new(),
    });
    if let Some((_, changed)) = twin.changed.iter_mut().find(|(name, _)| *name == mutant) {
        *changed = place.apply(changed)?;
    } else {
        let changed = place.apply(&original);
        let changed = changed.context("its lines reach beyond a function")?;
        twin.changed.push((mutant, changed));
    }
    Ok(())
}

/// A function with the body that each mutant makes of it, and its own.
fn with_bodies(function: &str, path: &str, changed: &[(&str, String)]) -> Result<String> {
    let (signature, body, end) = parts(function)?;
    let mut out = signature.to_owned();
    for (mutant, changed) in changed {
        let (changed_signature, changed_body, _) = parts(changed)?;
        if changed_signature != signature {
            bail!("the mutant {mutant} changes the signature of a function");
        }
        out.push_str(&format!(
            "if {path}::mutant_is(\"{mutant}\") {{\n{changed_body}}} else "
        ));
    }
    out.push_str(&format!("{{\n{body}}}\n{end}"));
    Ok(out)
}

/// A function's text until its body, the body, and the brace at its end.
fn parts(function: &str) -> Result<(&str, &str, &str)> {
    let begin = function.find("{\n").map(|at| at + 2);
    let end = function.trim_end().rfind('\n').map(|at| at + 1);
    match (begin, end) {
        (Some(begin), Some(end)) if begin <= end => {
            Ok((&function[..begin], &function[begin..end], &function[end..]))
        }
        _ => bail!("this is no function: {function}"),
    }
}

/// The lines of the innermost function around a line.
fn function_around(lines: &[&str], line: usize) -> Option<Range<usize>> {
    (0..=line).rev().find_map(|start| {
        let indent = function_indent(lines[start])?;
        let end = format!("{indent}}}");
        let length = lines[start..].iter().position(|line| *line == end)?;
        (start + length >= line).then_some(start..start + length + 1)
    })
}

/// How far to the right a function begins, if one does in this line.
fn function_indent(line: &str) -> Option<&str> {
    let code = line.trim_start();
    let words = code.split("fn ").next()?.split_whitespace();
    let is_function = code.contains("fn ")
        && words
            .into_iter()
            .all(|word| word.starts_with("pub") || ["async", "const", "unsafe"].contains(&word));
    is_function.then(|| &line[..line.len() - code.len()])
}

fn text(lines: &[&str]) -> String {
    lines.iter().flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::super::patch::Patch;
    use super::*;

    const SOURCE: &str = "\
/// Docs about fn that().
pub(crate) fn one(
    a: i32,
) -> i32 {
    if a > 0 {
        return a;
    }
    a + 1
}

impl It {
    async fn two(&self) {
        let same = 1;
        self.keep(same);
    }
}
";

    fn switch(patches: &[(&str, &str)]) -> Result<String> {
        let mutants: Vec<Mutant> = patches
            .iter()
            .map(|(name, changes)| {
                let patch = Patch::parse(&format!("A rule.\n\n{changes}"))?;
                let name = (*name).to_owned();
                Ok(Mutant { name, patch })
            })
            .collect::<Result<_>>()?;
        let read = |file: &str| {
            let text = if file == ROOT { "" } else { SOURCE };
            Ok(text.to_owned())
        };
        let mut files = switched(&mutants, read)?;
        assert!(files[ROOT].contains(VARIABLE));
        files.remove("f.rs").context("it is changed")
    }

    #[test]
    fn a_function_gets_a_body_for_each_mutant_that_changes_it() -> Result<()> {
        let kept = "@@ f.rs\n-        self.keep(same);\n+        drop(same);\n";
        let doubled = "@@ f.rs\n-        let same = 1;\n+        let same = 2;\n\n\
            @@ f.rs\n-        self.keep(same);\n+        self.keep(same + same);\n";
        let expected = "    async fn two(&self) {
if shared_model::mutant_is(\"kept\") {
        let same = 1;
        drop(same);
} else if shared_model::mutant_is(\"doubled\") {
        let same = 2;
        self.keep(same + same);
} else {
        let same = 1;
        self.keep(same);
}
    }
}
";
        let all = switch(&[("kept", kept), ("doubled", doubled)])?;
        let (before, after) = all.split_at(all.find("    async").context("it is there")?);
        assert_eq!(after, expected);
        assert!(SOURCE.starts_with(before));
        Ok(())
    }

    #[test]
    fn a_signature_may_take_several_lines() -> Result<()> {
        let all = switch(&[("more", "@@ f.rs\n-    a + 1\n+    a + 2\n")])?;
        let changed = ") -> i32 {\nif shared_model::mutant_is(\"more\") {\n    if a > 0 {";
        assert!(all.contains(changed), "{all}");
        Ok(())
    }

    #[test]
    fn what_cannot_be_switched_is_refused() {
        for outside in [
            "@@ f.rs\n-impl It {\n+impl Them {\n",
            "@@ f.rs\n-    a: i32,\n+    a: i64,\n",
            "@@ f.rs\n     a + 1\n }\n \n-impl It {\n+impl Them {\n",
            "@@ f.rs\n-gone\n+back\n",
        ] {
            assert!(switch(&[("outside", outside)]).is_err(), "{outside}");
        }
    }
}
