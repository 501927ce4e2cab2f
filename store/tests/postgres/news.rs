//! Servers tell each other which attempts have changed.

use std::time::Duration;

use exam::clock::Span;
use store::Resumes;

use crate::world::{World, has_heard};

const A_WHILE: Span = Span::from_mins(5);
const REASON: &str = "дабыл";

#[tokio::test]
async fn who_watches_at_one_server_hears_what_is_done_at_another() {
    let world = World::new().await;
    let other = world.another_server().await;
    let (at_work, elsewhere) = (world.at_work().await, world.at_work().await);
    let (mut heard, mut quiet) = (world.store.watch(at_work.attempt), world.store.watch(elsewhere.attempt));
    world.news_have_come(&world.store).await;
    has_heard(&mut heard);
    has_heard(&mut quiet);
    let (staff, attempt, candidate) = (world.invigilator(), at_work.attempt, at_work.candidate);
    macro_rules! is_heard {
        ($act:expr) => {
            $act.await.unwrap();
            world.news_have_come(&world.store).await;
            assert!(has_heard(&mut heard), "{}", stringify!($act));
        };
    }
    is_heard!(other.grant_time(&staff, attempt, A_WHILE, REASON));
    is_heard!(other.grant_time_to_all(&staff, candidate.sitting, A_WHILE, REASON));
    is_heard!(other.pause(&staff, attempt, Resumes::OnReturn, REASON));
    is_heard!(other.come_back(&candidate.by(), candidate.enrolment, attempt));
    is_heard!(other.sit_down(&candidate.tab("first"), attempt, true, "", world.now()));
    is_heard!(other.submit(&candidate.by(), candidate.enrolment, attempt));
    assert!(!has_heard(&mut quiet), "nobody else's business");
}

#[tokio::test]
async fn what_changed_for_a_whole_room_at_once_is_told_to_everyone_in_it() {
    let world = World::new().await;
    let other = world.another_server().await;
    let first = world.at_work().await;
    let mut watching = vec![world.store.watch(first.attempt)];
    // More than one message has room for.
    for _ in 0..210 {
        let neighbour = first.candidate.neighbour().await;
        neighbour.signs_in().await;
        watching.push(world.store.watch(neighbour.starts().await.attempt));
    }
    world.news_have_come(&world.store).await;
    for changes in &mut watching {
        has_heard(changes);
    }
    let granted = other.grant_time_to_all(&world.invigilator(), first.candidate.sitting, A_WHILE, REASON).await.unwrap();
    assert_eq!(granted, 211);
    world.news_have_come(&world.store).await;
    let heard = watching.iter_mut().map(has_heard).filter(|heard| *heard).count();
    assert_eq!(heard, 211);
}

#[tokio::test]
async fn what_happened_while_the_line_for_the_news_was_down_is_made_good() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let mut heard = world.store.watch(at_work.attempt);
    world.news_have_come(&world.store).await;
    has_heard(&mut heard);
    // Only the line for the news is idle in a LISTEN.
    let cut =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'";
    assert_eq!(world.column(cut).await, ["t"]);
    // Whoever watches looks again when it is back, whatever it was.
    tokio::time::timeout(Duration::from_secs(60), heard.next()).await.expect("the line comes back");
    let other = world.another_server().await;
    world.news_have_come(&world.store).await;
    has_heard(&mut heard);
    other.grant_time(&world.invigilator(), at_work.attempt, A_WHILE, REASON).await.unwrap();
    world.news_have_come(&world.store).await;
    assert!(has_heard(&mut heard));
}
