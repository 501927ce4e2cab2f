//! Who may be enrolled: declared, where the activity is carried out, not yet passed, not too early, not too often.

use exam::{
    clock::{Instant, Span},
    id::{DeclarationId, EnrolmentId},
};
use licensing::ActivityType;
use store::{Admission, Again, CodeRefused, NewSitting, Refusal};

use crate::world::{A_MOMENT, Candidate, World, before, education, is_not_found, new_unit, refusal};

impl World {
    /// Tries to enrol a specialist in a sitting in Almaty.
    async fn enrols_at(&self, declaration: DeclarationId, starts: Instant) -> store::Result<EnrolmentId> {
        let sitting = self.sitting_at(starts, Admission::AtSignIn).await;
        self.store.enrol(&self.registrar(), sitting, declaration, None).await
    }

    /// The candidate takes the exam once more, and fails.
    async fn fails_again(&self, candidate: &Candidate<'_>) {
        let sitting = self.sitting(Admission::AtSignIn).await;
        let enrolment = self.store.enrol(&self.registrar(), sitting, candidate.declaration, None).await.unwrap();
        let again = Candidate { sitting, enrolment, ..*candidate };
        again.comes().await;
        again.starts().await.submits().await;
    }

    fn in_days(&self, days: i64) -> Instant {
        self.now() + Span::from_days(days)
    }
}

#[tokio::test]
async fn who_was_withdrawn_is_not_enrolled() {
    let world = World::new().await;
    let declaration = world.declared(ActivityType::LeakDetection).await;
    world.store.withdraw(&world.registrar(), declaration, None, "жұмыстан шықты").await.unwrap();
    assert_eq!(refusal(world.enrols_at(declaration, world.in_days(1)).await), Refusal::NotDeclared);
}

#[tokio::test]
async fn nobody_is_enrolled_for_an_activity_without_an_exam() {
    let world = World::new().await;
    let declaration = world.declared(ActivityType::LeakDetectionSoc).await;
    assert_eq!(refusal(world.enrols_at(declaration, world.in_days(1)).await), Refusal::NoExam);
}

#[tokio::test]
async fn nobody_is_enrolled_without_a_regulation_in_force() {
    let world = World::new().await;
    let declaration = world.declared(ActivityType::StmRepairSale).await;
    assert_eq!(refusal(world.enrols_at(declaration, world.in_days(1)).await), Refusal::NoRegulation);
}

#[tokio::test]
async fn a_sitting_elsewhere_needs_a_reason_and_the_reason_is_kept() {
    let world = World::new().await;
    let declaration = world.declared(ActivityType::LeakDetection).await;
    let unit = world.store.add_unit(&world.registrar(), &new_unit("shymkent", "KZ-79")).await.unwrap();
    let new = NewSitting { unit, room: "1".to_owned(), starts: world.in_days(1), admission: Admission::AtSignIn };
    let elsewhere = world.store.book_sitting(&world.registrar(), &new).await.unwrap();
    for no_reason in [None, Some(""), Some("  ")] {
        let outcome = world.store.enrol(&world.registrar(), elsewhere, declaration, no_reason).await;
        assert_eq!(refusal(outcome), Refusal::ElsewhereNeedsReason, "{no_reason:?}");
    }
    world.store.enrol(&world.registrar(), elsewhere, declaration, Some("іссапарда")).await.unwrap();
    assert_eq!(world.column("SELECT elsewhere FROM enrolment").await, ["іссапарда"]);
}

#[tokio::test]
async fn who_has_an_exam_ahead_gets_no_second_one() {
    let world = World::new().await;
    let candidate = world.enrolled().await;
    assert_eq!(refusal(world.enrols_at(candidate.declaration, world.in_days(1)).await), Refusal::ExamAhead);
    candidate.comes().await;
    assert_eq!(refusal(world.enrols_at(candidate.declaration, world.in_days(1)).await), Refusal::ExamAhead);
    candidate.starts().await;
    assert_eq!(refusal(world.enrols_at(candidate.declaration, world.in_days(1)).await), Refusal::ExamAhead);
}

