//! A copy of everything at one moment, in one format for every engine, and its way back into an empty database.
//!
//! The copy is a sequence of lines ([`lines`]); packing them, encrypting them and keeping them is the caller's. What is restored
//! is what was there, but for sessions: they are over.

mod lines;

use std::{
    collections::BTreeMap,
    io::{BufRead, Write},
    time::Duration,
};

use exam::{clock::Instant, id::BackupId};
use serde_json::json;
use tokio::time::sleep;

use crate::{
    Store, access,
    audit::{self, By},
    engine::{Tx, values},
    error::{Error, Refusal, Result},
    id, rows,
    tables::{self, PAGE},
};

/// Rows between two rests.
const AT_A_STRETCH: u64 = 256;
/// How long a backup leaves the processor, and the disk, to the exam that goes on beside it.
const REST: Duration = Duration::from_millis(1);

/// A backup, by what it says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// Its name in the audit log.
    pub id: BackupId,
    /// When it was begun.
    pub at: Instant,
    /// The version of the product that made it.
    pub product: String,
    /// Rows of each table.
    pub rows: BTreeMap<String, u64>,
    /// The number of the last event in it; 0 when there is none.
    pub last_event: i64,
    /// That event's hash, the head of the log at that moment, in hexadecimal.
    pub log_head: String,
}

impl Backup {
    /// Reads a backup to its end and holds it against what it says of itself; no database is needed for it.
    ///
    /// # Errors
    /// [`Error::Backup`] says what is wrong with it.
    pub async fn check(source: impl BufRead) -> Result<Self> {
        lines::read(source, async |_, _| Ok(())).await
    }

    /// Rows of all tables.
    pub fn row_count(&self) -> u64 {
        self.rows.values().sum()
    }
}

/// What a restore came to.
#[derive(Debug)]
pub struct Restored {
    /// What was restored.
    pub backup: Backup,
    /// Sessions that were open in it, and are over.
    pub sessions_ended: u64,
    /// Whether it was made under another key file: codes that were not used are void in it, and second factors are ended.
    pub another_key: bool,
}

impl Store {
    /// Writes everything as it is at one moment, row by row, while others read and write. Rests now and then to leave them the
    /// machine. `into` is written where this runs: it may take its time, but nothing else runs there meanwhile.
    ///
    /// # Errors
    /// [`Error::Unwritten`] with what `into` said; or when the database fails.
    pub async fn back_up(&self, now: Instant, product: &str, into: impl Write) -> Result<Backup> {
        let mut tx = self.engine.read().await?;
        let (last_event, log_head) = log_head(&mut tx).await?;
        let id = id(BackupId::new, now);
        let mut backup = Backup { id, at: now, product: product.to_owned(), rows: BTreeMap::new(), last_event, log_head };
        let mut lines = lines::Lines(into);
        lines.head(id, now, product)?;
        for table in tables::all() {
            lines.table(table)?;
            let mut count = 0;
            let put = async |row: Vec<_>| {
                lines.row(&row)?;
                count += 1;
                if count % AT_A_STRETCH == 0 {
                    sleep(REST).await;
                }
                Ok(())
            };
            tx.each(&table.select, &table.kinds, put).await?;
            backup.rows.insert(table.name.to_owned(), count);
        }
        lines.end(&backup)?;
        Ok(backup)
    }

    /// Puts on record that a backup was made: its digest, and to whom it is encrypted. The backup itself can't hold this event.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn record_backup(&self, by: &By, backup: &Backup, digest: &[u8], recipient: &str) -> Result<()> {
        let (by, id) = (by.clone(), backup.id);
        let mut detail = told(backup);
        detail["digest"] = lines::hex(digest).into();
        detail["recipient"] = recipient.into();
        self.engine.write(async move |tx| audit::record(tx, &by, "backup.make", "backup", id, &detail).await).await
    }

    /// Puts a backup into an empty database, as a whole or not at all. Sessions that were open in it are over: some may have been
    /// ended since for a reason that the backup does not know. The event of it is the first after those of the backup.
    ///
    /// # Errors
    /// [`Refusal::DatabaseNotEmpty`]; [`Error::Backup`] says what is wrong with the backup; or when the database fails.
    pub async fn restore(&self, by: &By, source: impl BufRead + Send + 'static) -> Result<Restored> {
        let by = by.clone();
        self.engine
            .write_at_length(async move |tx| {
                must_be_empty(tx).await?;
                let backup = lines::read(source, async |table, page| {
                    if page.len() == PAGE {
                        tx.execute_untold(table.insert_page.as_str(), page.into_iter().flatten().collect()).await?;
                    } else {
                        for row in page {
                            tx.execute_untold(table.insert.as_str(), row).await?;
                        }
                    }
                    Ok(())
                })
                .await?;
                if log_head(tx).await? != (backup.last_event, backup.log_head.clone()) {
                    return Err(Error::Backup("the log in it is not the one that it tells of".to_owned()));
                }
                let sessions_ended = access::end_every_session(tx, &by).await?;
                let mut detail = told(&backup);
                detail["made_at"] = backup.at.as_millis().into();
                detail["sessions_ended"] = sessions_ended.into();
                audit::record(tx, &by, "backup.restore", "backup", backup.id, &detail).await?;
                let another_key = !rows::are_under_this_key(tx).await?;
                if another_key {
                    rows::renew_key(tx, &by).await?;
                }
                Ok(Restored { backup, sessions_ended, another_key })
            })
            .await
    }
}

/// What the log tells of a backup.
fn told(backup: &Backup) -> serde_json::Value {
    json!({"rows": backup.rows, "last_event": backup.last_event, "log_head": backup.log_head})
}

async fn must_be_empty(tx: &mut Tx) -> Result<()> {
    for table in tables::all() {
        let found: Option<(i64,)> = tx.fetch_optional(table.any.as_str(), values![]).await?;
        if found.is_some() {
            return Err(Refusal::DatabaseNotEmpty.into());
        }
    }
    Ok(())
}

/// The number and the hash of the log's last event.
async fn log_head(tx: &mut Tx) -> Result<(i64, String)> {
    let last: Option<(i64, Vec<u8>)> =
        tx.fetch_optional("SELECT seq, hash FROM audit_event ORDER BY seq DESC LIMIT 1", values![]).await?;
    Ok(last.map_or_else(Default::default, |(seq, hash)| (seq, lines::hex(&hash))))
}
