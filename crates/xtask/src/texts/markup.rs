//! Reads markup just far enough to find its texts: the `view!` macros of a source file, and HTML, which is much the same.
//! What a source file says in messages is read in the same way.

use std::fmt;

/// What a name is in every language.
const NAMES: [&str; 1] = ["Mirubato"];

/// The attributes, and the properties of components, whose value somebody reads or hears.
const READ_ATTRIBUTES: [&str; 16] = [
    "alt",
    "aria-description",
    "aria-label",
    "aria-placeholder",
    "aria-roledescription",
    "aria-valuetext",
    "column",
    "hint",
    "label",
    "legend",
    "no",
    "placeholder",
    "summary",
    "text",
    "title",
    "yes",
];

/// The functions that show a message, and how many of their arguments are read by somebody. The others may be code.
const SAYING: [(&str, usize); 3] = [
    ("say", usize::MAX),
    ("say_with_undo", 1),
    ("say_deleted", usize::MAX),
];

/// A space by its name, which is no word.
const SPACE: &str = "&nbsp;";

/// Elements whose content nobody reads.
const CODE_ELEMENTS: [&str; 2] = ["script", "style"];

/// A text and where it is.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Text {
    line: usize,
    text: String,
}

impl fmt::Display for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {:?}", self.line, self.text)
    }
}

/// The texts in the `view!` macros of a Rust source.
pub(super) fn texts_in_views(source: &str) -> Vec<Text> {
    let mut reader = Reader::new(source);
    while !reader.is_at_end() {
        if reader.is_at("view!") && !reader.is_in_word() {
            reader.at += "view!".len();
            reader.skip_space();
            if reader.is_at("{") {
                // Markup inside of its blocks is found by going on from here.
                let block = reader.at;
                reader.at += 1;
                reader.nodes();
                reader.at = block + 1;
            }
        } else {
            reader.skip_token();
        }
    }
    reader.found
}

/// The texts in a Rust source that are given to a function which says them.
pub(super) fn texts_said(source: &str) -> Vec<Text> {
    let mut reader = Reader::new(source);
    while !reader.is_at_end() {
        let is_raw_string = reader.is_at("r\"") || reader.is_at("r#");
        if is_raw_string || !is_word(reader.peek(0)) || reader.is_in_word() {
            reader.skip_token();
            continue;
        }
        let name = reader.skip_while(is_word);
        if let Some((_, arguments)) = SAYING.iter().find(|(saying, _)| *saying == name) {
            if reader.is_at("::<") {
                reader.at += "::".len();
                reader.skip_type_arguments();
            }
            if reader.is_at("(") {
                reader.said(*arguments);
            }
        }
    }
    reader.found
}

/// The texts of an HTML page. What stands in `{{braces}}` is put in later.
pub(super) fn texts_in_page(page: &str) -> Vec<Text> {
    let mut reader = Reader::new(page);
    reader.nodes();
    reader.found
}

struct Reader {
    chars: Vec<char>,
    at: usize,
    found: Vec<Text>,
}

impl Reader {
    fn new(source: &str) -> Self {
        Self {
            chars: source.chars().collect(),
            at: 0,
            found: Vec::new(),
        }
    }

    fn is_at_end(&self) -> bool {
        self.at >= self.chars.len()
    }

    fn peek(&self, ahead: usize) -> char {
        self.chars.get(self.at + ahead).copied().unwrap_or('\0')
    }

    fn before(&self) -> char {
        match self.at {
            0 => '\0',
            at => self.chars[at - 1],
        }
    }

    fn is_at(&self, text: &str) -> bool {
        text.chars()
            .enumerate()
            .all(|(index, expected)| self.peek(index) == expected)
    }

    fn is_in_word(&self) -> bool {
        is_word(self.before())
    }

    fn skip_while(&mut self, goes_on: impl Fn(char) -> bool) -> String {
        let start = self.at;
        while !self.is_at_end() && goes_on(self.peek(0)) {
            self.at += 1;
        }
        self.chars[start..self.at].iter().collect()
    }

    fn skip_space(&mut self) {
        self.skip_while(char::is_whitespace);
    }

    fn skip_past(&mut self, end: &str) {
        while !self.is_at_end() && !self.is_at(end) {
            self.at += 1;
        }
        self.at += end.chars().count();
    }

    /// Skips one token of Rust, a literal or a comment as a whole.
    fn skip_token(&mut self) {
        if self.is_at("//") {
            self.skip_past("\n");
        } else if self.is_at("/*") {
            self.skip_past("*/");
        } else if self.is_at("\"") {
            self.string();
        } else if self.is_at("r\"") || self.is_at("r#") && !self.is_in_word() {
            self.raw_string();
        } else if self.is_at("'") {
            self.skip_quote();
        } else {
            self.at += 1;
        }
    }

