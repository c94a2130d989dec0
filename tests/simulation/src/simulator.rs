//! People with several devices, a network that does its worst, and an oracle that knows what people did.
//!
//! One thread and one seed: everything that happens follows from the seed, so a failure can be seen again.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use client_core::test_support::{TestDevice, entry};
use client_core::{AnonymousData, Client, SyncError};
use pollster::block_on;
use serde_json::Value;
use shared_model::{LogbookEntry, RecordId};

use crate::oracle::{Oracle, Owner};
use crate::random::Chance;
use crate::slow_network::SlowNetwork;
use crate::{Network, World};

const PEOPLE: [&str; 2] = ["anna@example.org", "bert@example.org"];
/// Rounds of syncs on all devices after which nothing may change any more.
const QUIET_ROUNDS: usize = 6;

type Task = Pin<Box<dyn Future<Output = Result<(), SyncError>>>>;

/// A browser profile with one tab.
struct Browser {
    index: usize,
    device: TestDevice,
    network: Rc<SlowNetwork>,
    client: Client,
    sync: Option<Task>,
}

/// A run from one seed.
pub struct Simulator {
    chance: Chance,
    world: World,
    browsers: Vec<Browser>,
    oracle: Oracle,
    /// Counts what is written, so that every value and line is written once only.
    written: i64,
    trace: Rc<RefCell<Vec<String>>>,
}

/// What happened in a run that failed, to be read.
#[derive(Debug)]
pub struct Failure {
    /// What should have been otherwise.
    pub reason: String,
    /// Every step.
    pub trace: Vec<String>,
}

/// Runs a seed: so many steps, then peace, then the checks.
///
/// # Errors
/// When something that must hold does not.
pub fn run(seed: u64, steps: usize) -> Result<(), Box<Failure>> {
    let trace = Rc::new(RefCell::new(Vec::new()));
    let mut simulator = Simulator::new(seed, Rc::clone(&trace));
    let outcome = (0..steps)
        .try_for_each(|_| simulator.step())
        .and_then(|()| simulator.settle());
    outcome.map_err(|reason| {
        Box::new(Failure {
            reason,
            trace: trace.take(),
        })
    })
}

impl Simulator {
    fn new(seed: u64, trace: Rc<RefCell<Vec<String>>>) -> Self {
        let mut chance = Chance::new(seed);
        let world = World::new();
        let browsers = (0..2 + chance.below(3))
            .map(|index| {
                let network = Rc::new(SlowNetwork::new(Network::new(world.api.clone())));
                let device = TestDevice::new(chance.seed(), Rc::clone(&network) as _);
                let client = Client::open(device.platform.clone()).expect("an empty store opens");
                Browser {
                    index,
                    device,
                    network,
                    client,
                    sync: None,
                }
            })
            .collect();
        Self {
            chance,
            world,
            browsers,
            oracle: Oracle::default(),
            written: 0,
            trace,
        }
    }

    fn note(&self, text: String) {
        self.trace.borrow_mut().push(text);
    }

    /// One step of somebody, of the network, or of fate.
    fn step(&mut self) -> Result<(), String> {
        let browser = self.chance.below(self.browsers.len());
        match self.chance.below(100) {
            0..12 => self.create(browser),
            12..28 => self.edit(browser),
            28..36 => self.type_on(browser),
            36..41 => self.delete(browser),
            41..44 => self.sign_in(browser)?,
            44..45 => self.sign_out(browser)?,
            45..60 => self.start_sync(browser),
            60..88 => self.move_network(browser),
            88..91 => self.crash(browser)?,
            91..93 => self.crash_soon(browser),
            93..95 => self.jump_clock(browser),
            _ => self.poll(browser),
        }
        self.check_browser(browser)
    }

    fn owner(&self, browser: usize) -> Owner {
        let user = self.browsers[browser].client.auth().user();
        match user
            .email
            .as_deref()
            .and_then(|email| PEOPLE.iter().position(|person| *person == email))
        {
            Some(person) if !user.is_anonymous => Owner::Person(person),
            _ => Owner::Browser(browser),
        }
    }

    fn next_value(&mut self) -> i64 {
        self.written += 1;
        self.written
    }

    fn tick(&mut self, browser: usize) {
        let clock = &self.browsers[browser].device.clock.0;
        clock.set(clock.get() + 1 + i64::try_from(self.chance.below(5_000)).unwrap_or_default());
    }

