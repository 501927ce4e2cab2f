//! `torture`: builds the server and what puts it to the test, and hands over.

use crate::provision;
use crate::step::{self, Outcome, Report};
use crate::workspace::Workspace;
use std::process::Command;

/// What `torture` takes, as it is passed on; which trials there are, it knows itself.
pub(crate) fn parse(arguments: &[String]) -> Result<Vec<String>, String> {
    let mut rest = arguments.iter().map(String::as_str);
    while let Some(argument) = rest.next() {
        match argument {
            "--quick" => {}
            "--seed" if rest.next().is_some_and(|seed| seed.parse::<u64>().is_ok()) => {}
            "--seed" => return Err("`--seed` takes a number".to_owned()),
            "--only" if rest.next().is_some() => {}
            "--only" => return Err("`--only` takes a trial".to_owned()),
            other => return Err(format!("`torture` does not take `{other}`")),
        }
    }
    Ok(arguments.to_vec())
}

/// Tries to lose an acknowledged answer; the last line tells whether it did.
pub(crate) fn torture(workspace: &Workspace, arguments: &[String]) -> Outcome {
    let mut report = Report::start();
    report.step("postgresql", provision::postgres)?;
    // One at a time: built together, cargo would unite their features.
    report.step("server", || step::run(workspace.cargo().args(["build", "--release", "-p", "server"])))?;
    report.step("torture", || step::run(workspace.cargo().args(["build", "--release", "-p", "trials", "--bin", "torture"])))?;
    // In a long run, the store is held against its plain model for ten times as long as in the tests.
    if arguments.iter().all(|argument| argument != "--quick" && argument != "--only") {
        report.step("model", || {
            let model = ["test", "-p", "store", "--test", "model", "--", "--nocapture"];
            step::run(workspace.cargo().args(model).env("SYNAQ_MODEL_TRANSITIONS", "1000000"))
        })?;
        // Ten thousand rows and two thousand bits are changed past the product.
        report.step("changes", || {
            let changes =
                ["test", "--release", "-p", "store", "--test", "sqlite", "--test", "postgres", "--", "rows::", "bits::"];
            step::run(workspace.cargo().args(changes).env("SYNAQ_CHANGES", "10000"))
        })?;
    }
    step::run(Command::new(workspace.release("torture")).args(arguments).current_dir(workspace.root()))
}

#[cfg(test)]
mod tests {
    use super::parse;

    fn parsed(line: &str) -> Result<Vec<String>, String> {
        parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn what_it_takes_is_passed_on_and_nothing_else() {
        assert_eq!(parsed("--quick --seed 7 --only kills").unwrap(), ["--quick", "--seed", "7", "--only", "kills"]);
        assert_eq!(parsed("").unwrap(), [""; 0]);
        for line in ["--seed", "--seed x", "--only", "--gently", "kills"] {
            assert!(parsed(line).is_err(), "`{line}` was accepted");
        }
    }
}
