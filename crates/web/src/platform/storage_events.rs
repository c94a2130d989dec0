//! What other tabs wrote, and when this one is looked at again.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use leptos::ev;
use leptos::leptos_dom::helpers::window_event_listener_untyped;
use leptos::prelude::{document, set_timeout, window_event_listener};
use wasm_bindgen::JsCast as _;
use web_sys::{PageTransitionEvent, VisibilityState};

/// How long writes are gathered. A sync in another tab writes thousands of records, and the browser tells of each of them.
const GATHERS: Duration = Duration::from_millis(50);

/// Calls `listener` with the keys that other tabs wrote or removed, or with nothing when one cleared the store. For as
/// long as the page lives.
pub(crate) fn on_other_tabs_write(listener: impl Fn(Option<&[String]>) + 'static) {
    let listener = Rc::new(listener);
    // Without a key: the store was cleared.
    let gathered = Rc::new(RefCell::new(Vec::<Option<String>>::new()));
    let _for_ever = window_event_listener(ev::storage, move |event| {
        let is_first = gathered.borrow().is_empty();
        gathered.borrow_mut().push(event.key());
        if is_first {
            let (listener, gathered) = (Rc::clone(&listener), Rc::clone(&gathered));
            set_timeout(
                move || {
                    let keys: Option<Vec<String>> = gathered.take().into_iter().collect();
                    listener(keys.as_deref());
                },
                GATHERS,
            );
        }
    });
}

/// Calls `listener` when the browser shows a page again that it had put aside whole, and that was told of no writes since.
pub(crate) fn on_return(listener: impl Fn() + 'static) {
    let _for_ever = window_event_listener_untyped("pageshow", move |event| {
        if event.unchecked_ref::<PageTransitionEvent>().persisted() {
            listener();
        }
    });
}

/// Calls `listener` when somebody looks at this tab again. Browsers call a hidden one seldom, and a frozen one not at all.
pub(crate) fn on_look(listener: impl Fn() + 'static) {
    let _for_ever = window_event_listener_untyped("visibilitychange", move |_| {
        if document().visibility_state() == VisibilityState::Visible {
            listener();
        }
    });
}
