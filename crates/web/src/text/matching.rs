//! What a field offers to complete: which of the things that somebody could mean have what they typed.

use shared_model::folded;

/// Something that a field can be completed to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Suggestion<T> {
    /// What is shown, and what choosing it means to the musician.
    pub(crate) title: String,
    /// What tells it from others of the same title.
    pub(crate) note: Option<String>,
    /// What is chosen.
    pub(crate) value: T,
    /// Title and note as they are compared.
    folded: String,
}

impl<T> Suggestion<T> {
    /// With a title, and a note if there is one.
    pub(crate) fn new(title: String, note: Option<String>, value: T) -> Self {
        let note = note.filter(|note| !note.is_empty());
        let folded = match &note {
            Some(note) => folded(&format!("{title} {note}")),
            None => folded(&title),
        };
        Self {
            title,
            note,
            value,
            folded,
        }
    }

    /// Whether this is what was typed, and not only something that has it.
    pub(crate) fn is_called(&self, typed: &str) -> bool {
        folded(&self.title) == folded(typed)
    }
}

impl Suggestion<String> {
    /// A text that stands for itself.
    pub(crate) fn text(text: String) -> Self {
        Self::new(text.clone(), None, text)
    }
}

/// The suggestions that have every word of what was typed, anywhere in title or note, at most `limit` of them. Those in
/// which each of the words begins one come first; otherwise they keep their order. Nothing typed leaves all of them.
pub(crate) fn matching<T: Clone>(
    suggestions: &[Suggestion<T>],
    typed: &str,
    limit: usize,
) -> Vec<Suggestion<T>> {
    let typed = folded(typed);
    let words: Vec<&str> = typed.split_whitespace().collect();
    let has_all =
        |suggestion: &&Suggestion<T>| words.iter().all(|word| suggestion.folded.contains(*word));
    let begin_words = |suggestion: &&Suggestion<T>| {
        words.iter().all(|word| {
            suggestion
                .folded
                .split(' ')
                .any(|known| known.starts_with(word))
        })
    };
    let (first, then): (Vec<_>, Vec<_>) = suggestions.iter().filter(has_all).partition(begin_words);
    first.into_iter().chain(then).take(limit).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces() -> Vec<Suggestion<u32>> {
        [
            ("The Seasons", "Vivaldi"),
            ("Für Elise", "Beethoven"),
            ("Clair de lune", "Debussy"),
            ("Clair de lune", "Fauré"),
            ("Sonata in C♯ minor", "Beethoven"),
        ]
        .into_iter()
        .zip(0..)
        .map(|((title, composer), value)| {
            Suggestion::new(title.into(), Some(composer.into()), value)
        })
        .collect()
    }

    fn found(typed: &str) -> Vec<u32> {
        matching(&pieces(), typed, 10)
            .into_iter()
            .map(|suggestion| suggestion.value)
            .collect()
    }

    #[test]
    fn a_piece_is_found_by_any_part_of_its_title_or_composer_without_accents_and_capitals() {
        for (typed, expected) in [
            ("fur", vec![1]),
            ("FÜR e", vec![1]),
            ("lune", vec![2, 3]),
            ("faure lune", vec![3]),
            ("debussy, clair", vec![2]),
            ("eth", vec![1, 4]),
            ("c sharp", vec![4]),
            ("xyz", vec![]),
        ] {
            assert_eq!(found(typed), expected, "{typed}");
        }
    }

    #[test]
    fn what_begins_a_word_comes_before_what_is_within_one_and_the_order_stays_otherwise() {
        assert_eq!(found("son"), [4, 0]);
        assert_eq!(found("be"), [1, 4]);
        assert_eq!(found(" "), [0, 1, 2, 3, 4]);
        assert_eq!(matching(&pieces(), "", 2).len(), 2);
    }

    #[test]
    fn only_the_whole_title_is_the_same_thing() {
        let piece = &pieces()[1];
        assert!(piece.is_called(" fur elise"));
        assert!(!piece.is_called("Für"));
        assert!(!piece.is_called("Für Elise Beethoven"));
    }
}
