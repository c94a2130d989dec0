//! The little that the app does to the page by hand.

use leptos::prelude::{document, request_animation_frame};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

/// The element with this id, with nothing in it.
pub(crate) fn emptied(id: &str) -> HtmlElement {
    let element = document()
        .get_element_by_id(id)
        .expect("index.html has the element");
    element.set_inner_html("");
    element.unchecked_into()
}

/// Says in the page in which language it is.
pub(crate) fn set_language(tag: &str) {
    if let Some(root) = document().document_element() {
        // The attribute's name is a good one.
        let _ = root.set_attribute("lang", tag);
    }
}

/// Loads the page again.
pub(crate) fn reload() {
    // A browser that does not reload leaves the page as it is.
    let _ = leptos::prelude::window().location().reload();
}

/// The element that has the focus.
pub(crate) fn focused() -> Option<HtmlElement> {
    document().active_element()?.dyn_into().ok()
}

/// Moves the focus, once the page has been put together.
pub(crate) fn focus_soon(element: HtmlElement) {
    request_animation_frame(move || {
        if element.is_connected() {
            // An element that cannot take the focus leaves it where it is.
            let _ = element.focus();
        }
    });
}

/// Moves the focus to the element with this id, once the page has been put together, if it is there then.
pub(crate) fn focus_soon_by_id(id: &'static str) {
    request_animation_frame(move || {
        let element = document().get_element_by_id(id);
        if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
            // An element that cannot take the focus leaves it where it is.
            let _ = element.focus();
        }
    });
}

/// Asks the browser to keep what the app stores here. It may say no; nothing depends on the answer.
pub(crate) fn ask_to_keep_storage() {
    let _ = leptos::prelude::window().navigator().storage().persist();
}
