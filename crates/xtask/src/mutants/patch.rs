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

use anyhow::{Context, Result, bail};

/// A change of one place, or a few.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Patch {
    rule: String,
    places: Vec<Place>,
}

/// A place and what becomes of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place {
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

    /// The places that it changes.
    pub(super) fn places(&self) -> &[Place] {
        &self.places
    }
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

    /// The file that it is in, from the repository's root.
    pub(super) fn file(&self) -> &str {
        &self.file
    }

    /// The first line of a text that it changes.
    pub(super) fn line_in(&self, original: &str) -> Result<usize> {
        let start = self.find(original)?;
        let lines = self.before.lines().zip(self.after.lines());
        let kept = lines.take_while(|(before, after)| before == after);
        Ok(original[..start].lines().count() + kept.count())
    }

    /// What it makes of a text.
    pub(super) fn apply(&self, original: &str) -> Result<String> {
        self.find(original)?;
        Ok(original.replacen(&self.before, &self.after, 1))
    }

    fn find(&self, original: &str) -> Result<usize> {
        let mut found = original.match_indices(&self.before).map(|(at, _)| at);
        match (found.next(), found.count()) {
            (Some(at), 0) => Ok(at),
            (None, _) => bail!("{} does not contain its lines any more", self.file),
            (_, more) => bail!("{} contains its lines {} times", self.file, more + 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATCH: &str = "A rule\nin two lines.\n\n@@ a/file.rs\n one\n-two\n+three\n";

    fn applied(patch: &str, text: &str) -> Result<String> {
        let patch = Patch::parse(patch)?;
        let mut places = patch.places().iter();
        places.try_fold(text.to_owned(), |text, place| place.apply(&text))
    }

    #[test]
    fn a_patch_changes_the_places_it_names() -> Result<()> {
        let patch = Patch::parse(PATCH)?;
        assert_eq!(patch.rule(), "A rule in two lines.");
        let [place] = patch.places() else {
            bail!("it has one place");
        };
        assert_eq!(place.file(), "a/file.rs");
        assert_eq!(place.line_in("zero\none\ntwo\n")?, 2);
        assert_eq!(applied(PATCH, "zero\none\ntwo\n")?, "zero\none\nthree\n");
        let more = format!("{PATCH}\n@@ b/file.rs\n-zero\n+none\n");
        assert_eq!(applied(&more, "zero\none\ntwo\n")?, "none\none\nthree\n");
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
