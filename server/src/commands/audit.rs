//! `synaq audit`: whether the evidence is as it was written, and checkpoints that show it.

use std::{io::Write, path::Path, process::ExitCode};

use exam::clock::Clock;
use serde_json::{Value, json};
use store::{AuditReport, LogFilter, LogPlace, LoggedEvent, WitnessKey};

use super::{at_console, count};
use crate::{
    checkpoints,
    clock::SystemClock,
    config::Config,
    failure::{Failure, Outcome},
    new_file::NewFile,
    output::{self, FINDINGS},
};

/// Events that are read at once.
const AT_ONCE: u16 = 1_000;

/// Walks the log and the chains, holds them against the checkpoints of a file, and tells what doesn't hold.
pub(crate) async fn verify(config: &Config, kept: Option<&Path>, key: Option<WitnessKey>, json: bool) -> Outcome {
    let read = |path: &Path| {
        let failed = |error| Failure::new(format!("the checkpoints {} can't be read: {error}", path.display()));
        std::fs::read_to_string(path).map_err(failed)
    };
    let kept = kept.map(read).transpose()?;
    let store = config.open_existing().await?;
    let report = match kept {
        Some(kept) => store.verify_audit_against(&kept, &key.unwrap_or_else(|| store.witness_key())).await?,
        None => store.verify_audit().await?,
    };
    store.close().await;
    if json {
        let findings: Vec<String> = report.findings.iter().map(ToString::to_string).collect();
        let AuditReport { events, answers, checkpoints, .. } = report;
        output::print_json(&json!({"events": events, "answers": answers, "checkpoints": checkpoints, "findings": findings}))?;
        Ok(status(&report))
    } else {
        tell(&report)
    }
}

/// Writes the log down, event by event. Taking it away is told in it, after what is taken.
pub(crate) async fn export(config: &Config, to: Option<&Path>) -> Outcome {
    let store = config.open_existing().await?;
    let by = at_console(SystemClock::of(&store).await?.now());
    let failed = |path: &Path, error| Failure::new(format!("the log can't be written to {}: {error}", path.display()));
    let file = to.map(|path| NewFile::begin(path).map_err(|error| failed(path, error))).transpose()?;
    let (mut last, all) = (0, LogFilter::default());
    loop {
        let events = store.log(&all, LogPlace::After(last), AT_ONCE).await?;
        let Some(end) = events.last() else { break };
        last = end.seq;
        let lines: Vec<_> = events.iter().map(|event| line(event).to_string()).collect();
        match (&file, to) {
            (Some(file), Some(path)) => {
                writeln!(file.file(), "{}", lines.join("\n")).map_err(|error| failed(path, error))?;
            }
            _ => output::print(&lines.join("\n"))?,
        }
    }
    store.record_log_reading(&by, &all, true).await?;
    store.close().await;
    if let (Some(file), Some(path)) = (file, to) {
        file.keep().map_err(|error| failed(path, error))?;
        output::print(&format!("{}: {last} events", path.display()))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// What the event's hash covers, and the hash.
fn line(event: &LoggedEvent) -> Value {
    let LoggedEvent { seq, at, actor, role, address, act, object, detail, wrote, hash, .. } = event;
    json!({
        "seq": seq, "at": at.as_millis(), "actor": actor, "role": role, "address": address, "act": act, "object": object,
        "detail": detail, "wrote": wrote, "hash": hash,
    })
}

/// Prints the key that checkpoints can be held against, wherever they are kept.
pub(crate) async fn key(config: &Config) -> Outcome {
    let store = config.open_existing().await?;
    let key = store.witness_key();
    store.close().await;
    output::print(&key.to_string())?;
    Ok(ExitCode::SUCCESS)
}

/// Makes a checkpoint and adds it to a file, or prints it.
pub(crate) async fn checkpoint(config: &Config, to: Option<&Path>) -> Outcome {
    let store = config.open_existing().await?;
    let made = store.checkpoint(SystemClock::of(&store).await?.now()).await?;
    store.close().await;
    let made = made.ok_or_else(|| Failure::new("the log is empty: there is nothing to make a checkpoint of"))?;
    match to {
        None => output::print(&made.line())?,
        Some(to) => {
            let failed = |error| Failure::new(format!("the checkpoint can't be added to {}: {error}", to.display()));
            checkpoints::add(to, &made.line()).map_err(failed)?;
            output::print(&format!("{}: {} events", to.display(), made.events))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Says what doesn't hold, or that all does.
pub(super) fn tell(report: &AuditReport) -> Outcome {
    for finding in &report.findings {
        output::print(&finding.to_string())?;
    }
    let found = report.findings.len();
    let verdict = if found == 0 { "all as it was written".to_owned() } else { count(found, "finding") };
    let against = match report.checkpoints {
        0 => String::new(),
        checkpoints => format!(", held against {}", count(checkpoints, "checkpoint")),
    };
    output::print(&format!("{} events, {} answers{against}: {verdict}", report.events, report.answers))?;
    Ok(status(report))
}

fn status(report: &AuditReport) -> ExitCode {
    if report.findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(FINDINGS) }
}
