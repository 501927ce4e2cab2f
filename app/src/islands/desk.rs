//! The desk: clock, navigator and autosave around the paper, which is a plain form without them.

use leptos::prelude::*;

use super::texts::{Say, Texts};
use crate::exchange::Resumes;

/// What the island starts from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// The attempt's id: part of every address it calls.
    pub attempt: String,
    /// The server's clock when the page was made, in milliseconds since 1970.
    pub now: i64,
    /// The deadline, likewise.
    pub deadline: i64,
    /// What has been given beyond the regulation's limit, in milliseconds.
    pub granted: i64,
    /// What the unit's clocks are ahead of UTC, in milliseconds.
    pub utc_offset: i64,
    /// When an answer was last saved.
    pub saved_at: Option<i64>,
    /// The questions, in the order of the paper.
    pub questions: Vec<QuestionSheet>,
}

/// What the island knows of a question.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct QuestionSheet {
    /// Its position, from 1.
    pub position: u16,
    /// Whether the server holds a choice.
    pub answered: bool,
    /// The newest count that a browser gave a change of it.
    pub client_revision: i64,
}

impl Sheet {
    /// As text, which needs no escaping wherever it stands: fields, then for each question three more.
    #[cfg(feature = "ssr")]
    pub fn write(&self) -> String {
        let saved = self.saved_at.map_or_else(|| "-".to_owned(), |at| at.to_string());
        let Self { attempt, now, deadline, granted, utc_offset, .. } = self;
        let mut text = format!("{attempt} {now} {deadline} {granted} {utc_offset} {saved}");
        let mut number = itoa::Buffer::new();
        for q in &self.questions {
            text.push(' ');
            text.push_str(number.format(q.position));
            text.push_str(if q.answered { " 1 " } else { " 0 " });
            text.push_str(number.format(q.client_revision));
        }
        text
    }

    /// From that text; what it doesn't tell is nothing.
    pub fn read(text: &str) -> Self {
        let mut fields = text.split(' ');
        let attempt = fields.next().unwrap_or_default().to_owned();
        let mut number = || fields.next().map(|field| field.parse::<i64>().ok());
        let mut sheet = Self { attempt, ..Self::default() };
        for field in [&mut sheet.now, &mut sheet.deadline, &mut sheet.granted, &mut sheet.utc_offset] {
            *field = number().flatten().unwrap_or_default();
        }
        sheet.saved_at = number().flatten();
        while let (Some(position), Some(answered), Some(count)) = (number(), number(), number()) {
            sheet.questions.push(QuestionSheet {
                position: position.and_then(|p| u16::try_from(p).ok()).unwrap_or_default(),
                answered: answered == Some(1),
                client_revision: count.unwrap_or_default(),
            });
        }
        sheet
    }
}

/// What the server fills in for each candidate, into a desk that is made once for all; the browser knows it from its sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Filled {
    /// [`Sheet::write`].
    #[cfg_attr(not(feature = "ssr"), expect(dead_code, reason = "the browser is given it"))]
    Sheet,
    /// Time left.
    Left,
    /// The class of what shows it.
    Time,
    /// When the exam ends.
    Ends,
    /// How the saving stands.
    Saving,
}

/// What the server fills in.
#[cfg(feature = "ssr")]
fn filled(what: Filled, _: impl Fn() -> String) -> String {
    crate::template::hole(what as u32)
}

/// What the server has filled in, worked out.
#[cfg(not(feature = "ssr"))]
fn filled(_: Filled, work_out: impl Fn() -> String) -> String {
    work_out()
}

