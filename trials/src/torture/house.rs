//! The program under trial: its command line, and its server as a child process.

use std::{
    ffi::OsStr,
    fs::{self, OpenOptions},
    io::{BufRead, BufReader},
    net::SocketAddr,
    os::unix::ffi::OsStrExt,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    time::Duration,
};

use serde_json::Value as Json;
use tokio::time::{sleep, timeout};

use super::evidence::Database;
use crate::{
    failure::{During, Outcome},
    shim::Faults,
};

/// Longer than any start should take.
const START: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(5);

/// The built program and a site for it to serve.
#[derive(Clone, Debug)]
pub struct Program {
    binary: PathBuf,
    site: PathBuf,
}

/// A database with the key to it: what a server is started on.
#[derive(Clone, Debug)]
pub struct Office {
    /// Whatever the server leaves beside the database: its log.
    pub folder: PathBuf,
    /// The database.
    pub database: Database,
    /// The key file.
    pub key: PathBuf,
}

/// A server that runs; killed when dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Program {
    /// The program, with a site that holds as much as it takes to start.
    ///
    /// # Errors
    /// When the program isn't there, or the site can't be made.
    pub fn new(binary: &Path, scratch: &Path) -> Outcome<Self> {
        let binary = fs::canonicalize(binary).during(binary.display())?;
        let site = scratch.join("site");
        let manifest: serde_json::Map<_, _> = ["synaq.css", "wake.js", "candidate.js", "candidate_bg.wasm"]
            .map(|name| (name.to_owned(), name.into()))
            .into_iter()
            .collect();
        fs::create_dir_all(site.join("pkg")).during(site.display())?;
        fs::write(site.join("manifest.json"), Json::from(manifest).to_string()).during(site.display())?;
        Ok(Self { binary, site })
    }

    /// One of its commands.
    pub fn command<S: AsRef<OsStr>>(&self, office: &Office, arguments: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(&self.binary);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.as_bytes().starts_with(b"SYNAQ_")) {
            command.env_remove(name);
        }
        command.args(arguments).arg("--database-url").arg(office.database.url()).arg("--key-file").arg(&office.key);
        command.current_dir(&office.folder).stdin(Stdio::null());
        command
    }

    /// What a command that does its work prints.
    ///
    /// # Errors
    /// What it complains of.
    pub fn ask<S: AsRef<OsStr>>(&self, office: &Office, arguments: impl IntoIterator<Item = S>) -> Outcome<String> {
        let output = self.command(office, arguments).output().during(self.binary.display())?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let told = [output.stdout, output.stderr].concat();
        Err(format!("synaq ended with {}: {}", output.status, String::from_utf8_lossy(&told).trim()).into())
    }

    /// Starts the server, over faults of the machine if there are to be any.
    ///
    /// # Errors
    /// When it doesn't come to listen.
    pub async fn serve(&self, office: &Office, faults: Option<&Faults>) -> Outcome<Server> {
        let log = office.folder.join("serve.log");
        let stderr = OpenOptions::new().create(true).append(true).open(&log).during(log.display())?;
        let mut command = self.command(office, ["serve", "--listen", "127.0.0.1:0"]);
        command.arg("--site").arg(&self.site).stdout(Stdio::piped()).stderr(stderr);
        if let Some(faults) = faults {
            faults.under(&mut command);
        }
        let mut child = command.spawn().during(self.binary.display())?;
        let stdout = child.stdout.take().ok_or("the server has no standard output")?;
        let reading = tokio::task::spawn_blocking(move || {
            let mut line = String::new();
            BufReader::new(stdout).read_line(&mut line).map(|_| line)
        });
        let told = match timeout(START, reading).await {
            Ok(told) => told.during("the server's first line")?.during("the server's first line")?,
            Err(_) => String::new(),
        };
        match told.trim_end().strip_prefix("Synaq listens on http://").and_then(|address| address.parse().ok()) {
            Some(address) => Ok(Server { child, address }),
            None => {
                let _ = child.kill();
                let _ = child.wait();
                let log = fs::read_to_string(&log).unwrap_or_default();
                Err(format!("the server doesn't start: {}", log.lines().next_back().unwrap_or("it says nothing")).into())
            }
        }
    }
}

impl Server {
    /// SIGKILL, and waits until it is gone.
    ///
    /// # Errors
    /// When there is nothing to kill.
    pub fn kill(&mut self) -> Outcome {
        self.child.kill().during("kill -9")?;
        self.child.wait().during("kill -9").map(|_| ())
    }

    /// SIGTERM, and waits until it is gone.
    ///
    /// # Errors
    /// When it doesn't end.
    pub async fn terminate(&mut self) -> Outcome {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().during("kill -TERM")?;
        if !told.success() {
            return Err("the server can't be told to end".into());
        }
        match self.ends_within(START).await? {
            Some(_) => Ok(()),
            None => Err("the server doesn't end when it is told to".into()),
        }
    }

    /// Waits for it to end by itself; none where it goes on.
    ///
    /// # Errors
    /// When the system doesn't say.
    pub async fn ends_within(&mut self, time: Duration) -> Outcome<Option<ExitStatus>> {
        let ended = timeout(time, async {
            loop {
                if let Some(status) = self.child.try_wait().during("the server")? {
                    return Ok(status);
                }
                sleep(POLL).await;
            }
        });
        ended.await.map_or(Ok(None), |status| status.map(Some))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
