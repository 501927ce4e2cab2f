//! The library of faults under a program that writes files: this one, started again as a child.
#![allow(clippy::print_stdout, reason = "the child tells its parent what came of it")]

use std::{
    fs::{self, File, OpenOptions},
    io::Write,
    os::unix::{fs::FileExt, process::ExitStatusExt},
    path::{Path, PathBuf},
    process::{Command, Output},
};

use trials::{
    shim::{Faults, NEVER, Order, Shim},
    stopwatch,
    torture::recording::{Deed, Recording},
};

const FOLDER: &str = "TRIALS_FAULTS_FOLDER";
const ACT: &str = "TRIALS_FAULTS_ACT";

/// A folder that is watched, and a child that does something in it.
struct Stage {
    folder: PathBuf,
    faults: Faults,
}

impl Stage {
    fn set(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("faults-{name}-{}", std::process::id()));
        fs::create_dir_all(folder.join("watched")).unwrap();
        let shim = Shim::compile(&folder).unwrap();
        let faults = Faults::over(&shim, &folder.join("watched"), &folder, true).unwrap();
        Self { folder, faults }
    }

    fn play(&self, act: &str) -> Output {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", "without_faults_everything_works", "--nocapture"]).env(ACT, act);
        child.env(FOLDER, fs::canonicalize(self.folder.join("watched")).unwrap());
        self.faults.under(&mut child).output().unwrap()
    }

    fn recording(&self) -> Recording {
        Recording::read(self.faults.log().unwrap()).unwrap()
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// What the child does, in the words that it prints.
fn act(folder: &Path, act: &str) -> String {
    match act {
        "files" => {
            let mut file = File::create(folder.join("a.db")).unwrap();
            file.write_all(b"hello").unwrap();
            file.write_all_at(b"J", 0).unwrap();
            file.sync_all().unwrap();
            file.set_len(3).unwrap();
            file.sync_data().unwrap();
            fs::rename(folder.join("a.db"), folder.join("b.db")).unwrap();
            File::open(folder).unwrap().sync_all().unwrap();
            fs::remove_file(folder.join("b.db")).unwrap();
            "done".into()
        }
        "write" => {
            let file = OpenOptions::new().create(true).truncate(true).write(true).open(folder.join("a.db")).unwrap();
            let outcome = file.write_all_at(b"hello", 0).and_then(|()| file.sync_all());
            format!("{:?}", outcome.map_err(|error| error.raw_os_error()))
        }
        "two" => {
            let [one, other] = [(); 2].map(|()| OpenOptions::new().create(true).append(true).open(folder.join("a.db")).unwrap());
            format!("{:?}", [one.sync_all().is_ok(), one.sync_all().is_ok(), other.sync_all().is_ok(), other.sync_all().is_ok()])
        }
        "clock" => stopwatch::unix_millis().to_string(),
        other => panic!("{other}"),
    }
}

/// Also what the child runs, which says what came of its act.
#[test]
fn without_faults_everything_works() {
    if let (Some(folder), Ok(name)) = (std::env::var_os(FOLDER), std::env::var(ACT)) {
        println!("outcome: {}", act(Path::new(&folder), &name));
        return;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("faults-none-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    assert_eq!(act(&folder, "files"), "done");
    assert_eq!(act(&folder, "write"), "Ok(())");
    assert_eq!(fs::read(folder.join("a.db")).unwrap(), b"hello");
    fs::remove_dir_all(folder).unwrap();
}

fn outcome(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout);
    let told = text.lines().find_map(|line| line.split_once("outcome: "));
    told.map_or_else(|| panic!("nothing came of it: {text}"), |(_, outcome)| outcome.to_owned())
}

#[test]
fn every_call_is_written_down_in_its_order() {
    let stage = Stage::set("calls");
    assert!(stage.play("files").status.success());
    let recording = stage.recording();
    let calls: Vec<_> = recording.calls.iter().map(|call| (call.file, call.deed.clone())).collect();
    let written = |n: usize| match &calls[n].1 {
        Deed::Written { offset, data } => (*offset, recording.data(data).to_vec()),
        other => panic!("{other:?}"),
    };
    assert_eq!(calls[0], (2, Deed::Made("a.db".into())));
    assert_eq!(calls[1], (2, Deed::Cut(0)), "made anew");
    assert_eq!((written(2), written(3)), ((0, b"hello".to_vec()), (0, b"J".to_vec())));
    assert_eq!(
        calls[4..].iter().map(|(_, deed)| deed.clone()).collect::<Vec<_>>(),
        [
            Deed::SyncBegun,
            Deed::SyncEnded(4),
            Deed::Cut(3),
            Deed::SyncBegun,
            Deed::SyncEnded(7),
            Deed::Renamed("b.db".into()),
            Deed::SyncBegun,
            Deed::SyncEnded(10),
            Deed::Unlinked
        ]
    );
    assert_eq!(stage.faults.calls().unwrap(), 13);
}

#[test]
fn a_disk_becomes_full_in_the_middle_of_a_write() {
    let stage = Stage::set("full");
    stage.faults.order(Order::SpaceLeft, 3).unwrap();
    assert_eq!(outcome(&stage.play("write")), "Err(Some(28))", "ENOSPC");
    assert_eq!(fs::read(stage.folder.join("watched/a.db")).unwrap(), b"hel");
    assert_eq!(stage.faults.ask(Order::WritesRefused).unwrap(), 2, "cut short, then refused");
    stage.faults.order(Order::SpaceLeft, NEVER).unwrap();
    assert_eq!(outcome(&stage.play("write")), "Ok(())");
}

#[test]
fn a_sync_fails_as_often_as_it_is_told_to() {
    let stage = Stage::set("sync");
    stage.faults.order(Order::SyncsFailing, 1).unwrap();
    stage.faults.order(Order::SyncsLeft, 2).unwrap();
    let outcomes: Vec<_> = (0..3).map(|_| outcome(&stage.play("write"))).collect();
    assert_eq!(outcomes, ["Ok(())", "Err(Some(5))", "Ok(())"], "EIO");
    assert_eq!(stage.faults.ask(Order::SyncsFailed).unwrap(), 1);
}

#[test]
fn a_failed_sync_is_told_once_to_everyone_who_has_the_file_open() {
    let stage = Stage::set("two");
    stage.faults.order(Order::SyncsFailing, 1).unwrap();
    stage.faults.order(Order::SyncsLeft, 1).unwrap();
    assert_eq!(outcome(&stage.play("two")), "[false, true, false, true]");
}

#[test]
fn a_program_is_killed_in_the_middle_of_a_write() {
    for order in [Order::WritesLeft, Order::DbWritesLeft] {
        let stage = Stage::set(&format!("{order:?}"));
        stage.faults.order(order, 1).unwrap();
        assert_eq!(stage.play("write").status.signal(), Some(9));
        assert_eq!(fs::read(stage.folder.join("watched/a.db")).unwrap(), b"he");
    }
}

#[test]
fn the_clock_is_wrong_by_as_much_as_it_is_told_to() {
    const AN_HOUR: i64 = 3_600_000;
    let stage = Stage::set("clock");
    for wrong_by in [24 * AN_HOUR, -24 * AN_HOUR, 1_234] {
        stage.faults.order(Order::ClockOffset, wrong_by).unwrap();
        let before = stopwatch::unix_millis();
        let told: i64 = outcome(&stage.play("clock")).parse().unwrap();
        let after = stopwatch::unix_millis();
        assert!((before + wrong_by..=after + wrong_by).contains(&told), "{told} in {before}..={after} + {wrong_by}");
    }
}
