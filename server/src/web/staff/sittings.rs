//! Sittings: the list, booking, opening, slips and admission.

use app::{
    form::Form,
    format,
    pages::staff::{
        sitting::{self, Rights, Room},
        sittings, slip,
    },
    shell::{Client, fragment},
    words::text,
};
use axum::{
    extract::Path,
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use exam::{
    clock::Instant,
    id::{EnrolmentId, SittingId, UnitId},
    language::Language,
};
use jiff::{
    civil::{Date, Time},
    tz::TimeZone,
};
use store::{Admission, NewSitting, Subject, Unit};

use super::{files::choose, named};
use crate::web::{
    failure::Failure,
    page::Reply,
    permissions::Act,
    posted::Posted,
    session::{Onlooker, Scope, Staff},
};

pub(in crate::web) async fn list(staff: Staff) -> Result<Response, Failure> {
    staff.must(Act::ReadSittings, Scope::Somewhere).await?;
    let found = staff.visit.site.store.sittings(&staff.reach(Act::ReadSittings)).await?;
    let (w, may_book) = (staff.visit.words(), staff.may(Act::BookSittings));
    Ok(Reply::staff(&staff, w.t("sittings")).at("/staff/sittings").show(move || sittings::list(w, found, may_book)))
}

pub(in crate::web) async fn new(staff: Staff) -> Result<Response, Failure> {
    let form = Form::default().filled("admission", Admission::ByInvigilator.code()).filled("time", "10:00");
    book_page(staff, form, None, StatusCode::OK).await
}

async fn book_page(mut staff: Staff, form: Form, switched: Option<Language>, status: StatusCode) -> Result<Response, Failure> {
    staff.must(Act::BookSittings, Scope::Somewhere).await?;
    staff.visit.language = switched.unwrap_or(staff.visit.language);
    let units = units(&staff).await?;
    let w = staff.visit.words();
    Ok(Reply::staff(&staff, w.t("book-sitting"))
        .at("/staff/sittings/new")
        .form("main-form")
        .switched(switched)
        .status(status)
        .show(move || sittings::book(w, &units, form)))
}

/// The units in which this member of staff books sittings.
async fn units(staff: &Staff) -> Result<Vec<Unit>, Failure> {
    let units = staff.visit.site.store.units().await?;
    Ok(units.into_iter().filter(|unit| staff.may_in(Act::BookSittings, &[unit.id])).collect())
}

pub(in crate::web) async fn book(staff: Staff, posted: Posted) -> Result<Response, Failure> {
    staff.must(Act::BookSittings, Scope::Somewhere).await?;
    let language = posted.language;
    let mut form = posted.form();
    if language.is_some() {
        return book_page(staff, form, language, StatusCode::OK).await;
    }
    let w = staff.visit.words();
    let units = units(&staff).await?;
    let unit = form.parsed::<UnitId>("unit", || choose(w, "unit"));
    let unit = unit.and_then(|id| units.into_iter().find(|u| u.id == id));
    let room = form.required("room", "room", w);
    let date = form.parsed::<Date>("date", || w.with("problem-date", [("field", text(w.t("date")))]));
    let time = form.parsed::<Time>("time", || w.t("problem-time"));
    let admission = form.parsed::<Admission>("admission", || choose(w, "admission"));
    if let (false, Some(unit), Some(date), Some(time), Some(admission)) = (form.is_refused(), unit, date, time, admission) {
        let starts = starts(&unit, date, time)?;
        let new = NewSitting { unit: unit.id, room, starts, admission };
        let by = staff.must(Act::BookSittings, Scope::Units(&[new.unit])).await?;
        let sitting = staff.visit.site.store.book_sitting(&by, &new).await?;
        return Ok(Redirect::to(&format!("/staff/sittings/{sitting}")).into_response());
    }
    book_page(staff, form, None, StatusCode::UNPROCESSABLE_ENTITY).await
}

/// The instant of a date and a time of day at the unit.
fn starts(unit: &Unit, date: Date, time: Time) -> Result<Instant, Failure> {
    let bad = |e: jiff::Error| Failure::Internal(format!("unit {}: {e}", unit.id));
    let zone = TimeZone::get(&unit.time_zone).map_err(bad)?;
    let zoned = date.to_datetime(time).to_zoned_datetime(zone).map_err(bad)?;
    Ok(Instant::from_millis(zoned.timestamp().as_millisecond()))
}

pub(in crate::web) async fn show(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    sitting_page(&staff, named(&id)?, Form::default()).await
}

pub(super) async fn sitting_page(staff: &Staff, id: SittingId, form: Form) -> Result<Response, Failure> {
    staff.must(Act::ReadSittings, Scope::Of(Subject::Sitting(id))).await?;
    let (room, rights) = room(staff, id).await?;
    let w = staff.visit.words();
    let starts = format::date_time(room.sitting.starts, &room.sitting.time_zone, w.language());
    let status = if form.is_refused() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(Reply::staff(staff, w.with("sitting-title", [("time", text(starts))]))
        .at(format!("/staff/sittings/{id}"))
        .status(status)
        .with_client(Client::Staff)
        .show(move || sitting::page(w, room, rights, &form)))
}

/// How the sitting stands now, for its open page: the page's own board, made anew.
pub(in crate::web) async fn board(onlooker: Onlooker, Path(id): Path<String>) -> Result<Response, Failure> {
    let id = named(&id)?;
    let staff = onlooker.must(Act::ReadSittings, Subject::Sitting(id)).await?;
    let (room, rights) = room(staff, id).await?;
    let w = staff.visit.words();
    Ok(Html(fragment(move || sitting::board(w, room, rights, &Form::default()))).into_response())
}

/// How a sitting stands, and what this member of staff may do in it.
async fn room(staff: &Staff, id: SittingId) -> Result<(Room, Rights), Failure> {
    let (store, now) = (&staff.visit.site.store, staff.visit.now);
    let (sitting, candidates) = store.sitting(id, now).await?;
    let progress = store.progress(id).await?;
    let rights = rights(staff, sitting.unit);
    Ok((Room { sitting, candidates, progress, now }, rights))
}

/// What this member of staff may do in a sitting of this unit.
pub(super) fn rights(staff: &Staff, unit: UnitId) -> Rights {
    let may = |act| staff.may_in(act, &[unit]);
    Rights { run: may(Act::RunSittings), slips: may(Act::IssueCodes), time: may(Act::KeepTime), reopen: may(Act::ReopenExams) }
}

pub(in crate::web) async fn open(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let id: SittingId = named(&id)?;
    let by = staff.must(Act::RunSittings, Scope::Of(Subject::Sitting(id))).await?;
    staff.visit.site.store.open_sitting(&by, id).await?;
    Ok(Redirect::to(&format!("/staff/sittings/{id}")).into_response())
}

/// Issues a code and shows the slip: the one page on which the code stands.
pub(in crate::web) async fn slip(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let id: EnrolmentId = named(&id)?;
    let by = staff.must(Act::IssueCodes, Scope::Of(Subject::Enrolment(id))).await?;
    let issued = staff.visit.site.store.issue_slip(&by, id).await?;
    let w = staff.visit.words();
    let address = staff.visit.host().to_owned();
    Ok(Reply::staff(&staff, w.t("slip-title"))
        .at(format!("/staff/sittings/{}", issued.sitting.id))
        .show(move || slip::page(w, issued, address)))
}

pub(in crate::web) async fn admit(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    let id: EnrolmentId = named(&id)?;
    let by = staff.must(Act::RunSittings, Scope::Of(Subject::Enrolment(id))).await?;
    let store = &staff.visit.site.store;
    store.admit(&by, id).await?;
    let sitting = store.sitting_of(id).await?;
    Ok(Redirect::to(&format!("/staff/sittings/{sitting}")).into_response())
}
