//! Peace: everybody syncs until nothing changes any more, and then everything must be right.

use std::collections::BTreeMap;

use client_core::{Reach, SyncError};
use pollster::block_on;
use serde_json::Value;
use shared_model::protocol::ErrorCode;
use shared_model::{Collection, Goal, Timestamp};

use super::browser::{Tab, content_of};
use super::chance::Chance;
use super::edits::{ForKind, MANY_TAGS, Written, for_kind};
use super::faults::Fault;
use super::operator::EMAILS;
use super::oracle::{Name, Owner};
use super::run::Run;
use super::steps::{PEOPLE, ROOM_FOR_ALL};
use super::words::about;

/// Rounds of syncs on all devices after which nothing may be pushed any more. One sends what waits; the next brings it to
/// everybody, and sends what conflicts were merged to.
const ROUNDS: usize = 4;
/// Syncs of a device after which everything is sent for which the server does not fail: twice it only waits, and then it halves
/// what fails.
const RUNS_AROUND_FAILING: usize = 12;
/// What a push may cost, whatever is in it: D1 allows 50 statements in a request.
const STATEMENTS: usize = 20;

pub(super) fn settle(run: &mut Run) -> Result<(), String> {
    quieten(run)?;
    keep_journals(run)?;
    sign_out_all(run)?;
    send_around_failing(run)?;
    sync_all(run)?;
    if correct_all(run)? > 0 {
        sync_all(run)?;
    }
    check(run)
}

/// Nothing goes wrong any more.
fn quieten(run: &mut Run) -> Result<(), String> {
    for browser in 0..run.browsers.len() {
        run.make_room(browser)?;
        run.rest(browser)?;
        run.reopen(browser, &mut Chance::new(0))?;
        if run.browsers[browser].notes.is_anything_moving() {
            return Err(format!(
                "records of browser {browser} have begun to move, and a start does not complete it"
            ));
        }
    }
    while run.internet.late() > 0 {
        run.internet.deliver_late(0);
    }
    run.world.sql("UPDATE users SET has_cloud_storage = 1");
    Ok(())
}

/// Everybody whose account was deleted is told, and keeps what is in their browsers.
fn keep_journals(run: &mut Run) -> Result<(), String> {
    for browser in 0..run.browsers.len() {
        let Owner::Person(person) = run.user((browser, 0)) else {
            continue;
        };
        if !run.operator.is_gone(person) {
            continue;
        }
        let tab = run.tab(browser, 0);
        let sync = || {
            tab.wire
                .at_once(|| block_on(tab.client.auth().sync_to_cloud()))
        };
        let mut synced = sync();
        if matches!(&synced, Err(SyncError::Api(error)) if error.code() == Some(ErrorCode::WrongAccount))
        {
            // Somebody else has all but signed in here. As long as that session lasts, the server answers to them.
            for other in 0..PEOPLE {
                run.operator.end_sessions(&run.world, other);
            }
            synced = sync();
        }
        run.keep_journal((browser, 0))?;
        if run.user((browser, 0)) == Owner::Person(person) {
            return Err(format!(
                "browser {browser} does not hear that person {person}'s account is gone: {synced:?}"
            ));
        }
    }
    Ok(())
}

/// Who signed out without a network is signed out at the server once it can be reached, and has left nothing here.
fn sign_out_all(run: &mut Run) -> Result<(), String> {
    for browser in 0..run.browsers.len() {
        let Owner::Browser(_) = run.user((browser, 0)) else {
            continue;
        };
        let tab = run.tab(browser, 0);
        let synced = tab
            .wire
            .at_once(|| block_on(tab.client.auth().sync_to_cloud()));
        synced.map_err(|error| format!("browser {browser} does not sign out: {error:?}"))?;
        run.rest(browser)?;
        let known_as = run.tab(browser, 0).wire.known_as();
        let of_browser = &run.browsers[browser];
        let notes = &of_browser.notes;
        if notes.is_anyone_leaving() || known_as.is_some_and(|user| notes.has_left(&user)) {
            return Err(format!(
                "the server has not heard who signed out in browser {browser}"
            ));
        }
        for (name, _, value) in of_browser.records() {
            let user = value["userId"].as_str().unwrap_or_default();
            if notes.has_left(user) {
                let wrong =
                    format!("is still in browser {browser}, where its owner has signed out");
                return Err(run.history(&name, &about(&name, &wrong)));
            }
        }
    }
    Ok(())
}

/// A record for which every push fails holds up no other.
fn send_around_failing(run: &mut Run) -> Result<(), String> {
    let visits = match run.internet.fails_for_any() {
        true => visits(run),
        false => Vec::new(),
    };
    for (browser, person) in visits {
        sign_in(run, browser, person)?;
        for _ in 0..RUNS_AROUND_FAILING {
            run.pass(1_000);
            if synced(run, browser).is_ok() {
                break;
            }
            run.rest(browser)?;
        }
        run.rest(browser)?;
        let user = run.operator.account(person).as_str();
        for (name, _, value) in run.browsers[browser].records() {
            let is_to_blame =
                value.get("rejected").is_some() || run.internet.fails_for(name.1.as_str());
            if value["userId"] == user && is_waiting(&value) && !is_to_blame {
                let wrong = format!("is held up in browser {browser}");
                return Err(run.history(&name, &about(&name, &wrong)));
            }
        }
    }
    run.internet.fail_for_none();
    Ok(())
}

