//! A file: the applicant, the declared specialists, and every requirement row.

use exam::id::FileId;
use leptos::prelude::*;
use licensing::{Confirmation, Territory};
use store::{Declaration, DeclarationStatus, DocumentHead, ExamStanding, FileDossier, FileRow, RowStatus, SpecialtyStanding};

use crate::{
    form::{Form, field},
    format,
    parts::{back, column, empty, fact, facts, mark, table},
    words::{Words, text},
};

/// What the one who looks may do.
#[derive(Clone, Copy, Debug)]
pub struct Rights {
    /// Keep the file: declare, withdraw, settle, record.
    pub keep: bool,
    /// Enrol specialists.
    pub enrol: bool,
}

/// What all parts of the page share.
struct Around<'a> {
    w: &'static Words,
    file: FileId,
    rights: Rights,
    zone: &'a str,
    typed: &'a Form,
}

/// The page. `form` is what was last typed, and for which of the page's forms.
pub fn page(
    w: &'static Words,
    file: FileDossier,
    documents: Vec<DocumentHead>,
    rights: Rights,
    form: &Form,
    zone: &str,
) -> impl IntoView + use<> {
    let language = w.language();
    let id = file.head.id;
    let has_exam = file.head.activity.exam_row().is_some();
    let places = file
        .places
        .iter()
        .map(|place| {
            let territory: Option<&Territory> = place.territory.parse().ok();
            let territory = territory.map_or_else(|| place.territory.clone(), |t| t.name(language).to_owned());
            let unit = w.with("served-by", [("unit", text(place.unit_name.get(language)))]);
            view! { <li>{territory} ", " {place.address.clone()} <br /> <span class="quiet">{unit}</span></li> }
        })
        .collect_view();
    let others: Vec<(String, String)> = file
        .declarations
        .iter()
        .filter(|d| d.status == DeclarationStatus::Declared)
        .map(|d| (d.id.to_string(), d.name.clone()))
        .collect();
    let none_declared = file.declarations.is_empty();
    let around = Around { w, file: id, rights, zone, typed: form };
    let documents = attached(&around, documents, &others);
    let specialists = file.declarations.into_iter().map(|d| specialist(&around, d, has_exam, &others)).collect_view();
    let rows = file.rows.into_iter().map(|row| requirement(&around, row)).collect_view();
    let applicant =
        format!("{}, {}, {}", file.head.applicant, w.t(&format!("form-{}", file.form.code())), file.head.applicant_number);
    let dates = w.with(
        "file-dates",
        [
            ("intake", text(format::date(&file.head.intake_date, language))),
            ("due", text(format::date(&file.head.due_date, language))),
        ],
    );
    let facts = facts(vec![
        fact(w.t(&format!("standing-{}", file.head.standing.code())), applicant),
        fact(w.t("activity"), file.head.activity.name(language).to_owned()),
        fact(w.t("dates"), dates),
        fact(w.t("places"), view! { <ul class="plain">{places}</ul> }),
    ]);
    view! {
        {back("/staff/files", w.t("back-to-files"))}
        <h1>{w.with("file-title", [("number", text(&file.head.number))])}</h1>
        {form.summary(w)}
        {facts}

        <section aria-labelledby="specialists">
            <div class="title-row">
                <h2 id="specialists">{w.t("declared-specialists")}</h2>
                {rights
                    .keep
                    .then(|| {
                        let to = format!("/staff/files/{id}/specialists/new");
                        view! { <a class="button quiet" href=to>{w.t("declare-specialist")}</a> }
                    })}
            </div>
            {none_declared.then(|| empty(w.t("specialists-none")))}
            <div class="cards">{specialists}</div>
        </section>

        <section aria-labelledby="documents">
            <h2 id="documents">{w.t("documents")}</h2>
            {documents}
        </section>

        <section aria-labelledby="rows">
            <h2 id="rows">{w.t("requirement-rows")}</h2>
            <p class="hint">{w.t("rows-hint")}</p>
            <div class="rows">{rows}</div>
        </section>
    }
}

