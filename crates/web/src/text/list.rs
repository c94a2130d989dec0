//! Lists that a person builds by typing one item after the other: tags and techniques.

/// What separates items that are typed one after the other, also in Chinese.
const COMMAS: [char; 3] = [',', '，', '、'];

/// Adds what was typed into a field for short words, like tags: each part between commas is an item.
pub(crate) fn add_typed(items: &mut Vec<String>, typed: &str) {
    typed.split(COMMAS).for_each(|item| add(items, item));
}

/// Adds one item as it is. An empty one, and one that is there already in any case, is left out.
pub(crate) fn add(items: &mut Vec<String>, item: &str) {
    let item = item.trim();
    if !item.is_empty() && !items.iter().any(|known| same(known, item)) {
        items.push(item.to_owned());
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
    fn commas_separate_what_is_typed_and_nothing_comes_twice() {
        let cases: [(&str, &[&str]); 6] = [
            ("", &["Scales"]),
            (" , ,, ", &["Scales"]),
            (
                " scales, Arpeggios,, arpeggios ,trills",
                &["Scales", "Arpeggios", "trills"],
            ),
            ("音阶，琶音", &["Scales", "音阶", "琶音"]),
            ("音階、琶音、SCALES", &["Scales", "音階", "琶音"]),
            ("left hand; slowly", &["Scales", "left hand; slowly"]),
        ];
        for (typed, expected) in cases {
            let mut items = vec!["Scales".to_owned()];
            add_typed(&mut items, typed);
            assert_eq!(items, expected, "{typed}");
        }
    }

    #[test]
    fn what_is_chosen_is_added_as_it_is() {
        let mut items = vec!["Scales".to_owned()];
        for chosen in ["Thirds, sixths", "scales", " "] {
            add(&mut items, chosen);
        }
        assert_eq!(items, ["Scales", "Thirds, sixths"]);
    }

    #[test]
    fn an_empty_text_is_none() {
        assert_eq!(non_empty("  \n"), None);
        assert_eq!(non_empty(" a "), Some("a".to_owned()));
    }
}
