//! One place at a time: of a candidate's one live session, one tab is at work on the attempt. Another is told so, and may take over;
//! the one before can then write no more.

use exam::{
    attempt::State,
    clock::Instant,
    id::{AttemptId, EnrolmentId},
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    Store,
    access::Token,
    attempts::{self, AttemptHead, AttemptRow},
    audit::{self, Actor, By},
    engine::{Tx, values},
    error::{Error, Refusal, Result, inconsistent},
};

/// A tab of a browser, by the name that the page in it has chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab(String);

/// Not a name that a page would choose.
#[derive(Debug, thiserror::Error)]
#[error("not a tab's name: 1 to 40 letters, digits and dashes")]
pub struct BadTab;

impl Tab {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Tab {
    type Err = BadTab;
    fn from_str(s: &str) -> std::result::Result<Self, BadTab> {
        let fits = (1..=40).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if fits { Ok(Self(s.to_owned())) } else { Err(BadTab) }
    }
}

/// Where a candidate works: in a session, and where the page has the desk, in a tab of it. A plain page has no tab; it is held against
/// the revisions it shows.
#[derive(Clone, Debug)]
pub struct Workplace {
    /// The session's token.
    pub token: Token,
    /// The tab.
    pub tab: Option<Tab>,
}

/// Whether a tab is at work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// It is.
    Here,
    /// Another is.
    Elsewhere {
        /// Since when.
        since: Instant,
    },
}

/// Whose place the attempt is, seen from one tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seat {
    /// This tab's.
    Here,
    /// Another tab's.
    Elsewhere,
    /// Nobody's.
    Free,
}

/// How an attempt stands, seen from a place.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// State and time.
    pub attempt: AttemptHead,
    /// Whose place it is.
    pub seat: Seat,
    /// Until when the session lasts, if nobody ends it before.
    pub session_until: Instant,
}

#[derive(sqlx::FromRow)]
struct Standing {
    state: String,
    deadline_at: Option<i64>,
    enrolment_id: Uuid,
    tab: Option<String>,
    tab_since: Option<i64>,
    session_of: Option<Uuid>,
    session_until: Option<i64>,
}

impl Standing {
    async fn read(tx: &mut Tx, attempt: AttemptId, token: &Token, now: Instant) -> Result<Self> {
        tx.fetch_one(
            "SELECT a.state, a.deadline_at, a.enrolment_id, a.tab, a.tab_since, s.enrolment_id AS session_of, \
             s.expires_at AS session_until FROM attempt a \
             LEFT JOIN session s ON s.token_hash = $2 AND s.ended_at IS NULL AND s.expires_at > $3 WHERE a.id = $1",
            values![attempt, token.hash(), now],
        )
        .await
    }

    fn is_elsewhere(&self, tab: Option<&Tab>) -> bool {
        self.tab.as_deref().zip(tab).is_some_and(|(theirs, mine)| theirs != mine.as_str())
    }
}

/// Why nothing can be saved from this place now; nothing when nothing is in the way.
pub(crate) async fn what_is_in_the_way(
    tx: &mut Tx,
    attempt: AttemptId,
    workplace: &Workplace,
    latest: Instant,
    now: Instant,
) -> Result<()> {
    let standing = Standing::read(tx, attempt, &workplace.token, now).await?;
    let state: State = standing.state.parse().map_err(inconsistent)?;
    match standing.session_of {
        None => return Err(Error::SignedOut),
        Some(other) if other != standing.enrolment_id => return Err(Error::NotFound),
        Some(_) => {}
    }
    match state {
        State::Running if standing.deadline_at.is_some_and(|at| at < latest.as_millis()) => Err(Refusal::ExamOver.into()),
        State::Running if standing.is_elsewhere(workplace.tab.as_ref()) => Err(Refusal::AtWorkElsewhere.into()),
        State::Running => Ok(()),
        State::Paused => Err(Refusal::Paused.into()),
        State::Prepared | State::Admitted => Err(Error::NotFound),
        State::Submitted | State::Expired | State::Graded | State::Approved | State::Annulled => Err(Refusal::ExamOver.into()),
    }
}

