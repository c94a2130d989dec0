//! What random steps seldom come to: something happens while a request is under way.
//!
//! Each scene only makes it likely that steps meet. What comes of it is up to chance and to the steps around it.

use super::browser::Place;
use super::chance::Chance;
use super::faults::Fault;
use super::steps::{Action, ROOM_FOR_ALL, Setup, Step};

/// The steps of a scene, which is about what somebody does at `place`.
struct Scene<'a> {
    chance: &'a mut Chance,
    setup: &'a Setup,
    place: Place,
    /// Another tab of the same browser.
    sibling: Option<Place>,
    /// Another browser in which the same person may sign in.
    other: Option<Place>,
    steps: Vec<Step>,
}

/// A scene that begins with what somebody does at `place`.
pub(super) fn meanwhile(chance: &mut Chance, setup: &Setup, place: Place) -> Vec<Step> {
    let browsers = setup.browsers.iter().enumerate();
    let places =
        browsers.flat_map(|(index, browser)| (0..browser.tabs).map(move |tab| (index, tab)));
    let places: Vec<Place> = places.collect();
    let of_browser = |index: usize| setup.browsers.get(index);
    let shares_person = |other: usize| {
        let people = of_browser(place.0).into_iter().flat_map(|it| &it.people);
        let theirs = of_browser(other).map(|it| &it.people);
        theirs.is_some_and(|theirs| people.into_iter().any(|person| theirs.contains(person)))
    };
    let siblings: Vec<Place> = places
        .iter()
        .filter(|other| other.0 == place.0 && **other != place)
        .copied()
        .collect();
    let others: Vec<Place> = places
        .iter()
        .filter(|other| other.0 != place.0 && shares_person(other.0))
        .copied()
        .collect();
    let (sibling, other) = (chance.pick(&siblings), chance.pick(&others));
    let mut scene = Scene {
        sibling: sibling.copied(),
        other: other.copied(),
        chance,
        setup,
        place,
        steps: Vec::new(),
    };
    let syncs_alone = of_browser(place.0).is_some_and(|browser| browser.has_locks);
    match (scene.chance.below(18), scene.sibling, scene.other) {
        (0 | 1, _, _) if scene.may(Fault::Restored) => scene.server_is_restored(),
        (2, _, _) if scene.may(Fault::Restored) => scene.recovery_is_cut_short(),
        (3, _, _) if scene.may(Fault::Killed) => scene.browser_dies(),
        (4 | 5, Some(sibling), _) if !syncs_alone => {
            scene.sibling_sends_the_same_record(sibling);
        }
        (6..9, Some(sibling), Some(other)) if !syncs_alone => {
            scene.record_is_changed_while_it_comes(sibling, other);
        }
        (9, _, Some(other)) if scene.may(Fault::NewerVersion) => {
            scene.older_program_pulls(other);
        }
        (10, _, Some(other)) => scene.a_list_grows_too_long(other),
        (11 | 12, _, _) if scene.may(Fault::Restored) && !scene.has_room_for_all(place) => {
            scene.older_page_comes_from_a_restored_server();
        }
        (13, _, Some(other)) if scene.may(Fault::Restored) => {
            scene.what_is_given_back_is_deleted(other);
        }
        (14 | 15, Some(sibling), Some(other)) => {
            scene.somebody_signs_in_again_while_a_page_comes(sibling, other);
        }
        (16, _, _) if scene.may(Fault::AnswerLost) => scene.what_was_sent_is_taken_back(),
        (_, _, Some(other)) => scene.other_device_changes_something(other),
        (_, Some(sibling), None) => scene.other_device_changes_something(sibling),
        (_, None, None) => {}
    }
    scene.goes_on(place, 0..7);
    scene.steps
}

