//! From the applicant's file to the approved result, and back into the file.

use std::collections::BTreeSet;

use exam::{answer::OptionSet, attempt::State, clock::Span, language::Language};
use licensing::ActivityType;
use store::{Admission, By, CodeRefused, Error, ExamStanding, Progress, Reach, Refusal, RowStatus, Verdict};

use crate::world::{
    EXAM_ROW, LIMIT, World, by_the_desk, form, hex, is_not_found, new_file, options, refusal, right_options, text,
};

#[tokio::test]
async fn a_specialist_who_passes_confirms_the_exam_row_once_the_result_is_approved() {
    let world = World::new().await;
    let candidate = world.enrolled().await;
    let starts = world.store.standing(candidate.enrolment).await.unwrap().starts;
    assert_eq!(candidate.standing().await, ExamStanding::Enrolled(starts));
    assert_eq!(world.row(candidate.file, EXAM_ROW).await, RowStatus::ExamAhead { passed: 0, of: 1 });

    candidate.comes().await;
    let at_work = candidate.starts().await;
    assert_eq!(candidate.standing().await, ExamStanding::Sitting);

    at_work.answers_rightly().await;
    at_work.submits().await;
    assert_eq!(candidate.standing().await, ExamStanding::AwaitingApproval);
    assert_eq!(world.row(candidate.file, EXAM_ROW).await, RowStatus::AwaitingApproval);

    at_work.is_approved().await;
    assert_eq!(candidate.standing().await, ExamStanding::Passed);
    assert_eq!(world.row(candidate.file, EXAM_ROW).await, RowStatus::ExamPassed);
}

#[tokio::test]
async fn a_specialist_who_fails_leaves_the_exam_row_not_met_once_the_result_is_approved() {
    let world = World::new().await;
    let candidate = world.candidate().await;
    let at_work = candidate.starts().await;
    at_work.submits().await;
    assert_eq!(world.row(candidate.file, EXAM_ROW).await, RowStatus::AwaitingApproval);
    at_work.is_approved().await;
    assert_eq!(candidate.standing().await, ExamStanding::Failed);
    assert_eq!(world.row(candidate.file, EXAM_ROW).await, RowStatus::ExamFailed);
}

#[tokio::test]
async fn the_exam_row_waits_for_everyone_who_stands_in_the_file() {
    let world = World::new().await;
    let candidate = world.candidate().await;
    candidate.starts().await.passes().await;
    let (second, _) = world.declare(candidate.file).await;
    assert_eq!(world.row(candidate.file, EXAM_ROW).await, RowStatus::ExamAhead { passed: 1, of: 2 });
    world.store.withdraw(&world.registrar(), second, None, "жұмыстан шықты").await.unwrap();
    assert_eq!(world.row(candidate.file, EXAM_ROW).await, RowStatus::ExamPassed);
}

#[tokio::test]
async fn a_file_without_specialists_has_an_open_exam_row() {
    let world = World::new().await;
    let file = world.file(ActivityType::LeakDetection).await;
    assert_eq!(world.row(file, EXAM_ROW).await, RowStatus::Open);
}

#[tokio::test]
async fn the_dossier_holds_the_result_with_who_approved_it_and_when() {
    let world = World::new().await;
    let candidate = world.candidate().await;
    candidate.starts().await.passes().await;
    let [specialist] = &world.dossier(candidate.file).await.declarations[..] else { panic!("one was declared") };
    let [result] = &specialist.results[..] else { panic!("one exam was taken") };
    assert!(result.passed && !result.expired);
    assert_eq!(result.verdict, Verdict::Approved { at: world.now(), by: "Жанна Төраға".to_owned() });
}

#[tokio::test]
async fn approving_twice_is_one_approval() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.passes().await;
    let before = world.contents().await;
    at_work.is_approved().await;
    assert_eq!(world.contents().await, before);
}

#[tokio::test]
async fn nobody_without_a_name_approves_a_result() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.submits().await;
    let result = at_work.result().await.unwrap().head.id;
    for nobody in [By::console("root", world.now()), By::system(world.now()), at_work.candidate.by()] {
        assert!(is_not_found(&world.store.approve(&nobody, result).await), "{nobody:?}");
    }
    assert_eq!(world.row(at_work.candidate.file, EXAM_ROW).await, RowStatus::AwaitingApproval);
}

#[tokio::test]
async fn there_is_no_result_before_the_paper_is_handed_in() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.answers_rightly().await;
    assert!(at_work.result().await.is_none());
    at_work.submits().await;
    assert!(at_work.result().await.is_some());
}

