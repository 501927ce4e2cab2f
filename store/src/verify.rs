//! Whether the evidence holds: the log, the answers, and the results that rest on both.

use exam::{
    attempt::{Attempt, State},
    clock::{Instant, Span},
    id::AttemptId,
};
use futures_util::future::try_join;
use uuid::Uuid;

use crate::{
    Store,
    answers::{self, Head},
    attempts,
    audit::{self, Told},
    engine::{Tx, values},
    error::{Result, readable},
    late, proposals, results,
    rows::Heard,
    script,
    staff::evidence,
    witness::{Witness, WitnessKey},
};

/// What [`Store::verify_audit`] found.
#[derive(Debug, Default)]
pub struct AuditReport {
    /// Events in the log.
    pub events: u64,
    /// Links in all attempts' chains.
    pub answers: u64,
    /// Signed checkpoints that it was held against.
    pub checkpoints: u64,
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
    /// A proposal to annul or to reinstate a result, or what was decided of it, that the log tells otherwise or not at all.
    #[error("what was proposed about the result of attempt {0}, and decided, is not as the log tells it")]
    Proposal(Uuid),
    /// Roles of a member of staff, or what was proposed about them, that the log tells otherwise or not at all.
    #[error("the roles of member of staff {0}, or what was proposed about them, are not as the log tells it")]
    Staff(Uuid),
    /// A row that doesn't read as the log tells, that it tells nothing of, or that is no longer there: its table and what it is known by.
    #[error("{0}: this row was changed, slipped in or taken away past the log")]
    Row(String),
    /// What the database itself finds wrong with its file.
    #[error("the database's file is damaged: {0}")]
    File(String),
    /// A line among the checkpoints that is none.
    #[error("line {0} of the checkpoints is no checkpoint")]
    NoCheckpoint(usize),
    /// A checkpoint that the key did not sign.
    #[error("checkpoint {0} is not signed by this key")]
    Unsigned(usize),
    /// Checkpoints, from this one on, of a log with another first event.
    #[error("checkpoint {0} saw another first event: it is of another database, or this log was written anew from its beginning")]
    Elsewhere(usize),
    /// A log that is shorter than one that was seen.
    #[error(
        "the log ends with event {last}, but a checkpoint saw event {seen}: the newest events were cut off, or an older database was put back"
    )]
    Cut {
        /// The log's last event.
        last: i64,
        /// The last that was seen.
        seen: i64,
    },
    /// A log that goes another way than one that was seen.
    #[error(
        "event {seen} is not the one that a checkpoint saw; up to event {same} all is as it was seen: an older database was put back and \
         went on from there, or what followed was written anew"
    )]
    Forked {
        /// The last event that a checkpoint saw as it is.
        same: i64,
        /// The first that one saw otherwise.
        seen: i64,
    },
    /// Answers that were there when a checkpoint saw who was at work, and aren't there any more, or not so.
    #[error("the answers of who was at work are not those that checkpoint {0} saw")]
    Answers(usize),
}

/// What is written of an attempt beside its state.
#[derive(sqlx::FromRow)]
struct Written {
    ended_how: Option<String>,
    deadline_at: Option<i64>,
}

impl Store {
    /// Walks the log and every attempt's chain, holds each attempt against what the log tells of it, and works each result out
    /// again from its paper, its key and its answers.
    ///
    /// From inside the database it can't be seen that the newest events were cut off, when what they told of went with them or is no
    /// attempt; nor that everything was written anew with new hashes: [`Store::verify_audit_against`] a witness it can.
    ///
    /// # Errors
    /// When the database fails; what is wrong with the evidence is in the report.
    pub async fn verify_audit(&self) -> Result<AuditReport> {
        self.verify(Witness::default(), AuditReport::default()).await
    }

    /// The same, held against checkpoints that were kept elsewhere, one a line.
    ///
    /// # Errors
    /// As [`Store::verify_audit`].
    pub async fn verify_audit_against(&self, checkpoints: &str, key: &WitnessKey) -> Result<AuditReport> {
        let mut report = AuditReport::default();
        self.verify(Witness::read(checkpoints, key, &mut report), report).await
    }

    async fn verify(&self, witness: Witness, report: AuditReport) -> Result<AuditReport> {
        let faults = async { self.engine.glance().await?.faults_of_the_file().await };
        let (faults, mut report) = try_join(faults, self.verify_evidence(witness, report)).await?;
        report.findings.extend(faults.into_iter().map(AuditFinding::File));
        Ok(report)
    }

    async fn verify_evidence(&self, mut witness: Witness, mut report: AuditReport) -> Result<AuditReport> {
        let mut tx = self.engine.read().await?;
        let key = tx.row_key().clone();
        let mut heard = Heard::under(&key);
        let mut missing = audit::verify_log(&mut tx, &mut witness, &mut heard, &mut report).await?;
        let mut chains = answers::verify_chains(&mut tx, &mut witness, &mut report).await?;
        let attempts: Vec<(Uuid,)> = tx.fetch_all("SELECT id FROM attempt ORDER BY id", values![]).await?;
        for (attempt,) in attempts {
            missing.remove(&attempt);
            let chain = chains.remove(&attempt).unwrap_or_else(|| vec![Head::default()]);
            verify_attempt(&mut tx, attempt.into(), &chain, &mut report).await?;
        }
        report.findings.extend(missing.into_iter().map(AuditFinding::Attempt));
        evidence::verify(&mut tx, &mut report.findings).await?;
        heard.hold(&mut tx, &mut report.findings).await?;
        Ok(report)
    }
}

