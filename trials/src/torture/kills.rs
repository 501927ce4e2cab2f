//! `kill -9` of the server at any moment while a hall full of candidates saves answers, in some of the cases in the middle of a
//! write.

use std::{fs, sync::Arc, time::Duration};

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use tokio::time::sleep;

use super::{
    Ground, Report,
    evidence::judge,
    hall::{Office, Seat},
    ledger::Ledger,
    load::Load,
};
use crate::{
    failure::{During, Outcome},
    server::Server,
    shim::{Faults, Order},
};

/// So many kills a copy of the hall: what is to be looked through after each grows with every one.
const A_COPY: usize = 20;
/// The server lives at least until an answer has been saved, and at most so much longer.
const LONGEST_LIFE: Duration = Duration::from_millis(300);
/// In the middle of which write it is killed, at most.
const LAST_WRITE: i64 = 1_500;
/// How long the server may take to come to a write that it dies of, or to its first acknowledgement.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);
const POLL: Duration = Duration::from_millis(1);

/// Where the server is killed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Moment {
    /// So long after the first acknowledgement.
    After(Duration),
    /// In the middle of a write.
    InWrite(Order, i64),
}

pub(super) async fn run(ground: &Ground, random: &mut ChaCha8Rng) -> Outcome<Report> {
    let mut report = Report::default();
    let (count, mut in_writes) = (ground.count(30, 1_000), 0);
    while report.kills < count {
        let folder = ground.folder("kills")?;
        let office = ground.hall.copy_into(&folder)?;
        let (ledger, mut seats) = (Arc::new(Ledger::default()), ground.hall.seats());
        let mut all_is_well = true;
        for _ in report.kills..count.min(report.kills + A_COPY) {
            let moment = if random.random_ratio(1, 3) {
                in_writes += 1;
                Moment::InWrite(Order::WritesLeft, random.random_range(1..=LAST_WRITE))
            } else {
                Moment::After(random.random_range(Duration::ZERO..LONGEST_LIFE))
            };
            seats = kill(ground, &office, seats, &ledger, moment).await?;
            report.kills += 1;
            let (verdict, unsound) = judge(&ground.product, &office.database, &ledger, u64::MAX).await;
            all_is_well = report.enter(&verdict, unsound, &format!("{}, killed {moment:?}", folder.display()));
            if !all_is_well {
                break;
            }
        }
        report.acknowledged += ledger.acknowledged();
        if all_is_well {
            fs::remove_dir_all(&folder).during(folder.display())?;
        }
    }
    report.figures.push(format!("{} kills, {in_writes} of them in the middle of a write", report.kills));
    Ok(report)
}

/// Lets everybody work until the server is killed.
pub(super) async fn kill(
    ground: &Ground,
    office: &Office,
    seats: Vec<Seat>,
    ledger: &Arc<Ledger>,
    moment: Moment,
) -> Outcome<Vec<Seat>> {
    let faults = match moment {
        Moment::After(_) => None,
        Moment::InWrite(..) => Some(Faults::over(&ground.shim, &office.folder.join("data"), &office.folder, false)?),
    };
    let mut server = ground.serve(office, faults.as_ref())?;
    let before = ledger.acknowledged();
    let load = Load::begin(server.address, seats, ledger, None);
    match moment {
        Moment::After(life) => {
            first_acknowledgement(&mut server, ledger, before).await?;
            sleep(life).await;
            server.kill()?;
        }
        Moment::InWrite(counted, write) => {
            if let Some(faults) = &faults {
                faults.order(counted, write)?;
            }
            if server.ends_within(PATIENCE).await?.is_none() {
                return Err(format!("the server never came to write {write}").into());
            }
        }
    }
    load.end().await
}

/// Waits until somebody's answer is saved.
pub(super) async fn first_acknowledgement(server: &mut Server, ledger: &Ledger, before: usize) -> Outcome {
    let waiting = tokio::time::timeout(PATIENCE, async {
        while ledger.acknowledged() == before {
            if let Some(status) = server.ends_within(Duration::ZERO).await? {
                return Err(format!("the server ended by itself: {status}").into());
            }
            sleep(POLL).await;
        }
        Ok(())
    });
    waiting.await.during("no answer is saved")?
}
