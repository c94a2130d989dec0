//! A device in memory, for tests.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use shared_model::{LogbookEntry, LogbookEntryType, Mood, PieceRef, Timestamp};

use crate::counted_store::cost;
use crate::platform::{
    CHUNK_RECORDS, Clock, Connectivity, LocalBoxFuture, LocalStore, Platform, Random, SHARE_CHARS,
    Server, ServerAnswer, ServerFailure, StoreError,
};

/// A local store in memory, with a quota in characters.
#[derive(Debug)]
pub struct MemoryStore {
    values: RefCell<BTreeMap<String, String>>,
    used_chars: Cell<usize>,
    /// How many characters fit, keys included.
    pub quota_chars: Cell<usize>,
    /// After how many writes the store does nothing any more, as if the browser had been killed.
    pub writes_left: Cell<Option<usize>>,
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self {
            values: RefCell::default(),
            used_chars: Cell::default(),
            quota_chars: Cell::new(5_000_000),
            writes_left: Cell::new(None),
        }
    }
}

impl MemoryStore {
    /// Everything that is stored.
    pub fn values(&self) -> BTreeMap<String, String> {
        self.values.borrow().clone()
    }

    /// How many characters that is, keys included.
    pub fn used_chars(&self) -> usize {
        self.used_chars.get()
    }
}

impl MemoryStore {
    fn count_write(&self) -> Result<(), StoreError> {
        match self.writes_left.get() {
            None => Ok(()),
            Some(0) => Err(StoreError::Unavailable),
            Some(left) => {
                self.writes_left.set(Some(left - 1));
                Ok(())
            }
        }
    }
}

impl LocalStore for MemoryStore {
    fn get(&self, key: &str) -> Result<Option<String>, StoreError> {
        Ok(self.values.borrow().get(key).cloned())
    }

    fn set(&self, key: &str, value: &str) -> Result<(), StoreError> {
        self.count_write()?;
        let mut values = self.values.borrow_mut();
        let before = values.get(key).map_or(0, |value| cost(key, value));
        let used = self.used_chars.get() - before + cost(key, value);
        if used > self.quota_chars.get() {
            return Err(StoreError::Full);
        }
        self.used_chars.set(used);
        values.insert(key.to_owned(), value.to_owned());
        Ok(())
    }

    fn remove(&self, key: &str) -> Result<(), StoreError> {
        self.count_write()?;
        if let Some(value) = self.values.borrow_mut().remove(key) {
            self.used_chars
                .set(self.used_chars.get() - cost(key, &value));
        }
        Ok(())
    }

    fn keys(&self) -> Result<Vec<String>, StoreError> {
        Ok(self.values.borrow().keys().cloned().collect())
    }
}

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct TestClock(pub Cell<i64>);

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.get()).unwrap_or_else(|_| unreachable!("tests stay in range"))
    }

    fn utc_offset_minutes(&self, _at: Timestamp) -> i64 {
        60
    }
}

/// Numbers that look random and are the same in every run.
#[derive(Debug)]
pub struct TestRandom(pub Cell<u64>);

impl Random for TestRandom {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            // A step of SplitMix64.
            self.0.set(self.0.get().wrapping_add(0x9e37_79b9_7f4a_7c15));
            let mixed = (self.0.get() ^ (self.0.get() >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            *byte = mixed.to_be_bytes()[1];
        }
    }
}

/// A network that can be switched off.
#[derive(Debug)]
pub struct TestConnectivity(pub Cell<bool>);

impl Connectivity for TestConnectivity {
    fn is_online(&self) -> bool {
        self.0.get()
    }
}

/// A server that nobody reaches.
#[derive(Debug)]
pub struct NoServer;

impl Server for NoServer {
    fn post(&self, _body: String) -> LocalBoxFuture<'_, Result<ServerAnswer, ServerFailure>> {
        Box::pin(async { Err(ServerFailure) })
    }
}

/// A device in memory, with handles to what tests move and look at.
#[derive(Clone)]
pub struct TestDevice {
    /// What survives a reload.
    pub store: Rc<MemoryStore>,
    /// What time it is, in milliseconds.
    pub clock: Rc<TestClock>,
    /// The network.
    pub connectivity: Rc<TestConnectivity>,
    /// All of it.
    pub platform: Platform,
}

impl TestDevice {
    /// A device with an empty store; devices with different seeds make different ids.
    pub fn new(seed: u64, server: Rc<dyn Server>) -> Self {
        let store = Rc::new(MemoryStore::default());
        let clock = Rc::new(TestClock(Cell::new(1_700_000_000_000)));
        let connectivity = Rc::new(TestConnectivity(Cell::new(true)));
        let platform = Platform {
            store: Rc::clone(&store) as Rc<dyn LocalStore>,
            server,
            clock: Rc::clone(&clock) as Rc<dyn Clock>,
            random: Rc::new(TestRandom(Cell::new(seed))),
            connectivity: Rc::clone(&connectivity) as Rc<dyn Connectivity>,
            share_chars: SHARE_CHARS,
            chunk_records: CHUNK_RECORDS,
        };
        Self {
            store,
            clock,
            connectivity,
            platform,
        }
    }
}

/// A typical entry.
pub fn entry(id: &str) -> LogbookEntry {
    let at =
        Timestamp::parse("2024-01-15T10:30:00Z").unwrap_or_else(|_| unreachable!("well formed"));
    LogbookEntry {
        id: id.into(),
        timestamp: at,
        duration: 1800,
        entry_type: LogbookEntryType::Practice,
        instrument: "Piano".into(),
        pieces: vec![PieceRef {
            id: "0190b5c2-7e5b-7c9a-8b1d-0242ac120002".into(),
            title: "Clair de lune".into(),
            composer: None,
            measures: None,
            tempo: None,
        }],
        techniques: Vec::new(),
        goal_ids: Vec::new(),
        notes: Some("Left hand alone, slowly.".into()),
        mood: Some(Mood::Satisfied),
        tags: Vec::new(),
        session_id: None,
        utc_offset_minutes: 60,
        created_at: at,
        updated_at: at,
    }
}
