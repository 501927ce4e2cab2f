//! The audit log, for whoever audits.

use leptos::prelude::*;
use store::{ACTS, LoggedEvent};

use crate::{
    form::{Form, field},
    format,
    parts::{column, fact, facts, table},
    words::{Words, text},
};

/// Addresses of more that fits what was asked for.
#[derive(Clone, Debug)]
pub struct Links {
    /// Earlier events, where there are any.
    pub older: Option<String>,
    /// The newest, where these are others.
    pub newest: Option<String>,
    /// All of them, as a table.
    pub export: String,
}

/// The page; the newest event comes first.
pub fn page(w: &'static Words, form: &Form, events: Vec<LoggedEvent>, links: Links, zone: &'static str) -> impl IntoView + use<> {
    let mut acts: Vec<_> = ACTS.iter().map(|act| ((*act).to_owned(), event(w, act))).collect();
    acts.sort_by(|(_, one), (_, other)| one.cmp(other));
    let acts = [(String::new(), w.t("log-any-act"))].into_iter().chain(acts).collect();
    let Links { older, newest, export } = links;
    let columns = [
        column(w.t("log-number")).number(),
        column(w.t("log-when")),
        column(w.t("log-person")),
        column(w.t("log-act")),
        column(w.t("log-object")),
    ];
    let rows = events.into_iter().map(|event| row(w, event, zone));
    let table = table(w.t("log"), columns).class("log").or(w.t("log-none")).rows(rows);
    view! {
        <div class="title-row">
            <h1>{w.t("log")}</h1>
            <a class="button quiet" href=export download="synaq-log.csv">{w.t("log-export")}</a>
        </div>
        <p class="lead">{w.t("log-lead")}</p>
        {form.summary(w)}
        <form method="get" action="/staff/log" class="filter" role="search">
            {form.input(field("person", w.t("log-person")).hint(w.t("log-person-hint")), "search")}
            {form.input(field("object", w.t("log-object")).hint(w.t("log-object-hint")), "search")}
            {form.select(field("act", w.t("log-act")), acts)} {form.date(field("from", w.t("log-from")))}
            {form.date(field("until", w.t("log-until")))}
            <div class="buttons">
                <button type="submit" class="button">{w.t("log-show")}</button>
                <a class="button quiet" href="/staff/log">{w.t("log-reset")}</a>
            </div>
        </form>
        {table}
        <nav class="buttons" aria-label=w.t("log")>
            {older.map(|link| view! { <a class="button quiet" rel="next" href=link>{w.t("log-older")}</a> })}
            {newest.map(|link| view! { <a class="button quiet" href=link>{w.t("log-newest")}</a> })}
        </nav>
    }
}

/// An act in words.
pub fn event(w: &Words, act: &str) -> String {
    w.t(&format!("event-{}", act.replace('.', "-")))
}

/// Who acted, in words.
pub fn who(w: &Words, event: &LoggedEvent) -> String {
    match (&event.actor_name, event.actor.split_once(':')) {
        (Some(name), _) => name.clone(),
        (None, Some(("console", user))) => w.with("log-console", [("user", text(user))]),
        (None, None) if event.actor == "system" => w.t("log-system"),
        _ => event.actor.clone(),
    }
}

/// In which role, in words; none where the actor says it.
fn role(w: &Words, event: &LoggedEvent) -> Option<String> {
    let (role, unit) = event.role.split_once('@').unwrap_or((&event.role, ""));
    let role = match role {
        "system" | "console" | "staff" => return None,
        "candidate" => w.t("candidate"),
        role => w.t(&format!("role-{role}")),
    };
    let unit = event.role_unit.as_deref().unwrap_or(unit);
    Some(if unit.is_empty() { role } else { format!("{role}, {unit}") })
}

fn row(w: &'static Words, logged: LoggedEvent, zone: &'static str) -> impl IntoView + use<> {
    let at = format::date_time(logged.at, zone, w.language());
    let exactly = format!("{} ({zone})", format::time(logged.at, zone));
    let person = logged.actor.contains(':').then(|| format!("/staff/log?person={}", logged.actor));
    let who = who(w, &logged);
    let who = match person {
        Some(link) => view! { <a href=link title=w.t("log-of-person")>{who}</a> }.into_any(),
        None => view! { {who} }.into_any(),
    };
    let role = role(w, &logged).map(|role| view! { <br /><span class="quiet">{role}</span> });
    let reason = logged.fact("reason").as_str().filter(|reason| !reason.is_empty()).map(|reason| {
        view! { <p class="quiet">{format!("{}: {reason}", w.t("reason"))}</p> }
    });
    // What has no id of its own is about nothing that has a history.
    let has_history = logged.object.split_once(':').is_some_and(|(_, id)| id.len() == 36);
    let object = has_history.then(|| {
        let name = logged.object_name.clone().unwrap_or_else(|| logged.object.clone());
        view! { <a href=format!("/staff/log?object={}", logged.object) title=w.t("log-history")>{name}</a> }
    });
    let code = |text: String| view! { <code>{text}</code> };
    let block = |text: String| view! { <code class="block">{text}</code> };
    let act = event(w, &logged.act);
    let address = if logged.address.is_empty() { "–".to_owned() } else { logged.address };
    let mut all = vec![
        fact(w.t("log-when"), exactly),
        fact(w.t("log-address"), address),
        fact(w.t("log-act"), code(logged.act)),
        fact(w.t("log-person"), code(logged.actor)),
        fact(w.t("log-role"), code(logged.role)),
        fact(w.t("log-object"), code(logged.object)),
        fact(w.t("log-detail"), block(logged.detail)),
    ];
    all.extend((!logged.wrote.is_empty()).then(|| fact(w.t("log-wrote"), block(logged.wrote))));
    all.push(fact(w.t("log-hash"), block(logged.hash)));
    let facts = facts(all);
    view! {
        <tr id=format!("e{}", logged.seq)>
            <th scope="row" class="number">{logged.seq}</th>
            <td class="digits">{at}</td>
            <td>{who} {role}</td>
            <td>
                {act} {reason}
                <details>
                    <summary>{w.t("log-more")}</summary>
                    {facts}
                </details>
            </td>
            <td>{object}</td>
        </tr>
    }
}
