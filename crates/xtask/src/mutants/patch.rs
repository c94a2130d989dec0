//! The change that a mutant is: one place of a file, or a few, told by their text instead of their lines, so that it survives
//! edits elsewhere. A rule that is kept in two places, because neither is enough, is broken in both.
//!
//! ```text
//! The rule that it breaks, in a sentence.
//!
//! @@ crates/client-core/src/sync/incoming.rs
//!  a line before
//! -the line that keeps the rule
//! +the line that breaks it
//! ```

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};

/// A change of one place, or a few.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Patch {
    rule: String,
    places: Vec<Place>,
}

/// A place and what becomes of it.
#[derive(Debug, PartialEq, Eq)]
struct Place {
    file: String,
    before: String,
    after: String,
}

impl Patch {
    /// Reads a patch.
    pub(super) fn parse(text: &str) -> Result<Self> {
        let mut parts = text.split("\n@@ ");
        let rule = parts.next().unwrap_or_default();
        let places = parts.map(Place::parse).collect::<Result<Vec<_>>>()?;
        if places.is_empty() {
            bail!("it has no line that begins with @@ and names a file");
        }
        Ok(Self {
            rule: rule.split_whitespace().collect::<Vec<_>>().join(" "),
            places,
        })
    }

    /// What it breaks.
    pub(super) fn rule(&self) -> &str {
        &self.rule
    }

    /// The files that it changes, from the repository's root, as `read` has them and as they become.
    pub(super) fn apply(
        &self,
        read: impl Fn(&str) -> Result<String>,
    ) -> Result<Vec<(&str, Changed)>> {
        let mut files: BTreeMap<&str, Changed> = BTreeMap::new();
        for place in &self.places {
            let file = place.file.as_str();
            let changed = match files.remove(file) {
                Some(changed) => changed,
                None => {
                    let before = read(file)?;
                    let after = before.clone();
                    Changed { before, after }
                }
            };
            let after = place.apply(&changed.after)?;
            files.insert(file, Changed { after, ..changed });
        }
        Ok(files.into_iter().collect())
    }
}

/// A file before and after.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Changed {
    pub(super) before: String,
    pub(super) after: String,
}

impl Place {
    fn parse(text: &str) -> Result<Self> {
        let (file, lines) = text.split_once('\n').context("it has no lines after @@")?;
        let (mut before, mut after) = (String::new(), String::new());
        for line in lines.lines() {
            match line.split_at_checked(1) {
                Some((" ", kept)) => {
                    before.extend([kept, "\n"]);
                    after.extend([kept, "\n"]);
                }
                Some(("-", removed)) => before.extend([removed, "\n"]),
                Some(("+", added)) => after.extend([added, "\n"]),
                // Between two places.
                None => {}
                Some(_) => bail!("a line begins with neither a space, + nor -: {line}"),
            }
        }
        if before == after {
            bail!("it changes nothing");
        }
        Ok(Self {
            file: file.trim().to_owned(),
            before,
            after,
        })
    }

    fn apply(&self, original: &str) -> Result<String> {
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

    fn applied(patch: &str, file: &str) -> Result<Vec<(String, String)>> {
        let patch = Patch::parse(patch)?;
        let files = patch.apply(|_| Ok(file.to_owned()))?;
        let files = files
            .into_iter()
            .map(|(name, changed)| (name.to_owned(), changed.after));
        Ok(files.collect())
    }

    #[test]
    fn a_patch_changes_the_places_it_names() -> Result<()> {
        assert_eq!(Patch::parse(PATCH)?.rule(), "A rule in two lines.");
        let changed = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        assert_eq!(
            applied(PATCH, "zero\none\ntwo\n")?,
            [changed("a/file.rs", "zero\none\nthree\n")]
        );
        let more = format!("{PATCH}\n@@ a/file.rs\n-zero\n+none\n\n@@ b/file.rs\n-two\n+four\n");
        assert_eq!(
            applied(&more, "zero\none\ntwo\n")?,
            [
                changed("a/file.rs", "none\none\nthree\n"),
                changed("b/file.rs", "zero\none\nfour\n")
            ]
        );
        Ok(())
    }

    #[test]
    fn a_patch_that_fits_nowhere_or_twice_is_refused() {
        assert!(applied(PATCH, "one\nthree\n").is_err());
        assert!(applied(PATCH, "one\ntwo\none\ntwo\n").is_err());
        assert!(Patch::parse("A rule.\n\n@@ a/file.rs\n one\n").is_err());
        assert!(Patch::parse("A rule.").is_err());
    }
}
