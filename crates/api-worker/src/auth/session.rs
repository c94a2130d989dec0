//! Sessions: 30 days idle, 180 days at most, known by the hash of an opaque cookie.

use serde::Deserialize;
use shared_model::protocol::User;
use shared_model::{Timestamp, UserId};

use super::secret::Secret;
use crate::database::{Database, DatabaseError, Row, Statement, batch, read_first};
use crate::error::ApiError;

/// How long a session lasts at most.
pub const SESSION_MAX_SECS: i64 = 180 * DAY_SECS;
/// How long a session lasts while nobody uses it.
const SESSION_IDLE_SECS: i64 = 30 * DAY_SECS;
/// How often the last use is written down at most.
const LAST_USED_SECS: i64 = 3_600;
const DAY_SECS: i64 = 86_400;

/// Forgets the links whose sessions have ended; it belongs into every batch that ends one. A used link lasts no longer than
/// its session: whoever comes to a shared computer next finds the link in the browser's history.
pub(super) const FORGET_LINKS_OF_ENDED_SESSIONS: &str = "DELETE FROM login_tokens
    WHERE session_hash IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM auth_sessions AS s WHERE s.token_hash = login_tokens.session_hash)";

/// The proof that somebody is signed in, and who. Only recognising a session makes one.
#[derive(Clone, Debug)]
pub struct Viewer {
    user: User,
    session_hash: String,
}

impl Viewer {
    /// Who it is.
    pub fn user(&self) -> &User {
        &self.user
    }

    /// What is kept of the session that asks.
    pub(super) fn session_hash(&self) -> &str {
        &self.session_hash
    }

    /// Makes sure that the request was meant for this user: two tabs share one cookie, so a request of one may come with the
    /// account that the other has signed in.
    pub(crate) fn ensure_is(&self, user_id: &UserId) -> Result<(), ApiError> {
        if self.user.id == *user_id {
            Ok(())
        } else {
            Err(ApiError::WrongAccount)
        }
    }
}

/// Since when a session must have begun and been used to last.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lasting {
    pub(crate) began_after: i64,
    pub(crate) used_after: i64,
}

impl Lasting {
    /// As it is now.
    pub(crate) fn at(now: Timestamp) -> Self {
        Self {
            began_after: now.plus_secs(-SESSION_MAX_SECS).millis(),
            used_after: now.plus_secs(-SESSION_IDLE_SECS).millis(),
        }
    }
}

/// The session that a cookie stands for, if it still lasts.
///
/// # Errors
/// When the database failed.
pub async fn recognise(
    session: &Secret,
    database: &dyn Database,
    now: Timestamp,
) -> Result<Option<Viewer>, DatabaseError> {
    #[derive(Deserialize)]
    struct Columns {
        last_used_at: i64,
    }
    let session_hash = session.hash();
    let Lasting {
        began_after,
        used_after,
    } = Lasting::at(now);
    let [users] = batch(
        database,
        [Statement::new(
            "SELECT u.id, u.email, u.has_cloud_storage, s.last_used_at
            FROM auth_sessions AS s JOIN users AS u ON u.id = s.user_id
            WHERE s.token_hash = ? AND s.created_at > ? AND s.last_used_at > ?",
            [
                session_hash.as_str().into(),
                began_after.into(),
                used_after.into(),
            ],
        )],
    )
    .await?;
    let used: Option<Columns> = read_first(users.clone())?;
    let written_after = now.plus_secs(-LAST_USED_SECS).millis();
    if used.is_some_and(|used| used.last_used_at < written_after) {
        // Another request of the session may have written it down meanwhile.
        batch(
            database,
            [Statement::new(
                "UPDATE auth_sessions SET last_used_at = ? WHERE token_hash = ? AND last_used_at < ?",
                [
                    now.millis().into(),
                    session_hash.as_str().into(),
                    written_after.into(),
                ],
            )],
        )
        .await?;
    }
    Ok(read_user(users)?.map(|user| Viewer { user, session_hash }))
}

/// Ends a session; one that has ended already is no mistake.
///
/// # Errors
/// When the database failed.
pub async fn end_session(session: &Secret, database: &dyn Database) -> Result<(), DatabaseError> {
    batch(
        database,
        [
            Statement::new(
                "DELETE FROM auth_sessions WHERE token_hash = ?",
                [session.hash().into()],
            ),
            Statement::new(FORGET_LINKS_OF_ENDED_SESSIONS, []),
        ],
    )
    .await?;
    Ok(())
}

pub(super) fn read_user(rows: Vec<Row>) -> Result<Option<User>, DatabaseError> {
    #[derive(Deserialize)]
    struct Columns {
        id: UserId,
        email: String,
        has_cloud_storage: i64,
    }
    let user: Option<Columns> = read_first(rows)?;
    Ok(user.map(
        |Columns {
             id,
             email,
             has_cloud_storage,
         }| User {
            id,
            email,
            has_cloud_storage: has_cloud_storage != 0,
        },
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sqlite::Sqlite;

    #[test]
    fn who_signs_out_reads_only_the_links_that_were_used() {
        let database = Sqlite::new().expect("the migrations apply");
        let plan = database.plan(FORGET_LINKS_OF_ENDED_SESSIONS, []);
        assert!(plan.contains("INDEX login_tokens_by_session"), "{plan}");
        assert!(!plan.contains("SCAN "), "{plan}");
    }
}