impl Scene<'_> {
    fn may(&self, fault: Fault) -> bool {
        self.setup.faults.contains(&fault)
    }

    fn has_room_for_all(&self, (browser, _): Place) -> bool {
        let browser = self.setup.browsers.get(browser);
        browser.is_some_and(|browser| browser.share_chars == ROOM_FOR_ALL)
    }

    fn does(&mut self, (browser, tab): Place, action: Action) {
        let salt = self.chance.seed();
        self.steps.push(Step {
            browser,
            tab,
            action,
            salt,
        });
    }

    /// What is under way at `place` goes on by a number of steps.
    fn goes_on(&mut self, place: Place, steps: std::ops::Range<usize>) {
        for _ in 0..steps.start + self.chance.below(steps.len()) {
            self.does(place, Action::Network);
        }
    }

    /// Something begins and goes on until it is done.
    fn completes(&mut self, place: Place, action: Action) {
        self.does(place, action);
        self.does(place, Action::UntilDone);
    }

    /// A sync begins and goes on, usually to its end.
    fn syncs(&mut self, place: Place) {
        self.does(place, Action::Sync);
        self.goes_on(place, 3..10);
    }

    /// Something is done in two places, to the same record if both show the same.
    fn does_as_well(&mut self, place: Place, action: Action) {
        self.does(place, action);
        let is_it = |step: &&Step| step.action == action;
        let first = self.steps.iter().find(is_it).map(|it| it.salt);
        if let (Some(first), Some(last)) = (first, self.steps.last_mut()) {
            last.salt = first;
        }
    }

    fn server_is_restored(&mut self) {
        let place = self.place;
        self.does(place, Action::BackUp);
        for _ in 0..1 + self.chance.below(5) {
            self.does(place, Action::Create);
        }
        let begun = [Action::Sync, Action::Sync, Action::PageOlder];
        let begun = begun[self.chance.below(begun.len())];
        self.does(place, begun);
        self.goes_on(place, 0..7);
        self.does(place, Action::Wrong(Fault::Restored));
        self.goes_on(place, 0..7);
        self.does(place, Action::Sync);
        self.goes_on(place, 0..5);
    }

    /// A server was restored, and the device that finds out does not come to the end of telling what it lacks.
    fn recovery_is_cut_short(&mut self) {
        let place = self.place;
        self.does(place, Action::BackUp);
        for _ in 0..1 + self.chance.below(3) {
            self.does(place, Action::Create);
        }
        self.syncs(place);
        self.does(place, Action::Wrong(Fault::Restored));
        self.does(place, Action::Sync);
        self.goes_on(place, 1..6);
        self.does(place, Action::Reload);
        self.does(place, Action::Sync);
    }

    /// What a restored server has lost is given back by one device, and deleted on another one.
    fn what_is_given_back_is_deleted(&mut self, other: Place) {
        let place = self.place;
        self.completes(place, Action::SignIn);
        self.completes(other, Action::SignIn);
        self.does(place, Action::BackUp);
        self.does(place, Action::Create);
        self.completes(place, Action::Sync);
        self.completes(other, Action::Sync);
        self.does(place, Action::Wrong(Fault::Restored));
        // Far enough to find out what is missing, and not to have given it back.
        self.does(place, Action::Sync);
        self.goes_on(place, 0..5);
        self.does(other, Action::Delete);
        self.completes(other, Action::Sync);
        self.completes(place, Action::Sync);
    }

    fn browser_dies(&mut self) {
        let place = self.place;
        let begun = [
            Action::SignIn,
            Action::SignIn,
            Action::SignOut,
            Action::SignOutOffline,
            Action::Pause,
            Action::Resume,
        ];
        let begun = begun[self.chance.below(begun.len())];
        self.does(place, begun);
        self.goes_on(place, 0..6);
        self.does(place, Action::Wrong(Fault::Killed));
        self.does(place, Action::Sync);
    }

    /// What was sent and not heard of is taken back before it is sent again.
    fn what_was_sent_is_taken_back(&mut self) {
        let place = self.place;
        self.completes(place, Action::SignIn);
        self.completes(place, Action::Sync);
        self.does(place, Action::Edit);
        self.does(place, Action::Sync);
        self.does(place, Action::UntilPush);
        self.does(place, Action::Wrong(Fault::AnswerLost));
        self.does(place, Action::UntilDone);
        self.does(place, Action::Undo);
        self.completes(place, Action::Sync);
    }

    /// The answer of one tab comes when another tab has sent the same, and something newer of which it hears nothing, and perhaps
    /// another device changes what the account came to hold.
    fn sibling_sends_the_same_record(&mut self, sibling: Place) {
        let place = self.place;
        if self.chance.once_in(2) {
            self.completes(place, Action::SignIn);
            self.completes(place, Action::Sync);
        }
        self.does_as_well(place, Action::Edit);
        self.does(place, Action::Sync);
        match self.chance.once_in(2) {
            true => self.does(place, Action::UntilPush),
            false => self.goes_on(place, 0..4),
        }
        match self.chance.below(3) {
            0 => {
                self.does(sibling, Action::Sync);
                self.goes_on(sibling, 0..7);
            }
            1 => self.completes(sibling, Action::Sync),
            _ => {}
        }
        self.does_as_well(sibling, Action::Edit);
        self.does(sibling, Action::Sync);
        match self.chance.once_in(2) {
            true => self.does(sibling, Action::UntilPush),
            false => self.goes_on(sibling, 0..9),
        }
        if self.may(Fault::RequestLost) && self.chance.once_in(2) {
            self.does(sibling, Action::Wrong(Fault::RequestLost));
        }
        match self.chance.once_in(2) {
            true => self.does(place, Action::UntilDone),
            false => self.goes_on(place, 0..4),
        }
        if let Some(other) = self.other.filter(|_| self.chance.once_in(2)) {
            self.syncs(other);
            self.does_as_well(other, Action::Edit);
            self.syncs(other);
        }
    }

    /// What a device is about to take in is changed elsewhere, and another tab hears of that first.
    fn record_is_changed_while_it_comes(&mut self, sibling: Place, other: Place) {
        let place = self.place;
        self.completes(other, Action::SignIn);
        for _ in 0..3 + self.chance.below(8) {
            self.does(other, Action::Create);
        }
        self.completes(other, Action::Sync);
        // Where there is no room for everything, older records come when somebody looks; elsewhere, to a new device.
        self.completes(place, Action::Sync);
        if self.has_room_for_all(place) {
            self.completes(place, Action::SignOut);
            self.completes(place, Action::SignIn);
            self.does(place, Action::Sync);
        } else {
            self.does(place, Action::PageOlder);
        }
        self.does(place, Action::UntilOlder);
        self.goes_on(place, 0..3);
        let changes = [Action::Edit, Action::TypeOn, Action::Delete, Action::Delete];
        for _ in 0..3 + self.chance.below(6) {
            let change = changes[self.chance.below(changes.len())];
            self.does(other, change);
        }
        self.completes(other, Action::Sync);
        match self.chance.once_in(2) {
            true => self.completes(sibling, Action::Sync),
            false => {
                self.does(sibling, Action::Sync);
                self.goes_on(sibling, 0..5);
            }
        }
    }

    /// A page is on its way when somebody signs out in another tab, and in again.
    fn somebody_signs_in_again_while_a_page_comes(&mut self, sibling: Place, other: Place) {
        let place = self.place;
        self.completes(place, Action::SignIn);
        self.completes(place, Action::Sync);
        self.completes(other, Action::SignIn);
        for _ in 0..1 + self.chance.below(4) {
            self.does(other, Action::Create);
        }
        self.completes(other, Action::Sync);
        self.does(place, Action::Sync);
        self.goes_on(place, 0..2);
        self.completes(sibling, Action::SignOut);
        self.does(sibling, Action::SignIn);
        self.goes_on(sibling, 0..6);
        self.goes_on(place, 1..5);
    }

    /// What an older program cannot read comes while it is open.
    fn older_program_pulls(&mut self, other: Place) {
        let place = self.place;
        self.does(place, Action::Wrong(Fault::NewerVersion));
        for _ in 0..1 + self.chance.below(3) {
            self.does(other, Action::Create);
        }
        self.syncs(other);
        self.syncs(place);
        self.does(place, Action::Reload);
    }

    /// A server is restored between two requests of somebody who looks at older records, of which one was edited.
    fn older_page_comes_from_a_restored_server(&mut self) {
        let place = self.place;
        self.completes(place, Action::PageOlder);
        self.does(place, Action::BackUp);
        self.does_as_well(place, Action::Edit);
        self.completes(place, Action::Sync);
        self.does_as_well(place, Action::Edit);
        self.does(place, Action::Reload);
        self.does(place, Action::PageOlder);
        self.does(place, Action::UntilOlder);
        self.does(place, Action::Wrong(Fault::Restored));
        self.does(place, Action::UntilDone);
    }

    /// Two devices add as much to one list as it cannot hold.
    fn a_list_grows_too_long(&mut self, other: Place) {
        let place = self.place;
        self.completes(place, Action::Sync);
        self.completes(other, Action::Sync);
        self.does_as_well(place, Action::TagMuch);
        self.does_as_well(other, Action::TagMuch);
        self.completes(place, Action::Sync);
        self.completes(other, Action::Sync);
    }

    fn other_device_changes_something(&mut self, other: Place) {
        let place = self.place;
        let begun = [Action::Sync, Action::Sync, Action::PageOlder];
        let begun = begun[self.chance.below(begun.len())];
        self.does(place, begun);
        self.goes_on(place, 0..4);
        let changes = [Action::Create, Action::Edit, Action::TypeOn, Action::Delete];
        let change = changes[self.chance.below(changes.len())];
        self.does(other, change);
        self.does(other, Action::Sync);
        self.goes_on(other, 0..6);
        if let Some(sibling) = self.sibling.filter(|sibling| *sibling != other) {
            self.does(sibling, Action::Sync);
            self.goes_on(sibling, 0..6);
        }
    }
}
