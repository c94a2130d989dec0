//! Giving back what a server has lost that was restored from an older backup.

use shared_model::merge::Origin;
use shared_model::{Goal, LogbookEntry, Piece, PracticeLog, PracticeSession};

use crate::events::Event;
use crate::journal::{Journal, JournalRecord};
use crate::platform::StoreError;
use crate::stored::{Pending, Stored, SyncState};

/// Makes every synced record that the server did not name unsynced, deletions too. The server never forgets a record by
/// itself, so it held them and was restored from an older backup.
///
/// The version keeps its name: devices that give back the same version all send the same write, and the server takes it
/// once. What is unsynced already goes up anyway. Says whether nothing is left to give back: not what only a newer program
/// can read.
pub(super) fn give_back(journal: &Journal) -> Result<bool, StoreError> {
    // Another tab may have sent what this one has not heard of.
    let unread = journal.reload_all()?;
    give_back_records::<Piece>(journal)?;
    give_back_records::<PracticeSession>(journal)?;
    give_back_records::<PracticeLog>(journal)?;
    give_back_records::<LogbookEntry>(journal)?;
    give_back_records::<Goal>(journal)?;
    Ok(unread == 0)
}

fn give_back_records<R: JournalRecord>(journal: &Journal) -> Result<(), StoreError> {
    let lost = journal.not_named::<R>();
    for id in &lost {
        // Another tab may have edited it meanwhile.
        let Some(stored) = journal.read::<R>(id)?.filter(Stored::is_synced) else {
            continue;
        };
        let given_back = Stored {
            sync: SyncState::Unsynced(Box::new(Pending {
                origin: Origin::Recovery,
                ..Pending::default()
            })),
            ..stored.clone()
        };
        journal.write(given_back, Some(&stored))?;
    }
    if !lost.is_empty() {
        journal.publish(Event::RecordsChanged(R::COLLECTION));
    }
    Ok(())
}
