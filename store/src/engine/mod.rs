//! The engines behind the store. SQL is written once, with `$1` placeholders, and reaches a database through [`Tx`] alone.
//!
//! Reads go to a pool, each [`Engine::read`] a consistent view. Changes go to the one writer ([`writer`]), which runs what has queued up
//! in one transaction and answers after its commit.

mod checkpoint;
mod live;
mod place;
mod postgres;
mod sqlite;
mod statement;
mod value;
mod writer;

use std::sync::Arc;

use exam::clock::Instant;
use futures_util::TryStreamExt;
use sqlx::{
    PgPool, Postgres, Row as _, Sqlite, SqlitePool, Transaction, pool::PoolConnection, postgres::PgRow, sqlite::SqliteRow,
};
use uuid::Uuid;

use crate::{
    error::{Error, Result},
    rows::{Change, RowKey, Written},
};

use checkpoint::Checkpoints;
pub use live::Changes;
use live::Live;
pub use place::{BadPlace, Place};
pub(crate) use statement::{Dialects, ForRows, ids, part, statement};
pub(crate) use value::{Kind, Value, values};
use value::{bind, read};
use writer::Writer;

/// A row type that every engine can read.
pub(crate) trait Row: for<'r> sqlx::FromRow<'r, SqliteRow> + for<'r> sqlx::FromRow<'r, PgRow> + Send + Unpin {}
impl<T: for<'r> sqlx::FromRow<'r, SqliteRow> + for<'r> sqlx::FromRow<'r, PgRow> + Send + Unpin> Row for T {}

/// A database in use.
#[derive(Clone)]
pub(crate) struct Engine {
    readers: Readers,
    writer: Arc<Writer>,
    live: Arc<Live>,
    checkpoints: Option<Arc<Checkpoints>>,
    row_key: RowKey,
}

