//! The user's preferences. A change names the version that it was made from and is taken only while that is the present
//! one, so that a request which comes late or twice changes nothing. The answer is what is there in either case.

use serde::Deserialize;
use shared_model::limits::Caps;
use shared_model::protocol::AccountPreferences;
use shared_model::{Preferences, UserId};

use super::Journal;
use crate::database::{DatabaseError, EXACT_INTEGERS, Row, Statement, batch, read_first, readable};
use crate::error::ApiError;

impl Journal<'_> {
    /// The preferences as they are.
    ///
    /// # Errors
    /// `WrongAccount` and `CloudStoragePaused` as for [`Journal::changes`].
    pub async fn preferences(
        &self,
        expected_user_id: &UserId,
    ) -> Result<AccountPreferences, ApiError> {
        self.viewer.ensure_is(expected_user_id)?;
        self.expect_cloud_storage()?;
        let [found] = batch(self.database, [self.select_preferences()]).await?;
        read(found)
    }

    /// Changes the preferences, if they still are as they were at `base_version`, and says what they are. Fields that this
    /// version of the program does not know stay.
    ///
    /// # Errors
    /// `BadInput` when they are not acceptable; otherwise as for [`Journal::preferences`].
    pub async fn update_preferences(
        &self,
        expected_user_id: &UserId,
        base_version: i64,
        preferences: &Preferences,
    ) -> Result<AccountPreferences, ApiError> {
        self.viewer.ensure_is(expected_user_id)?;
        self.expect_cloud_storage()?;
        if !EXACT_INTEGERS.contains(&base_version) {
            return Err(ApiError::BadInput(
                "`baseVersion` must be a version that the server has told.",
            ));
        }
        preferences
            .validate(Caps::Server)
            .map_err(|_| ApiError::BadInput("One of the preferences is out of its range."))?;
        let text = serde_json::to_string(preferences).map_err(DatabaseError::unexpected)?;
        let known = Preferences::FIELDS.map(|field| format!("'$.{field}'"));
        let update = Statement::new(
            format!(
                "UPDATE users
                SET preferences = json_patch(json_remove(preferences, {}), ?),
                    preferences_version = preferences_version + 1
                WHERE id = ? AND preferences_version = ? AND has_cloud_storage = 1",
                known.join(", ")
            ),
            [text.into(), self.user_id(), base_version.into()],
        );
        let [_, found] = batch(self.database, [update, self.select_preferences()]).await?;
        read(found)
    }

    fn select_preferences(&self) -> Statement {
        Statement::new(
            "SELECT preferences_version, preferences FROM users WHERE id = ?",
            [self.user_id()],
        )
    }
}

fn read(rows: Vec<Row>) -> Result<AccountPreferences, ApiError> {
    #[derive(Deserialize)]
    struct Columns {
        preferences_version: i64,
        preferences: String,
    }
    let columns: Columns = read_first(rows)?.ok_or(ApiError::AccountDeleted)?;
    Ok(AccountPreferences {
        version: columns.preferences_version,
        preferences: readable(serde_json::from_str(&columns.preferences))?,
    })
}
