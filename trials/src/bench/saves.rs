//! How many answers a second are saved, beside SQLite alone and axum alone.

use std::net::SocketAddr;

use cluster::Cluster;

use super::{
    Pace, SAVING, bare,
    figures::Figures,
    raw_sqlite,
    stage::{Stage, State},
    step,
};
use crate::{
    candidates::{self, Saver, Starter},
    failure::{During, Outcome},
    load::{self, Visitor},
    quantiles::median,
    server::Database,
};

pub(super) async fn measure(stage: &mut Stage, pace: Pace, figures: &mut Figures) -> Outcome {
    let bare = stage.serve_bare(b"")?;
    let database = stage.copy(State::Running, "saves")?;
    let server = stage.serve(&database, &[])?;
    let (mut alone, mut echoed, mut saved) = (Vec::new(), Vec::new(), Vec::new());
    for round in 1..=pace.rounds {
        step(&format!("saves, round {round} of {}", pace.rounds));
        alone.push(raw_sqlite::rows_a_second(&stage.folder, pace.warm_up, pace.round).await?);
        let (echo, _) = load::closed(echoing(stage, bare.address).await?, pace.warm_up, pace.round).await;
        echoed.push(echo.rate()?);
        let savers = stage.savers(SAVING, server.address).await?;
        let (throughput, _) = load::closed(savers, pace.warm_up, pace.round).await;
        saved.push(throughput.rate()?);
    }
    server.stop()?;
    figures.saves_postgres = postgres(stage, pace).await?.into();
    figures.raw_sqlite_1 = median(alone).into();
    figures.bare_post = median(echoed).into();
    figures.saves = median(saved).into();
    Ok(())
}

/// The same on PostgreSQL, in a sitting of its own: one candidate a connection.
async fn postgres(stage: &Stage, pace: Pace) -> Outcome<f64> {
    step("saves on PostgreSQL");
    let cluster = Cluster::start().during("PostgreSQL")?;
    let url = cluster.create_database("synaq").during("PostgreSQL")?;
    let database = Database { url, key: stage.folder.join("synaq.key") };
    let number = SAVING.to_string();
    let candidates = candidates::printed(&stage.product.printed(&database, &["demo", "--json", "--candidates", &number])?)?;
    let server = stage.serve(&database, &[])?;
    let mut savers = Vec::new();
    for candidate in candidates::sign_in(candidates, server.address).await? {
        let mut starter = Starter::waiting(candidate, server.address).await?;
        starter.visit().await?;
        savers.push(Saver::new(&[starter.candidate], server.address, 0).await?);
    }
    let (throughput, _) = load::closed(savers, pace.warm_up, pace.round).await;
    server.stop()?;
    throughput.rate()
}

/// The same requests, to the bare server.
async fn echoing(stage: &Stage, at: SocketAddr) -> Outcome<Vec<Saver>> {
    let shares = stage.candidates.chunks(stage.candidates.len().div_ceil(SAVING));
    load::all(shares.map(|share| Saver::to(bare::SAVE, share, at))).await.into_iter().collect()
}
