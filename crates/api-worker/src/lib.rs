//! The Mirubato server.

#[cfg(target_arch = "wasm32")]
mod cloudflare;
