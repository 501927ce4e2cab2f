//! Values bound to the placeholders of a statement, or read from a row, in either engine.

use uuid::Uuid;

/// What a column holds, in either engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Int,
    Bool,
    Text,
    Id,
    Bytes,
}

/// A value bound to a placeholder, or read from a column. Nulls carry their type, which PostgreSQL wants to know.
pub(crate) enum Value {
    Int(Option<i64>),
    Bool(Option<bool>),
    Text(Option<String>),
    Id(Option<Uuid>),
    Bytes(Option<Vec<u8>>),
}

impl Value {
    /// Nothing, of the same type.
    pub(super) fn null(&self) -> Self {
        match self {
            Self::Int(_) => Self::Int(None),
            Self::Bool(_) => Self::Bool(None),
            Self::Text(_) => Self::Text(None),
            Self::Id(_) => Self::Id(None),
            Self::Bytes(_) => Self::Bytes(None),
        }
    }
}

/// Binds values in their order.
macro_rules! bind {
    ($query:expr, $values:expr) => {
        $values.into_iter().fold($query, |query, value| match value {
            Value::Int(v) => query.bind(v),
            Value::Bool(v) => query.bind(v),
            Value::Text(v) => query.bind(v),
            Value::Id(v) => query.bind(v),
            Value::Bytes(v) => query.bind(v),
        })
    };
}
pub(super) use bind;

/// Reads a row's values, of these kinds in their order.
macro_rules! read {
    ($row:expr, $kinds:expr) => {
        $kinds
            .iter()
            .enumerate()
            .map(|(column, kind)| {
                Ok(match kind {
                    Kind::Int => Value::Int($row.try_get(column)?),
                    Kind::Bool => Value::Bool($row.try_get(column)?),
                    Kind::Text => Value::Text($row.try_get(column)?),
                    Kind::Id => Value::Id($row.try_get(column)?),
                    Kind::Bytes => Value::Bytes($row.try_get(column)?),
                })
            })
            .collect::<sqlx::Result<Vec<Value>>>()
    };
}
pub(super) use read;

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
    bool => Bool, |v| v;
    exam::clock::Instant => Int, exam::clock::Instant::as_millis;
    exam::clock::Span => Int, exam::clock::Span::as_millis;
    String => Text, |v| v;
    &str => Text, str::to_owned;
    &String => Text, Clone::clone;
    Vec<u8> => Bytes, |v| v;
    [u8; 32] => Bytes, |v: [u8; 32]| v.to_vec();
    Uuid => Id, |v| v;
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
    exam::id::IncidentId => Id, Uuid::from;
    exam::id::ProposalId => Id, Uuid::from;
    exam::id::AppointmentId => Id, Uuid::from;
    exam::id::DocumentId => Id, Uuid::from;
}
