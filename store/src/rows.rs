//! What the log tells of rows. A statement that changes a row gives it back as it now reads, and the next event of its transaction has a
//! line of it: the table, the row, and a digest under the key file. A row that was changed, slipped in or taken away past the product
//! reads otherwise than the last line of it, and who has no key file can't write another line.
//!
//! Nobody who writes a statement has to think of it ([`crate::engine::Tx::execute`] does), and nobody can forget the event: the writer
//! takes no job whose rows no event tells of.

use std::{
    collections::{BTreeMap, HashMap},
    fmt::Write as _,
    sync::{LazyLock, PoisonError, RwLock},
};

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::Sha256;

use crate::{
    access,
    attempts::hex,
    audit::{self, By},
    engine::{Tx, Value, values},
    error::{Result, inconsistent},
    tables::{self, Table, Telling},
    verify::AuditFinding,
};

/// Columns that change without an event, in rows that are told of otherwise: when a session was last used.
const UNTOLD: &[(&str, &str)] = &[("session", "seen_at")];

/// What rows are digested under; follows from the key file.
#[derive(Clone)]
pub(crate) struct RowKey(Hmac<Sha256>);

impl RowKey {
    pub(crate) fn of(secret: &[u8; 32]) -> Self {
        let mut key = [0; 32];
        Hkdf::<Sha256>::new(None, secret).expand(b"synaq rows 1", &mut key).expect("32 bytes are not too many");
        Self(Hmac::new_from_slice(&key).expect("HMAC takes keys of any length"))
    }

    fn digest(&self, take: impl FnOnce(&mut Hmac<Sha256>)) -> u128 {
        let mut mac = self.0.clone();
        take(&mut mac);
        mac.finalize().into_bytes().iter().take(16).fold(0, |digest, byte| digest << 8 | u128::from(*byte))
    }

    /// By which a log says under which key its rows are digested.
    fn name(&self) -> String {
        format!("{:032x}", self.digest(|mac| mac.update(b"which key")))
    }

    /// Of a row, column by column. A column that holds nothing is passed over: it may be younger than the row.
    fn row(&self, table: &Table, row: &[Value]) -> u128 {
        self.digest(|mac| {
            mac.update(table.name.as_bytes());
            for (column, value) in table.columns.iter().zip(row).filter(|(column, _)| !UNTOLD.contains(&(table.name, column))) {
                let mut put = |kind: u8, bytes: &[u8]| {
                    for part in [column.as_bytes(), &[kind], bytes] {
                        mac.update(&(part.len() as u64).to_be_bytes());
                        mac.update(part);
                    }
                };
                match value {
                    Value::Int(Some(v)) => put(b'i', &v.to_be_bytes()),
                    Value::Bool(Some(v)) => put(b'b', &[u8::from(*v)]),
                    Value::Text(Some(v)) => put(b't', v.as_bytes()),
                    Value::Id(Some(v)) => put(b'u', v.as_bytes()),
                    Value::Bytes(Some(v)) => put(b'x', v),
                    Value::Int(None) | Value::Bool(None) | Value::Text(None) | Value::Id(None) | Value::Bytes(None) => {}
                }
            }
        })
    }
}

/// A row's name among its table's: what it is known by; in a heap, its owner's.
fn name(table: &Table, row: &[Value]) -> String {
    let text = |value: &Value| match value {
        Value::Int(v) => v.unwrap_or_default().to_string(),
        Value::Bool(v) => v.unwrap_or_default().to_string(),
        Value::Text(v) => v.clone().unwrap_or_default(),
        Value::Id(v) => v.unwrap_or_default().simple().to_string(),
        Value::Bytes(v) => hex(v.as_deref().unwrap_or_default()),
    };
    table.key.iter().filter_map(|place| row.get(*place)).map(text).collect::<Vec<_>>().join(",")
}

/// What a statement does to a row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verb {
    Insert,
    Update,
    Delete,
}

/// A statement that changes rows which the log tells of.
#[derive(Clone, Copy)]
pub(crate) struct Change {
    pub(crate) table: &'static Table,
    verb: Verb,
    /// It, giving back each row that it has changed.
    pub(crate) sql: &'static str,
}

impl Change {
    /// What a statement changes that the log tells of; nothing, if it is none.
    pub(crate) fn of(sql: &'static str) -> Option<Self> {
        static SEEN: LazyLock<RwLock<HashMap<&'static str, Option<Change>>>> = LazyLock::new(RwLock::default);
        if let Some(seen) = SEEN.read().unwrap_or_else(PoisonError::into_inner).get(sql) {
            return *seen;
        }
        let change = Self::read(sql);
        SEEN.write().unwrap_or_else(PoisonError::into_inner).insert(sql, change);
        change
    }

