//! The access slip: printed, cut off, handed over. The code is shown this once.

use leptos::prelude::*;
use store::Slip;

use crate::{
    format,
    words::{Words, text},
};

/// The page.
pub fn page(w: &'static Words, slip: Slip, address: String) -> impl IntoView {
    let language = w.language();
    let sitting = slip.sitting;
    let starts = format::date_time(sitting.starts, &sitting.time_zone, language);
    view! {
        <div class="narrow">
            <p class="back no-print"><a href=format!("/staff/sittings/{}", sitting.id)>{w.t("back-to-sitting")}</a></p>
            <p class="no-print lead">{w.t("slip-hint")}</p>
            <section class="slip">
                <h1>{w.t("slip-title")}</h1>
                <dl class="facts">
                    <dt>{w.t("candidate")}</dt>
                    <dd>{slip.candidate.name}</dd>
                    <dt>{w.t("iin")}</dt>
                    <dd class="digits">{slip.candidate.iin}</dd>
                    <dt>{w.t("access-code")}</dt>
                    <dd><output class="access-code" id="code">{slip.code.to_string()}</output></dd>
                    <dt>{w.t("exam")}</dt>
                    <dd>{slip.candidate.activity.name(language).to_owned()}</dd>
                    <dt>{w.t("starts")}</dt>
                    <dd>{starts}</dd>
                    <dt>{w.t("place")}</dt>
                    <dd>{sitting.unit_name.get(language).to_owned()} ", " {sitting.unit_address} ", " {sitting.room}</dd>
                    <dt>{w.t("slip-address")}</dt>
                    <dd>{address}</dd>
                </dl>
                <p>{w.t("slip-once")}</p>
                <p>{w.with("slip-file", [("number", text(slip.candidate.file_number))])}</p>
                {slip.demonstration.then(|| view! { <p>{w.t("demonstration-exam")}</p> })}
            </section>
            <p class="no-print hint">{w.t("slip-print")}</p>
        </div>
    }
}
