//! The line between the desk and the server: answers until they are acknowledged, the tab's place, and the news of the attempt.
//!
//! Whatever goes wrong, the answers stay kept, the page says so, and all is tried again: after a while that grows, and at once when the
//! browser or the stream of news tells that the line may be there again.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{EventSource, MessageEvent};

use super::{
    page::{Body, after, fetch, here, input, on, window},
    worker::{Clock, Line, Place, Worker},
};
use crate::{
    desk::{texts::Say, time_of_day},
    exchange::{Going, News, PlaceReply, PlaceRequest, Refused, Resumes, SaveReply, SaveRequest, Seat, Why},
};

/// How long after the first failure the next try is made; each further one waits twice as long, up to the second, and never all
/// browsers of a room at the same moment.
const FIRST_RETRY_MS: f64 = 1_000.0;
const LAST_RETRY_MS: f64 = 10_000.0;
/// The stream says every second that it lives. When nothing has been heard for so long, the server is asked;
const DOUBT_MS: i64 = 1_600;
/// for so long, the line is down, and the page says so within three seconds;
const SILENCE_MS: i64 = 2_400;
/// and a stream that says nothing for so long is opened anew.
const ANEW_AFTER_MS: i64 = 10_000;
/// How often whoever has no stream asks.
const ASK_EVERY_MS: i64 = 15_000;
/// How long an answer may take to what was asked because of doubt, and to anything else. What the server does nevertheless is asked
/// again, which does no harm.
const SHORT: Duration = Duration::from_secs(3);
const LONG: Duration = Duration::from_secs(12);

/// What goes on between desk and server.
#[derive(Default)]
pub(super) struct Wire {
    sending: Cell<bool>,
    seeking: Cell<bool>,
    syncing: Cell<bool>,
    retry_is_set: Cell<bool>,
    failures: Cell<i32>,
    stream: RefCell<Option<EventSource>>,
    /// When anything was heard of the server, and of the stream.
    heard_at: Cell<i64>,
    stream_heard_at: Cell<i64>,
}

impl Wire {
    /// Silence is counted from now on.
    pub(super) fn is_heard(&self) {
        self.stream_heard_at.set(here());
        self.heard_at.set(here());
    }
}

/// Why a request came to nothing.
enum Trouble {
    SignedOut,
    Over,
    NotYours,
    Paused,
    Elsewhere,
    Busy,
    Lost,
}

impl Trouble {
    fn of(status: u16, body: &str) -> Self {
        match (serde_json::from_str::<Refused>(body).map(|refused| refused.why), status) {
            (Ok(Why::SignedOut), _) | (_, 401) => Self::SignedOut,
            (Ok(Why::Over), _) => Self::Over,
            (Ok(Why::Paused), _) => Self::Paused,
            (Ok(Why::Elsewhere), _) => Self::Elsewhere,
            (_, 404) => Self::NotYours,
            (Ok(Why::Busy), _) | (_, 503) => Self::Busy,
            _ => Self::Lost,
        }
    }
}

impl Worker {
    /// Does what there is to do with the server, now rather than later.
    pub(super) fn try_now(self: &Rc<Self>) {
        self.wire.failures.set(0);
        self.go_on();
        if self.place.get() != Place::Sought {
            self.open_stream();
        }
    }

    fn go_on(self: &Rc<Self>) {
        if self.over.get() {
            return;
        }
        if self.place.get() == Place::Sought {
            self.seek_place(false);
        } else if self.can_send() && self.has_unsent() && self.line.get() != Line::SignedOut && !self.wire.sending.get() {
            self.send();
        } else {
            self.sync();
        }
    }

    /// Whether answers of this tab are taken now.
    fn can_send(&self) -> bool {
        self.place.get() == Place::Here && matches!(self.clock.get(), Clock::RunsUntil(_))
    }

    /// Asks to be the tab that is at work.
    pub(super) fn seek_place(self: &Rc<Self>, take_over: bool) {
        if self.wire.seeking.replace(true) {
            return;
        }
        let worker = Rc::clone(self);
        spawn_local(async move {
            // Nobody else is there whom it could be taken from, whatever the server still believes.
            let take_over = take_over || worker.tabs.is_alone().await == Some(true);
            let request = PlaceRequest { tab: worker.tabs.name(), take_over };
            let reply = worker.ask::<PlaceReply>("place", Some(&request), LONG).await;
            worker.wire.seeking.set(false);
            match reply {
                Ok(reply) => worker.placed(reply),
                Err(trouble) => worker.trouble(trouble),
            }
        });
    }

    fn placed(self: &Rc<Self>, reply: PlaceReply) {
        self.line_is_up();
        let before = self.place.get();
        if !reply.here {
            self.is_placed(Place::Elsewhere(reply.since));
        } else if let Place::Elsewhere(_) = before {
            // Another has worked meanwhile: the page shall show what stands.
            return self.reload();
        } else {
            self.is_placed(Place::Here);
            self.send();
        }
        self.open_stream();
    }

