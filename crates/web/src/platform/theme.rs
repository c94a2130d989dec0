//! Light, dark, or as the system has it.

use gloo_storage::{LocalStorage, Storage as _};
use leptos::prelude::document;
use shared_model::Theme;

/// The key under which `public/theme.js` finds the theme, before the app is there to read the preferences.
const KEY: &str = "mirubato_ui_theme";

/// Shows the page in this theme, and keeps a copy for the next start. A browser that does not store it begins in the
/// system's theme.
pub(crate) fn show(theme: Theme) {
    let name = match theme {
        Theme::System => None,
        Theme::Light => Some("light"),
        Theme::Dark => Some("dark"),
    };
    match name {
        Some(name) => {
            let _ = LocalStorage::set(KEY, name);
        }
        None => LocalStorage::delete(KEY),
    }
    let Some(root) = document().document_element() else {
        return;
    };
    let _ = match name {
        Some(name) => root.set_attribute("data-theme", name),
        None => root.remove_attribute("data-theme"),
    };
}
