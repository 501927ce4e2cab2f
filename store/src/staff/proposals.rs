//! What takes two persons: giving somebody a role, a new way in, or a new second factor. One proposes, another accepts, and neither is
//! the one whom it is about.

use exam::{
    clock::Instant,
    id::{ProposalId, StaffId, UnitId},
    language::Texts,
};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::{Appointment, appoint, held, second_factor};
use crate::{
    Store,
    access::Code,
    audit::{self, By},
    engine::{Tx, values},
    error::{Error, Refusal, Result, inconsistent},
    files::said,
    id,
};

/// What is proposed about a member of staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StaffAct {
    /// Give a role.
    Appoint(Appointment),
    /// Let the person choose a new password; where the account is closed, open it.
    RenewPassword,
    /// Take the second factor off, so that the person sets up another.
    RenewSecondFactor,
}

impl StaffAct {
    /// The name in the database, in forms and in the locales.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Appoint(_) => "appoint",
            Self::RenewPassword => "renew-password",
            Self::RenewSecondFactor => "renew-second-factor",
        }
    }

    const fn appointment(self) -> Option<Appointment> {
        match self {
            Self::Appoint(appointment) => Some(appointment),
            _ => None,
        }
    }
}

/// Something that is proposed and not decided.
#[derive(Clone, Debug)]
pub struct StaffProposal {
    /// Which.
    pub id: ProposalId,
    /// What.
    pub act: StaffAct,
    /// The unit's name, where a role is for one.
    pub unit_name: Option<Texts>,
    /// About whom.
    pub staff: StaffId,
    /// Their name.
    pub name: String,
    /// Why.
    pub reason: String,
    /// Who proposes it.
    pub by: StaffId,
    /// Their name.
    pub by_name: String,
    /// When.
    pub at: Instant,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    act: String,
    role: Option<String>,
    unit_id: Option<Uuid>,
    unit_name: Option<String>,
    staff_id: Uuid,
    name: String,
    reason: String,
    proposed_by: Uuid,
    by_name: String,
    proposed_at: i64,
}

/// The columns of [`Row`], of what is not decided.
macro_rules! undecided_rows {
    ($rest:literal) => {
        concat!(
            "SELECT p.id, p.act, p.role, p.unit_id, u.name AS unit_name, p.staff_id, m.name, p.reason, p.proposed_by, ",
            "b.name AS by_name, p.proposed_at FROM staff_proposal p JOIN staff m ON m.id = p.staff_id ",
            "JOIN staff b ON b.id = p.proposed_by LEFT JOIN unit u ON u.id = p.unit_id ",
            "WHERE NOT EXISTS (SELECT 1 FROM staff_proposal_decision d WHERE d.proposal_id = p.id)",
            $rest
        )
    };
}

fn act(act: &str, role: Option<&str>, unit: Option<Uuid>) -> Result<StaffAct> {
    Ok(match (act, role) {
        ("appoint", Some(role)) => {
            StaffAct::Appoint(Appointment { role: role.parse().map_err(inconsistent)?, unit: unit.map(UnitId::from) })
        }
        ("renew-password", None) => StaffAct::RenewPassword,
        ("renew-second-factor", None) => StaffAct::RenewSecondFactor,
        _ => return Err(inconsistent(act)),
    })
}

impl TryFrom<Row> for StaffProposal {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: row.id.into(),
            act: act(&row.act, row.role.as_deref(), row.unit_id)?,
            unit_name: row.unit_name.map(|name| serde_json::from_str(&name)).transpose().map_err(inconsistent)?,
            staff: row.staff_id.into(),
            name: row.name,
            reason: row.reason,
            by: row.proposed_by.into(),
            by_name: row.by_name,
            at: Instant::from_millis(row.proposed_at),
        })
    }
}

