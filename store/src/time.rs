//! Acts on the time of an attempt: each a row with who, when and why. The deadline follows from the rows; the start never moves.

use exam::{
    attempt::{Act, Attempt, InvalidTransition, State},
    clock::{Instant, Span},
    id::{AttemptId, EnrolmentId, SittingId, StaffId},
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    Store,
    attempts::{self, AttemptRow, Pause, Resumes},
    audit::{self, Actor, By},
    engine::{Tx, values},
    error::{Error, Refusal, Result, inconsistent},
    files::said,
    late,
    reason::Reason,
    script,
    sittings::{self, Enrolled, SittingHead},
};

/// A candidate's time, and all that was done to it.
#[derive(Clone, Debug)]
pub struct TimeSheet {
    /// The candidate.
    pub candidate: Enrolled,
    /// The sitting.
    pub sitting: SittingHead,
    /// What was done, in its order.
    pub acts: Vec<TimeAct>,
}

/// Something that a member of staff did to a candidate's time.
#[derive(Clone, Debug)]
pub struct TimeAct {
    /// When.
    pub at: Instant,
    /// What.
    pub what: Timing,
    /// Why.
    pub reason: Reason,
    /// The name of who did it.
    pub by: String,
}

/// What can be done to a candidate's time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timing {
    /// More time was given.
    Given {
        /// How much.
        more: Span,
        /// To everyone at work in the sitting.
        to_all: bool,
    },
    /// More time was given because the person needs it.
    Extra {
        /// How much.
        more: Span,
    },
    /// The clock was stopped.
    Stopped {
        /// When it went on; not yet, when none.
        until: Option<Instant>,
        /// Who starts it again.
        resumes: Resumes,
    },
}

#[derive(sqlx::FromRow)]
struct ActRow {
    at: i64,
    ms: i64,
    until: Option<i64>,
    kind: String,
    reason: String,
    by_name: String,
}

impl TryFrom<ActRow> for TimeAct {
    type Error = Error;
    fn try_from(row: ActRow) -> Result<Self> {
        let more = Span::from_millis(row.ms);
        let what = match row.kind.as_str() {
            "one" | "all" => Timing::Given { more, to_all: row.kind == "all" },
            "extra" => Timing::Extra { more },
            resumes => {
                Timing::Stopped { until: row.until.map(Instant::from_millis), resumes: resumes.parse().map_err(inconsistent)? }
            }
        };
        Ok(Self { at: Instant::from_millis(row.at), what, reason: row.reason.into(), by: row.by_name })
    }
}

impl Store {
    /// A candidate's time, and all that was done to it.
    ///
    /// # Errors
    /// [`Error::NotFound`], or when the database fails.
    pub async fn time_sheet(&self, enrolment: EnrolmentId, now: Instant) -> Result<TimeSheet> {
        let mut tx = self.engine.read().await?;
        let (candidate, sitting) = sittings::candidate(&mut tx, enrolment, now).await?;
        let acts: Vec<ActRow> = tx
            .fetch_all(
                "SELECT g.at, g.ms, CAST(NULL AS BIGINT) AS until, CASE WHEN g.to_all THEN 'all' ELSE 'one' END AS kind, \
                 g.reason, m.name AS by_name FROM time_grant g JOIN staff m ON m.id = g.staff_id \
                 JOIN attempt a ON a.id = g.attempt_id WHERE a.enrolment_id = $1 \
                 UNION ALL SELECT x.at, x.ms, NULL, 'extra', x.reason, m.name FROM extra_time x JOIN staff m ON m.id = x.staff_id \
                 WHERE x.enrolment_id = $1 \
                 UNION ALL SELECT p.since, 0, p.until, p.resumes, p.reason, m.name FROM pause p JOIN staff m ON m.id = p.staff_id \
                 JOIN attempt a ON a.id = p.attempt_id WHERE a.enrolment_id = $1 \
                 UNION ALL SELECT a.paused_since, 0, NULL, a.resumes, a.paused_reason, m.name FROM attempt a \
                 JOIN staff m ON m.id = a.paused_by WHERE a.enrolment_id = $1 ORDER BY 1",
                values![enrolment],
            )
            .await?;
        let acts = acts.into_iter().map(TimeAct::try_from).collect::<Result<_>>()?;
        Ok(TimeSheet { candidate, sitting, acts })
    }

