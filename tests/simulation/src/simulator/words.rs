//! How a run tells of records, and of what was done to them.

use client_core::StoreError;

use super::browser::content_of;
use super::content::Content;
use super::deeds::Intent;
use super::oracle::Name;

/// Something that must hold does not, about one record.
pub(super) fn about(name: &Name, wrong: &str) -> String {
    format!("{} {wrong}", called(name))
}

/// A record's name, short.
pub(super) fn called((collection, id): &Name) -> String {
    let id = id.as_str();
    let end = id.get(id.len().saturating_sub(6)..).unwrap_or(id);
    format!("{} ..{end}", collection.table())
}

pub(super) fn refused(error: StoreError) -> String {
    format!("the store refused: {error}")
}

/// What somebody did to a record, to be read.
pub(super) fn difference(Intent { name, seen, made }: &Intent) -> String {
    let Some(made) = made else {
        return called(name);
    };
    let none = Content::default();
    let seen = seen.as_ref().map_or(none, |seen| content_of(name.0, seen));
    let made = content_of(name.0, made);
    let values = made
        .values
        .iter()
        .filter(|(at, value)| seen.values.get(*at) != Some(value) && *value != "null")
        .map(|(at, value)| format!("{at} = {value}"));
    let added = made
        .items
        .keys()
        .filter(|item| !seen.items.contains_key(item));
    let removed = seen
        .items
        .keys()
        .filter(|item| !made.items.contains_key(item));
    let items = added
        .map(|(field, item)| format!("+{field} {item}"))
        .chain(removed.map(|(field, item)| format!("-{field} {item}")));
    format!(
        "{}: {}",
        called(name),
        values.chain(items).collect::<Vec<_>>().join(", ")
    )
}
