//! Several servers on one database: whichever a request lands on, it means the same.

use exam::{
    answer::OptionSet,
    clock::{Instant, Span},
};
use store::{Conflict, Error, Place, Refusal, Resumes, Save, Saved, Store};

use crate::world::{A_MOMENT, AtWork, Engine, GRACE, LIMIT, World, by_the_desk, engine, form, options, refusal};

const A: OptionSet = OptionSet::from_bits(0b0001);
const B: OptionSet = OptionSet::from_bits(0b0010);
const C: OptionSet = OptionSet::from_bits(0b0100);

/// Saves at one of the servers.
async fn saves(server: &Store, at_work: &AtWork<'_>, save: Save) -> store::Result<Saved> {
    server.save(&at_work.candidate.workplace(), at_work.attempt, "", at_work.candidate.world.now(), &[save]).await
}

#[tokio::test]
async fn answers_of_one_attempt_land_on_one_server_and_another_in_turn() {
    let world = World::new().await;
    let other = world.another_server().await;
    let at_work = world.at_work().await;
    for change in 1..=12_u32 {
        let server = if change % 2 == 0 { &world.store } else { &other };
        let chosen = options([u8::try_from(change % 4).unwrap()]);
        // By the desk and by a plain page, a question each.
        let saved = saves(server, &at_work, by_the_desk(1, chosen, change.into())).await.unwrap();
        assert_eq!((saved.revisions[&1], saved.conflicts), (change, vec![]));
        let saved = saves(server, &at_work, form(2, chosen, change - 1)).await.unwrap();
        assert_eq!((saved.revisions[&2], saved.conflicts), (change, vec![]));
    }
    assert_eq!(world.links(at_work.attempt).await, 24);
    at_work.submits().await;
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn a_server_that_has_heard_nothing_of_the_last_answer_goes_by_it_nevertheless() {
    let world = World::new().await;
    let other = world.another_server().await;
    let at_work = world.at_work().await;
    saves(&world.store, &at_work, by_the_desk(1, A, 1)).await.unwrap();
    saves(&other, &at_work, by_the_desk(1, B, 2)).await.unwrap();

    // Nothing of what follows is written, so that nothing in the database could stop it.
    let late = saves(&world.store, &at_work, by_the_desk(1, A, 1)).await.unwrap();
    assert_eq!(late.conflicts, [Conflict { position: 1, wanted: A, stands: B }], "an answer that doesn't stand is not saved");
    saves(&other, &at_work, by_the_desk(1, C, 3)).await.unwrap();
    let page = saves(&world.store, &at_work, form(1, B, 2)).await.unwrap();
    assert_eq!(page.conflicts, [Conflict { position: 1, wanted: B, stands: C }]);
    saves(&other, &at_work, by_the_desk(1, A, 4)).await.unwrap();
    let again = saves(&world.store, &at_work, by_the_desk(1, A, 4)).await.unwrap();
    assert_eq!((again.revisions[&1], again.conflicts), (4, vec![]));

    saves(&other, &at_work, by_the_desk(1, B, 5)).await.unwrap();
    let page = saves(&world.store, &at_work, form(1, C, 5)).await.unwrap();
    assert_eq!((page.revisions[&1], page.conflicts), (6, vec![]), "a page that has seen it is no conflict");
    assert_eq!(at_work.stands(1).await, C);
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn a_page_that_says_what_stood_does_not_pass_for_saved_when_another_server_has_saved_since() {
    let world = World::new().await;
    let other = world.another_server().await;
    let at_work = world.at_work().await;
    saves(&world.store, &at_work, form(1, A, 0)).await.unwrap();
    saves(&other, &at_work, form(1, B, 1)).await.unwrap();
    // The first server has seen A; the page has seen B, and wants A again.
    assert_eq!(saves(&world.store, &at_work, form(1, A, 2)).await.unwrap().revisions[&1], 3);
    assert_eq!(at_work.stands(1).await, A);
}

#[tokio::test]
async fn what_one_server_does_holds_at_the_other_at_once() {
    let world = World::new().await;
    let other = world.another_server().await;
    let at_work = world.at_work().await;
    let (staff, attempt, now) = (world.invigilator(), at_work.attempt, world.now());
    saves(&other, &at_work, by_the_desk(1, A, 1)).await.unwrap();
    world.store.pause(&staff, attempt, Resumes::ByStaff, "дабыл").await.unwrap();
    assert_eq!(refusal(saves(&other, &at_work, by_the_desk(1, B, 2)).await), Refusal::Paused);
    other.resume(&staff, attempt).await.unwrap();
    saves(&world.store, &at_work, by_the_desk(1, B, 2)).await.unwrap();

    let (first, second) = (at_work.candidate.tab("first"), at_work.candidate.tab("second"));
    assert_eq!(world.store.sit_down(&first, attempt, false, "", now).await.unwrap(), Place::Here);
    assert_eq!(other.sit_down(&second, attempt, false, "", now).await.unwrap(), Place::Elsewhere { since: now });
    assert_eq!(other.sit_down(&second, attempt, true, "", now).await.unwrap(), Place::Here);
    let taken = world.store.save(&first, attempt, "", now, &[by_the_desk(1, C, 3)]).await;
    assert_eq!(refusal(taken), Refusal::AtWorkElsewhere);

    let late = world.now() + LIMIT + GRACE;
    other.grant_time(&staff, attempt, A_MOMENT, "дабыл").await.unwrap();
    world.store.save(&second, attempt, "", late + A_MOMENT, &[by_the_desk(1, C, 3)]).await.unwrap();

    let old = at_work.candidate.workplace();
    at_work.candidate.signs_in().await;
    assert_eq!(other.candidate_of(&old.token, now).await.unwrap(), None);
    let signed_out = other.save(&old, attempt, "", now, &[by_the_desk(1, A, 4)]).await;
    assert!(matches!(signed_out, Err(Error::SignedOut)), "{signed_out:?}");
    saves(&other, &at_work, by_the_desk(1, A, 4)).await.unwrap();
    other.submit(&at_work.candidate.by(), at_work.candidate.enrolment, attempt).await.unwrap();
    assert_eq!(refusal(saves(&world.store, &at_work, by_the_desk(1, B, 5)).await), Refusal::ExamOver);
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn where_there_may_be_many_servers_the_database_says_what_time_it_is() {
    let world = World::new().await;
    let other = world.another_server().await;
    let (earlier, later) = (world.store.database_time().await.unwrap(), other.database_time().await.unwrap());
    match engine() {
        Engine::Sqlite => assert_eq!((earlier, later), (None, None), "the one server has a clock of its own"),
        Engine::Postgres => {
            let raw = world.number("SELECT CAST(floor(extract(epoch FROM clock_timestamp()) * 1000) AS BIGINT) + 1").await;
            assert!(earlier.is_some() && earlier <= later && later <= Some(Instant::from_millis(raw)));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn three_servers_save_for_everyone_at_once_and_lose_nothing() {
    let world = World::new().await;
    let servers = [world.store.clone(), world.another_server().await, world.another_server().await];
    let mut room = Vec::new();
    for _ in 0..6 {
        room.push(world.at_work().await);
    }
    let mut machines = Vec::new();
    for at_work in &room {
        // Each question by another server, the next change of it by the next.
        for position in 1..=6_u16 {
            let (servers, workplace, attempt, now) =
                (servers.clone(), at_work.candidate.workplace(), at_work.attempt, world.now());
            machines.push(tokio::spawn(async move {
                for change in 1..=4_u8 {
                    let server = &servers[usize::from(position + u16::from(change)) % 3];
                    let save = [by_the_desk(position, options([change % 4]), change.into())];
                    // Of an attempt that others write to all the time, a server may lose the race: the desk tries again.
                    while let Err(error) = server.save(&workplace, attempt, "", now, &save).await {
                        assert!(matches!(error, Error::Busy), "{error:?}");
                    }
                }
            }));
        }
    }
    for machine in machines {
        machine.await.unwrap();
    }
    for at_work in &room {
        assert_eq!(world.links(at_work.attempt).await, 24);
        assert!(at_work.desk().await.questions.iter().all(|q| q.chosen == options([0]) && q.revision == 4));
    }
    let report = world.store.verify_audit().await.unwrap();
    assert_eq!((report.answers, report.findings), (6 * 24, vec![]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_closing_tasks_of_three_servers_end_each_attempt_once() {
    let world = World::new().await;
    let servers = [world.store.clone(), world.another_server().await, world.another_server().await];
    for _ in 0..6 {
        world.at_work().await;
    }
    let deadline = world.now() + LIMIT;
    world.advance(LIMIT + GRACE + A_MOMENT);
    let now = world.now();
    let tasks: Vec<_> =
        servers.into_iter().map(|server| tokio::spawn(async move { server.close_overdue(now).await.unwrap() })).collect();
    let mut closed = Vec::new();
    for task in tasks {
        closed.extend(task.await.unwrap());
    }
    assert_eq!(closed.len(), 6);
    assert!(closed.iter().all(|one| one.at == deadline));
    assert_eq!(world.number("SELECT count(*) FROM result").await, 6);
    assert_eq!(world.findings().await, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_log_of_many_servers_is_one_chain() {
    let world = World::new().await;
    let servers = [world.store.clone(), world.another_server().await, world.another_server().await];
    let at_work = world.at_work().await;
    let (attempt, deadline) = (at_work.attempt, at_work.deadline().await);
    let since = world.last_event().await;
    let grants: Vec<_> = (0..30_usize)
        .map(|n| {
            let (server, by) = (servers[n % 3].clone(), world.invigilator());
            tokio::spawn(async move { server.grant_time(&by, attempt, A_MOMENT, "дабыл").await.unwrap() })
        })
        .collect();
    for grant in grants {
        grant.await.unwrap();
    }
    assert_eq!(at_work.deadline().await, deadline + Span::from_millis(30), "not one grant is lost under another");
    assert_eq!(world.last_event().await, since + 30);
    assert_eq!(world.findings().await, []);
}
