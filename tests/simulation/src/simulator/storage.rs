//! One browser's localStorage as its tabs see it.
//!
//! A tab reads its own view. Its writes are in the shared store and in its view at once; another tab's view follows
//! later, in the order of the writes, and the events that tell of them later still. A write of the tab's own that came
//! after another tab's is not undone when that one arrives.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::rc::Rc;

use client_core::{LocalStore, StoreError};

use super::program::Program;

type Text = Rc<str>;
type Values = BTreeMap<Text, Text>;

/// What all tabs of a browser share.
#[derive(Debug, Default)]
pub(super) struct Storage {
    values: RefCell<Values>,
    log: RefCell<Vec<Mutation>>,
    chars: Cell<usize>,
    /// How many characters fit, keys included; no limit when absent.
    pub(super) quota: Cell<Option<usize>>,
    /// After how many writes the browser is killed. From then on nothing is written any more.
    pub(super) writes_left: Cell<Option<usize>>,
    /// Whether a write was refused because the browser was killed.
    pub(super) is_dead: Cell<bool>,
    /// What was written since the last time somebody asked.
    observed: RefCell<Vec<Mutation>>,
}

/// A write, or a removal.
#[derive(Clone, Debug)]
pub(super) struct Mutation {
    pub(super) tab: usize,
    pub(super) key: Text,
    /// What the tab that wrote saw there before.
    pub(super) before: Option<Text>,
    /// What was there.
    pub(super) replaced: Option<Text>,
    pub(super) after: Option<Text>,
}

impl Storage {
    /// How many characters are stored.
    pub(super) fn chars(&self) -> usize {
        self.chars.get()
    }

    pub(super) fn get(&self, key: &str) -> Option<Text> {
        self.values.borrow().get(key).cloned()
    }

    /// Everything that is stored.
    pub(super) fn values(&self) -> Vec<(Text, Text)> {
        let values = self.values.borrow();
        values
            .iter()
            .map(|(key, value)| (Rc::clone(key), Rc::clone(value)))
            .collect()
    }

    /// Whether one of the values whose keys begin like this is not synced.
    pub(super) fn has_unsynced(&self, prefix: &str) -> bool {
        let values = self.values.borrow();
        let from = values.range::<str, _>((Bound::Included(prefix), Bound::Unbounded));
        from.take_while(|(key, _)| key.starts_with(prefix))
            .any(|(_, value)| is_unsynced(value))
    }

    /// Whether one of the values is of this kind.
    pub(super) fn has_any(&self, is_it: impl Fn(&str) -> bool) -> bool {
        self.values.borrow().values().any(|value| is_it(value))
    }

    /// Whether a text is there, under whichever key.
    pub(super) fn holds(&self, text: &str) -> bool {
        self.values.borrow().values().any(|value| **value == *text)
    }

    /// The writes since the last time this was asked.
    pub(super) fn take_observed(&self) -> Vec<Mutation> {
        self.observed.take()
    }

    /// Changes a value from outside, while no tab is open.
    pub(super) fn damage(&self, key: &str, value: &str) {
        self.put(&key.into(), Some(&value.into()));
    }

    fn put(&self, key: &Text, value: Option<&Text>) -> Option<Text> {
        let mut values = self.values.borrow_mut();
        let before = match value {
            Some(value) => values.insert(Rc::clone(key), Rc::clone(value)),
            None => values.remove(key),
        };
        let cost = |value: Option<&Text>| value.map_or(0, |value| key.len() + value.len());
        let chars = self.chars.get() + cost(value) - cost(before.as_ref());
        self.chars.set(chars);
        before
    }

    fn admit(&self) -> Result<(), StoreError> {
        match self.writes_left.get() {
            None => Ok(()),
            Some(0) => {
                self.is_dead.set(true);
                Err(StoreError::Unavailable)
            }
            Some(left) => {
                self.writes_left.set(Some(left - 1));
                Ok(())
            }
        }
    }
}

/// Whether a stored value says that it is not synced.
pub(super) fn is_unsynced(value: &str) -> bool {
    value.contains("\"isSynced\":false")
}

/// A tab's way to the store.
#[derive(Debug)]
pub(super) struct TabStore {
    storage: Rc<Storage>,
    tab: usize,
    program: Program,
    view: RefCell<Values>,
    /// How much of the log this tab has seen.
    seen: Cell<usize>,
    /// Where in the log this tab's last write of a key is.
    own: RefCell<HashMap<Text, usize>>,
    /// Keys of which no event has told yet.
    unheard: RefCell<Vec<String>>,
}

impl TabStore {
    /// A tab that has just been opened, with this version of the app.
    pub(super) fn open(storage: &Rc<Storage>, tab: usize, program: Program) -> Self {
        Self {
            storage: Rc::clone(storage),
            tab,
            program,
            view: RefCell::new(storage.values.borrow().clone()),
            seen: Cell::new(storage.log.borrow().len()),
            own: RefCell::default(),
            unheard: RefCell::default(),
        }
    }