/// What is attached to the file.
fn attached(around: &Around<'_>, documents: Vec<DocumentHead>, declared: &[(String, String)]) -> impl IntoView + use<> {
    let Around { w, file, rights, zone, typed } = *around;
    let language = w.language();
    let rows = documents
        .into_iter()
        .map(|document| {
            let link = format!("/staff/files/{file}/documents/{}", document.id);
            let kibibytes = document.size.div_ceil(1_024);
            let what = w.with("document-kind", [("kind", text(document.kind.code().to_uppercase())), ("size", text(kibibytes))]);
            view! {
                <tr>
                    <th scope="row"><a href=link download="">{document.title}</a><br /><span class="quiet">{what}</span></th>
                    <td>{document.about.unwrap_or_else(|| w.t("document-of-file"))}</td>
                    <td class="digits">{format::date_time(document.attached, zone, language)}<br /><span class="quiet">{document.by}</span></td>
                </tr>
            }
        })
        .collect::<Vec<_>>();
    let columns = [column(w.t("document")), column(w.t("document-about")), column(w.t("document-attached"))];
    let attach = rights.keep.then(|| {
        let form = typed.scoped("document".to_owned());
        let about = [(String::new(), w.t("document-of-file"))].into_iter().chain(declared.iter().cloned()).collect();
        let content = field("content", w.t("document-content")).hint(w.t("document-content-hint"));
        form.act(w.t("attach-document"), format!("/staff/files/{file}/documents")).files().asks(view! {
            {form.text(field("title", w.t("document-title")).hint(w.t("document-title-hint")))}
            {form.select(field("declaration", w.t("document-about")), about)}
            {form.file(content, ".pdf,.jpg,.jpeg,.png")}
        })
    });
    view! {
        {table(w.t("documents"), columns).or(w.t("documents-none")).rows(rows)}
        {attach}
    }
}

fn specialist(around: &Around<'_>, d: Declaration, has_exam: bool, others: &[(String, String)]) -> impl IntoView + use<> {
    let Around { w, file, rights, zone, typed } = *around;
    let language = w.language();
    let declared = d.status == DeclarationStatus::Declared;
    let base = format!("/staff/files/{file}/specialists/{}", d.id);
    let exam = match d.exam {
        ExamStanding::Enrolled(at) => w.with("exam-enrolled-at", [("time", text(format::date_time(at, zone, language)))]),
        other => w.t(&format!("exam-{}", other.code())),
    };
    let exam = mark(d.exam.code(), exam);
    let results = d
        .results
        .iter()
        .map(|r| {
            let line = w.with(
                "result-line",
                [
                    ("points", text(format::points(r.points, language))),
                    ("most", text(format::points(r.most, language))),
                    ("percent", text(r.points.percent_of(r.most))),
                    ("time", text(format::date_time(r.ended, zone, language))),
                ],
            );
            view! { <li><a href=format!("/staff/results/{}", r.id)>{line}</a></li> }
        })
        .collect_view();
    let may_enrol = rights.enrol && declared && has_exam && matches!(d.exam, ExamStanding::NotEnrolled | ExamStanding::Failed);
    let name = d.name.clone();
    let withdraw = (rights.keep && declared).then(|| {
        let mut options = vec![(String::new(), w.t("replaced-by-nobody"))];
        options.extend(others.iter().filter(|(id, _)| *id != d.id.to_string()).cloned());
        let form = typed.scoped(format!("withdraw-{}", d.id));
        let act = form.act(w.t("withdraw-specialist"), format!("{base}/withdraw"));
        act.says(w.with("withdraw-ask", [("name", text(&name))])).danger().asks(view! {
            {form.select(field("replaced-by", w.t("replaced-by")), options)}
            {form.text(field("reason", w.t("reason")))}
        })
    });
    let e = d.education;
    let diploma = w.with(
        "diploma-line",
        [
            ("number", text(&e.diploma_number)),
            ("date", text(format::date(&e.diploma_date, language))),
            ("place", text(&e.diploma_place)),
        ],
    );
    let copies = w.t(if e.copies_attached { "copies-attached" } else { "copies-missing" });
    let facts = facts(vec![
        fact(w.t("specialty"), view! { {e.specialty} " " {specialty(w, &d.specialty)} }),
        fact(w.t("qualification"), e.qualification),
        fact(w.t("diploma"), view! { {diploma} <br /> {e.institution} <br /> {copies} }),
        fact(w.t("exam"), view! { {exam} <ul class="plain">{results}</ul> }),
    ]);
    view! {
        <article class="card" class:gone=!declared>
            <h3>{d.name}</h3>
            <p class="digits quiet">{w.t("iin")} " " {d.iin}</p>
            {(!declared)
                .then(|| {
                    let status = w.t(&format!("declaration-{}", d.status.code()));
                    view! { <p>{mark("", format!("{status}: {}", d.status_reason.clone().unwrap_or_default()))}</p> }
                })}
            {facts}
            {may_enrol
                .then(|| view! { <a class="button" href=format!("{base}/enrol")>{w.t("enrol")}</a> })}
            {(rights.keep && declared && d.specialty == SpecialtyStanding::NotListed).then(|| settle(w, &base, typed.scoped(format!("settle-{}", d.id))))}
            {withdraw}
        </article>
    }
}

