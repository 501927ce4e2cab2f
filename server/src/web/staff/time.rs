//! Candidates' time: giving it, stopping clocks and starting them again, for one and for everyone at work.

use app::{
    form::Form,
    pages::staff::{sitting::Rights, time::page},
    words::{Words, text},
};
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use exam::{
    clock::Span,
    id::{AttemptId, EnrolmentId, SittingId},
};
use store::{By, Cause, Reason, Refusal, Resumes, Subject, TimeSheet};

use super::{
    named,
    sittings::{rights, sitting_page},
};
use crate::web::{
    failure::Failure,
    page::Reply,
    permissions::Act,
    posted::Posted,
    refusal,
    session::{Scope, Staff},
};

/// No act gives more: a day is a sitting of its own.
const MOST_MINUTES: u16 = 24 * 60;

pub(in crate::web) async fn show(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let (_, sheet) = sheet(&staff, Act::ReadSittings, &id).await?;
    time_page(&staff, sheet, Form::default())
}

async fn sheet(staff: &Staff, act: Act, id: &str) -> Result<(By, TimeSheet), Failure> {
    let enrolment: EnrolmentId = named(id)?;
    let by = staff.must(act, Scope::Of(Subject::Enrolment(enrolment))).await?;
    Ok((by, staff.visit.site.store.time_sheet(enrolment, staff.visit.now).await?))
}

fn time_page(staff: &Staff, sheet: TimeSheet, form: Form) -> Result<Response, Failure> {
    let w = staff.visit.words();
    let rights: Rights = rights(staff, sheet.sitting.unit);
    let status = if form.is_refused() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(Reply::staff(staff, w.with("time-of", [("name", text(&sheet.candidate.name))]))
        .at(format!("/staff/enrolments/{}/time", sheet.candidate.id))
        .status(status)
        .show(move || page(w, sheet, rights, &form)))
}

/// What was done is seen on the candidate's page; what was refused stands beside what was typed.
fn outcome(staff: &Staff, sheet: TimeSheet, mut form: Form, done: store::Result<()>) -> Result<Response, Failure> {
    let enrolment = sheet.candidate.id;
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/staff/enrolments/{enrolment}/time")).into_response()),
        Err(store::Error::Refused(refusal)) => {
            let field = if refusal == Refusal::NoTimeLeft { "minutes" } else { "" };
            form.refuse(field, refusal::text(staff.visit.words(), &refusal));
            time_page(staff, sheet, form)
        }
        Err(other) => Err(other.into()),
    }
}

fn attempt(sheet: &TimeSheet) -> Result<AttemptId, Failure> {
    sheet.candidate.attempt.map(|a| a.id).ok_or(Failure::Refused(Refusal::NotOpen))
}

pub(in crate::web) async fn give(staff: Staff, Path(id): Path<String>, posted: Posted) -> Result<Response, Failure> {
    let (by, sheet) = sheet(&staff, Act::KeepTime, &id).await?;
    let mut form = posted.form();
    let w = staff.visit.words();
    let (more, reason) = (minutes(&mut form, w, 1), reason(&mut form, w));
    let (Some(more), Some(reason)) = (more, reason) else { return time_page(&staff, sheet, form) };
    let done = staff.visit.site.store.grant_time(&by, attempt(&sheet)?, more, &reason).await;
    outcome(&staff, sheet, form, done)
}

pub(in crate::web) async fn give_extra(staff: Staff, Path(id): Path<String>, posted: Posted) -> Result<Response, Failure> {
    let (by, sheet) = sheet(&staff, Act::KeepTime, &id).await?;
    let mut form = posted.form();
    let w = staff.visit.words();
    let (more, reason) = (minutes(&mut form, w, 1), reason(&mut form, w));
    let (Some(more), Some(reason)) = (more, reason) else { return time_page(&staff, sheet, form) };
    let done = staff.visit.site.store.give_extra_time(&by, sheet.candidate.id, more, &reason).await;
    outcome(&staff, sheet, form, done)
}

pub(in crate::web) async fn stop(staff: Staff, Path(id): Path<String>, posted: Posted) -> Result<Response, Failure> {
    let (by, sheet) = sheet(&staff, Act::KeepTime, &id).await?;
    let mut form = posted.form();
    let w = staff.visit.words();
    let resumes = form.parsed::<Resumes>("resumes", || w.with("problem-choose", [("field", text(w.t("resumes")))]));
    let (Some(resumes), Some(reason)) = (resumes, reason(&mut form, w)) else { return time_page(&staff, sheet, form) };
    let done = staff.visit.site.store.pause(&by, attempt(&sheet)?, resumes, &reason).await;
    outcome(&staff, sheet, form, done)
}