/// Who has a journal in which browser.
fn visits(run: &Run) -> Vec<(usize, usize)> {
    let mut visits = Vec::new();
    for (index, browser) in run.browsers.iter().enumerate() {
        let current = run.user((index, 0));
        let people = browser.setup.people.iter();
        for person in people.filter(|person| !run.operator.is_gone(**person)) {
            let id = run.operator.account(*person).as_str();
            let has_records = browser
                .records()
                .iter()
                .any(|(_, _, value)| value["userId"] == id);
            if has_records || current == Owner::Person(*person) {
                visits.push((index, *person));
            }
        }
    }
    visits
}

fn sync_all(run: &mut Run) -> Result<(), String> {
    for _ in 0..ROUNDS {
        run.internet.take_pushes();
        for (browser, person) in visits(run) {
            sync(run, browser, person)?;
        }
        if run.internet.take_pushes() == 0 {
            return Ok(());
        }
    }
    Err(format!("devices still push after {ROUNDS} rounds in peace"))
}

fn synced(run: &Run, browser: usize) -> Result<(), SyncError> {
    let tab = run.tab(browser, 0);
    tab.wire
        .at_once(|| block_on(tab.client.auth().sync_to_cloud()))
}

/// Signs somebody in whose backup is not paused.
fn sign_in(run: &mut Run, browser: usize, person: usize) -> Result<(), String> {
    run.sign_in_in_peace((browser, 0), person)?;
    let tab = run.tab(browser, 0);
    if tab.client.auth().user().has_cloud_storage {
        return Ok(());
    }
    tab.wire
        .at_once(|| block_on(tab.client.auth().set_cloud_storage(true)))
        .map_err(|error| format!("browser {browser} does not resume: {error}"))
}

fn sync(run: &mut Run, browser: usize, person: usize) -> Result<(), String> {
    run.pass(1_000);
    let place = (browser, 0);
    if run.user(place) != Owner::Person(person) || synced(run, browser).is_err() {
        sign_in(run, browser, person)?;
        synced(run, browser).map_err(|error| {
            format!(
                "browser {browser} does not sync in peace as {}: {error:?}",
                EMAILS[person]
            )
        })?;
    }
    for tab in 0..run.browsers[browser].tabs.len() {
        run.browsers[browser].catch_up();
        run.tab(browser, tab)
            .hear()
            .map_err(|error| format!("the store refused: {error}"))?;
    }
    run.look_around(browser)
}

fn correct_all(run: &mut Run) -> Result<usize, String> {
    let mut corrected = 0;
    for (browser, person) in visits(run) {
        sync(run, browser, person)?;
        corrected += run.correct((browser, 0))?;
    }
    Ok(corrected)
}

fn check(run: &mut Run) -> Result<(), String> {
    let statements = run.internet.push_statements();
    // Once an hour a request also writes down that its session is used.
    let least = statements.first().copied().unwrap_or(0);
    if statements
        .iter()
        .any(|count| *count > STATEMENTS || *count > least + 1)
    {
        return Err(format!("pushes take {statements:?} statements"));
    }
    let mut truths = Vec::new();
    for person in 0..PEOPLE {
        if run.operator.is_gone(person) {
            run.check_nothing_left(person)?;
            truths.push(BTreeMap::new());
            continue;
        }
        let journal: BTreeMap<Name, Value> = run
            .operator
            .look(&run.world, person)?
            .into_iter()
            .filter_map(|(name, row)| Some((name, row.record?)))
            .collect();
        let contents = journal
            .iter()
            .map(|(name, record)| (name.clone(), content_of(name.0, record)))
            .collect();
        run.oracle
            .check_journal(Owner::Person(person), &contents)
            .map_err(|(name, wrong)| run.history(&name, &about(&name, &wrong)))?;
        for (name, record) in &journal {
            let tags = record["tags"].as_array().map_or(0, Vec::len);
            let others = [Fault::OlderVersion, Fault::NewerVersion];
            let is_needed =
                tags >= MANY_TAGS || others.iter().any(|fault| run.faults.contains(fault));
            if name.1.is_copy() && !is_needed {
                return Err(run.history(name, &about(name, "is a copy without need")));
            }
            if !is_counted(record) {
                let wrong = about(name, "has a progress that its milestones do not have");
                return Err(run.history(name, &wrong));
            }
        }
        truths.push(journal);
    }
    for (browser, person) in visits(run) {
        sync(run, browser, person)?;
        let tab = run.tab(browser, 0);
        if let Some(name) = differs(tab, &truths[person]) {
            let wrong = format!("differs between browser {browser} and person {person}'s account");
            return Err(run.history(&name, &about(&name, &wrong)));
        }
        check_stored(run, browser, person, &truths[person])?;
    }
    check_anonymous(run)
}

