//! Whether the roles of staff, and what was proposed about them, are what the log tells.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::proposals;
use crate::{
    audit::{self, Told},
    engine::{Tx, values},
    error::Result,
    verify::AuditFinding,
};

#[derive(Debug, PartialEq, Eq, sqlx::FromRow)]
struct Appointed {
    id: Uuid,
    role: String,
    unit_id: Option<Uuid>,
    since: i64,
    until: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct Proposed {
    id: Uuid,
    act: String,
    role: Option<String>,
    unit_id: Option<Uuid>,
    reason: String,
    proposed_by: Uuid,
    proposed_at: i64,
    accepted: Option<bool>,
    decided_by: Option<Uuid>,
    decided_at: Option<i64>,
}

/// Finds every member of staff whose rows and events don't fit.
pub(crate) async fn verify(tx: &mut Tx, findings: &mut Vec<AuditFinding>) -> Result<()> {
    let staff: Vec<(Uuid,)> = tx.fetch_all("SELECT id FROM staff ORDER BY id", values![]).await?;
    for (id,) in &staff {
        let told = audit::told_about(tx, &format!("staff:{id}")).await?;
        if !(roles_hold(tx, *id, &told).await? && proposals_hold(tx, *id, &told).await?) {
            findings.push(AuditFinding::Staff(*id));
        }
    }
    let told: Vec<(String,)> =
        tx.fetch_all("SELECT DISTINCT object FROM audit_event WHERE act = 'staff.add' ORDER BY object", values![]).await?;
    let told = told.into_iter().filter_map(|(object,)| object.strip_prefix("staff:")?.parse().ok());
    let there = |id: &Uuid| staff.iter().any(|(there,)| there == id);
    findings.extend(told.filter(|id| !there(id)).map(AuditFinding::Staff));
    Ok(())
}

fn id_in(detail: &Json, name: &str) -> Option<Uuid> {
    detail[name].as_str().and_then(|id| id.parse().ok())
}

async fn roles_hold(tx: &mut Tx, staff: Uuid, told: &[Told]) -> Result<bool> {
    let rows: Vec<Appointed> = tx
        .fetch_all("SELECT id, role, unit_id, since, until FROM appointment WHERE staff_id = $1 ORDER BY id", values![staff])
        .await?;
    let mut as_told = BTreeMap::new();
    let mut accepted = None;
    for event in told {
        let detail = event.detail();
        match event.act.as_str() {
            // From before roles were held by appointments: one for each, for the whole licensor.
            "staff.add" => {
                if let Some(role) = detail["role"].as_str() {
                    as_told.insert(
                        staff,
                        Appointed { id: staff, role: role.to_owned(), unit_id: None, since: event.at, until: None },
                    );
                }
            }
            "staff-proposal.accept" => accepted = id_in(&detail, "proposal"),
            "appointment.begin" => {
                let Some(id) = id_in(&detail, "appointment") else { return Ok(false) };
                // Nobody on the staff gives a role alone.
                if event.actor.starts_with("staff:") && (accepted.is_none() || id_in(&detail, "proposal") != accepted) {
                    return Ok(false);
                }
                let role = detail["role"].as_str().unwrap_or_default().to_owned();
                as_told.insert(id, Appointed { id, role, unit_id: id_in(&detail, "unit"), since: event.at, until: None });
            }
            "appointment.end" => {
                let Some(ended) = id_in(&detail, "appointment").and_then(|id| as_told.get_mut(&id)) else { return Ok(false) };
                ended.until = Some(event.at);
            }
            _ => {}
        }
    }
    Ok(rows.iter().eq(as_told.values()))
}

async fn proposals_hold(tx: &mut Tx, staff: Uuid, told: &[Told]) -> Result<bool> {
    let rows: Vec<Proposed> = tx
        .fetch_all(
            "SELECT p.id, p.act, p.role, p.unit_id, p.reason, p.proposed_by, p.proposed_at, d.accepted, d.staff_id AS decided_by, \
             d.decided_at FROM staff_proposal p LEFT JOIN staff_proposal_decision d ON d.proposal_id = p.id WHERE p.staff_id = $1",
            values![staff],
        )
        .await?;
    let mut untold: Vec<&Told> = told.iter().filter(|event| event.act.starts_with("staff-proposal.")).collect();
    let mut tells = |act: &str, at: i64, by: Uuid, detail: &Json| {
        let fits =
            |event: &&Told| event.act == act && event.at == at && event.actor == format!("staff:{by}") && event.says(detail);
        untold.iter().position(fits).map(|place| untold.swap_remove(place)).is_some()
    };
    for row in rows {
        let detail = proposals::proposed(row.id, &row.act, row.role.as_deref(), row.unit_id, &row.reason);
        let mut so = tells("staff-proposal.propose", row.proposed_at, row.proposed_by, &detail);
        if let (Some(accepted), Some(by), Some(at)) = (row.accepted, row.decided_by, row.decided_at) {
            let act = if accepted { "staff-proposal.accept" } else { "staff-proposal.refuse" };
            so &= tells(act, at, by, &json!({"proposal": row.id.to_string()}));
            so &= !accepted || (by != row.proposed_by && by != staff);
        }
        if !so {
            return Ok(false);
        }
    }
    Ok(untold.is_empty())
}
