//! Results set aside, and put back: one person proposes, another decides.

use exam::{
    attempt::State,
    clock::Span,
    id::{ProposalId, ResultId},
};
use store::{Actor, Admission, AuditFinding, By, ExamStanding, ProposedAct, Refusal, Role, RowStatus, Verdict};

use crate::world::{AtWork, EXAM_ROW, World, is_not_found, is_out_of_turn, refusal};

const WHY: &str = "қасындағы адам айтып берді";

impl AtWork<'_> {
    pub(crate) async fn result_id(&self) -> ResultId {
        self.result().await.unwrap().head.id
    }

    async fn verdict(&self) -> Verdict {
        self.result().await.unwrap().head.verdict
    }

    async fn is_proposed(&self, act: ProposedAct) -> ProposalId {
        let world = self.candidate.world;
        world.store.propose(&world.invigilator(), self.result_id().await, act, WHY).await.unwrap()
    }

    /// The invigilator proposes, the chair accepts.
    pub(crate) async fn is_decided(&self, act: ProposedAct) {
        let (world, proposal) = (self.candidate.world, self.is_proposed(act).await);
        world.store.decide(&world.chair(), proposal, true).await.unwrap();
    }
}

#[tokio::test]
async fn an_annulled_result_counts_no_more_and_the_person_may_sit_again() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.passes().await;
    let file = at_work.candidate.file;
    assert_eq!(world.row(file, EXAM_ROW).await, RowStatus::ExamPassed);
    world.advance(Span::from_mins(5));
    at_work.is_decided(ProposedAct::Annul).await;
    assert_eq!(at_work.verdict().await, Verdict::Annulled { at: world.now(), by: "Жанна Төраға".to_owned() });
    assert_eq!(at_work.head().await.state, State::Annulled);
    assert_eq!(at_work.candidate.standing().await, ExamStanding::NotEnrolled);
    assert_eq!(world.row(file, EXAM_ROW).await, RowStatus::ExamAhead { passed: 0, of: 1 });
    let sitting = world.sitting(Admission::AtSignIn).await;
    world.store.enrol(&world.registrar(), sitting, at_work.candidate.declaration, None).await.unwrap();
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn a_reinstated_result_waits_for_the_commission_and_is_approved_anew() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.passes().await;
    at_work.is_decided(ProposedAct::Annul).await;
    let approved = world.store.approve(&world.chair(), at_work.result_id().await).await;
    assert!(is_out_of_turn(&approved), "what is annulled is not approved: {approved:?}");
    at_work.is_decided(ProposedAct::Reinstate).await;
    assert_eq!(at_work.verdict().await, Verdict::Awaited);
    assert_eq!(world.row(at_work.candidate.file, EXAM_ROW).await, RowStatus::AwaitingApproval);
    world.advance(Span::from_mins(1));
    at_work.is_approved().await;
    assert_eq!(at_work.verdict().await, Verdict::Approved { at: world.now(), by: "Жанна Төраға".to_owned() });
    assert_eq!(world.row(at_work.candidate.file, EXAM_ROW).await, RowStatus::ExamPassed);
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn nobody_accepts_what_they_have_proposed_but_they_may_take_it_back() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.passes().await;
    let result = at_work.result_id().await;
    let proposal = world.store.propose(&world.chair(), result, ProposedAct::Annul, WHY).await.unwrap();
    let before = world.contents().await;
    assert_eq!(refusal(world.store.decide(&world.chair(), proposal, true).await), Refusal::NeedsAnother);
    assert_eq!(world.contents().await, before);

    let open = world.store.proposal(result).await.unwrap().unwrap();
    assert_eq!((open.id, open.act, open.at), (proposal, ProposedAct::Annul, world.now()));
    assert_eq!(Actor::in_role(open.by, Role::Chair), world.chair().actor);
    assert_eq!((open.reason.as_str(), open.name.as_str()), (WHY, "Жанна Төраға"));
    world.store.decide(&world.chair(), proposal, false).await.unwrap();
    assert!(world.store.proposal(result).await.unwrap().is_none());
    assert!(matches!(at_work.verdict().await, Verdict::Approved { .. }));
    assert_eq!(world.findings().await, []);
}

/// Also for whoever goes round the store.
#[tokio::test]
async fn the_database_takes_no_acceptance_from_who_has_proposed() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.submits().await;
    at_work.is_proposed(ProposedAct::Annul).await;
    let accept = |who: &str| {
        format!("INSERT INTO proposal_decision SELECT p.id, true, s.id, 1 FROM proposal p, staff s WHERE s.login = '{who}'")
    };
    let refused = world.attempt_to(accept("bolat")).await.unwrap_err();
    assert!(refused.contains("nobody accepts what they have proposed"), "{refused}");
    world.attempt_to(accept("zhanna")).await.unwrap();
}

#[tokio::test]
async fn a_result_has_one_proposal_at_a_time_and_each_is_decided_once() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.submits().await;
    let result = at_work.result_id().await;
    let proposal = at_work.is_proposed(ProposedAct::Annul).await;
    let again = world.store.propose(&world.chair(), result, ProposedAct::Annul, WHY).await;
    assert_eq!(refusal(again), Refusal::AlreadyProposed);
    world.store.decide(&world.chair(), proposal, false).await.unwrap();
    for accepted in [true, false] {
        assert_eq!(refusal(world.store.decide(&world.chair(), proposal, accepted).await), Refusal::AlreadyDecided);
    }
    assert_eq!(at_work.verdict().await, Verdict::Awaited);
    at_work.is_decided(ProposedAct::Annul).await;
    assert!(matches!(at_work.verdict().await, Verdict::Annulled { .. }));
}

