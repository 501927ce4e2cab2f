//! The database file as someone sees it who goes round the store.

use std::collections::BTreeMap;

use exam::id::AttemptId;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use uuid::Uuid;

use super::World;

/// Every row of every table, as text: equal when nothing was changed.
type Contents = BTreeMap<String, Vec<String>>;

impl World {
    /// A connection of one's own, with everything SQLite allows.
    pub(crate) async fn raw(&self) -> SqliteConnection {
        let options = SqliteConnectOptions::new().filename(self.folder.0.join("synaq.db"));
        SqliteConnection::connect_with(&options).await.unwrap()
    }

    /// Runs SQL of one's own.
    pub(crate) async fn tamper(&self, sql: impl Into<String>) -> u64 {
        sqlx::raw_sql(AssertSqlSafe(sql.into())).execute(&mut self.raw().await).await.unwrap().rows_affected()
    }

    /// Tries SQL of one's own; what the database says against it.
    pub(crate) async fn attempt_to(&self, sql: impl Into<String>) -> Result<u64, String> {
        let done = sqlx::raw_sql(AssertSqlSafe(sql.into())).execute(&mut self.raw().await).await;
        done.map(|done| done.rows_affected()).map_err(|error| error.to_string())
    }

    /// The first column of a query, as text.
    pub(crate) async fn column(&self, sql: impl Into<String>) -> Vec<String> {
        sqlx::query_scalar(AssertSqlSafe(sql.into())).fetch_all(&mut self.raw().await).await.unwrap()
    }

    /// The number that a query gives.
    pub(crate) async fn number(&self, sql: impl Into<String>) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(sql.into())).fetch_one(&mut self.raw().await).await.unwrap()
    }

    /// The product's own tables.
    pub(crate) async fn tables(&self) -> Vec<String> {
        self.column("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\' ORDER BY name")
            .await
    }

    pub(crate) async fn columns(&self, table: &str) -> Vec<String> {
        self.column(format!("SELECT name FROM pragma_table_info('{table}') ORDER BY cid")).await
    }

    pub(crate) async fn contents(&self) -> Contents {
        let mut contents = Contents::new();
        for table in self.tables().await {
            let row = self.columns(&table).await.iter().map(|c| format!("quote({c})")).collect::<Vec<_>>().join("||','||");
            let rows = self.column(format!("SELECT {row} FROM {table} ORDER BY 1")).await;
            contents.insert(table, rows);
        }
        contents
    }

    /// What the log tells since an event, in its order.
    pub(crate) async fn acts_after(&self, seq: i64) -> Vec<String> {
        self.column(format!("SELECT act FROM audit_event WHERE seq > {seq} ORDER BY seq")).await
    }

    /// The number of the log's last event.
    pub(crate) async fn last_event(&self) -> i64 {
        self.number("SELECT max(seq) FROM audit_event").await
    }

    /// What the log tells of an attempt.
    pub(crate) async fn acts_on(&self, attempt: AttemptId) -> Vec<String> {
        self.column(format!("SELECT act FROM audit_event WHERE object = 'attempt:{attempt}' ORDER BY seq")).await
    }

    /// How many answers of an attempt have been saved, each change counted.
    pub(crate) async fn links(&self, attempt: AttemptId) -> i64 {
        self.number(format!("SELECT count(*) FROM answer_revision WHERE attempt_id = {}", blob(attempt))).await
    }

    /// The bytes of the database and of its journal.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let files = std::fs::read_dir(&self.folder.0).unwrap();
        files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
    }
}

/// An id as SQL writes it.
pub(crate) fn blob(id: impl Into<Uuid>) -> String {
    let id: Uuid = id.into();
    format!("x'{}'", id.simple())
}
