//! localStorage.

use client_core::platform::{LocalStore, StoreError};
use gloo_storage::{LocalStorage, Storage as _};
use leptos::prelude::window;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{DomException, Storage};

pub(super) struct BrowserStore {
    storage: Storage,
}

impl BrowserStore {
    /// Opens it. Browsers can be set to refuse that.
    pub(super) fn open() -> Result<Self, StoreError> {
        match window().local_storage() {
            Ok(Some(_)) => Ok(Self {
                storage: LocalStorage::raw(),
            }),
            _ => Err(StoreError::Unavailable),
        }
    }
}

impl LocalStore for BrowserStore {
    fn get(&self, key: &str) -> Result<Option<String>, StoreError> {
        self.storage
            .get_item(key)
            .map_err(|error| store_error(&error))
    }

    fn set(&self, key: &str, value: &str) -> Result<(), StoreError> {
        self.storage
            .set_item(key, value)
            .map_err(|error| store_error(&error))
    }

    fn remove(&self, key: &str) -> Result<(), StoreError> {
        self.storage
            .remove_item(key)
            .map_err(|error| store_error(&error))
    }

    fn keys(&self) -> Result<Vec<String>, StoreError> {
        let count = self.storage.length().map_err(|error| store_error(&error))?;
        let keys =
            (0..count).map(|index| self.storage.key(index).map_err(|error| store_error(&error)));
        keys.filter_map(Result::transpose).collect()
    }
}

fn store_error(error: &JsValue) -> StoreError {
    match error.dyn_ref::<DomException>() {
        Some(exception) if exception.name() == "QuotaExceededError" => StoreError::Full,
        _ => StoreError::Unavailable,
    }
}
