//! The entries that somebody has selected, to change them together. Pure.

use std::collections::HashSet;

use shared_model::RecordId;

/// What is selected. What is not shown any more stays selected, but counts only while it is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Selection {
    chosen: HashSet<RecordId>,
    /// Where a range begins: what was touched last.
    last: Option<RecordId>,
}

impl Selection {
    /// Whether an entry is selected.
    pub(crate) fn contains(&self, id: &RecordId) -> bool {
        self.chosen.contains(id)
    }

    /// Selects an entry, or no longer.
    pub(crate) fn set(&mut self, id: RecordId, is_chosen: bool) {
        if is_chosen {
            self.chosen.insert(id.clone());
        } else {
            self.chosen.remove(&id);
        }
        self.last = Some(id);
    }

    /// Does the same with everything from the entry that was touched last to this one, in the order in which they are shown.
    pub(crate) fn set_range(&mut self, id: RecordId, is_chosen: bool, shown: &[RecordId]) {
        let place = |id: &RecordId| shown.iter().position(|other| other == id);
        if let (Some(here), Some(there)) = (place(&id), self.last.as_ref().and_then(place)) {
            for other in &shown[here.min(there)..=here.max(there)] {
                self.set(other.clone(), is_chosen);
            }
        }
        self.set(id, is_chosen);
    }

    /// Selects all of these.
    pub(crate) fn set_all(&mut self, shown: impl Iterator<Item = RecordId>) {
        self.chosen.extend(shown);
    }

    /// Which of these are selected.
    pub(crate) fn among<'a>(&self, shown: impl Iterator<Item = &'a RecordId>) -> Vec<RecordId> {
        shown.filter(|id| self.contains(id)).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown() -> Vec<RecordId> {
        ["a", "b", "c", "d", "e"].map(RecordId::from).into()
    }

    fn selected(selection: &Selection) -> String {
        let ids = selection.among(shown().iter());
        ids.iter().map(RecordId::as_str).collect()
    }

    #[test]
    fn a_range_goes_from_what_was_touched_last_either_way() {
        let mut selection = Selection::default();
        selection.set_range("d".into(), true, &shown());
        assert_eq!(selected(&selection), "d");
        selection.set_range("b".into(), true, &shown());
        assert_eq!(selected(&selection), "bcd");
        selection.set("e".into(), true);
        selection.set_range("c".into(), false, &shown());
        assert_eq!(selected(&selection), "b");
    }

    #[test]
    fn what_is_not_shown_does_not_count() {
        let mut selection = Selection::default();
        selection.set_all(shown().into_iter());
        selection.set("a".into(), false);
        assert_eq!(selected(&selection), "bcde");
        assert_eq!(
            selection.among([RecordId::from("a"), "e".into()].iter()),
            ["e".into()]
        );
        selection.set("gone".into(), true);
        selection.set_range("b".into(), false, &shown());
        assert_eq!(selected(&selection), "cde");
    }
}
