//! The database itself: what it promises before anyone asks it for anything.

use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use exam::id::StaffId;
use licensing::ActivityType;
use store::{By, DatabasePlace, DeclarationStatus, Error, Refusal, Role};

use crate::world::{Database, Engine, OFFICE, World, education, engine, is_not_found, options, refusal};

#[tokio::test]
async fn everything_is_there_again_after_a_restart() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.chooses(1, options([2])).await;
    let (enrolment, attempt, deadline) = (at_work.candidate.enrolment, at_work.attempt, at_work.deadline().await);
    let before = world.contents().await;
    let world = world.restarted().await;
    assert_eq!(world.contents().await, before);
    let desk = world.store.desk(enrolment, attempt).await.unwrap();
    assert_eq!(desk.questions[0].chosen, options([2]));
    assert_eq!(desk.attempt.deadline, Some(deadline));
    assert_eq!(world.store.verify_audit().await.unwrap().findings, []);
}

#[tokio::test]
async fn a_session_outlives_a_restart() {
    let world = World::new().await;
    let candidate = world.enrolled().await;
    let (enrolment, token) = (candidate.enrolment, candidate.comes().await.token);
    let world = world.restarted().await;
    assert_eq!(world.store.candidate_of(&token, world.now()).await.unwrap(), Some(enrolment));
}

#[tokio::test]
async fn who_is_not_on_the_staff_leaves_no_evidence() {
    let world = World::new().await;
    let file = world.file(ActivityType::LeakDetection).await;
    let (declaration, _) = world.declare(file).await;
    let at_work = world.at_work().await;
    at_work.submits().await;
    let result = at_work.result().await.unwrap().head.id;
    let stranger: By = world.staff(StaffId::new(world.now(), [1; 10]), Role::Chair);
    let before = world.contents().await;
    // Nothing but the reference to the table of staff refuses these.
    for outcome in [
        world.store.approve(&stranger, result).await,
        world.store.settle_specialty(&stranger, declaration, true, "жақын").await,
        world.store.record_row(&stranger, file, 4, true, "көрдім").await,
    ] {
        assert!(
            matches!(&outcome, Err(Error::Database(error)) if error.to_string().to_lowercase().contains("foreign key")),
            "{outcome:?}"
        );
    }
    assert!(is_not_found(&world.store.begin_staff_session(&stranger).await));
    assert_eq!(world.contents().await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_reader_sees_one_moment_while_others_write() {
    let world = World::new().await;
    let file = world.file(ActivityType::LeakDetection).await;
    let done = Arc::new(AtomicBool::new(false));
    let readers: Vec<_> = (0..2)
        .map(|_| {
            let (store, done) = (world.store.clone(), Arc::clone(&done));
            tokio::spawn(async move {
                let mut seen = 0;
                while !done.load(Ordering::Relaxed) {
                    let dossier = store.file(file).await.unwrap();
                    // The head counts in one query, the list comes from another.
                    let stand = dossier.declarations.iter().filter(|d| d.status == DeclarationStatus::Declared).count();
                    assert_eq!(usize::try_from(dossier.head.declared).unwrap(), stand);
                    seen = seen.max(stand);
                    tokio::task::yield_now().await;
                }
                seen
            })
        })
        .collect();
    for _ in 0..60 {
        let (iin, name) = world.person();
        world.store.declare(&world.registrar(), file, &iin, &name, &education()).await.unwrap();
    }
    done.store(true, Ordering::Relaxed);
    for reader in readers {
        assert!(reader.await.unwrap() > 0, "readers weren't held up until the writer was done");
    }
}

#[tokio::test]
async fn a_demonstration_begins_in_an_empty_database_and_never_ends() {
    let database = Database::new();
    let console = By::console("root", exam::clock::Instant::from_millis(0));
    let store = store::Store::open(&database.place, [0; 32], exam::clock::Span::ZERO).await.unwrap();
    assert_eq!((store.is_empty().await.unwrap(), store.is_demonstration().await.unwrap()), (true, false));
    store.begin_demonstration(&console).await.unwrap();
    store.close().await;
    let store = store::Store::open(&database.place, [0; 32], exam::clock::Span::ZERO).await.unwrap();
    assert_eq!((store.is_empty().await.unwrap(), store.is_demonstration().await.unwrap()), (false, true));
    assert_eq!(refusal(store.begin_demonstration(&console).await), Refusal::DatabaseNotEmpty);
}

#[tokio::test]
async fn a_database_in_use_does_not_become_a_demonstration() {
    let world = World::new().await;
    assert_eq!(refusal(world.store.begin_demonstration(&world.registrar()).await), Refusal::DatabaseNotEmpty);
    assert!(!world.store.is_demonstration().await.unwrap());
}

#[test]
fn a_database_address_names_a_sqlite_file_or_a_postgresql_database() {
    assert_eq!("sqlite://data/synaq.db".parse::<DatabasePlace>().unwrap(), DatabasePlace::Sqlite("data/synaq.db".into()));
    for url in ["postgres://synaq@localhost/synaq", "postgresql://localhost/synaq"] {
        assert_eq!(url.parse::<DatabasePlace>().unwrap(), DatabasePlace::Postgres(url.to_owned()));
    }
    for bad in ["", "sqlite://", "sqlite://:memory:", "sqlite://synaq.db?mode=ro", "data/synaq.db", "mysql://localhost/synaq"] {
        assert!(bad.parse::<DatabasePlace>().unwrap_err().to_string().contains("sqlite://PATH"), "{bad}");
    }
}

#[tokio::test]
async fn the_log_tells_from_which_address_and_in_which_role_someone_acted() {
    let world = World::new().await;
    let since = world.last_event().await;
    world.file(ActivityType::LeakDetection).await;
    let told = world.column(format!("SELECT actor || ' ' || role || ' ' || address FROM audit_event WHERE seq > {since}")).await;
    let store::Actor::Staff(registrar, _) = world.registrar().actor else { unreachable!("a registrar is of the staff") };
    assert_eq!(told, vec![format!("staff:{registrar} registrar {OFFICE}"); 2]);
}

#[test]
fn every_operation_of_the_store_is_in_a_story() {
    let all = |folder: &str| {
        let files = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap();
        let sources = files.map(|file| file.unwrap().path()).filter(|path| path.extension().is_some_and(|e| e == "rs"));
        sources.map(|path| fs::read_to_string(path).unwrap()).collect::<String>()
    };
    // The tests of backups go from either engine into either.
    let (store, stories) =
        (all("src") + &all("src/staff"), all("tests/stories") + &all("tests/stories/world") + &all("tests/backup"));
    let operations = store.lines().filter_map(|line| line.strip_prefix("    pub async fn ")?.split(['(', '<']).next());
    // A disk has to fail first: that is a trial, not a story.
    let operations: BTreeSet<_> = operations.filter(|name| *name != "failure").collect();
    assert!(operations.len() > 50, "{operations:?}");
    let told = |name: &str| [".", "::"].iter().any(|before| stories.contains(&format!("{before}{name}(")));
    let untold: Vec<_> = operations.into_iter().filter(|name| !told(name)).collect();
    assert!(untold.is_empty(), "{untold:?}");
}

#[tokio::test]
async fn a_database_that_others_go_by_tells_the_time_and_a_file_does_not() {
    let world = World::new().await;
    let first = world.store.database_time().await.unwrap();
    let second = world.store.database_time().await.unwrap();
    match engine() {
        Engine::Sqlite => assert_eq!((first, second), (None, None)),
        Engine::Postgres => assert!(first.unwrap() <= second.unwrap() && first.unwrap().as_millis() > 1_700_000_000_000),
    }
}
