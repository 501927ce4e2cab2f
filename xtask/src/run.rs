//! `build` and `run`: from a fresh checkout to a page in the browser.

use crate::client::{self, BUNDLES};
use crate::step::{self, Outcome, Report};
use crate::workspace::Workspace;
use crate::{provision, site};
use std::process::Command;

/// Builds the client and the site; with `deny_warnings` a compiler warning is a failure.
pub(crate) fn build_site(workspace: &Workspace, report: &mut Report, deny_warnings: bool) -> Outcome {
    let toolchain = report.step("wasm toolchain", provision::wasm_toolchain)?;
    report.step("npm packages", || provision::npm_packages(workspace))?;
    let mut bundles = Vec::new();
    for name in BUNDLES {
        let compiled = report.step(&format!("client {name}"), || client::compile(workspace, &toolchain, name, deny_warnings))?;
        bundles.push(report.step(&format!("bind {name}"), || client::bind(workspace, name, &compiled))?);
    }
    report.step("site", || site::publish(workspace, &bundles))
}

/// Everything that is deployed: the release binary and the site.
pub(crate) fn build(workspace: &Workspace, report: &mut Report) -> Outcome {
    build_site(workspace, report, false)?;
    report.step("server", || step::run(workspace.cargo().args(["build", "--release", "-p", "server"])))
}

/// Builds, fills an absent database with demonstration data (or gives out fresh codes), and becomes the server.
pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Outcome {
    build(workspace, &mut Report::start())?;
    let elsewhere = std::env::var_os("SYNAQ_DATABASE_URL").is_some() || arguments.iter().any(|a| a.starts_with("--database-url"));
    if !elsewhere {
        if workspace.root().join("data/synaq.db").exists() {
            // A database that is no demonstration has no codes to give out, says so in a line, and is served all the same.
            let _ = step::run(synaq(workspace).args(["demo", "--codes"]));
        } else {
            step::run(synaq(workspace).arg("demo"))?;
        }
    }
    become_command(synaq(workspace).arg("serve").args(arguments))
}

fn synaq(workspace: &Workspace) -> Command {
    let mut command = Command::new(workspace.release_server());
    command.current_dir(workspace.root()).env("SYNAQ_SITE", workspace.site());
    command
}

/// Ours is then the server's process, so that Ctrl-C and SIGTERM reach it and nothing else.
#[cfg(unix)]
fn become_command(command: &mut Command) -> Outcome {
    Err(format!("cannot start the server: {}", std::os::unix::process::CommandExt::exec(command)).into())
}

#[cfg(not(unix))]
fn become_command(command: &mut Command) -> Outcome {
    step::run(command)
}