/// The line to the server.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "the server only shows where the page starts from"))]
pub(crate) enum Line {
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
#[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "the server only shows where the page starts from"))]
pub(crate) enum Place {
    /// Not known yet.
    Sought,
    /// It is.
    Here,
    /// Another is; since when, in milliseconds since 1970.
    Elsewhere(Option<i64>),
}

/// Whether the clock runs.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "the server only shows where the page starts from"))]
pub(crate) enum Clock {
    /// Towards this instant, in milliseconds since 1970.
    RunsUntil(i64),
    /// It stands, until whoever stopped it, or the candidate, starts it again.
    Stands(Resumes),
}

/// The desk's state, shared by what shows it and what changes it.
#[derive(Clone, Copy)]
pub(crate) struct Desk {
    /// Awake: this runs in a browser.
    pub(crate) awake: RwSignal<bool>,
    /// Index of the question on view.
    pub(crate) current: RwSignal<usize>,
    /// Per question: something is chosen.
    #[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "the navigator is filled in by the server"))]
    pub(crate) answered: RwSignal<Vec<bool>>,
    /// Per question: the candidate wants to come back.
    pub(crate) flagged: RwSignal<Vec<bool>>,
    /// How many answers the server has not acknowledged.
    pub(crate) unsent: RwSignal<usize>,
    /// When an answer was last saved, in milliseconds since 1970.
    pub(crate) saved_at: RwSignal<Option<i64>>,
    /// The line to the server.
    pub(crate) line: RwSignal<Line>,
    /// Whether this tab is the one at work.
    pub(crate) place: RwSignal<Place>,
    /// Whether the clock runs.
    pub(crate) clock: RwSignal<Clock>,
    /// Until when it ran before more time was given.
    pub(crate) before: RwSignal<Option<i64>>,
    /// Milliseconds left.
    pub(crate) left: RwSignal<i64>,
    /// The browser can't keep unsent answers.
    pub(crate) storage_blocked: RwSignal<bool>,
    /// What a screen reader is told.
    pub(crate) announcement: RwSignal<String>,
    /// How many times the notice's button was pressed.
    pub(crate) pressed: RwSignal<u32>,
}

/// What the desk has to say beside the clock.
#[derive(Clone, Copy, PartialEq)]
enum Notice {
    None,
    SignedOut,
    Elsewhere(Option<i64>),
    Stands(Resumes),
}

impl Desk {
    fn notice(&self) -> Notice {
        match (self.line.get(), self.place.get(), self.clock.get()) {
            (Line::SignedOut, ..) => Notice::SignedOut,
            (_, Place::Elsewhere(since), _) => Notice::Elsewhere(since),
            (.., Clock::Stands(resumes)) => Notice::Stands(resumes),
            _ => Notice::None,
        }
    }

