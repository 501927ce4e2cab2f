//! How the candidate wants pages to look, and what they note on them.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use exam::id::EnrolmentId;
use store::{LARGEST_TEXT, MOST_NOTED, Store, View};

use crate::web::{failure::Failure, posted::Posted, session::Candidate};

/// Keeps the choices of a page's form, or all that the exam page notes.
pub(in crate::web) async fn keep(candidate: Candidate, posted: Posted) -> Result<Response, Failure> {
    let visit = &candidate.visit;
    keep_what_changed(&visit.site.store, candidate.enrolment, &posted).await?;
    if visit.wants_json {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    Ok(Redirect::to("/waiting").into_response())
}

/// Keeps what a form says of it, if that is something else than what is kept.
pub(super) async fn keep_what_changed(store: &Store, enrolment: EnrolmentId, posted: &Posted) -> Result<(), Failure> {
    let kept = store.view(enrolment).await?;
    let wanted = read(kept.clone(), posted).ok_or(Failure::Unreadable)?;
    if wanted != kept {
        store.keep_view(enrolment, wanted).await?;
    }
    Ok(())
}

/// What stands before, changed by what the form has. A box that isn't ticked sends nothing, so where there is a size, all is there.
fn read(mut view: View, posted: &Posted) -> Option<View> {
    if let Some(size) = posted.value("size") {
        view.text_size = size.parse().ok().filter(|size| *size <= LARGEST_TEXT)?;
        view.contrast = posted.value("contrast").is_some();
        view.spaced = posted.value("spaced").is_some();
    }
    // Who switches the language of the interface wants the questions in it, too.
    if posted.language.is_some() {
        view.language = None;
    } else if let Some(language) = posted.value("shown") {
        view.language = Some(language.parse().ok()?);
    }
    let noted = |name: &str| {
        let text = posted.value(name).map(|text| text.replace("\r\n", "\n"));
        text.map(|text| (text.chars().count() <= MOST_NOTED).then_some(text))
    };
    if let Some(notes) = noted("notes") {
        view.notes = notes?;
    }
    if let Some(scratch) = noted("scratch") {
        view.scratch = scratch?;
    }
    Some(view)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_from(fields: &[(&str, &str)]) -> Option<View> {
        let before = View { text_size: 3, contrast: true, notes: "1;;".into(), ..View::default() };
        read(before, &Posted::of(fields))
    }

    #[test]
    fn what_a_form_does_not_say_stays_as_it_is() {
        let view = read_from(&[("scratch", "2\r\n3"), ("shown", "ru")]).unwrap();
        assert_eq!((view.text_size, view.contrast, view.notes.as_str(), view.scratch.as_str()), (3, true, "1;;", "2\n3"));
        assert_eq!(view.language, Some(exam::language::Language::Ru));
        let view = read_from(&[("size", "1"), ("spaced", "yes")]).unwrap();
        assert_eq!((view.text_size, view.contrast, view.spaced), (1, false, true), "a box that isn't ticked sends nothing");
    }

    #[test]
    fn what_no_page_of_ours_sends_is_not_kept() {
        let long = "ә".repeat(MOST_NOTED + 1);
        for (name, value) in [("size", "4"), ("size", "x"), ("shown", "de"), ("notes", &long), ("scratch", &long)] {
            assert_eq!(read_from(&[(name, value)]), None, "{name}");
        }
        assert!(read_from(&[("scratch", &long[2..])]).is_some());
    }
}
