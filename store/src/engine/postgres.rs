//! PostgreSQL: one database, any number of servers.
//!
//! Whoever writes holds one advisory lock until its commit, so that writers of all servers take turns as SQLite's do, and an operation
//! means the same in both engines.

use std::{sync::Arc, time::Duration};

use sqlx::{
    ConnectOptions, Connection as _, PgConnection, PgPool,
    postgres::{PgConnectOptions, PgListener, PgPoolOptions},
};
use tokio::sync::watch;

use super::{Connection, live::Live, writer::Writer};
use crate::{
    error::{Error, Result},
    rows::RowKey,
};

/// The oldest server that is tested.
const LEAST_POSTGRES: i32 = 150_000;
const READERS: u32 = 8;
/// The lock of whoever writes: "synaq" in ASCII, read as one number.
pub(super) const BEGIN: &str = "BEGIN; SELECT pg_advisory_xact_lock(495958516081)";
/// The channel on which servers tell each other which attempts have changed.
pub(super) const CHANNEL: &str = "synaq_attempt";
/// How long after the line to the database broke it is tried again.
const AGAIN: Duration = Duration::from_millis(500);

pub(super) async fn open(url: &str, live: &Arc<Live>, row_key: &RowKey) -> Result<(PgPool, Writer)> {
    let options = url
        .parse::<PgConnectOptions>()?
        .application_name("synaq")
        .statement_cache_capacity(400)
        // A server that died in the middle of a transaction holds up the others no longer than this.
        .options([("idle_in_transaction_session_timeout", "10s"), ("lock_timeout", "30s"), ("synchronous_commit", "on")])
        .disable_statement_logging();
    let mut first = PgConnection::connect_with(&options).await?;
    let (found,): (String,) = sqlx::query_as("SHOW server_version_num").fetch_one(&mut first).await?;
    if found.parse::<i32>().unwrap_or(0) < LEAST_POSTGRES {
        return Err(Error::OldPostgres);
    }
    sqlx::migrate!("../migrations/postgres").run(&mut first).await?;
    first.close().await?;
    let reading = options.clone().options([("default_transaction_read_only", "on")]);
    let readers =
        PgPoolOptions::new().max_connections(READERS).acquire_timeout(Duration::from_secs(10)).connect_with(reading).await?;
    tokio::spawn(listen(readers.clone(), options.clone(), Arc::downgrade(live)));
    let connect = move || {
        let options = options.clone();
        async move { Ok(Connection::PostgresWriter(PgConnection::connect_with(&options).await?)) }
    };
    Ok((readers, Writer::start(connect, Arc::clone(live), row_key.clone(), watch::Sender::new(None)).await?))
}

/// Passes on what other servers, and this one, have committed, until the store is closed.
async fn listen(readers: PgPool, options: PgConnectOptions, live: std::sync::Weak<Live>) {
    let pool = PgPoolOptions::new().max_connections(1).connect_lazy_with(options);
    while !readers.is_closed() {
        let outcome = tokio::select! {
            () = readers.close_event() => break,
            outcome = pass_on(&pool, &live) => outcome,
        };
        if let Err(error) = outcome {
            tracing::warn!(%error, "the line over which servers tell each other of changes broke; trying again");
        }
        tokio::time::sleep(AGAIN).await;
    }
    pool.close().await;
}

async fn pass_on(pool: &PgPool, live: &std::sync::Weak<Live>) -> sqlx::Result<()> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(CHANNEL).await?;
    while let Some(live) = live.upgrade() {
        // What was told while nobody listened is lost: everyone looks again.
        live.tell_everyone();
        while let Some(news) = listener.try_recv().await? {
            let attempts: Vec<_> = news.payload().split(' ').filter_map(|id| id.parse().ok()).collect();
            live.tell(&attempts);
        }
    }
    Ok(())
}
