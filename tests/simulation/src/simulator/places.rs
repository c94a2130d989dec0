//! Looked at after each step: nothing of one person is anywhere near another, an account that is paused stays as it is, and
//! what the server holds already is not written again.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;
use shared_model::{Collection, RecordId};

use super::edits::{ForKind, Written, for_kind, listed};
use super::oracle::{Name, Owner};
use super::run::Run;
use super::words::about;

/// An account as it was last looked at.
#[derive(Clone, Debug, PartialEq)]
struct Account {
    is_paused: bool,
    /// The number of the last push to it.
    seq: i64,
}

/// A row as it was last looked at.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    write_id: String,
    /// All that only a write changes.
    written: (i64, String),
}

/// What the server held when it was last looked at.
#[derive(Debug, Default)]
pub(super) struct Looked {
    accounts: BTreeMap<String, Account>,
    rows: HashMap<(String, Name), Row>,
}

impl Run {
    /// Looks at what changed on the server since the last time, and at what a browser's tabs show.
    pub(super) fn check_places(&mut self, browser: usize) -> Result<(), String> {
        self.check_server()?;
        for tab in &self.browsers[browser].tabs {
            let user = tab.client.auth().user();
            let owner = self.owner(browser, user.id.as_str());
            let ids = |collection| for_kind(collection, Ids(tab.journal()));
            let names = Collection::ALL.into_iter().flat_map(ids);
            for name in names {
                if !self.is_theirs(owner, &name) {
                    let wrong = format!("is shown to {owner:?} in browser {browser}");
                    return Err(self.history(&name, &about(&name, &wrong)));
                }
            }
        }
        Ok(())
    }

    /// Whether a record is somebody's, as far as people know. Whose a copy is follows from what it is stored beside.
    fn is_theirs(&self, owner: Owner, name: &Name) -> bool {
        let known = self.oracle.get(name);
        name.1.is_copy() || known.is_some_and(|known| known.owners.contains(&owner))
    }

    fn check_server(&mut self) -> Result<(), String> {
        let accounts = self
            .world
            .sql("SELECT id, change_seq, has_cloud_storage FROM users");
        let accounts: BTreeMap<String, Account> = accounts
            .iter()
            .filter_map(|row| {
                let is_paused = row["has_cloud_storage"] == 0;
                let seq = row["change_seq"].as_i64()?;
                Some((row["id"].as_str()?.to_owned(), Account { is_paused, seq }))
            })
            .collect();
        if accounts == self.looked.accounts {
            return Ok(());
        }
        for (id, account) in &accounts {
            let before = self.looked.accounts.get(id);
            if let Some(before) = before.filter(|it| it.is_paused && account.is_paused)
                && before.seq != account.seq
            {
                return Err(format!("the account {id} changed while it was paused"));
            }
        }
        let rows = self.rows_of_server();
        for ((user, name), row) in &rows {
            let owner = self.operator.person(user).map(Owner::Person);
            if !owner.is_some_and(|owner| self.is_theirs(owner, name)) {
                let wrong = format!("is in the account of {owner:?}");
                return Err(self.history(name, &about(name, &wrong)));
            }
            let before = self.looked.rows.get(&(user.clone(), name.clone()));
            if before.is_some_and(|before| before.write_id == row.write_id && before != row) {
                let wrong = about(name, "was written again by a write that the server had");
                return Err(self.history(name, &wrong));
            }
        }
        self.looked = Looked { accounts, rows };
        Ok(())
    }

    fn rows_of_server(&self) -> HashMap<(String, Name), Row> {
        let of_table = |collection: Collection| {
            let table = collection.table();
            format!(
                "SELECT '{table}' AS place, user_id, id, write_id, seq, recent_writes FROM {table}"
            )
        };
        let sql = Collection::ALL.map(of_table).join(" UNION ALL ");
        let rows = self.world.sql(&sql);
        let read = |row: &Value| {
            let text = |field: &str| row[field].as_str().map(str::to_owned);
            let place = text("place")?;
            let mut all = Collection::ALL.into_iter();
            let collection = all.find(|collection| collection.table() == place)?;
            let name = (collection, RecordId(text("id")?));
            let row = Row {
                write_id: text("write_id")?,
                written: (row["seq"].as_i64()?, text("recent_writes")?),
            };
            Some(((text("user_id")?, name), row))
        };
        let read = |row| read(&row).expect("every row has these columns");
        rows.into_iter().map(read).collect()
    }

    /// The server is another one than it was: it was restored.
    pub(super) fn forget_what_was_looked_at(&mut self) {
        self.looked = Looked::default();
    }
}

/// The names of what a journal shows.
struct Ids<'a>(&'a client_core::Journal);

impl ForKind for Ids<'_> {
    type Output = Vec<Name>;

    fn call<R: Written>(self) -> Self::Output {
        let records = listed::<R>(self.0).into_iter();
        records
            .map(|record| (R::COLLECTION, record.id().clone()))
            .collect()
    }
}
