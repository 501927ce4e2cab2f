//! `torture`: builds the server and what puts it to the test, and hands over.

use crate::step::{self, Outcome, Report};
use crate::workspace::Workspace;
use crate::{check, provision, run};
use std::process::Command;

/// The trial that takes place in a browser; all others are the binary's.
const IN_A_BROWSER: &str = "three-hours";

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
    let quick = arguments.iter().any(|argument| argument == "--quick");
    let only = arguments.iter().skip_while(|argument| *argument != "--only").nth(1);
    if only.is_some_and(|only| only == IN_A_BROWSER) {
        return three_hours(workspace, &mut report, quick);
    }
    report.step("postgresql", provision::postgres)?;
    // One at a time: built together, cargo would unite their features.
    report.step("server", || step::run(workspace.cargo().args(["build", "--release", "-p", "server"])))?;
    report.step("torture", || step::run(workspace.cargo().args(["build", "--release", "-p", "trials", "--bin", "torture"])))?;
    // In a long run, the store is held against its plain model for ten times as long as in the tests.
    let all = !quick && only.is_none();
    if all {
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
    step::run(Command::new(workspace.release("torture")).args(arguments).current_dir(workspace.root()))?;
    if all { three_hours(workspace, &mut report, quick) } else { Ok(()) }
}

/// A long exam on a bad line, in a real browser; a short one if it is to be quick.
fn three_hours(workspace: &Workspace, report: &mut Report, quick: bool) -> Outcome {
    run::build_site(workspace, report, false)?;
    let browser = report.step("browser", provision::browser)?;
    report.step("server", || step::run(workspace.cargo().args(["build", "--release", "-p", "server"])))?;
    report.step(IN_A_BROWSER, || {
        let mut playwright = check::playwright(workspace, &workspace.release_server(), &browser);
        playwright.args(["--config", "torture.config.ts"]).env("SYNAQ_MINUTES", if quick { "12" } else { "180" });
        step::run(&mut playwright)
    })
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
