//! Connections over real sockets: slow ones, large ones, too many, through a proxy, by TLS.

use std::{
    fs,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use store::Role;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
    sync::oneshot,
    task::JoinHandle,
};
use tokio_rustls::TlsConnector;

use super::World;
use crate::web::{
    self, Settings,
    proxies::Proxies,
    pulse::Limits,
    tls::{Files, Tls},
};

/// A second is a hundredth of one.
const QUICK: Limits =
    Limits { head: 30, idle: 200, body: Duration::from_millis(300), most: 100, most_of_one: 20, beat: Duration::from_millis(10) };

struct Served {
    world: World,
    at: SocketAddr,
    end: Option<oneshot::Sender<()>>,
    serving: JoinHandle<std::io::Result<()>>,
}

impl Served {
    async fn with(name: &str, change: impl FnOnce(&mut Settings)) -> Self {
        let world = World::new(name).await;
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let at = free.local_addr().unwrap();
        drop(free);
        fs::write(
            world.folder.join("manifest.json"),
            r#"{"synaq.css":"a","candidate.js":"c","candidate_bg.wasm":"d","staff.js":"e","staff_bg.wasm":"f"}"#,
        )
        .unwrap();
        let mut settings = Settings {
            listen: at,
            origins: Vec::new(),
            proxies: Proxies::default(),
            tls: None,
            limits: QUICK,
            site: world.folder.clone(),
            demonstration: false,
        };
        change(&mut settings);
        let (end, ends) = oneshot::channel();
        let clock = Arc::clone(&world.clock) as _;
        let served = web::serve(settings, world.store.clone(), clock, async { ends.await.unwrap_or(()) });
        let serving = tokio::spawn(served);
        while TcpStream::connect(at).await.is_err() {
            assert!(!serving.is_finished(), "{:?}", serving.await);
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Self { world, at, end: Some(end), serving }
    }

    async fn connects(&self) -> TcpStream {
        TcpStream::connect(self.at).await.unwrap()
    }

    fn request(&self, method: &str, path: &str, more: &str) -> String {
        let at = self.at;
        format!("{method} {path} HTTP/1.1\r\nHost: {at}\r\nOrigin: http://{at}\r\nConnection: close\r\n{more}\r\n")
    }

    async fn asks(&self, method: &str, path: &str, more: &str) -> String {
        said(self.connects().await, self.request(method, path, more).as_bytes()).await
    }
}

/// What comes back, until the other side has had enough.
async fn said(mut stream: impl AsyncRead + AsyncWrite + Unpin, bytes: &[u8]) -> String {
    let mut answer = Vec::new();
    // Who closes while we still write has said all before.
    if stream.write_all(bytes).await.is_ok() {
        let _ = stream.flush().await;
    }
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn whoever_takes_too_long_over_a_head_is_not_waited_for_and_holds_nobody_up() {
    let served = Served::with("slow-head", |_| ()).await;
    let mut slow = served.connects().await;
    slow.write_all(b"GET / HTTP/1.1\r\nHost: ").await.unwrap();
    let mut silent = served.connects().await;
    assert!(served.asks("GET", "/", "").await.starts_with("HTTP/1.1 200"));
    for stream in [&mut slow, &mut silent] {
        let mut rest = Vec::new();
        let ended = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut rest)).await;
        assert!(ended.is_ok() && rest.is_empty(), "{rest:?}");
    }
}

#[tokio::test]
async fn a_body_that_does_not_come_is_given_up_with_a_page() {
    let served = Served::with("slow-body", |_| ()).await;
    let kind = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n";
    let answer = served.asks("POST", "/staff/sign-in", kind).await;
    assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("<h1>"), "{answer}");
}

#[tokio::test]
async fn a_head_that_is_too_large_is_told_so() {
    let served = Served::with("large-head", |_| ()).await;
    let answer = served.asks("GET", "/", &format!("X: {}\r\n", "a".repeat(200 * 1024))).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
    let answer = served.asks("GET", "/", &"X: a\r\n".repeat(150)).await;
    assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
}

#[tokio::test]
async fn from_one_address_there_are_no_more_connections_than_there_may_be() {
    let served = Served::with("many", |_| ()).await;
    let mut held = Vec::new();
    for _ in 0..QUICK.most_of_one {
        held.push(served.connects().await);
    }
    assert_eq!(served.asks("GET", "/", "").await, "");
    drop(held);
    let again = async {
        while !served.asks("GET", "/", "").await.starts_with("HTTP/1.1 200") {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), again).await.unwrap();
}

#[tokio::test]
async fn behind_a_proxy_only_the_proxy_connects_and_says_who_asks() {
    let stranger = Served::with("stranger", |settings| settings.proxies.0.push("192.0.2.0/24".parse().unwrap())).await;
    assert_eq!(stranger.asks("GET", "/", "").await, "", "127.0.0.1 is not the proxy");

    let served = Served::with("proxy", |settings| settings.proxies.0.push("127.0.0.0/8".parse().unwrap())).await;
    let guesses = async |from: &str| {
        let form = "login=nobody&password=x";
        let more = format!(
            "X-Forwarded-For: {from}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
            form.len()
        );
        let asked = served.request("POST", "/staff/sign-in", &more) + form;
        said(served.connects().await, asked.as_bytes()).await[9..12].to_owned()
    };
    for _ in 0..10 {
        assert_eq!(guesses("203.0.113.1").await, "422");
    }
    assert_eq!(guesses("203.0.113.1").await, "429");
    assert_eq!(guesses("203.0.113.9, 203.0.113.1").await, "429", "what stands before is not believed");
    assert_eq!(guesses("203.0.113.2").await, "422");
    assert_eq!(guesses("somebody").await, "400");
}

