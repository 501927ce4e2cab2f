//! `synaq demo`: a database to try the system on. Persons, organisations and addresses in it are made up; the passwords are known to
//! everyone, which is why it is served on loopback alone.

mod accounts;
mod crowd;
mod days;
mod files;
mod report;
mod right_answers;
pub(crate) mod starter_banks;
pub(crate) mod story;
mod units;

use std::process::ExitCode;

use exam::clock::Clock;
use store::Store;

use crate::{
    clock::SystemClock,
    commands::at_console,
    config::Config,
    failure::{Failure, Outcome},
};

/// Fills an empty database, with so many more candidates in one open sitting.
pub(crate) async fn fill(config: &Config, json: bool, candidates: u32) -> Outcome {
    let store = config.open().await?;
    if !store.is_empty().await? {
        store.close().await;
        return Err(store::Refusal::DatabaseNotEmpty.into());
    }
    let now = SystemClock::start().now();
    story::tell(&store, now).await?;
    if candidates > 0 {
        crowd::enrol(&store, now, candidates).await?;
    }
    codes(store, json).await
}

/// Issues new codes in a demonstration database.
pub(crate) async fn renew_codes(config: &Config, json: bool) -> Outcome {
    let store = config.open_existing().await?;
    if !store.is_demonstration().await? {
        store.close().await;
        return Err(Failure::new("the database is not a demonstration; codes of candidates are issued on its pages"));
    }
    codes(store, json).await
}

/// Issues a code for everyone who can begin or go on, and prints it with the logins.
async fn codes(store: Store, json: bool) -> Outcome {
    let now = SystemClock::start().now();
    // Who has run out of time while nothing was served has nothing left to sign in for.
    store.close_overdue(now).await?;
    let mut ready = Vec::new();
    for candidate in store.unfinished(now).await? {
        // Without a paper yet, the sitting has not been opened.
        if candidate.attempt.is_some() {
            let slip = store.issue_slip(&at_console(now), candidate.id).await?;
            ready.push(report::Candidate::of(&slip));
        }
    }
    store.close().await;
    report::print(&ready, json)?;
    Ok(ExitCode::SUCCESS)
}
