//! Power cuts. A day in the hall is recorded, call by call; then the disk is built again as it may be found after the power was cut
//! before a call: what had been synced is there, and the rest is dropped, kept, or torn.
//!
//! The control: the same day read as if commits had not been synced, which is what `synchronous=NORMAL` comes to. If nothing is
//! missing from those images, this trial sees nothing, and fails.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use rand::{RngExt, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;
use tokio::time::{sleep, timeout};

use super::{
    Ground, Report,
    disk::{Disk, Fate, lay_out},
    evidence::judge,
    kills::first_acknowledgement,
    ledger::{Ledger, Verdict},
    load::Load,
    recording::Recording,
};
use crate::{
    failure::{During, Outcome},
    shim::Faults,
};

/// A day ends when its log has grown so far: several checkpoints fit in.
const A_DAY: u64 = 16 << 20;
/// Or when so much time has passed.
const LONGEST_DAY: Duration = Duration::from_secs(10);
const POLL: Duration = Duration::from_millis(5);

/// A day in the hall.
struct Day {
    folder: PathBuf,
    recording: Recording,
    ledger: Ledger,
}

/// Where the power is cut: before that call.
#[derive(Clone, Copy, Debug)]
struct Cut {
    call: usize,
    fate: Fate,
}

pub(super) async fn run(ground: &Ground, random: &mut ChaCha8Rng) -> Outcome<Report> {
    let mut report = Report::default();
    let days = ground.count(2, 20);
    let (images, controls) = (ground.count(25, 100), ground.count(5, 10));
    let (mut calls, mut in_checkpoints, mut control_images, mut control_lost) = (0, 0, 0, 0);
    for _ in 0..days {
        let mut day = Day::record(ground).await?;
        report.acknowledged += day.ledger.acknowledged();
        calls += day.recording.calls.len();
        if let Err(failure) = day.replays_to_what_is_there(random) {
            report.faults.push(failure.to_string());
        }
        let cuts = day.cuts(images, random);
        in_checkpoints += cuts.iter().filter(|cut| day.recording.checkpoint_writes().contains(&(cut.call - 1))).count();
        for (cut, verdict, unsound) in day.look(ground, &cuts, random).await? {
            report.images += 1;
            report.enter(&verdict, unsound, &format!("{}, power cut at {cut:?}", day.folder.display()));
        }
        if day.recording.without_syncs_of_commits() == 0 {
            report.faults.push("the control found no sync of a commit to leave out".into());
        }
        let cuts = day.cuts_of_control(controls, random);
        for (_, verdict, _) in day.look(ground, &cuts, random).await? {
            control_images += 1;
            control_lost += verdict.lost.len();
        }
        if report.faults.is_empty() {
            fs::remove_dir_all(&day.folder).during(day.folder.display())?;
        }
    }
    if control_lost == 0 {
        report.faults.push("the control lost nothing: this trial would not notice synchronous=NORMAL".into());
    }
    report.figures.push(format!("{} images of {calls} calls, {in_checkpoints} cut in a checkpoint", report.images));
    report.figures.push(format!("control synchronous=NORMAL: {control_lost} answers lost in {control_images} images"));
    Ok(report)
}

impl Day {
    async fn record(ground: &Ground) -> Outcome<Self> {
        let folder = ground.folder("power-cuts")?;
        let office = ground.hall.copy_into(&folder)?;
        let data = folder.join("data");
        // What is there before the first call.
        let base = folder.join("base");
        fs::create_dir_all(&base).during(base.display())?;
        fs::copy(data.join("synaq.db"), base.join("synaq.db")).during("a copy of the database")?;
        let faults = Arc::new(Faults::over(&ground.shim, &data, &folder, true)?);
        let mut server = ground.serve(&office, Some(&faults))?;
        let ledger = Arc::new(Ledger::default());
        let load = Load::begin(server.address, ground.hall.seats(), &ledger, Some(&faults));
        first_acknowledgement(&mut server, &ledger, 0).await?;
        let log = faults.log().ok_or("nothing was recorded")?;
        let grown = timeout(LONGEST_DAY, async {
            while fs::metadata(log).is_ok_and(|log| log.len() < A_DAY) {
                sleep(POLL).await;
            }
        });
        // Whether it has grown or the time has passed.
        let _ = grown.await;
        load.end().await?;
        // Nothing is being written any more that could be written and not be in the log.
        server.kill()?;
        let recording = Recording::read(log)?;
        drop(faults);
        let ledger = Arc::into_inner(ledger).ok_or("someone still writes into the ledger")?;
        Ok(Self { folder, recording, ledger })
    }

