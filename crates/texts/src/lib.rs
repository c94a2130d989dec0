//! What people read, in each language: a file in `locales` for each, made into code by the build script, so that a missing
//! text or a wrong placeholder does not compile.
//!
//! A crate of its own, because all the languages together take longer to compile than the app that shows them.

include!(concat!(env!("OUT_DIR"), "/i18n.rs"));