    /// Sees up to `count` writes more of those that it has not seen.
    pub(super) fn catch_up(&self, count: usize) -> usize {
        let log = self.storage.log.borrow();
        let mut arrived = 0;
        while arrived < count {
            let place = self.seen.get();
            let Some(mutation) = log.get(place) else {
                break;
            };
            self.seen.set(place + 1);
            if mutation.tab == self.tab {
                continue;
            }
            arrived += 1;
            self.unheard.borrow_mut().push(mutation.key.to_string());
            let is_undone = self.own.borrow().get(&mutation.key) > Some(&place);
            if !is_undone {
                let key = Rc::clone(&mutation.key);
                let mut view = self.view.borrow_mut();
                match &mutation.after {
                    Some(value) => view.insert(key, Rc::clone(value)),
                    None => view.remove(&key),
                };
            }
        }
        arrived
    }

    /// Whether others wrote something that this tab has not seen.
    pub(super) fn is_behind(&self) -> bool {
        let log = self.storage.log.borrow();
        let unseen = log.get(self.seen.get()..).unwrap_or_default();
        unseen.iter().any(|mutation| mutation.tab != self.tab)
    }

    /// How many writes there have been in the browser's store.
    pub(super) fn writes(&self) -> usize {
        self.storage.log.borrow().len()
    }

    /// Whether the tab has seen, and was told of, all that others wrote.
    pub(super) fn has_heard_everything(&self) -> bool {
        !self.is_behind() && self.unheard.borrow().is_empty()
    }

    /// Whether the browser was killed. It does not hear of anything any more.
    pub(super) fn is_dead(&self) -> bool {
        self.storage.is_dead.get()
    }

    /// The keys of which the tab is told now.
    pub(super) fn take_unheard(&self) -> Vec<String> {
        self.unheard.take()
    }

    fn write(&self, key: &str, value: Option<Text>) {
        let key: Text = key.into();
        let before = self.text(&key);
        if before.is_none() && value.is_none() {
            return;
        }
        let replaced = self.storage.put(&key, value.as_ref());
        let mut view = self.view.borrow_mut();
        match &value {
            Some(value) => view.insert(Rc::clone(&key), Rc::clone(value)),
            None => view.remove(&key),
        };
        let mut log = self.storage.log.borrow_mut();
        self.own.borrow_mut().insert(Rc::clone(&key), log.len());
        let mutation = Mutation {
            tab: self.tab,
            key,
            before,
            replaced,
            after: value,
        };
        self.storage.observed.borrow_mut().push(mutation.clone());
        log.push(mutation);
    }

    /// A value as it was written, whatever the tab makes of it.
    pub(super) fn text(&self, key: &str) -> Option<Text> {
        self.view.borrow().get(key).cloned()
    }
}

impl LocalStore for TabStore {
    fn get(&self, key: &str) -> Result<Option<String>, StoreError> {
        Ok(self.text(key).map(|value| self.program.reads(&value)))
    }

    fn set(&self, key: &str, value: &str) -> Result<(), StoreError> {
        self.storage.admit()?;
        let value = self.program.writes(value);
        let before = self.storage.get(key);
        let freed = before.map_or(0, |before| key.len() + before.len());
        let chars = self.storage.chars() - freed + key.len() + value.len();
        // A browser lets a value that does not grow be replaced even where the quota has been lowered.
        let grows = key.len() + value.len() > freed;
        if grows && self.storage.quota.get().is_some_and(|quota| chars > quota) {
            return Err(StoreError::Full);
        }
        self.write(key, Some(value.into()));
        Ok(())
    }

    fn remove(&self, key: &str) -> Result<(), StoreError> {
        self.storage.admit()?;
        self.write(key, None);
        Ok(())
    }

    fn keys(&self) -> Result<Vec<String>, StoreError> {
        Ok(self
            .view
            .borrow()
            .keys()
            .map(|key| key.to_string())
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tab_sees_its_own_writes_at_once_and_others_later_and_all_agree_in_the_end() {
        let storage = Rc::new(Storage::default());
        let (one, two) = (
            TabStore::open(&storage, 0, Program::Newest),
            TabStore::open(&storage, 1, Program::Newest),
        );
        one.set("k", "one").expect("room");
        two.set("k", "two").expect("room");
        two.set("other", "two").expect("room");
        assert_eq!(one.get("k"), Ok(Some("one".to_owned())));
        assert_eq!(storage.get("k").as_deref(), Some("two"));
        assert_eq!(two.catch_up(9), 1);
        assert_eq!(
            two.get("k"),
            Ok(Some("two".to_owned())),
            "its own came later"
        );
        assert_eq!(one.catch_up(1), 1);
        assert_eq!(one.get("k"), Ok(Some("two".to_owned())));
        assert_eq!(one.get("other"), Ok(None));
        assert_eq!(one.take_unheard(), ["k"]);
    }
}