    /// The disk at the end, with everything kept, is the folder as it lies there: so no call has escaped the log.
    fn replays_to_what_is_there(&self, random: &mut ChaCha8Rng) -> Outcome {
        let mut disk = Disk::before(&self.recording, &self.base());
        disk.go_on(self.recording.calls.len())?;
        for (name, contents) in disk.cut(Fate::Kept, random) {
            let path = self.folder.join("data").join(&name);
            if fs::read(&path).during(path.display())? != contents {
                return Err(format!("{}: {name} is not what its recorded calls come to", self.folder.display()).into());
            }
        }
        Ok(())
    }

    fn base(&self) -> PathBuf {
        self.folder.join("base")
    }

    /// Where to cut: anywhere, right after an acknowledgement, and among the writes of checkpoints.
    fn cuts(&self, count: usize, random: &mut ChaCha8Rng) -> Vec<Cut> {
        let (marks, checkpoints) = (self.ledger.marks(), self.recording.checkpoint_writes());
        let end = self.recording.calls.len();
        let cuts = (0..count).map(|n| {
            let call = match n % 3 {
                0 => marks.choose(random).and_then(|mark| usize::try_from(*mark).ok()),
                1 => checkpoints.choose(random).map(|write| write + 1),
                _ => None,
            };
            let fate = match random.random_range(0..10) {
                0..4 => Fate::Dropped,
                4 => Fate::Kept,
                _ => Fate::Torn,
            };
            Cut { call: call.unwrap_or_else(|| random.random_range(1..=end)), fate }
        });
        in_order(cuts.collect())
    }

    /// Right after acknowledgements, and nothing came to the disk by chance.
    fn cuts_of_control(&self, count: usize, random: &mut ChaCha8Rng) -> Vec<Cut> {
        let marks = self.ledger.marks();
        let calls = (0..count).filter_map(|_| usize::try_from(*marks.choose(random)?).ok());
        in_order(calls.map(|call| Cut { call, fate: Fate::Dropped }).collect())
    }

    /// Lays out the disk after each cut, lets the product open it, and judges what is there.
    async fn look(&self, ground: &Ground, cuts: &[Cut], random: &mut ChaCha8Rng) -> Outcome<Vec<(Cut, Verdict, Option<String>)>> {
        let mut disk = Disk::before(&self.recording, &self.base());
        let mut seen = Vec::new();
        for cut in cuts {
            disk.go_on(cut.call)?;
            let folder = self.folder.join(format!("image-{}", cut.call));
            lay_out(&disk.cut(cut.fate, random), &folder)?;
            let (verdict, unsound) = look_at(ground, &folder, &self.ledger, cut.call as u64).await;
            if verdict.lost.is_empty() && unsound.is_none() {
                fs::remove_dir_all(&folder).during(folder.display())?;
            }
            seen.push((*cut, verdict, unsound));
        }
        Ok(seen)
    }
}

/// Opens the database of an image and judges what it holds.
pub(super) async fn look_at(ground: &Ground, image: &Path, ledger: &Ledger, call: u64) -> (Verdict, Option<String>) {
    let database = ground.hall.database_at(&image.join("synaq.db"));
    judge(&ground.product, &database, ledger, call).await
}

fn in_order(mut cuts: Vec<Cut>) -> Vec<Cut> {
    cuts.sort_by_key(|cut| cut.call);
    cuts
}
