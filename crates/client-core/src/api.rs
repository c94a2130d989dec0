//! The client's GraphQL operations: one .graphql file each, and one function that sends any of them.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use shared_model::protocol::ErrorCode;

use crate::platform::{Server, ServerFailure, StoreError};
use crate::reference::Reference;

/// An operation of the client.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// The field of the schema that it asks for.
    pub field: &'static str,
    /// Its text.
    pub document: &'static str,
    /// Fragments that it uses.
    pub fragments: &'static str,
}

macro_rules! operation {
    ($field:literal, $file:literal, $fragments:expr) => {
        Operation {
            field: $field,
            document: include_str!(concat!("../graphql/", $file, ".graphql")),
            fragments: $fragments,
        }
    };
}

const VERSIONS: &str = include_str!("../graphql/versions.graphql");

/// Asks for a sign-in link by mail.
pub const REQUEST_MAGIC_LINK: Operation = operation!("requestMagicLink", "request_magic_link", "");
/// What a link is for.
pub const MAGIC_LINK: Operation = operation!("magicLink", "magic_link", "");
/// Signs in with a link.
pub const VERIFY_MAGIC_LINK: Operation = operation!("verifyMagicLink", "verify_magic_link", "");
/// Signs in with a code.
pub const VERIFY_SIGN_IN_CODE: Operation =
    operation!("verifySignInCode", "verify_sign_in_code", "");
/// The user's account.
pub const MY_ACCOUNT: Operation = operation!("myAccount", "my_account", "");
/// Changes what the user wants to be called.
pub const SET_DISPLAY_NAME: Operation = operation!("setDisplayName", "set_display_name", "");
/// Asks for another address of the account.
pub const REQUEST_ADDRESS_CHANGE: Operation =
    operation!("requestAddressChange", "request_address_change", "");
/// What a link would confirm.
pub const ADDRESS_CHANGE: Operation = operation!("addressChange", "address_change", "");
/// Confirms a change of address.
pub const CONFIRM_ADDRESS_CHANGE: Operation =
    operation!("confirmAddressChange", "confirm_address_change", "");
/// Where the user is signed in.
pub const MY_SESSIONS: Operation = operation!("mySessions", "my_sessions", "");
/// Who has signed in to the account, and who has tried.
pub const MY_SIGN_INS: Operation = operation!("mySignIns", "my_sign_ins", "");
/// Ends one session.
pub const REVOKE_SESSION: Operation = operation!("revokeSession", "revoke_session", "");
/// Ends all other sessions.
pub const REVOKE_OTHER_SESSIONS: Operation =
    operation!("revokeOtherSessions", "revoke_other_sessions", "");
/// Signs out.
pub const LOGOUT: Operation = operation!("logout", "logout", "");
/// Who is signed in.
pub const ME: Operation = operation!("me", "me", "");
/// Pauses the account's copy of the journal, or goes on with it.
pub const SET_CLOUD_STORAGE: Operation = operation!("setCloudStorage", "set_cloud_storage", "");
/// Deletes the account.
pub const DELETE_ACCOUNT: Operation = operation!("deleteAccount", "delete_account", "");
/// The user's preferences.
pub const MY_PREFERENCES: Operation = operation!("myPreferences", "my_preferences", "");
/// Changes the user's preferences.
pub const UPDATE_PREFERENCES: Operation = operation!("updatePreferences", "update_preferences", "");
/// What changed in the account since a cursor.
pub const CHANGES: Operation = operation!("changes", "changes", VERSIONS);
/// The account's journal as it is now, from the newest records back.
pub const HISTORY: Operation = operation!("history", "history", VERSIONS);
/// What the account holds, to compare.
pub const BACKUP_CHECK: Operation = operation!("backupCheck", "backup_check", "");
/// Moves records into the account that it has never seen.
pub const SYNC_ANONYMOUS_DATA: Operation =
    operation!("syncAnonymousData", "sync_anonymous_data", VERSIONS);
/// Sends later changes and deletions.
pub const PUSH_CHANGES: Operation = operation!("pushChanges", "push_changes", VERSIONS);

