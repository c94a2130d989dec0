//! `cargo xtask dev`: builds, serves, shows the magic links, and builds again when a source file changes.

use std::io::{BufRead, BufReader, ErrorKind};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

use crate::build::{self, Mode};
use crate::files;
use crate::mail;
use crate::npm;
use crate::project::Project;
use crate::step::{seconds, step};
use crate::tools::Tools;
use crate::watch::{self, Parts};
use crate::web;
use crate::worker::{self, Worker};

/// Where to serve.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    port: u16,
    https: bool,
}

impl Options {
    /// Reads the arguments after `dev`.
    pub(crate) fn parse(mut arguments: &[&str]) -> Result<Self> {
        let mut options = Self {
            port: 8787,
            https: false,
        };
        while let [first, rest @ ..] = arguments {
            arguments = match (*first, rest) {
                ("--https", rest) => {
                    options.https = true;
                    rest
                }
                ("--port", [port, rest @ ..]) => {
                    options.port = port
                        .parse()
                        .with_context(|| format!("`{port}` is not a port"))?;
                    rest
                }
                _ => bail!("`dev` knows --port NUMBER and --https, not `{first}`"),
            };
        }
        Ok(options)
    }

    fn origin(&self) -> String {
        format!("{}://localhost:{}", self.scheme(), self.port)
    }

    fn scheme(&self) -> &'static str {
        if self.https { "https" } else { "http" }
    }
}

/// What the main loop waits for.
enum Event {
    Changed(Parts),
    ServerEnded,
    Stop,
}

impl From<Parts> for Event {
    fn from(parts: Parts) -> Self {
        Self::Changed(parts)
    }
}

/// An editor saves several files, and each of them in several writes: the rebuild waits until it is quiet for this long.
const QUIET: Duration = Duration::from_millis(200);

/// How long the server may take to end before it is killed.
const PATIENCE: Duration = Duration::from_secs(5);

/// What stands for the Worker's secret here. It is public, so it is in nothing that is deployed: not in wrangler.toml.
const SECRET: &str = "known-to-everybody-so-for-development-only";

/// Runs until it is stopped.
pub(crate) fn run(project: &Project, options: &Options) -> Result<()> {
    let start = Instant::now();
    port_is_free(options.port)?;
    let tools = Tools::ready(project)?;
    build::everything(project, &tools, Mode::Dev)?;
    step("Apply the migrations to the local database", || {
        worker::migrate(project)
    })?;

    let (sender, events) = mpsc::channel();
    let _watcher = watch::sources(project, sender.clone())?;
    stop_on_signal(sender.clone())?;
    let mut server = serve(project, options, sender, start)?;
    let result = attend(project, &tools, &events);
    stop(&mut server)?;
    result
}

/// Rebuilds what changes, until the person stops the program or the server ends.
fn attend(project: &Project, tools: &Tools, events: &Receiver<Event>) -> Result<()> {
    let mut pending: Option<Parts> = None;
    loop {
        let event = match pending {
            None => events.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(_) => events.recv_timeout(QUIET),
        };
        match event {
            Ok(Event::Changed(parts)) => pending = Some(pending.unwrap_or_default().and(parts)),
            Ok(Event::Stop) => return Ok(()),
            Ok(Event::ServerEnded) | Err(RecvTimeoutError::Disconnected) => {
                bail!("wrangler ended by itself; what it said is above")
            }
            Err(RecvTimeoutError::Timeout) => {
                if let Err(error) = rebuild(project, tools, pending.take().unwrap_or_default()) {
                    // A mistake in the source is shown, and the next change tries again.
                    eprintln!("✗ {error:#}");
                }
            }
        }
    }
}

/// Wrangler serves what is in target/ and reloads by itself when that changes.
fn rebuild(project: &Project, tools: &Tools, parts: Parts) -> Result<()> {
    if parts.migrations {
        step("Apply the migrations", || worker::migrate(project))?;
    }
    if parts.worker {
        step("Build the Worker", || {
            worker::build(project, tools, Worker::Server, Mode::Dev)
        })?;
    }
    if parts.web {
        step("Build the web bundle", || {
            web::build(project, tools, Mode::Dev)
        })?;
    }
    Ok(())
}

