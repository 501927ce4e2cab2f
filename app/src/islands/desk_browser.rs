//! What the desk does in a browser: it watches the form, keeps each change in the browser's storage and hands it to the line to the
//! server, shows one question at a time, and counts down.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
    time::Duration,
};

use exam::answer::OptionSet;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlFormElement, HtmlInputElement, KeyboardEvent, SubmitEvent};

use super::{
    browser::{element, every, here, input, inputs, on},
    desk::{Clock, Desk, Line, Place, Sheet},
    kept::{Kept, View},
    line::Wire,
    tabs::Tabs,
    texts::{Say, Texts},
};
use crate::exchange::{Answer, Resumes};

const TICK: Duration = Duration::from_millis(250);
/// A tick that comes so much later or earlier than it should: the machine has slept, or its clock was set.
const ASTRAY_MS: i64 = 3_000;
/// How often the line is looked after.
const LOOK_AFTER_EVERY: Duration = Duration::from_secs(15);
/// How often the server is asked whether it is over, once no time is left.
const ASK_EVERY_MS: i64 = 1_000;
/// Minutes left that are announced.
const THRESHOLDS: [i64; 3] = [10, 5, 1];

/// The worker behind the desk.
pub(super) struct Worker {
    pub(super) desk: Desk,
    pub(super) attempt: String,
    texts: Texts,
    pub(super) tabs: Rc<Tabs>,
    pub(super) wire: Wire,
    /// The page is about to be left for good.
    pub(super) over: Cell<bool>,
    /// The server's clock minus this machine's; milliseconds.
    pub(super) offset: Cell<i64>,
    pub(super) utc_offset: i64,
    /// The last deadline known, also while the clock stands.
    pub(super) end: Cell<i64>,
    /// What was given beyond the limit, as far as known; milliseconds.
    pub(super) granted: Cell<i64>,
    /// The form is to be sent as soon as everything is saved.
    pub(super) wanted: RefCell<Option<SubmitEvent>>,
    /// The form goes out now.
    passing: Cell<bool>,
    kept: Kept,
    /// Positions, in the order of the paper.
    positions: Vec<u16>,
    /// The newest count of a change that is known, by position.
    counts: RefCell<BTreeMap<u16, i64>>,
    /// What the server has not acknowledged, by position.
    unsent: RefCell<BTreeMap<u16, Answer>>,
    ticked_at: Cell<i64>,
    asked_at: Cell<i64>,
}

pub(super) fn wake(desk: Desk, sheet: Sheet, texts: Texts) {
    let worker = Rc::new(Worker {
        desk,
        texts,
        tabs: Rc::new(Tabs::of(&sheet.attempt)),
        wire: Wire::default(),
        over: Cell::new(false),
        offset: Cell::new(sheet.now - here()),
        utc_offset: sheet.utc_offset,
        end: Cell::new(sheet.deadline),
        granted: Cell::new(sheet.granted),
        wanted: RefCell::default(),
        passing: Cell::new(false),
        kept: Kept::of(&sheet.attempt),
        positions: sheet.questions.iter().map(|q| q.position).collect(),
        counts: RefCell::new(sheet.questions.iter().map(|q| (q.position, q.client_revision)).collect()),
        unsent: RefCell::default(),
        ticked_at: Cell::new(here()),
        asked_at: Cell::new(0),
        attempt: sheet.attempt,
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
        showing.keep_view();
        current
    });
    let flagging = Rc::clone(&worker);
    Effect::new(move |_| {
        desk.flagged.track();
        flagging.keep_view();
    });
    let marking = Rc::clone(&worker);
    Effect::new(move |shown: Option<Vec<Mark>>| marking.mark(&shown.unwrap_or_default()));
    let locking = Rc::clone(&worker);
    Effect::new(move |_| {
        let locked = matches!(desk.clock.get(), Clock::Stands(_)) || matches!(desk.place.get(), Place::Elsewhere(_));
        locking.lock(locked);
        locking.see_what_others_kept();
    });
    let pressing = Rc::clone(&worker);
    Effect::new(move |before: Option<u32>| {
        let pressed = desk.pressed.get();
        if before.is_some_and(|before| before != pressed) {
            pressing.pressed();
        }
        pressed
    });
    let ticking = Rc::clone(&worker);
    every(TICK, move || ticking.tick());
    let looking = Rc::clone(&worker);
    every(LOOK_AFTER_EVERY, move || looking.look_after_the_line());
    worker.try_now();
}

/// What the navigator shows of a question: answered, flagged, the one at hand.
type Mark = (bool, bool, bool);

