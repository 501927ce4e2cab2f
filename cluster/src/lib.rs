//! A PostgreSQL cluster of one's own, for tests and trials: made in a folder of its own, listening on loopback, killed,
//! stalled and restarted at will, and gone with its owner, however that one ends.
//!
//! Linux only: processes are found in `/proc`.

mod keeper;
mod processes;
mod programs;

use keeper::Keeper;
use processes::until;
use programs::Account;
pub use programs::programs;
use std::{
    fmt::Write as _,
    fs, io,
    io::Write as _,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    os::unix::fs::{DirBuilderExt, MetadataExt},
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicU32, Ordering},
};

/// The one user of a cluster, who may do everything and has no password.
const USER: &str = "synaq";
/// What every cluster begins with: an acknowledged commit is on disk.
const SETTINGS: [(&str, &str); 10] = [
    ("listen_addresses", "127.0.0.1"),
    ("max_connections", "100"),
    ("fsync", "on"),
    ("full_page_writes", "on"),
    ("synchronous_commit", "on"),
    // Shared memory as files of the cluster's folder: a killed server leaves nothing elsewhere.
    ("dynamic_shared_memory_type", "mmap"),
    ("restart_after_crash", "on"),
    ("timezone", "UTC"),
    ("log_timezone", "UTC"),
    ("lc_messages", "C"),
];
/// Below what systems give to outgoing connections, so that nobody takes a port while its cluster is down.
const PORTS: std::ops::Range<u16> = 16_000..32_000;
/// `sockaddr_un` has room for this and the closing zero.
const LONGEST_SOCKET: usize = 107;

/// A running (or killed) cluster. Dropped, it is shut down at once and its folder removed.
#[derive(Debug)]
pub struct Cluster {
    programs: PathBuf,
    account: Account,
    folder: PathBuf,
    port: u16,
    /// The server's first process, parent of all others; none after [`Cluster::kill`].
    server: Option<u32>,
    /// None only while it is dropped.
    keeper: Option<Keeper>,
}

impl Cluster {
    /// A new cluster that keeps every acknowledged commit, in a new folder of the system's temporary one.
    ///
    /// # Errors
    /// There is no server on this machine (the text says what to install), or it does not start (its log's end is in the text).
    pub fn start() -> io::Result<Self> {
        Self::start_with(&[])
    }

    /// The same with settings of `postgresql.conf`, which go before those that a cluster has by itself: `("fsync", "off")`.
    ///
    /// # Errors
    /// As [`Cluster::start`].
    pub fn start_with(settings: &[(&str, &str)]) -> io::Result<Self> {
        let programs = programs()?;
        let folder = new_folder()?;
        let account = Account::of(fs::metadata(&folder)?.uid())?;
        account.give(&folder)?;
        let (server, data) = (programs.join("postgres"), folder.join("data"));
        let keeper = Keeper::new(account.command("sh"), &folder, &server, &[Path::new("-D"), &data])?;
        let mut cluster = Self { programs, account, folder, port: 0, server: None, keeper: Some(keeper) };
        cluster.make(settings)?;
        loop {
            cluster.port = free_port()?;
            cluster.configure(&[("port", &cluster.port.to_string())])?;
            match cluster.restart() {
                // Someone was quicker.
                Err(_) if cluster.log().contains("Address already in use") => fs::write(cluster.folder.join("log"), "")?,
                outcome => return outcome.map(|()| cluster),
            }
        }
    }

    fn make(&self, settings: &[(&str, &str)]) -> io::Result<()> {
        let mut initdb = self.account.command(self.programs.join("initdb"));
        initdb.arg("-D").arg(self.data()).args(["--username", USER, "--auth", "trust", "--encoding", "UTF8"]);
        // The folder need not outlive a power cut, what is committed in it later does.
        said(initdb.args(["--locale", "C.UTF-8", "--no-sync"]))?;
        let folder = self.folder.to_string_lossy();
        let name = self.folder.file_name().unwrap_or_default().to_string_lossy();
        self.configure(&SETTINGS)?;
        self.configure(&[("unix_socket_directories", &folder), ("cluster_name", &name)])?;
        self.configure(settings)
    }

    /// Adds lines to the configuration; the last line of a setting counts.
    fn configure(&self, settings: &[(&str, &str)]) -> io::Result<()> {
        let mut lines = String::new();
        for (name, value) in settings {
            // Writing to a string doesn't fail.
            let _ = writeln!(lines, "{name} = '{}'", value.replace('\'', "''"));
        }
        fs::OpenOptions::new().append(true).open(self.data().join("postgresql.conf"))?.write_all(lines.as_bytes())
    }

