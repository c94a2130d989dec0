//! What a record says, taken apart: values of which there is one at a time, and items of which none may be lost.

use std::collections::BTreeMap;

use serde_json::Value;
use shared_model::Collection;

/// The parts of a record.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Content {
    /// One value each. Values that only make sense together are one.
    pub(super) values: BTreeMap<String, String>,
    /// Lines, list items and the like, each with how often it is there.
    pub(super) items: BTreeMap<(String, String), usize>,
}

/// Values that only make sense together.
const COUPLED: [(Collection, &[&str]); 8] = [
    (
        Collection::PracticeSessions,
        &[
            "startedAt",
            "completedAt",
            "pausedDuration",
            "utcOffsetMinutes",
        ],
    ),
    (
        Collection::PracticeSessions,
        &["accuracy", "notesAttempted", "notesCorrect"],
    ),
    (
        Collection::PracticeSessions,
        &["sheetMusicId", "sheetMusicTitle"],
    ),
    (Collection::PracticeLogs, &["startedAt", "durationSeconds"]),
    (Collection::PracticeLogs, &["pieceId", "pieceTitle"]),
    (
        Collection::LogbookEntries,
        &["timestamp", "utcOffsetMinutes"],
    ),
    (Collection::Goals, PROGRESS),
    (Collection::Goals, &["target"]),
];
/// What follows from a goal's milestones.
pub(super) const PROGRESS: &[&str] = &["progress", "status", "completedAt"];
const TEXTS: [&str; 2] = ["notes", "description"];
const SETS: [&str; 4] = ["tags", "techniques", "goalIds", "focusAreas"];
const LISTS: [&str; 2] = ["pieces", "milestones"];
/// Fields that say nothing about what the musician wrote.
const SKIPPED: [&str; 3] = ["id", "createdAt", "updatedAt"];

/// Whether a field is a list, rather than a text of several lines.
pub(super) fn is_list(field: &str) -> bool {
    SETS.contains(&field) || LISTS.contains(&field)
}

/// Takes a record apart. `fields` are the names of its fields, because one that is empty is left out of `record`.
pub(super) fn content(collection: Collection, fields: &[&str], record: &Value) -> Content {
    let mut content = Content::default();
    for field in fields {
        if SKIPPED.contains(field) {
            continue;
        }
        let value = &record[*field];
        if TEXTS.contains(field) {
            for line in value.as_str().unwrap_or_default().split('\n') {
                if !line.is_empty() {
                    content.add_item(field, line);
                }
            }
        } else if SETS.contains(field) {
            for item in value.as_array().into_iter().flatten() {
                content.add_item(field, item.as_str().unwrap_or_default());
            }
        } else if LISTS.contains(field) {
            for item in value.as_array().into_iter().flatten() {
                content.add_listed(field, item);
            }
        } else if let Some((_, together)) = COUPLED
            .iter()
            .find(|(of, fields)| *of == collection && fields.contains(field))
        {
            let values: Vec<&Value> = together.iter().map(|field| &record[*field]).collect();
            content.values.insert(
                together.join("+"),
                serde_json::to_string(&values).unwrap_or_default(),
            );
        } else {
            content
                .values
                .insert((*field).to_owned(), value.to_string());
        }
    }
    content
}

impl Content {
    fn add_item(&mut self, field: &str, item: &str) {
        *self
            .items
            .entry((field.to_owned(), item.to_owned()))
            .or_default() += 1;
    }

    /// An item of a list with its own fields.
    fn add_listed(&mut self, field: &str, item: &Value) {
        let id = item["id"].as_str().unwrap_or_default();
        self.add_item(field, id);
        let done = (&item["completed"], &item["completedAt"]);
        self.values.insert(
            format!("{field}/{id}/done"),
            serde_json::to_string(&done).unwrap_or_default(),
        );
        for name in ["title", "measures"] {
            self.values
                .insert(format!("{field}/{id}/{name}"), item[name].to_string());
        }
    }
}