    /// Gives one candidate more time, also one whose clock stands.
    ///
    /// # Errors
    /// [`Refusal::NoReason`]; [`Error::NotFound`]; when the attempt hasn't begun or has ended (reopen it then); or when the database
    /// fails.
    pub async fn grant_time(&self, by: &By, attempt: AttemptId, more: Span, reason: &str) -> Result<()> {
        let (by, staff, reason) = (by.clone(), by.staff()?, said(reason)?.to_owned());
        self.engine
            .write(async move |tx| {
                let row = attempts::get(tx, attempt).await?;
                grant(tx, &by, staff, &row, more, &reason, false).await
            })
            .await
    }

    /// Gives everyone at work in a sitting more time, on top of what each was given before. How many got it.
    ///
    /// # Errors
    /// [`Refusal::NoReason`], [`Refusal::NobodyAtWork`], or when the database fails.
    pub async fn grant_time_to_all(&self, by: &By, sitting: SittingId, more: Span, reason: &str) -> Result<usize> {
        let (by, staff, reason) = (by.clone(), by.staff()?, said(reason)?.to_owned());
        self.engine
            .write(async move |tx| {
                let at_work = at_work(tx, sitting, &[State::Running, State::Paused]).await?;
                for row in &at_work {
                    grant(tx, &by, staff, row, more, &reason, true).await?;
                }
                Ok(at_work.len())
            })
            .await
    }

    /// Gives a person the time that they need more than others. Before the exam it is part of it from the start; in the exam it counts
    /// at once. Giving it again adds to it.
    ///
    /// # Errors
    /// [`Refusal::NoReason`], [`Refusal::ExamOver`], or when the database fails.
    pub async fn give_extra_time(&self, by: &By, enrolment: EnrolmentId, more: Span, reason: &str) -> Result<()> {
        let (by, staff, reason) = (by.clone(), by.staff()?, said(reason)?.to_owned());
        self.engine
            .write(async move |tx| {
                let row = attempts::latest_of(tx, enrolment).await?;
                if row.as_ref().is_some_and(|row| !row.attempt.state().is_open()) {
                    return Err(Refusal::ExamOver.into());
                }
                tx.execute(
                    "INSERT INTO extra_time (enrolment_id, ms, reason, staff_id, at) VALUES ($1, $2, $3, $4, $5)",
                    values![enrolment, more, &reason, staff, by.now],
                )
                .await?;
                let detail = json!({"ms": more.as_millis(), "reason": reason});
                audit::record(tx, &by, "extra-time.give", "enrolment", enrolment, &detail).await?;
                match row {
                    Some(row) if row.attempt.time().is_some() => {
                        set_deadline(tx, &row, row.attempt.grant(more)?).await?;
                        let detail = json!({"ms": more.as_millis(), "extra": true});
                        audit::record(tx, &by, "time.grant", "attempt", row.id, &detail).await
                    }
                    _ => Ok(()),
                }
            })
            .await
    }

    /// Stops the clock of one candidate.
    ///
    /// # Errors
    /// [`Refusal::NoReason`]; [`Error::NotFound`]; when it isn't running, or has run out; or when the database fails.
    pub async fn pause(&self, by: &By, attempt: AttemptId, resumes: Resumes, reason: &str) -> Result<()> {
        let (by, pause) = (by.clone(), Pause { by: by.staff()?, reason: said(reason)?.to_owned(), resumes });
        self.engine
            .write(async move |tx| {
                let row = attempts::get(tx, attempt).await?;
                stop(tx, &by, &row, &pause).await
            })
            .await
    }

    /// Stops the clock of everyone at work in a sitting. How many it stopped.
    ///
    /// # Errors
    /// [`Refusal::NoReason`], [`Refusal::NobodyAtWork`], or when the database fails.
    pub async fn pause_all(&self, by: &By, sitting: SittingId, reason: &str) -> Result<usize> {
        let (by, pause) = (by.clone(), Pause { by: by.staff()?, reason: said(reason)?.to_owned(), resumes: Resumes::ByStaff });
        self.engine
            .write(async move |tx| {
                let mut at_work = at_work(tx, sitting, &[State::Running]).await?;
                // Whose time has run out has nothing left to stop; the closing task comes by.
                at_work.retain(|row| row.attempt.pause(by.now).is_ok());
                for row in &at_work {
                    stop(tx, &by, row, &pause).await?;
                }
                Ok(at_work.len())
            })
            .await
    }