    fn read(sql: &'static str) -> Option<Self> {
        let begins = [("INSERT INTO ", Verb::Insert), ("UPDATE ", Verb::Update), ("DELETE FROM ", Verb::Delete)];
        let (rest, verb) = begins.into_iter().find_map(|(begin, verb)| Some((sql.strip_prefix(begin)?, verb)))?;
        let name = rest.split_ascii_whitespace().next()?;
        let table = tables::all().iter().find(|table| table.name == name && table.telling.is_told())?;
        assert!(verb == Verb::Insert || table.telling == Telling::Row, "rows of {name} come and never change: {sql}");
        let columns = table.columns.iter().map(|column| format!("{name}.{column}")).collect::<Vec<_>>().join(", ");
        // There are as many as there are statements in this crate.
        Some(Self { table, verb, sql: Box::leak(format!("{sql} RETURNING {columns}").into_boxed_str()) })
    }
}

/// What has been written since the last event, a line for each row or heap.
#[derive(Default)]
pub(crate) struct Written {
    lines: BTreeMap<(&'static str, String), Line>,
    /// Whether the next event names the key.
    names_key: bool,
}

enum Line {
    Reads(u128),
    Grows(u128),
    Gone,
}

impl Written {
    pub(crate) fn add(&mut self, key: &RowKey, change: Change, row: &[Value]) {
        let Change { table, verb, sql: _ } = change;
        self.put(key, table, row, verb == Verb::Delete);
    }

    fn put(&mut self, key: &RowKey, table: &'static Table, row: &[Value], gone: bool) {
        let digest = key.row(table, row);
        let place = (table.name, name(table, row));
        let line = match (table.telling, self.lines.get(&place)) {
            _ if gone => Line::Gone,
            (Telling::Heap, Some(Line::Grows(before))) => Line::Grows(before.wrapping_add(digest)),
            (Telling::Heap, _) => Line::Grows(digest),
            _ => Line::Reads(digest),
        };
        self.lines.insert(place, line);
    }

    /// Refuses a job that has written rows no event tells of.
    pub(crate) fn must_be_told(&self) -> Result<()> {
        let Some((table, row)) = self.lines.keys().next() else { return Ok(()) };
        Err(inconsistent(format!("row {row} of {table} was written, and no event tells of it")))
    }

    pub(crate) fn forget(&mut self) {
        *self = Self::default();
    }

    /// The lines of the next event. The first of a log names the key, too.
    pub(crate) fn tell(&mut self, key: &RowKey, first: bool) -> String {
        let written = std::mem::take(self);
        let mut lines = if first || written.names_key { format!("key {}\n", key.name()) } else { String::new() };
        for ((table, row), line) in written.lines {
            // Writing to a text doesn't fail.
            let _ = match line {
                Line::Reads(digest) => writeln!(lines, "{table} {row} {digest:032x}"),
                Line::Grows(digest) => writeln!(lines, "{table} {row} +{digest:032x}"),
                Line::Gone => writeln!(lines, "{table} {row} -"),
            };
        }
        lines
    }
}

/// What the events are about that make a database another key's and tell of every row under it.
const KEY: &str = "file";

/// Whether the log's rows are told under this key. They are not where none are told: else whoever writes the log anew without its lines
/// would have every row believed as it is.
pub(crate) async fn are_under_this_key(tx: &mut Tx) -> Result<bool> {
    let naming: Option<(String,)> = tx
        .fetch_optional(
            "SELECT wrote FROM audit_event
             WHERE seq = coalesce((SELECT max(seq) FROM audit_event WHERE object = $1), (SELECT min(seq) FROM audit_event))",
            values![format!("key:{KEY}")],
        )
        .await?;
    // An empty log is anybody's.
    let Some((wrote,)) = naming else { return Ok(true) };
    let named = wrote.lines().next().and_then(|line| line.strip_prefix("key "));
    Ok(named == Some(&tx.row_key().name()))
}

/// Makes the database this key's: whatever rests on the one before is void, and every row is told anew, as it is.
pub(crate) async fn renew_key(tx: &mut Tx, by: &By) -> Result<()> {
    let sessions = access::end_every_session(tx, by).await?;
    let mut codes = 0;
    for sql in [
        "UPDATE access_code SET voided_at = $1 WHERE used_at IS NULL AND voided_at IS NULL",
        "UPDATE joining_code SET voided_at = $1 WHERE used_at IS NULL AND voided_at IS NULL",
    ] {
        codes += tx.execute(sql, values![by.now]).await?;
    }
    tx.execute("DELETE FROM recovery_code", values![]).await?;
    let factors = tx.execute("DELETE FROM second_factor", values![]).await?;
    let key = tx.row_key().clone();
    let mut written = Written { names_key: true, ..Written::default() };
    for table in tables::all().iter().filter(|table| table.telling.is_told()) {
        tx.each(&table.select, &table.kinds, async |row| {
            written.put(&key, table, &row, false);
            Ok(())
        })
        .await?;
    }
    let detail = json!({
        "sessions_ended": sessions,
        "codes_voided": codes,
        "second_factors_ended": factors,
        "rows": written.lines.len(),
    });
    tx.written = written;
    audit::record(tx, by, "key.renew", "key", KEY, &detail).await
}

/// What a walk along the log has heard of rows.
pub(crate) struct Heard<'k> {
    key: &'k RowKey,
    rows: HashMap<String, u128>,
}

