//! Signing in and out, pausing, and syncing.

use std::rc::Rc;

use client_core::AnonymousData;
use pollster::block_on;

use super::chance::Chance;
use super::faults::Fault;
use super::operator::EMAILS;
use super::oracle::Owner;
use super::run::Run;
use super::words::refused;

impl Run {
    pub(super) fn sign_in(
        &mut self,
        place: (usize, usize),
        chance: &mut Chance,
    ) -> Result<Option<String>, String> {
        let people = self.browsers[place.0].setup.people.clone();
        let person = *chance.pick(&people).expect("somebody uses every browser");
        let data = if chance.once_in(5) {
            AnonymousData::KeepHere
        } else {
            AnonymousData::Add
        };
        let is_same = self.user(place) == Owner::Person(person);
        if is_same && !chance.once_in(4) {
            return Ok(None);
        }
        let answer_lost = self.faults.contains(&Fault::AnswerLost) && chance.once_in(4);
        self.sign_in_as(place, person, data, answer_lost)?;
        Ok(Some(format!("as person {person} ({data:?})")))
    }

    pub(super) fn sign_in_as(
        &mut self,
        place: (usize, usize),
        person: usize,
        data: AnonymousData,
        answer_lost: bool,
    ) -> Result<(), String> {
        self.browsers[place.0].catch_up();
        self.observe(place.0, None, false)?;
        let tab = self.tab(place.0, place.1);
        let auth = tab.client.auth().clone();
        let world = Rc::clone(&self.world);
        let result = tab.wire.at_once(|| {
            block_on(auth.request_magic_link(EMAILS[person]))?;
            let token = world.mailed_token();
            if answer_lost {
                tab.wire.lose_next_answer();
                // The link is opened once more.
                let _ = block_on(auth.login(&token, data));
            }
            block_on(auth.login(&token, data))
        });
        if result.is_err() {
            // The store refused in the middle, as it does in a browser that is killed or full. What was written down is
            // completed at the next start.
            self.reopen(place.0, &mut Chance::new(0))?;
        }
        self.browsers[place.0].catch_up();
        self.observe(place.0, None, true)
    }

    pub(super) fn sign_out(
        &mut self,
        place: (usize, usize),
        chance: &mut Chance,
        is_online: bool,
    ) -> Result<Option<String>, String> {
        self.browsers[place.0].come_to_rest().map_err(refused)?;
        let tab = self.tab(place.0, place.1);
        let unsynced = tab.journal().unsynced_count();
        let discards = chance.once_in(3);
        if tab.client.auth().user().is_anonymous || (unsynced > 0 && !discards) {
            return Ok(None);
        }
        self.observe(place.0, None, false)?;
        let tab = self.tab(place.0, place.1);
        let auth = tab.client.auth().clone();
        tab.wire.set_online(is_online);
        let result = tab.wire.at_once(|| block_on(auth.logout()));
        tab.wire.set_online(true);
        // The other tabs are told of it before anybody does anything in them.
        self.browsers[place.0].come_to_rest().map_err(refused)?;
        self.observe(place.0, None, true)?;
        if result.is_err() {
            self.reopen(place.0, chance)?;
        }
        if unsynced > 0 {
            self.lose()?;
        }
        Ok(Some(format!(
            "with {unsynced} changes that are not backed up"
        )))
    }

    /// Somebody pauses the backup, or resumes it. While it is paused the account stays as it is.
    pub(super) fn set_cloud_storage(
        &mut self,
        place: (usize, usize),
        enabled: bool,
    ) -> Result<Option<String>, String> {
        let Owner::Person(person) = self.user(place) else {
            return Ok(None);
        };
        let tab = self.tab(place.0, place.1);
        let auth = tab.client.auth().clone();
        if auth.user().has_cloud_storage == enabled {
            return Ok(None);
        }
        let result = tab
            .wire
            .at_once(|| block_on(auth.set_cloud_storage(enabled)));
        if result.is_ok() {
            let now = self.operator.look(&self.world, person)?;
            if enabled {
                let before = self.paused[person].take();
                if before.is_some_and(|before| before != now) {
                    return Err(format!(
                        "the account of person {person} changed while it was paused"
                    ));
                }
            } else {
                self.paused[person] = Some(now);
            }
        }
        Ok(Some(format!("for person {person}: {result:?}")))
    }

    pub(super) fn end_sessions(&mut self, place: (usize, usize)) -> Option<String> {
        let Owner::Person(person) = self.user(place) else {
            return None;
        };
        self.operator.end_sessions(&self.world, person);
        Some(format!("of person {person} everywhere"))
    }
}
