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
    /// Where a new entry was kept before it was found again: it goes on under another id, since the form that was taken for
    /// left may still be open in another tab. Both may be saved then, and neither replaces the other.
    pub(crate) moved_from: Option<RecordId>,
}

/// What a form does after another tab has changed what is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    /// Nothing.
    GoOn,
    /// Keeps what it holds again: another tab took it for left, or was saved with the same entry.
    KeepAgain,
    /// Gives back what it has found, which is still open in another tab.
    GiveBack,
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

/// Keeps a new entry under the id that it goes on under, in the place of the one that it was found under.
pub(crate) fn move_to(drafts: &mut Drafts<KeptDraft>, from: &RecordId, to: &RecordId) {
    if let Some(kept) = drafts.0.remove(from) {
        let original = LogbookEntry {
            id: to.clone(),
            ..kept.original
        };
        keep(drafts, KeptDraft { original, ..kept });
    }
}

/// What a form for `id` does after another tab has changed what is kept. `found` is where what it holds was found, if nothing
/// has been typed since.
pub(crate) fn after_others(
    drafts: &Drafts<KeptDraft>,
    purpose: Purpose,
    id: &RecordId,
    found: Option<&RecordId>,
) -> Then {
    match purpose {
        // Reviews are forgotten with the timer that they are of.
        Purpose::Review => Then::GoOn,
        _ if found.is_some_and(|found| drafts.0.contains_key(found)) => Then::GiveBack,
        // One form of two for the same entry has its content kept; nothing is gained by taking turns.
        _ if drafts.0.contains_key(id) => Then::GoOn,
        Purpose::Write | Purpose::Change => Then::KeepAgain,
    }
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
                moved_from: None,
            });
        }
        // A form that is opened with something in it was not the one that was left. The newest has the last id.
        Purpose::Write if is_blank(entry) => {
            let kept = drafts.0.values().rev().find(|kept| {
                kept.purpose == Purpose::Write && kept.waits(is_there(&kept.original.id))
            })?;
            return Some(Restored {
                original: LogbookEntry {
                    id: entry.id.clone(),
                    ..kept.original.clone()
                },
                typed: kept.typed.clone(),
                moved_from: Some(kept.original.id.clone()),
            });
        }
        Purpose::Write => return None,
    };
    Some(Restored {
        original: kept.original.clone(),
        typed: kept.typed.clone(),
        moved_from: None,
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
        let found = |restored: Restored| Some((restored.moved_from?.0, restored.typed.notes));
        restored.and_then(found)
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

    /// What one tab does to the drafts when a new entry is begun in it, and which form it has then.
    fn begin(drafts: &mut Drafts<KeptDraft>, id: &str) -> Option<Restored> {
        let found = restored(drafts, Purpose::Write, &entry(id), |_| false);
        if let Some(from) = found.as_ref().and_then(|found| found.moved_from.as_ref()) {
            move_to(drafts, from, &id.into());
        }
        found
    }

    #[test]
    fn a_draft_that_is_open_in_another_tab_goes_on_there_and_nowhere_else() {
        let there = kept(Purpose::Write, entry("1"), "half writ");
        let mut drafts = drafts(vec![there.clone()]);
        let here = begin(&mut drafts, "2").expect("it is found");
        assert_eq!(here.original.id, RecordId::from("2"));
        assert!(drafts.0.keys().eq(&[RecordId::from("2")]));
        // The other tab hears of that, and this one of what the other does then.
        let hears = |drafts: &_, id: &str, found: Option<&RecordId>| {
            after_others(drafts, Purpose::Write, &id.into(), found)
        };
        assert_eq!(hears(&drafts, "1", None), Then::KeepAgain);
        keep(&mut drafts, there);
        let found = here.moved_from.as_ref();
        assert_eq!(hears(&drafts, "2", found), Then::GiveBack);
        // Had something been typed here meanwhile, both would go on, each with an entry of its own.
        assert_eq!(hears(&drafts, "2", None), Then::GoOn);
        drafts.0.remove(&RecordId::from("2"));
        assert_eq!(hears(&drafts, "1", None), Then::GoOn);
    }

    #[test]
    fn a_draft_that_was_left_goes_on_where_it_is_found() {
        let mut drafts = drafts(vec![kept(Purpose::Write, entry("1"), "half writ")]);
        let here = begin(&mut drafts, "2").expect("it is found");
        let then = after_others(
            &drafts,
            Purpose::Write,
            &"2".into(),
            here.moved_from.as_ref(),
        );
        assert_eq!(then, Then::GoOn);
        assert_eq!(here.typed.notes, "half writ");
    }

    #[test]
    fn of_two_forms_for_one_entry_the_one_that_is_left_is_kept() {
        let mut drafts = drafts(vec![kept(Purpose::Change, entry("1"), "typed")]);
        let hears = |drafts: &_, purpose| after_others(drafts, purpose, &"1".into(), None);
        assert_eq!(hears(&drafts, Purpose::Change), Then::GoOn);
        drafts.0.clear();
        assert_eq!(hears(&drafts, Purpose::Change), Then::KeepAgain);
        assert_eq!(hears(&drafts, Purpose::Review), Then::GoOn);
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
