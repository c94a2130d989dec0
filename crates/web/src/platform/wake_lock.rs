//! A screen that stays on, by the browser's Screen Wake Lock.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_storage::{LocalStorage, Storage as _};
use js_sys::{Promise, Reflect};
use leptos::prelude::document;
use leptos::task::spawn_local;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::VisibilityState;

use super::storage_events::on_look;

const KEY: &str = "mirubato_ui_keep_awake";

#[wasm_bindgen]
extern "C" {
    /// A lock that was given, until the browser takes it back.
    type Sentinel;

    #[wasm_bindgen(js_namespace = ["navigator", "wakeLock"], js_name = request, catch)]
    fn request_lock(kind: &str) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, getter)]
    fn released(this: &Sentinel) -> bool;

    #[wasm_bindgen(method)]
    fn release(this: &Sentinel) -> Promise;
}

/// Whether this browser can keep the screen on.
pub(crate) fn is_there() -> bool {
    let navigator = leptos::prelude::window().navigator();
    Reflect::get(&navigator, &"wakeLock".into()).is_ok_and(|lock| !lock.is_undefined())
}

/// Whether it was chosen in this browser.
pub(crate) fn is_chosen() -> bool {
    LocalStorage::get(KEY).unwrap_or_default()
}

/// Remembers the choice. A browser that does not store it forgets it with the page.
pub(crate) fn remember(is_chosen: bool) {
    let _ = LocalStorage::set(KEY, is_chosen);
}

/// Keeps the screen on for as long as that is wanted and somebody looks. The browser lets go of it whenever the tab is
/// hidden; it is asked again on the way back.
#[derive(Clone, Default)]
pub(crate) struct WakeLock(Rc<State>);

#[derive(Default)]
struct State {
    is_wanted: Cell<bool>,
    is_settling: Cell<bool>,
    held: RefCell<Option<Sentinel>>,
}

impl WakeLock {
    /// A lock that nobody wants yet.
    pub(crate) fn new() -> Self {
        let lock = Self::default();
        on_look({
            let lock = lock.clone();
            move || lock.settle()
        });
        lock
    }

    /// Says whether the screen is to stay on.
    pub(crate) fn want(&self, is_wanted: bool) {
        self.0.is_wanted.set(is_wanted);
        self.settle();
    }

    fn settle(&self) {
        if is_there() && !self.0.is_settling.replace(true) {
            let state = Rc::clone(&self.0);
            spawn_local(async move {
                state.settled().await;
                state.is_settling.set(false);
            });
        }
    }
}

impl State {
    /// Asks for the lock or gives it back until what is held is what is wanted. What the browser refuses, on a low battery
    /// for example, is asked for again when somebody looks or the timer goes on.
    async fn settled(&self) {
        loop {
            let is_wanted =
                self.is_wanted.get() && document().visibility_state() == VisibilityState::Visible;
            let held = self.held.take().filter(|held| !held.released());
            match (is_wanted, held) {
                (true, None) => {
                    let Ok(promise) = request_lock("screen") else {
                        return;
                    };
                    let Ok(given) = JsFuture::from(promise).await else {
                        return;
                    };
                    self.held.replace(Some(given.unchecked_into()));
                }
                (false, Some(held)) => {
                    // One that cannot be given back ends with the page.
                    let _ = JsFuture::from(held.release()).await;
                }
                (_, held) => {
                    self.held.replace(held);
                    return;
                }
            }
        }
    }
}
