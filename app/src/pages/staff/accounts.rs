//! Accounts of staff: who holds which role where, and what two administrators decide about it.

use ::exam::id::StaffId;
use leptos::prelude::*;
use store::{Code, Role, StaffAccount, StaffAct, StaffProposal, StaffSession, Unit};

use super::account::{appointment, open_sessions};
use crate::{
    form::{Form, field},
    format,
    parts::{back, column, empty, fact, facts, mark, table, warning},
    words::{Words, text},
};

/// What the reader may do here.
#[derive(Clone, Copy, Debug)]
pub struct Rights {
    /// Who the reader is.
    pub me: StaffId,
    /// Open and close accounts, end sessions, propose new ways in.
    pub keep: bool,
    /// Propose roles, decide, take roles away.
    pub appoint: bool,
}

/// The list.
pub fn list(
    w: &'static Words,
    accounts: Vec<StaffAccount>,
    proposals: Vec<StaffProposal>,
    rights: Rights,
    form: &Form,
    zone: &str,
) -> impl IntoView + use<> {
    let proposals = proposals.into_iter().map(|open| proposal(w, open, rights, form, zone)).collect_view();
    let any = !proposals.is_empty();
    let rows = accounts
        .into_iter()
        .map(|account| {
            let roles = account.appointments.iter().map(|held| view! { <li>{appointment(w, held)}</li> }).collect_view();
            view! {
                <tr>
                    <th scope="row">
                        <a href=format!("/staff/accounts/{}", account.id)>{account.name.clone()}</a>
                        <br />
                        <span class="quiet">{account.login.clone()}</span>
                    </th>
                    <td><ul class="plain">{roles}</ul></td>
                    <td>{marks(w, &account)}</td>
                </tr>
            }
        })
        .collect::<Vec<_>>();
    let table = table(w.t("accounts"), [column(w.t("full-name")), column(w.t("roles")), column(w.t("state"))]).rows(rows);
    view! {
        <div class="title-row">
            <h1>{w.t("accounts")}</h1>
            {rights.keep.then(|| view! { <a class="button" href="/staff/accounts/new">{w.t("open-account")}</a> })}
        </div>
        {form.summary(w)}
        {any.then(|| view! { <h2>{w.t("staff-proposals")}</h2> })}
        {proposals}
        {table}
    }
}

fn marks(w: &'static Words, account: &StaffAccount) -> impl IntoView + use<> {
    let closed = account.closed.is_some();
    let lacks = account.appointments.iter().any(|held| held.appointment.role.needs_second_factor()) && !account.second_factor;
    let marks = [
        (closed, "account-closed", "failed"),
        (!closed && !account.joined, "account-not-joined", "warning"),
        (!closed && account.second_factor, "second-factor-on", "met"),
        (!closed && lacks, "second-factor-missing", "warning"),
    ];
    marks.into_iter().filter(|(is, ..)| *is).map(|(_, key, state)| view! { {mark(state, w.t(key))} " " }).collect_view()
}

/// What is proposed, in words.
fn what(w: &Words, open: &StaffProposal) -> String {
    match open.act {
        StaffAct::Appoint(proposed) => {
            let place = open.unit_name.as_ref().map_or_else(|| w.t("whole-licensor"), |name| name.get(w.language()).to_owned());
            let role = w.t(&format!("role-{}", proposed.role.code()));
            w.with("proposed-appoint", [("name", text(&open.name)), ("role", text(role)), ("place", text(place))])
        }
        StaffAct::RenewPassword => w.with("proposed-renew-password", [("name", text(&open.name))]),
        StaffAct::RenewSecondFactor => w.with("proposed-renew-second-factor", [("name", text(&open.name))]),
    }
}

fn proposal(w: &'static Words, open: StaffProposal, rights: Rights, form: &Form, zone: &str) -> impl IntoView + use<> {
    let at = text(format::date_time(open.at, zone, w.language()));
    let said = w.with("staff-proposed-by", [("by", text(&open.by_name)), ("time", at), ("reason", text(&open.reason))]);
    let (mine, about_me) = (open.by == rights.me, open.staff == rights.me);
    let form = form.scoped(open.id.to_string());
    let accept = (!mine).then(|| {
        view! { <button type="submit" name="decision" value="accept" class="button">{w.t("accept-proposal")}</button> }
    });
    let refuse = if mine { "take-back-proposal" } else { "refuse-proposal" };
    let decide = (rights.appoint && !about_me).then(|| {
        view! {
            <form method="post" action=format!("/staff/accounts/proposals/{}/decide", open.id)>
                {form.scope_field()} {form.confirm(w)}
                <div class="buttons">
                    {accept}
                    <button type="submit" name="decision" value="refuse" class="button quiet">{w.t(refuse)}</button>
                </div>
            </form>
        }
    });
    view! {
        <section class="status">
            <p>{what(w, &open)}</p>
            <p>{said}</p>
            {mine.then(|| view! { <p class="hint">{w.t("staff-proposal-needs-another")}</p> })}
            {decide}
        </section>
    }
}

/// Opening an account.
pub fn new(w: &'static Words, form: &Form) -> impl IntoView + use<> {
    view! {
        <div class="narrow">
            {back("/staff/accounts", w.t("back-to-accounts"))}
            <h1>{w.t("open-account")}</h1>
            <p>{w.t("open-account-hint")}</p>
            {form.summary(w)}
            <form method="post" action="/staff/accounts/new" id="main-form">
                {form.text(field("name", w.t("full-name")))}
                {form.text(field("login", w.t("login")).hint(w.t("login-hint")).class("short"))}
                {form.confirm(w)}
                <button type="submit" class="button">{w.t("open-account")}</button>
            </form>
        </div>
    }
}

