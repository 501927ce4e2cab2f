//! The exam room: a candidate, and a candidate at work.

use std::sync::atomic::{AtomicU32, Ordering};

use exam::{
    answer::OptionSet,
    clock::{Instant, Span},
    id::{AttemptId, DeclarationId, EnrolmentId, FileId, SittingId},
    language::Language,
    text::{Block, Inline},
};
use licensing::Iin;
use store::{
    Actor, AttemptHead, By, Closed, Code, CodeRefused, Desk, DeskQuestion, ExamStanding, Place, ResultSheet, Resumes, Save,
    Saved, SignedIn, Wording, Workplace,
};

use super::World;

/// The candidate's workstation.
pub(crate) const WORKSTATION: &str = "192.0.2.101";

#[derive(Clone, Copy)]
pub(crate) struct Candidate<'w> {
    pub(crate) world: &'w World,
    pub(crate) iin: Iin,
    pub(crate) file: FileId,
    pub(crate) declaration: DeclarationId,
    pub(crate) sitting: SittingId,
    pub(crate) enrolment: EnrolmentId,
}

impl<'w> Candidate<'w> {
    pub(crate) fn by(&self) -> By {
        By { actor: Actor::Candidate(self.enrolment), address: WORKSTATION.to_owned(), now: self.world.now() }
    }

    /// The sitting opens, for this candidate and the others.
    pub(crate) async fn sitting_opens(&self) {
        self.world.store.open_sitting(&self.world.invigilator(), self.sitting).await.unwrap();
    }

    /// A fresh code, voiding what was issued before.
    pub(crate) async fn code(&self) -> Code {
        self.world.store.issue_slip(&self.world.registrar(), self.enrolment).await.unwrap().code
    }

    pub(crate) async fn signs_in_with(&self, code: &Code) -> Result<SignedIn, CodeRefused> {
        let outcome = self.world.store.sign_in_candidate(&self.iin, code, WORKSTATION, self.world.now()).await.unwrap();
        if let Ok(signed_in) = &outcome {
            self.world.tokens.lock().unwrap().insert(self.enrolment, signed_in.token.clone());
        }
        outcome
    }

    /// The candidate's session, in a page without the desk.
    pub(crate) fn workplace(&self) -> Workplace {
        Workplace { token: self.world.tokens.lock().unwrap()[&self.enrolment].clone(), tab: None }
    }

    /// The candidate's session, in a tab that has the desk.
    pub(crate) fn tab(&self, name: &str) -> Workplace {
        Workplace { tab: Some(name.parse().unwrap()), ..self.workplace() }
    }

    /// Another candidate of the same file and sitting, enrolled.
    pub(crate) async fn neighbour(&self) -> Candidate<'w> {
        let (declaration, iin) = self.world.declare(self.file).await;
        let enrolment = self.world.store.enrol(&self.world.registrar(), self.sitting, declaration, None).await.unwrap();
        Candidate { iin, declaration, enrolment, ..*self }
    }

    /// Gets a code, signs in with it.
    pub(crate) async fn signs_in(&self) -> SignedIn {
        let code = self.code().await;
        self.signs_in_with(&code).await.unwrap()
    }

    /// The sitting opens and the candidate signs in.
    pub(crate) async fn comes(&self) -> SignedIn {
        self.sitting_opens().await;
        self.signs_in().await
    }

    pub(crate) async fn starts(self) -> AtWork<'w> {
        let attempt = self.world.store.start(&self.by(), self.enrolment).await.unwrap();
        AtWork { candidate: self, attempt, changes: AtomicU32::new(0) }
    }

    /// How the candidate's exam stands in the file.
    pub(crate) async fn standing(&self) -> ExamStanding {
        let dossier = self.world.dossier(self.file).await;
        dossier.declarations.iter().find(|d| d.id == self.declaration).unwrap().exam
    }
}

pub(crate) struct AtWork<'w> {
    pub(crate) candidate: Candidate<'w>,
    pub(crate) attempt: AttemptId,
    changes: AtomicU32,
}