    /// The address of a database of this cluster, over TCP.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{USER}@{}/{database}", self.address())
    }

    /// Where it listens; it stays the same over a restart.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.port).into()
    }

    /// Everything that the cluster has on disk; its Unix socket lies here, too. Processes of the cluster have the last part
    /// of this path in their titles.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What the server wrote into its log so far.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read(self.folder.join("log")).map(|log| String::from_utf8_lossy(&log).into_owned()).unwrap_or_default()
    }

    /// Makes an empty database and returns its [`Cluster::url`].
    ///
    /// # Errors
    /// The name has other characters than small letters, digits and `_`; there is one of this name; the server does not answer.
    pub fn create_database(&self, name: &str) -> io::Result<String> {
        if !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, format!("«{name}» is no plain name for a database")));
        }
        self.ask("postgres", &format!("CREATE DATABASE \"{name}\""))?;
        Ok(self.url(name))
    }

    /// Lets `psql` run a statement; the rows, a line each with `|` between columns.
    ///
    /// # Errors
    /// What `psql` says.
    pub fn ask(&self, database: &str, statement: &str) -> io::Result<String> {
        let mut psql = self.account.command(self.programs.join("psql"));
        psql.args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set", "ON_ERROR_STOP=1"]);
        Ok(said(psql.args(["--dbname", &self.url(database), "--command", statement]))?.trim_end().to_owned())
    }

    /// Kills every process of the cluster (SIGKILL) and waits until all are gone. What was not on disk is lost.
    ///
    /// # Errors
    /// The processes can't be found or reached.
    pub fn kill(&mut self) -> io::Result<()> {
        let Some(server) = self.server else { return Ok(()) };
        let processes = self.stalled(server)?;
        self.signal("KILL", &processes)?;
        until(|| processes.iter().copied().all(processes::is_gone));
        self.server = None;
        self.keeper()?.end()
    }

    /// Starts the cluster again and waits until it answers; one that runs is first shut down at once, without a checkpoint.
    ///
    /// # Errors
    /// The server does not start; its log's end is in the text.
    pub fn restart(&mut self) -> io::Result<()> {
        if self.server.is_some() {
            self.go_on()?;
            self.keeper()?.end()?;
            self.server = None;
        }
        let server = self.keeper()?.start()?;
        self.server = Some(server);
        until(|| self.is_ready(server) || processes::is_gone(server));
        if processes::is_gone(server) {
            self.keeper()?.end()?;
            self.server = None;
            let log = self.log();
            let tail: Vec<&str> = log.lines().rev().take(5).collect();
            let tail = tail.into_iter().rev().collect::<Vec<_>>().join("\n");
            return Err(io::Error::other(format!("PostgreSQL did not start:\n{tail}")));
        }
        Ok(())
    }

    /// Stops every process of the cluster where it is (SIGSTOP) and waits until nothing moves: connections stand, nobody answers.
    ///
    /// # Errors
    /// The processes can't be found or reached.
    pub fn stall(&self) -> io::Result<()> {
        self.server.map_or(Ok(()), |server| self.stalled(server).map(|_| ()))
    }

    /// Lets a stalled cluster go on; does nothing to one that isn't.
    ///
    /// # Errors
    /// The processes can't be found or reached.
    pub fn go_on(&self) -> io::Result<()> {
        let Some(server) = self.server else { return Ok(()) };
        let mut processes = processes::children(server)?;
        processes.push(server);
        self.signal("CONT", &processes)
    }

    /// The parent first: then nobody is born while the others are counted.
    fn stalled(&self, server: u32) -> io::Result<Vec<u32>> {
        self.signal("STOP", &[server])?;
        until(|| processes::is_stalled(server));
        let mut processes = processes::children(server)?;
        self.signal("STOP", &processes)?;
        until(|| processes.iter().copied().all(processes::is_stalled));
        processes.push(server);
        Ok(processes)
    }

    fn signal(&self, signal: &str, processes: &[u32]) -> io::Result<()> {
        processes::signal(self.account.command("sh"), signal, processes)
    }

    /// The server writes its state into its lock file: the first line is its process id, the eighth `ready`.
    fn is_ready(&self, server: u32) -> bool {
        let file = fs::read_to_string(self.data().join("postmaster.pid")).unwrap_or_default();
        let lines: Vec<&str> = file.lines().map(str::trim).collect();
        lines.first().is_some_and(|line| *line == server.to_string()) && lines.get(7) == Some(&"ready")
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn keeper(&mut self) -> io::Result<&mut Keeper> {
        self.keeper.as_mut().ok_or_else(|| io::ErrorKind::BrokenPipe.into())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // Nothing can be done here about what fails; the keeper ends also a stalled server, if more slowly.
        let _ = self.go_on();
        self.keeper = None;
        // The keeper removes it, but for the empty folder where only root may.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A folder that only we may enter, with a short name for the sake of the socket in it.
fn new_folder() -> io::Result<PathBuf> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    loop {
        let name = format!("synaq-pg-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        let socket = folder.join(format!(".s.PGSQL.{}", PORTS.end));
        if socket.as_os_str().len() > LONGEST_SOCKET {
            return Err(io::Error::other(format!("no socket can lie in {}: set TMPDIR to a shorter path", folder.display())));
        }
        match fs::DirBuilder::new().mode(0o700).create(&folder) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            outcome => return outcome.map(|()| folder),
        }
    }
}

/// A port on which nobody listens; each process begins to look somewhere else.
fn free_port() -> io::Result<u16> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let count = u32::from(PORTS.end - PORTS.start);
    for _ in 0..count {
        let place = std::process::id().wrapping_mul(61).wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed)) % count;
        let port = PORTS.start + u16::try_from(place).map_err(io::Error::other)?;
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return Ok(port);
        }
    }
    Err(io::Error::new(io::ErrorKind::AddrInUse, "no port is free"))
}

/// What a program printed, or why it failed.
fn said(command: &mut Command) -> io::Result<String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| io::Error::new(error.kind(), format!("{program}: {error}")))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(io::Error::other(format!("{program}: {}", String::from_utf8_lossy(&output.stderr).trim())))
}
