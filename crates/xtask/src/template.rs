//! Files of crates/web in which the build puts what only it knows, in place of `{{name}}`.

use anyhow::{Result, bail};

/// Puts the values in. A placeholder without a value is a mistake in the file, which the error calls `file`.
pub(crate) fn fill(file: &str, template: &str, values: &[(&str, &str)]) -> Result<String> {
    let mut filled = template.to_owned();
    for (name, value) in values {
        filled = filled.replace(&format!("{{{{{name}}}}}"), value);
    }
    if let Some((_, rest)) = filled.split_once("{{") {
        let name = rest.split("}}").next().unwrap_or_default();
        bail!("crates/web/{file} has an unknown placeholder, {{{{{name}}}}}");
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_of_a_name_gets_its_value() -> Result<()> {
        let filled = fill(
            "page.html",
            "<a {{one}} {{two}} {{one}}>",
            &[("one", "1"), ("two", "2")],
        )?;
        assert_eq!(filled, "<a 1 2 1>");
        Ok(())
    }

    #[test]
    fn an_unknown_placeholder_is_an_error() {
        let error = fill("page.html", "{{one}} {{onne}}", &[("one", "1")]).unwrap_err();
        assert!(error.to_string().contains("{{onne}}"));
    }
}
