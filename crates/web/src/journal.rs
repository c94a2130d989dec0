//! The journal as signals: what client-core's event bus says becomes something that screens can follow.

use client_core::events::Event;
use client_core::timer::{self, Timer};
use client_core::transfer::{self, Contents, Import, Plan, Refusal, Undo};
use client_core::{
    AnyRecord, AuthContext, BackupState, CheckError, CheckedBackup, Client, ClockOff, Drafts,
    Journal, JournalRecord, LocalUser, Older, Platform, Reach, Rejected, SaveError, StorageUse,
    StoreError, Trashed, drafts, keys,
};
use leptos::leptos_dom::helpers::window_event_listener_untyped;
use leptos::prelude::*;
use leptos::reactive::owner::LocalStorage;
use shared_model::validate::Invalid;
use shared_model::{
    CivilDate, Collection, Goal, LogbookEntry, Piece, PieceRef, PracticeLog, PracticeSession,
    Preferences, RecordId, Repertoire, Sitting, Timestamp, UserId, local_day, sittings,
};

use crate::example::{Texts, example};
use crate::forms::FieldProblem;
use crate::forms::entry_draft::blank_entry;
use crate::forms::kept_draft::{self, KeptDraft, Purpose, Restored};
use crate::logbook::{self, Day};
use crate::platform::storage_events::{on_look, on_other_tabs_write, on_return};
use crate::platform::synchroniser::Synchroniser;

/// A hidden page is still called at least once a minute; after a longer pause it was asleep.
const ASLEEP_SECS: i64 = 150;

/// How many records an import writes before the page goes on: too few to be noticed.
const RECORDS_AT_ONCE: usize = 100;

/// What the browser refused to store, and nothing else on the page tells of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// Somebody asked for it.
    Asked(StoreError),
    /// It was done by itself, and is tried again.
    ByItself(StoreError),
}

/// Everything that the screens know of the journal, its user and its backup. Reading follows: what was read is read
/// again when it changes.
#[derive(Clone, Copy)]
pub(crate) struct JournalContext {
    client: StoredValue<Client, LocalStorage>,
    platform: StoredValue<Platform, LocalStorage>,
    synchroniser: StoredValue<Synchroniser, LocalStorage>,
    changed: [Trigger; Collection::ALL.len()],
    part_changed: Trigger,
    /// Another tab has changed what was typed and not saved.
    drafts_changed: Trigger,
    user: RwSignal<LocalUser>,
    epoch: RwSignal<usize>,
    backup: RwSignal<BackupState>,
    logout_pending: RwSignal<bool>,
    clock_off: RwSignal<Option<ClockOff>>,
    timer: RwSignal<Option<Timer>>,
    refused: RwSignal<Option<Refused>>,
    /// When the account last held everything, as far as this browser has heard.
    synced_at: RwSignal<Option<Timestamp>>,
    /// The present, to the second.
    now: RwSignal<Timestamp>,
    preferences: RwSignal<Preferences>,
    entries: Memo<Vec<LogbookEntry>>,
    sessions: Memo<Vec<PracticeSession>>,
    logs: Memo<Vec<PracticeLog>>,
    days: Memo<Vec<Day>>,
    repertoire: Memo<Repertoire>,
}

impl JournalContext {
    /// Follows the client of this device for as long as the page lives, and starts to sync it.
    pub(crate) fn provide(client: &Client, platform: Platform) -> Self {
        let changed = Collection::ALL.map(|_| Trigger::new());
        let stored = StoredValue::new_local(client.clone());
        let preferences = RwSignal::new(client.auth().preferences());
        let entries = Memo::new(move |_| tracked_list::<LogbookEntry>(stored, &changed));
        let sessions = Memo::new(move |_| tracked_list::<PracticeSession>(stored, &changed));
        let logs = Memo::new(move |_| tracked_list::<PracticeLog>(stored, &changed));
        let context = Self {
            client: stored,
            synchroniser: StoredValue::new_local(Synchroniser::new(client, &platform)),
            platform: StoredValue::new_local(platform),
            changed,
            part_changed: Trigger::new(),
            drafts_changed: Trigger::new(),
            timer: RwSignal::new(None),
            user: RwSignal::new(client.auth().user()),
            epoch: RwSignal::new(0),
            backup: RwSignal::new(client.auth().backup()),
            logout_pending: RwSignal::new(client.auth().is_logout_pending()),
            clock_off: RwSignal::new(None),
            refused: RwSignal::new(None),
            synced_at: RwSignal::new(client.auth().synced_at()),
            now: RwSignal::new(client.journal().now()),
            preferences,
            entries,
            sessions,
            logs,
            days: Memo::new(move |_| {
                let rollover_hour = preferences.with(|preferences| preferences.day_rollover_hour);
                logbook::days(entries.get(), rollover_hour)
            }),
            repertoire: Memo::new(move |_| {
                let records = Repertoire::new(tracked_list::<Piece>(stored, &changed));
                entries.with(|entries| logs.with(|logs| records.with_named(entries, logs)))
            }),
        };
        context.read_timer();
        context.follow(client);
        context.synchroniser.get_value().start();
        provide_context(context);
        context
    }

