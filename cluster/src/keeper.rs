//! The process that stands between a cluster's owner and its server, and outlives the owner by the time it takes to clear up.

use std::{
    io::{self, BufRead, BufReader, Write},
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

/// A running `keeper.sh`. Dropped, it ends its server and removes the folder.
#[derive(Debug)]
pub(crate) struct Keeper {
    process: Child,
    /// Taken to close it. Nobody else inherits it: the standard library opens pipes close-on-exec.
    orders: Option<ChildStdin>,
    replies: BufReader<ChildStdout>,
}

impl Keeper {
    /// `shell` is a `sh` that runs as the server is to run.
    pub(crate) fn new(mut shell: Command, folder: &Path, server: &Path, arguments: &[&Path]) -> io::Result<Self> {
        shell.args(["-c", include_str!("keeper.sh"), "keeper.sh"]).arg(folder).arg(server).args(arguments);
        // Ctrl-C at a terminal ends the owner; the keeper then clears up.
        shell.process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = shell.spawn()?;
        let (Some(orders), Some(replies)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(io::Error::other("the keeper has no pipes"));
        };
        Ok(Self { process, orders: Some(orders), replies: BufReader::new(replies) })
    }

    /// Starts the server; its process id.
    pub(crate) fn start(&mut self) -> io::Result<u32> {
        let reply = self.order("start\n")?;
        reply.trim().parse().map_err(|_| io::Error::other(format!("the keeper said «{reply}» instead of a process id")))
    }

    /// Shuts the server down at once, if it isn't gone already, and waits for its end.
    pub(crate) fn end(&mut self) -> io::Result<()> {
        self.order("end\n").map(|_| ())
    }

    fn order(&mut self, order: &str) -> io::Result<String> {
        self.orders.as_mut().ok_or(io::ErrorKind::BrokenPipe)?.write_all(order.as_bytes())?;
        let mut reply = String::new();
        match self.replies.read_line(&mut reply)? {
            0 => Err(io::Error::new(io::ErrorKind::BrokenPipe, "the cluster's keeper is gone")),
            _ => Ok(reply),
        }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.orders = None;
        // It fails only if the process has been waited for already.
        let _ = self.process.wait();
    }
}
