//! The address at which people open the app.

use anyhow::{Result, bail};

const WORKERS_DEV: &str = ".workers.dev";
/// The Worker's name where the address does not decide it.
const WORKER: &str = "mirubato";

/// An https origin: either one of workers.dev, whose first part is the Worker's name, or a domain of the account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    host: String,
}

impl Address {
    /// Reads what a person typed.
    pub(super) fn parse(text: &str) -> Result<Self> {
        let text = text.trim().trim_end_matches('/').to_ascii_lowercase();
        let Some(host) = text.strip_prefix("https://") else {
            bail!("`{text}` is no address of the app: it begins with https://");
        };
        let labels: Vec<&str> = host.split('.').collect();
        let good = |label: &&str| {
            (1..=63).contains(&label.len())
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        if labels.len() < 2 || !labels.iter().all(good) {
            bail!(
                "`{text}` is no address of the app: it is https:// and a host name, without a port or a path"
            );
        }
        if host.ends_with(WORKERS_DEV) && labels.len() != 4 {
            bail!(
                "an address of workers.dev is https://NAME.SUBDOMAIN.workers.dev, which `{text}` is not"
            );
        }
        Ok(Self {
            host: host.to_owned(),
        })
    }

    /// What the Worker takes as its origin.
    pub(super) fn origin(&self) -> String {
        format!("https://{}", self.host)
    }

    /// What the Worker is called in the account.
    pub(super) fn worker(&self) -> &str {
        match self.host.split_once('.') {
            Some((name, _)) if self.host.ends_with(WORKERS_DEV) => name,
            _ => WORKER,
        }
    }

    /// The domain that the Worker has to be given, if it is not one of workers.dev.
    pub(super) fn custom_domain(&self) -> Option<&str> {
        (!self.host.ends_with(WORKERS_DEV)).then_some(&self.host)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_of_workers_dev_or_a_domain() -> Result<()> {
        for (text, origin, worker, domain) in [
            (
                "https://practice.clara.workers.dev/",
                "https://practice.clara.workers.dev",
                "practice",
                None,
            ),
            (
                " https://Journal.Example.org ",
                "https://journal.example.org",
                "mirubato",
                Some("journal.example.org"),
            ),
        ] {
            let address = Address::parse(text)?;
            assert_eq!(address.origin(), origin);
            assert_eq!(address.worker(), worker);
            assert_eq!(address.custom_domain(), domain);
        }
        Ok(())
    }

    #[test]
    fn what_links_cannot_point_to_is_refused() {
        for text in [
            "",
            "journal.example.org",
            "http://journal.example.org",
            "https://journal.example.org:8443",
            "https://journal.example.org/app",
            "https://clara@example.org",
            "https://localhost",
            "https://-a.example.org",
            "https://clara.workers.dev",
            "https://a.b.clara.workers.dev",
        ] {
            assert!(Address::parse(text).is_err(), "{text}");
        }
    }
}
