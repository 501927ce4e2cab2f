//! `synaq` as a process: its commands, and a server that is started, looked at, stopped and killed.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    time::Duration,
};

use crate::{
    failure::{During, Outcome},
    http::ORIGIN,
    stopwatch,
};

/// What is tried.
#[derive(Clone, Debug)]
pub struct Product {
    /// The program.
    pub synaq: PathBuf,
    /// The site's files.
    pub site: PathBuf,
}

/// A database, and the key that belongs to it.
#[derive(Clone, Debug)]
pub struct Database {
    /// Its address.
    pub url: String,
    /// The key of access codes.
    pub key: PathBuf,
}

impl Database {
    /// A SQLite file.
    pub fn sqlite(file: &Path, key: &Path) -> Self {
        Self { url: format!("sqlite://{}", file.display()), key: key.to_owned() }
    }
}

impl Product {
    /// The program with these arguments; nothing in the environment sets it up otherwise.
    pub fn command(&self, database: &Database, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.synaq);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("SYNAQ_")) {
            command.env_remove(name);
        }
        command.args(arguments).arg("--database-url").arg(&database.url).arg("--key-file").arg(&database.key);
        command.stdin(Stdio::null());
        command
    }

    /// What a command prints that does its work.
    ///
    /// # Errors
    /// When it doesn't.
    pub fn printed(&self, database: &Database, arguments: &[&str]) -> Outcome<Vec<u8>> {
        let told = format!("synaq {}", arguments.join(" "));
        let output = self.command(database, arguments).output().during(&told)?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        Err(format!("{told}: {}: {}", output.status, String::from_utf8_lossy(&output.stderr).trim()).into())
    }
}

/// A process that serves; it is killed when dropped.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Server {
    /// Starts `synaq serve` on a free port, with more arguments; waits until it listens. What it logs goes to a file.
    ///
    /// # Errors
    /// When it does not come to listen.
    pub fn start(product: &Product, database: &Database, arguments: &[&str], log: &Path) -> Outcome<Self> {
        let mut command = product.command(database, &["serve", "--listen", "127.0.0.1:0", "--origin", ORIGIN]);
        command.arg("--site").arg(&product.site).args(arguments);
        Self::spawn(command, log)
    }

    /// Starts any program that prints one line that ends in `http://ADDRESS` when it listens.
    ///
    /// # Errors
    /// When it does not.
    pub fn spawn(mut command: Command, log: &Path) -> Outcome<Self> {
        let log = File::options().create(true).append(true).open(log).during(log.display())?;
        let program = command.get_program().to_string_lossy().into_owned();
        let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().during(&program)?;
        let mut line = String::new();
        if let Some(told) = child.stdout.take() {
            BufReader::new(told).read_line(&mut line).during(&program)?;
        }
        match line.trim().rsplit_once("http://").map(|(_, address)| address.parse()) {
            Some(Ok(address)) => Ok(Self { child, address }),
            _ => {
                // Both fail only when it has ended by itself.
                let _ = child.kill();
                let _ = child.wait();
                Err(format!("{program} does not come to listen; its log says why").into())
            }
        }
    }

    /// The process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it holds in memory: bytes.
    ///
    /// # Errors
    /// When the system doesn't tell.
    pub fn resident(&self) -> Outcome<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.id())).during("resident memory of the server")?;
        resident_in(&status).ok_or_else(|| "the system does not tell how much memory the server holds".into())
    }

    /// Waits for it to end by itself; none where it goes on.
    ///
    /// # Errors
    /// When the system doesn't tell.
    pub async fn ends_within(&mut self, time: Duration) -> Outcome<Option<ExitStatus>> {
        const LOOK: Duration = Duration::from_millis(5);
        let begin = stopwatch::now();
        loop {
            let ended = self.child.try_wait().during("the server's end")?;
            if ended.is_some() || begin.elapsed() >= time {
                return Ok(ended);
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Tells it to end, and waits until it has.
    ///
    /// # Errors
    /// When it can't be told, or ends otherwise than well.
    pub fn stop(mut self) -> Outcome {
        let told = Command::new("kill").args(["-TERM", &self.id().to_string()]).status().during("kill")?;
        let status = self.child.wait().during("the server's end")?;
        if told.success() && status.success() { Ok(()) } else { Err(format!("the server ended with {status}").into()) }
    }

    /// Ends it without a warning (SIGKILL).
    ///
    /// # Errors
    /// When it can't be waited for.
    pub fn kill(mut self) -> Outcome {
        self.child.kill().during("kill")?;
        self.child.wait().during("the server's end")?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail only when it has ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn resident_in(status: &str) -> Option<u64> {
    let kib: u64 = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?.split_whitespace().next()?.parse().ok()?;
    Some(kib * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resident_memory_is_read_from_the_process_status() {
        assert_eq!(resident_in("Name:\tsynaq\nVmHWM:\t   99 kB\nVmRSS:\t   21504 kB\n"), Some(21_504 * 1_024));
        assert_eq!(resident_in("Name:\tsynaq\n"), None);
    }

    #[test]
    fn a_program_that_never_listens_is_a_failure() {
        let log = std::env::temp_dir().join(format!("synaq-trials-log-{}", std::process::id()));
        let mut says_something_else = Command::new("echo");
        says_something_else.arg("nothing");
        assert!(Server::spawn(says_something_else, &log).is_err());
        let mut sleeps = Command::new("sh");
        sleeps.args(["-c", "echo x listens on http://127.0.0.1:9; exec sleep 60"]);
        let server = Server::spawn(sleeps, &log).unwrap();
        assert_eq!(server.address.to_string(), "127.0.0.1:9");
        assert!(server.resident().unwrap() > 0);
        server.kill().unwrap();
        fs::remove_file(log).unwrap();
    }
}
