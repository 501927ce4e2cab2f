//! What the islands ask of a browser, in a few words.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Element, HtmlInputElement, RequestInit, Response};

/// How long an answer of the server may take. What it does nevertheless is asked again, which does no harm.
const PATIENCE: Duration = Duration::from_secs(12);

/// This machine's clock in milliseconds; only differences of it are used.
pub(super) fn here() -> i64 {
    js_sys::Date::now() as i64
}

pub(super) fn element(selector: &str) -> Option<Element> {
    document().query_selector(selector).ok().flatten()
}

pub(super) fn input(selector: &str) -> Option<HtmlInputElement> {
    element(selector)?.dyn_into().ok()
}

pub(super) fn inputs(selector: &str) -> Vec<HtmlInputElement> {
    let Ok(list) = document().query_selector_all(selector) else { return vec![] };
    (0..list.length()).filter_map(|n| list.get(n)?.dyn_into().ok()).collect()
}

/// Listens as long as the page stands.
pub(super) fn on(target: &web_sys::EventTarget, event: &str, handler: impl FnMut(web_sys::Event) + 'static) {
    let handler = Closure::<dyn FnMut(web_sys::Event)>::new(handler);
    let _ = target.add_event_listener_with_callback(event, handler.as_ref().unchecked_ref());
    // The page and its listeners end together.
    handler.forget();
}

pub(super) fn every(period: Duration, what: impl Fn() + 'static) {
    let _ = set_interval_with_handle(what, period);
}

/// Waits.
pub(super) async fn pause(how_long: Duration) {
    let over = js_sys::Promise::new(&mut |resolve, _| {
        set_timeout(move || drop(resolve.call0(&JsValue::NULL)), how_long);
    });
    let _ = JsFuture::from(over).await;
}

/// Posts JSON, or gets; the status and the body.
pub(super) async fn fetch(address: &str, body: Option<&str>) -> Result<(u16, String), JsValue> {
    let init = RequestInit::new();
    if let Some(body) = body {
        init.set_method("POST");
        init.set_body(&JsValue::from_str(body));
    }
    let abort = AbortController::new()?;
    init.set_signal(Some(&abort.signal()));
    let request = web_sys::Request::new_with_str_and_init(address, &init)?;
    request.headers().set("Accept", "application/json")?;
    if body.is_some() {
        request.headers().set("Content-Type", "application/json")?;
    }
    let impatience = set_timeout_with_handle(move || abort.abort(), PATIENCE)?;
    let answered = answer(&request).await;
    impatience.clear();
    answered
}

async fn answer(request: &web_sys::Request) -> Result<(u16, String), JsValue> {
    let response: Response = JsFuture::from(window().fetch_with_request(request)).await?.dyn_into()?;
    let text = JsFuture::from(response.text()?).await?;
    Ok((response.status(), text.as_string().unwrap_or_default()))
}
