//! The little that the app does to the page by hand.

use js_sys::{Function, Object, Promise, Reflect};
use leptos::prelude::{document, request_animation_frame};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, Event, HtmlElement};

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

/// Gives the focus back to where it was before something was open, once the page has been put together. If that is gone,
/// the heading of the page takes it.
pub(crate) fn give_focus_back(to: Option<HtmlElement>) {
    // Where nothing had the focus, nothing is missed: it may have been a finger that opened it.
    let Some(element) = to.filter(|element| !is_body(element)) else {
        return;
    };
    request_animation_frame(move || {
        if element.is_connected() {
            // An element that cannot take the focus leaves it where it is.
            let _ = element.focus();
        }
        focus_heading_if_lost();
    });
}

/// Moves the focus to the heading of the page, once it has been put together, unless something has the focus then: for when
/// what had it is on its way out.
pub(crate) fn focus_heading_soon() {
    request_animation_frame(focus_heading_if_lost);
}

/// What is read stays where it is: the heading may be far above.
fn focus_heading_if_lost() {
    if focused().is_some_and(|element| !is_body(&element)) {
        return;
    }
    let Ok(Some(heading)) = document().query_selector("main h1") else {
        return;
    };
    let in_place = Object::new();
    // None of this can fail: every browser has the method, and a new object takes properties.
    let _ = Reflect::set(&in_place, &"preventScroll".into(), &true.into());
    let focus = Reflect::get(&heading, &"focus".into());
    if let Some(focus) = focus.ok().and_then(|it| it.dyn_into::<Function>().ok()) {
        let _ = focus.call1(&heading, &in_place);
    }
}

/// Whether this is what has the focus in a page where nothing has it.
fn is_body(element: &HtmlElement) -> bool {
    document().body().as_ref() == Some(element)
}

/// Moves the focus to the first field in an element that is marked as wrong, once it is marked, and shows it with what is said
/// below it. With the focus, screen readers tell what is wrong.
pub(crate) fn focus_first_problem(within: Option<impl AsRef<Element> + 'static>) {
    let Some(within) = within else {
        return;
    };
    request_animation_frame(move || {
        let marked = within.as_ref().query_selector("[aria-invalid=true]");
        let field = marked.ok().flatten();
        if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlElement>().ok()) {
            // The browser shows a field that takes the focus, but perhaps no more of it.
            let _ = field.focus();
            if let Ok(Some(whole)) = field.closest(".field") {
                show(&whole);
            }
        }
    });
}

/// Moves the focus to the element with this id, once the page has been put together, if it is there then.
pub(crate) fn focus_soon_by_id(id: impl Into<String>) {
    let id = id.into();
    request_animation_frame(move || {
        let element = document().get_element_by_id(&id);
        if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
            // An element that cannot take the focus leaves it where it is.
            let _ = element.focus();
        }
    });
}

/// How far the top of an element is below that of the window, in pixels; negative when it has been scrolled past.
pub(crate) fn below_window_top(element: &HtmlElement) -> f64 {
    element.get_bounding_client_rect().top()
}

/// The height of the window, in pixels.
pub(crate) fn window_height() -> f64 {
    let height = leptos::prelude::window().inner_height();
    height
        .ok()
        .and_then(|height| height.as_f64())
        .unwrap_or_default()
}

/// Scrolls the page on by so many pixels; back when negative.
pub(crate) fn scroll_on(pixels: f64) {
    leptos::prelude::window().scroll_by_with_x_and_y(0.0, pixels);
}

/// Scrolls to where the page begins.
pub(crate) fn to_top() {
    leptos::prelude::window().scroll_to_with_x_and_y(0.0, 0.0);
}

/// Scrolls back to where an element begins, if that has been scrolled past.
pub(crate) fn back_to_top_of(element: &HtmlElement) {
    if below_window_top(element) < 0.0 {
        element.scroll_into_view();
    }
}

/// Goes on when the browser has had the time to draw and to hear what was clicked and typed.
pub(crate) async fn pause() {
    let soon = Promise::new(&mut |resolve, _| {
        // A window that has no timeouts leaves the promise open, and what waits for it undone.
        let _ = leptos::prelude::window().set_timeout_with_callback(&resolve);
    });
    // It is never rejected.
    let _ = JsFuture::from(soon).await;
}

/// Scrolls as far as it takes to see the element with this id, once the page has been put together, if it is there then.
pub(crate) fn show_soon_by_id(id: impl Into<String>) {
    let id = id.into();
    request_animation_frame(move || {
        if let Some(element) = document().get_element_by_id(&id) {
            show(&element);
        }
    });
}

/// Scrolls as far as it takes to see an element.
fn show(element: &Element) {
    let nearest = Object::new();
    // None of this can fail: every browser has the method, and a new object takes properties.
    let _ = Reflect::set(&nearest, &"block".into(), &"nearest".into());
    let scroll = Reflect::get(element, &"scrollIntoView".into());
    if let Some(scroll) = scroll.ok().and_then(|it| it.dyn_into::<Function>().ok()) {
        let _ = scroll.call1(element, &nearest);
    }
}

/// Whether what has just been typed or chosen is in a field that is marked as wrong.
pub(crate) fn is_in_problem(event: &Event) -> bool {
    let field = event.target().and_then(|at| at.dyn_into::<Element>().ok());
    let wrong = field.and_then(|field| field.closest(".has-error").ok());
    wrong.flatten().is_some()
}

/// Whether keys go into a field.
pub(crate) fn is_typing() -> bool {
    focused().is_some_and(|element| {
        element
            .matches(
                "input:not([type=radio], [type=checkbox]), select, textarea, [contenteditable]",
            )
            .unwrap_or_default()
    })
}

/// Whether a sheet or a question is open.
pub(crate) fn has_dialog() -> bool {
    matches!(document().query_selector("dialog[open]"), Ok(Some(_)))
}

/// Moves the focus to the field in which this page is searched. Says whether there is one.
pub(crate) fn focus_search() -> bool {
    let field = document().query_selector("main input[type=search]");
    let field = field
        .ok()
        .flatten()
        .and_then(|field| field.dyn_into::<HtmlElement>().ok());
    field.is_some_and(|field| field.focus().is_ok())
}

/// Asks the browser to keep what the app stores here. It may say no; nothing depends on the answer.
pub(crate) fn ask_to_keep_storage() {
    let _ = leptos::prelude::window().navigator().storage().persist();
}