    fn follow(self, client: &Client) {
        client
            .events()
            .subscribe(move |event| self.hear(event))
            .forget();
        on_other_tabs_write(move |written| self.hear_other_tabs(written));
        on_return(move || self.hear_other_tabs(None));
        for event in ["online", "offline"] {
            let _for_ever =
                window_event_listener_untyped(event, move |_| self.hear(Event::BackupChanged));
        }
        set_interval(move || self.tick(), std::time::Duration::from_secs(1));
        on_look(move || {
            self.tick();
            self.read_timer();
        });
    }

    fn tick(self) {
        let now = self.now();
        let before = self.now.get_untracked();
        self.now.set(now);
        if before.plus_secs(ASLEEP_SECS) < now {
            self.hear_other_tabs(None);
        }
    }

    fn hear_other_tabs(self, written: Option<&[String]>) {
        // What cannot be read now is read again with the next change or reload; nothing is lost by that.
        let _ = self.client.get_value().storage_changed(written);
        let timer = keys::timer(&self.user_id());
        if written.is_none_or(|written| written.contains(&timer)) {
            self.read_timer();
        }
        let synced_at = keys::synced_at(&self.user_id());
        if written.is_none_or(|written| written.contains(&synced_at)) {
            let noted = self.auth().synced_at();
            if self.synced_at.get_untracked() < noted {
                self.synced_at.set(noted);
            }
        }
        let drafts = keys::drafts(&self.user_id());
        if written.is_none_or(|written| written.contains(&drafts)) {
            self.drafts_changed.notify();
        }
        // Where another tab's sync has come to is told by no record.
        self.hear(Event::BackupChanged);
    }

    fn hear(self, event: Event) {
        match event {
            Event::RecordsChanged(collection) => self.changed[collection as usize].notify(),
            Event::UserChanged => {
                let user = self.auth().user();
                if !goes_on(&self.user.get_untracked(), &user) {
                    self.epoch.update(|epoch| *epoch += 1);
                    self.synced_at.set(self.auth().synced_at());
                }
                self.user.set(user);
                self.read_timer();
                self.read_preferences();
                self.changed.iter().for_each(Trigger::notify);
                self.part_changed.notify();
            }
            Event::PreferencesChanged => self.read_preferences(),
            Event::HorizonMoved => self.part_changed.notify(),
            Event::SyncComplete => self.synced_at.set(Some(self.now())),
            Event::BackupChanged => {}
            Event::StorageRefused(error) => self.refused.set(Some(Refused::ByItself(error))),
        }
        let backup = self.auth().backup();
        if self.backup.get_untracked() != backup {
            self.backup.set(backup);
        }
        let is_pending = self.auth().is_logout_pending();
        if self.logout_pending.get_untracked() != is_pending {
            self.logout_pending.set(is_pending);
        }
        let clock_off = self.auth().clock_off();
        if self.clock_off.get_untracked() != clock_off {
            self.clock_off.set(clock_off);
        }
    }

    fn journal(self) -> Journal {
        self.client.with_value(|client| client.journal().clone())
    }

    /// Who the user is, signing in and out.
    pub(crate) fn auth(self) -> AuthContext {
        self.client.with_value(|client| client.auth().clone())
    }

    /// The user of this browser.
    pub(crate) fn user(self) -> LocalUser {
        self.user.get()
    }

    fn user_id(self) -> UserId {
        self.user.with_untracked(|user| user.id.clone())
    }

