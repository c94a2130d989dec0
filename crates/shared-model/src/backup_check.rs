//! What a device and the account tell each other to find out whether they hold the same records.

use serde::{Deserialize, Serialize};

/// The live records of one collection, as few bytes as tell two different sets of versions apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "graphql", derive(async_graphql::SimpleObject))]
#[serde(rename_all = "camelCase")]
pub struct CollectionCheck {
    /// How many there are.
    pub count: usize,
    /// What their names and versions add up to, in any order: 16 hexadecimal digits.
    pub checksum: String,
}

impl CollectionCheck {
    /// The check of these records, each given by its id and its write id.
    pub fn of<'a>(records: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let (count, checksum) =
            records
                .into_iter()
                .fold((0, 0), |(count, checksum), (id, write_id)| {
                    let name = id.bytes().chain([b' ']).chain(write_id.bytes());
                    (count + 1, checksum ^ fnv_1a(name))
                });
        Self {
            count,
            checksum: format!("{checksum:016x}"),
        }
    }
}

/// What one side holds: everything, or what was played from some instant on, and all that belongs to no moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "graphql", derive(async_graphql::SimpleObject))]
#[serde(rename_all = "camelCase")]
pub struct BackupCheck {
    /// Practice sessions.
    pub sessions: CollectionCheck,
    /// Practice logs.
    pub logs: CollectionCheck,
    /// Logbook entries.
    pub entries: CollectionCheck,
    /// Goals.
    pub goals: CollectionCheck,
    /// Pieces.
    pub pieces: CollectionCheck,
}

/// FNV-1a with 64 bits.
pub(crate) fn fnv_1a(bytes: impl Iterator<Item = u8>) -> u64 {
    const OFFSET_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    bytes.fold(OFFSET_BASIS, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(PRIME)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: (&str, &str) = ("a", "0000000000000001");
    const B: (&str, &str) = ("b", "0000000000000002");

    #[test]
    fn nothing_has_a_check_too() {
        let nothing = CollectionCheck::of([]);
        assert_eq!(nothing.count, 0);
        assert_eq!(nothing.checksum, "0000000000000000");
    }

    #[test]
    fn the_hash_is_fnv_1a() {
        for (text, hash) in [
            ("", 0xcbf2_9ce4_8422_2325),
            ("a", 0xaf63_dc4c_8601_ec8c),
            ("foobar", 0x8594_4171_f739_67e8),
        ] {
            assert_eq!(fnv_1a(text.bytes()), hash, "{text}");
        }
    }

    #[test]
    fn a_record_counts_as_its_id_and_its_version() {
        let check = CollectionCheck::of([("a", "0123456789abcdef")]);
        assert_eq!(
            (check.count, check.checksum.as_str()),
            (1, "fbcae5896ec9d2f0")
        );
    }

    #[test]
    fn the_order_of_records_does_not_matter_and_every_version_does() {
        assert_eq!(CollectionCheck::of([A, B]), CollectionCheck::of([B, A]));
        assert_ne!(CollectionCheck::of([A]), CollectionCheck::of([B]));
        assert_ne!(CollectionCheck::of([A]), CollectionCheck::of([(A.0, B.1)]));
        assert_ne!(
            CollectionCheck::of([A, B]),
            CollectionCheck::of([(A.0, B.1), (B.0, A.1)])
        );
    }
}