impl AtWork<'_> {
    fn world(&self) -> &World {
        self.candidate.world
    }

    pub(crate) async fn desk(&self) -> Desk {
        self.world().store.desk(self.candidate.enrolment, self.attempt).await.unwrap()
    }

    pub(crate) async fn question(&self, position: u16) -> DeskQuestion {
        self.desk().await.questions.into_iter().find(|q| q.position == position).unwrap()
    }

    /// What is saved for a question.
    pub(crate) async fn stands(&self, position: u16) -> OptionSet {
        self.question(position).await.chosen
    }

    pub(crate) async fn saves(&self, saves: &[Save]) -> store::Result<Saved> {
        self.saves_at(self.world().now(), saves).await
    }

    pub(crate) async fn saves_at(&self, now: Instant, saves: &[Save]) -> store::Result<Saved> {
        self.world().store.save(&self.candidate.workplace(), self.attempt, WORKSTATION, now, saves).await
    }

    /// Chooses options of one question, as the page does it: saved at once.
    pub(crate) async fn chooses(&self, position: u16, chosen: OptionSet) {
        let change = i64::from(self.changes.fetch_add(1, Ordering::Relaxed)) + 1;
        self.saves(&[by_the_desk(position, chosen, change)]).await.unwrap();
    }

    /// Answers the whole paper, each question in some way.
    pub(crate) async fn answers(&self, mut how: impl FnMut(&DeskQuestion) -> OptionSet) {
        for question in self.desk().await.questions {
            self.chooses(question.position, how(&question)).await;
        }
    }

    /// Answers everything rightly.
    pub(crate) async fn answers_rightly(&self) {
        self.answers(right_options).await;
    }

    pub(crate) async fn submits(&self) {
        self.world().store.submit(&self.candidate.by(), self.candidate.enrolment, self.attempt).await.unwrap();
    }

    pub(crate) async fn result(&self) -> Option<ResultSheet> {
        self.world().store.own_result(self.candidate.enrolment, self.attempt).await.unwrap()
    }

    /// Where the attempt stands.
    pub(crate) async fn head(&self) -> AttemptHead {
        self.world().store.own_attempt(self.candidate.enrolment, self.attempt).await.unwrap()
    }

    pub(crate) async fn deadline(&self) -> Instant {
        self.head().await.deadline.unwrap()
    }

    /// A tab of the candidate's session opens the desk.
    pub(crate) async fn sits_down(&self, tab: &str) -> Place {
        self.sits_down_at(&self.candidate.tab(tab), false).await.unwrap()
    }

    /// A tab takes the place over, whoever has it.
    pub(crate) async fn takes_over(&self, tab: &str) -> Place {
        self.sits_down_at(&self.candidate.tab(tab), true).await.unwrap()
    }

    pub(crate) async fn sits_down_at(&self, workplace: &Workplace, take_over: bool) -> store::Result<Place> {
        self.world().store.sit_down(workplace, self.attempt, take_over, WORKSTATION, self.world().now()).await
    }

    /// A tab saves.
    pub(crate) async fn saves_in(&self, tab: &str, saves: &[Save]) -> store::Result<Saved> {
        self.saves_from(&self.candidate.tab(tab), saves).await
    }

    pub(crate) async fn saves_from(&self, workplace: &Workplace, saves: &[Save]) -> store::Result<Saved> {
        self.world().store.save(workplace, self.attempt, WORKSTATION, self.world().now(), saves).await
    }

    /// The invigilator stops the clock.
    pub(crate) async fn is_paused(&self, resumes: Resumes) {
        self.world().store.pause(&self.world().invigilator(), self.attempt, resumes, "дабыл").await.unwrap();
    }

    /// The invigilator starts the clock again.
    pub(crate) async fn goes_on(&self) {
        self.world().store.resume(&self.world().invigilator(), self.attempt).await.unwrap();
    }

    /// The chair lets the attempt go on after its end.
    pub(crate) async fn is_reopened(&self, more: Span) -> store::Result<()> {
        self.world().store.reopen(&self.world().chair(), self.attempt, more, "жабдық істен шықты").await
    }

    /// The candidate is back at the exam.
    pub(crate) async fn comes_back(&self) -> store::Result<()> {
        self.world().store.come_back(&self.candidate.by(), self.candidate.enrolment, self.attempt).await
    }

    /// The chair lets the result count.
    pub(crate) async fn is_approved(&self) {
        let result = self.result().await.unwrap().head.id;
        self.world().store.approve(&self.world().chair(), result).await.unwrap();
    }

    /// Hands in a perfect paper, which is approved.
    pub(crate) async fn passes(&self) {
        self.answers_rightly().await;
        self.submits().await;
        self.is_approved().await;
    }

    /// Hands in an empty paper, which is approved.
    pub(crate) async fn fails(&self) {
        self.submits().await;
        self.is_approved().await;
    }
}

impl World {
    /// A candidate of leak detection who has just started.
    pub(crate) async fn at_work(&self) -> AtWork<'_> {
        self.candidate().await.starts().await
    }

    /// The closing task comes by.
    pub(crate) async fn sweeps(&self) -> Vec<Closed> {
        self.store.close_overdue(self.now()).await.unwrap()
    }
}

/// What a page without WebAssembly posts: what it showed, and what is chosen now.
pub(crate) fn form(position: u16, chosen: OptionSet, rendered: u32) -> Save {
    Save { position, chosen, rendered, client_revision: None }
}

/// What the desk posts: its own count of changes to the question.
pub(crate) fn by_the_desk(position: u16, chosen: OptionSet, client_revision: i64) -> Save {
    Save { position, chosen, rendered: 0, client_revision: Some(client_revision) }
}

pub(crate) fn options(positions: impl IntoIterator<Item = u8>) -> OptionSet {
    positions.into_iter().fold(OptionSet::EMPTY, |set, position| set.with(position).unwrap())
}

/// The words of a plain text.
pub(crate) fn text(wording: &Wording, language: Language) -> String {
    let words = |inline: &Inline| match inline {
        Inline::Text(t) | Inline::Emphasis(t) | Inline::Strong(t) | Inline::Code(t) | Inline::Formula(t) => t.clone(),
    };
    let block = |block: &Block| match block {
        Block::Paragraph(line) => line.iter().map(words).collect::<String>(),
        Block::Image { alternative, .. } => alternative.clone(),
        Block::List(entries) => entries.concat().iter().map(words).collect(),
    };
    wording.get(language).0.iter().map(block).collect::<Vec<_>>().join(" ")
}

/// The right options of a question of the small bank, which names them in Russian.
pub(crate) fn right_options(question: &DeskQuestion) -> OptionSet {
    let right = |option: &&(u8, &Wording)| text(option.1, Language::Ru).starts_with("верно");
    options((0..).zip(&question.options).collect::<Vec<_>>().iter().filter(right).map(|(position, _)| *position))
}
