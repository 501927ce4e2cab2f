//! Accounts of staff: who holds which role where, and what two administrators decide about it.

use app::{
    form::Form,
    pages::staff::accounts::{Rights, code_page, list as list_page, new as new_page, page},
};
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use exam::{
    id::{AppointmentId, ProposalId, StaffId, UnitId},
    language::Language,
};
use store::{Appointment, By, Reach, Role, StaffAct, StaffProposal};

use super::{ZONE, files::choose, named};
use crate::{
    commands::staff::{check_login, check_name},
    web::{
        failure::Failure,
        page::Reply,
        permissions::Act,
        posted::Posted,
        refusal,
        session::{Scope, Staff},
    },
};

const LIST: &str = "/staff/accounts";

fn status(form: &Form) -> StatusCode {
    if form.is_refused() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
}

pub(in crate::web) async fn list(staff: Staff) -> Result<Response, Failure> {
    list_with(&staff, &Form::default()).await
}

async fn list_with(staff: &Staff, form: &Form) -> Result<Response, Failure> {
    staff.must(Act::ReadAccounts, Scope::Somewhere).await?;
    let store = &staff.visit.site.store;
    let (accounts, proposals) = (store.staff_accounts().await?, store.staff_proposals().await?);
    let (w, rights) = (staff.visit.words(), rights(staff));
    Ok(Reply::staff(staff, w.t("accounts"))
        .at(LIST)
        .status(status(form))
        .show(|| list_page(w, accounts, proposals, rights, form, ZONE)))
}

fn rights(staff: &Staff) -> Rights {
    Rights { me: staff.member.id, keep: staff.reach(Act::KeepAccounts) == Reach::Everywhere, appoint: staff.may(Act::Appoint) }
}

pub(in crate::web) async fn new(staff: Staff) -> Result<Response, Failure> {
    new_with(&staff, &Form::default(), None)
}

fn new_with(staff: &Staff, form: &Form, switched: Option<Language>) -> Result<Response, Failure> {
    if !rights(staff).keep {
        return Err(Failure::Forbidden);
    }
    let w = staff.visit.words();
    Ok(Reply::staff(staff, w.t("open-account"))
        .at("/staff/accounts/new")
        .form("main-form")
        .switched(switched)
        .status(status(form))
        .show(|| new_page(w, form)))
}

/// Opens an account and shows the code: the one page on which it stands.
pub(in crate::web) async fn open(mut staff: Staff, posted: Posted) -> Result<Response, Failure> {
    let language = posted.language;
    let mut form = posted.form();
    if let Some(language) = language {
        staff.visit.language = language;
        return new_with(&staff, &form, Some(language));
    }
    let w = staff.visit.words();
    let by = staff.must_confirmed(Act::KeepAccounts, Scope::Everywhere, &mut form).await?;
    let (login, name) = (form.required("login", "login", w), form.required("name", "full-name", w));
    if !login.is_empty() && check_login(&login).is_err() {
        form.refuse("login", w.t("problem-login-shape"));
    }
    if !name.is_empty() && check_name(&name).is_err() {
        form.refuse("name", w.t("problem-name-shape"));
    }
    let Some(by) = by.filter(|_| !form.is_refused()) else { return new_with(&staff, &form, None) };
    match staff.visit.site.store.open_account(&by, &login, &name).await {
        Ok((id, code)) => Ok(Reply::staff(&staff, w.t("joining-code")).at(LIST).show(|| code_page(w, id, &name, &login, &code))),
        Err(store::Error::Refused(refusal)) => {
            form.refuse("login", refusal::text(w, &refusal));
            new_with(&staff, &form, None)
        }
        Err(other) => Err(other.into()),
    }
}

pub(in crate::web) async fn show(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    show_with(&staff, named(&id)?, &Form::default()).await
}

async fn show_with(staff: &Staff, id: StaffId, form: &Form) -> Result<Response, Failure> {
    staff.must(Act::ReadAccounts, Scope::Somewhere).await?;
    let store = &staff.visit.site.store;
    let account = store.staff_account(id).await?;
    let sessions = store.staff_sessions(id, None, staff.visit.now).await?;
    let proposals: Vec<StaffProposal> = store.staff_proposals().await?.into_iter().filter(|p| p.staff == id).collect();
    let units = store.units().await?;
    let units = units.into_iter().filter(|unit| staff.may_in(Act::Appoint, &[unit.id])).collect();
    let (w, rights) = (staff.visit.words(), rights(staff));
    Ok(Reply::staff(staff, account.name.clone())
        .at(format!("{LIST}/{id}"))
        .status(status(form))
        .show(|| page(w, &account, sessions, proposals, units, rights, form, ZONE)))
}

/// What belongs to a role that is held there: the unit, or the whole licensor.
fn scope(unit: &Option<UnitId>) -> Scope<'_> {
    unit.as_ref().map_or(Scope::Everywhere, |unit| Scope::Units(std::slice::from_ref(unit)))
}

/// Once something is done, the account's page; where it was refused, the same with what was typed.
async fn outcome<T>(staff: &Staff, id: StaffId, mut form: Form, done: store::Result<T>) -> Result<Response, Failure> {
    match done {
        Ok(_) => Ok(Redirect::to(&format!("{LIST}/{id}")).into_response()),
        Err(store::Error::Refused(refusal)) => {
            form.refuse("", refusal::text(staff.visit.words(), &refusal));
            show_with(staff, id, &form).await
        }
        Err(other) => Err(other.into()),
    }
}

