//! The example: a journal to look at and to try things out in. It belongs to a user of its own and takes the place of an
//! empty journal for a while. Nothing of it ever becomes anybody's: it is left before anybody signs in.

use super::AuthContext;
use crate::journal::{AnyRecord, SaveError};
use crate::ownership;
use crate::platform::StoreError;
use crate::preference_store;
use crate::user::{LocalUser, example_id, new_anonymous_id};

impl AuthContext {
    /// Whether the example can take the place of the journal: nobody is signed in, and there is nothing that it would hide.
    pub fn can_show_example(&self) -> bool {
        let user = self.user();
        let hides_nothing = user.anonymous_id.is_none() && self.anonymous_summary().is_empty();
        user.is_anonymous && !user.is_example() && hides_nothing
    }

    /// Shows these records as the example, if it can be shown, in the language and with the other preferences of whose place
    /// it takes. What is changed of them there is the example's.
    ///
    /// # Errors
    /// When the browser does not store them. Then nothing of the example is left.
    pub fn show_example(&self, records: Vec<AnyRecord>) -> Result<(), SaveError> {
        self.user_stored_elsewhere()?;
        if !self.can_show_example() {
            return Ok(());
        }
        // A tab that had not heard of its removal may have written something for an earlier one.
        let (platform, own) = (&self.inner.platform, self.user().id);
        ownership::remove_journal(platform, &example_id())?;
        let shown = preference_store::copy(platform, &own, &example_id())
            .and_then(|()| self.change_user(LocalUser::example(own)));
        if shown.is_err() {
            ownership::remove_journal(platform, &example_id())?;
        }
        shown?;
        let journal = &self.inner.journal;
        let saved = records
            .into_iter()
            .try_for_each(|record| journal.save_any(record));
        if saved.is_err() {
            self.leave_example()?;
        }
        saved
    }

