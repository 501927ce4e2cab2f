//! `synaq audit verify`: whether the evidence is as it was written.

use std::process::ExitCode;

use serde_json::json;
use store::AuditReport;

use super::count;
use crate::{
    config::Config,
    failure::Outcome,
    output::{self, FINDINGS},
};

/// Walks the log and the chains, and tells what doesn't hold.
pub(crate) async fn verify(config: &Config, json: bool) -> Outcome {
    let store = config.open_existing().await?;
    let report = store.verify_audit().await?;
    store.close().await;
    if json {
        let findings: Vec<String> = report.findings.iter().map(ToString::to_string).collect();
        output::print_json(&json!({"events": report.events, "answers": report.answers, "findings": findings}))?;
        Ok(status(&report))
    } else {
        tell(&report)
    }
}

/// Says what doesn't hold, or that all does.
pub(super) fn tell(report: &AuditReport) -> Outcome {
    for finding in &report.findings {
        output::print(&finding.to_string())?;
    }
    let found = report.findings.len();
    let verdict = if found == 0 { "all as it was written".to_owned() } else { count(found, "finding") };
    output::print(&format!("{} events, {} answers: {verdict}", report.events, report.answers))?;
    Ok(status(report))
}

fn status(report: &AuditReport) -> ExitCode {
    if report.findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(FINDINGS) }
}
