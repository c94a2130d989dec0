//! Signing in and out, pausing and resuming the backup, and checking it: what somebody asks of the account, which goes on
//! while other things happen.

use std::collections::BTreeMap;
use std::rc::Rc;

use client_core::{AnonymousData, ApiError, AuthContext, BackupState};
use pollster::block_on;
use serde_json::Value;

use super::browser::{Ended, Job, Place, Tab, content_of};
use super::chance::Chance;
use super::coverage::Subject;
use super::operator::EMAILS;
use super::oracle::{Name, Owner, text};
use super::run::Run;
use super::steps::Action;
use super::wire::Internet;
use super::words::about;

impl Run {
    pub(super) fn sign_in(
        &mut self,
        place: Place,
        chance: &mut Chance,
    ) -> Result<Option<String>, String> {
        let people = self.browsers[place.0].setup.people.clone();
        let person = *chance.pick(&people).expect("somebody uses every browser");
        if self.operator.is_gone(person) {
            return Ok(None);
        }
        let data = if chance.once_in(5) {
            AnonymousData::KeepHere
        } else {
            AnonymousData::Add
        };
        let is_same = self.user(place) == Owner::Person(person);
        let backup = self.tab(place.0, place.1).client.auth().backup();
        let is_told_to = matches!(backup, BackupState::SignInAgain { .. });
        if self.is_asking(place) || (is_same && !is_told_to && !chance.once_in(4)) {
            return Ok(None);
        }
        // Until somebody has found the mail, every tab has been told of what was written before.
        self.rest(place.0)?;
        let auth = self.tab(place.0, place.1).client.auth().clone();
        let internet = Rc::clone(&self.internet);
        self.start(
            place,
            chance,
            Job {
                may_move: data == AnonymousData::Add,
                ..Job::new(Action::SignIn, async move {
                    match sign_in(&auth, &internet, person, data).await {
                        Ok(()) => Ended::Done,
                        // The store refused in the middle. What was written down is completed at the next start.
                        Err(ApiError::Store(_)) => Ended::Refused,
                        Err(error) => Ended::Failed(error.to_string()),
                    }
                })
            },
        )?;
        Ok(Some(format!("as person {person} ({data:?})")))
    }

    /// Somebody signs in while nothing goes wrong, and keeps apart what is not the account's.
    pub(super) fn sign_in_in_peace(&mut self, place: Place, person: usize) -> Result<(), String> {
        self.rest(place.0)?;
        let tab = self.tab(place.0, place.1);
        let auth = tab.client.auth().clone();
        let internet = &self.internet;
        let signing_in = sign_in(&auth, internet, person, AnonymousData::KeepHere);
        let result = tab.wire.at_once(|| block_on(signing_in));
        result.map_err(|error| {
            format!(
                "browser {} does not sign in in peace as {}: {error:?}",
                place.0, EMAILS[person]
            )
        })?;
        self.rest(place.0)
    }

    pub(super) fn sign_out(
        &mut self,
        place: Place,
        chance: &mut Chance,
        action: Action,
    ) -> Result<Option<String>, String> {
        if self.is_asking(place) {
            return Ok(None);
        }
        // Until somebody has read what signing out does, every tab has been told of what was written before.
        self.rest(place.0)?;
        let tab = self.tab(place.0, place.1);
        let unsynced = tab.journal().unsynced_count();
        let discards = chance.once_in(3);
        if tab.client.auth().user().is_anonymous || (unsynced > 0 && !discards) {
            return Ok(None);
        }
        let auth = tab.client.auth().clone();
        let wire = Rc::clone(&tab.wire);
        wire.set_online(action != Action::SignOutOffline);
        self.start(
            place,
            chance,
            Job::new(action, async move {
                match auth.logout().await {
                    Ok(_) => Ended::Done,
                    Err(_) => Ended::Refused,
                }
            }),
        )?;
        wire.set_online(true);
        self.rest(place.0)?;
        Ok(Some(format!(
            "with {unsynced} changes that are not backed up"
        )))
    }

    /// Somebody pauses the backup, or resumes it.
    pub(super) fn set_cloud_storage(
        &mut self,
        place: Place,
        chance: &mut Chance,
        enabled: bool,
    ) -> Result<Option<String>, String> {
        let auth = self.tab(place.0, place.1).client.auth().clone();
        let user = auth.user();
        if user.is_anonymous || user.has_cloud_storage == enabled || self.is_asking(place) {
            return Ok(None);
        }
        let action = if enabled {
            Action::Resume
        } else {
            Action::Pause
        };
        self.start(
            place,
            chance,
            Job::new(action, async move {
                match auth.set_cloud_storage(enabled).await {
                    Ok(()) => Ended::Done,
                    Err(error) => Ended::Failed(error.to_string()),
                }
            }),
        )?;
        Ok(Some(String::new()))
    }

