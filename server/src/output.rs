//! All that the program says on its own account: answers on standard output, one line of complaint on standard error.

use std::{
    io::{self, ErrorKind, Write},
    net::SocketAddr,
    process::ExitCode,
};

use serde::Serialize;

use crate::failure::{Failure, Outcome};

/// The exit status when something was found.
pub(crate) const FINDINGS: u8 = 1;
/// The exit status when the command could not be done.
const FAILED: u8 = 2;

/// Prints an answer.
pub(crate) fn print(text: &str) -> Outcome<()> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        // Whoever read it has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(|error| Failure::new(format!("standard output: {error}"))),
    }
}

/// Prints an answer for a program.
pub(crate) fn print_json(answer: &impl Serialize) -> Outcome<()> {
    print(&serde_json::to_string_pretty(answer).map_err(|error| Failure::new(format!("JSON: {error}")))?)
}

/// Says where the pages are; `web` calls it as soon as connections are accepted.
pub(crate) fn listens(address: SocketAddr, secure: bool) {
    let scheme = if secure { "https" } else { "http" };
    // Nobody has to listen to this for the pages to be there.
    let _ = print(&format!("Synaq listens on {scheme}://{address}"));
}

/// Says how the first administrator comes in, who has to be at this console.
pub(crate) fn first_administrator(code: &store::Code) {
    let _ =
        print(&format!("nobody is on the staff yet: the first administrator chooses a password at /setup with the code {code}"));
}

/// Asks for something on standard error, so that an answer on standard output stays what it is.
pub(crate) fn ask(question: &str) {
    let _ = write!(io::stderr(), "{question}");
}

/// Says in exactly one line why nothing came of it.
pub(crate) fn complain(failure: &Failure) -> ExitCode {
    // There is nobody left to tell when even this can't be written.
    let _ = writeln!(io::stderr(), "synaq: {}", one_line(&failure.to_string()));
    ExitCode::from(FAILED)
}

/// The text without line breaks and other characters that would steer a terminal.
fn one_line(text: &str) -> String {
    let visible: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_is_one_line_and_steers_no_terminal() {
        assert_eq!(one_line("a\n  b\u{1b}[2Jc\r\n"), "a b [2Jc");
    }
}
