//! Between values and what a person reads or types. Pure; what needs the browser's Intl is in [`crate::platform::intl`].

pub(crate) mod duration;
pub(crate) mod list;
pub(crate) mod matching;
pub(crate) mod sentence;
pub(crate) mod when;
