//! Who has signed in to an account, who has tried, and when its address was changed.

use serde::Deserialize;
use shared_model::protocol::{SignIn, SignInMethod, SignInOutcome};
use shared_model::{Timestamp, UserId};

use super::session::Viewer;
use crate::database::{Database, Statement, batch, read_all};
use crate::error::ApiError;

/// How long the log is kept, in days.
pub(crate) const LOG_DAYS: i64 = 90;
/// Lines that one answer tells at most.
const LINES_MAX: i64 = 200;
const DAY_SECS: i64 = 86_400;

/// The log of the last 90 days, the latest first.
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
    viewer.expect(expected_user_id)?;
    let [lines] = batch(
        database,
        [Statement::new(
            "SELECT at, id, method, outcome, device FROM sign_ins WHERE user_id = ?1 AND at > ?2
            UNION ALL
            SELECT at, id, 'LINK', 'ADDRESS_CHANGED', device FROM changed_addresses
            WHERE user_id = ?1 AND at > ?2
            ORDER BY at DESC, id LIMIT ?3",
            [
                viewer.user().id.as_str().into(),
                now.plus_secs(-LOG_DAYS * DAY_SECS).millis().into(),
                LINES_MAX.into(),
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
