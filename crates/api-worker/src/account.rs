//! What somebody does with their account as a whole: look at it, name it, pause its copy of the journal, or delete it.

use serde::Deserialize;
use shared_model::protocol::{Account, User};
use shared_model::{DisplayName, Language, Timestamp, UserId};

use crate::api::Services;
use crate::auth::{self, Viewer};
use crate::database::{Database, DatabaseError, Param, Row, Statement, batch, read_first};
use crate::error::ApiError;
use crate::log::Faults;
use crate::tables::TABLES;

/// What the account says of itself.
///
/// # Errors
/// `WrongAccount`, or the database failed.
pub async fn look_at(
    viewer: &Viewer,
    expected_user_id: &UserId,
    database: &dyn Database,
) -> Result<Account, ApiError> {
    viewer.ensure_is(expected_user_id)?;
    let [users] = batch(
        database,
        [Statement::new(
            "SELECT email, display_name, created_at FROM users WHERE id = ?",
            [viewer.user().id.as_str().into()],
        )],
    )
    .await?;
    read(users)
}

/// Changes what whose account it is wants to be called; blank, they have no name.
///
/// # Errors
/// `BadInput` when it is no name, `WrongAccount`, or the database failed.
pub async fn set_display_name(
    viewer: &Viewer,
    expected_user_id: &UserId,
    typed: &str,
    database: &dyn Database,
) -> Result<Account, ApiError> {
    viewer.ensure_is(expected_user_id)?;
    let name = match typed.trim().is_empty() {
        true => None,
        false => Some(DisplayName::parse(typed).ok_or(ApiError::BadInput(
            "A name has at most 80 characters, and is one line.",
        ))?),
    };
    let [users] = batch(
        database,
        [Statement::new(
            "UPDATE users SET display_name = ? WHERE id = ? RETURNING email, display_name, created_at",
            [
                name.as_ref().map(DisplayName::as_str).into(),
                viewer.user().id.as_str().into(),
            ],
        )],
    )
    .await?;
    read(users)
}

fn read(users: Vec<Row>) -> Result<Account, ApiError> {
    #[derive(Deserialize)]
    struct Columns {
        email: String,
        display_name: Option<String>,
        created_at: i64,
    }
    let Columns {
        email,
        display_name,
        created_at,
    } = read_first(users)?.ok_or(ApiError::AccountDeleted)?;
    Ok(Account {
        email,
        display_name,
        created_at: Timestamp::from_clock(created_at),
    })
}

/// Pauses the account's copy of the journal, which stays as it is, or goes on with it.
///
/// # Errors
/// `WrongAccount`, or the database failed.
pub async fn set_cloud_storage(
    viewer: &Viewer,
    expected_user_id: &UserId,
    enabled: bool,
    database: &dyn Database,
) -> Result<User, ApiError> {
    viewer.ensure_is(expected_user_id)?;
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

/// Deletes the account and everything of it: its records, its sessions on every device, the log of its sign-ins, and the
/// links that would sign it in. Only the random id is noted, so that its devices can be told. Its address is told by a mail,
/// in case somebody else has done it.
///
/// # Errors
/// `WrongAccount`, or the database failed; then nothing is deleted.
pub(crate) async fn delete(
    viewer: &Viewer,
    expected_user_id: &UserId,
    language: Language,
    services: &Services,
    faults: &Faults,
) -> Result<(), ApiError> {
    viewer.ensure_is(expected_user_id)?;
    let user = viewer.user();
    let mail_id = auth::new_id(services.random.as_ref())?;
    let of_user = |sql: String| Statement::new(sql, [Param::from(user.id.as_str())]);
    let mut statements: Vec<Statement> = TABLES
        .map(|table| of_user(format!("DELETE FROM {} WHERE user_id = ?", table.name())))
        .into();
    statements.extend([
        of_user("DELETE FROM pushes WHERE user_id = ?".to_owned()),
        of_user("DELETE FROM auth_sessions WHERE user_id = ?".to_owned()),
        of_user("DELETE FROM sign_ins WHERE user_id = ?".to_owned()),
        of_user("DELETE FROM changed_addresses WHERE user_id = ?".to_owned()),
        of_user("DELETE FROM address_changes WHERE user_id = ?".to_owned()),
        Statement::new(
            "DELETE FROM login_tokens WHERE email = ?",
            [user.email.as_str().into()],
        ),
        of_user("INSERT OR IGNORE INTO deleted_accounts (user_id) VALUES (?)".to_owned()),
        of_user("DELETE FROM users WHERE id = ?".to_owned()),
    ]);
    services.database.batch(statements).await?;
    let mail = auth::deleted_mail(mail_id, language, &user.email, &services.origin);
    // The account is gone whether or not the mail goes out, and nobody could ask for the mail again.
    if let Err(error) = services.mailer.send(mail).await {
        faults.note(&ApiError::MailNotSent(error));
    }
    Ok(())
}

/// What became of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is here.
    Exists,
    /// It was deleted.
    Deleted,
    /// It was never here. A server that was restored from a backup knows nothing of the accounts that are younger.
    Unknown,
}

/// What became of an account, by its random id.
///
/// # Errors
/// The database failed.
pub async fn standing(
    user_id: &UserId,
    database: &dyn Database,
) -> Result<Standing, DatabaseError> {
    #[derive(Deserialize)]
    struct Columns {
        exists_here: i64,
        is_deleted: i64,
    }
    let [found] = batch(
        database,
        [Statement::new(
            "SELECT EXISTS (SELECT 1 FROM users WHERE id = ?1) AS exists_here, \
             EXISTS (SELECT 1 FROM deleted_accounts WHERE user_id = ?1) AS is_deleted",
            [user_id.as_str().into()],
        )],
    )
    .await?;
    Ok(match read_first::<Columns>(found)? {
        Some(Columns { is_deleted: 1, .. }) => Standing::Deleted,
        Some(Columns { exists_here: 0, .. }) => Standing::Unknown,
        _ => Standing::Exists,
    })
}
