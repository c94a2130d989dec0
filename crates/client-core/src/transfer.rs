//! A journal as a file: what is written, what is read, and what reading it does to the journal.
//!
//! ```text
//!  journal ─► export_json, export_everything, export_csv ─► file
//!
//!  file ─► read ─► Contents ─► Plan (new, changed, same) ─► Import ─► journal
//!                     │                                       │
//!                     └► what cannot be read, and why         └► Undo
//! ```
//!
//! Three kinds of file are read: this program's JSON (also as it was before it had a format of its own), the JSON that
//! mirubato.com exports, and a table of entries as CSV. Each becomes items of one shape, and `item` makes records of them.
//! A record that has no id in the file gets one from its content, so the same file makes the same records on every device.

mod apply;
mod encoding;
mod entries_csv;
mod item;
mod journal_file;
mod mirubato_com;
mod plan;

use serde_json::{Map, Value};
use shared_model::Preferences;
use shared_model::validate::Invalid;

use crate::journal::{AnyRecord, Journal};
use crate::timer::Timer;
use crate::user;
use item::ItemReader;

pub use apply::{Import, Undo};
pub use encoding::text_of;
pub use entries_csv::export_csv;
pub use journal_file::{AccountContents, export_everything, export_json};
pub use plan::{Changed, Plan, Prefer};

/// The largest file that is read, in bytes: several times what a browser holds of a journal.
pub const FILE_BYTES: u32 = 20_000_000;

/// A record that a file tells of.
#[derive(Clone, Debug, PartialEq)]
pub struct Incoming {
    /// The record.
    pub record: AnyRecord,
    /// Whether the file says when it was last edited.
    says_when_edited: bool,
    /// Whether the file only mentions it: a piece that an entry names, and that no list has.
    is_mentioned: bool,
    /// Fields that this version of the program does not know.
    unknown: Map<String, Value>,
}

/// Where something stands in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// An item of a list.
    Item {
        /// What the file calls the list.
        list: String,
        /// Which item; the first is 1.
        number: usize,
    },
    /// A line; the first is 1.
    Line(u64),
}

/// Why something in a file is not a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It has no fields.
    NotARecord,
    /// What stands in a field cannot be read. The field is called as the records call it.
    Field(String),
    /// The rules of its fields refuse it.
    Invalid(Invalid),
    /// The line has more cells than the table has columns.
    TooManyCells,
    /// A quotation mark is not closed, so that the rest of the file is one cell.
    UnclosedQuote,
}

/// What a file holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contents {
    /// The records.
    pub records: Vec<Incoming>,
    /// A session that was not finished.
    pub timer: Option<Timer>,
    /// How whose file it is wants their journal to be.
    pub preferences: Option<Preferences>,
    /// How many records had been deleted where the file was written. They are not brought back.
    pub deleted: usize,
    /// What is no record, and why.
    pub unreadable: Vec<(Place, Unreadable)>,
    /// The lists that nothing is known about, as the file calls them.
    pub ignored: Vec<String>,
}

/// Why a file is not read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Nothing is in it.
    Empty,
    /// It begins as JSON and goes on as something else, from this line on.
    BrokenJson {
        /// The line; the first is 1.
        line: usize,
    },
    /// It is neither a journal nor a table with a column of dates.
    NotAJournal,
    /// A newer version of the program has written it.
    Newer,
    /// Records of the example are in it, which is nobody's.
    Example,
}

/// Reads a file. What has no offset from UTC in it was played where the device is.
///
/// # Errors
/// When it is no journal. Single records that cannot be read are told apart in what is answered.
pub fn read(text: &str, journal: &Journal) -> Result<Contents, Refusal> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut items = ItemReader::new(|at| journal.utc_offset_minutes(at));
    match text.trim_start().chars().next() {
        None => return Err(Refusal::Empty),
        Some('{' | '[') => read_json(text, &mut items)?,
        Some(_) => entries_csv::read(text, &mut items)?,
    }
    let contents = items.finish();
    let is_of_example = |incoming: &Incoming| user::is_example_record(incoming.record.id());
    if contents.records.iter().any(is_of_example) && journal.user() != user::example_id() {
        return Err(Refusal::Example);
    }
    Ok(contents)
}

fn read_json(text: &str, items: &mut ItemReader<'_>) -> Result<(), Refusal> {
    let file: Value =
        serde_json::from_str(text).map_err(|error| Refusal::BrokenJson { line: error.line() })?;
    let Value::Object(file) = file else {
        return Err(Refusal::NotAJournal);
    };
    if journal_file::is_one(&file) {
        journal_file::read(file, items)
    } else if mirubato_com::is_one(&file) {
        mirubato_com::read(file, items);
        Ok(())
    } else {
        Err(Refusal::NotAJournal)
    }
}
