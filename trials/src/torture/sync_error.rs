//! The disk says, once or from then on, that it couldn't write. The system has forgotten by then what it was to write, so there is
//! one right thing to do: acknowledge nothing, and stop.
//!
//! That holds for checkpoints, too. SQLite copies a part of the WAL without a sync, and counts it as copied; when the sync that comes
//! with the rest fails, only the rest is copied again. A server that goes on, or ends so orderly that SQLite removes the WAL, has then
//! lost the first part.

use std::{fs, sync::Arc, time::Duration};

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use tokio::time::sleep;

use super::{
    Ground, Report,
    disk::{Disk, Fate, lay_out},
    kills::{PATIENCE, first_acknowledgement},
    ledger::Ledger,
    load::Load,
    power_cuts::look_at,
    recording::Recording,
};
use crate::{
    failure::{During, Outcome},
    shim::{Faults, NEVER, Order},
    stopwatch,
};

/// How long the server may go on after the error.
const TO_STOP: Duration = Duration::from_secs(5);
const POLL: Duration = Duration::from_millis(5);

/// What fails.
#[derive(Clone, Copy, Debug)]
enum Failing {
    /// One sync of any file.
    One,
    /// The first sync of the database file: in a checkpoint.
    OneOfACheckpoint,
    /// Every sync from one on.
    All,
}

pub(super) async fn run(ground: &Ground, random: &mut ChaCha8Rng) -> Outcome<Report> {
    let mut report = Report::default();
    let count = ground.count(3, 30);
    let mut stopped = 0;
    for failing in [Failing::One, Failing::OneOfACheckpoint, Failing::All].into_iter().cycle().take(count) {
        let folder = ground.folder("sync-error")?;
        let office = ground.hall.copy_into(&folder)?;
        let (data, base) = (folder.join("data"), folder.join("base"));
        fs::create_dir_all(&base).during(base.display())?;
        fs::copy(data.join("synaq.db"), base.join("synaq.db")).during("a copy of the database")?;
        let faults = Arc::new(Faults::over(&ground.shim, &data, &folder, true)?);
        let mut server = ground.serve(&office, Some(&faults))?;
        let ledger = Arc::new(Ledger::default());
        let load = Load::begin(server.address, ground.hall.seats(), &ledger, Some(&faults));
        first_acknowledgement(&mut server, &ledger, 0).await?;
        let sync = if matches!(failing, Failing::OneOfACheckpoint) { 1 } else { random.random_range(1..=60) };
        faults.order(Order::SyncsOfDb, matches!(failing, Failing::OneOfACheckpoint).into())?;
        faults.order(Order::SyncsFailing, if matches!(failing, Failing::All) { NEVER } else { 1 })?;
        faults.order(Order::SyncsLeft, sync)?;
        let place = format!("{}, {failing:?} failed, from sync {sync} on", folder.display());
        let begin = stopwatch::now();
        while faults.ask(Order::SyncsFailed)? == 0 && begin.elapsed() < PATIENCE {
            sleep(POLL).await;
        }
        let ends = server.ends_within(TO_STOP).await?;
        let ended = load.end().await;
        server.kill().ok();
        ended?;
        if faults.ask(Order::SyncsFailed)? == 0 {
            return Err("no sync came to fail".into());
        }
        let recording = Recording::read(faults.log().ok_or("nothing was recorded")?)?;
        match ends {
            Some(_) => stopped += 1,
            None => report.faults.push(format!("{place}: the server goes on")),
        }
        let mut disk = Disk::before(&recording, &base);
        disk.go_on(recording.calls.len())?;
        for fate in [Fate::Dropped, Fate::Kept] {
            let image = folder.join(format!("{fate:?}"));
            lay_out(&disk.cut(fate, random), &image)?;
            let (verdict, unsound) = look_at(ground, &image, &ledger, u64::MAX).await;
            report.images += 1;
            report.enter(&verdict, unsound, &format!("{place}, all else {fate:?}"));
        }
        report.acknowledged += ledger.acknowledged();
        if report.faults.is_empty() {
            fs::remove_dir_all(&folder).during(folder.display())?;
        }
    }
    report.figures.push(format!("{count} times, {stopped} times the server stopped"));
    Ok(report)
}
