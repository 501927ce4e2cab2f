//! A sitting: its candidates, their slips, admission, and the results as they arrive. What stands on the board is followed by the open
//! page (`app::browser`): it swaps what has changed.

use std::collections::HashMap;

use exam::{attempt::State, clock::Instant, id::AttemptId};
use leptos::prelude::*;
use store::{Enrolled, Progress, SittingHead};

use super::{states, time};
use crate::{
    form::Form,
    format,
    parts::{back, column, fact, facts, mark, table},
    words::{Words, text},
};

/// What the one who looks may do.
#[derive(Clone, Copy, Debug)]
pub struct Rights {
    /// Open the sitting and admit candidates.
    pub run: bool,
    /// Print access slips.
    pub slips: bool,
    /// Give time, stop clocks and start them again.
    pub time: bool,
    /// Let a candidate go on with an exam that has ended.
    pub reopen: bool,
}

/// A sitting as it stands.
#[derive(Clone, Debug)]
pub struct Room {
    /// When and where.
    pub sitting: SittingHead,
    /// Who is enrolled.
    pub candidates: Vec<Enrolled>,
    /// How far those have come who have a paper.
    pub progress: HashMap<AttemptId, Progress>,
    /// At what time that was so.
    pub now: Instant,
}

/// The page. `form` is what was typed in the form that was sent, if one was.
pub fn page(w: &'static Words, room: Room, rights: Rights, form: &Form) -> impl IntoView + use<> {
    let starts = format::date_time(room.sitting.starts, &room.sitting.time_zone, w.language());
    let here = format!("/staff/sittings/{}", room.sitting.id);
    view! {
        {back("/staff/sittings", w.t("back-to-sittings"))}
        <h1>{w.with("sitting-title", [("time", text(starts))])}</h1>
        {form.summary(w)}
        <noscript><p><a href=here>{w.t("board-refresh")}</a></p></noscript>
        {board(w, room, rights, form)}
        {states::legend(w)}
    }
}

/// All of it that changes while the page is open.
pub fn board(w: &'static Words, room: Room, rights: Rights, form: &Form) -> impl IntoView + use<> {
    let address = format!("/staff/sittings/{}/board", room.sitting.id);
    view! { <div id="board" data-at=address>{standing(w, room, rights, form)}</div> }
}

/// How things stand. Each part that comes and goes has an element of its own around it.
fn standing(w: &'static Words, room: Room, rights: Rights, form: &Form) -> impl IntoView + use<> {
    let Room { sitting, candidates, progress, now } = room;
    let language = w.language();
    let open = sitting.opened.is_some();
    let zone = sitting.time_zone.clone();
    let for_all = rights.time.then(|| time::for_all(w, &sitting, &candidates, form));
    let counts = counts(w, &candidates);
    let row = |c: Enrolled| {
        let progress = c.attempt.and_then(|attempt| progress.get(&attempt.id)).copied();
        candidate(w, c, progress, rights, &zone)
    };
    let columns = [
        column(w.t("candidate")),
        column(w.t("file-number")),
        column(w.t("activity")),
        column(w.t("state")),
        column(w.t("time")),
        column(w.t("answers-given")),
        column(w.t("result")),
        column(w.t("acts")).acts(),
    ];
    let table = table(w.t("candidates"), columns).or(w.t("candidates-none")).rows(candidates.into_iter().map(row));
    let facts = facts(vec![
        fact(w.t("unit"), format!("{}, {}", sitting.unit_name.get(language), sitting.unit_address)),
        fact(w.t("room"), sitting.room),
        fact(w.t("admission"), w.t(&format!("admission-{}", sitting.admission.code()))),
        fact(w.t("state"), states::of_sitting(w, open)),
    ]);
    let as_of = w.with("board-as-of", [("time", text(format::time(now, &zone)))]);
    let id = sitting.id;
    view! {
        {facts}
        <div>
            {(rights.run && !open)
                .then(|| {
                    view! {
                        <form method="post" action=format!("/staff/sittings/{id}/open") class="status">
                            <p>{w.t("open-sitting-hint")}</p>
                            <button type="submit" class="button">{w.t("open-sitting")}</button>
                        </form>
                    }
                })}
        </div>
        <div>{for_all}</div>
        <h2>{w.t("candidates")}</h2>
        <p role="status">{counts}</p>
        <p class="aside">
            <span class="digits">{as_of}</span>
            " "
            <span role="status">
                <span id="board-down" class="mark warning" hidden>{w.t("board-down")}</span>
                <span id="board-signed-out" class="mark warning" hidden>
                    {w.t("board-signed-out")} " " <a href="/staff/sign-in" target="_blank">{w.t("go-to-sign-in")}</a>
                </span>
            </span>
        </p>
        {table}
    }
}

