//! The server is killed in a checkpoint: while it copies its log into the database, in the middle of a page.

use std::{fs, sync::Arc};

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::{
    Ground, Report,
    evidence::judge,
    kills::{Moment, kill},
    ledger::Ledger,
};
use crate::{
    failure::{During, Outcome},
    shim::Order,
};

/// At most which page of those that checkpoints copy.
const LAST_PAGE: i64 = 400;

pub(super) async fn run(ground: &Ground, random: &mut ChaCha8Rng) -> Outcome<Report> {
    let mut report = Report::default();
    let folder = ground.folder("checkpoint")?;
    let office = ground.hall.copy_into(&folder)?;
    let (ledger, mut seats) = (Arc::new(Ledger::default()), ground.hall.seats());
    for _ in 0..ground.count(3, 40) {
        let moment = Moment::InWrite(Order::DbWritesLeft, random.random_range(1..=LAST_PAGE));
        seats = kill(ground, &office, seats, &ledger, moment).await?;
        report.kills += 1;
        let (verdict, unsound) = judge(&ground.product, &office.database, &ledger, u64::MAX).await;
        if !report.enter(&verdict, unsound, &format!("{}, killed {moment:?}", folder.display())) {
            break;
        }
    }
    report.acknowledged = ledger.acknowledged();
    report.figures.push(format!("{} kills while pages were copied", report.kills));
    if report.faults.is_empty() {
        fs::remove_dir_all(&folder).during(folder.display())?;
    }
    Ok(report)
}
