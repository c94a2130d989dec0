//! Who the user is: signing in moves the anonymous journal into the account, signing out takes it off this device.

mod account;
mod check;
mod cloud_storage;
mod deleted_account;
mod example;
mod preferences;
mod sessions;
mod sign_out;

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shared_model::protocol::{ErrorCode, MagicLink, User};
use shared_model::{
    Goal, LogbookEntry, Piece, PracticeLog, PracticeSession, SignInCode, Timestamp, UserId,
};

use self::deleted_account::FormerAccount;
use crate::api::{self, ApiError, Operation};
use crate::backup::{self, BackupFailure, BackupState, Phase};
use crate::clock_check::ClockOff;
use crate::data_source::{DataSource, data_source};
use crate::events::{Event, EventBus};
use crate::journal::Journal;
use crate::keys;
use crate::ownership;
use crate::platform::{Platform, StoreError};
use crate::preference_store;
use crate::record_store;
use crate::sync::{Engine, Position, Setbacks, SyncError};
use crate::user::{LocalUser, example_id, new_anonymous_id, stored_user_id};

pub use check::{CheckError, CheckedBackup, Repaired};
pub use sign_out::SignedOut;
pub(crate) use sign_out::complete_sign_out;

/// What becomes of this browser's anonymous journal when somebody signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnonymousData {
    /// It moves into the account.
    Add,
    /// It stays in this browser, apart from the account, and is shown again after signing out.
    KeepHere,
}

/// How much an anonymous journal holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AnonymousSummary {
    /// Logbook entries.
    pub entries: usize,
    /// Practice sessions.
    pub sessions: usize,
    /// Goals.
    pub goals: usize,
    /// Pieces.
    pub pieces: usize,
    /// Practice logs.
    pub logs: usize,
    /// Whether a timer is running or paused.
    pub has_timer: bool,
}

impl AnonymousSummary {
    /// Whether there is nothing that could be added to an account.
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }
}

/// A migration that has begun. It is written down before the first record moves, and removed after the last.
#[derive(Serialize, Deserialize)]
struct Migration {
    from: UserId,
    to: LocalUser,
}

/// Who the user is, and what depends on it. Cheap to clone; all clones are the same.
#[derive(Clone)]
pub struct AuthContext {
    inner: Rc<Inner>,
}

struct Inner {
    platform: Platform,
    journal: Journal,
    events: EventBus,
    user: RefCell<LocalUser>,
    phase: Cell<Phase>,
    is_syncing: Cell<bool>,
    setbacks: Setbacks,
    clock_off: Cell<Option<ClockOff>>,
}

impl fmt::Debug for AuthContext {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AuthContext")
            .field("user", &self.inner.user.borrow().id)
            .finish_non_exhaustive()
    }
}

impl AuthContext {
    pub(crate) fn new(
        platform: Platform,
        journal: Journal,
        events: EventBus,
        user: LocalUser,
    ) -> Self {
        Self {
            inner: Rc::new(Inner {
                platform,
                journal,
                events,
                user: RefCell::new(user),
                phase: Cell::default(),
                is_syncing: Cell::default(),
                setbacks: Setbacks::default(),
                clock_off: Cell::default(),
            }),
        }
    }

    /// The user of this browser.
    pub fn user(&self) -> LocalUser {
        self.inner.user.borrow().clone()
    }

    /// The state of the backup.
    pub fn backup(&self) -> BackupState {
        let Inner {
            platform,
            journal,
            user,
            phase,
            ..
        } = &*self.inner;
        let user = user.borrow();
        let has_pulled = matches!(
            Position::load(platform, &user.id),
            Ok(Some(Position::Reached { .. }))
        );
        backup::backup_state(
            &user,
            phase.get(),
            journal.unsynced_count(),
            platform.connectivity.is_online(),
            has_pulled,
        )
    }

    /// How far this device's clock is off, by what the server last said of the time; nothing while it is right, or nobody knows.
    pub fn clock_off(&self) -> Option<ClockOff> {
        self.inner.clock_off.get()
    }

    /// Whether there is something that a sync would send.
    pub fn has_changes_to_send(&self) -> bool {
        data_source(&self.inner.user.borrow()) == DataSource::Cloud
            && (self.inner.journal.unsynced_count() > 0 || self.has_preferences_to_send())
    }

    /// What signing in would add to the account; nothing while somebody is signed in, or the example is shown.
    pub fn anonymous_summary(&self) -> AnonymousSummary {
        let user = self.user();
        if !user.is_anonymous || user.is_example() {
            return AnonymousSummary::default();
        }
        let journal = &self.inner.journal;
        AnonymousSummary {
            entries: journal.count::<LogbookEntry>(),
            sessions: journal.count::<PracticeSession>(),
            goals: journal.count::<Goal>(),
            pieces: journal.count::<Piece>(),
            logs: journal.count::<PracticeLog>(),
            has_timer: self.has_timer(),
        }
    }

