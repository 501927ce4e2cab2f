//! A sitting: its candidates, their slips, admission, and the results as they arrive.

use exam::attempt::State;
use leptos::prelude::*;
use store::{Enrolled, SittingHead};

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

/// The page. `form` is what was typed in the form that was sent, if one was.
pub fn page(
    w: &'static Words,
    sitting: SittingHead,
    candidates: Vec<Enrolled>,
    rights: Rights,
    form: &Form,
) -> impl IntoView + use<> {
    let language = w.language();
    let open = sitting.opened.is_some();
    let starts = format::date_time(sitting.starts, &sitting.time_zone, language);
    let zone = sitting.time_zone.clone();
    let for_all = rights.time.then(|| time::for_all(w, &sitting, &candidates, form));
    let rows = candidates.into_iter().map(|c| candidate(w, c, rights, &zone)).collect::<Vec<_>>();
    let columns = [
        column(w.t("candidate")),
        column(w.t("file-number")),
        column(w.t("activity")),
        column(w.t("state")),
        column(w.t("time")),
        column(w.t("result")),
        column(w.t("acts")).acts(),
    ];
    let table = table(w.t("candidates"), columns).or(w.t("candidates-none")).rows(rows);
    let place = format!("{}, {}", sitting.unit_name.get(language), sitting.unit_address);
    let facts = facts(vec![
        fact(w.t("unit"), place),
        fact(w.t("room"), sitting.room),
        fact(w.t("admission"), w.t(&format!("admission-{}", sitting.admission.code()))),
        fact(w.t("state"), states::of_sitting(w, open)),
    ]);
    let id = sitting.id;
    view! {
        {back("/staff/sittings", w.t("back-to-sittings"))}
        <h1>{w.with("sitting-title", [("time", text(starts))])}</h1>
        {form.summary(w)}
        {facts}
        {(rights.run && !open)
            .then(|| {
                view! {
                    <form method="post" action=format!("/staff/sittings/{id}/open") class="status">
                        <p>{w.t("open-sitting-hint")}</p>
                        <button type="submit" class="button">{w.t("open-sitting")}</button>
                    </form>
                }
            })}
        {for_all}
        <h2>{w.t("candidates")}</h2>
        {table}
        {states::legend(w)}
    }
}

fn candidate(w: &'static Words, c: Enrolled, rights: Rights, zone: &str) -> impl IntoView + use<> {
    let language = w.language();
    let state = c.attempt.map(|a| a.state);
    let stands_at = states::of_attempt(w, state);
    let deadline = c.attempt.and_then(|a| time::deadline(w, &a, zone));
    let given = c.attempt.and_then(|a| time::given(w, &a));
    let stands = c.attempt.and_then(|a| time::stands(w, &a, zone));
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
    let slip = (rights.slips && state.is_none_or(State::is_open)).then(|| {
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
        <tr>
            <th scope="row">{c.name}<br /><span class="digits quiet">{c.iin}</span></th>
            <td><a href=format!("/staff/files/{}", c.file)>{c.file_number}</a></td>
            <td>{c.activity.short_name(language).to_owned()}</td>
            <td>{stands_at} {stands.map(|stands| view! { <br />{mark("warning", stands)} })} {c.signed_in.then(|| view! { <br />{mark("met", w.t("signed-in"))} })} {tried_again}</td>
            <td class="digits">{deadline} {given.map(|given| view! { <br />{given} })}</td>
            <td>{result}</td>
            <td class="acts">{admit} {keep_time} {slip}</td>
        </tr>
    }
}
