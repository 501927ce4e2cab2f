//! On the page after the end: what this browser still keeps because it never reached the server.

use leptos::prelude::*;

/// Says which answers didn't arrive. They stay kept until the result is approved: should the exam be reopened, they are sent.
#[island]
pub fn Undelivered(
    /// The attempt's id.
    attempt: String,
    /// The newest count of each question's changes that the server has, by position.
    arrived: Vec<(u16, i64)>,
    /// How many questions the paper has.
    questions: u16,
    /// Nothing can come of them any more.
    for_good: bool,
    /// What is said of them; their questions follow.
    text: String,
) -> impl IntoView {
    let missing = RwSignal::new(Vec::<String>::new());
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| {
        let kept = super::kept::Kept::of(&attempt);
        for (position, count) in &arrived {
            kept.drop_until(*position, *count);
        }
        let positions: Vec<u16> = (1..=questions).filter(|p| kept.answer(*p).is_some()).collect();
        if positions.is_empty() || for_good {
            positions.iter().for_each(|p| kept.drop_until(*p, i64::MAX));
            kept.drop_view();
        }
        missing.set(positions.iter().map(u16::to_string).collect());
    });
    #[cfg(not(feature = "hydrate"))]
    let _ = (attempt, arrived, questions, for_good);
    view! {
        <p class="warning" role="alert" hidden=move || missing.with(Vec::is_empty)>
            {move || format!("{text} {}", missing.get().join(", "))}
        </p>
    }
}
