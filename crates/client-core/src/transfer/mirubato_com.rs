//! The JSON that mirubato.com exports: lists called `logbook`, `goals` and `repertoire`, among others.
//!
//! Its durations are in minutes, some names are in snake_case, and a piece of the repertoire is called by its score, whose
//! id is often made of title and composer.

use std::collections::HashMap;

use serde_json::{Value, json};
use shared_model::Collection;

use super::Place;
use super::item::{Fields, ItemReader};
use super::{AnyRecord, Unreadable};

const SECS_PER_MINUTE: f64 = 60.0;

/// The names of the list of entries; the second is an older one.
const ENTRIES: [&str; 2] = ["logbook", "entries"];
const GOALS: &str = "goals";
const REPERTOIRE: &str = "repertoire";

/// Whether it is such a file.
pub(super) fn is_one(file: &Fields) -> bool {
    ENTRIES
        .iter()
        .chain(&[GOALS, REPERTOIRE])
        .any(|list| file.get(*list).is_some_and(Value::is_array))
}

/// Reads it.
pub(super) fn read(mut file: Fields, items: &mut ItemReader<'_>) {
    for name in ["exportDate", "exportedAt", "exported_at"] {
        items.set_written_at(file.remove(name).as_ref());
    }
    let mut list = |name: &str| match file.remove(name) {
        Some(Value::Array(list)) => list,
        _ => Vec::new(),
    };
    let (entries, goals, repertoire) = (ENTRIES.map(&mut list), list(GOALS), list(REPERTOIRE));
    let scores = Scores::of(&repertoire, entries.iter().flatten());
    for (place, item) in numbered(REPERTOIRE, repertoire) {
        match item {
            Value::Object(item) => {
                let piece = scores.piece(item.clone());
                items.take(Collection::Pieces, place, piece, Some(&item));
            }
            _ => items.refuse(place, Unreadable::NotARecord),
        }
    }
    for (name, entries) in ENTRIES.into_iter().zip(entries) {
        for (place, item) in numbered(name, entries) {
            match item {
                Value::Object(item) => {
                    let entry = scores.entry(item.clone());
                    let taken = items.take(Collection::LogbookEntries, place, entry, Some(&item));
                    if let Some(AnyRecord::Entry(entry)) = taken.cloned() {
                        for piece in &entry.pieces {
                            items.mention(piece, entry.timestamp);
                        }
                    }
                }
                _ => items.refuse(place, Unreadable::NotARecord),
            }
        }
    }
    let goals = goals.into_iter().map(|goal| match goal {
        Value::Object(goal) => Value::Object(in_camel_case(goal)),
        other => other,
    });
    items.take_list(Collection::Goals, GOALS, goals.collect());
    file.retain(|_, value| matches!(value, Value::Array(list) if !list.is_empty()));
    file.into_iter().for_each(|(list, _)| items.ignore(list));
}

fn numbered(list: &str, items: Vec<Value>) -> impl Iterator<Item = (Place, Value)> {
    items.into_iter().enumerate().map(move |(index, item)| {
        let place = Place::Item {
            list: list.to_owned(),
            number: index + 1,
        };
        (place, item)
    })
}

/// The pieces of the file by the ids of their scores.
struct Scores(HashMap<String, Called>);

/// What a piece is called, as far as the file says.
#[derive(Clone, Default)]
struct Called {
    title: Option<String>,
    composer: Option<String>,
}

