//! A candidate's own paper after the end, as far as the regulation shows it (`paper_access`).
//!
//! The papers of a sitting are out, from one moment on and for good, when somebody's result is approved under such a regulation and the
//! commission has decided about everyone who has begun, and nobody may still begin: all have come, or twelve hours are over. From then on nobody begins in that sitting, and nobody is enrolled. What was
//! once decided, approved or annulled, changes no answer any more: it is not reopened and takes nothing that comes late. So whatever
//! is seen or told to others, helps nobody in it.

use std::{collections::BTreeMap, fmt, ops::Deref, sync::Arc};

use exam::{
    answer::OptionSet,
    attempt::State,
    blueprint::PaperAccess,
    clock::Instant,
    id::{AttemptId, EnrolmentId, SittingId},
    language::{Language, Texts},
    scoring::Points,
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    Store,
    access::CANDIDATE_SESSION,
    answers::{answers_of, option_set},
    attempts::{self, AttemptRow},
    audit::{self, By},
    engine::{Tx, values},
    error::{Refusal, Result},
    papers::Question,
    results,
};

/// As the log names it.
pub(crate) const SHOW: &str = "paper.show";

/// Whether a candidate is shown their own paper after the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScriptAccess {
    /// No.
    Kept,
    /// So much, once their result is approved and the papers of the sitting are out.
    Later(PaperAccess),
    /// So much.
    Shown(PaperAccess),
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

/// How a question was marked. Its `Debug` tells no key.
#[derive(Clone, Copy)]
pub struct Marked {
    /// The right options, by presented position.
    pub right: OptionSet,
    /// The points reached.
    pub points: Points,
}

impl fmt::Debug for Marked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Marked(…)")
    }
}

impl Deref for ScriptQuestion {
    type Target = Question;

    fn deref(&self) -> &Question {
        &self.asked
    }
}

/// A regulation that shows papers, by its blueprint as it is stored: what shows nothing is left out there.
macro_rules! shows {
    () => {
        "r.blueprint LIKE '%\"paper_access\"%'"
    };
}

/// Whether the commission has ever decided about attempt `a`.
macro_rules! was_decided {
    () => {
        "(EXISTS (SELECT 1 FROM result w JOIN result_approval v ON v.result_id = w.id WHERE w.attempt_id = a.id) \
         OR EXISTS (SELECT 1 FROM result w JOIN proposal q ON q.result_id = w.id JOIN proposal_decision d ON d.proposal_id = q.id \
         WHERE w.attempt_id = a.id AND q.act = 'annul' AND d.accepted))"
    };
}

/// Whether the papers of a sitting are out. Asked at every start, so what is the rule in an exam is asked first.
async fn are_out(tx: &mut Tx, sitting: SittingId, now: Instant) -> Result<bool> {
    let (any,): (i64,) = tx.fetch_one(concat!("SELECT count(*) FROM regulation r WHERE ", shows!()), values![]).await?;
    if any == 0 {
        return Ok(false);
    }
    let last_begin = Instant::from_millis(now.as_millis() - CANDIDATE_SESSION.as_millis());
    let expected: Option<(Uuid,)> = tx
        .fetch_optional(
            concat!(
                "SELECT a.id FROM enrolment e JOIN attempt a ON a.enrolment_id = e.id JOIN sitting s ON s.id = e.sitting_id \
                 WHERE s.id = $1 AND (a.started_at IS NULL AND (s.starts_at >= $2 OR s.opened_at >= $2) \
                 OR a.started_at IS NOT NULL AND NOT ",
                was_decided!(),
                ") LIMIT 1"
            ),
            values![sitting, last_begin],
        )
        .await?;
    if expected.is_some() {
        return Ok(false);
    }
    let approved: Option<(Uuid,)> = tx
        .fetch_optional(
            concat!(
                "SELECT a.id FROM enrolment e JOIN attempt a ON a.enrolment_id = e.id JOIN paper p ON p.id = a.paper_id \
                 JOIN regulation r ON r.id = p.regulation_id JOIN result s ON s.attempt_id = a.id \
                 JOIN result_approval o ON o.result_id = s.id WHERE e.sitting_id = $1 AND ",
                shows!(),
                " LIMIT 1"
            ),
            values![sitting],
        )
        .await?;
    Ok(approved.is_some())
}

