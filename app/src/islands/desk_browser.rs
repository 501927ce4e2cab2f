//! What the desk does in a browser: it watches the form, saves each change, keeps what isn't saved yet in the browser's storage,
//! and shows one question at a time.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc, time::Duration};

use exam::answer::OptionSet;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement, HtmlInputElement, KeyboardEvent, RequestInit, Response};

use super::desk::{Desk, Saving, Sheet, Texts};
use crate::exchange::{Answer, SaveReply, SaveRequest, Time};

/// How long after a failed save the next try is made.
const RETRY: Duration = Duration::from_secs(2);
/// How often the clock is set by the server's.
const SYNC_EVERY: Duration = Duration::from_secs(15);
/// How long after the deadline and the grace the page moves on: the server has closed the attempt by then.
const AFTER_THE_END: i64 = 700;
/// Minutes left that are announced.
const THRESHOLDS: [i64; 3] = [10, 5, 1];

/// What this browser keeps of an attempt.
#[derive(Default, Serialize, Deserialize)]
struct Kept {
    /// Answers that the server has not acknowledged, by position.
    unsent: BTreeMap<u16, Answer>,
    /// Flagged questions, by index.
    flagged: Vec<usize>,
    /// The question on view.
    current: usize,
}

/// The worker behind the desk.
struct Worker {
    desk: Desk,
    attempt: String,
    texts: Texts,
    /// Positions, in the order of the paper.
    positions: Vec<u16>,
    /// The last count given to a change, by position.
    counts: RefCell<BTreeMap<u16, i64>>,
    unsent: RefCell<BTreeMap<u16, Answer>>,
    sending: RefCell<bool>,
    /// The server's clock minus this machine's, and the deadline; milliseconds.
    offset: RefCell<i64>,
    deadline: RefCell<Option<i64>>,
    over: RefCell<bool>,
    /// Milliseconds.
    grace: i64,
}

pub(super) fn wake(desk: Desk, sheet: Sheet, texts: Texts) {
    let worker = Rc::new(Worker {
        desk,
        attempt: sheet.attempt.clone(),
        texts,
        positions: sheet.questions.iter().map(|q| q.position).collect(),
        counts: RefCell::new(sheet.questions.iter().map(|q| (q.position, q.client_revision)).collect()),
        unsent: RefCell::default(),
        sending: RefCell::new(false),
        offset: RefCell::new(sheet.time.now - here()),
        deadline: RefCell::new(sheet.time.deadline),
        over: RefCell::new(false),
        grace: sheet.grace,
    });
    worker.restore();
    worker.listen();
    desk.awake.set(true);
    if let Some(form) = form() {
        let _ = form.class_list().add_1("one-at-a-time");
    }
    let showing = Rc::clone(&worker);
    Effect::new(move |before: Option<usize>| {
        let current = desk.current.get();
        showing.show(current, before.is_some_and(|b| b != current));
        showing.keep();
        current
    });
    let flagging = Rc::clone(&worker);
    Effect::new(move |_| {
        desk.flagged.track();
        flagging.keep();
    });
    let ticking = Rc::clone(&worker);
    every(Duration::from_millis(250), move || ticking.tick());
    let syncing = Rc::clone(&worker);
    every(SYNC_EVERY, move || Rc::clone(&syncing).sync());
    Rc::clone(&worker).sync();
    worker.send();
}

impl Worker {
    fn storage_key(&self) -> String {
        format!("synaq-{}", self.attempt)
    }

    /// Takes up where this browser left off: place, flags and answers that never reached the server.
    fn restore(&self) {
        let kept = storage().and_then(|s| s.get_item(&self.storage_key()).ok().flatten());
        let kept: Kept = kept.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
        for answer in kept.unsent.values() {
            write(answer.position, answer.chosen);
            let mut counts = self.counts.borrow_mut();
            let count = counts.entry(answer.position).or_default();
            // A count the server has passed already would be taken for an old repeat.
            let again = Answer { client_revision: answer.client_revision.max(*count + 1), ..*answer };
            *count = again.client_revision;
            self.unsent.borrow_mut().insert(answer.position, again);
        }
        self.desk.answered.set(self.positions.iter().map(|p| !read(*p).is_empty()).collect());
        self.desk.flagged.update(|flagged| {
            for index in kept.flagged {
                if let Some(flag) = flagged.get_mut(index) {
                    *flag = true;
                }
            }
        });
        let from_link = self.index_in_address();
        self.desk.current.set(from_link.unwrap_or(kept.current).min(self.positions.len().saturating_sub(1)));
    }

