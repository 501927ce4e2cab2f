//! The disk says, once or from then on, that it couldn't write. The system has forgotten by then what it was to write, so there is
//! one right thing to do: acknowledge nothing, and stop.

use std::{fs, sync::Arc, time::Duration};

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::{
    Ground, Report,
    disk::{Disk, Fate, lay_out},
    kills::first_acknowledgement,
    ledger::Ledger,
    load::Load,
    power_cuts::look_at,
    recording::Recording,
};
use crate::{
    failure::{During, Outcome},
    shim::{Faults, NEVER, Order},
};

/// How long the server may go on after the error.
const TO_STOP: Duration = Duration::from_secs(10);

pub(super) async fn run(ground: &Ground, random: &mut ChaCha8Rng) -> Outcome<Report> {
    let mut report = Report::default();
    let count = ground.count(2, 20);
    let (mut stopped, mut in_checkpoints) = (0, 0);
    for n in 0..count {
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
        let (sync, failing) = (random.random_range(1..=60), if n % 2 == 0 { 1 } else { NEVER });
        faults.order(Order::SyncsFailing, failing)?;
        faults.order(Order::SyncsLeft, sync)?;
        let place =
            format!("{}, sync {sync} failed{}", folder.display(), if failing == 1 { " once" } else { " and all after it" });
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
            // A checkpoint is made anew as a whole, its commits are on disk already.
            None if !recording.a_commit_broke() => in_checkpoints += 1,
            None => report.faults.push(format!("{place}: the server goes on")),
        }
        let mut disk = Disk::before(&recording, &base);
        disk.go_on(recording.calls.len())?;
        let image = folder.join("image");
        lay_out(&disk.cut(Fate::Dropped, random), &image)?;
        let (verdict, unsound) = look_at(ground, &image, &ledger, u64::MAX).await;
        report.images += 1;
        report.acknowledged += ledger.acknowledged();
        report.enter(&verdict, unsound, &place);
        if report.faults.is_empty() {
            fs::remove_dir_all(&folder).during(folder.display())?;
        }
    }
    report
        .figures
        .push(format!("{count} times; the server stopped {stopped} times, {in_checkpoints} times only a checkpoint failed"));
    Ok(report)
}
