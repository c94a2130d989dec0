//! What makes a record valid, told field by field.
//!
//! Each record lists its rules in [`Record::check`](crate::Record::check) by calling a [`Checker`]; the first broken
//! rule is the one that is told.

use serde::{Deserialize, Serialize};

use crate::id::{RecordId, WriteId};
use crate::limits::{self, Caps};

/// Why a field is not acceptable. Stable codes: the API sends them, the screens translate them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(feature = "graphql", derive(async_graphql::Enum))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum InvalidReason {
    /// A required text is empty.
    #[error("must not be empty")]
    Missing,
    /// A text has more characters than allowed.
    #[error("is too long")]
    TooLong,
    /// A list has more items than allowed.
    #[error("has too many items")]
    TooMany,
    /// A number is outside its range.
    #[error("is out of range")]
    OutOfRange,
    /// An id has other characters, or more, than ids have.
    #[error("is not an id of 1-64 letters, digits, '_' or '-'")]
    MalformedId,
    /// Something ends before it starts.
    #[error("is before the start")]
    EndsBeforeStart,
    /// The same id came twice in one push.
    #[error("came twice in one push")]
    Duplicate,
    /// The server refuses every request that has this record in it, and says no more.
    #[error("makes the server refuse the request")]
    Refused,
}

/// The first broken rule of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(feature = "graphql", derive(async_graphql::SimpleObject))]
#[cfg_attr(feature = "graphql", graphql(name = "Rejection"))]
#[error("{field} {reason}")]
pub struct Invalid {
    /// The field by its name on the wire, with the place in a list: `pieces[2].title`.
    pub field: String,
    /// What is wrong with it.
    pub reason: InvalidReason,
}

impl Invalid {
    /// A broken rule of one field.
    pub fn new(field: impl Into<String>, reason: InvalidReason) -> Self {
        Self {
            field: field.into(),
            reason,
        }
    }
}

/// The outcome of one rule.
pub type Check = Result<(), Invalid>;

/// The rules that records are made of, with the limits of one end.
#[derive(Clone, Copy, Debug)]
pub struct Checker {
    /// Whose limits apply.
    pub caps: Caps,
}

impl Checker {
    /// A record's id.
    pub fn id(self, field: &str, id: &RecordId) -> Check {
        ensure(id.is_well_formed(), field, InvalidReason::MalformedId)
    }

    /// An id that may be absent.
    pub fn optional_id(self, field: &str, id: Option<&RecordId>) -> Check {
        id.map_or(Ok(()), |id| self.id(field, id))
    }

    /// The name of a write.
    pub fn write_id(self, field: &str, id: &WriteId) -> Check {
        ensure(id.is_well_formed(), field, InvalidReason::MalformedId)
    }

    /// A text of at most so many characters in the form.
    pub fn text(self, field: &str, text: &str, form_chars: usize) -> Check {
        ensure(
            text.chars().count() <= self.caps.count(form_chars),
            field,
            InvalidReason::TooLong,
        )
    }

    /// A text that may be absent.
    pub fn optional_text(self, field: &str, text: Option<&str>, form_chars: usize) -> Check {
        text.map_or(Ok(()), |text| self.text(field, text, form_chars))
    }

    /// A one-line text that has to say something.
    pub fn title(self, field: &str, text: &str) -> Check {
        ensure(!text.trim().is_empty(), field, InvalidReason::Missing)?;
        self.text(field, text, limits::TITLE_CHARS)
    }

    /// A number between `min` and the form's limit.
    pub fn amount(self, field: &str, amount: i64, min: i64, form_max: i64) -> Check {
        ensure(
            (min..=self.caps.amount(form_max)).contains(&amount),
            field,
            InvalidReason::OutOfRange,
        )
    }

    /// A number with a range that is the same at both ends.
    pub fn range(self, field: &str, value: i64, min: i64, max: i64) -> Check {
        ensure(
            (min..=max).contains(&value),
            field,
            InvalidReason::OutOfRange,
        )
    }

    /// A tempo that may be absent.
    pub fn tempo(self, field: &str, bpm: Option<i64>) -> Check {
        bpm.map_or(Ok(()), |bpm| self.amount(field, bpm, 1, limits::TEMPO_BPM))
    }

    /// The offset from UTC where something was played.
    pub fn utc_offset(self, minutes: i64) -> Check {
        let max = limits::UTC_OFFSET_MINUTES;
        self.range("utcOffsetMinutes", minutes, -max, max)
    }

    /// A list of at most so many items in the form, each of which passes `item`, which is given the item's own name.
    pub fn list<T>(
        self,
        field: &str,
        items: &[T],
        form_items: usize,
        item: impl Fn(&str, &T) -> Check,
    ) -> Check {
        ensure(
            items.len() <= self.caps.count(form_items),
            field,
            InvalidReason::TooMany,
        )?;
        items
            .iter()
            .enumerate()
            .try_for_each(|(index, value)| item(&format!("{field}[{index}]"), value))
    }

    /// A list of short texts.
    pub fn texts(
        self,
        field: &str,
        texts: &[String],
        form_items: usize,
        form_chars: usize,
    ) -> Check {
        self.list(field, texts, form_items, |name, text| {
            ensure(!text.trim().is_empty(), name, InvalidReason::Missing)?;
            self.text(name, text, form_chars)
        })
    }
}

/// A rule: `field` is wrong for `reason` unless `holds`.
pub fn ensure(holds: bool, field: &str, reason: InvalidReason) -> Check {
    if holds {
        Ok(())
    } else {
        Err(Invalid::new(field, reason))
    }
}