    fn has_timer(&self) -> bool {
        let key = keys::timer(&self.inner.user.borrow().id);
        matches!(self.inner.platform.store.get(&key), Ok(Some(_)))
    }

    /// Asks for a sign-in link by mail, in the language of this BCP 47 tag.
    ///
    /// # Errors
    /// When the server cannot be reached or does not take the address.
    pub async fn request_magic_link(&self, email: &str, language: &str) -> Result<(), ApiError> {
        let server = &*self.inner.platform.server;
        let variables = json!({ "email": email, "language": language });
        api::execute::<bool>(server, api::REQUEST_MAGIC_LINK, variables)
            .await
            .map(drop)
    }

    /// What a link is for. Asking does not use it up.
    ///
    /// # Errors
    /// When the server cannot be reached or the link is not valid any more.
    pub async fn magic_link(&self, token: &str) -> Result<MagicLink, ApiError> {
        api::execute(
            &*self.inner.platform.server,
            api::MAGIC_LINK,
            json!({ "token": token }),
        )
        .await
    }

    /// Signs in with a link: ends a session that somebody has signed out of before, verifies the link, learns whether there is
    /// cloud storage, and migrates the anonymous journal if that was asked for. Does not wait for a sync; the caller starts
    /// one next.
    ///
    /// # Errors
    /// When the server cannot be reached or the link is not valid any more, or the browser does not store who is
    /// signed in. The journal is whole in each case. Also when the account that was signed in here is deleted: what
    /// becomes of its journal is decided first, because nobody could come back for it.
    pub async fn login(&self, token: &str, anonymous: AnonymousData) -> Result<(), ApiError> {
        let variables = json!({ "token": token });
        self.verify(api::VERIFY_MAGIC_LINK, variables, anonymous)
            .await
    }

    /// Signs in with the code of a mail, as with its link. The code is good only in the browser that asked for it, so the
    /// anonymous journal moves into the account.
    ///
    /// # Errors
    /// As with a link.
    pub async fn login_by_code(&self, code: &SignInCode) -> Result<(), ApiError> {
        let variables = json!({ "code": code.digits() });
        self.verify(api::VERIFY_SIGN_IN_CODE, variables, AnonymousData::Add)
            .await
    }

    async fn verify(
        &self,
        operation: Operation,
        variables: Value,
        anonymous: AnonymousData,
    ) -> Result<(), ApiError> {
        self.settle_logout().await?;
        let former = self.former_account().await?;
        let server = &*self.inner.platform.server;
        let account: User = api::execute(server, operation, variables).await?;
        // While the answer was under way somebody may have signed out in another tab. Of that session this browser knows
        // nothing any more, and who has signed in now is not leaving. This tab need not see the note to remove it.
        self.inner.platform.store.remove(keys::LOGOUT_PENDING)?;
        self.become_account(&account, &former, anonymous)?;
        Ok(())
    }

    fn become_account(
        &self,
        account: &User,
        former: &FormerAccount,
        anonymous: AnonymousData,
    ) -> Result<(), StoreError> {
        let platform = &self.inner.platform;
        self.leave_example()?;
        let before = self.user();
        let user = match (before.is_anonymous, anonymous) {
            (true, AnonymousData::Add) => {
                let to = LocalUser::signed_in(account, before.anonymous_id);
                migrate(platform, before.id, to)?
            }
            (true, AnonymousData::KeepHere) => LocalUser::signed_in(account, Some(before.id)),
            // The server was restored from a backup that is older than the account. It is the same person, under another
            // id: what is here is given back to it. An account that the server knows may have given up the address, which
            // is then anybody's.
            (false, _)
                if *former == FormerAccount::Lost(before.id.clone())
                    && before.id != account.id
                    && before.email.as_ref() == Some(&account.email) =>
            {
                let to = LocalUser::signed_in(account, before.anonymous_id);
                migrate(platform, before.id, to)?
            }
            // The journal of an account that was signed in here before stays, for that account only.
            (false, _) => LocalUser::signed_in(account, before.anonymous_id),
        };
        self.change_user(user)
    }

