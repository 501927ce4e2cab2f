//! The result, as the candidate sees it.

use std::collections::{BTreeMap, BTreeSet};

use ::exam::{blueprint::PaperAccess, clock::Instant, id::AttemptId, scoring::SectionScore};
use leptos::prelude::*;
use store::{Again, Ending, LateAnswer, ResultHead, ResultSheet, ScriptAccess, Standing, Verdict};

use crate::{
    format,
    parts::{self, column, table},
    words::{Words, number, text},
};

/// The page of a graded attempt.
///
/// `arrived` are the newest counts of a browser's changes that have arrived, by position: what a browser kept beyond is not in the result.
/// `again` is when the candidate may come again, where there is something to come for; `script` what they are shown of their paper.
pub fn page(
    w: &'static Words,
    standing: &Standing,
    sheet: ResultSheet,
    arrived: BTreeMap<u16, i64>,
    again: Option<Again>,
    script: ScriptAccess,
    now: Instant,
) -> impl IntoView + use<> {
    let script = own_paper(w, sheet.head.attempt, script);
    let zone = standing.time_zone.clone();
    let ended = format::date_time(sheet.head.ended, &zone, w.language());
    let how = if sheet.head.expired {
        w.with("result-expired", [("time", text(ended))])
    } else {
        w.with("result-submitted", [("time", text(ended))])
    };
    let at = |key: &str, at| w.with(key, [("time", text(format::date_time(at, &zone, w.language())))]);
    let approval = match &sheet.head.verdict {
        Verdict::Approved { at: when, .. } => at("result-approved", *when),
        Verdict::Annulled { at: when, .. } => at("result-annulled-at", *when),
        Verdict::Awaited => w.t("result-awaiting-approval"),
    };
    let for_good = sheet.head.verdict != Verdict::Awaited;
    let (passed, verdict) = word(w, &sheet.head);
    let undelivered = undelivered(w, sheet.head.attempt, sheet.questions, arrived, for_good);
    let next = next(w, standing, &sheet.head, again, now);
    let appeal = standing.rules.as_ref().and_then(|rules| rules.appeal.as_ref());
    let appeal = appeal.map_or_else(|| w.t("appeal-ask"), |appeal| appeal.get(w.language()).to_owned());
    view! {
        <div class="narrow">
            <h1>{w.t("result-title")}</h1>
            <p>{standing.name.clone()} ", " {standing.activity.name(w.language()).to_owned()}</p>
            {parts::verdict(passed, verdict, approval)}
            <p>{how}</p>
            {undelivered}
            {late(w, &sheet.late)}
            {scores(w, sheet)}
            {script}
            <h2>{w.t("next-title")}</h2>
            {next}
            <h2>{w.t("appeal-title")}</h2>
            <p class="pre-line">{appeal}</p>
            <p class="lead" id="leave">{w.t("result-leave")}</p>
            <form method="post" action="/sign-out">
                <button type="submit" class="button">{w.t("sign-out")}</button>
            </form>
        </div>
    }
}

/// The page of an attempt whose result is told when the commission has approved it.
pub fn withheld(w: &'static Words, standing: &Standing, ending: Ending, arrived: BTreeMap<u16, i64>) -> impl IntoView + use<> {
    let at = text(format::date_time(ending.at, &standing.time_zone, w.language()));
    let how = w.with(if ending.expired { "result-expired" } else { "result-submitted" }, [("time", at)]);
    let answered = w.with("result-answered", [("answered", text(ending.answered)), ("questions", text(ending.questions))]);
    view! {
        <div class="narrow">
            <h1>{w.t("result-withheld-title")}</h1>
            <p>{standing.name.clone()} ", " {standing.activity.name(w.language()).to_owned()}</p>
            <p class="lead">{w.t("result-withheld-text")}</p>
            <p>{how} " " {answered}</p>
            {undelivered(w, ending.attempt, ending.questions, arrived, false)}
            {late(w, &ending.late)}
            <form method="post" action="/sign-out">
                <button type="submit" class="button">{w.t("sign-out")}</button>
            </form>
        </div>
    }
}

/// Where the browser says which answers it still has, and delivers them; nothing by itself.
fn undelivered(
    w: &'static Words,
    attempt: AttemptId,
    questions: usize,
    arrived: BTreeMap<u16, i64>,
    for_good: bool,
) -> impl IntoView + use<> {
    let arrived: Vec<_> = arrived.into_iter().map(|(position, count)| format!("{position}:{count}")).collect();
    view! {
        <p
            class="warning"
            role="alert"
            id="undelivered"
            data-attempt=attempt.to_string()
            data-arrived=arrived.join(" ")
            data-questions=questions
            data-for-good=for_good
            data-text=w.t(if for_good { "undelivered-for-good" } else { "undelivered" })
            data-delivered=w.t("undelivered-delivered")
            hidden=true
        ></p>
    }
}

/// Where the questions and answers are to be seen, or when, if at all.
fn own_paper(w: &'static Words, attempt: AttemptId, script: ScriptAccess) -> impl IntoView + use<> {
    match script {
        ScriptAccess::Kept | ScriptAccess::Later(PaperAccess::Nothing) => ().into_any(),
        ScriptAccess::Later(PaperAccess::Questions) => {
            view! { <p>{w.t("script-later-questions")} " " {w.t("script-again")}</p> }.into_any()
        }
        ScriptAccess::Later(PaperAccess::Keys) => {
            view! { <p>{w.t("script-later-keys")} " " {w.t("script-again")}</p> }.into_any()
        }
        ScriptAccess::Shown(_) => {
            view! { <p><a class="button quiet" href=format!("/exam/{attempt}/script")>{w.t("script-title")}</a></p> }.into_any()
        }
    }
}

