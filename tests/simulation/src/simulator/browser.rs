//! A browser with its tabs: one local store, one set of cookies, one clock.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;
use std::pin::Pin;
use std::rc::Rc;

use client_core::test_support::{TestClock, TestConnectivity, TestRandom};
use client_core::{CheckedBackup, Client, Journal, Platform, StoreError};
use serde_json::Value;
use shared_model::records::Record;
use shared_model::{Collection, RecordId, UserId};

use super::chance::Chance;
use super::content::{Content, content};
use super::edits::{ForKind, Written, for_kind, listed};
use super::observe::Notes;
use super::oracle::Name;
use super::program::Program;
use super::steps::{Action, BrowserSetup};
use super::storage::{Storage, TabStore};
use super::wire::{Cookies, Internet, Wire};

/// A tab of a browser.
pub(super) type Place = (usize, usize);

/// How something ended that was under way.
pub(super) enum Ended {
    Done,
    /// Somebody was told this of their backup.
    Checked(CheckedBackup),
    Failed(String),
    /// The store refused in the middle of what only a start completes.
    Refused,
}

impl fmt::Display for Ended {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Done | Self::Checked(_) => "done",
            Self::Failed(reason) => reason,
            Self::Refused => "the store refuses",
        })
    }
}

/// Something that somebody asked for and that waits for answers.
pub(super) struct Job {
    pub(super) action: Action,
    /// Whether records may move to another owner by it.
    pub(super) may_move: bool,
    /// Whether the backup has been paused since it began, as far as the tab knows.
    pub(super) is_paused: bool,
    pub(super) task: Pin<Box<dyn Future<Output = Ended>>>,
}

impl Job {
    /// Something that moves no records.
    pub(super) fn new(action: Action, task: impl Future<Output = Ended> + 'static) -> Self {
        Self {
            action,
            may_move: false,
            is_paused: false,
            task: Box::pin(task),
        }
    }
}

/// Something that somebody did and may want to undo, or a form that is open: a record as it was, and as it was made.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) name: Name,
    pub(super) before: Value,
    /// Nothing when the record was deleted.
    pub(super) after: Option<Value>,
}

pub(super) struct Tab {
    pub(super) program: Program,
    pub(super) store: Rc<TabStore>,
    pub(super) wire: Rc<Wire>,
    pub(super) client: Client,
    pub(super) jobs: Vec<Job>,
    pub(super) form: Option<Draft>,
    pub(super) last: Option<Draft>,
    /// Whose journal the form and what can be undone belong to.
    drafts_of: UserId,
}

pub(super) struct Browser {
    pub(super) setup: BrowserSetup,
    pub(super) storage: Rc<Storage>,
    pub(super) cookies: Rc<Cookies>,
    pub(super) tabs: Vec<Tab>,
    clock: Rc<TestClock>,
    /// What is noted in the store of what moves and leaves.
    pub(super) notes: Notes,
    /// How far the clock is off, in milliseconds.
    offset: i64,
    /// Whether the clock was ever off. What was dated then stays dated so.
    pub(super) was_off: bool,
    /// What values were damaged to, with their keys.
    pub(super) damaged: Vec<(String, String)>,
    random: Rc<TestRandom>,
}

impl Browser {
    pub(super) fn open(
        setup: BrowserSetup,
        internet: &Rc<Internet>,
        now: i64,
    ) -> Result<Self, StoreError> {
        let mut browser = Self {
            storage: Rc::default(),
            cookies: Rc::default(),
            tabs: Vec::new(),
            clock: Rc::new(TestClock(Cell::new(now))),
            offset: 0,
            was_off: false,
            damaged: Vec::new(),
            notes: Notes::default(),
            random: Rc::new(TestRandom(Cell::new(setup.seed))),
            setup,
        };
        browser.reopen(internet, &mut Chance::new(0))?;
        Ok(browser)
    }

    /// All tabs are gone, and opened again.
    pub(super) fn reopen(
        &mut self,
        internet: &Rc<Internet>,
        chance: &mut Chance,
    ) -> Result<(), StoreError> {
        self.storage.writes_left.set(None);
        self.storage.is_dead.set(false);
        for tab in std::mem::take(&mut self.tabs) {
            tab.wire.abandon(chance);
        }
        for index in 0..self.setup.tabs {
            let tab = self.new_tab(index, internet, Program::Newest)?;
            self.tabs.push(tab);
        }
        Ok(())
    }

    /// One tab is closed, and opened again with this version of the app.
    pub(super) fn reload(
        &mut self,
        index: usize,
        internet: &Rc<Internet>,
        chance: &mut Chance,
        program: Program,
    ) -> Result<(), StoreError> {
        self.tabs[index].wire.abandon(chance);
        self.tabs[index] = self.new_tab(index, internet, program)?;
        Ok(())
    }

    fn new_tab(
        &self,
        index: usize,
        internet: &Rc<Internet>,
        program: Program,
    ) -> Result<Tab, StoreError> {
        let store = Rc::new(TabStore::open(&self.storage, index, program));
        let page_records = self.setup.page_records;
        let wire = Wire::new(internet, &self.cookies, program, &store, page_records);
        let wire = Rc::new(wire);
        let client = Client::open(Platform {
            store: Rc::clone(&store) as _,
            server: Rc::clone(&wire) as _,
            clock: Rc::clone(&self.clock) as _,
            random: Rc::clone(&self.random) as _,
            connectivity: Rc::new(TestConnectivity(Cell::new(true))),
            share_chars: self.setup.share_chars,
            chunk_records: self.setup.chunk_records,
        })?;
        Ok(Tab {
            program,
            store,
            wire,
            drafts_of: client.auth().user().id,
            client,
            jobs: Vec::new(),
            form: None,
            last: None,
        })
    }

