//! How the server serves the files of the site: its `_headers`.

use std::fmt::Write as _;

use anyhow::Result;
use security_headers::SECURITY_HEADERS;

/// Puts the security headers on every file, and on the page that stands for what is not there. Browsers keep the assets for
/// ever, and each of these is named by itself: what is not there is answered with the page, which nobody may keep under the
/// name of a script.
pub(crate) fn write(assets: &[String]) -> Result<String> {
    let mut headers = String::from("/*\n");
    for (name, value) in SECURITY_HEADERS {
        writeln!(headers, "  {name}: {value}")?;
    }
    headers.push_str("/service-worker.js\n  Cache-Control: no-cache\n");
    for name in assets {
        writeln!(
            headers,
            "/assets/{name}\n  Cache-Control: public, max-age=31536000, immutable"
        )?;
    }
    Ok(headers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written() -> Result<String> {
        write(&["app-AAAA.css".to_owned()])
    }

    #[test]
    fn only_files_that_are_there_are_kept_for_ever() -> Result<()> {
        let headers = written()?;
        assert!(headers.contains("/assets/app-AAAA.css\n  Cache-Control: public, max-age="));
        assert_eq!(headers.matches("immutable").count(), 1);
        Ok(())
    }

    #[test]
    fn every_file_has_the_security_headers_and_no_others() -> Result<()> {
        let headers = written()?;
        let rules = headers.strip_prefix("/*\n").unwrap_or_default();
        let of_all: Vec<_> = rules
            .lines()
            .map_while(|line| line.strip_prefix("  "))
            .collect();
        let expected = SECURITY_HEADERS.map(|(name, value)| format!("{name}: {value}"));
        assert_eq!(of_all, expected);
        assert_eq!(headers.matches('*').count(), 1);
        Ok(())
    }
}
