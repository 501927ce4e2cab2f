//! The network between candidates and server: slow, broken off in the middle of answers, down, and late, so that an older answer
//! comes after a newer one.

use std::{fs, sync::Arc, time::Duration};

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use tokio::time::sleep;

use super::{Ground, Report, evidence::judge, kills::first_acknowledgement, ledger::Ledger, load::Load};
use crate::{
    failure::{During, Outcome},
    http::Connection,
    proxy::{Proxy, Weather},
};

/// How long each weather lasts.
const A_WHILE: Duration = Duration::from_millis(1_200);
const SLOW: Duration = Duration::from_millis(30);
/// A handful of answers to saves come through whole.
const BREAKS_AFTER: std::ops::Range<u64> = 200..6_000;

pub(super) async fn run(ground: &Ground, random: &mut ChaCha8Rng) -> Outcome<Report> {
    let mut report = Report::default();
    let folder = ground.folder("network")?;
    let office = ground.hall.copy_into(&folder)?;
    let mut server = ground.serve(&office, None)?;
    let proxy = Proxy::before(server.address, random.random()).await?;
    let (ledger, mut seats) = (Arc::new(Ledger::default()), ground.hall.seats());
    let place = folder.display().to_string();
    let rounds = ground.count(2, 20);
    let mut late = 0;
    for _ in 0..rounds {
        let before = ledger.acknowledged();
        let load = Load::begin(proxy.address, seats, &ledger, None);
        for weather in [
            Weather { breaks_after: BREAKS_AFTER, ..Weather::default() },
            Weather { down: true, ..Weather::default() },
            Weather { breaks_after: BREAKS_AFTER, delay: Duration::ZERO..SLOW, ..Weather::default() },
        ] {
            proxy.set(weather);
            sleep(A_WHILE).await;
        }
        proxy.set(Weather::default());
        first_acknowledgement(&mut server, &ledger, before).await?;
        seats = load.end().await?;
        for seat in &mut seats {
            let mut through = Connection::open(proxy.address).await.during("the proxy")?;
            // What was under way when the candidates ended.
            seat.save(&mut through, &ledger, &|| Ok(0)).await?;
            let older_stands = seat.overtake(&proxy, &ledger).await?;
            late += 1;
            report.faults.extend(older_stands.map(|what| format!("{place}: {what}")));
        }
    }
    server.kill()?;
    report.acknowledged = ledger.acknowledged();
    let (verdict, unsound) = judge(&ground.product, &office.database, &ledger, u64::MAX).await;
    report.enter(&verdict, unsound, &place);
    report.figures.push(format!("{rounds} times broken off, down and slow; {late} answers that came after a newer one"));
    if report.faults.is_empty() {
        fs::remove_dir_all(&folder).during(folder.display())?;
    }
    Ok(report)
}
