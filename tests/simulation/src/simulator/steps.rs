//! What happens in a run, as a list that follows from the seed and can be replayed with some of it left out.

use client_core::platform::CHUNK_RECORDS;
use shared_model::limits;

use super::browser::Place;
use super::chance::Chance;
use super::faults::Fault;
use super::meanwhile::meanwhile;

/// One thing that happens, in one tab of one browser. What it leaves open follows from `salt`, so that a step means the
/// same when others are left out.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) browser: usize,
    pub(super) tab: usize,
    pub(super) action: Action,
    pub(super) salt: u64,
}

/// What somebody does, or fate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Action {
    Create,
    Edit,
    TypeOn,
    Toggle,
    Delete,
    Restore,
    Undo,
    RenamePiece,
    /// Somebody gives an entry as many tags as two people cannot give it.
    TagMuch,
    /// A form is opened; what it shows is edited later.
    OpenForm,
    SignIn,
    SignOut,
    /// Somebody signs out while the server cannot be reached.
    SignOutOffline,
    SessionEnds,
    /// The backup is paused.
    Pause,
    Resume,
    Sync,
    CheckBackup,
    /// Somebody looks at what is older than what this device holds.
    PageOlder,
    /// Something that is under way moves on.
    Network,
    /// What is under way goes on until older records are asked for.
    UntilOlder,
    /// What is under way goes on until records are sent.
    UntilPush,
    /// What is under way in a tab comes to its end.
    UntilDone,
    /// A request that was given up arrives.
    Late,
    /// A tab sees what others wrote.
    CatchUp,
    /// A tab is told what others wrote.
    Hear,
    /// A tab is closed and opened again.
    Reload,
    /// Somebody makes room in the browser's storage.
    MakeRoom,
    /// The operator makes a backup.
    BackUp,
    /// Somebody deletes their account, wherever their devices are.
    DeleteAccount,
    /// Somebody whose account was deleted keeps the journal on this device.
    KeepJournal,
    /// A month goes by, and what was deleted before it can no longer be restored.
    Month,
    /// Something goes wrong.
    Wrong(Fault),
}

impl Action {
    /// The steps that each fault has to meet.
    pub(super) const STEPS: [Self; 17] = [
        Self::Create,
        Self::Edit,
        Self::TypeOn,
        Self::Toggle,
        Self::Delete,
        Self::Restore,
        Self::Undo,
        Self::RenamePiece,
        Self::SignIn,
        Self::SignOut,
        Self::SignOutOffline,
        Self::SessionEnds,
        Self::Pause,
        Self::Resume,
        Self::Sync,
        Self::PageOlder,
        Self::CheckBackup,
    ];

    /// What else happens.
    pub(super) const OTHERS: [Self; 15] = [
        Self::TagMuch,
        Self::OpenForm,
        Self::Network,
        Self::UntilOlder,
        Self::UntilPush,
        Self::UntilDone,
        Self::Late,
        Self::CatchUp,
        Self::Hear,
        Self::Reload,
        Self::MakeRoom,
        Self::BackUp,
        Self::DeleteAccount,
        Self::KeepJournal,
        Self::Month,
    ];

    /// Whether it is a sync, or has one in it.
    pub(super) fn is_sync(self) -> bool {
        matches!(self, Self::Sync | Self::PageOlder | Self::CheckBackup)
    }

    /// What the report calls it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Edit => "edit",
            Self::TypeOn => "type on",
            Self::Toggle => "toggle milestone",
            Self::Delete => "delete",
            Self::Restore => "restore",
            Self::Undo => "undo",
            Self::RenamePiece => "rename piece",
            Self::TagMuch => "tag much",
            Self::OpenForm => "open form",
            Self::SignIn => "sign in",
            Self::SignOut => "sign out",
            Self::SignOutOffline => "sign out offline",
            Self::SessionEnds => "session ends",
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::Sync => "sync",
            Self::PageOlder => "page older",
            Self::CheckBackup => "check backup",
            Self::Network => "network",
            Self::UntilOlder => "until older records are asked for",
            Self::UntilPush => "until records are sent",
            Self::UntilDone => "until all is done",
            Self::Late => "late request",
            Self::CatchUp => "catch up",
            Self::Hear => "hear",
            Self::Reload => "reload",
            Self::MakeRoom => "make room",
            Self::BackUp => "back up",
            Self::DeleteAccount => "delete account",
            Self::KeepJournal => "keep journal",
            Self::Month => "a month goes by",
            Self::Wrong(fault) => fault.name(),
        }
    }
}

