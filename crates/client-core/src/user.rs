//! The user of this browser, as `mirubato_user_data` keeps it.

use std::fmt::Display;

use serde::{Deserialize, Serialize};
use shared_model::protocol::User;
use shared_model::{RecordId, UserId};

use crate::keys;
use crate::platform::{Platform, StoreError};

/// Who uses this browser: somebody anonymous, or an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LocalUser {
    /// The user whose records are shown.
    pub id: UserId,
    /// Whether nobody is signed in.
    pub is_anonymous: bool,
    /// Whether the account keeps a copy of the journal.
    #[serde(default)]
    pub has_cloud_storage: bool,
    /// The account's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// While somebody is signed in: this browser's anonymous user, whose records stayed apart from the account. Who keeps
    /// the journal of a deleted account stays apart from them in the same way, and so does the example.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anonymous_id: Option<UserId>,
    /// Whose journal became this user's in this browser. What a tab wrote for them before it heard of that goes the same way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub took_over_from: Option<UserId>,
}

/// How the ids of new anonymous users begin.
const ANONYMOUS_PREFIX: &str = "anonymous-";

/// How the ids of those who keep the journal of a deleted account begin.
const KEPT_PREFIX: &str = "kept-";

impl LocalUser {
    /// Nobody signed in, with this id.
    pub fn anonymous(id: UserId) -> Self {
        Self {
            id,
            is_anonymous: true,
            has_cloud_storage: false,
            email: None,
            anonymous_id: None,
            took_over_from: None,
        }
    }

    /// Whose journal is the example, which takes the place of that of the anonymous user `own`.
    pub(crate) fn example(own: UserId) -> Self {
        Self {
            anonymous_id: Some(own),
            ..Self::anonymous(example_id())
        }
    }

    /// Whether the journal that is shown is the example, which is nobody's.
    pub fn is_example(&self) -> bool {
        self.id == example_id()
    }

    /// An account.
    pub fn signed_in(user: &User, anonymous_id: Option<UserId>) -> Self {
        Self {
            id: user.id.clone(),
            is_anonymous: false,
            has_cloud_storage: user.has_cloud_storage,
            email: Some(user.email.clone()),
            anonymous_id,
            took_over_from: None,
        }
    }

    /// The same user, to whom the journal of another one goes.
    pub(crate) fn taking_over_from(self, other: &UserId) -> Self {
        Self {
            took_over_from: Some(other.clone()),
            ..self
        }
    }
}

/// The id of the user to whom the example belongs. It is the same in every browser, so that whatever is left of an example
/// is known for what it is.
pub(crate) fn example_id() -> UserId {
    "example".into()
}

/// How the ids of the example's records begin, so that a file with some of them is known for what it is.
const EXAMPLE_RECORD_PREFIX: &str = "example-";

/// The id of a record of the example, the same in every browser.
pub fn example_record_id(kind: &str, number: impl Display) -> RecordId {
    RecordId(format!("{EXAMPLE_RECORD_PREFIX}{kind}-{number:02}"))
}

/// Whether a record is one of the example's.
pub(crate) fn is_example_record(id: &RecordId) -> bool {
    id.as_str().starts_with(EXAMPLE_RECORD_PREFIX)
}

/// A new id for an anonymous user. It is longer than an account's, so that moving records into an account never needs
/// more room than they had.
pub(crate) fn new_anonymous_id(platform: &Platform) -> UserId {
    UserId(format!("{ANONYMOUS_PREFIX}{}", platform.new_uuid()))
}

/// A new id for the anonymous user to whom the journal of a deleted account goes. It is as long as an account's, so that a
/// journal in a store that is full can move.
pub(crate) fn new_kept_id(platform: &Platform) -> UserId {
    let mut bytes = [0; 8];
    platform.random.fill(&mut bytes);
    let digits = u64::from_be_bytes(bytes) & 0xfff_ffff_ffff;
    UserId(format!("{KEPT_PREFIX}{digits:011x}"))
}

/// Whether an id is an account's: 16 hexadecimal digits, made by the server.
pub(crate) fn is_account_id(id: &UserId) -> bool {
    id.as_str().len() == 16 && id.as_str().bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The user that the store names at this moment, which another tab may have changed. Somebody who is signing out is
/// nobody's user any more.
pub(crate) fn stored_user_id(platform: &Platform) -> Result<Option<UserId>, StoreError> {
    let leaving = leaving_user_id(platform)?;
    let text = platform.store.get(keys::USER)?;
    Ok(text
        .and_then(|text| serde_json::from_str::<LocalUser>(&text).ok())
        .map(|user| user.id)
        .filter(|id| leaving.as_ref() != Some(id)))
}

/// Who has signed out here without the server having heard of it.
pub(crate) fn leaving_user_id(platform: &Platform) -> Result<Option<UserId>, StoreError> {
    let note = platform.store.get(keys::LOGOUT_PENDING)?;
    let id = note.as_deref().and_then(|note| note.split(' ').next());
    Ok(id.map(UserId::from))
}
