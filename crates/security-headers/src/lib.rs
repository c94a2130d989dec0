//! What every answer tells the browser, whoever gives it: the Worker puts these headers on what the API says, and the
//! build writes them into the `_headers` of the static files.
//!
//! A crate of its own, without dependencies, because both ends read it and neither should wait for the other to compile.

/// Each header by name and value, all of them on every answer.
///
/// `Strict-Transport-Security` leaves subdomains alone: somebody who gives their journal a whole domain may have other
/// machines below it, and the cookies are safe from them by their `__Host-` prefix.
pub const SECURITY_HEADERS: [(&str, &str); 7] = [
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("Strict-Transport-Security", "max-age=63072000"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Permissions-Policy", PERMISSIONS_POLICY),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
];

/// Everything comes from this origin, in files: nothing that is written into the page runs or styles it. The app is
/// WebAssembly, which a browser compiles only where that is allowed; texts are evaluated nowhere.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; \
    script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; font-src 'self'; \
    connect-src 'self'; manifest-src 'self'; worker-src 'self'; \
    base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The app keeps the screen on while the timer runs. It asks for nothing else, and nothing else could be asked in its name.
const PERMISSIONS_POLICY: &str = "screen-wake-lock=(self), accelerometer=(), camera=(), display-capture=(), \
    geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_may_compile_webassembly_and_run_nothing_that_is_written_into_it() {
        assert!(CONTENT_SECURITY_POLICY.contains("'wasm-unsafe-eval'"));
        assert!(!CONTENT_SECURITY_POLICY.contains("'unsafe-"));
        assert!(!CONTENT_SECURITY_POLICY.contains("data:"));
    }

    #[test]
    fn each_header_is_one_line_that_the_platform_takes() {
        for (name, value) in SECURITY_HEADERS {
            let line = format!("  {name}: {value}");
            assert!(!line.contains(['\n', '\r', '\t']), "{line}");
            assert!(!value.contains("  "), "{line}");
            assert!(line.len() <= 2_000, "{line}");
        }
    }
}
