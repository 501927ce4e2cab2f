//! The life of a cluster, told against real servers.

use cluster::Cluster;
use std::{
    fs,
    io::{BufRead, BufReader, ErrorKind, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

/// Processes that have a cluster's name in their command line: all of its server's, and the keeper.
fn processes(folder: &Path) -> usize {
    let name = folder.file_name().unwrap().to_str().unwrap();
    let entries = fs::read_dir("/proc").unwrap().map(|entry| entry.unwrap().path().join("cmdline"));
    entries.filter_map(|path| fs::read(path).ok()).filter(|line| String::from_utf8_lossy(line).contains(name)).count()
}

#[test]
fn what_was_committed_is_there_after_a_kill_and_a_restart() {
    let mut cluster = Cluster::start().unwrap();
    let url = cluster.create_database("exam").unwrap();
    cluster.ask("exam", "CREATE TABLE answer (n BIGINT); INSERT INTO answer VALUES (7)").unwrap();
    cluster.kill().unwrap();
    assert!(cluster.ask("exam", "SELECT 1").is_err());
    assert_eq!(processes(cluster.folder()), 1, "only the keeper is left");
    cluster.restart().unwrap();
    assert_eq!(cluster.url("exam"), url);
    assert_eq!(cluster.ask("exam", "SELECT n FROM answer").unwrap(), "7");
    assert!(cluster.log().contains("was not properly shut down"), "it was a crash: {}", cluster.log());
    cluster.restart().unwrap();
    assert_eq!(cluster.ask("exam", "SELECT n FROM answer").unwrap(), "7");
}

#[test]
fn a_cluster_keeps_what_it_acknowledges_unless_told_otherwise() {
    let shown = "SELECT current_setting('fsync'), current_setting('synchronous_commit'), current_setting('server_encoding'), \
                 (SELECT datcollate FROM pg_database WHERE datname = current_database())";
    let durable = Cluster::start().unwrap();
    let fast = Cluster::start_with(&[("fsync", "off"), ("synchronous_commit", "off")]).unwrap();
    assert_eq!(durable.ask("postgres", shown).unwrap(), "on|on|UTF8|C.UTF-8");
    assert_eq!(fast.ask("postgres", shown).unwrap(), "off|off|UTF8|C.UTF-8");
    durable.create_database("one").unwrap();
    assert!(fast.ask("one", "SELECT 1").is_err(), "two clusters have nothing in common");
}

#[test]
fn a_stalled_cluster_says_nothing_until_it_goes_on() {
    let cluster = Cluster::start().unwrap();
    cluster.stall().unwrap();
    let mut line = TcpStream::connect(cluster.address()).unwrap();
    // «May we encrypt?» is the shortest question there is.
    line.write_all(&[0, 0, 0, 8, 4, 210, 22, 47]).unwrap();
    line.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
    let mut answer = [0];
    assert_eq!(line.read_exact(&mut answer).unwrap_err().kind(), ErrorKind::WouldBlock);
    cluster.go_on().unwrap();
    line.set_read_timeout(None).unwrap();
    line.read_exact(&mut answer).unwrap();
    assert_eq!(answer, *b"N");
}

#[test]
fn nothing_is_left_of_a_cluster_whatever_state_it_was_in() {
    let running = |_: &mut Cluster| {};
    let stalled = |cluster: &mut Cluster| cluster.stall().unwrap();
    let killed = |cluster: &mut Cluster| cluster.kill().unwrap();
    for state in [running, stalled, killed] {
        let mut cluster = Cluster::start().unwrap();
        let folder = cluster.folder().to_owned();
        assert!(processes(&folder) > 5);
        state(&mut cluster);
        drop(cluster);
        assert!(!folder.exists());
        assert_eq!(processes(&folder), 0);
    }
}

#[test]
fn nothing_is_left_of_a_cluster_whose_owner_was_killed() {
    let mut owner = Command::new(env!("CARGO_BIN_EXE_cluster")).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(owner.stdout.take().unwrap()).lines().map(Result::unwrap);
    let url = lines.next().unwrap();
    let folder = lines.next().unwrap();
    assert!(url.starts_with("postgres://synaq@127.0.0.1:") && url.ends_with("/synaq"), "{url}");
    assert!(processes(Path::new(&folder)) > 5);
    owner.kill().unwrap();
    owner.wait().unwrap();
    while processes(Path::new(&folder)) > 0 {
        thread::sleep(Duration::from_millis(20));
    }
    assert!(!Path::new(&folder).exists());
}

#[test]
fn a_cluster_that_cannot_start_says_why() {
    let error = Cluster::start_with(&[("shared_buffers", "a lot")]).unwrap_err().to_string();
    assert!(error.contains("invalid value for parameter \"shared_buffers\""), "{error}");
}

#[test]
fn a_database_has_a_plain_name() {
    let cluster = Cluster::start_with(&[("fsync", "off")]).unwrap();
    for name in ["Exam", "a b", "a\"; DROP DATABASE postgres; --"] {
        assert_eq!(cluster.create_database(name).unwrap_err().kind(), ErrorKind::InvalidInput);
    }
    assert!(cluster.create_database("postgres").unwrap_err().to_string().contains("already exists"));
}