async fn verify_attempt(tx: &mut Tx, attempt: AttemptId, chain: &[Head], report: &mut AuditReport) -> Result<()> {
    let told = audit::told_of(tx, attempt).await?;
    let Some(row) = readable(attempts::get(tx, attempt).await)? else {
        report.findings.push(AuditFinding::Attempt(attempt.into()));
        return Ok(());
    };
    let written: Written = tx.fetch_one("SELECT ended_how, deadline_at FROM attempt WHERE id = $1", values![attempt]).await?;
    let end = told.iter().rfind(|event| ENDS.contains(&event.act.as_str()));
    let ended_how = end.filter(|_| !row.attempt.state().is_open()).map(|end| end.act.as_str());
    let how_it_ended = written.ended_how.map(|how| if how == State::Expired.code() { EXPIRE } else { SUBMIT });
    // The copy that saves are held against.
    let deadline_holds = written.deadline_at == row.attempt.time().map(|time| time.deadline().as_millis());
    if replay(&told) != Some(row.attempt) || how_it_ended != ended_how || !deadline_holds {
        report.findings.push(AuditFinding::Attempt(attempt.into()));
    }

    // Each end sealed what the chain had come to, and so did who let late answers count; after the last of an attempt that stays ended
    // came nothing more.
    let sealed: Vec<_> = told.iter().filter(|event| ENDS.contains(&event.act.as_str()) || event.act == late::COUNT).collect();
    let all_sealed = sealed.iter().all(|event| chain.iter().any(|head| attempts::seals(event, head)));
    let last = |event: &&Told| row.attempt.state().is_open() || chain.last().is_some_and(|head| attempts::seals(event, head));
    let last_sealed = sealed.last().is_none_or(last);
    let graded: Vec<_> = told.iter().filter(|event| event.act == "result.grade").collect();
    if !all_sealed || !last_sealed || readable(results::hold(tx, &row, chain, &graded).await)? != Some(true) {
        report.findings.push(AuditFinding::Result(attempt.into()));
    }

    let approvals: Vec<(Uuid, Uuid, i64)> = tx
        .fetch_all(
            "SELECT v.result_id, v.staff_id, v.approved_at FROM result r JOIN result_approval v ON v.result_id = r.id \
             WHERE r.attempt_id = $1 ORDER BY r.number, v.number",
            values![attempt],
        )
        .await?;
    let told_approvals: Vec<_> = told.iter().filter(|event| event.act == "result.approve").collect();
    let as_told = approvals.iter().zip(&told_approvals).all(|((result, staff, at), event)| {
        event.at == *at && event.actor == format!("staff:{staff}") && event.says(&results::approval((*result).into()))
    });
    let one_for_each = approvals.len() == told_approvals.len();
    if !as_told || !one_for_each || (row.attempt.state() == State::Approved && approvals.is_empty()) {
        report.findings.push(AuditFinding::Approval(attempt.into()));
    }
    if readable(proposals::hold(tx, attempt.into(), &told).await)? != Some(true) {
        report.findings.push(AuditFinding::Proposal(attempt.into()));
    }
    Ok(())
}

const SUBMIT: &str = "attempt.submit";
const EXPIRE: &str = "attempt.expire";
/// How an attempt ends.
const ENDS: [&str; 2] = [SUBMIT, EXPIRE];

/// Where the acts that the log tells of have led, with every instant; nothing where the rules have no such way.
fn replay(told: &[Told]) -> Option<Attempt> {
    // Whether an end came within the grace was judged when it came.
    let grace = Span::from_days(36_500);
    let mut attempt = None;
    for event in told {
        let at = Instant::from_millis(event.at);
        attempt = Some(match (event.act.as_str(), attempt) {
            ("attempt.prepare", None) => Attempt::Prepared,
            ("attempt.sit-down" | "attempt.stand-up" | late::RECEIVE | late::LEAVE | script::SHOW, Some(there)) => there,
            // Of these, only what was accepted leads anywhere.
            ("annulment.propose" | "annulment.refuse" | "reinstatement.propose" | "reinstatement.refuse", Some(there)) => there,
            (act, Some(there)) => step(there, act, at, event, grace)?,
            (_, None) => return None,
        });
    }
    attempt
}

fn step(attempt: Attempt, act: &str, at: Instant, event: &Told, grace: Span) -> Option<Attempt> {
    match act {
        "attempt.admit" => attempt.admit(at),
        "attempt.start" => attempt.start(at, event.span("limit_ms"), event.span("extra_ms")),
        "attempt.pause" => attempt.pause(at),
        "attempt.resume" => attempt.resume(at),
        "attempt.reopen" => attempt.reopen(event.span("ms")),
        "time.grant" => attempt.grant(event.span("ms")),
        SUBMIT => attempt.submit(at, grace),
        EXPIRE => attempt.expire(at, Span::ZERO),
        late::COUNT => attempt.recount(),
        "result.grade" => attempt.grade(),
        "result.approve" => attempt.approve(),
        "result.annul" => attempt.annul(),
        "result.reinstate" => attempt.reinstate(),
        _ => return None,
    }
    .ok()
}
