//! Where a database is.

use std::{fmt, path::PathBuf, str::FromStr};

/// Where a database is.
#[derive(Clone, PartialEq, Eq)]
pub enum Place {
    /// A SQLite file; it is made when it isn't there.
    Sqlite(PathBuf),
    /// A PostgreSQL database, by its whole address, which may hold a password.
    Postgres(String),
}

/// Not the address of a database that this product can use. What was given is not repeated: it may hold a password.
#[derive(Debug, thiserror::Error)]
#[error("not a database address: sqlite://PATH or postgres://USER@HOST/DATABASE")]
pub struct BadPlace;

impl FromStr for Place {
    type Err = BadPlace;
    fn from_str(s: &str) -> Result<Self, BadPlace> {
        if s.starts_with("postgres://") || s.starts_with("postgresql://") {
            return Ok(Self::Postgres(s.to_owned()));
        }
        match s.strip_prefix("sqlite://") {
            Some(path) if !path.is_empty() && !path.contains('?') && !path.contains(":memory:") => Ok(Self::Sqlite(path.into())),
            _ => Err(BadPlace),
        }
    }
}

/// As it may be shown: a server's address without user and password.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => path.display().fmt(f),
            Self::Postgres(url) => {
                let rest = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
                let rest = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
                write!(f, "postgres://{}", rest.split('?').next().unwrap_or_default())
            }
        }
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Place({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_shows_no_password() {
        let place: Place = "postgres://synaq:hunter2@db.example:5433/synaq?password=hunter2".parse().unwrap();
        assert_eq!(place.to_string(), "postgres://db.example:5433/synaq");
        assert!(!format!("{place:?}").contains("hunter2"));
        let refused = "mysql://synaq:hunter2@db/synaq".parse::<Place>().unwrap_err();
        assert!(!refused.to_string().contains("hunter2") && !format!("{refused:?}").contains("hunter2"));
    }
}
