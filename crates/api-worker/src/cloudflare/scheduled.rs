//! The Worker's cron handler.

use worker::{Env, Result, console_error};

use super::D1;
use super::platform::WorkerClock;
use crate::log;
use crate::platform::Clock as _;
use crate::retention;

/// Does what is due every hour. What went wrong is logged, and done again an hour later.
///
/// # Errors
/// When a binding of wrangler.toml is missing.
pub async fn scheduled(env: Env) -> Result<()> {
    let database = D1::new(env.d1("DB")?);
    if let Err(error) = retention::purge_trash(&database, WorkerClock.now()).await {
        console_error!("{}", log::failed_task("purge_trash", &error));
    }
    Ok(())
}
