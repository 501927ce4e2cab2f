//! What a browser keeps of an attempt, in its storage: every answer from the key press until a page has come that the server made with
//! it. An acknowledgement alone is no reason to forget: the next page may have been made just before. All tabs of the browser share the
//! storage, and each answer has a place of its own there, so that no tab takes another's away.

use exam::answer::OptionSet;
use web_sys::Storage;

use super::page::window;
use crate::exchange::Answer;

/// One attempt's part of the storage.
pub(super) struct Kept {
    key: String,
}

const UNSENT: &str = "unsent";
const ACKNOWLEDGED: &str = "acknowledged";

impl Kept {
    pub(super) fn of(attempt: &str) -> Self {
        Self { key: format!("synaq-{attempt}") }
    }

    /// Keeps an answer, unless a later one is kept; whether one of them is.
    pub(super) fn keep(&self, answer: &Answer) -> bool {
        let kept = self.answer(answer.position);
        if kept.is_some_and(|kept| kept.client_revision > answer.client_revision) {
            return true;
        }
        self.put_answer(answer, false)
    }

    pub(super) fn answer(&self, position: u16) -> Option<Answer> {
        Some(self.get_answer(position)?.0)
    }

    /// The same, if the server has not acknowledged it.
    pub(super) fn unsent(&self, position: u16) -> Option<Answer> {
        self.get_answer(position).filter(|(_, acknowledged)| !acknowledged).map(|(answer, _)| answer)
    }

    /// The server has acknowledged the answers to this question up to a count.
    pub(super) fn acknowledged(&self, position: u16, count: i64) {
        if let Some(answer) = self.unsent(position).filter(|kept| kept.client_revision <= count) {
            self.put_answer(&answer, true);
        }
    }

    /// A page that the server made shows the answers to this question up to a count: of those nothing is kept.
    pub(super) fn drop_until(&self, position: u16, count: i64) {
        if self.answer(position).is_some_and(|kept| kept.client_revision <= count) {
            self.remove(&self.place_of(position));
        }
    }

    fn get_answer(&self, position: u16) -> Option<(Answer, bool)> {
        let text = self.get(&self.place_of(position))?;
        let mut fields = text.split(' ');
        let client_revision = fields.next()?.parse().ok()?;
        let chosen = OptionSet::from_bits(fields.next()?.parse().ok()?);
        Some((Answer { position, client_revision, chosen }, fields.next() == Some(ACKNOWLEDGED)))
    }

    fn put_answer(&self, answer: &Answer, acknowledged: bool) -> bool {
        let state = if acknowledged { ACKNOWLEDGED } else { UNSENT };
        self.put(&self.place_of(answer.position), &format!("{} {} {state}", answer.client_revision, answer.chosen.bits()))
    }

    /// Whether the storage takes anything at all.
    pub(super) fn works(&self) -> bool {
        let trial = format!("{}-trial", self.key);
        let works = self.put(&trial, "");
        self.remove(&trial);
        works
    }

    /// What was noted since the server last had it: on the page, and on the scratch paper.
    pub(super) fn noted(&self) -> Option<(String, String)> {
        let text = self.get(&self.key)?;
        text.split_once('\n').map(|(notes, scratch)| (notes.to_owned(), scratch.to_owned()))
    }

    /// Keeps it; whether the storage took it.
    pub(super) fn keep_noted(&self, notes: &str, scratch: &str) -> bool {
        self.put(&self.key, &format!("{notes}\n{scratch}"))
    }

    pub(super) fn drop_noted(&self) {
        self.remove(&self.key);
    }

    fn place_of(&self, position: u16) -> String {
        format!("{}-{position}", self.key)
    }

    fn get(&self, key: &str) -> Option<String> {
        storage()?.get_item(key).ok()?
    }

    fn put(&self, key: &str, text: &str) -> bool {
        storage().is_some_and(|s| s.set_item(key, text).is_ok())
    }

    fn remove(&self, key: &str) {
        if let Some(storage) = storage() {
            let _ = storage.remove_item(key);
        }
    }
}

/// None where the browser forbids it.
fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}
