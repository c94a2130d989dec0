//! Light, dark, or as the system has it.

use gloo_storage::{LocalStorage, Storage as _};
use leptos::prelude::document;
use shared_model::Theme;

/// The key under which `public/theme.js` finds the theme, before the app is there to read the preferences.
const KEY: &str = "mirubato_ui_theme";

/// The schemes that index.html has a colour for.
const SCHEMES: [&str; 2] = ["light", "dark"];

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
    // The names of the attributes are good ones.
    let _ = match name {
        Some(name) => root.set_attribute("data-theme", name),
        None => root.remove_attribute("data-theme"),
    };
    for scheme in SCHEMES {
        let color =
            document().query_selector(&format!("meta[name=theme-color][data-scheme={scheme}]"));
        if let Ok(Some(color)) = color {
            let _ = color.set_attribute("media", &media(scheme, name));
        }
    }
}

/// When the colour of a scheme is the one of what the browser draws around the page.
fn media(scheme: &str, chosen: Option<&str>) -> String {
    match chosen {
        None => format!("(prefers-color-scheme: {scheme})"),
        Some(chosen) if chosen == scheme => "all".to_owned(),
        Some(_) => "not all".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_own_colour_follows_the_system_until_a_theme_is_chosen() {
        let medias = |chosen| SCHEMES.map(|scheme| media(scheme, chosen));
        assert_eq!(
            medias(None),
            [
                "(prefers-color-scheme: light)",
                "(prefers-color-scheme: dark)"
            ]
        );
        assert_eq!(medias(Some("light")), ["all", "not all"]);
        assert_eq!(medias(Some("dark")), ["not all", "all"]);
    }
}