    /// Reads a string literal, and answers with what stands between its quotes.
    fn string(&mut self) -> String {
        self.at += 1;
        let start = self.at;
        while !self.is_at_end() && self.peek(0) != '"' {
            self.at += if self.peek(0) == '\\' { 2 } else { 1 };
        }
        let end = self.at.min(self.chars.len());
        self.at += 1;
        self.chars[start..end].iter().collect()
    }

    fn raw_string(&mut self) {
        self.at += 1;
        let hashes = self.skip_while(|c| c == '#');
        if self.is_at("\"") {
            self.at += 1;
            self.skip_past(&format!("\"{hashes}"));
        }
    }

    /// Skips a character or the tick of a lifetime.
    fn skip_quote(&mut self) {
        if self.peek(1) == '\\' {
            self.at += 2;
            self.skip_past("'");
        } else if self.peek(2) == '\'' {
            self.at += 3;
        } else {
            self.at += 1;
        }
    }

    /// Skips from one bracket to the one that closes it.
    fn skip_group(&mut self) {
        let mut depth = 0;
        while !self.is_at_end() {
            match self.peek(0) {
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth -= 1,
                _ => {
                    self.skip_token();
                    continue;
                }
            }
            self.at += 1;
            if depth == 0 {
                return;
            }
        }
    }

    /// Notes the texts among the first arguments of a call, from its bracket to the one that closes it. Another call in there
    /// is looked at with it. What a `match` compares with is no text, and what stands in braces is put in later.
    fn said(&mut self, arguments: usize) {
        let (mut depth, mut number) = (0, 0);
        while !self.is_at_end() {
            match self.peek(0) {
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth -= 1,
                ',' if depth == 1 => number += 1,
                '"' => {
                    let line = self.line();
                    let text = self.string();
                    self.skip_space();
                    let is_pattern = self.is_at("=>") || self.is_at("|");
                    if number < arguments && !is_pattern {
                        self.note(line, &without_placeholders(&text));
                    }
                    continue;
                }
                _ => {
                    self.skip_token();
                    continue;
                }
            }
            self.at += 1;
            if depth == 0 {
                return;
            }
        }
    }

    /// Reads markup up to the brace that closes it.
    fn nodes(&mut self) {
        while !self.is_at_end() {
            self.skip_space();
            let line = self.line();
            if self.is_at("<!--") {
                self.skip_past("-->");
            } else if self.is_at("</") || self.is_at("<!") {
                self.skip_past(">");
            } else if self.is_at("<") {
                self.tag();
            } else if self.is_at("//") {
                self.skip_past("\n");
            } else if self.is_at("{") {
                self.skip_group();
            } else if self.is_at("}") {
                return;
            } else if self.is_at("\"") {
                let text = self.string();
                self.note(line, &text);
            } else {
                let text = self.skip_while(|c| !matches!(c, '<' | '{' | '}' | '"'));
                self.note(line, text.trim());
            }
        }
    }

    /// Reads an opening tag. A value may be an expression without braces, so a name counts as an attribute's where it
    /// stands outside of all brackets and before a `=`.
    fn tag(&mut self) {
        self.at += 1;
        let element = self.skip_while(is_name);
        while !self.is_at_end() {
            match self.peek(0) {
                '>' if !matches!(self.before(), '-' | '=') => {
                    self.at += 1;
                    break;
                }
                '(' | '[' | '{' => self.skip_group(),
                '<' => self.skip_type_arguments(),
                c if is_word(c) && !self.is_in_word() => self.name_and_value(),
                _ => self.skip_token(),
            }
        }
        if CODE_ELEMENTS.contains(&element.as_str()) {
            self.skip_past(&format!("</{element}"));
            self.skip_past(">");
        }
    }

    fn skip_type_arguments(&mut self) {
        let mut depth = 0;
        while !self.is_at_end() {
            match self.peek(0) {
                '<' => depth += 1,
                '>' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return;
            }
        }
    }

    fn name_and_value(&mut self) {
        let name = self.skip_while(is_name);
        if !self.is_at("=") || self.is_at("==") || self.is_at("=>") {
            return;
        }
        self.at += 1;
        self.skip_space();
        let name = name.rsplit(':').next().unwrap_or_default();
        if !READ_ATTRIBUTES.contains(&name) {
            return;
        }
        let line = self.line();
        let value = self.at;
        if self.is_at("{") {
            self.at += 1;
            self.skip_space();
        }
        if self.is_at("\"") {
            let text = self.string();
            self.note(line, &text);
        } else {
            self.at = value;
        }
    }

    fn line(&self) -> usize {
        let end = self.at.min(self.chars.len());
        1 + self.chars[..end].iter().filter(|c| **c == '\n').count()
    }

    fn note(&mut self, line: usize, text: &str) {
        let is_read = text.replace(SPACE, " ").chars().any(char::is_alphabetic);
        if is_read && !NAMES.contains(&text) {
            let text = text.to_owned();
            self.found.push(Text { line, text });
        }
    }
}