#[tokio::test]
async fn without_a_proxy_nobody_is_believed_to_be_elsewhere() {
    let served = Served::with("no-proxy", |_| ()).await;
    let token = served.world.staff(Role::Registrar).await;
    let more = format!("X-Forwarded-For: 203.0.113.1\r\nCookie: synaq_staff={}\r\n", token.reveal());
    assert!(served.asks("GET", "/staff/files", &more).await.starts_with("HTTP/1.1 200"));
    let told = served.world.events().await;
    assert!(told > 0);
    let kept = fs::read(served.world.folder.join("synaq.db-wal")).unwrap();
    assert!(!kept.windows(11).any(|bytes| bytes == b"203.0.113.1"));
}

#[tokio::test]
async fn the_end_waits_for_answers_and_for_nobody_who_is_silent() {
    let mut served = Served::with("end", |settings| settings.limits = Limits::default()).await;
    let mut kept = served.connects().await;
    kept.write_all(served.request("GET", "/", "").replace("close", "keep-alive").as_bytes()).await.unwrap();
    let mut some = [0; 64];
    kept.read_exact(&mut some).await.unwrap();
    let _silent = served.connects().await;
    served.end.take().unwrap().send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(20), &mut served.serving).await.unwrap().unwrap().unwrap();
}

/// A certificate for 127.0.0.1 in a folder, signed by itself.
fn certificate(folder: &Path) -> Files {
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let files = Files { certificate: folder.join("tls.crt"), key: folder.join("tls.key") };
    fs::write(&files.certificate, made.cert.pem()).unwrap();
    fs::write(&files.key, made.signing_key.serialize_pem()).unwrap();
    fs::set_permissions(&files.key, fs::Permissions::from_mode(0o600)).unwrap();
    files
}

async fn by_tls(at: SocketAddr, trusted: &Path) -> std::io::Result<tokio_rustls::client::TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(trusted).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::IpAddress(IpAddr::V4(Ipv4Addr::LOCALHOST).into());
    TlsConnector::from(Arc::new(config)).connect(name, TcpStream::connect(at).await?).await
}

#[tokio::test]
async fn by_tls_the_pages_are_served_and_nothing_is_without() {
    let folder = folder("tls");
    let files = certificate(&folder);
    let trusted = files.certificate.clone();
    let served = Served::with("tls", |settings| settings.tls = Some(files)).await;
    let secure = |asked: String| asked.replace("Origin: http:", "Origin: https:");
    let page = said(by_tls(served.at, &trusted).await.unwrap(), served.request("GET", "/", "").as_bytes()).await;
    assert!(page.starts_with("HTTP/1.1 200") && page.to_lowercase().contains("strict-transport-security"), "{page}");
    let switch = "language=ru&back=/";
    let more = format!("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n", switch.len());
    let asked = secure(served.request("POST", "/language", &more)) + switch;
    let switched = said(by_tls(served.at, &trusted).await.unwrap(), asked.as_bytes()).await;
    assert!(switched.contains("__Host-synaq_language=ru") && switched.contains("; Secure"), "{switched}");
    let plain = served.asks("GET", "/", "").await;
    assert!(!plain.contains("HTTP/1.1 200"), "{plain}");
    fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn a_new_certificate_is_taken_up_and_a_broken_one_is_not() {
    let folder = folder("tls-anew");
    let files = certificate(&folder);
    let trusted = folder.join("first.crt");
    fs::copy(&files.certificate, &trusted).unwrap();
    let mut tls = Tls::read(files.clone()).unwrap();
    let in_force = tls.in_force();
    let first = Arc::as_ptr(in_force.acceptor().config());
    let later = fs::metadata(&files.certificate).unwrap().modified().unwrap() + Duration::from_secs(10);
    let touch = |path: &Path, by: u64| {
        fs::File::options().append(true).open(path).unwrap().set_modified(later + Duration::from_secs(by)).unwrap();
    };
    tls.look();
    assert_eq!(Arc::as_ptr(in_force.acceptor().config()), first, "nothing has changed");
    fs::write(&files.certificate, "no certificate").unwrap();
    touch(&files.certificate, 0);
    tls.look();
    assert_eq!(Arc::as_ptr(in_force.acceptor().config()), first, "what can't be used is not taken up");
    certificate(&folder);
    touch(&files.certificate, 1);
    tls.look();
    assert_ne!(Arc::as_ptr(in_force.acceptor().config()), first);
    fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn files_that_are_no_certificate_or_open_to_others_are_told_at_once() {
    let folder = folder("tls-bad");
    let files = certificate(&folder);
    let refused = |files: &Files| Tls::read(files.clone()).err().unwrap().to_string();
    let missing = Files { certificate: folder.join("none"), ..files.clone() };
    assert!(refused(&missing).contains("none"), "{}", refused(&missing));
    let other = Files { certificate: files.key.clone(), ..files.clone() };
    assert!(refused(&other).contains("can't be used for TLS"), "{}", refused(&other));
    fs::set_permissions(&files.key, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(refused(&files).contains("chmod 600"), "{}", refused(&files));
    fs::remove_dir_all(folder).unwrap();
}

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("synaq-{name}-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    folder
}