    /// Starts a stopped clock again.
    ///
    /// # Errors
    /// [`Error::NotFound`], when it isn't paused, or when the database fails.
    pub async fn resume(&self, by: &By, attempt: AttemptId) -> Result<()> {
        let by = by.clone();
        by.staff()?;
        self.engine
            .write(async move |tx| {
                let row = attempts::get(tx, attempt).await?;
                go_on(tx, &by, &row).await
            })
            .await
    }

    /// Starts every clock of a sitting again that staff have stopped; who is away comes back by themselves. How many it started.
    ///
    /// # Errors
    /// [`Refusal::NobodyAtWork`], or when the database fails.
    pub async fn resume_all(&self, by: &By, sitting: SittingId) -> Result<usize> {
        let by = by.clone();
        by.staff()?;
        self.engine
            .write(async move |tx| {
                let mut paused = at_work(tx, sitting, &[State::Paused]).await?;
                paused.retain(|row| row.pause.as_ref().is_some_and(|pause| pause.resumes == Resumes::ByStaff));
                for row in &paused {
                    go_on(tx, &by, row).await?;
                }
                Ok(paused.len())
            })
            .await
    }

    /// The candidate is back at work: the clock goes on, if it waited for that. Coming back twice is one coming back.
    ///
    /// # Errors
    /// [`Error::NotFound`] for another's attempt; when staff start the clock again, or the exam is over; or when the database fails.
    pub async fn come_back(&self, by: &By, enrolment: EnrolmentId, attempt: AttemptId) -> Result<()> {
        let by = by.clone();
        self.engine
            .write(async move |tx| {
                let row = attempts::own(tx, attempt, enrolment).await?;
                match &row.pause {
                    Some(pause) if pause.resumes == Resumes::OnReturn => go_on(tx, &by, &row).await,
                    None if row.attempt.state() == State::Running => Ok(()),
                    _ => Err(InvalidTransition { state: row.attempt.state(), act: Act::Resume }.into()),
                }
            })
            .await
    }

    /// Goes on with an attempt that has ended and isn't approved, as if the clock had stood still since: it runs again when the candidate
    /// is back. Where no time was left, `more` has to be given.
    ///
    /// # Errors
    /// [`Refusal::NoReason`]; [`Refusal::NoTimeLeft`]; [`Refusal::EnrolledAgain`]; [`Refusal::LateAnswersUndecided`];
    /// [`Refusal::PaperShown`]; [`Error::NotFound`]; when it hasn't ended, or is approved or annulled; or when the database fails.
    pub async fn reopen(&self, by: &By, attempt: AttemptId, more: Span, reason: &str) -> Result<()> {
        let (by, pause) = (by.clone(), Pause { by: by.staff()?, reason: said(reason)?.to_owned(), resumes: Resumes::OnReturn });
        self.engine
            .write(async move |tx| {
                let row = attempts::get(tx, attempt).await?;
                if sittings::is_enrolled_again(tx, row.enrolment).await? {
                    return Err(Refusal::EnrolledAgain.into());
                }
                late::must_be_decided(tx, row.id).await?;
                script::must_be_undecided(tx, &row).await?;
                let no_time = row.attempt.ended().zip(row.attempt.time()).is_some_and(|(at, time)| at >= time.deadline() + more);
                let reopened = row.attempt.reopen(more).map_err(|refused| match refused.state {
                    State::Submitted | State::Expired | State::Graded if no_time => Error::from(Refusal::NoTimeLeft),
                    _ => refused.into(),
                })?;
                if more > Span::ZERO {
                    insert_grant(tx, &by, pause.by, row.id, more, &pause.reason, false).await?;
                }
                write_pause(tx, row.id, &reopened, &pause).await?;
                let detail = json!({"ms": more.as_millis(), "reason": pause.reason});
                audit::record(tx, &by, "attempt.reopen", "attempt", row.id, &detail).await
            })
            .await
    }
}

