//! The languages of the screens and mails.

/// A language that Mirubato speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English, which also serves whoever reads none of the others.
    #[default]
    English,
    /// German.
    German,
    /// Spanish.
    Spanish,
    /// French.
    French,
    /// Chinese in simplified characters.
    SimplifiedChinese,
    /// Chinese in traditional characters.
    TraditionalChinese,
}

impl Language {
    /// Each of them.
    pub const ALL: [Self; 6] = [
        Self::English,
        Self::German,
        Self::Spanish,
        Self::French,
        Self::SimplifiedChinese,
        Self::TraditionalChinese,
    ];

    /// Its BCP 47 tag, which is also the name of its locale file.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::Spanish => "es",
            Self::French => "fr",
            Self::SimplifiedChinese => "zh-CN",
            Self::TraditionalChinese => "zh-TW",
        }
    }

    /// The language that serves whoever reads what a BCP 47 tag names, wherever they live: German for "de-AT". Chinese is
    /// told apart by the script, and without one by where which script is written.
    pub fn serving(tag: &str) -> Option<Self> {
        let mut subtags = tag.split(['-', '_']).map(str::to_ascii_lowercase);
        let language = subtags.next()?;
        if language == "zh" {
            let written = subtags.find_map(|subtag| match subtag.as_str() {
                "hant" | "hk" | "mo" | "tw" => Some(Self::TraditionalChinese),
                "hans" => Some(Self::SimplifiedChinese),
                _ => None,
            });
            return Some(written.unwrap_or(Self::SimplifiedChinese));
        }
        Self::ALL.into_iter().find(|known| known.tag() == language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_served_by_its_language_wherever_it_is_spoken() {
        let cases = [
            ("en", Some(Language::English)),
            ("en-GB", Some(Language::English)),
            ("DE-at", Some(Language::German)),
            ("es-419", Some(Language::Spanish)),
            ("fr_CA", Some(Language::French)),
            ("zh", Some(Language::SimplifiedChinese)),
            ("zh-CN", Some(Language::SimplifiedChinese)),
            ("zh-SG", Some(Language::SimplifiedChinese)),
            ("zh-Hans-HK", Some(Language::SimplifiedChinese)),
            ("zh-TW", Some(Language::TraditionalChinese)),
            ("zh-HK", Some(Language::TraditionalChinese)),
            ("zh-Hant", Some(Language::TraditionalChinese)),
            ("zh-Hant-MO", Some(Language::TraditionalChinese)),
            ("english", None),
            ("it-CH", None),
            ("", None),
        ];
        for (tag, language) in cases {
            assert_eq!(Language::serving(tag), language, "{tag}");
        }
    }

    #[test]
    fn each_language_serves_its_own_tag() {
        for language in Language::ALL {
            assert_eq!(Language::serving(language.tag()), Some(language));
        }
    }
}
