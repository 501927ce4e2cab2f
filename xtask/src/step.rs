//! Running a step: start it, say so, time it, and tell what failed in one line.

#![expect(clippy::disallowed_methods, reason = "how long a step took is wall time; no rule of the exam reads it")]

use std::fmt;
use std::io::{BufRead, BufReader};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// What went wrong, in one line for the person at the terminal.
#[derive(Debug)]
pub(crate) struct Failure(String);

pub(crate) type Outcome<T = ()> = Result<T, Failure>;

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl<T: Into<String>> From<T> for Failure {
    fn from(why: T) -> Self {
        Self(why.into())
    }
}

/// Turns an error into a failure that says what was being done.
pub(crate) trait During<T> {
    fn during(self, what: impl fmt::Display) -> Outcome<T>;
}

impl<T, E: fmt::Display> During<T> for Result<T, E> {
    fn during(self, what: impl fmt::Display) -> Outcome<T> {
        self.map_err(|why| Failure(format!("{what}: {why}")))
    }
}

/// The steps of one call and where the time went.
pub(crate) struct Report {
    started: Instant,
    took: Vec<(String, Duration)>,
}

impl Report {
    pub(crate) fn start() -> Self {
        Self { started: Instant::now(), took: Vec::new() }
    }

    /// Does one step between two lines of progress; a failure names the step.
    pub(crate) fn step<T>(&mut self, name: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
        println!("▸ {name} …");
        let started = Instant::now();
        let outcome = work();
        let took = started.elapsed();
        println!("▸ {name} … {}", spell(took));
        self.took.push((name.to_owned(), took));
        outcome.map_err(|why| Failure(format!("step `{name}` failed after {}: {why}", spell(took))))
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    pub(crate) fn print_table(&self) {
        let width = self.took.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
        println!();
        for (name, took) in &self.took {
            println!("  {name:width$}  {:>12}", spell(*took));
        }
    }
}

/// `0.4 s`, `12 s`, `1 min 02 s`.
pub(crate) fn spell(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", duration.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        _ => spell_minutes(duration),
    }
}

/// `0 min 12 s`, `1 min 02 s`.
pub(crate) fn spell_minutes(duration: Duration) -> String {
    let seconds = duration.as_secs();
    format!("{} min {:02} s", seconds / 60, seconds % 60)
}

/// Runs a command on our own terminal.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let status = command.status().during(format!("cannot start {}", spoken(command)))?;
    succeeded(command, status)
}

/// Runs a command and returns what it printed; its errors stay on our terminal.
pub(crate) fn read(command: &mut Command) -> Outcome<String> {
    let output = command.stderr(Stdio::inherit()).output().during(format!("cannot start {}", spoken(command)))?;
    succeeded(command, output.status)?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a command and hands over each line as it is printed.
pub(crate) fn read_lines(command: &mut Command, mut line: impl FnMut(&str)) -> Outcome {
    let mut child = command.stdout(Stdio::piped()).spawn().during(format!("cannot start {}", spoken(command)))?;
    for text in child.stdout.take().map(BufReader::new).into_iter().flat_map(BufReader::lines) {
        line(&text.during(spoken(command))?);
    }
    let status = child.wait().during(spoken(command))?;
    succeeded(command, status)
}

/// Whether a command succeeds, without a word from it.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// Whether a command succeeds within the limit, without a word from it; it is ended at the limit.
pub(crate) fn succeeds_within(limit: Duration, command: &mut Command) -> bool {
    let Ok(mut child) = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn() else { return false };
    let started = Instant::now();
    while started.elapsed() < limit {
        match child.try_wait() {
            Ok(None) => std::thread::sleep(Duration::from_millis(100)),
            Ok(Some(status)) => return status.success(),
            Err(_) => break,
        }
    }
    // Both fail only when it has ended by itself meanwhile.
    let _ = child.kill();
    let _ = child.wait();
    false
}

fn succeeded(command: &Command, status: ExitStatus) -> Outcome {
    if status.success() { Ok(()) } else { Err(format!("{} ended with {status}", spoken(command)).into()) }
}

/// The command as a person would type it, shortened: `cargo clippy --workspace …`.
fn spoken(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let mut words: Vec<_> = std::iter::once(program).chain(command.get_args()).map(|word| word.to_string_lossy()).collect();
    if words.len() > 6 {
        words.truncate(6);
        words.push("…".into());
    }
    format!("`{}`", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::{Report, read_lines, spell, spell_minutes, succeeds_within};
    use std::process::Command;
    use std::time::Duration;

    #[test]
    fn time_is_spelled_for_a_person() {
        assert_eq!(spell(Duration::from_millis(440)), "0.4 s");
        assert_eq!(spell(Duration::from_secs(12)), "12 s");
        assert_eq!(spell(Duration::from_secs(62)), "1 min 02 s");
        assert_eq!(spell_minutes(Duration::from_secs(9)), "0 min 09 s");
    }

    #[test]
    fn a_failed_step_is_named() {
        let failure = Report::start().step::<()>("clippy", || Err("3 warnings".into())).unwrap_err().to_string();
        assert!(failure.starts_with("step `clippy` failed") && failure.ends_with(": 3 warnings"), "{failure}");
    }

    #[test]
    fn lines_are_read_also_from_a_command_that_fails() {
        let mut lines = Vec::new();
        let outcome =
            read_lines(Command::new("sh").args(["-c", "echo one; echo two; exit 3"]), |line| lines.push(line.to_owned()));
        assert_eq!(lines, ["one", "two"]);
        assert!(outcome.is_err());
    }

    #[test]
    fn a_command_that_hangs_is_ended_at_its_limit() {
        assert!(!succeeds_within(Duration::from_millis(200), Command::new("sleep").arg("60")));
        assert!(succeeds_within(Duration::from_secs(20), &mut Command::new("true")));
    }
}
