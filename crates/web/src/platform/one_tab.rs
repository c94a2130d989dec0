//! Work that only one tab at a time may do, by the browser's Web Locks.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["navigator", "locks"], js_name = request, catch)]
    fn request_lock(name: &str, options: &JsValue, callback: &JsValue) -> Result<Promise, JsValue>;
}

/// Does `work` unless another tab holds the lock of this name; nothing then. A browser without locks does it always.
pub(super) async fn alone<T: 'static>(name: &str, work: impl Future<Output = T> + 'static) -> Option<T> {
    let Some(available) = lock_options() else { return Some(work.await) };
    let result = Rc::new(RefCell::new(None));
    let callback = Closure::once({
        let result = Rc::clone(&result);
        move |lock: JsValue| -> Promise {
            if lock.is_null() {
                return Promise::resolve(&JsValue::NULL);
            }
            future_to_promise(async move {
                let done = work.await;
                result.replace(Some(done));
                Ok(JsValue::NULL)
            })
        }
    });
    if let Ok(promise) = request_lock(name, &available, callback.as_ref().unchecked_ref()) {
        // The lock's promise fails only when the page is going away, and then nobody reads the result.
        let _ = JsFuture::from(promise).await;
    }
    result.take()
}

/// `{ifAvailable: true}`, when the browser has locks.
fn lock_options() -> Option<JsValue> {
    let navigator = leptos::prelude::window().navigator();
    let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
    if locks.is_undefined() {
        return None;
    }
    let options = Object::new();
    Reflect::set(&options, &"ifAvailable".into(), &JsValue::TRUE).ok()?;
    Some(options.into())
}
