//! Backups as whoever keeps the server makes them: with the real program, while candidates save, and back again.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Output,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
};

use cluster::Cluster;
use serde_json::Value as Json;
use tokio::task::{spawn_blocking, yield_now};
use trials::{
    candidates::{Candidate, Saver, Starter, printed, sign_in},
    http::{Connection, get},
    load::Visitor,
    server::{Database, Product, Server},
};

/// A folder for everything, and the program.
struct Office {
    folder: PathBuf,
    product: Product,
}

impl Office {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        let site = folder.join("site");
        fs::create_dir_all(site.join("pkg")).unwrap();
        let names = ["synaq.css", "candidate.js", "candidate_bg.wasm", "staff.js", "staff_bg.wasm"];
        let manifest: BTreeMap<_, _> = names.into_iter().map(|name| (name, name)).collect();
        fs::write(site.join("manifest.json"), serde_json::to_vec(&manifest).unwrap()).unwrap();
        Self { product: Product { synaq: env!("CARGO_BIN_EXE_synaq").into(), site }, folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    fn sqlite(&self, name: &str) -> Database {
        Database::sqlite(&self.path(name), &self.path("synaq.key"))
    }

    /// Makes a key of that name; its recipient.
    fn key(&self, name: &str) -> String {
        let printed = self.product.printed(&self.sqlite("none.db"), &["backup", "key", "--out", &self.text(name)]).unwrap();
        String::from_utf8(printed).unwrap().trim_end().to_owned()
    }

    fn run(&self, database: &Database, arguments: &[&str]) -> Output {
        self.product.command(database, arguments).output().unwrap()
    }

    fn json(&self, database: &Database, arguments: &[&str]) -> Json {
        serde_json::from_slice(&self.product.printed(database, arguments).unwrap()).unwrap()
    }

    /// How many answers there are, all of them as they were written.
    fn answers(&self, database: &Database) -> i64 {
        self.json(database, &["audit", "verify", "--json"])["answers"].as_i64().unwrap()
    }

    /// All files, but for the journal that a process of SQLite may leave.
    fn everything(&self) -> BTreeSet<PathBuf> {
        let all = fs::read_dir(&self.folder).unwrap().map(|entry| entry.unwrap().path());
        all.filter(|path| !path.to_string_lossy().contains(".db-")).collect()
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.folder));
    }
}

/// Exit status 2, and one line that says why.
#[track_caller]
fn refused_because(output: &Output, why: &str) {
    assert_eq!((output.status.code(), &*output.stdout), (Some(2), &b""[..]), "{output:?}");
    let told = String::from_utf8(output.stderr.clone()).unwrap();
    assert!(told.starts_with("synaq: ") && told.lines().count() == 1 && told.contains(why), "{told:?} does not say {why:?}");
}

async fn at_work(candidates: Vec<Candidate>, server: &Server) -> Vec<Candidate> {
    let mut working = Vec::new();
    for candidate in sign_in(candidates, server.address).await.unwrap() {
        let mut starter = Starter::waiting(candidate, server.address).await.unwrap();
        starter.visit().await.unwrap();
        working.push(starter.candidate);
    }
    working
}

