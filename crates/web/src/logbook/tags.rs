//! Tags of several entries at once. Pure.

use std::collections::HashMap;

use shared_model::{LogbookEntry, limits};

use crate::text::list::same;

/// Why a tag was not added to an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotTagged {
    /// It has it, in any case.
    Already,
    /// It has as many as there can be.
    Full,
}

/// The entry with one more tag.
pub(crate) fn with_tag(entry: &LogbookEntry, tag: &str) -> Result<LogbookEntry, NotTagged> {
    if entry.tags.iter().any(|known| same(known, tag)) {
        return Err(NotTagged::Already);
    }
    if entry.tags.len() >= limits::TAGS {
        return Err(NotTagged::Full);
    }
    let mut tagged = entry.clone();
    tagged.tags.push(tag.trim().to_owned());
    Ok(tagged)
}

/// The entry without a tag; nothing if it does not have it.
pub(crate) fn without_tag(entry: &LogbookEntry, tag: &str) -> Option<LogbookEntry> {
    let mut untagged = entry.clone();
    untagged.tags.retain(|known| !same(known, tag));
    (untagged.tags.len() < entry.tags.len()).then_some(untagged)
}

/// Texts as a person tells them apart, as they are written first, each with how often it occurs, in alphabetical order.
pub(crate) fn counted<'a>(texts: impl Iterator<Item = &'a String>) -> Vec<(String, usize)> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let mut written: Vec<&str> = Vec::new();
    for text in texts
        .map(|text| text.trim())
        .filter(|text| !text.is_empty())
    {
        let count = counts.entry(text).or_insert_with(|| {
            written.push(text);
            0
        });
        *count += 1;
    }
    // Few are written differently, and only these are compared.
    let mut counted: HashMap<String, (&str, usize)> = HashMap::new();
    for text in written {
        let (_, count) = counted.entry(text.to_lowercase()).or_insert((text, 0));
        *count += counts[text];
    }
    let mut sorted: Vec<_> = counted.into_iter().collect();
    sorted.sort();
    let named = sorted
        .into_iter()
        .map(|(_, (text, count))| (text.to_owned(), count));
    named.collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::entry;
    use super::*;

    #[test]
    fn a_tag_is_added_once_and_only_where_there_is_room() {
        let bare = entry("a", "2024-03-12T10:00:00Z", 0, 60);
        let tagged = with_tag(&bare, " exam ").expect("there is room");
        assert_eq!(tagged.tags, ["exam"]);
        assert_eq!(with_tag(&tagged, "EXAM"), Err(NotTagged::Already));
        let mut full = bare.clone();
        full.tags = (0..limits::TAGS).map(|number| number.to_string()).collect();
        assert_eq!(with_tag(&full, "exam"), Err(NotTagged::Full));
        assert_eq!(without_tag(&tagged, "Exam"), Some(bare.clone()));
        assert_eq!(without_tag(&bare, "exam"), None);
    }

    #[test]
    fn what_differs_in_capitals_only_is_counted_together() {
        let texts = ["exam", "Trills", "Exam", "exam", " ", "arpeggios"].map(str::to_owned);
        let counted = counted(texts.iter());
        let named: Vec<_> = counted
            .iter()
            .map(|(text, count)| (text.as_str(), *count))
            .collect();
        assert_eq!(named, [("arpeggios", 1), ("exam", 3), ("Trills", 1)]);
    }
}
