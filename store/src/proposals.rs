//! What takes two persons: one proposes it, with a reason, and another decides.

use exam::{
    attempt::Transition,
    clock::Instant,
    id::{ProposalId, ResultId, StaffId},
};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::{
    Store,
    attempts::{self, AttemptRow},
    audit::{self, By, Told},
    engine::{Tx, values},
    error::{Refusal, Result, inconsistent},
    files::said,
    id, results, sittings,
};

/// What may be proposed about a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProposedAct {
    /// To set it aside.
    Annul,
    /// To put one that was set aside before the commission again.
    Reinstate,
}

impl ProposedAct {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Annul, Self::Reinstate];

    /// The name in the database and in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Annul => "annul",
            Self::Reinstate => "reinstate",
        }
    }

    fn applied(self, row: &AttemptRow) -> Transition {
        match self {
            Self::Annul => row.attempt.annul(),
            Self::Reinstate => row.attempt.reinstate(),
        }
    }

    /// As the log names it: proposed, accepted, refused.
    const fn events(self) -> [&'static str; 3] {
        match self {
            Self::Annul => ["annulment.propose", "result.annul", "annulment.refuse"],
            Self::Reinstate => ["reinstatement.propose", "result.reinstate", "reinstatement.refuse"],
        }
    }
}

impl std::str::FromStr for ProposedAct {
    type Err = String;
    fn from_str(s: &str) -> std::result::Result<Self, String> {
        Self::ALL.into_iter().find(|act| act.code() == s).ok_or_else(|| s.to_owned())
    }
}

/// A proposal that nobody has decided.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// Which.
    pub id: ProposalId,
    /// What is proposed.
    pub act: ProposedAct,
    /// Why.
    pub reason: String,
    /// Who proposes it.
    pub by: StaffId,
    /// Their name.
    pub name: String,
    /// When it was proposed.
    pub at: Instant,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    act: String,
    reason: String,
    staff_id: Uuid,
    name: String,
    proposed_at: i64,
}

impl Store {
    /// Proposes to annul a result, or to reinstate it. Nothing comes of it until another decides.
    ///
    /// # Errors
    /// [`Refusal::NoReason`]; [`Refusal::AlreadyProposed`]; [`Refusal::EnrolledAgain`] for a result to be reinstated;
    /// [`crate::Error::NotFound`], also for a result that another has followed; when the result is not in a state for it; or when the
    /// database fails.
    pub async fn propose(&self, by: &By, result: ResultId, act: ProposedAct, reason: &str) -> Result<ProposalId> {
        let (by, staff, reason) = (by.clone(), by.staff()?, said(reason)?.to_owned());
        let proposal = id(ProposalId::new, by.now);
        self.engine
            .write(async move |tx| {
                let row = results::latest(tx, result).await?;
                applied(tx, act, &row).await?;
                if undecided(tx, result).await?.is_some() {
                    return Err(Refusal::AlreadyProposed.into());
                }
                tx.execute(
                    "INSERT INTO proposal (id, act, result_id, reason, staff_id, proposed_at) VALUES ($1, $2, $3, $4, $5, $6)",
                    values![proposal, act.code(), result, &reason, staff, by.now],
                )
                .await?;
                let [propose, ..] = act.events();
                audit::record(tx, &by, propose, "attempt", row.id, &proposed(proposal.into(), result.into(), &reason)).await?;
                Ok(proposal)
            })
            .await
    }

    /// Decides what was proposed; accepting it does it. Who has proposed it can't accept it, but may take it back by refusing.
    ///
    /// # Errors
    /// [`Refusal::NeedsAnother`]; [`Refusal::AlreadyDecided`]; [`Refusal::EnrolledAgain`] for a result to be reinstated;
    /// [`crate::Error::NotFound`], also when a result is to be decided about that another has followed; when the result is not in a state
    /// for it any more; or when the database fails.
    pub async fn decide(&self, by: &By, proposal: ProposalId, accepted: bool) -> Result<()> {
        let (by, staff) = (by.clone(), by.staff()?);
        self.engine
            .write(async move |tx| {
                let (act, result, proposer, attempt, decided): (String, Uuid, Uuid, Uuid, Option<bool>) = tx
                    .fetch_one(
                        "SELECT p.act, p.result_id, p.staff_id, r.attempt_id, d.accepted FROM proposal p \
                         JOIN result r ON r.id = p.result_id LEFT JOIN proposal_decision d ON d.proposal_id = p.id WHERE p.id = $1",
                        values![proposal],
                    )
                    .await?;
                let act: ProposedAct = act.parse().map_err(inconsistent)?;
                if decided.is_some() {
                    return Err(Refusal::AlreadyDecided.into());
                }
                let [_, accept, refuse] = act.events();
                if accepted {
                    if StaffId::from(proposer) == staff {
                        return Err(Refusal::NeedsAnother.into());
                    }
                    let row = results::latest(tx, result.into()).await?;
                    let applied = applied(tx, act, &row).await?;
                    attempts::write(tx, row.id, &applied).await?;
                }
                tx.execute(
                    "INSERT INTO proposal_decision (proposal_id, accepted, staff_id, decided_at) VALUES ($1, $2, $3, $4)",
                    values![proposal, accepted, staff, by.now],
                )
                .await?;
                let told = if accepted { accept } else { refuse };
                audit::record(tx, &by, told, "attempt", attempt, &decision(proposal.into(), result)).await
            })
            .await
    }

