//! Names of things: records, users and writes.
//!
//! An id is only a tagged text here. Whether a record id is well formed is a question for validation, which answers
//! per record: a type that refused to be read would fail a whole push for one bad id.

use serde::{Deserialize, Serialize};

use crate::backup_check::fnv_1a;
use crate::records::Record;

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "graphql", derive(async_graphql::NewType))]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}

text_id! {
    /// The name of a record, made by the client: 1-64 characters of `[A-Za-z0-9_-]`, unique within a user.
    RecordId
}

text_id! {
    /// The name of a user, anonymous or signed in.
    UserId
}

text_id! {
    /// The random name of the write that made a version of a record: [`WriteId::CHARS`] hexadecimal digits. The width
    /// is fixed so that the server can keep a row's recent writes as one text.
    WriteId
}

/// The longest record id, in characters.
pub const RECORD_ID_CHARS_MAX: usize = 64;

/// How the id of a copy begins.
const COPY_PREFIX: &str = "copy-";

/// How the id of a record begins that had none in the file it came from.
const FILE_PREFIX: &str = "file-";

impl RecordId {
    /// The id of the record that keeps one side of a merge which had no room for both (design.md section 6): always the
    /// same for the same content of a record, and another for any other.
    pub fn copy_of<R: Record>(side: &R) -> Self {
        let content = serde_json::to_vec(side).unwrap_or_default();
        let digest = format!("{:016x}", fnv_1a(content.into_iter()));
        let room = RECORD_ID_CHARS_MAX - COPY_PREFIX.len() - digest.len() - 1;
        let start: String = side.id().0.chars().take(room).collect();
        Self(format!("{COPY_PREFIX}{digest}-{start}"))
    }

    /// The id of a record that has none, or none that can be kept, in the file it comes from: the same for the same content
    /// on every device. Of records with equal content the first is number 0, and the numbers tell them apart.
    pub fn of_content(content: &str, number: usize) -> Self {
        let digest = fnv_1a(content.bytes());
        Self(match number {
            0 => format!("{FILE_PREFIX}{digest:016x}"),
            number => format!("{FILE_PREFIX}{digest:016x}-{number}"),
        })
    }

    /// Whether the record is a copy "from another device" that a merge made.
    pub fn is_copy(&self) -> bool {
        self.0.starts_with(COPY_PREFIX)
    }

    /// Whether the id can be a key in the browser and in D1.
    pub fn is_well_formed(&self) -> bool {
        (1..=RECORD_ID_CHARS_MAX).contains(&self.0.len())
            && self
                .0
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
    }
}

impl WriteId {
    /// The length of every write id, in characters.
    pub const CHARS: usize = 16;

    /// A write id from 64 random bits. They name one write among those of a single record.
    pub fn from_random(bits: u64) -> Self {
        Self(format!("{bits:016x}"))
    }

    /// Whether the id has the fixed width and alphabet.
    pub fn is_well_formed(&self) -> bool {
        self.0.len() == Self::CHARS
            && self
                .0
                .bytes()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_id_is_1_to_64_safe_characters() {
        for good in [
            "a",
            "entry_123",
            "0190b5c2-7e5b-7c9a-8b1d-0242ac120002",
            &"x".repeat(64),
        ] {
            assert!(RecordId::from(good).is_well_formed(), "{good}");
        }
        for bad in ["", "a b", "a/b", "ü", "a:b", &"x".repeat(65)] {
            assert!(!RecordId::from(bad).is_well_formed(), "{bad}");
        }
    }

    #[test]
    fn an_id_from_content_is_the_same_for_the_same_content_and_number() {
        let id = RecordId::of_content;
        assert_eq!(id("scales", 0), id("scales", 0));
        assert_ne!(id("scales", 0), id("scales", 1));
        assert_ne!(id("scales", 0), id("Scales", 0));
        assert!(id("scales", 0).is_well_formed() && id("", usize::MAX).is_well_formed());
    }

    #[test]
    fn a_write_id_has_a_fixed_width() {
        assert!(WriteId::from_random(0).is_well_formed());
        assert!(WriteId::from_random(u64::MAX).is_well_formed());
        assert!(!WriteId::from("abc").is_well_formed());
        assert!(!WriteId::from("ABCDEF0123456789").is_well_formed());
    }
}
