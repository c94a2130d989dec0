//! What two tabs' values of a record add up to, where neither tab had seen the other's.
//!
//! What the musician did is merged field by field, as with another device. What is known of the account is taken from the
//! tab that knows more:
//!
//! ```text
//!            record                          known of the account
//!  before    B                               base b
//!  ours      B ──edit──► O                   base b
//!  theirs    B ──the account took B──► B     synced
//!  together  merge(B, O, B) = O              base B
//! ```

use shared_model::merge::{Merged, Origin, merge};
use shared_model::{Body, Record, WriteId};

use crate::stored::{Stored, SyncState};

/// Two tabs' values as one.
#[derive(Debug, PartialEq)]
pub(super) struct Reunited<R> {
    pub(super) stored: Stored<R>,
    /// The side that had no room in the merge.
    pub(super) displaced: Option<R>,
}

/// What was there before two tabs went different ways, as far as it is known.
pub(super) struct Before<R> {
    /// The newest value that both descend from.
    pub(super) value: Option<Stored<R>>,
    /// The newest one that the other tab had seen in the store: what both knew of the account. It may have a value and not
    /// know that the account holds it.
    pub(super) seen: Option<Stored<R>>,
}

impl<R: Record> Before<R> {
    /// Both tabs had seen this in the store.
    pub(super) fn seen(value: Option<Stored<R>>) -> Self {
        let seen = value.clone();
        Self { value, seen }
    }
}

/// What this tab's value and another one's add up to. Nothing when the other one is all there is to it.
pub(super) fn reunite<R: Record>(
    before: &Before<R>,
    ours: &Stored<R>,
    theirs: &Stored<R>,
    new_write_id: impl FnOnce() -> WriteId,
) -> Option<Reunited<R>> {
    let Merged { body, displaced } = together(before.value.as_ref(), ours, theirs);
    let (knowing, other) = match knows_more(before.seen.as_ref(), ours, theirs) {
        Side::Ours => (ours, theirs),
        Side::Theirs => (theirs, ours),
    };
    let stored = if body == knowing.body {
        knowing.clone()
    } else {
        let write_id = match body == other.body && was_never_taken(other, Known::of(knowing).held) {
            true => other.write_id.clone(),
            false => new_write_id(),
        };
        let edited = knowing.edited(body, write_id);
        let trashed = match &edited.body {
            Body::Deleted { .. } => other.trashed.clone().or(edited.trashed),
            Body::Live(_) => None,
        };
        Stored { trashed, ..edited }
    };
    let adds_nothing =
        stored.body == theirs.body && stored.sync == theirs.sync && displaced.is_none();
    (!adds_nothing).then(|| Reunited {
        stored: stored.made_from(ours, theirs),
        displaced,
    })
}

/// What the musician made of the record in both tabs.
///
/// Whatever stays, or is brought back, is merged with what a deleted one was: where one tab brings it back and the other
/// restores it, both were made from that.
fn together<R: Record>(
    before: Option<&Stored<R>>,
    ours: &Stored<R>,
    theirs: &Stored<R>,
) -> Merged<R> {
    let ancestor = before.map(|before| &before.body);
    let ancestor = ancestor.or_else(|| common_base(ours, theirs));
    let merged = merge(ancestor, &ours.body, &theirs.body, Origin::Edit);
    let (Some(_), Some(ours), Some(theirs)) =
        (merged.body.live(), ours.content(), theirs.content())
    else {
        return merged;
    };
    let live = |content: &R| Body::Live(content.clone());
    let before = before.and_then(Stored::content).map(live);
    merge(
        before.as_ref().or(ancestor),
        &live(ours),
        &live(theirs),
        Origin::Edit,
    )
}

#[derive(Clone, Copy)]
enum Side {
    Ours,
    Theirs,
}

/// Which tab knows more of the account. What it has sent says something only together with what that was made from.
fn knows_more<R: Record>(before: Option<&Stored<R>>, ours: &Stored<R>, theirs: &Stored<R>) -> Side {
    let is_as_before =
        |stored: &Stored<R>| before.is_some_and(|before| Known::of(before) == Known::of(stored));
    let holds_as_before = |stored: &Stored<R>| {
        before.is_some_and(|before| Known::of(before).held == Known::of(stored).held)
    };
    let (our, their) = (Known::of(ours), Known::of(theirs));
    let is_ours = match (our.held, their.held) {
        _ if is_as_before(ours) => false,
        _ if is_as_before(theirs) => true,
        (one, other) if one == other => their.sent.is_none(),
        _ if holds_as_before(ours) => false,
        _ if holds_as_before(theirs) => true,
        (None, _) => false,
        (_, None) => true,
        (Some(one), Some(_)) => !theirs.descends_from(one),
    };
    if is_ours { Side::Ours } else { Side::Theirs }
}

