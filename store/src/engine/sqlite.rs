//! SQLite: one file, one writer, readers beside it.

use std::{path::Path, sync::Arc, time::Duration};

use sqlx::{
    ConnectOptions, Connection as _, SqliteConnection, SqlitePool,
    migrate::Migrator,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::sync::watch;

use super::{Connection, checkpoint::Checkpoints, live::Live, writer::Writer};
use crate::{
    error::{Error, Result},
    rows::RowKey,
};

/// The first SQLite without the WAL-reset bug.
const LEAST_SQLITE: &str = "3.51.3";
const READERS: u32 = 4;
pub(super) static MIGRATIONS: Migrator = sqlx::migrate!("../migrations/sqlite");

pub(super) async fn open(path: &Path, live: &Arc<Live>, row_key: &RowKey) -> Result<(SqlitePool, Writer, Checkpoints)> {
    if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(sqlx::Error::Io)?;
    }
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        // A journal that is used again is cheaper than one that grows again: only what a very long backup has made it grow by goes back.
        .pragma("journal_size_limit", "268435456")
        .pragma("recursive_triggers", "ON")
        .pragma("trusted_schema", "OFF")
        // By [`Checkpoints`], not by whoever commits.
        .pragma("wal_autocheckpoint", "0")
        .statement_cache_capacity(400)
        .busy_timeout(Duration::from_secs(10))
        .disable_statement_logging();
    let mut first = SqliteConnection::connect_with(&options).await?;
    let (found,): (String,) = sqlx::query_as("SELECT sqlite_version()").fetch_one(&mut first).await?;
    if version(&found) < version(LEAST_SQLITE) {
        return Err(Error::OldSqlite { found, least: LEAST_SQLITE });
    }
    MIGRATIONS.run(&mut first).await?;
    let readers = SqlitePoolOptions::new()
        .max_connections(READERS)
        .test_before_acquire(false)
        // Pages that one reader keeps, another doesn't see; the system keeps them for all.
        .connect_with(options.clone().pragma("query_only", "ON").pragma("cache_size", "-512"))
        .await?;
    let connect = move || {
        let options = options.clone();
        async move { Ok(Connection::SqliteWriter(SqliteConnection::connect_with(&options).await?)) }
    };
    // Both write to the disk, and either can find it failing.
    let fail = watch::Sender::new(None);
    let writer = Writer::start(connect, Arc::clone(live), row_key.clone(), fail.clone()).await?;
    Ok((readers, writer, Checkpoints::start(first, path, fail).await?))
}

fn version(text: &str) -> Vec<u32> {
    text.split('.').map(|part| part.parse().unwrap_or(0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_commit_is_synced_references_are_held_and_readers_change_nothing() {
        let folder = std::env::temp_dir().join(format!("synaq-sqlite-{}", std::process::id()));
        let (readers, writer, checkpoints) =
            open(&folder.join("synaq.db"), &Arc::default(), &RowKey::of(&[0; 32])).await.unwrap();
        let pragmas = "SELECT (SELECT synchronous FROM pragma_synchronous), (SELECT foreign_keys FROM pragma_foreign_keys), \
                       (SELECT recursive_triggers FROM pragma_recursive_triggers), (SELECT journal_mode FROM pragma_journal_mode)";
        let set = writer.run(async move |tx| tx.fetch_one::<(i64, i64, i64, String)>(pragmas, vec![]).await).await;
        let write = sqlx::query("INSERT INTO setting (name, value) VALUES ('a', 'b')").execute(&readers).await;
        readers.close().await;
        checkpoints.end().await;
        writer.close().await;
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(set.unwrap(), (2, 1, 1, "wal".to_owned()));
        assert!(write.unwrap_err().to_string().contains("readonly"));
    }
}