    /// Makes the account and this device hold the same: sends all that is unsynced, takes in what other devices sent.
    /// One sync runs at a time; asked while one runs, this does nothing. A session that somebody has signed out of is
    /// ended before anything else.
    ///
    /// While the backup is paused nothing is sent or fetched; what is asked is whether another device has resumed it.
    ///
    /// # Errors
    /// When it did not come to its end. Everything unsynced stays here as it is, and [`Self::backup`] says so.
    pub async fn sync_to_cloud(&self) -> Result<(), SyncError> {
        if self.inner.is_syncing.get() {
            return Ok(());
        }
        let _running = Running::begin(&self.inner.is_syncing);
        self.settle_logout().await?;
        let user = self.user();
        let is_local = match data_source(&user) {
            DataSource::LocalOnly => Ok(true),
            DataSource::LocalPaused => self.is_still_paused().await,
            DataSource::Cloud => Ok(false),
        };
        if is_local != Ok(false) {
            self.inner.journal.give_up_older();
            is_local?;
            self.set_phase(Phase::Idle);
            return Ok(());
        }
        let progress = |progress| {
            // What somebody has to decide on stays said until the account has answered otherwise, not only until it is asked.
            if !matches!(
                self.inner.phase.get(),
                Phase::SessionEnded | Phase::AccountDeleted
            ) {
                self.set_phase(Phase::Running(progress));
            }
        };
        let engine = Engine {
            platform: &self.inner.platform,
            journal: &self.inner.journal,
            user: &user.id,
            setbacks: &self.inner.setbacks,
            progress: &progress,
            preferences_version: Cell::default(),
            clock_off: Cell::default(),
        };
        let result = engine.run().await;
        if engine.exchange_preferences().await {
            self.inner.events.publish(Event::PreferencesChanged);
        }
        if let Some(told) = engine.clock_off.get() {
            self.inner.clock_off.set(told);
        }
        if result.is_err() {
            self.inner.journal.give_up_older();
        }
        self.set_phase(match &result {
            Ok(()) if self.inner.journal.has_rejected() => Phase::Failed(BackupFailure::Rejected),
            Ok(()) => Phase::Idle,
            Err(error) => Phase::after(error),
        });
        match result {
            Ok(()) => {
                self.note_synced(&user.id);
                self.inner.events.publish(Event::SyncComplete);
                Ok(())
            }
            Err(SyncError::Api(error)) if error.code() == Some(ErrorCode::CloudStoragePaused) => {
                Ok(self.learn_cloud_storage(&user.id, false)?)
            }
            Err(error) => Err(error),
        }
    }

    /// When the account last held all that this device holds, as far as any tab of this browser has heard.
    pub fn synced_at(&self) -> Option<Timestamp> {
        let key = keys::synced_at(&self.inner.user.borrow().id);
        let noted = self.inner.platform.store.get(&key).ok().flatten()?;
        Timestamp::parse(&noted).ok()
    }

    /// Notes that the account holds everything. Where there is no room, the screens of this page know it all the same.
    fn note_synced(&self, user: &UserId) {
        let platform = &self.inner.platform;
        // Another tab may have signed out in the last moment, and nothing of theirs is to be left behind.
        if stored_user_id(platform).is_ok_and(|stored| stored.as_ref() == Some(user)) {
            let now = platform.clock.now().to_string();
            let _ = platform.store.set(&keys::synced_at(user), &now);
        }
    }

    /// Another tab may have signed in or out, or heard of the backup. Says whether the journal is another user's by now,
    /// and was read; who stays keeps what this tab alone knows of theirs.
    pub(crate) fn user_stored_elsewhere(&self) -> Result<bool, StoreError> {
        let user = stored_user(&self.inner.platform)?;
        let before = self.user();
        if user.id != before.id {
            self.move_late_edits(&before, &user)?;
            self.show_user(user)?;
            return Ok(true);
        }
        self.follow_user(&user)?;
        self.set_phase(Phase::Idle);
        Ok(false)
    }

    /// What this tab wrote before it heard that another one has given the journal to somebody else goes where the rest of it
    /// went. It may stand where a record of the account stood.
    fn move_late_edits(&self, before: &LocalUser, user: &LocalUser) -> Result<(), StoreError> {
        let platform = &self.inner.platform;
        let is_taken_over = user.took_over_from.as_ref() == Some(&before.id);
        if !is_taken_over {
            return Ok(());
        }
        if ownership::keys_of(platform, &before.id)?.is_empty() {
            return preference_store::reassign(platform, &before.id, &user.id);
        }
        Position::begin_again(platform, &user.id)?;
        ownership::reassign(platform, &before.id, user)
    }

    /// Takes in what else is said of the same user.
    fn follow_user(&self, user: &LocalUser) -> Result<(), StoreError> {
        let before = self.inner.user.replace(user.clone());
        if before.has_cloud_storage != user.has_cloud_storage {
            self.inner.journal.set_backed_up(user.has_cloud_storage)?;
        }
        if before != *user {
            self.inner.events.publish(Event::UserChanged);
        }
        Ok(())
    }

