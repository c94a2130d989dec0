//! The sessions of an account, as its musician sees them: where they are signed in, and the way to end that from afar.

use serde::Deserialize;
use shared_model::protocol::AccountSession;
use shared_model::{Timestamp, UserId};

use super::session::{FORGET_LINKS_OF_ENDED_SESSIONS, Lasting, Viewer};
use crate::database::{Database, Param, Row, Statement, batch, read_all};
use crate::error::ApiError;

/// Sessions that one answer tells at most: more than anybody has devices.
const SESSIONS_MAX: i64 = 100;

/// Which of an account's sessions end.
#[derive(Clone, Copy, Debug)]
pub enum Revoked<'a> {
    /// The one with this id.
    One(&'a str),
    /// All but the one that asks.
    Others,
}

/// The account's sessions that last, the one used latest first.
///
/// # Errors
/// `WrongAccount`, or the database failed.
pub async fn list_sessions(
    viewer: &Viewer,
    expected_user_id: &UserId,
    database: &dyn Database,
    now: Timestamp,
) -> Result<Vec<AccountSession>, ApiError> {
    viewer.ensure_is(expected_user_id)?;
    let [sessions] = batch(database, [list(viewer, now)]).await?;
    read(sessions, viewer)
}

/// Ends sessions, and says which are left. One that has ended already is no mistake.
///
/// # Errors
/// `WrongAccount`, or the database failed; then none ends.
pub async fn revoke_sessions(
    viewer: &Viewer,
    expected_user_id: &UserId,
    revoked: Revoked<'_>,
    database: &dyn Database,
    now: Timestamp,
) -> Result<Vec<AccountSession>, ApiError> {
    viewer.ensure_is(expected_user_id)?;
    let user = Param::from(viewer.user().id.as_str());
    let revoke = match revoked {
        Revoked::One(id) => Statement::new(
            "DELETE FROM auth_sessions WHERE user_id = ? AND id = ?",
            [user, id.into()],
        ),
        Revoked::Others => Statement::new(
            "DELETE FROM auth_sessions WHERE user_id = ? AND token_hash <> ?",
            [user, viewer.session_hash().into()],
        ),
    };
    let [_, _, sessions] = batch(
        database,
        [
            revoke,
            Statement::new(FORGET_LINKS_OF_ENDED_SESSIONS, []),
            list(viewer, now),
        ],
    )
    .await?;
    read(sessions, viewer)
}

fn list(viewer: &Viewer, now: Timestamp) -> Statement {
    let Lasting {
        began_after,
        used_after,
    } = Lasting::at(now);
    Statement::new(
        "SELECT id, device, created_at, last_used_at, token_hash FROM auth_sessions
        WHERE user_id = ? AND created_at > ? AND last_used_at > ?
        ORDER BY last_used_at DESC, id LIMIT ?",
        [
            viewer.user().id.as_str().into(),
            began_after.into(),
            used_after.into(),
            SESSIONS_MAX.into(),
        ],
    )
}

fn read(rows: Vec<Row>, viewer: &Viewer) -> Result<Vec<AccountSession>, ApiError> {
    #[derive(Deserialize)]
    struct Columns {
        id: String,
        device: String,
        created_at: i64,
        last_used_at: i64,
        token_hash: String,
    }
    let sessions: Vec<Columns> = read_all(rows)?;
    Ok(sessions
        .into_iter()
        .map(|session| AccountSession {
            is_current: session.token_hash == viewer.session_hash(),
            id: session.id,
            device: session.device,
            created_at: Timestamp::from_clock(session.created_at),
            last_used_at: Timestamp::from_clock(session.last_used_at),
        })
        .collect())
}
