//! Texts as people compare them: "Für Elise" is found by "fur elise".

/// A text without what people leave out when they search: in lower case, letters without their accents, and whatever is
/// neither letter nor digit as one blank. A sharp or a flat stays as a word, because a prelude in F is not one in F♯.
pub fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut before = ' ';
    for letter in text.chars() {
        match letter {
            // The accent of the letter before.
            '\u{300}'..='\u{36f}' => continue,
            '♯' => add_word(&mut folded, "sharp"),
            '#' if before.is_alphanumeric() => add_word(&mut folded, "sharp"),
            '♭' => add_word(&mut folded, "flat"),
            _ if letter.is_ascii_alphanumeric() => folded.push(letter.to_ascii_lowercase()),
            _ => letter
                .to_lowercase()
                .for_each(|letter| add_letter(&mut folded, letter)),
        }
        before = letter;
    }
    folded.truncate(folded.trim_end().len());
    folded
}

fn add_word(folded: &mut String, word: &str) {
    add_blank(folded);
    folded.push_str(word);
    add_blank(folded);
}

fn add_blank(folded: &mut String) {
    if !folded.is_empty() && !folded.ends_with(' ') {
        folded.push(' ');
    }
}

/// Adds a letter in lower case. The letters are those of the languages that are written with Latin ones, and the few of
/// Greek and Cyrillic whose accents people leave out as well.
fn add_letter(folded: &mut String, letter: char) {
    let plain = match letter {
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' | 'ǟ' | 'ǡ' | 'ǻ' | 'ȁ' | 'ȃ' | 'ȧ' | 'ḁ' | 'ạ'..='ặ' => {
            "a"
        }
        'æ' | 'ǣ' | 'ǽ' => "ae",
        'ḃ' | 'ḅ' | 'ḇ' => "b",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' | 'ḉ' => "c",
        'ď' | 'đ' | 'ð' | 'ḋ' | 'ḍ' | 'ḏ' | 'ḑ' | 'ḓ' => "d",
        'è'..='ë'
        | 'ē'
        | 'ĕ'
        | 'ė'
        | 'ę'
        | 'ě'
        | 'ȅ'
        | 'ȇ'
        | 'ȩ'
        | 'ḕ'
        | 'ḗ'
        | 'ḙ'
        | 'ḛ'
        | 'ḝ'
        | 'ẹ'..='ệ' => "e",
        'ḟ' => "f",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' | 'ǥ' | 'ǧ' | 'ǵ' | 'ḡ' => "g",
        'ĥ' | 'ħ' | 'ȟ' | 'ḣ' | 'ḥ' | 'ḧ' | 'ḩ' | 'ḫ' | 'ẖ' => "h",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' | 'ǐ' | 'ȉ' | 'ȋ' | 'ḭ' | 'ḯ' | 'ỉ' | 'ị' => {
            "i"
        }
        'ĳ' => "ij",
        'ĵ' | 'ǰ' => "j",
        'ķ' | 'ǩ' | 'ḱ' | 'ḳ' | 'ḵ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' | 'ḷ' | 'ḹ' | 'ḻ' | 'ḽ' => "l",
        'ḿ' | 'ṁ' | 'ṃ' => "m",
        'ñ' | 'ń' | 'ņ' | 'ň' | 'ŋ' | 'ǹ' | 'ṅ' | 'ṇ' | 'ṉ' | 'ṋ' => "n",
        'ò'..='ö'
        | 'ø'
        | 'ō'
        | 'ŏ'
        | 'ő'
        | 'ơ'
        | 'ǒ'
        | 'ǫ'
        | 'ǭ'
        | 'ǿ'
        | 'ȍ'
        | 'ȏ'
        | 'ȫ'
        | 'ȭ'
        | 'ȯ'
        | 'ȱ'
        | 'ṍ'
        | 'ṏ'
        | 'ṑ'
        | 'ṓ'
        | 'ọ'..='ợ' => "o",
        'œ' => "oe",
        'ṕ' | 'ṗ' => "p",
        'ŕ' | 'ŗ' | 'ř' | 'ȑ' | 'ȓ' | 'ṙ' | 'ṛ' | 'ṝ' | 'ṟ' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' | 'ṡ' | 'ṣ' | 'ṥ' | 'ṧ' | 'ṩ' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ŧ' | 'ț' | 'ṫ' | 'ṭ' | 'ṯ' | 'ṱ' | 'ẗ' => "t",
        'þ' => "th",
        'ù'..='ü'
        | 'ũ'
        | 'ū'
        | 'ŭ'
        | 'ů'
        | 'ű'
        | 'ų'
        | 'ư'
        | 'ǔ'
        | 'ǖ'
        | 'ǘ'
        | 'ǚ'
        | 'ǜ'
        | 'ȕ'
        | 'ȗ'
        | 'ṳ'
        | 'ṵ'
        | 'ṷ'
        | 'ṹ'
        | 'ṻ'
        | 'ụ'..='ự' => "u",
        'ṽ' | 'ṿ' => "v",
        'ŵ' | 'ẁ' | 'ẃ' | 'ẅ' | 'ẇ' | 'ẉ' | 'ẘ' => "w",
        'ẋ' | 'ẍ' => "x",
        'ý' | 'ÿ' | 'ŷ' | 'ȳ' | 'ẏ' | 'ẙ' | 'ỳ' | 'ỵ' | 'ỷ' | 'ỹ' => "y",
        'ź' | 'ż' | 'ž' | 'ẑ' | 'ẓ' | 'ẕ' => "z",
        'ά' => "α",
        'έ' => "ε",
        'ή' => "η",
        'ί' | 'ϊ' | 'ΐ' => "ι",
        'ό' => "ο",
        'ύ' | 'ϋ' | 'ΰ' => "υ",
        'ώ' => "ω",
        'ς' => "σ",
        'ё' => "е",
        'й' => "и",
        // What keyboards for Chinese and Japanese write at full width.
        'ａ'..='ｚ' | '０'..='９' => {
            folded.extend(char::from_u32(u32::from(letter) - FULL_WIDTH));
            return;
        }
        '\u{300}'..='\u{36f}' => return,
        _ if letter.is_alphanumeric() => {
            folded.push(letter);
            return;
        }
        _ => return add_blank(folded),
    };
    folded.push_str(plain);
}