impl Scores {
    /// Of the pieces of the repertoire. Some only name their score; what it is called is told by an entry then.
    fn of<'a>(repertoire: &[Value], entries: impl Iterator<Item = &'a Value>) -> Self {
        let mut scores = HashMap::new();
        for item in repertoire.iter().filter_map(Value::as_object) {
            let item = in_camel_case(item.clone());
            if let Some(id) = score_id(&item) {
                let called = Called {
                    title: text_of(&item, &["title", "scoreTitle"]),
                    composer: text_of(&item, &["composer", "scoreComposer"]),
                };
                scores.insert(id, called);
            }
        }
        let mut scores = Self(scores);
        let pieces = entries
            .filter_map(|entry| entry.get("pieces")?.as_array())
            .flatten();
        for piece in pieces.filter_map(Value::as_object) {
            let Some(title) = text_of(piece, &["title"]) else {
                continue;
            };
            let composer = text_of(piece, &["composer"]);
            let id = scores.id_of(piece);
            if let Some(called) = id.and_then(|id| scores.0.get_mut(&id)) {
                called.title.get_or_insert(title);
                called.composer = called.composer.take().or(composer);
            }
        }
        scores
    }

    /// The score of a piece that an entry names: the one that it names, or the one whose id is made of what it is called.
    fn id_of(&self, piece: &Fields) -> Option<String> {
        if let Some(id) = text_of(piece, &["id", "scoreId"]) {
            return Some(id);
        }
        let title = text_of(piece, &["title"])?.to_lowercase();
        let composer = text_of(piece, &["composer"]).map(|composer| composer.to_lowercase());
        let with_composer = composer.map(|composer| format!("{title}-{composer}"));
        with_composer
            .into_iter()
            .chain([title])
            .find(|id| self.0.contains_key(id))
    }

    /// A piece of the repertoire as a record.
    fn piece(&self, item: Fields) -> Fields {
        let mut fields = in_camel_case(item);
        let Some(id) = score_id(&fields) else {
            return fields;
        };
        fields.remove("scoreId");
        let called = self.0.get(&id).cloned().unwrap_or_default();
        for name in ["scoreTitle", "scoreComposer"] {
            fields.remove(name);
        }
        let title = called.title.unwrap_or_else(|| id.clone());
        fields.insert("id".into(), id.into());
        fields.insert("title".into(), title.into());
        if let Some(composer) = called.composer {
            fields.insert("composer".into(), composer.into());
        }
        if let Some(notes) = fields.remove("personalNotes") {
            fields.entry("notes").or_insert(notes);
        }
        fields
    }

    /// An entry as a record.
    fn entry(&self, item: Fields) -> Fields {
        let mut fields = in_camel_case(item);
        let duration_minutes = fields.get("duration").and_then(|value| match value {
            Value::String(text) => text.trim().parse().ok(),
            other => other.as_f64(),
        });
        if let Some(duration_minutes) = duration_minutes {
            let duration_secs = duration_minutes * SECS_PER_MINUTE;
            fields.insert("duration".into(), json!(duration_secs));
        }
        if let Some(Value::String(instrument)) = fields.get_mut("instrument") {
            *instrument = with_capital(instrument);
        }
        if let Some(Value::Array(pieces)) = fields.get_mut("pieces") {
            for piece in pieces.iter_mut().filter_map(Value::as_object_mut) {
                if let Some(id) = self.id_of(piece) {
                    piece.insert("id".into(), id.into());
                }
            }
        }
        fields
    }
}

fn score_id(item: &Fields) -> Option<String> {
    text_of(item, &["scoreId", "id"])
}

/// The first of these fields that says something.
fn text_of(fields: &Fields, names: &[&str]) -> Option<String> {
    let mut texts = names.iter().filter_map(|name| fields.get(*name)?.as_str());
    let text = texts.find(|text| !text.trim().is_empty())?;
    Some(text.trim().to_owned())
}

