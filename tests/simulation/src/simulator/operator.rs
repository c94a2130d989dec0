//! The server's operator: makes the accounts, looks into them past every client, makes backups and ends sessions.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use api_worker::platform::Clock as _;
use api_worker::retention::purge_trash;
use api_worker::sqlite::Sqlite;
use client_core::api::{self, request_body};
use pollster::block_on;
use serde_json::{Value, json};
use shared_model::protocol::Changes;
use shared_model::version::{RemoteVersion, WireRecord};
use shared_model::{Collection, UserId};

use super::browser::to_value;
use super::oracle::Name;
use super::steps::PEOPLE;
use crate::{Network, World};

pub(super) const EMAILS: [&str; PEOPLE] = ["anna@example.org", "bert@example.org"];

/// A database in which the accounts are, and the operator's way into each.
struct Template {
    database: Sqlite,
    accounts: Vec<Account>,
}

#[derive(Clone)]
struct Account {
    id: UserId,
    cookies: BTreeMap<String, String>,
}

/// What an account holds of a record.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    pub(super) write_id: String,
    /// Nothing when it was deleted.
    pub(super) record: Option<Value>,
    /// Whether it was deleted and could be restored.
    pub(super) is_in_trash: bool,
}

/// Whoever runs the server.
pub(super) struct Operator {
    accounts: Vec<(UserId, Network)>,
    /// Whose account was deleted.
    gone: BTreeSet<usize>,
    sessions: String,
}

fn template() -> &'static Template {
    static TEMPLATE: OnceLock<Template> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let world = World::new();
        let accounts = EMAILS.map(|email| {
            let device = world.device(1);
            device.sign_in_without_sync(&world, email);
            Account {
                id: device.client.auth().user().id,
                cookies: device.network.cookies(),
            }
        });
        Template {
            database: world.backup(),
            accounts: accounts.into(),
        }
    })
}

impl Operator {
    /// A server with the accounts, in which nobody has written anything.
    pub(super) fn new() -> (World, Self) {
        let Template { database, accounts } = template();
        let world = World::with(database.backup().expect("the database is copied"));
        let accounts = accounts.iter().map(|Account { id, cookies }| {
            let network = Network::new(world.api.clone());
            network.set_cookies(cookies.clone());
            (id.clone(), network)
        });
        let accounts = accounts.collect();
        let sessions = world.sql("SELECT token_hash FROM auth_sessions");
        let sessions: Vec<String> = sessions
            .iter()
            .filter_map(|row| Some(format!("'{}'", row["token_hash"].as_str()?)))
            .collect();
        let operator = Self {
            accounts,
            gone: BTreeSet::new(),
            sessions: sessions.join(", "),
        };
        (world, operator)
    }

    pub(super) fn account(&self, person: usize) -> &UserId {
        &self.accounts[person].0
    }

    /// Whose account it is.
    pub(super) fn person(&self, id: &str) -> Option<usize> {
        self.accounts
            .iter()
            .position(|(account, _)| account.as_str() == id)
    }

    /// A person's account is deleted.
    pub(super) fn delete_account(&mut self, person: usize) -> Result<(), String> {
        let (id, network) = &self.accounts[person];
        let query = "mutation($id: ID!) { deleteAccount(expectedUserId: $id) }";
        let body = json!({ "query": query, "variables": { "id": id } }).to_string();
        let answer = block_on(network.ask(body)).body;
        self.gone.insert(person);
        match answer.contains("errors") {
            true => Err(format!("the account of person {person} stays: {answer}")),
            false => Ok(()),
        }
    }

    /// Whether a person's account was deleted.
    pub(super) fn is_gone(&self, person: usize) -> bool {
        self.gone.contains(&person)
    }

    /// How many rows the server holds of a person.
    pub(super) fn rows(&self, world: &World, person: usize) -> usize {
        let id = self.account(person);
        let tables = Collection::ALL.map(Collection::table).into_iter();
        let tables = tables.chain(["pushes", "auth_sessions"]);
        let rows = tables.map(|table| {
            let rows = world.sql(&format!("SELECT 1 FROM {table} WHERE user_id = '{id}'"));
            rows.len()
        });
        let account = world.sql(&format!("SELECT 1 FROM users WHERE id = '{id}'"));
        rows.sum::<usize>() + account.len()
    }

    /// Ends all sessions of a person, except the operator's own.
    pub(super) fn end_sessions(&self, world: &World, person: usize) {
        let (id, sessions) = (self.account(person), &self.sessions);
        world.sql(&format!(
            "DELETE FROM auth_sessions WHERE user_id = '{id}' AND token_hash NOT IN ({sessions})"
        ));
    }

    /// What the server does every hour.
    pub(super) fn purge_trash(&self, world: &World) {
        let now = world.clock.now();
        block_on(purge_trash(&*world.database, now)).expect("the database answers");
        self.stay_signed_in(world);
    }

    /// The operator's own sessions would end when they are not used for long.
    pub(super) fn stay_signed_in(&self, world: &World) {
        let now = world.clock.now();
        let (now, sessions) = (now.millis(), &self.sessions);
        world.sql(&format!(
            "UPDATE auth_sessions SET created_at = {now}, last_used_at = {now} WHERE token_hash IN ({sessions})"
        ));
    }

    /// Everything that a person's account holds: the records that exist, and those that were deleted.
    pub(super) fn look(&self, world: &World, person: usize) -> Result<BTreeMap<Name, Row>, String> {
        if self.is_gone(person) {
            return Ok(BTreeMap::new());
        }
        let (id, network) = &self.accounts[person];
        let set = |value: i64| {
            world.sql(&format!(
                "UPDATE users SET has_cloud_storage = {value} WHERE id = '{id}'"
            ))
        };
        let paused = world.sql(&format!(
            "SELECT 1 FROM users WHERE id = '{id}' AND has_cloud_storage = 0"
        ));
        // A paused account tells nobody what it holds.
        set(1);
        let held = look(id, network);
        set(i64::from(paused.is_empty()));
        held.map_err(|answer| format!("the account of person {person} cannot be read: {answer}"))
    }
}

fn look(id: &UserId, network: &Network) -> Result<BTreeMap<Name, Row>, String> {
    let mut held = BTreeMap::new();
    let mut since: Option<String> = None;
    loop {
        let variables = json!({ "expectedUserId": id, "since": since, "first": 500 });
        let body = request_body(api::CHANGES, &variables);
        let answer = block_on(network.ask(body)).body;
        let mut parsed: Value = serde_json::from_str(&answer).unwrap_or_default();
        let changes: Changes =
            serde_json::from_value(parsed["data"]["changes"].take()).map_err(|_| answer)?;
        add(&mut held, &changes.versions.pieces);
        add(&mut held, &changes.versions.sessions);
        add(&mut held, &changes.versions.logs);
        add(&mut held, &changes.versions.entries);
        add(&mut held, &changes.versions.goals);
        if !changes.has_more {
            return Ok(held);
        }
        since = Some(changes.cursor);
    }
}

fn add<R: WireRecord>(held: &mut BTreeMap<Name, Row>, versions: &[RemoteVersion<R>]) {
    for version in versions {
        let record = version.record.as_ref();
        let live = record
            .filter(|_| version.deleted_at.is_none())
            .map(to_value);
        let row = Row {
            write_id: version.write_id.to_string(),
            is_in_trash: live.is_none() && record.is_some(),
            record: live,
        };
        held.insert((R::COLLECTION, version.id.clone()), row);
    }
}