    /// Whether the journal that is shown is the example, which is nobody's.
    pub(crate) fn is_example(self) -> bool {
        self.user.with(LocalUser::is_example)
    }

    /// Whether the example can take the place of the journal, which is empty then.
    pub(crate) fn can_show_example(self) -> bool {
        self.user.track();
        self.timer.track();
        self.changed.iter().for_each(Track::track);
        self.auth().can_show_example()
    }

    /// Shows the example.
    pub(crate) fn show_example(self, texts: &Texts) -> Result<(), SaveError> {
        let now = self.now();
        let records = example(now, self.utc_offset_minutes(now), texts);
        self.stored(self.auth().show_example(records))
    }

    /// Changes when another journal takes the place of the one that is shown. What was open then, a form or a way to
    /// undo something, was about the journal before, and must not be saved in this one.
    pub(crate) fn epoch(self) -> RwSignal<usize> {
        self.epoch
    }

    /// The address of the account, for signing in to it again; empty when there is none.
    pub(crate) fn known_email(self) -> String {
        self.user
            .with_untracked(|user| user.email.clone())
            .unwrap_or_default()
    }

    /// The state of the backup.
    pub(crate) fn backup(self) -> BackupState {
        self.backup.get()
    }

    /// When the account last held everything, as far as this browser has heard.
    pub(crate) fn synced_at(self) -> Option<Timestamp> {
        self.synced_at.get()
    }

    /// Whether somebody has signed out here of whose session the server still has to hear.
    pub(crate) fn is_logout_pending(self) -> bool {
        self.logout_pending.get()
    }

    /// How far this device's clock is off, as far as the server has told.
    pub(crate) fn clock_off(self) -> Option<ClockOff> {
        self.clock_off.get()
    }

    /// Everything of the journal that is on this device, as a JSON text.
    pub(crate) fn export_json(self) -> String {
        transfer::export_json(&self.journal())
    }

    /// The entries that are on this device, as a table.
    pub(crate) fn export_csv(self) -> String {
        transfer::export_csv(&self.journal())
    }

    /// Reads a file that may be a journal.
    pub(crate) fn read_file(self, text: &str) -> Result<Contents, Refusal> {
        transfer::read(text, &self.journal())
    }

    /// What importing a file would do, followed.
    pub(crate) fn plan_import(self, contents: &Contents) -> Plan {
        self.part_changed.track();
        self.preferences.track();
        self.changed.iter().for_each(Track::track);
        Plan::new(contents, &self.journal())
    }

    /// Imports the next few records.
    pub(crate) fn go_on_importing(self, import: &mut Import) -> Result<(), SaveError> {
        let imported = import.advance(&self.journal(), RECORDS_AT_ONCE);
        self.read_timer();
        self.stored(imported)
    }

    /// Undoes the next few records of an import.
    pub(crate) fn go_on_undoing(self, undo: &mut Undo) -> Result<(), SaveError> {
        let undone = undo.advance(&self.journal(), RECORDS_AT_ONCE);
        self.read_timer();
        self.stored(undone)
    }

    /// Why the browser last refused to store something of which nothing else on the page tells, until it is dismissed.
    pub(crate) fn refused(self) -> RwSignal<Option<Refused>> {
        self.refused
    }

    /// How far back the records go that are shown.
    pub(crate) fn reach(self) -> Reach {
        self.part_changed.track();
        self.journal().reach()
    }

    /// How far back the records go that are kept on this device.
    pub(crate) fn kept_reach(self) -> Reach {
        self.part_changed.track();
        self.journal().kept_reach()
    }

    /// Whether older records than those that are shown have been asked for.
    pub(crate) fn older(self) -> Older {
        self.part_changed.track();
        self.journal().older()
    }

    /// Asks the account for older records than those that are shown.
    pub(crate) fn ask_for_older(self) {
        self.journal().ask_for_older();
        self.request_sync();
    }

    /// How full the browser's storage is.
    pub(crate) fn storage_use(self) -> StorageUse {
        self.part_changed.track();
        self.changed.iter().for_each(Track::track);
        self.journal().storage_use()
    }

    /// How many values could not be read at the start.
    pub(crate) fn damaged(self) -> usize {
        self.changed.iter().for_each(Track::track);
        self.journal().damaged()
    }

