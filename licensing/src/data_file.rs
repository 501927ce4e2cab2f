//! Reading the crate's own data files, which are compiled in: a fault in one is a fault of the program.

use serde::de::DeserializeOwned;

/// Reads a data file in which, whatever it holds, no text may be blank.
pub(crate) fn read<T: DeserializeOwned>(source: &str) -> Result<T, DataFault> {
    let table: toml::Table = toml::from_str(source)?;
    match blank(&toml::Value::Table(table), "") {
        Some(place) => Err(DataFault::Blank(place)),
        None => Ok(toml::from_str(source)?),
    }
}

/// What is wrong with a data file before its meaning is looked at.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DataFault {
    /// Not TOML, a field missing or unknown, a code that isn't one.
    #[error("{0}")]
    Form(#[from] toml::de::Error),
    /// A text without a word in it.
    #[error("the text {0} is blank")]
    Blank(String),
}

/// The place of the first blank text, such as `.activity[3].row[0].text.ru`.
fn blank(value: &toml::Value, place: &str) -> Option<String> {
    match value {
        toml::Value::String(text) => text.trim().is_empty().then(|| place.to_owned()),
        toml::Value::Array(items) => items.iter().enumerate().find_map(|(i, item)| blank(item, &format!("{place}[{i}]"))),
        toml::Value::Table(table) => table.iter().find_map(|(key, item)| blank(item, &format!("{place}.{key}"))),
        _ => None,
    }
}
