//! `bench`: builds what is measured and what measures it, and hands over.

use crate::step::{self, Outcome, Report};
use crate::workspace::Workspace;
use crate::{provision, run};
use std::process::Command;

const PARTS: [&str; 7] = ["saves", "start", "page", "client", "audit", "board", "banks"];

/// What `bench` takes, as it is passed on.
pub(crate) fn parse(arguments: &[String]) -> Result<Vec<String>, String> {
    let mut rest = arguments.iter().map(String::as_str);
    while let Some(argument) = rest.next() {
        match argument {
            "--quick" | "--json" => {}
            "--only" if rest.next().is_some_and(|part| PARTS.contains(&part)) => {}
            "--only" => return Err(format!("`--only` takes one of {}", PARTS.join(", "))),
            other => return Err(format!("`bench` does not take `{other}`")),
        }
    }
    Ok(arguments.to_vec())
}

/// Measures; the last line is the figures as JSON.
pub(crate) fn bench(workspace: &Workspace, arguments: &[String]) -> Outcome {
    let mut report = Report::start();
    report.step("postgresql", provision::postgres)?;
    // What was built last may be of another state of the source.
    run::build_site(workspace, &mut report, false)?;
    let browser = report.step("browser", provision::browser)?;
    // One at a time: built together, cargo would unite their features.
    report.step("server", || step::run(workspace.cargo().args(["build", "--release", "-p", "server"])))?;
    report.step("bench", || step::run(workspace.cargo().args(["build", "--release", "-p", "trials", "--bin", "bench"])))?;
    // Thousands of connections are thousands of open files.
    let mut bench = Command::new("sh");
    bench
        .args(["-c", "ulimit -n \"$(ulimit -Hn)\" && exec \"$0\" \"$@\""])
        .arg(workspace.release("bench"))
        .args(arguments)
        .current_dir(workspace.root())
        .env("SYNAQ_BIN", workspace.release_server())
        .env("SYNAQ_SITE", workspace.site())
        .env("SYNAQ_END2END", workspace.end2end())
        .env("SYNAQ_CHROMIUM", browser)
        .env("SYNAQ_RESULTS", workspace.bench().with_extension("browser"))
        .env("SYNAQ_BENCH_FOLDER", workspace.bench());
    step::run(&mut bench)
}

#[cfg(test)]
mod tests {
    use super::parse;

    fn parsed(line: &str) -> Result<Vec<String>, String> {
        parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn what_it_takes_is_passed_on_and_nothing_else() {
        assert_eq!(parsed("--only page --quick --json").unwrap(), ["--only", "page", "--quick", "--json"]);
        for part in super::PARTS {
            assert!(parsed(&format!("--only {part}")).is_ok(), "{part}");
        }
        for line in ["--only", "--only everything", "--fast", "page"] {
            assert!(parsed(line).is_err(), "`{line}` was accepted");
        }
    }
}
