//! What comes from the server: pulled versions and outcomes of pushes, merged into the local store.

use std::collections::HashMap;

use shared_model::merge::{Merged, Origin, merge};
use shared_model::protocol::{Outcome, OutcomeStatus, PushPayload, Versions};
use shared_model::records::Record;
use shared_model::validate::{Invalid, InvalidReason};
use shared_model::version::{RemoteVersion, WireRecord};
use shared_model::{Body, Collection, RecordId, Version, WriteId};

use crate::events::Event;
use crate::journal::{Journal, JournalRecord};
use crate::platform::StoreError;
use crate::record_store::{ForRecord, for_record};
use crate::stored::{Pending, Stored, SyncState};
use crate::tab::TabWrites;

/// The write of each record that a request carried.
type Sent = HashMap<(Collection, RecordId), WriteId>;

/// What is known of the server that a version comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Server {
    /// It holds everything that it ever accepted.
    Continuous,
    /// It may have been restored from a backup, and have lost what was built upon its versions.
    PerhapsRestored,
}

/// Merges what the server holds into the journal. Says whether all of it could be: a local record that only a newer
/// program can read stays as it is.
pub(super) fn apply(
    journal: &Journal,
    versions: &Versions,
    server: Server,
) -> Result<bool, StoreError> {
    // What belongs here is said by the stored horizon, which another tab may have moved.
    journal.horizon()?;
    // What another tab has told and is not heard of yet would be covered up by what this one tells.
    journal.hear_of_beyond_elsewhere(false)?;
    let is_whole = apply_versions(journal, &versions.pieces, server)?
        & apply_versions(journal, &versions.sessions, server)?
        & apply_versions(journal, &versions.logs, server)?
        & apply_versions(journal, &versions.entries, server)?
        & apply_versions(journal, &versions.goals, server)?;
    journal.tell_of_beyond()?;
    Ok(is_whole)
}

/// Notes what became of each record of a push.
///
/// `sent` are the writes that the request carried. A record may have been edited and even sent again by another tab
/// since; an outcome says something only of the write that it belongs to.
pub(super) fn apply_outcomes(
    journal: &Journal,
    payload: &PushPayload,
    sent: &Sent,
) -> Result<(), StoreError> {
    apply_each(journal, &payload.pieces, sent)?;
    apply_each(journal, &payload.sessions, sent)?;
    apply_each(journal, &payload.logs, sent)?;
    apply_each(journal, &payload.entries, sent)?;
    apply_each(journal, &payload.goals, sent)?;
    journal.tell_of_beyond()
}

/// Notes that the server refuses every request that has this record in it.
pub(super) fn refuse(
    journal: &Journal,
    (collection, id): &(Collection, RecordId),
) -> Result<(), StoreError> {
    for_record(*collection, Refuse { journal, id })
}

struct Refuse<'a> {
    journal: &'a Journal,
    id: &'a RecordId,
}

impl ForRecord for Refuse<'_> {
    type Output = Result<(), StoreError>;

    fn call<R: JournalRecord>(self) -> Self::Output {
        if let Some(stored) = self.journal.read::<R>(self.id)? {
            let reason = Invalid::new("record", InvalidReason::Refused);
            self.journal
                .write(rejected(&stored, reason), Some(&stored))?;
            self.journal.publish(Event::RecordsChanged(R::COLLECTION));
        }
        Ok(())
    }
}

fn apply_versions<R: JournalRecord>(
    journal: &Journal,
    versions: &[RemoteVersion<R>],
    server: Server,
) -> Result<bool, StoreError> {
    let mut is_whole = true;
    for remote in versions {
        match apply_version(journal, remote, server) {
            Err(StoreError::WrittenByNewer) => is_whole = false,
            applied => applied?,
        }
        journal.note_named(R::COLLECTION, &remote.id);
    }
    if !versions.is_empty() {
        journal.publish(Event::RecordsChanged(R::COLLECTION));
    }
    Ok(is_whole)
}