    pub(super) fn check_backup(
        &mut self,
        place: Place,
        chance: &mut Chance,
    ) -> Result<Option<String>, String> {
        let auth = self.tab(place.0, place.1).client.auth().clone();
        let user = auth.user();
        if user.is_anonymous || !user.has_cloud_storage || !self.may_sync(place) {
            return Ok(None);
        }
        self.start(
            place,
            chance,
            Job::new(Action::CheckBackup, async move {
                match auth.check_backup().await {
                    Ok(checked) => Ended::Checked(checked),
                    Err(error) => Ended::Failed(error.to_string()),
                }
            }),
        )?;
        Ok(Some(String::new()))
    }

    pub(super) fn end_sessions(&mut self, place: Place) -> Option<String> {
        let Owner::Person(person) = self.user(place) else {
            return None;
        };
        self.operator.end_sessions(&self.world, person);
        self.note_ended_sessions(person);
        Some(format!("of person {person} everywhere"))
    }

    /// A person's sessions have ended, in every browser where they are signed in.
    pub(super) fn note_ended_sessions(&mut self, person: usize) {
        for browser in 0..self.browsers.len() {
            if self.user((browser, 0)) == Owner::Person(person) {
                self.begin(Action::SessionEnds, browser, Subject::Session);
            }
        }
    }

    /// Somebody deletes their account. Their devices hear of it when they next ask.
    pub(super) fn delete_account(&mut self, place: Place) -> Result<Option<String>, String> {
        let Owner::Person(person) = self.user(place) else {
            return Ok(None);
        };
        let mut browsers = self.browsers.iter();
        // Who is just signing in would get a new account.
        let signs_in = |tab: &Tab| tab.jobs.iter().any(|job| job.action == Action::SignIn);
        if self.operator.is_gone(person)
            || browsers.any(|browser| browser.tabs.iter().any(signs_in))
        {
            return Ok(None);
        }
        self.operator.delete_account(person)?;
        self.oracle.account_deleted(Owner::Person(person));
        self.check_nothing_left(person)?;
        // A server that is restored would hold it again.
        self.backup = None;
        Ok(Some(format!("of person {person}")))
    }

    /// The server holds nothing of somebody whose account was deleted.
    pub(super) fn check_nothing_left(&self, person: usize) -> Result<(), String> {
        match self.operator.rows(&self.world, person) {
            0 => Ok(()),
            rows => Err(format!(
                "the server holds {rows} rows of person {person}, whose account was deleted"
            )),
        }
    }

    /// Somebody who was told that their account is gone keeps the journal in this browser, and all of it.
    pub(super) fn keep_journal(&mut self, place: Place) -> Result<Option<String>, String> {
        let auth = self.tab(place.0, place.1).client.auth().clone();
        let is_told = || matches!(auth.backup(), BackupState::AccountDeleted);
        if !is_told() {
            return Ok(None);
        }
        self.rest(place.0)?;
        let Owner::Person(person) = self.user(place) else {
            return Ok(None);
        };
        let journal = |run: &Self, is_theirs: &dyn Fn(Owner) -> bool| -> BTreeMap<Name, Value> {
            let records = run.browsers[place.0].records().into_iter();
            let theirs = records.filter(|(_, _, value)| {
                let user = text(value, "userId").unwrap_or_default();
                value.get("deletedAt").is_none() && is_theirs(run.owner(place.0, user))
            });
            theirs.map(|(name, _, value)| (name, value)).collect()
        };
        let before = journal(self, &|owner| owner == Owner::Person(person));
        self.may_move = true;
        let kept = auth.keep_on_this_device();
        let seen = self.observe(place.0);
        let what = match kept {
            Ok(()) => "",
            Err(_) => "the store refuses",
        };
        if kept.is_err() {
            // What was written down is completed at the next start.
            self.reopen(place.0, &mut Chance::new(0))?;
        }
        self.may_move = false;
        seen?;
        self.rest(place.0)?;
        if self.user(place) == Owner::Person(person) {
            return Ok(Some(what.to_owned()));
        }
        let after = journal(self, &|owner| owner == Owner::Browser(place.0));
        for (name, record) in &before {
            let record = content_of(name.0, record);
            let is_kept = after
                .get(name)
                .is_some_and(|kept| content_of(name.0, kept) == record);
            if !is_kept {
                let wrong = about(name, "was not kept when the account was gone");
                return Err(self.history(name, &wrong));
            }
            self.oracle.kept(name, place.0, &record);
        }
        Ok(Some(what.to_owned()))
    }

    /// Whether somebody waits in a tab for an answer about the account.
    fn is_asking(&self, (browser, tab): Place) -> bool {
        let jobs = &self.tab(browser, tab).jobs;
        jobs.iter().any(|job| !job.action.is_sync())
    }
}

/// Asks for a link, finds it in the mail, and opens it; once more when there was no answer.
async fn sign_in(
    auth: &AuthContext,
    internet: &Internet,
    person: usize,
    data: AnonymousData,
) -> Result<(), ApiError> {
    let email = EMAILS[person];
    let asked = auth.request_magic_link(email, "en").await;
    let Some(token) = internet.newest_token(email) else {
        return asked;
    };
    match auth.login(&token, data).await {
        Err(ApiError::Unreachable(_)) => auth.login(&token, data).await,
        result => result,
    }
}