#[tokio::test]
async fn a_paper_meets_the_quotas_and_asks_nothing_twice() {
    let world = World::new().await;
    let questions = world.at_work().await.desk().await.questions;
    let sections: Vec<_> = questions.iter().map(|q| q.section).collect();
    assert_eq!(sections, [0, 0, 0, 0, 1, 1]);
    let positions: Vec<_> = questions.iter().map(|q| q.position).collect();
    assert_eq!(positions, [1, 2, 3, 4, 5, 6]);
    let stems: BTreeSet<_> = questions.iter().map(|q| text(&q.stem, Language::Ru)).collect();
    assert_eq!(stems.len(), 6);
}

#[tokio::test]
async fn two_candidates_of_a_sitting_get_papers_of_their_own() {
    let world = World::new().await;
    let first = world.enrolled().await;
    let mut papers = BTreeSet::new();
    for _ in 0..10 {
        let (declaration, _) = world.declare(first.file).await;
        world.store.enrol(&world.registrar(), first.sitting, declaration, None).await.unwrap();
    }
    first.sitting_opens().await;
    let questions = format!(
        "SELECT string_agg({} || option_order, ' ' ORDER BY position) FROM paper_question GROUP BY paper_id",
        hex("item_id")
    );
    papers.extend(world.column(questions).await);
    assert_eq!(papers.len(), 11);
}

#[tokio::test]
async fn opening_a_sitting_twice_draws_no_second_papers() {
    let world = World::new().await;
    let candidate = world.enrolled().await;
    candidate.sitting_opens().await;
    let before = world.contents().await;
    candidate.sitting_opens().await;
    assert_eq!(world.contents().await, before);
}

#[tokio::test]
async fn who_is_enrolled_in_an_open_sitting_gets_a_paper_at_once() {
    let world = World::new().await;
    let first = world.enrolled().await;
    first.sitting_opens().await;
    let (late, _) = world.declare(first.file).await;
    let enrolment = world.store.enrol(&world.registrar(), first.sitting, late, None).await.unwrap();
    assert_eq!(world.store.standing(enrolment).await.unwrap().attempt.map(|a| a.state), Some(State::Prepared));
}

#[tokio::test]
async fn who_signs_in_before_the_sitting_opens_is_admitted_when_it_does() {
    let world = World::new().await;
    let candidate = world.enrolled().await;
    candidate.signs_in().await;
    assert!(world.store.standing(candidate.enrolment).await.unwrap().attempt.is_none());
    candidate.sitting_opens().await;
    assert_eq!(world.store.standing(candidate.enrolment).await.unwrap().attempt.map(|a| a.state), Some(State::Admitted));
}

#[tokio::test]
async fn who_has_not_signed_in_is_not_admitted_when_the_sitting_opens() {
    let world = World::new().await;
    let candidate = world.enrolled().await;
    candidate.code().await;
    candidate.sitting_opens().await;
    assert_eq!(world.store.standing(candidate.enrolment).await.unwrap().attempt.map(|a| a.state), Some(State::Prepared));
}

#[tokio::test]
async fn where_the_invigilator_admits_the_code_alone_starts_no_exam() {
    let world = World::new().await;
    let candidate = world.enrolled_with(ActivityType::LeakDetection, Admission::ByInvigilator).await;
    candidate.comes().await;
    let start = world.store.start(&candidate.by(), candidate.enrolment).await;
    assert!(matches!(start, Err(Error::Transition(_))), "{start:?}");
    world.store.admit(&world.invigilator(), candidate.enrolment).await.unwrap();
    let at_work = candidate.starts().await;
    assert_eq!(at_work.desk().await.attempt.state, State::Running);
}

#[tokio::test]
async fn nobody_starts_before_the_sitting_opens() {
    let world = World::new().await;
    let candidate = world.enrolled().await;
    candidate.signs_in().await;
    let before = world.contents().await;
    assert_eq!(refusal(world.store.start(&candidate.by(), candidate.enrolment).await), Refusal::NotOpen);
    assert_eq!(world.contents().await, before);
}

