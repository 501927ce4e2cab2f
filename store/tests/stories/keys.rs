//! No key comes near a candidate: where the right option stands on the paper tells nothing, and no page of a candidate asks
//! for a key.

use std::collections::BTreeMap;

use exam::language::Language;

use crate::world::{World, form, hex, options, right_options, text};

#[tokio::test]
async fn the_right_option_stands_anywhere_though_the_author_wrote_it_first() {
    let world = World::new().await;
    let mut places: BTreeMap<(String, u8), u32> = BTreeMap::new();
    for _ in 0..40 {
        for question in world.at_work().await.desk().await.questions {
            let section = text(&question.stem, Language::Ru).split(' ').find(|word| word.ends_with('?')).unwrap().to_owned();
            for place in right_options(&question).iter() {
                *places.entry((section.clone(), place)).or_default() += 1;
            }
        }
    }
    let times = |section: &str| (0..8).filter_map(|p| places.get(&(section.to_owned(), p)).copied()).collect::<Vec<_>>();
    // 160 keys over four places, 240 over five: a fair shuffle strays this far once in millions of runs.
    let (law, radio) = (times("лицензии?"), times("поиске?"));
    assert_eq!((law.len(), radio.len()), (4, 5));
    assert!(law.iter().all(|n| (12..=80).contains(n)), "{law:?}");
    assert!(radio.iter().all(|n| (20..=80).contains(n)), "{radio:?}");
}

#[tokio::test]
async fn the_options_of_a_question_do_not_stand_as_in_the_bank() {
    let world = World::new().await;
    let mut as_in_the_bank = 0;
    let mut seen = 0;
    for _ in 0..20 {
        for question in world.at_work().await.desk().await.questions.into_iter().filter(|q| q.section == 0) {
            let order: Vec<_> = question.options.iter().map(|option| text(option, Language::Ru)).collect();
            as_in_the_bank += u32::from(order == ["верно 1", "неверно 1", "неверно 2", "неверно 3"]);
            seen += 1;
        }
    }
    // One order of 24: about three of 80.
    assert!(as_in_the_bank < 20, "{as_in_the_bank} of {seen}");
}

#[tokio::test]
async fn all_options_are_presented_each_once() {
    let world = World::new().await;
    for question in world.at_work().await.desk().await.questions {
        let mut shown: Vec<_> = question.options.iter().map(|option| text(option, Language::Ru)).collect();
        shown.sort();
        let whole: &[&str] = if question.section == 0 {
            &["верно 1", "неверно 1", "неверно 2", "неверно 3"]
        } else {
            &["верно 1", "верно 2", "верно 3", "неверно 1", "неверно 2"]
        };
        assert_eq!(shown, whole);
    }
}

#[tokio::test]
async fn what_a_candidate_is_shown_tells_neither_the_seed_nor_which_questions_of_the_bank_these_are() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let standing = world.store.standing(at_work.candidate.enrolment).await.unwrap();
    let shown = format!("{:?} {standing:?}", at_work.desk().await).to_lowercase();
    let hidden = world
        .column(format!(
            "SELECT {} FROM paper UNION ALL SELECT code FROM item UNION ALL SELECT {} FROM item UNION ALL SELECT source FROM item",
            hex("seed"),
            hex("id")
        ))
        .await;
    assert!(hidden.len() > 20);
    for secret in hidden {
        let secret = secret.to_lowercase();
        assert!(!shown.contains(&secret) && !shown.replace('-', "").contains(&secret), "{secret} is shown");
    }
}

#[tokio::test]
async fn everything_a_candidate_does_but_handing_in_works_without_the_keys() {
    let world = World::new().await;
    let candidate = world.enrolled().await;
    world.tamper("ALTER TABLE item_key RENAME TO item_key_in_the_safe").await;

    candidate.comes().await;
    let at_work = candidate.starts().await;
    at_work.saves(&[form(1, options([0]), 0)]).await.unwrap();
    assert_eq!(at_work.desk().await.questions.len(), 6);
    assert!(world.store.standing(candidate.enrolment).await.unwrap().open);
    world.store.own_attempt(candidate.enrolment, at_work.attempt).await.unwrap();
    world.store.standing(candidate.enrolment).await.unwrap().attempt.unwrap();
    assert!(at_work.result().await.is_none());
    world.store.sitting(candidate.sitting, world.now()).await.unwrap();
    world.dossier(candidate.file).await;

    let before = world.contents().await;
    let hand_in = world.store.submit(&candidate.by(), candidate.enrolment, at_work.attempt).await;
    assert!(hand_in.unwrap_err().to_string().contains("item_key"), "grading is where an answer meets its key");
    assert_eq!(world.contents().await, before, "a paper that can't be graded isn't handed in by half");

    world.tamper("ALTER TABLE item_key_in_the_safe RENAME TO item_key").await;
    at_work.submits().await;
    world.tamper("ALTER TABLE item_key RENAME TO item_key_in_the_safe").await;
    assert!(at_work.result().await.is_some(), "a result is shown without them");
    assert!(at_work.desk().await.questions.is_empty());
}
