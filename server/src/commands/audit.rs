//! `synaq audit verify`: whether the evidence is as it was written.

use std::process::ExitCode;

use serde_json::json;

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
    let findings: Vec<String> = report.findings.iter().map(ToString::to_string).collect();
    if json {
        output::print_json(&json!({"events": report.events, "answers": report.answers, "findings": findings}))?;
    } else {
        for finding in &findings {
            output::print(finding)?;
        }
        let verdict = if findings.is_empty() { "all as it was written".to_owned() } else { count(findings.len(), "finding") };
        output::print(&format!("{} events, {} answers: {verdict}", report.events, report.answers))?;
    }
    Ok(if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(FINDINGS) })
}
