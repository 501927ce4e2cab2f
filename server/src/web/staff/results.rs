//! Results: one in full, its approval, whether late answers count, and what two persons decide about it.

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
use store::{ProposedAct, Refusal, Subject};

use super::{ZONE, named};
use crate::web::{
    failure::Failure,
    page::Reply,
    permissions::Act,
    posted::Posted,
    refusal,
    session::{Scope, Staff},
};

pub(in crate::web) async fn show(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    sheet(&staff, named(&id)?, Form::default(), StatusCode::OK).await
}

async fn sheet(staff: &Staff, id: ResultId, form: Form, status: StatusCode) -> Result<Response, Failure> {
    let store = &staff.visit.site.store;
    staff.must(Act::ReadFiles, Scope::Of(Subject::Result(id))).await?;
    let units = store.units_of(Subject::Result(id)).await?;
    let sheet = store.result_sheet(id).await?;
    let (name, file) = store.result_owner(id).await?;
    let proposal = store.proposal(sheet.head.id).await?;
    let w = staff.visit.words();
    let rights = Rights {
        me: staff.member.id,
        approve: staff.may_in(Act::ApproveResults, &units),
        late: staff.may_in(Act::DecideLateAnswers, &units),
        propose: staff.may_in(Act::ProposeAnnulment, &units),
        decide: staff.may_in(Act::DecideProposals, &units),
    };
    Ok(Reply::staff(staff, w.with("result-of", [("name", text(&name))]))
        .at(format!("/staff/results/{id}"))
        .status(status)
        .show(move || page(w, sheet, &name, &file, ZONE, proposal, rights, &form)))
}

pub(in crate::web) async fn approve(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let id: ResultId = named(&id)?;
    let by = staff.must(Act::ApproveResults, Scope::Of(Subject::Result(id))).await?;
    staff.visit.site.store.approve(&by, id).await?;
    Ok(back(id))
}

/// Whether what came late counts: all that the page showed.
pub(in crate::web) async fn decide_late(staff: Staff, Path(id): Path<String>, posted: Posted) -> Result<Response, Failure> {
    let id: ResultId = named(&id)?;
    let mut form = posted.form();
    let w = staff.visit.words();
    let counts = match form.value("counts") {
        "yes" => Some(true),
        "no" => Some(false),
        _ => {
            form.refuse("counts", w.with("problem-choose", [("field", text(w.t("late-decision")))]));
            None
        }
    };
    let reason = form.required("reason", "reason", w);
    let by = staff.must_confirmed(Act::DecideLateAnswers, Scope::Of(Subject::Result(id)), &mut form).await?;
    let up_to = form.value("up_to").parse().map_err(|_| Failure::Unreadable)?;
    if let (Some(by), Some(counts), false) = (by, counts, form.is_refused()) {
        match staff.visit.site.store.decide_late(&by, id, up_to, counts, &reason).await {
            Ok(()) => return Ok(back(id)),
            Err(store::Error::Refused(refusal)) => form.refuse("", refusal::text(w, &refusal)),
            Err(other) => return Err(other.into()),
        }
    }
    sheet(&staff, id, form, StatusCode::UNPROCESSABLE_ENTITY).await
}

pub(in crate::web) async fn propose(staff: Staff, Path(id): Path<String>, posted: Posted) -> Result<Response, Failure> {
    let id: ResultId = named(&id)?;
    let act: Option<ProposedAct> = posted.value("act").and_then(|act| act.parse().ok());
    let mut form = posted.form();
    let w = staff.visit.words();
    let reason = form.required("reason", "reason", w);
    let by = staff.must_confirmed(Act::ProposeAnnulment, Scope::Of(Subject::Result(id)), &mut form).await?;
    let act = act.ok_or(Failure::Unreadable)?;
    if let Some(by) = by.filter(|_| !form.is_refused()) {
        match staff.visit.site.store.propose(&by, id, act, &reason).await {
            Ok(_) => return Ok(back(id)),
            Err(store::Error::Refused(refusal)) => form.refuse("reason", refusal::text(w, &refusal)),
            Err(other) => return Err(other.into()),
        }
    }
    sheet(&staff, id, form, StatusCode::UNPROCESSABLE_ENTITY).await
}

/// Who has proposed something may take it back; all else is the commission's.
pub(in crate::web) async fn decide(staff: Staff, Path(id): Path<String>, posted: Posted) -> Result<Response, Failure> {
    let id: ResultId = named(&id)?;
    let scope = Scope::Of(Subject::Result(id));
    let mut form = posted.form();
    let store = &staff.visit.site.store;
    let proposal = store.proposal(id).await?;
    let takes_back = form.value("decision") == "refuse" && proposal.as_ref().is_some_and(|p| p.by == staff.member.id);
    let act = if takes_back { Act::ProposeAnnulment } else { Act::DecideProposals };
    let by = staff.must_confirmed(act, scope, &mut form).await?;
    let asked: ProposalId = form.value("proposal").parse().map_err(|_| Failure::Unreadable)?;
    let accepted = match form.value("decision") {
        "accept" => true,
        "refuse" => false,
        _ => return Err(Failure::Unreadable),
    };
    let proposal = proposal.ok_or(Failure::Refused(Refusal::AlreadyDecided))?;
    if proposal.id != asked {
        return Err(Failure::NotFound);
    }
    let Some(by) = by else { return sheet(&staff, id, form, StatusCode::UNPROCESSABLE_ENTITY).await };
    store.decide(&by, asked, accepted).await?;
    Ok(back(id))
}

fn back(id: ResultId) -> Response {
    Redirect::to(&format!("/staff/results/{id}")).into_response()
}
