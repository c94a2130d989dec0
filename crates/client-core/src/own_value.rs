//! Values of which each user has one of their own, beside the records.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::platform::{Platform, StoreError};
use crate::record_store;

/// The value under a key. One that cannot be read is put aside, and is as if it were not there.
pub(crate) fn read<T: DeserializeOwned>(
    platform: &Platform,
    key: &str,
) -> Result<Option<T>, StoreError> {
    let Some(text) = platform.store.get(key)? else {
        return Ok(None);
    };
    if let Ok(value) = serde_json::from_str(&text) {
        return Ok(Some(value));
    }
    record_store::put_aside(platform, key, &text)?;
    platform.store.remove(key)?;
    Ok(None)
}

/// Changes a value as it is stored now, whatever a tab that has not looked since still shows, and answers what it has
/// become. What cannot be read is not overwritten.
pub(crate) fn change<T: Serialize + DeserializeOwned + Clone + PartialEq>(
    platform: &Platform,
    key: &str,
    change: impl FnOnce(&mut Option<T>),
) -> Result<Option<T>, StoreError> {
    let before = read(platform, key)?;
    let mut value = before.clone();
    change(&mut value);
    match &value {
        _ if value == before => {}
        Some(value) => {
            let text = serde_json::to_string(value).unwrap_or_default();
            platform.store.set(key, &text)?;
        }
        None => platform.store.remove(key)?,
    }
    Ok(value)
}
