//! What helps a candidate to work: flags, options struck out, the scratch paper, how the page looks, the calculator. The server keeps
//! it, so that it is there on whichever machine they go on; nothing follows from it, and nothing waits for it.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use exam::answer::OptionSet;
use js_sys::{Number, encode_uri_component};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, HtmlTextAreaElement};

use super::{
    kept::Kept,
    page::{Body, after, document, element, elements, fetch, html, input, inputs, mark, on, told, write},
    worker::Worker,
};
use crate::desk::{
    calculator::{Slip, work_out},
    notes::Notes,
    texts::Say,
};

/// How long after a change it is sent, with whatever else has changed until then.
const SEND_AFTER: Duration = Duration::from_secs(2);
const AGAIN_AFTER: Duration = Duration::from_secs(10);
const PATIENCE: Duration = Duration::from_secs(12);

/// The notes of this page.
pub(super) struct Noted {
    notes: RefCell<Notes>,
    questions: usize,
    /// Something has changed since it was last sent.
    changed: Cell<bool>,
    sending: Cell<bool>,
    waiting: Cell<bool>,
}

impl Noted {
    /// As the server had them when it made the page, or as they were kept here since.
    pub(super) fn of(kept: &Kept, told: &str, questions: usize) -> Self {
        let noted = kept.noted();
        let changed = noted.is_some();
        let mut notes = Notes::read(told);
        if let Some((here, scratched)) = noted {
            notes = Notes::read(&here);
            if let Some(scratch) = scratch() {
                scratch.set_value(&scratched);
            }
        }
        notes.current = notes.current.min(questions.saturating_sub(1));
        Self {
            notes: RefCell::new(notes),
            questions,
            changed: Cell::new(changed),
            sending: Cell::new(false),
            waiting: Cell::new(false),
        }
    }

    pub(super) fn current(&self) -> usize {
        self.notes.borrow().current
    }

    /// Whether another question is on view now.
    pub(super) fn go_to(&self, index: usize) -> bool {
        index < self.questions && std::mem::replace(&mut self.notes.borrow_mut().current, index) != index
    }

    pub(super) fn is_flagged(&self, index: usize) -> bool {
        self.notes.borrow().flagged.contains(&index)
    }

    pub(super) fn toggle_flag(&self) {
        let mut notes = self.notes.borrow_mut();
        let current = notes.current;
        match notes.flagged.iter().position(|index| *index == current) {
            Some(place) => drop(notes.flagged.remove(place)),
            None => notes.flagged.push(current),
        }
    }

    fn struck(&self, index: usize) -> OptionSet {
        let notes = self.notes.borrow();
        notes.struck.iter().find(|(of, _)| *of == index).map_or(OptionSet::EMPTY, |(_, options)| *options)
    }

    /// Whether the option is struck out now.
    fn toggle_struck(&self, index: usize, option: u8) -> bool {
        let toggled = OptionSet::from_bits(self.struck(index).bits() ^ 1 << option);
        let mut notes = self.notes.borrow_mut();
        notes.struck.retain(|(of, _)| *of != index);
        if !toggled.is_empty() {
            notes.struck.push((index, toggled));
        }
        toggled.contains(option)
    }

    /// Keeps what has changed here, and sends it before long.
    pub(super) fn have_changed(&self, worker: &Rc<Worker>) {
        self.changed.set(true);
        let scratched = scratch().map(|scratch| scratch.value()).unwrap_or_default();
        worker.storage_works(worker.kept.keep_noted(&self.notes.borrow().write(), &scratched));
        self.send_before_long(worker, SEND_AFTER);
    }

    fn send_before_long(&self, worker: &Rc<Worker>, wait: Duration) {
        if !self.waiting.replace(true) {
            let worker = Rc::clone(worker);
            after(wait, move || {
                worker.noted.waiting.set(false);
                worker.noted.send_now(&worker);
            });
        }
    }

    /// Sends what has changed, if anything has; what fails, again and again.
    pub(super) fn send_now(&self, worker: &Rc<Worker>) {
        if !self.changed.get() || self.sending.replace(true) {
            return;
        }
        self.changed.set(false);
        let notes = self.notes.borrow().write();
        let worker = Rc::clone(worker);
        wasm_bindgen_futures::spawn_local(async move {
            let sent = fetch("/view", Body::Form(&form(&notes)), PATIENCE).await;
            let noted = &worker.noted;
            noted.sending.set(false);
            if !matches!(sent, Ok((200..=299, _))) {
                noted.changed.set(true);
                noted.send_before_long(&worker, AGAIN_AFTER);
            } else if noted.changed.get() {
                noted.send_now(&worker);
            } else {
                worker.kept.drop_noted();
            }
        });
    }
}

/// All that the server keeps of this page, as a form sends it.
fn form(notes: &str) -> String {
    let mut form = format!("notes={}&{}", String::from(encode_uri_component(notes)), look_fields());
    if let Some(shown) = input("input[name=shown]:checked") {
        form.push_str(&format!("&shown={}", shown.value()));
    }
    if let Some(scratch) = scratch() {
        form.push_str(&format!("&scratch={}", String::from(encode_uri_component(&scratch.value()))));
    }
    form
}

/// How the page is to look, likewise.
fn look_fields() -> String {
    let chosen = inputs(".view input").into_iter().filter(HtmlInputElement::checked);
    chosen.map(|choice| format!("{}={}", choice.name(), choice.value())).collect::<Vec<_>>().join("&")
}

