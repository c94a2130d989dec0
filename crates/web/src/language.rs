//! Which language the screens speak: the one that the user has chosen, or else the browser's.

use leptos::leptos_dom::helpers::window_event_listener_untyped;
use leptos::prelude::*;
use leptos_i18n::Locale as _;
use leptos_i18n::context::init_i18n_subcontext;
use shared_model::Language;

use crate::i18n::Locale;
use crate::platform::{dom, intl};

/// Lets everything below speak the chosen language, or the browser's where none is chosen, and says in the page which it is.
/// Both are followed.
pub(crate) fn provide(chosen: impl Fn() -> Option<String> + Send + Sync + 'static) {
    let browser = RwSignal::new(intl::browser_languages());
    let _for_ever = window_event_listener_untyped("languagechange", move |_| {
        browser.set(intl::browser_languages());
    });
    let locale = Memo::new(move |_| browser.with(|tags| spoken(chosen().as_deref(), tags)));
    provide_context(init_i18n_subcontext::<Locale>(Some(locale.into())));
    Effect::new(move |_| dom::set_language(locale.get().as_str()));
}

/// The first language of which there are texts: the chosen one, those of the browser in its order, English.
fn spoken(chosen: Option<&str>, browser: &[String]) -> Locale {
    let wanted = chosen.into_iter().chain(browser.iter().map(String::as_str));
    wanted
        .filter_map(Language::serving)
        .find_map(|language| language.tag().parse().ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags<const N: usize>(tags: [&str; N]) -> Vec<String> {
        tags.map(str::to_owned).into()
    }

    #[test]
    fn each_locale_file_is_of_a_language_and_is_spoken_when_it_is_chosen() {
        for locale in Locale::get_all() {
            let tag = locale.as_str();
            assert!(
                Language::ALL.iter().any(|known| known.tag() == tag),
                "{tag}"
            );
            assert_eq!(spoken(Some(tag), &tags(["tlh"])), *locale);
        }
    }

    #[test]
    fn without_a_choice_the_first_language_of_the_browser_counts_that_there_is() {
        for locale in Locale::get_all() {
            let there = format!("{}-419", locale.as_str());
            assert_eq!(spoken(None, &tags(["tlh", &there, "en"])), *locale);
        }
        assert_eq!(spoken(None, &tags(["tlh"])), Locale::en);
        assert_eq!(spoken(Some("tlh"), &[]), Locale::en);
    }
}