fn apply_each<R: JournalRecord>(
    journal: &Journal,
    outcomes: &[Outcome<R>],
    sent: &Sent,
) -> Result<(), StoreError> {
    for outcome in outcomes {
        let Some(stored) = journal.read::<R>(&outcome.id)? else {
            continue;
        };
        let write_id = sent.get(&(R::COLLECTION, outcome.id.clone()));
        let sent = stored.pending().and_then(|pending| pending.sent.clone());
        let Some(sent) = sent.filter(|sent| Some(&sent.write_id) == write_id) else {
            continue;
        };
        match (outcome.status, &outcome.current, &outcome.rejection) {
            (OutcomeStatus::Applied, _, _) => {
                journal.write(accepted(&stored, sent), Some(&stored))?;
            }
            (OutcomeStatus::Conflict, Some(remote), _) if is_clear(&stored, remote) => {
                apply_version(journal, remote, Server::Continuous)?;
            }
            (OutcomeStatus::Rejected, _, Some(invalid)) => {
                journal.write(rejected(&stored, invalid.clone()), Some(&stored))?;
            }
            // The next pull tells. The row of a conflict is missing where only a newer program can read it, and no server
            // of ours leaves out the reason of a rejection.
            (OutcomeStatus::Conflict | OutcomeStatus::Rejected, _, _) => {}
        }
    }
    if !outcomes.is_empty() {
        journal.publish(Event::RecordsChanged(R::COLLECTION));
    }
    Ok(())
}

/// Whether a version shows how it relates to the one that the local change was made from. Otherwise the server may have
/// been restored since the last pull, which the next one finds out.
fn is_clear<R: JournalRecord>(local: &Stored<R>, remote: &RemoteVersion<R>) -> bool {
    local
        .pending()
        .and_then(|pending| pending.base.as_ref())
        .is_none_or(|base| remote.descends_from(&base.write_id).is_some())
}

/// Merges what the server holds of a record.
pub(super) fn apply_version<R: JournalRecord>(
    journal: &Journal,
    remote: &RemoteVersion<R>,
    server: Server,
) -> Result<(), StoreError> {
    let local = journal.read::<R>(&remote.id)?;
    let known = match server {
        Server::Continuous => journal.form_showed::<R>(&remote.id),
        // It may be newer than what the server has.
        Server::PerhapsRestored => None,
    };
    let known = known.or_else(|| journal.making::<R>(&remote.id));
    let known = known.map(Body::Live);
    match integrate(local.as_ref(), known.as_ref(), remote, server, || {
        journal.new_write_id()
    }) {
        Integrated::Unchanged => Ok(()),
        Integrated::New(version) => journal.take_in(arrived(journal, remote, version)),
        Integrated::Changed { stored, displaced } => {
            if let Some(side) = displaced {
                journal.keep_copy(side)?;
            }
            let trashed = trashed(&stored.body, local.as_ref(), remote);
            let stored = Stored { trashed, ..*stored }.heard_at(journal.now());
            journal.write(stored, local.as_ref())
        }
    }
}

/// A record that was not here, as the server holds it.
pub(super) fn arrived<R: JournalRecord>(
    journal: &Journal,
    remote: &RemoteVersion<R>,
    version: Version<R>,
) -> Stored<R> {
    let arrived = Stored {
        id: remote.id.clone(),
        user_id: journal.user(),
        write_id: version.write_id,
        trashed: trashed(&version.body, None, remote),
        body: version.body,
        lineage: Vec::new(),
        tabs: TabWrites::default(),
        heard_at: None,
        sync: SyncState::Synced,
        unknown: serde_json::Map::new(),
    };
    arrived.heard_at(journal.now())
}

