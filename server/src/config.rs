//! Where the database and its key are. Every option has an environment variable of its name.

use std::path::PathBuf;

use exam::clock::Span;
use store::{By, DatabasePlace, Store};

use crate::{
    failure::{Failure, Outcome},
    key_file,
};

/// Options of every command.
#[derive(Debug, clap::Args)]
pub(crate) struct Config {
    /// The database
    #[arg(
        long,
        global = true,
        env = "SYNAQ_DATABASE_URL",
        hide_env_values = true,
        value_name = "URL",
        default_value = "sqlite://data/synaq.db"
    )]
    database_url: String,
    /// The key of access codes; made when it isn't there. Keep it apart from the database and its backups
    #[arg(long, global = true, env = "SYNAQ_KEY_FILE", value_name = "FILE", default_value = "data/synaq.key")]
    key_file: PathBuf,
    /// How long after a deadline an answer may still arrive, for the network's sake
    #[arg(
        long,
        global = true,
        env = "SYNAQ_NETWORK_GRACE_SECONDS",
        value_name = "SECONDS",
        default_value_t = 3,
        value_parser = clap::value_parser!(u16).range(0..=300)
    )]
    network_grace_seconds: u16,
}

impl Config {
    /// Opens the database, bringing its schema up to date. Database and key are made when they aren't there.
    pub(crate) async fn open(&self) -> Outcome<Store> {
        let place = place(&self.database_url)?;
        let secret = key_file::read_or_make(&self.key_file)?;
        Store::open(&place, secret, self.grace()).await.map_err(|error| unopened(&place, error))
    }

    /// Opens a database that has to be there already.
    pub(crate) async fn open_existing(&self) -> Outcome<Store> {
        self.must_exist()?;
        self.open().await
    }

    /// Opens a database that has to be there already, and makes it this key file's.
    pub(crate) async fn open_under_new_key(&self, by: &By) -> Outcome<Store> {
        self.must_exist()?;
        let place = place(&self.database_url)?;
        let secret = key_file::read_or_make(&self.key_file)?;
        Store::open_under_new_key(&place, secret, self.grace(), by).await.map_err(|error| match error {
            store::Error::Refused(refusal) => refusal.into(),
            error => unopened(&place, error),
        })
    }

    fn grace(&self) -> Span {
        Span::from_secs(self.network_grace_seconds.into())
    }

    fn must_exist(&self) -> Outcome<()> {
        if let DatabasePlace::Sqlite(path) = place(&self.database_url)?
            && !path.exists()
        {
            return Err(Failure::new(format!("there is no database {}", path.display())));
        }
        Ok(())
    }
}

fn unopened(place: &DatabasePlace, error: store::Error) -> Failure {
    Failure::new(format!("the database {place} can't be opened: {error}"))
}

/// Reads a database's address. What isn't understood is not repeated: it may hold a password.
fn place(url: &str) -> Outcome<DatabasePlace> {
    url.parse().map_err(|_| {
        Failure::new("the database address is not understood; give sqlite://PATH or postgres://USER@HOST/DATABASE, and no more")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_relative_or_absolute() {
        assert_eq!(place("sqlite://data/synaq.db").unwrap(), DatabasePlace::Sqlite("data/synaq.db".into()));
        assert_eq!(place("sqlite:///srv/synaq.db").unwrap(), DatabasePlace::Sqlite("/srv/synaq.db".into()));
    }

    #[test]
    fn an_address_that_is_not_understood_is_not_repeated() {
        for url in ["mysql://synaq:hunter2@db/synaq", "hunter2", "sqlite://a.db?key=hunter2"] {
            let told = place(url).unwrap_err().to_string();
            assert!(!told.contains("hunter2") && told.contains("sqlite://PATH"), "{told}");
        }
        assert!(place("sqlite://").is_err() && place("sqlite://:memory:").is_err());
    }
}