    /// How the saving stands, in words: what the server has not acknowledged is never called saved.
    fn saving(&self, say: impl Fn(Say) -> String, utc_offset: i64) -> String {
        let (unsent, kept) = (self.unsent.get(), !self.storage_blocked.get());
        let text = match (self.line.get(), unsent, self.saved_at.get()) {
            (Line::Down, ..) if kept => Say::Offline,
            (Line::Down, ..) => Say::OfflineUnkept,
            (Line::Busy, ..) => Say::Busy,
            (_, 0, at) => return saved_at(say, at, utc_offset),
            _ if self.notice() != Notice::None => Say::Waiting,
            _ if kept => Say::Sending,
            _ => Say::SendingUnkept,
        };
        format!("{} {unsent}", say(text))
    }
}

/// The desk around the paper. `children` is the form itself, which works alone.
#[island]
pub fn ExamDesk(
    /// What it starts from, as [`Sheet::write`] tells it.
    sheet: String,
    /// How many questions there are.
    count: usize,
    /// Its texts.
    texts: Texts,
    /// The navigator and the form.
    children: Children,
) -> impl IntoView {
    let sheet = Sheet::read(&sheet);
    let desk = Desk {
        awake: RwSignal::new(false),
        current: RwSignal::new(0),
        answered: RwSignal::new(sheet.questions.iter().map(|q| q.answered).collect()),
        flagged: RwSignal::new(vec![false; sheet.questions.len()]),
        unsent: RwSignal::new(0),
        saved_at: RwSignal::new(sheet.saved_at),
        line: RwSignal::new(Line::Up),
        place: RwSignal::new(Place::Sought),
        clock: RwSignal::new(Clock::RunsUntil(sheet.deadline)),
        before: RwSignal::new(None),
        left: RwSignal::new(sheet.deadline - sheet.now),
        storage_blocked: RwSignal::new(false),
        announcement: RwSignal::new(String::new()),
        pressed: RwSignal::new(0),
    };
    let utc_offset = sheet.utc_offset;

    #[cfg(feature = "hydrate")]
    {
        let (sheet, texts) = (sheet.clone(), texts.clone());
        Effect::new(move |_| super::desk_browser::wake(desk, sheet.clone(), texts.clone()));
    }

    let texts = StoredValue::new(texts);
    let say = move |what: Say| texts.with_value(|texts| texts.say(what).to_owned());
    let saving = move || filled(Filled::Saving, || desk.saving(say, utc_offset));
    let trouble = move || desk.line.get() != Line::Up || (desk.unsent.get() > 0 && desk.notice() != Notice::None);
    let time_label = move || say(if matches!(desk.clock.get(), Clock::Stands(_)) { Say::TimeStopped } else { Say::TimeLeft });
    let left = move || filled(Filled::Left, || clock(desk.left.get()));
    let time = move || filled(Filled::Time, || time_class(desk.left.get()).to_owned());
    let ends = move || {
        filled(Filled::Ends, || {
            let Clock::RunsUntil(end) = desk.clock.get() else { return String::new() };
            let ends = ends_at(say(Say::EndsAt), end, utc_offset);
            match desk.before.get() {
                None => ends,
                Some(was) => format!("{ends} ({} {})", say(Say::Before), time_of_day(was + utc_offset)),
            }
        })
    };
    let notice = move || match desk.notice() {
        Notice::None => String::new(),
        Notice::SignedOut => say(Say::SessionOver),
        Notice::Elsewhere(None) => say(Say::Elsewhere),
        Notice::Elsewhere(Some(since)) => {
            format!("{} {} {}", say(Say::Elsewhere), say(Say::ElsewhereSince), time_of_day(since + utc_offset))
        }
        Notice::Stands(Resumes::ByStaff) => say(Say::PausedByStaff),
        Notice::Stands(Resumes::OnReturn) => say(Say::PausedUntilBack),
    };
    let go_on = move || say(if matches!(desk.notice(), Notice::Elsewhere(_)) { Say::TakeOver } else { Say::ComeBack });
    let no_notice = move || desk.notice() == Notice::None;
    let no_button = move || !matches!(desk.notice(), Notice::Elsewhere(_) | Notice::Stands(Resumes::OnReturn));
    let no_door = move || desk.notice() != Notice::SignedOut;
    let locked = move || matches!(desk.notice(), Notice::Elsewhere(_) | Notice::Stands(_));
    let press = move |_| desk.pressed.update(|n| *n += 1);
    let flag = move || {
        let flagged = desk.flagged.with(|f| f.get(desk.current.get()).copied().unwrap_or(false));
        say(if flagged { Say::Unflag } else { Say::Flag })
    };
    let go = move |to: usize| {
        move |_| {
            let current = desk.current.get_untracked();
            desk.current.set(if to == 0 { current.saturating_sub(1) } else { (current + 1).min(count.saturating_sub(1)) });
        }
    };
    let at_first = move || desk.current.get() == 0;
    let at_last = move || desk.current.get() + 1 == count;
    let not_at_last = move || !at_last();
    let toggle_flag = move |_| {
        let current = desk.current.get_untracked();
        desk.flagged.update(|f| {
            if let Some(flag) = f.get_mut(current) {
                *flag = !*flag;
            }
        });
    };
    let keys =
        [("1 – 9", Say::KeyChoose), ("← →", Say::KeyMove), ("F", Say::KeyFlag), ("R", Say::KeyReview), ("T", Say::KeyTime)];
    let keys = keys.map(|(key, what)| view! { <dt><kbd>{key}</kbd></dt><dd>{say(what)}</dd> }).collect_view();

    view! {
        <div class="desk-bar" class:awake=move || desk.awake.get()>
            <p class="clock" role="timer" aria-live="off">
                <span class="label">{time_label}</span>
                " "
                <strong class=time>{left}</strong>
                <span class="ends">{ends}</span>
            </p>
            <p class="saving" class:trouble=trouble role="status">{saving}</p>
            <div class="desk-notice" hidden=no_notice>
                <p role="status">{notice}</p>
                <button type="button" class="button" id="go-on" hidden=no_button on:click=press>{go_on}</button>
                <a class="button" href="/" hidden=no_door>{say(Say::SignIn)}</a>
            </div>
        </div>
        <p class="warning" role="alert" hidden=move || !desk.storage_blocked.get()>
            {say(Say::StorageBlocked)}
        </p>
        {children()}
        <div class="desk-moves" hidden=move || !desk.awake.get()>
            <button type="button" class="button quiet" disabled=at_first on:click=go(0)>
                {say(Say::Previous)}
            </button>
            <button type="button" class="button quiet" on:click=toggle_flag>{flag}</button>
            <button type="submit" form="paper" name="then" value="review" class="button" class:quiet=not_at_last id="to-review" disabled=locked>
                {say(Say::Review)}
            </button>
            <button type="button" class="button" class:quiet=at_last disabled=at_last on:click=go(1)>
                {say(Say::Next)}
            </button>
        </div>
        <details class="keys" hidden=move || !desk.awake.get()>
            <summary>{say(Say::Keys)}</summary>
            <dl>{keys}</dl>
        </details>
        <p class="visually-hidden" role="status">{move || desk.announcement.get()}</p>
    }
}

/// How far the saving has come when nothing waits.
pub(crate) fn saved_at(say: impl Fn(Say) -> String, at: Option<i64>, utc_offset: i64) -> String {
    at.map_or_else(|| say(Say::NothingSaved), |at| format!("{} {}", say(Say::SavedAt), time_of_day(at + utc_offset)))
}

/// When the exam ends.
pub(crate) fn ends_at(ends_at: String, end: i64, utc_offset: i64) -> String {
    format!("{ends_at} {}", time_of_day(end + utc_offset))
}

/// The class of the time left.
pub(crate) const fn time_class(left_ms: i64) -> &'static str {
    if left_ms < 300_000 { "time low" } else { "time" }
}

