//! The desk at work: it watches the form, keeps each change in the browser's storage and hands it to the line to the server, shows one
//! question at a time, and counts down.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
    time::Duration,
};

use exam::answer::OptionSet;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlFormElement, HtmlInputElement, KeyboardEvent, SubmitEvent};

use super::{
    kept::Kept,
    line::Wire,
    notes::{Noted, next_language},
    page::{
        after, after_paint, digit, document, element, every, here, html, input, inputs, key, mark, on, told, wall_clock, window,
    },
    shown::Shown,
    tabs::Tabs,
};
use crate::{
    desk::{
        Sheet,
        server_clock::ServerClock,
        texts::{Say, Texts},
    },
    exchange::{Answer, Resumes},
};

const TICK: Duration = Duration::from_millis(250);
/// A tick that comes so late, or by which the machine's clock has moved so much otherwise: it has slept, or its clock was set.
const ASTRAY_MS: i64 = 3_000;
/// How often the line is looked after.
const LOOK_AFTER_EVERY: Duration = Duration::from_millis(500);
/// How often the server is asked whether it is over, once no time is left.
const ASK_EVERY_MS: i64 = 1_000;
/// Minutes left that are announced; half of the time is, too.
const THRESHOLDS: [i64; 3] = [10, 5, 1];

/// The line to the server.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Line {
    /// It answers.
    Up,
    /// It doesn't.
    Down,
    /// It answers that it has no time.
    Busy,
    /// It doesn't know this browser any more.
    SignedOut,
}

/// Whether this tab is the one at work.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Place {
    /// Not known yet.
    Sought,
    /// It is.
    Here,
    /// Another is; since when, in milliseconds since 1970.
    Elsewhere(Option<i64>),
}

/// Whether the clock runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Clock {
    /// Towards this instant, in milliseconds since 1970.
    RunsUntil(i64),
    /// It stands, until whoever stopped it, or the candidate, starts it again.
    Stands(Resumes),
}

/// The worker behind the desk.
pub(super) struct Worker {
    pub(super) attempt: String,
    texts: Texts,
    pub(super) shown: Shown,
    pub(super) tabs: Rc<Tabs>,
    pub(super) wire: Wire,
    pub(super) kept: Kept,
    pub(super) noted: Noted,
    /// Positions, in the order of the paper.
    pub(super) positions: Vec<u16>,
    /// Per question: something is chosen.
    pub(super) answered: RefCell<Vec<bool>>,
    pub(super) saved_at: Cell<Option<i64>>,
    pub(super) line: Cell<Line>,
    pub(super) place: Cell<Place>,
    pub(super) clock: Cell<Clock>,
    /// Until when it ran before more time was given.
    pub(super) before: Cell<Option<i64>>,
    /// Milliseconds left.
    pub(super) left: Cell<i64>,
    /// The browser can't keep unsent answers.
    pub(super) storage_blocked: Cell<bool>,
    /// The page is about to be left for good.
    pub(super) over: Cell<bool>,
    server_clock: Cell<ServerClock>,
    pub(super) utc_offset: i64,
    /// The last deadline known, also while the clock stands.
    pub(super) end: Cell<i64>,
    limit: i64,
    /// What was given beyond the limit, as far as known; milliseconds.
    pub(super) granted: Cell<i64>,
    /// The form is to be sent as soon as everything is saved.
    pub(super) wanted: RefCell<Option<SubmitEvent>>,
    /// The form goes out now.
    passing: Cell<bool>,
    /// The newest count of a change that is known, by position.
    counts: RefCell<BTreeMap<u16, i64>>,
    /// What the server has not acknowledged, by position.
    unsent: RefCell<BTreeMap<u16, Answer>>,
    ticked_at: Cell<i64>,
    ticked_at_wall: Cell<i64>,
    asked_at: Cell<i64>,
}

