//! `synaq audit`: whether the evidence is as it was written, and checkpoints that show it.

use std::{path::Path, process::ExitCode};

use exam::clock::Clock;
use serde_json::json;
use store::{AuditReport, WitnessKey};

use super::count;
use crate::{
    checkpoints,
    clock::SystemClock,
    config::Config,
    failure::{Failure, Outcome},
    output::{self, FINDINGS},
};

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