    /// Sends what isn't acknowledged yet, one request at a time; also past the deadline, for as long as the page stands: what is
    /// still taken then is the server's to say.
    pub(super) fn send(self: &Rc<Self>) {
        if !self.can_send() || !self.has_unsent() || self.wire.sending.replace(true) {
            return;
        }
        let worker = Rc::clone(self);
        spawn_local(async move {
            let request = SaveRequest { tab: worker.tabs.name(), answers: worker.unsent_in_order() };
            let reply = worker.ask::<SaveReply>("answers", Some(&request), LONG).await;
            worker.wire.sending.set(false);
            match reply {
                Ok(reply) => worker.acknowledged(&request, &reply),
                Err(trouble) => worker.trouble(trouble),
            }
        });
    }

    fn acknowledged(self: &Rc<Self>, request: &SaveRequest, reply: &SaveReply) {
        self.line_is_up();
        for sent in &request.answers {
            self.arrived(sent.position, sent.client_revision);
        }
        // The plain form must not take its own answers for someone else's.
        for (position, revision) in &reply.revisions {
            if let Some(input) = input(&format!("input[name='r{position}']")) {
                input.set_value(&revision.to_string());
            }
        }
        self.saved_at.set(Some(reply.saved_at));
        // Another place has answered these later: the page shall show what stands. What couldn't be kept would be lost by that.
        let would_lose = self.storage_blocked.get() && self.has_unsent();
        if !reply.conflicts.is_empty() && !would_lose {
            return self.reload();
        }
        self.show();
        self.send();
        self.submit_what_was_wanted();
    }

    /// Asks how the attempt stands.
    pub(super) fn sync(self: &Rc<Self>) {
        if self.over.get() || self.wire.syncing.replace(true) {
            return;
        }
        let worker = Rc::clone(self);
        spawn_local(async move {
            let what = format!("time?tab={}", worker.tabs.name());
            let news = worker.ask::<News>(&what, None::<&()>, SHORT).await;
            worker.wire.syncing.set(false);
            match news {
                Ok(news) => {
                    worker.heard(news);
                    worker.submit_what_was_wanted();
                }
                Err(trouble) => worker.trouble(trouble),
            }
        });
    }

    /// The candidate is back at work, and says so.
    pub(super) fn come_back(self: &Rc<Self>) {
        let worker = Rc::clone(self);
        spawn_local(async move {
            // Whatever came of it, the news tell.
            let _ = fetch(&worker.address("come-back"), Body::Form(""), LONG).await;
            worker.sync();
        });
    }

    fn open_stream(self: &Rc<Self>) {
        if self.over.get() || self.wire.stream.borrow().is_some() {
            return;
        }
        let Ok(stream) = EventSource::new(&self.address(&format!("events?tab={}", self.tabs.name()))) else { return };
        self.wire.is_heard();
        let worker = Rc::clone(self);
        on(&stream, "open", move |_| {
            worker.wire.is_heard();
            worker.try_now();
        });
        let worker = Rc::clone(self);
        on(&stream, "message", move |event| {
            worker.wire.is_heard();
            if let Some(news) = data(&event).and_then(|text| serde_json::from_str(&text).ok()) {
                worker.heard(news);
            }
        });
        let worker = Rc::clone(self);
        on(&stream, "alive", move |event| {
            worker.wire.is_heard();
            if let Some(now) = data(&event).and_then(|text| text.parse::<i64>().ok()) {
                worker.is_at(now);
            }
            if worker.line.get() == Line::Down {
                worker.try_now();
            }
        });
        let worker = Rc::clone(self);
        on(&stream, "error", move |event| {
            let ended = event.target().and_then(|t| t.dyn_into::<EventSource>().ok());
            // Else the browser opens it again by itself.
            if ended.is_some_and(|stream| stream.ready_state() == EventSource::CLOSED) {
                worker.wire.stream.borrow_mut().take();
            }
            worker.sync();
        });
        *self.wire.stream.borrow_mut() = Some(stream);
    }

    fn close_stream(&self) {
        if let Some(stream) = self.wire.stream.borrow_mut().take() {
            stream.close();
        }
    }

    /// From time to time: who hears nothing asks; what has fallen silent is said to be down, and opened anew.
    pub(super) fn look_after_the_line(self: &Rc<Self>) {
        if self.over.get() {
            return;
        }
        let now = here();
        if self.wire.stream.borrow().is_none() {
            if now - self.wire.heard_at.get() >= ASK_EVERY_MS {
                self.wire.heard_at.set(now);
                self.go_on();
                if self.place.get() != Place::Sought {
                    self.open_stream();
                }
            }
            return;
        }
        if now - self.wire.stream_heard_at.get() >= ANEW_AFTER_MS {
            self.close_stream();
            self.open_stream();
        }
        match now - self.wire.heard_at.get() {
            SILENCE_MS.. => self.is_lost(),
            DOUBT_MS.. => self.sync(),
            _ => {}
        }
    }

