//! What must be true, known from what people did rather than from what the program says.

use std::collections::{BTreeMap, BTreeSet};

use shared_model::RecordId;

/// Whose a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Owner {
    /// An account.
    Person(usize),
    /// The anonymous user of a browser.
    Browser(usize),
}

/// What people did with one logbook entry.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) owner: Owner,
    /// Whether anybody ever deleted it. Then it may be there or not, depending on what had been seen.
    pub(crate) was_deleted: bool,
    /// The lines of its notes; nobody ever removes one.
    pub(crate) lines: BTreeSet<String>,
    /// Values of `duration` that somebody wrote.
    pub(crate) written: BTreeSet<i64>,
    /// Those of them that somebody saw and replaced.
    pub(crate) replaced: BTreeSet<i64>,
}

/// Everything that people did.
#[derive(Debug, Default)]
pub(crate) struct Oracle {
    pub(crate) records: BTreeMap<RecordId, Known>,
}

impl Oracle {
    pub(crate) fn created(&mut self, id: &RecordId, owner: Owner, duration: i64, line: &str) {
        let known = Known {
            owner,
            was_deleted: false,
            lines: BTreeSet::from([line.to_owned()]),
            written: BTreeSet::from([duration]),
            replaced: BTreeSet::new(),
        };
        self.records.insert(id.clone(), known);
    }

    pub(crate) fn known(&mut self, id: &RecordId) -> &mut Known {
        self.records
            .get_mut(id)
            .unwrap_or_else(|| panic!("{id} appeared from nowhere"))
    }

    /// The anonymous journal of a browser moves into an account.
    pub(crate) fn moved(&mut self, browser: usize, person: usize) {
        for known in self
            .records
            .values_mut()
            .filter(|known| known.owner == Owner::Browser(browser))
        {
            known.owner = Owner::Person(person);
        }
    }
}
