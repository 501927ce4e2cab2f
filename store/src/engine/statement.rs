//! Statements about many rows at once, written once for both dialects. The rows come as one JSON array of arrays, bound to `$1`: a
//! statement costs a way to the database's thread and back, a row of it next to nothing.

use uuid::Uuid;

use super::Value;

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

/// A statement, part by part: text as it stands, or that a macro makes in `[brackets]`, or what the dialects write differently: `(rows)` are the rows of `$1`; `(int N)`,
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
    ($engine:ident [$text:expr]) => {
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

/// A statement about rows that are bound value by value, in texts for several numbers of rows. It takes less of the database than rows
/// as JSON, and more of whoever writes it.
pub(crate) struct ForRows {
    /// By the number of rows, which doubles.
    texts: Vec<Dialects>,
}

impl ForRows {
    /// Rows in one statement.
    pub(crate) const MOST: usize = 64;

    /// `before` and `after` are what stands around the rows. These are called `j` and have columns `column1` and so on; a last one holds
    /// how many rows stand before.
    pub(crate) fn new(before: &str, columns: usize, after: &str) -> Self {
        let text = |rows: usize, place: &dyn Fn(usize) -> String| {
            let row = |number: usize| {
                (0..columns).map(|column| place(number * columns + column)).collect::<String>() + &number.to_string()
            };
            let rows: Vec<_> = (0..rows).map(|number| format!("({})", row(number))).collect();
            &*Box::leak(format!("{before} (VALUES {}) j {after}", rows.join(", ")).into_boxed_str())
        };
        let texts = |power: u32| Dialects {
            // For each place that has a name, SQLite is asked for the name, and looks through all.
            sqlite: text(1 << power, &|_| "?, ".to_owned()),
            postgres: text(1 << power, &|place| format!("${}, ", place + 1)),
        };
        Self { texts: (0..=Self::MOST.ilog2()).map(texts).collect() }
    }

    /// A text with room for these rows, and its values. Where there is more room, it is filled with nothing.
    pub(super) fn with(&self, rows: Vec<Vec<Value>>) -> Option<(Dialects, Vec<Value>)> {
        let power = rows.len().next_power_of_two().ilog2();
        let text = *self.texts.get(usize::try_from(power).ok()?)?;
        let room = (1 << power) - rows.len();
        let nothing: Vec<Value> = rows.first()?.iter().map(Value::null).collect();
        let mut values = Vec::with_capacity((1 << power) * nothing.len());
        values.extend(rows.into_iter().flatten());
        (0..room).for_each(|_| values.extend(nothing.iter().map(Value::null)));
        Some((text, values))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::values;

    #[test]
    fn rows_get_a_text_with_room_for_them_and_the_room_left_is_filled_with_nothing() {
        let statement = ForRows::new("SELECT * FROM", 2, "WHERE true");
        let rows = |number: i64| (0..number).map(|n| values![n, "text"]).collect::<Vec<_>>();
        let (text, values) = statement.with(rows(3)).unwrap();
        assert_eq!(text.postgres, "SELECT * FROM (VALUES ($1, $2, 0), ($3, $4, 1), ($5, $6, 2), ($7, $8, 3)) j WHERE true");
        assert_eq!(text.sqlite, "SELECT * FROM (VALUES (?, ?, 0), (?, ?, 1), (?, ?, 2), (?, ?, 3)) j WHERE true");
        assert!(matches!(&values[4..], [Value::Int(Some(2)), Value::Text(Some(_)), Value::Int(None), Value::Text(None)]));
        for number in [1, 2, 64] {
            assert_eq!(statement.with(rows(number)).unwrap().1.len(), usize::try_from(number).unwrap() * 2);
        }
        assert!(statement.with(rows(0)).is_none() && statement.with(rows(65)).is_none());
    }
}