/// Time left as people read it: `1:05:09`, `42:07`. A second that has begun is shown whole.
pub(crate) fn clock(left_ms: i64) -> String {
    let seconds = (left_ms.max(0) + 999) / 1_000;
    let (h, m, s) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if h > 0 { format!("{h}:{m:02}:{s:02}") } else { format!("{m:02}:{s:02}") }
}

/// Milliseconds since 1970 at the unit as a time of day: `10:42:07`.
pub(crate) fn time_of_day(local_ms: i64) -> String {
    let seconds = local_ms.div_euclid(1_000).rem_euclid(86_400);
    format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(feature = "ssr")]
    fn a_sheet_is_read_as_it_was_written() {
        let question = |position, answered, client_revision| QuestionSheet { position, answered, client_revision };
        let mut sheet = Sheet {
            attempt: "0192-ab".into(),
            now: 1_795_413_727_000,
            deadline: 1_795_413_727_001,
            granted: 60_000,
            utc_offset: -18_000_000,
            saved_at: None,
            questions: vec![question(1, false, 0), question(2, true, 1_795_413_726_999)],
        };
        assert_eq!(Sheet::read(&sheet.write()), sheet);
        (sheet.saved_at, sheet.questions) = (Some(7), vec![]);
        assert_eq!(Sheet::read(&sheet.write()), sheet);
        assert_eq!(Sheet::read(""), Sheet::default());
    }

    #[test]
    fn a_time_of_day_has_its_zeros() {
        assert_eq!(time_of_day(1_795_413_727_000 + 5 * 3_600_000), "11:02:07");
        assert_eq!(time_of_day(0), "00:00:00");
        assert_eq!(time_of_day(-1), "23:59:59");
    }

    #[test]
    fn the_clock_shows_whole_seconds_and_never_less_than_nothing() {
        assert_eq!(clock(3_909_000), "1:05:09");
        assert_eq!(clock(60_000), "01:00");
        assert_eq!(clock(59_001), "01:00");
        assert_eq!(clock(1), "00:01");
        assert_eq!(clock(0), "00:00");
        assert_eq!(clock(-5), "00:00");
    }
}
