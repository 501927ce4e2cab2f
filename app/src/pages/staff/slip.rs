//! The access slip: printed, cut off, handed over. The code is shown this once.

use leptos::prelude::*;
use store::Slip;

use crate::{
    format,
    parts::{back, fact, facts},
    words::{Words, text},
};

/// The page.
pub fn page(w: &'static Words, slip: Slip, address: String) -> impl IntoView {
    let language = w.language();
    let sitting = slip.sitting;
    let starts = format::date_time(sitting.starts, &sitting.time_zone, language);
    let code = slip.code.to_string();
    let facts = facts(vec![
        fact(w.t("candidate"), slip.candidate.name),
        fact(w.t("iin"), slip.candidate.iin),
        fact(w.t("access-code"), view! { <output class="access-code" id="code">{code}</output> }),
        fact(w.t("exam"), slip.candidate.activity.name(language).to_owned()),
        fact(w.t("starts"), starts),
        fact(w.t("place"), format!("{}, {}, {}", sitting.unit_name.get(language), sitting.unit_address, sitting.room)),
        fact(w.t("slip-address"), address),
    ]);
    view! {
        <div class="narrow">
            {back(format!("/staff/sittings/{}", sitting.id), w.t("back-to-sitting"))}
            <p class="no-print lead">{w.t("slip-hint")}</p>
            <section class="slip">
                <h1>{w.t("slip-title")}</h1>
                {facts}
                <p>{w.t("slip-once")}</p>
                <p>{w.with("slip-file", [("number", text(slip.candidate.file_number))])}</p>
                {slip.demonstration.then(|| view! { <p>{w.t("demonstration-exam")}</p> })}
            </section>
            <p class="no-print hint">{w.t("slip-print")}</p>
        </div>
    }
}