/// The instruments are called "piano" and "guitar" there.
fn with_capital(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

fn in_camel_case(fields: Fields) -> Fields {
    fields
        .into_iter()
        .map(|(name, value)| {
            let mut words = name.split('_').filter(|word| !word.is_empty());
            let first = words.next().unwrap_or_default().to_owned();
            (
                words.fold(first, |name, word| name + &with_capital(word)),
                value,
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use shared_model::{LogbookEntryType, Mood, PieceStatus, Timestamp};

    use super::*;
    use crate::transfer::Contents;

    fn read_file(file: Value) -> Contents {
        let mut items = ItemReader::new(|_| 60);
        let Value::Object(file) = file else {
            unreachable!("tests give objects")
        };
        assert!(is_one(&file));
        read(file, &mut items);
        items.finish()
    }

    fn entry_of(contents: &Contents) -> shared_model::LogbookEntry {
        let entry = contents
            .records
            .iter()
            .find_map(|incoming| match &incoming.record {
                AnyRecord::Entry(entry) => Some(entry.clone()),
                _ => None,
            });
        entry.expect("an entry")
    }

    #[test]
    fn failure_20_minutes_of_mirubato_com_become_seconds() {
        for (minutes, seconds) in [
            (json!(45), 2_700),
            (json!(12.5), 750),
            (json!("30"), 1_800),
            (json!(0), 0),
        ] {
            let contents = read_file(json!({
                "logbook": [{"id": "a", "timestamp": "2024-01-15T10:30:00.000Z", "duration": minutes}],
            }));
            assert_eq!(entry_of(&contents).duration, seconds, "{minutes}");
        }
    }

    #[test]
    fn an_entry_keeps_all_that_it_says() {
        let contents = read_file(json!({
            "exportDate": "2024-02-01T00:00:00Z",
            "logbook": [{
                "id": "entry-1", "timestamp": 1_705_314_600_000_i64, "duration": 30, "type": "lesson",
                "instrument": "piano", "pieces": [{"id": "p1", "title": "Etude", "composer": "Chopin"}],
                "techniques": ["Legato"], "goal_ids": ["g1"], "notes": "Slowly.", "mood": "excited",
                "tags": ["exam"], "created_at": "2024-01-15T11:00:00Z",
            }],
            "scores": [{"id": "s"}],
        }));
        let entry = entry_of(&contents);
        assert_eq!(entry.id.as_str(), "entry-1");
        assert_eq!(entry.timestamp.to_string(), "2024-01-15T10:30:00Z");
        assert_eq!((entry.duration, entry.utc_offset_minutes), (1_800, 60));
        assert_eq!(entry.entry_type, LogbookEntryType::Lesson);
        assert_eq!(entry.instrument, "Piano");
        assert_eq!(entry.pieces[0].id.as_str(), "p1");
        assert_eq!(entry.techniques, ["Legato"]);
        assert_eq!(entry.goal_ids[0].as_str(), "g1");
        assert_eq!(entry.notes.as_deref(), Some("Slowly."));
        assert_eq!(entry.mood, Some(Mood::Excited));
        assert_eq!(entry.tags, ["exam"]);
        assert_eq!(entry.created_at.to_string(), "2024-01-15T11:00:00Z");
        assert_eq!(contents.ignored, ["scores"]);
        assert!(contents.unreadable.is_empty());
    }

    #[test]
    fn failure_18_a_piece_of_the_repertoire_is_the_one_that_the_entries_name() {
        let contents = read_file(json!({
            "logbook": [
                {"timestamp": "2024-01-15T10:30:00Z", "duration": 5,
                 "pieces": [{"title": "Clair de lune", "composer": "Debussy"}, {"title": "Etude"}]},
            ],
            "repertoire": [
                {"scoreId": "clair de lune-debussy", "status": "polished", "personalNotes": "By heart."},
            ],
        }));
        let pieces: Vec<_> = contents
            .records
            .iter()
            .filter_map(|incoming| match &incoming.record {
                AnyRecord::Piece(piece) => Some((piece, incoming.is_mentioned)),
                _ => None,
            })
            .collect();
        let entry = entry_of(&contents);
        let [(clair, false), (etude, true)] = pieces[..] else {
            panic!("two pieces, one of them only mentioned: {pieces:?}")
        };
        assert_eq!(
            (clair.title.as_str(), clair.status),
            ("Clair de lune", PieceStatus::Polished)
        );
        assert_eq!(clair.notes.as_deref(), Some("By heart."));
        assert_eq!(
            (&entry.pieces[0].id, &entry.pieces[1].id),
            (&clair.id, &etude.id)
        );
        assert_eq!(etude.created_at, entry.timestamp);
        assert!(clair.id.is_well_formed());
    }

    #[test]
    fn a_time_without_an_offset_is_the_devices() {
        let contents = read_file(json!({
            "logbook": [{"timestamp": "2024-01-15T10:30:00", "duration": 5}],
        }));
        let entry = entry_of(&contents);
        let at = Timestamp::parse("2024-01-15T09:30:00Z").expect("a time");
        assert_eq!((entry.timestamp, entry.utc_offset_minutes), (at, 60));
    }

    #[test]
    fn what_is_no_entry_is_told_with_the_reason() {
        let contents = read_file(json!({
            "logbook": [
                "text", {"duration": 5}, {"timestamp": "yesterday", "duration": 5},
                {"timestamp": 0, "duration": 100_000},
            ],
        }));
        let told: Vec<String> = contents
            .unreadable
            .iter()
            .map(|(place, why)| format!("{place:?} {why:?}"))
            .collect();
        assert_eq!(
            told,
            [
                r#"Item { list: "logbook", number: 1 } NotARecord"#,
                r#"Item { list: "logbook", number: 2 } Invalid(Invalid { field: "timestamp", reason: Missing })"#,
                r#"Item { list: "logbook", number: 3 } Field("timestamp")"#,
                r#"Item { list: "logbook", number: 4 } Invalid(Invalid { field: "duration", reason: OutOfRange })"#,
            ]
        );
    }
}
