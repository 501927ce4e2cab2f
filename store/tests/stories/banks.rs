//! Banks and regulations: imported whole, numbered, never changed under a paper.

use std::path::Path;

use exam::{
    clock::Span,
    language::{Language, Texts},
};
use licensing::ActivityType;
use store::{Desk, Refusal};

use crate::world::{
    World,
    bank::{self, Files, LAW, RADIO, REGULATION, reword},
    hex, refusal, text,
};

const ACTIVITY: ActivityType = ActivityType::LeakDetection;

/// Every question reworded.
fn second_edition(files: &mut Files) {
    reword(files, LAW, "вопрос о лицензии?", "вопрос о лицензии, второе издание?");
    reword(files, RADIO, "вопрос о поиске?", "вопрос о поиске, второе издание?");
}

fn without_regulation(files: &mut Files) {
    files.remove(Path::new(REGULATION));
}

fn stems(desk: &Desk) -> Vec<String> {
    desk.questions.iter().map(|q| text(&q.stem, Language::Ru)).collect()
}

#[tokio::test]
async fn a_bank_is_imported_with_its_regulations() {
    let world = World::without_bank().await;
    let imported = world.import(&bank::small()).await.unwrap();
    assert_eq!((imported.bank.as_str(), imported.release, imported.new, imported.questions), ("leak-detection", 1, true, 9));
    assert_eq!(imported.regulations, [(ACTIVITY, 1)]);
    let regulation = world.store.regulation(ACTIVITY).await.unwrap().unwrap();
    assert_eq!((regulation.version, regulation.bank.as_str(), regulation.demonstration), (1, "leak-detection", true));
    assert_eq!(regulation.blueprint, bank::small().regulations[0].blueprint);
}

#[tokio::test]
async fn every_starter_bank_can_be_imported() {
    let world = World::without_bank().await;
    for code in ["stm", "cryptography", "leak-detection"] {
        world.import(&bank::starter(code)).await.unwrap();
    }
    for activity in ActivityType::ALL {
        assert_eq!(world.store.regulation(activity).await.unwrap().is_some(), activity.exam_row().is_some(), "{activity}");
    }
}

#[tokio::test]
async fn the_same_bank_again_is_no_new_release() {
    let world = World::new().await;
    let before = world.contents().await;
    let again = world.import(&bank::small()).await.unwrap();
    assert_eq!((again.release, again.new, again.regulations), (1, false, vec![]));
    assert_eq!(world.contents().await, before);
}

#[tokio::test]
async fn a_changed_bank_is_a_release_of_its_own_and_so_is_the_way_back() {
    let world = World::new().await;
    let second = world.import(&bank::edited(second_edition)).await.unwrap();
    assert_eq!((second.release, second.new), (2, true));
    let back = world.import(&bank::small()).await.unwrap();
    assert_eq!((back.release, back.new), (3, true));
}

#[tokio::test]
async fn papers_of_a_release_stay_as_they_are_when_the_bank_changes() {
    let world = World::new().await;
    let first = world.at_work().await;
    let paper = format!("{:?}", first.desk().await);
    let waiting = world.enrolled().await;
    waiting.sitting_opens().await;
    let questions = format!("SELECT {} || option_order FROM paper_question ORDER BY paper_id, position", hex("item_id"));
    let before = world.column(questions.clone()).await;

    world.import(&bank::edited(second_edition)).await.unwrap();
    assert_eq!(format!("{:?}", first.desk().await), paper);
    assert_eq!(world.column(questions).await, before);
    waiting.signs_in().await;
    let drawn_before = waiting.starts().await.desk().await;
    assert!(stems(&drawn_before).iter().all(|stem| !stem.contains("издание")));
    let drawn_after = world.at_work().await.desk().await;
    assert!(stems(&drawn_after).iter().all(|stem| stem.contains("второе издание")));

    first.answers_rightly().await;
    first.submits().await;
    assert_eq!(first.result().await.unwrap().head.points.units(), 6 * 840);
}

#[tokio::test]
async fn a_new_version_of_a_regulation_holds_for_papers_drawn_from_then_on() {
    let world = World::new().await;
    let (begun, drawn, later) = (world.at_work().await, world.enrolled().await, world.enrolled().await);
    drawn.sitting_opens().await;
    let stricter = |files: &mut Files| {
        reword(files, REGULATION, "version = 1", "version = 2");
        reword(files, REGULATION, "time_limit_minutes = 30", "time_limit_minutes = 20");
    };
    assert_eq!(world.import(&bank::edited(stricter)).await.unwrap().regulations, [(ACTIVITY, 2)]);

    for (enrolment, minutes) in [(begun.candidate.enrolment, 30), (drawn.enrolment, 30), (later.enrolment, 20)] {
        let rules = world.store.standing(enrolment).await.unwrap().rules.unwrap();
        assert_eq!(rules.limit, Span::from_mins(minutes), "as the waiting page tells it");
    }
    drawn.signs_in().await;
    assert_eq!(drawn.starts().await.deadline().await, world.now() + Span::from_mins(30));
    later.comes().await;
    assert_eq!(later.starts().await.deadline().await, world.now() + Span::from_mins(20));
}

#[tokio::test]
async fn a_regulation_of_the_same_version_with_other_rules_is_refused_with_its_bank() {
    let world = World::new().await;
    let before = world.contents().await;
    let easier = bank::edited(|files| {
        second_edition(files);
        reword(files, REGULATION, "pass_mark_percent = 60", "pass_mark_percent = 10");
    });
    let differs = Refusal::RegulationDiffers { activity: "leak-detection".to_owned(), version: 1 };
    assert_eq!(refusal(world.import(&easier).await), differs);
    assert_eq!(world.contents().await, before);
}

#[tokio::test]
async fn a_regulation_of_the_same_version_by_another_act_is_refused() {
    let world = World::new().await;
    let mut other = bank::small();
    other.regulations[0].approved_by = Texts { kk: "Басқа".to_owned(), ru: "Иной".to_owned(), en: "Other".to_owned() };
    assert!(matches!(refusal(world.import(&other).await), Refusal::RegulationDiffers { version: 1, .. }));
}

#[tokio::test]
async fn a_regulation_of_the_same_version_that_is_no_demonstration_any_more_is_refused() {
    let world = World::new().await;
    let mut other = bank::small();
    other.regulations[0].demonstration = false;
    assert!(matches!(refusal(world.import(&other).await), Refusal::RegulationDiffers { version: 1, .. }));
}

#[tokio::test]
async fn a_sitting_does_not_open_when_the_bank_in_force_cannot_fill_its_papers() {
    let world = World::new().await;
    let candidate = world.enrolled().await;
    // Two of three questions of radio are hard from now on; the regulation asks for two of medium difficulty.
    world
        .import(&bank::edited(|files| {
            without_regulation(files);
            let text = String::from_utf8(files[Path::new(RADIO)].clone()).unwrap();
            files.insert(RADIO.into(), text.replacen("difficulty: medium", "difficulty: hard", 2).into_bytes());
        }))
        .await
        .unwrap();
    let before = world.contents().await;
    let opening = world.store.open_sitting(&world.invigilator(), candidate.sitting).await;
    let Refusal::BankCannotFill { shortfalls } = refusal(opening) else { panic!("the bank was to be too small") };
    assert!(shortfalls.contains("radio") && shortfalls.contains("has 1"), "{shortfalls}");
    assert_eq!(world.contents().await, before);

    world.import(&bank::small()).await.unwrap();
    candidate.sitting_opens().await;
}