/// What a record that turns out to be deleted was: as the one who deleted it saw it, as far as that is known here. Where the
/// deletion outlasts something that they had not seen, in a server that was restored, it is that too, as far as there is room for
/// both: who restores the record is not to miss it.
fn trashed<R: Record + WireRecord>(
    body: &Body<R>,
    local: Option<&Stored<R>>,
    remote: &RemoteVersion<R>,
) -> Option<R> {
    if matches!(body, Body::Live(_)) {
        return None;
    }
    let here = local.and_then(Stored::content);
    let there = remote.record.as_ref();
    let Some(deleted) = local.filter(|local| matches!(local.body, Body::Deleted { .. })) else {
        return there.or(here).cloned();
    };
    let is_unseen = remote.deleted_at.is_none() && !deleted.descends_from(&remote.write_id);
    match (here, there) {
        (Some(here), Some(there)) if is_unseen => {
            let [here, there] = [here, there].map(|content| Body::Live(content.clone()));
            let both = merge(None, &here, &there, Origin::Recovery);
            both.body.live().cloned()
        }
        _ => here.or(there).cloned(),
    }
}

/// What a version from the server does to a record.
#[derive(Debug, PartialEq)]
enum Integrated<R> {
    /// Nothing: it was known.
    Unchanged,
    /// The record was not here.
    New(Version<R>),
    /// The record is this now.
    Changed {
        stored: Box<Stored<R>>,
        /// The side that had no room in the merge.
        displaced: Option<R>,
    },
}

impl<R> Integrated<R> {
    fn changed(stored: Stored<R>) -> Self {
        Self::Changed {
            stored: Box::new(stored),
            displaced: None,
        }
    }
}

/// Decides, without doing anything, what a version from the server does to the local record (design.md section 6). Of one
/// that has no base this tab may know what it was `made_from`.
fn integrate<R: Record + WireRecord>(
    local: Option<&Stored<R>>,
    made_from: Option<&Body<R>>,
    remote: &RemoteVersion<R>,
    server: Server,
    new_write_id: impl Fn() -> WriteId,
) -> Integrated<R> {
    let Some(version) = remote.version() else {
        return Integrated::Unchanged;
    };
    let Some(local) = local else {
        return Integrated::New(version);
    };
    let descends_from = |known: &Version<R>| {
        let is_continuous = server == Server::Continuous;
        remote
            .descends_from(&known.write_id)
            .unwrap_or(is_continuous)
    };
    match &local.sync {
        SyncState::Synced if local.write_id == version.write_id => Integrated::Unchanged,
        SyncState::Synced if descends_from(&local.version()) => {
            Integrated::changed(synced(local, version))
        }
        // The server has this very change, or what was built upon it, although nothing was heard of that.
        SyncState::Unsynced(_) if remote.descends_from(&local.write_id) == Some(true) => {
            Integrated::changed(synced(local, version))
        }
        // A restored server holds an older version, or one that was built upon an older one.
        SyncState::Synced => {
            let is_ancestor = local.descends_from(&version.write_id);
            let ancestor = is_ancestor.then(|| version.body.clone());
            let origin = Origin::Recovery;
            merged(local, ancestor.as_ref(), version, origin, new_write_id)
        }
        SyncState::Unsynced(pending) => {
            let Pending {
                base, sent, origin, ..
            } = &**pending;
            let is_this = |known: &&Version<R>| known.write_id == version.write_id;
            if base.as_ref().is_some_and(|base| is_this(&base)) {
                return Integrated::Unchanged;
            }
            if let Some(sent) = sent.as_ref().filter(is_this) {
                return Integrated::changed(accepted(local, sent.clone()));
            }
            // Another tab sent what this change was made from; or the server took what was sent, and somebody built upon it;
            // or somebody built upon the base.
            let is_ancestor = local.descends_from(&version.write_id);
            let is_ancestor = is_ancestor.then(|| version.clone());
            let built_upon = sent
                .as_ref()
                .filter(|sent| remote.descends_from(&sent.write_id) == Some(true))
                .or(base.as_ref().filter(|base| descends_from(base)));
            let ancestor = is_ancestor.as_ref().or(built_upon);
            let forgets_deletion =
                matches!(local.body, Body::Deleted { .. }) && base.is_some() && ancestor.is_none();
            let origin = if forgets_deletion {
                Origin::Recovery
            } else {
                *origin
            };
            let ancestor = ancestor.map(|ancestor| &ancestor.body);
            // Another tab has sent a record that was made here, and changed since: there is only one making. Or a form was
            // open while the record was taken off the device.
            let made_from = made_from.filter(|_| base.is_none() && pending.origin == Origin::Edit);
            merged(local, ancestor.or(made_from), version, origin, new_write_id)
        }
    }
}