/// Who is there at the start.
#[derive(Clone, Debug)]
pub(super) struct Setup {
    pub(super) browsers: Vec<BrowserSetup>,
    /// What may go wrong in this run. Each run leaves some out, so that faults do not always hide each other.
    pub(super) faults: Vec<Fault>,
}

/// A browser at the start.
#[derive(Clone, Debug)]
pub(super) struct BrowserSetup {
    pub(super) seed: u64,
    pub(super) tabs: usize,
    /// Who may sign in here.
    pub(super) people: Vec<usize>,
    /// Whether one tab at a time syncs.
    pub(super) has_locks: bool,
    /// How much of the store the journal may take.
    pub(super) share_chars: usize,
    /// How many records the server gives and takes at a time.
    pub(super) page_records: usize,
    pub(super) chunk_records: usize,
}

/// A run before it is run.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) setup: Setup,
    pub(super) steps: Vec<Step>,
}

/// A share of the store that no run uses up.
pub(super) const ROOM_FOR_ALL: usize = 5_000_000;

/// How many people there are.
pub(super) const PEOPLE: usize = 2;

/// What a run is about.
#[derive(Clone, Copy)]
enum About {
    Anything,
    /// Few records, so that much happens to each.
    FewRecords,
    /// A journal of which some devices hold only a part.
    LongJournal,
}

impl About {
    const ALL: [Self; 3] = [Self::Anything, Self::FewRecords, Self::LongJournal];

    /// What happens first in a browser, which may be the first of the person who is likely to sign in there.
    fn opening(self, is_first: bool, chance: &mut Chance) -> Vec<Action> {
        match self {
            Self::FewRecords => vec![Action::Create, Action::SignIn, Action::Create],
            Self::LongJournal => {
                let created = if is_first { 14 } else { 0 };
                [
                    vec![Action::Create; created],
                    vec![Action::SignIn],
                    vec![Action::Network; 3],
                    vec![Action::Sync],
                    vec![Action::Network; 2 + chance.below(8)],
                ]
                .concat()
            }
            // Some journals begin before anybody signs in, some on a device that is signed in.
            Self::Anything => match chance.below(4) {
                0 => Vec::new(),
                1 => vec![Action::Create, Action::SignIn],
                _ => vec![Action::SignIn],
            },
        }
    }
}

/// What a seed stands for.
pub(super) fn plan(seed: u64) -> Plan {
    let mut chance = Chance::new(seed);
    let mut setup = setup(&mut chance);
    let mut weights = weights(&setup.faults);
    // After a month nobody is signed in any more, so there are few of them.
    if chance.once_in(4) {
        weights.push((1, Action::Month));
    }
    if chance.once_in(4) {
        weights.extend([(2, Action::DeleteAccount), (8, Action::KeepJournal)]);
    }
    let about = About::ALL[chance.below(About::ALL.len())];
    match about {
        About::FewRecords => weights.retain(|(_, action)| *action != Action::Create),
        About::LongJournal => {
            weights.extend([(10, Action::SignIn), (8, Action::PageOlder)]);
            for browser in &mut setup.browsers {
                browser.page_records = [2, 2, 5][chance.below(3)];
            }
        }
        About::Anything => {}
    }
    let count = 60 + chance.below(80);
    let mut steps: Vec<Step> = Vec::new();
    for browser in 0..setup.browsers.len() {
        let of = |browser: usize| setup.browsers.get(browser).map(|it| it.people.first());
        let is_first = (0..browser).all(|earlier| of(earlier) != of(browser));
        let opening = about.opening(is_first, &mut chance);
        steps.extend(opening.into_iter().map(|action| Step {
            browser,
            tab: 0,
            action,
            salt: chance.seed(),
        }));
    }
    if let About::LongJournal = about {
        // Early, while most can still sign in and little has gone wrong.
        for _ in 0..chance.below(4) {
            let place = some_place(&mut chance, &setup);
            steps.extend(meanwhile(&mut chance, &setup, place));
        }
    }
    let mut place = (0, 0);
    while steps.len() < count {
        // What somebody does comes in runs: several things on one device, then on another.
        if !chance.once_in(3) || steps.is_empty() {
            place = some_place(&mut chance, &setup);
        }
        if chance.once_in(8) {
            steps.extend(meanwhile(&mut chance, &setup, place));
        }
        let Some(action) = chance.weighted(&weights) else {
            break;
        };
        steps.push(Step {
            browser: place.0,
            tab: place.1,
            action: *action,
            salt: chance.seed(),
        });
    }
    Plan { setup, steps }
}

