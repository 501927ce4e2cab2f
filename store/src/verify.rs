//! Whether the evidence holds: the log, the answers, and the results that rest on both.

use exam::{attempt::State, id::AttemptId};
use uuid::Uuid;

use crate::{
    Store, answers, attempts, audit,
    engine::{Tx, values},
    error::{Result, readable},
    results,
};

/// What [`Store::verify_audit`] found.
#[derive(Debug, Default)]
pub struct AuditReport {
    /// Events in the log.
    pub events: u64,
    /// Links in all attempts' chains.
    pub answers: u64,
    /// What doesn't hold; empty when all is well.
    pub findings: Vec<AuditFinding>,
}

/// Something in the evidence that doesn't hold.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuditFinding {
    /// An event whose hash doesn't follow from it and the one before.
    #[error("event {0} was changed, or one before it was removed")]
    Event(i64),
    /// An answer whose hash doesn't follow.
    #[error("answer {link} of attempt {attempt} was changed, or one before it was removed")]
    Answer {
        /// The attempt.
        attempt: Uuid,
        /// The link in its chain.
        link: i64,
    },
    /// An attempt that isn't where the log says it is, or isn't there at all.
    #[error("attempt {0} is not where the log says it is")]
    Attempt(Uuid),
    /// A result that isn't what its paper, key and answers come to, or not what the log tells of it.
    #[error("the result of attempt {0} does not follow from its paper, its key and its answers as the log sealed them")]
    Result(Uuid),
    /// A result that is shown as approved without an approval, or the other way round, or not by whom the log says.
    #[error("the approval of the result of attempt {0} is not as the log tells it")]
    Approval(Uuid),
}

/// What is written of an attempt beside its state.
#[derive(sqlx::FromRow)]
struct Written {
    ended_how: Option<String>,
    result_id: Option<Uuid>,
    staff_id: Option<Uuid>,
    approved_at: Option<i64>,
}

impl Store {
    /// Walks the log and every attempt's chain, holds each attempt against what the log tells of it, and works each result out
    /// again from its paper, its key and its answers.
    ///
    /// From inside the database it can't be seen that the newest events were cut off, when what they told of went with them or is no
    /// attempt; nor that everything was written anew with new hashes. That takes a witness outside: the log's head, kept elsewhere.
    ///
    /// # Errors
    /// When the database fails; what is wrong with the evidence is in the report.
    pub async fn verify_audit(&self) -> Result<AuditReport> {
        let mut tx = self.engine.read().await?;
        let mut report = AuditReport::default();
        let mut missing = audit::verify_log(&mut tx, &mut report).await?;
        let attempts: Vec<(Uuid,)> = tx.fetch_all("SELECT id FROM attempt ORDER BY id", values![]).await?;
        for (attempt,) in attempts {
            missing.remove(&attempt);
            verify_attempt(&mut tx, attempt.into(), &mut report).await?;
        }
        report.findings.extend(missing.into_iter().map(AuditFinding::Attempt));
        Ok(report)
    }
}

async fn verify_attempt(tx: &mut Tx, attempt: AttemptId, report: &mut AuditReport) -> Result<()> {
    let chain = answers::verify_chain(tx, attempt, report).await?;
    let told = audit::told_of(tx, attempt).await?;
    let last = |act: &str| told.iter().rfind(|event| event.act == act);
    let Some(row) = readable(attempts::get(tx, attempt).await)? else {
        report.findings.push(AuditFinding::Attempt(attempt.into()));
        return Ok(());
    };
    let state = row.attempt.state();
    let written: Written = tx
        .fetch_one(
            "SELECT a.ended_how, v.result_id, v.staff_id, v.approved_at FROM attempt a LEFT JOIN result r ON r.attempt_id = a.id \
             LEFT JOIN result_approval v ON v.result_id = r.id WHERE a.id = $1",
            values![attempt],
        )
        .await?;
    let approval = written.result_id.zip(written.staff_id).zip(written.approved_at);

    let stages = stages(state, written.ended_how.as_deref(), approval.is_some());
    if !told.iter().map(|event| event.act.as_str()).filter(|act| STAGES.contains(act)).eq(stages) {
        report.findings.push(AuditFinding::Attempt(attempt.into()));
    }

    let sealed = last("attempt.submit").or(last("attempt.expire")).is_none_or(|end| end.says(&attempts::seal(&chain)));
    if !sealed || readable(results::holds(tx, &row, &chain, last("result.grade")).await)? != Some(true) {
        report.findings.push(AuditFinding::Result(attempt.into()));
    }

    let approved = match (state, approval) {
        (State::Approved | State::Annulled, Some(((result, staff), at))) => last("result.approve").is_some_and(|event| {
            event.at == at && event.actor == format!("staff:{staff}") && event.says(&results::approval(result.into()))
        }),
        (state, approval) => approval.is_none() && state != State::Approved,
    };
    if !approved {
        report.findings.push(AuditFinding::Approval(attempt.into()));
    }
    Ok(())
}

/// The acts that bring an attempt from state to state.
const STAGES: [&str; 7] =
    ["attempt.prepare", "attempt.admit", "attempt.start", "attempt.submit", "attempt.expire", "result.grade", "result.approve"];

/// Those that the log must tell of an attempt that has come this far, in this order.
fn stages(state: State, ended_how: Option<&str>, approved: bool) -> impl Iterator<Item = &'static str> {
    let other_end = if ended_how == Some(State::Expired.code()) { "attempt.submit" } else { "attempt.expire" };
    let passed = match state {
        State::Prepared => 1,
        State::Admitted => 2,
        State::Running | State::Paused => 3,
        State::Submitted | State::Expired => 4,
        State::Graded => 5,
        State::Approved => 6,
        State::Annulled => 5 + usize::from(approved),
    };
    STAGES.into_iter().filter(move |act| *act != other_end).take(passed)
}
