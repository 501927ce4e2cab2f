//! Declared specialists: declaring, withdrawing, settling a specialty, enrolling.

use app::{
    form::Form,
    pages::staff::{enrolment, specialist},
    words::{Words, text},
};
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use exam::{
    clock::Span,
    id::{DeclarationId, FileId, SittingId},
    language::Language,
};
use licensing::Iin;
use store::{By, Education, Reach, Refusal, Subject};

use super::{
    files::{choose, date, dossier, number_problem},
    named,
};
use crate::web::{
    failure::Failure,
    page::Reply,
    permissions::Act,
    posted::Posted,
    refusal,
    session::{Scope, Staff},
};

/// A sitting can be joined until so long after its start.
const JOINABLE: Span = Span::from_mins(12 * 60);

pub(in crate::web) async fn new(staff: Staff, Path(file): Path<String>) -> Result<Response, Failure> {
    new_page(staff, named(&file)?, Form::default(), None, StatusCode::OK).await
}

async fn new_page(
    mut staff: Staff,
    file: FileId,
    form: Form,
    switched: Option<Language>,
    status: StatusCode,
) -> Result<Response, Failure> {
    staff.must(Act::KeepFiles, Scope::Of(Subject::File(file))).await?;
    staff.must(Act::ReadFiles, Scope::Of(Subject::File(file))).await?;
    staff.visit.language = switched.unwrap_or(staff.visit.language);
    let dossier = staff.visit.site.store.file(file).await?;
    let w = staff.visit.words();
    Ok(Reply::staff(&staff, w.t("declare-specialist"))
        .at(format!("/staff/files/{file}/specialists/new"))
        .form("main-form")
        .switched(switched)
        .status(status)
        .show(move || specialist::page(w, &dossier, form)))
}

pub(in crate::web) async fn declare(staff: Staff, Path(file): Path<String>, posted: Posted) -> Result<Response, Failure> {
    let file: FileId = named(&file)?;
    let by = staff.must(Act::KeepFiles, Scope::Of(Subject::File(file))).await?;
    let language = posted.language;
    let mut form = posted.form();
    if language.is_some() {
        return new_page(staff, file, form, language, StatusCode::OK).await;
    }
    let w = staff.visit.words();
    if let Some((iin, name, education)) = read(&mut form, w) {
        match staff.visit.site.store.declare(&by, file, &iin, &name, &education).await {
            Ok(_) => return Ok(Redirect::to(&format!("/staff/files/{file}#specialists")).into_response()),
            Err(store::Error::Refused(refusal)) => {
                let field = if matches!(refusal, Refusal::SpecialistDiffers { .. }) { "name" } else { "iin" };
                form.refuse(field, refusal::text(w, &refusal));
            }
            Err(other) => return Err(other.into()),
        }
    }
    new_page(staff, file, form, None, StatusCode::UNPROCESSABLE_ENTITY).await
}

fn read(form: &mut Form, w: &Words) -> Option<(Iin, String, Education)> {
    let iin = form.value("iin").parse::<Iin>();
    if let Err(error) = &iin {
        form.refuse("iin", number_problem(w, error, true));
    }
    let name = form.required("name", "full-name", w);
    let education = Education {
        specialty: form.required("specialty", "specialty", w),
        qualification: form.required("qualification", "qualification", w),
        institution: form.required("institution", "institution", w),
        diploma_number: form.required("diploma-number", "diploma-number", w),
        diploma_date: date(form, "diploma-date", "diploma-date", w).unwrap_or_default(),
        diploma_place: form.required("diploma-place", "diploma-place", w),
        copies_attached: form.value("copies") == "yes",
    };
    if form.is_refused() { None } else { Some((iin.ok()?, name, education)) }
}

