//! The local store with a count of how full it is, kept up to date with every access instead of being taken by a scan.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use crate::keys;
use crate::platform::{LocalStore, StoreError};

/// Counts the characters that Mirubato keeps in a store, keys included, whoever's they are: it is the same storage for
/// all. What another tab wrote is counted when it is next read.
pub(crate) struct CountedStore {
    store: Rc<dyn LocalStore>,
    sizes: RefCell<HashMap<String, usize>>,
    chars: Cell<usize>,
}

impl CountedStore {
    /// Counts what is there already.
    pub(crate) fn open(store: Rc<dyn LocalStore>) -> Result<Self, StoreError> {
        let counted = Self {
            store,
            sizes: RefCell::default(),
            chars: Cell::default(),
        };
        for key in counted.keys()? {
            counted.get(&key)?;
        }
        Ok(counted)
    }

    /// How many characters are kept.
    pub(crate) fn chars(&self) -> usize {
        self.chars.get()
    }

    /// How many characters of them are under a key and the key itself.
    pub(crate) fn chars_of(&self, key: &str) -> usize {
        self.sizes.borrow().get(key).copied().unwrap_or_default()
    }

    fn count(&self, key: &str, value: Option<&str>) {
        if !keys::is_ours(key) {
            return;
        }
        let mut sizes = self.sizes.borrow_mut();
        let (before, after) = match value {
            Some(value) => {
                let size = cost(key, value);
                let before = match sizes.get_mut(key) {
                    Some(known) => std::mem::replace(known, size),
                    None => sizes.insert(key.to_owned(), size).unwrap_or_default(),
                };
                (before, size)
            }
            None => (sizes.remove(key).unwrap_or_default(), 0),
        };
        self.chars.set(self.chars.get() - before + after);
    }
}

/// What a value costs: browsers count UTF-16 code units, of the key too.
pub(crate) fn cost(key: &str, value: &str) -> usize {
    key.encode_utf16().count() + value.encode_utf16().count()
}

impl LocalStore for CountedStore {
    fn get(&self, key: &str) -> Result<Option<String>, StoreError> {
        let value = self.store.get(key)?;
        self.count(key, value.as_deref());
        Ok(value)
    }

    fn set(&self, key: &str, value: &str) -> Result<(), StoreError> {
        self.store.set(key, value)?;
        self.count(key, Some(value));
        Ok(())
    }

    fn remove(&self, key: &str) -> Result<(), StoreError> {
        self.store.remove(key)?;
        self.count(key, None);
        Ok(())
    }

    fn keys(&self) -> Result<Vec<String>, StoreError> {
        self.store.keys()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::MemoryStore;

    #[test]
    fn the_count_is_that_of_the_store_after_every_access() {
        let store = Rc::new(MemoryStore::default());
        store
            .set("mirubato_goals:g", "1234")
            .expect("there is room");
        store
            .set("another app's", "12345678")
            .expect("there is room");
        let counted = CountedStore::open(Rc::clone(&store) as _).expect("opens");
        let goal = "mirubato_goals:g".len();
        assert_eq!(counted.chars(), goal + 4);

        counted
            .set("mirubato_goals:g", "äöü🎼")
            .expect("there is room");
        assert_eq!(counted.chars(), goal + 5, "UTF-16 code units, not bytes");
        counted
            .set("mirubato_pieces:p", "12")
            .expect("there is room");
        assert_eq!(counted.chars_of("mirubato_pieces:p"), 19);
        counted.remove("mirubato_goals:g").expect("removes");
        assert_eq!(counted.chars(), 19);

        // Another tab writes, and takes away.
        store.set("mirubato_pieces:p", "1").expect("there is room");
        store.set("mirubato_pieces:q", "").expect("there is room");
        assert_eq!(
            counted.get("mirubato_pieces:p").expect("reads").as_deref(),
            Some("1")
        );
        counted.get("mirubato_pieces:q").expect("reads");
        assert_eq!(counted.chars(), 18 + 17);
        store.remove("mirubato_pieces:p").expect("removes");
        counted.get("mirubato_pieces:p").expect("reads");
        assert_eq!(counted.chars(), 17);
    }

    #[test]
    fn a_refused_write_is_not_counted() {
        let store = Rc::new(MemoryStore::default());
        store.quota_chars.set(20);
        let counted = CountedStore::open(Rc::clone(&store) as _).expect("opens");
        counted.set("mirubato_x", "1").expect("there is room");
        assert_eq!(
            counted.set("mirubato_x", "123456789012"),
            Err(StoreError::Full)
        );
        assert_eq!(counted.chars(), 11);
    }
}
