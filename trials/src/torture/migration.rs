//! The program dies, or the power, while it brings a database's schema up to date; whoever starts it again finds it done, or it is
//! done then. Killed more than once in a row, it begins from whatever the last time left: also from an older schema.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::{
    Ground, Report,
    disk::{Disk, Fate, lay_out},
    evidence::{schema, unsound},
    hall::Office,
    recording::{Deed, Recording},
};
use crate::{
    failure::{During, Outcome},
    server::Database,
    shim::{Faults, Order},
};

/// At most so many times in a row.
const IN_A_ROW: u32 = 3;

pub(super) async fn run(ground: &Ground, random: &mut ChaCha8Rng) -> Outcome<Report> {
    let mut report = Report::default();
    let (whole, folder) = (Whole::record(ground).await?, ground.folder("migration-kills")?);
    for n in 0..ground.count(5, 60) {
        let office = office_in(folder.join(n.to_string()))?;
        let mut places = Vec::new();
        for _ in 0..random.random_range(1..=IN_A_ROW) {
            let write = random.random_range(1..=whole.writes);
            let faults = Faults::over(&ground.shim, &office.folder.join("data"), &office.folder, false)?;
            faults.order(Order::WritesLeft, write)?;
            let mut migrate = ground.product.command(&office.database, &["migrate"]);
            let ended = faults.under(&mut migrate).output().during("synaq migrate")?;
            if ended.status.success() {
                // What was left to do took fewer writes.
                break;
            }
            report.kills += 1;
            places.push(write);
        }
        if let Some(what) = whole.is_reached(ground, &office).await? {
            report.faults.push(format!("{}, killed in writes {places:?}: {what}", office.folder.display()));
        }
    }
    let images = ground.count(6, 100);
    let mut disk = Disk::before(&whole.recording, &whole.folder);
    let mut calls: Vec<_> = (0..images).map(|_| random.random_range(1..=whole.recording.calls.len())).collect();
    calls.sort_unstable();
    for (n, call) in calls.into_iter().enumerate() {
        disk.go_on(call)?;
        let office = office_in(folder.join(format!("image-{n}")))?;
        let fate = if random.random() { Fate::Torn } else { Fate::Dropped };
        lay_out(&disk.cut(fate, random), &office.folder.join("data"))?;
        report.images += 1;
        if let Some(what) = whole.is_reached(ground, &office).await? {
            report.faults.push(format!("{}, power cut at call {call}, {fate:?}: {what}", office.folder.display()));
        }
    }
    report.figures.push(format!("{} kills and {images} power cuts in {} writes", report.kills, whole.writes));
    if report.faults.is_empty() {
        fs::remove_dir_all(&folder).during(folder.display())?;
        fs::remove_dir_all(&whole.folder).during(whole.folder.display())?;
    }
    Ok(report)
}

/// A migration that nothing went wrong in.
struct Whole {
    folder: PathBuf,
    recording: Recording,
    writes: i64,
    schema: Vec<String>,
}

impl Whole {
    async fn record(ground: &Ground) -> Outcome<Self> {
        let folder = ground.folder("migration")?;
        let office = office_in(folder.clone())?;
        let faults = Faults::over(&ground.shim, &folder.join("data"), &folder, true)?;
        let mut migrate = ground.product.command(&office.database, &["migrate"]);
        let ended = faults.under(&mut migrate).output().during("synaq migrate")?;
        if !ended.status.success() {
            return Err(format!("synaq migrate: {}", String::from_utf8_lossy(&ended.stderr)).into());
        }
        let recording = Recording::read(faults.log().ok_or("nothing was recorded")?)?;
        let writes = recording.calls.iter().filter(|call| matches!(call.deed, Deed::Written { .. })).count();
        let (writes, schema) = (i64::try_from(writes).during("writes")?, schema(&file_in(&office.folder)).await?);
        if schema.is_empty() || writes == 0 {
            return Err("a migration was recorded that does nothing".into());
        }
        Ok(Self { folder, recording, writes, schema })
    }

    /// Migrates once more, and says what is not as it should be then.
    async fn is_reached(&self, ground: &Ground, office: &Office) -> Outcome<Option<String>> {
        if let Err(failure) = ground.product.printed(&office.database, &["migrate"]) {
            return Ok(Some(failure.to_string()));
        }
        if schema(&file_in(&office.folder)).await? != self.schema {
            return Ok(Some("the schema is another than after a migration without faults".into()));
        }
        Ok(unsound(&ground.product, &office.database).await)
    }
}

fn office_in(folder: PathBuf) -> Outcome<Office> {
    let (file, key) = (file_in(&folder), folder.join("synaq.key"));
    let data = folder.join("data");
    fs::create_dir_all(&data).during(data.display())?;
    Ok(Office { database: Database::sqlite(&file, &key), folder })
}

fn file_in(folder: &Path) -> PathBuf {
    folder.join("data/synaq.db")
}