impl Store {
    /// How the attempt stands for whoever looks at it from this place. Asks only; a page that stays open asks at each change.
    ///
    /// # Errors
    /// [`Error::SignedOut`]; [`Error::NotFound`] for another's attempt; or when the database fails.
    pub async fn look(&self, workplace: &Workplace, attempt: AttemptId, now: Instant) -> Result<Look> {
        let mut tx = self.engine.read().await?;
        let standing = Standing::read(&mut tx, attempt, &workplace.token, now).await?;
        let (session_of, until) = standing.session_of.zip(standing.session_until).ok_or(Error::SignedOut)?;
        if session_of != standing.enrolment_id {
            return Err(Error::NotFound);
        }
        let seat = match &standing.tab {
            None => Seat::Free,
            Some(_) if standing.is_elsewhere(workplace.tab.as_ref()) => Seat::Elsewhere,
            Some(_) => Seat::Here,
        };
        let attempt = attempts::get(&mut tx, attempt).await?.head();
        Ok(Look { attempt, seat, session_until: Instant::from_millis(until) })
    }

    /// A tab wants to be at work on the attempt. It is, when no other is, or with `take_over`; the other can then write no more.
    ///
    /// # Errors
    /// [`Error::SignedOut`]; [`Refusal::ExamOver`]; [`Error::NotFound`] for another's attempt, one that hasn't begun, or a place without
    /// a tab; or when the database fails.
    pub async fn sit_down(
        &self,
        workplace: &Workplace,
        attempt: AttemptId,
        take_over: bool,
        address: &str,
        now: Instant,
    ) -> Result<Place> {
        let (workplace, address) = (workplace.clone(), address.to_owned());
        self.engine
            .write(async move |tx| {
                let standing = Standing::read(tx, attempt, &workplace.token, now).await?;
                let tab = workplace.tab.as_ref().ok_or(Error::NotFound)?;
                match what_is_in_the_way(tx, attempt, &workplace, Instant::from_millis(i64::MIN), now).await {
                    Ok(()) | Err(Error::Refused(Refusal::Paused | Refusal::AtWorkElsewhere)) => {}
                    Err(other) => return Err(other),
                }
                // Also while the clock stands.
                if standing.is_elsewhere(Some(tab)) && !take_over {
                    return Ok(Place::Elsewhere { since: Instant::from_millis(standing.tab_since.unwrap_or(0)) });
                }
                if standing.tab.as_deref() != Some(tab.as_str()) {
                    tx.execute("UPDATE attempt SET tab = $2, tab_since = $3 WHERE id = $1", values![attempt, tab.as_str(), now])
                        .await?;
                    tx.tell(attempt);
                    let by = By { actor: Actor::Candidate(standing.enrolment_id.into()), address, now };
                    let detail = json!({"tab": tab.as_str(), "before": standing.tab});
                    audit::record(tx, &by, "attempt.sit-down", "attempt", attempt, &detail).await?;
                }
                Ok(Place::Here)
            })
            .await
    }

    /// A tab that is at work goes: the next one need not ask. Another's place is left as it is.
    ///
    /// # Errors
    /// [`Error::SignedOut`], [`Error::NotFound`], or when the database fails.
    pub async fn stand_up(&self, workplace: &Workplace, attempt: AttemptId, address: &str, now: Instant) -> Result<()> {
        let (workplace, address) = (workplace.clone(), address.to_owned());
        self.engine
            .write(async move |tx| {
                let standing = Standing::read(tx, attempt, &workplace.token, now).await?;
                if standing.session_of.ok_or(Error::SignedOut)? != standing.enrolment_id {
                    return Err(Error::NotFound);
                }
                if standing.tab.is_some() && standing.tab.as_deref() == workplace.tab.as_ref().map(Tab::as_str) {
                    tx.execute("UPDATE attempt SET tab = NULL, tab_since = NULL WHERE id = $1", values![attempt]).await?;
                    tx.tell(attempt);
                    let by = By { actor: Actor::Candidate(standing.enrolment_id.into()), address, now };
                    audit::record(tx, &by, "attempt.stand-up", "attempt", attempt, &json!({"tab": standing.tab})).await?;
                }
                Ok(())
            })
            .await
    }
}

/// Whoever sat there has no session any more: their tab holds the place no longer, and is told so. An exam that is over is no exception:
/// it may be reopened.
pub(crate) async fn vacate(tx: &mut Tx, enrolment: EnrolmentId) -> Result<()> {
    if let Some(AttemptRow { id, .. }) = attempts::latest_of(tx, enrolment).await? {
        tx.execute("UPDATE attempt SET tab = NULL, tab_since = NULL WHERE id = $1 AND tab IS NOT NULL", values![id]).await?;
        tx.tell(id);
    }
    Ok(())
}
