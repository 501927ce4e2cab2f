//! All that pages are made of, on one page, built by what builds them. It is there in a demonstration only.

use ::exam::language::Language;
use leptos::prelude::*;

use crate::{
    form::{Form, field},
    pages::{
        candidate::{exam::sample_navigator, waiting::sample},
        staff::states,
    },
    parts::{back, column, empty, fact, facts, mark, table, verdict, warning},
    words::{Words, text},
};

/// The colours, by their names in the stylesheet.
const COLOURS: [&str; 16] = [
    "ground",
    "sheet",
    "ink",
    "ink-quiet",
    "line",
    "line-strong",
    "accent",
    "accent-ink",
    "accent-soft",
    "good",
    "good-soft",
    "bad",
    "bad-soft",
    "warn",
    "warn-soft",
    "focus",
];

/// Steps of the grid, in pixels.
const STEPS: [u8; 6] = [4, 8, 16, 24, 32, 64];

/// The page.
pub fn page(w: &'static Words) -> impl IntoView {
    view! {
        {back("/", w.t("go-to-sign-in"))}
        <h1>{w.t("styleguide-title")}</h1>
        <p class="lead">{w.t("styleguide-lead")}</p>
        <h2>{w.t("styleguide-colours")}</h2>
        {colours(w)}
        <h2>{w.t("styleguide-type")}</h2>
        {sizes(w)}
        <h2>{w.t("styleguide-space")}</h2>
        {spaces()}
        <h2>{w.t("styleguide-buttons")}</h2>
        {buttons(w)}
        <h2>{w.t("styleguide-fields")}</h2>
        {fields(w, &Form::default().scoped("plain".to_owned()))}
        <h2>{w.t("styleguide-refused")}</h2>
        {refused(w)}
        {filter(w)}
        <h2>{w.t("acts")}</h2>
        {acts(w)}
        <h2>{w.t("styleguide-facts")}</h2>
        {facts(vec![
            fact(w.t("unit"), w.t("whole-licensor")),
            fact(w.t("state"), states::of_sitting(w, true)),
            fact(w.t("specialty"), mark("warning", w.t("specialty-not-listed"))),
        ])}
        <h2>{w.t("styleguide-states")}</h2>
        <p>
            {states::of_sitting(w, false)} " " {states::of_attempt(w, None)} " " {mark("met", w.t("row-met"))} " "
            {mark("not-met", w.t("row-not-met"))}
        </p>
        {states::legend(w)}
        <h2>{w.t("styleguide-notices")}</h2>
        {notices(w)}
        <h2>{w.t("styleguide-tables")}</h2>
        {tables(w)}
        <h2>{w.t("styleguide-question")}</h2>
        {sample_navigator(w)}
        {sample(w, Language::ALL.to_vec())}
        <h2>{w.t("styleguide-print")}</h2>
        <p>{w.t("styleguide-printed")}</p>
    }
}

fn colours(w: &'static Words) -> impl IntoView + use<> {
    let rows = COLOURS.map(|name| {
        view! {
            <tr>
                <th scope="row"><code>{format!("--{name}")}</code></th>
                <td>{swatch(64, format!("var(--{name})"))}</td>
            </tr>
        }
    });
    table(w.t("styleguide-colours"), [column(w.t("styleguide-name")), column(w.t("styleguide-looks"))]).rows(rows)
}

/// A rectangle; its colour is an attribute, as no page has styles of its own.
fn swatch(width: u8, colour: String) -> impl IntoView {
    view! {
        <svg width=width.to_string() height="24" aria-hidden="true">
            <rect width="100%" height="100%" fill=colour stroke="var(--line-strong)"></rect>
        </svg>
    }
}

fn sizes(w: &'static Words) -> impl IntoView + use<> {
    let sample = || w.t("sample-question");
    let shown = [
        ("h2", view! { <h2>{sample()}</h2> }.into_any()),
        ("h3", view! { <h3>{sample()}</h3> }.into_any()),
        (".lead", view! { <p class="lead">{sample()}</p> }.into_any()),
        ("p", view! { <p>{sample()}</p> }.into_any()),
        (".hint", view! { <p class="hint">{sample()}</p> }.into_any()),
        ("code", view! { <code>{sample()}</code> }.into_any()),
    ];
    let rows = shown.map(|(name, what)| view! { <tr><td><code>{name}</code></td><td>{what}</td></tr> });
    table(w.t("styleguide-type"), [column(w.t("styleguide-name")), column(w.t("styleguide-looks"))]).rows(rows)
}

fn spaces() -> impl IntoView {
    let steps = STEPS.map(|step| view! { <p class="digits">{swatch(step, "var(--accent)".to_owned())} " " {step}</p> });
    steps.collect_view()
}