impl Worker {
    /// Shows in the navigator what has changed since; what it then shows.
    fn mark(&self, shown: &[Mark]) -> Vec<Mark> {
        let (current, answered, flagged) = (self.desk.current.get(), self.desk.answered.get(), self.desk.flagged.get());
        let marks = answered
            .into_iter()
            .zip(flagged)
            .enumerate()
            .map(|(index, (answered, flagged))| (answered, flagged, index == current));
        let marks: Vec<Mark> = marks.collect();
        for (index, (mark, position)) in marks.iter().zip(&self.positions).enumerate() {
            if shown.get(index) == Some(mark) {
                continue;
            }
            let Some(link) = element(&format!(".navigator a[href='#q{position}']")) else { continue };
            let (answered, flagged, current) = *mark;
            let _ = link.class_list().toggle_with_force("answered", answered);
            let _ = link.class_list().toggle_with_force("flagged", flagged);
            let _ = if current { link.set_attribute("aria-current", "step") } else { link.remove_attribute("aria-current") };
            let mut state = self.say(if answered { Say::Answered } else { Say::Unanswered });
            if flagged {
                state = format!("{state}, {}", self.say(Say::Flagged));
            }
            if let Some(words) = link.last_element_child() {
                words.set_text_content(Some(&format!(", {state}")));
            }
        }
        marks
    }

    /// Takes up where this browser left off: place, flags and the answers that this page was made without. These are sent, acknowledged
    /// or not: it does no harm, and the form learns their revisions.
    fn restore(&self) {
        for position in &self.positions {
            let known = self.counts.borrow().get(position).copied().unwrap_or_default();
            self.kept.drop_until(*position, known);
            if let Some(answer) = self.kept.answer(*position) {
                write(*position, answer.chosen);
                self.counts.borrow_mut().insert(*position, answer.client_revision);
                self.unsent.borrow_mut().insert(*position, answer);
            }
        }
        self.count_unsent();
        self.desk.answered.set(self.positions.iter().map(|p| !read(*p).is_empty()).collect());
        let view = self.kept.view();
        self.desk.flagged.update(|flagged| {
            for index in view.flagged {
                if let Some(flag) = flagged.get_mut(index) {
                    *flag = true;
                }
            }
        });
        let from_link = self.index_in_address();
        self.desk.current.set(from_link.unwrap_or(view.current).min(self.positions.len().saturating_sub(1)));
    }

    /// The question that the address names: `#q7`.
    fn index_in_address(&self) -> Option<usize> {
        let hash = window().location().hash().ok()?;
        let position: u16 = hash.strip_prefix("#q")?.parse().ok()?;
        self.positions.iter().position(|p| *p == position)
    }

    fn keep_view(&self) {
        let flagged = self.desk.flagged.with_untracked(|f| f.iter().enumerate().filter(|(_, f)| **f).map(|(n, _)| n).collect());
        let kept = self.kept.keep_view(&View { flagged, current: self.desk.current.get_untracked() });
        self.storage_works(kept);
    }

