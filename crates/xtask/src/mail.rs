//! The mails that the local runtime keeps instead of sending them.

/// The path in wrangler's line about a mail's text, if this is one.
pub(crate) fn text_path(line: &str) -> Option<&str> {
    line.trim()
        .strip_prefix("Text: ")
        .filter(|path| path.ends_with(".txt"))
}

/// The links to this origin in a mail's text.
pub(crate) fn links<'text>(text: &'text str, origin: &str) -> Vec<&'text str> {
    text.split_whitespace()
        .filter(|word| {
            word.strip_prefix(origin)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_about_a_mail_names_its_file() {
        assert_eq!(
            text_path("Text: /folder/email-text/a.txt"),
            Some("/folder/email-text/a.txt")
        );
        assert_eq!(text_path("HTML: /folder/email-html/a.html"), None);
        assert_eq!(text_path("Text: none"), None);
    }

    #[test]
    fn only_links_to_the_app_are_found() {
        let text = "Sign in:\n\nhttp://localhost:8787/sign-in#token=abc\n\nNot http://localhost:87871/x or https://example.org/.";
        assert_eq!(
            links(text, "http://localhost:8787"),
            ["http://localhost:8787/sign-in#token=abc"]
        );
    }
}