impl<'k> Heard<'k> {
    pub(crate) fn under(key: &'k RowKey) -> Self {
        Self { key, rows: HashMap::new() }
    }

    /// Hears the lines of an event; nothing is lost on lines that are none, since the event's hash covers them.
    pub(crate) fn hear(&mut self, lines: &[u8]) {
        for line in std::str::from_utf8(lines).unwrap_or_default().lines() {
            let Some((row, told)) = line.rsplit_once(' ') else { continue };
            let digest = |digits: &str| u128::from_str_radix(digits, 16).unwrap_or_default();
            if row == "key" {
                // Every row follows that there is.
                self.rows.clear();
            } else if told == "-" {
                self.rows.remove(row);
            } else if let Some(more) = told.strip_prefix('+') {
                let sum = self.rows.entry(row.to_owned()).or_default();
                *sum = sum.wrapping_add(digest(more));
            } else {
                self.rows.insert(row.to_owned(), digest(told));
            }
        }
    }

    /// Holds every row against what was heard of it.
    pub(crate) async fn hold(mut self, tx: &mut Tx, findings: &mut Vec<AuditFinding>) -> Result<()> {
        for table in tables::all().iter().filter(|table| table.telling.is_told()) {
            tx.each(&table.select, &table.kinds, async |row| {
                // What is told and what is there cancel each other out.
                let left = self.rows.entry(format!("{} {}", table.name, name(table, &row))).or_default();
                *left = left.wrapping_sub(self.key.row(table, &row));
                Ok(())
            })
            .await?;
        }
        let odd = self.rows.into_iter().filter(|(_, left)| *left != 0);
        let mut odd: Vec<_> = odd.map(|(row, _)| AuditFinding::Row(row)).collect();
        odd.sort_by_key(ToString::to_string);
        findings.extend(odd);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use exam::clock::{Instant, Span};

    use super::*;
    use crate::{DatabasePlace, Error, Store};

    #[tokio::test]
    async fn a_job_whose_rows_no_event_tells_of_is_not_done() {
        let folder = std::env::temp_dir().join(format!("synaq-rows-{}", std::process::id()));
        let store = Store::open(&DatabasePlace::Sqlite(folder.join("synaq.db")), [0; 32], Span::ZERO).await.unwrap();
        let mark = "INSERT INTO setting (name, value) VALUES ('a', 'b')";
        let untold = store.engine.write(async move |tx| tx.execute(mark, values![]).await).await;
        let by = By::system(Instant::from_millis(0));
        let told = store.engine.write(async move |tx| {
            audit::record(tx, &by, "sign-in", "setting", "a", &serde_json::json!({})).await?;
            tx.execute(mark, values![]).await
        });
        let too_late = told.await;
        let empty = store.is_empty().await.unwrap();
        store.close().await;
        std::fs::remove_dir_all(&folder).unwrap();
        for refused in [untold, too_late] {
            assert!(matches!(&refused, Err(Error::Inconsistent(why)) if why.contains("row a of setting")), "{refused:?}");
        }
        assert!(empty, "nothing of it was kept");
    }

    #[test]
    fn a_change_gives_back_the_rows_that_it_has_changed() {
        let change = Change::of("UPDATE setting SET value = $2 WHERE name = $1").unwrap();
        assert_eq!(change.sql, "UPDATE setting SET value = $2 WHERE name = $1 RETURNING setting.name, setting.value");
        for other in ["SELECT 1", "INSERT INTO answer_revision SELECT 1", "DELETE FROM sign_in_guess WHERE at <= $1"] {
            assert!(Change::of(other).is_none(), "{other}");
        }
    }

    #[test]
    fn a_row_reads_the_same_with_a_column_more_that_holds_nothing_and_otherwise_in_another_table() {
        let key = RowKey::of(&[1; 32]);
        let table = |name: &str| tables::all().iter().find(|table| table.name == name).unwrap();
        let pair = values!["a", "b"];
        let digest = key.row(table("setting"), &pair);
        let longer = values!["a", "b", None::<i64>];
        assert_eq!(digest, key.row(table("setting"), &longer));
        let others = [values!["a", "c"], values!["ab", ""], values!["a", vec![b'b']]];
        assert!(others.iter().all(|row| key.row(table("setting"), row) != digest));
        assert_ne!(key.row(table("unit_territory"), &pair), digest);
        assert_ne!(RowKey::of(&[2; 32]).row(table("setting"), &pair), digest);
    }
}
