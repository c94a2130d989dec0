//! One server and the devices that people use with it.

use std::future::poll_fn;
use std::rc::Rc;
use std::sync::Arc;
use std::task::Poll;

use api_worker::api::{Api, Services};
use api_worker::database::{Database, DatabaseError, Rows, Statement};
use api_worker::sqlite::Sqlite;
use api_worker::testing::{Observed, Outbox, SeededRandom, SetClock, sign_in_settings};
use client_core::test_support::TestDevice;
use client_core::{AnonymousData, Client};
use futures_util::future::BoxFuture;
use serde_json::Value;
use shared_model::{Collection, SignInCode, Timestamp};

/// One server with its database, mails and clock.
pub struct World {
    /// The server.
    pub api: Api,
    /// Its database, which counts statements and can be made to fail.
    pub database: Arc<Observed>,
    /// Its clock.
    pub clock: Arc<SetClock>,
    sqlite: Arc<Sqlite>,
    outbox: Arc<Outbox>,
}

/// A browser profile: its local store, its cookies, and one tab.
pub struct Device {
    /// What is under the tab.
    pub device: TestDevice,
    /// The way to the server.
    pub network: Rc<crate::Network>,
    /// The tab.
    pub client: Client,
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

impl World {
    /// A server with an empty database.
    pub fn new() -> Self {
        Self::on(Sqlite::new().expect("the migrations apply"), 1, |it| it)
    }

    /// A server on this database, at which requests that are under way take turns by the batch.
    pub(crate) fn with(database: Sqlite) -> Self {
        Self::on(database, 2, |it| Arc::new(Polite(it)))
    }

    fn on(
        sqlite: Sqlite,
        seed: u64,
        wrap: impl FnOnce(Arc<dyn Database>) -> Arc<dyn Database>,
    ) -> Self {
        let sqlite = Arc::new(sqlite);
        let database = Arc::new(Observed::new(Arc::clone(&sqlite) as _));
        let start = Timestamp::from_millis(1_700_000_000_000).expect("in range");
        let clock = Arc::new(SetClock::new(start));
        let outbox = Arc::new(Outbox::default());
        let api = Api::new(Services {
            database: wrap(Arc::clone(&database) as _),
            clock: Arc::clone(&clock) as _,
            random: Arc::new(SeededRandom::new(seed)),
            mailer: Arc::clone(&outbox) as _,
            origin: "https://mirubato.example".to_owned(),
            introspection: true,
            sign_in: sign_in_settings("the secret of the simulated server"),
        });
        Self {
            api,
            database,
            clock,
            sqlite,
            outbox,
        }
    }

    /// The server's database as it is now.
    pub fn backup(&self) -> Sqlite {
        self.sqlite.backup().expect("the database is copied")
    }

    /// The server's database is what it was then.
    pub fn restore(&self, backup: &Sqlite) {
        self.sqlite.restore(backup).expect("the database is copied");
    }

    /// A new browser profile. Profiles with different seeds make different ids.
    pub fn device(&self, seed: u64) -> Device {
        let network = Rc::new(crate::Network::new(self.api.clone()));
        let device = TestDevice::new(seed, Rc::clone(&network) as _);
        let client = Client::open(device.platform.clone()).expect("the client opens");
        Device {
            device,
            network,
            client,
        }
    }

    /// The token of the one sign-in mail that was sent since the last time.
    pub fn mailed_token(&self) -> String {
        let mut tokens = self.mailed_tokens();
        assert_eq!(tokens.len(), 1, "one mail was sent");
        tokens.remove(0).1
    }

    /// The code of the one sign-in mail that was sent since the last time.
    pub fn mailed_code(&self) -> SignInCode {
        let mails = self.outbox.take();
        let lines = mails.iter().flat_map(|mail| mail.text.lines());
        let mut codes: Vec<SignInCode> = lines.filter_map(SignInCode::parse).collect();
        assert_eq!(codes.len(), 1, "one mail with a code was sent");
        codes.remove(0)
    }

