//! Exact limits: how often somebody may ask to sign in and try to, by address, by network and in total.
//!
//! Nobody is to be kept out by what a stranger does. So trying a link is counted apart from trying a code, and of a link only
//! the network counts: a link cannot be guessed, and whoever invents some would otherwise use up everybody's tries. Of a code,
//! the address and the total count only while it can be right. The limits of these tries follow from how many mails may be asked
//! for in one window; mails of two windows may be valid together, and share the tries of one.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::json;

use super::network::Network;
use crate::api::Services;
use crate::database::{Statement, batch, read_first};
use crate::error::ApiError;

/// How long what is counted is counted for: from the first time on.
const WINDOW_SECS: i64 = 3_600;
/// How long the mails of a day are counted for.
pub(crate) const LONGEST_WINDOW_SECS: i64 = 24 * 3_600;
/// How many mails a change of address sends. A limit below that would refuse every change, or be passed by each.
const MAILS_AT_ONCE: i64 = 2;

/// How often somebody may ask for a mail within an hour, and everybody within a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For one address.
    pub address: i64,
    /// From one network.
    pub network: i64,
    /// Altogether.
    pub total: i64,
    /// Altogether within 24 hours, so that nobody uses up more mails than the server may send.
    pub day: i64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            address: 5,
            network: 60,
            total: 100,
            day: 100,
        }
    }
}

impl Limits {
    /// Reads `address=5 network=60 total=100 day=100`, in any order; what is left out has its default. Nothing when it is not
    /// like that, or allows less at once than a change of address needs: a mail to one address, and two mails altogether.
    pub fn parse(text: &str) -> Option<Self> {
        let mut limits = Self::default();
        for item in text.split_whitespace() {
            let (name, number) = item.split_once('=')?;
            let (limit, least) = match name {
                "address" => (&mut limits.address, 1),
                "network" => (&mut limits.network, MAILS_AT_ONCE),
                "total" => (&mut limits.total, MAILS_AT_ONCE),
                "day" => (&mut limits.day, MAILS_AT_ONCE),
                _ => return None,
            };
            *limit = number.parse().ok().filter(|number| *number >= least)?;
        }
        Some(limits)
    }

    /// How often one may try to sign in for each mail that one may ask for: by each of the wrong codes, by the right one, and
    /// once more because an answer was lost.
    const TRIES_PER_MAIL: i64 = super::code::WRONG_CODES_MAX + 2;

    /// What an action counts.
    fn counters<'a>(self, action: Action<'a>, network: Option<Network>) -> Vec<Counter<'a>> {
        let times = match action {
            Action::Ask(_) => 1,
            Action::TryLink | Action::TryCode(_) => Self::TRIES_PER_MAIL,
        };
        let hourly = |of, whom, uses, limit: i64| Counter {
            of,
            whom,
            uses,
            limit: limit.saturating_mul(times),
            window_secs: WINDOW_SECS,
        };
        let addresses: &[&str] = match &action {
            Action::Ask(addresses) => addresses,
            Action::TryCode(Some(address)) => std::slice::from_ref(address),
            Action::TryLink | Action::TryCode(None) => &[],
        };
        let uses = i64::try_from(addresses.len()).unwrap_or(i64::MAX);
        let by_address = addresses
            .iter()
            .map(|address| hourly("address", (*address).into(), 1, self.address));
        let by_network = network.map(|network| {
            hourly(
                "network",
                network.first_address().into(),
                uses.max(1),
                self.network,
            )
        });
        let in_total = (uses > 0).then(|| hourly("total", "".into(), uses, self.total));
        let in_a_day = matches!(action, Action::Ask(_)).then(|| Counter {
            of: "day",
            whom: "".into(),
            uses,
            limit: self.day,
            window_secs: LONGEST_WINDOW_SECS,
        });
        // Whatever somebody does from one network, others are left mails of the day.
        let by_network_in_a_day =
            network
                .filter(|_| matches!(action, Action::Ask(_)))
                .map(|network| Counter {
                    of: "network-day",
                    whom: network.first_address().into(),
                    uses,
                    limit: self.network.max(self.day / 2),
                    window_secs: LONGEST_WINDOW_SECS,
                });
        by_address
            .chain(by_network)
            .chain(in_total)
            .chain(by_network_in_a_day)
            .chain(in_a_day)
            .collect()
    }
}

/// What is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action<'a> {
    /// Asking for a mail to each of these addresses.
    Ask(&'a [&'a str]),
    /// Trying a link.
    TryLink,
    /// Trying a code, which may be the one of this address; of nobody's, where none can be right.
    TryCode(Option<&'a str>),
}

impl Action<'_> {
    const fn name(self) -> &'static str {
        match self {
            Self::Ask(_) => "ask",
            Self::TryLink => "link",
            Self::TryCode(_) => "code",
        }
    }
}

/// One thing that is counted.
#[derive(Debug, PartialEq, Eq)]
struct Counter<'a> {
    of: &'static str,
    whom: Cow<'a, str>,
    /// How often it is used at once.
    uses: i64,
    limit: i64,
    window_secs: i64,
}

