//! Databases to run in, each a copy of one that has a unit, its staff and the small bank.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use cluster::Cluster;
use exam::{
    clock::Instant,
    id::{StaffId, UnitId},
    language::Texts,
};
use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use store::{By, DatabasePlace, NewUnit, Role, Store};

use crate::model::GRACE;

const SECRET: [u8; 32] = [7; 32];
/// The territory that the unit serves: Almaty.
pub(crate) const HERE: &str = "KZ-75";

/// The file that SQLite's databases are copies of.
const TEMPLATE: &str = "template";

/// Who works in every database.
#[derive(Clone, Copy)]
pub(crate) struct Office {
    pub(crate) unit: UnitId,
    pub(crate) registrar: StaffId,
    pub(crate) invigilator: StaffId,
    pub(crate) chair: StaffId,
}

/// One engine, and the first of its databases.
pub(crate) struct Databases {
    engine: Engine,
    made: u32,
    pub(crate) office: Office,
}

enum Engine {
    Sqlite(Folder),
    Postgres(Cluster),
}

/// A folder that goes when it is let go of.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

impl Databases {
    /// Of SQLite, in memory where the machine has a folder there: what a power cut leaves is not the matter here.
    pub(crate) async fn sqlite(now: Instant) -> Self {
        let memory = Path::new("/dev/shm");
        let parent = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let folder = Folder(parent.join(format!("synaq-model-{}", std::process::id())));
        // What a killed run of the same process number has left.
        drop(fs::remove_dir_all(&folder.0));
        fs::create_dir_all(&folder.0).unwrap();
        Self::with(Engine::Sqlite(folder), now).await
    }

    /// Of PostgreSQL, in a cluster that syncs nothing.
    pub(crate) async fn postgres(now: Instant) -> Self {
        let settings = [("fsync", "off"), ("full_page_writes", "off"), ("autovacuum", "off")];
        Self::with(Engine::Postgres(Cluster::start_with(&settings).unwrap()), now).await
    }

    async fn with(engine: Engine, now: Instant) -> Self {
        if let Engine::Postgres(cluster) = &engine {
            cluster.create_database(&name(0)).unwrap();
        }
        let store = open(&engine.place(0)).await;
        let console = By::console("root", now);
        let unit = store.add_unit(&console, &almaty()).await.unwrap();
        let registrar = store.add_staff(&console, "aigul", "Айгүл Тіркеуші", Role::Registrar, "$argon2id$").await.unwrap();
        let invigilator = store.add_staff(&console, "bolat", "Болат Бақылаушы", Role::Invigilator, "$argon2id$").await.unwrap();
        let chair = store.add_staff(&console, "zhanna", "Жанна Төраға", Role::Chair, "$argon2id$").await.unwrap();
        let bank = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stories/leak-detection");
        store.import_bank(&console, &question_banks::read(&bank).unwrap()).await.unwrap();
        store.close().await;
        engine.settle().await;
        Self { engine, made: 0, office: Office { unit, registrar, invigilator, chair } }
    }

    /// A new one; the one before goes.
    pub(crate) fn fresh(&mut self) -> DatabasePlace {
        let (before, this) = (self.made, self.made + 1);
        self.made = this;
        match &self.engine {
            Engine::Sqlite(folder) => {
                if before > 0 {
                    for ending in ["", "-wal", "-shm"] {
                        gone(fs::remove_file(folder.0.join(name(before) + ending)));
                    }
                }
                fs::copy(folder.0.join(TEMPLATE), folder.0.join(name(this))).unwrap();
            }
            Engine::Postgres(cluster) => {
                if before > 0 {
                    cluster.ask("postgres", &format!("DROP DATABASE {} WITH (FORCE)", name(before))).unwrap();
                }
                let copy = format!("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", name(this), name(0));
                cluster.ask("postgres", &copy).unwrap();
            }
        }
        self.engine.place(this)
    }
}

impl Engine {
    /// Makes the first database one that can be copied: nobody is in it, and it is one file.
    async fn settle(&self) {
        match self {
            Self::Sqlite(folder) => {
                let options = SqliteConnectOptions::new().filename(folder.0.join(name(0)));
                let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
                let template = folder.0.join(TEMPLATE).display().to_string();
                sqlx::query("VACUUM INTO $1").bind(template).execute(&mut connection).await.unwrap();
                connection.close().await.unwrap();
            }
            Self::Postgres(cluster) => {
                let others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'room_0'";
                cluster.ask("postgres", others).unwrap();
            }
        }
    }

    fn place(&self, number: u32) -> DatabasePlace {
        match self {
            Self::Sqlite(folder) => DatabasePlace::Sqlite(folder.0.join(name(number))),
            Self::Postgres(cluster) => DatabasePlace::Postgres(cluster.url(&name(number))),
        }
    }
}

pub(crate) async fn open(place: &DatabasePlace) -> Store {
    Store::open(place, SECRET, GRACE).await.unwrap()
}

fn name(number: u32) -> String {
    format!("room_{number}")
}

fn gone(outcome: io::Result<()>) {
    match outcome {
        Err(error) if error.kind() != io::ErrorKind::NotFound => panic!("{error}"),
        _ => {}
    }
}

fn almaty() -> NewUnit {
    NewUnit {
        code: "almaty".to_owned(),
        name: Texts {
            kk: "Алматы бөлімшесі".into(), ru: "Подразделение Алматы".into(), en: "Unit Almaty".into()
        },
        address: "Абай даңғылы, 1".to_owned(),
        time_zone: "Asia/Almaty".to_owned(),
        territories: vec![HERE.to_owned()],
    }
}
