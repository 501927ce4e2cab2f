//! TLS from certificate files, which may be replaced while it is served.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};

use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    version,
};
use tokio::{sync::watch, time};
use tokio_rustls::TlsAcceptor;

use crate::{
    failure::{Failure, Outcome},
    secret_file,
};

/// How often the files are looked at.
const LOOKED_AT: Duration = Duration::from_secs(5);

/// The files.
#[derive(Clone, Debug)]
pub(crate) struct Files {
    /// The certificate and those that vouch for it, PEM.
    pub(crate) certificate: PathBuf,
    /// Its key, PEM, open to its owner alone.
    pub(crate) key: PathBuf,
}

/// What is in the files, and in force.
pub(crate) struct Tls {
    files: Files,
    seen: Option<[SystemTime; 2]>,
    inform: watch::Sender<Arc<ServerConfig>>,
}

impl Tls {
    /// Reads the files.
    pub(crate) fn read(files: Files) -> Outcome<Self> {
        let seen = changed(&files);
        let config = read(&files)?;
        Ok(Self { files, seen, inform: watch::channel(config).0 })
    }

    /// What is in force now, whenever it is asked.
    pub(in crate::web) fn in_force(&self) -> InForce {
        InForce(self.inform.subscribe())
    }

    /// Reads the files again whenever they have changed, for ever. While they can't be used, what was in force stays.
    pub(super) async fn keep_up(mut self) {
        loop {
            time::sleep(LOOKED_AT).await;
            self.look();
        }
    }

    pub(in crate::web) fn look(&mut self) {
        let seen = changed(&self.files);
        if seen.is_none() || seen == self.seen {
            return;
        }
        match read(&self.files) {
            Ok(config) => {
                self.seen = seen;
                self.inform.send_replace(config);
                tracing::info!("the certificate was read anew");
            }
            Err(failure) => tracing::error!("the certificate in force stays: {failure}"),
        }
    }
}

/// The configuration that new connections get.
#[derive(Clone)]
pub(in crate::web) struct InForce(watch::Receiver<Arc<ServerConfig>>);

impl InForce {
    pub(in crate::web) fn acceptor(&self) -> TlsAcceptor {
        Arc::clone(&self.0.borrow()).into()
    }
}

fn changed(files: &Files) -> Option<[SystemTime; 2]> {
    let of = |path: &Path| std::fs::metadata(path).and_then(|about| about.modified()).ok();
    Some([of(&files.certificate)?, of(&files.key)?])
}

fn read(files: &Files) -> Outcome<Arc<ServerConfig>> {
    let unfit =
        |path: &Path, why: &dyn std::fmt::Display| Failure::new(format!("{} can't be used for TLS: {why}", path.display()));
    let certificates = CertificateDer::pem_file_iter(&files.certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| unfit(&files.certificate, &error))?;
    let key = PrivateKeyDer::from_pem_slice(secret_file::read(&files.key, "the key of TLS")?.as_bytes())
        .map_err(|error| unfit(&files.key, &error))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&version::TLS13, &version::TLS12])
        .map_err(|error| unfit(&files.certificate, &error))?
        .with_no_client_auth()
        .with_single_cert(certificates, key)
        .map_err(|error| unfit(&files.certificate, &error))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// A handshake that came to nothing is the client's own matter.
pub(super) async fn shake_hands<S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin>(
    in_force: &InForce,
    stream: S,
) -> io::Result<tokio_rustls::server::TlsStream<S>> {
    in_force.acceptor().accept(stream).await
}
