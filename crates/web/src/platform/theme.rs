//! Light, dark, or as the system has it.

use gloo_storage::{LocalStorage, Storage as _};
use leptos::prelude::document;
use serde::{Deserialize, Serialize};

/// The key that `public/theme.js` reads too, before the app is there.
const KEY: &str = "mirubato_ui_theme";

/// The musician's choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// What was chosen in this browser.
    pub(crate) fn stored() -> Self {
        LocalStorage::get(KEY).unwrap_or_default()
    }

    /// Shows the page in this theme and remembers it. A browser that does not store it forgets it with the page.
    pub(crate) fn choose(self) {
        let root = document().document_element();
        let _ = match (root, self) {
            (Some(root), Self::System) => root.remove_attribute("data-theme"),
            (Some(root), Self::Light) => root.set_attribute("data-theme", "light"),
            (Some(root), Self::Dark) => root.set_attribute("data-theme", "dark"),
            (None, _) => Ok(()),
        };
        let _ = LocalStorage::set(KEY, self);
    }
}
