//! What somebody wants to be called.

use crate::limits;

/// A name: one line of 1 to 80 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisplayName(String);

impl DisplayName {
    /// Reads what a person typed; nothing when it is no name.
    pub fn parse(typed: &str) -> Option<Self> {
        let name = typed.trim();
        let is_good = (1..=limits::DISPLAY_NAME_CHARS).contains(&name.chars().count())
            && !name.chars().any(char::is_control);
        is_good.then(|| Self(name.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_trimmed_and_is_one_line_of_1_to_80_characters() {
        let read = |typed: &str| DisplayName::parse(typed).map(|name| name.0);
        assert_eq!(read("  Clara Wieck "), Some("Clara Wieck".into()));
        assert_eq!(read(&"ü".repeat(80)), Some("ü".repeat(80)));
        assert_eq!(read(&"ü".repeat(81)), None);
        assert_eq!(read(" "), None);
        assert_eq!(read("Clara\nWieck"), None);
    }
}