/// What both sides' edits add up to. A result that is not what the server holds waits to be pushed.
fn merged<R: Record>(
    local: &Stored<R>,
    ancestor: Option<&Body<R>>,
    remote: Version<R>,
    origin: Origin,
    new_write_id: impl Fn() -> WriteId,
) -> Integrated<R> {
    let Merged { body, displaced } = merge(ancestor, &local.body, &remote.body, origin);
    let stored = if body == remote.body {
        synced(local, remote)
    } else {
        // A version that stays what it was keeps its name, so that what was built upon it elsewhere is seen to be.
        let write_id = if body == local.body {
            local.write_id.clone()
        } else {
            new_write_id()
        };
        let merged_in = remote.write_id.clone();
        let pending = Pending {
            base: Some(remote),
            origin,
            ..Pending::default()
        };
        let merged = local.successor(
            Version { write_id, body },
            SyncState::Unsynced(Box::new(pending)),
        );
        merged.containing(&merged_in)
    };
    Integrated::Changed {
        stored: Box::new(stored),
        displaced,
    }
}

/// The record once the server holds what was sent: synced, or, when it was edited meanwhile, unsynced on that base.
fn accepted<R: Record>(local: &Stored<R>, sent: Version<R>) -> Stored<R> {
    let sync = if sent.write_id == local.write_id {
        SyncState::Synced
    } else {
        SyncState::Unsynced(Box::new(Pending {
            base: Some(sent),
            ..Pending::default()
        }))
    };
    Stored {
        sync,
        ..local.clone()
    }
}

/// The record once the server refused what was sent. It waits for an edit, or, when it was edited meanwhile, no longer.
fn rejected<R: Record>(local: &Stored<R>, reason: Invalid) -> Stored<R> {
    let mut local = local.clone();
    if let SyncState::Unsynced(pending) = &mut local.sync {
        let is_as_sent = pending
            .sent
            .take()
            .is_some_and(|sent| sent.write_id == local.write_id);
        pending.rejected = is_as_sent.then_some(reason);
    }
    local
}

