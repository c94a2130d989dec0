//! The bytes of a file as text.

/// What Windows has in the places of 0x80 to 0x9f.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Reads UTF-8, UTF-16 that begins by saying so, and otherwise what spreadsheets on Windows write.
pub fn text_of(bytes: Vec<u8>) -> String {
    match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => utf_16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf_16(rest, u16::from_be_bytes),
        _ => String::from_utf8(bytes)
            .unwrap_or_else(|error| error.into_bytes().into_iter().map(windows_1252).collect()),
    }
}

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, _) = bytes.as_chunks();
    char::decode_utf16(pairs.iter().map(|pair| unit(*pair)))
        .map(|char| char.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

fn windows_1252(byte: u8) -> char {
    let special = byte.checked_sub(0x80).map(usize::from);
    special
        .and_then(|place| WINDOWS_1252.get(place).copied())
        .unwrap_or_else(|| char::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_says_the_same_in_each_encoding() {
        let text = "Übung – “5 €”";
        let utf_16 =
            |unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
        let little = [vec![0xff, 0xfe], utf_16(u16::to_le_bytes)].concat();
        let big = [vec![0xfe, 0xff], utf_16(u16::to_be_bytes)].concat();
        let windows = b"\xdcbung \x96 \x935 \x80\x94".to_vec();
        for bytes in [text.as_bytes().to_vec(), little, big, windows] {
            assert_eq!(text_of(bytes), text);
        }
    }
}