#[tokio::test]
async fn who_was_withdrawn_before_the_sitting_opens_gets_no_paper_and_no_code() {
    let world = World::new().await;
    let candidate = world.enrolled().await;
    let code = candidate.code().await;
    world.store.withdraw(&world.registrar(), candidate.declaration, None, "кетті").await.unwrap();
    assert_eq!(candidate.signs_in_with(&code).await.unwrap_err(), CodeRefused::Voided);
    candidate.sitting_opens().await;
    assert!(world.store.standing(candidate.enrolment).await.unwrap().attempt.is_none());
    let before = world.contents().await;
    let store = &world.store;
    assert_eq!(refusal(store.reissue_code(&world.registrar(), candidate.enrolment).await), Refusal::NotDeclared);
    assert_eq!(refusal(store.issue_slip(&world.registrar(), candidate.enrolment).await), Refusal::NotDeclared);
    assert_eq!(refusal(store.start(&candidate.by(), candidate.enrolment).await), Refusal::NotDeclared);
    assert_eq!(world.contents().await, before);
}

#[tokio::test]
async fn who_was_withdrawn_at_the_door_begins_nothing() {
    let world = World::new().await;
    let waiting = world.enrolled_with(ActivityType::LeakDetection, Admission::ByInvigilator).await;
    waiting.comes().await;
    let admitted = world.candidate().await;
    for candidate in [waiting, admitted] {
        world.store.withdraw(&world.registrar(), candidate.declaration, None, "кетті").await.unwrap();
        let before = world.contents().await;
        assert_eq!(refusal(world.store.admit(&world.invigilator(), candidate.enrolment).await), Refusal::NotDeclared);
        assert_eq!(refusal(world.store.start(&candidate.by(), candidate.enrolment).await), Refusal::NotDeclared);
        assert_eq!(world.contents().await, before);
    }
}

#[tokio::test]
async fn who_was_withdrawn_at_work_finishes_the_exam() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let candidate = at_work.candidate;
    world.store.withdraw(&world.registrar(), candidate.declaration, None, "кетті").await.unwrap();
    assert_eq!(world.store.start(&candidate.by(), candidate.enrolment).await.unwrap(), at_work.attempt);
    at_work.saves(&[form(1, options([0]), 0)]).await.unwrap();
    // Also at another machine, when this one breaks down.
    candidate.signs_in().await;
    at_work.submits().await;
    assert!(at_work.result().await.is_some());
}

#[tokio::test]
async fn the_questions_are_there_only_while_the_attempt_runs() {
    let world = World::new().await;
    let candidate = world.candidate().await;
    let admitted = world.store.standing(candidate.enrolment).await.unwrap().attempt.unwrap();
    assert!(world.store.desk(candidate.enrolment, admitted.id).await.unwrap().questions.is_empty());
    let at_work = candidate.starts().await;
    assert_eq!(at_work.desk().await.questions.len(), 6);
    at_work.submits().await;
    assert!(at_work.desk().await.questions.is_empty());
}

#[tokio::test]
async fn the_waiting_page_tells_the_rules_of_the_regulation() {
    let world = World::new().await;
    let candidate = world.enrolled().await;
    let rules = world.store.standing(candidate.enrolment).await.unwrap().rules.unwrap();
    assert_eq!((rules.questions, rules.limit, rules.pass_mark.get()), (6, LIMIT, 60));
    let minimums: Vec<_> = rules.minimums.iter().map(|(section, least)| (section.en.as_str(), least.get())).collect();
    assert_eq!(minimums, [("Law", 75)]);
}

#[tokio::test]
async fn the_board_shows_who_has_come_and_how_far_they_are() {
    let world = World::new().await;
    let candidate = world.enrolled().await;
    let (_, here) = world.store.sitting(candidate.sitting, world.now()).await.unwrap();
    assert!(!here[0].signed_in && here[0].attempt.is_none());
    candidate.comes().await;
    let at_work = candidate.starts().await;
    let (sitting, here) = world.store.sitting(candidate.sitting, world.now()).await.unwrap();
    assert_eq!((sitting.enrolled, sitting.opened), (1, Some(world.now())));
    assert!(here[0].signed_in && here[0].result.is_none());
    assert_eq!(here[0].attempt.map(|a| (a.id, a.state)), Some((at_work.attempt, State::Running)));
    at_work.submits().await;
    let (_, here) = world.store.sitting(candidate.sitting, world.now()).await.unwrap();
    assert!(here[0].result.is_some());
}

