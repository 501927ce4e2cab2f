//! The command line as a person or a script meets it: the real program, in a folder of its own.

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsStr,
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    os::unix::{ffi::OsStrExt, fs::PermissionsExt},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    thread::sleep,
    time::Duration,
};

use serde_json::Value as Json;

const BANKS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../question-banks/banks");

/// A folder in which `synaq` is run; database and key are made in it.
struct Office(PathBuf);

impl Office {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    /// One with a demonstration, and what it printed.
    fn demonstration(name: &str) -> (Self, Json) {
        let office = Self::new(name);
        let printed = office.json(["demo", "--json"]);
        (office, printed)
    }

    fn command<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_synaq"));
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.as_bytes().starts_with(b"SYNAQ_")) {
            command.env_remove(name);
        }
        command.args(arguments).current_dir(&self.0).stdin(Stdio::null());
        command
    }

    fn run<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn run_with_input<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>, input: &str) -> Output {
        let mut command = self.command(arguments);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A command that refuses its arguments doesn't read on.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap()
    }

    /// What a command that does its work prints.
    fn text<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn json<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Json {
        serde_json::from_str(&self.text(arguments)).unwrap()
    }

    /// As much of the client's files as it takes to start a server.
    fn make_site(&self) {
        let names = ["synaq.css", "candidate.js", "candidate_bg.wasm", "staff.js", "staff_bg.wasm"];
        let manifest: BTreeMap<_, _> = names.into_iter().map(|name| (name, name)).collect();
        fs::create_dir_all(self.path("site/pkg")).unwrap();
        fs::write(self.path("site/manifest.json"), serde_json::to_vec(&manifest).unwrap()).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Exit status 2, and one line that says why.
#[track_caller]
fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert_eq!(output.stdout, b"", "{output:?}");
    let told = String::from_utf8(output.stderr.clone()).unwrap();
    assert!(told.starts_with("synaq: ") && told.ends_with('\n') && told.lines().count() == 1, "{told:?}");
    told
}

#[track_caller]
fn refused_because(output: &Output, why: &str) {
    let told = refused(output);
    assert!(told.contains(why), "{told:?} does not say {why:?}");
}

fn strings<'a>(list: &'a Json, field: &str) -> Vec<&'a str> {
    list.as_array().unwrap().iter().map(|one| one[field].as_str().unwrap()).collect()
}

#[test]
fn a_mistake_in_the_asking_is_told_in_one_line() {
    let office = Office::new("mistakes");
    for (arguments, why) in [
        (vec![], "a command is missing"),
        (vec!["bank"], "a command is missing"),
        (vec!["serv"], "unrecognized subcommand 'serv'"),
        (vec!["migrate", "--loud"], "unexpected argument '--loud'"),
        (vec!["migrate", "now"], "now"),
        (vec!["serve", "--listen", "localhost"], "'localhost' for '--listen <ADDRESS>'"),
        (vec!["migrate", "--network-grace-seconds", "soon"], "'soon' for '--network-grace-seconds <SECONDS>'"),
        (vec!["migrate", "--network-grace-seconds", "-1"], "-1"),
        (vec!["migrate", "--database-url", "mysql://synaq:hunter2@db/synaq"], "sqlite://PATH"),
        (vec!["migrate", "--database-url", "data/synaq.db"], "sqlite://PATH"),
        (vec!["staff", "add", "--login", "a"], "--name <NAME> --role <ROLE>"),
        (vec!["staff", "add", "--login", "a", "--name", "A", "--role", "boss"], "«boss» is not a role: registrar"),
        (vec!["bank", "lint"], "<PATH>"),
        (vec!["bank", "lint", "no-such-folder"], "there is no folder «no-such-folder»"),
        (vec!["bank", "lint", "."], "there is no bank.toml"),
        (vec!["bank", "import", "no-such-folder"], "there is no folder «no-such-folder»"),
        (vec!["file", "show"], "<NUMBER>"),
        (vec!["file", "show", "1"], "there is no database data/synaq.db"),
        (vec!["audit", "verify"], "there is no database data/synaq.db"),
        (vec!["demo", "--codes"], "there is no database data/synaq.db"),
        (vec!["backup"], "--to <FILE> --recipient <KEY>"),
        (vec!["backup", "--to", "copy", "--recipient", "synaq-recipient-00"], "not a recipient"),
        (vec!["backup", "--to", "copy", "key", "--out", "identity"], "cannot be used with '--to <FILE>'"),
        (vec!["backup", "key"], "--out <FILE>"),
        (vec!["restore", "--from", "copy"], "--identity <FILE>"),
        (vec!["restore", "--from", "copy", "--identity", "identity"], "the identity file identity can't be used"),
    ] {
        let output = office.run(&arguments);
        refused_because(&output, why);
        assert!(!String::from_utf8_lossy(&output.stderr).contains("hunter2"), "{arguments:?} repeats a password");
    }
    refused(&office.run([OsStr::from_bytes(b"file"), OsStr::from_bytes(b"show"), OsStr::from_bytes(b"\xff")]));
    refused(&office.run(["serv\ne\u{1b}[2J"]));
    assert_eq!(fs::read_dir(&office.0).unwrap().count(), 0, "a mistake leaves nothing behind");
}

