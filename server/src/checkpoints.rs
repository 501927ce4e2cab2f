//! Where checkpoints of the audit log are kept: a file on a medium that whoever can write the database can't, or another machine that
//! takes them by HTTP. While it can't be reached that is told, and tried again; exams go on.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
    pin::pin,
    str::FromStr,
    sync::Arc,
    time::Duration,
};

use axum::http::{Request, Uri, header, uri::Scheme};
use exam::clock::Clock;
use http_body_util::Full;
use hyper::{body::Bytes, client::conn::http1};
use hyper_util::rt::TokioIo;
use store::Store;
use tokio::{
    net::TcpStream,
    sync::oneshot,
    time::{sleep, timeout},
};

use crate::new_file::folder;

/// How long after a fault it is tried again.
const AFTER_A_FAULT: Duration = Duration::from_secs(30);
/// How long a keeper may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long it may take when the program is told to end.
const LAST_PATIENCE: Duration = Duration::from_millis(500);

/// Who keeps checkpoints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Keeper {
    /// A file that they are added to.
    File(PathBuf),
    /// Who takes each as the body of a POST.
    Http(Uri),
}

impl FromStr for Keeper {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, String> {
        if !s.contains("://") {
            return Ok(Self::File(s.into()));
        }
        let uri: Uri = s.parse().map_err(|error| format!("the address is not understood: {error}"))?;
        if uri.scheme() == Some(&Scheme::HTTP) && uri.host().is_some() {
            return Ok(Self::Http(uri));
        }
        Err("give a file or http://HOST/PATH; for TLS, a proxy on this machine takes it on".to_owned())
    }
}

/// Checkpoints as the server makes them.
#[derive(Clone)]
pub(crate) struct Checkpoints {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) keeper: Keeper,
}

impl Checkpoints {
    /// Has one kept now and then, for ever.
    pub(crate) async fn keep(self, every: Duration) {
        loop {
            let mut one = pin!(self.keep_one());
            let in_time = timeout(PATIENCE, &mut one).await;
            let kept = match in_time {
                Ok(kept) => kept,
                // Another one would only wait behind it.
                Err(_) => {
                    tracing::error!("a checkpoint of the audit log takes long to be kept");
                    one.await
                }
            };
            sleep(match kept {
                Ok(()) => every,
                Err(error) => {
                    tracing::error!(%error, "a checkpoint of the audit log could not be kept; trying again");
                    AFTER_A_FAULT.min(every)
                }
            })
            .await;
        }
    }

    /// Has the last one kept, when the program is told to end.
    pub(crate) async fn keep_last(&self) {
        if !matches!(timeout(LAST_PATIENCE, self.keep_one()).await, Ok(Ok(()))) {
            tracing::warn!("the last checkpoint of the audit log could not be kept");
        }
    }

    async fn keep_one(&self) -> Result<(), String> {
        match self.store.checkpoint(self.clock.now()).await {
            Ok(None) => Ok(()),
            Ok(Some(made)) => self.keeper.keep(made.line()).await,
            Err(error) => Err(error.to_string()),
        }
    }
}

impl Keeper {
    async fn keep(&self, line: String) -> Result<(), String> {
        match self {
            Self::Http(uri) => timeout(PATIENCE, post(uri, line)).await.unwrap_or_else(|_| Err("no answer".to_owned())),
            Self::File(path) => {
                let (path, (tell, told)) = (path.clone(), oneshot::channel());
                // A thread of its own: a mounted folder whose server is gone may never answer, and nobody may wait for it at the end.
                let add = move || drop(tell.send(add(&path, &line)));
                std::thread::Builder::new().name("checkpoint".into()).spawn(add).map_err(|error| error.to_string())?;
                told.await.map_err(|error| error.to_string())?.map_err(|error| error.to_string())
            }
        }
    }
}

/// Adds a line to a file, which is made if it isn't there, and waits until it is on the medium.
pub(crate) fn add(path: &Path, line: &str) -> io::Result<()> {
    let new = !path.try_exists()?;
    let mut file = OpenOptions::new().append(true).create(true).open(path)?;
    // What was cut off in the middle stays a line of its own.
    let start = if is_cut_off(path).unwrap_or(false) { "\n" } else { "" };
    file.write_all(format!("{start}{line}\n").as_bytes())?;
    file.sync_all()?;
    if new { File::open(folder(path))?.sync_all() } else { Ok(()) }
}

/// Whether a file's last line has no end; whoever may only add to it can't tell.
fn is_cut_off(path: &Path) -> io::Result<bool> {
    let (mut file, mut last) = (File::open(path)?, [0]);
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

async fn post(uri: &Uri, line: String) -> Result<(), String> {
    let told = |error: &dyn std::error::Error| format!("{}: {error}", uri.host().unwrap_or_default());
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    let stream = TcpStream::connect((host, uri.port_u16().unwrap_or(80))).await.map_err(|error| told(&error))?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(|error| told(&error))?;
    let connection = tokio::spawn(connection);
    let request = Request::post(uri.path_and_query().map_or("/", |path| path.as_str()))
        .header(header::HOST, uri.authority().map_or("", |authority| authority.as_str()))
        .header(header::CONTENT_TYPE, "application/json")
        .body(Full::new(Bytes::from(line + "\n")))
        .map_err(|error| told(&error))?;
    let answer = sender.send_request(request).await.map_err(|error| told(&error));
    connection.abort();
    let status = answer?.status();
    if status.is_success() { Ok(()) } else { Err(format!("{}: {status}", uri.host().unwrap_or_default())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keeper_is_a_file_or_takes_them_by_http() {
        assert_eq!("/mnt/witness/log".parse(), Ok(Keeper::File("/mnt/witness/log".into())));
        assert_eq!("http://witness:8080/synaq".parse(), Ok(Keeper::Http(Uri::from_static("http://witness:8080/synaq"))));
        for wrong in ["https://witness/", "ftp://witness/", "http://", "http:// /"] {
            assert!(wrong.parse::<Keeper>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_line_is_added_after_what_is_there_and_what_was_cut_off_stays_a_line_of_its_own() {
        let path = std::env::temp_dir().join(format!("synaq-checkpoints-{}", std::process::id()));
        drop(std::fs::remove_file(&path));
        add(&path, "one").unwrap();
        add(&path, "two").unwrap();
        OpenOptions::new().append(true).open(&path).unwrap().write_all(b"thr").unwrap();
        add(&path, "four").unwrap();
        let there = std::fs::read_to_string(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        assert_eq!(there, "one\ntwo\nthr\nfour\n");
    }
}
