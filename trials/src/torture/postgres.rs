//! PostgreSQL under the server is killed and started again, and stands still for a while. The server comes back to it by itself, and
//! whatever had been acknowledged is there. In between the server itself is killed, too.

use std::{sync::Arc, time::Duration};

use cluster::Cluster;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use tokio::{task::block_in_place, time::sleep};

use super::{
    Ground, Report,
    evidence::judge,
    hall::{self, Office},
    kills::first_acknowledgement,
    ledger::Ledger,
    load::Load,
};
use crate::{
    failure::{During, Outcome},
    server::Database,
};

/// How long answers are saved before something happens, at most.
const LONGEST_PEACE: Duration = Duration::from_millis(300);
/// How long PostgreSQL stays down, or stands still, at most.
const LONGEST_OUTAGE: Duration = Duration::from_millis(2_000);

#[derive(Clone, Copy, Debug)]
enum Mishap {
    Killed,
    Stalled,
    ServerKilled,
}

pub(super) async fn run(ground: &Ground, random: &mut ChaCha8Rng) -> Outcome<Report> {
    let mut report = Report::default();
    let mut cluster = block_in_place(Cluster::start).during("PostgreSQL")?;
    let url = block_in_place(|| cluster.create_database("hall")).during("PostgreSQL")?;
    let folder = ground.folder("postgres")?;
    let office = Office { database: Database { url, key: folder.join("synaq.key") }, folder };
    let mut seats = hall::fill(&ground.product, &office).await?;
    let ledger = Arc::new(Ledger::default());
    let (rounds, mut stalls) = (ground.count(2, 20), 0);
    for mishap in std::iter::repeat_n([Mishap::Killed, Mishap::Stalled, Mishap::ServerKilled], rounds).flatten() {
        let mut server = ground.serve(&office, None)?;
        let before = ledger.acknowledged();
        let load = Load::begin(server.address, seats, &ledger, None);
        first_acknowledgement(&mut server, &ledger, before).await?;
        sleep(random.random_range(Duration::ZERO..LONGEST_PEACE)).await;
        let outage = random.random_range(Duration::ZERO..LONGEST_OUTAGE);
        let survivor = match mishap {
            Mishap::Killed => {
                block_in_place(|| cluster.kill()).during("PostgreSQL")?;
                sleep(outage).await;
                block_in_place(|| cluster.restart()).during("PostgreSQL")?;
                report.kills += 1;
                Some(server)
            }
            Mishap::Stalled => {
                block_in_place(|| cluster.stall()).during("PostgreSQL")?;
                sleep(outage).await;
                block_in_place(|| cluster.go_on()).during("PostgreSQL")?;
                stalls += 1;
                Some(server)
            }
            Mishap::ServerKilled => {
                server.kill()?;
                report.kills += 1;
                None
            }
        };
        if let Some(mut server) = survivor {
            let before = ledger.acknowledged();
            if let Err(failure) = first_acknowledgement(&mut server, &ledger, before).await {
                report.faults.push(format!("{mishap:?} for {outage:?}, and then: {failure}"));
            }
            seats = load.end().await?;
            server.stop()?;
        } else {
            seats = load.end().await?;
        }
        let (verdict, unsound) = judge(&ground.product, &office.database, &ledger, u64::MAX).await;
        if !report.enter(&verdict, unsound, &format!("{mishap:?} for {outage:?}")) {
            break;
        }
    }
    report.acknowledged = ledger.acknowledged();
    report.figures.push(format!("{} kills of PostgreSQL and of the server on it, {stalls} stalls", report.kills));
    Ok(report)
}
