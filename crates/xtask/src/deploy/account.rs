//! What wrangler says of the account.

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// An account that whoever is signed in may use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Account {
    pub(super) id: String,
    pub(super) name: String,
}

/// The accounts in the answer of `wrangler whoami --json`.
pub(super) fn accounts(json: &str) -> Result<Vec<Account>> {
    let answer: Value =
        serde_json::from_str(json).context("wrangler said something else than who is signed in")?;
    let accounts = answer["accounts"].as_array().map(Vec::as_slice);
    Ok(accounts
        .unwrap_or_default()
        .iter()
        .filter_map(|account| {
            Some(Account {
                id: account["id"].as_str()?.to_owned(),
                name: account["name"].as_str().unwrap_or_default().to_owned(),
            })
        })
        .collect())
}

/// The account to deploy to: the one that was named, by id or name, or the only one.
pub(super) fn choose(accounts: &[Account], named: Option<&str>) -> Result<Account> {
    let list = || {
        let lines = accounts
            .iter()
            .map(|account| format!("\n  {} {}", account.id, account.name));
        lines.collect::<String>()
    };
    match (accounts, named) {
        ([], _) => {
            bail!("this sign-in has no account; make one at dash.cloudflare.com and run this again")
        }
        ([only], None) => Ok(only.clone()),
        (_, None) => bail!(
            "there are several accounts; add `--account ID` with one of{}",
            list()
        ),
        (_, Some(named)) => accounts
            .iter()
            .find(|account| account.id == named || account.name == named)
            .cloned()
            .with_context(|| format!("there is no account `{named}`; there is{}", list())),
    }
}

/// The id of a database in the answer of `wrangler d1 list --json`.
pub(super) fn database_id(json: &str, name: &str) -> Result<Option<String>> {
    let databases: Vec<Value> =
        serde_json::from_str(json).context("wrangler said something else than the databases")?;
    let found = databases.iter().find(|database| database["name"] == name);
    Ok(found
        .and_then(|database| database["uuid"].as_str())
        .map(str::to_owned))
}

/// The names in the answer of `wrangler secret list`.
pub(super) fn secrets(json: &str) -> Result<Vec<String>> {
    let secrets: Vec<Value> =
        serde_json::from_str(json).context("wrangler said something else than the secrets")?;
    let names = secrets.iter().filter_map(|secret| secret["name"].as_str());
    Ok(names.map(str::to_owned).collect())
}

/// Whether wrangler's complaint is that there is no such Worker yet.
pub(super) fn has_no_worker(complaint: &str) -> bool {
    complaint.contains("10007")
        || complaint
            .lines()
            .any(|line| line.contains("Worker \"") && line.contains("not found"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(id: &str, name: &str) -> Account {
        Account {
            id: id.to_owned(),
            name: name.to_owned(),
        }
    }

    #[test]
    fn the_only_account_is_taken_and_of_several_the_one_that_is_named() -> Result<()> {
        let json = r#"{"loggedIn":true,"email":"clara@example.org","accounts":[{"id":"a1","name":"Clara"},{"id":"b2","name":"Robert"}]}"#;
        let both = accounts(json)?;
        assert_eq!(both, [account("a1", "Clara"), account("b2", "Robert")]);
        assert_eq!(choose(&both[..1], None)?, both[0]);
        assert_eq!(choose(&both, Some("b2"))?, both[1]);
        assert_eq!(choose(&both, Some("Robert"))?, both[1]);
        for (accounts, named, said) in [
            (&both[..], None, "--account"),
            (&both[..], Some("c3"), "b2 Robert"),
            (&[][..], None, "dash.cloudflare.com"),
        ] {
            let error = choose(accounts, named).expect_err(said);
            assert!(error.to_string().contains(said), "{error}");
        }
        Ok(())
    }

    #[test]
    fn a_database_is_known_by_its_whole_name() -> Result<()> {
        let json = r#"[{"uuid":"1","name":"mirubato-old"},{"uuid":"2","name":"mirubato"}]"#;
        assert_eq!(database_id(json, "mirubato")?, Some("2".to_owned()));
        assert_eq!(database_id("[]", "mirubato")?, None);
        assert!(database_id("✘ [ERROR]", "mirubato").is_err());
        Ok(())
    }

    #[test]
    fn a_worker_that_is_not_there_has_no_secrets() -> Result<()> {
        assert_eq!(
            secrets(r#"[{"name":"SECRET","type":"secret_text"}]"#)?,
            ["SECRET"]
        );
        assert!(has_no_worker("✘ [ERROR] Worker \"mirubato\" not found."));
        assert!(has_no_worker(
            "This Worker does not exist on your account. [code: 10007]"
        ));
        assert!(!has_no_worker(
            "✘ [ERROR] A request to the Cloudflare API failed. Authentication error [code: 10000]"
        ));
        Ok(())
    }
}
