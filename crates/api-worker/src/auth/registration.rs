//! Who may make an account here. Whoever has one may always sign in.

use super::email::Email;

/// Who may make an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Registration {
    /// Everybody.
    Open,
    /// Nobody.
    Closed,
    /// These addresses, and everybody whose address ends like this: `@example.org`.
    Listed(Vec<String>),
}

impl Registration {
    /// Reads `open`, `closed`, or addresses and @domains with commas between them; nothing when it is none of these.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim() {
            "open" => return Some(Self::Open),
            "closed" => return Some(Self::Closed),
            _ => {}
        }
        text.split(',')
            .map(|item| {
                let item = item.trim().to_lowercase();
                // A domain is good when somebody could have an address there.
                let is_good = match item.strip_prefix('@') {
                    Some(domain) => Email::parse(&format!("somebody@{domain}")).is_ok(),
                    None => Email::parse(&item).is_ok(),
                };
                is_good.then_some(item)
            })
            .collect::<Option<_>>()
            .map(Self::Listed)
    }

    /// Whether an account may get this address. A list says whose accounts these may be, whichever way an address comes to
    /// its account. Where registration is closed, changing an address makes no account, and whoever has one may do so.
    pub(super) fn admits_change_to(&self, email: &Email) -> bool {
        match self {
            Self::Open | Self::Closed => true,
            Self::Listed(_) => self.admits(email),
        }
    }

    /// Whether somebody with this address may make an account.
    pub(super) fn admits(&self, email: &Email) -> bool {
        let email = email.as_str();
        match self {
            Self::Open => true,
            Self::Closed => false,
            Self::Listed(items) => {
                let domain = email.rfind('@').and_then(|at| email.get(at..));
                items
                    .iter()
                    .any(|item| item == email || Some(item.as_str()) == domain)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admits(registration: &str, email: &str) -> bool {
        let email = Email::parse(email).expect("a good address");
        Registration::parse(registration)
            .expect("a good setting")
            .admits(&email)
    }

    #[test]
    fn open_admits_everybody_and_closed_nobody() {
        assert!(admits("open", "clara@example.org"));
        assert!(!admits(" closed ", "clara@example.org"));
    }

    #[test]
    fn a_list_admits_its_addresses_and_domains_in_any_case() {
        let list = "Clara@Example.org, @school.example";
        assert!(admits(list, "clara@example.org"));
        assert!(admits(list, "ROBERT@School.Example"));
        for stranger in [
            "robert@example.org",
            "clara@example.org.example",
            "robert@old.school.example",
            "robert@oldschool.example",
        ] {
            assert!(!admits(list, stranger), "{stranger}");
        }
    }

    #[test]
    fn a_setting_that_cannot_be_meant_is_none() {
        for text in [
            "",
            "opened",
            "clara",
            "@",
            "clara@example.org,",
            "*@example.org,@",
        ] {
            assert_eq!(Registration::parse(text), None, "{text}");
        }
    }
}
