//! `torture`: what has been acknowledged must be there, whatever dies. One file a trial; the others are what trials share.

pub mod checkpoint;
pub mod clock;
pub mod disk;
pub mod disk_full;
pub mod evidence;
pub mod hall;
pub mod kills;
pub mod ledger;
pub mod load;
pub mod migration;
pub mod network;
pub mod postgres;
pub mod power_cuts;
pub mod recording;
pub mod sign_in_time;
pub mod slow_clients;
pub mod sync_error;

use std::{
    collections::BTreeMap,
    fs,
    ops::AddAssign,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use self::{
    hall::{Hall, Office},
    ledger::Verdict,
};
use crate::{
    failure::{During, Outcome},
    http::ORIGIN,
    server::{Product, Server},
    shim::{Faults, Shim},
};

/// What every trial stands on.
#[derive(Debug)]
pub struct Ground {
    /// What is put to the test.
    pub product: Product,
    /// The faults of the machine.
    pub shim: Shim,
    /// A hall to begin with.
    pub hall: Hall,
    /// Minutes instead of an hour.
    pub quick: bool,
    scratch: PathBuf,
    folders: AtomicU64,
}

impl Ground {
    /// Makes everything ready in a folder.
    ///
    /// # Errors
    /// When anything can't be made ready.
    pub async fn prepare(program: &Path, scratch: PathBuf, quick: bool) -> Outcome<Self> {
        fs::create_dir_all(&scratch).during(scratch.display())?;
        let scratch = fs::canonicalize(&scratch).during(scratch.display())?;
        let product = Product { synaq: fs::canonicalize(program).during(program.display())?, site: site(&scratch)? };
        let shim = Shim::compile(&scratch)?;
        let hall = Hall::prepare(&product, &scratch.join("hall")).await?;
        Ok(Self { product, shim, hall, quick, scratch, folders: AtomicU64::new(0) })
    }

    /// Makes a new hall where the old one has stood long enough for its exams to be over before a long trial is.
    ///
    /// # Errors
    /// When it can't be made.
    pub async fn renew(&mut self) -> Outcome {
        if !self.quick {
            let folder = self.folder("hall")?;
            self.hall = Hall::prepare(&self.product, &folder).await?;
        }
        Ok(())
    }

    /// Starts the server, over faults of the machine if there are to be any.
    ///
    /// # Errors
    /// When it doesn't come to listen.
    pub fn serve(&self, office: &Office, faults: Option<&Faults>) -> Outcome<Server> {
        let mut command = self.product.command(&office.database, &["serve", "--listen", "127.0.0.1:0", "--origin", ORIGIN]);
        command.arg("--site").arg(&self.product.site);
        if let Some(faults) = faults {
            faults.under(&mut command);
        }
        Server::spawn(command, &office.folder.join("serve.log"))
    }

    /// So many in a quick run, so many in a long one.
    pub fn count(&self, quick: usize, long: usize) -> usize {
        if self.quick { quick } else { long }
    }

    /// A new folder.
    ///
    /// # Errors
    /// When it can't be made.
    pub fn folder(&self, name: &str) -> Outcome<PathBuf> {
        let folder = self.scratch.join(format!("{name}-{}", self.folders.fetch_add(1, Ordering::Relaxed)));
        fs::create_dir_all(&folder).during(folder.display())?;
        Ok(folder)
    }
}

/// As much of a site as the server wants to see when it starts; nobody here loads its files.
fn site(scratch: &Path) -> Outcome<PathBuf> {
    let site = scratch.join("site");
    let names = ["synaq.css", "candidate.js", "candidate_bg.wasm", "staff.js", "staff_bg.wasm"];
    let manifest: BTreeMap<_, _> = names.into_iter().map(|name| (name, name)).collect();
    fs::create_dir_all(site.join("pkg")).during(site.display())?;
    fs::write(site.join("manifest.json"), serde_json::to_vec(&manifest).during("a manifest")?).during(site.display())?;
    Ok(site)
}

/// What a trial, or all of them, came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Times that a server was killed.
    pub kills: usize,
    /// Answers that were acknowledged.
    pub acknowledged: usize,
    /// Images of a disk after a power cut.
    pub images: usize,
    /// Acknowledged answers that weren't there again.
    pub lost: usize,
    /// What else the trial found, figure by figure.
    pub figures: Vec<String>,
    /// What is wrong, one line each; a loss is among it.
    pub faults: Vec<String>,
}

impl Report {
    /// The line that the whole run ends in.
    pub fn closing_line(&self) -> String {
        format!("kills: {} acknowledged: {} images: {} lost: {}", self.kills, self.acknowledged, self.images, self.lost)
    }

