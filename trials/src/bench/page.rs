//! What a page and what is around every page cost, beside axum alone.

use std::net::SocketAddr;

use super::{
    Pace, READING, bare,
    figures::Figures,
    stage::{Stage, State},
    step,
};
use crate::{
    candidates::Reader,
    failure::{During, Outcome},
    http::{Connection, get, get_json},
    load,
    quantiles::median,
};

/// There is no such page, and no program is shown one: all that is left is what every request goes through.
const NOWHERE: (&str, u16) = ("/nowhere", 404);

pub(super) async fn measure(stage: &Stage, pace: Pace, figures: &mut Figures) -> Outcome {
    let database = stage.copy(State::Running, "page")?;
    let server = stage.serve(&database, &[])?;
    let pages: Vec<_> = stage.candidates.iter().map(|c| get(&c.exam, &c.cookie)).collect();
    let page = {
        let mut connection = Connection::open(server.address).await.during("connection")?;
        connection.ask(pages.first().ok_or("nobody sits")?).await.during("exam page")?.body.to_vec()
    };
    let bare = stage.serve_bare(&page)?;
    let nowhere = vec![get_json(NOWHERE.0, "")];
    let bare_page = vec![get(bare::PAGE, "")];
    let (mut page_ratios, mut middleware_ratios) = (Vec::new(), Vec::new());
    for round in 1..=pace.rounds {
        step(&format!("pages, round {round} of {}", pace.rounds));
        let rate = async |at, requests: &[Vec<u8>], status| rate(at, requests, status, pace).await;
        let (ours, theirs) = (rate(server.address, &pages, 200).await?, rate(bare.address, &bare_page, 200).await?);
        page_ratios.push(ours / theirs);
        let ours = rate(server.address, &nowhere, NOWHERE.1).await?;
        let theirs = rate(bare.address, &nowhere, NOWHERE.1).await?;
        middleware_ratios.push(ours / theirs);
    }
    server.stop()?;
    figures.exam_page_ratio = median(page_ratios).into();
    figures.middleware_ratio = median(middleware_ratios).into();
    Ok(())
}

/// Requests a second, of these in turn.
async fn rate(at: SocketAddr, requests: &[Vec<u8>], status: u16, pace: Pace) -> Outcome<f64> {
    let shares = requests.chunks(requests.len().div_ceil(READING)).cycle().take(READING);
    let readers = load::all(shares.map(|share| Reader::new(share.to_vec(), at, status))).await;
    let (throughput, _) = load::closed(readers.into_iter().collect::<Outcome<_>>()?, pace.warm_up, pace.round).await;
    throughput.rate()
}
