//! Answers that a browser delivers after the end. It says that they were given in time, and nothing proves it; so each is evidence of its
//! own, and counts when a member of staff, with a reason, decides so. Then it goes on in the attempt's chain, and the attempt is graded
//! anew.

use exam::{
    answer::OptionSet,
    clock::Instant,
    id::{AttemptId, EnrolmentId, ResultId},
};
use serde_json::json;

use crate::{
    Store,
    answers::{self, Save, option_set},
    attempts::{self, seal},
    audit::{self, By},
    engine::{Tx, values},
    error::{Refusal, Result, inconsistent},
    files::said,
    results,
    saving::Book,
    script,
};

/// As the log names it: what came, and what was decided.
pub(crate) const RECEIVE: &str = "late-answers.receive";
pub(crate) const COUNT: &str = "late-answers.count";
pub(crate) const LEAVE: &str = "late-answers.leave";

/// An answer that came after the end.
#[derive(Clone, Debug)]
pub struct LateAnswer {
    /// Which of the attempt's, from 1, in the order in which they came.
    pub number: u32,
    /// The question's position on the paper.
    pub position: u16,
    /// When it was given: the browser's word alone.
    pub claimed: Instant,
    /// When it came.
    pub received: Instant,
    /// Whether something is chosen in it; otherwise an earlier choice was taken back.
    pub chosen: bool,
    /// What was decided about it; none yet.
    pub decision: Option<LateDecision>,
}

/// What was decided about answers that came late.
#[derive(Clone, Debug)]
pub struct LateDecision {
    /// They count.
    pub counted: bool,
    /// Why, or why not.
    pub reason: String,
    /// The name of who decided.
    pub by: String,
    /// When.
    pub at: Instant,
}

/// An answer as a browser delivers it late: position, the browser's count of it, what is chosen by presented position.
pub type Delivered = (u16, i64, OptionSet);

#[derive(sqlx::FromRow)]
struct Row {
    number: i64,
    position: i64,
    chosen: i64,
    client_revision: i64,
    received_at: i64,
    address: String,
    counted: Option<bool>,
    reason: Option<String>,
    by_name: Option<String>,
    decided_at: Option<i64>,
}

/// All that came late, each with the decision that was about it: the first that reaches as far.
async fn rows(tx: &mut Tx, attempt: AttemptId) -> Result<Vec<Row>> {
    tx.fetch_all(
        "SELECT l.number, l.position, l.chosen, l.client_revision, l.received_at, l.address, d.counted, d.reason, m.name AS by_name, \
         d.decided_at FROM late_answer l \
         LEFT JOIN late_decision d ON d.attempt_id = l.attempt_id AND d.up_to = (SELECT min(f.up_to) FROM late_decision f \
         WHERE f.attempt_id = l.attempt_id AND f.up_to >= l.number) \
         LEFT JOIN staff m ON m.id = d.staff_id WHERE l.attempt_id = $1 ORDER BY l.number",
        values![attempt],
    )
    .await
}

pub(crate) async fn of(tx: &mut Tx, attempt: AttemptId) -> Result<Vec<LateAnswer>> {
    let late = |row: Row| {
        let decision = match (row.counted, row.reason, row.by_name, row.decided_at.map(Instant::from_millis)) {
            (Some(counted), Some(reason), Some(by), Some(at)) => Some(LateDecision { counted, reason, by, at }),
            _ => None,
        };
        Ok(LateAnswer {
            number: u32::try_from(row.number).map_err(inconsistent)?,
            position: u16::try_from(row.position).map_err(inconsistent)?,
            claimed: Instant::from_millis(row.client_revision),
            received: Instant::from_millis(row.received_at),
            chosen: row.chosen != 0,
            decision,
        })
    };
    rows(tx, attempt).await?.into_iter().map(late).collect()
}

/// Refuses what has to wait until it is decided whether late answers count.
pub(crate) async fn must_be_decided(tx: &mut Tx, attempt: AttemptId) -> Result<()> {
    let undecided = rows(tx, attempt).await?.iter().any(|row| row.counted.is_none());
    if undecided { Err(Refusal::LateAnswersUndecided.into()) } else { Ok(()) }
}

