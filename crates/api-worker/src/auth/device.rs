//! What a session is told apart by in a list: a browser and a system, as coarse as a person would say it.

/// A browser and a system, as "Firefox, Android"; empty where nobody knows. Names of products, so no language needs others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Device(String);

/// What a User-Agent header has in it, and what that is. Many browsers also name those that they are like, so the first
/// that is found counts.
const BROWSERS: [(&str, &str); 12] = [
    ("EdgiOS/", "Edge"),
    ("EdgA/", "Edge"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Vivaldi/", "Vivaldi"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

const SYSTEMS: [(&str, &str); 8] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
    ("X11", "Unix"),
];

impl Device {
    /// Reads a User-Agent header. Nothing of its own text is taken over.
    pub fn of(user_agent: &str) -> Self {
        let named = |names: &[(&str, &'static str)]| {
            let mut found = names.iter().filter(|(part, _)| user_agent.contains(part));
            found.next().map(|(_, name)| *name)
        };
        let names: Vec<_> = [named(&BROWSERS), named(&SYSTEMS)]
            .into_iter()
            .flatten()
            .collect();
        Self(names.join(", "))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_and_its_system_are_named() {
        let cases = [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
                "Firefox, Linux",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
                "Safari, iPhone",
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
                "Chrome, Android",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
                "Edge, Windows",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
                "Safari, macOS",
            ),
            ("curl/8.14.1", ""),
            ("", ""),
        ];
        for (user_agent, device) in cases {
            assert_eq!(Device::of(user_agent).as_str(), device, "{user_agent}");
        }
    }

    #[test]
    fn nothing_of_the_header_itself_is_kept() {
        let device = Device::of("<script>Firefox/1</script> Windows somebody@example.org");
        assert_eq!(device.as_str(), "Firefox, Windows");
    }
}
