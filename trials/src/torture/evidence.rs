//! What a database holds, looked at from outside the product.

use std::path::{Path, PathBuf};

use sqlx::{Connection, PgConnection, SqliteConnection, sqlite::SqliteConnectOptions};

use super::ledger::{Answer, Held, Ledger, Verdict};
use crate::{
    failure::{During, Outcome},
    server::{Database, Product},
};

/// A row of an answer: attempt in hexadecimal digits, position, the candidate's count, choice.
type Row = (String, i64, i64, i64);

/// The file, where the database is one; else it is PostgreSQL's.
pub fn file_of(database: &Database) -> Option<PathBuf> {
    database.url.strip_prefix("sqlite://").map(PathBuf::from)
}

/// The answers with a count of the candidate's own.
///
/// # Errors
/// When it can't be asked.
pub async fn answers(database: &Database) -> Outcome<Held> {
    let rows: Vec<Row> = match file_of(database) {
        Some(path) => {
            let mut database = open(&path).await?;
            let sql = "SELECT lower(hex(attempt_id)), position, client_revision, chosen FROM answer_revision \
                       WHERE client_revision IS NOT NULL ORDER BY attempt_id, link";
            let rows = sqlx::query_as(sql).fetch_all(&mut database).await.during("the answers")?;
            database.close().await.during(path.display())?;
            rows
        }
        None => {
            let mut database = PgConnection::connect(&database.url).await.during("PostgreSQL")?;
            let sql = "SELECT replace(attempt_id::text, '-', ''), position::bigint, client_revision, chosen::bigint \
                       FROM answer_revision WHERE client_revision IS NOT NULL ORDER BY attempt_id, link";
            let rows = sqlx::query_as(sql).fetch_all(&mut database).await.during("the answers")?;
            database.close().await.during("PostgreSQL")?;
            rows
        }
    };
    let mut held = Held::new();
    for (attempt, position, revision, chosen) in rows {
        let answer = Answer { attempt, position: u16::try_from(position).during("a position")?, revision };
        held.entry(answer).or_default().push(u8::try_from(chosen).during("a choice")?);
    }
    Ok(held)
}

async fn open(path: &Path) -> Outcome<SqliteConnection> {
    SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(path)).await.during(path.display())
}

/// Whether a file is sound; if not, what SQLite says.
async fn damage(path: &Path) -> Outcome<Option<String>> {
    let mut database = open(path).await?;
    let told: Vec<(String,)> =
        sqlx::query_as("PRAGMA integrity_check").fetch_all(&mut database).await.during("integrity_check")?;
    let sql = "SELECT \"table\" FROM pragma_foreign_key_check";
    let orphans: Vec<(String,)> = sqlx::query_as(sql).fetch_all(&mut database).await.during("foreign_key_check")?;
    database.close().await.during(path.display())?;
    if told.iter().map(|(line,)| line.as_str()).ne(["ok"]) {
        return Ok(Some(told.into_iter().map(|(line,)| line).collect::<Vec<_>>().join("; ")));
    }
    Ok(orphans.into_iter().next().map(|(table,)| format!("a row of {table} refers to none")))
}

/// What tables and rules a file has.
///
/// # Errors
/// When it can't be asked.
pub async fn schema(path: &Path) -> Outcome<Vec<String>> {
    let mut database = open(path).await?;
    let sql = "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY 1";
    let rows: Vec<(String,)> = sqlx::query_as(sql).fetch_all(&mut database).await.during("the schema")?;
    database.close().await.during(path.display())?;
    Ok(rows.into_iter().map(|(row,)| row).collect())
}

/// How many incidents of a kind a file has on record.
///
/// # Errors
/// When it can't be asked.
pub async fn incidents(path: &Path, kind: &str) -> Outcome<usize> {
    let mut database = open(path).await?;
    let counting = sqlx::query_as("SELECT count(*) FROM incident WHERE kind = $1").bind(kind);
    let (count,): (i64,) = counting.fetch_one(&mut database).await.during("the incidents")?;
    database.close().await.during(path.display())?;
    usize::try_from(count).during("the incidents")
}

/// Opens the database with the product, which mends what a crash left, and looks whether everything in it is sound: the product's
/// own proof of the evidence, then SQLite's of the file. If not, says what isn't.
pub async fn unsound(product: &Product, database: &Database) -> Option<String> {
    if let Err(failure) = product.printed(database, &["audit", "verify", "--json"]) {
        return Some(failure.to_string());
    }
    match damage(&file_of(database)?).await {
        Ok(damage) => damage.map(|damage| format!("integrity_check: {damage}")),
        Err(failure) => Some(failure.to_string()),
    }
}

/// Looks whether everything is sound, and holds against it what had been acknowledged before the machine made its call of that
/// number. A database that can't be read holds nothing.
pub async fn judge(product: &Product, database: &Database, ledger: &Ledger, until: u64) -> (Verdict, Option<String>) {
    let unsound = unsound(product, database).await;
    match answers(database).await {
        Ok(held) => (ledger.judge_until(&held, until), unsound),
        Err(failure) => (ledger.judge_until(&Held::new(), until), unsound.or(Some(failure.to_string()))),
    }
}
