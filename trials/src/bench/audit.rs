//! What the evidence costs: how fast the log is verified, and what the chain of answers takes of a save.

use std::{path::Path, time::Duration};

use sha2::{Digest, Sha256};
use sqlx::{
    AssertSqlSafe, Connection, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

use super::{
    Pace, SAVING,
    figures::Figures,
    stage::{Stage, State},
    step,
};
use crate::{
    failure::{During, Outcome},
    load,
    quantiles::median,
    server::Database,
    stopwatch,
};

/// Events that are added to a log to see how fast it is verified.
const EVENTS: i64 = 1_000_000;
/// Rows that a commit writes, about as many as when everybody saves.
const IN_A_COMMIT: usize = 64;

macro_rules! table {
    ($columns:literal, $goes_on:literal) => {
        concat!(
            "CREATE TABLE answer (number INTEGER PRIMARY KEY, attempt BLOB NOT NULL, position INTEGER NOT NULL, \
             revision INTEGER NOT NULL, chosen INTEGER NOT NULL, client_revision INTEGER, address TEXT NOT NULL, \
             received_at INTEGER NOT NULL, link INTEGER NOT NULL",
            $columns,
            ") STRICT; \
             CREATE TABLE head (attempt BLOB PRIMARY KEY, number INTEGER NOT NULL, link INTEGER NOT NULL) STRICT, WITHOUT ROWID; \
             CREATE TRIGGER goes_on AFTER INSERT ON answer BEGIN \
             SELECT RAISE(ABORT, 'not the next') FROM head h WHERE h.attempt = NEW.attempt \
             AND NOT (h.link = NEW.link - 1 AND ",
            $goes_on,
            "); INSERT INTO head (attempt, number, link) VALUES (NEW.attempt, NEW.number, NEW.link) \
             ON CONFLICT (attempt) DO UPDATE SET number = excluded.number, link = excluded.link; END"
        )
    };
}

pub(super) async fn measure(stage: &mut Stage, pace: Pace, figures: &mut Figures) -> Outcome {
    figures.audit_events_per_s = verification(stage, pace).await?.into();
    let (mut plain, mut chained, mut saved) = (Vec::new(), Vec::new(), Vec::new());
    let database = stage.copy(State::Running, "audited")?;
    let server = stage.serve(&database, &[])?;
    for round in 1..=pace.rounds {
        step(&format!("what a chain costs, round {round} of {}", pace.rounds));
        plain.push(seconds_a_row(&stage.folder, pace.round, false).await?);
        chained.push(seconds_a_row(&stage.folder, pace.round, true).await?);
        let savers = stage.savers(SAVING, server.address).await?;
        let (throughput, _) = load::closed(savers, pace.warm_up, pace.round).await;
        saved.push(throughput.rate()?);
    }
    server.stop()?;
    let more = median(chained).zip(median(plain)).map(|(chained, plain)| chained - plain);
    // Of the time in which the product saves one answer.
    figures.audit_cost_on_saves = more.zip(median(saved)).map(|(more, saves)| more * saves).into();
    Ok(())
}

/// Events verified a second, by the product's own command: what a log with so many more takes longer.
async fn verification(stage: &Stage, pace: Pace) -> Outcome<Option<f64>> {
    step(&format!("a log with {EVENTS} events more"));
    let few = stage.copy(State::Running, "log-few")?;
    let many = stage.copy(State::Running, "log-many")?;
    add_readings(&stage.folder.join("log-many.db"), EVENTS).await?;
    let verify = |database: &Database| -> Outcome<f64> {
        let begun = stopwatch::now();
        stage.product.printed(database, &["audit", "verify", "--json"])?;
        Ok((stopwatch::now() - begun).as_secs_f64())
    };
    let mut rates = Vec::new();
    for round in 1..=pace.rounds {
        step(&format!("verification, round {round} of {}", pace.rounds));
        let more = verify(&many)? - verify(&few)?;
        #[expect(clippy::cast_precision_loss, reason = "a count of events")]
        rates.push(EVENTS as f64 / more);
    }
    Ok(median(rates))
}

/// Appends events as the product writes them when files are read, hash by hash.
async fn add_readings(file: &Path, number: i64) -> Outcome {
    let mut connection = open(file).await?;
    let (mut seq, mut hash, at): (i64, Vec<u8>, i64) =
        sqlx::query_as("SELECT seq, hash, at FROM audit_event ORDER BY seq DESC LIMIT 1")
            .fetch_one(&mut connection)
            .await
            .during("the log's end")?;
    let (actor,): (String,) = sqlx::query_as("SELECT actor FROM audit_event WHERE actor LIKE 'staff:%' LIMIT 1")
        .fetch_one(&mut connection)
        .await
        .during("a member of staff")?;
    let (object,): (String,) = sqlx::query_as("SELECT object FROM audit_event WHERE act = 'file.open' LIMIT 1")
        .fetch_one(&mut connection)
        .await
        .during("a file")?;
    let mut tx = connection.begin().await.during("the log")?;
    for more in 1..=number {
        seq += 1;
        let at = at + more * 100;
        let texts = [actor.as_str(), "registrar", "192.0.2.10", "file.read", object.as_str(), "{}"];
        let mut hasher = Sha256::new();
        let numbers = [seq.to_be_bytes(), at.to_be_bytes()];
        let parts = [hash.as_slice(), &numbers[0], &numbers[1]];
        for part in parts.into_iter().chain(texts.map(str::as_bytes)) {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part);
        }
        hash = hasher.finalize().to_vec();
        let insert = "INSERT INTO audit_event (seq, at, actor, role, address, act, object, detail, hash) \
                      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        let insert = sqlx::query(insert).bind(seq).bind(at);
        let insert = texts.iter().fold(insert, |insert, text| insert.bind(*text)).bind(hash.as_slice());
        insert.execute(&mut *tx).await.during("an event")?;
    }
    tx.commit().await.during("the log")?;
    connection.close().await.during("the log")
}

