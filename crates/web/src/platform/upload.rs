//! Files that the musician chooses.

use client_core::transfer::text_of;
use js_sys::Uint8Array;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, HtmlInputElement};

/// The file that was chosen. It is forgotten, so that choosing it again is noticed.
pub(crate) fn chosen(input: &HtmlInputElement) -> Option<File> {
    let file = input.files()?.get(0);
    input.set_value("");
    file
}

/// The text of a file of at most so many bytes.
pub(crate) async fn read(file: &File, bytes_max: u32) -> Result<String, Unread> {
    if file.size() > f64::from(bytes_max) {
        return Err(Unread::TooLarge);
    }
    let buffer = JsFuture::from(file.array_buffer())
        .await
        .map_err(|_| Unread::Refused)?;
    Ok(text_of(Uint8Array::new(&buffer).to_vec()))
}

/// Why a file was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    /// It is larger than allowed.
    TooLarge,
    /// The browser does not read it.
    Refused,
}
