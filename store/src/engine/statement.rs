//! Statements about many rows at once, written once for both dialects. The rows come as one JSON array of arrays, bound to `$1`: a
//! statement costs a way to the database's thread and back, a row of it next to nothing.

use uuid::Uuid;

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

/// A statement, part by part: text as it stands, or what the dialects write differently: `(rows)` are the rows of `$1`; `(int N)`,
/// `(text N)`, `(flag N)`, `(bytes N)` and `(id N)` fields of such a row, the last two in hexadecimal; `(ids)` is the list of ids that
/// [`ids`] writes.
macro_rules! statement {
    ($($part:tt)+) => {
        $crate::engine::Dialects {
            sqlite: concat!($($crate::engine::part!(sqlite $part)),+),
            postgres: concat!($($crate::engine::part!(postgres $part)),+),
        }
    };
}

macro_rules! part {
    ($engine:ident $text:literal) => {
        $text
    };
    ($engine:ident (int $n:literal)) => {
        concat!("CAST(j.value ->> ", $n, " AS BIGINT)")
    };
    ($engine:ident (text $n:literal)) => {
        concat!("(j.value ->> ", $n, ")")
    };
    (sqlite (flag $n:literal)) => {
        concat!("CAST(j.value ->> ", $n, " AS BIGINT)")
    };
    (postgres (flag $n:literal)) => {
        concat!("CAST(j.value ->> ", $n, " AS BOOLEAN)")
    };
    (sqlite (bytes $n:literal)) => {
        concat!("unhex(j.value ->> ", $n, ")")
    };
    (postgres (bytes $n:literal)) => {
        concat!("decode(j.value ->> ", $n, ", 'hex')")
    };
    (sqlite (id $n:literal)) => {
        concat!("unhex(j.value ->> ", $n, ")")
    };
    (postgres (id $n:literal)) => {
        concat!("CAST(j.value ->> ", $n, " AS UUID)")
    };
    (sqlite (rows)) => {
        "json_each($1) j"
    };
    (postgres (rows)) => {
        "json_array_elements(CAST($1 AS json)) j(value)"
    };
    (sqlite (ids)) => {
        "(SELECT unhex(value) FROM json_each($1))"
    };
    (postgres (ids)) => {
        "(SELECT CAST(value AS UUID) FROM json_array_elements_text(CAST($1 AS json)))"
    };
}

pub(crate) use {part, statement};

/// The list of ids that a statement with `(ids)` takes.
pub(crate) fn ids(ids: impl IntoIterator<Item = impl Into<Uuid>>) -> String {
    let ids: Vec<_> = ids.into_iter().map(|id| format!("\"{}\"", id.into().simple())).collect();
    format!("[{}]", ids.join(","))
}
