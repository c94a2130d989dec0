//! What a client and the server say to each other when they sync (design.md sections 6 and 7).
//!
//! The same structs are the client's JSON and, with the `graphql` feature, the server's GraphQL types.

#[cfg(feature = "graphql")]
mod graphql;

use serde::{Deserialize, Serialize};

use crate::collection::Collection;
use crate::id::{RecordId, UserId, WriteId};
use crate::preferences::Preferences;
use crate::records::{Goal, LogbookEntry, Piece, PracticeLog, PracticeSession};
use crate::time::Timestamp;
use crate::validate::Invalid;
use crate::version::{RemoteVersion, WireRecord};

/// A record as it is pushed: its fields, the name of the write, and the version it was made from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(
    rename_all = "camelCase",
    bound(deserialize = "R: serde::de::DeserializeOwned")
)]
pub struct Write<R: WireRecord> {
    /// The fields.
    #[serde(flatten)]
    pub record: R,
    /// The random name of this write.
    pub write_id: WriteId,
    /// The version it was made from; absent when the server has never told of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_write_id: Option<WriteId>,
}

/// A deletion as it is pushed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "graphql", derive(async_graphql::InputObject))]
#[cfg_attr(feature = "graphql", graphql(name = "DeletionInput"))]
#[serde(rename_all = "camelCase")]
pub struct Deletion {
    /// Where the record is.
    pub collection: Collection,
    /// Which one.
    pub id: RecordId,
    /// The random name of this write.
    pub write_id: WriteId,
    /// The version that was deleted; absent when the server has never told of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_write_id: Option<WriteId>,
    /// When it was deleted, by the clock of the device.
    pub deleted_at: Timestamp,
}

/// The records of a first sync: what `syncAnonymousData` takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "graphql", derive(async_graphql::InputObject))]
#[serde(rename_all = "camelCase")]
pub struct SyncAnonymousDataInput {
    /// The user whose records these are. Two tabs share one cookie, so the cookie alone does not say it.
    pub expected_user_id: UserId,
    /// The sender's [`MODEL_VERSION`](crate::MODEL_VERSION).
    pub model_version: i32,
    /// The places in the journal that the sender has reached, as cursors.
    #[serde(default)]
    #[cfg_attr(feature = "graphql", graphql(default))]
    pub reached: Vec<String>,
    /// Practice sessions.
    #[serde(default)]
    #[cfg_attr(feature = "graphql", graphql(default))]
    pub sessions: Vec<Write<PracticeSession>>,
    /// Practice logs.
    #[serde(default)]
    #[cfg_attr(feature = "graphql", graphql(default))]
    pub logs: Vec<Write<PracticeLog>>,
    /// Logbook entries.
    #[serde(default)]
    #[cfg_attr(feature = "graphql", graphql(default))]
    pub entries: Vec<Write<LogbookEntry>>,
    /// Goals.
    #[serde(default)]
    #[cfg_attr(feature = "graphql", graphql(default))]
    pub goals: Vec<Write<Goal>>,
    /// Pieces.
    #[serde(default)]
    #[cfg_attr(feature = "graphql", graphql(default))]
    pub pieces: Vec<Write<Piece>>,
}

/// Later changes and deletions: what `pushChanges` takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "graphql", derive(async_graphql::InputObject))]
#[serde(rename_all = "camelCase")]
pub struct PushChangesInput {
    /// New and edited records.
    #[serde(flatten)]
    #[cfg_attr(feature = "graphql", graphql(flatten))]
    pub changed: SyncAnonymousDataInput,
    /// Deleted records.
    #[serde(default)]
    #[cfg_attr(feature = "graphql", graphql(default))]
    pub deletions: Vec<Deletion>,
}

/// What became of one record of a push.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "graphql", derive(async_graphql::Enum))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OutcomeStatus {
    /// The server's version is exactly the one that was sent.
    Applied,
    /// The server has another version, which comes with the outcome.
    Conflict,
    /// The record is not acceptable; nothing was stored.
    Rejected,
}

/// What became of one record of a push, and what the sender needs to go on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "graphql", derive(async_graphql::SimpleObject))]
#[cfg_attr(feature = "graphql", graphql(name_type))]
#[serde(
    rename_all = "camelCase",
    bound(deserialize = "R: serde::de::DeserializeOwned")
)]
pub struct Outcome<R: WireRecord> {
    /// Which record.
    pub id: RecordId,
    /// What became of it.
    pub status: OutcomeStatus,
    /// With a conflict: what the server holds.
    pub current: Option<RemoteVersion<R>>,
    /// With a rejection: why.
    pub rejection: Option<Invalid>,
}

