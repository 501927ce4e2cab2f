//! `cargo xtask torture`: kills, power cuts, full disks, wrong clocks and bad networks. What was acknowledged must be there.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it talks to a person at a terminal")]

use std::{path::PathBuf, process::ExitCode};

use clap::Parser;
use rand::{TryRng, rngs::SysRng};
use trials::{
    failure::{During, Outcome},
    stopwatch,
    torture::{Ground, Report, Trial},
};

/// So many faults of a trial are told.
const MOST_FAULTS: usize = 5;

/// Tries to lose an acknowledged answer. The last line tells whether it did; exit status 1 if anything is wrong.
#[derive(Debug, Parser)]
struct Options {
    /// A few minutes instead of an hour
    #[arg(long)]
    quick: bool,
    /// Begin from this number, which the first line of an earlier run tells
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// One trial alone
    #[arg(long, value_name = "TRIAL")]
    only: Option<Trial>,
    /// The program that is put to the test; else the one beside this one
    #[arg(long, value_name = "FILE", env = "SYNAQ_BIN")]
    synaq: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    match torture(options).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("torture: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the trials; tells whether nothing was wrong.
async fn torture(options: Options) -> Outcome<bool> {
    let seed = match options.seed {
        Some(seed) => seed,
        None => u64::from(SysRng.try_next_u32().during("the system's randomness")?),
    };
    println!("seed: {seed}");
    let own = std::env::current_exe().during("where this program lies")?;
    let beside = own.parent().ok_or("this program lies nowhere")?;
    let synaq = options.synaq.unwrap_or_else(|| beside.join("synaq"));
    let scratch = beside.parent().unwrap_or(beside).join(format!("torture-{}", std::process::id()));
    let (mut all, begin) = (Report::default(), stopwatch::now());
    let mut ground = Ground::prepare(&synaq, scratch.clone(), options.quick).await?;
    for trial in Trial::ALL.into_iter().filter(|trial| options.only.is_none_or(|only| only == *trial)) {
        let begin = stopwatch::now();
        ground.renew().await?;
        let report = match trial.run(&ground, seed).await {
            Ok(report) => report,
            Err(failure) => Report { faults: vec![format!("the trial could not be held: {failure}")], ..Report::default() },
        };
        let (figures, acknowledged, lost) = (report.figures.join("; "), report.acknowledged, report.lost);
        let took = begin.elapsed().as_secs_f64();
        println!("{:<11} {figures}; {acknowledged} acknowledged, {lost} lost ({took:.1} s)", trial.name());
        for fault in report.faults.iter().take(MOST_FAULTS) {
            println!("  WRONG {fault}");
        }
        if report.faults.len() > MOST_FAULTS {
            println!("  and {} more", report.faults.len() - MOST_FAULTS);
        }
        all += report;
    }
    let well = all.faults.is_empty() && all.lost == 0;
    if well {
        std::fs::remove_dir_all(&scratch).during(scratch.display())?;
    } else {
        println!("what is wrong lies in {}", scratch.display());
    }
    println!(
        "{} trials in {:.0} s with seed {seed}",
        if well { "all is well: the" } else { "not all is well: the" },
        begin.elapsed().as_secs_f64()
    );
    println!("{}", all.closing_line());
    Ok(well)
}