/// Counts once more, unless a limit is reached; then nothing is counted, so that whoever asks in vain takes nothing from
/// others. What is not known of somebody is not counted.
///
/// # Errors
/// `RateLimited`, or the database failed, or the server is not set up.
pub(super) async fn count(
    action: Action<'_>,
    network: Option<Network>,
    services: &Services,
) -> Result<(), ApiError> {
    #[derive(Deserialize)]
    struct Reached {
        left_millis: Option<i64>,
    }
    let settings = services.sign_in()?;
    let now = services.clock.now();
    let counters: Vec<_> = settings
        .limits
        .counters(action, network)
        .into_iter()
        .map(|counter| {
            json!({
                "key": settings.key.mac("limit", &[action.name(), counter.of, &counter.whom]),
                "uses": counter.uses,
                "limit": counter.limit,
                "openSince": now.plus_secs(-counter.window_secs).millis(),
            })
        })
        .collect();
    let counters = json!(counters).to_string();
    let now = now.millis();
    let [reached, _] = batch(
        services.database.as_ref(),
        [
            Statement::new(
                format!(
                    "SELECT max(r.window_start - (l.value ->> 'openSince')) AS left_millis {REACHED}"
                ),
                [counters.as_str().into()],
            ),
            Statement::new(
                format!(
                    "INSERT INTO rate_limits (key, window_start, uses)
                    SELECT c.value ->> 'key',
                        iif(u.window_start > c.value ->> 'openSince', u.window_start, ?2),
                        iif(u.window_start > c.value ->> 'openSince', u.uses, 0) + (c.value ->> 'uses')
                    FROM json_each(?1) AS c LEFT JOIN rate_limits AS u ON u.key = c.value ->> 'key'
                    WHERE NOT EXISTS (SELECT 1 {REACHED})
                    ON CONFLICT (key) DO UPDATE SET uses = excluded.uses, window_start = excluded.window_start"
                ),
                [counters.as_str().into(), now.into()],
            ),
        ],
    )
    .await?;
    let reached: Option<Reached> = read_first(reached)?;
    match reached.and_then(|reached| reached.left_millis) {
        None => Ok(()),
        Some(left_millis) => Err(ApiError::RateLimited {
            // The wait of whoever asks again a moment too early would begin again.
            retry_after_secs: left_millis / 1_000 + 1,
        }),
    }
}

/// The counters of ?1 that would go beyond their limits within their windows.
const REACHED: &str = "FROM json_each(?1) AS l JOIN rate_limits AS r ON r.key = l.value ->> 'key'
    WHERE r.window_start > l.value ->> 'openSince' AND r.uses + (l.value ->> 'uses') > l.value ->> 'limit'";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_in_any_order_and_have_defaults() {
        let read = Limits::parse("total=9 day=8 address=1").expect("good limits");
        assert_eq!((read.address, read.network), (1, 60));
        assert_eq!((read.total, read.day), (9, 8));
        assert_eq!(Limits::parse(""), Some(Limits::default()));
    }

    #[test]
    fn what_is_no_limit_is_refused() {
        for text in [
            "5",
            "address",
            "address=",
            "address=0",
            "address=-1",
            "adress=5",
            "total=1,2",
            "network=1",
            "total=1",
            "day=1",
        ] {
            assert_eq!(Limits::parse(text), None, "{text}");
        }
    }

    /// What is counted of an action, and how often it may be.
    fn limited(action: Action<'_>) -> Vec<(&'static str, i64, i64)> {
        let network = Network::of("203.0.113.7");
        let counters = Limits::default().counters(action, network).into_iter();
        counters
            .map(|counter| (counter.of, counter.uses, counter.limit))
            .collect()
    }

    #[test]
    fn who_may_ask_may_also_try_each_code_of_the_mails() {
        let (asking, trying) = (["clara@example.org"], Some("clara@example.org"));
        assert_eq!(
            limited(Action::Ask(&asking)),
            [
                ("address", 1, 5),
                ("network", 1, 60),
                ("total", 1, 100),
                ("network-day", 1, 60),
                ("day", 1, 100)
            ]
        );
        assert_eq!(
            limited(Action::TryCode(trying)),
            [("address", 1, 35), ("network", 1, 420), ("total", 1, 700)]
        );
    }

    #[test]
    fn what_cannot_be_right_counts_against_its_network_alone() {
        for action in [Action::TryLink, Action::TryCode(None)] {
            assert_eq!(limited(action), [("network", 1, 420)]);
        }
    }

    #[test]
    fn two_mails_are_two_of_the_network_and_of_everybody_and_one_of_each_address() {
        let both = ["clara@example.org", "wieck@example.org"];
        assert_eq!(
            limited(Action::Ask(&both)),
            [
                ("address", 1, 5),
                ("address", 1, 5),
                ("network", 2, 60),
                ("total", 2, 100),
                ("network-day", 2, 60),
                ("day", 2, 100)
            ]
        );
    }
}
