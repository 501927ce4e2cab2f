//! `synaq`: the one program of the system. This file only starts it; what it can do is told in `cli`.

mod attachment;
mod backup_file;
mod checkpoints;
mod cli;
mod clock;
mod commands;
mod config;
mod deadlines;
mod demo;
mod failure;
mod hex;
mod key_file;
mod new_file;
mod output;
mod password;
mod secret_file;
mod spreadsheet;
mod web;

use std::process::ExitCode;

/// A request asks for memory, and gives it back, dozens of times.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = match cli::parse() {
        Ok(cli) => cli,
        Err(exit) => return exit,
    };
    commands::run(cli).unwrap_or_else(|failure| output::complain(&failure))
}
