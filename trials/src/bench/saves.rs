//! How many answers a second are saved, beside SQLite alone and axum alone.

use std::net::SocketAddr;

use super::{
    Pace, SAVING, bare,
    figures::Figures,
    raw_sqlite,
    stage::{Stage, State},
    step,
};
use crate::{candidates::Saver, failure::Outcome, load, quantiles::median};

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
    figures.raw_sqlite_1 = median(alone).into();
    figures.bare_post = median(echoed).into();
    figures.saves = median(saved).into();
    Ok(())
}

/// The same requests, to the bare server.
async fn echoing(stage: &Stage, at: SocketAddr) -> Outcome<Vec<Saver>> {
    let shares = stage.candidates.chunks(stage.candidates.len().div_ceil(SAVING));
    load::all(shares.map(|share| Saver::to(bare::SAVE, share, at))).await.into_iter().collect()
}