/// Sends how the page is to look, by itself.
pub(super) async fn send_look() {
    let _ = fetch("/view", Body::Form(&look_fields()), PATIENCE).await;
}

fn scratch() -> Option<HtmlTextAreaElement> {
    element("#scratch")?.dyn_into().ok()
}

impl Worker {
    /// Gives the page's tools their use.
    pub(super) fn open_tools(self: &Rc<Self>) {
        self.noted.send_now(self);
        for (event, selector) in [("change", ".view"), ("change", ".shown"), ("input", "#scratch")] {
            let Some(element) = element(selector) else { continue };
            let worker = Rc::clone(self);
            on(&element, event, move |_| {
                apply_view();
                worker.noted.have_changed(&worker);
            });
        }
        if let Some(button) = element("#strike") {
            let worker = Rc::clone(self);
            on(&button.clone(), "click", move |_| worker.offer_striking(&button));
        }
        for (index, position) in self.positions.iter().enumerate() {
            for option in self.noted.struck(index).iter() {
                self.show_struck(*position, option, true);
            }
        }
        if let Some(calculator) = element("#calculator") {
            let worker = Rc::clone(self);
            on(&calculator, "click", move |event| {
                let key = event.target().and_then(|target| target.dyn_into::<Element>().ok()).map(|key| told(&key, "data-sign"));
                if let Some(sign) = key.filter(|sign| !sign.is_empty()) {
                    worker.calculate(&sign);
                }
            });
            let worker = Rc::clone(self);
            on(&calculator, "keydown", move |event| {
                if event.dyn_ref::<web_sys::KeyboardEvent>().is_some_and(|event| event.key() == "Enter") {
                    event.prevent_default();
                    worker.calculate("=");
                }
            });
        }
    }

    /// Each option gets a button by which it is struck out, until they are put away.
    fn offer_striking(self: &Rc<Self>, button: &Element) {
        let offered = told(button, "aria-pressed") != "true";
        let _ = button.set_attribute("aria-pressed", if offered { "true" } else { "false" });
        mark(element("#paper").as_ref(), "striking", offered);
        if offered && element(".strike").is_none() {
            for position in &self.positions {
                for (number, option) in (0_u8..).zip(elements(&format!("#q{position} .option"))) {
                    let Ok(strike) = document().create_element("button") else { continue };
                    let label = format!("{} {}", self.say(Say::StrikeOut), number + 1);
                    for (name, value) in [("type", "button"), ("class", "strike"), ("aria-label", &label), ("title", &label)] {
                        let _ = strike.set_attribute(name, value);
                    }
                    let worker = Rc::clone(self);
                    let position = *position;
                    on(&strike, "click", move |_| worker.strike(position, number));
                    let _ = option.after_with_node_1(&strike);
                }
            }
        }
    }

    /// Strikes an option out, or takes that back; what is chosen stays as it is.
    pub(super) fn strike(self: &Rc<Self>, position: u16, option: u8) {
        let Some(index) = self.positions.iter().position(|p| *p == position) else { return };
        let struck = self.noted.toggle_struck(index, option);
        self.show_struck(position, option, struck);
        let said = self.say(if struck { Say::StruckOut } else { Say::NotStruckOut });
        self.announce(&format!("{said} {}", option + 1));
        self.noted.have_changed(self);
    }

    fn show_struck(&self, position: u16, option: u8, struck: bool) {
        let label = element(&format!("#q{position} .option:has(input[value='{option}'])"));
        mark(label.as_ref(), "struck", struck);
    }

    fn calculate(&self, sign: &str) {
        let Some(field) = input("#expression") else { return };
        let result = element("#calculated");
        let shown = field.value();
        match sign {
            "=" => {
                let comes_to = match work_out(&shown) {
                    Ok(number) => format!("= {}", written(number)),
                    Err(Slip::Unreadable) => self.say(Say::Unreadable).to_owned(),
                    Err(Slip::NoResult) => self.say(Say::NoResult).to_owned(),
                };
                write(result.as_ref(), &comes_to);
            }
            "C" => {
                field.set_value("");
                write(result.as_ref(), "");
            }
            "←" => {
                let mut signs = shown.chars();
                signs.next_back();
                field.set_value(signs.as_str());
            }
            sign => field.set_value(&format!("{shown}{sign}")),
        }
    }
}

/// Ten digits are enough for anybody; a decimal comma, as it is written here.
fn written(number: f64) -> String {
    let rounded = Number::from(number).to_precision(10).map_or(f64::NAN, |text| js_sys::parse_float(&String::from(text)));
    let text = Number::from(rounded).to_string_with_radix(10).map(String::from).unwrap_or_default();
    text.replace('.', ",").replace('-', "−")
}

/// The next of the languages that the questions are in.
pub(super) fn next_language() {
    let languages = inputs("input[name=shown]");
    let current = languages.iter().position(HtmlInputElement::checked).unwrap_or_default();
    if let Some(next) = languages.get((current + 1) % languages.len().max(1)) {
        next.click();
    }
}

/// How the page looks follows the choices at once.
pub(super) fn apply_view() {
    let Some(root) = html("html") else { return };
    let chosen = |selector: &str| input(selector).map(|input| input.value());
    let size = chosen(".view input[name=size]:checked").unwrap_or_default();
    for n in 1..=3 {
        mark(Some(&root), &format!("text-{n}"), size == n.to_string());
    }
    for name in ["contrast", "spaced"] {
        mark(Some(&root), name, chosen(&format!(".view input[name={name}]:checked")).is_some());
    }
}
