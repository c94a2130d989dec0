//! The served service worker: crates/web/service-worker.js with the files of this version put in.

use std::fmt::Write as _;

use anyhow::Result;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest as _, Sha256};

use crate::template;

/// What is served under an address: the file's path in the site, and what is in it.
pub(crate) struct Served {
    pub(crate) path: String,
    pub(crate) content: Vec<u8>,
}

impl Served {
    /// The address; that of the page itself is the root.
    fn address(&self) -> String {
        match self.path.as_str() {
            "index.html" => "/".to_owned(),
            path => format!("/{path}"),
        }
    }

    /// Whether browsers get it. How files are served is for the server alone.
    fn is_public(&self) -> bool {
        !self.path.starts_with('_')
    }

    /// The digest as browsers check it.
    fn integrity(&self) -> String {
        format!(
            "sha256-{}",
            BASE64_STANDARD.encode(Sha256::digest(&self.content))
        )
    }
}

/// The worker that keeps these files. One that takes over does not wait until a page asks for it.
pub(crate) fn fill(template: &str, site: &[Served], takes_over: bool) -> Result<String> {
    let mut files = String::from("{\n");
    for file in site.iter().filter(|file| file.is_public()) {
        writeln!(files, "  {:?}: {:?},", file.address(), file.integrity())?;
    }
    files.push('}');
    // How the files are served is kept with them: a page that was kept under other headers would go on under those.
    let mut digest = Sha256::new_with_prefix(&files);
    for file in site.iter().filter(|file| !file.is_public()) {
        digest.update(&file.content);
    }
    let digest = digest.finalize();
    let version = digest[..8].iter().fold(String::new(), |mut version, byte| {
        // Writing to a text does not fail.
        let _ = write!(version, "{byte:02x}");
        version
    });
    template::fill(
        "service-worker.js",
        template,
        &[
            ("version", &version),
            ("files", &files),
            ("takes_over", &takes_over.to_string()),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = "{{version}} {{files}} {{takes_over}}";

    fn served(path: &str, content: &str) -> Served {
        Served {
            path: path.to_owned(),
            content: content.into(),
        }
    }

    #[test]
    fn the_worker_knows_each_file_and_its_digest() -> Result<()> {
        let site = [
            served("index.html", "page"),
            served("_headers", "for the server"),
            served("assets/app.js", ""),
        ];
        let worker = fill(TEMPLATE, &site, false)?;
        assert!(
            worker.contains(
                r#""/assets/app.js": "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=""#
            ),
            "{worker}"
        );
        assert!(worker.contains(r#""/": "sha256-"#));
        assert!(!worker.contains("_headers"));
        assert!(worker.ends_with("false"));
        Ok(())
    }

    #[test]
    fn what_the_server_answers_itself_does_not_pass_through_the_worker() {
        let paths = r#"["/graphql", "/health"]"#;
        let worker = include_str!("../../web/service-worker.js");
        let server = include_str!("../../../wrangler.toml");
        assert!(worker.contains(&format!("const SERVER = {paths};")));
        assert!(server.contains(&format!("run_worker_first = {paths}")));
    }

    #[test]
    fn the_version_is_made_from_the_content_alone() -> Result<()> {
        let of = |content| fill("{{version}}", &[served("index.html", content)], false);
        assert_eq!(of("page")?, of("page")?);
        assert_ne!(of("page")?, of("another page")?);
        assert_eq!(of("page")?.len(), 16);
        Ok(())
    }

    #[test]
    fn other_headers_make_another_version() -> Result<()> {
        let of = |headers| {
            let site = [served("index.html", "page"), served("_headers", headers)];
            fill("{{version}}", &site, false)
        };
        assert_eq!(of("nosniff")?, of("nosniff")?);
        assert_ne!(of("nosniff")?, of("")?);
        Ok(())
    }
}