/// A table as that of answers, without its chain and with it. The head of each attempt is there either way: by it servers know what they
/// go on from.
const TABLES: [&str; 2] = [table!("", "TRUE"), table!(", previous INTEGER, hash BLOB NOT NULL", "NEW.previous IS h.number")];

/// What one thread takes for a row, without what the disk takes for a commit of many.
async fn seconds_a_row(folder: &Path, during: Duration, chained: bool) -> Outcome<f64> {
    let file = folder.join("chain.db");
    for name in ["chain.db", "chain.db-wal", "chain.db-shm"] {
        let left = folder.join(name);
        if left.exists() {
            std::fs::remove_file(&left).during(left.display())?;
        }
    }
    let mut connection = open(&file).await?;
    sqlx::raw_sql(TABLES[usize::from(chained)]).execute(&mut connection).await.during("a table")?;
    let columns = if chained { 11 } else { 9 };
    let row = format!("({})", vec!["?"; columns].join(", "));
    let insert = format!("INSERT INTO answer VALUES {}", vec![row; IN_A_COMMIT].join(", "));
    let mut heads: Vec<(i64, i64, Vec<u8>)> = vec![(0, 0, Vec::new()); 2_003];
    let (mut number, mut spent) = (0_i64, Duration::ZERO);
    while spent < during {
        let mut tx = connection.begin().await.during("a commit")?;
        let begun = stopwatch::now();
        let mut query = sqlx::query(AssertSqlSafe(insert.as_str()));
        for _ in 0..IN_A_COMMIT {
            number += 1;
            let place = number.wrapping_mul(0x9E37_79B9) % 2_003;
            let attempt = place.to_be_bytes().repeat(2);
            let row = [place % 30 + 1, number / 30 + 1, place % 3, number, 1_795_413_727_000 + number];
            let (previous, link, hash) = &mut heads[usize::try_from(place).during("a place")?];
            *link += 1;
            query = query.bind(number).bind(attempt.clone());
            query = row[..4].iter().fold(query, |query, value| query.bind(*value)).bind("192.0.2.31").bind(row[4]).bind(*link);
            if chained {
                let mut hasher = Sha256::new();
                hasher.update((hash.len() as u64).to_be_bytes());
                hasher.update(hash.as_slice());
                for part in row.map(i64::to_be_bytes).iter().map(<[u8; 8]>::as_slice).chain([attempt.as_slice(), b"192.0.2.31"]) {
                    hasher.update((part.len() as u64).to_be_bytes());
                    hasher.update(part);
                }
                *hash = hasher.finalize().to_vec();
                query = query.bind((*link > 1).then_some(*previous)).bind(hash.clone());
            }
            *previous = number;
        }
        query.execute(&mut *tx).await.during("rows")?;
        spent += stopwatch::now() - begun;
        tx.commit().await.during("a commit")?;
    }
    connection.close().await.during("a table")?;
    #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
    Ok(spent.as_secs_f64() / number as f64)
}

async fn open(file: &Path) -> Outcome<SqliteConnection> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    SqliteConnection::connect_with(&options).await.during(file.display())
}
