//! A journal as a file.

use serde_json::{Map, Value};
use shared_model::UserId;

use crate::keys;
use crate::ownership;
use crate::platform::{Platform, StoreError};

/// Everything of the user's in this browser as one JSON object: the keys and values of the store, as README.md documents
/// them, the running timer and the preferences included.
///
/// # Errors
/// When the store cannot be read.
pub fn export(platform: &Platform, user: &UserId) -> Result<String, StoreError> {
    let mut file = Map::new();
    let keys = ownership::keys_of(platform, user)?;
    for key in keys
        .into_iter()
        .chain([keys::timer(user), keys::preferences(user)])
    {
        if let Some(text) = platform.store.get(&key)? {
            let value = serde_json::from_str(&text).unwrap_or(Value::String(text));
            file.insert(key, value);
        }
    }
    Ok(format!("{:#}\n", Value::Object(file)))
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::test_support::{NoServer, TestDevice, entry};
    use crate::{Client, LocalStore as _};

    #[test]
    fn the_file_has_all_of_one_users_records_and_nothing_of_anybody_else() {
        let device = TestDevice::new(1, Rc::new(NoServer));
        let client = Client::open(device.platform.clone()).expect("opens");
        client.journal().save(entry("mine")).expect("saves");
        let user = client.auth().user().id;
        let stored = device.store.values()["mirubato_logbook_entries:mine"].clone();
        let others = stored
            .replace(user.as_str(), "somebody-else")
            .replace("\"mine\"", "\"others\"");
        device
            .store
            .set("mirubato_logbook_entries:others", &others)
            .expect("fits");
        device.store.set(&keys::timer(&user), "{}").expect("fits");
        let file: Map<String, Value> =
            serde_json::from_str(&export(&device.platform, &user).expect("reads")).expect("JSON");
        let names: Vec<&String> = file.keys().collect();
        assert_eq!(
            names,
            ["mirubato_logbook_entries:mine", &keys::timer(&user)]
        );
        let entry: Value = serde_json::from_str(&stored).expect("JSON");
        assert_eq!(file["mirubato_logbook_entries:mine"], entry);
    }
}