/// Starts wrangler in a process group of its own, so that what it starts ends with it.
fn serve(
    project: &Project,
    options: &Options,
    events: Sender<Event>,
    start: Instant,
) -> Result<Child> {
    let origin = options.origin();
    let mut server = npm::command(project, "wrangler")
        .args(["dev", "--local", "--show-interactive-dev-session=false"])
        .args(["--port", &options.port.to_string()])
        .args(["--local-protocol", options.scheme()])
        .args(["--var", &format!("ORIGIN:{origin}")])
        .args(["--var", "INTROSPECTION:true"])
        // A route in wrangler.toml would otherwise be put in place of the browser's origin, which the server looks at.
        .arg("--infer-origin-from-routes=false")
        .args(["--var", &format!("SECRET:{SECRET}")])
        // Whoever tries the app out signs in more often than its musicians.
        .args(["--var", "SIGN_IN_LIMITS:address=100"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .process_group(0)
        .spawn()
        .context("wrangler could not be started; delete node_modules and run this again")?;
    let output = server.stdout.take().context("wrangler has no output")?;
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            println!("{line}");
            if line.contains("Ready on") {
                println!(
                    "\nMirubato is at {origin} (started in {}).",
                    seconds(start.elapsed())
                );
                println!("Magic links and codes appear here as they are sent. Ctrl-C ends it.\n");
            }
            show_links(&line, &origin);
        }
        // The receiver is gone only when the command is ending.
        let _ = events.send(Event::ServerEnded);
    });
    Ok(server)
}

/// Prints the links and codes of the mail that wrangler's line is about.
fn show_links(line: &str, origin: &str) {
    let Some(path) = mail::text_path(line) else {
        return;
    };
    match files::read(Path::new(path)) {
        Ok(text) => {
            for link in mail::links(&text, origin) {
                println!("\n✉ {link}");
            }
            for code in mail::codes(&text) {
                println!("✉ {code}\n");
            }
        }
        Err(error) => eprintln!("✗ the mail could not be read: {error:#}"),
    }
}

fn stop_on_signal(events: Sender<Event>) -> Result<()> {
    ctrlc::set_handler(move || {
        // The receiver is gone only when the command is ending.
        let _ = events.send(Event::Stop);
    })
    .context("Ctrl-C cannot be handled")
}

/// Ends wrangler and everything that it started.
fn stop(server: &mut Child) -> Result<()> {
    let group = Pid::from_raw(i32::try_from(server.id()).context("the server has no process id")?);
    let deadline = Instant::now() + PATIENCE;
    // An error says that the group has ended already.
    let _ = killpg(group, Signal::SIGTERM);
    while server.try_wait()?.is_none() {
        if Instant::now() > deadline {
            let _ = killpg(group, Signal::SIGKILL);
        }
        thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

/// Finds out before the builds, which take long, what would only fail after them.
fn port_is_free(port: u16) -> Result<()> {
    for address in [
        SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
        SocketAddr::from((Ipv6Addr::LOCALHOST, port)),
    ] {
        if let Err(error) = TcpListener::bind(address)
            && error.kind() == ErrorKind::AddrInUse
        {
            bail!(
                "port {port} is in use: end the program that uses it, or choose another one with --port"
            );
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_options_make_the_origin() -> Result<()> {
        assert_eq!(Options::parse(&[])?.origin(), "http://localhost:8787");
        assert_eq!(
            Options::parse(&["--https", "--port", "9000"])?.origin(),
            "https://localhost:9000"
        );
        Ok(())
    }

    #[test]
    fn what_is_not_an_option_is_refused() {
        for arguments in [["--port", "many"].as_slice(), &["--port"], &["--prot", "1"]] {
            assert!(Options::parse(arguments).is_err(), "{arguments:?}");
        }
    }
}
