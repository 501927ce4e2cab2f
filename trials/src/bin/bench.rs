//! `cargo xtask bench` builds this and says where product and site are.
#![allow(clippy::print_stderr, reason = "it talks to a person at a terminal")]

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use trials::{
    bench::{self, Options, Part, bare},
    failure::{During, Outcome},
    server::Product,
};

/// Measures Synaq.
#[derive(Parser)]
#[command(name = "bench", args_conflicts_with_subcommands = true)]
struct Asked {
    #[command(subcommand)]
    bare: Option<Bare>,
    /// At most three minutes
    #[arg(long)]
    quick: bool,
    /// The figures alone, as JSON; with the table they are the last line
    #[arg(long)]
    json: bool,
    /// A part alone
    #[arg(long)]
    only: Option<Part>,
    /// The program that is measured
    #[arg(long, env = "SYNAQ_BIN", default_value = "target/release/synaq")]
    synaq: PathBuf,
    /// The site's files
    #[arg(long, env = "SYNAQ_SITE", default_value = "target/site")]
    site: PathBuf,
    /// A folder for databases, on the disk that is to be measured; it is emptied
    #[arg(long, env = "SYNAQ_BENCH_FOLDER", default_value = "target/bench")]
    folder: PathBuf,
    /// What drives a browser, with its packages
    #[arg(long, env = "SYNAQ_END2END", default_value = "end2end")]
    end2end: PathBuf,
    /// A folder for what the browser leaves
    #[arg(long, env = "SYNAQ_RESULTS", default_value = "target/bench-browser")]
    browser: PathBuf,
}

#[derive(Subcommand)]
enum Bare {
    /// Serve a page's file, and what the product is compared to
    #[command(hide = true)]
    Bare { page: PathBuf },
}

fn main() -> ExitCode {
    match run(Asked::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("bench: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(asked: Asked) -> Outcome {
    if let Some(Bare::Bare { page }) = asked.bare {
        // As many threads as the product takes.
        return tokio::runtime::Runtime::new().during("the bare server")?.block_on(bare::serve(&page));
    }
    let this = std::env::current_exe().during("this program")?;
    let options = Options {
        product: Product { synaq: asked.synaq, site: asked.site },
        bare: vec![this, "bare".into()],
        folder: asked.folder,
        end2end: asked.end2end,
        browser: asked.browser,
        only: asked.only,
        quick: asked.quick,
        json: asked.json,
    };
    // One thread: the load takes no more of the machine than it must.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().during("the load")?;
    runtime.block_on(bench::run(&options))
}