/// Whether a goal's progress is that of its milestones, if it has any. Nobody in a run says otherwise.
fn is_counted(record: &Value) -> bool {
    if record.get("milestones").is_none() {
        return true;
    }
    serde_json::from_value(record.clone()).is_ok_and(|goal: Goal| {
        let progress = goal.milestone_progress();
        progress.is_none_or(|progress| progress == goal.progress)
    })
}

/// What a browser's store holds of a person's journal, past the client: everything is synced and as in the account, and
/// nothing is missing of what the device claims to hold.
fn check_stored(
    run: &Run,
    browser: usize,
    person: usize,
    truth: &BTreeMap<Name, Value>,
) -> Result<(), String> {
    let of_browser = &run.browsers[browser];
    let reach = run.tab(browser, 0).journal().kept_reach();
    // A store that was full once may have made room.
    let has_room =
        of_browser.setup.share_chars == ROOM_FOR_ALL && !run.faults.contains(&Fault::Full);
    if reach == Reach::Nothing || (has_room && reach != Reach::Beginning) {
        return Err(format!(
            "browser {browser} claims to hold {reach:?} of person {person}'s journal"
        ));
    }
    let user = run.operator.account(person).as_str();
    let records = of_browser.records();
    let theirs = records
        .iter()
        .filter(|(_, _, value)| value["userId"] == user);
    let mut stored = BTreeMap::new();
    for (name, _, value) in theirs {
        let is_live = value.get("deletedAt").is_none();
        if is_waiting(value) {
            let wrong = about(name, &format!("is not synced in browser {browser}"));
            return Err(run.history(name, &wrong));
        }
        if is_live {
            stored.insert(name, content_of(name.0, value));
        }
    }
    for (name, record) in truth {
        let is_right = match stored.remove(name) {
            Some(content) => content == content_of(name.0, record),
            None => !reach.covers(instant(name.0, record)),
        };
        if !is_right {
            let wrong = about(
                name,
                &format!("is not in browser {browser}'s store as it is"),
            );
            return Err(run.history(name, &wrong));
        }
    }
    match stored.keys().next() {
        None => Ok(()),
        Some(name) => {
            let wrong = about(name, &format!("is in browser {browser}'s store alone"));
            Err(run.history(name, &wrong))
        }
    }
}

/// Whether a stored value waits to be sent. A deletion of which the account never heard is kept for the trash.
pub(super) fn is_waiting(value: &Value) -> bool {
    let is_live = value.get("deletedAt").is_none();
    let known = ["base", "sent", "isGivenBack"];
    let is_only_here = known.iter().all(|field| value.get(field).is_none());
    value["isSynced"] != true && (is_live || !is_only_here)
}

/// What nobody moved into an account is still where it was made.
fn check_anonymous(run: &Run) -> Result<(), String> {
    for (index, browser) in run.browsers.iter().enumerate() {
        let records = browser.records();
        for name in run.oracle.must_exist(Owner::Browser(index)) {
            let is_there = records.iter().any(|(there, _, value)| {
                there == name
                    && value["userId"]
                        .as_str()
                        .is_some_and(|user| run.operator.person(user).is_none())
            });
            if !is_there {
                return Err(about(
                    name,
                    &format!("of browser {index}'s anonymous user is lost"),
                ));
            }
        }
    }
    Ok(())
}

impl Run {
    /// Looks at what a browser's store has been told.
    pub(super) fn look_around(&mut self, browser: usize) -> Result<(), String> {
        self.observe(browser)?;
        self.check_places(browser)
    }

    /// What is wrong with a record, and where which version of it is.
    pub(super) fn history(&self, name: &Name, wrong: &str) -> String {
        let mut text = wrong.to_owned();
        for (index, browser) in self.browsers.iter().enumerate() {
            for (there, key, value) in browser.records() {
                if there == *name {
                    text.push_str(&format!("\n    browser {index} {key}: {value}"));
                }
            }
        }
        let (table, id) = (name.0.table(), &name.1);
        for row in self
            .world
            .sql(&format!("SELECT * FROM {table} WHERE id = '{id}'"))
        {
            text.push_str(&format!("\n    server: {row}"));
        }
        text
    }
}

/// A record that a tab does not show as it should. What is older than what the tab has may be missing.
pub(super) fn differs(tab: &Tab, should: &BTreeMap<Name, Value>) -> Option<Name> {
    let (shown, reach) = (tab.shown(), tab.journal().reach());
    let missing = should.iter().find(|(name, record)| match shown.get(name) {
        Some(shown) => shown != *record,
        None => reach.covers(instant(name.0, record)),
    });
    let wrong = missing.map(|(name, _)| name);
    wrong
        .or_else(|| shown.keys().find(|name| !should.contains_key(name)))
        .cloned()
}

pub(super) fn instant(collection: Collection, record: &Value) -> Option<Timestamp> {
    struct Instant<'a>(&'a Value);
    impl ForKind for Instant<'_> {
        type Output = Option<Timestamp>;

        fn call<R: Written>(self) -> Self::Output {
            let record: R = serde_json::from_value(self.0.clone()).ok()?;
            record.instant()
        }
    }
    for_kind(collection, Instant(record))
}
