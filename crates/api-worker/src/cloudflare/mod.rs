//! The edge to Cloudflare Workers: the only folder that knows a `JsValue`.

mod d1;
mod email;
mod fetch;
mod http;
mod mail;
mod outer_limit;
mod platform;
mod scheduled;

pub use d1::D1;
pub use fetch::fetch;
pub use scheduled::scheduled;
