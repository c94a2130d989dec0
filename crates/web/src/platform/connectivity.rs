//! Whether the browser believes to be online.

use client_core::platform::Connectivity;
use leptos::prelude::window;

pub(super) struct BrowserConnectivity;

impl Connectivity for BrowserConnectivity {
    fn is_online(&self) -> bool {
        window().navigator().on_line()
    }
}