async fn sitting_of(tx: &mut Tx, enrolment: EnrolmentId) -> Result<SittingId> {
    let (sitting,): (Uuid,) = tx.fetch_one("SELECT sitting_id FROM enrolment WHERE id = $1", values![enrolment]).await?;
    Ok(sitting.into())
}

/// Refuses what would put somebody to work in a sitting whose papers are out.
pub(crate) async fn must_be_kept(tx: &mut Tx, sitting: SittingId, now: Instant) -> Result<()> {
    if are_out(tx, sitting, now).await? { Err(Refusal::PaperShown.into()) } else { Ok(()) }
}

/// The same for the sitting of an enrolment.
pub(crate) async fn must_be_kept_for(tx: &mut Tx, enrolment: EnrolmentId, now: Instant) -> Result<()> {
    let sitting = sitting_of(tx, enrolment).await?;
    must_be_kept(tx, sitting, now).await
}

/// Whether a candidate who signs in comes for their paper, and for nothing else any more: an approved exam under such a regulation is
/// never reopened.
pub(crate) async fn comes_for_the_paper(tx: &mut Tx, enrolment: EnrolmentId) -> Result<bool> {
    match attempts::latest_of(tx, enrolment).await? {
        Some(row) if row.attempt.state() == State::Approved => {
            Ok(results::blueprint_of(tx, &row).await?.paper_access() != PaperAccess::Nothing)
        }
        _ => Ok(false),
    }
}

/// Refuses what would change an answer of an attempt that was decided once, where papers of its sitting are shown or may be.
pub(crate) async fn must_be_undecided(tx: &mut Tx, row: &AttemptRow) -> Result<()> {
    let seen: Option<(Uuid,)> = tx
        .fetch_optional(
            concat!(
                "SELECT a.id FROM attempt a WHERE a.id = $1 AND ",
                was_decided!(),
                " AND EXISTS (SELECT 1 FROM enrolment m JOIN enrolment e ON e.sitting_id = m.sitting_id \
                 JOIN attempt b ON b.enrolment_id = e.id JOIN paper p ON p.id = b.paper_id \
                 JOIN regulation r ON r.id = p.regulation_id WHERE m.id = a.enrolment_id AND ",
                shows!(),
                ")"
            ),
            values![row.id],
        )
        .await?;
    if seen.is_none() { Ok(()) } else { Err(Refusal::PaperShown.into()) }
}

async fn access(tx: &mut Tx, row: &AttemptRow, now: Instant) -> Result<ScriptAccess> {
    let access = results::blueprint_of(tx, row).await?.paper_access();
    Ok(match (access, row.attempt.state()) {
        (PaperAccess::Nothing, _) | (_, State::Annulled) => ScriptAccess::Kept,
        (_, State::Approved) => {
            let sitting = sitting_of(tx, row.enrolment).await?;
            if are_out(tx, sitting, now).await? { ScriptAccess::Shown(access) } else { ScriptAccess::Later(access) }
        }
        _ => ScriptAccess::Later(access),
    })
}

impl Store {
    /// Whether the candidate is shown their own paper.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for another's attempt, or when the database fails.
    pub async fn script_access(&self, enrolment: EnrolmentId, attempt: AttemptId, now: Instant) -> Result<ScriptAccess> {
        let mut tx = self.engine.read().await?;
        let row = attempts::own(&mut tx, attempt, enrolment).await?;
        access(&mut tx, &row, now).await
    }

    /// The candidate's own paper, where it is shown; the log tells that it was.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for another's attempt, or when the database fails.
    pub async fn own_script(&self, by: &By, enrolment: EnrolmentId, attempt: AttemptId) -> Result<Option<Script>> {
        let mut tx = self.engine.read().await?;
        let row = attempts::own(&mut tx, attempt, enrolment).await?;
        let ScriptAccess::Shown(access) = access(&mut tx, &row, by.now).await? else { return Ok(None) };
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
        let script = Script {
            sections: Arc::clone(&paper.sections),
            languages: Arc::clone(&paper.languages),
            questions: paper.questions.iter().map(question).collect::<Result<_>>()?,
        };
        let (by, detail) = (by.clone(), json!({"access": access.code()}));
        self.engine.write(async move |tx| audit::record(tx, &by, SHOW, "attempt", row.id, &detail).await).await?;
        Ok(Some(script))
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
            if matches!(access(&mut tx, &row, now).await?, ScriptAccess::Shown(_)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
