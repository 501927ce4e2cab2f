//! The engines behind the store. SQL is written once, with `$1` placeholders, and reaches a database through [`Tx`] alone.

use std::{path::PathBuf, str::FromStr, time::Duration};

use sqlx::{
    Sqlite, SqlitePool, Transaction,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow, SqliteSynchronous},
};
use uuid::Uuid;

use crate::error::{Error, Result};

/// The first SQLite without the WAL-reset bug.
const LEAST_SQLITE: &str = "3.51.3";

/// Where a database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A SQLite file; it is made when it isn't there.
    Sqlite(PathBuf),
}

/// Not the address of a database that this product can use.
#[derive(Debug, thiserror::Error)]
#[error("«{0}» is not a database address: sqlite://PATH")]
pub struct BadPlace(String);

impl FromStr for Place {
    type Err = BadPlace;
    fn from_str(s: &str) -> std::result::Result<Self, Self::Err> {
        match s.strip_prefix("sqlite://") {
            Some(path) if !path.is_empty() => Ok(Self::Sqlite(path.into())),
            _ => Err(BadPlace(s.to_owned())),
        }
    }
}

/// A database in use. Another engine is another variant here and in [`Tx`].
#[derive(Clone)]
pub(crate) enum Engine {
    /// One connection writes, others read.
    Sqlite { write: SqlitePool, read: SqlitePool },
}

/// A transaction. Dropped without [`Tx::commit`], it leaves no trace.
pub(crate) enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
}

/// A value bound to a placeholder. Nulls carry their type, which some engines want to know.
pub(crate) enum Value {
    Int(Option<i64>),
    Text(Option<String>),
    Id(Option<Uuid>),
    Bytes(Option<Vec<u8>>),
}

/// A row type that every engine can read.
pub(crate) trait Row: for<'r> sqlx::FromRow<'r, SqliteRow> + Send + Unpin {}
impl<T: for<'r> sqlx::FromRow<'r, SqliteRow> + Send + Unpin> Row for T {}

impl Engine {
    pub(crate) async fn open(place: &Place) -> Result<Self> {
        match place {
            Place::Sqlite(path) => {
                if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
                    std::fs::create_dir_all(folder).map_err(sqlx::Error::Io)?;
                }
                let options = SqliteConnectOptions::new()
                    .filename(path)
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    .foreign_keys(true)
                    .pragma("recursive_triggers", "ON")
                    .pragma("trusted_schema", "OFF")
                    .busy_timeout(Duration::from_secs(10));
                let write = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
                let (found,): (String,) = sqlx::query_as("SELECT sqlite_version()").fetch_one(&write).await?;
                if version(&found) < version(LEAST_SQLITE) {
                    return Err(Error::OldSqlite { found, least: LEAST_SQLITE });
                }
                sqlx::migrate!("../migrations/sqlite").run(&write).await?;
                let read = SqlitePoolOptions::new().max_connections(8).connect_with(options.pragma("query_only", "ON")).await?;
                Ok(Self::Sqlite { write, read })
            }
        }
    }

    /// A transaction that may change the database; on SQLite the only one at its time.
    pub(crate) async fn write(&self) -> Result<Tx> {
        match self {
            Self::Sqlite { write, .. } => Ok(Tx::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?)),
        }
    }

    /// A consistent view that can't change anything.
    pub(crate) async fn read(&self) -> Result<Tx> {
        match self {
            Self::Sqlite { read, .. } => Ok(Tx::Sqlite(read.begin().await?)),
        }
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { write, read } => {
                read.close().await;
                write.close().await;
            }
        }
    }
}

fn version(text: &str) -> Vec<u32> {
    text.split('.').map(|part| part.parse().unwrap_or(0)).collect()
}

/// Binds values in their order.
macro_rules! bind {
    ($query:expr, $values:expr) => {
        $values.into_iter().fold($query, |query, value| match value {
            Value::Int(v) => query.bind(v),
            Value::Text(v) => query.bind(v),
            Value::Id(v) => query.bind(v),
            Value::Bytes(v) => query.bind(v),
        })
    };
}

impl Tx {
    pub(crate) async fn fetch_one<T: Row>(&mut self, sql: &'static str, values: Vec<Value>) -> Result<T> {
        self.fetch_optional(sql, values).await?.ok_or(Error::NotFound)
    }