#[tokio::test]
async fn nothing_is_proposed_without_a_reason_a_person_or_a_result_to_decide_about() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.submits().await;
    let result = at_work.result_id().await;
    let (store, before) = (&world.store, world.contents().await);
    for (by, act) in [(By::console("root", world.now()), ProposedAct::Annul), (at_work.candidate.by(), ProposedAct::Annul)] {
        assert!(is_not_found(&store.propose(&by, result, act, WHY).await), "{by:?}");
    }
    assert_eq!(refusal(store.propose(&world.chair(), result, ProposedAct::Annul, "  ").await), Refusal::NoReason);
    assert!(is_out_of_turn(&store.propose(&world.chair(), result, ProposedAct::Reinstate, WHY).await));
    let nothing = ResultId::new(world.now(), [7; 10]);
    assert!(is_not_found(&store.propose(&world.chair(), nothing, ProposedAct::Annul, WHY).await));
    assert!(is_not_found(&store.decide(&world.chair(), ProposalId::new(world.now(), [7; 10]), true).await));
    assert_eq!(world.contents().await, before);
}

#[tokio::test]
async fn what_was_proposed_about_a_result_that_another_has_followed_can_only_be_refused() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.submits().await;
    let proposal = at_work.is_proposed(ProposedAct::Annul).await;
    at_work.is_reopened(Span::ZERO).await.unwrap();
    assert!(is_out_of_turn(&world.store.decide(&world.chair(), proposal, true).await));
    at_work.comes_back().await.unwrap();
    at_work.passes().await;
    assert!(is_not_found(&world.store.decide(&world.chair(), proposal, true).await));
    assert!(matches!(at_work.verdict().await, Verdict::Approved { .. }));
    world.store.decide(&world.chair(), proposal, false).await.unwrap();
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn a_result_is_not_reinstated_beside_another_exam() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.passes().await;
    at_work.is_decided(ProposedAct::Annul).await;
    let proposal = at_work.is_proposed(ProposedAct::Reinstate).await;
    world.advance(Span::from_mins(1));
    let sitting = world.sitting(Admission::AtSignIn).await;
    world.store.enrol(&world.registrar(), sitting, at_work.candidate.declaration, None).await.unwrap();
    assert_eq!(refusal(world.store.decide(&world.chair(), proposal, true).await), Refusal::EnrolledAgain);
    world.store.decide(&world.chair(), proposal, false).await.unwrap();
    let again = world.store.propose(&world.chair(), at_work.result_id().await, ProposedAct::Reinstate, WHY).await;
    assert_eq!(refusal(again), Refusal::EnrolledAgain);
}

#[tokio::test]
async fn a_proposal_or_a_decision_that_was_changed_added_or_taken_away_is_found() {
    let world = World::new().await.without_defences().await;
    let at_work = world.at_work().await;
    at_work.submits().await;
    at_work.is_decided(ProposedAct::Annul).await;
    assert_eq!(world.findings().await, []);
    let found = [AuditFinding::Proposal(at_work.attempt.into())];
    let (registrar, earlier) = ("(SELECT id FROM staff WHERE login = 'aigul')", |column: &str| format!("{column} - 1"));
    for (table, column, other) in [
        ("proposal", "reason", "'басқа'".to_owned()),
        ("proposal", "staff_id", registrar.to_owned()),
        ("proposal", "proposed_at", earlier("proposed_at")),
        ("proposal", "act", "'reinstate'".to_owned()),
        ("proposal_decision", "staff_id", registrar.to_owned()),
        ("proposal_decision", "decided_at", earlier("decided_at")),
        ("proposal_decision", "accepted", "NOT accepted".to_owned()),
    ] {
        world.tamper(format!("CREATE TABLE kept AS SELECT * FROM {table}")).await;
        world.tamper(format!("UPDATE {table} SET {column} = {other}")).await;
        assert_eq!(world.findings().await, found, "{table}.{column}");
        world.tamper(format!("UPDATE {table} SET {column} = (SELECT {column} FROM kept)")).await;
        world.tamper("DROP TABLE kept").await;
        assert_eq!(world.findings().await, [], "{table}.{column} put back");
    }
    world.tamper("CREATE TABLE kept AS SELECT * FROM proposal_decision").await;
    world.tamper("DELETE FROM proposal_decision").await;
    assert_eq!(world.findings().await, found);
    world.tamper("INSERT INTO proposal_decision SELECT * FROM kept").await;
    assert_eq!(world.findings().await, []);
    world.tamper(format!("INSERT INTO proposal SELECT r.id, 'annul', r.id, 'x', {registrar}, 1 FROM result r")).await;
    assert_eq!(world.findings().await, found);
}

#[tokio::test]
async fn an_annulment_that_nobody_decided_is_found() {
    let world = World::new().await.without_defences().await;
    let at_work = world.at_work().await;
    at_work.passes().await;
    world.tamper("UPDATE attempt SET state = 'annulled'").await;
    assert_eq!(world.findings().await, [AuditFinding::Attempt(at_work.attempt.into())]);
}