#[tokio::test]
async fn sittings_are_listed_the_latest_first_and_a_candidate_is_in_one_of_them() {
    let world = World::new().await;
    let candidate = world.enrolled().await;
    let later = world.sitting_at(world.now() + Span::from_days(3), Admission::ByInvigilator).await;
    let sooner = world.sitting_at(world.now() + Span::from_mins(1), Admission::AtSignIn).await;
    let listed: Vec<_> =
        world.store.sittings(&Reach::Everywhere).await.unwrap().iter().map(|s| (s.id, s.enrolled, s.admission)).collect();
    let (at_sign_in, by_invigilator) = (Admission::AtSignIn, Admission::ByInvigilator);
    assert_eq!(listed, [(later, 0, by_invigilator), (candidate.sitting, 1, at_sign_in), (sooner, 0, at_sign_in)]);
    assert_eq!(world.store.sitting_of(candidate.enrolment).await.unwrap(), candidate.sitting);
}

#[tokio::test]
async fn a_result_belongs_to_a_person_in_a_file() {
    let world = World::new().await;
    let (at_work, other) = (world.at_work().await, world.at_work().await);
    other.submits().await;
    at_work.submits().await;
    let result = at_work.result().await.unwrap().head.id;
    let (name, file) = world.store.result_owner(result).await.unwrap();
    let declared = world.dossier(at_work.candidate.file).await;
    assert_eq!((name, file.number), (declared.declarations[0].name.clone(), declared.head.number));
    assert!(is_not_found(&world.store.result_owner(exam::id::ResultId::new(world.now(), [0; 10])).await));
}

#[tokio::test]
async fn an_exam_taken_again_and_passed_confirms_the_row() {
    let world = World::new().await;
    let first = world.candidate().await;
    first.starts().await.fails().await;
    world.advance(Span::from_days(10));
    let sitting = world.sitting(Admission::AtSignIn).await;
    let enrolment = world.store.enrol(&world.registrar(), sitting, first.declaration, None).await.unwrap();
    let second = crate::world::Candidate { sitting, enrolment, ..first };
    assert!(matches!(world.row(first.file, EXAM_ROW).await, RowStatus::ExamAhead { passed: 0, of: 1 }));
    second.comes().await;
    let at_work = second.starts().await;
    at_work.answers(right_options).await;
    at_work.submits().await;
    at_work.is_approved().await;
    assert_eq!(world.row(first.file, EXAM_ROW).await, RowStatus::ExamPassed);
    let passed: Vec<_> = world.dossier(first.file).await.declarations[0].results.iter().map(|r| r.passed).collect();
    assert_eq!(passed, [false, true]);
}

#[tokio::test]
async fn an_activity_without_an_exam_has_neither_an_exam_row_nor_an_exam_standing() {
    let world = World::new().await;
    let activity = ActivityType::LeakDetectionSoc;
    let file = world.store.open_file(&world.registrar(), &new_file(900, activity)).await.unwrap();
    world.declare(file).await;
    let dossier = world.dossier(file).await;
    assert_eq!(dossier.declarations[0].exam, ExamStanding::NoExam);
    assert!(dossier.rows.iter().all(|row| row.status == RowStatus::Open));
}

#[tokio::test]
async fn the_office_sees_how_many_questions_are_answered_and_since_when() {
    let world = World::new().await;
    let waiting = world.candidate().await;
    let of = async |sitting, attempt| world.store.progress(sitting).await.unwrap().get(&attempt).copied();
    let prepared = world.store.sitting(waiting.sitting, world.now()).await.unwrap().1[0].attempt.unwrap().id;
    let nothing = Progress { questions: 6, answered: 0, saved: None };
    assert_eq!(of(waiting.sitting, prepared).await, Some(nothing), "a paper nobody has begun");
    let at_work = waiting.starts().await;
    let (one, none) = (OptionSet::from_bits(1), OptionSet::EMPTY);
    at_work.saves(&[by_the_desk(1, one, 1), by_the_desk(2, one, 2)]).await.unwrap();
    world.advance(Span::from_secs(5));
    at_work.saves(&[by_the_desk(1, OptionSet::from_bits(2), 3), by_the_desk(4, one, 4)]).await.unwrap();
    let saved = Some(world.now());
    assert_eq!(of(waiting.sitting, at_work.attempt).await, Some(Progress { questions: 6, answered: 3, saved }));
    world.advance(Span::from_secs(5));
    at_work.saves(&[by_the_desk(2, none, 5)]).await.unwrap();
    let saved = Some(world.now());
    assert_eq!(of(waiting.sitting, at_work.attempt).await, Some(Progress { questions: 6, answered: 2, saved }), "taken back");
    let other = world.at_work().await;
    assert_ne!(other.candidate.sitting, waiting.sitting);
    assert_eq!(of(waiting.sitting, other.attempt).await, None, "of another sitting");
}
