//! The change that a mutant is: one place of one file, told by its text instead of its line, so that it survives edits
//! elsewhere.
//!
//! ```text
//! The rule that it breaks, in a sentence.
//!
//! @@ crates/client-core/src/sync/incoming.rs
//!  a line before
//! -the line that keeps the rule
//! +the line that breaks it
//! ```

use anyhow::{Context, Result, bail};

/// A change of one place.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Patch {
    rule: String,
    file: String,
    before: String,
    after: String,
}

impl Patch {
    /// Reads a patch.
    pub(super) fn parse(text: &str) -> Result<Self> {
        let (rule, change) = text
            .split_once("\n@@ ")
            .context("it has no line that begins with @@ and names a file")?;
        let (file, lines) = change
            .split_once('\n')
            .context("it has no lines after @@")?;
        let (mut before, mut after) = (String::new(), String::new());
        for line in lines.lines() {
            match line.split_at_checked(1) {
                Some((" ", kept)) => {
                    before.extend([kept, "\n"]);
                    after.extend([kept, "\n"]);
                }
                Some(("-", removed)) => before.extend([removed, "\n"]),
                Some(("+", added)) => after.extend([added, "\n"]),
                None => {
                    before.push('\n');
                    after.push('\n');
                }
                Some(_) => bail!("a line begins with neither a space, + nor -: {line}"),
            }
        }
        if before == after {
            bail!("it changes nothing");
        }
        Ok(Self {
            rule: rule.split_whitespace().collect::<Vec<_>>().join(" "),
            file: file.trim().to_owned(),
            before,
            after,
        })
    }

    /// What it breaks.
    pub(super) fn rule(&self) -> &str {
        &self.rule
    }

    /// The file that it changes, from the repository's root.
    pub(super) fn file(&self) -> &str {
        &self.file
    }

    /// The changed text.
    pub(super) fn apply(&self, original: &str) -> Result<String> {
        match original.matches(&self.before).count() {
            1 => Ok(original.replacen(&self.before, &self.after, 1)),
            0 => bail!("{} does not contain its lines any more", self.file),
            many => bail!("{} contains its lines {many} times", self.file),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATCH: &str = "A rule\nin two lines.\n\n@@ a/file.rs\n one\n-two\n+three\n";

    #[test]
    fn a_patch_changes_the_one_place_it_names() -> Result<()> {
        let patch = Patch::parse(PATCH)?;
        assert_eq!(
            (patch.rule(), patch.file()),
            ("A rule in two lines.", "a/file.rs")
        );
        assert_eq!(patch.apply("zero\none\ntwo\n")?, "zero\none\nthree\n");
        Ok(())
    }

    #[test]
    fn a_patch_that_fits_nowhere_or_twice_is_refused() -> Result<()> {
        let patch = Patch::parse(PATCH)?;
        assert!(patch.apply("one\nthree\n").is_err());
        assert!(patch.apply("one\ntwo\none\ntwo\n").is_err());
        assert!(Patch::parse("A rule.\n\n@@ a/file.rs\n one\n").is_err());
        assert!(Patch::parse("A rule.").is_err());
        Ok(())
    }
}
