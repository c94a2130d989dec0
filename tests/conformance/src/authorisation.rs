//! Who may do what: every operation of the schema, asked by everybody who might ask.
//!
//! A new operation needs a row: the test takes the list of operations from the schema.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::world::{Browser, World, each, entry, goal, session, with};

/// What an answer says when it is none of the refusals.
const OK: &str = "OK";

/// What each who might ask is answered: [`OK`] or the code of a refusal.
struct Expected {
    /// Somebody who never signed in.
    nobody: &'static str,
    /// Clara herself, whose journal it is.
    owner: &'static str,
    /// Robert, who is signed in and names Clara where the operation names somebody.
    other: &'static str,
    /// Clara's browser, which was not used for too long.
    expired: &'static str,
    /// Clara's browser, whose session somebody has ended.
    revoked: &'static str,
}

/// Anybody may ask, and learns nothing of anybody.
const FOR_EVERYBODY: Expected = Expected {
    nobody: OK,
    owner: OK,
    other: OK,
    expired: OK,
    revoked: OK,
};

/// It is about a link, which nobody here has.
const FOR_WHO_HAS_A_LINK: Expected = Expected {
    nobody: "LINK_INVALID",
    owner: "LINK_INVALID",
    other: "LINK_INVALID",
    expired: "LINK_INVALID",
    revoked: "LINK_INVALID",
};

/// It is about a code, and nobody here has the right one.
const FOR_WHO_HAS_A_CODE: Expected = Expected {
    nobody: "CODE_INVALID",
    owner: "CODE_INVALID",
    other: "CODE_INVALID",
    expired: "CODE_INVALID",
    revoked: "CODE_INVALID",
};

/// Whoever is signed in may ask, and is answered about themselves.
const FOR_WHO_IS_SIGNED_IN: Expected = Expected {
    nobody: "UNAUTHENTICATED",
    owner: OK,
    other: OK,
    expired: "UNAUTHENTICATED",
    revoked: "UNAUTHENTICATED",
};

/// It names the user it is meant for, and nobody else may ask.
const FOR_ITS_USER: Expected = Expected {
    other: "WRONG_ACCOUNT",
    ..FOR_WHO_IS_SIGNED_IN
};

/// An operation, how it is asked, and who may ask. The variables are those of [`variables`].
type Row = (&'static str, &'static str, Expected);

const ROWS: &[Row] = &[
    ("me", "{ me { id email } }", FOR_EVERYBODY),
    (
        "magicLink",
        "query($token: String!) { magicLink(token: $token) { email } }",
        FOR_WHO_HAS_A_LINK,
    ),
    (
        "changes",
        "query($user: String!) { changes(expectedUserId: $user) { entries { record { notes } } } }",
        FOR_ITS_USER,
    ),
    (
        "history",
        "query($user: String!) { history(expectedUserId: $user) { entries { record { notes } } } }",
        FOR_ITS_USER,
    ),
    (
        "backupCheck",
        "query($user: String!) { backupCheck(expectedUserId: $user) { __typename } }",
        FOR_ITS_USER,
    ),
    (
        "myPreferences",
        "query($user: String!) { myPreferences(expectedUserId: $user) { version } }",
        FOR_ITS_USER,
    ),
    (
        "myLogbookEntries",
        "{ myLogbookEntries { nodes { notes } } }",
        FOR_WHO_IS_SIGNED_IN,
    ),
    (
        "myGoals",
        "{ myGoals { nodes { title } } }",
        FOR_WHO_IS_SIGNED_IN,
    ),
    (
        "myPracticeSessions",
        "{ myPracticeSessions { nodes { instrument } } }",
        FOR_WHO_IS_SIGNED_IN,
    ),
    (
        "requestMagicLink",
        "mutation($email: String!) { requestMagicLink(email: $email) }",
        FOR_EVERYBODY,
    ),
    (
        "verifyMagicLink",
        "mutation($token: String!) { verifyMagicLink(token: $token) { id } }",
        FOR_WHO_HAS_A_LINK,
    ),
    (
        "verifySignInCode",
        r#"mutation { verifySignInCode(code: "00000000") { id } }"#,
        FOR_WHO_HAS_A_CODE,
    ),
    (
        "myAccount",
        "query($user: String!) { myAccount(expectedUserId: $user) { email } }",
        FOR_ITS_USER,
    ),
    (
        "setDisplayName",
        r#"mutation($user: String!) { setDisplayName(expectedUserId: $user, name: "Clara") { email } }"#,
        FOR_ITS_USER,
    ),
    (
        "requestAddressChange",
        r#"mutation($user: String!) { requestAddressChange(expectedUserId: $user, email: "new@example.org") }"#,
        FOR_ITS_USER,
    ),
    (
        "addressChange",
        "query($token: String!) { addressChange(token: $token) { from to } }",
        FOR_WHO_HAS_A_LINK,
    ),
    (
        "confirmAddressChange",
        "mutation($token: String!) { confirmAddressChange(token: $token) { from to } }",
        FOR_WHO_HAS_A_LINK,
    ),
    (
        "mySessions",
        "query($user: String!) { mySessions(expectedUserId: $user) { device } }",
        FOR_ITS_USER,
    ),
    (
        "mySignIns",
        "query($user: String!) { mySignIns(expectedUserId: $user) { device } }",
        FOR_ITS_USER,
    ),
    (
        "revokeSession",
        r#"mutation($user: String!) { revokeSession(expectedUserId: $user, id: "none") { device } }"#,
        FOR_ITS_USER,
    ),
    (
        "revokeOtherSessions",
        "mutation($user: String!) { revokeOtherSessions(expectedUserId: $user) { device } }",
        FOR_ITS_USER,
    ),
    ("logout", "mutation { logout }", FOR_EVERYBODY),
    (
        "setCloudStorage",
        "mutation($user: String!) { setCloudStorage(expectedUserId: $user, enabled: true) { id } }",
        FOR_ITS_USER,
    ),
    (
        "updatePreferences",
        "mutation($user: String!) {
            updatePreferences(expectedUserId: $user, baseVersion: 0, preferences: {}) { version }
        }",
        FOR_ITS_USER,
    ),
    (
        "deleteAccount",
        "mutation($user: String!) { deleteAccount(expectedUserId: $user) }",
        FOR_ITS_USER,
    ),
    (
        "syncAnonymousData",
        "mutation($sync: SyncAnonymousDataInput!) { syncAnonymousData(input: $sync) { success } }",
        FOR_ITS_USER,
    ),
    (
        "pushChanges",
        "mutation($push: PushChangesInput!) { pushChanges(input: $push) { success } }",
        FOR_ITS_USER,
    ),
];

