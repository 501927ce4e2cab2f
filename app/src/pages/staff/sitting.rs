//! A sitting: its candidates, their slips, admission, and the results as they arrive.

use exam::attempt::State;
use leptos::prelude::*;
use store::{Enrolled, SittingHead};

use super::time;
use crate::{
    form::Form,
    format,
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
    let none = candidates.is_empty();
    let rows = candidates.into_iter().map(|c| candidate(w, c, rights, &zone)).collect_view();
    let id = sitting.id;
    view! {
        <p class="back"><a href="/staff/sittings">{w.t("back-to-sittings")}</a></p>
        <h1>{w.with("sitting-title", [("time", text(starts))])}</h1>
        {form.summary(w)}
        <dl class="facts">
            <dt>{w.t("unit")}</dt>
            <dd>{sitting.unit_name.get(language).to_owned()} ", " {sitting.unit_address}</dd>
            <dt>{w.t("room")}</dt>
            <dd>{sitting.room}</dd>
            <dt>{w.t("admission")}</dt>
            <dd>{w.t(&format!("admission-{}", sitting.admission.code()))}</dd>
            <dt>{w.t("state")}</dt>
            <dd>{if open { w.t("sitting-open") } else { w.t("sitting-planned") }}</dd>
        </dl>
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
        {if none {
            view! { <p class="empty">{w.t("candidates-none")}</p> }.into_any()
        } else {
            view! {
                <div class="scroll" tabindex="0">
                    <table>
                        <thead>
                            <tr>
                                <th scope="col">{w.t("candidate")}</th>
                                <th scope="col">{w.t("file-number")}</th>
                                <th scope="col">{w.t("activity")}</th>
                                <th scope="col">{w.t("state")}</th>
                                <th scope="col">{w.t("time")}</th>
                                <th scope="col">{w.t("result")}</th>
                                <th scope="col">{w.t("acts")}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            }
                .into_any()
        }}
    }
}

fn candidate(w: &'static Words, c: Enrolled, rights: Rights, zone: &str) -> impl IntoView + use<> {
    let language = w.language();
    let state = c.attempt.map(|a| a.state);
    let state_text = state.map_or_else(|| w.t("not-opened"), |s| w.t(&format!("state-{s}")));
    let deadline = c.attempt.and_then(|a| time::deadline(w, &a, zone));
    let given = c.attempt.and_then(|a| time::given(w, &a));
    let stands = c.attempt.and_then(|a| time::stands(w, &a, zone));
    // Where it can be decided: on the page of the result.
    let late = c.result.as_ref().filter(|_| c.late > 0).map(|r| {
        let came = w.with("late-came", [("count", text(c.late))]);
        view! { <br /><a class="mark warning" href=format!("/staff/results/{}#late", r.id)>{came}</a> }
    });
    let result = c.result.map(|r| {
        let verdict = if r.passed { w.t("passed") } else { w.t("failed") };
        view! { <a href=format!("/staff/results/{}", r.id)>{verdict} ", " {r.points.percent_of(r.most)} " %"</a> }
    });
    let tried_again = c.code_tried_again.map(|at| {
        let told = w.with("code-tried-again", [("time", text(format::date_time(at, zone, language)))]);
        view! { <br /><span class="mark warning">{told}</span> }
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
            <td>{state_text} {stands.map(|stands| view! { <br /><span class="mark warning">{stands}</span> })} {c.signed_in.then(|| view! { <br /><span class="mark met">{w.t("signed-in")}</span> })} {tried_again}</td>
            <td class="digits">{deadline} {given.map(|given| view! { <br />{given} })}</td>
            <td>{result} {late}</td>
            <td class="acts">{admit} {keep_time} {slip}</td>
        </tr>
    }
}