#[test]
fn help_and_version_are_answers() {
    let office = Office::new("help");
    assert!(office.text(["--help"]).contains("synaq"));
    assert!(office.text(["serve", "--help"]).contains("SYNAQ_LISTEN"));
    assert!(office.text(["--version"]).starts_with("synaq "));
    let with_a_secret = office.command(["--help"]).env("SYNAQ_DATABASE_URL", "postgres://synaq:hunter2@db").output().unwrap();
    assert!(!String::from_utf8_lossy(&with_a_secret.stdout).contains("hunter2"));
}

#[test]
fn every_option_has_a_variable_of_its_name() {
    let office = Office::new("variables");
    let variables = |name: &str, value: &str| office.command(["migrate"]).env(name, value).output().unwrap();
    assert!(variables("SYNAQ_DATABASE_URL", "sqlite://elsewhere/exam.db").status.success());
    assert!(office.path("elsewhere/exam.db").is_file());
    assert!(variables("SYNAQ_KEY_FILE", "secrets/key").status.success());
    assert!(office.path("secrets/key").is_file());
    refused_because(&variables("SYNAQ_NETWORK_GRACE_SECONDS", "soon"), "--network-grace-seconds");
    for (variable, option, value) in [
        ("SYNAQ_LISTEN", "--listen", "somewhere"),
        ("SYNAQ_CHECKPOINT_TO", "--checkpoint-to", "https://witness/"),
        ("SYNAQ_CHECKPOINT_EVERY", "--checkpoint-every", "0"),
    ] {
        refused_because(&office.command(["serve"]).env(variable, value).output().unwrap(), option);
    }
}

#[test]
fn a_database_that_cannot_be_opened_is_told_in_one_line() {
    let office = Office::new("no-database");
    fs::write(office.path("novel.db"), "It was a dark and stormy night; the rain fell in torrents. ".repeat(40)).unwrap();
    refused_because(&office.run(["migrate", "--database-url", "sqlite://novel.db"]), "the database novel.db can't be opened");
    refused_because(&office.run(["migrate", "--database-url", "sqlite://."]), "can't be opened");
    refused_because(&office.run(["serve", "--database-url", "sqlite://novel.db"]), "can't be opened");
    let nobody = office.run(["migrate", "--database-url", "postgres://synaq:hunter2@127.0.0.1:1/synaq"]);
    refused_because(&nobody, "the database postgres://127.0.0.1:1/synaq can't be opened");
    assert!(!String::from_utf8_lossy(&nobody.stderr).contains("hunter2"));
}

