//! What somebody does with their account as a whole.

use shared_model::UserId;
use shared_model::protocol::User;

use crate::auth::Viewer;
use crate::database::{Database, Statement, batch};
use crate::error::ApiError;

/// Pauses the account's copy of the journal, which stays as it is, or goes on with it.
///
/// # Errors
/// `WrongAccount` when the request was meant for another account than the viewer's: two tabs share one cookie. Or the
/// database failed.
pub async fn set_cloud_storage(
    viewer: &Viewer,
    expected_user_id: &UserId,
    enabled: bool,
    database: &dyn Database,
) -> Result<User, ApiError> {
    if viewer.user().id != *expected_user_id {
        return Err(ApiError::WrongAccount);
    }
    let [users] = batch(
        database,
        [Statement::new(
            "UPDATE users SET has_cloud_storage = ? WHERE id = ? RETURNING id",
            [i64::from(enabled).into(), viewer.user().id.as_str().into()],
        )],
    )
    .await?;
    if users.is_empty() {
        return Err(ApiError::AccountDeleted);
    }
    Ok(User {
        has_cloud_storage: enabled,
        ..viewer.user().clone()
    })
}
