//! The disk becomes full while answers are saved. Whoever is refused is told so; when there is room again, saving goes on, or the
//! server has ended of itself.

use std::{fs, os::unix::process::ExitStatusExt, sync::Arc, time::Duration};

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use tokio::time::{sleep, timeout};

use super::{
    Ground, Report,
    evidence::judge,
    kills::{PATIENCE, first_acknowledgement},
    ledger::Ledger,
    load::Load,
};
use crate::{
    failure::{During, Outcome},
    shim::{Faults, NEVER, Order},
};

/// How much room there is still, at most: bytes.
const LAST_ROOM: i64 = 300_000;
/// How long the disk stays full.
const FULL: Duration = Duration::from_millis(1_500);
const POLL: Duration = Duration::from_millis(5);

pub(super) async fn run(ground: &Ground, random: &mut ChaCha8Rng) -> Outcome<Report> {
    let mut report = Report::default();
    let count = ground.count(2, 20);
    let (mut refused, mut ended) = (0, 0);
    for _ in 0..count {
        let folder = ground.folder("disk-full")?;
        let office = ground.hall.copy_into(&folder)?;
        let faults = Faults::over(&ground.shim, &folder.join("data"), &folder, false)?;
        let mut server = ground.serve(&office, Some(&faults))?;
        let ledger = Arc::new(Ledger::default());
        let load = Load::begin(server.address, ground.hall.seats(), &ledger, None);
        first_acknowledgement(&mut server, &ledger, 0).await?;
        let room = random.random_range(0..LAST_ROOM);
        let place = format!("{}, full after {room} bytes", folder.display());
        faults.order(Order::SpaceLeft, room)?;
        let full = timeout(PATIENCE, async {
            while faults.ask(Order::WritesRefused)? == 0 {
                sleep(POLL).await;
            }
            Outcome::Ok(())
        });
        full.await.during("the disk never became full")??;
        match server.ends_within(FULL).await? {
            Some(status) => {
                ended += 1;
                if let Some(signal) = status.signal() {
                    report.faults.push(format!("{place}: the server died of signal {signal}"));
                }
            }
            None => {
                if load.refused() == 0 {
                    report.faults.push(format!("{place}: nobody was told that nothing is saved"));
                }
                faults.order(Order::SpaceLeft, NEVER)?;
                let before = ledger.acknowledged();
                if let Err(failure) = first_acknowledgement(&mut server, &ledger, before).await {
                    report.faults.push(format!("{place}, then with room again: {failure}"));
                }
            }
        }
        refused += load.refused();
        server.kill().ok();
        load.end().await?;
        report.acknowledged += ledger.acknowledged();
        let (verdict, unsound) = judge(&ground.product, &office.database, &ledger, u64::MAX).await;
        report.enter(&verdict, unsound, &place);
        if report.faults.is_empty() {
            fs::remove_dir_all(&folder).during(folder.display())?;
        }
    }
    report.figures.push(format!("{count} times, {refused} saves refused, {ended} times the server ended"));
    Ok(report)
}
