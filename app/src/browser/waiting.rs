//! The waiting page: it looks by itself whether the exam may begin, and lets a candidate try the keys on a question that doesn't count.

use std::time::Duration;

use wasm_bindgen::JsCast;
use web_sys::{DomParser, Element, KeyboardEvent, SupportedType};

use super::{
    notes::{apply_view, next_language, send_look},
    page::{Body, document, element, every, fetch, input, mark, on, window},
};

const LOOK_AGAIN: Duration = Duration::from_secs(5);
const PATIENCE: Duration = Duration::from_secs(12);

/// Begins, where the page is this one.
pub(super) fn wake() {
    let Some(waiting) = element("#waiting") else { return };
    mark(element("#main").as_ref(), "awake", true);
    on(&document(), "keydown", |event| {
        if let Ok(event) = event.dyn_into::<KeyboardEvent>() {
            key(&event);
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

fn key(event: &KeyboardEvent) {
    let on_a_control = event
        .target()
        .and_then(|t| t.dyn_into::<Element>().ok())
        .is_some_and(|element| element.matches("select, input[type=text]").unwrap_or(false));
    if event.ctrl_key() || event.alt_key() || event.meta_key() || on_a_control {
        return;
    }
    let code = event.code();
    if code == "KeyL" {
        next_language();
    } else if let Some(number) = code.strip_prefix("Digit").or_else(|| code.strip_prefix("Numpad"))
        && let Some(option) = input(&format!("#sample input[value='{number}']"))
    {
        if event.shift_key() {
            let label = option.closest(".option").ok().flatten();
            mark(label.as_ref(), "struck", !label.as_ref().is_some_and(|label| label.class_list().contains("struck")));
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
