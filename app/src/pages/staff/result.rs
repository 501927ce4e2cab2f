//! A result, for staff: its sections, the approval, and what two persons decide about it.

use ::exam::id::{ResultId, StaffId};
use leptos::prelude::*;
use store::{FileHead, Proposal, ProposedAct, ResultSheet, Verdict};

use crate::{
    form::{Form, field},
    format,
    pages::{
        candidate::result::{scores, word},
        staff::late,
    },
    parts,
    words::{Words, text},
};

/// What the reader may do here.
#[derive(Clone, Copy, Debug)]
pub struct Rights {
    /// Who the reader is.
    pub me: StaffId,
    /// Let the result count.
    pub approve: bool,
    /// Decide whether answers count that came after the end.
    pub late: bool,
    /// Propose to annul or to reinstate it.
    pub propose: bool,
    /// Decide what another has proposed.
    pub decide: bool,
}

/// The page. `name` is the candidate's.
#[allow(clippy::too_many_arguments, reason = "all that the page shows")]
pub fn page(
    w: &'static Words,
    sheet: ResultSheet,
    name: &str,
    file: &FileHead,
    zone: &str,
    proposal: Option<Proposal>,
    rights: Rights,
    form: &Form,
) -> impl IntoView + use<> {
    let language = w.language();
    let id = sheet.head.id;
    let (passed, verdict) = word(w, &sheet.head);
    let at = |at| text(format::date_time(at, zone, language));
    let how = w.with(if sheet.head.expired { "result-expired" } else { "result-submitted" }, [("time", at(sheet.head.ended))]);
    let approval = match &sheet.head.verdict {
        Verdict::Approved { at: when, by } => w.with("result-approved-by", [("time", at(*when)), ("by", text(by))]),
        Verdict::Annulled { at: when, by } => w.with("result-annulled-by", [("time", at(*when)), ("by", text(by))]),
        Verdict::Awaited => w.t("result-awaiting-approval"),
    };
    let awaited = sheet.head.verdict == Verdict::Awaited;
    let waits = sheet.late.iter().any(|answer| answer.decision.is_none());
    let approve = (rights.approve && awaited && !waits).then(|| {
        view! {
            <form method="post" action=format!("/staff/results/{id}/approve") class="status">
                <p>{w.with("approve-ask", [("name", text(name)), ("verdict", text(&verdict))])}</p>
                <button type="submit" class="button">{w.t("approve")}</button>
            </form>
        }
    });
    let late = late::section(w, id, sheet.late.clone(), zone, rights.late && awaited, form);
    let about_it = match proposal {
        Some(proposal) => undecided(w, id, &proposal, zone, rights, form).into_any(),
        None if rights.propose => propose(w, id, name, &sheet.head.verdict, form).into_any(),
        None => ().into_any(),
    };
    view! {
        <div class="narrow">
            {parts::back(format!("/staff/files/{}", file.id), w.with("back-to-file", [("number", text(&file.number))]))}
            <h1>{w.with("result-of", [("name", text(name))])}</h1>
            {form.summary(w)}
            <p class="lead">{file.activity.name(language).to_owned()}</p>
            {parts::verdict(passed, verdict, approval)}
            <p>{how}</p>
            {scores(w, sheet)}
            {late}
            {approve}
            {about_it}
        </div>
    }
}

fn propose(w: &'static Words, id: ResultId, name: &str, verdict: &Verdict, form: &Form) -> impl IntoView + use<> {
    let (act, title, hint) = match verdict {
        Verdict::Annulled { .. } => (ProposedAct::Reinstate, "propose-reinstate", "propose-reinstate-hint"),
        Verdict::Approved { .. } | Verdict::Awaited => (ProposedAct::Annul, "propose-annul", "propose-annul-hint"),
    };
    let form = form.scoped("propose".to_owned());
    let proposed = act.code();
    let act = form.act(w.t(title), format!("/staff/results/{id}/propose")).says(w.with(hint, [("name", text(name))]));
    act.asks(view! {
        <input type="hidden" name="act" value=proposed />
        {form.text(field("reason", w.t("reason")))}
        {form.confirm(w)}
    })
}

fn undecided(
    w: &'static Words,
    id: ResultId,
    proposal: &Proposal,
    zone: &str,
    rights: Rights,
    form: &Form,
) -> impl IntoView + use<> {
    let (proposed, accept) = match proposal.act {
        ProposedAct::Annul => ("proposed-annul", "accept-annul"),
        ProposedAct::Reinstate => ("proposed-reinstate", "accept-reinstate"),
    };
    let at = text(format::date_time(proposal.at, zone, w.language()));
    let mine = proposal.by == rights.me;
    let accept = (rights.decide && !mine).then(|| {
        view! { <button type="submit" name="decision" value="accept" class="button danger">{w.t(accept)}</button> }
    });
    let refuse = (rights.decide || mine).then(|| {
        let label = if mine { "take-back-proposal" } else { "refuse-proposal" };
        view! { <button type="submit" name="decision" value="refuse" class="button quiet">{w.t(label)}</button> }
    });
    let said = w.with(proposed, [("by", text(&proposal.name)), ("time", at), ("reason", text(&proposal.reason))]);
    view! {
        <form method="post" action=format!("/staff/results/{id}/decide") class="status">
            <p>{said}</p>
            {accept.is_none().then(|| view! { <p class="hint">{w.t("proposal-needs-another")}</p> })}
            <input type="hidden" name="proposal" value=proposal.id.to_string() />
            {(rights.decide || mine).then(|| form.confirm(w))}
            <div class="buttons">{accept} {refuse}</div>
        </form>
    }
}
