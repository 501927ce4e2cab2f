//! Who watches an attempt hears of each change of its state, its time and its place, and reads again.

use exam::clock::Span;
use store::{Changes, Resumes};

use crate::world::{AtWork, GRACE, LIMIT, World, form, has_heard, options};

const A_WHILE: Span = Span::from_mins(5);
const REASON: &str = "дабыл";

/// Asserts that the act was heard by who watches the attempt, and by nobody else.
macro_rules! is_heard {
    ($world:expr, $watching:expr, $other:expr, $act:expr) => {
        $act.await.unwrap();
        $world.news_have_come(&$world.store).await;
        assert!(has_heard(&mut $watching), "{}", stringify!($act));
        assert!(!has_heard(&mut $other), "{}: nobody else's business", stringify!($act));
    };
}

async fn watches(world: &World, at_work: &AtWork<'_>) -> Changes {
    let changes = world.store.watch(at_work.attempt);
    world.news_have_come(&world.store).await;
    changes
}

#[tokio::test]
async fn who_watches_hears_of_every_act_on_the_attempt() {
    let world = World::new().await;
    let (at_work, elsewhere) = (world.at_work().await, world.at_work().await);
    let (store, attempt, candidate) = (&world.store, at_work.attempt, at_work.candidate);
    let (mut heard, mut other) = (watches(&world, &at_work).await, watches(&world, &elsewhere).await);
    // What the line for the news had to say when it was opened.
    has_heard(&mut heard);
    has_heard(&mut other);
    let staff = world.invigilator();
    is_heard!(world, heard, other, store.grant_time(&staff, attempt, A_WHILE, REASON));
    is_heard!(world, heard, other, store.grant_time_to_all(&staff, candidate.sitting, A_WHILE, REASON));
    is_heard!(world, heard, other, store.give_extra_time(&staff, candidate.enrolment, A_WHILE, REASON));
    is_heard!(world, heard, other, store.pause(&staff, attempt, Resumes::ByStaff, REASON));
    is_heard!(world, heard, other, store.resume(&staff, attempt));
    is_heard!(world, heard, other, store.pause_all(&staff, candidate.sitting, REASON));
    is_heard!(world, heard, other, store.resume_all(&staff, candidate.sitting));
    is_heard!(world, heard, other, at_work.sits_down_at(&candidate.tab("first"), false));
    is_heard!(world, heard, other, at_work.sits_down_at(&candidate.tab("second"), true));
    is_heard!(world, heard, other, store.end_session(&candidate.by(), &candidate.workplace().token));
    is_heard!(world, heard, other, store.submit(&candidate.by(), candidate.enrolment, attempt));
    is_heard!(world, heard, other, at_work.is_reopened(Span::ZERO));
    is_heard!(world, heard, other, at_work.comes_back());
    world.advance(LIMIT + A_WHILE + A_WHILE + A_WHILE + GRACE);
    elsewhere.submits().await;
    world.news_have_come(store).await;
    assert!(has_heard(&mut other));
    world.advance(Span::from_millis(1));
    is_heard!(world, heard, other, store.close_overdue(world.now()));
    let result = at_work.result().await.unwrap().head.id;
    is_heard!(world, heard, other, store.approve(&world.chair(), result));
}

#[tokio::test]
async fn who_watches_before_the_start_hears_of_it() {
    let world = World::new().await;
    let candidate = world.enrolled().await;
    candidate.sitting_opens().await;
    let attempt = world.store.standing(candidate.enrolment).await.unwrap().attempt.unwrap().id;
    let mut changes = world.store.watch(attempt);
    world.news_have_come(&world.store).await;
    has_heard(&mut changes);
    candidate.signs_in().await;
    world.news_have_come(&world.store).await;
    assert!(has_heard(&mut changes), "of the admission");
    candidate.starts().await;
    world.news_have_come(&world.store).await;
    assert!(has_heard(&mut changes), "of the start");
}

#[tokio::test]
async fn what_was_refused_is_no_news_and_neither_is_an_answer() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let mut changes = watches(&world, &at_work).await;
    has_heard(&mut changes);
    world.store.resume(&world.invigilator(), at_work.attempt).await.unwrap_err();
    world.store.grant_time(&world.invigilator(), at_work.attempt, Span::ZERO, REASON).await.unwrap_err();
    at_work.saves(&[form(1, options([0]), 0)]).await.unwrap();
    world.news_have_come(&world.store).await;
    assert!(!has_heard(&mut changes));
}

#[tokio::test]
async fn what_the_log_cannot_tell_is_no_news() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let mut changes = watches(&world, &at_work).await;
    has_heard(&mut changes);
    world.the_log_is_full().await;
    world.store.grant_time(&world.invigilator(), at_work.attempt, A_WHILE, REASON).await.unwrap_err();
    world.news_have_come(&world.store).await;
    assert!(!has_heard(&mut changes), "it was told before it was committed, and it never was");
}
