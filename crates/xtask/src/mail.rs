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

/// The sign-in codes in a mail's text: two groups of four digits, alone in a line.
pub(crate) fn codes(text: &str) -> Vec<&str> {
    text.lines()
        .filter(|line| {
            let groups: Vec<&str> = line.split(' ').collect();
            let is_group =
                |group: &&str| group.len() == 4 && group.bytes().all(|byte| byte.is_ascii_digit());
            groups.len() == 2 && groups.iter().all(is_group)
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
    fn a_code_has_a_line_of_its_own() {
        let text =
            "Enter:\n\n1234 5678\n\nNot 1234 5678, and not\n12345678\n1234 567a\n1234 5678 9012\n";
        assert_eq!(codes(text), ["1234 5678"]);
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
