//! Where a candidate works: in one tab of one session, through whichever server.

use exam::{answer::OptionSet, clock::Span};
use store::{Conflict, Place, Refusal, Resumes, Store, Token, Workplace};

use crate::world::{AtWork, World, form, island, refusal};

const A: OptionSet = OptionSet::from_bits(0b0001);
const B: OptionSet = OptionSet::from_bits(0b0010);

fn tab(token: &Token, name: &str) -> Workplace {
    Workplace { token: token.clone(), tab: Some(name.parse().unwrap()) }
}

async fn sits_down(at_work: &AtWork<'_>, workplace: &Workplace, take_over: bool) -> Place {
    let world = at_work.candidate.world;
    world.store.sit_down(workplace, at_work.attempt, take_over, "", world.now()).await.unwrap()
}

/// Another server on the same database.
async fn another_server(world: &World) -> Store {
    world.opened_with([7; 32]).await
}

#[tokio::test]
async fn a_second_tab_has_to_ask_also_while_the_clock_stands() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let token = at_work.candidate.workplace().token;
    let since = world.now();
    assert_eq!(sits_down(&at_work, &tab(&token, "a"), false).await, Place::Here);
    world.store.pause(&world.invigilator(), at_work.attempt, Resumes::ByStaff, "Өрт дабылы").await.unwrap();
    world.advance(Span::from_mins(1));
    assert_eq!(sits_down(&at_work, &tab(&token, "b"), false).await, Place::Elsewhere { since });
    assert_eq!(sits_down(&at_work, &tab(&token, "b"), true).await, Place::Here);
}

#[tokio::test]
async fn who_signs_in_after_a_reopening_finds_the_place_free() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let before = at_work.candidate.workplace().token;
    sits_down(&at_work, &tab(&before, "a"), false).await;
    at_work.submits().await;
    world.store.end_session(&at_work.candidate.by(), &before).await.unwrap();
    world.store.reopen(&world.invigilator(), at_work.attempt, Span::ZERO, "Қате тапсырды").await.unwrap();
    let after = at_work.candidate.signs_in().await.token;
    world.store.come_back(&at_work.candidate.by(), at_work.candidate.enrolment, at_work.attempt).await.unwrap();
    assert_eq!(sits_down(&at_work, &tab(&after, "b"), false).await, Place::Here);
}

#[tokio::test]
async fn signing_out_of_a_session_that_is_over_takes_nobodys_place() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let before = at_work.candidate.workplace().token;
    let now = at_work.candidate.signs_in().await.token;
    sits_down(&at_work, &tab(&now, "a"), false).await;
    world.store.end_session(&at_work.candidate.by(), &before).await.unwrap();
    let other = world.store.save(&tab(&now, "b"), at_work.attempt, "", world.now(), &[island(1, A, 1)]).await;
    assert_eq!(refusal(other), Refusal::AtWorkElsewhere);
}

#[tokio::test]
async fn a_page_that_says_what_stood_does_not_pass_for_saved_when_another_server_has_saved_since() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let other = another_server(&world).await;
    at_work.saves(&[form(1, A, 0)]).await.unwrap();
    let workplace = at_work.candidate.workplace();
    other.save(&workplace, at_work.attempt, "", world.now(), &[form(1, B, 1)]).await.unwrap();
    // The first server has seen A; the page has seen B, and wants A again.
    at_work.saves(&[form(1, A, 2)]).await.unwrap();
    assert_eq!(at_work.stands(1).await, A);
    other.close().await;
}

#[tokio::test]
async fn a_page_is_no_older_than_what_another_server_has_saved() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let other = another_server(&world).await;
    at_work.saves(&[form(1, A, 0)]).await.unwrap();
    let workplace = at_work.candidate.workplace();
    other.save(&workplace, at_work.attempt, "", world.now(), &[form(2, A, 0)]).await.unwrap();
    let saved = at_work.saves(&[form(2, B, 1)]).await.unwrap();
    assert_eq!((saved.conflicts, at_work.stands(2).await), (Vec::<Conflict>::new(), B));
    other.close().await;
}
