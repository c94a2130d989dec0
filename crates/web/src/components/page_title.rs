//! A page's heading.

use std::sync::atomic::{AtomicBool, Ordering};

use leptos::html::H1;
use leptos::prelude::*;
use leptos::text_prop::TextProp;
use leptos_i18n::t_string;
use wasm_bindgen::JsCast as _;

use crate::i18n::use_i18n;
use crate::platform::dom;

/// Whether a page has been shown already. On the first one the focus stays where the browser put it.
static NAVIGATED: AtomicBool = AtomicBool::new(false);

/// The heading that a page begins with. It names the tab, and takes the focus when somebody navigates, so that
/// keyboard and screen reader go on from there.
#[component]
pub(crate) fn PageTitle(#[prop(into)] text: TextProp) -> impl IntoView {
    let i18n = use_i18n();
    let heading = NodeRef::<H1>::new();
    Effect::new({
        let text = text.clone();
        move |_| document().set_title(&t_string!(i18n, app.title, page = text.get()))
    });
    heading.on_load(|heading| {
        if NAVIGATED.swap(true, Ordering::Relaxed) {
            dom::focus_soon(heading.unchecked_into());
        }
    });
    view! {
        <h1 class="page-title" tabindex="-1" node_ref=heading>
            {move || text.get()}
        </h1>
    }
}