    /// The tokens of the links that were sent since the last time to confirm a change of address.
    pub fn mailed_confirmations(&self) -> Vec<String> {
        let mails = self.outbox.take();
        let lines = mails.iter().flat_map(|mail| mail.text.lines());
        let links = lines.filter_map(|line| line.split_once("/account/address#"));
        links.map(|(_, token)| token.to_owned()).collect()
    }

    /// The address and the token of each sign-in mail that was sent since the last time.
    pub(crate) fn mailed_tokens(&self) -> Vec<(String, String)> {
        let mails = self.outbox.take().into_iter();
        let token = |text: &str| {
            let mut links = text.lines().filter_map(|line| line.split_once("/sign-in#"));
            links.next().map(|(_, token)| token.trim().to_owned())
        };
        mails
            .filter_map(|mail| Some((mail.to, token(&mail.text)?)))
            .collect()
    }

    /// Asks the database directly.
    pub fn sql(&self, sql: &str) -> Vec<Value> {
        let rows = pollster::block_on(self.database.batch(vec![Statement::new(sql, [])]))
            .expect("the query runs");
        rows.into_iter().flatten().map(Value::Object).collect()
    }

    /// How many rows a table has.
    pub fn count(&self, table: &str) -> i64 {
        let rows = self.sql(&format!("SELECT count(*) AS n FROM {table}"));
        rows.first()
            .and_then(|row| row.get("n")?.as_i64())
            .expect("a count")
    }
}

impl Device {
    /// Signs in with a link that this browser asked for, and syncs.
    pub fn sign_in(&self, world: &World, email: &str) {
        self.sign_in_without_sync(world, email);
        self.sync();
    }

    /// Signs in with a link that this browser asked for.
    pub fn sign_in_without_sync(&self, world: &World, email: &str) {
        pollster::block_on(self.client.auth().request_magic_link(email, "en"))
            .expect("the link is sent");
        let token = world.mailed_token();
        pollster::block_on(self.client.auth().login(&token, AnonymousData::Add))
            .expect("the link signs in");
    }

    /// Syncs, and it must succeed.
    pub fn sync(&self) {
        pollster::block_on(self.client.auth().sync_to_cloud()).expect("the sync succeeds");
    }

    /// Closes the tab and opens another.
    #[must_use]
    pub fn reopened(self) -> Self {
        let client = Client::open(self.device.platform.clone()).expect("the client opens");
        Self { client, ..self }
    }

    /// Another tab, which stays open beside this one.
    #[must_use]
    pub fn other_tab(&self) -> Self {
        let client = Client::open(self.device.platform.clone()).expect("the client opens");
        Self {
            device: self.device.clone(),
            network: Rc::clone(&self.network),
            client,
        }
    }

    /// The values of the records in the local store.
    pub fn records(&self) -> Vec<Value> {
        let values = self.device.store.values().into_iter();
        let is_record = |key: &str| {
            let mut tables = Collection::ALL.into_iter().map(Collection::table);
            tables.any(|table| key.starts_with(&format!("mirubato_{table}:")))
        };
        let records = values.filter(|(key, _)| is_record(key));
        records
            .map(|(_, value)| serde_json::from_str(&value).expect("a record is JSON"))
            .collect()
    }

    /// Whether every record in the local store is marked as synced.
    pub fn is_all_synced(&self) -> bool {
        self.records()
            .iter()
            .all(|record| record.get("isSynced") == Some(&Value::Bool(true)))
    }
}

/// A database that lets others go first, before each batch.
struct Polite(Arc<dyn Database>);

impl Database for Polite {
    fn batch(&self, statements: Vec<Statement>) -> BoxFuture<'_, Result<Rows, DatabaseError>> {
        let mut has_waited = false;
        let wait = poll_fn(move |context| {
            if std::mem::replace(&mut has_waited, true) {
                return Poll::Ready(());
            }
            context.waker().wake_by_ref();
            Poll::Pending
        });
        Box::pin(async move {
            wait.await;
            self.0.batch(statements).await
        })
    }
}