#[tokio::test]
async fn nobody_is_enrolled_twice_in_one_sitting() {
    let world = World::new().await;
    let candidate = world.enrolled().await;
    let before = world.contents().await;
    let twice = world.store.enrol(&world.registrar(), candidate.sitting, candidate.declaration, None).await;
    assert_eq!(refusal(twice), Refusal::AlreadyEnrolled);
    assert_eq!(world.contents().await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_registrars_at_once_enrol_a_specialist_once() {
    let world = World::new().await;
    let declaration = world.declared(ActivityType::LeakDetection).await;
    let mut registrars = Vec::new();
    for _ in 0..8 {
        let (store, by, sitting) = (world.store.clone(), world.registrar(), world.sitting(Admission::AtSignIn).await);
        registrars.push(tokio::spawn(async move { store.enrol(&by, sitting, declaration, None).await.is_ok() }));
    }
    let mut enrolled = 0;
    for registrar in registrars {
        enrolled += usize::from(registrar.await.unwrap());
    }
    assert_eq!(enrolled, 1);
}

#[tokio::test]
async fn who_has_passed_is_examined_no_more_approved_or_not() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.answers_rightly().await;
    at_work.submits().await;
    let declaration = at_work.candidate.declaration;
    assert_eq!(refusal(world.enrols_at(declaration, world.in_days(20)).await), Refusal::AlreadyPassed);
    at_work.is_approved().await;
    assert_eq!(refusal(world.enrols_at(declaration, world.in_days(20)).await), Refusal::AlreadyPassed);
}

#[tokio::test]
async fn who_failed_waits_as_long_as_the_regulation_says() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.fails().await;
    let declaration = at_work.candidate.declaration;
    let from = world.in_days(10);
    let early = world.enrols_at(declaration, before(from, A_MOMENT)).await;
    assert_eq!(refusal(early), Refusal::TooEarlyToRetake { from });
    world.enrols_at(declaration, from).await.unwrap();
}

#[tokio::test]
async fn who_has_used_all_attempts_gets_no_more_in_this_file() {
    let world = World::new().await;
    let candidate = world.candidate().await;
    candidate.starts().await.submits().await;
    world.advance(Span::from_days(10));
    world.fails_again(&candidate).await;
    assert_eq!(refusal(world.enrols_at(candidate.declaration, world.in_days(400)).await), Refusal::NoAttemptsLeft);
    let at_once = world.enrols_at(candidate.declaration, world.in_days(1)).await;
    assert_eq!(refusal(at_once), Refusal::NoAttemptsLeft, "there is nothing to wait for");
}

#[tokio::test]
async fn who_failed_is_told_what_the_enrolment_would_be_held_against() {
    let world = World::new().await;
    let candidate = world.candidate().await;
    let again = async |enrolment| world.store.may_sit_again(enrolment, world.now()).await.unwrap();
    assert_eq!(again(candidate.enrolment).await, None, "the exam is ahead");
    let at_work = candidate.starts().await;
    assert_eq!(again(candidate.enrolment).await, None, "and in hand");
    at_work.fails().await;
    let from = world.in_days(10);
    assert_eq!(again(candidate.enrolment).await, Some(Again { from: Some(from), attempts_left: 1 }));
    assert_eq!(refusal(world.enrols_at(candidate.declaration, before(from, A_MOMENT)).await), Refusal::TooEarlyToRetake { from });
    world.advance(Span::from_days(10));
    world.fails_again(&candidate).await;
    let from = world.in_days(10);
    assert_eq!(again(candidate.enrolment).await, Some(Again { from: Some(from), attempts_left: 0 }));
}

#[tokio::test]
async fn who_has_passed_has_nothing_more_to_sit() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.answers_rightly().await;
    at_work.submits().await;
    assert_eq!(world.store.may_sit_again(at_work.candidate.enrolment, world.now()).await.unwrap(), None);
}

#[tokio::test]
async fn a_withdrawal_wipes_no_attempt_away() {
    let world = World::new().await;
    let candidate = world.candidate().await;
    candidate.starts().await.fails().await;
    world.store.withdraw(&world.registrar(), candidate.declaration, None, "жұмыстан шықты").await.unwrap();
    let name = &world.dossier(candidate.file).await.declarations[0].name;
    let declaration = world.store.declare(&world.registrar(), candidate.file, &candidate.iin, name, &education()).await.unwrap();
    let from = world.in_days(10);
    assert_eq!(refusal(world.enrols_at(declaration, before(from, A_MOMENT)).await), Refusal::TooEarlyToRetake { from });
    world.advance(Span::from_days(10));
    world.fails_again(&Candidate { declaration, ..candidate }).await;
    assert_eq!(refusal(world.enrols_at(declaration, world.in_days(400)).await), Refusal::NoAttemptsLeft);
}

