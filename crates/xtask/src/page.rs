//! The served page: crates/web/index.html with the names of the bundled files put in.

use anyhow::{Context, Result, bail};

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

/// Replaces `{{script}}`, `{{wasm}}`, `{{styles}}` and `{{no_script}}`; any other placeholder is a mistake in the page.
pub(crate) fn fill(template: &str, assets: &Assets, no_script: &str) -> Result<String> {
    let page = template
        .replace("{{script}}", &assets.script)
        .replace("{{wasm}}", &assets.wasm)
        .replace("{{styles}}", &assets.styles)
        .replace("{{no_script}}", no_script);
    if let Some((_, rest)) = page.split_once("{{") {
        let name = rest.split("}}").next().unwrap_or_default();
        bail!("crates/web/index.html has an unknown placeholder, {{{{{name}}}}}");
    }
    Ok(page)
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
        let template = "<a {{styles}} {{wasm}} {{script}} {{script}}>{{no_script}}";
        let page = fill(template, &assets, "Sorry")?;
        assert_eq!(
            page,
            "<a /assets/app-AAAA.css /assets/web_bg-CCCC.wasm /assets/app-BBBB.js /assets/app-BBBB.js>Sorry"
        );
        Ok(())
    }

    #[test]
    fn an_unknown_placeholder_is_an_error() -> Result<()> {
        let error = fill("{{script}} {{stlyes}}", &Assets::find(&names())?, "").unwrap_err();
        assert!(error.to_string().contains("{{stlyes}}"));
        Ok(())
    }

    #[test]
    fn a_missing_file_is_an_error() {
        assert!(Assets::find(&names()[..2]).is_err());
    }
}
