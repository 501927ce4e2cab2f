//! Answers that came after the end: kept as what they are, and counted by nobody but a person with a reason.

use exam::{answer::OptionSet, attempt::State, clock::Span};
use store::{AuditFinding, LateAnswer, Refusal, Verdict};

use crate::world::{
    A_MOMENT, AtWork, GRACE, LIMIT, World, by_the_desk, is_not_found, is_out_of_turn, options, refusal, right_options,
};

const WHY: &str = "желі үзілді, хаттама бар";

impl AtWork<'_> {
    /// A browser delivers what it says was chosen so many milliseconds before the end.
    async fn delivers(&self, answers: &[(u16, i64, OptionSet)]) -> store::Result<Vec<u16>> {
        let world = self.candidate.world;
        let end = self.head().await.ended.or(self.head().await.deadline).unwrap();
        let counted = |(position, before, chosen): &(u16, i64, OptionSet)| (*position, end.as_millis() - before, *chosen);
        let answers = answers.iter().map(counted).collect();
        world.store.deliver_late(&self.candidate.by(), self.candidate.enrolment, self.attempt, answers).await
    }

    async fn came_late(&self) -> Vec<LateAnswer> {
        self.result().await.unwrap().late
    }

    /// The chair decides about the answers up to a number.
    async fn are_decided(&self, up_to: u32, counts: bool) -> store::Result<()> {
        let world = self.candidate.world;
        world.store.decide_late(&world.chair(), self.result_id().await, up_to, counts, WHY).await
    }

    /// Five questions are answered rightly and saved; the sixth isn't, and time runs out. What the sixth's right answer is.
    pub(crate) async fn runs_out_with_the_last_unsent(&self) -> OptionSet {
        let world = self.candidate.world;
        self.answers(|question| if question.position == 6 { options([]) } else { right_options(question) }).await;
        let right = right_options(&self.question(6).await);
        world.advance(LIMIT + GRACE + A_MOMENT);
        world.sweeps().await;
        right
    }

    /// What was unsent is delivered, and counted.
    pub(crate) async fn counts_what_came_late(&self, right: OptionSet) {
        assert_eq!(self.delivers(&[(6, 20_000, right)]).await.unwrap(), [6]);
        self.are_decided(1, true).await.unwrap();
    }
}

#[tokio::test]
async fn what_came_late_is_evidence_and_changes_no_result_by_itself() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let right = at_work.runs_out_with_the_last_unsent().await;
    let before = at_work.result().await.unwrap().head;
    let last = world.last_event().await;
    assert_eq!(at_work.delivers(&[(6, 20_000, right)]).await.unwrap(), [6]);
    assert_eq!(world.acts_after(last).await, ["late-answers.receive"]);
    let late = at_work.came_late().await;
    assert_eq!(late.len(), 1);
    assert_eq!((late[0].position, late[0].received, late[0].chosen), (6, world.now(), true));
    assert_eq!(before.ended - late[0].claimed, Span::from_secs(20));
    assert!(late[0].decision.is_none());
    let arrived = world.store.arrived(at_work.candidate.enrolment, at_work.attempt).await.unwrap();
    assert_eq!(arrived[&6], late[0].claimed.as_millis(), "the browser need not keep it");
    let after = at_work.result().await.unwrap().head;
    assert_eq!((after.id, after.points), (before.id, before.points));
    let (_, candidates) = world.store.sitting(at_work.candidate.sitting, world.now()).await.unwrap();
    assert_eq!(candidates[0].late, 1, "whoever runs the sitting sees it");
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn delivering_twice_is_delivering_once() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let right = at_work.runs_out_with_the_last_unsent().await;
    at_work.delivers(&[(6, 20_000, right)]).await.unwrap();
    let before = world.contents().await;
    assert_eq!(at_work.delivers(&[(6, 20_000, right)]).await.unwrap(), [6]);
    assert_eq!(at_work.delivers(&[(6, 30_000, right)]).await.unwrap(), [6], "an older one is taken care of, too");
    assert_eq!(world.contents().await, before);
}

