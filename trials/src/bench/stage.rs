//! The sitting of 2,000 on which everything is measured: databases in the states that the measurements begin from.

use std::{fs, net::SocketAddr, path::PathBuf, process::Command};

use super::{Options, step};
use crate::{
    candidates::{self, Candidate, Saver},
    failure::{During, Outcome},
    load,
    server::{Database, Product, Server},
};

/// A state of the database, kept as a file that no server has open.
#[derive(Clone, Copy, Debug)]
pub(super) enum State {
    /// Everyone is signed in and admitted.
    SignedIn,
    /// Every exam runs.
    Running,
}

impl State {
    const fn name(self) -> &'static str {
        match self {
            Self::SignedIn => "signed-in",
            Self::Running => "running",
        }
    }
}

/// Product, candidates and databases of a run.
pub(super) struct Stage {
    pub(super) product: Product,
    pub(super) folder: PathBuf,
    pub(super) candidates: Vec<Candidate>,
    bare: Vec<PathBuf>,
    /// No answer has a higher count of its changes.
    client_revision: i64,
}

impl Stage {
    /// Fills a database and signs in everyone.
    pub(super) async fn set_up(options: &Options, number: usize) -> Outcome<Self> {
        step(&format!("{number} candidates"));
        let folder = &options.folder;
        if folder.exists() {
            fs::remove_dir_all(folder).during(folder.display())?;
        }
        fs::create_dir_all(folder).during(folder.display())?;
        let folder = folder.canonicalize().during(folder.display())?;
        let mut stage = Self {
            product: options.product.clone(),
            folder,
            candidates: Vec::new(),
            bare: options.bare.clone(),
            client_revision: 0,
        };
        let database = stage.database(State::SignedIn.name());
        let printed = stage.product.printed(&database, &["demo", "--json", "--candidates", &number.to_string()])?;
        let candidates = candidates::printed(&printed)?;
        if candidates.len() != number {
            return Err(format!("the demonstration has {} candidates", candidates.len()).into());
        }
        let server = stage.serve(&database, &[])?;
        stage.candidates = candidates::sign_in(candidates, server.address).await?;
        server.stop()?;
        Ok(stage)
    }

    /// Removes the databases.
    pub(super) fn tear_down(self) -> Outcome {
        fs::remove_dir_all(&self.folder).during(self.folder.display())
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.db"))
    }

    /// The database of this name.
    pub(super) fn database(&self, name: &str) -> Database {
        Database::sqlite(&self.file(name), &self.folder.join("synaq.key"))
    }

    /// Another database, in this state.
    pub(super) fn copy(&self, state: State, name: &str) -> Outcome<Database> {
        self.copy_of(state.name(), name)
    }

    /// Keeps a database whose server has been stopped as a state to begin from.
    pub(super) fn keep(&self, name: &str, state: State) -> Outcome {
        self.copy_of(name, state.name()).map(|_| ())
    }

    /// Another database with what is in this one, whose server has been stopped.
    pub(super) fn copy_of(&self, from: &str, name: &str) -> Outcome<Database> {
        let (from, to) = (self.file(from), self.file(name));
        if from.with_extension("db-wal").exists() {
            return Err(format!("{} is in use", from.display()).into());
        }
        for left in ["db-wal", "db-shm"] {
            let left = to.with_extension(left);
            if left.exists() {
                fs::remove_file(&left).during(left.display())?;
            }
        }
        fs::copy(&from, &to).during(to.display())?;
        Ok(self.database(name))
    }

    /// A server of the product on a database.
    pub(super) fn serve(&self, database: &Database, arguments: &[&str]) -> Outcome<Server> {
        Server::start(&self.product, database, arguments, &self.folder.join("server.log"))
    }

    /// The server it is compared to, which also serves these bytes as its page.
    pub(super) fn serve_bare(&self, page: &[u8]) -> Outcome<Server> {
        let file = self.folder.join("page.html");
        fs::write(&file, page).during(file.display())?;
        let (program, arguments) = self.bare.split_first().ok_or("there is no bare server")?;
        let mut command = Command::new(program);
        command.args(arguments).arg(&file);
        Server::spawn(command, &self.folder.join("bare.log"))
    }

    /// A count of changes above all that were saved.
    pub(super) fn next_revision(&mut self) -> i64 {
        self.client_revision += 1_000_000;
        self.client_revision
    }

    /// The candidates, shared out among so many connections that save.
    pub(super) async fn savers(&mut self, number: usize, at: SocketAddr) -> Outcome<Vec<Saver>> {
        let revision = self.next_revision();
        let shares = self.candidates.chunks(self.candidates.len().div_ceil(number));
        load::all(shares.map(|share| Saver::new(share, at, revision))).await.into_iter().collect()
    }
}
