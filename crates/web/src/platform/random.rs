//! The browser's cryptographic randomness.

use client_core::platform::Random;
use leptos::prelude::window;

pub(super) struct BrowserRandom;

impl Random for BrowserRandom {
    fn fill(&self, bytes: &mut [u8]) {
        let crypto = window()
            .crypto()
            .expect("every browser that runs WebAssembly has crypto");
        crypto
            .get_random_values_with_u8_array(bytes)
            .expect("a few bytes are below its limit of 65,536");
    }
}