#[test]
fn a_database_opens_under_its_key_file_alone_until_it_is_made_anothers() {
    let office = Office::new("another-key");
    refused_because(&office.run(["key", "renew"]), "there is no database");
    office.text(["demo"]);
    refused_because(&office.run(["key", "renew"]), "nothing to renew");
    for command in [["serve", "--listen=127.0.0.1:0"], ["audit", "verify"], ["demo", "--codes"]] {
        refused_because(&office.run([&command[..], &["--key-file", "another.key"]].concat()), "written under another key file");
    }
    office.text(["key", "renew", "--key-file", "another.key"]);
    refused_because(&office.run(["audit", "verify"]), "written under another key file");
    assert!(office.text(["audit", "verify", "--key-file", "another.key"]).contains("all as it was written"));
}

#[test]
fn the_key_file_is_made_once_for_its_owner_alone() {
    let office = Office::new("key");
    let key = office.path("data/synaq.key");
    office.text(["migrate"]);
    let made = fs::read_to_string(&key).unwrap();
    assert!(made.len() == 65 && made.trim_end().bytes().all(|b| b.is_ascii_hexdigit()), "{}", made.len());
    assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    let beside: BTreeSet<_> = fs::read_dir(office.path("data")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(beside, ["synaq.db", "synaq.key"].map(Into::into).into(), "nothing half-made is left");
    office.text(["migrate"]);
    assert_eq!(fs::read_to_string(&key).unwrap(), made);

    fs::set_permissions(&key, PermissionsExt::from_mode(0o640)).unwrap();
    refused_because(&office.run(["migrate"]), "open to others (mode 640)");
    fs::set_permissions(&key, PermissionsExt::from_mode(0o600)).unwrap();
    for malformed in ["", "not a key", &made[..40], &made.repeat(2)] {
        fs::write(&key, malformed).unwrap();
        let told = refused(&office.run(["migrate"]));
        assert!(told.contains("does not hold a key") && !told.contains(&made[..8]), "{told}");
    }
    fs::remove_file(&key).unwrap();
    fs::create_dir(&key).unwrap();
    refused_because(&office.run(["migrate"]), "is not a file");
}

#[test]
fn staff_are_added_with_a_password_from_standard_input() {
    let office = Office::new("staff");
    let add = |password: &str| {
        office.run_with_input(["staff", "add", "--login", "aigul", "--name", "Сынақова Айгүл", "--role", "chair"], password)
    };
    refused_because(&add(""), "at least 15 characters");
    refused_because(&add("hunter2-hunter\n"), "at least 15 characters");
    assert!(!office.path("data/synaq.db").exists());
    let added = add("екі-ат-бір-атан\nand more\n");
    assert!(added.status.success(), "{added:?}");
    assert_eq!(String::from_utf8(added.stdout).unwrap(), "aigul may sign in as chair\n");
    assert_eq!(added.stderr, b"");
    refused_because(&add("hunter2-hunter2\n"), "this login is in use");
    let odd = ["staff", "add", "--login", "a b", "--name", "A", "--role", "chair"];
    refused_because(&office.run_with_input(odd, "hunter2-hunter2\n"), "a login has");
}

#[test]
fn a_unit_is_set_up_once_for_each_territory() {
    let office = Office::new("unit");
    let unit = |code: &str, territory: &str| {
        office.run([
            "unit",
            "add",
            "--code",
            code,
            "--name-kk",
            "Бөлімше",
            "--name-ru",
            "Подразделение",
            "--name-en",
            "Unit",
            "--address",
            "Алматы, Абай даңғылы, 1",
            "--territory",
            territory,
        ])
    };
    let added = unit("almaty", "KZ-75");
    assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
    refused_because(&unit("almaty-2", "KZ-75"), "another unit serves one of the territories");
    refused_because(&unit("almaty", "KZ-19"), "in use");
    refused_because(&unit("nowhere", "KZ-99"), "not a territory");
    refused_because(&unit("Almaty 3", "KZ-19"), "lower-case Latin");
}

#[test]
fn the_starter_banks_are_clean_and_can_be_imported() {
    let office = Office::new("banks");
    let linted = office.json(["bank", "lint", BANKS, "--json"]);
    let banks = &linted["banks"];
    assert_eq!(strings(banks, "code"), ["cryptography", "leak-detection", "stm"]);
    for bank in banks.as_array().unwrap() {
        assert_eq!(bank["errors"], Json::Array(vec![]));
        assert_eq!(bank["languages"], serde_json::json!(["kk", "ru"]));
        let kinds = bank["kinds"].as_object().unwrap();
        assert_eq!(kinds.values().map(|n| n.as_u64().unwrap()).sum::<u64>(), bank["items"].as_u64().unwrap());
        assert!(kinds.contains_key("single") && kinds.contains_key("multiple"));
    }
    assert!(office.text(["bank", "lint", BANKS]).lines().all(|line| line.ends_with("no findings")));
    let first = office.text(["bank", "import", BANKS]);
    assert_eq!((first.lines().count(), first.matches("registered").count()), (3, 4), "{first}");
    let again = office.text(["bank", "import", BANKS]);
    assert_eq!((again.matches("there already").count(), again.matches("registered").count()), (3, 0), "{again}");
}

#[test]
fn a_broken_bank_is_told_line_by_line_and_not_imported() {
    let office = Office::new("broken-bank");
    fs::create_dir_all(office.path("banks/broken/questions")).unwrap();
    fs::write(office.path("banks/broken/bank.toml"), "code = \"broken\"\n").unwrap();
    fs::write(office.path("banks/broken/questions/a.txt"), "[q-1]\nkind: single\n").unwrap();
    let linted = office.run(["bank", "lint", "banks", "--json"]);
    assert_eq!((linted.status.code(), &*linted.stderr), (Some(1), &b""[..]));
    let report: Json = serde_json::from_slice(&linted.stdout).unwrap();
    let errors = report["banks"][0]["errors"].as_array().unwrap();
    assert!(!errors.is_empty());
    for error in errors {
        assert!(error["file"].as_str().unwrap().starts_with("broken/"), "{error}");
        assert!(error["line"].as_u64().unwrap() >= 1 && !error["message"].as_str().unwrap().is_empty(), "{error}");
    }
    let told = office.run(["bank", "lint", "banks"]);
    assert_eq!(told.status.code(), Some(1));
    let told = String::from_utf8(told.stdout).unwrap();
    assert_eq!(told.lines().count(), errors.len() + 1, "{told}");
    let first = format!("{}:{}: ", errors[0]["file"].as_str().unwrap(), errors[0]["line"]);
    assert!(told.starts_with(&first), "{told}");

    let import = office.run(["bank", "import", "banks"]);
    assert_eq!(import.status.code(), Some(2));
    assert_eq!(String::from_utf8(import.stderr).unwrap().lines().count(), 1);
    assert!(!office.path("data").exists());
}

#[test]
fn a_demonstration_has_candidates_ready_for_every_exam() {
    let (office, demo) = Office::demonstration("demo");
    let fields = |of: &Json| of.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(fields(&demo), ["candidates", "staff"].map(Into::into).into());
    let roles = ["registrar", "invigilator", "author", "reviewer", "chair", "auditor", "administrator"];
    assert_eq!(strings(&demo["staff"], "role")[..roles.len()], roles);
    assert_eq!(strings(&demo["staff"], "login")[..roles.len()], roles, "those for all units are called after their role");
    assert_eq!(fields(&demo["staff"][0]), ["login", "password", "role"].map(Into::into).into());
    assert!(strings(&demo["staff"], "password").iter().all(|password| password.len() >= 15));

    assert!(demo["candidates"].as_array().unwrap().len() >= 5);
    assert_eq!(fields(&demo["candidates"][0]), ["activity", "code", "file", "iin", "name"].map(Into::into).into());
    let activities: BTreeSet<_> = strings(&demo["candidates"], "activity").into_iter().collect();
    assert_eq!(activities, ["crypto-development", "leak-detection", "stm-development-production", "stm-repair-sale"].into());
    for (iin, code) in strings(&demo["candidates"], "iin").into_iter().zip(strings(&demo["candidates"], "code")) {
        assert!(iin.len() == 12 && iin.bytes().all(|b| b.is_ascii_digit()), "{iin}");
        assert!(code.len() == 11 && code.as_bytes()[5] == b'-', "{code}");
    }

    refused_because(&office.run(["demo", "--json"]), "not empty");
    let by_iin = |printed: &Json| {
        let candidates = strings(&printed["candidates"], "iin").into_iter().zip(strings(&printed["candidates"], "code"));
        candidates.map(|(iin, code)| (iin.to_owned(), code.to_owned())).collect::<BTreeMap<_, _>>()
    };
    let renewed = office.json(["demo", "--codes", "--json"]);
    let (before, after) = (by_iin(&demo), by_iin(&renewed));
    assert!(before.keys().eq(after.keys()), "the same people");
    assert!(before.iter().all(|(iin, code)| after[iin] != *code), "with other codes");
    assert_eq!(demo["staff"], renewed["staff"]);
    let table = office.text(["demo", "--codes"]);
    assert!(before.keys().all(|iin| table.contains(iin.as_str())) && table.contains("demo-registrar-2026"), "{table}");
}

#[test]
fn a_demonstration_has_as_many_more_candidates_as_asked_for() {
    let office = Office::new("crowd");
    let demo = office.json(["demo", "--candidates", "120", "--json"]);
    let crowd: Vec<_> =
        demo["candidates"].as_array().unwrap().iter().filter(|c| c["name"].as_str().unwrap().starts_with("Сынақшы")).collect();
    assert_eq!(crowd.len(), 120);
    assert!(crowd.iter().all(|candidate| candidate["activity"] == "crypto-development"));
    assert_eq!(crowd.iter().map(|candidate| candidate["iin"].as_str().unwrap()).collect::<BTreeSet<_>>().len(), 120);
    assert!(demo["candidates"].as_array().unwrap().len() > 120, "the others are there too");
    assert_eq!(office.json(["audit", "verify", "--json"])["findings"], Json::Array(vec![]));
    refused_because(&office.run(["demo", "--candidates", "120", "--codes"]), "--codes");
}

#[test]
fn codes_are_renewed_in_a_demonstration_only() {
    let office = Office::new("no-demo");
    office.text(["migrate"]);
    refused_because(&office.run(["demo", "--codes"]), "not a demonstration");
    office.text(["bank", "import", BANKS]);
    refused_because(&office.run(["demo"]), "not empty");
}

#[test]
fn a_file_is_shown_whole() {
    let (office, demo) = Office::demonstration("file");
    let file = office.json(["file", "show", "DEMO-002", "--json"]);
    assert_eq!(
        (&file["number"], &file["activity"], &file["standing"]),
        (&"DEMO-002".into(), &"leak-detection".into(), &"applicant".into())
    );
    assert!(file["applicant"]["name"].is_string() && file["applicant"]["number"].as_str().unwrap().len() == 12);
    assert!(file["intake_date"].as_str().unwrap() < file["due_date"].as_str().unwrap());
    assert_eq!(file["places"].as_array().unwrap().len(), 2);
    assert_eq!(strings(&file["specialists"], "status"), ["declared", "declared"]);
    let exams: BTreeSet<_> = strings(&file["specialists"], "exam").into_iter().collect();
    assert_eq!(exams, ["enrolled", "passed"].into());
    assert_eq!(strings(&file["rows"], "status"), ["met", "met", "exam-ahead", "met", "met", "open"]);
    assert_eq!(
        (&file["rows"][2]["annex"], &file["rows"][2]["item"], &file["rows"][2]["confirmed_by"]),
        (&3.into(), &3.into(), &"exam".into())
    );
    for language in ["kk", "ru", "en"] {
        assert!(file["rows"][2]["requirement"][language].is_string());
    }
    let result = &file["results"][0];
    assert_eq!((&result["passed"], &result["approved"], &result["ended_by"]), (&true.into(), &true.into(), &"candidate".into()));
    let (points, most) = (result["points"].as_f64().unwrap(), result["most"].as_f64().unwrap());
    assert_eq!((points * 100.0 / most).floor(), result["percent"].as_f64().unwrap());
    assert!(result["ended"].as_str().unwrap().ends_with('Z') && result["name"].is_string() && result["iin"].is_string());

    for number in strings(&demo["candidates"], "file") {
        assert!(office.text(["file", "show", number]).starts_with(&format!("File {number}: ")));
    }
    let checks = |number| {
        let file = office.json(["file", "show", number, "--json"]);
        strings(&file["specialists"], "specialty_check").into_iter().map(str::to_owned).collect::<BTreeSet<_>>()
    };
    assert_eq!(checks("DEMO-003"), ["accepted", "listed"].map(Into::into).into());
    assert_eq!(checks("DEMO-006"), ["not-listed"].map(Into::into).into());
    assert_eq!(checks("DEMO-007"), ["no-list"].map(Into::into).into());
    refused_because(&office.run(["file", "show", "DEMO-999"]), "there is no file «DEMO-999»");
}

#[test]
fn the_log_of_a_demonstration_holds() {
    let (office, _) = Office::demonstration("audit");
    let report = office.json(["audit", "verify", "--json"]);
    assert!(report["events"].as_u64().unwrap() > 100 && report["answers"].as_u64().unwrap() > 50);
    assert_eq!(report["findings"], Json::Array(vec![]));
    assert!(office.text(["audit", "verify"]).ends_with("all as it was written\n"));
}

#[test]
fn a_log_is_held_against_checkpoints() {
    let (office, _) = Office::demonstration("checkpoints");
    let key = office.text(["audit", "key"]);
    assert_eq!(key.trim_end().len(), 64);
    office.text(["audit", "checkpoint", "--to", "kept"]);
    fs::write(office.path("printed"), office.text(["audit", "checkpoint"])).unwrap();
    for kept in ["kept", "printed"] {
        let told = office.text(["audit", "verify", "--checkpoint", kept, "--key", key.trim_end()]);
        assert!(told.ends_with("held against 1 checkpoint: all as it was written\n"), "{told}");
    }
    office.text(["audit", "checkpoint", "--to", "kept"]);
    assert_eq!(office.json(["audit", "verify", "--json", "--checkpoint", "kept"])["checkpoints"], 2);
    // Another database with the same key: this log isn't its.
    let elsewhere = ["--database-url", "sqlite://elsewhere.db", "--key-file", "data/synaq.key"];
    office.text(["demo"].into_iter().chain(elsewhere));
    let found = office.run(["audit", "verify", "--checkpoint", "kept"].into_iter().chain(elsewhere));
    assert_eq!(found.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&found.stdout).starts_with("checkpoint 1 saw another first event"), "{found:?}");
    refused_because(&office.run(["audit", "verify", "--checkpoint", "nowhere"]), "the checkpoints nowhere can't be read");
    refused_because(&office.run(["audit", "verify", "--checkpoint", "kept", "--key", "0f"]), "--key");
}