/// Begins, where the page is an exam's.
pub(super) fn wake() {
    let Some(desk) = element("#desk") else { return };
    let sheet = Sheet::read(&told(&desk, "data-sheet"));
    let kept = Kept::of(&sheet.attempt);
    let worker = Rc::new(Worker {
        texts: Texts::read(&told(&desk, "data-texts")),
        tabs: Rc::new(Tabs::of(&sheet.attempt)),
        wire: Wire::default(),
        noted: Noted::of(&kept, &told(&desk, "data-notes"), sheet.questions.len()),
        kept,
        positions: sheet.questions.iter().map(|q| q.position).collect(),
        answered: RefCell::default(),
        saved_at: Cell::new(sheet.saved_at),
        line: Cell::new(Line::Up),
        place: Cell::new(Place::Sought),
        clock: Cell::new(Clock::RunsUntil(sheet.deadline)),
        before: Cell::new(None),
        left: Cell::new(sheet.deadline - sheet.now),
        storage_blocked: Cell::new(false),
        over: Cell::new(false),
        server_clock: Cell::new(ServerClock::heard(sheet.now, here())),
        utc_offset: sheet.utc_offset,
        end: Cell::new(sheet.deadline),
        limit: sheet.limit,
        granted: Cell::new(sheet.granted),
        wanted: RefCell::default(),
        passing: Cell::new(false),
        counts: RefCell::new(sheet.questions.iter().map(|q| (q.position, q.client_revision)).collect()),
        unsent: RefCell::default(),
        ticked_at: Cell::new(here()),
        ticked_at_wall: Cell::new(wall_clock()),
        asked_at: Cell::new(0),
        attempt: sheet.attempt,
        shown: Shown::find(desk),
    });
    worker.storage_works(worker.kept.works());
    worker.restore();
    worker.listen();
    worker.open_tools();
    worker.shown.is_awake();
    worker.show_question();
    worker.show();
    let ticking = Rc::clone(&worker);
    every(TICK, move || ticking.tick());
    let looking = Rc::clone(&worker);
    every(LOOK_AFTER_EVERY, move || looking.look_after_the_line());
    worker.try_now();
}

impl Worker {
    /// Takes up where this browser left off: place, flags and the answers that this page was made without. These are sent, acknowledged
    /// or not: it does no harm, and the form learns their revisions. What was chosen before this code had come is a change like any.
    fn restore(self: &Rc<Self>) {
        for position in &self.positions {
            let known = self.counts.borrow().get(position).copied().unwrap_or_default();
            self.kept.drop_until(*position, known);
            if let Some(answer) = self.kept.answer(*position) {
                choose(*position, answer.chosen);
                self.counts.borrow_mut().insert(*position, answer.client_revision);
                self.unsent.borrow_mut().insert(*position, answer);
            } else if chosen(*position) != made_with(*position) {
                self.note_change(*position);
            }
        }
        *self.answered.borrow_mut() = self.positions.iter().map(|p| !chosen(*p).is_empty()).collect();
        if let Some(index) = self.index_in_address() {
            self.noted.go_to(index);
        }
    }

    /// The question that the address names: `#q7`.
    fn index_in_address(&self) -> Option<usize> {
        let hash = window().location().hash().ok()?;
        let position: u16 = hash.strip_prefix("#q")?.parse().ok()?;
        self.positions.iter().position(|p| *p == position)
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
        on(&form, "submit", move |event| worker.submit(&event));
        let worker = Rc::clone(self);
        on(&document(), "keydown", move |event| {
            if let Ok(event) = event.dyn_into::<KeyboardEvent>() {
                worker.key(&event);
            }
        });
        let worker = Rc::clone(self);
        on(&window(), "hashchange", move |_| {
            if let Some(index) = worker.index_in_address() {
                worker.go_to(index);
            }
        });
        for (selector, act) in [
            ("#previous", Self::previous as fn(&Rc<Self>)),
            ("#next", Self::next),
            ("#flag", Self::flag),
            ("#go-on", Self::pressed),
        ] {
            if let Some(button) = element(selector) {
                let worker = Rc::clone(self);
                on(&button, "click", move |_| act(&worker));
            }
        }
        for event in ["online", "pageshow"] {
            let worker = Rc::clone(self);
            on(&window(), event, move |_| worker.try_now());
        }
        let worker = Rc::clone(self);
        on(&window(), "offline", move |_| worker.is_lost());
        let worker = Rc::clone(self);
        on(&document(), "visibilitychange", move |_| {
            if document().hidden() {
                return worker.noted.send_now(&worker);
            }
            // The tab that was at work may have been closed.
            match worker.place.get() {
                Place::Elsewhere(_) => worker.seek_place(false),
                _ => worker.try_now(),
            }
        });
        let worker = Rc::clone(self);
        on(&window(), "storage", move |_| worker.see_what_others_kept());
        let worker = Rc::clone(self);
        on(&window(), "beforeunload", move |event| {
            if worker.storage_blocked.get() && worker.has_unsent() && !worker.over.get() {
                event.prevent_default();
            }
        });
        let worker = Rc::clone(self);
        on(&window(), "pagehide", move |_| {
            if worker.place.get() == Place::Here {
                let leave = worker.address("leave");
                let _ = window().navigator().send_beacon_with_opt_str(&leave, Some(&worker.tabs.name()));
                // Should the page be shown again as it was.
                worker.place.set(Place::Sought);
            }
        });
        let worker = Rc::clone(self);
        self.tabs.answer(move || worker.place.get() == Place::Here);
    }

