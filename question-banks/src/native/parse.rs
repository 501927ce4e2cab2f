//! Reads question files line by line. Whatever stands in a line, the next is read as well: one run tells every mistake.

use std::path::Path;

use exam::{language::Language, topic::is_code};

use super::entry::{Entry, EntryOption, EntryTexts, Field, Placed};
use crate::{finding::Findings, letters};

/// Reads the questions of one file.
pub(crate) fn parse(file: &Path, text: &str, findings: &mut Findings) -> Vec<Entry> {
    let mut reader = Reader { file, findings, entries: Vec::new(), tail: Tail::Nothing, told_of_preface: false };
    for (n, line) in text.lines().enumerate() {
        reader.line(n + 1, line);
    }
    reader.entries
}

struct Reader<'a> {
    file: &'a Path,
    findings: &'a mut Findings,
    entries: Vec<Entry>,
    tail: Tail,
    told_of_preface: bool,
}

/// What a line that starts with `|` goes on with.
#[derive(Clone, Copy)]
enum Tail {
    Nothing,
    Text(Language),
    Source,
    /// Something that has been told to be wrong already.
    Refused,
}

impl Reader<'_> {
    fn tell(&mut self, line: usize, message: impl Into<String>) {
        self.findings.add(self.file, line, message);
    }

    fn line(&mut self, n: usize, raw: &str) {
        let line = raw.trim();
        if line.is_empty() || line.starts_with('#') {
            return;
        }
        for message in letters::unseen(raw) {
            self.tell(n, message);
        }
        if let Some(id) = line.strip_prefix('[') {
            self.open(n, id);
        } else if self.entries.is_empty() {
            if !std::mem::replace(&mut self.told_of_preface, true) {
                self.tell(
                    n,
                    "this stands before the first question; open a question with its id in brackets, or start the line with #",
                );
            }
        } else if let Some(more) = line.strip_prefix('|') {
            self.go_on(n, more.trim());
        } else if let Some(rest) = line.strip_prefix('+') {
            self.option(n, true, rest);
        } else if let Some(rest) = line.strip_prefix('-') {
            self.option(n, false, rest);
        } else if let Some(rest) = line.strip_prefix(['–', '—', '−', '‐', '‑', '•']) {
            self.tell(n, "a wrong option starts with a plain hyphen, -, and this is another character");
            self.option(n, false, rest);
        } else {
            self.named(n, line);
        }
    }

    fn open(&mut self, n: usize, rest: &str) {
        let (id, closed, after) = match rest.split_once(']') {
            Some((id, after)) => (id.trim(), true, after.trim()),
            None => (rest.trim(), false, ""),
        };
        let well_formed = is_code(id);
        if !closed {
            self.tell(n, "the bracket isn't closed; write the id as [id]");
        } else if !after.is_empty() {
            self.tell(n, format!("«{after}» stands after the id; it needs a line of its own"));
        }
        if closed && !well_formed {
            self.tell(n, format!("«{id}» is not an id: lower-case Latin letters, digits and hyphens"));
        }
        let code = well_formed.then(|| id.to_owned());
        self.entries.push(Entry { file: self.file.to_owned(), line: n, code, ..Entry::default() });
        self.tail = Tail::Nothing;
    }

    fn go_on(&mut self, n: usize, more: &str) {
        let tail = self.tail;
        let Some(entry) = self.entries.last_mut() else { return };
        let text = match tail {
            Tail::Text(language) => entry.open_texts().get_mut(&language),
            Tail::Source => entry.fields.get_mut(&Field::Source),
            Tail::Nothing | Tail::Refused => None,
        };
        if let Some(text) = text {
            text.value.push('\n');
            text.value.push_str(more);
            self.check_letters(n, more);
        } else if !matches!(tail, Tail::Refused) {
            self.tell(n, "there is no text right above for this line to go on with; write it below a text, or drop the |");
        }
    }

    fn option(&mut self, n: usize, right: bool, rest: &str) {
        let Some(entry) = self.entries.last_mut() else { return };
        entry.options.push(EntryOption { line: n, right, texts: EntryTexts::new() });
        self.tail = Tail::Nothing;
        let rest = rest.trim();
        if rest.split_once(':').is_some_and(|(name, _)| name.trim().parse::<Language>().is_ok()) {
            self.named(n, rest);
        } else if !rest.is_empty() {
            let mark = if right { '+' } else { '-' };
            self.tell(n, format!("the option doesn't say its language; write {mark} kk: and the text, then ru: and the text"));
            self.tail = Tail::Refused;
        }
    }

    /// A line of the form `name: value`.
    fn named(&mut self, n: usize, line: &str) {
        let name_and_value = line.split_once(':').map(|(name, value)| (name.trim(), value.trim()));
        let Some((name, value)) = name_and_value.filter(|(name, _)| !name.contains(char::is_whitespace)) else {
            self.tail = Tail::Refused;
            return self
                .tell(n, "this line is neither a field nor an option; a text that goes on starts with | in each further line");
        };
        let Some(entry) = self.entries.last_mut() else { return };
        let placed = Placed { line: n, value: value.to_owned() };
        let (tail, first) = if let Ok(language) = name.parse::<Language>() {
            let texts = entry.open_texts();
            let first = texts.get(&language).map(|text| text.line);
            texts.entry(language).or_insert(placed);
            (Tail::Text(language), first)
        } else if let Some(field) = Field::named(name) {
            let first = entry.fields.get(&field).map(|text| text.line);
            entry.fields.entry(field).or_insert(placed);
            (if field == Field::Source { Tail::Source } else { Tail::Nothing }, first)
        } else {
            self.tail = Tail::Refused;
            let hint = if name.is_ascii() { "" } else { " (its name has letters that are not Latin)" };
            return self.tell(n, format!("unknown field «{name}»{hint}; there are topic, kind, difficulty, source, kk, ru, en"));
        };
        if let Some(first) = first {
            self.tell(n, format!("«{name}» stands here a second time, first in line {first}; keep one"));
            self.tail = Tail::Refused;
        } else {
            self.tail = tail;
            if matches!(tail, Tail::Text(_) | Tail::Source) {
                self.check_letters(n, value);
            }
        }
    }

    fn check_letters(&mut self, n: usize, text: &str) {
        for message in letters::mixed(text) {
            self.tell(n, message);
        }
    }
}
