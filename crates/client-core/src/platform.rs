//! What a client needs from the device it runs on, as traits: the browser stands behind them in the app, memory and a
//! simulated network in tests.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use shared_model::{Timestamp, WriteId, limits};

/// A future on the one thread that a client lives on.
pub type LocalBoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// A store of texts by key that survives a reload: localStorage.
pub trait LocalStore {
    /// The value under `key`.
    ///
    /// # Errors
    /// When the store cannot be read at all.
    fn get(&self, key: &str) -> Result<Option<String>, StoreError>;
    /// Stores a value at once.
    ///
    /// # Errors
    /// When the browser refuses (quota, private mode); the previous value is then still there.
    fn set(&self, key: &str, value: &str) -> Result<(), StoreError>;
    /// Removes a value.
    ///
    /// # Errors
    /// When the store cannot be reached.
    fn remove(&self, key: &str) -> Result<(), StoreError>;
    /// Every key, in any order.
    ///
    /// # Errors
    /// When the store cannot be read at all.
    fn keys(&self) -> Result<Vec<String>, StoreError>;
}

/// Why the local store did not do what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// There is no room left for this value.
    #[error("the browser's storage is full")]
    Full,
    /// The browser does not let the app store anything here.
    #[error("the browser's storage cannot be used")]
    Unavailable,
    /// The value is a newer program's and must not be overwritten by one that cannot read it.
    #[error("a newer version of the program wrote this record")]
    WrittenByNewer,
    /// The record is not here any more and is the user's whose journal was shown before.
    #[error("the record is another user's")]
    OfAnotherUser,
}

/// The server, as far as a client sees it: GraphQL requests go in, answers come out.
pub trait Server {
    /// Posts a GraphQL request body. Ends by itself: a request that hangs is given up after a while.
    fn post(&self, body: String) -> LocalBoxFuture<'_, Result<ServerAnswer, ServerFailure>>;
}

/// An answer, whatever it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The body, as text.
    pub body: String,
}

/// No answer came. Whether the server did what was asked is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the server could not be reached")]
pub struct ServerFailure;

/// The device's clock. It names times for people and decides nothing.
pub trait Clock {
    /// The present instant.
    fn now(&self) -> Timestamp;
    /// The device's offset from UTC at an instant, in minutes east.
    fn utc_offset_minutes(&self, at: Timestamp) -> i64;
}

/// A source of random bytes that nobody can guess.
pub trait Random {
    /// Fills `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

/// What the device knows of its network.
pub trait Connectivity {
    /// Whether it is worth trying to reach the server.
    fn is_online(&self) -> bool;
}

/// A device.
#[derive(Clone)]
pub struct Platform {
    /// What survives a reload.
    pub store: Rc<dyn LocalStore>,
    /// The other end.
    pub server: Rc<dyn Server>,
    /// What time it is.
    pub clock: Rc<dyn Clock>,
    /// Randomness.
    pub random: Rc<dyn Random>,
    /// The network.
    pub connectivity: Rc<dyn Connectivity>,
    /// How many characters a signed-in user's journal may make the store hold. What is older stays in the account alone.
    pub share_chars: usize,
    /// How many records go to the server in one request.
    pub chunk_records: usize,
}

/// How many characters a browser's localStorage holds: about five million.
pub const STORE_CHARS: usize = 5_000_000;

/// The share of it that leaves room for edits, drafts and whatever else is stored.
pub const SHARE_CHARS: usize = STORE_CHARS / 5 * 4;

/// How many records go in one request. Fewer than the server takes, so that progress shows and a slow line does not time out.
pub const CHUNK_RECORDS: usize = limits::PUSH_RECORDS / 2;

impl Platform {
    /// Stores a short text of one-unit characters, filled up with spaces to `chars` of them: once it is there, another one takes
    /// its place however full the storage is.
    pub(crate) fn set_padded(&self, key: &str, text: &str, chars: usize) -> Result<(), StoreError> {
        self.store.set(key, &format!("{text:<chars$}"))
    }

    /// The name of a new write.
    pub(crate) fn new_write_id(&self) -> WriteId {
        let mut bytes = [0; 8];
        self.random.fill(&mut bytes);
        WriteId::from_random(u64::from_be_bytes(bytes))
    }

    /// A new name: a UUIDv7, so that names sort by the time at which they were made.
    pub(crate) fn new_uuid(&self) -> String {
        let mut bytes = [0; 10];
        self.random.fill(&mut bytes);
        let millis = u64::try_from(self.clock.now().millis()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes)
            .into_uuid()
            .to_string()
    }
}
