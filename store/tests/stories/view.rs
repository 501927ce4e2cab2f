//! How a candidate has set up the desk goes with them, and is nobody's evidence.

use exam::language::Language;
use store::{LARGEST_TEXT, MOST_NOTED, View};

use crate::world::World;

fn large() -> View {
    View {
        text_size: 2,
        contrast: true,
        spaced: false,
        language: Some(Language::Ru),
        notes: "4;1,7;3:2".to_owned(),
        scratch: "20·log(2) ≈ 6 дБ\nә".to_owned(),
    }
}

#[tokio::test]
async fn what_a_candidate_has_set_up_is_there_on_every_page_of_theirs_and_on_nobody_elses() {
    let world = World::new().await;
    let (at_work, other) = (world.at_work().await, world.at_work().await);
    assert_eq!(world.store.view(at_work.candidate.enrolment).await.unwrap(), View::default());
    for view in [large(), View { spaced: true, language: None, ..large() }] {
        world.store.keep_view(at_work.candidate.enrolment, view.clone()).await.unwrap();
        assert_eq!(world.store.view(at_work.candidate.enrolment).await.unwrap(), view);
        assert_eq!(world.store.standing(at_work.candidate.enrolment).await.unwrap().view, view);
        assert_eq!(world.store.desk(at_work.candidate.enrolment, at_work.attempt).await.unwrap().view, view);
    }
    assert_eq!(world.store.desk(other.candidate.enrolment, other.attempt).await.unwrap().view, View::default());
}

#[tokio::test]
async fn it_leaves_no_event_and_nothing_to_be_found() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let last = world.last_event().await;
    world.store.keep_view(at_work.candidate.enrolment, large()).await.unwrap();
    assert_eq!(world.last_event().await, last);
    assert_eq!(world.tamper("UPDATE desk_view SET notes = '5;;'").await, 1);
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn it_is_kept_within_bounds() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let keep = |view| world.store.keep_view(at_work.candidate.enrolment, view);
    let longest = "ә".repeat(MOST_NOTED);
    keep(View { text_size: 200, scratch: format!("{longest}\0"), ..large() }).await.unwrap();
    let kept = world.store.view(at_work.candidate.enrolment).await.unwrap();
    assert_eq!((kept.text_size, kept.scratch.as_str()), (LARGEST_TEXT, longest.as_str()));
    for too_long in [View { scratch: format!("{longest}ә"), ..large() }, View { notes: format!("{longest}ә"), ..large() }] {
        assert!(keep(too_long).await.is_err());
    }
    assert_eq!(world.store.view(at_work.candidate.enrolment).await.unwrap(), kept);
}
