//! Answers that came after the end, and whether they count.

use ::exam::id::ResultId;
use leptos::prelude::*;
use store::LateAnswer;

use crate::{
    form::{Form, field},
    format,
    parts::{column, mark, table},
    words::{Words, text},
};

/// What came, what was decided, and the form for what wasn't; nothing where nothing came. `form` is what was typed in the form that was
/// sent, if one was.
pub fn section(
    w: &'static Words,
    result: ResultId,
    late: Vec<LateAnswer>,
    zone: &str,
    may_decide: bool,
    form: &Form,
) -> Option<impl IntoView + use<>> {
    let up_to = late.iter().rfind(|answer| answer.decision.is_none()).map(|answer| answer.number);
    let decide = up_to.filter(|_| may_decide).map(|up_to| decide(w, result, up_to, form));
    (!late.is_empty()).then(|| {
        let rows = late.into_iter().map(|answer| row(w, answer, zone));
        let columns = [
            column(w.t("question")).number(),
            column(w.t("late-claimed")),
            column(w.t("late-received")),
            column(w.t("late-decision")),
        ];
        view! {
            <h2 id="late">{w.t("late-title")}</h2>
            <p>{w.t("late-hint")}</p>
            {table(w.t("late-title"), columns).rows(rows)}
            {decide}
        }
    })
}

fn row(w: &'static Words, answer: LateAnswer, zone: &str) -> impl IntoView + use<> {
    let decision = answer.decision.map_or_else(
        || mark("warning", w.t("late-undecided")).into_any(),
        |decision| {
            let at = format::date_time(decision.at, zone, w.language());
            let key = if decision.counted { "late-counted-by" } else { "late-left-by" };
            let arguments = [("by", text(decision.by)), ("time", text(at)), ("reason", text(decision.reason))];
            w.with(key, arguments).into_any()
        },
    );
    view! {
        <tr>
            <th scope="row" class="number">{answer.position}</th>
            <td class="digits">{format::time(answer.claimed, zone)}</td>
            <td class="digits">{format::time(answer.received, zone)}</td>
            <td>{decision}</td>
        </tr>
    }
}

fn decide(w: &'static Words, result: ResultId, up_to: u32, form: &Form) -> impl IntoView + use<> {
    let form = form.scoped("late".to_owned());
    let ways = [("yes", "late-count"), ("no", "late-leave")].map(|(value, key)| (value.to_owned(), w.t(key)));
    view! {
        <form method="post" action=format!("/staff/results/{result}/late") class="status">
            {form.scope_field()}
            <input type="hidden" name="up_to" value=up_to />
            {form.radios(field("counts", w.t("late-ask")), ways.into())}
            {form.text(field("reason", w.t("reason")))}
            {form.confirm(w)}
            <button type="submit" class="button">{w.t("late-decide")}</button>
        </form>
    }
}
