//! What the exam page costs a candidate's line and machine, in a real browser.

use std::{collections::BTreeMap, fs, process::Command};

use super::{Options, figures::Figures, step};
use crate::failure::{During, Outcome};

pub(super) fn measure(options: &Options, figures: &mut Figures) -> Outcome {
    step("the exam page in a browser");
    let told = options.browser.join("figures.json");
    if told.exists() {
        fs::remove_file(&told).during(told.display())?;
    }
    fs::create_dir_all(&options.browser).during(options.browser.display())?;
    let absolute = |path: &std::path::Path| path.canonicalize().during(path.display());
    let status = Command::new("node_modules/.bin/playwright")
        .args(["test", "--config", "measure.config.ts"])
        .current_dir(&options.end2end)
        .env("SYNAQ_BIN", absolute(&options.product.synaq)?)
        .env("SYNAQ_SITE", absolute(&options.product.site)?)
        .env("SYNAQ_RESULTS", absolute(&options.browser)?)
        .env("SYNAQ_FIGURES", absolute(&options.browser)?.join("figures.json"))
        // The last line of what this program prints is the figures.
        .stdout(std::io::stderr())
        .status()
        .during("the browser's measurements")?;
    if !status.success() {
        return Err(format!("the browser's measurements ended with {status}").into());
    }
    let measured = fs::read(&told).during(told.display())?;
    let measured: BTreeMap<String, f64> = serde_json::from_slice(&measured).during("the browser's figures")?;
    let figure = |name: &str| measured.get(name).copied().into();
    figures.candidate_total_br_kb = figure("candidate_total_br_kb");
    figures.candidate_requests = figure("candidate_requests");
    figures.candidate_wasm_br_kb = figure("candidate_wasm_br_kb");
    figures.candidate_html_css_br_kb = figure("candidate_html_css_br_kb");
    figures.candidate_questions = figure("candidate_questions");
    figures.candidate_lcp_ms = figure("candidate_lcp_ms");
    figures.candidate_awake_ms = figure("candidate_awake_ms");
    figures.candidate_inp_ms = figure("candidate_inp_ms");
    figures.candidate_long_paper = figure("candidate_long_paper");
    figures.candidate_layout_shift = figure("candidate_layout_shift");
    Ok(())
}
