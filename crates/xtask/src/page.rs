//! The served page: crates/web/index.html with the names of the bundled files put in.

use anyhow::{Context, Result};

use crate::template;

/// The addresses of the bundled files.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Assets {
    script: String,
    wasm: String,
    styles: String,
}

impl Assets {
    /// Recognises the bundled files among the names in the assets folder.
    pub(crate) fn find(names: &[String]) -> Result<Self> {
        Ok(Self {
            script: address(names, "app-", ".js")?,
            wasm: address(names, "web_bg-", ".wasm")?,
            styles: address(names, "app-", ".css")?,
        })
    }
}

fn address(names: &[String], start: &str, end: &str) -> Result<String> {
    names
        .iter()
        .find(|name| name.starts_with(start) && name.ends_with(end))
        .map(|name| format!("/assets/{name}"))
        .with_context(|| format!("the bundle has no {start}*{end}"))
}

/// The page that loads these files. Where there is no JavaScript, it says so.
pub(crate) fn fill(template: &str, assets: &Assets, no_script: &str) -> Result<String> {
    template::fill(
        "index.html",
        template,
        &[
            ("script", &assets.script),
            ("wasm", &assets.wasm),
            ("styles", &assets.styles),
            ("no_script", no_script),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Vec<String> {
        ["app-AAAA.css", "app-BBBB.js", "web_bg-CCCC.wasm"]
            .map(str::to_owned)
            .to_vec()
    }

    #[test]
    fn the_page_names_the_bundled_files() -> Result<()> {
        let assets = Assets::find(&names())?;
        let template = "<a {{styles}} {{wasm}} {{script}}>{{no_script}}";
        let page = fill(template, &assets, "Sorry")?;
        assert_eq!(
            page,
            "<a /assets/app-AAAA.css /assets/web_bg-CCCC.wasm /assets/app-BBBB.js>Sorry"
        );
        Ok(())
    }

    #[test]
    fn a_missing_file_is_an_error() {
        assert!(Assets::find(&names()[..2]).is_err());
    }
}