fn synced<R: Record>(local: &Stored<R>, remote: Version<R>) -> Stored<R> {
    local.successor(remote, SyncState::Synced)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::entry;
    use shared_model::{LogbookEntry, Timestamp, limits};

    fn write(bits: u64) -> WriteId {
        WriteId::from_random(bits)
    }

    fn live(duration: i64) -> Body<LogbookEntry> {
        Body::Live(LogbookEntry {
            duration,
            updated_at: Timestamp::from_millis(1_700_000_000_000 + duration).expect("in range"),
            ..entry("e")
        })
    }

    fn gone() -> Body<LogbookEntry> {
        let at = Timestamp::from_millis(1_800_000_000_000).expect("in range");
        Body::Deleted { at }
    }

    fn version(bits: u64, body: Body<LogbookEntry>) -> Version<LogbookEntry> {
        let write_id = write(bits);
        Version { write_id, body }
    }

    fn stored(
        bits: u64,
        body: Body<LogbookEntry>,
        sync: SyncState<LogbookEntry>,
    ) -> Stored<LogbookEntry> {
        Stored {
            body,
            sync,
            ..Stored::new("u".into(), write(bits), entry("e"))
        }
    }

    fn unsynced(base: Option<Version<LogbookEntry>>) -> SyncState<LogbookEntry> {
        SyncState::Unsynced(Box::new(Pending {
            base,
            ..Pending::default()
        }))
    }

    fn remote(history: &[u64], body: &Body<LogbookEntry>) -> RemoteVersion<LogbookEntry> {
        let recent_writes: Vec<WriteId> = history.iter().copied().map(write).collect();
        RemoteVersion {
            id: "e".into(),
            write_id: recent_writes[0].clone(),
            recent_writes,
            deleted_at: match body {
                Body::Deleted { at } => Some(*at),
                Body::Live(_) => None,
            },
            record: body.live().cloned(),
        }
    }

    fn integrated(
        local: &Stored<LogbookEntry>,
        remote: &RemoteVersion<LogbookEntry>,
        server: Server,
    ) -> Stored<LogbookEntry> {
        match integrate(Some(local), None, remote, server, || write(99)) {
            Integrated::Changed { stored, .. } => *stored,
            Integrated::Unchanged => local.clone(),
            Integrated::New(_) => unreachable!("there is a local version"),
        }
    }

    /// Writes that fill a whole list of recent ones, the newest first.
    fn full_history() -> Vec<u64> {
        (1000..).take(limits::RECENT_WRITES).collect()
    }

    #[test]
    fn a_synced_record_follows_what_was_built_upon_it() {
        let local = stored(1, live(1), SyncState::Synced);
        let newer = integrated(&local, &remote(&[2, 1], &live(2)), Server::PerhapsRestored);
        assert_eq!(
            (newer.is_synced(), newer.version()),
            (true, version(2, live(2)))
        );
    }

    #[test]
    fn a_version_that_does_not_know_ours_is_no_newer_one() {
        let local = stored(2, live(2), SyncState::Synced);
        for server in [Server::Continuous, Server::PerhapsRestored] {
            let kept = integrated(&local, &remote(&[1], &live(1)), server);
            assert_eq!((&kept.body, &kept.write_id), (&live(2), &write(2)));
            let pending = kept.pending().expect("it is given back");
            assert_eq!(pending.base, Some(version(1, live(1))));
        }
    }

    #[test]
    fn what_was_restored_from_the_trash_is_not_deleted_by_a_server_that_has_fallen_behind() {
        let deleted = stored(1, gone(), SyncState::Synced);
        let restored = Stored {
            sync: SyncState::Synced,
            ..deleted.edited(live(2), write(2))
        };
        let behind = remote(&[1], &gone());
        let kept = integrated(&restored, &behind, Server::PerhapsRestored);
        assert_eq!((&kept.body, &kept.write_id), (&live(2), &write(2)));
        let pending = kept.pending().expect("it is given back");
        assert_eq!(pending.base, Some(version(1, gone())));
    }

    #[test]
    fn a_history_that_goes_back_too_little_is_trusted_only_of_a_server_that_lost_nothing() {
        let local = stored(2, live(2), SyncState::Synced);
        let far = remote(&full_history(), &live(1));
        let followed = integrated(&local, &far, Server::Continuous);
        assert_eq!((followed.is_synced(), &followed.body), (true, &live(1)));
        let kept = integrated(&local, &far, Server::PerhapsRestored);
        assert_eq!((kept.is_synced(), &kept.body), (false, &live(2)));
    }

    #[test]
    fn a_restored_version_is_not_taken_for_a_change_back() {
        // The edit left the duration as it was in the base; the server has fallen behind the base.
        let base = version(2, live(2));
        let Body::Live(mut edited) = live(2) else {
            unreachable!("it is live")
        };
        edited.instrument = "Guitar".into();
        let local = stored(3, Body::Live(edited.clone()), unsynced(Some(base)));
        let kept = integrated(&local, &remote(&[1], &live(1)), Server::Continuous);
        assert_eq!(kept.body, Body::Live(edited));
    }

    #[test]
    fn a_deletion_that_was_made_of_a_lost_version_stays_one() {
        let local = stored(3, gone(), unsynced(Some(version(2, live(2)))));
        let older = integrated(&local, &remote(&[1], &live(1)), Server::Continuous);
        assert_eq!(older.body, gone());
        // An edit that had not seen the deletion is stronger.
        let edited = integrated(&local, &remote(&[4, 2], &live(4)), Server::Continuous);
        assert_eq!(
            (edited.is_synced(), edited.version()),
            (true, version(4, live(4)))
        );
    }

    #[test]
    fn what_another_tab_sent_is_what_a_change_was_made_from() {
        let made = stored(1, live(1), unsynced(None));
        let deleted = made.edited(gone(), write(2));
        let kept = integrated(&deleted, &remote(&[1], &live(1)), Server::Continuous);
        assert_eq!((&kept.body, &kept.write_id), (&gone(), &write(2)));
        let pending = kept.pending().expect("the account is to hear of it");
        assert_eq!(pending.base, Some(version(1, live(1))));
        // Whoever built upon it had not seen the deletion.
        let edited = integrated(&deleted, &remote(&[3, 1], &live(3)), Server::Continuous);
        assert_eq!(
            (edited.is_synced(), edited.version()),
            (true, version(3, live(3)))
        );
    }

    #[test]
    fn what_two_tabs_made_of_a_new_record_and_both_sent_started_from_its_making() {
        let made = stored(1, live(1), unsynced(None));
        let Body::Live(mut edited) = live(1) else {
            unreachable!("it is live")
        };
        edited.instrument = "Guitar".into();
        let mut edit = made.edited(Body::Live(edited.clone()), write(2));
        if let SyncState::Unsynced(pending) = &mut edit.sync {
            pending.sent = Some(version(2, Body::Live(edited.clone())));
        }
        let theirs = remote(&[3], &live(3));
        let first = Some(&made.body);
        let both = integrate(Some(&edit), first, &theirs, Server::Continuous, || {
            write(99)
        });
        let Integrated::Changed { stored, .. } = both else {
            unreachable!("the edit is merged in")
        };
        let Body::Live(both) = &stored.body else {
            unreachable!("it is live")
        };
        let Body::Live(theirs) = live(3) else {
            unreachable!("it is live")
        };
        assert_eq!(both.instrument, "Guitar");
        assert_eq!(both.duration, theirs.duration);
    }

    #[test]
    fn a_deletion_that_outlasts_what_it_had_not_seen_keeps_both_in_the_trash() {
        let noted = |notes: &str| LogbookEntry {
            notes: Some(notes.to_owned()),
            ..entry("e")
        };
        let mut deletion = stored(3, gone(), unsynced(Some(version(2, live(1)))));
        deletion.trashed = Some(noted("Slowly."));
        let notes = |remote: &RemoteVersion<LogbookEntry>| {
            let trashed = trashed(&gone(), Some(&deletion), remote);
            trashed
                .and_then(|trashed| trashed.notes)
                .unwrap_or_default()
        };
        let unseen = notes(&remote(&[9, 1], &Body::Live(noted("By heart."))));
        assert!(
            unseen.contains("Slowly.") && unseen.contains("By heart."),
            "{unseen}"
        );
        // What was seen was changed or taken out knowingly.
        let seen = remote(&[3, 2], &Body::Live(noted("By heart.")));
        assert_eq!(notes(&seen), "Slowly.");
        assert_eq!(notes(&remote(&[9, 1], &gone())), "Slowly.");
    }

    #[test]
    fn a_direct_edit_is_stronger_than_a_deletion_and_what_is_given_back_is_not() {
        let deleted = remote(&[9], &gone());
        let edit = stored(3, live(3), unsynced(None));
        assert_eq!(
            integrated(&edit, &deleted, Server::Continuous).body,
            live(3)
        );
        let mut given_back = edit;
        if let SyncState::Unsynced(pending) = &mut given_back.sync {
            pending.origin = Origin::Recovery;
        }
        assert_eq!(
            integrated(&given_back, &deleted, Server::Continuous).body,
            gone()
        );
        // Once the musician edits it, it is an edit like any other.
        let edited = given_back.edited(live(5), write(5));
        assert_eq!(
            integrated(&edited, &deleted, Server::Continuous).body,
            live(5)
        );
    }
}