fn buttons(w: &'static Words) -> impl IntoView + use<> {
    view! {
        <p class="buttons">
            <button type="button" class="button">{w.t("record")}</button>
            <button type="button" class="button quiet">{w.t("search")}</button>
            <button type="button" class="button danger">{w.t("withdraw-specialist")}</button>
            <button type="button" class="button large">{w.t("start")}</button>
            <button type="button" class="link">{w.t("sign-out")}</button>
        </p>
    }
}

fn fields(w: &'static Words, form: &Form) -> impl IntoView + use<> {
    let choices = ["entity", "individual"].map(|code| (code.to_owned(), w.t(&format!("form-{code}")))).to_vec();
    view! {
        <div class="narrow">
            {form.text(field("iin", w.t("iin")).hint(w.t("iin-hint")).digits())}
            {form.date(field("intake", w.t("intake-date")))}
            {form.password(field("password", w.t("password")))}
            {form.select(field("standing", w.t("applicant-form")), choices.clone())}
            {form.radios(field("form", w.t("applicant-form")), choices)}
            {form.checkbox(field("copies", w.t("copies-attached")))}
            {form.file(field("content", w.t("document-content")).hint(w.t("document-content-hint")), ".pdf")}
        </div>
    }
}

/// The same after something was wrong with it.
fn refused(w: &'static Words) -> impl IntoView + use<> {
    let mut form = Form::default().scoped("refused".to_owned()).filled("iin", "12345");
    form.refuse("iin", w.t("problem-number-twelve"));
    form.refuse("form", w.with("problem-choose", [("field", text(w.t("applicant-form")))]));
    view! { {form.summary(w)} {fields(w, &form)} }
}

fn filter(w: &'static Words) -> impl IntoView + use<> {
    let form = Form::default().scoped("filter".to_owned());
    view! {
        <form method="get" action="/styleguide" class="filter" role="search">
            {form.input(field("person", w.t("log-person")).hint(w.t("log-person-hint")), "search")}
            {form.date(field("from", w.t("log-from")))}
            <div class="buttons">
                <button type="submit" class="button">{w.t("log-show")}</button>
                <a class="button quiet" href="/styleguide">{w.t("log-reset")}</a>
            </div>
        </form>
    }
}

fn acts(w: &'static Words) -> impl IntoView + use<> {
    let to = || "/styleguide".to_owned();
    let (give, withdraw) = (Form::default().scoped("give".to_owned()), Form::default().scoped("withdraw".to_owned()));
    let reason = |form: &Form| form.text(field("reason", w.t("reason")));
    view! {
        {give.act(w.t("give-time"), to()).says(w.t("give-time-hint")).asks(reason(&give))}
        {withdraw
            .act(w.t("withdraw-specialist"), to())
            .says(w.with("withdraw-ask", [("name", text(w.t("applicant")))]))
            .danger()
            .asks(reason(&withdraw))}
    }
}

fn notices(w: &'static Words) -> impl IntoView + use<> {
    view! {
        {warning(w.t("second-factor-needed"))}
        {verdict(true, w.t("result-passed"), w.t("result-awaiting-approval"))}
        {verdict(false, w.t("result-failed"), w.t("result-awaiting-approval"))}
        <div class="status"><p>{w.t("waiting-for-admission")}</p></div>
        <div class="status ready"><p>{w.t("waiting-ready")}</p></div>
        {empty(w.t("files-none-yet"))}
    }
}

fn tables(w: &'static Words) -> impl IntoView + use<> {
    let columns = || [column(w.t("section")), column(w.t("points")).number(), column(w.t("minimum"))];
    let row = |n: u8| {
        view! {
            <tr class:missed={n == 2}>
                <th scope="row">{n}</th>
                <td class="number">{n * 5}</td>
                <td>{w.t(if n == 2 { "section-not-met" } else { "section-met" })}</td>
            </tr>
        }
    };
    let total = view! {
        <tr>
            <th scope="row">{w.t("total")}</th>
            <td class="number">"30"</td>
            <td></td>
        </tr>
    };
    view! {
        {table(w.t("result-table"), columns()).captioned().foot(total).rows([1, 2, 3].map(row))}
        {table(w.t("files"), columns()).or(w.t("files-none-found")).rows([(); 0])}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_of_the_stylesheet_is_shown() {
        let styles = include_str!("../../assets/synaq.css");
        let root = styles.split(":root {").nth(1).and_then(|rest| rest.split('}').next()).unwrap();
        let colours = root.split(';').filter_map(|line| line.trim().strip_prefix("--")?.split_once(": #"));
        assert_eq!(colours.map(|(name, _)| name).collect::<Vec<_>>(), COLOURS);
    }
}
