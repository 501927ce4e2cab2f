//! Attempts: each stored state becomes the rules' own type on the way out, and goes back only through a transition of it.

use exam::{
    attempt::{Attempt, Ended, State, Time},
    clock::{Instant, Span},
    id::{AttemptId, EnrolmentId, PaperId, StaffId},
};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::{
    Store,
    answers::{self, Head},
    audit::{self, By, Event, Told},
    engine::{Tx, ids, statement, values},
    error::{Error, Refusal, Result, inconsistent},
    results, script, sittings,
};

/// Attempts that are closed in one job: more of them would hold up who saves meanwhile.
const CLOSED_TOGETHER: usize = 100;

/// An attempt as stored.
pub(crate) struct AttemptRow {
    pub(crate) id: AttemptId,
    pub(crate) enrolment: EnrolmentId,
    pub(crate) paper: PaperId,
    pub(crate) attempt: Attempt,
    /// All that was given beyond the limit: by grants, and because the person needs more time than others.
    pub(crate) granted: Span,
    /// While it is paused.
    pub(crate) pause: Option<Pause>,
}

/// Who stopped the clock, and how it goes on.
#[derive(Clone)]
pub(crate) struct Pause {
    pub(crate) by: StaffId,
    pub(crate) reason: String,
    pub(crate) resumes: Resumes,
}

/// Who starts a stopped clock again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resumes {
    /// A member of staff.
    ByStaff,
    /// The candidate, by coming back to the exam.
    OnReturn,
}

impl Resumes {
    /// The name in the database and in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ByStaff => "by-staff",
            Self::OnReturn => "on-return",
        }
    }
}

impl std::str::FromStr for Resumes {
    type Err = String;
    fn from_str(s: &str) -> std::result::Result<Self, String> {
        [Self::ByStaff, Self::OnReturn].into_iter().find(|r| r.code() == s).ok_or_else(|| s.to_owned())
    }
}

/// Where an attempt stands, for pages.
#[derive(Clone, Copy, Debug)]
pub struct AttemptHead {
    /// Which.
    pub id: AttemptId,
    /// Its state.
    pub state: State,
    /// When the candidate started.
    pub started: Option<Instant>,
    /// When it ends or has to end.
    pub deadline: Option<Instant>,
    /// When it ended.
    pub ended: Option<Instant>,
    /// Since when the clock stands, and who starts it again.
    pub paused: Option<(Instant, Resumes)>,
    /// The regulation's limit, once it has started.
    pub limit: Option<Span>,
    /// All that was given beyond the limit.
    pub granted: Span,
}

/// An attempt that has just been closed by the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed {
    /// Which.
    pub attempt: AttemptId,
    /// Its recorded end: the deadline.
    pub at: Instant,
}

#[derive(sqlx::FromRow)]
pub(crate) struct Stored {
    id: Uuid,
    enrolment_id: Uuid,
    paper_id: Uuid,
    state: String,
    admitted_at: Option<i64>,
    started_at: Option<i64>,
    limit_ms: Option<i64>,
    paused_since: Option<i64>,
    paused_by: Option<Uuid>,
    paused_reason: Option<String>,
    resumes: Option<String>,
    ended_at: Option<i64>,
    granted: i64,
    paused: i64,
}

impl TryFrom<Stored> for AttemptRow {
    type Error = Error;

    fn try_from(row: Stored) -> Result<Self> {
        let missing = |what: &str| inconsistent(format!("attempt {}: {} without {what}", row.id, row.state));
        let instant = |at: Option<i64>, what: &str| at.map(Instant::from_millis).ok_or_else(|| missing(what));
        let time = || -> Result<Time> {
            Ok(Time {
                started: instant(row.started_at, "start")?,
                limit: Span::from_millis(row.limit_ms.ok_or_else(|| missing("limit"))?),
                granted: Span::from_millis(row.granted),
                paused: Span::from_millis(row.paused),
            })
        };
        let ended = || -> Result<Ended> { Ok(Ended { time: time()?, at: instant(row.ended_at, "end")? }) };
        let attempt = match row.state.parse().map_err(inconsistent)? {
            State::Prepared => Attempt::Prepared,
            State::Admitted => Attempt::Admitted { at: instant(row.admitted_at, "admission")? },
            State::Running => Attempt::Running(time()?),
            State::Paused => Attempt::Paused { time: time()?, since: instant(row.paused_since, "pause")? },
            State::Submitted => Attempt::Submitted(ended()?),
            State::Expired => Attempt::Expired(ended()?),
            State::Graded => Attempt::Graded(ended()?),
            State::Approved => Attempt::Approved(ended()?),
            State::Annulled => Attempt::Annulled(ended()?),
        };
        let pause = match (row.paused_by, row.paused_reason, row.resumes) {
            (Some(by), Some(reason), Some(resumes)) => {
                Some(Pause { by: by.into(), reason, resumes: resumes.parse().map_err(inconsistent)? })
            }
            _ => None,
        };
        Ok(Self {
            id: row.id.into(),
            enrolment: row.enrolment_id.into(),
            paper: row.paper_id.into(),
            attempt,
            granted: Span::from_millis(row.granted),
            pause,
        })
    }
}

