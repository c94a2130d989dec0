//! Who has signed in to an account, who has tried, and when its address was changed.

use serde::Deserialize;
use shared_model::protocol::{SignIn, SignInMethod, SignInOutcome};
use shared_model::{Timestamp, UserId};

use super::session::Viewer;
use crate::database::{Database, Statement, batch, read_all};
use crate::error::ApiError;

/// How long the log is kept, in days.
pub(crate) const LOG_DAYS: i64 = 90;
/// How many sign-ins one answer tells at most, and how many changes of the address.
const LINES_MAX: i64 = 200;
/// How many refusals: anybody can make some, and must not hide a sign-in behind them.
const REFUSALS_MAX: i64 = 50;
const DAY_SECS: i64 = 86_400;

/// The log of the last 90 days, the latest first; of what there is very much, the latest.
///
/// # Errors
/// `WrongAccount`, or the database failed.
pub async fn sign_in_log(
    viewer: &Viewer,
    expected_user_id: &UserId,
    database: &dyn Database,
    now: Timestamp,
) -> Result<Vec<SignIn>, ApiError> {
    #[derive(Deserialize)]
    struct Columns {
        at: i64,
        method: SignInMethod,
        outcome: SignInOutcome,
        device: String,
    }
    viewer.ensure_is(expected_user_id)?;
    let [lines] = batch(
        database,
        [Statement::new(
            "SELECT * FROM (
                SELECT at, id, method, outcome, device FROM sign_ins
                WHERE user_id = ?1 AND at > ?2 AND outcome <> 'REFUSED' ORDER BY at DESC, id LIMIT ?3)
            UNION ALL SELECT * FROM (
                SELECT at, id, method, outcome, device FROM sign_ins
                WHERE user_id = ?1 AND at > ?2 AND outcome = 'REFUSED' ORDER BY at DESC, id LIMIT ?4)
            UNION ALL SELECT * FROM (
                SELECT at, id, 'LINK', 'ADDRESS_CHANGED', device FROM changed_addresses
                WHERE user_id = ?1 AND at > ?2 ORDER BY at DESC, id LIMIT ?3)
            ORDER BY at DESC, id",
            [
                viewer.user().id.as_str().into(),
                now.plus_secs(-LOG_DAYS * DAY_SECS).millis().into(),
                LINES_MAX.into(),
                REFUSALS_MAX.into(),
            ],
        )],
    )
    .await?;
    let lines: Vec<Columns> = read_all(lines)?;
    Ok(lines
        .into_iter()
        .map(|line| SignIn {
            at: Timestamp::from_clock(line.at),
            method: line.method,
            outcome: line.outcome,
            device: line.device,
        })
        .collect())
}
