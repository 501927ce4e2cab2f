//! What the page shows of how things stand.

use std::cell::{Cell, RefCell};

use web_sys::Element;

use super::{
    page::{element, mark, set, write},
    worker::{Clock, Line, Place, Worker},
};
use crate::{
    desk::{clock, ends_at, saved_at, texts::Say, time_class, time_of_day},
    exchange::Resumes,
};

/// The parts of the page that change.
pub(super) struct Shown {
    desk: Element,
    time_label: Option<Element>,
    time: Option<Element>,
    ends: Option<Element>,
    saving: Option<Element>,
    notice: Option<Element>,
    notice_text: Option<Element>,
    go_on: Option<Element>,
    door: Option<Element>,
    storage_blocked: Option<Element>,
    previous: Option<Element>,
    next: Option<Element>,
    flag: Option<Element>,
    review: Option<Element>,
    announcement: Option<Element>,
    looks: RefCell<Option<Looks>>,
    /// What the navigator shows of each question.
    marks: RefCell<Vec<Mark>>,
    locked: Cell<bool>,
}

/// All that the page shows but for the navigator.
#[derive(PartialEq)]
struct Looks {
    stands: bool,
    left: String,
    low: bool,
    ends: String,
    saving: String,
    trouble: bool,
    notice: Notice,
    storage_blocked: bool,
    at_first: bool,
    at_last: bool,
    flagged: bool,
}

/// Answered, flagged, the one at hand.
type Mark = (bool, bool, bool);

/// What the desk has to say beside the clock.
#[derive(Clone, Copy, PartialEq)]
enum Notice {
    None,
    SignedOut,
    Elsewhere(Option<i64>),
    Stands(Resumes),
    Over,
}

impl Shown {
    pub(super) fn find(desk: Element) -> Self {
        Self {
            time_label: element("#desk .clock .label"),
            time: element("#desk .clock .time"),
            ends: element("#desk .clock .ends"),
            saving: element("#desk .saving"),
            notice: element("#desk .desk-notice"),
            notice_text: element("#desk .desk-notice p"),
            go_on: element("#go-on"),
            door: element("#desk .desk-notice a"),
            storage_blocked: element("#storage-blocked"),
            previous: element("#previous"),
            next: element("#next"),
            flag: element("#flag"),
            review: element("#to-review"),
            announcement: element("#announcement"),
            looks: RefCell::default(),
            marks: RefCell::default(),
            locked: Cell::new(false),
            desk,
        }
    }

    /// This code is at work: what needs it can be used.
    pub(super) fn is_awake(&self) {
        mark(Some(&self.desk), "awake", true);
        mark(element("#paper").as_ref(), "one-at-a-time", true);
    }
}

impl Worker {
    fn notice(&self) -> Notice {
        match (self.line.get(), self.place.get(), self.clock.get()) {
            (Line::SignedOut, ..) => Notice::SignedOut,
            (_, Place::Elsewhere(since), _) => Notice::Elsewhere(since),
            (.., Clock::Stands(resumes)) => Notice::Stands(resumes),
            _ if self.is_over_offline() => Notice::Over,
            _ => Notice::None,
        }
    }

    /// How the saving stands, in words: what the server has not acknowledged is never called saved.
    fn saving(&self) -> String {
        let (unsent, kept) = (self.unsent(), !self.storage_blocked.get());
        let text = match (self.line.get(), unsent, self.saved_at.get()) {
            (Line::Down, ..) if kept => Say::Offline,
            (Line::Down, ..) => Say::OfflineUnkept,
            (Line::Busy, ..) => Say::Busy,
            (_, 0, at) => return saved_at(|what| self.say(what).to_owned(), at, self.utc_offset),
            _ if self.notice() != Notice::None => Say::Waiting,
            _ if kept => Say::Sending,
            _ => Say::SendingUnkept,
        };
        format!("{} {unsent}", self.say(text))
    }

    fn notice_text(&self, notice: Notice) -> String {
        let since = |at| time_of_day(at + self.utc_offset);
        match notice {
            Notice::None => String::new(),
            Notice::SignedOut => self.say(Say::SessionOver).to_owned(),
            Notice::Elsewhere(None) => self.say(Say::Elsewhere).to_owned(),
            Notice::Elsewhere(Some(at)) => {
                format!("{} {} {}", self.say(Say::Elsewhere), self.say(Say::ElsewhereSince), since(at))
            }
            Notice::Stands(Resumes::ByStaff) => self.say(Say::PausedByStaff).to_owned(),
            Notice::Stands(Resumes::OnReturn) => self.say(Say::PausedUntilBack).to_owned(),
            Notice::Over => self.say(Say::OverOffline).to_owned(),
        }
    }

