//! How a backup is written down: lines of JSON, each table with its name and columns before its rows, and at the end what it has to
//! come to. Ids are as UUIDs are written, bytes hexadecimal.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io::{BufRead, Read, Write},
};

use exam::{clock::Instant, id::BackupId};
use serde::{Deserialize, Serialize, Serializer, ser::SerializeSeq};
use serde_json::Value as Json;

use super::Backup;
use crate::{
    engine::{Engine, Kind, Value},
    error::{Error, Result},
    tables::{self, PAGE, Table},
};

/// The only format so far.
const FORMAT: u32 = 1;
/// No row is that long.
const LONGEST_LINE: u64 = 16 * 1024 * 1024;
/// Bytes of lines after which a page is full.
const LONGEST_PAGE: usize = 8 * 1024 * 1024;

#[derive(Serialize, Deserialize)]
struct Head {
    synaq_backup: u32,
    product: String,
    schema: i64,
    id: BackupId,
    at: i64,
}

#[derive(Serialize, Deserialize)]
struct Heading {
    table: String,
    columns: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct End {
    rows: BTreeMap<String, u64>,
    last_event: i64,
    log_head: String,
}

struct Row<'r>(&'r [Value]);

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut row = serializer.serialize_seq(Some(self.0.len()))?;
        for value in self.0 {
            match value {
                Value::Int(v) => row.serialize_element(v)?,
                Value::Bool(v) => row.serialize_element(v)?,
                Value::Text(v) => row.serialize_element(v)?,
                Value::Id(v) => row.serialize_element(v)?,
                Value::Bytes(v) => row.serialize_element(&v.as_deref().map(hex))?,
            }
        }
        row.end()
    }
}

/// Writes lines.
pub(super) struct Lines<W>(pub(super) W);

impl<W: Write> Lines<W> {
    pub(super) fn head(&mut self, id: BackupId, at: Instant, product: &str) -> Result<()> {
        let (product, schema, at) = (product.to_owned(), Engine::schema(), at.as_millis());
        self.put(&Head { synaq_backup: FORMAT, product, schema, id, at })
    }

    pub(super) fn table(&mut self, table: &Table) -> Result<()> {
        let columns = table.columns.iter().map(|column| (*column).to_owned()).collect();
        self.put(&Heading { table: table.name.to_owned(), columns })
    }

    pub(super) fn row(&mut self, values: &[Value]) -> Result<()> {
        self.put(&Row(values))
    }

    pub(super) fn end(&mut self, backup: &Backup) -> Result<()> {
        let Backup { rows, last_event, log_head, .. } = backup;
        self.put(&End { rows: rows.clone(), last_event: *last_event, log_head: log_head.clone() })?;
        self.0.flush().map_err(Error::Unwritten)
    }

    fn put(&mut self, line: &impl Serialize) -> Result<()> {
        serde_json::to_writer(&mut self.0, line).map_err(|error| Error::Unwritten(error.into()))?;
        self.0.write_all(b"\n").map_err(Error::Unwritten)
    }
}

