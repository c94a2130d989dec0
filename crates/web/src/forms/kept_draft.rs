//! What was typed into the entry form and not saved, and how it is found again. Pure: the store is client-core's.

use client_core::Drafts;
use serde::{Deserialize, Serialize};
use shared_model::{LogbookEntry, RecordId};

use super::entry_draft::EntryDraft;

/// What a form was open for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Purpose {
    /// To write an entry.
    Write,
    /// To change one.
    Change,
    /// To look over what the timer counted.
    Review,
}

/// What was typed and not saved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct KeptDraft {
    /// What the form was open for.
    pub(crate) purpose: Purpose,
    /// The entry as it was when the form was opened.
    pub(crate) original: LogbookEntry,
    /// What the form held.
    pub(crate) typed: EntryDraft,
}

/// What was typed, and of which entry it is a form.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Restored {
    /// What the edit is made from.
    pub(crate) original: LogbookEntry,
    /// What the form holds.
    pub(crate) typed: EntryDraft,
}

impl KeptDraft {
    /// Whether a form will be opened with it, where the journal has the entry or has not. A new entry that is there was saved
    /// all the same, in the moment in which the page died or in another tab.
    pub(crate) fn waits(&self, is_entry_there: bool) -> bool {
        match self.purpose {
            Purpose::Write => !is_entry_there,
            Purpose::Change => is_entry_there,
            Purpose::Review => true,
        }
    }
}

/// Keeps what was typed in place of what was kept before of the same entry.
pub(crate) fn keep(drafts: &mut Drafts<KeptDraft>, draft: KeptDraft) {
    drafts.0.insert(draft.original.id.clone(), draft);
}

/// Forgets what was typed of sessions, when the timer is that of none any more.
pub(crate) fn forget_reviews(drafts: &mut Drafts<KeptDraft>) {
    drafts.0.retain(|_, kept| kept.purpose != Purpose::Review);
}

/// What was typed when a form for the same purpose was left without a word, if it was. `is_there` knows which entries the
/// journal has.
pub(crate) fn restored(
    drafts: &Drafts<KeptDraft>,
    purpose: Purpose,
    entry: &LogbookEntry,
    is_there: impl Fn(&RecordId) -> bool,
) -> Option<Restored> {
    let same_record = || {
        drafts
            .0
            .get(&entry.id)
            .filter(|kept| kept.purpose == purpose)
    };
    let kept = match purpose {
        // The edit goes on from what it was made from; what changed meanwhile is merged when it is saved.
        Purpose::Change => same_record()?,
        Purpose::Review => {
            // The timer may have gone on.
            let kept = same_record()?.clone();
            let opened = EntryDraft::of(&kept.original);
            return Some(Restored {
                original: entry.clone(),
                typed: kept.typed.laid_over(&opened, EntryDraft::of(entry)),
            });
        }
        // A form that is opened with something in it was not the one that was left. The newest has the last id.
        Purpose::Write if is_blank(entry) => drafts.0.values().rev().find(|kept| {
            kept.purpose == Purpose::Write && kept.waits(is_there(&kept.original.id))
        })?,
        Purpose::Write => return None,
    };
    Some(Restored {
        original: kept.original.clone(),
        typed: kept.typed.clone(),
    })
}

fn is_blank(entry: &LogbookEntry) -> bool {
    let LogbookEntry {
        duration,
        pieces,
        techniques,
        goal_ids,
        notes,
        tags,
        ..
    } = entry;
    *duration == 0
        && pieces.is_empty()
        && techniques.is_empty()
        && goal_ids.is_empty()
        && notes.is_none()
        && tags.is_empty()
}

#[cfg(test)]
mod tests {
    use shared_model::Timestamp;

    use super::*;
    use crate::forms::entry_draft::blank_entry;

    fn entry(id: &str) -> LogbookEntry {
        let now = Timestamp::parse("2024-03-10T10:30:00Z").expect("a time");
        blank_entry(id.into(), "Piano".into(), now, 60)
    }

    fn kept(purpose: Purpose, entry: LogbookEntry, notes: &str) -> KeptDraft {
        let typed = EntryDraft {
            notes: notes.into(),
            ..EntryDraft::of(&entry)
        };
        KeptDraft {
            purpose,
            original: entry,
            typed,
        }
    }

    fn drafts(kept_drafts: Vec<KeptDraft>) -> Drafts<KeptDraft> {
        let mut drafts = Drafts::default();
        for draft in kept_drafts {
            keep(&mut drafts, draft);
        }
        drafts
    }

    fn notes(restored: Option<Restored>) -> Option<(String, String)> {
        restored.map(|restored| (restored.original.id.0, restored.typed.notes))
    }

    #[test]
    fn a_new_entry_goes_on_where_the_last_one_was_left() {
        let drafts = drafts(vec![
            kept(Purpose::Write, entry("1"), "first"),
            kept(Purpose::Write, entry("2"), "second"),
            kept(Purpose::Change, entry("3"), "changed"),
        ]);
        let open = |entry: &LogbookEntry, saved: &str| {
            notes(restored(&drafts, Purpose::Write, entry, |id| {
                id.as_str() == saved
            }))
        };
        assert_eq!(open(&entry("4"), ""), Some(("2".into(), "second".into())));
        // What was saved is no draft any more.
        assert_eq!(open(&entry("4"), "2"), Some(("1".into(), "first".into())));
        let with_content = LogbookEntry {
            tags: vec!["exam".into()],
            ..entry("4")
        };
        assert_eq!(open(&with_content, ""), None);
    }

    #[test]
    fn an_edit_goes_on_from_what_it_was_made_from() {
        let drafts = drafts(vec![kept(Purpose::Change, entry("1"), "typed")]);
        let changed_meanwhile = LogbookEntry {
            duration: 60,
            ..entry("1")
        };
        let restored_edit = restored(&drafts, Purpose::Change, &changed_meanwhile, |_| true);
        assert_eq!(
            restored_edit.map(|restored| restored.original),
            Some(entry("1"))
        );
        assert_eq!(
            restored(&drafts, Purpose::Change, &entry("2"), |_| true),
            None
        );
    }

    #[test]
    fn a_review_goes_on_with_what_the_timer_counted_since_and_ends_with_the_timer() {
        let mut drafts = drafts(vec![
            kept(Purpose::Write, entry("1"), "new"),
            kept(Purpose::Review, entry("session"), "typed"),
        ]);
        let later = LogbookEntry {
            duration: 1800,
            ..entry("session")
        };
        let open = |drafts: &_| restored(drafts, Purpose::Review, &later, |_| false);
        let review = open(&drafts).expect("what was typed is kept");
        assert_eq!(review.typed.duration, "30 min");
        assert_eq!(review.typed.notes, "typed");
        assert_eq!(review.original, later);
        forget_reviews(&mut drafts);
        assert_eq!(open(&drafts), None);
        assert_eq!(drafts.0.len(), 1);
    }
}
