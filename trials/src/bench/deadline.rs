//! The time of all candidates is over at the same instant.

use std::time::Duration;

use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};

use super::{
    Pace,
    figures::Figures,
    stage::{Stage, State},
    step,
};
use crate::{
    candidates::fill_in,
    failure::{During, Outcome},
    quantiles::median,
    stopwatch,
};

/// How long after the deadline an answer may still arrive.
const GRACE: (&str, i64) = ("1", 1_000);
/// From the moment when the server is started to the deadline: milliseconds.
const AHEAD: i64 = 1_500;
/// How often to look whether all are closed.
const LOOK: Duration = Duration::from_millis(5);
/// When to give up: milliseconds.
const MOST: i64 = 120_000;

pub(super) async fn measure(stage: &mut Stage, pace: Pace, figures: &mut Figures) -> Outcome {
    step("every question answered");
    let answered = stage.copy(State::Running, "answered")?;
    let server = stage.serve(&answered, &[])?;
    let revision = stage.next_revision();
    stage.candidates = fill_in(std::mem::take(&mut stage.candidates), server.address, revision).await?;
    server.stop()?;
    let mut seconds = Vec::new();
    for round in 1..=pace.crowds {
        step(&format!("time is over for all, {round} of {}", pace.crowds));
        seconds.push(close(stage).await?);
    }
    figures.deadline_close_s = median(seconds).into();
    Ok(())
}

/// Seconds from the end of everyone's time, and grace, to the last result.
async fn close(stage: &Stage) -> Outcome<f64> {
    let name = "deadline";
    let database = stage.copy_of("answered", name)?;
    let options = SqliteConnectOptions::new().filename(stage.folder.join(format!("{name}.db")));
    let mut connection = SqliteConnection::connect_with(&options).await.during("deadlines")?;
    let deadline = stopwatch::unix_millis() + AHEAD;
    // Everyone who began within a second is made to have begun at the same instant; nobody waits for an hour to pass.
    let moved = sqlx::query("UPDATE attempt SET started_at = $1 - limit_ms, deadline_at = $1 WHERE state = 'running'")
        .bind(deadline)
        .execute(&mut connection)
        .await
        .during("deadlines")?;
    let expected = i64::try_from(stage.candidates.len()).unwrap_or(i64::MAX);
    if moved.rows_affected() != stage.candidates.len() as u64 {
        return Err(format!("{} of {expected} exams run", moved.rows_affected()).into());
    }
    let results = async |connection: &mut SqliteConnection| -> Outcome<i64> {
        let (scored,): (i64,) = sqlx::query_as("SELECT count(*) FROM result").fetch_one(connection).await.during("results")?;
        Ok(scored)
    };
    let before = results(&mut connection).await?;
    let server = stage.serve(&database, &["--network-grace-seconds", GRACE.0])?;
    let due = deadline + GRACE.1;
    let early = results(&mut connection).await?;
    if early != before || stopwatch::unix_millis() >= due {
        return Err("the server was up only after the deadline".into());
    }
    loop {
        tokio::time::sleep(LOOK).await;
        let scored = results(&mut connection).await?;
        let since = stopwatch::unix_millis() - due;
        if scored == before + expected {
            connection.close().await.during("results")?;
            server.stop()?;
            return Ok(Duration::from_millis(u64::try_from(since).unwrap_or_default()).as_secs_f64());
        }
        if since > MOST {
            return Err(format!("{} of {expected} exams are scored after {} s", scored - before, MOST / 1_000).into());
        }
    }
}