    /// Enters what was found wrong; tells whether nothing was.
    fn enter(&mut self, verdict: &Verdict, unsound: Option<String>, place: &str) -> bool {
        self.lost += verdict.lost.len();
        let before = self.faults.len();
        if let Some(answer) = verdict.lost.first() {
            let (lost, of) = (verdict.lost.len(), verdict.acknowledged);
            self.faults.push(format!("{place}: {lost} of {of} acknowledged answers are lost, the first: {answer:?}"));
        }
        if let Some(answer) = verdict.invented.first() {
            self.faults.push(format!("{place}: {} answers that nobody sent, the first: {answer:?}", verdict.invented.len()));
        }
        self.faults.extend(unsound.map(|what| format!("{place}: {what}")));
        self.faults.len() == before
    }
}

impl AddAssign for Report {
    fn add_assign(&mut self, other: Self) {
        self.kills += other.kills;
        self.acknowledged += other.acknowledged;
        self.images += other.images;
        self.lost += other.lost;
        self.figures.extend(other.figures);
        self.faults.extend(other.faults);
    }
}

/// The trials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trial {
    /// The server is killed at any moment.
    Kills,
    /// The server is killed while it moves its log into the database.
    Checkpoint,
    /// The program is killed while it brings a schema up to date.
    Migration,
    /// The machine loses power.
    PowerCuts,
    /// A disk becomes full, and has room again.
    DiskFull,
    /// A disk says that it couldn't write.
    SyncError,
    /// The machine's clock is set.
    Clock,
    /// The network is cut, and delivers late.
    Network,
    /// PostgreSQL dies, and stands still.
    Postgres,
    /// Thousands of clients send and read as slowly as they can.
    SlowClients,
    /// Whoever is refused at the door asks the clock whether the name was right.
    SignInTime,
}

impl Trial {
    /// All, in the order in which they are run.
    pub const ALL: [Self; 11] = [
        Self::Kills,
        Self::Checkpoint,
        Self::Migration,
        Self::PowerCuts,
        Self::DiskFull,
        Self::SyncError,
        Self::Clock,
        Self::Network,
        Self::Postgres,
        Self::SlowClients,
        Self::SignInTime,
    ];

    /// What it is called on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kills => "kills",
            Self::Checkpoint => "checkpoint",
            Self::Migration => "migration",
            Self::PowerCuts => "power-cuts",
            Self::DiskFull => "disk-full",
            Self::SyncError => "sync-error",
            Self::Clock => "clock",
            Self::Network => "network",
            Self::Postgres => "postgres",
            Self::SlowClients => "slow-clients",
            Self::SignInTime => "sign-in-time",
        }
    }

    /// Runs it. Each trial draws from a stream of its own, so that one alone does what it does among all.
    ///
    /// # Errors
    /// When it can't be held at all.
    pub async fn run(self, ground: &Ground, seed: u64) -> Outcome<Report> {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        random.set_stream(self as u64);
        match self {
            Self::Kills => kills::run(ground, &mut random).await,
            Self::Checkpoint => checkpoint::run(ground, &mut random).await,
            Self::Migration => migration::run(ground, &mut random).await,
            Self::PowerCuts => power_cuts::run(ground, &mut random).await,
            Self::DiskFull => disk_full::run(ground, &mut random).await,
            Self::SyncError => sync_error::run(ground, &mut random).await,
            Self::Clock => clock::run(ground).await,
            Self::Network => network::run(ground, &mut random).await,
            Self::Postgres => postgres::run(ground, &mut random).await,
            Self::SlowClients => slow_clients::run(ground, &mut random).await,
            Self::SignInTime => sign_in_time::run(ground, &mut random).await,
        }
    }
}

impl std::str::FromStr for Trial {
    type Err = String;
    fn from_str(name: &str) -> Result<Self, String> {
        let names = || Self::ALL.map(Self::name).join(", ");
        Self::ALL.into_iter().find(|trial| trial.name() == name).ok_or_else(|| format!("there is no trial «{name}»: {}", names()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_line_has_the_sums_and_nothing_else() {
        let one = || Report { kills: 1, acknowledged: 20, images: 3, lost: 0, figures: vec!["x".into()], faults: vec![] };
        let mut all = one();
        all += one();
        assert_eq!(all.closing_line(), "kills: 2 acknowledged: 40 images: 6 lost: 0");
    }

    #[test]
    fn every_trial_has_a_name_that_is_understood() {
        for trial in Trial::ALL {
            assert_eq!(trial.name().parse(), Ok(trial));
        }
        assert!("earthquake".parse::<Trial>().is_err());
    }
}
