//! How the server serves the files of the site: its `_headers`.

use std::fmt::Write as _;

use anyhow::Result;

/// Lets browsers keep these addresses for ever. Each is named by itself: what is not there is answered with the page, which
/// nobody may keep under the name of a script.
pub(crate) fn write(assets: &[String]) -> Result<String> {
    let mut headers = String::from("/service-worker.js\n  Cache-Control: no-cache\n");
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

    #[test]
    fn only_files_that_are_there_are_kept_for_ever() -> Result<()> {
        let headers = write(&["app-AAAA.css".to_owned()])?;
        assert!(headers.contains("/assets/app-AAAA.css\n  Cache-Control: public, max-age="));
        assert!(!headers.contains('*'));
        Ok(())
    }
}
