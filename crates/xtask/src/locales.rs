//! The locale files: what they have in common, and what the static page takes out of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::files;
use crate::project::Project;

/// The language in which texts are written first.
const FIRST: &str = "en";

/// Where a file has the sentence for browsers without JavaScript, which the app cannot show.
const NO_SCRIPT: &str = "app.no_script";

/// A locale file: its texts by their keys, `app.title`.
type Texts = BTreeMap<String, String>;

/// Fails when a locale file has other keys than the first, or other placeholders in a text, or an empty text.
pub(crate) fn check(project: &Project) -> Result<()> {
    let locales = read(project)?;
    let (_, first) = locales
        .iter()
        .find(|(tag, _)| tag == FIRST)
        .with_context(|| format!("there is no locale file {FIRST}.json"))?;
    let found: Vec<String> = locales
        .iter()
        .flat_map(|(tag, texts)| {
            let found = differences(first, texts).into_iter();
            found.map(move |difference| format!("{tag}.json: {difference}"))
        })
        .collect();
    if !found.is_empty() {
        bail!(
            "locale files differ from {FIRST}.json:\n  {}",
            found.join("\n  ")
        );
    }
    Ok(())
}

/// The sentence for browsers without JavaScript in each language, as markup.
pub(crate) fn no_script(project: &Project) -> Result<String> {
    let mut markup = String::new();
    for (tag, texts) in read(project)? {
        let text = texts
            .get(NO_SCRIPT)
            .with_context(|| format!("{tag}.json has no {NO_SCRIPT}"))?;
        write!(markup, "<p lang=\"{tag}\">{}</p>", escaped(text))?;
    }
    Ok(markup)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// Every locale file by its language, in the order of their names.
fn read(project: &Project) -> Result<Vec<(String, Texts)>> {
    let files = files::entries(&project.path("crates/texts/locales"))?.into_iter();
    files
        .map(|path| {
            let tag = path.file_stem().unwrap_or_default().display().to_string();
            let value: Value = serde_json::from_str(&files::read(&path)?)
                .with_context(|| format!("{} is no JSON", path.display()))?;
            let mut texts = Texts::new();
            flatten(&value, "", &mut texts)?;
            Ok((tag, texts))
        })
        .collect()
}

fn flatten(value: &Value, key: &str, texts: &mut Texts) -> Result<()> {
    match value {
        Value::String(text) => {
            texts.insert(key.to_owned(), text.clone());
        }
        Value::Object(inner) => {
            for (name, value) in inner {
                let separator = if key.is_empty() { "" } else { "." };
                flatten(value, &format!("{key}{separator}{name}"), texts)?;
            }
        }
        _ => bail!("{key} is no text"),
    }
    Ok(())
}

fn differences(first: &Texts, texts: &Texts) -> Vec<String> {
    let mut found = Vec::new();
    for (key, expected) in first {
        match texts.get(key) {
            None => found.push(format!("{key} is missing")),
            Some(text) if text.trim().is_empty() => found.push(format!("{key} is empty")),
            Some(text) if placeholders(text) != placeholders(expected) => {
                found.push(format!("{key} has other placeholders"));
            }
            Some(_) => {}
        }
    }
    let unknown = texts.keys().filter(|key| !first.contains_key(*key));
    found.extend(unknown.map(|key| format!("{key} is unknown")));
    found
}

/// The names in `{{ braces }}`.
fn placeholders(text: &str) -> BTreeSet<&str> {
    let parts = text.split("{{").skip(1);
    parts
        .filter_map(|part| part.split_once("}}"))
        .map(|(name, _)| name.trim())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(json: &str) -> Texts {
        let mut texts = Texts::new();
        let value = serde_json::from_str(json).expect("the test's JSON");
        flatten(&value, "", &mut texts).expect("texts only");
        texts
    }

    #[test]
    fn a_file_differs_by_its_keys_and_placeholders_and_not_by_its_words() {
        let first =
            texts(r#"{ "a": { "b": "{{ n }} of {{ m }}", "c": "Hello" }, "d": "Bye", "e": "x" }"#);
        let same = texts(
            r#"{ "d": "Tschüss", "e": "x", "a": { "c": "Hallo", "b": "Von {{m}} {{ n }}" } }"#,
        );
        assert_eq!(differences(&first, &same), [] as [&str; 0]);
        let other = texts(r#"{ "a": { "b": "{{ n }}", "x": "?" }, "d": " ", "e": "x" }"#);
        assert_eq!(
            differences(&first, &other),
            [
                "a.b has other placeholders",
                "a.c is missing",
                "d is empty",
                "a.x is unknown"
            ]
        );
    }

    #[test]
    fn what_is_no_text_is_a_mistake() {
        let value = serde_json::from_str(r#"{ "a": ["b"] }"#).expect("the test's JSON");
        assert!(flatten(&value, "", &mut Texts::new()).is_err());
    }

    #[test]
    fn markup_in_a_text_is_shown_as_it_is() {
        assert_eq!(escaped("<b> & co"), "&lt;b> &amp; co");
    }
}
