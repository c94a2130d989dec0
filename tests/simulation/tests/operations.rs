//! Each of the client's operations is executed against the real schema.

use client_core::api::{OPERATIONS, request_body};
use serde_json::{Value, json};
use simulation::World;

fn variables(field: &str) -> Value {
    let input = json!({ "expectedUserId": "u", "modelVersion": 1 });
    match field {
        "requestMagicLink" => json!({ "email": "anna@example.org", "language": "de-AT" }),
        "magicLink" | "verifyMagicLink" | "addressChange" | "confirmAddressChange" => {
            json!({ "token": "t" })
        }
        "verifySignInCode" => json!({ "code": "12345678" }),
        "revokeSession" => json!({ "expectedUserId": "u", "id": "s" }),
        "changes" => json!({ "expectedUserId": "u", "since": null, "first": 500 }),
        "history" => json!({ "expectedUserId": "u", "before": null, "first": 500 }),
        "setDisplayName" => json!({ "expectedUserId": "u", "name": "Anna" }),
        "requestAddressChange" => {
            json!({ "expectedUserId": "u", "email": "anna@example.org", "language": "de-AT" })
        }
        "deleteAccount" => json!({ "expectedUserId": "u", "language": "de-AT" }),
        "setCloudStorage" => json!({ "expectedUserId": "u", "enabled": false }),
        "myAccount" | "myPreferences" | "mySessions" | "mySignIns" | "revokeOtherSessions" => {
            json!({ "expectedUserId": "u" })
        }
        "updatePreferences" => {
            let preferences = json!({ "theme": "DARK", "weekStart": "MONDAY", "restDays": 1 });
            json!({ "expectedUserId": "u", "baseVersion": 0, "preferences": preferences })
        }
        "backupCheck" => json!({ "expectedUserId": "u", "since": "2026-01-01T00:00:00Z" }),
        "syncAnonymousData" | "pushChanges" => json!({ "input": input }),
        _ => json!({}),
    }
}

#[test]
fn every_operation_of_the_client_fits_the_schema() {
    for operation in OPERATIONS {
        let device = World::new().device(1);
        let body = request_body(operation, &variables(operation.field));
        let answer = pollster::block_on(device.network.ask(body));
        let answer: Value = serde_json::from_str(&answer.body).expect("JSON");
        // Nobody is signed in and no link is valid, so some are refused; but by the server, not by the schema.
        let code = answer["errors"][0]["extensions"]["code"].as_str();
        assert!(
            matches!(
                code,
                None | Some("UNAUTHENTICATED" | "LINK_INVALID" | "CODE_INVALID")
            ),
            "{}: {answer}",
            operation.field
        );
    }
}
