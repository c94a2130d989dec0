//! Texts that people read outside of the locale files: in the markup of the app, in its messages, and in its static page.

mod markup;

use anyhow::{Result, bail};

use crate::files;
use crate::project::Project;

/// Fails when a text stands in the markup or is said as a message, and names each of them.
pub(crate) fn check(project: &Project) -> Result<()> {
    let mut found = Vec::new();
    let sources = project.path("crates/web/src");
    for file in files::below(&sources)? {
        if file.extension().is_some_and(|extension| extension == "rs") {
            let source = files::read(&sources.join(&file))?;
            let in_views = markup::texts_in_views(&source);
            let places = in_views.into_iter().chain(markup::texts_said(&source));
            found.extend(places.map(|text| format!("crates/web/src/{}:{text}", file.display())));
        }
    }
    let page = files::read(&project.path("crates/web/index.html"))?;
    let places = markup::texts_in_page(&page).into_iter();
    found.extend(places.map(|text| format!("crates/web/index.html:{text}")));
    if !found.is_empty() {
        bail!(
            "texts belong into crates/texts/locales:\n  {}",
            found.join("\n  ")
        );
    }
    Ok(())
}
