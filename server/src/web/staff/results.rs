//! Results: one in full, its approval, and what two persons decide about it.

use app::{
    form::Form,
    pages::staff::result::{Rights, page},
    words::text,
};
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use exam::id::{ProposalId, ResultId};
use store::{ProposedAct, Refusal};

use super::{ZONE, named};
use crate::web::{failure::Failure, page::Reply, permissions::Act, posted::Posted, refusal, session::Staff};

pub(in crate::web) async fn show(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    staff.must(Act::ReadFiles)?;
    sheet(&staff, named(&id)?, Form::default(), StatusCode::OK).await
}

async fn sheet(staff: &Staff, id: ResultId, form: Form, status: StatusCode) -> Result<Response, Failure> {
    let store = &staff.visit.site.store;
    let sheet = store.result_sheet(id).await?;
    let (name, file) = store.result_owner(id).await?;
    let proposal = store.proposal(sheet.head.id).await?;
    let w = staff.visit.words();
    let rights = Rights {
        me: staff.member.id,
        approve: staff.may(Act::ApproveResults),
        propose: staff.may(Act::ProposeAnnulment),
        decide: staff.may(Act::DecideProposals),
    };
    Ok(Reply::staff(staff, w.with("result-of", [("name", text(&name))]))
        .at(format!("/staff/results/{id}"))
        .status(status)
        .show(move || page(w, sheet, &name, &file, ZONE, proposal, rights, &form)))
}

pub(in crate::web) async fn approve(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    staff.must(Act::ApproveResults)?;
    let id: ResultId = named(&id)?;
    staff.visit.site.store.approve(&staff.by(), id).await?;
    Ok(back(id))
}

pub(in crate::web) async fn propose(staff: Staff, Path(id): Path<String>, posted: Posted) -> Result<Response, Failure> {
    staff.must(Act::ProposeAnnulment)?;
    let id: ResultId = named(&id)?;
    let store = &staff.visit.site.store;
    store.result_owner(id).await?;
    let act: ProposedAct = posted.value("act").and_then(|act| act.parse().ok()).ok_or(Failure::Unreadable)?;
    let mut form = posted.form();
    let w = staff.visit.words();
    let reason = form.required("reason", "reason", w);
    if !form.is_refused() {
        match store.propose(&staff.by(), id, act, &reason).await {
            Ok(_) => return Ok(back(id)),
            Err(store::Error::Refused(refusal)) => form.refuse("reason", refusal::text(w, &refusal)),
            Err(other) => return Err(other.into()),
        }
    }
    sheet(&staff, id, form, StatusCode::UNPROCESSABLE_ENTITY).await
}

/// Who has proposed something may take it back; all else is the commission's.
pub(in crate::web) async fn decide(staff: Staff, Path(id): Path<String>, posted: Posted) -> Result<Response, Failure> {
    staff.must(Act::ProposeAnnulment)?;
    let id: ResultId = named(&id)?;
    let named: ProposalId = named(posted.value("proposal").unwrap_or_default())?;
    let accepted = match posted.value("decision") {
        Some("accept") => true,
        Some("refuse") => false,
        _ => return Err(Failure::Unreadable),
    };
    let store = &staff.visit.site.store;
    let proposal = store.proposal(id).await?.ok_or(Failure::Refused(Refusal::AlreadyDecided))?;
    if proposal.id != named {
        return Err(Failure::NotFound);
    }
    if accepted || proposal.by != staff.member.id {
        staff.must(Act::DecideProposals)?;
    }
    store.decide(&staff.by(), named, accepted).await?;
    Ok(back(id))
}

fn back(id: ResultId) -> Response {
    Redirect::to(&format!("/staff/results/{id}")).into_response()
}