    /// Brings the page up to date, where it isn't.
    pub(super) fn show(&self) {
        let (notice, current) = (self.notice(), self.noted.current());
        let looks = Looks {
            stands: matches!(self.clock.get(), Clock::Stands(_)),
            left: clock(self.left.get()),
            low: time_class(self.left.get()) != "time",
            ends: self.ends(),
            saving: self.saving(),
            trouble: self.line.get() != Line::Up || (self.has_unsent() && notice != Notice::None),
            notice,
            storage_blocked: self.storage_blocked.get(),
            at_first: current == 0,
            at_last: current + 1 >= self.positions.len(),
            flagged: self.noted.is_flagged(current),
        };
        if self.shown.looks.borrow().as_ref() != Some(&looks) {
            self.put_up(&looks);
            *self.shown.looks.borrow_mut() = Some(looks);
        }
        self.lock(self.is_locked());
        self.mark();
    }

    fn put_up(&self, looks: &Looks) {
        let (shown, notice) = (&self.shown, looks.notice);
        write(shown.time_label.as_ref(), self.say(if looks.stands { Say::TimeStopped } else { Say::TimeLeft }));
        write(shown.time.as_ref(), &looks.left);
        mark(shown.time.as_ref(), "low", looks.low);
        write(shown.ends.as_ref(), &looks.ends);
        write(shown.saving.as_ref(), &looks.saving);
        mark(shown.saving.as_ref(), "trouble", looks.trouble);
        set(shown.notice.as_ref(), "hidden", notice == Notice::None);
        write(shown.notice_text.as_ref(), &self.notice_text(notice));
        let go_on = if matches!(notice, Notice::Elsewhere(_)) { Say::TakeOver } else { Say::ComeBack };
        write(shown.go_on.as_ref(), self.say(go_on));
        set(shown.go_on.as_ref(), "hidden", !matches!(notice, Notice::Elsewhere(_) | Notice::Stands(Resumes::OnReturn)));
        set(shown.door.as_ref(), "hidden", notice != Notice::SignedOut);
        set(shown.storage_blocked.as_ref(), "hidden", !looks.storage_blocked);
        set(shown.previous.as_ref(), "disabled", looks.at_first);
        set(shown.next.as_ref(), "disabled", looks.at_last);
        mark(shown.next.as_ref(), "quiet", looks.at_last);
        mark(shown.review.as_ref(), "quiet", !looks.at_last);
        write(shown.flag.as_ref(), self.say(if looks.flagged { Say::Unflag } else { Say::Flag }));
    }

    fn ends(&self) -> String {
        let Clock::RunsUntil(end) = self.clock.get() else { return String::new() };
        let ends = ends_at(|what| self.say(what).to_owned(), end, self.granted.get(), self.utc_offset);
        match self.before.get() {
            None => ends,
            Some(was) => format!("{ends} ({} {})", self.say(Say::Before), time_of_day(was + self.utc_offset)),
        }
    }

    /// Tells who listens rather than looks.
    pub(super) fn announce(&self, text: &str) {
        write(self.shown.announcement.as_ref(), text);
    }

    fn lock(&self, locked: bool) {
        if self.shown.locked.replace(locked) == locked {
            return;
        }
        for position in &self.positions {
            set(element(&format!("#q{position}")).as_ref(), "disabled", locked);
        }
        set(self.shown.review.as_ref(), "disabled", locked);
    }

    /// Shows in the navigator what has changed since it last did.
    fn mark(&self) {
        let current = self.noted.current();
        let answered = self.answered.borrow();
        let marks: Vec<Mark> =
            answered.iter().enumerate().map(|(n, answered)| (*answered, self.noted.is_flagged(n), n == current)).collect();
        let shown = self.shown.marks.replace(marks.clone());
        for (index, (mark_of, position)) in marks.iter().zip(&self.positions).enumerate() {
            if shown.get(index) == Some(mark_of) {
                continue;
            }
            let Some(link) = element(&format!(".navigator a[href='#q{position}']")) else { continue };
            let (answered, flagged, current) = *mark_of;
            mark(Some(&link), "answered", answered);
            mark(Some(&link), "flagged", flagged);
            let _ = if current { link.set_attribute("aria-current", "step") } else { link.remove_attribute("aria-current") };
            let state = self.say(if answered { Say::Answered } else { Say::Unanswered });
            let mut name = format!("{} {position}, {state}", self.say(Say::Question));
            if flagged {
                name.push_str(&format!(", {}", self.say(Say::Flagged)));
            }
            let _ = link.set_attribute("aria-label", &name);
        }
    }
}
