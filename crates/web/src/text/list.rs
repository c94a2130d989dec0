//! Lists that a person builds by typing one item after the other: tags, techniques, pieces, milestones.

/// Adds what was typed, each part between commas as an item. Empty ones, and those that are there already in any case,
/// are left out.
pub(crate) fn add_typed(items: &mut Vec<String>, typed: &str) {
    for item in typed
        .split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty())
    {
        if !items.iter().any(|known| same(known, item)) {
            items.push(item.to_owned());
        }
    }
}

/// Whether two texts are the same to a person: blanks around and capitals make no difference.
pub(crate) fn same(left: &str, right: &str) -> bool {
    left.trim().to_lowercase() == right.trim().to_lowercase()
}

/// A text field's value as a record keeps it: nothing when it says nothing.
pub(crate) fn non_empty(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_separate_and_nothing_comes_twice() {
        let mut items = vec!["Scales".to_owned()];
        add_typed(&mut items, " scales, Arpeggios,, arpeggios ,trills");
        assert_eq!(items, ["Scales", "Arpeggios", "trills"]);
    }

    #[test]
    fn an_empty_text_is_none() {
        assert_eq!(non_empty("  \n"), None);
        assert_eq!(non_empty(" a "), Some("a".to_owned()));
    }
}
