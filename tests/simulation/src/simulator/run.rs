//! Does the steps of a plan, to the real client and the real server.

use std::rc::Rc;

use api_worker::sqlite::Sqlite;

use super::browser::{Browser, Place, Tab, key};
use super::chance::Chance;
use super::coverage::{Coverage, Subject, Watch};
use super::deeds::{Rename, TagMuch, Toggle, TypeOn};
use super::faults::Fault;
use super::operator::Operator;
use super::oracle::{Name, Oracle, Owner};
use super::places::Looked;
use super::program::Program;
use super::settle;
use super::steps::{Action, Plan, Step};
use super::wire::{Internet, Wire};
use super::words::refused;
use crate::World;

/// Why a run stopped.
#[derive(Clone, Debug)]
pub(super) struct Stop {
    pub(super) reason: String,
    pub(super) trace: Vec<String>,
}

/// A run.
pub(super) struct Run {
    pub(super) world: Rc<World>,
    pub(super) operator: Operator,
    pub(super) internet: Rc<Internet>,
    pub(super) browsers: Vec<Browser>,
    pub(super) oracle: Oracle,
    pub(super) watch: Watch,
    pub(super) faults: Vec<Fault>,
    pub(super) backup: Option<Sqlite>,
    /// What the server held when it was last looked at.
    pub(super) looked: Looked,
    /// Whether what happens at this moment may give records to somebody else.
    pub(super) may_move: bool,
    /// The record that the last step was about.
    pub(super) touched: Option<Name>,
    pub(super) now: i64,
    pub(super) written: i64,
    pub(super) index: usize,
    pub(super) trace: Vec<String>,
}

pub(super) fn run(plan: &Plan) -> Result<Coverage, Stop> {
    let mut run = Run::new(plan);
    match run.go_through(plan) {
        Ok(()) => {
            let (records, known) = run.oracle.count();
            Ok(run.watch.into_coverage(records, known))
        }
        Err(reason) => Err(Stop {
            reason,
            trace: run.trace,
        }),
    }
}

pub(super) fn trace(plan: &Plan) -> Vec<String> {
    let mut run = Run::new(plan);
    let end = run.go_through(plan).err();
    run.trace.extend(end);
    run.trace
}

impl Run {
    fn new(plan: &Plan) -> Self {
        let (world, operator) = Operator::new();
        let world = Rc::new(world);
        let now = 1_700_000_000_000;
        let internet = Rc::new(Internet::new(Rc::clone(&world)));
        let browsers = plan.setup.browsers.iter().map(|setup| {
            Browser::open(setup.clone(), &internet, now).expect("an empty store opens")
        });
        let browsers = browsers.collect();
        Self {
            world,
            operator,
            internet,
            browsers,
            oracle: Oracle::default(),
            watch: Watch::default(),
            faults: plan.setup.faults.clone(),
            backup: None,
            looked: Looked::default(),
            may_move: false,
            touched: None,
            now,
            written: 0,
            index: 0,
            trace: plan
                .setup
                .browsers
                .iter()
                .enumerate()
                .map(|(index, browser)| format!("browser {index}: {browser:?}"))
                .collect(),
        }
    }

    fn go_through(&mut self, plan: &Plan) -> Result<(), String> {
        for step in &plan.steps {
            self.step(step)?;
        }
        self.note("peace".to_owned());
        settle::settle(self)
    }

    pub(super) fn note(&mut self, text: String) {
        self.trace.push(text);
    }

    fn step(&mut self, step: &Step) -> Result<(), String> {
        let mut chance = Chance::new(step.salt);
        self.index += 1;
        // Now and then two things happen at the same moment, on two devices too.
        let millis = i64::try_from(chance.below(6_000)).unwrap_or_default();
        self.pass((millis - 1_000).max(0));
        let at = self.trace.len();
        let (browser, tab) = (step.browser, step.tab);
        let line = format!(
            "{:>3} browser {browser} tab {tab}: {}",
            self.index,
            step.action.name()
        );
        self.note(line.clone());
        self.browsers[browser].tabs[tab].forget_drafts_of_others();
        let is_behind = self.tab(browser, tab).store.is_behind();
        let done = self.act(step, &mut chance)?;
        match done {
            Some(what) => {
                self.trace[at] = format!("{line} {what}");
            }
            None => drop(self.trace.remove(at)),
        }
        if let Some(name) = self.touched.take() {
            let subject = Subject::Record(name);
            self.begin(step.action, browser, subject.clone());
            if is_behind {
                self.watch
                    .hit(Fault::StaleTab, browser, |it| *it == subject);
            }
        }
        self.after(browser)
    }

    /// Time goes by, for everybody.
    pub(super) fn pass(&mut self, millis: i64) {
        let secs = |millis: i64| millis.div_euclid(1000);
        let passed = secs(self.now + millis) - secs(self.now);
        self.world.clock.advance_secs(passed);
        self.now += millis;
        for browser in &self.browsers {
            browser.set_clock(self.now);
        }
    }

