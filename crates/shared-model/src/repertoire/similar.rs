//! Which pieces a title may mean: "clair de Lune - Debussy" is probably "Clair de lune".

use std::collections::HashSet;

use super::{Known, Repertoire};
use crate::fold::folded;
use crate::records::Piece;

/// How many pieces are offered at most.
const OFFERED: usize = 3;

/// One word says which piece it is only when it is so long: "Recuerdos" does, "Sonata" does not. In letters.
const TELLING_LETTERS: usize = 9;

/// How much alike a title is to that of a piece, the most first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    /// They are the same words.
    Same,
    /// They are, without the composer's name in one of them.
    SameButComposer,
    /// Some words are spelt a little differently.
    Misspelt,
    /// One is a part of the other.
    Part,
}

impl Repertoire {
    /// The pieces that are perhaps meant by a title and a composer, which may be empty: the likeliest first, a few at most. They
    /// are found by a title that they had before a merge, too.
    pub fn similar(&self, title: &str, composer: &str) -> Vec<&Piece> {
        let typed = Words::of(title, composer);
        let mut similar: Vec<(Likeness, &Piece)> = self
            .0
            .values()
            .filter_map(|Known { piece, .. }| {
                let known = Words::of(&piece.title, piece.composer.as_deref().unwrap_or_default());
                Some((typed.likeness(&known)?, self.current(&piece.id)?))
            })
            .collect();
        similar.sort_by_key(|(likeness, piece)| (*likeness, &piece.id));
        let mut seen = HashSet::new();
        let pieces = similar.into_iter().map(|(_, piece)| piece);
        pieces
            .filter(|piece| seen.insert(&piece.id))
            .take(OFFERED)
            .collect()
    }
}

struct Words {
    title: Vec<String>,
    composer: Vec<String>,
}

