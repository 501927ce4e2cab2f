//! The board of a sitting, which its page asks for every few seconds.

use axum::http::{Method, StatusCode};
use exam::{clock::Span, id::SittingId};
use store::{Actor, By, Role, Token};

use super::{World, request};

/// Someone whose exam is before them, in a sitting.
async fn sitting(world: &World) -> SittingId {
    let waiting = world.store.unfinished(world.now).await.unwrap();
    let candidate = waiting.into_iter().find(|c| c.attempt.is_some()).unwrap();
    world.store.sitting_of(candidate.id).await.unwrap()
}

async fn invigilator(world: &World) -> Token {
    let (member, _) = world.store.staff_by_login("invigilator").await.unwrap().unwrap();
    let by = By { actor: Actor::in_role(member.id, Role::Invigilator), address: String::new(), now: world.clock_now() };
    world.store.begin_staff_session(&by).await.unwrap()
}

#[tokio::test]
async fn following_a_sitting_is_told_once_and_keeps_no_session_alive() {
    let world = World::demonstration("following").await;
    let page = format!("/staff/sittings/{}", sitting(&world).await);
    let board = format!("{page}/board");
    let get = async |path: &str, token: &Token| world.ask(request(&Method::GET, path, Some(token))).await;
    let token = invigilator(&world).await;
    let before = world.events().await;
    let (_, _, whole) = get(&page, &token).await;
    for minute in 1..30 {
        world.clock.advance(Span::from_mins(1));
        let (status, _, part) = get(&board, &token).await;
        assert_eq!(status, StatusCode::OK, "minute {minute}");
        assert!(part.starts_with("<div id=\"board\"") && !part.contains("<html"), "{part}");
    }
    assert_eq!(world.events().await, before + 1, "the opening of the page, and no event for the rest");
    world.clock.advance(Span::from_mins(1));
    let mut asked = request(&Method::GET, &board, Some(&token));
    asked.headers_mut().insert("accept", "application/json".parse().unwrap());
    assert_eq!(world.ask(asked).await.0, StatusCode::UNAUTHORIZED, "nobody has been there for half an hour");

    // The page's board is the one that is asked for, but for the time it was made.
    let frame = |html: &str| html.split("<div id=\"board\"").nth(1).unwrap().split("<table").nth(1).unwrap().to_owned();
    let again = invigilator(&world).await;
    let (_, _, part) = get(&board, &again).await;
    assert_eq!(frame(&whole).split("</table>").next(), frame(&part).split("</table>").next());
}

#[tokio::test]
async fn a_board_that_somebody_touches_stays_open_and_one_asked_for_without_its_page_is_told_too() {
    let world = World::demonstration("touched").await;
    let board = format!("/staff/sittings/{}/board", sitting(&world).await);
    let token = invigilator(&world).await;
    let before = world.events().await;
    for _ in 0..4 {
        world.clock.advance(Span::from_mins(20));
        let (status, ..) = world.ask(request(&Method::GET, &format!("{board}?used"), Some(&token))).await;
        assert_eq!(status, StatusCode::OK);
    }
    assert_eq!(world.events().await, before + 1, "nothing is read without a trace");
}