#[test]
fn a_server_has_checkpoints_kept_while_it_runs_and_at_its_end() {
    let (office, _) = Office::demonstration("kept");
    office.make_site();
    let witness = TcpListener::bind("127.0.0.1:0").unwrap();
    let by_http = format!("http://{}/synaq?a=b", witness.local_addr().unwrap());
    for keeper in ["kept", &by_http] {
        let mut command = office.command(["serve", "--listen", "127.0.0.1:0", "--site", "site", "--checkpoint-to", keeper]);
        let mut server = Server(command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap());
        let mut told = String::new();
        BufReader::new(server.0.stdout.take().unwrap()).read_line(&mut told).unwrap();
        if keeper != "kept" {
            let mut asked = BufReader::new(witness.accept().unwrap().0);
            let lines: Vec<_> = asked.by_ref().lines().map(Result::unwrap).take_while(|line| !line.is_empty()).collect();
            assert_eq!(lines[0], "POST /synaq?a=b HTTP/1.1");
            let mut made = String::new();
            asked.read_line(&mut made).unwrap();
            asked.get_mut().write_all(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap();
            fs::write(office.path(keeper.rsplit('=').next().unwrap()), made).unwrap();
        } else {
            // The first is made at once.
            while fs::read_to_string(office.path("kept")).unwrap_or_default().is_empty() {
                sleep(Duration::from_millis(20));
            }
        }
        let end = move |server: &Server| Command::new("kill").arg(server.0.id().to_string()).status().unwrap();
        assert!(end(&server).success());
        assert_eq!(server.0.wait().unwrap().code(), Some(0));
    }
    let report = office.json(["audit", "verify", "--json", "--checkpoint", "kept"]);
    assert_eq!((&report["checkpoints"], &report["findings"]), (&2.into(), &Json::Array(vec![])));
    let report = office.json(["audit", "verify", "--json", "--checkpoint", "b"]);
    assert_eq!((&report["checkpoints"], &report["findings"]), (&1.into(), &Json::Array(vec![])));
}

#[test]
fn on_every_address_it_is_served_only_under_a_name() {
    let office = Office::new("named");
    office.text(["migrate"]);
    refused_because(&office.run(["serve", "--listen", "0.0.0.0:0"]), "--origin");
    for origin in ["exam.example.kz", "https://exam.example.kz/exam", "ftp://exam.example.kz"] {
        refused_because(&office.run(["serve", "--origin", origin]), "--origin");
    }
}

#[test]
fn a_demonstration_is_served_on_loopback_only() {
    let (office, _) = Office::demonstration("loopback");
    for elsewhere in ["0.0.0.0:0", "[::]:0", "203.0.113.1:80"] {
        refused_because(&office.run(["serve", "--listen", elsewhere]), "on a loopback address only");
    }
}

#[test]
fn plain_http_is_served_on_loopback_or_behind_a_proxy_only() {
    let office = Office::new("plain");
    let origin = "http://exam.example.kz";
    for elsewhere in ["0.0.0.0:0", "203.0.113.1:80"] {
        refused_because(&office.run(["serve", "--listen", elsewhere, "--origin", origin]), "--behind-proxy");
    }
    refused_because(&office.run(["serve", "--tls-certificate", "a.crt"]), "--tls-key");
    refused_because(&office.run(["serve", "--behind-proxy", "192.0.2.1/24"]), "not an address or a network");
    let missing = office.run(["serve", "--listen", "127.0.0.1:0", "--tls-certificate", "a.crt", "--tls-key", "a.key"]);
    refused_because(&missing, "a.crt can't be used for TLS");
}

/// A server that runs; ended when dropped.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_signal_ends_the_server_within_five_seconds() {
    let (office, _) = Office::demonstration("signal");
    refused_because(&office.run(["serve", "--listen", "127.0.0.1:0", "--site", "no-such-folder"]), "no-such-folder");
    office.make_site();
    for signal in ["-TERM", "-INT"] {
        let mut command = office.command(["serve", "--listen", "127.0.0.1:0", "--site", "site"]);
        let mut server = Server(command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap());
        let mut told = String::new();
        BufReader::new(server.0.stdout.take().unwrap()).read_line(&mut told).unwrap();
        let address = told.strip_prefix("Synaq listens on http://").unwrap().trim_end();
        refused_because(&office.run(["serve", "--listen", address, "--site", "site"]), "can't be served");
        // Someone who stays connected doesn't keep the server.
        let _idle = TcpStream::connect(address).unwrap();
        assert!(Command::new("kill").args([signal, &server.0.id().to_string()]).status().unwrap().success());
        let ended = (0..100).find_map(|_| {
            sleep(Duration::from_millis(50));
            server.0.try_wait().unwrap()
        });
        assert_eq!(ended.expect("it ends within five seconds").code(), Some(0), "{signal}");
    }
}