impl Words {
    fn of(title: &str, composer: &str) -> Self {
        let words = |text| {
            folded(text)
                .split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        Self {
            title: words(title),
            composer: words(composer),
        }
    }

    fn likeness(&self, other: &Self) -> Option<Likeness> {
        if self.title.is_empty() || other.title.is_empty() || !self.may_share_composer(other) {
            return None;
        }
        if self.title == other.title {
            return Some(Likeness::Same);
        }
        let names: Vec<&String> = self.composer.iter().chain(&other.composer).collect();
        let without_names = |title: &[String]| -> Vec<String> {
            let is_title = |word: &&String| !names.contains(word);
            title.iter().filter(is_title).cloned().collect()
        };
        let (one, two) = (without_names(&self.title), without_names(&other.title));
        if !one.is_empty() && one == two {
            return Some(Likeness::SameButComposer);
        }
        let (short, long) = match self.title.len() <= other.title.len() {
            true => (&self.title, &other.title),
            false => (&other.title, &self.title),
        };
        let is_part = long
            .windows(short.len())
            .any(|part| part.iter().zip(short).all(|(a, b)| is_nearly(a, b)));
        let is_telling = 1 < short.len() || short.iter().all(|w| TELLING_LETTERS <= letters(w));
        match (is_part, short.len() == long.len()) {
            (true, true) => Some(Likeness::Misspelt),
            (true, false) if is_telling => Some(Likeness::Part),
            _ => None,
        }
    }

    /// Two nocturnes of two composers are two pieces.
    fn may_share_composer(&self, other: &Self) -> bool {
        let shares = |name: &String| other.composer.iter().any(|other| is_nearly(name, other));
        self.composer.is_empty() || other.composer.is_empty() || self.composer.iter().any(shares)
    }
}

/// Whether two words differ by no more than a slip of the finger. Short ones must be the same, and so must numbers: the keys
/// of A and B, and number 1 and number 2, are no slips.
fn is_nearly(one: &str, two: &str) -> bool {
    if one == two {
        return true;
    }
    let slips = match letters(one).min(letters(two)) {
        0..5 => return false,
        5..9 => 1,
        9.. => 2,
    };
    let has_digit = |word: &str| word.contains(char::is_numeric);
    !has_digit(one) && !has_digit(two) && distance(one, two) <= slips
}

fn letters(word: &str) -> usize {
    word.chars().count()
}

/// How many letters have to be put in, left out or changed to make one word of the other.
fn distance(one: &str, two: &str) -> usize {
    let two: Vec<char> = two.chars().collect();
    let mut row: Vec<usize> = (0..=two.len()).collect();
    for (index, letter) in one.chars().enumerate() {
        let mut corner = index;
        row[0] = index + 1;
        for (column, other) in two.iter().enumerate() {
            let changed = corner + usize::from(letter != *other);
            corner = row[column + 1];
            row[column + 1] = changed.min(corner + 1).min(row[column] + 1);
        }
    }
    row[two.len()]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    use super::super::tests::piece;
    use super::*;

    fn by(id: &str, title: &str, composer: &str) -> Piece {
        Piece {
            composer: (!composer.is_empty()).then(|| composer.to_owned()),
            ..piece(id, title, None)
        }
    }

    fn similar(title: &str, composer: &str) -> Vec<String> {
        let repertoire = Repertoire::new(vec![
            by("clair", "Clair de lune", ""),
            by("elise", "Für Elise", "Ludwig van Beethoven"),
            by("recuerdos", "Recuerdos de la Alhambra", "Tárrega"),
            by("etude-1", "Etude No. 1", "Villa-Lobos"),
            by("nocturne", "Nocturne", "Chopin"),
            by("sonata", "Sonata in A", "Scarlatti"),
            piece("old", "Mondschein", Some("clair")),
        ]);
        let similar = repertoire.similar(title, composer);
        similar
            .iter()
            .map(|piece| piece.id.as_str().to_owned())
            .collect()
    }

    #[test]
    fn a_title_is_found_however_it_is_written() {
        let cases = [
            ("clair de Lune - Debussy", "", "clair"),
            ("CLAIR DE LUNE", "Debussy", "clair"),
            ("Claire de lune", "", "clair"),
            ("fur elise", "", "elise"),
            ("Beethoven: Für Elise", "", "elise"),
            ("Für Elise", "beethoven", "elise"),
            ("Recuerdos", "", "recuerdos"),
            ("Recuredos de la Alhambra", "Tarrega", "recuerdos"),
            ("Etude no 1", "", "etude-1"),
            ("Nocturne", "", "nocturne"),
            ("Nocturne", "F. Chopyn", "nocturne"),
            // It was called so before a merge.
            ("mondschein", "", "clair"),
        ];
        for (title, composer, expected) in cases {
            assert_eq!(
                similar(title, composer),
                [expected],
                "{title} by {composer}"
            );
        }
    }

    #[test]
    fn another_piece_is_not_offered() {
        let cases = [
            ("", ""),
            (" - ", ""),
            ("Etude No. 2", ""),
            ("Nocturne", "Field"),
            ("Sonata in B", ""),
            ("Sonata", ""),
            ("Clair", ""),
            ("Arabesque", ""),
        ];
        for (title, composer) in cases {
            assert_eq!(similar(title, composer), [""; 0], "{title} by {composer}");
        }
    }

    #[test]
    fn the_likeliest_comes_first_and_there_are_few() {
        let pieces = (0..9).map(|number| by(&format!("{number}"), "Suite in D, part of it", ""));
        let same = by("same", "suite in d", "");
        let merged = piece("merged", "Suite in D", Some("same"));
        let repertoire = Repertoire::new(pieces.chain([same, merged]).collect());
        let similar = repertoire.similar("Suite in D", "");
        assert_eq!(similar.len(), OFFERED);
        assert_eq!(similar[0].id, "same".into());
        assert_ne!(similar[1].id, "same".into());
    }

    proptest! {
        #[test]
        fn a_piece_is_similar_to_itself_and_likeness_has_no_direction(one in "[a-c ]{0,12}", two in "[a-c ]{0,12}") {
            let (a, b) = (Words::of(&one, ""), Words::of(&two, ""));
            prop_assert_eq!(a.likeness(&b), b.likeness(&a));
            prop_assert!(a.title.is_empty() || a.likeness(&a) == Some(Likeness::Same));
            prop_assert_eq!(distance(&one, &two), distance(&two, &one));
        }
    }
}