    /// What is proposed about a result and not decided.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn proposal(&self, result: ResultId) -> Result<Option<Proposal>> {
        undecided(&mut self.engine.glance().await?, result).await
    }
}

/// Where the act leads, if the rules have such a way.
async fn applied(tx: &mut Tx, act: ProposedAct, row: &AttemptRow) -> Result<exam::attempt::Attempt> {
    let applied = act.applied(row)?;
    if act == ProposedAct::Reinstate && sittings::is_enrolled_again(tx, row.enrolment).await? {
        return Err(Refusal::EnrolledAgain.into());
    }
    Ok(applied)
}

async fn undecided(tx: &mut Tx, result: ResultId) -> Result<Option<Proposal>> {
    let row: Option<Row> = tx
        .fetch_optional(
            "SELECT p.id, p.act, p.reason, p.staff_id, m.name, p.proposed_at FROM proposal p JOIN staff m ON m.id = p.staff_id \
             WHERE p.result_id = $1 AND NOT EXISTS (SELECT 1 FROM proposal_decision d WHERE d.proposal_id = p.id)",
            values![result],
        )
        .await?;
    let proposal = |row: Row| {
        Ok(Proposal {
            id: row.id.into(),
            act: row.act.parse().map_err(inconsistent)?,
            reason: row.reason,
            by: row.staff_id.into(),
            name: row.name,
            at: Instant::from_millis(row.proposed_at),
        })
    };
    row.map(proposal).transpose()
}

fn proposed(proposal: Uuid, result: Uuid, reason: &str) -> Json {
    json!({"proposal": proposal.to_string(), "result": result.to_string(), "reason": reason})
}

fn decision(proposal: Uuid, result: Uuid) -> Json {
    json!({"proposal": proposal.to_string(), "result": result.to_string()})
}

#[derive(sqlx::FromRow)]
struct Written {
    id: Uuid,
    act: String,
    result_id: Uuid,
    reason: String,
    staff_id: Uuid,
    proposed_at: i64,
    accepted: Option<bool>,
    decided_by: Option<Uuid>,
    decided_at: Option<i64>,
}

/// Whether what was proposed about an attempt's results, and decided, is what the log tells of it, by two persons.
pub(crate) async fn hold(tx: &mut Tx, attempt: Uuid, told: &[Told]) -> Result<bool> {
    let there: Vec<Written> = tx
        .fetch_all(
            "SELECT p.id, p.act, p.result_id, p.reason, p.staff_id, p.proposed_at, d.accepted, d.staff_id AS decided_by, d.decided_at \
             FROM result r JOIN proposal p ON p.result_id = r.id LEFT JOIN proposal_decision d ON d.proposal_id = p.id \
             WHERE r.attempt_id = $1",
            values![attempt],
        )
        .await?;
    let events: Vec<_> = ProposedAct::ALL.iter().flat_map(|act| act.events()).collect();
    let mut untold: Vec<&Told> = told.iter().filter(|event| events.contains(&event.act.as_str())).collect();
    let mut tells = |act: &str, at: i64, staff: Uuid, detail: &Json| {
        let place = untold.iter().position(|event| {
            event.act == act && event.at == at && event.actor == format!("staff:{staff}") && event.says(detail)
        });
        place.map(|place| untold.swap_remove(place)).is_some()
    };
    for written in there {
        let act: ProposedAct = written.act.parse().map_err(inconsistent)?;
        let [propose, accept, refuse] = act.events();
        let mut so =
            tells(propose, written.proposed_at, written.staff_id, &proposed(written.id, written.result_id, &written.reason));
        if let (Some(accepted), Some(by), Some(at)) = (written.accepted, written.decided_by, written.decided_at) {
            so &= !accepted || by != written.staff_id;
            so &= tells(if accepted { accept } else { refuse }, at, by, &decision(written.id, written.result_id));
        }
        if !so {
            return Ok(false);
        }
    }
    Ok(untold.is_empty())
}