    fn create(&mut self, browser: usize) {
        self.tick(browser);
        let value = self.next_value();
        let journal = self.browsers[browser].client.journal().clone();
        let line = format!("line {value}");
        let mut entry = LogbookEntry {
            id: journal.new_id(),
            duration: value,
            notes: Some(line.clone()),
            ..entry("unnamed")
        };
        entry.created_at = journal.now();
        self.note(format!(
            "browser {browser} creates {} with {value}",
            short(&entry.id)
        ));
        let id = entry.id.clone();
        if journal.save(entry).is_ok() {
            self.oracle.created(&id, self.owner(browser), value, &line);
        }
    }

    fn pick_entry(&mut self, browser: usize) -> Option<LogbookEntry> {
        let mut entries = self.browsers[browser]
            .client
            .journal()
            .list::<LogbookEntry>();
        entries.sort_by(|one, other| one.id.cmp(&other.id));
        self.chance.pick(&entries).cloned()
    }

    fn edit(&mut self, browser: usize) {
        self.tick(browser);
        let Some(mut entry) = self.pick_entry(browser) else {
            return;
        };
        let (before, value) = (entry.duration, self.next_value());
        entry.duration = value;
        let id = entry.id.clone();
        self.note(format!(
            "browser {browser} edits {}: {before} -> {value}",
            short(&id)
        ));
        if self.browsers[browser].client.journal().save(entry).is_ok() {
            let known = self.oracle.known(&id);
            known.written.insert(value);
            known.replaced.insert(before);
        }
    }

    fn type_on(&mut self, browser: usize) {
        self.tick(browser);
        let Some(mut entry) = self.pick_entry(browser) else {
            return;
        };
        let line = format!("line {}", self.next_value());
        let notes = entry.notes.take().unwrap_or_default();
        entry.notes = Some(format!("{notes}\n{line}"));
        let id = entry.id.clone();
        self.note(format!(
            "browser {browser} adds a line to {}: {line}",
            short(&id)
        ));
        if self.browsers[browser].client.journal().save(entry).is_ok() {
            self.oracle.known(&id).lines.insert(line);
        }
    }

    fn delete(&mut self, browser: usize) {
        self.tick(browser);
        let Some(entry) = self.pick_entry(browser) else {
            return;
        };
        self.note(format!("browser {browser} deletes {}", short(&entry.id)));
        if self.browsers[browser]
            .client
            .journal()
            .delete::<LogbookEntry>(&entry.id)
            .is_ok()
        {
            self.oracle.known(&entry.id).was_deleted = true;
        }
    }

    fn sign_in(&mut self, browser: usize) -> Result<(), String> {
        let person = self.chance.below(PEOPLE.len());
        let data = if self.chance.once_in(5) {
            AnonymousData::KeepHere
        } else {
            AnonymousData::Add
        };
        self.sign_in_as(browser, person, data)
    }

    fn sign_in_as(
        &mut self,
        browser: usize,
        person: usize,
        data: AnonymousData,
    ) -> Result<(), String> {
        self.note(format!(
            "browser {browser} signs in as person {person} ({data:?})"
        ));
        let (network, client) = {
            let browser = &self.browsers[browser];
            (Rc::clone(&browser.network), browser.client.clone())
        };
        let was_anonymous = client.auth().user().is_anonymous;
        let world = &self.world;
        let result = network.at_once(|| {
            block_on(client.auth().request_magic_link(PEOPLE[person]))?;
            block_on(client.auth().login(&world.mailed_token(), data))
        });
        match result {
            Ok(()) if was_anonymous && data == AnonymousData::Add => {
                self.oracle.moved(browser, person);
            }
            Ok(()) => {}
            // The store refused in the middle, as it does when the tab is about to be killed. What was written down is
            // completed at the next start.
            Err(_) => {
                self.reopen(browser)?;
                if was_anonymous
                    && self.owner(browser) == Owner::Person(person)
                    && data == AnonymousData::Add
                {
                    self.oracle.moved(browser, person);
                }
            }
        }
        Ok(())
    }

