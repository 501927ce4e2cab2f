//! `cargo xtask bench`: the figures of the product, each measured beside what it is compared to, all in one run.

mod audit;
pub mod bare;
mod client;
mod deadline;
mod figures;
mod growth;
mod latency;
mod memory;
mod page;
mod raw_sqlite;
mod saves;
mod stage;
mod start;

use std::{fs, path::PathBuf, time::Duration};

use figures::Figures;
use stage::Stage;

use crate::{
    failure::{During, Outcome},
    server::Product,
    stopwatch,
};

/// A part of the figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Part {
    /// Saving answers: how many, how fast, and what a full database costs
    Saves,
    /// The beginning and the end that all candidates share
    Start,
    /// Pages, what the middleware costs, memory
    Page,
    /// What the exam page costs a candidate's line and machine
    Client,
    /// What the evidence costs
    Audit,
    /// The invigilator's board
    Board,
    /// Question banks
    Banks,
}

/// What is measured, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// What is measured.
    pub product: Product,
    /// The server it is compared to: this program with these arguments and a page's file.
    pub bare: Vec<PathBuf>,
    /// A folder for databases, on the disk that is to be measured. It is emptied.
    pub folder: PathBuf,
    /// The folder of what drives a browser.
    pub end2end: PathBuf,
    /// A folder for what it leaves.
    pub browser: PathBuf,
    /// A part alone.
    pub only: Option<Part>,
    /// A shorter run.
    pub quick: bool,
    /// Without the table.
    pub json: bool,
}

/// How long and how often.
#[derive(Clone, Copy, Debug)]
struct Pace {
    /// Rounds of baseline and product; the median counts.
    rounds: usize,
    /// Each measurement in a round.
    round: Duration,
    warm_up: Duration,
    /// The open loop: seconds.
    open_loop: u32,
    /// Times that all begin, and all end, together.
    crowds: usize,
    /// Answers in a full database.
    stored: u64,
}

const QUICK: Pace = Pace {
    rounds: 3,
    round: Duration::from_millis(1_500),
    warm_up: Duration::from_millis(300),
    open_loop: 20,
    crowds: 1,
    stored: 200_000,
};

const THOROUGH: Pace = Pace {
    rounds: 5,
    round: Duration::from_secs(5),
    warm_up: Duration::from_secs(1),
    open_loop: 120,
    crowds: 3,
    stored: 1_000_000,
};

/// Candidates of the sitting.
const CANDIDATES: usize = 2_000;
/// Connections over which a closed loop asks for saves, of the product and of the bare server.
const SAVING: usize = 256;
/// Connections over which a closed loop asks for pages.
const READING: usize = 32;
/// Open files that a run takes, with room to spare.
const OPEN_FILES: u64 = 3_000;

/// Measures, and prints a table and, in the last line, the figures as JSON.
///
/// # Errors
/// When something can't be measured. A goal that is missed is no error.
pub async fn run(options: &Options) -> Outcome {
    let wanted = |part| options.only.is_none_or(|only| only == part);
    let mut figures = Figures::default();
    if wanted(Part::Client) {
        client::measure(options, &mut figures)?;
    }
    if wanted(Part::Saves) || wanted(Part::Start) || wanted(Part::Page) || wanted(Part::Audit) {
        enough_files()?;
        let pace = if options.quick { QUICK } else { THOROUGH };
        let mut stage = Stage::set_up(options, CANDIDATES).await?;
        start::measure(&mut stage, pace, &mut figures).await?;
        if wanted(Part::Start) {
            deadline::measure(&mut stage, pace, &mut figures).await?;
        }
        if wanted(Part::Page) {
            page::measure(&stage, pace, &mut figures).await?;
            memory::measure(&stage, &mut figures).await?;
        }
        if wanted(Part::Saves) {
            saves::measure(&mut stage, pace, &mut figures).await?;
            latency::measure(&mut stage, pace, &mut figures).await?;
            growth::measure(&mut stage, pace, &mut figures).await?;
        }
        if wanted(Part::Audit) {
            audit::measure(&mut stage, pace, &mut figures).await?;
        }
        stage.tear_down()?;
    }
    for (part, name) in [(Part::Board, "board"), (Part::Banks, "banks")] {
        if options.only == Some(part) {
            eprintln!("bench: nothing is measured for {name} yet");
        }
    }
    if !options.json {
        print!("{}", figures.table(options.only.is_some()));
        println!("measured in {:.0} s", stopwatch::since_the_beginning().as_secs_f64());
    }
    println!("{}", serde_json::to_string(&figures).during("the figures")?);
    Ok(())
}

/// Says what is done, to whoever waits for it.
fn step(what: &str) {
    eprintln!("▸ {:>3.0} s  {what} …", stopwatch::since_the_beginning().as_secs_f64());
}

fn enough_files() -> Outcome {
    let limits = fs::read_to_string("/proc/self/limits").during("limits of this process")?;
    let files = limits.lines().find_map(|line| line.strip_prefix("Max open files"));
    let soft = files.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
    match soft {
        Some(soft) if soft < OPEN_FILES => {
            Err(format!("{soft} files may be open at once, {OPEN_FILES} are needed: `ulimit -n {OPEN_FILES}`").into())
        }
        _ => Ok(()),
    }
}
