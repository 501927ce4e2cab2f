//! A candidate's own paper after the end, as far as the regulation shows it (`paper_access`).
//!
//! It is shown once the result is approved, and nobody of the sitting is at work any more or may still begin. Whoever may have seen it
//! changes no answer any more: the attempt is not reopened, and takes nothing that comes late.

use std::{collections::BTreeMap, ops::Deref, sync::Arc};

use exam::{
    answer::OptionSet,
    attempt::State,
    blueprint::PaperAccess,
    clock::Instant,
    id::{AttemptId, EnrolmentId},
    language::{Language, Texts},
    scoring::Points,
};
use uuid::Uuid;

use crate::{
    Store,
    access::CANDIDATE_SESSION,
    answers::{answers_of, option_set},
    attempts::{self, AttemptRow},
    engine::{Tx, values},
    error::{Refusal, Result},
    papers::Question,
    results,
};

/// What a candidate is shown of their own paper after the end.
#[derive(Clone, Debug)]
pub enum OwnScript {
    /// Nothing.
    Kept,
    /// This, once the result is approved and nobody of the sitting is at work any more.
    Later(PaperAccess),
    /// This.
    Shown(Script),
}

/// An answered paper.
#[derive(Clone, Debug)]
pub struct Script {
    /// The sections' titles.
    pub sections: Arc<[Texts]>,
    /// Languages the questions are in.
    pub languages: Arc<[Language]>,
    /// The questions, in the order of the paper.
    pub questions: Vec<ScriptQuestion>,
}

/// A question of an answered paper.
#[derive(Clone, Debug)]
pub struct ScriptQuestion {
    asked: Arc<Question>,
    /// What was chosen, by presented position.
    pub chosen: OptionSet,
    /// How it was marked, where the regulation shows keys.
    pub marked: Option<Marked>,
}

/// How a question was marked.
#[derive(Clone, Copy, Debug)]
pub struct Marked {
    /// The right options, by presented position.
    pub right: OptionSet,
    /// The points reached.
    pub points: Points,
}

impl Deref for ScriptQuestion {
    type Target = Question;

    fn deref(&self) -> &Question {
        &self.asked
    }
}

/// What the regulation shows of a paper, and whether it is shown already.
async fn access(tx: &mut Tx, row: &AttemptRow, now: Instant) -> Result<(PaperAccess, bool)> {
    let access = results::blueprint_of(tx, row).await?.paper_access();
    if access == PaperAccess::Nothing || row.attempt.state() != State::Approved {
        return Ok((access, false));
    }
    let at_work: Option<(Uuid,)> = tx
        .fetch_optional(
            "SELECT a.id FROM enrolment m JOIN enrolment e ON e.sitting_id = m.sitting_id JOIN sitting s ON s.id = e.sitting_id \
             JOIN attempt a ON a.enrolment_id = e.id WHERE m.id = $1 AND (a.state IN ('running', 'paused') \
             OR a.state IN ('prepared', 'admitted') AND s.starts_at >= $2) LIMIT 1",
            values![row.enrolment, Instant::from_millis(now.as_millis() - CANDIDATE_SESSION.as_millis())],
        )
        .await?;
    Ok((access, at_work.is_none()))
}

/// Refuses what would change an answer of whoever may have seen the paper: the result was approved once.
pub(crate) async fn must_be_unseen(tx: &mut Tx, row: &AttemptRow) -> Result<()> {
    if results::blueprint_of(tx, row).await?.paper_access() == PaperAccess::Nothing {
        return Ok(());
    }
    let (approvals,): (i64,) = tx
        .fetch_one(
            "SELECT count(*) FROM result_approval v JOIN result r ON r.id = v.result_id WHERE r.attempt_id = $1",
            values![row.id],
        )
        .await?;
    if approvals == 0 { Ok(()) } else { Err(Refusal::PaperShown.into()) }
}

impl Store {
    /// What the candidate is shown of their own paper.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for another's attempt, or when the database fails.
    pub async fn own_script(&self, enrolment: EnrolmentId, attempt: AttemptId, now: Instant) -> Result<OwnScript> {
        let mut tx = self.engine.read().await?;
        let row = attempts::own(&mut tx, attempt, enrolment).await?;
        let access = match access(&mut tx, &row, now).await? {
            (PaperAccess::Nothing, _) => return Ok(OwnScript::Kept),
            (_, false) if row.attempt.state() == State::Annulled => return Ok(OwnScript::Kept),
            (access, false) => return Ok(OwnScript::Later(access)),
            (access, true) => access,
        };
        let given: Vec<(i64, i64)> = tx.fetch_all(answers_of!("position, chosen", "= $1"), values![row.id]).await?;
        let given: BTreeMap<_, _> = given.into_iter().collect();
        let marked = if access == PaperAccess::Keys { results::marked(&mut tx, &row).await? } else { BTreeMap::new() };
        drop(tx);
        let paper = self.papers.get(&self.engine, row.paper).await?;
        let question = |asked: &Arc<Question>| {
            let position = i64::from(asked.position);
            Ok(ScriptQuestion {
                asked: Arc::clone(asked),
                chosen: given.get(&position).copied().map_or(Ok(OptionSet::EMPTY), option_set)?,
                marked: marked.get(&position).map(|(right, points)| Marked { right: *right, points: *points }),
            })
        };
        Ok(OwnScript::Shown(Script {
            sections: Arc::clone(&paper.sections),
            languages: Arc::clone(&paper.languages),
            questions: paper.questions.iter().map(question).collect::<Result<_>>()?,
        }))
    }

    /// Whether a candidate is shown a paper of theirs that has this image.
    pub(crate) async fn is_on_a_script(&self, enrolment: EnrolmentId, image: [u8; 32], now: Instant) -> Result<bool> {
        let mut tx = self.engine.read().await?;
        let attempts: Vec<(Uuid,)> = tx
            .fetch_all(
                "SELECT DISTINCT a.id FROM attempt a JOIN paper_question q ON q.paper_id = a.paper_id \
                 JOIN item_image n ON n.item_id = q.item_id WHERE a.enrolment_id = $1 AND n.image_hash = $2",
                values![enrolment, image],
            )
            .await?;
        for (attempt,) in attempts {
            let row = attempts::get(&mut tx, attempt.into()).await?;
            if access(&mut tx, &row, now).await?.1 {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
