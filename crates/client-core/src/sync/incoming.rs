//! What comes from the server: pulled versions and outcomes of pushes, merged into the local store.

use std::collections::HashMap;

use shared_model::merge::{Origin, merge};
use shared_model::protocol::{Changes, Outcome, OutcomeStatus, PushPayload};
use shared_model::records::Record;
use shared_model::version::{RemoteVersion, WireRecord};
use shared_model::{Collection, RecordId, Version, WriteId};

use crate::events::Event;
use crate::journal::{Journal, JournalRecord};
use crate::platform::StoreError;
use crate::stored::{Pending, Stored, SyncState};

/// The write of each record that a request carried.
type Sent = HashMap<(Collection, RecordId), WriteId>;

/// Merges a page of changes into the journal.
pub(super) fn apply_changes(journal: &Journal, changes: &Changes) -> Result<(), StoreError> {
    apply_versions(journal, &changes.pieces)?;
    apply_versions(journal, &changes.sessions)?;
    apply_versions(journal, &changes.logs)?;
    apply_versions(journal, &changes.entries)?;
    apply_versions(journal, &changes.goals)
}

/// How many records a page has.
pub(super) fn count(changes: &Changes) -> usize {
    changes.pieces.len()
        + changes.sessions.len()
        + changes.logs.len()
        + changes.entries.len()
        + changes.goals.len()
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
    apply_each(journal, &payload.goals, sent)
}

fn apply_versions<R: JournalRecord>(
    journal: &Journal,
    versions: &[RemoteVersion<R>],
) -> Result<(), StoreError> {
    for remote in versions {
        apply_version(journal, remote)?;
    }
    if !versions.is_empty() {
        journal.publish(Event::RecordsChanged(R::COLLECTION));
    }
    Ok(())
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
                journal.write(accepted(&stored, sent))?;
            }
            (OutcomeStatus::Conflict, Some(remote), _) => apply_version(journal, remote)?,
            (OutcomeStatus::Rejected, _, Some(invalid)) => {
                let mut rejected = stored.clone();
                if let SyncState::Unsynced(pending) = &mut rejected.sync {
                    let is_as_sent = pending
                        .sent
                        .take()
                        .is_some_and(|sent| sent.write_id == rejected.write_id);
                    pending.rejected = is_as_sent.then(|| invalid.clone());
                }
                journal.write(rejected)?;
            }
            // No server of ours leaves out the row of a conflict or the reason of a rejection; the next pull tells.
            (OutcomeStatus::Conflict | OutcomeStatus::Rejected, _, _) => {}
        }
    }
    if !outcomes.is_empty() {
        journal.publish(Event::RecordsChanged(R::COLLECTION));
    }
    Ok(())
}

fn apply_version<R: JournalRecord>(
    journal: &Journal,
    remote: &RemoteVersion<R>,
) -> Result<(), StoreError> {
    let Some(version) = remote.version() else {
        return Ok(());
    };
    let local = journal.read::<R>(&remote.id)?;
    match integrate(local.as_ref(), version, &remote.recent_writes, || {
        journal.new_write_id()
    }) {
        Integrated::Unchanged => Ok(()),
        Integrated::New(version) => {
            let Version { write_id, body } = version;
            let (id, user_id) = (remote.id.clone(), journal.user());
            let unknown = serde_json::Map::new();
            journal.write(Stored {
                id,
                user_id,
                write_id,
                body,
                sync: SyncState::Synced,
                unknown,
            })
        }
        Integrated::Changed { stored, displaced } => {
            if let Some(copy) = displaced {
                keep_copy(journal, &remote.id, copy, &stored)?;
            }
            journal.write(*stored)
        }
    }
}

/// Keeps the side of a merge that had no room as a record of its own. Its id says that it is a copy, and is the same
/// when the merge is done again after an interruption.
fn keep_copy<R: JournalRecord>(
    journal: &Journal,
    id: &RecordId,
    mut copy: R,
    merged: &Stored<R>,
) -> Result<(), StoreError> {
    let base = merged
        .pending()
        .and_then(|pending| pending.base.as_ref())
        .map_or(&merged.write_id, |base| &base.write_id);
    let copy_id = RecordId::copy_of(id, base);
    if journal.read::<R>(&copy_id)?.is_none() {
        copy.set_id(copy_id);
        journal.write(Stored::new(journal.user(), journal.new_write_id(), copy))?;
    }
    Ok(())
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

/// Decides, without doing anything, what a version from the server does to the local record (design.md section 6).
fn integrate<R: Record + WireRecord>(
    local: Option<&Stored<R>>,
    remote: Version<R>,
    recent_writes: &[WriteId],
    new_write_id: impl Fn() -> WriteId,
) -> Integrated<R> {
    let Some(local) = local else {
        return Integrated::New(remote);
    };
    let changed = |stored: Stored<R>| Integrated::Changed {
        stored: Box::new(stored),
        displaced: None,
    };
    let Some(pending) = local.pending() else {
        if local.write_id == remote.write_id {
            return Integrated::Unchanged;
        }
        return changed(synced(local, remote));
    };
    if pending
        .base
        .as_ref()
        .is_some_and(|base| base.write_id == remote.write_id)
    {
        return Integrated::Unchanged;
    }
    let sent = pending.sent.as_ref();
    if let Some(sent) = sent.filter(|sent| sent.write_id == remote.write_id) {
        return changed(accepted(local, sent.clone()));
    }
    // The server took what was sent, and somebody built upon it.
    let sent_was_accepted = sent.filter(|sent| recent_writes.contains(&sent.write_id));
    let base = sent_was_accepted.or(pending.base.as_ref());
    let merged = merge(
        base.map(|base| &base.body),
        &local.body,
        &remote.body,
        Origin::Edit,
    );
    if merged.body == remote.body {
        return Integrated::Changed {
            stored: Box::new(synced(local, remote)),
            displaced: merged.displaced,
        };
    }
    let pending = Pending {
        base: Some(remote),
        sent: None,
        rejected: None,
    };
    Integrated::Changed {
        stored: Box::new(Stored {
            write_id: new_write_id(),
            body: merged.body,
            sync: SyncState::Unsynced(Box::new(pending)),
            ..local.clone()
        }),
        displaced: merged.displaced,
    }
}

/// The record once the server holds what was sent: synced, or, when it was edited meanwhile, unsynced on that base.
fn accepted<R: Record>(local: &Stored<R>, sent: Version<R>) -> Stored<R> {
    let sync = if sent.write_id == local.write_id {
        SyncState::Synced
    } else {
        SyncState::Unsynced(Box::new(Pending {
            base: Some(sent),
            sent: None,
            rejected: None,
        }))
    };
    Stored {
        sync,
        ..local.clone()
    }
}

fn synced<R: Record>(local: &Stored<R>, remote: Version<R>) -> Stored<R> {
    Stored {
        write_id: remote.write_id,
        body: remote.body,
        sync: SyncState::Synced,
        ..local.clone()
    }
}