    /// Whether records of the first Mirubato wait for room in this browser.
    pub(crate) fn waits_for_room(self) -> bool {
        self.changed.iter().for_each(Track::track);
        self.journal().waits_for_room()
    }

    /// How many records have a change that the account does not hold.
    pub(crate) fn unsynced_count(self) -> usize {
        self.changed.iter().for_each(Track::track);
        self.journal().unsynced_count()
    }

    /// The records that the account does not take as they are.
    pub(crate) fn rejected(self) -> Vec<Rejected> {
        self.changed.iter().for_each(Track::track);
        self.journal().rejected()
    }

    /// What was deleted and can be restored, what was deleted last first.
    pub(crate) fn trash(self) -> Vec<Trashed> {
        self.changed.iter().for_each(Track::track);
        self.journal().trash()
    }

    /// What the account finds wrong with a record, if so.
    pub(crate) fn rejection<R: JournalRecord>(self, id: &RecordId) -> Option<Invalid> {
        self.changed[R::COLLECTION as usize].track();
        self.journal().rejection::<R>(id)
    }

    /// What the account finds wrong with a record at the moment when its form opens.
    pub(crate) fn problem_of<R: JournalRecord>(self, id: &RecordId) -> Option<FieldProblem> {
        self.journal().rejection::<R>(id).map(FieldProblem::from)
    }

    /// Syncs soon.
    pub(crate) fn request_sync(self) {
        self.synchroniser.with_value(Synchroniser::request);
    }

    /// The logbook by day, newest first.
    pub(crate) fn days(self) -> Memo<Vec<Day>> {
        self.days
    }

    /// The practice logs.
    pub(crate) fn logs(self) -> Memo<Vec<PracticeLog>> {
        self.logs
    }

    /// The pieces.
    pub(crate) fn repertoire(self) -> Memo<Repertoire> {
        self.repertoire
    }

    /// A record that is shown, as it is now. While its place in the page is on its way out it keeps what it showed last.
    pub(crate) fn follow_record<R: JournalRecord>(self, shown: R) -> Memo<R> {
        Memo::new(move |before: Option<&R>| {
            self.changed[R::COLLECTION as usize].track();
            self.get(shown.id())
                .or_else(|| before.cloned())
                .unwrap_or_else(|| shown.clone())
        })
    }

    /// The piece of this title: the repertoire's, or a new one that is not saved yet.
    pub(crate) fn piece_called(self, title: &str) -> PieceRef {
        let known = self
            .repertoire
            .with_untracked(|repertoire| repertoire.find(title));
        known.unwrap_or_else(|| PieceRef {
            id: self.new_id(),
            title: title.trim().to_owned(),
            composer: None,
            measures: None,
            tempo: None,
        })
    }

    /// Adds a piece to the repertoire unless it is there.
    pub(crate) fn ensure_piece(self, piece: Piece) -> Result<(), SaveError> {
        match self.get::<Piece>(&piece.id) {
            Some(_) => Ok(()),
            None => self.save(piece),
        }
    }

    /// Saves what a form or a button made of a piece. One that only entries name gets its record by that, under the id that
    /// they name.
    pub(crate) fn edit_piece(self, original: &Piece, edited: Piece) -> Result<(), SaveError> {
        match self.get::<Piece>(&original.id) {
            Some(_) => self.edit(original, edited),
            None => self.save(edited),
        }
    }

    /// The goals.
    pub(crate) fn goals(self) -> Vec<Goal> {
        tracked_list(self.client, &self.changed)
    }

    /// How the user wants their journal to be.
    pub(crate) fn preferences(self) -> Preferences {
        self.preferences.get()
    }

    /// Changes how the user wants their journal to be, in the local store at once.
    pub(crate) fn change_preferences(
        self,
        change: impl FnOnce(&mut Preferences),
    ) -> Result<(), SaveError> {
        self.stored(self.auth().change_preferences(change))
    }

    /// Shows what the user has chosen, here or elsewhere.
    fn read_preferences(self) {
        let preferences = self.auth().preferences();
        if self
            .preferences
            .with_untracked(|before| *before != preferences)
        {
            self.preferences.set(preferences);
        }
    }

    /// The hour at which a day begins.
    pub(crate) fn rollover_hour(self) -> i64 {
        self.preferences
            .with(|preferences| preferences.day_rollover_hour)
    }

