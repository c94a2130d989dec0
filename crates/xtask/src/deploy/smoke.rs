//! Whether a deployed address is a running Mirubato.

use serde_json::{Value, json};

/// What is asked of the address, and what the answer must have.
struct Check {
    path: &'static str,
    /// A GraphQL query that is posted; without one the path is read.
    query: Option<&'static str>,
    status: u16,
    contains: &'static str,
    /// What it means if it is otherwise.
    otherwise: &'static str,
}

const CHECKS: [Check; 3] = [
    Check {
        path: "/health",
        query: None,
        status: 200,
        contains: r#""status":"ok""#,
        otherwise: "the Worker does not answer there, or does not reach its database: look at the migrations and at the database id",
    },
    Check {
        path: "/",
        query: None,
        status: 200,
        contains: "/assets/app-",
        otherwise: "the app is not there: look whether target/site was uploaded, and whether the address leads elsewhere",
    },
    Check {
        path: "/graphql",
        query: Some("{ myGoals { totalCount } }"),
        status: 200,
        contains: "UNAUTHENTICATED",
        otherwise: "the API does not answer, or answers somebody who is not signed in: look at the Worker's log",
    },
];

/// An answer; nothing when none came.
pub(super) type Answer = Option<(u16, String)>;

/// The requests, for the script that sends them.
pub(super) fn requests(origin: &str) -> Value {
    CHECKS
        .iter()
        .map(|check| {
            let url = format!("{origin}{}", check.path);
            match check.query {
                None => json!({ "url": url, "method": "GET" }),
                Some(query) => json!({
                    "url": url,
                    "method": "POST",
                    "headers": { "content-type": "application/json", "origin": origin },
                    "body": json!({ "query": query }).to_string(),
                }),
            }
        })
        .collect()
}

/// The requests as a person reads them.
pub(super) fn shown(origin: &str) -> Vec<String> {
    CHECKS
        .iter()
        .map(|check| {
            let method = if check.query.is_some() { "POST" } else { "GET" };
            format!("{method} {origin}{}", check.path)
        })
        .collect()
}

/// What the script wrote: one answer for each request.
pub(super) fn read_answers(output: &str) -> Vec<Answer> {
    let answers: Vec<Value> = serde_json::from_str(output).unwrap_or_default();
    let read = |answer: &Value| {
        let status = u16::try_from(answer.get("status")?.as_u64()?).ok()?;
        Some((status, answer.get("body")?.as_str()?.to_owned()))
    };
    answers.iter().map(read).collect()
}

/// What is wrong with the answers, in words; nothing when all is well.
pub(super) fn faults(answers: &[Answer]) -> Vec<String> {
    let mut answers = answers.iter();
    let fault = |check: &Check| {
        let answer = answers.next().and_then(Option::as_ref);
        match answer {
            Some((status, body)) if *status == check.status && body.contains(check.contains) => {
                None
            }
            Some((status, _)) => Some(format!(
                "{} answers with status {status}: {}",
                check.path, check.otherwise
            )),
            None => Some(format!("{} does not answer", check.path)),
        }
    };
    CHECKS.iter().filter_map(fault).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const REFUSAL: &str = r#"{"errors":[{"extensions":{"code":"UNAUTHENTICATED"}}]}"#;

    fn answer(status: u16, body: &str) -> Answer {
        Some((status, body.to_owned()))
    }

    #[test]
    fn only_a_healthy_worker_with_the_app_and_a_guarded_api_passes() {
        let good = [
            answer(200, r#"{"status":"ok"}"#),
            answer(200, "<script src=\"/assets/app-X.js\">"),
            answer(200, REFUSAL),
        ];
        assert_eq!(faults(&good), Vec::<String>::new());
        for (index, bad, said) in [
            (0, answer(503, "no"), "/health answers with status 503"),
            (0, None, "/health does not answer"),
            // The app's page, which an address gives for everything that the Worker does not take.
            (
                0,
                answer(200, "<script src=\"/assets/app-X.js\">"),
                "/health answers with status 200: the Worker does not answer there",
            ),
            (
                1,
                answer(200, "Hello World"),
                "/ answers with status 200: the app is not there",
            ),
            (1, answer(404, ""), "/ answers with status 404"),
            (
                2,
                answer(200, r#"{"data":{"myGoals":{"totalCount":3}}}"#),
                "/graphql answers with status 200",
            ),
            (2, answer(500, REFUSAL), "/graphql answers with status 500"),
        ] {
            let mut answers = good.clone();
            answers[index] = bad;
            let faults = faults(&answers);
            assert!(
                faults.len() == 1 && faults[0].starts_with(said),
                "{faults:?}"
            );
        }
        assert_eq!(faults(&[]).len(), CHECKS.len());
    }

    #[test]
    fn the_answers_of_the_script_are_read_in_order() {
        let output = r#"[{"status":200,"body":"ok"},{"error":"ECONNREFUSED"}]"#;
        assert_eq!(read_answers(output), [answer(200, "ok"), None]);
        assert_eq!(read_answers("nonsense"), []);
    }

    #[test]
    fn the_api_is_asked_as_the_app_asks_it() {
        let requests = requests("https://journal.example.org");
        assert_eq!(
            requests[2]["headers"]["origin"],
            "https://journal.example.org"
        );
        assert_eq!(requests[2]["headers"]["content-type"], "application/json");
        assert_eq!(requests[0]["method"], "GET");
    }
}
