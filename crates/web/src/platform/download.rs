//! Files that the browser saves.

use std::time::Duration;

use leptos::prelude::{document, set_timeout};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// How long a browser may take to read what it saves.
const READS_WITHIN: Duration = Duration::from_secs(60);

/// Lets the browser save a text of this media type under this name. False when it does not.
pub(crate) fn save(name: &str, media_type: &str, text: &str) -> bool {
    try_save(name, media_type, text).is_ok()
}

fn try_save(name: &str, media_type: &str, text: &str) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let parts = js_sys::Array::of1(&text.into());
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // Browsers begin to read some time after the click.
    set_timeout(
        move || {
            // An address that is gone already needs no taking back.
            let _ = Url::revoke_object_url(&address);
        },
        READS_WITHIN,
    );
    Ok(())
}
