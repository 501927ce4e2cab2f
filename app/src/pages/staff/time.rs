//! Candidates' time: what it is, what was done to it, and what can be.

use exam::{attempt::State, clock::Span};
use leptos::prelude::*;
use store::{AttemptHead, Cause, Enrolled, Reason, Resumes, SittingHead, TimeAct, TimeSheet, Timing};

use super::{sitting::Rights, states};
use crate::{
    form::{Form, field},
    format,
    parts::{back, column, fact, facts, mark, table},
    words::{Words, number, text},
};

/// The page of one candidate. `form` is what was typed in the form that was sent, if one was.
pub fn page(w: &'static Words, sheet: TimeSheet, rights: Rights, form: &Form) -> impl IntoView + use<> {
    let TimeSheet { candidate, sitting, acts } = sheet;
    let zone = sitting.time_zone;
    let attempt = candidate.attempt;
    let state = states::of_attempt(w, attempt.map(|a| a.state));
    let none = || "–".to_owned();
    let started = attempt.and_then(|a| a.started).map_or_else(none, |at| format::time(at, &zone));
    let (left, ends) = match attempt {
        Some(AttemptHead { paused: Some((since, _)), deadline: Some(deadline), .. }) => (Some(deadline - since), None),
        Some(AttemptHead { ended: Some(at), .. }) => (None, Some(at)),
        _ => (None, attempt.and_then(|a| a.deadline)),
    };
    let (until, until_when) = match left {
        Some(left) => (w.t("desk-time-left"), minutes_of(w, left)),
        None => (w.t("ends"), ends.map_or_else(none, |at| format::time(at, &zone))),
    };
    let given =
        attempt.map(|a| a.granted).filter(|granted| *granted > Span::ZERO).map_or_else(none, |granted| minutes_of(w, granted));
    let stands = attempt.and_then(|a| stands(w, &a, &zone)).map(|stands| mark("warning", stands));
    let facts = facts(vec![
        fact(w.t("state"), view! { {state} " " {stands} }),
        fact(w.t("started"), started),
        fact(until, until_when),
        fact(w.t("given"), given),
    ]);
    view! {
        {back(format!("/staff/sittings/{}", sitting.id), w.t("back-to-sitting"))}
        <h1>{w.with("time-of", [("name", text(&candidate.name))])}</h1>
        {form.summary(w)}
        {facts}
        {acts_for(w, &candidate, rights, form)}
        <h2>{w.t("time-history")}</h2>
        {history(w, acts, &zone)}
    }
}

/// The forms that fit where the candidate stands.
fn acts_for(w: &'static Words, candidate: &Enrolled, rights: Rights, form: &Form) -> impl IntoView + use<> {
    let to = format!("/staff/enrolments/{}/time", candidate.id);
    let state = candidate.attempt.map(|a| a.state);
    let begun = matches!(state, Some(State::Running | State::Paused));
    let open = state.is_none_or(State::is_open);
    let give = (rights.time && begun).then(|| {
        let form = form.scoped("give".to_owned());
        let act = form.act(w.t("give-time"), format!("{to}/give")).says(w.t("give-time-hint"));
        act.asks(view! { {minutes(w, &form)} {reason(w, &form)} })
    });
    let stop = (rights.time && state == Some(State::Running)).then(|| {
        let form = form.scoped("stop".to_owned()).filled("resumes", Resumes::ByStaff.code());
        let ways = [Resumes::ByStaff, Resumes::OnReturn].map(|r| (r.code().to_owned(), w.t(&format!("resumes-{}", r.code()))));
        let act = form.act(w.t("stop-clock"), format!("{to}/stop")).says(w.t("stop-clock-hint"));
        act.asks(view! { {form.radios(field("resumes", w.t("resumes")), ways.into())} {reason(w, &form)} })
    });
    let start = (rights.time && state == Some(State::Paused)).then(|| {
        view! {
            <form method="post" action=format!("{to}/start") class="status">
                <p>{w.t("start-clock-hint")}</p>
                <button type="submit" class="button">{w.t("start-clock")}</button>
            </form>
        }
    });
    let extra = (rights.time && open).then(|| {
        let form = form.scoped("extra".to_owned());
        let act = form.act(w.t("extra-time"), format!("{to}/extra")).says(w.t("extra-time-hint"));
        act.asks(view! { {minutes(w, &form)} {reason(w, &form)} })
    });
    let reopen = (rights.reopen && candidate.attempt.is_some_and(|a| may_be_reopened(&a))).then(|| {
        let form = form.scoped("reopen".to_owned()).filled("minutes", "0");
        let ask = w.with("reopen-ask", [("name", text(&candidate.name))]);
        let act = form.act(w.t("reopen"), format!("{to}/reopen")).says(ask);
        act.asks(view! { <p class="hint">{w.t("reopen-hint")}</p> {minutes(w, &form)} {reason(w, &form)} })
    });
    let slip = format!("/staff/enrolments/{}/slip", candidate.id);
    let move_on = (rights.slips && open).then(|| {
        let act = Form::default().act(w.t("move-workstation"), slip).says(w.t("move-workstation-hint"));
        act.button(w.t("print-slip")).asks(())
    });
    view! { {start} {reopen} {give} {stop} {extra} {move_on} }
}