#[derive(Clone)]
enum Readers {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// A transaction, on the way to be read or written.
pub(crate) struct Tx {
    connection: Connection,
    /// The attempts whose clock, desk or state this transaction changes: who watches them is told after the commit.
    changed: Vec<Uuid>,
    /// The end of the audit log, once this transaction has read or moved it.
    pub(crate) log_end: Option<LogEnd>,
    /// Rows that were written and that the next event is to tell of.
    pub(crate) written: Written,
    row_key: RowKey,
}

/// The last event of the audit log: its number and hash.
pub(crate) type LogEnd = (i64, Vec<u8>);

/// A reader has a transaction of its own, and a glance none; the writer's spans a whole batch of jobs.
enum Connection {
    SqliteGlance(PoolConnection<Sqlite>),
    PostgresGlance(PoolConnection<Postgres>),
    SqliteReader(Transaction<'static, Sqlite>),
    SqliteWriter(sqlx::SqliteConnection),
    PostgresReader(Transaction<'static, Postgres>),
    PostgresWriter(sqlx::PgConnection),
}

/// Runs an expression on the connection of whichever engine it is.
macro_rules! on {
    ($connection:expr, |$c:ident: $database:ident| $run:expr) => {
        match $connection {
            Connection::SqliteGlance(connection) => {
                type $database = Sqlite;
                let $c = &mut **connection;
                $run
            }
            Connection::PostgresGlance(connection) => {
                type $database = Postgres;
                let $c = &mut **connection;
                $run
            }
            Connection::SqliteReader(tx) => {
                type $database = Sqlite;
                let $c = &mut **tx;
                $run
            }
            Connection::SqliteWriter(connection) => {
                type $database = Sqlite;
                let $c = connection;
                $run
            }
            Connection::PostgresReader(tx) => {
                type $database = Postgres;
                let $c = &mut **tx;
                $run
            }
            Connection::PostgresWriter(connection) => {
                type $database = Postgres;
                let $c = connection;
                $run
            }
        }
    };
}

impl Engine {
    /// Opens a database and brings its schema up to date.
    pub(crate) async fn open(place: &Place, row_key: RowKey) -> Result<Self> {
        let live = Arc::new(Live::default());
        match place {
            Place::Sqlite(path) => {
                let (readers, writer, checkpoints) = sqlite::open(path, &live, &row_key).await?;
                let checkpoints = Some(Arc::new(checkpoints));
                Ok(Self { readers: Readers::Sqlite(readers), writer: Arc::new(writer), live, checkpoints, row_key })
            }
            Place::Postgres(url) => {
                let (readers, writer) = postgres::open(url, &live, &row_key).await?;
                Ok(Self { readers: Readers::Postgres(readers), writer: Arc::new(writer), live, checkpoints: None, row_key })
            }
        }
    }

    /// Has a job done by the writer, and waits until what it changed is on disk. The job runs in a transaction that nobody else can
    /// see or hold up, and is done as a whole or not at all. Whoever asked may go away meanwhile: the job is done nevertheless.
    ///
    /// # Errors
    /// The job's own; [`Error::Busy`] when too many wait already, or this one has waited too long; or when the database fails.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        job: impl AsyncFnOnce(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.writer.run(job).await
    }

    /// The same for a job that takes as long as it takes, and that nobody gives up on. All who write wait for it.
    ///
    /// # Errors
    /// As [`Engine::write`], but for the waiting.
    pub(crate) async fn write_at_length<T: Send + 'static>(
        &self,
        job: impl AsyncFnOnce(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.writer.run_at_length(job).await
    }

    /// A consistent view that can't change anything.
    pub(crate) async fn read(&self) -> Result<Tx> {
        let connection = match &self.readers {
            Readers::Sqlite(pool) => Connection::SqliteReader(pool.begin().await?),
            Readers::Postgres(pool) => {
                Connection::PostgresReader(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        };
        Ok(Tx::on(connection, &self.row_key))
    }

    /// Each question by itself: for what may have changed between one and the next without harm. Nothing can be changed through it.
    pub(crate) async fn glance(&self) -> Result<Tx> {
        let connection = match &self.readers {
            Readers::Sqlite(pool) => Connection::SqliteGlance(pool.acquire().await?),
            Readers::Postgres(pool) => Connection::PostgresGlance(pool.acquire().await?),
        };
        Ok(Tx::on(connection, &self.row_key))
    }

    /// Asks one question, which is a consistent view by itself.
    pub(crate) async fn ask<T: Row>(&self, sql: &'static str, values: Vec<Value>) -> Result<Option<T>> {
        Ok(match &self.readers {
            Readers::Sqlite(pool) => bind!(sqlx::query_as::<Sqlite, T>(sql), values).fetch_optional(pool).await?,
            Readers::Postgres(pool) => bind!(sqlx::query_as::<Postgres, T>(sql), values).fetch_optional(pool).await?,
        })
    }

    /// Asks one question about at most [`ForRows::MOST`] rows.
    pub(crate) async fn ask_rows<T: Row>(&self, statement: &ForRows, rows: Vec<Vec<Value>>) -> Result<Vec<T>> {
        let Some((sql, values)) = statement.with(rows) else { return Ok(Vec::new()) };
        Ok(match &self.readers {
            Readers::Sqlite(pool) => bind!(sqlx::query_as::<Sqlite, T>(sql.sqlite), values).fetch_all(pool).await?,
            Readers::Postgres(pool) => bind!(sqlx::query_as::<Postgres, T>(sql.postgres), values).fetch_all(pool).await?,
        })
    }

    /// What time it is by a server that others go by too; none by a file.
    pub(crate) async fn time(&self) -> Result<Option<Instant>> {
        let Readers::Postgres(pool) = &self.readers else { return Ok(None) };
        let ms = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)";
        let (ms,): (i64,) = sqlx::query_as(ms).fetch_one(pool).await?;
        Ok(Some(Instant::from_millis(ms)))
    }

    /// Hears of every change of an attempt from now on.
    pub(crate) fn watch(&self, attempt: Uuid) -> Changes {
        Live::watch(&self.live, attempt)
    }

    /// Comes when the database can't be trusted with another write; why.
    pub(crate) async fn failure(&self) -> String {
        self.writer.failure().await
    }

    /// The schema's version: the number of its last migration, the same in every engine.
    pub(crate) fn schema() -> i64 {
        sqlite::MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or(0)
    }

    /// Waits until everything is written. The writer's connection is the last that closes: SQLite then leaves nothing beside its file.
    pub(crate) async fn close(&self) {
        match &self.readers {
            Readers::Sqlite(pool) => pool.close().await,
            Readers::Postgres(pool) => pool.close().await,
        }
        if let Some(checkpoints) = &self.checkpoints {
            checkpoints.end().await;
        }
        self.writer.close().await;
    }
}

impl Tx {
    fn on(connection: Connection, row_key: &RowKey) -> Self {
        Self { connection, changed: Vec::new(), log_end: None, written: Written::default(), row_key: row_key.clone() }
    }

    pub(crate) fn row_key(&self) -> &RowKey {
        &self.row_key
    }

    pub(crate) async fn fetch_one<T: Row>(&mut self, sql: impl Into<Dialects>, values: Vec<Value>) -> Result<T> {
        self.fetch_optional(sql, values).await?.ok_or(Error::NotFound)
    }

    pub(crate) async fn fetch_optional<T: Row>(&mut self, sql: impl Into<Dialects>, values: Vec<Value>) -> Result<Option<T>> {
        let sql = self.dialect(sql);
        Ok(on!(&mut self.connection, |c: Db| bind!(sqlx::query_as::<Db, T>(sql), values).fetch_optional(c).await?))
    }

    pub(crate) async fn fetch_all<T: Row>(&mut self, sql: impl Into<Dialects>, values: Vec<Value>) -> Result<Vec<T>> {
        let sql = self.dialect(sql);
        Ok(on!(&mut self.connection, |c: Db| bind!(sqlx::query_as::<Db, T>(sql), values).fetch_all(c).await?))
    }

    /// Gives the rows of a question one after the other; they are never held all at once.
    pub(crate) async fn each(
        &mut self,
        sql: &'static str,
        kinds: &[Kind],
        mut take: impl AsyncFnMut(Vec<Value>) -> Result<()>,
    ) -> Result<()> {
        on!(&mut self.connection, |c: Db| {
            let mut rows = sqlx::query::<Db>(sql).fetch(c);
            while let Some(row) = rows.try_next().await? {
                take(read!(row, kinds)?).await?;
            }
        });
        Ok(())
    }

    /// Runs a statement; says how many rows it changed. The next event tells of them.
    pub(crate) async fn execute(&mut self, sql: impl Into<Dialects>, values: Vec<Value>) -> Result<u64> {
        let sql = self.dialect(sql);
        let Some(change) = Change::of(sql) else { return self.execute_untold(sql, values).await };
        let rows = on!(&mut self.connection, |c: Db| {
            let rows = bind!(sqlx::query::<Db>(change.sql), values).fetch_all(c).await?;
            rows.iter().map(|row| read!(row, change.table.kinds)).collect::<sqlx::Result<Vec<_>>>()?
        });
        for row in &rows {
            self.written.add(&self.row_key, change, row);
        }
        Ok(rows.len() as u64)
    }

    /// Runs a statement about rows that the log tells of already, as they are put back, or about what it tells nothing of; says how many
    /// rows it changed.
    pub(crate) async fn execute_untold(&mut self, sql: impl Into<Dialects>, values: Vec<Value>) -> Result<u64> {
        let sql = self.dialect(sql);
        Ok(on!(&mut self.connection, |c: Db| bind!(sqlx::query::<Db>(sql), values).execute(c).await?.rows_affected()))
    }

    /// Runs a statement about at most [`ForRows::MOST`] rows; says how many rows it changed.
    pub(crate) async fn execute_rows(&mut self, statement: &ForRows, rows: Vec<Vec<Value>>) -> Result<u64> {
        let Some((sql, values)) = statement.with(rows) else { return Ok(0) };
        self.execute(sql, values).await
    }

    /// What is wrong with the database's file by the engine's own account.
    pub(crate) async fn faults_of_the_file(&mut self) -> Result<Vec<String>> {
        match self.connection {
            Connection::SqliteGlance(_) | Connection::SqliteReader(_) | Connection::SqliteWriter(_) => {
                let said: Vec<(String,)> = self.fetch_all("PRAGMA integrity_check(10)", Vec::new()).await?;
                Ok(said.into_iter().map(|(line,)| line).filter(|line| line != "ok").collect())
            }
            Connection::PostgresGlance(_) | Connection::PostgresReader(_) | Connection::PostgresWriter(_) => Ok(Vec::new()),
        }
    }

    /// Tells whoever watches this attempt, once it is committed.
    pub(crate) fn tell(&mut self, attempt: impl Into<Uuid>) {
        self.changed.push(attempt.into());
    }

    fn dialect(&self, sql: impl Into<Dialects>) -> &'static str {
        let sql = sql.into();
        match self.connection {
            Connection::SqliteGlance(_) | Connection::SqliteReader(_) | Connection::SqliteWriter(_) => sql.sqlite,
            Connection::PostgresGlance(_) | Connection::PostgresReader(_) | Connection::PostgresWriter(_) => sql.postgres,
        }
    }
}
