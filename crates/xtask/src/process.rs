//! Running other programs.

use std::io::{BufRead, BufReader};
use std::process::{Command, ExitStatus, Stdio};

use anyhow::{Context, Result, bail};

/// Runs a program to its end with its output shown, and fails when it fails.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    check(command.status(), command)
}

/// Runs a program whose output only matters when it fails.
pub(crate) fn run_quietly(command: &mut Command) -> Result<()> {
    capture(command).map(|_| ())
}

/// Runs a program and returns what it wrote to its standard output; its errors are shown if it fails.
pub(crate) fn capture(command: &mut Command) -> Result<String> {
    let output = command
        .output()
        .map_err(|error| not_started(command, &error))?;
    if !output.status.success() {
        print!("{}", String::from_utf8_lossy(&output.stdout));
        eprint!("{}", String::from_utf8_lossy(&output.stderr));
        bail!("{}", ended(command, output.status));
    }
    String::from_utf8(output.stdout)
        .with_context(|| format!("`{}` wrote something that is not UTF-8", shown(command)))
}

/// Runs a program that may well fail: what it wrote to its standard output, or else everything it wrote.
pub(crate) fn outcome(command: &mut Command) -> Result<Result<String, String>> {
    let output = command
        .output()
        .map_err(|error| not_started(command, &error))?;
    let written = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(Ok(written));
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    Ok(Err(format!("{written}{complaint}").trim().to_owned()))
}

/// Runs a program with its standard output shown line by line while `see` reads it too; says whether it succeeded.
pub(crate) fn follow(command: &mut Command, mut see: impl FnMut(&str)) -> Result<bool> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| not_started(command, &error))?;
    let output = child.stdout.take().context("the program has no output")?;
    for line in BufReader::new(output).split(b'\n') {
        let line = line.context("the program's output ended early")?;
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        see(&line);
    }
    Ok(child.wait().context("the program was lost")?.success())
}

/// Whether a program can be started at all.
pub(crate) fn exists(program: &str) -> bool {
    Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok()
}

fn check(status: std::io::Result<ExitStatus>, command: &Command) -> Result<()> {
    let status = status.map_err(|error| not_started(command, &error))?;
    if !status.success() {
        bail!("{}", ended(command, status));
    }
    Ok(())
}

fn ended(command: &Command, status: ExitStatus) -> String {
    format!(
        "`{}` ended with {status}; what it said is above",
        shown(command)
    )
}

fn not_started(command: &Command, error: &std::io::Error) -> anyhow::Error {
    let program = command.get_program().to_string_lossy();
    anyhow::anyhow!(
        "`{program}` could not be started ({error}); install it, or put it on the PATH, and run this again"
    )
}

/// The program and its first arguments: enough to recognise it.
fn shown(command: &Command) -> String {
    let program = command.get_program().to_string_lossy();
    let name = program.rsplit('/').next().unwrap_or_default();
    let arguments = command
        .get_args()
        .take(3)
        .map(|argument| argument.to_string_lossy());
    std::iter::once(name.into())
        .chain(arguments)
        .collect::<Vec<_>>()
        .join(" ")
}