    /// Somebody signs out when nothing waits: otherwise they would have been asked, and their answer would decide.
    fn sign_out(&mut self, browser: usize) -> Result<(), String> {
        let (network, client) = {
            let browser = &self.browsers[browser];
            (Rc::clone(&browser.network), browser.client.clone())
        };
        if client.auth().user().is_anonymous || client.journal().unsynced_count() > 0 {
            return Ok(());
        }
        self.note(format!("browser {browser} signs out"));
        if network
            .at_once(|| block_on(client.auth().logout()))
            .is_err()
        {
            self.reopen(browser)?;
        }
        Ok(())
    }

    fn start_sync(&mut self, browser: usize) {
        if self.browsers[browser].sync.is_some() {
            return;
        }
        self.note(format!("browser {browser} starts to sync"));
        let client = self.browsers[browser].client.clone();
        self.browsers[browser].sync =
            Some(Box::pin(async move { client.auth().sync_to_cloud().await }));
        self.poll(browser);
    }

    /// Lets the sync of a browser go on as far as it can.
    fn poll(&mut self, browser: usize) {
        let Some(sync) = &mut self.browsers[browser].sync else {
            return;
        };
        if let Poll::Ready(result) = sync.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            self.browsers[browser].sync = None;
            self.note(format!("browser {browser} ends its sync: {result:?}"));
        }
    }

    fn move_network(&mut self, browser: usize) {
        let network = Rc::clone(&self.browsers[browser].network);
        let index = self.chance.below(network.in_flight());
        if network.in_flight() == 0 {
            return;
        }
        let what = match self.chance.below(20) {
            0 => {
                network.lose(index);
                "loses a request"
            }
            1 => {
                network.fail(index);
                "gets an error of the server"
            }
            2 => {
                network.time_out(index);
                "gives up waiting"
            }
            3..12 => {
                network.reach_server(index);
                "reaches the server"
            }
            _ if network.answer(index) => "gets an answer",
            _ => {
                network.reach_server(index);
                network.answer(index);
                "asks and gets an answer"
            }
        };
        self.note(format!("browser {browser} {what}"));
        self.poll(browser);
    }

    /// The browser is killed, and opened again.
    fn crash(&mut self, browser: usize) -> Result<(), String> {
        self.note(format!("browser {browser} is killed"));
        self.reopen(browser)
    }

    /// The browser will be killed between any two writes of its store: from then on it writes nothing.
    fn crash_soon(&mut self, browser: usize) {
        let writes = self.chance.below(12);
        self.note(format!("browser {browser} will write {writes} values more"));
        self.browsers[browser]
            .device
            .store
            .writes_left
            .set(Some(writes));
    }

    fn reopen(&mut self, browser: usize) -> Result<(), String> {
        let browser = &mut self.browsers[browser];
        browser.sync = None;
        browser.device.store.writes_left.set(None);
        browser.client = Client::open(browser.device.platform.clone())
            .map_err(|error| format!("browser {} does not open: {error}", browser.index))?;
        Ok(())
    }

    fn jump_clock(&mut self, browser: usize) {
        const YEAR_MILLIS: i64 = 365 * 86_400_000;
        let years = [-1, 1][self.chance.below(2)];
        self.note(format!(
            "the clock of browser {browser} jumps by {years} years"
        ));
        let clock = &self.browsers[browser].device.clock.0;
        clock.set(clock.get() + years * YEAR_MILLIS);
    }

    /// What must hold at every step.
    fn check_browser(&mut self, browser: usize) -> Result<(), String> {
        let owner = self.owner(browser);
        for entry in self.browsers[browser]
            .client
            .journal()
            .list::<LogbookEntry>()
        {
            let known = self.oracle.known(&entry.id);
            if known.owner != owner {
                return Err(format!(
                    "browser {browser} of {owner:?} shows {} of {:?}",
                    short(&entry.id),
                    known.owner
                ));
            }
        }
        let writes_left = self.browsers[browser]
            .device
            .store
            .writes_left
            .replace(None);
        let reopened = Client::open(self.browsers[browser].device.platform.clone());
        self.browsers[browser]
            .device
            .store
            .writes_left
            .set(writes_left);
        let reopened =
            reopened.map_err(|error| format!("browser {browser} does not open: {error}"))?;
        // A migration that was interrupted has just been completed; the next steps go on from there.
        if reopened.auth().user() == self.browsers[browser].client.auth().user()
            && entries(&reopened) != entries(&self.browsers[browser].client)
        {
            return Err(format!("browser {browser} shows what is not in its store"));
        }
        Ok(())
    }

    /// Peace: everybody syncs until nothing changes, and then everything must be right.
    fn settle(&mut self) -> Result<(), String> {
        for browser in 0..self.browsers.len() {
            let network = Rc::clone(&self.browsers[browser].network);
            while network.in_flight() > 0 {
                if self.chance.once_in(2) {
                    network.reach_server(0);
                }
                network.lose(0);
            }
            self.reopen(browser)?;
        }
        for _ in 0..QUIET_ROUNDS {
            for browser in 0..self.browsers.len() {
                for person in 0..PEOPLE.len() {
                    self.sync_as(browser, person)?;
                }
            }
        }
        for person in 0..PEOPLE.len() {
            let truth = self.truth(person)?;
            self.check_truth(person, &truth)?;
            for browser in 0..self.browsers.len() {
                self.sync_as(browser, person)?;
                let client = &self.browsers[browser].client;
                if entries(client) != truth {
                    return Err(format!(
                        "browser {browser} differs from the account of person {person}"
                    ));
                }
                if client.journal().unsynced_count() > 0 || client.journal().damaged() > 0 {
                    return Err(format!("browser {browser} has unsynced or damaged records"));
                }
            }
        }
        self.check_anonymous()
    }

    fn sync_as(&mut self, browser: usize, person: usize) -> Result<(), String> {
        self.sign_in_as(browser, person, AnonymousData::KeepHere)?;
        let (network, client) = {
            let browser = &self.browsers[browser];
            (Rc::clone(&browser.network), browser.client.clone())
        };
        network
            .at_once(|| block_on(client.auth().sync_to_cloud()))
            .map_err(|error| format!("browser {browser} does not sync in peace: {error:?}"))
    }

    /// What a new device sees of a person's account.
    fn truth(&mut self, person: usize) -> Result<Vec<LogbookEntry>, String> {
        let device = self.world.device(self.chance.seed());
        device.sign_in(&self.world, PEOPLE[person]);
        Ok(entries(&device.client))
    }

    fn check_truth(&self, person: usize, truth: &[LogbookEntry]) -> Result<(), String> {
        for (id, known) in &self.oracle.records {
            let found = truth.iter().find(|entry| entry.id == *id);
            let is_theirs = known.owner == Owner::Person(person);
            match found {
                Some(_) if !is_theirs => {
                    return Err(format!(
                        "person {person} has {} of {:?}",
                        short(id),
                        known.owner
                    ));
                }
                None if is_theirs && !known.was_deleted => {
                    return Err(format!("{} of person {person} is lost", short(id)));
                }
                None => {}
                Some(entry) => {
                    let was_replaced =
                        !known.was_deleted && known.replaced.contains(&entry.duration);
                    if !known.written.contains(&entry.duration) || was_replaced {
                        return Err(format!(
                            "{} has {}, which somebody replaced",
                            short(id),
                            entry.duration
                        ));
                    }
                    let notes: Vec<&str> = entry
                        .notes
                        .as_deref()
                        .unwrap_or_default()
                        .split('\n')
                        .collect();
                    for line in &known.lines {
                        match notes.iter().filter(|there| **there == line).count() {
                            1 => {}
                            // An edit that had not seen a deletion brings back what it knew of, not what was typed and
                            // then deleted elsewhere.
                            0 if known.was_deleted => {}
                            count => {
                                return Err(format!("{} has {count} times {line:?}", short(id)));
                            }
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// What nobody moved into an account is still where it was made.
    fn check_anonymous(&self) -> Result<(), String> {
        for (id, known) in &self.oracle.records {
            let Owner::Browser(browser) = known.owner else {
                continue;
            };
            let values = self.browsers[browser].device.store.values();
            let is_there = values.values().any(|value| {
                serde_json::from_str::<Value>(value).is_ok_and(|value| value["id"] == id.as_str())
            });
            if !is_there && !known.was_deleted {
                return Err(format!(
                    "{} of the anonymous user of browser {browser} is lost",
                    short(id)
                ));
            }
        }
        Ok(())
    }
}

fn entries(client: &Client) -> Vec<LogbookEntry> {
    let mut entries = client.journal().list::<LogbookEntry>();
    entries.sort_by(|one, other| one.id.cmp(&other.id));
    entries
}

/// The end of an id, which is enough to tell records apart.
fn short(id: &RecordId) -> &str {
    let text = id.as_str();
    text.get(text.len().saturating_sub(6)..).unwrap_or(text)
}
