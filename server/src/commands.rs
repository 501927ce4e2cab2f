//! The commands, one file each.

mod audit;
mod backup;
mod bank;
pub(crate) mod file;
mod restore;
mod serve;
pub(crate) mod staff;
mod unit;

use std::{fmt::Display, process::ExitCode, time::Duration};

use exam::clock::{Clock, Instant};
use store::By;

use crate::{
    cli::{Audit, Backup, BackupCommand, Bank, Cli, Command, File, Key, Restore, Staff, Unit},
    clock::SystemClock,
    demo,
    failure::{Failure, Outcome},
    output,
};

/// How long work that nobody waits for any more may hold up the end of the program.
const LAST_WORK: Duration = Duration::from_secs(1);

/// Does what the command line asks for.
pub(crate) fn run(cli: Cli) -> Outcome {
    let runtime = tokio::runtime::Runtime::new().map_err(|error| Failure::new(format!("the program can't start: {error}")))?;
    let outcome = runtime.block_on(dispatch(cli));
    runtime.shutdown_timeout(LAST_WORK);
    outcome
}

async fn dispatch(Cli { config, command }: Cli) -> Outcome {
    match command {
        Command::Serve(options) => serve::run(&config, options).await,
        Command::Migrate => {
            config.open().await?.close().await;
            output::print("the database is up to date")?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Demo { json, codes: false, candidates } => demo::fill(&config, json, candidates).await,
        Command::Demo { json, codes: true, .. } => demo::renew_codes(&config, json).await,
        Command::Staff(Staff::Add(options)) => staff::add(&config, options).await,
        Command::Unit(Unit::Add(options)) => unit::add(&config, options).await,
        Command::Bank(Bank::Lint { path, json }) => bank::lint(&path, json),
        Command::Bank(Bank::Import { path }) => bank::import(&config, &path).await,
        Command::File(File::Show { number, json }) => file::show(&config, &number, json).await,
        Command::Audit(Audit::Verify { checkpoint, key, json }) => audit::verify(&config, checkpoint.as_deref(), key, json).await,
        Command::Audit(Audit::Export { to }) => audit::export(&config, to.as_deref()).await,
        Command::Audit(Audit::Key) => audit::key(&config).await,
        Command::Audit(Audit::Checkpoint { to }) => audit::checkpoint(&config, to.as_deref()).await,
        Command::Key(Key::Renew) => {
            config.open_under_new_key(&at_console(SystemClock::start().now())).await?.close().await;
            output::print("the database is this key file's; the log tells of it")?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Backup(Backup { command: Some(BackupCommand::Key { out }), .. }) => backup::key(&out),
        Command::Backup(Backup { to: Some(to), recipient: Some(recipient), .. }) => backup::make(&config, &to, &recipient).await,
        Command::Backup(_) => Err(Failure::new("a backup needs a new file and a recipient: --to FILE --recipient KEY")),
        Command::Restore(Restore { from, identity }) => restore::restore(&config, &from, &identity).await,
    }
}

/// The person at this command line, by the name of the system's user.
pub(crate) fn at_console(now: Instant) -> By {
    let named = |name: String| Some(name.trim().to_owned()).filter(|name| !name.is_empty());
    let asked = || {
        let answer = std::process::Command::new("id").arg("-un").output().ok()?;
        named(String::from_utf8_lossy(&answer.stdout).into_owned())
    };
    By::console(std::env::var("USER").ok().and_then(named).or_else(asked).unwrap_or_else(|| "unknown".to_owned()), now)
}

/// So many of something, in English.
pub(crate) fn count(n: impl Display + PartialEq + From<u8>, what: &str) -> String {
    format!("{n} {what}{}", if n == 1.into() { "" } else { "s" })
}
