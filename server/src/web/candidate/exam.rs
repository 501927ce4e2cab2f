//! The exam: the page, the plain form's saves and the desk's.

use std::collections::BTreeMap;

use ::exam::{answer::OptionSet, attempt::State, clock::Span, id::AttemptId};
use app::exchange::{SaveReply, SaveRequest};
use axum::{
    Json,
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use store::{Conflict, Refusal, Save, Saved, Workplace};

use super::{Named, not_yours, view::keep_what_changed, where_to};
use crate::web::{
    failure::Failure,
    page::set_language,
    posted::{Posted, Sent},
    session::Session,
    visit::Visit,
};

/// Fields of the form that are no answers.
const OF_THE_VIEW: [&str; 3] = ["size", "shown", "scratch"];
/// How long after its deadline and the grace a page looks for the result.
const AFTER_THE_END: Span = Span::from_secs(1);

/// Who asks is checked by the question that reads the page's contents.
pub(in crate::web) async fn show(visit: Visit, session: Session, Named(attempt): Named) -> Result<Response, Failure> {
    desk(&visit, &session.in_plain_page(), attempt, &[]).await
}

async fn desk(visit: &Visit, workplace: &Workplace, attempt: AttemptId, conflicts: &[Conflict]) -> Result<Response, Failure> {
    let store = &visit.site.store;
    let desk = store.desk_in_session(&workplace.token, attempt, visit.now).await.map_err(not_yours)?;
    let Some(deadline) = desk.attempt.deadline.filter(|_| desk.attempt.state == State::Running) else {
        return Ok(where_to(&desk.attempt).into_response());
    };
    if visit.now > deadline {
        return Ok(Redirect::to(&format!("/exam/{attempt}/result")).into_response());
    }
    let status = if conflicts.is_empty() { StatusCode::OK } else { StatusCode::CONFLICT };
    let again = (deadline - visit.now) + store.grace() + AFTER_THE_END;
    Ok((status, Html(visit.site.exams.show(visit.words(), &desk, visit.nonce, visit.now, deadline, again, conflicts)))
        .into_response())
}

/// The plain form: every question of the page with the revision it was shown at. Only what changed is written.
pub(in crate::web) async fn save_form(
    visit: Visit,
    session: Session,
    Named(attempt): Named,
    posted: Posted,
) -> Result<Response, Failure> {
    let saves = read_form(posted.fields()).ok_or(Failure::Unreadable)?;
    let workplace = session.in_plain_page();
    // First: whatever becomes of the answers, what was noted is not to be typed twice.
    if OF_THE_VIEW.iter().any(|name| posted.value(name).is_some()) {
        let store = &visit.site.store;
        let candidate = store.candidate_of(&workplace.token, visit.now).await?;
        let enrolment = candidate.ok_or(Failure::SignedOut { staff: false })?;
        keep_what_changed(store, enrolment, &posted).await?;
    }
    // A page whose clock stands has no question that could be answered, but it has a language.
    if !saves.is_empty() {
        let saved = save_answers(&visit, &workplace, attempt, &saves).await?;
        if !saved.conflicts.is_empty() {
            return desk(&visit, &workplace, attempt, &saved.conflicts).await;
        }
    }
    let to = match posted.value("then") {
        Some("review") => format!("/exam/{attempt}/review"),
        _ => format!("/exam/{attempt}"),
    };
    let mut response = Redirect::to(&to).into_response();
    if let Some(language) = posted.language {
        set_language(&mut response, language);
    }
    Ok(response)
}

/// `r7=2` says that question 7 was on the page, at revision 2; each `q7=…` is an option ticked. Without the first there is no
/// question, and an unticked box is an answer.
fn read_form(fields: &[(String, String)]) -> Option<Vec<Save>> {
    let mut saves = BTreeMap::new();
    for (name, value) in fields {
        if let Some(position) = name.strip_prefix('r').and_then(|p| p.parse::<u16>().ok()) {
            let save = Save { position, chosen: OptionSet::EMPTY, rendered: value.parse().ok()?, client_revision: None };
            saves.insert(position, save);
        }
    }
    for (name, value) in fields {
        if let Some(position) = name.strip_prefix('q').and_then(|p| p.parse::<u16>().ok()) {
            let save = saves.get_mut(&position)?;
            save.chosen = save.chosen.with(value.parse().ok()?).ok()?;
        }
    }
    Some(saves.into_values().collect())
}

async fn save_answers(visit: &Visit, workplace: &Workplace, attempt: AttemptId, saves: &[Save]) -> Result<Saved, Failure> {
    visit.site.store.save(workplace, attempt, &visit.address, visit.now, saves).await.map_err(|error| match error {
        store::Error::Refused(Refusal::ExamOver) => Failure::Over(format!("/exam/{attempt}/result")),
        other => not_yours(other),
    })
}

/// The desk's saves. Who sends them is checked by the statement that writes them.
pub(in crate::web) async fn save(
    visit: Visit,
    session: Session,
    Named(attempt): Named,
    Sent(request): Sent<SaveRequest>,
) -> Result<Response, Failure> {
    let workplace = session.in_tab(&request.tab)?;
    let saves: Vec<Save> = request
        .answers
        .iter()
        .map(|a| Save { position: a.position, chosen: a.chosen, rendered: 0, client_revision: Some(a.client_revision) })
        .collect();
    let saved = save_answers(&visit, &workplace, attempt, &saves).await?;
    let reply = SaveReply {
        saved_at: saved.at.as_millis(),
        revisions: saved.revisions,
        conflicts: saved.conflicts.iter().map(|conflict| conflict.position).collect(),
    };
    Ok(Json(reply).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Option<Vec<(u16, Vec<u8>, u32)>> {
        let fields: Vec<_> = pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        Some(read_form(&fields)?.into_iter().map(|s| (s.position, s.chosen.into(), s.rendered)).collect())
    }

    #[test]
    fn an_unticked_box_is_an_answer_and_a_question_off_the_page_is_none() {
        assert_eq!(
            read(&[("r1", "0"), ("q1", "2"), ("r2", "3"), ("q3x", "1"), ("then", "review")]),
            Some(vec![(1, vec![2], 0), (2, vec![], 3)])
        );
        assert_eq!(read(&[("r4", "1"), ("q4", "0"), ("q4", "3")]), Some(vec![(4, vec![0, 3], 1)]));
    }

    #[test]
    fn a_form_that_no_page_of_ours_sends_is_not_read() {
        assert_eq!(read(&[("q1", "0")]), None, "an option of a question that isn't on the page");
        assert_eq!(read(&[("r1", "x")]), None);
        assert_eq!(read(&[("r1", "0"), ("q1", "9")]), None);
        assert_eq!(read(&[("r1", "0"), ("q1", "-1")]), None);
    }
}
