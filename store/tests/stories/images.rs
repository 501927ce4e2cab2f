//! The images of questions: given to whoever has them on the paper, while they are at work.

use std::path::PathBuf;

use exam::{clock::Span, language::Language};
use store::{AuditFinding, Error};

use crate::world::{
    World,
    bank::{self, IMAGE},
    either, is_not_found,
};

/// Another picture under the name of the first.
fn another(files: &mut bank::Files) {
    let mut png = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_luma8(7, 5).write_to(&mut png, image::ImageFormat::Png).unwrap();
    files.insert(PathBuf::from(IMAGE), png.into_inner());
}

#[tokio::test]
async fn an_image_is_given_to_whoever_has_it_on_the_paper_and_to_nobody_else() {
    let world = World::new().await;
    let store = &world.store;
    let at_work = world.at_work().await;
    let token = at_work.candidate.workplace().token;
    let shown = at_work.question(1).await;
    let head = shown.stem.image("scheme.png").unwrap().clone();
    assert_eq!((head.width, head.height), (4, 3));
    assert_eq!(shown.stem.get(Language::Ru).images().collect::<Vec<_>>(), [("scheme.png", "Схема")]);
    let (kind, content) = store.image_in_session(&token, head.hash, world.now()).await.unwrap();
    assert_eq!((kind.as_str(), content), ("png", bank::small().images[0].picture.content.clone()));

    assert!(is_not_found(&store.image_in_session(&token, [1; 32], world.now()).await), "there is none");
    let waiting = world.enrolled().await;
    waiting.comes().await;
    let before = waiting.workplace().token;
    assert!(is_not_found(&store.image_in_session(&before, head.hash, world.now()).await), "the exam has not begun");
    waiting.starts().await;
    assert!(store.image_in_session(&before, head.hash, world.now()).await.is_ok());
    world.import(&bank::edited(another)).await.unwrap();
    let later = world.at_work().await;
    let newer = later.candidate.workplace().token;
    let other = later.question(1).await.stem.image("scheme.png").unwrap().clone();
    assert_eq!((other.width, other.height), (7, 5));
    assert!(is_not_found(&store.image_in_session(&token, other.hash, world.now()).await), "on another's paper");
    assert!(is_not_found(&store.image_in_session(&newer, head.hash, world.now()).await));

    let after = world.now() + Span::from_mins(31);
    assert!(is_not_found(&store.image_in_session(&token, head.hash, after).await), "time is up");
    at_work.submits().await;
    assert!(is_not_found(&store.image_in_session(&token, head.hash, world.now()).await), "it is over");
    store.end_session(&at_work.candidate.by(), &token).await.unwrap();
    assert!(matches!(store.image_in_session(&token, head.hash, world.now()).await, Err(Error::SignedOut)));
}

#[tokio::test]
async fn the_same_picture_is_there_once_and_one_that_was_exchanged_is_found() {
    let world = World::new().await;
    world.import(&bank::edited(|files| bank::reword(files, bank::LAW, "Схема", "Рисунок"))).await.unwrap();
    assert_eq!(world.number("SELECT count(*) FROM image").await, 1);
    assert!(world.number("SELECT count(*) FROM item_image").await > 8);
    let world = world.without_defences().await;
    world.tamper(either("UPDATE image SET content = x'ff'", "UPDATE image SET content = '\\xff'")).await;
    assert!(matches!(&world.findings().await[..], [AuditFinding::Row(row)] if row.starts_with("image ")));
}
