//! What stands inside of a sentence, and at the beginning of one.

/// A text that is written for inside of a sentence, where it begins one.
pub(crate) fn beginning(text: &str) -> String {
    let mut rest = text.chars();
    let first = rest.next().into_iter().flat_map(char::to_uppercase);
    first.chain(rest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_begins_with_a_capital_in_whatever_script_has_some() {
        assert_eq!(beginning("il y a 3 jours"), "Il y a 3 jours");
        assert_eq!(beginning("évidemment"), "Évidemment");
        assert_eq!(beginning("18 days ago"), "18 days ago");
        assert_eq!(beginning("今天"), "今天");
        assert_eq!(beginning(""), "");
    }
}
