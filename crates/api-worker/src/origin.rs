//! Which site a request comes from, as far as browsers say.

/// Whether a request was sent by a page of this origin, or by no page at all.
///
/// A browser names the page's origin with each POST, and a page cannot change that. What comes without one is a program's,
/// or a very old browser's; where the browser at least says how the page and the server belong together, that counts.
pub(crate) fn is_own(origin: Option<&str>, fetch_site: Option<&str>, own: &str) -> bool {
    match origin {
        Some(origin) => origin.eq_ignore_ascii_case(own),
        None => matches!(fetch_site, None | Some("same-origin" | "none")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "https://mirubato.example";

    #[test]
    fn the_apps_own_pages_and_programs_may_ask() {
        for (origin, fetch_site) in [
            (Some(OWN), Some("same-origin")),
            (Some(OWN), None),
            (Some("https://MIRUBATO.example"), None),
            (None, None),
            (None, Some("same-origin")),
            (None, Some("none")),
        ] {
            assert!(is_own(origin, fetch_site, OWN), "{origin:?} {fetch_site:?}");
        }
    }

    #[test]
    fn pages_of_other_origins_may_not() {
        for (origin, fetch_site) in [
            (Some("https://stranger.example"), Some("cross-site")),
            (Some("https://stranger.example"), None),
            (Some("https://other.mirubato.example"), Some("same-site")),
            (Some("https://mirubato.example.stranger.example"), None),
            (Some("https://mirubato.example:8443"), None),
            (Some("http://mirubato.example"), None),
            (Some("https://mirubato.example/"), None),
            // A sandboxed frame, or a page that was redirected.
            (Some("null"), Some("cross-site")),
            (Some(""), None),
            (None, Some("cross-site")),
            (None, Some("same-site")),
            (None, Some("")),
        ] {
            assert!(
                !is_own(origin, fetch_site, OWN),
                "{origin:?} {fetch_site:?}"
            );
        }
    }
}
