//! The audit log: read page by page, or taken away as a table. Reading it is told in it.

use std::collections::HashMap;

use app::{
    form::Form,
    pages::staff::log::{Links, event, page, who},
};
use axum::{
    body::Body,
    extract::Query,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use exam::clock::Instant;
use futures_util::stream;
use jiff::civil::Date;
use store::{LogFilter, LogPlace, LoggedEvent};

use super::{ZONE, files::date};
use crate::{
    spreadsheet,
    web::{
        failure::Failure,
        page::Reply,
        permissions::Act,
        session::{Scope, Staff},
    },
};

const PAGE: &str = "/staff/log";
/// Events on a page.
const ON_A_PAGE: u16 = 50;
/// Events that are read at once for a table.
const AT_ONCE: u16 = 1_000;
/// The fields that say what is looked for.
const FIELDS: [&str; 5] = ["person", "object", "act", "from", "until"];

type Asked = HashMap<String, String>;

/// What is looked for; what can't be read is noted in the form.
fn read(staff: &Staff, query: &Asked) -> (LogFilter, Form) {
    let given = |field: &str| query.get(field).map(|value| value.trim().to_owned()).unwrap_or_default();
    let mut form = Form::typed(FIELDS.map(|field| (field.to_owned(), given(field))).to_vec());
    let w = staff.visit.words();
    let mut midnight = |field: &'static str, label: &str, days: i64| {
        if form.value(field).is_empty() {
            return None;
        }
        let day: Date = date(&mut form, field, label, w)?.parse().ok()?;
        let day = day.checked_add(jiff::Span::new().days(days)).ok()?;
        Some(Instant::from_millis(day.in_tz(ZONE).ok()?.timestamp().as_millisecond()))
    };
    let (from, until) = (midnight("from", "log-from", 0), midnight("until", "log-until", 1));
    (LogFilter { person: given("person"), object: given("object"), act: given("act"), from, until }, form)
}

pub(in crate::web) async fn show(staff: Staff, Query(query): Query<Asked>) -> Result<Response, Failure> {
    let by = staff.must(Act::ReadLog, Scope::Everywhere).await?;
    let (filter, form) = read(&staff, &query);
    let (w, store) = (staff.visit.words(), &staff.visit.site.store);
    let place = match query.get("before").map(|seq| seq.parse()) {
        Some(Ok(seq)) => LogPlace::Before(seq),
        Some(Err(_)) => return Err(Failure::NotFound),
        None => LogPlace::End,
    };
    let (mut events, status) = if form.is_refused() {
        (Vec::new(), StatusCode::UNPROCESSABLE_ENTITY)
    } else {
        let events = store.log(&filter, place, ON_A_PAGE + 1).await?;
        store.record_log_reading(&by, &filter, false).await?;
        (events, StatusCode::OK)
    };
    let more = events.len() > usize::from(ON_A_PAGE);
    events.truncate(ON_A_PAGE.into());
    let link = |path: &str, before: Option<i64>| {
        let given = FIELDS.map(|field| (field, form.value(field).to_owned()));
        let before = before.map(|seq| ("before", seq.to_string()));
        let fields: Vec<_> = given.into_iter().chain(before).filter(|(_, value)| !value.is_empty()).collect();
        let query = serde_urlencoded::to_string(fields).unwrap_or_default();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    };
    let here = link(PAGE, None);
    let links = Links {
        older: events.last().filter(|_| more).map(|last| link(PAGE, Some(last.seq))),
        newest: (place != LogPlace::End).then(|| here.clone()),
        export: link("/staff/log.csv", None),
    };
    Ok(Reply::staff(&staff, w.t("log")).at(here).status(status).show(|| page(w, &form, events, links, ZONE)))
}

/// All that fits, in its order, as a table for a spreadsheet.
pub(in crate::web) async fn export(staff: Staff, Query(query): Query<Asked>) -> Result<Response, Failure> {
    let by = staff.must(Act::ReadLog, Scope::Everywhere).await?;
    let (filter, form) = read(&staff, &query);
    if form.is_refused() {
        return Err(Failure::Unreadable);
    }
    let (w, store) = (staff.visit.words(), staff.visit.site.store.clone());
    store.record_log_reading(&by, &filter, true).await?;
    let heads =
        ["log-number", "log-when", "log-person", "log-role", "log-address", "log-act", "log-object", "log-detail", "log-hash"];
    let first = spreadsheet::first_line(&heads.map(|head| w.t(head)));
    let line = move |logged: &LoggedEvent| {
        let at = crate::commands::file::iso8601(logged.at);
        let object =
            logged.object_name.as_ref().map_or_else(|| logged.object.clone(), |name| format!("{} ({name})", logged.object));
        spreadsheet::line(&[
            &logged.seq.to_string(),
            &at,
            &format!("{} ({})", logged.actor, who(w, logged)),
            &logged.role,
            &logged.address,
            &format!("{} ({})", logged.act, event(w, &logged.act)),
            &object,
            &logged.detail,
            &logged.hash,
        ])
    };
    let rest = stream::try_unfold(0, move |last| {
        let (store, filter) = (store.clone(), filter.clone());
        async move {
            let events = store.log(&filter, LogPlace::After(last), AT_ONCE).await?;
            let next = events.last().map(|event| event.seq);
            Ok::<_, store::Error>(next.map(|next| (events.iter().map(line).collect::<String>(), next)))
        }
    });
    let lines = futures_util::StreamExt::chain(stream::iter([Ok(first)]), rest);
    let mut response = Body::from_stream(lines).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"synaq-log.csv\""));
    Ok(response)
}
