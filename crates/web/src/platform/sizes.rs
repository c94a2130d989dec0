//! How large elements are, from when they come into the page and whenever that changes.

use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, ResizeObserver, ResizeObserverEntry};

/// The size of an element, in pixels.
pub(crate) struct Size {
    /// Which element.
    pub(crate) element: Element,
    /// Its width, borders included.
    pub(crate) width: f64,
    /// Its height, likewise.
    pub(crate) height: f64,
}

/// Tells of the sizes of the elements that it is given, until it is dropped.
pub(crate) struct SizeObserver {
    /// Nothing in a browser that does not have it.
    observer: Option<ResizeObserver>,
    _callback: Closure<dyn FnMut(Array)>,
}

impl SizeObserver {
    /// Calls `on_change` once for all that changed at the same time.
    pub(crate) fn new(mut on_change: impl FnMut(Vec<Size>) + 'static) -> Self {
        let callback = Closure::new(move |entries: Array| {
            let entries = entries
                .iter()
                .map(JsCast::unchecked_into::<ResizeObserverEntry>);
            let elements = entries.map(|entry| entry.target());
            // What has left the page has no size any more.
            let sizes = elements
                .filter(|element| element.is_connected())
                .map(|element| {
                    let bounds = element.get_bounding_client_rect();
                    Size {
                        element,
                        width: bounds.width(),
                        height: bounds.height(),
                    }
                });
            on_change(sizes.collect());
        });
        Self {
            observer: ResizeObserver::new(callback.as_ref().unchecked_ref()).ok(),
            _callback: callback,
        }
    }

    /// Follows an element.
    pub(crate) fn observe(&self, element: &Element) {
        if let Some(observer) = &self.observer {
            observer.observe(element);
        }
    }

    /// Follows an element no longer.
    pub(crate) fn unobserve(&self, element: &Element) {
        if let Some(observer) = &self.observer {
            observer.unobserve(element);
        }
    }
}

impl Drop for SizeObserver {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}
