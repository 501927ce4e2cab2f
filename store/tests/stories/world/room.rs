//! The exam room: a candidate, and a candidate at work.

use std::sync::atomic::{AtomicU32, Ordering};

use exam::{
    answer::OptionSet,
    clock::Instant,
    id::{AttemptId, DeclarationId, EnrolmentId, FileId, SittingId},
    language::Language,
    text::{Block, Inline},
};
use licensing::Iin;
use store::{
    Actor, By, Closed, Code, CodeRefused, Desk, DeskQuestion, ExamStanding, ResultSheet, Save, Saved, SignedIn, Wording,
    Workplace,
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
        self.saves(&[island(position, chosen, change)]).await.unwrap();
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

    pub(crate) async fn deadline(&self) -> Instant {
        self.world().store.own_attempt(self.candidate.enrolment, self.attempt).await.unwrap().deadline.unwrap()
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

/// What the island posts: its own count of changes to the question.
pub(crate) fn island(position: u16, chosen: OptionSet, client_revision: i64) -> Save {
    Save { position, chosen, rendered: 0, client_revision: Some(client_revision) }
}

pub(crate) fn options(positions: impl IntoIterator<Item = u8>) -> OptionSet {
    positions.into_iter().fold(OptionSet::EMPTY, |set, position| set.with(position).unwrap())
}

/// The words of a plain text.
pub(crate) fn text(wording: &Wording, language: Language) -> String {
    let words = |inline: &Inline| match inline {
        Inline::Text(t) | Inline::Emphasis(t) | Inline::Strong(t) | Inline::Code(t) => t.clone(),
    };
    let block = |block: &Block| match block {
        Block::Paragraph(line) => line.iter().map(words).collect::<String>(),
        Block::List(entries) => entries.concat().iter().map(words).collect(),
    };
    wording.get(language).0.iter().map(block).collect::<Vec<_>>().join(" ")
}

/// The right options of a question of the small bank, which names them in Russian.
pub(crate) fn right_options(question: &DeskQuestion) -> OptionSet {
    let right = |option: &&(u8, &Wording)| text(option.1, Language::Ru).starts_with("верно");
    options((0..).zip(&question.options).collect::<Vec<_>>().iter().filter(right).map(|(position, _)| *position))
}
