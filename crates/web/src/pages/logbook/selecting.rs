//! Selecting entries of the list.

use leptos::prelude::*;
use shared_model::RecordId;

use crate::logbook::selection::Selection;
use crate::logbook::shown::Shown;

/// Whether entries are being selected, and which ones.
#[derive(Clone, Copy)]
pub(super) struct Selecting {
    /// Nothing while rows are opened rather than selected.
    selection: RwSignal<Option<Selection>>,
    is_on: Memo<bool>,
    shown: Memo<Shown>,
    selected: Memo<Vec<RecordId>>,
}

impl Selecting {
    /// Of what is shown.
    pub(super) fn among(shown: Memo<Shown>) -> Self {
        let selection = RwSignal::new(None::<Selection>);
        Self {
            selection,
            is_on: Memo::new(move |_| selection.with(Option::is_some)),
            shown,
            selected: Memo::new(move |_| {
                selection.with(|selection| {
                    let among = |selection: &Selection| {
                        shown.with(|shown| selection.among(shown.entries()))
                    };
                    selection.as_ref().map(among).unwrap_or_default()
                })
            }),
        }
    }

    /// Whether entries are being selected.
    pub(super) fn is_on(self) -> bool {
        self.is_on.get()
    }

    /// Begins, with nothing selected.
    pub(super) fn start(self) {
        self.selection.set(Some(Selection::default()));
    }

    /// Ends; nothing is selected any more.
    pub(super) fn end(self) {
        self.selection.set(None);
    }

    /// Whether an entry is selected.
    pub(super) fn contains(self, id: &RecordId) -> bool {
        self.selection.with(|selection| {
            selection
                .as_ref()
                .is_some_and(|selection| selection.contains(id))
        })
    }

    /// Selects an entry, or no longer; with everything from the one before to it.
    pub(super) fn set(self, id: RecordId, is_chosen: bool, with_range: bool) {
        self.update(|selection| {
            if with_range {
                let shown: Vec<RecordId> = self
                    .shown
                    .with_untracked(|shown| shown.entries().cloned().collect());
                selection.set_range(id, is_chosen, &shown);
            } else {
                selection.set(id, is_chosen);
            }
        });
    }

    /// Selects everything that is shown; or nothing, where all of that is selected.
    pub(super) fn turn_all(self) {
        if untrack(|| self.has_all()) {
            return self.start();
        }
        self.shown.with_untracked(|shown| {
            self.update(|selection| selection.set_all(shown.entries().cloned()));
        });
    }

    /// Whether everything that is shown is selected.
    pub(super) fn has_all(self) -> bool {
        self.selected.with(Vec::len) == self.shown_count()
    }

    /// How many entries are shown.
    pub(super) fn shown_count(self) -> usize {
        self.shown.with(Shown::count)
    }

    /// What is selected of what is shown.
    pub(super) fn selected(self) -> Memo<Vec<RecordId>> {
        self.selected
    }

    fn update(self, change: impl FnOnce(&mut Selection)) {
        self.selection.update(|selection| {
            if let Some(selection) = selection {
                change(selection);
            }
        });
    }
}
