//! What is under way: jobs that wait for answers, and requests that nobody waits for any more.

use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use super::browser::{Ended, Job, Place};
use super::chance::Chance;
use super::coverage::Subject;
use super::faults::Fault;
use super::run::Run;
use super::steps::Action;
use super::wire::{BATCHES, Fates, Wire};

/// What lets a tab go on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Comes {
    FromHere,
    FromNetwork,
}

impl Run {
    /// Begins something, and lets it go on as far as it can.
    pub(super) fn start(
        &mut self,
        place: Place,
        chance: &Chance,
        mut job: Job,
    ) -> Result<(), String> {
        let subject = match job.action {
            Action::SignOut | Action::SignOutOffline => Subject::Leaving,
            _ => Subject::Job(place.1),
        };
        self.begin(job.action, place.0, subject);
        let is_network = |fault: &&Fault| Fault::OF_NETWORK.contains(fault);
        let faults = self.faults.iter().filter(is_network).copied().collect();
        let tab = &mut self.browsers[place.0].tabs[place.1];
        tab.wire.set_fates(Some(Fates {
            chance: chance.clone(),
            faults,
        }));
        job.is_paused = tab.is_paused();
        if job.is_paused {
            tab.wire
                .note_paused(tab.client.auth().user().id.to_string());
        }
        tab.jobs.push(job);
        self.poll(place, Comes::FromHere)
    }

    pub(super) fn start_sync(
        &mut self,
        place: Place,
        chance: &Chance,
        action: Action,
    ) -> Result<Option<String>, String> {
        if !self.may_sync(place) {
            return Ok(None);
        }
        let client = self.tab(place.0, place.1).client.clone();
        self.start(
            place,
            chance,
            Job::new(action, async move {
                match client.auth().sync_to_cloud().await {
                    Ok(()) => Ended::Done,
                    Err(error) => Ended::Failed(format!("{error:?}")),
                }
            }),
        )?;
        Ok(Some(String::new()))
    }

    /// Whether a tab has a reason to sync, and none is at it that keeps it from doing so.
    pub(super) fn may_sync(&self, (browser, tab): Place) -> bool {
        let browser = &self.browsers[browser];
        let syncs = |tab: &super::browser::Tab| tab.jobs.iter().any(|job| job.action.is_sync());
        let is_locked = browser.setup.has_locks && browser.tabs.iter().any(syncs);
        let tab = &browser.tabs[tab];
        let auth = tab.client.auth();
        let has_reason = !auth.user().is_anonymous || auth.is_logout_pending();
        has_reason && !is_locked && !syncs(tab)
    }

    /// Lets everything in a tab go on as far as it can.
    fn poll(&mut self, place: Place, comes: Comes) -> Result<(), String> {
        let mut index = 0;
        while index < self.tab(place.0, place.1).jobs.len() {
            self.observe(place.0)?;
            let tabs = &self.browsers[place.0].tabs;
            let is_behind = tabs.iter().any(|tab| tab.store.is_behind());
            if !tabs[place.1].jobs[index].action.is_sync() {
                // What others wrote reaches a tab sooner than an answer does that comes over the network.
                self.rest(place.0)?;
            } else if comes == Comes::FromNetwork {
                // The store is nearer than a server: by then this tab sees what was in it before, though it was not told.
                tabs[place.1].store.catch_up(usize::MAX);
            }
            if is_behind {
                self.watch.hit(Fault::StaleTab, place.0, |it| {
                    matches!(it, Subject::Leaving | Subject::Session)
                        || *it == Subject::Job(place.1)
                });
            }
            let tab = &mut self.browsers[place.0].tabs[place.1];
            let job = &mut tab.jobs[index];
            self.may_move = job.may_move;
            tab.wire.take_asked();
            let polled = job
                .task
                .as_mut()
                .poll(&mut Context::from_waker(Waker::noop()));
            let action = job.action;
            let asked = tab.wire.take_asked();
            let user = tab.client.auth().user();
            job.is_paused &= !user.is_anonymous && !user.has_cloud_storage;
            let is_asking = job.is_paused && action.is_sync() && asked > 0;
            if is_asking && tab.wire.is_paused_for(user.id.as_str()) {
                return Err(format!(
                    "browser {} asks for the journal while the backup is paused",
                    place.0
                ));
            }
            if polled.is_ready() {
                drop(tab.jobs.remove(index));
                if tab.jobs.is_empty() {
                    tab.wire.set_fates(None);
                }
            } else {
                index += 1;
            }
            let seen = self.observe(place.0);
            self.may_move = false;
            seen?;
            if let Poll::Ready(ended) = polled {
                self.end(place, action, &ended)?;
            }
        }
        Ok(())
    }

