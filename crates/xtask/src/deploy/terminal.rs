//! Asking the person who runs a command.

use std::io::{self, IsTerminal as _, Write as _};

use anyhow::{Context, Result, bail};
use nix::sys::termios::{LocalFlags, SetArg, tcgetattr, tcsetattr};

use super::answers::Question;
use super::secret::Secret;

/// Asks a question and reads a line.
pub(super) fn ask(question: &Question) -> Result<String> {
    if !io::stdin().is_terminal() {
        bail!("nobody is here to ask; give {}", question.flag);
    }
    print!("{}\n> ", question.text);
    line()
}

/// Asks for a secret, which does not appear while it is typed.
pub(super) fn ask_secret(text: &str, variable: &str) -> Result<Secret> {
    let input = io::stdin();
    if !input.is_terminal() {
        bail!("nobody is here to ask; set {variable} in the environment");
    }
    print!("{text}\n> ");
    let shown = tcgetattr(&input).context("the terminal does not say how it is set")?;
    let mut hidden = shown.clone();
    hidden.local_flags.remove(LocalFlags::ECHO);
    tcsetattr(&input, SetArg::TCSANOW, &hidden)
        .context("the terminal cannot hide what is typed")?;
    let typed = line();
    tcsetattr(&input, SetArg::TCSANOW, &shown).context("the terminal could not be set back")?;
    println!();
    let typed = typed?;
    if typed.is_empty() {
        bail!("nothing was typed");
    }
    Ok(Secret::new(typed))
}

fn line() -> Result<String> {
    io::stdout().flush()?;
    let mut line = String::new();
    if io::stdin().read_line(&mut line)? == 0 {
        bail!("the input has ended");
    }
    Ok(line.trim().to_owned())
}