/// How far a full-width letter is from the ordinary one.
const FULL_WIDTH: u32 = 'ａ' as u32 - 'a' as u32;

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::folded;

    #[test]
    fn a_text_is_found_without_accents_capitals_and_punctuation() {
        let cases = [
            ("Für Elise", "fur elise"),
            ("  Clair   de Lune\n– Debussy. ", "clair de lune debussy"),
            ("Sonate Op.27/2 „Mondschein“", "sonate op 27 2 mondschein"),
            ("L’isle joyeuse", "l isle joyeuse"),
            ("Dvořák", "dvorak"),
            ("Fauré; Saint-Saëns", "faure saint saens"),
            (
                "Bartók · Górecki · Łukaszewski",
                "bartok gorecki lukaszewski",
            ),
            ("GROẞE Fuge, große Fuge", "grosse fuge grosse fuge"),
            ("Ærø & Œuvre", "aero oeuvre"),
            ("İstanbul, Kırım", "istanbul kirim"),
            ("Đàn bầu Ắ", "dan bau a"),
            ("Чайковский, Всё", "чаиковскии все"),
            ("Θεοδωράκης", "θεοδωρακησ"),
            ("月光 奏鳴曲，第２樂章", "月光 奏鳴曲 第2樂章"),
            ("!?", ""),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(folded(text), expected, "{text}");
        }
    }

    #[test]
    fn an_accent_of_its_own_is_left_out_like_one_within_the_letter() {
        assert_eq!(folded("Faure\u{301}"), folded("Fauré"));
        assert_eq!(folded("Чаи\u{306}ковский"), folded("Чайковский"));
    }

    #[test]
    fn a_sharp_and_a_flat_are_part_of_a_title() {
        assert_eq!(folded("Prelude in C#"), "prelude in c sharp");
        assert_eq!(folded("Prelude in C♯ minor"), "prelude in c sharp minor");
        assert_eq!(folded("Sonata in B♭, D 960"), "sonata in b flat d 960");
        assert_eq!(folded("Étude #3"), "etude 3");
    }

    proptest! {
        #[test]
        fn what_is_folded_stays_as_it_is(text in any::<String>()) {
            let once = folded(&text);
            assert_eq!(folded(&once), once);
            assert!(!once.contains("  ") && once.trim() == once);
        }
    }
}