impl Store {
    /// Takes what a browser could not send before the end, as long as the result waits for approval. Which of the questions are taken
    /// care of: what came now or had come before. An answer that doesn't claim to be given in time is left out.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for another's attempt or what isn't on the paper; [`Refusal::PaperShown`]; when the attempt isn't over, or its result is
    /// approved or annulled; or when the database fails.
    pub async fn deliver_late(
        &self,
        by: &By,
        enrolment: EnrolmentId,
        attempt: AttemptId,
        mut delivered: Vec<Delivered>,
    ) -> Result<Vec<u16>> {
        let (by, grace) = (by.clone(), self.grace);
        delivered.sort_by_key(|(_, count, _)| *count);
        self.engine
            .write(async move |tx| {
                let row = attempts::own(tx, attempt, enrolment).await?;
                row.attempt.recount()?;
                script::must_be_undecided(tx, &row).await?;
                let (Some(time), Some(end)) = (row.attempt.time(), row.attempt.ended()) else {
                    return Err(inconsistent("an end without an instant"));
                };
                let book = Book::read(tx, attempt).await?;
                let before = rows(tx, attempt).await?;
                let mut newest = before.last().map_or(0, |row| row.number);
                let (mut taken, mut came) = (Vec::new(), 0);
                for (position, count, chosen) in delivered {
                    let stands = book.stands(position, chosen)?;
                    let late = before.iter().any(|row| row.position == i64::from(position) && row.client_revision >= count);
                    if late || stands.client_revision.is_some_and(|saved| saved >= count) {
                        taken.push(position);
                        continue;
                    }
                    if Instant::from_millis(count) < time.started || Instant::from_millis(count) > end + grace {
                        continue;
                    }
                    (newest, came) = (newest + 1, came + 1);
                    tx.execute(
                        "INSERT INTO late_answer (attempt_id, number, position, chosen, client_revision, address, received_at) \
                         VALUES ($1, $2, $3, $4, $5, $6, $7)",
                        values![attempt, newest, i64::from(position), i64::from(chosen.bits()), count, &by.address, by.now],
                    )
                    .await?;
                    taken.push(position);
                }
                if came > 0 {
                    audit::record(tx, &by, RECEIVE, "attempt", attempt, &json!({"answers": came, "up_to": newest})).await?;
                    tx.tell(attempt);
                }
                Ok(taken)
            })
            .await
    }

    /// Decides whether what came late counts: all of it up to the number that the page showed. If so, it goes on in the chain, and the
    /// attempt is graded anew.
    ///
    /// # Errors
    /// [`Refusal::NoReason`]; [`Refusal::AlreadyDecided`]; [`Refusal::MoreCameLate`]; [`crate::Error::NotFound`], also for a result that
    /// another has followed; when the result is approved or annulled; or when the database fails.
    pub async fn decide_late(&self, by: &By, result: ResultId, up_to: u32, counts: bool, reason: &str) -> Result<()> {
        let (by, staff, reason) = (by.clone(), by.staff()?, said(reason)?.to_owned());
        self.engine
            .write(async move |tx| {
                let row = results::latest(tx, result).await?;
                row.attempt.recount()?;
                let mut late = rows(tx, row.id).await?;
                late.retain(|row| row.counted.is_none());
                let last = late.last().ok_or(Refusal::AlreadyDecided)?;
                if last.number != i64::from(up_to) {
                    return Err(Refusal::MoreCameLate.into());
                }
                tx.execute(
                    "INSERT INTO late_decision (attempt_id, up_to, counted, reason, staff_id, decided_at) \
                     VALUES ($1, $2, $3, $4, $5, $6)",
                    values![row.id, i64::from(up_to), counts, &reason, staff, by.now],
                )
                .await?;
                if !counts {
                    let detail = json!({"up_to": up_to, "reason": reason});
                    return audit::record(tx, &by, LEAVE, "attempt", row.id, &detail).await;
                }
                let mut book = Book::read(tx, row.id).await?;
                for late in late {
                    let save = Save {
                        position: u16::try_from(late.position).map_err(inconsistent)?,
                        chosen: option_set(late.chosen)?,
                        rendered: 0,
                        client_revision: Some(late.client_revision),
                    };
                    for link in book.go_on(row.id, &late.address, Instant::from_millis(late.received_at), save)? {
                        answers::append(tx, &link).await?;
                    }
                }
                let head = book.into_head();
                let mut detail = seal(&head);
                detail["up_to"] = up_to.into();
                detail["reason"] = reason.into();
                audit::record(tx, &by, COUNT, "attempt", row.id, &detail).await?;
                let grades = results::grade(tx, by.now, &[(&row, head)]).await?;
                for grade in grades {
                    audit::record(tx, &By::system(by.now), "result.grade", "attempt", row.id, &grade).await?;
                }
                tx.tell(row.id);
                Ok(())
            })
            .await
    }
}
