//! The platform's own rate limit in front of everything else. It is approximate and counts in each place by itself, so it
//! only keeps floods away from D1; the exact limits are `auth`'s.

use worker::{Env, Request};

/// The binding. A wrangler.toml without it sets no such limit.
const BINDING: &str = "REQUESTS";

/// Whether the address that a request comes from asks too much right now. Where nobody can tell, it does not.
pub(super) async fn is_reached(request: &Request, env: &Env) -> bool {
    let Ok(limiter) = env.rate_limiter(BINDING) else {
        return false;
    };
    let Ok(Some(client_ip)) = request.headers().get("cf-connecting-ip") else {
        return false;
    };
    limiter
        .limit(client_ip)
        .await
        .is_ok_and(|outcome| !outcome.success)
}
