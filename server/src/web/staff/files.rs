//! Files: the list, a new one, one in full, and its rows.

use std::collections::HashMap;

use app::{
    form::Form,
    pages::staff::{file, files, new_file},
    words::{Words, text},
};
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use exam::id::{FileId, UnitId};
use jiff::civil::Date;
use licensing::{ActivityType, Bin, IdentificationNumberError, Iin};
use store::{ApplicantForm, FileSearch, NewFile, NewPlace, Refusal, StandingOfApplicant, Subject};

use super::{ZONE, named};
use crate::web::{
    failure::Failure,
    page::Reply,
    permissions::Act,
    posted::Posted,
    refusal,
    session::{Scope, Staff},
};

pub(in crate::web) async fn list(staff: Staff, Query(query): Query<HashMap<String, String>>) -> Result<Response, Failure> {
    let by = staff.must(Act::ReadFiles, Scope::Somewhere).await?;
    let value = |name| query.get(name).map_or("", |v| v.trim());
    let search = FileSearch { words: value("q").to_owned(), activity: value("activity").parse().ok() };
    let found = staff.visit.site.store.files(&search, &staff.reach(Act::ReadFiles)).await?;
    staff.visit.site.store.record_search(&by, found.len()).await?;
    let (w, may_open) = (staff.visit.words(), staff.may(Act::KeepFiles));
    Ok(Reply::staff(&staff, w.t("files")).at("/staff/files").show(move || files::page(w, &search, found, may_open)))
}

pub(in crate::web) async fn new(staff: Staff) -> Result<Response, Failure> {
    new_page(staff, Form::default().filled("standing", "applicant").filled("form", "entity"), None, StatusCode::OK).await
}

async fn new_page(
    mut staff: Staff,
    form: Form,
    switched: Option<exam::language::Language>,
    status: StatusCode,
) -> Result<Response, Failure> {
    staff.must(Act::KeepFiles, Scope::Somewhere).await?;
    staff.visit.language = switched.unwrap_or(staff.visit.language);
    let served =
        staff.visit.site.store.served_territories().await?.into_iter().map(|(territory, _)| territory).collect::<Vec<_>>();
    let w = staff.visit.words();
    Ok(Reply::staff(&staff, w.t("new-file"))
        .at("/staff/files/new")
        .form("main-form")
        .switched(switched)
        .status(status)
        .show(move || new_file::page(w, form, &served)))
}