    /// Everything that was played, the earliest first, as it counts. What reads it follows it.
    pub(crate) fn with_sittings<T>(self, read: impl FnOnce(&[Sitting<'_>]) -> T) -> T {
        let rollover_hour = self.rollover_hour();
        self.entries.with(|entries| {
            self.sessions.with(|sessions| {
                self.logs
                    .with(|logs| read(&sittings(entries, sessions, logs, rollover_hour)))
            })
        })
    }

    /// A record as it is now.
    pub(crate) fn get<R: JournalRecord>(self, id: &RecordId) -> Option<R> {
        self.journal().get(id)
    }

    /// A record of whichever kind, as it is now.
    pub(crate) fn get_any(self, collection: Collection, id: &RecordId) -> Option<AnyRecord> {
        self.journal().get_any(collection, id)
    }

    /// A name for a new record.
    pub(crate) fn new_id(self) -> RecordId {
        self.journal().new_id()
    }

    /// An entry of this moment, on the usual instrument.
    pub(crate) fn blank_entry(self) -> LogbookEntry {
        let now = self.now();
        let instrument = self.usual_instrument();
        blank_entry(self.new_id(), instrument, now, self.utc_offset_minutes(now))
    }

    /// What is played unless something else is said: the instrument that the user has chosen, or else the one that was played
    /// last.
    pub(crate) fn usual_instrument(self) -> String {
        let chosen = self
            .preferences
            .with_untracked(|preferences| preferences.primary_instrument.clone());
        chosen.unwrap_or_else(|| {
            self.days
                .with_untracked(|days| logbook::usual_instrument(days))
        })
    }

    /// This instant.
    pub(crate) fn now(self) -> Timestamp {
        self.journal().now()
    }

    /// The device's offset from UTC at an instant.
    pub(crate) fn utc_offset_minutes(self, at: Timestamp) -> i64 {
        self.journal().utc_offset_minutes(at)
    }

    /// The present to the second, followed.
    pub(crate) fn ticking_now(self) -> Timestamp {
        self.now.get()
    }

    /// The local day, followed.
    pub(crate) fn today(self) -> Memo<CivilDate> {
        Memo::new(move |_| self.day_of(self.now.get()))
    }

    /// The local day of an instant on this device, followed.
    pub(crate) fn day_of(self, at: Timestamp) -> CivilDate {
        local_day(at, self.utc_offset_minutes(at), self.rollover_hour())
    }

    /// Creates a record or replaces one that has just been read.
    pub(crate) fn save<R: JournalRecord>(self, record: R) -> Result<(), SaveError> {
        self.stored(self.journal().save(record))
    }

    /// Saves what a form made of `original`, and keeps what else changed in it meanwhile.
    pub(crate) fn edit<R: JournalRecord>(self, original: &R, edited: R) -> Result<(), SaveError> {
        self.stored(self.journal().edit(original, edited))
    }

    /// Deletes a record, which can be restored. Says whether there was anything to delete.
    pub(crate) fn delete<R: JournalRecord>(self, id: &RecordId) -> Result<bool, SaveError> {
        self.stored(self.journal().delete::<R>(id))
    }

    /// Undoes a deletion. Says whether it could be undone.
    pub(crate) fn restore<R: JournalRecord>(self, id: &RecordId) -> Result<bool, SaveError> {
        self.stored(self.journal().restore::<R>(id))
    }

    /// Restores what the trash listed. Says whether it could be restored.
    pub(crate) fn restore_trashed(self, trashed: &Trashed) -> Result<bool, SaveError> {
        self.stored(self.journal().restore_trashed(trashed))
    }

    /// Compares this device with the account, and repairs what differs. Nothing when the page goes away meanwhile.
    pub(crate) async fn check_backup(self) -> Option<Result<CheckedBackup, CheckError>> {
        self.synchroniser.get_value().check_backup().await
    }

    /// Once the browser stores something again, an earlier refusal is no news any more; and what it refuses now is told by
    /// whoever asked for it, where it was asked for.
    fn stored<T, E>(self, outcome: Result<T, E>) -> Result<T, E> {
        if self.refused.with_untracked(Option::is_some) {
            self.refused.set(None);
        }
        outcome
    }

    /// The running or paused timer.
    pub(crate) fn timer(self) -> Signal<Option<Timer>> {
        self.timer.into()
    }

    /// Changes the timer as it is stored at this instant: another tab may have changed it since this one looked.
    pub(crate) fn change_timer(self, change: impl FnOnce(&mut Option<Timer>, Timestamp)) {
        let now = self.now();
        let changed = self.platform.with_value(|platform| {
            timer::change(platform, &self.user_id(), |timer| change(timer, now))
        });
        match self.stored(changed) {
            Ok(timer) => {
                if timer.is_none() {
                    // What cannot be forgotten now is about a session that is never reviewed again.
                    let _ = self.change_drafts(kept_draft::forget_reviews);
                }
                self.timer.set(timer);
            }
            Err(error) => self.refused.set(Some(Refused::Asked(error))),
        }
    }

    /// Whether the user has typed something that is not saved and waits to be found again.
    pub(crate) fn has_drafts(self) -> bool {
        let is_there = |kept: &KeptDraft| self.has_entry(&kept.original.id);
        let mut drafts = self.drafts().0.into_values();
        drafts.any(|kept| kept.waits(is_there(&kept)))
    }

    /// What was typed into a form for this and not saved, if there is something.
    pub(crate) fn restored_draft(self, purpose: Purpose, entry: &LogbookEntry) -> Option<Restored> {
        kept_draft::restored(&self.drafts(), purpose, entry, |id| self.has_entry(id))
    }

    /// Follows what other tabs do to what was typed and not saved.
    pub(crate) fn follow_drafts(self) {
        self.drafts_changed.track();
    }

    /// What was typed and not saved. Where the browser does not say, there is nothing.
    pub(crate) fn drafts(self) -> Drafts<KeptDraft> {
        self.platform
            .with_value(|platform| drafts::read(platform, &self.user_id()))
            .unwrap_or_default()
    }

    fn has_entry(self, id: &RecordId) -> bool {
        self.get::<LogbookEntry>(id).is_some()
    }

    /// Changes what is kept of what the user has typed and not saved.
    pub(crate) fn change_drafts(
        self,
        change: impl FnOnce(&mut Drafts<KeptDraft>),
    ) -> Result<(), StoreError> {
        self.platform
            .with_value(|platform| drafts::change(platform, &self.user_id(), change))
    }

    /// Shows the timer that the user left running or paused.
    fn read_timer(self) {
        let read = self
            .platform
            .with_value(|platform| timer::read(platform, &self.user_id()));
        if let Err(error) = read {
            self.refused.set(Some(Refused::Asked(error)));
        }
        self.timer.set(read.ok().flatten());
    }
}

/// The journal of the app around a component.
pub(crate) fn use_journal() -> JournalContext {
    expect_context()
}

/// A record kind's list, read again when the collection changes.
fn tracked_list<R: JournalRecord>(
    client: StoredValue<Client, LocalStorage>,
    changed: &[Trigger; Collection::ALL.len()],
) -> Vec<R> {
    changed[R::COLLECTION as usize].track();
    client.with_value(|client| client.journal().list())
}

/// Whether the journal that is shown stays the same one when the user changes: one that is taken over by another user does,
/// as when the anonymous one moves into the account that somebody signs in to.
fn goes_on(before: &LocalUser, now: &LocalUser) -> bool {
    before.id == now.id || now.took_over_from.as_ref() == Some(&before.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(id: &str, took_over_from: Option<&str>) -> LocalUser {
        LocalUser {
            id: id.into(),
            is_anonymous: false,
            has_cloud_storage: true,
            email: Some("anna@example.org".into()),
            anonymous_id: None,
            took_over_from: took_over_from.map(UserId::from),
        }
    }

    #[test]
    fn only_the_journal_of_one_user_and_one_that_moves_into_an_account_go_on() {
        let nobody = LocalUser::anonymous("anonymous-1".into());
        let anna = account("anna", None);
        let paused = LocalUser {
            has_cloud_storage: false,
            ..anna.clone()
        };
        assert!(goes_on(&anna, &paused));
        assert!(goes_on(&nobody, &account("anna", Some("anonymous-1"))));
        assert!(!goes_on(&nobody, &anna));
        assert!(!goes_on(&anna, &account("bert", None)));
        assert!(!goes_on(&anna, &nobody));
        assert!(!goes_on(
            &nobody,
            &LocalUser::anonymous("anonymous-2".into())
        ));
    }
}