    /// The question that the address names: `#q7`.
    fn index_in_address(&self) -> Option<usize> {
        let hash = window().location().hash().ok()?;
        let position: u16 = hash.strip_prefix("#q")?.parse().ok()?;
        self.positions.iter().position(|p| *p == position)
    }

    /// Writes what this browser keeps; says so when it can't.
    fn keep(&self) {
        let flagged = self.desk.flagged.with_untracked(|f| f.iter().enumerate().filter(|(_, f)| **f).map(|(n, _)| n).collect());
        let kept = Kept { unsent: self.unsent.borrow().clone(), flagged, current: self.desk.current.get_untracked() };
        let kept = serde_json::to_string(&kept).unwrap_or_default();
        let written = storage().is_some_and(|s| s.set_item(&self.storage_key(), &kept).is_ok());
        self.desk.storage_blocked.set(!written);
    }

    fn listen(self: &Rc<Self>) {
        let Some(form) = form() else { return };
        let worker = Rc::clone(self);
        on(&form, "change", move |event| {
            let input = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok());
            if let Some(position) = input.and_then(|i| i.name().strip_prefix('q')?.parse().ok()) {
                worker.changed(position);
            }
        });
        let worker = Rc::clone(self);
        on(&document(), "keydown", move |event| {
            if let Ok(event) = event.dyn_into::<KeyboardEvent>() {
                worker.key(&event);
            }
        });
        let worker = Rc::clone(self);
        on(&window(), "hashchange", move |_| {
            if let Some(index) = worker.index_in_address() {
                worker.desk.current.set(index);
            }
        });
        for event in ["online", "pageshow"] {
            let worker = Rc::clone(self);
            on(&window(), event, move |_| {
                Rc::clone(&worker).sync();
                worker.send();
            });
        }
        let worker = Rc::clone(self);
        on(&document(), "visibilitychange", move |_| Rc::clone(&worker).sync());
    }

    /// The candidate has chosen: kept here at once, sent at once.
    fn changed(self: &Rc<Self>, position: u16) {
        let chosen = read(position);
        let client_revision = {
            let mut counts = self.counts.borrow_mut();
            let count = counts.entry(position).or_default();
            *count += 1;
            *count
        };
        self.unsent.borrow_mut().insert(position, Answer { position, client_revision, chosen });
        if let Some(index) = self.positions.iter().position(|p| *p == position) {
            self.desk.answered.update(|a| a[index] = !chosen.is_empty());
        }
        self.keep();
        self.send();
    }

    /// Sends what isn't acknowledged yet, one request at a time; also past the deadline, for as long as the page stands: what is
    /// still taken then is the server's to say.
    fn send(self: &Rc<Self>) {
        if *self.sending.borrow() || self.unsent.borrow().is_empty() {
            return;
        }
        *self.sending.borrow_mut() = true;
        if matches!(self.desk.saving.get_untracked(), Saving::Nothing | Saving::Saved(_)) {
            self.desk.saving.set(Saving::Under);
        }
        let worker = Rc::clone(self);
        leptos::task::spawn_local(async move {
            let request = SaveRequest { answers: worker.unsent.borrow().values().copied().collect() };
            let body = serde_json::to_string(&request).unwrap_or_default();
            let reply = fetch(&format!("/exam/{}/answers", worker.attempt), Some(&body)).await;
            *worker.sending.borrow_mut() = false;
            match reply {
                Ok((200, reply)) => worker.acknowledged(&request, &reply),
                Ok((401, _)) => worker.fail(Saving::SignedOut),
                // The attempt is over, or isn't this candidate's: the server's page says what to do.
                Ok((404 | 409, _)) => worker.leave(),
                Ok(_) | Err(_) => {
                    worker.fail(Saving::Waiting);
                    let worker = Rc::clone(&worker);
                    set_timeout(move || worker.send(), RETRY);
                }
            }
        });
    }

    fn fail(&self, how: fn(usize) -> Saving) {
        self.desk.saving.set(how(self.unsent.borrow().len()));
    }

    fn acknowledged(self: &Rc<Self>, request: &SaveRequest, reply: &str) {
        let Ok(reply) = serde_json::from_str::<SaveReply>(reply) else {
            self.fail(Saving::Waiting);
            return;
        };
        for sent in &request.answers {
            let mut unsent = self.unsent.borrow_mut();
            let latest = unsent.get(&sent.position).is_some_and(|a| a.client_revision == sent.client_revision);
            if latest || reply.conflicts.contains(&sent.position) {
                unsent.remove(&sent.position);
            }
        }
        // The plain form must not take its own answers for someone else's.
        for (position, revision) in &reply.revisions {
            if let Some(input) = input(&format!("input[name='r{position}']")) {
                input.set_value(&revision.to_string());
            }
        }
        self.keep();
        // Another tab has answered these: the page must show what stands, and count on from there.
        if !reply.conflicts.is_empty() {
            window().location().reload().ok();
            return;
        }
        self.set_clock(reply.time);
        if self.unsent.borrow().is_empty() {
            self.desk.saving.set(Saving::Saved(reply.saved_at));
        } else {
            self.send();
        }
    }

    /// Sets the clock by the server's.
    fn sync(self: Rc<Self>) {
        if *self.over.borrow() {
            return;
        }
        leptos::task::spawn_local(async move {
            match fetch(&format!("/exam/{}/time", self.attempt), None).await {
                Ok((200, reply)) => {
                    if let Ok(time) = serde_json::from_str::<Time>(&reply) {
                        self.set_clock(time);
                    }
                    self.send();
                }
                Ok((401, _)) => self.fail(Saving::SignedOut),
                Ok((404 | 409, _)) => self.leave(),
                Ok(_) | Err(_) => self.fail(Saving::Waiting),
            }
        });
    }

    fn set_clock(&self, time: Time) {
        *self.offset.borrow_mut() = time.now - here();
        *self.deadline.borrow_mut() = time.deadline;
        if time.deadline.is_none() {
            self.leave();
        }
        // What was said to be lost is there again.
        if self.unsent.borrow().is_empty()
            && matches!(self.desk.saving.get_untracked(), Saving::Waiting(_) | Saving::SignedOut(_))
        {
            self.desk.saving.set(Saving::Nothing);
            window().location().reload().ok();
        }
    }

    fn left(&self) -> i64 {
        self.deadline.borrow().map_or(0, |deadline| deadline - (here() + *self.offset.borrow()))
    }

    fn tick(self: &Rc<Self>) {
        if *self.over.borrow() {
            return;
        }
        let (before, now) = (self.desk.left.get_untracked(), self.left());
        self.desk.left.set(now);
        for minutes in THRESHOLDS {
            if before > minutes * 60_000 && now <= minutes * 60_000 {
                self.announce_time(minutes);
            }
        }
        if now <= 0 {
            *self.over.borrow_mut() = true;
            self.desk.announcement.set(self.texts.time_over.clone());
            let worker = Rc::clone(self);
            let wait = u64::try_from(self.grace + AFTER_THE_END).unwrap_or_default();
            set_timeout(move || worker.go("result"), Duration::from_millis(wait));
        }
    }

    fn announce_time(&self, minutes: i64) {
        self.desk.announcement.set(format!("{} {minutes}", self.texts.minutes_left));
    }

    /// The exam is over; the server's page tells how it ended.
    fn leave(&self) {
        *self.over.borrow_mut() = true;
        self.go("result");
    }

    fn go(&self, page: &str) {
        window().location().set_href(&format!("/exam/{}/{page}", self.attempt)).ok();
    }

    /// Shows one question.
    fn show(&self, current: usize, moved: bool) {
        for (index, position) in self.positions.iter().enumerate() {
            if let Some(fieldset) = element(&format!("#q{position}")) {
                let _ = fieldset.class_list().toggle_with_force("current", index == current);
                if moved
                    && index == current
                    && let Ok(fieldset) = fieldset.dyn_into::<HtmlElement>()
                {
                    let _ = fieldset.focus();
                }
            }
        }
    }

    /// The keyboard map. Keys are known by their place, so that a Kazakh or Russian layout changes nothing.
    fn key(self: &Rc<Self>, event: &KeyboardEvent) {
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let current = self.desk.current.get_untracked();
        match event.code().as_str() {
            "ArrowLeft" => self.desk.current.set(current.saturating_sub(1)),
            "ArrowRight" => self.desk.current.set((current + 1).min(self.positions.len().saturating_sub(1))),
            "KeyF" => self.desk.flagged.update(|f| f[current] = !f[current]),
            "KeyR" => {
                if let Some(button) = element("#to-review").and_then(|b| b.dyn_into::<HtmlElement>().ok()) {
                    button.click();
                }
            }
            "KeyT" => self.announce_time((self.left() / 60_000).max(0)),
            digit => {
                let number =
                    digit.strip_prefix("Digit").or_else(|| digit.strip_prefix("Numpad")).and_then(|d| d.parse::<u8>().ok());
                let (Some(number), Some(position)) = (number.filter(|n| *n >= 1), self.positions.get(current)) else { return };
                let Some(option) = input(&format!("#paper input[name='q{position}'][value='{}']", number - 1)) else { return };
                option.focus().ok();
                option.click();
            }
        }
        event.prevent_default();
    }
}

