//! Exact limits: how often somebody may ask to sign in and try to, by address, by network and in total.

use serde::Deserialize;
use serde_json::json;

use super::network::Network;
use crate::api::Services;
use crate::database::{Statement, batch, read_first};
use crate::error::ApiError;

/// How long what is counted is counted for: from the first time on.
pub(crate) const WINDOW_SECS: i64 = 3_600;

/// How often somebody may ask for a mail within an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For one address.
    pub address: i64,
    /// From one network.
    pub network: i64,
    /// Altogether, so that nobody uses up all the mails that the server may send.
    pub total: i64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            address: 5,
            network: 60,
            total: 100,
        }
    }
}

impl Limits {
    /// Reads `address=5 network=60 total=100`, in any order; what is left out has its default. Nothing when it is not like
    /// that.
    pub fn parse(text: &str) -> Option<Self> {
        let mut limits = Self::default();
        for item in text.split_whitespace() {
            let (name, number) = item.split_once('=')?;
            let number = number.parse().ok().filter(|number| *number >= 1)?;
            match name {
                "address" => limits.address = number,
                "network" => limits.network = number,
                "total" => limits.total = number,
                _ => return None,
            }
        }
        Some(limits)
    }

    /// How often one may try to sign in for each mail that one may ask for: by each of the wrong codes, by the right one, and
    /// once more because an answer was lost.
    const TRIES_PER_MAIL: i64 = super::code::WRONG_CODES_MAX + 2;

    fn for_action(self, action: Action) -> Self {
        let times = match action {
            Action::Ask => 1,
            Action::Try => Self::TRIES_PER_MAIL,
        };
        Self {
            address: self.address.saturating_mul(times),
            network: self.network.saturating_mul(times),
            total: self.total.saturating_mul(times),
        }
    }
}

/// What is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// Asking for a mail.
    Ask,
    /// Trying a link or a code.
    Try,
}

impl Action {
    const fn name(self) -> &'static str {
        match self {
            Self::Ask => "ask",
            Self::Try => "try",
        }
    }
}

/// Counts once more, unless a limit is reached; then nothing is counted, so that whoever asks in vain takes nothing from
/// others. What is not known of somebody is not counted.
///
/// # Errors
/// `RateLimited`, or the database failed, or the server is not set up.
pub(super) async fn count(
    action: Action,
    address: Option<&str>,
    network: Option<Network>,
    services: &Services,
) -> Result<(), ApiError> {
    #[derive(Deserialize)]
    struct Reached {
        window_start: Option<i64>,
    }
    let settings = services.sign_in()?;
    let limits = settings.limits.for_action(action);
    let counter = |of: &str, whom: &str, limit: i64| {
        let key = settings.key.mac("limit", &[action.name(), of, whom]);
        json!({ "key": key, "limit": limit })
    };
    let counters: Vec<_> = [
        address.map(|address| counter("address", address, limits.address)),
        network.map(|network| counter("network", &network.first_address(), limits.network)),
        Some(counter("total", "", limits.total)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let counters = json!(counters).to_string();
    let now = services.clock.now();
    let open_since = now.plus_secs(-WINDOW_SECS).millis();
    let [reached, _] = batch(
        services.database.as_ref(),
        [
            Statement::new(
                format!("SELECT max(r.window_start) AS window_start {REACHED}"),
                [counters.as_str().into(), open_since.into()],
            ),
            Statement::new(
                format!(
                    "INSERT INTO rate_limits (key, window_start, uses)
                    SELECT c.value ->> 'key', ?3, 1 FROM json_each(?1) AS c
                    WHERE NOT EXISTS (SELECT 1 {REACHED})
                    ON CONFLICT (key) DO UPDATE SET
                        uses = CASE WHEN window_start > ?2 THEN uses + 1 ELSE 1 END,
                        window_start = CASE WHEN window_start > ?2 THEN window_start ELSE ?3 END"
                ),
                [
                    counters.as_str().into(),
                    open_since.into(),
                    now.millis().into(),
                ],
            ),
        ],
    )
    .await?;
    let reached: Option<Reached> = read_first(reached)?;
    match reached.and_then(|reached| reached.window_start) {
        None => Ok(()),
        Some(window_start) => {
            let left_millis = window_start - open_since;
            Err(ApiError::RateLimited {
                // The wait of whoever asks again a moment too early would begin again.
                retry_after_secs: left_millis / 1_000 + 1,
            })
        }
    }
}

/// The counters of ?1 that have come to their limits within the hour since ?2.
const REACHED: &str = "FROM json_each(?1) AS l JOIN rate_limits AS r ON r.key = l.value ->> 'key'
    WHERE r.window_start > ?2 AND r.uses >= l.value ->> 'limit'";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_in_any_order_and_have_defaults() {
        let read = Limits::parse("total=9 address=1").expect("good limits");
        assert_eq!((read.address, read.network, read.total), (1, 60, 9));
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
        ] {
            assert_eq!(Limits::parse(text), None, "{text}");
        }
    }

    #[test]
    fn who_may_ask_may_also_try_each_code_of_the_mails() {
        let asking = Limits::default();
        let trying = asking.for_action(Action::Try);
        assert_eq!(trying.address, 35);
        assert_eq!(trying.total, 700);
        assert_eq!(asking.for_action(Action::Ask), asking);
    }
}