/// The columns of [`Stored`], with what was granted and paused added up from its rows.
macro_rules! stored_columns {
    () => {
        "a.id, a.enrolment_id, a.paper_id, a.state, a.admitted_at, a.started_at, a.limit_ms, a.paused_since, a.paused_by, \
             a.paused_reason, a.resumes, a.ended_at, \
             CAST((SELECT coalesce(sum(g.ms), 0) FROM time_grant g WHERE g.attempt_id = a.id) + \
             (SELECT coalesce(sum(x.ms), 0) FROM extra_time x WHERE x.enrolment_id = a.enrolment_id) AS BIGINT) AS granted, \
             CAST((SELECT coalesce(sum(p.until - p.since), 0) FROM pause p WHERE p.attempt_id = a.id) AS BIGINT) AS paused"
    };
}
pub(crate) use stored_columns;

macro_rules! stored {
    ($($where:tt)+) => {
        statement!("SELECT " [stored_columns!()] " FROM attempt a WHERE " $($where)+)
    };
}

pub(crate) async fn get(tx: &mut Tx, attempt: AttemptId) -> Result<AttemptRow> {
    tx.fetch_one::<Stored>(stored!("a.id = $1"), values![attempt]).await?.try_into()
}

/// Several at once.
pub(crate) async fn get_all(tx: &mut Tx, attempts: impl IntoIterator<Item = Uuid>) -> Result<Vec<AttemptRow>> {
    let rows: Vec<Stored> = tx.fetch_all(stored!("a.id IN " (ids) " ORDER BY a.id"), values![ids(attempts)]).await?;
    rows.into_iter().map(AttemptRow::try_from).collect()
}

/// The enrolment's attempt that has not ended.
pub(crate) async fn open_of(tx: &mut Tx, enrolment: EnrolmentId) -> Result<Option<AttemptRow>> {
    let row: Option<Stored> =
        tx.fetch_optional(stored!("a.enrolment_id = $1 AND a.ended_at IS NULL"), values![enrolment]).await?;
    row.map(AttemptRow::try_from).transpose()
}

/// The enrolment's attempt, ended or not: the latest.
pub(crate) async fn latest_of(tx: &mut Tx, enrolment: EnrolmentId) -> Result<Option<AttemptRow>> {
    let row: Option<Stored> =
        tx.fetch_optional(stored!("a.enrolment_id = $1 ORDER BY a.id DESC LIMIT 1"), values![enrolment]).await?;
    row.map(AttemptRow::try_from).transpose()
}

/// The attempt, if it is this candidate's; another's isn't there.
pub(crate) async fn own(tx: &mut Tx, attempt: AttemptId, enrolment: EnrolmentId) -> Result<AttemptRow> {
    let row = get(tx, attempt).await?;
    if row.enrolment == enrolment { Ok(row) } else { Err(Error::NotFound) }
}

/// Writes the state a transition has led to; [`crate::time`] writes those that stop the clock.
pub(crate) async fn write(tx: &mut Tx, id: AttemptId, attempt: &Attempt) -> Result<()> {
    let state = attempt.state().code();
    tx.tell(id);
    match attempt {
        Attempt::Prepared => return Err(inconsistent("no transition leads to a prepared attempt")),
        Attempt::Paused { .. } => return Err(inconsistent("a pause has a person and a reason")),
        Attempt::Admitted { at } => {
            tx.execute("UPDATE attempt SET state = $2, admitted_at = $3 WHERE id = $1", values![id, state, *at]).await?
        }
        Attempt::Running(time) => {
            tx.execute(
                "UPDATE attempt SET state = $2, started_at = $3, limit_ms = $4, deadline_at = $5, paused_since = NULL, \
                 paused_by = NULL, paused_reason = NULL, resumes = NULL WHERE id = $1",
                values![id, state, time.started, time.limit, time.deadline()],
            )
            .await?
        }
        Attempt::Submitted(_) | Attempt::Expired(_) => return Err(inconsistent("an end is written with its result")),
        Attempt::Graded(_) | Attempt::Approved(_) | Attempt::Annulled(_) => {
            tx.execute("UPDATE attempt SET state = $2 WHERE id = $1", values![id, state]).await?
        }
    };
    Ok(())
}

