//! The tabs of a browser, and which of their edits a stored value contains.
//!
//! The names of a value's ancestors (`Stored::lineage`) are few: a tab that was asleep for a long time does not find its own
//! edit among them any more. The number of each tab's last edit says for good whether it is in there.

use serde::{Deserialize, Serialize};

use crate::platform::Platform;

/// How many tabs a stored value names.
const TABS: usize = 6;

/// An edit that the musician made in a tab: which tab, for as long as its page lives, and which one there, counted from one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TabEdit(String, u64);

impl TabEdit {
    /// The first edit of a tab that has just been opened.
    pub(crate) fn first(platform: &Platform) -> Self {
        let mut name = [0; 4];
        platform.random.fill(&mut name);
        Self(format!("{:06x}", u32::from_be_bytes(name) >> 8), 1)
    }

    /// The edit of the same tab that comes after this one.
    pub(crate) fn next(&self) -> Self {
        Self(self.0.clone(), self.1 + 1)
    }
}

/// The last edit of each tab that a stored value contains, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TabEdits(Vec<TabEdit>);

impl TabEdits {
    /// Whether nothing is known to be contained.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// With one edit more.
    #[must_use]
    pub(crate) fn with(&self, edit: &TabEdit) -> Self {
        let others = self.0.iter().filter(|other| other.0 != edit.0);
        let all = std::iter::once(edit).chain(others);
        Self(all.take(TABS).cloned().collect())
    }

    /// What either of two values contains.
    #[must_use]
    pub(crate) fn and(&self, other: &Self) -> Self {
        let newer = other.0.iter().rev().filter(|edit| !self.contains(edit));
        newer.fold(self.clone(), |all, edit| all.with(edit))
    }

    /// Whether all of these edits are known to be contained.
    pub(crate) fn contain_all(&self, edits: &Self) -> bool {
        edits.0.iter().all(|edit| self.contains(edit))
    }

    /// Whether an edit is known to be contained.
    pub(crate) fn contains(&self, edit: &TabEdit) -> bool {
        self.0
            .iter()
            .any(|known| known.0 == edit.0 && known.1 >= edit.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(tab: &str, number: u64) -> TabEdit {
        TabEdit(tab.to_owned(), number)
    }

    #[test]
    fn an_edit_is_contained_however_many_others_followed() {
        let mut edits = TabEdits::default().with(&edit("a", 3));
        for number in 1..100 {
            edits = edits.with(&edit("b", number));
        }
        assert!(edits.contains(&edit("a", 3)) && edits.contains(&edit("a", 2)));
        assert!(edits.contains(&edit("b", 99)));
        assert!(!edits.contains(&edit("a", 4)) && !edits.contains(&edit("c", 1)));
    }

    #[test]
    fn two_values_together_contain_what_either_does() {
        let one = TabEdits::default().with(&edit("a", 3)).with(&edit("b", 1));
        let other = TabEdits::default().with(&edit("b", 2)).with(&edit("c", 1));
        for both in [one.and(&other), other.and(&one)] {
            for (tab, number) in [("a", 3), ("b", 2), ("c", 1)] {
                assert!(both.contains(&edit(tab, number)));
            }
            assert_eq!(both.0.len(), 3);
        }
    }

    #[test]
    fn only_the_tabs_that_edited_last_are_named() {
        let tabs = ["a", "b", "c", "d", "e", "f", "g"];
        let edits = tabs
            .iter()
            .fold(TabEdits::default(), |edits, tab| edits.with(&edit(tab, 1)));
        assert_eq!(edits.0.len(), TABS);
        assert!(!edits.contains(&edit("a", 1)) && edits.contains(&edit("g", 1)));
    }
}
