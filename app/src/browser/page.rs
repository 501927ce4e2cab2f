//! What is asked of a browser, in a few words. Not every bundle asks for all of it.
#![cfg_attr(not(feature = "candidate"), allow(dead_code))]

use std::time::Duration;

use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Document, Element, HtmlElement, HtmlInputElement, KeyboardEvent, RequestInit, Response, Window};

pub(super) fn window() -> Window {
    web_sys::window().expect("a page has a window")
}

pub(super) fn document() -> Document {
    window().document().expect("a page is a document")
}

/// Milliseconds since the page was opened, whatever is done to the machine's clock. On some machines it stands while they sleep.
pub(super) fn here() -> i64 {
    window().performance().map_or_else(js_sys::Date::now, |performance| performance.now()) as i64
}

/// This machine's clock in milliseconds: people set it.
pub(super) fn wall_clock() -> i64 {
    js_sys::Date::now() as i64
}

pub(super) fn element(selector: &str) -> Option<Element> {
    document().query_selector(selector).ok().flatten()
}

pub(super) fn html(selector: &str) -> Option<HtmlElement> {
    element(selector)?.dyn_into().ok()
}

pub(super) fn input(selector: &str) -> Option<HtmlInputElement> {
    element(selector)?.dyn_into().ok()
}

pub(super) fn inputs(selector: &str) -> Vec<HtmlInputElement> {
    elements(selector).into_iter().filter_map(|element| element.dyn_into().ok()).collect()
}

pub(super) fn elements(selector: &str) -> Vec<Element> {
    let Ok(list) = document().query_selector_all(selector) else { return vec![] };
    (0..list.length()).filter_map(|n| list.get(n)?.dyn_into().ok()).collect()
}

/// What the page says in an attribute of an element.
pub(super) fn told(element: &Element, name: &str) -> String {
    element.get_attribute(name).unwrap_or_default()
}

/// Writes a text where another stands; what stays the same is not written, and not read out again.
pub(super) fn write(element: Option<&Element>, text: &str) {
    if let Some(element) = element
        && element.text_content().as_deref() != Some(text)
    {
        element.set_text_content(Some(text));
    }
}

/// Gives an element a class, or takes it away.
pub(super) fn mark(element: Option<&Element>, class: &str, on: bool) {
    if let Some(element) = element {
        let _ = element.class_list().toggle_with_force(class, on);
    }
}

/// Sets an attribute without a value, or takes it away: `hidden`, `disabled`.
pub(super) fn set(element: Option<&Element>, attribute: &str, on: bool) {
    if let Some(element) = element
        && element.has_attribute(attribute) != on
    {
        let _ = element.toggle_attribute_with_force(attribute, on);
    }
}

/// Listens as long as the page stands.
pub(super) fn on(target: &web_sys::EventTarget, event: &str, handler: impl FnMut(web_sys::Event) + 'static) {
    let handler = Closure::<dyn FnMut(web_sys::Event)>::new(handler);
    let _ = target.add_event_listener_with_callback(event, handler.as_ref().unchecked_ref());
    // The page and its listeners end together.
    handler.forget();
}

/// The key that was pressed, by its place, so that a Kazakh or Russian layout changes nothing; none if it is the browser's, or a letter
/// that somebody types.
pub(super) fn key(event: &KeyboardEvent) -> Option<String> {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let types = target.is_some_and(|element| element.matches("textarea, input[type=text]").unwrap_or(false));
    let of_the_page = !event.ctrl_key() && !event.alt_key() && !event.meta_key() && !types;
    of_the_page.then(|| event.code())
}

/// The digit on a key, from 1.
pub(super) fn digit(key: &str) -> Option<u8> {
    key.strip_prefix("Digit").or_else(|| key.strip_prefix("Numpad"))?.parse().ok().filter(|digit| *digit >= 1)
}

pub(super) fn every(period: Duration, what: impl FnMut() + 'static) {
    let what = Closure::<dyn FnMut()>::new(what);
    let _ = window().set_interval_with_callback_and_timeout_and_arguments_0(what.as_ref().unchecked_ref(), millis(period));
    what.forget();
}

pub(super) fn after(wait: Duration, what: impl FnOnce() + 'static) -> i32 {
    let what = Closure::once_into_js(what);
    window().set_timeout_with_callback_and_timeout_and_arguments_0(what.unchecked_ref(), millis(wait)).unwrap_or_default()
}

/// Does something once what has changed is on the screen.
pub(super) fn after_paint(what: impl FnOnce() + 'static) {
    let at_the_next_frame = Closure::once_into_js(move || {
        after(Duration::ZERO, what);
    });
    let _ = window().request_animation_frame(at_the_next_frame.unchecked_ref());
}

fn millis(duration: Duration) -> i32 {
    i32::try_from(duration.as_millis()).unwrap_or(i32::MAX)
}

/// Waits.
pub(super) async fn pause(how_long: Duration) {
    let over = js_sys::Promise::new(&mut |resolve, _| {
        after(how_long, move || drop(resolve.call0(&JsValue::NULL)));
    });
    let _ = JsFuture::from(over).await;
}

/// What a request carries.
#[derive(Clone, Copy)]
pub(super) enum Body<'b> {
    /// It asks.
    None,
    Json(&'b str),
    /// Name/value pairs, as a form sends them.
    Form(&'b str),
}

/// Gets, or posts what there is, and waits so long; the status and the body.
pub(super) async fn fetch(address: &str, body: Body<'_>, patience: Duration) -> Result<(u16, String), JsValue> {
    let init = RequestInit::new();
    let content = match body {
        Body::None => None,
        Body::Json(text) => Some((text, "application/json")),
        Body::Form(text) => Some((text, "application/x-www-form-urlencoded")),
    };
    if let Some((text, _)) = content {
        init.set_method("POST");
        init.set_body(&JsValue::from_str(text));
    }
    let abort = AbortController::new()?;
    init.set_signal(Some(&abort.signal()));
    let request = web_sys::Request::new_with_str_and_init(address, &init)?;
    request.headers().set("Accept", "application/json")?;
    if let Some((_, kind)) = content {
        request.headers().set("Content-Type", kind)?;
    }
    let impatience = after(patience, move || abort.abort());
    let answered = answer(&request).await;
    window().clear_timeout_with_handle(impatience);
    answered
}

async fn answer(request: &web_sys::Request) -> Result<(u16, String), JsValue> {
    let response: Response = JsFuture::from(window().fetch_with_request(request)).await?.dyn_into()?;
    let text = JsFuture::from(response.text()?).await?;
    Ok((response.status(), text.as_string().unwrap_or_default()))
}
