//! The edge to Cloudflare Workers: the only folder that knows a `JsValue`.

mod d1;
#[cfg(feature = "entry")]
mod email;
#[cfg(feature = "entry")]
mod entry;
#[cfg(feature = "entry")]
mod platform;

pub use d1::D1;