/// Reads a backup to its end, giving its rows to `take` by the page: up to [`PAGE`] rows of one table at a time.
pub(super) async fn read(
    source: impl BufRead,
    mut take: impl AsyncFnMut(&'static Table, Vec<Vec<Value>>) -> Result<()>,
) -> Result<Backup> {
    let mut source = Source { source, line: Vec::new(), number: 0 };
    source.advance()?;
    let head: Head = source.parse()?;
    if head.synaq_backup != FORMAT || head.schema != Engine::schema() {
        return Err(Error::Backup(format!(
            "it was made by synaq {} in format {} with schema {}, and this one reads format {FORMAT} with schema {}; restore it with \
             the one that made it",
            head.product,
            head.synaq_backup,
            head.schema,
            Engine::schema()
        )));
    }
    let mut rows = BTreeMap::new();
    source.advance()?;
    for table in tables::all() {
        let heading: Heading = source.parse()?;
        if heading.table != table.name || heading.columns != table.columns {
            return Err(source.odd("another table, or other columns, than were expected"));
        }
        let (mut count, mut page, mut read) = (0, Vec::new(), 0);
        source.advance()?;
        while source.line.starts_with(b"[") {
            read += source.line.len();
            page.push(source.row(table)?);
            count += 1;
            // Documents are long.
            if page.len() == PAGE || read > LONGEST_PAGE {
                take(table, std::mem::take(&mut page)).await?;
                read = 0;
            }
            source.advance()?;
        }
        if !page.is_empty() {
            take(table, page).await?;
        }
        rows.insert(table.name.to_owned(), count);
    }
    let end: End = source.parse()?;
    if end.rows != rows {
        return Err(source.odd("other numbers of rows than there are"));
    }
    source.ends()?;
    let (at, End { rows, last_event, log_head }) = (Instant::from_millis(head.at), end);
    Ok(Backup { id: head.id, at, product: head.product, rows, last_event, log_head })
}

/// The lines of a backup, and which of them is at hand.
struct Source<R> {
    source: R,
    line: Vec<u8>,
    number: u64,
}

impl<R: BufRead> Source<R> {
    fn advance(&mut self) -> Result<()> {
        self.line.clear();
        self.number += 1;
        self.source.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut self.line).map_err(|e| Error::Backup(e.to_string()))?;
        if self.line.pop() == Some(b'\n') { Ok(()) } else { Err(self.odd("the end of it, too early")) }
    }

    fn ends(&mut self) -> Result<()> {
        let rest = self.source.fill_buf().map_err(|error| Error::Backup(error.to_string()))?;
        if rest.is_empty() { Ok(()) } else { Err(self.odd("more after the end")) }
    }

    fn parse<T: for<'d> Deserialize<'d>>(&self) -> Result<T> {
        serde_json::from_slice(&self.line).map_err(|_| self.odd("something else than was expected"))
    }

    fn row(&self, table: &Table) -> Result<Vec<Value>> {
        let row: Vec<Json> = self.parse()?;
        if row.len() != table.kinds.len() {
            return Err(self.odd("a row of another length than its table"));
        }
        let values = row.into_iter().zip(&table.kinds).map(|(value, kind)| read_value(value, *kind));
        values.collect::<Option<_>>().ok_or_else(|| self.odd("a value that does not fit its column"))
    }

    fn odd(&self, what: &str) -> Error {
        Error::Backup(format!("line {} is {what}", self.number))
    }
}

fn read_value(value: Json, kind: Kind) -> Option<Value> {
    Some(match (kind, value) {
        (Kind::Int, Json::Null) => Value::Int(None),
        (Kind::Bool, Json::Null) => Value::Bool(None),
        (Kind::Text, Json::Null) => Value::Text(None),
        (Kind::Id, Json::Null) => Value::Id(None),
        (Kind::Bytes, Json::Null) => Value::Bytes(None),
        (Kind::Int, Json::Number(number)) => Value::Int(Some(number.as_i64()?)),
        (Kind::Bool, Json::Bool(yes)) => Value::Bool(Some(yes)),
        (Kind::Text, Json::String(text)) => Value::Text(Some(text)),
        (Kind::Id, Json::String(id)) => Value::Id(Some(id.parse().ok()?)),
        (Kind::Bytes, Json::String(digits)) => Value::Bytes(Some(from_hex(&digits)?)),
        _ => return None,
    })
}

/// Bytes in hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut digits, byte| {
        // Writing to a string doesn't fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

fn from_hex(digits: &str) -> Option<Vec<u8>> {
    let value = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
    let (pairs, rest) = digits.as_bytes().as_chunks::<2>();
    let bytes = pairs.iter().map(|[high, low]| Some(value(*high)? << 4 | value(*low)?));
    bytes.collect::<Option<_>>().filter(|_| rest.is_empty())
}
