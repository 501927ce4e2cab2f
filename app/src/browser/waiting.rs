//! The waiting page: it looks by itself whether the exam may begin, and lets a candidate try the keys on a question that doesn't count.

use std::time::Duration;

use wasm_bindgen::JsCast;
use web_sys::{DomParser, KeyboardEvent, SupportedType};

use super::{
    notes::{apply_view, next_language, send_look},
    page::{Body, digit, document, element, every, fetch, input, key, mark, on, window},
};

const LOOK_AGAIN: Duration = Duration::from_secs(5);
const PATIENCE: Duration = Duration::from_secs(12);

/// Begins, where the page is this one.
pub(super) fn wake() {
    let Some(waiting) = element("#waiting") else { return };
    mark(element("#main").as_ref(), "awake", true);
    on(&document(), "keydown", |event| {
        if let Ok(event) = event.dyn_into::<KeyboardEvent>() {
            try_key(&event);
        }
    });
    if let Some(view) = element(".view") {
        on(&view, "change", |_| {
            apply_view();
            wasm_bindgen_futures::spawn_local(send_look());
        });
    }
    if waiting.has_attribute("data-waits") {
        every(LOOK_AGAIN, || wasm_bindgen_futures::spawn_local(look_again()));
    }
}

/// Of the exam's keys those that a question by itself has.
fn try_key(event: &KeyboardEvent) {
    let Some(key) = key(event) else { return };
    if key == "KeyL" {
        next_language();
    } else if let Some(option) = digit(&key).and_then(|number| input(&format!("#sample input[value='{number}']"))) {
        if event.shift_key() {
            let label = option.closest(".option").ok().flatten();
            let _ = label.map(|label| label.class_list().toggle("struck"));
        } else {
            option.focus().ok();
            option.click();
        }
    } else {
        return;
    }
    event.prevent_default();
}

/// What there is to wait for, as the server now shows it; the rest of the page stays as it is.
async fn look_again() {
    let page = match fetch("/waiting", Body::None, PATIENCE).await {
        Ok((200, page)) => page,
        // The session is over: the server's page says what to do.
        Ok((401, _)) => return drop(window().location().reload()),
        _ => return,
    };
    let Ok(parser) = DomParser::new() else { return };
    let Ok(page) = parser.parse_from_string(&page, SupportedType::TextHtml) else { return };
    let (now, before) = (page.query_selector("#waiting").ok().flatten(), element("#waiting"));
    match (now, before) {
        (Some(now), Some(before)) if now.text_content() != before.text_content() => {
            // As our own server wrote it.
            before.set_inner_html(&now.inner_html());
            if !now.has_attribute("data-waits") {
                let _ = before.remove_attribute("data-waits");
            }
        }
        // It has led elsewhere.
        (None, _) => drop(window().location().reload()),
        _ => {}
    }
}