/// The answer to a push. A count is how many records of the request the server now holds as they were sent, replays
/// included; `success` is true when that is all of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "graphql", derive(async_graphql::SimpleObject))]
#[serde(rename_all = "camelCase")]
pub struct PushPayload {
    /// Whether the server holds every record as it was sent.
    pub success: bool,
    /// Where this push stands in the journal, as a cursor of `changes`. A server that does not know it any more has been
    /// restored from an older backup.
    pub cursor: String,
    /// Whether the journal goes on from each place that the sender has reached. If not, the server was restored from an
    /// older backup, and lacks what came between.
    pub is_continuous: bool,
    /// Practice sessions that the server holds as sent.
    pub synced_sessions: usize,
    /// Practice logs that the server holds as sent.
    pub synced_logs: usize,
    /// Logbook entries that the server holds as sent.
    pub synced_entries: usize,
    /// Goals that the server holds as sent.
    pub synced_goals: usize,
    /// Pieces that the server holds as sent.
    pub synced_pieces: usize,
    /// One outcome for each session of the request.
    pub sessions: Vec<Outcome<PracticeSession>>,
    /// One outcome for each log of the request.
    pub logs: Vec<Outcome<PracticeLog>>,
    /// One outcome for each entry of the request.
    pub entries: Vec<Outcome<LogbookEntry>>,
    /// One outcome for each goal of the request.
    pub goals: Vec<Outcome<Goal>>,
    /// One outcome for each piece of the request.
    pub pieces: Vec<Outcome<Piece>>,
}

/// Versions of records, by collection.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "graphql", derive(async_graphql::SimpleObject))]
#[serde(rename_all = "camelCase")]
pub struct Versions {
    /// Practice sessions.
    pub sessions: Vec<RemoteVersion<PracticeSession>>,
    /// Practice logs.
    pub logs: Vec<RemoteVersion<PracticeLog>>,
    /// Logbook entries.
    pub entries: Vec<RemoteVersion<LogbookEntry>>,
    /// Goals.
    pub goals: Vec<RemoteVersion<Goal>>,
    /// Pieces.
    pub pieces: Vec<RemoteVersion<Piece>>,
}

impl Versions {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.sessions.len()
            + self.logs.len()
            + self.entries.len()
            + self.goals.len()
            + self.pieces.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A page of what changed since a cursor: whole pushes only, tombstones included.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "graphql", derive(async_graphql::SimpleObject))]
#[serde(rename_all = "camelCase")]
pub struct Changes {
    /// Where the next page begins. Opaque to the client.
    pub cursor: String,
    /// Whether there is a next page.
    pub has_more: bool,
    /// The server's time, so that a musician is told of a clock that is off. It decides nothing.
    pub server_time: Timestamp,
    /// The version of the user's preferences, so that nobody asks for those that are known.
    pub preferences_version: i64,
    /// What changed.
    #[serde(flatten)]
    #[cfg_attr(feature = "graphql", graphql(flatten))]
    pub versions: Versions,
}

/// A page of the journal as it is now, from the newest records back: for a device that begins with the newest part of a long
/// journal, and for older records once somebody looks at them.
///
/// A page counts sessions, logs and entries, by when they were played, and of each the tombstones whose content is still
/// there. The first page also has all goals and pieces, which belong to no moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "graphql", derive(async_graphql::SimpleObject))]
#[serde(rename_all = "camelCase")]
pub struct History {
    /// The journal's end when the page was read: the cursor from which `changes` goes on.
    pub as_of: String,
    /// The instant of the page's oldest record, from which on the page has everything; absent when it reaches the
    /// journal's beginning.
    pub since: Option<Timestamp>,
    /// The version of the user's preferences, so that nobody asks for those that are known.
    pub preferences_version: i64,
    /// The records.
    #[serde(flatten)]
    #[cfg_attr(feature = "graphql", graphql(flatten))]
    pub versions: Versions,
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "graphql", derive(async_graphql::SimpleObject))]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// The account's name.
    pub id: UserId,
    /// The address that signs in.
    pub email: String,
    /// Whether the account keeps a copy of the journal.
    pub has_cloud_storage: bool,
}

/// An account, as its musician sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "graphql", derive(async_graphql::SimpleObject))]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// The address that signs in.
    pub email: String,
    /// What whose it is wants to be called.
    pub display_name: Option<String>,
    /// When somebody signed in to it for the first time.
    pub created_at: Timestamp,
}

/// A change of the address that signs in to an account, as the links that confirm it tell of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "graphql", derive(async_graphql::SimpleObject))]
#[serde(rename_all = "camelCase")]
pub struct AddressChange {
    /// The account's address before.
    pub from: String,
    /// The one that takes its place.
    pub to: String,
    /// How far it has come.
    pub step: AddressChangeStep,
}

/// How far a change of address has come, for the link that is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "graphql", derive(async_graphql::Enum))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AddressChangeStep {
    /// The link's address has not confirmed it.
    Asked,
    /// It has, and the other address has not.
    Waiting,
    /// Both have, and the address has changed.
    Changed,
}

