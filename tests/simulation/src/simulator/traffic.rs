//! Syncs and requests that are under way.

use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use super::chance::Chance;
use super::faults::Fault;
use super::run::Run;
use super::wire::Fates;

impl Run {
    pub(super) fn start_sync(
        &mut self,
        place: (usize, usize),
        chance: &mut Chance,
    ) -> Result<Option<String>, String> {
        let browser = &mut self.browsers[place.0];
        let is_locked =
            browser.setup.has_locks && browser.tabs.iter().any(|tab| tab.sync.is_some());
        let tab = &mut browser.tabs[place.1];
        let auth = tab.client.auth();
        let has_reason = !auth.user().is_anonymous || auth.is_logout_pending();
        if is_locked || tab.sync.is_some() || !has_reason {
            return Ok(None);
        }
        let is_network = |fault: &&Fault| Fault::OF_NETWORK.contains(fault);
        tab.wire.set_fates(Some(Fates {
            chance: chance.clone(),
            faults: self.faults.iter().filter(is_network).copied().collect(),
        }));
        let client = tab.client.clone();
        tab.sync = Some(Box::pin(async move { client.auth().sync_to_cloud().await }));
        self.poll(place);
        Ok(Some(String::new()))
    }

    /// Lets a sync go on as far as it can.
    pub(super) fn poll(&mut self, place: (usize, usize)) {
        let tab = &mut self.browsers[place.0].tabs[place.1];
        let Some(sync) = &mut tab.sync else {
            return;
        };
        if let Poll::Ready(result) = sync.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            tab.sync = None;
            tab.wire.set_fates(None);
            self.note(format!(
                "    browser {} tab {} ends its sync: {result:?}",
                place.0, place.1
            ));
        }
    }

    /// Something moves on that is under way, in this tab or the next where anything is.
    pub(super) fn move_network(
        &mut self,
        place: (usize, usize),
        chance: &mut Chance,
    ) -> Result<Option<String>, String> {
        let tabs: Vec<(usize, usize)> = self
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
                wire.advance(index);
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
        self.poll(place);
        // It may have been another browser's.
        self.after(place.0)?;
        Ok(Some(format!(
            "(browser {} tab {}) {what}",
            place.0, place.1
        )))
    }

    pub(super) fn deliver_late(&mut self, chance: &mut Chance) -> Option<String> {
        let late = self.internet.late();
        if late == 0 {
            return None;
        }
        self.internet.deliver_late(chance.below(late));
        Some(String::new())
    }
}
