//! A file for a program.

use serde_json::{Value as Json, json};
use store::{Declaration, FileDossier, FileRow, ResultHead, Verdict};

use super::{iso8601, specialty_code};

/// The file as one JSON object.
pub(super) fn of(file: &FileDossier) -> Json {
    let head = &file.head;
    let places = file.places.iter();
    let results = file.declarations.iter().flat_map(|of| of.results.iter().map(move |result| (of, result)));
    json!({
        "number": head.number,
        "activity": head.activity.code(),
        "standing": head.standing.code(),
        "applicant": {"name": head.applicant, "number": head.applicant_number, "form": file.form.code()},
        "intake_date": head.intake_date,
        "due_date": head.due_date,
        "places": places
            .map(|place| json!({"territory": place.territory, "address": place.address, "unit": place.unit_name}))
            .collect::<Vec<_>>(),
        "specialists": file.declarations.iter().map(specialist).collect::<Vec<_>>(),
        "rows": file.rows.iter().map(row).collect::<Vec<_>>(),
        "results": results.map(|(of, head)| result(of, head)).collect::<Vec<_>>(),
    })
}

fn specialist(declared: &Declaration) -> Json {
    json!({
        "iin": declared.iin,
        "name": declared.name,
        "status": declared.status.code(),
        "specialty": declared.education.specialty,
        "specialty_check": specialty_code(&declared.specialty),
        "exam": declared.exam.code(),
    })
}

fn row(row: &FileRow) -> Json {
    let requirement = row.requirement;
    json!({
        "annex": requirement.annex,
        "item": requirement.item,
        "requirement": requirement.text,
        "confirmed_by": requirement.confirmation,
        "status": row.status.code(),
    })
}

fn result(of: &Declaration, result: &ResultHead) -> Json {
    json!({
        "iin": of.iin,
        "name": of.name,
        "points": f64::from(result.points.hundredths()) / 100.0,
        "most": f64::from(result.most.hundredths()) / 100.0,
        "percent": result.points.percent_of(result.most),
        "passed": result.passed,
        "approved": matches!(result.verdict, Verdict::Approved { .. }),
        "annulled": matches!(result.verdict, Verdict::Annulled { .. }),
        "ended": iso8601(result.ended),
        "ended_by": if result.expired { "clock" } else { "candidate" },
    })
}