    /// Nothing is heard of the server.
    pub(super) fn is_lost(self: &Rc<Self>) {
        if matches!(self.line.get(), Line::Up | Line::Busy) {
            self.line.set(Line::Down);
            self.show();
            self.try_later();
        }
    }

    /// How the attempt stands, from the one who decides it.
    fn heard(self: &Rc<Self>, news: News) {
        self.is_at(news.now);
        match news.state {
            Going::Over => return self.leave(),
            Going::SignedOut => {
                self.close_stream();
                return self.trouble(Trouble::SignedOut);
            }
            Going::Paused => {
                self.left.set(news.left_ms);
                self.clock.set(Clock::Stands(news.resumes.unwrap_or(Resumes::ByStaff)));
            }
            Going::Running => {}
        }
        self.line_is_up();
        let more = news.granted_ms - self.granted.replace(news.granted_ms);
        let mut said = Vec::new();
        if more > 0 {
            said.push(format!("{} {}.", self.say(Say::MoreTime), more / 60_000));
        }
        if let Some(end) = news.deadline {
            let was = self.end.replace(end);
            if was != end {
                self.before.set(Some(was));
                if let Clock::Stands(_) = self.clock.get() {
                    said.push(self.say(Say::GoesOn).to_owned());
                }
                let (end, was) = (time_of_day(end + self.utc_offset), time_of_day(was + self.utc_offset));
                said.push(format!("{} {end} ({} {was})", self.say(Say::NewEnd), self.say(Say::Before)));
            }
            self.clock.set(Clock::RunsUntil(end));
            self.set_time_left();
        }
        if !said.is_empty() {
            self.announce(&said.join(" "));
        }
        match (self.place.get(), news.place) {
            (Place::Here, Seat::Elsewhere) => self.is_placed(Place::Elsewhere(None)),
            // A leave-taking of an earlier page of this tab came late.
            (Place::Here, Seat::Free) => self.seek_place(false),
            _ => {}
        }
        self.show();
        self.send();
    }

    fn line_is_up(&self) {
        self.wire.failures.set(0);
        self.wire.heard_at.set(here());
        self.line.set(Line::Up);
    }

    fn trouble(self: &Rc<Self>, trouble: Trouble) {
        if self.wanted.borrow_mut().take().is_some() {
            self.announce(self.say(Say::NotSubmitted));
        }
        match trouble {
            // The server's page says what to do.
            Trouble::Over | Trouble::NotYours => return self.leave(),
            Trouble::Paused => return self.sync(),
            Trouble::Elsewhere => return self.is_placed(Place::Elsewhere(None)),
            Trouble::SignedOut => self.line.set(Line::SignedOut),
            // Who has to sign in has to, whatever else is the matter.
            Trouble::Busy | Trouble::Lost if self.line.get() == Line::SignedOut => {}
            Trouble::Busy => self.line.set(Line::Busy),
            Trouble::Lost => self.line.set(Line::Down),
        }
        self.show();
        self.try_later();
    }

    fn try_later(self: &Rc<Self>) {
        if self.wire.retry_is_set.replace(true) {
            return;
        }
        let failures = self.wire.failures.replace(self.wire.failures.get() + 1);
        let longest = (FIRST_RETRY_MS * 2_f64.powi(failures)).min(LAST_RETRY_MS);
        let wait = longest * (0.5 + js_sys::Math::random() / 2.0);
        let worker = Rc::clone(self);
        let again = move || {
            worker.wire.retry_is_set.set(false);
            worker.go_on();
        };
        after(Duration::from_millis(wait as u64), again);
    }

    /// The exam is over, or isn't this candidate's.
    fn leave(self: &Rc<Self>) {
        self.go(|| window().location().set_href(&self.address("result")));
    }

    fn reload(self: &Rc<Self>) {
        self.go(|| window().location().reload());
    }

    /// Leaves this page. What the candidate does at that very moment may keep the browser from it; then all begins again.
    fn go(self: &Rc<Self>, away: impl FnOnce() -> Result<(), JsValue>) {
        if self.over.replace(true) {
            return;
        }
        self.close_stream();
        let _ = away();
        let worker = Rc::clone(self);
        after(LONG, move || {
            worker.over.set(false);
            worker.try_now();
        });
    }

    async fn ask<T: for<'de> Deserialize<'de>>(
        &self,
        what: &str,
        body: Option<&impl Serialize>,
        patience: Duration,
    ) -> Result<T, Trouble> {
        let body = body.and_then(|body| serde_json::to_string(body).ok());
        match fetch(&self.address(what), body.as_deref().map_or(Body::None, Body::Json), patience).await {
            Ok((200, reply)) => serde_json::from_str(&reply).map_err(|_| Trouble::Lost),
            Ok((status, reply)) => Err(Trouble::of(status, &reply)),
            Err(_) => Err(Trouble::Lost),
        }
    }

    pub(super) fn address(&self, what: &str) -> String {
        format!("/exam/{}/{what}", self.attempt)
    }
}

fn data(event: &web_sys::Event) -> Option<String> {
    event.dyn_ref::<MessageEvent>()?.data().as_string()
}
