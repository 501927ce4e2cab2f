//! A file for a person at a terminal.

use std::fmt::Write;

use exam::language::Language::En;
use store::{Declaration, FileDossier, FileRow, ResultHead, RowStatus, SpecialtyStanding, Verdict};

use super::{iso8601, specialty_code};

/// The file on a page.
pub(super) fn of(file: &FileDossier) -> String {
    let head = &file.head;
    let mut page = format!("File {}: {}\n", head.number, head.activity.short_name(En));
    line(&mut page, format_args!("{}: {}, {}", head.standing.code(), head.applicant, head.applicant_number));
    line(&mut page, format_args!("intake {}, due {}", head.intake_date, head.due_date));
    heading(&mut page, "Places of activity");
    for place in &file.places {
        line(&mut page, format_args!("{} {} ({})", place.territory, place.address, place.unit_name.en));
    }
    heading(&mut page, "Declared specialists");
    for declared in &file.declarations {
        specialist(&mut page, declared);
    }
    heading(&mut page, "Requirement rows");
    for row in &file.rows {
        line(&mut page, format_args!("{}", requirement(row)));
    }
    page.truncate(page.trim_end().len());
    page
}

fn specialist(page: &mut String, declared: &Declaration) {
    let status = declared.status.code();
    line(page, format_args!("{} {}: {status}; exam: {}", declared.iin, declared.name, declared.exam.code()));
    if let Some(reason) = &declared.status_reason {
        line(page, format_args!("  {status}: {reason}"));
    }
    line(page, format_args!("  {} ({})", declared.education.specialty, specialty_code(&declared.specialty)));
    if let SpecialtyStanding::Settled { reason, by, .. } = &declared.specialty {
        line(page, format_args!("  settled by {by}: {reason}"));
    }
    for result in &declared.results {
        line(page, format_args!("  {}", result_line(result)));
    }
}

fn result_line(result: &ResultHead) -> String {
    let (points, most) = (result.points.hundredths(), result.most.hundredths());
    let verdict = if result.passed { "passed" } else { "failed" };
    let percent = result.points.percent_of(result.most);
    let ended_by = if result.expired { "the clock" } else { "the candidate" };
    let decided = match &result.verdict {
        Verdict::Approved { at, by } => format!("approved {} by {by}", iso8601(*at)),
        Verdict::Annulled { at, by } => format!("annulled {} by {by}", iso8601(*at)),
        Verdict::Awaited => "awaiting approval".to_owned(),
    };
    let (points, most) = (decimal(points), decimal(most));
    format!("{verdict}: {points} of {most}, {percent} %; ended {} by {ended_by}; {decided}", iso8601(result.ended))
}

fn decimal(hundredths: u32) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

fn requirement(row: &FileRow) -> String {
    let (requirement, status) = (row.requirement, row.status.code());
    let mut told = format!("{}: {}: {status}", requirement.number().cite(En), requirement.subject.name(En));
    match &row.status {
        RowStatus::Recorded { note, by, at, .. } => told.push_str(&format!(" ({note}; {by}, {})", iso8601(*at))),
        RowStatus::ExamAhead { passed, of } => told.push_str(&format!(" ({passed} of {of} have passed)")),
        RowStatus::Open | RowStatus::AwaitingApproval | RowStatus::ExamPassed | RowStatus::ExamFailed => {}
    }
    told
}

fn heading(page: &mut String, title: &str) {
    page.push_str(&format!("\n{title}\n"));
}

fn line(page: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string can't fail.
    let _ = writeln!(page, "  {text}");
}