/// This machine's clock; only differences of it are used.
fn here() -> i64 {
    js_sys::Date::now() as i64
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

fn form() -> Option<Element> {
    element("#paper")
}

fn element(selector: &str) -> Option<Element> {
    document().query_selector(selector).ok().flatten()
}

fn input(selector: &str) -> Option<HtmlInputElement> {
    element(selector)?.dyn_into().ok()
}

/// The options of a question, as the form has them.
fn options(position: u16) -> Vec<HtmlInputElement> {
    let Ok(list) = document().query_selector_all(&format!("#paper input[name='q{position}']")) else { return vec![] };
    (0..list.length()).filter_map(|n| list.get(n)?.dyn_into().ok()).collect()
}

fn read(position: u16) -> OptionSet {
    let checked = options(position).into_iter().filter(HtmlInputElement::checked).filter_map(|i| i.value().parse::<u8>().ok());
    checked.fold(OptionSet::EMPTY, |set, option| set.with(option).unwrap_or(set))
}

fn write(position: u16, chosen: OptionSet) {
    for option in options(position) {
        let on = option.value().parse().is_ok_and(|n| chosen.contains(n));
        option.set_checked(on);
    }
}

fn on(target: &web_sys::EventTarget, event: &str, handler: impl FnMut(web_sys::Event) + 'static) {
    let handler = Closure::<dyn FnMut(web_sys::Event)>::new(handler);
    let _ = target.add_event_listener_with_callback(event, handler.as_ref().unchecked_ref());
    // The page and its listeners end together.
    handler.forget();
}

fn every(period: Duration, what: impl Fn() + 'static) {
    let _ = set_interval_with_handle(what, period);
}

/// Posts JSON, or gets; the status and the body.
async fn fetch(address: &str, body: Option<&str>) -> Result<(u16, String), JsValue> {
    let init = RequestInit::new();
    if let Some(body) = body {
        init.set_method("POST");
        init.set_body(&JsValue::from_str(body));
    }
    let request = web_sys::Request::new_with_str_and_init(address, &init)?;
    request.headers().set("Accept", "application/json")?;
    if body.is_some() {
        request.headers().set("Content-Type", "application/json")?;
    }
    let response: Response = JsFuture::from(window().fetch_with_request(&request)).await?.dyn_into()?;
    let text = JsFuture::from(response.text()?).await?;
    Ok((response.status(), text.as_string().unwrap_or_default()))
}
