//! The worker that keeps the app in this browser (`service-worker.js`), and the way to a new version of the app.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Promise, Reflect};
use leptos::leptos_dom::helpers::window_event_listener_untyped;
use leptos::prelude::{document, window};
use leptos::task::spawn_local;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    EventTarget, ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration,
    ServiceWorkerState, VisibilityState,
};

use super::reload::reload_when_free;

/// Where the worker is.
const SCRIPT: &str = "/service-worker.js";

/// What makes a worker that waits take over.
const TAKE_OVER: &str = "take over";

/// Lets the worker keep the app, and calls `on_new_version` when another version is here and waits. Once one takes over,
/// whichever tab asked for it, the page is loaded again as soon as nothing is lost by that.
///
/// A browser that keeps no worker needs the network to start the app, and does everything else without it.
pub(crate) fn start(on_new_version: impl Fn() + 'static) {
    let Some(container) = container() else {
        return;
    };
    reload_when_taken_over(&container);
    spawn_local(async move {
        if let Ok(registration) = JsFuture::from(container.register(SCRIPT)).await {
            follow(registration.unchecked_into(), container, on_new_version);
        }
    });
}

/// Loads the newest version of the app that there is, in every tab. Loading the page again would not do: the version that is
/// kept would come again.
pub(crate) fn load_newest() {
    spawn_local(async {
        match newest().await {
            // A worker that cannot be told any more has been replaced by a newer one.
            Some(worker) => drop(worker.post_message(&TAKE_OVER.into())),
            None => reload_when_free(),
        }
    });
}

/// The worker of a newer version, once all of it is here.
async fn newest() -> Option<ServiceWorker> {
    let registration = JsFuture::from(container()?.get_registration()).await.ok()?;
    let registration: ServiceWorkerRegistration = registration.dyn_into().ok()?;
    if registration.waiting().is_none()
        && let Ok(looking) = registration.update()
    {
        // Without a network there is nothing to find.
        let _ = JsFuture::from(looking).await;
        if let Some(worker) = registration.installing() {
            next_state(&worker).await;
        }
    }
    registration.waiting()
}

async fn next_state(worker: &ServiceWorker) {
    let changes = Promise::new(&mut |resolve, _| {
        on(worker, "statechange", move || {
            // What waits for it may be gone.
            let _ = resolve.call0(&JsValue::NULL);
        });
    });
    // It is never rejected.
    let _ = JsFuture::from(changes).await;
}

fn container() -> Option<ServiceWorkerContainer> {
    let navigator = window().navigator();
    let container = Reflect::get(&navigator, &"serviceWorker".into()).ok()?;
    container.dyn_into().ok()
}

/// The first worker of all takes over a page that is of its version.
fn reload_when_taken_over(container: &ServiceWorkerContainer) {
    let is_kept = Cell::new(container.controller().is_some());
    on(container, "controllerchange", move || {
        if is_kept.replace(true) {
            // Until then the page goes on in the version before, and mixes nothing: its program, its styles and its icons
            // are all loaded, and what it still asks for is the API, which no worker answers, and its own files by names
            // that are made from their content. Another page of the app is a load, which gets the new version whole. What
            // the two write into the local store, either can read or leaves alone.
            reload_when_free();
        }
    });
}

fn follow(
    registration: ServiceWorkerRegistration,
    container: ServiceWorkerContainer,
    on_new_version: impl Fn() + 'static,
) {
    let see = Rc::new(move |worker: ServiceWorker| {
        // Where no worker was before, nothing waits: the first one takes over by itself.
        if worker.state() == ServiceWorkerState::Installed && container.controller().is_some() {
            on_new_version();
        }
    });
    if let Some(waiting) = registration.waiting() {
        see(waiting);
    }
    let watch = Rc::new({
        let registration = registration.clone();
        move || {
            if let Some(worker) = registration.installing() {
                let (see, installing) = (Rc::clone(&see), worker.clone());
                on(&worker, "statechange", move || see(installing.clone()));
            }
        }
    });
    // It may have begun to install one before anybody listened.
    watch();
    on(&registration, "updatefound", {
        let watch = Rc::clone(&watch);
        move || watch()
    });
    // A browser looks for a new version when the app is opened. Installed apps stay open for weeks.
    let _for_ever = window_event_listener_untyped("visibilitychange", move |_| {
        if document().visibility_state() == VisibilityState::Visible
            && let Ok(looking) = registration.update()
        {
            // Without a network there is nothing to find.
            spawn_local(async move { drop(JsFuture::from(looking).await) });
        }
    });
}

/// Calls `listener` at each of these events, for as long as the page lives.
fn on(target: &EventTarget, event: &str, listener: impl Fn() + 'static) {
    let closure = Closure::<dyn Fn()>::new(listener);
    // It fails for no event that has a name.
    let _ = target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
    closure.forget();
}