/// The forms for everyone at work in a sitting.
pub fn for_all(w: &'static Words, sitting: &SittingHead, candidates: &[Enrolled], form: &Form) -> impl IntoView + use<> {
    let to = format!("/staff/sittings/{}/time", sitting.id);
    let any = |wanted: State| candidates.iter().any(|c| c.attempt.is_some_and(|a| a.state == wanted));
    let stopped_by_staff = |c: &Enrolled| matches!(c.attempt.and_then(|a| a.paused), Some((_, Resumes::ByStaff)));
    let running = any(State::Running);
    let give = (running || any(State::Paused)).then(|| {
        let form = form.scoped("give".to_owned());
        let act = form.act(w.t("give-time-all"), format!("{to}/give")).says(w.t("give-time-all-hint"));
        act.asks(view! { {minutes(w, &form)} {reason(w, &form)} })
    });
    let stop = running.then(|| {
        let form = form.scoped("stop".to_owned());
        form.act(w.t("stop-clock-all"), format!("{to}/stop")).says(w.t("stop-clock-all-hint")).asks(reason(w, &form))
    });
    let start = candidates.iter().any(stopped_by_staff).then(|| {
        view! {
            <form method="post" action=format!("{to}/start") class="status">
                <p>{w.t("start-clock-all-hint")}</p>
                <button type="submit" class="button">{w.t("start-clock-all")}</button>
            </form>
        }
    });
    view! { {start} {give} {stop} }
}

fn minutes(w: &'static Words, form: &Form) -> impl IntoView + use<> {
    form.text(field("minutes", w.t("minutes-more")).digits())
}

fn reason(w: &'static Words, form: &Form) -> impl IntoView + use<> {
    let mut causes = vec![(String::new(), w.t("choose"))];
    causes.extend(Cause::ALL.map(|cause| (cause.code().to_owned(), cause_text(w, cause))));
    view! {
        {form.select(field("cause", w.t("reason")), causes)}
        {form.text(field("note", w.t("reason-note")).hint(w.t("reason-note-hint")))}
    }
}

fn cause_text(w: &'static Words, cause: Cause) -> String {
    w.t(&format!("cause-{}", cause.code()))
}

fn history(w: &'static Words, acts: Vec<TimeAct>, zone: &str) -> impl IntoView + use<> {
    let rows = acts
        .into_iter()
        .map(|act| {
            let what = match act.what {
                Timing::Given { more, to_all: false } => w.with("act-given", [("minutes", text(minutes_of(w, more)))]),
                Timing::Given { more, to_all: true } => w.with("act-given-all", [("minutes", text(minutes_of(w, more)))]),
                Timing::Extra { more } => w.with("act-extra", [("minutes", text(minutes_of(w, more)))]),
                Timing::Stopped { until: Some(until), .. } => {
                    w.with("act-stopped-until", [("time", text(format::time(until, zone)))])
                }
                Timing::Stopped { until: None, resumes } => w.t(&format!("act-stopped-{}", resumes.code())),
            };
            let Reason { cause, note } = act.reason;
            let note = (!note.is_empty()).then(|| format!(": {note}"));
            view! {
                <tr>
                    <td class="digits">{format::time(act.at, zone)}</td>
                    <td>{what}</td>
                    <td>{cause_text(w, cause)} {note}</td>
                    <td>{act.by}</td>
                </tr>
            }
        })
        .collect::<Vec<_>>();
    let columns = [column(w.t("time-of-day")), column(w.t("what-was-done")), column(w.t("reason")), column(w.t("by-whom"))];
    table(w.t("time-history"), columns).or(w.t("time-acts-none")).rows(rows)
}

fn minutes_of(w: &'static Words, span: Span) -> String {
    w.with("minutes", [("count", number(span.as_mins()))])
}

/// When a running attempt ends, or how much is left of one whose clock stands.
pub(super) fn deadline(w: &'static Words, attempt: &AttemptHead, zone: &str) -> Option<String> {
    match (attempt.state, attempt.deadline, attempt.paused, attempt.ended) {
        (State::Running, Some(at), ..) => Some(w.with("until", [("time", text(format::time(at, zone)))])),
        (State::Paused, Some(at), Some((since, _)), _) => {
            Some(w.with("time-left", [("minutes", text(minutes_of(w, at - since)))]))
        }
        (.., Some(at)) => Some(w.with("ended", [("time", text(format::time(at, zone)))])),
        _ => None,
    }
}

/// What was given beyond the limit.
pub(super) fn given(w: &'static Words, attempt: &AttemptHead) -> Option<String> {
    (attempt.granted > Span::ZERO).then(|| w.with("time-given", [("minutes", text(minutes_of(w, attempt.granted)))]))
}

/// Since when a clock stands, and for whom it waits.
pub(super) fn stands(w: &'static Words, attempt: &AttemptHead, zone: &str) -> Option<String> {
    let (since, resumes) = attempt.paused?;
    let since = [("time", text(format::time(since, zone)))];
    Some(w.with(if resumes == Resumes::ByStaff { "stands-by-staff" } else { "stands-on-return" }, since))
}

/// What has ended and doesn't count yet.
pub(super) fn may_be_reopened(attempt: &AttemptHead) -> bool {
    matches!(attempt.state, State::Submitted | State::Expired | State::Graded)
}
