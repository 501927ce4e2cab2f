//! `synaq file show`.

mod json;
mod text;

use std::process::ExitCode;

use exam::clock::{Clock, Instant};
use store::{Error, SpecialtyStanding, Subject};

use super::at_console;
use crate::{
    clock::SystemClock,
    config::Config,
    failure::{Failure, Outcome},
    output,
};

/// Shows a file as it stands.
pub(crate) async fn show(config: &Config, number: &str, json: bool) -> Outcome {
    let store = config.open_existing().await?;
    let dossier = store.file_by_number(number).await.map_err(|error| match error {
        Error::NotFound => Failure::new(format!("there is no file «{number}»")),
        other => other.into(),
    })?;
    // Whoever reads what is known of persons leaves an event, here too.
    store.record_reading(&at_console(SystemClock::of(&store).await?.now()), Subject::File(dossier.head.id)).await?;
    store.close().await;
    if json {
        output::print_json(&json::of(&dossier))?;
    } else {
        output::print(&text::of(&dossier))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// An instant as ISO 8601 writes it, in UTC.
pub(crate) fn iso8601(instant: Instant) -> String {
    jiff::Timestamp::from_millisecond(instant.as_millis()).map_or_else(|_| "never".to_owned(), |at| at.to_string())
}

/// How a specialty stands against the order's list, in a word.
fn specialty_code(standing: &SpecialtyStanding) -> &'static str {
    match standing {
        SpecialtyStanding::NoList => "no-list",
        SpecialtyStanding::Listed => "listed",
        SpecialtyStanding::NotListed => "not-listed",
        SpecialtyStanding::Settled { accepted: true, .. } => "accepted",
        SpecialtyStanding::Settled { accepted: false, .. } => "rejected",
    }
}