/// What a value says of the account.
#[derive(PartialEq)]
struct Known<'a> {
    /// What it holds.
    held: Option<&'a WriteId>,
    /// What is on its way.
    sent: Option<&'a WriteId>,
    /// Whether it has lost what it held.
    is_given_back: bool,
}

impl<'a> Known<'a> {
    fn of<R: Record>(stored: &'a Stored<R>) -> Self {
        match &stored.sync {
            SyncState::Synced => Self {
                held: Some(&stored.write_id),
                sent: None,
                is_given_back: false,
            },
            SyncState::Unsynced(pending) => Self {
                held: pending.base.as_ref().map(|base| &base.write_id),
                sent: pending.sent.as_ref().map(|sent| &sent.write_id),
                is_given_back: pending.is_given_back(),
            },
        }
    }
}

/// Whether the account, which is known to have `held` a version, cannot know another one by its name: that was never sent; or
/// it was sent as a new record although it was made from what the account held, which can only have been a conflict.
fn was_never_taken<R: Record>(stored: &Stored<R>, held: Option<&WriteId>) -> bool {
    stored.pending().is_some_and(|pending| {
        let was_sent_in_vain =
            || pending.base.is_none() && held.is_some_and(|held| stored.descends_from(held));
        pending.origin == Origin::Edit && (pending.sent.is_none() || was_sent_in_vain())
    })
}