    /// Removes the example with all that was written in it, and shows the journal whose place it took.
    ///
    /// # Errors
    /// When the browser does not store it. What is left of the example can be removed again.
    pub fn leave_example(&self) -> Result<(), StoreError> {
        self.user_stored_elsewhere()?;
        let user = self.user();
        if !user.is_example() {
            return Ok(());
        }
        let platform = &self.inner.platform;
        ownership::remove_journal(platform, &user.id)?;
        let own = match user.anonymous_id {
            Some(id) => id,
            None => new_anonymous_id(platform),
        };
        self.change_user(LocalUser::anonymous(own))
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use serde_json::json;
    use shared_model::{LogbookEntry, Preferences, Theme, UserId};

    use super::*;
    use crate::test_support::{NoServer, TestDevice, entry};
    use crate::{
        AnonymousData, BackupState, Client, Event, LocalBoxFuture, LocalStore as _, Server,
        ServerAnswer, ServerFailure, keys,
    };

    /// What the example's records are recognised by, wherever they turn up.
    const NOTES: &str = "Only an example.";

    fn example() -> Vec<AnyRecord> {
        let entries = ["example-1", "example-2"].map(|id| LogbookEntry {
            notes: Some(NOTES.into()),
            ..entry(id)
        });
        entries.map(AnyRecord::Entry).into()
    }

    fn open(device: &TestDevice) -> Client {
        Client::open(device.platform.clone()).expect("opens")
    }

    fn device() -> TestDevice {
        TestDevice::new(1, Rc::new(NoServer))
    }

    fn is_gone(device: &TestDevice) -> bool {
        let values = device.store.values();
        let is_of_it = |(key, value): (&String, &String)| {
            value.contains(NOTES) || value.contains("\"example\"") || key.contains(":example")
        };
        !values.iter().any(is_of_it)
    }

    #[test]
    fn the_example_takes_the_place_of_an_empty_journal_and_is_removed_whole() {
        let device = device();
        let client = open(&device);
        let before = client.auth().user();
        client.auth().show_example(example()).expect("fits");
        assert!(client.auth().user().is_example());
        assert_eq!(client.journal().count::<LogbookEntry>(), 2);
        assert_eq!(client.auth().backup(), BackupState::Example);

        client.journal().save(entry("tried-out")).expect("fits");
        let timer = keys::timer(&client.auth().user().id);
        device.store.set(&timer, "{}").expect("fits");
        let reopened = open(&device);
        assert!(reopened.auth().user().is_example(), "a reload keeps it");
        assert_eq!(reopened.journal().count::<LogbookEntry>(), 3);

        reopened.auth().leave_example().expect("removes");
        assert_eq!(reopened.auth().user(), before);
        assert_eq!(reopened.journal().count::<LogbookEntry>(), 0);
        assert!(is_gone(&device));
        assert_eq!(device.store.values().len(), 1, "only the user is left");
    }

    #[test]
    fn the_example_hides_nothing_that_somebody_wrote() {
        let device = device();
        let client = open(&device);
        client.journal().save(entry("mine")).expect("fits");
        assert!(!client.auth().can_show_example());
        client.auth().show_example(example()).expect("does nothing");
        assert_eq!(client.journal().count::<LogbookEntry>(), 1);
        assert!(is_gone(&device));
    }

    #[test]
    fn the_example_is_shown_in_the_preferences_of_whose_place_it_takes_and_keeps_its_own() {
        let device = device();
        let client = open(&device);
        let dark = Preferences {
            theme: Theme::Dark,
            language: Some("de".into()),
            daily_goal_minutes: 45,
            ..Preferences::default()
        };
        let chosen = client
            .auth()
            .change_preferences(|preferences| *preferences = dark.clone());
        chosen.expect("fits");
        // When the screens hear of it, they are there.
        let shown = Rc::new(RefCell::new(Vec::new()));
        let _subscription = client.events().subscribe({
            let (client, shown) = (client.clone(), Rc::clone(&shown));
            move |event| {
                if event == Event::UserChanged {
                    shown.borrow_mut().push(client.auth().preferences());
                }
            }
        });
        client.auth().show_example(example()).expect("fits");
        assert_eq!(*shown.borrow(), std::slice::from_ref(&dark));
        let changed = client
            .auth()
            .change_preferences(|preferences| preferences.theme = Theme::Light);
        changed.expect("fits");
        client.auth().leave_example().expect("removes");
        assert_eq!(client.auth().preferences(), dark);
        assert!(is_gone(&device));
    }

    #[test]
    fn an_example_that_does_not_fit_leaves_nothing() {
        let device = device();
        let client = open(&device);
        device
            .store
            .quota_chars
            .set(device.store.used_chars() + 700);
        let saved = client.auth().show_example(example());
        assert_eq!(saved, Err(SaveError::Store(StoreError::Full)));
        assert!(!client.auth().user().is_example());
        assert!(is_gone(&device));
    }

    #[test]
    fn a_user_who_is_lost_during_the_example_gets_a_journal_without_it() {
        let device = device();
        open(&device).auth().show_example(example()).expect("fits");
        device.store.remove(keys::USER).expect("removes");
        let client = open(&device);
        assert!(!client.auth().user().is_example());
        assert_eq!(client.journal().count::<LogbookEntry>(), 0);
        assert!(is_gone(&device));
    }

    #[test]
    fn arrays_of_the_first_mirubato_do_not_become_part_of_the_example() {
        let device = device();
        open(&device).auth().show_example(example()).expect("fits");
        let old = json!([{ "id": "old", "timestamp": "2024-01-15T10:30:00Z", "duration": 600 }]);
        let key = keys::array(shared_model::Collection::LogbookEntries);
        device.store.set(&key, &old.to_string()).expect("fits");
        let client = open(&device);
        assert_eq!(client.journal().count::<LogbookEntry>(), 2);
        client.auth().leave_example().expect("removes");
        assert!(
            client
                .journal()
                .get::<LogbookEntry>(&"old".into())
                .is_some()
        );
    }

    #[test]
    fn a_tab_that_has_not_heard_of_a_sign_in_does_not_undo_it_by_leaving() {
        let device = device();
        let (here, there) = (open(&device), open(&device));
        here.auth().show_example(example()).expect("fits");
        there
            .storage_changed(Some(&[keys::USER.to_owned()]))
            .expect("reads");
        assert!(there.auth().user().is_example());
        here.auth().leave_example().expect("removes");
        here.journal().save(entry("mine")).expect("fits");
        there.auth().leave_example().expect("does nothing");
        assert_eq!(there.journal().count::<LogbookEntry>(), 1);
    }

    /// An account that signs anybody in and takes everything; it remembers what it was sent.
    #[derive(Default)]
    struct Account(RefCell<Vec<String>>);

    impl Server for Account {
        fn post(&self, body: String) -> LocalBoxFuture<'_, Result<ServerAnswer, ServerFailure>> {
            let data = json!({ "verifyMagicLink": {
                "id": "5f0c2b9e71d84a36", "email": "anna@example.org", "hasCloudStorage": true,
            } });
            let answer = match body.contains("verifyMagicLink") {
                true => Ok(ServerAnswer {
                    status: 200,
                    body: json!({ "data": data }).to_string(),
                }),
                false => Err(ServerFailure),
            };
            self.0.borrow_mut().push(body);
            Box::pin(async { answer })
        }
    }

    #[test]
    fn nothing_of_the_example_is_taken_into_an_account_or_sent_to_one() {
        for data in [AnonymousData::Add, AnonymousData::KeepHere] {
            let account = Rc::new(Account::default());
            let device = TestDevice::new(1, Rc::clone(&account) as _);
            let client = open(&device);
            client.auth().show_example(example()).expect("fits");
            client.journal().save(entry("tried-out")).expect("fits");
            assert!(client.auth().anonymous_summary().is_empty());
            assert!(!client.auth().has_changes_to_send());
            pollster::block_on(client.auth().sync_to_cloud()).expect("nothing is sent");
            assert_eq!(account.0.borrow().len(), 0);

            pollster::block_on(client.auth().login("token", data)).expect("signs in");
            assert_eq!(client.auth().user().id, UserId::from("5f0c2b9e71d84a36"));
            assert_eq!(client.journal().unsynced_count(), 0);
            assert!(is_gone(&device), "{data:?}");
            let _ = pollster::block_on(client.auth().sync_to_cloud());
            let sent = account.0.borrow();
            assert!(
                !sent
                    .iter()
                    .any(|body| body.contains(NOTES) || body.contains("tried-out"))
            );
        }
    }
}
