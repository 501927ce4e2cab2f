//! Faults of the machine under a program: the library `shim/faults.c`, and the orders that are given to it.

use std::{
    fs::{self, File, OpenOptions},
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    process::Command,
};

use crate::failure::{During, Outcome};

/// The source is part of this program, which may be run far from where it was built.
const SOURCE: &str = include_str!("../shim/faults.c");

/// The compiled library.
#[derive(Clone, Debug)]
pub struct Shim(PathBuf);

impl Shim {
    /// Compiles the library into a folder, with the C compiler that the bundled SQLite needs too.
    ///
    /// # Errors
    /// Where there is no C compiler.
    pub fn compile(folder: &Path) -> Outcome<Self> {
        let (source, library) = (folder.join("faults.c"), folder.join("faults.so"));
        fs::write(&source, SOURCE).during(source.display())?;
        let compiler = std::env::var_os("CC").unwrap_or_else(|| "cc".into());
        let mut command = Command::new(compiler);
        command.args(["-O2", "-Wall", "-Wextra", "-shared", "-fPIC", "-o"]).args([&library, &source]).args(["-ldl", "-lpthread"]);
        let told = command.output().during("the C compiler")?;
        if !told.status.success() {
            return Err(format!("the library of faults doesn't compile: {}", String::from_utf8_lossy(&told.stderr)).into());
        }
        Ok(Self(library))
    }
}

/// What can be ordered, and what can be asked: the slots of the control file, in the order of `enum order` of the library.
#[derive(Clone, Copy, Debug)]
pub enum Order {
    /// Calls counted so far; only read.
    Calls,
    /// By how many milliseconds the wall clock is wrong.
    ClockOffset,
    /// By how many bytes files may still grow; [`NEVER`] for without end.
    SpaceLeft,
    /// Which sync, from now, is the first to fail; [`NEVER`] for none.
    SyncsLeft,
    /// How many fail from then on; [`NEVER`] for all.
    SyncsFailing,
    /// Other than 0: only syncs of the database file count, which are those of checkpoints.
    SyncsOfDb,
    /// The program is killed in the middle of this write, from now, to any file; [`NEVER`] for none.
    WritesLeft,
    /// The same, counting writes to the database file alone, which in WAL mode are those of checkpoints.
    DbWritesLeft,
    /// Syncs that have failed; only read.
    SyncsFailed,
    /// Writes refused for want of space; only read.
    WritesRefused,
}

/// As an order: it doesn't come to that.
pub const NEVER: i64 = -1;

const AT_FIRST: [i64; 10] = [0, 0, NEVER, NEVER, 0, 0, NEVER, NEVER, 0, 0];

/// The library at work under one program.
#[derive(Debug)]
pub struct Faults {
    shim: Shim,
    watched: PathBuf,
    control: PathBuf,
    orders: File,
    log: Option<PathBuf>,
}

impl Faults {
    /// Will watch a folder; the orders, and the log if there is to be one, lie in `beside`.
    ///
    /// # Errors
    /// When the files can't be made.
    pub fn over(shim: &Shim, watched: &Path, beside: &Path, logged: bool) -> Outcome<Self> {
        let control = beside.join("faults.control");
        let bytes: Vec<u8> = AT_FIRST.iter().flat_map(|order| order.to_ne_bytes()).collect();
        fs::write(&control, bytes).during(control.display())?;
        let orders = OpenOptions::new().read(true).write(true).open(&control).during(control.display())?;
        let log = logged.then(|| beside.join("faults.log"));
        if let Some(log) = &log {
            fs::write(log, []).during(log.display())?;
        }
        let watched = fs::canonicalize(watched).during(watched.display())?;
        Ok(Self { shim: shim.clone(), watched, control, orders, log })
    }

    /// Puts the library under a program that is to be started.
    pub fn under<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command.env("LD_PRELOAD", &self.shim.0).env("FAULTS_FOLDER", &self.watched).env("FAULTS_CONTROL", &self.control);
        if let Some(log) = &self.log {
            command.env("FAULTS_LOG", log);
        }
        command
    }

    /// The log of the calls.
    pub fn log(&self) -> Option<&Path> {
        self.log.as_deref()
    }

    /// Gives an order; it counts from the program's next call.
    ///
    /// # Errors
    /// When the control file can't be written.
    pub fn order(&self, order: Order, value: i64) -> Outcome {
        self.orders.write_all_at(&value.to_ne_bytes(), order as u64 * 8).during("an order to the library of faults")
    }

    /// How an order, or a count, stands.
    ///
    /// # Errors
    /// When the control file can't be read.
    pub fn ask(&self, order: Order) -> Outcome<i64> {
        let mut bytes = [0; 8];
        self.orders.read_exact_at(&mut bytes, order as u64 * 8).during("a count of the library of faults")?;
        Ok(i64::from_ne_bytes(bytes))
    }

    /// How many calls are in the log by now. Whatever the program did before it answered is among them.
    ///
    /// # Errors
    /// When the control file can't be read.
    pub fn calls(&self) -> Outcome<u64> {
        u64::try_from(self.ask(Order::Calls)?).during("a count of calls")
    }
}
