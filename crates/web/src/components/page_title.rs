//! The heading of a page, and the name of the tab.

use std::sync::atomic::{AtomicBool, Ordering};

use leptos::html::H1;
use leptos::prelude::*;
use leptos::text_prop::TextProp;
use wasm_bindgen::JsCast as _;

use crate::i18n::use_i18n;
use crate::platform::dom;
use crate::practice::{Phase, use_practice};
use crate::words;

/// Whether a page has been shown already. On the first one the focus stays where the browser put it.
static NAVIGATED: AtomicBool = AtomicBool::new(false);

/// What the tab is called: after the page that is shown, and after the time while somebody practises.
#[derive(Clone, Copy)]
pub(crate) struct TabTitle {
    /// Nothing until the first page is there.
    page: RwSignal<Option<String>>,
}

impl TabTitle {
    /// Names the tab after the pages below this component.
    pub(crate) fn provide() {
        let i18n = use_i18n();
        let practice = use_practice();
        let page = RwSignal::new(None::<String>);
        Effect::new(move |_| {
            let running_secs = (practice.phase() == Phase::Running).then(|| practice.played_secs());
            if let Some(page) = page.get() {
                document().set_title(&words::tab_title(i18n.get_locale(), &page, running_secs));
            }
        });
        provide_context(Self { page });
    }
}

/// The heading that a page begins with. It names the tab, and takes the focus when somebody navigates, so that
/// keyboard and screen reader go on from there.
#[component]
pub(crate) fn PageTitle(#[prop(into)] text: TextProp) -> impl IntoView {
    let tab: TabTitle = expect_context();
    let heading = NodeRef::<H1>::new();
    Effect::new({
        let text = text.clone();
        move |_| tab.page.set(Some(text.get().into_owned()))
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