impl Store {
    /// Proposes something about another member of staff.
    ///
    /// # Errors
    /// [`Refusal::AboutYourself`], [`Refusal::AlreadyHeld`], [`Refusal::AlreadyProposed`], [`Refusal::AccountClosed`],
    /// [`Refusal::NoReason`], [`Error::NotFound`], or when the database fails.
    pub async fn propose_for_staff(&self, by: &By, staff: StaffId, act: StaffAct, reason: &str) -> Result<ProposalId> {
        let (proposer, reason, by) = (by.staff()?, said(reason)?.to_owned(), by.clone());
        self.engine
            .write(async move |tx| {
                if proposer == staff {
                    return Err(Refusal::AboutYourself.into());
                }
                let (closed,): (bool,) =
                    tx.fetch_one("SELECT closed_at IS NOT NULL FROM staff WHERE id = $1", values![staff]).await?;
                if closed && act != StaffAct::RenewPassword {
                    return Err(Refusal::AccountClosed.into());
                }
                if let Some(appointment) = act.appointment() {
                    if held(tx, staff).await?.iter().any(|held| held.appointment == appointment) {
                        return Err(Refusal::AlreadyHeld.into());
                    }
                    if let Some(unit) = appointment.unit {
                        tx.fetch_one::<(String,)>("SELECT code FROM unit WHERE id = $1", values![unit]).await?;
                    }
                }
                for open in undecided(tx).await? {
                    if open.staff == staff && open.act == act {
                        return Err(Refusal::AlreadyProposed.into());
                    }
                }
                let proposal = id(ProposalId::new, by.now);
                let (role, unit) = (act.appointment().map(|a| a.role.code()), act.appointment().and_then(|a| a.unit));
                tx.execute(
                    "INSERT INTO staff_proposal (id, act, staff_id, role, unit_id, reason, proposed_by, proposed_at) \
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                    values![proposal, act.code(), staff, role, unit, &reason, proposer, by.now],
                )
                .await?;
                let detail = proposed(proposal.into(), act.code(), role, unit.map(Uuid::from), &reason);
                audit::record(tx, &by, "staff-proposal.propose", "staff", staff, &detail).await?;
                Ok(proposal)
            })
            .await
    }

    /// Accepts or refuses what another has proposed; who has proposed it may only take it back. Where a new password is accepted, the
    /// code to choose it with is shown once.
    ///
    /// # Errors
    /// [`Refusal::NeedsAnother`], [`Refusal::AboutYourself`], [`Refusal::AlreadyDecided`], [`Refusal::AlreadyHeld`],
    /// [`Refusal::AccountClosed`], [`Error::NotFound`], or when the database fails.
    pub async fn decide_for_staff(&self, by: &By, proposal: ProposalId, accepted: bool) -> Result<Option<Code>> {
        let (store, decider, by) = (self.clone(), by.staff()?, by.clone());
        self.engine
            .write(async move |tx| {
                let (decided,): (bool,) = tx
                    .fetch_one(
                        "SELECT EXISTS (SELECT 1 FROM staff_proposal_decision d WHERE d.proposal_id = p.id) \
                         FROM staff_proposal p WHERE p.id = $1",
                        values![proposal],
                    )
                    .await?;
                if decided {
                    return Err(Refusal::AlreadyDecided.into());
                }
                let row: Row = tx.fetch_one(undecided_rows!(" AND p.id = $1"), values![proposal]).await?;
                let open = StaffProposal::try_from(row)?;
                if accepted && open.by == decider {
                    return Err(Refusal::NeedsAnother.into());
                }
                if open.staff == decider {
                    return Err(Refusal::AboutYourself.into());
                }
                tx.execute(
                    "INSERT INTO staff_proposal_decision (proposal_id, accepted, staff_id, decided_at) VALUES ($1, $2, $3, $4)",
                    values![proposal, accepted, decider, by.now],
                )
                .await?;
                let told = if accepted { "staff-proposal.accept" } else { "staff-proposal.refuse" };
                let detail = json!({"proposal": proposal.to_string()});
                audit::record(tx, &by, told, "staff", open.staff, &detail).await?;
                if accepted { carry_out(&store, tx, &by, &open).await } else { Ok(None) }
            })
            .await
    }

    /// What is proposed and not decided, the oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn staff_proposals(&self) -> Result<Vec<StaffProposal>> {
        undecided(&mut self.engine.glance().await?).await
    }
}

async fn undecided(tx: &mut Tx) -> Result<Vec<StaffProposal>> {
    let rows: Vec<Row> = tx.fetch_all(undecided_rows!(" ORDER BY p.proposed_at, p.id"), values![]).await?;
    rows.into_iter().map(StaffProposal::try_from).collect()
}

async fn carry_out(store: &Store, tx: &mut Tx, by: &By, accepted: &StaffProposal) -> Result<Option<Code>> {
    let staff = accepted.staff;
    let (closed,): (bool,) = tx.fetch_one("SELECT closed_at IS NOT NULL FROM staff WHERE id = $1", values![staff]).await?;
    match accepted.act {
        StaffAct::RenewPassword => Ok(Some(store.issue_joining_code(tx, by, Some(staff)).await?)),
        _ if closed => Err(Refusal::AccountClosed.into()),
        StaffAct::Appoint(appointment) => {
            appoint(tx, by, staff, appointment, &json!(accepted.id.to_string())).await?;
            Ok(None)
        }
        StaffAct::RenewSecondFactor => {
            second_factor::forget(tx, by, staff, None).await?;
            Ok(None)
        }
    }
}

pub(super) fn proposed(proposal: Uuid, act: &str, role: Option<&str>, unit: Option<Uuid>, reason: &str) -> Json {
    json!({
        "proposal": proposal.to_string(),
        "act": act,
        "role": role,
        "unit": unit.map(|unit| unit.to_string()),
        "reason": reason,
    })
}
