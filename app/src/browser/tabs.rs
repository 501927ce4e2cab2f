//! The tabs of one browser among themselves. A session is one browser's, so whether another tab is at work on the attempt, or only was
//! until it crashed, the tabs know better than the server: they ask each other.

use std::{cell::RefCell, rc::Rc, time::Duration};

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, MessageEvent};

use super::page::{on, pause, window};

/// How long a tab may take to say that it is at work.
const PATIENCE: Duration = Duration::from_millis(250);
/// Where a tab keeps its name: it is the same after a reload.
const NAME: &str = "synaq-tab";

/// One tab, and the line to the others.
pub(super) struct Tabs {
    channel: Option<BroadcastChannel>,
    name: RefCell<String>,
    /// Who has answered.
    at_work: Rc<RefCell<Option<String>>>,
}

impl Tabs {
    pub(super) fn of(attempt: &str) -> Self {
        let name = session_storage().and_then(|s| s.get_item(NAME).ok().flatten());
        let channel = BroadcastChannel::new(&format!("synaq-{attempt}")).ok();
        let tabs = Self { channel, name: RefCell::default(), at_work: Rc::default() };
        match name {
            Some(name) => *tabs.name.borrow_mut() = name,
            None => tabs.choose_a_name(),
        }
        tabs
    }

    /// This tab's name.
    pub(super) fn name(&self) -> String {
        self.name.borrow().clone()
    }

    /// Answers the others as long as this tab is at work.
    pub(super) fn answer(self: &Rc<Self>, is_at_work: impl Fn() -> bool + 'static) {
        let Some(channel) = &self.channel else { return };
        let tabs = Rc::clone(self);
        on(channel, "message", move |event| {
            let said = event.dyn_ref::<MessageEvent>().and_then(|m| m.data().as_string()).unwrap_or_default();
            match said.strip_prefix('!') {
                Some(name) => *tabs.at_work.borrow_mut() = Some(name.to_owned()),
                None if is_at_work() => tabs.say(&format!("!{}", tabs.name())),
                None => {}
            }
        });
    }

    /// Whether no other tab is at work; none where the tabs can't hear each other. A tab that was copied from another has its name,
    /// and gets one of its own here.
    pub(super) async fn is_alone(&self) -> Option<bool> {
        self.channel.as_ref()?;
        self.at_work.borrow_mut().take();
        self.say("?");
        pause(PATIENCE).await;
        let at_work = self.at_work.borrow_mut().take();
        if at_work.as_ref() == Some(&self.name()) {
            self.choose_a_name();
        }
        Some(at_work.is_none())
    }

    fn choose_a_name(&self) {
        // Not a secret: it only has to differ from the other tabs' of this browser.
        let random = || (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
        let name = format!("{:08x}{:08x}", random(), random());
        if let Some(storage) = session_storage() {
            let _ = storage.set_item(NAME, &name);
        }
        *self.name.borrow_mut() = name;
    }

    fn say(&self, what: &str) {
        if let Some(channel) = &self.channel {
            let _ = channel.post_message(&JsValue::from_str(what));
        }
    }
}

fn session_storage() -> Option<web_sys::Storage> {
    window().session_storage().ok().flatten()
}