/// Who sits in a sitting, in one of these states.
async fn at_work(tx: &mut Tx, sitting: SittingId, states: &[State]) -> Result<Vec<AttemptRow>> {
    let attempts: Vec<(Uuid,)> = tx
        .fetch_all(
            "SELECT a.id FROM attempt a JOIN enrolment e ON e.id = a.enrolment_id \
             WHERE e.sitting_id = $1 AND a.state IN ('running', 'paused') ORDER BY a.id",
            values![sitting],
        )
        .await?;
    let mut rows = Vec::new();
    for (attempt,) in attempts {
        let row = attempts::get(tx, attempt.into()).await?;
        if states.contains(&row.attempt.state()) {
            rows.push(row);
        }
    }
    if rows.is_empty() { Err(Refusal::NobodyAtWork.into()) } else { Ok(rows) }
}

async fn grant(tx: &mut Tx, by: &By, staff: StaffId, row: &AttemptRow, more: Span, reason: &str, to_all: bool) -> Result<()> {
    let granted = row.attempt.grant(more)?;
    insert_grant(tx, by, staff, row.id, more, reason, to_all).await?;
    set_deadline(tx, row, granted).await?;
    let detail = json!({"ms": more.as_millis(), "reason": reason, "all": to_all});
    audit::record(tx, by, "time.grant", "attempt", row.id, &detail).await
}

async fn insert_grant(tx: &mut Tx, by: &By, staff: StaffId, id: AttemptId, more: Span, reason: &str, to_all: bool) -> Result<()> {
    tx.execute(
        "INSERT INTO time_grant (attempt_id, ms, reason, staff_id, at, to_all) VALUES ($1, $2, $3, $4, $5, $6)",
        values![id, more, reason, staff, by.now, to_all],
    )
    .await?;
    Ok(())
}

async fn set_deadline(tx: &mut Tx, row: &AttemptRow, given: Attempt) -> Result<()> {
    tx.execute("UPDATE attempt SET deadline_at = $2 WHERE id = $1", values![row.id, given.time().map(|t| t.deadline())]).await?;
    tx.tell(row.id);
    Ok(())
}

async fn stop(tx: &mut Tx, by: &By, row: &AttemptRow, pause: &Pause) -> Result<()> {
    write_pause(tx, row.id, &row.attempt.pause(by.now)?, pause).await?;
    let detail = json!({"reason": pause.reason, "resumes": pause.resumes.code()});
    audit::record(tx, by, "attempt.pause", "attempt", row.id, &detail).await
}

async fn write_pause(tx: &mut Tx, id: AttemptId, attempt: &Attempt, pause: &Pause) -> Result<()> {
    let Attempt::Paused { time, since } = attempt else { return Err(inconsistent("only a paused attempt stands")) };
    tx.execute(
        "UPDATE attempt SET state = 'paused', paused_since = $2, paused_by = $3, paused_reason = $4, resumes = $5, deadline_at = $6, \
         ended_at = NULL, ended_how = NULL WHERE id = $1",
        values![id, *since, pause.by, &pause.reason, pause.resumes.code(), time.deadline()],
    )
    .await?;
    tx.tell(id);
    Ok(())
}

async fn go_on(tx: &mut Tx, by: &By, row: &AttemptRow) -> Result<()> {
    let running = row.attempt.resume(by.now)?;
    let Attempt::Paused { since, .. } = row.attempt else { return Err(inconsistent("only a paused attempt goes on")) };
    let pause = row.pause.as_ref().ok_or_else(|| inconsistent("a pause without a person"))?;
    tx.execute(
        "INSERT INTO pause (attempt_id, since, until, reason, staff_id, resumes, resumed_by) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values![row.id, since, by.now, &pause.reason, pause.by, pause.resumes.code(), by.actor.name()],
    )
    .await?;
    attempts::write(tx, row.id, &running).await?;
    let back = matches!(by.actor, Actor::Candidate(_));
    let detail = json!({"paused_ms": (by.now - since).as_millis(), "came_back": back});
    audit::record(tx, by, "attempt.resume", "attempt", row.id, &detail).await
}
