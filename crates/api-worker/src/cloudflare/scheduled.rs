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
    let now = WorkerClock.now();
    let trash = retention::purge_trash(&database, now).await;
    let sign_ins = retention::purge_sign_ins(&database, now).await;
    for (task, outcome) in [("purge_trash", trash), ("purge_sign_ins", sign_ins)] {
        if let Err(error) = outcome {
            console_error!("{}", log::failed_task(task, &error));
        }
    }
    Ok(())
}
