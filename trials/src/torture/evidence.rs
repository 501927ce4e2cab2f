//! What a database holds, looked at from outside the product.

use std::path::PathBuf;

use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};

use super::{
    house::{Office, Program},
    ledger::{Answer, Held},
};
use crate::failure::{During, Outcome};

/// Where a database is.
#[derive(Clone, Debug)]
pub enum Database {
    /// A SQLite file.
    Sqlite(PathBuf),
}

impl Database {
    /// As the command line takes it.
    pub fn url(&self) -> String {
        match self {
            Self::Sqlite(path) => format!("sqlite://{}", path.display()),
        }
    }

    async fn open(path: &PathBuf) -> Outcome<SqliteConnection> {
        SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(path)).await.during(path.display())
    }

    /// Whether the file is sound; if not, what SQLite says.
    ///
    /// # Errors
    /// When it can't be asked.
    pub async fn damage(&self) -> Outcome<Option<String>> {
        let Self::Sqlite(path) = self;
        let mut database = Self::open(path).await?;
        let told: Vec<(String,)> =
            sqlx::query_as("PRAGMA integrity_check").fetch_all(&mut database).await.during("integrity_check")?;
        let orphans: Vec<(String,)> = sqlx::query_as("SELECT \"table\" FROM pragma_foreign_key_check")
            .fetch_all(&mut database)
            .await
            .during("foreign_key_check")?;
        database.close().await.during(path.display())?;
        if told.iter().map(|(line,)| line.as_str()).ne(["ok"]) {
            return Ok(Some(told.into_iter().map(|(line,)| line).collect::<Vec<_>>().join("; ")));
        }
        Ok(orphans.into_iter().next().map(|(table,)| format!("a row of {table} refers to none")))
    }

    /// How many incidents of a kind are on record.
    ///
    /// # Errors
    /// When it can't be asked.
    pub async fn incidents(&self, kind: &str) -> Outcome<usize> {
        let Self::Sqlite(path) = self;
        let mut database = Self::open(path).await?;
        let (count,): (i64,) = sqlx::query_as("SELECT count(*) FROM incident WHERE kind = $1")
            .bind(kind)
            .fetch_one(&mut database)
            .await
            .during("the incidents")?;
        database.close().await.during(path.display())?;
        usize::try_from(count).during("the incidents")
    }

    /// What tables and rules there are.
    ///
    /// # Errors
    /// When it can't be asked.
    pub async fn schema(&self) -> Outcome<Vec<String>> {
        let Self::Sqlite(path) = self;
        let mut database = Self::open(path).await?;
        let rows: Vec<(String,)> =
            sqlx::query_as("SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY 1")
                .fetch_all(&mut database)
                .await
                .during("the schema")?;
        database.close().await.during(path.display())?;
        Ok(rows.into_iter().map(|(row,)| row).collect())
    }

    /// The answers with a count of the candidate's own.
    ///
    /// # Errors
    /// When it can't be asked.
    pub async fn answers(&self) -> Outcome<Held> {
        let Self::Sqlite(path) = self;
        let mut database = Self::open(path).await?;
        let rows: Vec<(String, i64, i64, i64)> = sqlx::query_as(
            "SELECT lower(hex(attempt_id)), position, client_revision, chosen FROM answer_revision \
             WHERE client_revision IS NOT NULL ORDER BY attempt_id, link",
        )
        .fetch_all(&mut database)
        .await
        .during("the answers")?;
        database.close().await.during(path.display())?;
        let mut held = Held::new();
        for (attempt, position, revision, chosen) in rows {
            let answer = Answer { attempt, position: u16::try_from(position).during("a position")?, revision };
            held.entry(answer).or_default().push(u8::try_from(chosen).during("a choice")?);
        }
        Ok(held)
    }
}

/// Opens the database with the product, which mends what a crash left, and looks whether everything in it is sound: the product's
/// own proof of the evidence, then SQLite's of the file. If not, says what isn't.
///
/// # Errors
/// When the file can't be read at all.
pub async fn unsound(program: &Program, office: &Office) -> Outcome<Option<String>> {
    if let Err(failure) = program.ask(office, ["audit", "verify", "--json"]) {
        return Ok(Some(format!("audit verify: {failure}")));
    }
    Ok(office.database.damage().await?.map(|damage| format!("integrity_check: {damage}")))
}