/// From one database into another of the other engine, while the first is served and written.
async fn restored_under_load(office: &Office, from: Database, into: Database) {
    let recipient = office.key("identity");
    let crowd = printed(&office.product.printed(&from, &["demo", "--candidates", "6", "--json"]).unwrap()).unwrap();
    let server = Server::start(&office.product, &from, &[], &office.path("log")).unwrap();
    let working = at_work(crowd, &server).await;
    let there_before = office.answers(&from);
    let (saved, enough) = (Arc::new(AtomicI64::new(0)), Arc::new(AtomicBool::new(false)));
    let mut savers = Vec::new();
    for candidate in working.clone() {
        let mut saver = Saver::new(&[candidate], server.address, 0).await.unwrap();
        let (saved, enough) = (Arc::clone(&saved), Arc::clone(&enough));
        savers.push(tokio::spawn(async move {
            while !enough.load(Ordering::Relaxed) {
                saver.visit().await.unwrap();
                saved.fetch_add(1, Ordering::Release);
            }
        }));
    }
    let all_go_on = || !savers.iter().any(tokio::task::JoinHandle::is_finished);
    while saved.load(Ordering::Acquire) < 50 && all_go_on() {
        yield_now().await;
    }
    let acknowledged = saved.load(Ordering::Acquire);

    let (product, file, identity) = (office.product.clone(), office.text("backup"), office.text("identity"));
    let arguments = (file.clone(), recipient, from.clone());
    let made = spawn_blocking(move || {
        let (file, recipient, from) = arguments;
        product.printed(&from, &["backup", "--to", &file, "--recipient", &recipient]).unwrap()
    });
    let made = String::from_utf8(made.await.unwrap()).unwrap();
    assert!(made.contains("SHA-256") && all_go_on(), "{made}");
    let (product, to) = (office.product.clone(), into.clone());
    let restored = spawn_blocking(move || product.printed(&to, &["restore", "--from", &file, "--identity", &identity]).unwrap());
    let restored = String::from_utf8(restored.await.unwrap()).unwrap();
    assert!(restored.contains("6 open sessions ended") && restored.ends_with("all as it was written\n"), "{restored}");
    enough.store(true, Ordering::Relaxed);
    for saver in savers {
        saver.await.unwrap();
    }

    let (copied, written) = (office.answers(&into), office.answers(&from));
    assert_eq!(written, there_before + saved.load(Ordering::Acquire));
    assert!(there_before + acknowledged <= copied && copied <= written, "{there_before} + {acknowledged}, {copied}, {written}");
    let dossier = |of: &Database| office.json(of, &["file", "show", "DEMO-002", "--json"]);
    assert_eq!(dossier(&from), dossier(&into));

    // Both serve; who was signed in at the one is a stranger to the other.
    let copy = Server::start(&office.product, &into, &[], &office.path("log")).unwrap();
    for (at, status) in [(&server, 200), (&copy, 401)] {
        let mut connection = Connection::open(at.address).await.unwrap();
        let page = connection.ask(&get(&working[0].exam, &working[0].cookie)).await.unwrap();
        assert_eq!(page.status, status);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_sqlite_made_under_load_is_restored_into_postgresql() {
    let office = Office::new("backup-sqlite");
    let cluster = Cluster::start().unwrap();
    let postgres = Database { url: cluster.create_database("synaq").unwrap(), key: office.path("synaq.key") };
    restored_under_load(&office, office.sqlite("synaq.db"), postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_postgresql_made_under_load_is_restored_into_sqlite() {
    let office = Office::new("backup-postgres");
    let cluster = Cluster::start().unwrap();
    let postgres = Database { url: cluster.create_database("synaq").unwrap(), key: office.path("synaq.key") };
    restored_under_load(&office, postgres, office.sqlite("synaq.db")).await;
}

#[test]
fn a_backup_is_a_file_of_its_owners_that_overwrites_nothing() {
    let office = Office::new("backup-file");
    let database = office.sqlite("synaq.db");
    let recipient = office.key("identity");
    let backup = |to: &str, recipient: &str| office.run(&database, &["backup", "--to", to, "--recipient", recipient]);
    let file = office.text("backup");
    refused_because(&backup(&file, &recipient), "there is no database");
    office.json(&database, &["demo", "--json"]);
    let before = office.everything();
    refused_because(&office.run(&database, &["backup", "--to", &file]), "--recipient <KEY>");
    refused_because(&office.run(&database, &["backup", "--recipient", &recipient]), "--to <FILE>");
    refused_because(&backup(&file, &recipient[..recipient.len() - 1]), "not a recipient");
    refused_because(&backup(&office.text("no-folder/backup"), &recipient), "can't be written");
    assert_eq!(office.everything(), before, "a mistake leaves nothing behind");

    let by_variable = office.product.command(&database, &["backup", "--to", &file]).env("SYNAQ_RECIPIENT", &recipient).output();
    let made = String::from_utf8(by_variable.unwrap().stdout).unwrap();
    let bytes = fs::read(&file).unwrap();
    assert!(made.contains(&format!("{} bytes", bytes.len())), "{made}");
    let sha256sum = std::process::Command::new("sha256sum").arg(&file).output().unwrap().stdout;
    assert_eq!(made.trim_end().rsplit(' ').next(), String::from_utf8(sha256sum).unwrap().split(' ').next());
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let new: BTreeSet<_> = office.everything().difference(&before).cloned().collect();
    assert_eq!(new, [office.path("backup")].into(), "nothing half-made is left");
    for secret in ["Әлем", "argon2id", "DEMO-002", "audit_event"] {
        assert!(!bytes.windows(secret.len()).any(|part| part == secret.as_bytes()), "{secret} can be read");
    }
    refused_because(&backup(&file, &recipient), "a backup overwrites nothing");
    assert_eq!(fs::read(&file).unwrap(), bytes);
}

#[test]
fn the_identity_is_made_once_for_its_owner_alone() {
    let office = Office::new("backup-key");
    let recipient = office.key("identity");
    let made = fs::read_to_string(office.path("identity")).unwrap();
    assert!(recipient.starts_with("synaq-recipient-") && made.contains(&recipient), "{recipient}");
    assert_eq!(fs::metadata(office.path("identity")).unwrap().permissions().mode() & 0o777, 0o600);
    let database = office.sqlite("synaq.db");
    let again = office.run(&database, &["backup", "key", "--out", &office.text("identity")]);
    refused_because(&again, "a key is never overwritten");
    assert_eq!(fs::read_to_string(office.path("identity")).unwrap(), made);
    assert_ne!(office.key("another"), recipient);

    fs::write(office.path("backup"), "").unwrap();
    let restore =
        || office.run(&database, &["restore", "--from", &office.text("backup"), "--identity", &office.text("identity")]);
    fs::set_permissions(office.path("identity"), PermissionsExt::from_mode(0o640)).unwrap();
    refused_because(&restore(), "open to others (mode 640)");
    fs::set_permissions(office.path("identity"), PermissionsExt::from_mode(0o600)).unwrap();
    let secret = made.lines().last().unwrap();
    for wrong in ["", &recipient, &secret[..secret.len() - 1], &format!("{secret}\n{secret}\n")] {
        fs::write(office.path("identity"), wrong).unwrap();
        let refused = restore();
        refused_because(&refused, "holds no identity");
        assert!(!String::from_utf8_lossy(&refused.stderr).contains(&secret[20..30]));
    }
}

#[test]
fn what_is_no_whole_backup_for_this_identity_is_refused_and_leaves_nothing() {
    let office = Office::new("restore-refused");
    let database = office.sqlite("synaq.db");
    let (recipient, _) = (office.key("identity"), office.key("another"));
    office.json(&database, &["demo", "--json"]);
    office.product.printed(&database, &["backup", "--to", &office.text("backup"), "--recipient", &recipient]).unwrap();
    let whole = fs::read(office.path("backup")).unwrap();
    let empty = Database::sqlite(&office.path("new/synaq.db"), &office.path("new/synaq.key"));
    let restore = |from: &str, identity: &str| {
        office.run(&empty, &["restore", "--from", &office.text(from), "--identity", &office.text(identity)])
    };
    fs::write(office.path("wrong"), "").unwrap();
    let before = office.everything();
    refused_because(&restore("missing", "identity"), "can't be used");
    refused_because(&restore("backup", "missing"), "the identity file");
    refused_because(&restore("backup", "another"), "another key");
    refused_because(&restore("wrong", "identity"), "not a backup");
    for part in 0..24 {
        let place = whole.len() * part / 24;
        fs::write(office.path("wrong"), &whole[..place]).unwrap();
        refused_because(&restore("wrong", "identity"), "can't be used");
        let mut damaged = whole.clone();
        damaged[place] ^= 0x10;
        fs::write(office.path("wrong"), damaged).unwrap();
        refused_because(&restore("wrong", "identity"), "can't be used");
    }
    fs::write(office.path("wrong"), [&whole[..], b"\n"].concat()).unwrap();
    refused_because(&restore("wrong", "identity"), "can't be used");
    assert_eq!(office.everything(), before, "neither a database nor a key was made");

    let in_use = office.run(&database, &["restore", "--from", &office.text("backup"), "--identity", &office.text("identity")]);
    refused_because(&in_use, "not empty");
    assert_eq!(restore("backup", "identity").status.code(), Some(0));
}
