//! The engines behind the store. SQL is written once, with `$1` placeholders, and reaches a database through [`Tx`] alone.
//!
//! Reads go to a pool, each [`Engine::read`] a consistent view. Changes go to the one writer ([`writer`]), which runs what has queued up
//! in one transaction and answers after its commit.

mod live;
mod place;
mod postgres;
mod sqlite;
mod value;
mod writer;

use std::sync::Arc;

use futures_util::TryStreamExt;
use sqlx::{PgPool, Postgres, Row as _, Sqlite, SqlitePool, Transaction, postgres::PgRow, sqlite::SqliteRow};
use uuid::Uuid;

use crate::error::{Error, Result};

pub use live::Changes;
use live::Live;
pub use place::{BadPlace, Place};
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
}

/// A reader has a transaction of its own; the writer's spans a whole batch of jobs.
enum Connection {
    SqliteReader(Transaction<'static, Sqlite>),
    SqliteWriter(sqlx::SqliteConnection),
    PostgresReader(Transaction<'static, Postgres>),
    PostgresWriter(sqlx::PgConnection),
}

/// Runs an expression on the connection of whichever engine it is.
macro_rules! on {
    ($connection:expr, |$c:ident: $database:ident| $run:expr) => {
        match $connection {
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

/// One meaning in two dialects, where one text can't serve both.
#[derive(Clone, Copy)]
pub(crate) struct Dialects {
    pub(crate) sqlite: &'static str,
    pub(crate) postgres: &'static str,
}

impl From<&'static str> for Dialects {
    fn from(both: &'static str) -> Self {
        Self { sqlite: both, postgres: both }
    }
}

impl Engine {
    /// Opens a database and brings its schema up to date.
    pub(crate) async fn open(place: &Place) -> Result<Self> {
        let live = Arc::new(Live::default());
        match place {
            Place::Sqlite(path) => {
                let (readers, writer) = sqlite::open(path, &live).await?;
                Ok(Self { readers: Readers::Sqlite(readers), writer: Arc::new(writer), live })
            }
            Place::Postgres(url) => {
                let (readers, writer) = postgres::open(url, &live).await?;
                Ok(Self { readers: Readers::Postgres(readers), writer: Arc::new(writer), live })
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
        Ok(Tx { connection, changed: Vec::new() })
    }

    /// Asks one question, which is a consistent view by itself.
    pub(crate) async fn ask<T: Row>(&self, sql: &'static str, values: Vec<Value>) -> Result<Option<T>> {
        Ok(match &self.readers {
            Readers::Sqlite(pool) => bind!(sqlx::query_as::<Sqlite, T>(sql), values).fetch_optional(pool).await?,
            Readers::Postgres(pool) => bind!(sqlx::query_as::<Postgres, T>(sql), values).fetch_optional(pool).await?,
        })
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

    pub(crate) async fn close(&self) {
        self.writer.close().await;
        match &self.readers {
            Readers::Sqlite(pool) => pool.close().await,
            Readers::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
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

    /// Runs a statement; says how many rows it changed.
    pub(crate) async fn execute(&mut self, sql: impl Into<Dialects>, values: Vec<Value>) -> Result<u64> {
        let sql = self.dialect(sql);
        Ok(on!(&mut self.connection, |c: Db| bind!(sqlx::query::<Db>(sql), values).execute(c).await?.rows_affected()))
    }

    /// Tells whoever watches this attempt, once it is committed.
    pub(crate) fn tell(&mut self, attempt: impl Into<Uuid>) {
        self.changed.push(attempt.into());
    }

    fn dialect(&self, sql: impl Into<Dialects>) -> &'static str {
        let sql = sql.into();
        match self.connection {
            Connection::SqliteReader(_) | Connection::SqliteWriter(_) => sql.sqlite,
            Connection::PostgresReader(_) | Connection::PostgresWriter(_) => sql.postgres,
        }
    }
}
