//! The tabs of a browser, and which of their writes a stored value contains: a version vector.
//!
//! A browser may show a tab the local store as it was a moment ago, so a tab may write over what it has not seen. The number
//! of each tab's last write that a value contains says for good whether it was seen (`journal::own_writes`).

use serde::{Deserialize, Serialize};

use crate::platform::Platform;

/// How many tabs a stored value names.
const TABS: usize = 6;

/// How many letters name a tab. They only have to tell apart the few that wrote one record.
const LETTERS: usize = 4;

/// A write of a record in a tab: which tab, for as long as its page lives, and which write there, counted from one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TabWrite(String, u64);

impl TabWrite {
    /// The first write of a tab that has just been opened.
    pub(crate) fn first(platform: &Platform) -> Self {
        let mut name = [0; LETTERS];
        platform.random.fill(&mut name);
        let letters = name.map(|byte| char::from(b'a' + byte % 26));
        Self(letters.iter().collect(), 1)
    }

    /// The write of the same tab that comes after this one.
    pub(crate) fn next(&self) -> Self {
        Self(self.0.clone(), self.1 + 1)
    }
}

/// The last write of each tab that a stored value contains, the newest first. Stored as `qkzd12 uwpa3`: each record has one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct TabWrites(Vec<TabWrite>);

/// A stored text does not say which writes of which tabs.
#[derive(Debug, thiserror::Error)]
#[error("these are not writes of tabs")]
pub(crate) struct NoTabWrites;

impl From<TabWrites> for String {
    fn from(writes: TabWrites) -> Self {
        let each = writes
            .0
            .iter()
            .map(|TabWrite(tab, number)| format!("{tab}{number}"));
        each.collect::<Vec<_>>().join(" ")
    }
}

impl TryFrom<String> for TabWrites {
    type Error = NoTabWrites;

    fn try_from(text: String) -> Result<Self, NoTabWrites> {
        let write = |text: &str| {
            let (tab, number) = text.split_at_checked(LETTERS).ok_or(NoTabWrites)?;
            let number = number.parse().map_err(|_| NoTabWrites)?;
            Ok(TabWrite(tab.to_owned(), number))
        };
        text.split(' ')
            .map(write)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl TabWrites {
    /// Whether no tab is named.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// With one write more.
    #[must_use]
    pub(crate) fn with(&self, write: &TabWrite) -> Self {
        let others = self.0.iter().filter(|other| other.0 != write.0);
        let all = std::iter::once(write).chain(others);
        Self(all.take(TABS).cloned().collect())
    }

    /// What either of two values contains.
    #[must_use]
    pub(crate) fn and(&self, other: &Self) -> Self {
        let newer = other.0.iter().rev().filter(|write| !self.names(write));
        newer.fold(self.clone(), |all, write| all.with(write))
    }

    /// Whether all of these writes are contained. Of more tabs than are named the ones that have not written for longest are
    /// left out: where everything that is named is newer, the others may have been.
    pub(crate) fn contain(&self, writes: &Self) -> bool {
        let is_full = self.0.len() == TABS;
        let is_newer = is_full && !writes.0.iter().any(|write| self.0.contains(write));
        writes.0.iter().all(|write| {
            let is_left_out = is_newer && !self.0.iter().any(|known| known.0 == write.0);
            is_left_out || self.names(write)
        })
    }

    fn names(&self, write: &TabWrite) -> bool {
        self.0
            .iter()
            .any(|known| known.0 == write.0 && known.1 >= write.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(tab: &str, number: u64) -> TabWrite {
        TabWrite(tab.to_owned(), number)
    }

    fn writes(of: &[(&str, u64)]) -> TabWrites {
        let all = of.iter().rev();
        all.fold(TabWrites::default(), |all, (tab, number)| {
            all.with(&write(tab, *number))
        })
    }

    #[test]
    fn a_write_is_contained_however_many_others_followed() {
        let mut all = writes(&[("a", 3)]);
        for number in 1..100 {
            all = all.with(&write("b", number));
        }
        for contained in [
            writes(&[]),
            writes(&[("a", 3)]),
            writes(&[("b", 99), ("a", 2)]),
        ] {
            assert!(all.contain(&contained));
        }
        for not in [writes(&[("a", 4)]), writes(&[("c", 1), ("a", 1)])] {
            assert!(!all.contain(&not));
        }
    }

    #[test]
    fn what_is_stored_is_read_again_and_nothing_else() {
        let all = writes(&[("aaaa", 12), ("bbbb", 3)]);
        assert_eq!(String::from(all.clone()), "aaaa12 bbbb3");
        assert_eq!(
            TabWrites::try_from("aaaa12 bbbb3".to_owned()).ok(),
            Some(all)
        );
        for text in ["", "aaaa", "aaaa12  bbbb3", "aaaax", "äöü1"] {
            assert!(TabWrites::try_from(text.to_owned()).is_err(), "{text}");
        }
    }

    #[test]
    fn two_values_together_contain_what_either_does() {
        let (one, other) = (writes(&[("a", 3), ("b", 1)]), writes(&[("b", 2), ("c", 1)]));
        for both in [one.and(&other), other.and(&one)] {
            assert!(both.contain(&one) && both.contain(&other));
            assert_eq!(both.0.len(), 3);
        }
    }

    #[test]
    fn a_tab_that_had_to_make_way_for_newer_ones_is_taken_to_be_contained() {
        let asleep = writes(&[("a", 1), ("z", 5)]);
        let later = ["b", "c", "d", "e", "f", "g"];
        let now = later
            .iter()
            .fold(asleep.clone(), |all, tab| all.with(&write(tab, 1)));
        assert_eq!(now.0.len(), TABS);
        assert!(now.contain(&asleep));
        // Where something older is still named, it did not have to.
        let old = writes(&[("f", 1), ("e", 1), ("d", 1), ("c", 1), ("b", 1), ("z", 5)]);
        let (one, other) = (old.with(&write("p", 1)), old.with(&write("q", 1)));
        assert!(!one.contain(&other) && !other.contain(&one));
    }
}