fn some_place(chance: &mut Chance, setup: &Setup) -> Place {
    let browser = chance.below(setup.browsers.len());
    let tabs = setup
        .browsers
        .get(browser)
        .map_or(1, |browser| browser.tabs);
    (browser, chance.below(tabs))
}

fn setup(chance: &mut Chance) -> Setup {
    // One to four devices for each person; sometimes one is used by both. In most runs there are few, so that much happens on
    // each, and in some there is one person alone.
    let devices = [1, 2, 2, 2, 2, 3, 3, 4];
    let mut of_each = [chance.below(devices.len()), chance.below(devices.len())];
    of_each = of_each.map(|index| devices[index]);
    match chance.below(8) {
        0..4 => of_each[1] = 0,
        4..7 => of_each[chance.below(PEOPLE)] = 1,
        _ => {}
    }
    let people = of_each.into_iter().enumerate();
    let mut people: Vec<Vec<usize>> = people
        .flat_map(|(person, count)| vec![vec![person]; count])
        .collect();
    if chance.once_in(3)
        && let Some(shared) = people.last_mut()
    {
        *shared = (0..PEOPLE).collect();
    }
    let browsers = people.into_iter().map(|people| BrowserSetup {
        seed: chance.seed(),
        tabs: 1 + usize::from(chance.once_in(2)),
        people,
        has_locks: chance.once_in(2),
        // Room for everything, or for a few records.
        share_chars: if chance.once_in(3) {
            2_000 + chance.below(4_000)
        } else {
            ROOM_FOR_ALL
        },
        page_records: [2, 2, 5, limits::PAGE_RECORDS][chance.below(4)],
        chunk_records: [2, 5, CHUNK_RECORDS][chance.below(3)],
    });
    let browsers = browsers.collect();
    // Where most requests go through, much comes to pass that takes several of them.
    let has_good_network = chance.once_in(3);
    let goes_well = |fault: &Fault| has_good_network && Fault::OF_NETWORK.contains(fault);
    let faults = Fault::ALL
        .iter()
        .filter(|fault| chance.once_in(2) && !goes_well(fault))
        .copied()
        .collect();
    Setup { browsers, faults }
}

fn weights(faults: &[Fault]) -> Vec<(usize, Action)> {
    let mut weights = vec![
        (8, Action::Create),
        (12, Action::Edit),
        (6, Action::TypeOn),
        (7, Action::Toggle),
        (7, Action::Delete),
        (16, Action::Restore),
        (4, Action::Undo),
        (8, Action::RenamePiece),
        (1, Action::TagMuch),
        (3, Action::OpenForm),
        (5, Action::SignIn),
        (3, Action::SignOut),
        (2, Action::SignOutOffline),
        (2, Action::SessionEnds),
        (4, Action::Pause),
        (10, Action::Resume),
        (36, Action::Sync),
        (2, Action::PageOlder),
        (2, Action::CheckBackup),
        (28, Action::Network),
        (3, Action::Late),
        (4, Action::CatchUp),
        (8, Action::Hear),
        (1, Action::Reload),
    ];
    for fault in faults {
        match fault {
            Fault::Full => weights.extend([(2, Action::Wrong(*fault)), (2, Action::MakeRoom)]),
            Fault::Restored => weights.extend([(4, Action::BackUp), (2, Action::Wrong(*fault))]),
            Fault::Killed => weights.push((4, Action::Wrong(*fault))),
            Fault::StaleTab => {}
            fault if Fault::OF_NETWORK.contains(fault) => {}
            // Most records cannot be poisoned.
            Fault::Poison => weights.push((2, Action::Wrong(*fault))),
            fault => weights.push((1, Action::Wrong(*fault))),
        }
    }
    weights
}