/// What is Clara's alone.
const CLARAS: &str = "A note of Clara's";

/// Clara's journal, or one that somebody tries to put into it.
fn journal(says: &str) -> Value {
    json!({
        "entries": [with(entry("e", 1), json!({ "notes": says }))],
        "goals": [with(goal("g", 2), json!({ "title": says }))],
        "sessions": [with(session("s", 3), json!({ "instrument": says }))],
    })
}

/// What the operations of the table may ask about Clara.
fn variables(world: &World, clara: &Browser<'_>) -> Value {
    let push = clara.input(journal("not Clara's"));
    json!({
        "user": clara.user_id,
        "email": world.address("clara"),
        "token": "A".repeat(43),
        "sync": push,
        "push": push,
    })
}

pub(crate) async fn every_operation_is_for_those_whom_it_is_for(world: &World) {
    let in_the_table: BTreeSet<String> = ROWS.iter().map(|(name, ..)| (*name).to_owned()).collect();
    assert_eq!(
        operations(world).await,
        in_the_table,
        "each operation of the schema has a row in this table"
    );
    for (name, query, expected) in ROWS {
        // What is counted by the hour begins anew.
        world.clock.advance_secs(3_600);
        let clara = world.signed_in("clara").await;
        let robert = world.signed_in("robert").await;
        let nobody = world.browser();
        clara.push(journal(CLARAS)).await;

        let variables = variables(world, &clara);
        let asks = async |browser: &Browser<'_>, who: &str, expected: &str| {
            let answer = browser.ask(query, variables.clone()).await;
            let code = if answer.json["errors"].is_null() {
                OK
            } else {
                answer.code()
            };
            assert_eq!(code, expected, "{name}, asked by {who}");
            assert_eq!(answer.faults, [], "{name}, asked by {who}");
            let logged: Vec<&str> = answer.refusals.iter().map(|code| code.as_str()).collect();
            let is_refused = ["UNAUTHENTICATED", "WRONG_ACCOUNT"].contains(&code);
            assert!(
                !is_refused || logged == [code],
                "{name}, asked by {who}: {logged:?}"
            );
            let tells = answer.json.to_string().contains(CLARAS);
            assert!(
                !tells || who == "owner",
                "{name} tells {who} what is Clara's"
            );
        };
        asks(&nobody, "nobody", expected.nobody).await;
        asks(&robert, "other", expected.other).await;
        change_sessions(world, &clara, "last_used_at = last_used_at - 2592000000").await;
        asks(&clara, "expired", expected.expired).await;
        change_sessions(world, &clara, "last_used_at = last_used_at + 2592000000").await;
        assert_eq!(held(world, &clara).await, CLARAS, "after {name}");
        change_sessions(world, &clara, "token_hash = '-' || token_hash").await;
        asks(&clara, "revoked", expected.revoked).await;
        change_sessions(world, &clara, "token_hash = substr(token_hash, 2)").await;
        asks(&clara, "owner", expected.owner).await;
        world.outbox.take();
    }
}

/// The names of all operations, as the schema tells them.
async fn operations(world: &World) -> BTreeSet<String> {
    let mut browser = world.browser();
    browser.development = true;
    let query = "{ __schema { queryType { fields { name } } mutationType { fields { name } } } }";
    let schema = browser.ask(query, json!({})).await.data("__schema");
    ["queryType", "mutationType"]
        .iter()
        .flat_map(|part| each(&schema[part]["fields"], "name"))
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect()
}

/// Changes the sessions of somebody behind the server's back.
async fn change_sessions(world: &World, of: &Browser<'_>, change: &str) {
    let sql = format!("UPDATE auth_sessions SET {change} WHERE user_id = ?");
    world.sql(&sql, &[&of.user_id]).await;
}

/// The note of Clara's entry in the database.
async fn held(world: &World, clara: &Browser<'_>) -> Value {
    let sql = "SELECT notes FROM logbook_entries WHERE user_id = ? AND id = 'e'";
    world.sql(sql, &[&clara.user_id]).await[0]["notes"].clone()
}
