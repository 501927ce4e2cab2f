//! SQLite alone: how many durable rows a second one thread writes, one a commit.

use std::{path::Path, time::Duration};

use sqlx::{
    Connection, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

use crate::{
    failure::{During, Outcome},
    stopwatch,
};

/// A table as large as that of answers, and no rule but its key.
const TABLE: &str = "CREATE TABLE answer (attempt BLOB NOT NULL, link INTEGER NOT NULL, position INTEGER NOT NULL, \
                     revision INTEGER NOT NULL, chosen INTEGER NOT NULL, client_revision INTEGER, address TEXT NOT NULL, \
                     received_at INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (attempt, link)) STRICT";

/// Rows a second, into a new file.
pub(super) async fn rows_a_second(folder: &Path, warm_up: Duration, during: Duration) -> Outcome<f64> {
    let file = folder.join("raw.db");
    for name in ["raw.db", "raw.db-wal", "raw.db-shm"] {
        let left = folder.join(name);
        if left.exists() {
            std::fs::remove_file(&left).during(left.display())?;
        }
    }
    let options = SqliteConnectOptions::new()
        .filename(&file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let mut connection = SqliteConnection::connect_with(&options).await.during("SQLite alone")?;
    sqlx::query(TABLE).execute(&mut connection).await.during("SQLite alone")?;
    let from = stopwatch::now() + warm_up;
    let until = from + during;
    let mut rows = 0_u32;
    for link in 1_i64.. {
        // A few thousand attempts in no order, as their answers come.
        let attempt = (link.wrapping_mul(0x9E37_79B9) % 2_003).to_be_bytes().repeat(2);
        sqlx::query("INSERT INTO answer VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
            .bind(attempt)
            .bind(link)
            .bind(link % 30 + 1)
            .bind(link / 30 + 1)
            .bind(link % 3)
            .bind(link)
            .bind("127.0.0.1")
            .bind(1_795_413_727_000 + link)
            .bind([7_u8; 32].as_slice())
            .execute(&mut connection)
            .await
            .during("SQLite alone")?;
        let now = stopwatch::now();
        if now >= until {
            break;
        }
        if now >= from {
            rows += 1;
        }
    }
    connection.close().await.during("SQLite alone")?;
    Ok(f64::from(rows) / during.as_secs_f64())
}
