//! Every limit of a record and of a request, in one place for the forms, the server and the tests (design.md
//! section 11).

/// Title, composer, instrument and other one-line texts, in characters.
pub const TITLE_CHARS: usize = 255;
/// Notes, in characters.
pub const NOTES_CHARS: usize = 5_000;
/// A goal's description, in characters.
pub const DESCRIPTION_CHARS: usize = 2_000;
/// Tags on an entry.
pub const TAGS: usize = 20;
/// One tag, in characters.
pub const TAG_CHARS: usize = 50;
/// Techniques on an entry, and focus areas of a log.
pub const TECHNIQUES: usize = 20;
/// One technique or focus area, in characters.
pub const TECHNIQUE_CHARS: usize = 100;
/// Pieces on an entry.
pub const PIECES: usize = 20;
/// Goals an entry counts towards.
pub const GOALS_PER_ENTRY: usize = 50;
/// Milestones of a goal.
pub const MILESTONES: usize = 50;
/// A duration or a pause, in seconds.
pub const DURATION_SECS: i64 = 86_400;
/// A tempo, in beats per minute.
pub const TEMPO_BPM: i64 = 400;
/// Notes counted in a session.
pub const NOTES_COUNTED: i64 = 1_000_000;
/// What a goal's target asks for, in its own unit.
pub const TARGET_AMOUNT: i64 = 1_000_000;
/// The offset from UTC where something was played, in minutes either way.
pub const UTC_OFFSET_MINUTES: i64 = 1_080;

/// The daily goal, in minutes: a whole day.
pub const DAILY_GOAL_MINUTES: i64 = 1_440;
/// The latest hour at which a day may begin.
pub const DAY_ROLLOVER_HOUR: i64 = 6;
/// Days without practice that a streak may have in a week.
pub const REST_DAYS: i64 = 6;

/// How long what was deleted can be restored, in days.
pub const TRASH_DAYS: i64 = 30;

/// Records in one push.
pub const PUSH_RECORDS: usize = 1_000;
/// The body of one push, in bytes. The client keeps below it; the server refuses more.
pub const PUSH_BYTES: usize = 900_000;
/// Records in one page of changes (plus the rest of a seq) or of a query.
pub const PAGE_RECORDS: usize = 500;
/// Places of the journal that a request may name as reached.
pub const PLACES: usize = 4;
/// The last writes that a row keeps and tells.
pub const RECENT_WRITES: usize = 16;
/// What somebody wants to be called, in characters.
pub const DISPLAY_NAME_CHARS: usize = 80;
/// An email address, in characters.
pub const EMAIL_CHARS: usize = 254;

/// Which end applies the limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caps {
    /// What a musician may type.
    Form,
    /// What the server holds: four times the form's, so that the merge of two valid records has room.
    Server,
}

impl Caps {
    /// A form's count or length as this end applies it.
    pub const fn count(self, form: usize) -> usize {
        match self {
            Self::Form => form,
            Self::Server => form * 4,
        }
    }

    /// A form's amount as this end applies it.
    pub const fn amount(self, form: i64) -> i64 {
        match self {
            Self::Form => form,
            Self::Server => form * 4,
        }
    }
}