pub(in crate::web) async fn appoint(staff: Staff, Path(id): Path<String>, posted: Posted) -> Result<Response, Failure> {
    let id: StaffId = named(&id)?;
    let mut form = posted.form();
    let w = staff.visit.words();
    if !staff.may(Act::Appoint) {
        return Err(Failure::Forbidden);
    }
    staff.visit.site.store.staff_account(id).await?;
    let role = form.parsed::<Role>("role", || choose(w, "role"));
    let unit = match form.value("unit") {
        "" => None,
        unit => Some(named::<UnitId>(unit)?),
    };
    let reason = form.required("reason", "reason", w);
    let by = staff.must_confirmed(Act::Appoint, scope(&unit), &mut form).await?;
    let (Some(by), Some(role), false) = (by, role, form.is_refused()) else { return show_with(&staff, id, &form).await };
    let act = StaffAct::Appoint(Appointment { role, unit });
    let done = staff.visit.site.store.propose_for_staff(&by, id, act, &reason).await;
    outcome(&staff, id, form, done).await
}

pub(in crate::web) async fn end_appointment(
    staff: Staff,
    Path((id, appointment)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Failure> {
    let (id, appointment): (StaffId, AppointmentId) = (named(&id)?, named(&appointment)?);
    let mut form = posted.form();
    if !staff.may(Act::Appoint) {
        return Err(Failure::Forbidden);
    }
    let account = staff.visit.site.store.staff_account(id).await?;
    let held = account.appointments.iter().find(|held| held.id == appointment).ok_or(Failure::NotFound)?;
    let by = staff.must_confirmed(Act::Appoint, scope(&held.appointment.unit), &mut form).await?;
    let Some(by) = by else { return show_with(&staff, id, &form).await };
    let done = staff.visit.site.store.end_appointment(&by, id, appointment).await;
    outcome(&staff, id, form, done).await
}

/// By whom an account is kept, once the password was typed, and the account is there.
async fn keeper(staff: &Staff, id: StaffId, form: &mut Form) -> Result<Option<By>, Failure> {
    if !rights(staff).keep {
        return Err(Failure::Forbidden);
    }
    staff.visit.site.store.staff_account(id).await?;
    staff.must_confirmed(Act::KeepAccounts, Scope::Everywhere, form).await
}

pub(in crate::web) async fn end_sessions(staff: Staff, Path(id): Path<String>, posted: Posted) -> Result<Response, Failure> {
    let (id, mut form) = (named(&id)?, posted.form());
    let Some(by) = keeper(&staff, id, &mut form).await? else { return show_with(&staff, id, &form).await };
    let done = staff.visit.site.store.end_staff_sessions(&by, id, None).await;
    outcome(&staff, id, form, done).await
}

pub(in crate::web) async fn close(staff: Staff, Path(id): Path<String>, posted: Posted) -> Result<Response, Failure> {
    let (id, mut form) = (named(&id)?, posted.form());
    let Some(by) = keeper(&staff, id, &mut form).await? else { return show_with(&staff, id, &form).await };
    let done = staff.visit.site.store.close_account(&by, id).await;
    outcome(&staff, id, form, done).await
}

/// Proposes a new way in: a new password, or a new second factor.
pub(in crate::web) async fn renew(staff: Staff, Path(id): Path<String>, posted: Posted) -> Result<Response, Failure> {
    let (id, mut form) = (named(&id)?, posted.form());
    let w = staff.visit.words();
    let by = keeper(&staff, id, &mut form).await?;
    let act = match form.value("act") {
        "renew-password" => StaffAct::RenewPassword,
        "renew-second-factor" => StaffAct::RenewSecondFactor,
        _ => return Err(Failure::Unreadable),
    };
    let reason = form.required("reason", "reason", w);
    let Some(by) = by.filter(|_| !form.is_refused()) else { return show_with(&staff, id, &form).await };
    let done = staff.visit.site.store.propose_for_staff(&by, id, act, &reason).await;
    outcome(&staff, id, form, done).await
}

/// Accepts or refuses what another has proposed. Where a code comes of it, it is shown this once.
pub(in crate::web) async fn decide(staff: Staff, Path(id): Path<String>, posted: Posted) -> Result<Response, Failure> {
    let id: ProposalId = named(&id)?;
    let mut form = posted.form();
    if !staff.may(Act::Appoint) {
        return Err(Failure::Forbidden);
    }
    let store = &staff.visit.site.store;
    let proposal = store.staff_proposals().await?.into_iter().find(|p| p.id == id).ok_or(Failure::NotFound)?;
    let unit = if let StaffAct::Appoint(appointment) = proposal.act { appointment.unit } else { None };
    let by = staff.must_confirmed(Act::Appoint, scope(&unit), &mut form).await?;
    let accepted = match form.value("decision") {
        "accept" => true,
        "refuse" => false,
        _ => return Err(Failure::Unreadable),
    };
    let Some(by) = by else { return list_with(&staff, &form).await };
    let w = staff.visit.words();
    match store.decide_for_staff(&by, id, accepted).await {
        Ok(Some(code)) => {
            let account = store.staff_account(proposal.staff).await?;
            Ok(Reply::staff(&staff, w.t("joining-code"))
                .at(LIST)
                .show(|| code_page(w, account.id, &account.name, &account.login, &code)))
        }
        Ok(None) => Ok(Redirect::to(LIST).into_response()),
        Err(store::Error::Refused(refusal)) => {
            form.refuse("", refusal::text(w, &refusal));
            list_with(&staff, &form).await
        }
        Err(other) => Err(other.into()),
    }
}