impl AttemptRow {
    pub(crate) fn head(&self) -> AttemptHead {
        let time = self.attempt.time();
        AttemptHead {
            id: self.id,
            state: self.attempt.state(),
            started: time.map(|t| t.started),
            deadline: time.map(|t| t.deadline()),
            ended: self.attempt.ended(),
            paused: match (&self.attempt, &self.pause) {
                (Attempt::Paused { since, .. }, Some(pause)) => Some((*since, pause.resumes)),
                _ => None,
            },
            limit: time.map(|t| t.limit),
            granted: self.granted,
        }
    }
}

impl Store {
    /// The candidate begins. Beginning twice is one beginning: the clock is not set again.
    ///
    /// # Errors
    /// [`Refusal::NotOpen`]; [`Refusal::ExamOver`]; [`Refusal::NotDeclared`] and [`Refusal::EnrolledAgain`] for whoever hasn't begun
    /// yet; when the candidate isn't admitted; or when the database fails.
    pub async fn start(&self, by: &By, enrolment: EnrolmentId) -> Result<AttemptId> {
        let by = by.clone();
        self.engine
            .write(async move |tx| {
                let row = latest_of(tx, enrolment).await?;
                match &row {
                    Some(row) if row.attempt.state() == State::Running => return Ok(row.id),
                    Some(row) if !row.attempt.state().is_open() => return Err(Refusal::ExamOver.into()),
                    _ => sittings::must_stand(tx, enrolment).await?,
                }
                let row = row.ok_or(Refusal::NotOpen)?;
                script::must_be_kept_for(tx, enrolment, by.now).await?;
                let (blueprint,): (String,) = tx
                    .fetch_one(
                        "SELECT r.blueprint FROM paper p JOIN regulation r ON r.id = p.regulation_id WHERE p.id = $1",
                        values![row.paper],
                    )
                    .await?;
                let blueprint: exam::blueprint::Blueprint = serde_json::from_str(&blueprint).map_err(inconsistent)?;
                let running = row.attempt.start(by.now, blueprint.time_limit(), row.granted)?;
                write(tx, row.id, &running).await?;
                let detail = json!({"limit_ms": blueprint.time_limit().as_millis(), "extra_ms": row.granted.as_millis()});
                audit::record(tx, &by, "attempt.start", "attempt", row.id, &detail).await?;
                Ok(row.id)
            })
            .await
    }

    /// The candidate hands in, and the paper is graded. Handing in what has been handed in already changes nothing.
    ///
    /// # Errors
    /// When the attempt isn't this candidate's or hasn't been started, or when the database fails.
    pub async fn submit(&self, by: &By, enrolment: EnrolmentId, attempt: AttemptId) -> Result<()> {
        let (by, grace) = (by.clone(), self.grace);
        self.engine
            .write(async move |tx| {
                let row = own(tx, attempt, enrolment).await?;
                if !row.attempt.state().is_open() {
                    return Ok(());
                }
                let ended = match row.attempt.submit(by.now, grace) {
                    Ok(submitted) => submitted,
                    // Too late by a hair, and the closing task has not come by yet: the clock ends it, as it would have.
                    Err(refused) => row.attempt.expire(by.now, grace).map_err(|_| refused)?,
                };
                end(tx, &by, &[(row, ended)]).await
            })
            .await
    }

