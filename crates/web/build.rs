//! Turns the locale files into code, so that a missing text or a wrong placeholder does not compile.
//!
//! `leptos_i18n_build` does the same, but brings ICU's data exporter with it, which this app has no use for: dates,
//! numbers and plurals come from the browser.

use std::error::Error;
use std::path::Path;

use leptos_i18n_parser::parse_locales::options::{Config, ParseOptions};
use leptos_i18n_parser::parse_locales::parse_locales;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=locales");
    let config = Config::new("en")?.parse_options(ParseOptions::new().interpolate_display(true));
    let locales = parse_locales(None, config)?;
    let attributes = "#![allow(missing_docs, unreachable_pub, unused_qualifications, dead_code, clippy::all, clippy::pedantic)]".parse()?;
    let code = leptos_i18n_codegen::gen_code(&locales, None, false, Some(&attributes), false)?;
    std::fs::write(
        Path::new(&std::env::var("OUT_DIR")?).join("i18n.rs"),
        code.to_string(),
    )?;
    Ok(())
}