    /// The clock jumps by so many milliseconds.
    pub(super) fn set_clock_off(&mut self, by: i64) {
        self.offset += by;
        self.was_off = true;
    }

    /// Whether the clock is wrong at this moment.
    pub(super) fn is_off(&self) -> bool {
        self.offset != 0
    }

    /// Whether something that was damaged has not been put right: what is left of it is here, and nothing that can be read
    /// is where it was.
    pub(super) fn is_damaged(&self) -> bool {
        self.damaged.iter().any(|(key, damaged)| {
            let value = self.storage.get(key);
            value.is_none_or(|value| *value == **damaged) && self.storage.holds(damaged)
        })
    }

    /// What the browser's clock shows when it is `now`.
    pub(super) fn set_clock(&self, now: i64) {
        self.clock.0.set(now + self.offset);
    }

    /// Every tab sees what the others wrote.
    pub(super) fn catch_up(&self) {
        for tab in &self.tabs {
            tab.store.catch_up(usize::MAX);
        }
    }

    /// Every tab sees what the others wrote, is told, and has done what it does about it.
    pub(super) fn come_to_rest(&self) -> Result<(), StoreError> {
        // Each round answers what the one before wrote; two tabs need few.
        for _ in 0..8 {
            let mut is_quiet = true;
            for tab in &self.tabs {
                tab.store.catch_up(usize::MAX);
                is_quiet &= !tab.hear()?;
            }
            if is_quiet {
                break;
            }
        }
        Ok(())
    }

    /// The records that are stored, by key.
    pub(super) fn records(&self) -> Vec<(Name, Rc<str>, Value)> {
        let values = self.storage.values();
        let records = values.into_iter().filter_map(|(key, value)| {
            Some((parse_key(&key)?, key, serde_json::from_str(&value).ok()?))
        });
        records.collect()
    }
}

impl Tab {
    /// A form that is open, and what can be undone, go with the journal that they are about.
    pub(super) fn forget_drafts_of_others(&mut self) {
        let user = self.client.auth().user().id;
        if self.drafts_of != user {
            (self.form, self.last, self.drafts_of) = (None, None, user);
        }
    }

    /// The tab is told what others wrote. Says whether there was anything.
    pub(super) fn hear(&self) -> Result<bool, StoreError> {
        let keys = self.store.take_unheard();
        if keys.is_empty() {
            return Ok(false);
        }
        match self.client.storage_changed(Some(&keys)) {
            Err(_) if self.store.is_dead() => Ok(false),
            heard => heard.map(|()| true),
        }
    }

    /// Whether the backup of who is signed in is paused, as far as the tab knows.
    pub(super) fn is_paused(&self) -> bool {
        let user = self.client.auth().user();
        !user.is_anonymous && !user.has_cloud_storage
    }

    pub(super) fn journal(&self) -> &Journal {
        self.client.journal()
    }

    /// Everything that the tab shows.
    pub(super) fn shown(&self) -> BTreeMap<Name, Value> {
        let lists = Collection::ALL.map(|collection| for_kind(collection, Shown(self.journal())));
        lists.into_iter().flatten().collect()
    }

    /// The user's value of a record, as the tab sees the store.
    pub(super) fn stored(&self, name: &Name) -> Option<Value> {
        let user = self.client.auth().user().id;
        let plain = key(name);
        [plain.clone(), format!("{plain}~{user}")]
            .iter()
            .find_map(|key| {
                let text = self.store.text(key)?;
                let value: Value = serde_json::from_str(&text).ok()?;
                (value["userId"] == user.as_str()).then_some(value)
            })
    }
}

struct Shown<'a>(&'a Journal);

impl ForKind for Shown<'_> {
    type Output = Vec<(Name, Value)>;

    fn call<R: Written>(self) -> Self::Output {
        let records = listed::<R>(self.0).into_iter();
        records
            .map(|record| ((R::COLLECTION, record.id().clone()), to_value(&record)))
            .collect()
    }
}

pub(super) fn to_value<R: Record>(record: &R) -> Value {
    serde_json::to_value(record).unwrap_or_default()
}

/// The key of a record.
pub(super) fn key((collection, id): &Name) -> String {
    format!("mirubato_{}:{id}", collection.table())
}

/// The record that a key names.
pub(super) fn parse_key(key: &str) -> Option<Name> {
    let (table, rest) = key.strip_prefix("mirubato_")?.split_once(':')?;
    let collection = Collection::ALL
        .into_iter()
        .find(|collection| collection.table() == table)?;
    let id = rest.split_once('~').map_or(rest, |(id, _)| id);
    Some((collection, RecordId::from(id)))
}

/// Takes a record apart.
pub(super) fn content_of(collection: Collection, record: &Value) -> Content {
    content(collection, for_kind(collection, Fields), record)
}

struct Fields;

impl ForKind for Fields {
    type Output = &'static [&'static str];

    fn call<R: Written>(self) -> Self::Output {
        R::FIELDS
    }
}
