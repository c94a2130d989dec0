//! The keys of the local store (design.md section 5). README.md lists them for people.

use shared_model::{Collection, RecordId, UserId};

/// Everything of Mirubato's begins with this.
const PREFIX: &str = "mirubato_";
/// The user of this browser.
pub(crate) const USER: &str = "mirubato_user_data";
/// A migration that has begun: which user's records become whose.
pub(crate) const MIGRATION: &str = "mirubato_migration";
/// From the moment somebody signs out until the server has ended the session: the id of who signed out, and after
/// a space a name for this time.
pub(crate) const LOGOUT_PENDING: &str = "mirubato_logout_pending";
/// Values that could not be read are moved here, under their old key.
pub(crate) const QUARANTINE: &str = "mirubato_quarantine:";

/// The key under which the first Mirubato kept a whole collection as one array.
pub(crate) fn array(collection: Collection) -> String {
    format!("{PREFIX}{}", collection.table())
}

/// The key of a record.
pub(crate) fn record(collection: Collection, id: &RecordId) -> String {
    format!("{PREFIX}{}:{id}", collection.table())
}

/// The key of a record whose ordinary key is taken by another user's record of the same id.
pub(crate) fn record_of(collection: Collection, id: &RecordId, user: &UserId) -> String {
    format!("{}~{user}", record(collection, id))
}

/// The collection and the id that a key names, if it is a record's.
pub(crate) fn parse_record(key: &str) -> Option<(Collection, RecordId)> {
    let (table, rest) = key.strip_prefix(PREFIX)?.split_once(':')?;
    let collection = Collection::ALL
        .into_iter()
        .find(|collection| collection.table() == table)?;
    let id = rest.split_once('~').map_or(rest, |(id, _user)| id);
    Some((collection, id.into()))
}

/// Whether a key is one of Mirubato's.
pub(crate) fn is_ours(key: &str) -> bool {
    key.starts_with(PREFIX)
}

/// Where a user's part of a long journal begins on this device.
pub(crate) fn horizon(user: &UserId) -> String {
    format!("mirubato_horizon:{user}")
}

/// What a tab changes when it has heard of records from beyond a user's horizon.
pub(crate) fn beyond(user: &UserId) -> String {
    format!("mirubato_beyond_horizon:{user}")
}

/// How the keys of cursors begin.
const CURSOR: &str = "mirubato_sync_cursor:";

/// Where a user's pull stands.
pub(crate) fn cursor(user: &UserId) -> String {
    format!("{CURSOR}{user}")
}

/// Whose pull it is of which a key says where it stands.
pub(crate) fn cursor_of(key: &str) -> Option<UserId> {
    key.strip_prefix(CURSOR).map(UserId::from)
}

/// When a user's trash was last looked at for what is to be emptied.
pub(crate) fn trash_looked_at(user: &UserId) -> String {
    format!("mirubato_trash_looked_at:{user}")
}

/// When the account last held all that a user had on this device.
pub fn synced_at(user: &UserId) -> String {
    format!("mirubato_synced_at:{user}")
}

/// A user's preferences.
pub(crate) fn preferences(user: &UserId) -> String {
    format!("mirubato_preferences:{user}")
}

/// How the keys of running timers begin.
const TIMER: &str = "mirubato_timer:";

/// A user's running timer.
pub fn timer(user: &UserId) -> String {
    format!("{TIMER}{user}")
}

/// Whether a key is somebody's running timer's.
pub(crate) fn is_timer(key: &str) -> bool {
    key.starts_with(TIMER)
}

/// What a user has typed and not saved yet.
pub fn drafts(user: &UserId) -> String {
    format!("mirubato_draft:{user}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_key_names_its_collection_and_id() {
        let (id, user) = (RecordId::from("entry_123"), UserId::from("user_456"));
        let key = record(Collection::LogbookEntries, &id);
        assert_eq!(key, "mirubato_logbook_entries:entry_123");
        assert_eq!(
            parse_record(&key),
            Some((Collection::LogbookEntries, id.clone()))
        );
        let shared = record_of(Collection::LogbookEntries, &id, &user);
        assert_eq!(
            parse_record(&shared),
            Some((Collection::LogbookEntries, id))
        );
    }

    #[test]
    fn other_keys_are_no_records() {
        for key in [
            "mirubato_user_data",
            "mirubato_logbook_entries",
            "mirubato_quarantine:x",
            "other:1",
        ] {
            assert_eq!(parse_record(key), None, "{key}");
        }
    }
}