/// What the account held when either was made.
fn common_base<'a, R: Record>(ours: &'a Stored<R>, theirs: &Stored<R>) -> Option<&'a Body<R>> {
    let base = ours.pending()?.base.as_ref()?;
    let theirs = theirs.pending()?.base.as_ref()?;
    (base.write_id == theirs.write_id).then_some(&base.body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stored::Pending;
    use crate::test_support::entry;
    use shared_model::{LogbookEntry, Timestamp, Version};

    fn write(bits: u64) -> WriteId {
        WriteId::from_random(bits)
    }

    fn body(duration: i64, notes: &str, at: i64) -> Body<LogbookEntry> {
        Body::Live(LogbookEntry {
            duration,
            notes: Some(notes.into()),
            updated_at: Timestamp::from_millis(1_700_000_000_000 + at).expect("in range"),
            ..entry("e")
        })
    }

    fn gone() -> Body<LogbookEntry> {
        let at = Timestamp::from_millis(1_700_000_000_009).expect("in range");
        Body::Deleted { at }
    }

    /// A version that the account holds.
    fn synced(bits: u64, body: Body<LogbookEntry>) -> Stored<LogbookEntry> {
        Stored {
            body,
            sync: SyncState::Synced,
            ..Stored::new("u".into(), write(bits), entry("e"))
        }
    }

    /// A new record.
    fn made(bits: u64, body: Body<LogbookEntry>) -> Stored<LogbookEntry> {
        Stored {
            body,
            ..Stored::new("u".into(), write(bits), entry("e"))
        }
    }

    /// The record as it is noted before it is sent.
    fn sent(stored: &Stored<LogbookEntry>) -> Stored<LogbookEntry> {
        let mut sent = stored.clone();
        if let SyncState::Unsynced(pending) = &mut sent.sync {
            pending.sent = Some(stored.version());
        }
        sent
    }

    fn reunite(
        before: &Stored<LogbookEntry>,
        ours: &Stored<LogbookEntry>,
        theirs: &Stored<LogbookEntry>,
    ) -> Option<Stored<LogbookEntry>> {
        super::reunite(&Before::seen(Some(before.clone())), ours, theirs, || {
            write(99)
        })
        .map(|reunited| reunited.stored)
    }

    fn pending(stored: &Stored<LogbookEntry>) -> &Pending<LogbookEntry> {
        stored.pending().expect("it is to be sent")
    }

    fn base(stored: &Stored<LogbookEntry>) -> Option<&Version<LogbookEntry>> {
        pending(stored).base.as_ref()
    }

    #[test]
    fn edits_of_two_tabs_are_merged_in_either_tab() {
        let start = synced(1, body(1, "one", 0));
        let a = start.edited(body(2, "one", 1), write(2));
        let b = start.edited(body(1, "one\ntwo", 2), write(3));
        for (ours, theirs) in [(&a, &b), (&b, &a)] {
            let both = reunite(&start, ours, theirs).expect("they differ");
            assert_eq!(both.body, body(2, "one\ntwo", 2));
            assert!(both.descends_from(&write(2)) && both.descends_from(&write(3)));
            assert_eq!(base(&both), Some(&start.version()));
        }
    }

    #[test]
    fn an_edit_is_not_lost_to_what_it_was_made_from_whatever_the_clock_says() {
        let start = synced(1, body(1, "one", 100));
        let a = start.edited(body(2, "one", 1), write(2));
        let restored = reunite(&start, &a, &start).expect("the edit is missing");
        assert_eq!((&restored.body, &restored.write_id), (&a.body, &a.write_id));
        assert_eq!(restored.sync, a.sync);
    }

    #[test]
    fn an_edit_is_stronger_than_a_deletion_that_had_not_seen_it() {
        let start = synced(1, body(1, "one", 0));
        let a = start.edited(body(2, "one", 1), write(2));
        let deleted = start.edited(gone(), write(3));
        let kept = reunite(&start, &a, &deleted).expect("it is missing");
        assert_eq!(kept.body, a.body);
        assert_eq!(reunite(&start, &deleted, &a), None);
    }

    #[test]
    fn that_the_account_holds_a_version_is_known_to_the_edit_of_a_tab_that_did_not() {
        let start = made(1, body(1, "one", 0));
        let held = synced(1, start.body.clone());
        let edited = start.edited(body(2, "one", 1), write(2));
        for (ours, theirs) in [(&held, &edited), (&edited, &held)] {
            let both = reunite(&sent(&start), ours, theirs).expect("either lacks something");
            assert_eq!((&both.body, &both.write_id), (&edited.body, &write(2)));
            assert_eq!(base(&both), Some(&held.version()));
        }
        // A deletion of what was never sent would be nobody's business but this browser's.
        let deleted = start.edited(gone(), write(3));
        assert!(deleted.is_only_trash());
        for (ours, theirs) in [(&sent(&start), &deleted), (&deleted, &sent(&start))] {
            let both = reunite(&start, ours, theirs).expect("either lacks something");
            assert_eq!((&both.body, both.is_only_trash()), (&gone(), false));
            assert_eq!(both.trashed.as_ref(), start.body.live());
        }
    }

    #[test]
    fn what_is_on_its_way_is_forgotten_once_the_account_has_moved_on() {
        let start = synced(1, body(1, "one", 0));
        let edit = sent(&start.edited(body(2, "one", 1), write(2)));
        let followed = synced(3, body(1, "one\ntwo", 2));
        for (ours, theirs) in [(&edit, &followed), (&followed, &edit)] {
            let both = reunite(&start, ours, theirs).expect("they differ");
            assert_eq!(both.body, body(2, "one\ntwo", 2));
            assert_eq!(base(&both), Some(&followed.version()));
            assert_eq!(pending(&both).sent, None);
        }
    }

    #[test]
    fn what_was_sent_as_new_although_the_account_held_it_keeps_its_name() {
        // One tab does not know yet that the account took what the other one has sent, and sends its edit of it as new.
        let start = made(1, body(1, "one", 0));
        let held = synced(1, start.body.clone());
        let edited = sent(&start.edited(body(2, "one", 1), write(2)));
        let both = reunite(&start, &held, &edited).expect("either lacks something");
        assert_eq!((&both.body, &both.write_id), (&edited.body, &write(2)));
        assert_eq!(base(&both), Some(&held.version()));
    }

    #[test]
    fn a_write_that_the_account_may_know_does_not_name_what_was_built_on_another_version() {
        // The account took the edit, another device went back on it, and one of the tabs has heard of that.
        let start = synced(1, body(1, "one", 0));
        let edit = sent(&start.edited(body(2, "one", 5), write(2)));
        let taken_back = synced(3, body(1, "two", 2));
        let both = reunite(&start, &edit, &taken_back).expect("they differ");
        assert_eq!(both.write_id, write(99));
    }
}
