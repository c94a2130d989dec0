//! The records of a practice journal, their validation, limits and rules.
//!
//! Everything here is pure: no clock, no randomness, no I/O, no browser and no Worker. What decides (is this record
//! valid, which day was it played on, what do two devices' edits add up to) is decided here, and tested natively in
//! milliseconds. The server turns the `graphql` feature on to get the same structs as GraphQL types.

pub mod backup_check;
pub mod collection;
pub mod display_name;
pub mod filter;
pub mod fold;
pub mod id;
pub mod language;
pub mod limits;
pub mod merge;
pub mod period;
pub mod played;
pub mod preferences;
pub mod protocol;
pub mod reached;
pub mod records;
pub mod repertoire;
pub mod report;
pub mod sign_in_code;
pub mod streak;
pub mod time;
pub mod validate;
pub mod version;

pub use backup_check::{BackupCheck, CollectionCheck};
pub use collection::Collection;
pub use display_name::DisplayName;
pub use filter::{EntryFilter, PreparedFilter, SearchTexts};
pub use fold::folded;
pub use id::{RecordId, UserId, WriteId};
pub use language::Language;
pub use period::{Period, Preset, Unit};
pub use played::{ActivityPart, PiecePart, Sitting, practised_days, sittings};
pub use preferences::{Preferences, Theme, WeekStart};
pub use reached::{Contribution, CountedDays, contributions, reached, reached_percent};
pub use records::{
    ActivityType, Goal, GoalStatus, GoalTarget, GoalTargetKind, LogbookEntry, LogbookEntryType,
    Milestone, Mood, Piece, PieceRef, PieceStatus, PracticeLog, PracticeSession, Record,
    SessionType,
};
pub use repertoire::{PieceHistory, Played, Repertoire, TempoPoint, rests_too_long};
pub use report::{
    DayReport, PieceReport, Report, SecondsByDay, Share, day_reports, seconds_by_day,
    seconds_within,
};
pub use sign_in_code::SignInCode;
pub use streak::{Streak, streak};
pub use time::{CivilDate, Timestamp, local_day};
pub use version::{Body, RemoteVersion, Version};

/// The version of the record model that a client and a server agree on. A push names it, so that a server which has
/// moved on can refuse an old client (UPGRADE_REQUIRED) instead of misreading its records.
pub const MODEL_VERSION: i32 = 1;
