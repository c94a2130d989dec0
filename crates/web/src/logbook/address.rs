//! What the logbook's address says: the filter, as the query of a link that can be kept, shared and opened again. What is
//! unknown or malformed in it is ignored.

use std::fmt::Write as _;

use shared_model::{CivilDate, EntryFilter, LogbookEntryType, Mood, RecordId};

use crate::text::when::is_of_journals;

/// The types of entries, in the order in which they are offered, as an address names them.
pub(crate) const TYPES: [(LogbookEntryType, &str); 5] = [
    (LogbookEntryType::Practice, "practice"),
    (LogbookEntryType::Lesson, "lesson"),
    (LogbookEntryType::Rehearsal, "rehearsal"),
    (LogbookEntryType::Performance, "performance"),
    (LogbookEntryType::Technique, "technique"),
];

/// The moods, likewise.
pub(crate) const MOODS: [(Mood, &str); 4] = [
    (Mood::Frustrated, "frustrated"),
    (Mood::Neutral, "neutral"),
    (Mood::Satisfied, "satisfied"),
    (Mood::Excited, "excited"),
];

/// Reads the query of an address.
pub(crate) fn parse(query: &str) -> EntryFilter {
    let mut filter = EntryFilter::default();
    for pair in query.split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = decoded(value);
        if value.trim().is_empty() {
            continue;
        }
        match name {
            "q" => filter.text = value,
            "from" => filter.from = day(&value),
            "to" => filter.to = day(&value),
            "type" => filter.entry_type = named(&TYPES, &value),
            "instrument" => filter.instrument = Some(value),
            "mood" => filter.mood = named(&MOODS, &value),
            "tag" => filter.tag = Some(value),
            "piece" => filter.piece = Some(RecordId(value)),
            _ => {}
        }
    }
    filter
}

/// Writes a filter as the query of an address; nothing for none.
pub(crate) fn format(filter: &EntryFilter) -> String {
    let text = (!filter.text.trim().is_empty()).then(|| filter.text.clone());
    let pairs = [
        ("q", text),
        ("from", filter.from.map(|day| day.to_string())),
        ("to", filter.to.map(|day| day.to_string())),
        (
            "type",
            filter.entry_type.and_then(|kind| name_of(&TYPES, kind)),
        ),
        ("instrument", filter.instrument.clone()),
        ("mood", filter.mood.and_then(|mood| name_of(&MOODS, mood))),
        ("tag", filter.tag.clone()),
        ("piece", filter.piece.as_ref().map(ToString::to_string)),
    ];
    let pairs = pairs
        .iter()
        .filter_map(|(name, value)| Some(format!("{name}={}", encoded(value.as_ref()?))));
    pairs.collect::<Vec<_>>().join("&")
}

fn day(text: &str) -> Option<CivilDate> {
    text.parse().ok().filter(|day| is_of_journals(*day))
}

fn named<T: Copy>(names: &[(T, &str)], name: &str) -> Option<T> {
    let found = names.iter().find(|(_, known)| *known == name);
    found.map(|(value, _)| *value)
}

fn name_of<T: Copy + PartialEq>(names: &[(T, &str)], value: T) -> Option<String> {
    let found = names.iter().find(|(known, _)| *known == value);
    found.map(|(_, name)| (*name).to_owned())
}

fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                encoded.push(char::from(byte));
            }
            b' ' => encoded.push('+'),
            // Writing to a text cannot fail.
            _ => drop(write!(encoded, "%{byte:02X}")),
        }
    }
    encoded
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let escaped = match rest {
            [b'%', high, low, ..] => hex(*high).zip(hex(*low)),
            _ => None,
        };
        let (byte, used) = match (escaped, first) {
            (Some((high, low)), _) => (high * 16 + low, 2),
            (None, b'+') => (b' ', 0),
            (None, byte) => (*byte, 0),
        };
        bytes.push(byte);
        rest = after.get(used..).unwrap_or_default();
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(digit: u8) -> Option<u8> {
    let value = char::from(digit).to_digit(16)?;
    u8::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_survives_the_way_through_the_address() {
        let all = EntryFilter {
            text: "Für Elise & 50 % + \"x=%41\" 月".into(),
            from: "2024-02-29".parse().ok(),
            to: "2024-03-31".parse().ok(),
            entry_type: Some(LogbookEntryType::Rehearsal),
            instrument: Some("Viola d’amore".into()),
            mood: Some(Mood::Excited),
            tag: Some("#1/2?".into()),
            piece: Some("piece-1".into()),
        };
        assert!(all.from.is_some() && all.to.is_some());
        assert_eq!(parse(&format(&all)), all);
        for (kind, _) in TYPES {
            let filter = EntryFilter {
                entry_type: Some(kind),
                ..EntryFilter::default()
            };
            assert_eq!(parse(&format(&filter)), filter);
        }
        assert_eq!(format(&EntryFilter::default()), "");
    }

    #[test]
    fn an_address_is_short_and_can_be_read() {
        let filter = EntryFilter {
            text: "left hand".into(),
            mood: Some(Mood::Neutral),
            ..EntryFilter::default()
        };
        assert_eq!(format(&filter), "q=left+hand&mood=neutral");
    }

    #[test]
    fn what_is_unknown_or_malformed_is_ignored() {
        for query in [
            "",
            "q",
            "q=",
            "q=+",
            "from=yesterday",
            "from=2024-02-30",
            "from=0202-02-28",
            "to=9999-12-31",
            "type=LESSON",
            "mood=angry",
            "page=3&utm_source=x",
            "&&=&",
        ] {
            assert_eq!(parse(query), EntryFilter::default(), "{query}");
        }
        for (query, text) in [
            ("q=100%25", "100%"),
            ("q=100%", "100%"),
            ("q=a%2Bb%20c", "a+b c"),
            ("q=%zz%4", "%zz%4"),
            ("q=%FF", "\u{fffd}"),
            ("q=a=b&q=c", "c"),
        ] {
            assert_eq!(parse(query).text, text, "{query}");
        }
    }
}
