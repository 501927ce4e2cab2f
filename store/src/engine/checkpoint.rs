//! Takes what SQLite's journal has into the database file, beside the writer: left to itself SQLite would do it in the middle of a commit,
//! and everyone who saves at that moment would wait for it.

use std::{path::PathBuf, sync::Arc, time::Duration};

use sqlx::{Connection, SqliteConnection};
use tokio::{
    sync::{Mutex, Notify, watch},
    task::JoinHandle,
    time::timeout,
};

use super::writer::is_of_the_disk;

/// How often the journal is looked at.
const EVERY: Duration = Duration::from_millis(500);
/// From this size on it is taken over, as far as that holds up nobody: bytes.
const WORTH_IT: u64 = 4 << 20;
/// With so many pages in it, writers wait a moment, so that it begins anew: 64 MiB.
const TOO_MANY: i64 = 1 << 14;
/// The moment. Whoever reads for longer, as a backup does, is waited for another time: everyone who saves would wait along.
const MOMENT: &str = "PRAGMA busy_timeout = 2";

/// The task, until it is stopped.
pub(crate) struct Checkpoints {
    stop: Arc<Notify>,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl Checkpoints {
    /// Starts it for the database at `path`, with a connection of its own.
    pub(super) async fn start(
        mut connection: SqliteConnection,
        path: &std::path::Path,
        fail: watch::Sender<Option<String>>,
    ) -> sqlx::Result<Self> {
        sqlx::query(MOMENT).execute(&mut connection).await?;
        let mut journal = path.as_os_str().to_owned();
        journal.push("-wal");
        let stop = Arc::new(Notify::new());
        let task = tokio::spawn(serve(connection, journal.into(), Arc::clone(&stop), fail));
        Ok(Self { stop, task: Mutex::new(Some(task)) })
    }

    /// Comes when its connection is closed.
    pub(super) async fn end(&self) {
        self.stop.notify_one();
        if let Some(task) = self.task.lock().await.take() {
            // It has no way to panic.
            drop(task.await);
        }
    }
}

/// Takes over what nobody has to wait for; then, if that is much, begins the journal anew.
async fn take_over(connection: &mut SqliteConnection) -> sqlx::Result<()> {
    let passive = sqlx::query_as("PRAGMA wal_checkpoint(PASSIVE)");
    let (_, pages, _): (i64, i64, i64) = passive.fetch_one(&mut *connection).await?;
    if pages >= TOO_MANY {
        sqlx::query("PRAGMA wal_checkpoint(RESTART)").execute(connection).await?;
    }
    Ok(())
}

/// When the disk fails, that is said, and the connection is left as it is, not closed: a checkpoint that did not reach the end of the journal
/// counts pages as taken over that were not synced, and what closes last would go on from there and remove the journal, the only place
/// where they are. Whoever starts next finds it whole.
async fn serve(mut connection: SqliteConnection, journal: PathBuf, stop: Arc<Notify>, fail: watch::Sender<Option<String>>) {
    while timeout(EVERY, stop.notified()).await.is_err() {
        if std::fs::metadata(&journal).is_ok_and(|journal| journal.len() >= WORTH_IT)
            && let Err(error) = take_over(&mut connection).await
        {
            if is_of_the_disk(&error) {
                fail.send_replace(Some(error.to_string()));
                return std::mem::forget(connection);
            }
            tracing::error!(%error, "the journal could not be taken into the database; trying again");
        }
    }
    if let Err(error) = connection.close().await {
        tracing::warn!(%error, "the connection that takes over the journal did not close in good order");
    }
}
