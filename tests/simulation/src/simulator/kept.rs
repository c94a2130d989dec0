//! Plans as text, so that a run that failed once can be kept, whatever plans the seeds stand for later.
//!
//! One line for each browser, for each fault that may happen to requests, and for each step. Lines that begin with `#` say
//! what went wrong.

use std::fmt::Write as _;
use std::str::SplitWhitespace;

use super::faults::Fault;
use super::steps::{Action, BrowserSetup, Plan, Setup, Step};

impl Plan {
    /// The plan as text.
    pub(super) fn to_text(&self) -> String {
        let mut text = String::new();
        for browser in &self.setup.browsers {
            let people: Vec<String> = browser.people.iter().map(usize::to_string).collect();
            let _ = writeln!(
                text,
                "browser {} tabs {} people {} locks {} share {} page {} chunk {}",
                browser.seed,
                browser.tabs,
                people.join(","),
                browser.has_locks,
                browser.share_chars,
                browser.page_records,
                browser.chunk_records
            );
        }
        for fault in &self.setup.faults {
            let _ = writeln!(text, "fault {}", fault.name());
        }
        for step in &self.steps {
            let Step {
                browser,
                tab,
                action,
                salt,
            } = step;
            let _ = writeln!(text, "step {browser} {tab} {salt} {}", action.name());
        }
        text
    }

    /// Reads what [`Self::to_text`] wrote. Nothing when it is something else.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (mut browsers, mut faults, mut steps) = (Vec::new(), Vec::new(), Vec::new());
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        for line in lines.filter(|line| !line.is_empty()) {
            let mut words = line.split_whitespace();
            match words.next()? {
                "browser" => browsers.push(browser(words)?),
                "fault" => faults.push(fault(&rest(words))?),
                "step" => steps.push(Step {
                    browser: words.next()?.parse().ok()?,
                    tab: words.next()?.parse().ok()?,
                    salt: words.next()?.parse().ok()?,
                    action: action(&rest(words))?,
                }),
                _ => return None,
            }
        }
        let setup = Setup { browsers, faults };
        Some(Self { setup, steps })
    }
}

fn rest(words: SplitWhitespace<'_>) -> String {
    words.collect::<Vec<_>>().join(" ")
}

fn browser(mut words: SplitWhitespace<'_>) -> Option<BrowserSetup> {
    let seed = words.next()?.parse().ok()?;
    let mut value = |name| (words.next()? == name).then(|| words.next())?;
    Some(BrowserSetup {
        seed,
        tabs: value("tabs")?.parse().ok()?,
        people: value("people")?
            .split(',')
            .map(|person| person.parse().ok())
            .collect::<Option<_>>()?,
        has_locks: value("locks")?.parse().ok()?,
        share_chars: value("share")?.parse().ok()?,
        page_records: value("page")?.parse().ok()?,
        chunk_records: value("chunk")?.parse().ok()?,
    })
}

fn fault(name: &str) -> Option<Fault> {
    Fault::ALL.into_iter().find(|fault| fault.name() == name)
}

fn action(name: &str) -> Option<Action> {
    let actions = Action::STEPS.into_iter().chain(Action::OTHERS);
    let mut actions = actions.chain(Fault::ALL.into_iter().map(Action::Wrong));
    actions.find(|action| action.name() == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::steps::plan;

    #[test]
    fn a_plan_is_the_same_after_it_was_kept() {
        for seed in 0..100 {
            let text = plan(seed).to_text();
            let kept = Plan::parse(&format!("# why\n{text}")).expect("it is a plan");
            assert_eq!(kept.to_text(), text);
        }
    }
}
