//! `test`: every check there is, the quick ones first, and how many tests have passed.

use crate::step::{self, During, Outcome, Report};
use crate::workspace::Workspace;
use crate::{provision, run, tidy};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Command;

/// One part of the checks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Only {
    Fmt,
    Tidy,
    Clippy,
    Unit,
    Crashes,
    EndToEnd,
}

impl Only {
    pub(crate) fn parse(name: &str) -> Result<Self, String> {
        match name {
            "fmt" => Ok(Self::Fmt),
            "tidy" => Ok(Self::Tidy),
            "clippy" => Ok(Self::Clippy),
            "unit" => Ok(Self::Unit),
            "crashes" => Ok(Self::Crashes),
            "e2e" => Ok(Self::EndToEnd),
            _ => Err(format!("no step `{name}`")),
        }
    }
}

/// Runs the checks; `frontend` is left out of the native ones (its features would mix with the server's) and is
/// checked as what it is, a wasm.
pub(crate) fn test(workspace: &Workspace, only: Option<Only>) -> Outcome {
    let mut report = Report::start();
    let wanted = |step| only.is_none_or(|only| only == step);
    let (mut unit, mut end_to_end) = (0, 0);
    if wanted(Only::Fmt) {
        report.step("fmt", || step::run(workspace.cargo().args(["fmt", "--all", "--check"])))?;
    }
    if wanted(Only::Tidy) {
        report.step("tidy", || tidy::check(workspace))?;
    }
    if wanted(Only::Clippy) {
        report.step("clippy", || step::run(native(workspace, "clippy").args(["--all-targets", "--", "-D", "warnings"])))?;
    }
    if wanted(Only::Unit) {
        report.step("postgresql", provision::postgres)?;
        unit = report.step("unit", || unit_tests(workspace))?;
    }
    if wanted(Only::Crashes) {
        crashes(workspace, &mut report)?;
    }
    if wanted(Only::EndToEnd) {
        end_to_end = end_to_end_tests(workspace, &mut report)?;
    }
    report.print_table();
    let took = step::spell_minutes(report.elapsed());
    match unit + end_to_end {
        // `--only` a step that has no tests.
        0 => println!("synaq test: no fault found in {took}"),
        _ => println!("{}", closing_line(unit, end_to_end, &took)),
    }
    Ok(())
}

fn closing_line(unit: u64, end_to_end: u64, took: &str) -> String {
    format!("synaq test: {} tests passed (unit {unit}, end-to-end {end_to_end}) in {took}", unit + end_to_end)
}

fn native(workspace: &Workspace, command: &str) -> Command {
    let mut cargo = workspace.cargo();
    cargo.args([command, "--workspace", "--exclude", "frontend"]);
    cargo
}

fn unit_tests(workspace: &Workspace) -> Outcome<u64> {
    let mut passed = 0;
    step::read_lines(&mut native(workspace, "test"), |line| {
        println!("{line}");
        passed += passed_in(line);
    })?;
    if passed == 0 { Err("no test has run".into()) } else { Ok(passed) }
}

/// `test result: ok. 12 passed; 0 failed; …` → 12.
fn passed_in(line: &str) -> u64 {
    let count = line.strip_prefix("test result: ").and_then(|line| line.split_once(". ")?.1.split_once(" passed"));
    count.and_then(|(count, _)| count.parse().ok()).unwrap_or_default()
}

/// The short torture, of the program that the other tests try.
fn crashes(workspace: &Workspace, report: &mut Report) -> Outcome {
    report.step("postgresql", provision::postgres)?;
    // With the packages of the unit tests, so that features, and with them the compiled crates, are the same.
    report.step("torture", || step::run(native(workspace, "build").args(["--bin", "synaq", "--bin", "torture"])))?;
    report.step("crashes", || {
        let mut torture = Command::new(workspace.debug("torture"));
        step::run(torture.arg("--quick").env("SYNAQ_BIN", workspace.debug_server()).current_dir(workspace.root()))
    })
}

fn end_to_end_tests(workspace: &Workspace, report: &mut Report) -> Outcome<u64> {
    run::build_site(workspace, report, true)?;
    // With the packages of the unit tests, so that features, and with them the compiled crates, are the same.
    report.step("server", || step::run(native(workspace, "build").args(["--bin", "synaq"])))?;
    let browser = report.step("browser", provision::browser)?;
    report.step("end-to-end", || {
        let results = workspace.end2end_results();
        let json = results.join("report.json");
        if json.exists() {
            fs::remove_file(&json).during(json.display())?;
        }
        step::run(&mut playwright(workspace, &workspace.debug_server(), &browser))?;
        passed_journeys(&fs::read(&json).during(json.display())?)
    })
}

/// Playwright's tests, with what they ask for in the environment.
pub(crate) fn playwright(workspace: &Workspace, server: &Path, browser: &Path) -> Command {
    let mut playwright = Command::new(workspace.end2end().join("node_modules/.bin/playwright"));
    playwright
        .arg("test")
        .current_dir(workspace.end2end())
        .env("SYNAQ_BIN", server)
        .env("SYNAQ_SITE", workspace.site())
        .env("SYNAQ_CHROMIUM", browser)
        .env("SYNAQ_RESULTS", workspace.end2end_results());
    playwright
}

/// All have passed at the first go, and none was skipped.
fn passed_journeys(report: &[u8]) -> Outcome<u64> {
    let report: Value = serde_json::from_slice(report).during("Playwright's report")?;
    let count = |name: &str| report["stats"][name].as_u64().ok_or(format!("Playwright's report has no `{name}`"));
    let (passed, skipped, failed, flaky) = (count("expected")?, count("skipped")?, count("unexpected")?, count("flaky")?);
    match (passed, skipped + failed + flaky) {
        (0, 0) => Err("no test has run".into()),
        (passed, 0) => Ok(passed),
        _ => Err(format!("{failed} failed, {flaky} flaky, {skipped} skipped; none may be").into()),
    }
}

#[cfg(test)]
mod tests {
    use super::{closing_line, passed_in, passed_journeys};
    use serde_json::json;

    #[test]
    fn the_closing_line_adds_up() {
        let line = closing_line(12, 3, "1 min 02 s");
        assert_eq!(line, "synaq test: 15 tests passed (unit 12, end-to-end 3) in 1 min 02 s");
    }

    #[test]
    fn passed_tests_are_counted_from_the_runner_alone() {
        assert_eq!(passed_in("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out"), 12);
        assert_eq!(passed_in("test result: FAILED. 3 passed; 1 failed; 0 ignored"), 3);
        assert_eq!(passed_in("test attempt::tests::a_late_save_is_refused ... ok"), 0);
    }

    #[test]
    fn a_skipped_flaky_or_absent_journey_is_a_failure() {
        let outcome = |expected: u64, skipped: u64, unexpected: u64, flaky: u64| {
            let stats = json!({"expected": expected, "skipped": skipped, "unexpected": unexpected, "flaky": flaky});
            passed_journeys(json!({ "stats": stats }).to_string().as_bytes())
        };
        assert_eq!(outcome(7, 0, 0, 0).unwrap(), 7);
        for (expected, skipped, unexpected, flaky) in [(0, 0, 0, 0), (7, 1, 0, 0), (7, 0, 1, 0), (7, 0, 0, 1)] {
            assert!(outcome(expected, skipped, unexpected, flaky).is_err());
        }
        assert!(passed_journeys(b"{}").is_err());
    }
}