/// The code with which somebody chooses a password, shown this once.
pub fn code_page(w: &'static Words, id: StaffId, name: &str, login: &str, code: &Code) -> impl IntoView + use<> {
    let code = code.to_string();
    let facts = facts(vec![
        fact(w.t("full-name"), name.to_owned()),
        fact(w.t("login"), login.to_owned()),
        fact(w.t("joining-code"), view! { <output class="access-code" id="code">{code}</output> }),
    ]);
    view! {
        <div class="narrow">
            {back(format!("/staff/accounts/{id}"), w.t("back-to-account"))}
            <section class="slip">
                <h1>{w.t("joining-code")}</h1>
                {facts}
                <p>{w.t("joining-code-hint")}</p>
            </section>
        </div>
    }
}

/// An account.
#[allow(clippy::too_many_arguments, reason = "all that the page shows")]
pub fn page(
    w: &'static Words,
    account: &StaffAccount,
    sessions: Vec<StaffSession>,
    proposals: Vec<StaffProposal>,
    units: Vec<Unit>,
    rights: Rights,
    form: &Form,
    zone: &'static str,
) -> impl IntoView + use<> {
    let (id, open) = (account.id, account.closed.is_none());
    let closed =
        account.closed.map(|at| w.with("account-closed-at", [("time", text(format::date_time(at, zone, w.language())))]));
    let proposals = proposals.into_iter().map(|open| proposal(w, open, rights, form, zone)).collect_view();
    let held = account
        .appointments
        .iter()
        .map(|held| {
            let form = form.scoped(held.id.to_string());
            let end = rights.appoint.then(|| {
                let what = [("name", text(&account.name)), ("role", text(appointment(w, held)))];
                let act = form.act(w.t("end-appointment"), format!("/staff/accounts/{id}/appointments/{}/end", held.id));
                act.says(w.with("end-appointment-hint", what)).danger().asks(form.confirm(w))
            });
            view! { <li>{appointment(w, held)} {end}</li> }
        })
        .collect_view();
    let none = account.appointments.is_empty();
    let others = id != rights.me;
    let appoint = (rights.appoint && open && others).then(|| propose_role(w, id, &units, form));
    let keep = (rights.keep && others).then(|| keep(w, account, form));
    view! {
        <div class="narrow">
            {back("/staff/accounts", w.t("back-to-accounts"))}
            <h1>{account.name.clone()}</h1>
            {form.summary(w)}
            <p>{marks(w, account)}</p>
            {closed.map(warning)}
            {proposals}
            <h2>{w.t("roles")}</h2>
            {if none { empty(w.t("roles-none")).into_any() } else { view! { <ul class="plain">{held}</ul> }.into_any() }}
            {appoint}
            <h2>{w.t("sessions")}</h2>
            {open_sessions(w, sessions, zone, false)}
            {keep}
        </div>
    }
}

fn propose_role(w: &'static Words, id: StaffId, units: &[Unit], form: &Form) -> impl IntoView + use<> {
    let form = form.scoped("appoint".to_owned());
    let roles = Role::ALL.map(|role| (role.code().to_owned(), w.t(&format!("role-{}", role.code()))));
    let roles = [(String::new(), w.t("choose"))].into_iter().chain(roles).collect();
    let units = units.iter().map(|unit| (unit.id.to_string(), unit.name.get(w.language()).to_owned()));
    let units = [(String::new(), w.t("whole-licensor"))].into_iter().chain(units).collect();
    let act = form.act(w.t("propose-appointment"), format!("/staff/accounts/{id}/appoint"));
    act.says(w.t("propose-appointment-hint")).asks(view! {
        {form.select(field("role", w.t("role")), roles)} {form.select(field("unit", w.t("unit")), units)}
        {form.text(field("reason", w.t("reason")))} {form.confirm(w)}
    })
}

fn keep(w: &'static Words, account: &StaffAccount, form: &Form) -> impl IntoView + use<> {
    let id = account.id;
    let act = |scope: &'static str, to: &'static str, title: &'static str, hint: &'static str| {
        let form = form.scoped(scope.to_owned());
        let renews = to == "renew";
        let fields = view! {
            {renews.then(|| view! { <input type="hidden" name="act" value=scope /> })}
            {renews.then(|| form.text(field("reason", w.t("reason"))))} {form.confirm(w)}
        };
        let says = w.with(hint, [("name", text(&account.name))]);
        let act = form.act(w.t(title), format!("/staff/accounts/{id}/{to}")).says(says);
        if to == "close" { act.danger() } else { act }.asks(fields)
    };
    let open = account.closed.is_none();
    view! {
        {open.then(|| act("end-sessions", "sessions/end", "end-all-sessions", "end-all-sessions-hint"))}
        <h2>{w.t("way-in")}</h2>
        {act("renew-password", "renew", "renew-password", "renew-password-hint")}
        {account
            .second_factor
            .then(|| act("renew-second-factor", "renew", "renew-second-factor", "renew-second-factor-hint"))}
        {open.then(|| act("close", "close", "close-account", "close-account-hint"))}
    }
}
