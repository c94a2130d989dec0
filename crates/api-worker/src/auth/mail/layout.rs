//! How a mail is laid out, as plain text and as HTML. Mail programs know little of HTML, so the styles are in the elements.

use shared_model::Language;

/// A part of a mail.
pub(super) enum Part<'a> {
    /// A paragraph.
    Text(String),
    /// A link: a button in HTML, and its address in plain text.
    Link { label: &'a str, address: String },
    /// A code to be typed.
    Code(String),
}

const BODY: &str =
    "margin:0;padding:24px;background:#faf6ef;color:#2a241e;font:16px/1.5 Georgia,serif";
const BUTTON: &str = "display:inline-block;padding:12px 20px;border-radius:8px;background:#9c4221;color:#fffaf4;text-decoration:none";
const CODE: &str = "font:bold 28px/1.2 monospace;letter-spacing:2px";

/// The parts as plain text, with a line of its own for each.
pub(super) fn plain(parts: &[Part<'_>]) -> String {
    let lines = parts.iter().map(|part| match part {
        Part::Text(text) | Part::Code(text) => text.as_str(),
        Part::Link { address, .. } => address.as_str(),
    });
    format!("{}\n", lines.collect::<Vec<_>>().join("\n\n"))
}

/// The parts as a page.
pub(super) fn html(language: Language, title: &str, parts: &[Part<'_>]) -> String {
    let parts: String = parts.iter().map(part).collect();
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\">\
        <meta name=\"viewport\" content=\"width=device-width\"><title>{}</title></head>\n\
        <body style=\"{BODY}\">\n<div style=\"max-width:480px;margin:0 auto\">\n{parts}</div>\n</body>\n</html>\n",
        language.tag(),
        escaped(title),
    )
}

fn part(part: &Part<'_>) -> String {
    match part {
        Part::Text(text) => format!("<p>{}</p>\n", escaped(text)),
        Part::Link { label, address } => format!(
            "<p><a href=\"{}\" style=\"{BUTTON}\">{}</a></p>\n",
            escaped(address),
            escaped(label)
        ),
        Part::Code(code) => format!("<p style=\"{CODE}\">{}</p>\n", escaped(code)),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_markup_in_html_is_shown_as_it_is() {
        let parts = [
            Part::Text("<b> & co".to_owned()),
            Part::Link {
                label: "a < b",
                address: "https://example.org/?a=1&b=\"2\"".to_owned(),
            },
        ];
        let page = html(Language::English, "\"x\" <y>", &parts);
        for shown in [
            "<p>&lt;b&gt; &amp; co</p>",
            "href=\"https://example.org/?a=1&amp;b=&quot;2&quot;\"",
            ">a &lt; b</a>",
            "<title>&quot;x&quot; &lt;y&gt;</title>",
        ] {
            assert!(page.contains(shown), "{page}");
        }
        assert_eq!(
            plain(&parts),
            "<b> & co\n\nhttps://example.org/?a=1&b=\"2\"\n"
        );
    }
}