    fn change_user(&self, user: LocalUser) -> Result<(), StoreError> {
        store_user(&self.inner.platform, &user)?;
        self.show_user(user)
    }

    fn show_user(&self, user: LocalUser) -> Result<(), StoreError> {
        let shown = self.inner.journal.switch_to(&user);
        *self.inner.user.borrow_mut() = user;
        self.inner.events.publish(Event::UserChanged);
        self.set_phase(Phase::Idle);
        shown
    }

    /// Says what was heard of a user's account, if it is still theirs that is shown.
    fn set_phase_of(&self, user: &UserId, phase: Phase) {
        if self.user().id == *user {
            self.set_phase(phase);
        }
    }

    /// Asks for something of the account of who is shown as signed in. What the answer says of the session is taken in.
    async fn ask_account<T: DeserializeOwned>(
        &self,
        operation: Operation,
        mut variables: Value,
    ) -> Result<T, ApiError> {
        let user = self.user();
        variables["expectedUserId"] = user.id.as_str().into();
        let answer = api::execute(&*self.inner.platform.server, operation, variables).await;
        if let Err(error) = &answer {
            let phase = Phase::after(&SyncError::Api(error.clone()));
            if matches!(phase, Phase::SessionEnded | Phase::AccountDeleted) {
                self.set_phase_of(&user.id, phase);
            }
        }
        answer
    }

    fn set_phase(&self, phase: Phase) {
        self.inner.phase.set(phase);
        self.inner.events.publish(Event::BackupChanged);
    }
}

/// Says that a sync is under way for as long as it lives, also when the sync is dropped half-way.
struct Running<'a>(&'a Cell<bool>);

impl<'a> Running<'a> {
    fn begin(is_running: &'a Cell<bool>) -> Self {
        is_running.set(true);
        Self(is_running)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

/// Gives the journal of `from` to `to`, who is the user from then on.
fn migrate(platform: &Platform, from: UserId, to: LocalUser) -> Result<LocalUser, StoreError> {
    let to = to.taking_over_from(&from);
    let migration = Migration {
        from,
        to: to.clone(),
    };
    let migration = serde_json::to_string(&migration).unwrap_or_default();
    platform.store.set(keys::MIGRATION, &migration)?;
    complete_migration(platform)?;
    Ok(to)
}

/// Completes a migration that was written down, if there is one: moves the records, then says who the user is, then
/// forgets the intent. Done again after an interruption it comes to the same.
pub(crate) fn complete_migration(platform: &Platform) -> Result<(), StoreError> {
    let Some(text) = platform.store.get(keys::MIGRATION)? else {
        return Ok(());
    };
    if let Ok(migration) = serde_json::from_str::<Migration>(&text) {
        ownership::reassign(platform, &migration.from, &migration.to)?;
        store_user(platform, &migration.to)?;
    } else {
        record_store::put_aside(platform, keys::MIGRATION, &text)?;
    }
    platform.store.remove(keys::MIGRATION)
}

/// The user of this browser. Where nobody is named, it is somebody anonymous: the one whose records are here, or
/// somebody new.
pub(crate) fn stored_user(platform: &Platform) -> Result<LocalUser, StoreError> {
    if let Some(text) = platform.store.get(keys::USER)? {
        if let Ok(user) = serde_json::from_str(&text) {
            return Ok(user);
        }
        match record_store::put_aside(platform, keys::USER, &text) {
            // Without room it stays where it is. Who uses the browser is found out again at the next start.
            Err(StoreError::Full) => {
                return Ok(LocalUser::anonymous(some_anonymous_id(platform)?));
            }
            aside => aside?,
        }
    }
    // Nobody could leave an example of which this user does not know.
    ownership::remove_journal(platform, &example_id())?;
    let user = LocalUser::anonymous(some_anonymous_id(platform)?);
    match store_user(platform, &user) {
        // Without room it is found again by its records, or is somebody new at the next start.
        Ok(()) | Err(StoreError::Full) => Ok(user),
        Err(refused) => Err(refused),
    }
}

/// As many characters as it takes to say who the user is, anonymous or with an address of usual length, and whose journal they
/// took over.
const USER_CHARS: usize = 256;

/// The anonymous user whose records are here, or a new one.
fn some_anonymous_id(platform: &Platform) -> Result<UserId, StoreError> {
    Ok(ownership::anonymous_owner(platform)?.unwrap_or_else(|| new_anonymous_id(platform)))
}

/// Says who the user is. An account takes as much room as nobody in particular, so that signing out needs none.
fn store_user(platform: &Platform, user: &LocalUser) -> Result<(), StoreError> {
    let text = serde_json::to_string(user).unwrap_or_default();
    platform.set_padded(keys::USER, &text, USER_CHARS)
}