    fn end(&mut self, place: Place, action: Action, ended: &Ended) -> Result<(), String> {
        self.note(format!(
            "    browser {} tab {} ends its {}: {ended}",
            place.0,
            place.1,
            action.name()
        ));
        match (action, ended) {
            (Action::SignIn, Ended::Done) => {
                self.watch
                    .close(place.0, |subject| *subject == Subject::Session);
            }
            // While the backup is paused, nothing is asked.
            (Action::Sync | Action::PageOlder, Ended::Done)
                if self
                    .tab(place.0, place.1)
                    .client
                    .auth()
                    .user()
                    .has_cloud_storage =>
            {
                let browser = &mut self.browsers[place.0];
                let is_asking = browser.tabs.iter().any(|tab| !tab.jobs.is_empty());
                if browser.notes.has_asked_since_restore(is_asking) {
                    self.watch.has_asked(place.0);
                }
            }
            (Action::CheckBackup, Ended::Checked(checked)) => self.check_answer(place, checked)?,
            (action, Ended::Refused) => {
                if action == Action::SignIn {
                    // The server may have a session that this browser does not know of.
                    self.browsers[place.0].notes.forget_left();
                }
                self.reopen(place.0, &mut Chance::new(0))?;
            }
            _ => {}
        }
        if action.is_sync() {
            return Ok(());
        }
        // Who is signed in is a matter of people: every tab hears of it before anybody does anything in there.
        self.rest(place.0)
    }

    /// Something moves on that is under way, in this tab or the next where anything is.
    pub(super) fn move_network(
        &mut self,
        place: Place,
        chance: &mut Chance,
    ) -> Result<Option<String>, String> {
        let tabs: Vec<Place> = self
            .browsers
            .iter()
            .enumerate()
            .flat_map(|(index, browser)| (0..browser.tabs.len()).map(move |tab| (index, tab)))
            .filter(|(browser, tab)| self.tab(*browser, *tab).wire.in_flight() > 0)
            .collect();
        let place = match tabs.contains(&place) {
            true => place,
            false => match chance.pick(&tabs) {
                Some(place) => *place,
                None => return Ok(None),
            },
        };
        let wire = Rc::clone(&self.tab(place.0, place.1).wire);
        let index = chance.below(wire.in_flight());
        let network: Vec<Fault> = Fault::OF_NETWORK
            .into_iter()
            .filter(|fault| self.faults.contains(fault))
            .collect();
        let what = match (chance.below(20), chance.pick(&network)) {
            (0..8, _) => {
                wire.advance(index, 1 + chance.below(BATCHES));
                "the server goes on"
            }
            (8..12, Some(fault)) => {
                wire.go_wrong(index, *fault);
                fault.name()
            }
            _ => {
                wire.answer(index);
                "gets an answer"
            }
        };
        self.poll(place, Comes::FromNetwork)?;
        // It may have been another browser's.
        self.after(place.0)?;
        Ok(Some(format!(
            "(browser {} tab {}) {what}",
            place.0, place.1
        )))
    }

    /// Something goes wrong with a request of this tab.
    pub(super) fn lose_request(
        &mut self,
        fault: Fault,
        place: Place,
        chance: &mut Chance,
    ) -> Result<Option<String>, String> {
        let wire = Rc::clone(&self.tab(place.0, place.1).wire);
        if wire.in_flight() == 0 {
            return Ok(None);
        }
        wire.go_wrong(chance.below(wire.in_flight()), fault);
        self.poll(place, Comes::FromNetwork)?;
        Ok(Some(String::new()))
    }

    /// What is under way in a tab goes on to its end, or until a request is of this kind.
    pub(super) fn go_on_until(
        &mut self,
        place: Place,
        is_it: impl Fn(&Wire, usize) -> bool,
    ) -> Result<Option<String>, String> {
        let wire = Rc::clone(&self.tab(place.0, place.1).wire);
        let mut answered = 0;
        while wire.in_flight() > 0 && !is_it(&wire, 0) {
            wire.answer(0);
            self.poll(place, Comes::FromNetwork)?;
            answered += 1;
        }
        Ok((answered > 0).then(|| format!("after {answered} answers")))
    }

    /// Everything that is under way comes to its end: no request takes a month.
    pub(super) fn come_to_an_end(&mut self) -> Result<(), String> {
        for browser in 0..self.browsers.len() {
            for tab in 0..self.browsers[browser].tabs.len() {
                let wire = Rc::clone(&self.tab(browser, tab).wire);
                while wire.in_flight() > 0 {
                    wire.answer(0);
                    self.poll((browser, tab), Comes::FromNetwork)?;
                }
            }
            self.after(browser)?;
        }
        while self.internet.late() > 0 {
            self.internet.deliver_late(0);
        }
        Ok(())
    }

    pub(super) fn deliver_late(&mut self, chance: &mut Chance) -> Option<String> {
        let late = self.internet.late();
        if late == 0 {
            return None;
        }
        self.internet.deliver_late(chance.below(late));
        Some(String::new())
    }

    /// Tells the watch what went wrong with the requests of a browser.
    pub(super) fn take_noted(&mut self, browser: usize) {
        for tab in 0..self.browsers[browser].tabs.len() {
            for noted in self.tab(browser, tab).wire.take_noted() {
                self.watch
                    .hit(noted.fault, browser, |subject| match subject {
                        Subject::Record((_, id)) => noted.body.contains(id.as_str()),
                        Subject::Job(of) => *of == tab,
                        Subject::Leaving | Subject::Session => true,
                    });
            }
        }
    }
}
