//! Making the app one of the device's own.

use std::cell::RefCell;

use leptos::leptos_dom::helpers::window_event_listener_untyped;
use leptos::prelude::{Get as _, RwSignal, Set as _, expect_context, provide_context};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// What some browsers hand out when the app can be installed.
    #[wasm_bindgen(extends = web_sys::Event)]
    type InstallOffer;

    #[wasm_bindgen(method, catch)]
    fn prompt(this: &InstallOffer) -> Result<js_sys::Promise, wasm_bindgen::JsValue>;
}

thread_local! {
    /// The browser's offer, which can be used once.
    static OFFER: RefCell<Option<InstallOffer>> = const { RefCell::new(None) };
}

/// Whether the browser lets the app ask to be installed.
#[derive(Clone, Copy)]
pub(crate) struct Installation {
    is_offered: RwSignal<bool>,
}

impl Installation {
    /// For everything below this component, and for as long as the page lives.
    pub(crate) fn provide() {
        let is_offered = RwSignal::new(false);
        let _for_ever = window_event_listener_untyped("beforeinstallprompt", move |event| {
            // The browser would ask by itself, at a moment of its own.
            event.prevent_default();
            OFFER.set(Some(event.unchecked_into()));
            is_offered.set(true);
        });
        let _for_ever =
            window_event_listener_untyped("appinstalled", move |_| is_offered.set(false));
        provide_context(Self { is_offered });
    }

    /// Whether it does.
    pub(crate) fn is_offered(self) -> bool {
        self.is_offered.get()
    }

    /// Lets the browser ask whether the app is to be installed.
    pub(crate) fn ask(self) {
        self.is_offered.set(false);
        if let Some(offer) = OFFER.take() {
            // A browser that does not ask after all leaves everything as it is.
            let _ = offer.prompt();
        }
    }
}

/// Whether the app can be installed, for a component.
pub(crate) fn use_installation() -> Installation {
    expect_context()
}
