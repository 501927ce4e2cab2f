//! The database goes down under a store, and comes back.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicI64, Ordering},
};

use cluster::Cluster;
use store::{DatabasePlace, Error};

use crate::world::{A_MOMENT, Database, World, bank, by_the_desk, has_heard, options};

/// A world in a cluster of its own, which keeps what it has acknowledged.
async fn with_a_cluster() -> (Cluster, World) {
    let cluster = Cluster::start().unwrap();
    let place = DatabasePlace::Postgres(cluster.create_database("exam").unwrap());
    let world = World::without_bank_in(Database { place, made: None }).await;
    world.import(&bank::small()).await.unwrap();
    (cluster, world)
}

/// Whether trying again may do.
fn is_of_the_line<T: std::fmt::Debug>(outcome: store::Result<T>) -> bool {
    let error = outcome.expect_err("the database is down");
    assert!(error.is_of_the_line(), "{error:?}");
    true
}

#[tokio::test]
async fn while_the_database_is_down_everyone_is_told_to_try_again_and_afterwards_all_goes_on() {
    let (mut cluster, world) = with_a_cluster().await;
    let at_work = world.at_work().await;
    at_work.saves(&[by_the_desk(1, options([0]), 1)]).await.unwrap();
    let deadline = at_work.deadline().await;
    let staff = world.invigilator();

    for round in 1..=2 {
        cluster.kill().unwrap();
        for _ in 0..3 {
            assert!(is_of_the_line(at_work.saves(&[by_the_desk(1, options([1]), round + 1)]).await));
            assert!(is_of_the_line(world.store.grant_time(&staff, at_work.attempt, A_MOMENT, "дабыл").await));
        }
        if round == 1 {
            // Who asks waits a while for it, and is told then.
            let (page, closing, audit) = tokio::join!(
                world.store.standing(at_work.candidate.enrolment),
                world.store.close_overdue(world.now()),
                world.store.verify_audit(),
            );
            assert!(is_of_the_line(page) && is_of_the_line(closing) && is_of_the_line(audit));
        }
        cluster.restart().unwrap();
        assert_eq!(at_work.deadline().await, deadline, "what was not acknowledged has not happened");
        let saved = at_work.saves(&[by_the_desk(1, options([1]), round + 1)]).await.unwrap();
        assert_eq!(saved.conflicts, []);
    }
    world.store.grant_time(&staff, at_work.attempt, A_MOMENT, "дабыл").await.unwrap();
    let mut changes = world.store.watch(at_work.attempt);
    world.news_have_come(&world.store).await;
    has_heard(&mut changes);
    at_work.submits().await;
    world.news_have_come(&world.store).await;
    assert!(has_heard(&mut changes));
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn a_database_that_was_away_while_nobody_asked_is_not_missed() {
    let (mut cluster, world) = with_a_cluster().await;
    let at_work = world.at_work().await;
    cluster.kill().unwrap();
    cluster.restart().unwrap();
    at_work.saves(&[by_the_desk(1, options([0]), 1)]).await.unwrap();
    assert_eq!(at_work.stands(1).await, options([0]));
}

#[tokio::test]
async fn lines_that_the_server_cuts_are_drawn_again() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    for change in 1..=3_u32 {
        let cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
                   WHERE datname = current_database() AND pid <> pg_backend_pid()";
        assert!(world.number(cut).await > 1);
        let saved = at_work.saves(&[by_the_desk(1, options([u8::from(change % 2 == 0)]), change.into())]).await.unwrap();
        assert_eq!(saved.revisions[&1], change);
        assert_eq!(at_work.question(1).await.revision, change);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_before_the_database_was_killed_is_there_afterwards() {
    let (mut cluster, world) = with_a_cluster().await;
    let room = [world.at_work().await, world.at_work().await, world.at_work().await];
    for round in 1..=3_i64 {
        let down = Arc::new(AtomicBool::new(false));
        let all = Arc::new(AtomicI64::new(0));
        let machines: Vec<_> = room
            .iter()
            .map(|at_work| {
                let (store, workplace, attempt, now) =
                    (world.store.clone(), at_work.candidate.workplace(), at_work.attempt, world.now());
                let (down, all) = (Arc::clone(&down), Arc::clone(&all));
                tokio::spawn(async move {
                    let mut last = 0;
                    for n in 1.. {
                        let change = round * 1_000_000 + n;
                        let save = [by_the_desk(1, options([u8::from(n % 2 == 0)]), change)];
                        match store.save(&workplace, attempt, "", now, &save).await {
                            Ok(_) => last = change,
                            Err(error) => {
                                assert!(error.is_of_the_line() && !matches!(error, Error::SignedOut), "{error:?}");
                                assert!(down.load(Ordering::SeqCst), "only when it was killed: {error:?}");
                                break;
                            }
                        }
                        all.fetch_add(1, Ordering::SeqCst);
                    }
                    last
                })
            })
            .collect();
        while all.load(Ordering::SeqCst) < 40 {
            tokio::task::yield_now().await;
        }
        down.store(true, Ordering::SeqCst);
        tokio::task::block_in_place(|| cluster.kill()).unwrap();
        let mut acknowledged = Vec::new();
        for machine in machines {
            acknowledged.push(machine.await.unwrap());
        }
        tokio::task::block_in_place(|| cluster.restart()).unwrap();
        for (at_work, acknowledged) in room.iter().zip(acknowledged) {
            let kept = at_work.question(1).await.client_revision;
            assert!(kept == acknowledged || kept == acknowledged + 1, "{acknowledged} was acknowledged, {kept} is there");
        }
        assert_eq!(world.findings().await, []);
    }
}
