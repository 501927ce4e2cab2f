//! How long a save takes when 2,000 candidates save now and then, while the database is checkpointed and backed up.

use std::{
    fs::File,
    io::Write,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};

use super::{
    Pace,
    figures::Figures,
    stage::{Stage, State},
    step,
};
use crate::{
    failure::{During, Outcome},
    load::{self, Schedule},
    quantiles::Quantiles,
    server::Database,
    stopwatch,
};

/// Saves a second.
const RATE: u32 = 400;
/// How often someone else begins a checkpoint.
const CHECKPOINT: Duration = Duration::from_secs(2);

pub(super) async fn measure(stage: &mut Stage, pace: Pace, figures: &mut Figures) -> Outcome {
    step("how long a save takes");
    let name = "latency";
    let database = stage.copy(State::Running, name)?;
    let server = stage.serve(&database, &[])?;
    let savers = stage.savers(stage.candidates.len(), server.address).await?;
    let (warm, savers) = load::open(savers, Schedule::lasting(RATE, 2)).await;
    if let Some(failure) = warm.first_failure {
        return Err(failure);
    }
    let mut syncs = fdatasync(&stage.folder)?;
    let over = Arc::new(AtomicBool::new(false));
    let checkpoints = tokio::spawn(checkpoint(stage.folder.join(format!("{name}.db")), Arc::clone(&over)));
    let backups = tokio::task::spawn_blocking(back_up(stage, &database, Arc::clone(&over)));
    let (waits, savers) = load::open(savers, Schedule::lasting(RATE, pace.open_loop)).await;
    over.store(true, Ordering::Relaxed);
    checkpoints.await.during("checkpoints")??;
    backups.await.during("backups")??;
    syncs.extend(fdatasync(&stage.folder)?);
    drop(savers);
    server.stop()?;
    if let Some(failure) = waits.first_failure {
        return Err(format!("{} of {} saves failed, the first: {failure}", waits.failed, waits.waits.len()).into());
    }
    let waits = Quantiles::of(waits.waits);
    figures.save_p50_ms = waits.millis(0.5).into();
    figures.save_p99_ms = waits.millis(0.99).into();
    figures.save_p999_ms = waits.millis(0.999).into();
    figures.save_max_ms = waits.millis(1.0).into();
    figures.fdatasync_p50_ms = Quantiles::of(syncs).millis(0.5).into();
    Ok(())
}

/// How long it takes to have 4 KiB more of a file on the disk.
fn fdatasync(folder: &Path) -> Outcome<Vec<Duration>> {
    let path = folder.join("fdatasync");
    let mut file = File::create(&path).during(path.display())?;
    let mut syncs = Vec::new();
    for _ in 0..500 {
        let begin = stopwatch::now();
        file.write_all(&[7; 4096]).and_then(|()| file.sync_data()).during(path.display())?;
        syncs.push(begin.elapsed());
    }
    Ok(syncs)
}

/// Backs the database up, again and again.
fn back_up(stage: &Stage, database: &Database, over: Arc<AtomicBool>) -> impl FnOnce() -> Outcome + use<> {
    let (product, database, folder) = (stage.product.clone(), database.clone(), stage.folder.clone());
    move || {
        let path = |name: String| folder.join(name).display().to_string();
        let recipient = product.printed(&database, &["backup", "key", "--out", &path("identity".to_owned())])?;
        let recipient = String::from_utf8_lossy(&recipient).trim().to_owned();
        let mut number = 0;
        while !over.load(Ordering::Relaxed) {
            number += 1;
            product.printed(&database, &["backup", "--to", &path(format!("backup-{number}")), "--recipient", &recipient])?;
        }
        Ok(())
    }
}

/// Moves what is in the journal into the database, again and again.
async fn checkpoint(file: std::path::PathBuf, over: Arc<AtomicBool>) -> Outcome {
    let options = SqliteConnectOptions::new().filename(file);
    let mut connection = SqliteConnection::connect_with(&options).await.during("checkpoint")?;
    while !over.load(Ordering::Relaxed) {
        sqlx::query("PRAGMA wal_checkpoint(PASSIVE)").execute(&mut connection).await.during("checkpoint")?;
        tokio::time::sleep(CHECKPOINT).await;
    }
    connection.close().await.during("checkpoint")
}