    /// The candidate has chosen: kept here at once, sent at once.
    fn changed(self: &Rc<Self>, position: u16) {
        let chosen = self.note_change(position);
        if let Some(index) = self.positions.iter().position(|p| *p == position) {
            self.answered.borrow_mut()[index] = !chosen.is_empty();
        }
        self.show();
        // It is kept: what the candidate sees comes first.
        let worker = Rc::clone(self);
        after(Duration::ZERO, move || worker.send());
    }

    /// Keeps what is chosen now; which that is.
    fn note_change(&self, position: u16) -> OptionSet {
        let client_revision = {
            let mut counts = self.counts.borrow_mut();
            let count = counts.entry(position).or_default();
            *count = (*count + 1).max(self.now());
            *count
        };
        let answer = Answer { position, client_revision, chosen: chosen(position) };
        self.unsent.borrow_mut().insert(position, answer);
        self.storage_works(self.kept.keep(&answer));
        answer.chosen
    }

    pub(super) fn storage_works(&self, works: bool) {
        self.storage_blocked.set(!works);
    }

    /// What time it is by the server, at least.
    pub(super) fn now(&self) -> i64 {
        self.server_clock.get().now(here())
    }

    /// The server has said what time it is.
    pub(super) fn is_at(&self, now: i64) {
        let mut clock = self.server_clock.get();
        clock.hear(now, here());
        self.server_clock.set(clock);
    }

    pub(super) fn has_unsent(&self) -> bool {
        !self.unsent.borrow().is_empty()
    }

    pub(super) fn unsent(&self) -> usize {
        self.unsent.borrow().len()
    }

    /// In the order in which they were given.
    pub(super) fn unsent_in_order(&self) -> Vec<Answer> {
        let mut answers = Vec::<Answer>::new();
        // Few, and the sorting of the standard library is five kilobytes.
        for answer in self.unsent.borrow().values() {
            let place = answers.partition_point(|earlier| earlier.client_revision <= answer.client_revision);
            answers.insert(place, *answer);
        }
        answers
    }

    /// The server has the answers to a question up to this count, or a later one.
    pub(super) fn arrived(&self, position: u16, count: i64) {
        self.kept.acknowledged(position, count);
        let mut unsent = self.unsent.borrow_mut();
        if unsent.get(&position).is_some_and(|answer| answer.client_revision <= count) {
            unsent.remove(&position);
        }
    }

    pub(super) fn is_placed(&self, place: Place) {
        self.place.set(place);
        self.see_what_others_kept();
        self.show();
    }

    /// The tab that is at work has sent what this one had kept, or has kept a later answer.
    fn see_what_others_kept(&self) {
        if !matches!(self.place.get(), Place::Elsewhere(_)) {
            return;
        }
        self.unsent.borrow_mut().retain(|position, mine| {
            self.kept.unsent(*position).is_some_and(|kept| kept.client_revision <= mine.client_revision)
        });
        self.show();
    }

    /// Nothing can be chosen while it couldn't be saved, nor once the time is over.
    pub(super) fn is_locked(&self) -> bool {
        matches!(self.clock.get(), Clock::Stands(_)) || matches!(self.place.get(), Place::Elsewhere(_)) || self.is_over_offline()
    }

    /// No time is left, and the server can't be asked whether more was given.
    pub(super) fn is_over_offline(&self) -> bool {
        self.line.get() == Line::Down && self.left.get() <= 0 && matches!(self.clock.get(), Clock::RunsUntil(_))
    }

    /// The form leaves the page only when everything is saved and the server is there: else nothing would be there to go on with.
    fn submit(self: &Rc<Self>, event: &web_sys::Event) {
        if self.passing.replace(false) {
            return;
        }
        event.prevent_default();
        *self.wanted.borrow_mut() = event.dyn_ref::<SubmitEvent>().cloned();
        self.noted.send_now(self);
        self.send();
        if !self.has_unsent() || matches!(self.clock.get(), Clock::Stands(_)) {
            self.sync();
        }
    }

