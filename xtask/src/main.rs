//! `cargo xtask build | run | test | bench | torture`: the only entry a newcomer needs.
//!
//! It brings what is missing (the wasm toolchain, Chromium, npm packages), builds the client and the server, and runs
//! every check there is. It needs cargo and, for what has to be installed, either the right to or a person who may.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it talks to a person at a terminal")]

mod bench;
mod check;
mod client;
mod provision;
mod run;
mod site;
mod step;
mod tidy;
mod torture;
mod workspace;

use check::Only;
use std::process::ExitCode;
use step::{Outcome, Report};
use workspace::Workspace;

const USAGE: &str = "usage: cargo xtask build [--only site] | run [-- ARGUMENTS OF serve] | test [--only fmt|tidy|clippy|unit|crashes|e2e] \
                     | bench [--quick] [--json] [--only saves|start|page|client|audit|board|banks] \
                     | torture [--quick] [--seed N] [--only TRIAL]";

enum Command {
    Build,
    /// What browsers download, alone.
    Site,
    Run(Vec<String>),
    Test(Option<Only>),
    Bench(Vec<String>),
    Torture(Vec<String>),
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let command = match parse(&arguments) {
        Ok(command) => command,
        Err(why) => {
            eprintln!("cargo xtask: {why}; {USAGE}");
            return ExitCode::from(2);
        }
    };
    let outcome = Workspace::find().and_then(|workspace| match command {
        Command::Build => build(&workspace),
        Command::Site => run::build_site(&workspace, &mut Report::start(), false),
        Command::Run(arguments) => run::run(&workspace, &arguments),
        Command::Test(only) => check::test(&workspace, only),
        Command::Bench(arguments) => bench::bench(&workspace, &arguments),
        Command::Torture(arguments) => torture::torture(&workspace, &arguments),
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("cargo xtask: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn parse(arguments: &[String]) -> Result<Command, String> {
    let (name, rest) = arguments.split_first().ok_or("no command")?;
    match (name.as_str(), rest) {
        ("build", []) => Ok(Command::Build),
        ("build", [flag, what]) if flag == "--only" && what == "site" => Ok(Command::Site),
        ("run", [separator, rest @ ..]) if separator == "--" => Ok(Command::Run(rest.to_vec())),
        ("run", rest) => Ok(Command::Run(rest.to_vec())),
        ("test", []) => Ok(Command::Test(None)),
        ("test", [flag, step]) if flag == "--only" => Only::parse(step).map(|only| Command::Test(Some(only))),
        ("bench", rest) => bench::parse(rest).map(Command::Bench),
        ("torture", rest) => torture::parse(rest).map(Command::Torture),
        ("build" | "test", rest) => Err(format!("`{name}` does not take `{}`", rest.join(" "))),
        _ => Err(format!("no command `{name}`")),
    }
}

fn build(workspace: &Workspace) -> Outcome {
    let mut report = Report::start();
    run::build(workspace, &mut report)?;
    println!("{}\n{}", workspace.release_server().display(), workspace.site().display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Command, parse};

    fn command(line: &str) -> Result<Command, String> {
        parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn what_follows_run_goes_to_serve() {
        let Ok(Command::Run(arguments)) = command("run -- --listen 127.0.0.1:4000") else { panic!("not a run") };
        assert_eq!(arguments, ["--listen", "127.0.0.1:4000"]);
    }

    #[test]
    fn an_unknown_command_or_step_is_refused() {
        for line in ["", "bench --only everything", "torture --gently", "test --only everything", "test fmt", "build --fast"] {
            assert!(command(line).is_err(), "`{line}` was accepted");
        }
    }
}