/// Every operation, for the test that runs them against the schema.
pub const OPERATIONS: [Operation; 24] = [
    REQUEST_MAGIC_LINK,
    MAGIC_LINK,
    VERIFY_MAGIC_LINK,
    VERIFY_SIGN_IN_CODE,
    MY_ACCOUNT,
    SET_DISPLAY_NAME,
    REQUEST_ADDRESS_CHANGE,
    ADDRESS_CHANGE,
    CONFIRM_ADDRESS_CHANGE,
    MY_SESSIONS,
    MY_SIGN_INS,
    REVOKE_SESSION,
    REVOKE_OTHER_SESSIONS,
    LOGOUT,
    ME,
    SET_CLOUD_STORAGE,
    DELETE_ACCOUNT,
    MY_PREFERENCES,
    UPDATE_PREFERENCES,
    CHANGES,
    HISTORY,
    BACKUP_CHECK,
    SYNC_ANONYMOUS_DATA,
    PUSH_CHANGES,
];

/// What the server says in numbers of why it did not do something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Details {
    /// With `RATE_LIMITED`: how long to wait, in seconds.
    pub retry_after_secs: Option<i64>,
    /// With `UNAUTHENTICATED` and `WRONG_ACCOUNT`: 1 if the server never had the account that the request was meant for.
    pub account_is_unknown: Option<i64>,
    /// With `CODE_INVALID`: how many codes may still be tried.
    pub tries_left: Option<i64>,
}

/// Why an operation has no result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// No answer came.
    #[error(transparent)]
    Unreachable(#[from] ServerFailure),
    /// The server answered with an error.
    #[error("{message}")]
    Refused {
        /// Its stable code; nothing when this version does not know it.
        code: Option<ErrorCode>,
        /// The server's sentence, in English.
        message: String,
        /// What the server's log calls the request.
        reference: Option<Reference>,
        /// What it says in numbers, so that the same can be said in any language.
        details: Details,
    },
    /// The server, or the platform under it, takes no more requests for a while; at the latest tomorrow it does again.
    #[error("the server takes no more requests for now")]
    Limited,
    /// Something answered that is not our server, or not as it should.
    #[error("the server's answer (status {status}) cannot be read")]
    Unreadable {
        /// The HTTP status.
        status: u16,
    },
    /// The browser did not store the result.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ApiError {
    /// The server's stable code, if it sent one that is known here.
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Refused { code, .. } => *code,
            _ => None,
        }
    }

    /// What the server's log calls the request, for whoever asks the people who run it for help.
    pub fn reference(&self) -> Option<Reference> {
        match self {
            Self::Refused { reference, .. } => *reference,
            _ => None,
        }
    }

    /// What the server said in numbers.
    pub fn details(&self) -> Details {
        match self {
            Self::Refused { details, .. } => *details,
            _ => Details::default(),
        }
    }
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    data: Option<Value>,
    #[serde(default)]
    errors: Vec<AnswerError>,
}

#[derive(Deserialize)]
struct AnswerError {
    message: String,
    #[serde(default)]
    extensions: Value,
}

impl AnswerError {
    /// What an extension says, if it reads as what it should be.
    fn extension<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        T::deserialize(self.extensions.get(name)?).ok()
    }
}

/// The body of a request.
pub fn request_body(operation: Operation, variables: &Value) -> String {
    let query = format!("{}{}", operation.document, operation.fragments);
    json!({ "query": query, "variables": variables }).to_string()
}

/// The HTTP status of a limit.
const TOO_MANY_REQUESTS: u16 = 429;

/// Sends an operation and reads the result of its one field.
pub(crate) async fn execute<T: DeserializeOwned>(
    server: &dyn Server,
    operation: Operation,
    variables: Value,
) -> Result<T, ApiError> {
    let answer = server.post(request_body(operation, &variables)).await?;
    let unreadable = ApiError::Unreadable {
        status: answer.status,
    };
    if answer.status == TOO_MANY_REQUESTS {
        return Err(ApiError::Limited);
    }
    let Ok(parsed) = serde_json::from_str::<Answer>(&answer.body) else {
        return Err(unreadable);
    };
    if let Some(error) = parsed.errors.into_iter().next() {
        return Err(ApiError::Refused {
            code: error.extension("code"),
            reference: error.extension("requestId"),
            message: error.message,
            details: serde_json::from_value(error.extensions).unwrap_or_default(),
        });
    }
    let value = parsed
        .data
        .and_then(|mut data| data.get_mut(operation.field).map(Value::take));
    value
        .and_then(|value| serde_json::from_value(value).ok())
        .ok_or(unreadable)
}