    /// Ends every running attempt whose time and grace have passed, each at its deadline, and grades it. One that can't be closed
    /// is logged and doesn't hold up the others.
    ///
    /// # Errors
    /// When the database can't be asked which are due.
    pub async fn close_overdue(&self, now: Instant) -> Result<Vec<Closed>> {
        let due: Vec<(Uuid,)> = self
            .engine
            .read()
            .await?
            .fetch_all(
                "SELECT id FROM attempt WHERE state = 'running' AND deadline_at + $2 < $1 ORDER BY deadline_at",
                values![now, self.grace],
            )
            .await?;
        let mut closed = Vec::new();
        for some in due.chunks(CLOSED_TOGETHER) {
            match self.close_some(some.to_vec(), now).await {
                Ok(some) => closed.extend(some),
                Err(error) if error.is_of_the_line() => return Err(error),
                // One of them can't be closed: the others can.
                Err(_) => {
                    for one in some {
                        match self.close_some(vec![*one], now).await {
                            Ok(one) => closed.extend(one),
                            Err(error) => tracing::error!(attempt = %one.0, "can't close an attempt whose time is over: {error}"),
                        }
                    }
                }
            }
        }
        Ok(closed)
    }

    /// When the next running attempt has to be closed, if nothing happens to it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next_to_close(&self) -> Result<Option<Instant>> {
        let next: Option<(Option<i64>,)> =
            self.engine.ask("SELECT min(deadline_at) FROM attempt WHERE state = 'running'", values![]).await?;
        Ok(next.and_then(|(at,)| at).map(|at| Instant::from_millis(at) + self.grace))
    }

    async fn close_some(&self, attempts: Vec<(Uuid,)>, now: Instant) -> Result<Vec<Closed>> {
        let grace = self.grace;
        self.engine
            .write(async move |tx| {
                let rows = get_all(tx, attempts.into_iter().map(|(id,)| id)).await?;
                // Some may have been submitted, or given more time, since we looked.
                let ended = |row: AttemptRow| row.attempt.expire(now, grace).ok().map(|expired| (row, expired));
                let ended: Vec<_> = rows.into_iter().filter_map(ended).collect();
                end(tx, &By::system(now), &ended).await?;
                let closed = |(row, expired): &(AttemptRow, Attempt)| Closed {
                    attempt: row.id,
                    at: expired.time().map_or(now, |time| time.deadline()),
                };
                Ok(ended.iter().map(closed).collect())
            })
            .await
    }
}

/// Ends attempts, each with the state that its end has led to, and grades them in the same transaction.
async fn end(tx: &mut Tx, by: &By, ended: &[(AttemptRow, Attempt)]) -> Result<()> {
    let mut rows = Vec::new();
    for (row, ended) in ended {
        let (how, Some(at), Some(time)) = (ended.state().code(), ended.ended(), ended.time()) else {
            return Err(inconsistent("an end without an instant"));
        };
        rows.push((hex(Uuid::from(row.id).as_bytes()), ended.grade()?.state().code(), how, at, time.deadline()));
        tx.tell(row.id);
    }
    // Being ended and being graded are two states, which no one sees apart.
    tx.execute(
        statement!(
            "UPDATE attempt SET state = " (text 1) ", ended_how = " (text 2) ", ended_at = " (int 3) ", deadline_at = " (int 4)
            " FROM " (rows) " WHERE attempt.id = " (id 0)
        ),
        values![serde_json::to_string(&rows).map_err(inconsistent)?],
    )
    .await?;
    let heads = answers::heads(tx, ended.iter().map(|(row, _)| row.id)).await?;
    let head = |row: &AttemptRow| heads.get(&row.id).cloned().unwrap_or_default();
    let graded: Vec<_> = ended.iter().map(|(row, _)| (row, head(row))).collect();
    let grades = results::grade(tx, by.now, &graded).await?;
    let mut events = Vec::new();
    for ((row, head), ((_, ended), detail)) in graded.iter().zip(ended.iter().zip(grades)) {
        let act = if ended.state() == State::Submitted { "attempt.submit" } else { "attempt.expire" };
        events.push(Event { by: by.clone(), act, object: format!("attempt:{}", row.id), detail: seal(head) });
        events.push(Event { by: By::system(by.now), act: "result.grade", object: format!("attempt:{}", row.id), detail });
    }
    audit::record_all(tx, events).await
}

/// What the event of its end tells of an attempt's answers.
pub(crate) fn seal(head: &Head) -> Json {
    json!({"answers": head.link, "chain_head": hex(&head.hash)})
}

/// Whether an event has sealed just this head, whatever else it tells.
pub(crate) fn seals(event: &Told, head: &Head) -> bool {
    let (told, seal) = (event.detail(), seal(head));
    ["answers", "chain_head"].iter().all(|part| told[*part] == seal[*part])
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |n: u8| char::from(b"0123456789abcdef"[usize::from(n)]);
    bytes.iter().flat_map(|b| [digit(b >> 4), digit(b & 15)]).collect()
}