pub(in crate::web) async fn open(staff: Staff, posted: Posted) -> Result<Response, Failure> {
    staff.must(Act::KeepFiles, Scope::Somewhere).await?;
    let language = posted.language;
    let mut form = posted.form();
    if language.is_some() {
        return new_page(staff, form, language, StatusCode::OK).await;
    }
    let (w, store) = (staff.visit.words(), &staff.visit.site.store);
    if let Some(new) = read(&mut form, w) {
        // Whoever keeps the files of a unit opens those that have a place of activity there.
        let units: Vec<UnitId> = store
            .served_territories()
            .await?
            .into_iter()
            .filter_map(|(served, unit)| new.places.iter().any(|place| place.territory == served).then_some(unit))
            .collect();
        if !units.is_empty() && !staff.may_in(Act::KeepFiles, &units) {
            form.refuse(new_file::TERRITORY_FIELDS[0], w.t("problem-not-your-unit"));
            return new_page(staff, form, None, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
        let by = staff.must(Act::KeepFiles, if units.is_empty() { Scope::Somewhere } else { Scope::Units(&units) }).await?;
        match store.open_file(&by, &new).await {
            Ok(file) => return Ok(Redirect::to(&format!("/staff/files/{file}")).into_response()),
            Err(store::Error::Refused(refusal)) => form.refuse(field_of(&refusal), refusal::text(w, &refusal)),
            Err(other) => return Err(other.into()),
        }
    }
    new_page(staff, form, None, StatusCode::UNPROCESSABLE_ENTITY).await
}

/// The field that a refusal is about.
fn field_of(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::FileNumberTaken => "number",
        Refusal::DueBeforeIntake => "due",
        Refusal::ApplicantDiffers { .. } => "applicant-name",
        Refusal::NoPlace | Refusal::NoUnit => new_file::TERRITORY_FIELDS[0],
        _ => "",
    }
}

fn read(form: &mut Form, w: &Words) -> Option<NewFile> {
    let number = form.required("number", "file-number", w);
    let intake = date(form, "intake", "intake-date", w);
    let due = date(form, "due", "due-date", w);
    let standing = form.parsed::<StandingOfApplicant>("standing", || choose(w, "standing"));
    let applicant_form = form.parsed::<ApplicantForm>("form", || choose(w, "applicant-form"));
    let typed = form.value("applicant-number").to_owned();
    let applicant_number = match applicant_form {
        Some(ApplicantForm::Individual) => {
            typed.parse::<Iin>().map(|iin| iin.to_string()).map_err(|e| number_problem(w, &e, true))
        }
        _ => typed.parse::<Bin>().map(|bin| bin.to_string()).map_err(|e| number_problem(w, &e, false)),
    };
    if let Err(problem) = &applicant_number {
        form.refuse("applicant-number", problem.clone());
    }
    let applicant_name = form.required("applicant-name", "applicant-name", w);
    let activity = form.parsed::<ActivityType>("activity", || choose(w, "activity"));
    let mut places = Vec::new();
    for (territory_field, address_field) in new_file::TERRITORY_FIELDS.into_iter().zip(new_file::ADDRESS_FIELDS) {
        let (territory, address) = (form.value(territory_field).to_owned(), form.value(address_field).to_owned());
        match (territory.is_empty(), address.is_empty()) {
            (true, true) => {}
            (false, false) => places.push(NewPlace { territory, address }),
            (true, false) => form.refuse(territory_field, w.t("problem-place-half")),
            (false, true) => form.refuse(address_field, w.t("problem-place-half")),
        }
    }
    if places.is_empty() && !form.is_refused() {
        form.refuse(new_file::TERRITORY_FIELDS[0], w.t("problem-place"));
    }
    if form.is_refused() {
        return None;
    }
    Some(NewFile {
        number,
        applicant_number: applicant_number.ok()?,
        form: applicant_form?,
        applicant_name,
        standing: standing?,
        activity: activity?,
        intake_date: intake?,
        due_date: due?,
        places,
    })
}

/// A date, as it is stored.
pub(super) fn date(form: &mut Form, field: &'static str, label: &str, w: &Words) -> Option<String> {
    let problem = || w.with("problem-date", [("field", text(w.t(label)))]);
    form.parsed::<Date>(field, problem).map(|date| date.to_string())
}

/// Nothing was chosen where something must be.
pub(super) fn choose(w: &Words, label: &str) -> String {
    w.with("problem-choose", [("field", text(w.t(label)))])
}

/// What is wrong with an IIN or BIN.
pub(in crate::web) fn number_problem(w: &Words, error: &IdentificationNumberError, iin: bool) -> String {
    match error {
        IdentificationNumberError::NotTwelveDigits => w.t("problem-number-twelve"),
        IdentificationNumberError::CheckDigit | IdentificationNumberError::NeverIssued => w.t("problem-number-check-digit"),
        _ if iin => w.t("problem-number-iin"),
        _ => w.t("problem-number-bin"),
    }
}

pub(in crate::web) async fn show(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    dossier(staff, named(&id)?, Form::default()).await
}

/// The file's page; with what is wrong with one of its small forms, if something is.
pub(super) async fn dossier(staff: Staff, id: FileId, form: Form) -> Result<Response, Failure> {
    staff.must(Act::ReadFiles, Scope::Of(Subject::File(id))).await?;
    let store = &staff.visit.site.store;
    let (dossier, documents) = (store.file(id).await?, store.documents(id).await?);
    let units: Vec<UnitId> = dossier.places.iter().map(|place| place.unit).collect();
    let rights = file::Rights { keep: staff.may_in(Act::KeepFiles, &units), enrol: staff.may_in(Act::BookSittings, &units) };
    let w = staff.visit.words();
    let title = w.with("file-title", [("number", text(&dossier.head.number))]);
    let status = if form.is_refused() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(Reply::staff(&staff, title)
        .at(format!("/staff/files/{id}"))
        .status(status)
        .show(move || file::page(w, dossier, documents, rights, &form, ZONE)))
}

pub(in crate::web) async fn record_row(
    staff: Staff,
    Path((id, item)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Failure> {
    let (id, item): (FileId, u16) = (named(&id)?, named(&item)?);
    let by = staff.must(Act::KeepFiles, Scope::Of(Subject::File(id))).await?;
    let mut form = posted.form();
    let w = staff.visit.words();
    let met = form.value("met") == "yes";
    let note = form.required("note", "row-note", w);
    if form.is_refused() {
        return dossier(staff, id, form).await;
    }
    staff.visit.site.store.record_row(&by, id, item, met, &note).await?;
    Ok(Redirect::to(&format!("/staff/files/{id}#row-{item}")).into_response())
}
