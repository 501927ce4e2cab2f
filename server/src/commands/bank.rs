//! `synaq bank lint` and `synaq bank import`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use exam::clock::Clock;
use question_banks::{Bank, BankReport};
use serde_json::json;
use store::Imported;

use super::{at_console, count};
use crate::{
    clock::SystemClock,
    config::Config,
    failure::{Failure, Outcome},
    output::{self, FINDINGS},
};

/// Tells what is in a bank, or in each bank of a folder, and what is wrong with it.
pub(crate) fn lint(path: &Path, json: bool) -> Outcome {
    let reports = reports(path)?;
    if json {
        output::print_json(&json!({ "banks": reports }))?;
    } else {
        print_findings(&reports)?;
        for report in &reports {
            output::print(&summary(report))?;
        }
    }
    Ok(if findings(&reports) == 0 { ExitCode::SUCCESS } else { ExitCode::from(FINDINGS) })
}

/// Imports a bank, or each bank of a folder; none when something is wrong with one.
pub(crate) async fn import(config: &Config, path: &Path) -> Outcome {
    let reports = reports(path)?;
    let found = findings(&reports);
    if found > 0 {
        print_findings(&reports)?;
        return Err(Failure::new(format!("nothing is imported: {}", count(found, "finding"))));
    }
    let banks = folders(path)?.iter().map(|folder| read(folder)).collect::<Outcome<Vec<_>>>()?;
    let by = at_console(SystemClock::start().now());
    let store = config.open().await?;
    for bank in &banks {
        output::print(&told(&store.import_bank(&by, bank).await?))?;
    }
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

fn reports(path: &Path) -> Outcome<Vec<BankReport>> {
    question_banks::lint(path).map_err(|error| Failure::new(error.to_string()))
}

fn findings(reports: &[BankReport]) -> usize {
    reports.iter().map(|report| report.errors.len()).sum()
}

fn print_findings(reports: &[BankReport]) -> Outcome<()> {
    reports.iter().flat_map(|report| &report.errors).try_for_each(|finding| output::print(&finding.to_string()))
}

fn summary(report: &BankReport) -> String {
    let kinds: Vec<_> = report.kinds.iter().map(|(kind, n)| format!("{n} {kind}")).collect();
    let languages: Vec<_> = report.languages.iter().map(|language| language.code()).collect();
    let verdict = if report.errors.is_empty() { "no findings".to_owned() } else { count(report.errors.len(), "finding") };
    let questions = count(report.items, "question");
    format!("{}: {questions} ({}) in {}: {verdict}", report.code, kinds.join(", "), languages.join(", "))
}

/// The folders of the banks at `path`, which has been linted.
fn folders(path: &Path) -> Outcome<Vec<PathBuf>> {
    if path.join("bank.toml").exists() {
        return Ok(vec![path.to_owned()]);
    }
    let unreadable = |error| Failure::new(format!("{} can't be read: {error}", path.display()));
    let entries = fs::read_dir(path).and_then(Iterator::collect::<Result<Vec<_>, _>>).map_err(unreadable)?;
    let mut folders: Vec<_> = entries.iter().map(fs::DirEntry::path).filter(|f| f.join("bank.toml").exists()).collect();
    folders.sort();
    Ok(folders)
}

fn read(folder: &Path) -> Outcome<Bank> {
    question_banks::read(folder).map_err(|findings| {
        let first = findings.first().map(ToString::to_string).unwrap_or_default();
        Failure::new(format!("nothing is imported: {first}"))
    })
}

fn told(imported: &Imported) -> String {
    let Imported { bank, release, questions, .. } = imported;
    let what = if imported.new { "imported" } else { "there already, word for word" };
    let mut told = format!("{bank}: release {release}, {}: {what}", count(*questions, "question"));
    for (activity, version) in &imported.regulations {
        told.push_str(&format!("; regulation of {activity}, version {version}, registered"));
    }
    told
}