pub(in crate::web) async fn start(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let (by, sheet) = sheet(&staff, Act::KeepTime, &id).await?;
    let done = staff.visit.site.store.resume(&by, attempt(&sheet)?).await;
    outcome(&staff, sheet, Form::default(), done)
}

pub(in crate::web) async fn reopen(staff: Staff, Path(id): Path<String>, posted: Posted) -> Result<Response, Failure> {
    let (by, sheet) = sheet(&staff, Act::ReopenExams, &id).await?;
    let mut form = posted.form();
    let w = staff.visit.words();
    let (more, reason) = (minutes(&mut form, w, 0), reason(&mut form, w));
    let (Some(more), Some(reason)) = (more, reason) else { return time_page(&staff, sheet, form) };
    let done = staff.visit.site.store.reopen(&by, attempt(&sheet)?, more, &reason).await;
    outcome(&staff, sheet, form, done)
}

pub(in crate::web) async fn give_all(staff: Staff, Path(id): Path<String>, posted: Posted) -> Result<Response, Failure> {
    let (sitting, mut form) = (named::<SittingId>(&id)?, posted.form());
    let by = staff.must(Act::KeepTime, Scope::Of(Subject::Sitting(sitting))).await?;
    let w = staff.visit.words();
    let (more, reason) = (minutes(&mut form, w, 1), reason(&mut form, w));
    let (Some(more), Some(reason)) = (more, reason) else { return sitting_page(&staff, sitting, form).await };
    let done = staff.visit.site.store.grant_time_to_all(&by, sitting, more, &reason).await;
    outcome_for_all(&staff, sitting, form, done).await
}

pub(in crate::web) async fn stop_all(staff: Staff, Path(id): Path<String>, posted: Posted) -> Result<Response, Failure> {
    let (sitting, mut form) = (named::<SittingId>(&id)?, posted.form());
    let by = staff.must(Act::KeepTime, Scope::Of(Subject::Sitting(sitting))).await?;
    let Some(reason) = reason(&mut form, staff.visit.words()) else { return sitting_page(&staff, sitting, form).await };
    let done = staff.visit.site.store.pause_all(&by, sitting, &reason).await;
    outcome_for_all(&staff, sitting, form, done).await
}

pub(in crate::web) async fn start_all(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let sitting = named::<SittingId>(&id)?;
    let by = staff.must(Act::KeepTime, Scope::Of(Subject::Sitting(sitting))).await?;
    let done = staff.visit.site.store.resume_all(&by, sitting).await;
    outcome_for_all(&staff, sitting, Form::default(), done).await
}

async fn outcome_for_all(
    staff: &Staff,
    sitting: SittingId,
    mut form: Form,
    done: store::Result<usize>,
) -> Result<Response, Failure> {
    match done {
        Ok(_) => Ok(Redirect::to(&format!("/staff/sittings/{sitting}")).into_response()),
        Err(store::Error::Refused(refusal)) => {
            form.refuse("", refusal::text(staff.visit.words(), &refusal));
            sitting_page(staff, sitting, form).await
        }
        Err(other) => Err(other.into()),
    }
}

fn minutes(form: &mut Form, w: &Words, least: u16) -> Option<Span> {
    let minutes = form.value("minutes").parse().ok().filter(|minutes| (least..=MOST_MINUTES).contains(minutes));
    if minutes.is_none() {
        let arguments = [("least", text(least)), ("most", text(MOST_MINUTES))];
        form.refuse("minutes", w.with("problem-minutes", arguments));
    }
    minutes.map(|minutes| Span::from_mins(minutes.into()))
}

/// A cause, and a note with it; what is neither of the causes has to be told.
fn reason(form: &mut Form, w: &Words) -> Option<String> {
    let cause = form.parsed::<Cause>("cause", || w.with("problem-choose", [("field", text(w.t("reason")))]))?;
    let note = match (form.value("note"), cause) {
        ("", Cause::Other) => form.required("note", "reason-note", w),
        ("", _) => String::new(),
        _ => form.required("note", "reason-note", w),
    };
    (!form.is_refused()).then(|| Reason { cause, note }.to_string())
}