/// The user's preferences as the account has them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "graphql", derive(async_graphql::SimpleObject))]
#[serde(rename_all = "camelCase")]
pub struct AccountPreferences {
    /// How often they have been changed. A change names the version that it was made from.
    pub version: i64,
    /// What they are.
    pub preferences: Preferences,
}

/// What a magic link is for, told before it is used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "graphql", derive(async_graphql::SimpleObject))]
#[serde(rename_all = "camelCase")]
pub struct MagicLink {
    /// The address that it signs in.
    pub email: String,
    /// Whether this browser is the one that asked for it.
    pub requested_here: bool,
}

/// One of the places where somebody is signed in to an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "graphql", derive(async_graphql::SimpleObject))]
#[serde(rename_all = "camelCase")]
pub struct AccountSession {
    /// A random name, by which it is revoked.
    pub id: String,
    /// The browser and the system, as "Firefox, Android"; empty where nobody knows.
    pub device: String,
    /// When somebody signed in there.
    pub created_at: Timestamp,
    /// When it was last used, to the hour.
    pub last_used_at: Timestamp,
    /// Whether it is the one that asks.
    pub is_current: bool,
}

/// By what somebody signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "graphql", derive(async_graphql::Enum))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SignInMethod {
    /// The link in a mail.
    Link,
    /// The code in a mail.
    Code,
}

/// What became of signing in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "graphql", derive(async_graphql::Enum))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SignInOutcome {
    /// Somebody was signed in.
    SignedIn,
    /// The code was wrong.
    Refused,
    /// Nobody signed in: the links of both mails have changed the account's address.
    AddressChanged,
}

/// A line of an account's sign-in log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "graphql", derive(async_graphql::SimpleObject))]
#[serde(rename_all = "camelCase")]
pub struct SignIn {
    /// When it was.
    pub at: Timestamp,
    /// By what.
    pub method: SignInMethod,
    /// What became of it.
    pub outcome: SignInOutcome,
    /// The browser and the system, as "Firefox, Android"; empty where nobody knows.
    pub device: String,
}

/// The stable codes in `extensions.code` of the API's errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ErrorCode {
    /// Nobody is signed in, or no longer. Here and with `WRONG_ACCOUNT`, `accountIsUnknown` says that the account of the
    /// request was never on this server.
    Unauthenticated,
    /// The account that the request was meant for was deleted.
    AccountDeleted,
    /// Somebody else is signed in than the request was meant for.
    WrongAccount,
    /// The client's record model is not the server's.
    UpgradeRequired,
    /// The user has paused the account's copy.
    CloudStoragePaused,
    /// The server does not know the cursor: pull everything again.
    Resync,
    /// The request has more records or bytes than one may have.
    TooLarge,
    /// An argument has another form than it should.
    BadInput,
    /// The request came from a page of another site.
    CrossSite,
    /// The magic link was used already, is too old, or was never given out.
    LinkInvalid,
    /// The code is not the one of this browser's last mail, or too many were wrong, or it is too old. `triesLeft` says how
    /// many may still be tried.
    CodeInvalid,
    /// Too many mails were asked for, or too many links and codes tried. `retryAfterSecs` says how long to wait.
    RateLimited,
    /// The mail could not be sent.
    MailNotSent,
    /// The database did not answer as it should; nothing was changed.
    Unavailable,
}

impl ErrorCode {
    /// The code as it stands in `extensions.code`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::AccountDeleted => "ACCOUNT_DELETED",
            Self::WrongAccount => "WRONG_ACCOUNT",
            Self::UpgradeRequired => "UPGRADE_REQUIRED",
            Self::CloudStoragePaused => "CLOUD_STORAGE_PAUSED",
            Self::Resync => "RESYNC",
            Self::TooLarge => "TOO_LARGE",
            Self::BadInput => "BAD_INPUT",
            Self::CrossSite => "CROSS_SITE",
            Self::LinkInvalid => "LINK_INVALID",
            Self::CodeInvalid => "CODE_INVALID",
            Self::RateLimited => "RATE_LIMITED",
            Self::MailNotSent => "MAIL_NOT_SENT",
            Self::Unavailable => "UNAVAILABLE",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_code_is_the_same_text_in_json_and_by_name() {
        for code in [
            ErrorCode::Unauthenticated,
            ErrorCode::AccountDeleted,
            ErrorCode::WrongAccount,
            ErrorCode::UpgradeRequired,
            ErrorCode::CloudStoragePaused,
            ErrorCode::Resync,
            ErrorCode::TooLarge,
            ErrorCode::BadInput,
            ErrorCode::CrossSite,
            ErrorCode::LinkInvalid,
            ErrorCode::CodeInvalid,
            ErrorCode::RateLimited,
            ErrorCode::MailNotSent,
            ErrorCode::Unavailable,
        ] {
            assert_eq!(
                serde_json::to_value(code).expect("a code serializes"),
                code.as_str()
            );
        }
    }
}