/// How many are where, in a line that changes only when one of them moves on: it is read out.
fn counts(w: &'static Words, candidates: &[Enrolled]) -> String {
    let count = |wanted: fn(State) -> bool| candidates.iter().filter(|c| c.attempt.is_some_and(|a| wanted(a.state))).count();
    let (working, stopped) = (count(|state| state == State::Running), count(|state| state == State::Paused));
    let finished = count(|state| !state.is_open());
    let waiting = candidates.len() - working - stopped - finished;
    let arguments = [("working", working), ("stopped", stopped), ("finished", finished), ("waiting", waiting)];
    w.with("board-counts", arguments.map(|(name, count)| (name, text(count))))
}

fn candidate(w: &'static Words, c: Enrolled, progress: Option<Progress>, rights: Rights, zone: &str) -> impl IntoView + use<> {
    let language = w.language();
    let state = c.attempt.map(|a| a.state);
    let stands_at = states::of_attempt(w, state);
    let deadline = c.attempt.and_then(|a| time::deadline(w, &a, zone));
    let given = c.attempt.and_then(|a| time::given(w, &a));
    let stands = c.attempt.and_then(|a| time::stands(w, &a, zone));
    // Where it can be decided: on the page of the result.
    let late = c.result.as_ref().filter(|_| c.late > 0).map(|r| {
        let came = w.with("late-came", [("count", text(c.late))]);
        view! { <br /><a class="mark warning" href=format!("/staff/results/{}#late", r.id)>{came}</a> }
    });
    let begun = c.attempt.and_then(|a| a.started).and(progress);
    let answered = begun.map(|p| format!("{} / {}", p.answered, p.questions));
    let saved = begun.and_then(|p| p.saved).map(|at| w.with("saved-at", [("time", text(format::time(at, zone)))]));
    let result = c.result.map(|r| {
        let verdict = if r.passed { w.t("passed") } else { w.t("failed") };
        view! { <a href=format!("/staff/results/{}", r.id)>{verdict} ", " {r.points.percent_of(r.most)} " %"</a> }
    });
    let tried_again = c.code_tried_again.map(|at| {
        let told = w.with("code-tried-again", [("time", text(format::date_time(at, zone, language)))]);
        view! { <br />{mark("warning", told)} }
    });
    let id = c.id;
    let may_admit = rights.run && state == Some(State::Prepared);
    let admit = may_admit.then(|| {
        view! {
            <form method="post" action=format!("/staff/enrolments/{id}/admit")>
                <button type="submit" class="button">{w.t("admit")}</button>
            </form>
        }
    });
    let slip = (rights.slips && state.is_none_or(State::is_worth_a_code)).then(|| {
        view! {
            <form method="post" action=format!("/staff/enrolments/{id}/slip")>
                <button type="submit" class="button quiet">{w.t("print-slip")}</button>
            </form>
        }
    });
    let may_act = rights.time || (rights.reopen && c.attempt.is_some_and(|a| time::may_be_reopened(&a)));
    let keep_time =
        may_act.then(|| view! { <a class="button quiet" href=format!("/staff/enrolments/{id}/time")>{w.t("time-acts")}</a> });
    view! {
        <tr id=format!("c-{id}")>
            <th scope="row">{c.name}<br /><span class="digits quiet">{c.iin}</span></th>
            <td class="nowrap"><a href=format!("/staff/files/{}", c.file)>{c.file_number}</a></td>
            <td>{c.activity.short_name(language).to_owned()}</td>
            <td>{stands_at} {stands.map(|stands| view! { <br />{mark("warning", stands)} })} {c.signed_in.then(|| view! { <br />{mark("met", w.t("signed-in"))} })} {tried_again}</td>
            <td class="digits">{deadline} {given.map(|given| view! { <br />{given} })}</td>
            <td class="digits">{answered} {saved.map(|saved| view! { <br /><span class="quiet">{saved}</span> })}</td>
            <td>{result} {late}</td>
            // What goes first stands last, so that nothing else moves under somebody's hand.
            <td class="acts">{keep_time} {slip} {admit}</td>
        </tr>
    }
}