fn specialty(w: &'static Words, standing: &SpecialtyStanding) -> impl IntoView + use<> {
    let (state, words) = match standing {
        SpecialtyStanding::NoList => return None,
        SpecialtyStanding::Listed => ("met", w.t("specialty-listed")),
        SpecialtyStanding::NotListed => ("warning", w.t("specialty-not-listed")),
        SpecialtyStanding::Settled { accepted: true, reason, by } => {
            ("met", w.with("specialty-accepted", [("reason", text(reason)), ("by", text(by))]))
        }
        SpecialtyStanding::Settled { accepted: false, reason, by } => {
            ("not-met", w.with("specialty-refused", [("reason", text(reason)), ("by", text(by))]))
        }
    };
    Some(mark(state, words))
}

fn settle(w: &'static Words, base: &str, form: Form) -> impl IntoView + use<> {
    let options = vec![("yes".to_owned(), w.t("specialty-accept")), ("no".to_owned(), w.t("specialty-refuse"))];
    let act = form.act(w.t("specialty-settle"), format!("{base}/specialty")).says(w.t("specialty-settle-hint"));
    act.button(w.t("record")).asks(view! {
        {form.select(field("accepted", w.t("decision")), options)}
        {form.text(field("reason", w.t("reason")))}
    })
}

fn requirement(around: &Around<'_>, row: FileRow) -> impl IntoView + use<> {
    let Around { w, file, rights, zone, typed } = *around;
    let language = w.language();
    let requirement = row.requirement;
    let item = requirement.item;
    let by_exam = requirement.confirmation == Confirmation::Exam;
    let status = match &row.status {
        RowStatus::ExamAhead { passed, of } => w.with("row-exam-progress", [("passed", text(passed)), ("of", text(of))]),
        other => w.t(&format!("row-{}", other.code())),
    };
    let status = mark(row.status.code(), status);
    let recorded = match row.status {
        RowStatus::Recorded { note, by, at, .. } => Some(w.with(
            "row-recorded",
            [("note", text(note)), ("by", text(by)), ("time", text(format::date_time(at, zone, language)))],
        )),
        _ => None,
    };
    let record = (rights.keep && !by_exam).then(|| {
        let form = typed.scoped(format!("record-{item}"));
        let options = vec![("yes".to_owned(), w.t("row-met")), ("no".to_owned(), w.t("row-not-met"))];
        let act = form.act(w.t("row-record"), format!("/staff/files/{file}/rows/{item}")).button(w.t("record"));
        act.asks(view! { {form.select(field("met", w.t("decision")), options)} {form.text(field("note", w.t("row-note")))} })
    });
    view! {
        <article class="row" class:by-exam=by_exam id=format!("row-{item}")>
            <p class="item">{requirement.number().cite(language)}</p>
            <h3>{requirement.subject.name(language).to_owned()}</h3>
            <p>{status}</p>
            <p class="quiet">{requirement.confirmation.name(language).to_owned()}</p>
            {recorded.map(|recorded| view! { <p>{recorded}</p> })}
            <details>
                <summary>{w.t("row-text")}</summary>
                <p class="pre-line">{requirement.text.get(language).to_owned()}</p>
                {requirement.document().map(|d| view! { <p class="pre-line quiet">{d.get(language).to_owned()}</p> })}
            </details>
            {record}
        </article>
    }
}
