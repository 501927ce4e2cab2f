//! What the server holds in memory.

use std::time::Duration;

use super::{
    figures::Figures,
    stage::{Stage, State},
    step,
};
use crate::{
    failure::{During, Outcome},
    http::{Connection, get},
    load,
};

/// How long memory is left to settle.
const SETTLE: Duration = Duration::from_secs(1);

pub(super) async fn measure(stage: &Stage, figures: &mut Figures) -> Outcome {
    step("memory");
    let database = stage.copy(State::Running, "memory")?;
    let server = stage.serve(&database, &[])?;
    tokio::time::sleep(SETTLE).await;
    let idle = bytes(server.resident()?);
    figures.rss_idle_mib = (idle / f64::from(1 << 20)).into();
    let listening = load::all(stage.candidates.iter().map(|candidate| {
        let request = get(&format!("{}/events?tab=t1", candidate.exam), &candidate.cookie);
        async move {
            let mut connection = Connection::open(server.address).await.during("connection")?;
            let status = connection.listen(&request).await.during("events")?;
            Outcome::Ok((connection, status))
        }
    }))
    .await
    .into_iter()
    .collect::<Outcome<Vec<_>>>()?;
    match listening.iter().find(|(_, status)| *status != 200) {
        Some((_, 404)) => eprintln!("bench: there is no stream of events to listen to"),
        Some((_, status)) => return Err(format!("events: status {status}").into()),
        None => {
            tokio::time::sleep(SETTLE).await;
            let each = (bytes(server.resident()?) - idle) / bytes(listening.len() as u64);
            figures.rss_per_candidate_kib = (each / 1_024.0).into();
        }
    }
    drop(listening);
    server.stop()
}

#[expect(clippy::cast_precision_loss, reason = "far less than an exabyte")]
fn bytes(number: u64) -> f64 {
    number as f64
}