    pub(super) fn tab(&self, browser: usize, tab: usize) -> &Tab {
        &self.browsers[browser].tabs[tab]
    }

    pub(super) fn tab_mut(&mut self, step: &Step) -> &mut Tab {
        &mut self.browsers[step.browser].tabs[step.tab]
    }

    /// Does a step. Nothing comes of one that makes no sense now.
    fn act(&mut self, step: &Step, chance: &mut Chance) -> Result<Option<String>, String> {
        let place = (step.browser, step.tab);
        match step.action {
            Action::Create => self.create(place, chance),
            Action::Edit => self.edit(place, chance),
            Action::TypeOn => self.change(place, chance, TypeOn),
            Action::Toggle => self.change(place, chance, Toggle),
            Action::RenamePiece => self.change(place, chance, Rename),
            Action::TagMuch => self.change(place, chance, TagMuch),
            Action::OpenForm => Ok(self.open_form(step, chance)),
            Action::Delete => self.delete(place, chance),
            Action::Restore => self.restore(place, chance),
            Action::Undo => self.undo(place),
            Action::SignIn => self.sign_in(place, chance),
            Action::SignOut => self.sign_out(place, chance, step.action),
            Action::SignOutOffline => self.sign_out(place, chance, step.action),
            Action::Pause => self.set_cloud_storage(place, chance, false),
            Action::Resume => self.set_cloud_storage(place, chance, true),
            Action::CheckBackup => self.check_backup(place, chance),
            Action::PageOlder => {
                self.tab(step.browser, step.tab).journal().ask_for_older();
                self.start_sync(place, chance, step.action)
            }
            Action::SessionEnds => Ok(self.end_sessions(place)),
            Action::Sync => self.start_sync(place, chance, step.action),
            Action::Network => self.move_network(place, chance),
            Action::UntilOlder => self.go_on_until(place, Wire::asks_for_older),
            Action::UntilPush => self.go_on_until(place, Wire::sends_records),
            Action::UntilDone => self.go_on_until(place, |_, _| false),
            Action::Late => Ok(self.deliver_late(chance)),
            Action::CatchUp => {
                let arrived = self
                    .tab(place.0, place.1)
                    .store
                    .catch_up(1 + chance.below(4));
                Ok((arrived > 0).then(|| format!("with {arrived} writes")))
            }
            Action::Hear => {
                let heard = self.tab(place.0, place.1).hear().map_err(refused)?;
                Ok(heard.then(String::new))
            }
            Action::Reload => self.reload(place, chance, Program::Newest),
            Action::MakeRoom => {
                let made = self.make_room(step.browser)?;
                Ok(made.then(String::new))
            }
            Action::BackUp => {
                self.backup = Some(self.world.backup());
                self.watch.back_up();
                Ok(Some(String::new()))
            }
            Action::DeleteAccount => self.delete_account(place),
            Action::KeepJournal => self.keep_journal(place),
            Action::Month => self.let_a_month_go_by(),
            Action::Wrong(fault) => self.go_wrong(fault, place, chance),
        }
    }

    /// What follows from a step, and what must hold after each.
    pub(super) fn after(&mut self, browser: usize) -> Result<(), String> {
        self.observe(browser)?;
        self.take_noted(browser);
        if let Some(wrong) = self.internet.wrong() {
            return Err(wrong);
        }
        if self.browsers[browser].storage.is_dead.get() {
            self.note(format!("    browser {browser} is dead and opened again"));
            self.watch.hit(Fault::Killed, browser, |_| true);
            self.reopen(browser, &mut Chance::new(0))?;
        }
        self.check_places(browser)?;
        self.close_steps(browser);
        let storage = &self.browsers[browser].storage;
        let dies_soon = storage.writes_left.get().is_some();
        // What one tab has overwritten is only in the memory of another until there is room for both. That one says so, and
        // whoever closes it loses it.
        let is_full = storage.quota.get().is_some();
        if dies_soon || is_full || !self.faults.contains(&Fault::StaleTab) {
            self.browsers[browser].catch_up();
        }
        Ok(())
    }

    /// What came of steps is where it should be.
    fn close_steps(&mut self, browser: usize) {
        let of_browser = &self.browsers[browser];
        let is_leaving = of_browser.notes.is_anyone_leaving();
        self.watch.close(browser, |subject| match subject {
            Subject::Record(name) => !of_browser.storage.has_unsynced(&key(name)),
            Subject::Job(tab) => of_browser.tabs[*tab].jobs.is_empty(),
            Subject::Leaving => !is_leaving,
            Subject::Session => false,
        });
    }

    pub(super) fn owner(&self, browser: usize, user_id: &str) -> Owner {
        self.operator
            .person(user_id)
            .map_or(Owner::Browser(browser), Owner::Person)
    }

    pub(super) fn user(&self, (browser, tab): Place) -> Owner {
        let user = self.tab(browser, tab).client.auth().user();
        self.owner(browser, user.id.as_str())
    }
}