    pub(super) fn submit_what_was_wanted(&self) {
        if self.has_unsent() && !self.is_locked() {
            return;
        }
        let Some(wanted) = self.wanted.borrow_mut().take() else { return };
        let Some(form) = form().and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) else { return };
        self.passing.set(true);
        if form.request_submit_with_submitter(wanted.submitter().as_ref()).is_err() {
            self.passing.set(false);
        }
    }

    /// The button of the notice.
    fn pressed(self: &Rc<Self>) {
        match (self.place.get(), self.clock.get()) {
            (Place::Elsewhere(_), _) => self.seek_place(true),
            (_, Clock::Stands(Resumes::OnReturn)) => self.come_back(),
            _ => {}
        }
    }

    fn tick(self: &Rc<Self>) {
        let (now, wall) = (here(), wall_clock());
        let (since, by_the_wall) = (now - self.ticked_at.replace(now), wall - self.ticked_at_wall.replace(wall));
        if self.over.get() {
            return;
        }
        if since >= ASTRAY_MS || !(-ASTRAY_MS..ASTRAY_MS).contains(&(by_the_wall - since)) {
            self.wire.is_heard();
            self.sync();
        }
        if matches!(self.clock.get(), Clock::RunsUntil(_)) {
            self.set_time_left();
        }
        self.show();
    }

    pub(super) fn set_time_left(self: &Rc<Self>) {
        let left = self.end.get() - self.now();
        let before = self.left.replace(left);
        let passes = |threshold: i64| before > threshold && left <= threshold;
        if passes((self.limit + self.granted.get()) / 2) {
            self.announce(&format!("{} {} {}", self.say(Say::HalfTime), self.say(Say::MinutesLeft), (left + 30_000) / 60_000));
        }
        for minutes in THRESHOLDS {
            if passes(minutes * 60_000) {
                self.announce_time(minutes);
            }
        }
        // Whether it is over is the server's to say: time may have been given that this page doesn't know of.
        if left <= 0 && here() - self.asked_at.get() >= ASK_EVERY_MS && self.line.get() == Line::Up {
            if before > 0 {
                self.announce(self.say(Say::TimeOver));
            }
            self.asked_at.set(here());
            self.sync();
        }
    }

    pub(super) fn say(&self, what: Say) -> &str {
        self.texts.say(what)
    }

    fn announce_time(&self, minutes: i64) {
        self.announce(&format!("{} {minutes}", self.say(Say::MinutesLeft)));
    }

    fn previous(self: &Rc<Self>) {
        self.go_to(self.noted.current().saturating_sub(1));
    }

    fn next(self: &Rc<Self>) {
        self.go_to(self.noted.current() + 1);
    }

    fn go_to(self: &Rc<Self>, index: usize) {
        let index = index.min(self.positions.len().saturating_sub(1));
        if self.noted.go_to(index) {
            self.show_question();
            self.show();
            self.noted.have_changed(self);
            // The browser lays the page out for it, which the eye need not wait for.
            after_paint(|| {
                if let Some(question) = html(".question.current") {
                    let _ = question.focus();
                }
            });
        }
    }

    fn flag(self: &Rc<Self>) {
        self.noted.toggle_flag();
        self.noted.have_changed(self);
        self.show();
    }

    fn show_question(&self) {
        mark(element(".question.current").as_ref(), "current", false);
        if let Some(position) = self.positions.get(self.noted.current()) {
            mark(element(&format!("#q{position}")).as_ref(), "current", true);
        }
    }

    /// The keyboard map.
    fn key(self: &Rc<Self>, event: &KeyboardEvent) {
        let Some(key) = key(event) else { return };
        match key.as_str() {
            "ArrowLeft" => self.previous(),
            "ArrowRight" => self.next(),
            "KeyF" => self.flag(),
            "KeyL" => next_language(),
            "KeyR" => {
                if let Some(button) = html("#to-review") {
                    button.click();
                }
            }
            "KeyT" => self.announce_time((self.left.get() / 60_000).max(0)),
            other => {
                let (Some(number), Some(position)) = (digit(other), self.positions.get(self.noted.current())) else { return };
                let Some(option) = input(&format!("#q{position} .options input[value='{}']", number - 1)) else { return };
                if event.shift_key() {
                    self.strike(*position, number - 1);
                } else {
                    option.click();
                    after_paint(move || drop(option.focus()));
                }
            }
        }
        event.prevent_default();
    }
}

fn form() -> Option<Element> {
    element("#paper")
}

/// The options of a question, as the form has them.
fn options(position: u16) -> Vec<HtmlInputElement> {
    inputs(&format!("#q{position} .options input"))
}

fn set_of(position: u16, is_in: impl Fn(&HtmlInputElement) -> bool) -> OptionSet {
    let numbers = options(position).into_iter().filter(is_in).filter_map(|i| i.value().parse::<u8>().ok());
    numbers.fold(OptionSet::EMPTY, |set, option| set.with(option).unwrap_or(set))
}

fn chosen(position: u16) -> OptionSet {
    set_of(position, HtmlInputElement::checked)
}

/// What was chosen when the server made the page.
fn made_with(position: u16) -> OptionSet {
    set_of(position, HtmlInputElement::default_checked)
}

fn choose(position: u16, chosen: OptionSet) {
    for option in options(position) {
        let on = option.value().parse().is_ok_and(|n| chosen.contains(n));
        option.set_checked(on);
    }
}