#[tokio::test]
async fn what_had_arrived_in_time_is_not_late() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let chosen = world.now().as_millis() + 1_000;
    at_work.saves(&[by_the_desk(1, options([0]), chosen)]).await.unwrap();
    world.advance(Span::from_mins(1));
    at_work.submits().await;
    let taken = at_work.delivers(&[(1, 59_000, options([1])), (2, 5_000, options([1]))]).await.unwrap();
    assert_eq!(taken, [1, 2]);
    assert_eq!(at_work.came_late().await.iter().map(|late| late.position).collect::<Vec<_>>(), [2]);
}

#[tokio::test]
async fn what_does_not_claim_to_be_in_time_is_not_taken() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.runs_out_with_the_last_unsent().await;
    let before = world.contents().await;
    let (grace, limit) = (GRACE.as_millis(), LIMIT.as_millis());
    let none: [u16; 0] = [];
    assert_eq!(at_work.delivers(&[(6, -grace - 1, options([0])), (5, limit + 1, options([0]))]).await.unwrap(), none);
    assert_eq!(world.contents().await, before);
    assert_eq!(at_work.delivers(&[(6, -grace, options([0])), (5, limit, options([0]))]).await.unwrap(), [5, 6]);
}

#[tokio::test]
async fn nothing_is_late_as_long_as_the_exam_goes_on_or_once_its_result_is_decided() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let late = [(1, 9_000, options([0]))];
    assert!(is_out_of_turn(&at_work.delivers(&late).await));
    world.advance(Span::from_mins(1));
    at_work.passes().await;
    assert!(is_out_of_turn(&at_work.delivers(&late).await));
    let (stranger, elsewhere) = (world.at_work().await, at_work.attempt);
    let by = stranger.candidate.by();
    let other = world.store.deliver_late(&by, stranger.candidate.enrolment, elsewhere, Vec::new()).await;
    assert!(is_not_found(&other));
}

#[tokio::test]
async fn an_answer_to_what_is_not_on_the_paper_is_not_taken() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.runs_out_with_the_last_unsent().await;
    let before = world.contents().await;
    for (position, chosen) in [(0, options([0])), (7, options([0])), (1, options([7])), (1, options([0, 1]))] {
        let taken = at_work.delivers(&[(2, 9_000, options([0])), (position, 3_000, chosen)]).await;
        assert!(is_not_found(&taken), "{position} {chosen:?}: {taken:?}");
    }
    assert_eq!(world.contents().await, before, "all or none");
}