pub(in crate::web) async fn withdraw(
    staff: Staff,
    Path((file, declaration)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Failure> {
    let (by, file, declaration) = in_file(&staff, Act::KeepFiles, &file, &declaration).await?;
    let mut form = posted.form();
    let reason = form.required("reason", "reason", staff.visit.words());
    let replaced_by = match form.value("replaced-by") {
        "" => None,
        other => Some(named::<DeclarationId>(other)?),
    };
    if form.is_refused() {
        return dossier(staff, file, form).await;
    }
    staff.visit.site.store.withdraw(&by, declaration, replaced_by, &reason).await?;
    Ok(Redirect::to(&format!("/staff/files/{file}#specialists")).into_response())
}

pub(in crate::web) async fn settle(
    staff: Staff,
    Path((file, declaration)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Failure> {
    let (by, file, declaration) = in_file(&staff, Act::KeepFiles, &file, &declaration).await?;
    let mut form = posted.form();
    let reason = form.required("reason", "reason", staff.visit.words());
    if form.is_refused() {
        return dossier(staff, file, form).await;
    }
    let accepted = form.value("accepted") == "yes";
    staff.visit.site.store.settle_specialty(&by, declaration, accepted, &reason).await?;
    Ok(Redirect::to(&format!("/staff/files/{file}#specialists")).into_response())
}

/// The ids of an address, once it is sure that the act is allowed in this file, and that the declaration belongs to it.
async fn in_file(staff: &Staff, act: Act, file: &str, declaration: &str) -> Result<(By, FileId, DeclarationId), Failure> {
    let (file, declaration): (FileId, DeclarationId) = (named(file)?, named(declaration)?);
    let by = staff.must(act, Scope::Of(Subject::File(file))).await?;
    staff.visit.site.store.must_be_of_file(declaration, file).await?;
    Ok((by, file, declaration))
}

pub(in crate::web) async fn choose_sitting(
    staff: Staff,
    Path((file, declaration)): Path<(String, String)>,
) -> Result<Response, Failure> {
    enrol_page(staff, named(&file)?, named(&declaration)?, Form::default(), None, StatusCode::OK).await
}

async fn enrol_page(
    mut staff: Staff,
    file: FileId,
    declaration: DeclarationId,
    form: Form,
    switched: Option<Language>,
    status: StatusCode,
) -> Result<Response, Failure> {
    staff.must(Act::BookSittings, Scope::Of(Subject::File(file))).await?;
    staff.must(Act::ReadFiles, Scope::Of(Subject::File(file))).await?;
    staff.visit.language = switched.unwrap_or(staff.visit.language);
    let store = &staff.visit.site.store;
    let dossier = store.file(file).await?;
    let person = dossier.declarations.iter().find(|d| d.id == declaration).cloned().ok_or(Failure::NotFound)?;
    let now = staff.visit.now;
    // Also those of other units: an exam elsewhere is an exception that has a reason.
    let sittings: Vec<_> = store.sittings(&Reach::Everywhere).await?.into_iter().filter(|s| s.starts + JOINABLE > now).collect();
    let w = staff.visit.words();
    Ok(Reply::staff(&staff, w.with("enrol-title", [("name", text(&person.name))]))
        .at(format!("/staff/files/{file}/specialists/{declaration}/enrol"))
        .form("main-form")
        .switched(switched)
        .status(status)
        .show(move || enrolment::page(w, &dossier, &person, &sittings, form)))
}

pub(in crate::web) async fn enrol(
    staff: Staff,
    Path((file, declaration)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Failure> {
    let (by, file, declaration) = in_file(&staff, Act::BookSittings, &file, &declaration).await?;
    let language = posted.language;
    let mut form = posted.form();
    if language.is_some() {
        return enrol_page(staff, file, declaration, form, language, StatusCode::OK).await;
    }
    let w = staff.visit.words();
    if let Some(sitting) = form.parsed::<SittingId>("sitting", || choose(w, "sitting")) {
        let elsewhere = form.value("elsewhere").to_owned();
        match staff.visit.site.store.enrol(&by, sitting, declaration, Some(&elsewhere)).await {
            Ok(_) => {
                let units = staff.visit.site.store.units_of(Subject::Sitting(sitting)).await?;
                let ours = staff.may_in(Act::ReadSittings, &units);
                let next = if ours { format!("/staff/sittings/{sitting}") } else { format!("/staff/files/{file}#specialists") };
                return Ok(Redirect::to(&next).into_response());
            }
            Err(store::Error::Refused(refusal)) => {
                let field = if refusal == Refusal::ElsewhereNeedsReason { "elsewhere" } else { "sitting" };
                form.refuse(field, refusal::text(w, &refusal));
            }
            Err(other) => return Err(other.into()),
        }
    }
    enrol_page(staff, file, declaration, form, None, StatusCode::UNPROCESSABLE_ENTITY).await
}
