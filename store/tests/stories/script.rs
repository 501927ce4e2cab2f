//! A candidate's own paper after the end: shown as far as the regulation says, and to nobody else.

use exam::{answer::OptionSet, blueprint::PaperAccess, clock::Span, language::Language, scoring::Points};
use store::{OwnScript, ProposedAct, Refusal, Script};

use crate::world::{
    AtWork, World,
    bank::{self, REGULATION, reword},
    is_not_found, options, refusal, right_options,
};

/// A world whose regulation shows so much.
async fn showing(access: &str) -> World {
    let world = World::new().await;
    let said = format!("version = 2\npaper_access = \"{access}\"");
    world.import(&bank::edited(|files| reword(files, REGULATION, "version = 1", &said))).await.unwrap();
    world
}

impl AtWork<'_> {
    async fn is_shown(&self) -> OwnScript {
        let world = self.candidate.world;
        world.store.own_script(self.candidate.enrolment, self.attempt, world.now()).await.unwrap()
    }

    async fn script(&self) -> Script {
        let OwnScript::Shown(script) = self.is_shown().await else { panic!("nothing is shown") };
        script
    }
}

#[tokio::test]
async fn the_keys_are_shown_once_the_result_is_approved_and_nobody_of_the_sitting_is_at_work() {
    let world = showing("keys").await;
    let candidate = world.enrolled().await;
    let (neighbour, absent) = (candidate.neighbour().await, candidate.neighbour().await);
    candidate.comes().await;
    neighbour.signs_in().await;
    let (at_work, beside) = (candidate.starts().await, neighbour.starts().await);
    let paper = at_work.desk().await.questions;
    // All but the first question of law.
    for question in &paper {
        let right = right_options(question);
        at_work.chooses(question.position, if question.position == 1 { OptionSet::EMPTY } else { right }).await;
    }
    let later = |shown| matches!(shown, OwnScript::Later(PaperAccess::Keys));
    assert!(later(at_work.is_shown().await), "at work");
    at_work.submits().await;
    assert!(later(at_work.is_shown().await), "nobody has approved it");
    at_work.is_approved().await;
    assert!(later(at_work.is_shown().await), "a neighbour is at work");
    beside.submits().await;
    assert!(later(at_work.is_shown().await), "somebody may still begin");
    world.advance(Span::from_mins(36 * 60));
    let script = at_work.script().await;
    assert!(later(beside.is_shown().await), "theirs is not approved");
    assert!(is_not_found(&world.store.own_script(absent.enrolment, at_work.attempt, world.now()).await), "another's");

    assert_eq!(script.questions.len(), paper.len());
    for (shown, asked) in script.questions.iter().zip(&paper) {
        assert_eq!((shown.position, shown.section, shown.kind), (asked.position, asked.section, asked.kind));
        assert_eq!(shown.stem.get(Language::Ru), asked.stem.get(Language::Ru));
        let marked = shown.marked.unwrap();
        assert_eq!(marked.right, right_options(asked), "as presented");
        let (chosen, points) =
            if asked.position == 1 { (OptionSet::EMPTY, Points::default()) } else { (marked.right, Points::QUESTION) };
        assert_eq!((shown.chosen, marked.points), (chosen, points));
    }
    let points: Points = script.questions.iter().map(|q| q.marked.unwrap().points).sum();
    assert_eq!(points, at_work.result().await.unwrap().head.points, "as it was graded");
}

#[tokio::test]
async fn a_regulation_may_show_the_questions_alone_or_nothing() {
    let world = showing("questions").await;
    let at_work = world.at_work().await;
    at_work.chooses(2, options([1])).await;
    at_work.submits().await;
    assert!(matches!(at_work.is_shown().await, OwnScript::Later(PaperAccess::Questions)));
    at_work.is_approved().await;
    let script = at_work.script().await;
    assert_eq!(script.questions[1].chosen, options([1]));
    assert!(script.questions.iter().all(|q| q.marked.is_none()), "no key");

    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.submits().await;
    at_work.is_approved().await;
    assert!(matches!(at_work.is_shown().await, OwnScript::Kept));
}

#[tokio::test]
async fn whoever_may_have_seen_the_paper_changes_no_answer_any_more() {
    for (access, changes) in [("nothing", true), ("keys", false)] {
        let world = showing(access).await;
        let at_work = world.at_work().await;
        let store = &world.store;
        at_work.submits().await;
        at_work.is_approved().await;
        at_work.is_decided(ProposedAct::Annul).await;
        assert!(matches!(at_work.is_shown().await, OwnScript::Kept), "what is annulled is not shown");
        at_work.is_decided(ProposedAct::Reinstate).await;
        let late = vec![(1, at_work.head().await.started.unwrap().as_millis() + 1, options([0]))];
        let delivered = store.deliver_late(&at_work.candidate.by(), at_work.candidate.enrolment, at_work.attempt, late).await;
        let reopened = at_work.is_reopened(Span::from_mins(5)).await;
        if changes {
            assert_eq!(delivered.unwrap(), [1]);
            assert_eq!(refusal(reopened), Refusal::LateAnswersUndecided);
        } else {
            assert_eq!(refusal(delivered), Refusal::PaperShown);
            assert_eq!(refusal(reopened), Refusal::PaperShown);
        }
    }
}

#[tokio::test]
async fn whoever_has_left_comes_back_with_a_new_slip_and_sees_the_paper_with_its_images() {
    let world = showing("keys").await;
    let at_work = world.at_work().await;
    let (store, registrar) = (&world.store, world.registrar());
    let image = at_work.question(1).await.stem.image("scheme.png").unwrap().hash;
    at_work.submits().await;
    let token = at_work.candidate.workplace().token;
    assert!(is_not_found(&store.image_in_session(&token, image, world.now()).await));
    store.end_session(&at_work.candidate.by(), &token).await.unwrap();
    let early = store.issue_slip(&registrar, at_work.candidate.enrolment).await;
    assert_eq!(refusal(early), Refusal::ExamOver, "nothing has been decided yet");
    at_work.is_approved().await;
    world.advance(Span::from_mins(24 * 60));
    at_work.candidate.signs_in().await;
    assert_eq!(at_work.script().await.questions.len(), 6);
    let token = at_work.candidate.workplace().token;
    assert!(store.image_in_session(&token, image, world.now()).await.is_ok());
    at_work.is_decided(ProposedAct::Annul).await;
    assert!(is_not_found(&store.image_in_session(&token, image, world.now()).await));
}
