//! A candidate's own paper after the end: shown as far as the regulation says, to nobody else, and so that it helps nobody in the sitting.

use exam::{answer::OptionSet, blueprint::PaperAccess, clock::Span, language::Language, scoring::Points};
use store::{ProposedAct, Refusal, Script, ScriptAccess};

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
    async fn access(&self) -> ScriptAccess {
        let world = self.candidate.world;
        let access = world.store.script_access(self.candidate.enrolment, self.attempt, world.now()).await.unwrap();
        let script = self.is_shown().await;
        assert_eq!(script.is_some(), matches!(access, ScriptAccess::Shown(_)));
        access
    }

    async fn is_shown(&self) -> Option<Script> {
        self.candidate.world.store.own_script(&self.candidate.by(), self.candidate.enrolment, self.attempt).await.unwrap()
    }
}

const LATER: ScriptAccess = ScriptAccess::Later(PaperAccess::Keys);

#[tokio::test]
async fn the_keys_are_shown_once_everyone_who_has_begun_is_decided_about_and_then_nobody_begins() {
    let world = showing("keys").await;
    let candidate = world.enrolled().await;
    let neighbour = candidate.neighbour().await;
    candidate.comes().await;
    neighbour.signs_in().await;
    let (at_work, beside) = (candidate.starts().await, neighbour.starts().await);
    let paper = at_work.desk().await.questions;
    // All but the first question of law.
    for question in &paper {
        let right = right_options(question);
        at_work.chooses(question.position, if question.position == 1 { OptionSet::EMPTY } else { right }).await;
    }
    assert_eq!(at_work.access().await, LATER, "at work");
    at_work.submits().await;
    assert_eq!(at_work.access().await, LATER, "nobody has approved it");
    at_work.is_approved().await;
    assert_eq!(at_work.access().await, LATER, "a neighbour is at work");
    beside.submits().await;
    assert_eq!(at_work.access().await, LATER, "the neighbour's exam could be reopened");
    let absent = at_work.candidate.neighbour().await;
    absent.signs_in().await;
    beside.is_decided(ProposedAct::Annul).await;
    assert_eq!(at_work.access().await, LATER, "somebody may still begin");
    world.advance(Span::from_mins(36 * 60));
    let script = at_work.is_shown().await.unwrap();
    assert_eq!(world.column("SELECT act FROM audit_event ORDER BY seq DESC LIMIT 1").await, ["paper.show"]);
    assert_eq!(beside.access().await, ScriptAccess::Kept, "theirs is annulled");
    let by = absent.by();
    assert!(is_not_found(&world.store.own_script(&by, absent.enrolment, at_work.attempt).await), "another's");
    assert!(is_not_found(&world.store.script_access(absent.enrolment, at_work.attempt, world.now()).await), "another's");

    let by = absent.by();
    assert_eq!(refusal(world.store.start(&by, absent.enrolment).await), Refusal::PaperShown);
    let (declaration, _) = world.declare(at_work.candidate.file).await;
    let enrolled = world.store.enrol(&world.registrar(), at_work.candidate.sitting, declaration, None).await;
    assert_eq!(refusal(enrolled), Refusal::PaperShown);
    beside.is_decided(ProposedAct::Reinstate).await;
    assert_eq!(refusal(beside.is_reopened(Span::from_mins(5)).await), Refusal::PaperShown);
    assert_eq!(at_work.access().await, ScriptAccess::Shown(PaperAccess::Keys), "what is out stays out");

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
    assert!(format!("{script:?}").contains("Marked(…)"));
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn a_regulation_may_show_the_questions_alone_or_nothing() {
    let world = showing("questions").await;
    let at_work = world.at_work().await;
    at_work.chooses(2, options([1])).await;
    at_work.submits().await;
    assert_eq!(at_work.access().await, ScriptAccess::Later(PaperAccess::Questions));
    at_work.is_approved().await;
    let script = at_work.is_shown().await.unwrap();
    assert_eq!(script.questions[1].chosen, options([1]));
    assert!(script.questions.iter().all(|q| q.marked.is_none()), "no key");

    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.submits().await;
    at_work.is_approved().await;
    assert_eq!(at_work.access().await, ScriptAccess::Kept);
}

#[tokio::test]
async fn whatever_was_decided_once_changes_no_answer_any_more_where_papers_are_shown() {
    for (access, changes) in [("nothing", true), ("keys", false)] {
        for approved in [true, false] {
            let world = showing(access).await;
            let at_work = world.at_work().await;
            let store = &world.store;
            at_work.submits().await;
            if approved {
                at_work.is_approved().await;
            }
            at_work.is_decided(ProposedAct::Annul).await;
            assert_eq!(at_work.access().await, ScriptAccess::Kept, "what is annulled is not shown");
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
}

#[tokio::test]
async fn whoever_comes_back_for_the_paper_has_a_new_slip_and_half_an_hour() {
    let world = showing("keys").await;
    let at_work = world.at_work().await;
    let (store, registrar) = (&world.store, world.registrar());
    let image = at_work.question(1).await.stem.image("scheme.png").unwrap().hash;
    at_work.submits().await;
    let left_behind = at_work.candidate.workplace().token;
    assert!(is_not_found(&store.image_in_session(&left_behind, image, world.now()).await));
    let early = store.issue_slip(&registrar, at_work.candidate.enrolment).await;
    assert_eq!(refusal(early), Refusal::ExamOver, "nothing has been decided yet");
    at_work.is_approved().await;
    assert_eq!(store.candidate_of(&left_behind, world.now()).await.unwrap(), None, "others sit there next");
    world.advance(Span::from_mins(24 * 60));
    at_work.candidate.signs_in().await;
    assert_eq!(at_work.is_shown().await.unwrap().questions.len(), 6);
    let token = at_work.candidate.workplace().token;
    assert!(store.image_in_session(&token, image, world.now()).await.is_ok());
    at_work.is_decided(ProposedAct::Annul).await;
    assert!(is_not_found(&store.image_in_session(&token, image, world.now()).await));
    assert!(store.candidate_of(&token, world.now() + Span::from_mins(29)).await.unwrap().is_some());
    assert_eq!(store.candidate_of(&token, world.now() + Span::from_mins(30)).await.unwrap(), None);
}
