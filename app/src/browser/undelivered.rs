//! On the page after the end: what this browser still keeps because it never reached the server. It is delivered as what it is, late, and
//! kept until the server has it; whether it counts is for people to decide. Once the result is decided nothing is delivered any more.

use std::time::Duration;

use wasm_bindgen_futures::spawn_local;
use web_sys::Element;

use super::{
    kept::Kept,
    page::{Body, element, fetch, pause, set, told, write},
};
use crate::exchange::{Answer, LateReply, LateRequest};

/// How long a request may take, and how long after one that failed the next is made.
const PATIENCE: Duration = Duration::from_secs(12);
const AGAIN: Duration = Duration::from_secs(5);

/// Says which answers didn't arrive, where the page has a place for it, and delivers them.
pub(super) fn wake() {
    let Some(notice) = element("#undelivered") else { return };
    let attempt = told(&notice, "data-attempt");
    let kept = Kept::of(&attempt);
    for pair in told(&notice, "data-arrived").split(' ') {
        if let Some((position, count)) = pair.split_once(':')
            && let (Ok(position), Ok(count)) = (position.parse(), count.parse())
        {
            kept.drop_until(position, count);
        }
    }
    let questions: u16 = told(&notice, "data-questions").parse().unwrap_or_default();
    let missing: Vec<Answer> = (1..=questions).filter_map(|position| kept.answer(position)).collect();
    let for_good = notice.has_attribute("data-for-good");
    if missing.is_empty() || for_good {
        missing.iter().for_each(|answer| kept.drop_until(answer.position, answer.client_revision));
        kept.drop_noted();
    }
    if !missing.is_empty() {
        say(&notice, "data-text", missing.iter().map(|answer| answer.position));
        if !for_good {
            spawn_local(deliver(notice, attempt, kept, missing));
        }
    }
}

/// Until the server has them, or wants none.
async fn deliver(notice: Element, attempt: String, kept: Kept, missing: Vec<Answer>) {
    let address = format!("/exam/{attempt}/late");
    let request = serde_json::to_string(&LateRequest { answers: missing.clone() }).unwrap_or_default();
    loop {
        match fetch(&address, Body::Json(&request), PATIENCE).await {
            Ok((200, reply)) => {
                let taken = serde_json::from_str::<LateReply>(&reply).map(|reply| reply.taken).unwrap_or_default();
                let (here, left): (Vec<&Answer>, Vec<&Answer>) =
                    missing.iter().partition(|answer| taken.contains(&answer.position));
                here.iter().for_each(|answer| kept.drop_until(answer.position, answer.client_revision));
                if left.is_empty() {
                    kept.drop_noted();
                    say(&notice, "data-delivered", here.iter().map(|answer| answer.position));
                }
                return;
            }
            // The exam goes on, the result is decided, or whoever was signed in isn't any more.
            Ok((400..500, _)) => return,
            _ => pause(AGAIN).await,
        }
    }
}

/// Writes one of the notice's texts, with the numbers of questions.
fn say(notice: &Element, text: &str, questions: impl Iterator<Item = u16>) {
    let numbers: Vec<_> = questions.map(|position| position.to_string()).collect();
    write(Some(notice), &format!("{} {}", told(notice, text), numbers.join(", ")));
    set(Some(notice), "hidden", false);
    // Nobody is sent away whose answers still have to go.
    set(element("#leave").as_ref(), "hidden", text == "data-text" && !notice.has_attribute("data-for-good"));
}
