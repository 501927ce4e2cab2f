//! A page that says what happened and what to do next.

use leptos::prelude::*;

/// What a notice says.
#[derive(Clone, Debug)]
pub struct Notice {
    /// What happened.
    pub title: String,
    /// What to do.
    pub text: String,
    /// Where to go on: address and text.
    pub next: Option<(String, String)>,
    /// The id under which the log has the details.
    pub incident: Option<String>,
}

/// The page.
pub fn page(notice: Notice) -> impl IntoView {
    view! {
        <div class="narrow">
            <h1>{notice.title}</h1>
            <p class="lead">{notice.text}</p>
            {notice.incident.map(|text| view! { <p class="incident">{text}</p> })}
            {notice.next.map(|(href, text)| view! { <p><a class="button" href=href>{text}</a></p> })}
        </div>
    }
}