/// What comes next: a decision, nothing, or another exam.
fn next(w: &'static Words, standing: &Standing, head: &ResultHead, again: Option<Again>, now: Instant) -> impl IntoView + use<> {
    let mut told = Vec::new();
    match (&head.verdict, head.passed) {
        (Verdict::Awaited, passed) => {
            told.push(w.t("next-awaiting"));
            let retake = standing.rules.as_ref().map(|rules| rules.retake).filter(|_| !passed);
            told.extend(retake.map(|retake| {
                let days = w.with("days", [("count", number(retake.wait_days))]);
                w.with("again-rule", [("days", text(days)), ("attempts", text(retake.attempts))])
            }));
        }
        (Verdict::Approved { .. }, true) => told.push(w.with("next-passed", [("file", text(&standing.file))])),
        (verdict, _) => {
            told.extend(matches!(verdict, Verdict::Annulled { .. }).then(|| w.t("next-annulled")));
            match again {
                Some(Again { attempts_left: 0, .. }) => told.push(w.t("problem-no-attempts-left")),
                Some(Again { from, attempts_left }) => {
                    let at = |from| text(format::date_time(from, &standing.time_zone, w.language()));
                    let from = from.filter(|from| *from > now);
                    told.push(from.map_or_else(|| w.t("again-now"), |from| w.with("again-from", [("time", at(from))])));
                    told.push(w.with("again-left", [("count", text(attempts_left))]));
                    told.push(w.t("again-enrolled"));
                }
                None => {}
            }
        }
    }
    told.into_iter().map(|told| view! { <p>{told}</p> }).collect_view()
}

/// Which answers came after the end, and what has become of them.
fn late(w: &'static Words, late: &[LateAnswer]) -> impl IntoView + use<> {
    let of = |state: Option<bool>, key| {
        let those = late.iter().filter(|answer| answer.decision.as_ref().map(|decision| decision.counted) == state);
        let questions: BTreeSet<_> = those.map(|answer| answer.position).collect();
        let questions: Vec<_> = questions.iter().map(u16::to_string).collect();
        (!questions.is_empty()).then(|| w.with(key, [("questions", text(questions.join(", ")))]))
    };
    let all = [of(None, "late-awaits"), of(Some(true), "late-counted"), of(Some(false), "late-left")];
    all.into_iter().flatten().map(|told| view! { <p class="warning">{told}</p> }).collect_view()
}

/// Whether the result counts as a pass, and its one word.
pub fn word(w: &'static Words, head: &ResultHead) -> (bool, String) {
    match (&head.verdict, head.passed) {
        (Verdict::Annulled { .. }, _) => (false, w.t("result-annulled")),
        (_, true) => (true, w.t("result-passed")),
        (_, false) => (false, w.t("result-failed")),
    }
}

/// The page between the end and the grade.
pub fn pending(w: &'static Words) -> impl IntoView {
    view! {
        <div class="narrow">
            <h1>{w.t("result-pending-title")}</h1>
            <p class="lead">{w.t("result-pending-text")}</p>
        </div>
    }
}

/// The table of scores, for candidate and staff.
pub fn scores(w: &'static Words, sheet: ResultSheet) -> impl IntoView {
    let language = w.language();
    let minimum = move |score: &SectionScore| match (score.minimum.get(), score.met) {
        (0, _) => "–".to_owned(),
        (least, met) => {
            let met = if met { w.t("section-met") } else { w.t("section-not-met") };
            format!("{least}\u{a0}%: {met}")
        }
    };
    let rows = sheet
        .sections
        .into_iter()
        .map(|(title, score)| {
            let minimum = minimum(&score);
            view! {
                <tr class:missed=!score.met>
                    <th scope="row">{title.get(language).to_owned()}</th>
                    <td class="number">{format::points(score.points, language)}</td>
                    <td class="number">{format::points(score.most, language)}</td>
                    <td class="number">{score.points.percent_of(score.most)} "\u{a0}%"</td>
                    <td>{minimum}</td>
                </tr>
            }
        })
        .collect::<Vec<_>>();
    let head = sheet.head;
    let answered = w.with("result-answered", [("answered", text(sheet.answered)), ("questions", text(sheet.questions))]);
    let columns = [
        column(w.t("section")),
        column(w.t("points")).number(),
        column(w.t("most")).number(),
        column(w.t("share")).number(),
        column(w.t("minimum")),
    ];
    let total = view! {
        <tr>
            <th scope="row">{w.t("total")}</th>
            <td class="number">{format::points(head.points, language)}</td>
            <td class="number">{format::points(head.most, language)}</td>
            <td class="number">{head.points.percent_of(head.most)} "\u{a0}%"</td>
            <td>{w.with("pass-mark-is", [("percent", text(sheet.pass_mark))])}</td>
        </tr>
    };
    view! {
        {table(w.t("result-table"), columns).captioned().foot(total).rows(rows)}
        <p class="hint">{answered}</p>
    }
}
