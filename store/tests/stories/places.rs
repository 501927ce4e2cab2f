//! Where a candidate works: in one tab of one session, through whichever server.

use exam::answer::OptionSet;
use store::{Conflict, Store};

use crate::world::{World, form};

const A: OptionSet = OptionSet::from_bits(0b0001);
const B: OptionSet = OptionSet::from_bits(0b0010);

/// Another server on the same database.
async fn another_server(world: &World) -> Store {
    world.opened_with([7; 32]).await
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
