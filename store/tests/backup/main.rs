//! Backups: from either engine into either, while others write; and what is refused.

#[path = "../authenticator/mod.rs"]
mod authenticator;
mod office;

use std::{
    collections::BTreeMap,
    io::{Cursor, Write},
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use exam::{clock::Span, id::AttemptId};
use serde_json::Value as Json;
use store::{Backup, Error, Refusal, Store, Workplace};
use uuid::Uuid;

use office::{Database, Engine, MORNING, Office, back_up, candidate, console, links};

const BOTH: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

fn lines(bytes: &[u8]) -> Vec<&str> {
    std::str::from_utf8(bytes).unwrap().lines().collect()
}

async fn restored(engine: Engine, lines: Vec<u8>) -> (Database, Store) {
    let database = Database::new(engine);
    let store = database.open().await;
    store.restore(&console(), Cursor::new(lines)).await.unwrap();
    (database, store)
}

#[tokio::test]
async fn every_table_and_column_is_in_a_backup() {
    for engine in BOTH {
        let database = Database::new(engine);
        let (_, written) = back_up(&database.open().await).await;
        let mut told = BTreeMap::new();
        for line in lines(&written) {
            let line: Json = serde_json::from_str(line).unwrap();
            if let Some(table) = line["table"].as_str() {
                let columns = line["columns"].as_array().unwrap().iter().map(|column| column.as_str().unwrap().to_owned());
                told.insert(table.to_owned(), columns.collect::<Vec<_>>());
            }
        }
        let sorted = |mut schema: BTreeMap<String, Vec<String>>| {
            schema.values_mut().for_each(|columns| columns.sort());
            schema
        };
        let mut schema = database.schema().await;
        // It follows from the answers.
        assert!(schema.remove("answer_head").is_some());
        // Of no use after a quarter of an hour.
        assert!(schema.remove("sign_in_guess").is_some());
        assert_eq!(sorted(told), sorted(schema), "{engine:?}");
    }
}

#[tokio::test]
async fn what_is_restored_is_what_was_there_whichever_way_it_went() {
    use Engine::{Postgres, Sqlite};
    for way in [&[Sqlite, Sqlite][..], &[Postgres, Postgres], &[Sqlite, Postgres, Sqlite], &[Postgres, Sqlite, Postgres]] {
        // Sessions and their tabs are another matter.
        let evidence = |table: &str, column: &str| table != "session" && !column.starts_with("tab");
        let first = Database::new(way[0]);
        let office = Office::new(first.open().await).await;
        office.lives_a_day().await;
        let (backup, mut written) = back_up(&office.store).await;
        assert_eq!(backup.rows.iter().filter(|(_, rows)| **rows == 0).collect::<Vec<_>>(), [], "every table has rows");
        assert_eq!(Backup::check(Cursor::new(&written)).await.unwrap(), backup);
        let (mut before, events_of_first, at_first) = (first.contents(evidence).await, backup.last_event, written.clone());
        before.remove("audit_event");

        for engine in &way[1..] {
            let (database, store) = restored(*engine, written).await;
            let report = store.verify_audit().await.unwrap();
            assert_eq!((report.findings, report.answers), (vec![], 28), "{way:?}");
            (_, written) = back_up(&store).await;
            let mut after = database.contents(evidence).await;
            after.remove("audit_event");
            if *engine == way[0] {
                assert_eq!(after, before, "{way:?}");
            }
            let new = database.column(format!("SELECT act FROM audit_event WHERE seq > {events_of_first} ORDER BY seq")).await;
            assert!(!new.is_empty() && new.iter().all(|act| act == "backup.restore"), "{new:?}");
        }
        let log = |bytes: &[u8]| -> Vec<String> {
            let events = lines(bytes).into_iter().skip_while(|line| !line.contains("\"audit_event\"")).skip(1);
            events.take(usize::try_from(events_of_first).unwrap()).map(str::to_owned).collect()
        };
        assert_eq!(log(&written), log(&at_first), "{way:?}: the log, byte for byte");
    }
}

#[tokio::test]
async fn a_backup_and_its_restore_are_in_the_log() {
    let database = Database::new(Engine::Sqlite);
    let office = Office::new(database.open().await).await;
    let (backup, written) = back_up(&office.store).await;
    office.store.record_backup(&console(), &backup, &[0xab; 32], "the archive").await.unwrap();
    let told = |of: &str| format!("SELECT object || ' ' || detail FROM audit_event WHERE act = 'backup.{of}'");
    let made = database.column(told("make")).await;
    let (object, detail) = made[0].split_once(' ').unwrap();
    let detail: Json = serde_json::from_str(detail).unwrap();
    assert_eq!(object, format!("backup:{}", backup.id));
    assert_eq!((&detail["digest"], &detail["recipient"]), (&"ab".repeat(32).into(), &"the archive".into()));
    assert_eq!((&detail["last_event"], &detail["rows"]["unit"]), (&backup.last_event.into(), &2.into()));
    assert_eq!(office.store.verify_audit().await.unwrap().findings, []);

    let (copy, _) = restored(Engine::Sqlite, written).await;
    assert!(copy.column(told("make")).await.is_empty(), "it came after the moment of the backup");
    let put_back = copy.column(told("restore")).await;
    let (object, detail) = put_back[0].split_once(' ').unwrap();
    let detail: Json = serde_json::from_str(detail).unwrap();
    assert_eq!(object, format!("backup:{}", backup.id));
    assert_eq!((&detail["log_head"], &detail["sessions_ended"]), (&backup.log_head.into(), &0.into()));
}

#[tokio::test]
async fn a_backup_goes_into_an_empty_database_only() {
    for engine in BOTH {
        let database = Database::new(engine);
        let office = Office::new(database.open().await).await;
        let (_, written) = back_up(&office.store).await;
        let before = database.contents(|_, _| true).await;
        let refused = office.store.restore(&console(), Cursor::new(written)).await.unwrap_err();
        assert!(matches!(refused, Error::Refused(Refusal::DatabaseNotEmpty)), "{refused}");
        assert_eq!(database.contents(|_, _| true).await, before);
    }
}

#[tokio::test]
async fn a_backup_that_is_not_whole_is_refused_and_leaves_nothing() {
    let database = Database::new(Engine::Sqlite);
    let office = Office::new(database.open().await).await;
    office.lives_a_day().await;
    let (_, written) = back_up(&office.store).await;
    let whole = lines(&written);
    let mut wrong: Vec<Vec<&str>> = (0..whole.len()).map(|kept| whole[..kept].to_vec()).collect();
    // Without one row or heading; with one twice.
    for place in 0..whole.len() {
        wrong.push([&whole[..place], &whole[place + 1..]].concat());
        wrong.push([&whole[..=place], &whole[place..]].concat());
    }
    let mut of_another_schema: Json = serde_json::from_str(whole[0]).unwrap();
    of_another_schema["schema"] = 1.into();
    let of_another_schema = of_another_schema.to_string();
    wrong.push([&[of_another_schema.as_str()], &whole[1..]].concat());
    for lines in &wrong {
        let text = lines.join("\n") + "\n";
        let refused = Backup::check(Cursor::new(&text)).await.unwrap_err();
        assert!(matches!(refused, Error::Backup(_)), "{refused}");
    }
    for engine in BOTH {
        let empty = Database::new(engine);
        let store = empty.open().await;
        let before = empty.contents(|_, _| true).await;
        for lines in wrong.iter().step_by(37) {
            store.restore(&console(), Cursor::new(lines.join("\n") + "\n")).await.unwrap_err();
        }
        let cut = Cursor::new(written[..written.len() - 1].to_vec());
        store.restore(&console(), cut).await.unwrap_err();
        assert_eq!(empty.contents(|_, _| true).await, before, "{engine:?}");
        store.restore(&console(), Cursor::new(written.clone())).await.unwrap();
    }
}

#[tokio::test]
async fn what_was_tampered_with_before_is_found_after() {
    let database = Database::new(Engine::Sqlite);
    let office = Office::new(database.open().await).await;
    office.lives_a_day().await;
    database.column("DROP TRIGGER answer_revision_is_never_changed").await;
    database.column("UPDATE answer_revision SET chosen = chosen + 1 WHERE link = 5").await;
    let found = office.store.verify_audit().await.unwrap().findings;
    assert!(found.len() >= 3, "{found:?}");
    let (_, written) = back_up(&office.store).await;
    for engine in BOTH {
        let (_database, store) = restored(engine, written.clone()).await;
        assert_eq!(store.verify_audit().await.unwrap().findings, found, "{engine:?}");
    }
}

#[tokio::test]
async fn nobody_is_signed_in_after_a_restore_and_everyone_can_be() {
    let database = Database::new(Engine::Sqlite);
    let office = Office::new(database.open().await).await;
    let candidates = office.lives_a_day().await;
    let working = &candidates[0];
    let slip = office.store.issue_slip(&office.registrar(), candidates[1].enrolment).await.unwrap();
    let (_, written) = back_up(&office.store).await;
    for engine in BOTH {
        let (database, store) = restored(engine, written.clone()).await;
        let (token, now) = (&working.workplace.token, MORNING);
        assert_eq!(office.store.candidate_of(token, now).await.unwrap(), Some(working.enrolment));
        assert_eq!(store.candidate_of(token, now).await.unwrap(), None);
        assert_eq!(database.column("SELECT address FROM session WHERE ended_at IS NULL").await, Vec::<String>::new());
        // A code that nobody has used still opens, under the same key file.
        assert!(store.sign_in_candidate(&candidates[1].iin, &slip.code, "", now).await.unwrap().is_ok());

        // The exam goes on where it was, at any machine.
        let code = store.issue_slip(&office.registrar(), working.enrolment).await.unwrap().code;
        let token = store.sign_in_candidate(&working.iin, &code, "", now).await.unwrap().unwrap().token;
        let workplace = Workplace { token, tab: Some("another".parse().unwrap()) };
        let place = store.sit_down(&workplace, working.attempt, false, "", now).await.unwrap();
        assert!(matches!(place, store::Place::Here), "{place:?}");
        let desk = |store: Store| async move { store.desk(working.enrolment, working.attempt).await.unwrap() };
        let (there, here) = (desk(office.store.clone()).await, desk(store.clone()).await);
        assert_eq!(there.attempt.deadline, here.attempt.deadline);
        let chosen = |desk: &store::Desk| desk.questions.iter().map(|q| (q.position, q.chosen, q.revision)).collect::<Vec<_>>();
        assert_eq!(chosen(&there), chosen(&here));
        store.submit(&candidate(working.enrolment), working.enrolment, working.attempt).await.unwrap();
        assert_eq!(store.verify_audit().await.unwrap().findings, []);
    }
}

/// Lets a backup go on only when others have written meanwhile.
struct WhileOthersWrite {
    into: Vec<u8>,
    saved: Arc<AtomicI64>,
    writing: Arc<AtomicUsize>,
    /// What had been acknowledged when the first line came; the moment of the backup was before.
    saved_at_first: Option<i64>,
}

impl Write for WhileOthersWrite {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.saved_at_first.is_none() {
            let now = self.saved.load(Ordering::Relaxed);
            self.saved_at_first = Some(now);
            while self.saved.load(Ordering::Relaxed) < now + 100 && self.writing.load(Ordering::Relaxed) > 0 {
                thread::sleep(Duration::from_millis(1));
            }
        }
        self.into.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_backup_taken_while_others_save_is_one_moment_with_all_that_was_acknowledged_before() {
    const CANDIDATES: usize = 6;
    for engine in BOTH {
        let database = Database::new(engine);
        let office = Arc::new(Office::new(database.open().await).await);
        let (_, candidates) = office.at_work(CANDIDATES).await;
        let attempts: Vec<AttemptId> = candidates.iter().map(|candidate| candidate.attempt).collect();
        let acknowledged: Arc<[AtomicI64; CANDIDATES]> = Arc::default();
        let saved = Arc::new(AtomicI64::new(0));
        let writing = Arc::new(AtomicUsize::new(CANDIDATES));
        let savers: Vec<_> = (0..).zip(candidates).collect();
        let savers: Vec<_> = savers
            .into_iter()
            .map(|(number, candidate)| {
                let (office, saved, acknowledged) = (Arc::clone(&office), Arc::clone(&saved), Arc::clone(&acknowledged));
                let ends = Ends(Arc::clone(&writing));
                tokio::spawn(async move {
                    let _ends = ends;
                    for change in 1..=200 {
                        office.saves(&candidate, change).await;
                        acknowledged[number].store(change, Ordering::Release);
                        saved.fetch_add(1, Ordering::Relaxed);
                    }
                })
            })
            .collect();
        while saved.load(Ordering::Relaxed) < 50 {
            tokio::task::yield_now().await;
        }
        let before: Vec<i64> = acknowledged.iter().map(|count| count.load(Ordering::Acquire)).collect();
        let (into, saved_at_first) = (Vec::new(), None);
        let mut sink = WhileOthersWrite { into, saved: Arc::clone(&saved), writing: Arc::clone(&writing), saved_at_first };
        office.store.back_up(MORNING, "test", &mut sink).await.unwrap();
        let at_first = sink.saved_at_first.unwrap();
        assert!(saved.load(Ordering::Relaxed) >= at_first + 100, "{engine:?}: others wrote while the backup ran");
        for saver in savers {
            saver.await.unwrap();
        }

        let (copy, store) = restored(engine, sink.into).await;
        assert_eq!(store.verify_audit().await.unwrap().findings, [], "{engine:?}");
        let links = links(&copy).await;
        let copied: Vec<i64> = attempts.iter().map(|a| links[&Uuid::from(*a).simple().to_string()]).collect();
        assert!(copied.iter().zip(&before).all(|(copied, before)| copied >= before), "{engine:?}: {copied:?} after {before:?}");
        // Of what came later there is nothing but what each had under way.
        let (copied, most) = (copied.iter().sum::<i64>(), at_first + i64::try_from(CANDIDATES).unwrap());
        assert!(copied <= most, "{engine:?}: {copied} of {most}");
        store.close().await;
    }
}

/// Tells that someone writes no more, also when something went wrong.
struct Ends(Arc<AtomicUsize>);

impl Drop for Ends {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[tokio::test]
async fn a_code_of_the_old_installation_needs_its_key_file() {
    let database = Database::new(Engine::Sqlite);
    let office = Office::new(database.open().await).await;
    let (_, candidates) = office.at_work(1).await;
    let slip = office.store.issue_slip(&office.registrar(), candidates[0].enrolment).await.unwrap();
    let (_, written) = back_up(&office.store).await;
    let copy = Database::new(Engine::Sqlite);
    let store = Store::open(&copy.place, [9; 32], Span::ZERO).await.unwrap();
    let restored = store.restore(&console(), Cursor::new(written)).await.unwrap();
    assert!(restored.another_key);
    assert!(store.sign_in_candidate(&candidates[0].iin, &slip.code, "", MORNING).await.unwrap().is_err());
    assert_eq!(store.verify_audit().await.unwrap().findings, []);
}