/// A text without what stands in its braces.
fn without_placeholders(text: &str) -> String {
    let mut depth = 0_usize;
    let mut read = String::new();
    for c in text.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            c if depth == 0 => read.push(c),
            _ => {}
        }
    }
    read
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn is_name(c: char) -> bool {
    is_word(c) || matches!(c, '-' | ':')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_views(source: &str) -> Vec<(usize, String)> {
        let texts = texts_in_views(source).into_iter();
        texts.map(|text| (text.line, text.text)).collect()
    }

    fn found(line: usize, text: &str) -> (usize, String) {
        (line, text.to_owned())
    }

    #[test]
    fn texts_between_tags_are_found_with_or_without_quotes() {
        let source = r#"
            view! {
                <h1 class="page-title">"Hello"</h1>
                <p>Good <b>"morning"</b> {name} "·" "Mirubato"</p>
            }"#;
        assert_eq!(
            in_views(source),
            [found(3, "Hello"), found(4, "Good"), found(4, "morning")]
        );
    }

    #[test]
    fn texts_in_attributes_that_are_read_are_found() {
        let source = r#"
            view! {
                <button type="button" class="x" aria-label="Close" on:click=move |_| on_close.run(())>
                    <Icon name="cross" attr:title={"Go away"} />
                </button>
                <Field id="a" label=move || t_string!(i18n, a.b) hint="Type here" />
                <ShareTable id="b" column="Piece" rows />
                <LineChart values name="a-group" summary="It rose" />
            }"#;
        assert_eq!(
            in_views(source),
            [
                found(3, "Close"),
                found(4, "Go away"),
                found(6, "Type here"),
                found(7, "Piece"),
                found(8, "It rose")
            ]
        );
    }

    #[test]
    fn markup_inside_of_blocks_is_looked_at_once() {
        let source = r#"
            view! {
                <Show when=move || { count.get() > 0 }>
                    {move || shown.get().map(|text| view! { <p>"Inner"</p> })}
                </Show>
            }"#;
        assert_eq!(in_views(source), [found(4, "Inner")]);
    }

    #[test]
    fn what_is_no_text_of_the_markup_is_not_found() {
        let source = r##"
            // view! { <p>"A comment"</p> }
            const SQL: &str = r#"view! { <p>"A text"</p> }"#;
            fn quoted<'a>(c: char) -> bool { c == '"' || c == '\'' }
            view! {
                // Said elsewhere.
                <For each=move || list.get().iter().collect::<Vec<_>>() key=|(day, id)| (*day, id.clone()) let((day, id))>
                    <p aria-hidden={if a > b { "true" } else { "false" }} data-tone=move || tone(state)>
                        {move || t_string!(i18n, app.name)}
                        {match day { Some(_) => "today", None => "" }}
                    </p>
                </For>
                <input value=move || title.get() required />
            }"##;
        assert_eq!(in_views(source), []);
    }

    #[test]
    fn texts_that_are_said_are_found_whatever_chooses_them() {
        let source = r#"
            notices.say("Saved");
            self.notices.say(match outcome {
                "saved" | "kept" => tu_string!(i18n, entry.saved),
                _ => "Not saved",
            });
            notices.say_with_undo(format!("Deleted {name}"), move || journal.find("id"));
            say_deleted::<Goal>(notices, journal, i18n, id, ["Goal deleted", tu_string!(i18n, goals.restored)]);"#;
        let texts = texts_said(source).into_iter();
        let texts: Vec<_> = texts.map(|text| (text.line, text.text)).collect();
        assert_eq!(
            texts,
            [
                found(2, "Saved"),
                found(5, "Not saved"),
                found(7, "Deleted "),
                found(8, "Goal deleted"),
            ]
        );
    }

    #[test]
    fn what_is_no_message_is_not_found() {
        let source = r#"
            // notices.say("A comment");
            pub(crate) fn say(self, text: impl Into<String>) { self.show("no message") }
            notices.say(td_string!(locale, trash.restored, name = name));
            notices.say(format!("{done}. {reason}"));
            notices.say([said, full].join(". "));
            let essay = say_nothing("anything");"#;
        assert_eq!(texts_said(source), []);
    }

    #[test]
    fn a_page_has_texts_too() {
        let page = r#"<!doctype html>
            <html lang="en"><head>
            <title>Mirubato</title> <script>const text = "code";</script>
            <!-- A comment. -->
            </head><body>
            <img src="a.png" alt="A picture"> <span>&nbsp;</span>
            <noscript>{{no_script}} Please.</noscript></body></html>"#;
        let texts: Vec<_> = texts_in_page(page)
            .into_iter()
            .map(|text| text.to_string())
            .collect();
        assert_eq!(texts, [r#"6: "A picture""#, r#"7: "Please.""#]);
    }
}