#[tokio::test]
async fn what_a_person_lets_count_is_graded_anew() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let right = at_work.runs_out_with_the_last_unsent().await;
    let before = at_work.result().await.unwrap().head;
    at_work.delivers(&[(6, 20_000, options([0])), (6, 10_000, right)]).await.unwrap();
    world.advance(Span::from_mins(5));
    let last = world.last_event().await;
    at_work.are_decided(2, true).await.unwrap();
    assert_eq!(world.acts_after(last).await, ["late-answers.count", "result.grade"]);
    let after = at_work.result().await.unwrap();
    assert_ne!(after.head.id, before.id);
    assert_eq!((before.points.units(), after.head.points.units()), (5 * 840, 6 * 840), "the last of what came counts");
    assert_eq!((after.head.ended, after.head.expired, after.answered), (before.ended, true, 6));
    let decision = after.late[0].decision.clone().unwrap();
    assert_eq!((decision.counted, decision.reason.as_str(), decision.by.as_str()), (true, WHY, "Жанна Төраға"));
    assert_eq!((decision.at, after.late[1].decision.is_some()), (world.now(), true));
    assert!(is_not_found(&world.store.approve(&world.chair(), before.id).await), "the first result is a thing of the past");
    at_work.is_approved().await;
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn what_a_person_leaves_out_changes_nothing() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let right = at_work.runs_out_with_the_last_unsent().await;
    let before = at_work.result().await.unwrap().head;
    at_work.delivers(&[(6, 20_000, right)]).await.unwrap();
    let last = world.last_event().await;
    at_work.are_decided(1, false).await.unwrap();
    assert_eq!(world.acts_after(last).await, ["late-answers.leave"]);
    let after = at_work.result().await.unwrap();
    assert_eq!((after.head.id, after.head.points), (before.id, before.points));
    assert!(after.late[0].decision.as_ref().is_some_and(|decision| !decision.counted));
    assert_eq!(refusal(at_work.are_decided(1, true).await), Refusal::AlreadyDecided, "it is decided once");
    // What comes after that waits for a decision of its own.
    assert_eq!(at_work.delivers(&[(5, 9_000, options([0]))]).await.unwrap(), [5]);
    assert_eq!(at_work.came_late().await.iter().filter(|late| late.decision.is_none()).count(), 1);
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn nobody_decides_about_what_they_have_not_seen_or_without_a_reason() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let right = at_work.runs_out_with_the_last_unsent().await;
    at_work.delivers(&[(6, 20_000, right)]).await.unwrap();
    at_work.delivers(&[(6, 10_000, options([0]))]).await.unwrap();
    let before = world.contents().await;
    assert_eq!(refusal(at_work.are_decided(1, true).await), Refusal::MoreCameLate);
    let result = at_work.result_id().await;
    assert_eq!(refusal(world.store.decide_late(&world.chair(), result, 2, true, "  ").await), Refusal::NoReason);
    let candidate = world.store.decide_late(&at_work.candidate.by(), result, 2, true, WHY).await;
    assert!(is_not_found(&candidate));
    assert_eq!(world.contents().await, before);
}

#[tokio::test]
async fn a_result_is_not_approved_and_no_exam_reopened_while_late_answers_wait() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let right = at_work.runs_out_with_the_last_unsent().await;
    at_work.delivers(&[(6, 20_000, right)]).await.unwrap();
    let approved = world.store.approve(&world.chair(), at_work.result_id().await).await;
    assert_eq!(refusal(approved), Refusal::LateAnswersUndecided);
    assert_eq!(refusal(at_work.is_reopened(Span::from_mins(5)).await), Refusal::LateAnswersUndecided);
    at_work.are_decided(1, true).await.unwrap();
    // An exam that goes on goes on from what counts.
    at_work.is_reopened(Span::from_mins(5)).await.unwrap();
    at_work.comes_back().await.unwrap();
    assert_eq!(at_work.stands(6).await, right);
    at_work.chooses(1, options([3])).await;
    at_work.submits().await;
    assert_eq!(at_work.head().await.state, State::Graded);
    assert_eq!(at_work.result().await.unwrap().head.verdict, Verdict::Awaited);
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn an_answer_that_is_slipped_in_after_what_was_counted_is_found() {
    let world = World::new().await.without_defences().await;
    let at_work = world.at_work().await;
    let right = at_work.runs_out_with_the_last_unsent().await;
    at_work.counts_what_came_late(right).await;
    assert_eq!(world.findings().await, []);
    let of = uuid::Uuid::from(at_work.attempt);
    // The event says how far the chain went: another decision about it doesn't come to be by writing one.
    world.tamper("UPDATE late_decision SET counted = NOT counted").await;
    assert_eq!(world.findings().await, [AuditFinding::Row(format!("late_decision {}", of.simple()))]);
    world.tamper("UPDATE late_decision SET counted = NOT counted").await;
    world.tamper("DELETE FROM answer_revision WHERE number = (SELECT max(number) FROM answer_revision)").await;
    assert!(world.findings().await.contains(&AuditFinding::Result(of)));
}