#[tokio::test]
async fn another_file_counts_its_own_attempts() {
    let world = World::new().await;
    let candidate = world.candidate().await;
    candidate.starts().await.submits().await;
    let name = &world.dossier(candidate.file).await.declarations[0].name;
    let other = world.file(ActivityType::LeakDetection).await;
    let declaration = world.store.declare(&world.registrar(), other, &candidate.iin, name, &education()).await.unwrap();
    world.enrols_at(declaration, world.in_days(1)).await.unwrap();
}

#[tokio::test]
async fn who_never_came_is_free_once_the_codes_have_expired_and_has_lost_no_attempt() {
    let world = World::new().await;
    let candidate = world.enrolled().await;
    candidate.code().await;
    candidate.sitting_opens().await;
    world.advance(Span::from_mins(13 * 60));
    assert_eq!(refusal(world.enrols_at(candidate.declaration, world.in_days(1)).await), Refusal::ExamAhead);
    world.advance(A_MOMENT);
    // Both attempts are still there to be made.
    world.fails_again(&candidate).await;
    world.advance(Span::from_days(10));
    world.fails_again(&candidate).await;
    assert_eq!(refusal(world.enrols_at(candidate.declaration, world.in_days(400)).await), Refusal::NoAttemptsLeft);
}

#[tokio::test]
async fn who_did_not_come_and_is_booked_again_sits_once() {
    let world = World::new().await;
    let candidate = world.enrolled().await;
    candidate.sitting_opens().await;
    world.advance(Span::from_mins(12 * 60 + 30));
    // Late, and with a code that holds until tomorrow: signed in and admitted, but nothing was started.
    let session = candidate.signs_in().await.token;
    world.advance(Span::from_mins(31));
    let second = world.enrols_at(candidate.declaration, world.in_days(1)).await.unwrap();
    assert_eq!(world.store.candidate_of(&session, world.now()).await.unwrap(), None);
    let before = world.contents().await;
    let (store, first) = (&world.store, candidate.enrolment);
    assert_eq!(refusal(store.start(&candidate.by(), first).await), Refusal::EnrolledAgain);
    assert_eq!(refusal(store.admit(&world.invigilator(), first).await), Refusal::EnrolledAgain);
    assert_eq!(refusal(store.reissue_code(&world.registrar(), first).await), Refusal::EnrolledAgain);
    assert_eq!(refusal(store.issue_slip(&world.registrar(), first).await), Refusal::EnrolledAgain);
    assert_eq!(world.contents().await, before);
    store.issue_slip(&world.registrar(), second).await.unwrap();
}

#[tokio::test]
async fn a_sitting_that_opens_late_has_no_paper_for_whoever_was_booked_again() {
    let world = World::new().await;
    let candidate = world.enrolled().await;
    world.advance(Span::from_mins(12 * 60 + 30));
    let code = candidate.code().await;
    world.advance(Span::from_mins(31));
    world.enrols_at(candidate.declaration, world.in_days(1)).await.unwrap();
    assert_eq!(candidate.signs_in_with(&code).await.unwrap_err(), CodeRefused::Voided);
    candidate.sitting_opens().await;
    assert!(world.store.standing(candidate.enrolment).await.unwrap().attempt.is_none());
    let unfinished: Vec<_> = world.store.unfinished(world.now()).await.unwrap().into_iter().map(|e| e.id).collect();
    assert!(!unfinished.contains(&candidate.enrolment) && unfinished.len() == 1);
}

#[tokio::test]
async fn who_has_started_does_not_become_free_by_waiting() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    world.advance(Span::from_days(3));
    assert_eq!(refusal(world.enrols_at(at_work.candidate.declaration, world.in_days(20)).await), Refusal::ExamAhead);
}

#[tokio::test]
async fn a_sitting_or_a_specialist_that_is_not_there_is_not_found() {
    let world = World::new().await;
    let candidate = world.enrolled().await;
    let stranger = DeclarationId::new(world.now(), [1; 10]);
    let nowhere = exam::id::SittingId::new(world.now(), [1; 10]);
    assert!(is_not_found(&world.store.enrol(&world.registrar(), candidate.sitting, stranger, None).await));
    assert!(is_not_found(&world.store.enrol(&world.registrar(), nowhere, candidate.declaration, None).await));
    assert!(is_not_found(&world.store.open_sitting(&world.invigilator(), nowhere).await));
}
