//! A database of one's own, on the engine of the target, that goes when it is let go of.

use std::{
    fs,
    path::PathBuf,
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use cluster::Cluster;
use store::{DatabasePlace, Store};

use super::GRACE;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

/// On which engine this target tells the stories.
pub(crate) fn engine() -> Engine {
    match env!("CARGO_CRATE_NAME") {
        "sqlite" => Engine::Sqlite,
        "postgres" => Engine::Postgres,
        other => unreachable!("no engine is called {other}"),
    }
}

pub(crate) struct Database {
    pub(crate) place: DatabasePlace,
    /// What goes with it.
    pub(crate) made: Option<Made>,
}

pub(crate) enum Made {
    Folder(PathBuf),
    /// In the cluster of this process, by its name.
    Database(String),
}

impl Database {
    /// An empty one; on PostgreSQL it has its tables already.
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        match engine() {
            Engine::Sqlite => {
                let folder = std::env::temp_dir().join(format!("synaq-store-{}-{number}", std::process::id()));
                // What a killed run of the same process number has left.
                drop(fs::remove_dir_all(&folder));
                fs::create_dir_all(&folder).unwrap();
                Self { place: DatabasePlace::Sqlite(folder.join("data/synaq.db")), made: Some(Made::Folder(folder)) }
            }
            Engine::Postgres => {
                let name = format!("world_{number}");
                cluster().ask("postgres", &format!("CREATE DATABASE {name} TEMPLATE {TEMPLATE}")).unwrap();
                Self { place: DatabasePlace::Postgres(cluster().url(&name)), made: Some(Made::Database(name)) }
            }
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        match &self.made {
            None => {}
            Some(Made::Folder(folder)) => drop(fs::remove_dir_all(folder)),
            // With the connections of a store that nobody has closed.
            Some(Made::Database(name)) => drop(cluster().ask("postgres", &format!("DROP DATABASE {name} WITH (FORCE)"))),
        }
    }
}

/// A database with nothing in it but the schema.
const TEMPLATE: &str = "empty";

/// The cluster of this process. It has nothing that has to outlive a crash; it goes with the process.
fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(|| {
        let settings = [("fsync", "off"), ("full_page_writes", "off"), ("autovacuum", "off"), ("max_connections", "200")];
        let cluster = Cluster::start_with(&settings).unwrap();
        let place = DatabasePlace::Postgres(cluster.create_database(TEMPLATE).unwrap());
        // A test has a runtime of its own, which can't wait for another.
        let migrate = move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async { Store::open(&place, [0; 32], GRACE).await.unwrap().close().await });
        };
        std::thread::spawn(migrate).join().unwrap();
        cluster
    })
}
