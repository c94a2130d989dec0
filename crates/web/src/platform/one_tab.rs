//! Work that only one tab at a time may do, by the browser's Web Locks.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Promise, Reflect};
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["navigator", "locks"], js_name = request, catch)]
    fn request_lock(name: &str, callback: &JsValue) -> Result<Promise, JsValue>;
}

/// Does `work` as soon as no other tab holds the lock of this name. A browser without locks, or that refuses one, does it
/// at once: two tabs that do it at the same time are slower, and work that is never done is lost. There is no result when
/// the page goes away meanwhile.
pub(super) async fn alone<T: 'static>(
    name: &str,
    work: impl Future<Output = T> + 'static,
) -> Option<T> {
    if !has_locks() {
        return Some(work.await);
    }
    let work = Rc::new(Cell::new(Some(work)));
    let result = Rc::new(RefCell::new(None));
    let callback = Closure::once({
        let (work, result) = (Rc::clone(&work), Rc::clone(&result));
        move || -> Promise {
            future_to_promise(async move {
                if let Some(work) = work.take() {
                    let done = work.await;
                    result.replace(Some(done));
                }
                Ok(JsValue::NULL)
            })
        }
    });
    if let Ok(promise) = request_lock(name, callback.as_ref().unchecked_ref()) {
        // Whether it failed shows in whether the work was begun.
        let _ = JsFuture::from(promise).await;
    }
    match work.take() {
        Some(work) => Some(work.await),
        None => result.take(),
    }
}

fn has_locks() -> bool {
    let navigator = leptos::prelude::window().navigator();
    Reflect::get(&navigator, &"locks".into()).is_ok_and(|locks| !locks.is_undefined())
}
