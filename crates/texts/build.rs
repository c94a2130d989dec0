//! Turns the locale files into code, so that a missing text or a wrong placeholder does not compile. The app speaks the
//! languages of which there are files.
//!
//! `leptos_i18n_build` does the same, but brings ICU's data exporter with it, which this app has no use for: dates,
//! numbers and plurals come from the browser.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::Path;

use leptos_i18n_parser::parse_locales::options::{Config, ParseOptions};
use leptos_i18n_parser::parse_locales::parse_locales;

/// The language in which a text is written first, and which serves whoever reads none of the others.
const FIRST: &str = "en";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=locales");
    let mut others = BTreeSet::new();
    for file in fs::read_dir("locales")? {
        let path = file?.path();
        if let Some(tag) = path.file_stem().and_then(|tag| tag.to_str())
            && tag != FIRST
        {
            others.insert(tag.to_owned());
        }
    }
    let config = Config::new(FIRST)?
        .add_locales(others)?
        .parse_options(ParseOptions::new().interpolate_display(true));
    let locales = parse_locales(None, config)?;
    let attributes = "#![allow(missing_docs, unreachable_pub, unused_qualifications, dead_code, clippy::all, clippy::pedantic)]".parse()?;
    let code = leptos_i18n_codegen::gen_code(&locales, None, false, Some(&attributes), false)?;
    fs::write(
        Path::new(&std::env::var("OUT_DIR")?).join("i18n.rs"),
        code.to_string(),
    )?;
    Ok(())
}