    fn storage_works(&self, works: bool) {
        if self.desk.storage_blocked.get_untracked() == works {
            self.desk.storage_blocked.set(!works);
        }
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
                worker.desk.current.set(index);
            }
        });
        for event in ["online", "pageshow"] {
            let worker = Rc::clone(self);
            on(&window(), event, move |_| worker.try_now());
        }
        let worker = Rc::clone(self);
        on(&window(), "offline", move |_| worker.sync());
        let worker = Rc::clone(self);
        on(&document(), "visibilitychange", move |_| {
            if document().hidden() {
                return;
            }
            // The tab that was at work may have been closed.
            match worker.desk.place.get_untracked() {
                Place::Elsewhere(_) => worker.seek_place(false),
                _ => worker.try_now(),
            }
        });
        let worker = Rc::clone(self);
        on(&window(), "storage", move |_| worker.see_what_others_kept());
        let worker = Rc::clone(self);
        on(&window(), "beforeunload", move |event| {
            if worker.desk.storage_blocked.get_untracked() && worker.has_unsent() && !worker.over.get() {
                event.prevent_default();
            }
        });
        let worker = Rc::clone(self);
        on(&window(), "pagehide", move |_| {
            if worker.desk.place.get_untracked() == Place::Here {
                let leave = worker.address("leave");
                let _ = window().navigator().send_beacon_with_opt_str(&leave, Some(&worker.tabs.name()));
                // Should the page be shown again as it was.
                worker.desk.place.set(Place::Sought);
            }
        });
        let worker = Rc::clone(self);
        self.tabs.answer(move || worker.desk.place.get_untracked() == Place::Here);
    }

    /// The candidate has chosen: kept here at once, sent at once.
    fn changed(self: &Rc<Self>, position: u16) {
        let chosen = read(position);
        let client_revision = {
            let mut counts = self.counts.borrow_mut();
            let count = counts.entry(position).or_default();
            *count = (*count + 1).max(here() + self.offset.get());
            *count
        };
        let answer = Answer { position, client_revision, chosen };
        self.unsent.borrow_mut().insert(position, answer);
        if let Some(index) = self.positions.iter().position(|p| *p == position) {
            self.desk.answered.update(|a| a[index] = !chosen.is_empty());
        }
        self.storage_works(self.kept.keep(&answer));
        self.count_unsent();
        self.send();
    }

    pub(super) fn has_unsent(&self) -> bool {
        !self.unsent.borrow().is_empty()
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
        drop(unsent);
        self.count_unsent();
    }

    fn count_unsent(&self) {
        self.desk.unsent.set(self.unsent.borrow().len());
    }

    /// The tab that is at work has sent what this one had kept, or has kept a later answer.
    fn see_what_others_kept(&self) {
        if !matches!(self.desk.place.get_untracked(), Place::Elsewhere(_)) {
            return;
        }
        self.unsent.borrow_mut().retain(|position, mine| {
            self.kept.unsent(*position).is_some_and(|kept| kept.client_revision <= mine.client_revision)
        });
        self.count_unsent();
    }

    /// The form leaves the page only when everything is saved and the server is there: else nothing would be there to go on with.
    fn submit(self: &Rc<Self>, event: &web_sys::Event) {
        if self.passing.replace(false) {
            return;
        }
        event.prevent_default();
        *self.wanted.borrow_mut() = event.dyn_ref::<SubmitEvent>().cloned();
        self.send();
        if !self.has_unsent() || matches!(self.desk.clock.get_untracked(), Clock::Stands(_)) {
            self.sync();
        }
    }

    pub(super) fn submit_what_was_wanted(&self) {
        let locked = self.desk.clock.with_untracked(|clock| matches!(clock, Clock::Stands(_)))
            || self.desk.place.with_untracked(|place| matches!(place, Place::Elsewhere(_)));
        if self.has_unsent() && !locked {
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
        match (self.desk.place.get_untracked(), self.desk.clock.get_untracked()) {
            (Place::Elsewhere(_), _) => self.seek_place(true),
            (_, Clock::Stands(Resumes::OnReturn)) => self.come_back(),
            _ => {}
        }
    }

    fn tick(self: &Rc<Self>) {
        let now = here();
        let since = now - self.ticked_at.replace(now);
        if self.over.get() {
            return;
        }
        if !(-ASTRAY_MS..ASTRAY_MS).contains(&(since - TICK.as_millis() as i64)) {
            self.sync();
        }
        if matches!(self.desk.clock.get_untracked(), Clock::RunsUntil(_)) {
            self.set_time_left();
        }
    }

    pub(super) fn set_time_left(self: &Rc<Self>) {
        let before = self.desk.left.get_untracked();
        let left = self.end.get() - (here() + self.offset.get());
        self.desk.left.set(left);
        for minutes in THRESHOLDS {
            if before > minutes * 60_000 && left <= minutes * 60_000 {
                self.announce_time(minutes);
            }
        }
        // Whether it is over is the server's to say: time may have been given that this page doesn't know of.
        if left <= 0 && here() - self.asked_at.get() >= ASK_EVERY_MS && self.desk.line.get_untracked() == Line::Up {
            if before > 0 {
                self.desk.announcement.set(self.say(Say::TimeOver));
            }
            self.asked_at.set(here());
            self.sync();
        }
    }

    pub(super) fn say(&self, what: Say) -> String {
        self.texts.say(what).to_owned()
    }

    fn announce_time(&self, minutes: i64) {
        self.desk.announcement.set(format!("{} {minutes}", self.say(Say::MinutesLeft)));
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

    /// Nothing can be chosen while it couldn't be saved.
    fn lock(&self, locked: bool) {
        for position in &self.positions {
            if let Some(fieldset) = element(&format!("#q{position}")) {
                let _ = fieldset.toggle_attribute_with_force("disabled", locked);
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
            "KeyT" => self.announce_time((self.desk.left.get_untracked() / 60_000).max(0)),
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

fn form() -> Option<Element> {
    element("#paper")
}

/// The options of a question, as the form has them.
fn options(position: u16) -> Vec<HtmlInputElement> {
    inputs(&format!("#paper input[name='q{position}']"))
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
