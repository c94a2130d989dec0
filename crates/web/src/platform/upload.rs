//! Files that the musician chooses, or drops on the page.

use client_core::transfer::text_of;
use js_sys::{Array, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DragEvent, File, FileList, HtmlInputElement};

/// The file that was chosen. It is forgotten, so that choosing it again is noticed.
pub(crate) fn chosen(input: &HtmlInputElement) -> Option<File> {
    let file = input.files()?.get(0);
    input.set_value("");
    file
}

/// Whether files are dragged, and not a text or a part of a page.
pub(crate) fn is_of_files(event: &DragEvent) -> bool {
    let types = dragged(event, "types").map(|types| Array::from(&types));
    types.is_some_and(|types| types.includes(&JsValue::from_str("Files"), 0))
}

/// The file that was dropped; the first of several.
pub(crate) fn dropped(event: &DragEvent) -> Option<File> {
    let files: FileList = dragged(event, "files")?.dyn_into().ok()?;
    files.get(0)
}

/// What the browser tells of what is dragged.
fn dragged(event: &DragEvent, name: &str) -> Option<JsValue> {
    let transfer = Reflect::get(event, &"dataTransfer".into()).ok()?;
    // A script may make an event that carries nothing.
    transfer
        .is_object()
        .then(|| Reflect::get(&transfer, &name.into()).ok())
        .flatten()
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