    pub(crate) async fn fetch_optional<T: Row>(&mut self, sql: &'static str, values: Vec<Value>) -> Result<Option<T>> {
        match self {
            Self::Sqlite(tx) => Ok(bind!(sqlx::query_as::<Sqlite, T>(sql), values).fetch_optional(&mut **tx).await?),
        }
    }

    pub(crate) async fn fetch_all<T: Row>(&mut self, sql: &'static str, values: Vec<Value>) -> Result<Vec<T>> {
        match self {
            Self::Sqlite(tx) => Ok(bind!(sqlx::query_as::<Sqlite, T>(sql), values).fetch_all(&mut **tx).await?),
        }
    }

    /// Runs a statement; says how many rows it changed.
    pub(crate) async fn execute(&mut self, sql: &'static str, values: Vec<Value>) -> Result<u64> {
        match self {
            Self::Sqlite(tx) => Ok(bind!(sqlx::query(sql), values).execute(&mut **tx).await?.rows_affected()),
        }
    }

    pub(crate) async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(tx) => Ok(tx.commit().await?),
        }
    }
}

/// The values of a statement, in the order of its placeholders.
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$($crate::engine::Value::from($value)),*] };
}
pub(crate) use values;

macro_rules! value_from {
    ($($from:ty => $variant:ident, $convert:expr;)+) => {$(
        impl From<$from> for Value {
            fn from(v: $from) -> Self {
                Self::$variant(Some($convert(v)))
            }
        }
        impl From<Option<$from>> for Value {
            fn from(v: Option<$from>) -> Self {
                Self::$variant(v.map($convert))
            }
        }
    )+};
}

value_from! {
    i64 => Int, |v| v;
    u32 => Int, i64::from;
    u16 => Int, i64::from;
    u8 => Int, i64::from;
    bool => Int, i64::from;
    exam::clock::Instant => Int, exam::clock::Instant::as_millis;
    exam::clock::Span => Int, exam::clock::Span::as_millis;
    String => Text, |v| v;
    &str => Text, str::to_owned;
    &String => Text, Clone::clone;
    Vec<u8> => Bytes, |v| v;
    [u8; 32] => Bytes, |v: [u8; 32]| v.to_vec();
    exam::id::ApplicantId => Id, Uuid::from;
    exam::id::FileId => Id, Uuid::from;
    exam::id::SpecialistId => Id, Uuid::from;
    exam::id::DeclarationId => Id, Uuid::from;
    exam::id::UnitId => Id, Uuid::from;
    exam::id::StaffId => Id, Uuid::from;
    exam::id::SittingId => Id, Uuid::from;
    exam::id::EnrolmentId => Id, Uuid::from;
    exam::id::ReleaseId => Id, Uuid::from;
    exam::id::ItemId => Id, Uuid::from;
    exam::id::RegulationId => Id, Uuid::from;
    exam::id::PaperId => Id, Uuid::from;
    exam::id::AttemptId => Id, Uuid::from;
    exam::id::ResultId => Id, Uuid::from;
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn pragma<T>(tx: &mut Tx, sql: &'static str) -> T
    where
        (T,): Row,
    {
        tx.fetch_one::<(T,)>(sql, vec![]).await.unwrap().0
    }

    #[tokio::test]
    async fn what_is_acknowledged_is_on_disk_and_readers_change_nothing() {
        let folder = std::env::temp_dir().join(format!("synaq-engine-{}", std::process::id()));
        let engine = Engine::open(&Place::Sqlite(folder.join("synaq.db"))).await.unwrap();
        for (mut tx, query_only) in [(engine.write().await.unwrap(), 0), (engine.read().await.unwrap(), 1)] {
            assert_eq!(pragma::<String>(&mut tx, "PRAGMA journal_mode").await, "wal");
            assert_eq!(pragma::<i64>(&mut tx, "PRAGMA synchronous").await, 2, "FULL: each commit is synced");
            assert_eq!(pragma::<i64>(&mut tx, "PRAGMA foreign_keys").await, 1);
            assert_eq!(pragma::<i64>(&mut tx, "PRAGMA recursive_triggers").await, 1, "or REPLACE deletes unseen");
            assert_eq!(pragma::<i64>(&mut tx, "PRAGMA trusted_schema").await, 0);
            assert_eq!(pragma::<i64>(&mut tx, "PRAGMA query_only").await, query_only);
        }
        engine.close().await;
        std::fs::remove_dir_all(folder).unwrap();
    }
}
