//! The desk around the paper: what its page and the code in the browser have in common.

pub mod calculator;
pub mod notes;
pub mod server_clock;
pub mod texts;

use texts::Say;

/// What the code in the browser starts from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// The attempt's id: part of every address it calls.
    pub attempt: String,
    /// The server's clock when the page was made, in milliseconds since 1970.
    pub now: i64,
    /// The deadline, likewise.
    pub deadline: i64,
    /// The regulation's limit, in milliseconds.
    pub limit: i64,
    /// What has been given beyond it, in milliseconds.
    pub granted: i64,
    /// What the unit's clocks are ahead of UTC, in milliseconds.
    pub utc_offset: i64,
    /// When an answer was last saved.
    pub saved_at: Option<i64>,
    /// The questions, in the order of the paper.
    pub questions: Vec<QuestionSheet>,
}

/// What it knows of a question.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct QuestionSheet {
    /// Its position, from 1.
    pub position: u16,
    /// The newest count that a browser gave a change of it.
    pub client_revision: i64,
}

impl Sheet {
    /// As text, which needs no escaping wherever it stands: fields, then for each question two more.
    #[cfg(feature = "ssr")]
    pub fn write(&self) -> String {
        let saved = self.saved_at.map_or_else(|| "-".to_owned(), |at| at.to_string());
        let Self { attempt, now, deadline, limit, granted, utc_offset, .. } = self;
        let mut text = format!("{attempt} {now} {deadline} {limit} {granted} {utc_offset} {saved}");
        let mut number = itoa::Buffer::new();
        for q in &self.questions {
            text.push(' ');
            text.push_str(number.format(q.position));
            text.push(' ');
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
        for field in [&mut sheet.now, &mut sheet.deadline, &mut sheet.limit, &mut sheet.granted, &mut sheet.utc_offset] {
            *field = number().flatten().unwrap_or_default();
        }
        sheet.saved_at = number().flatten();
        while let (Some(position), Some(count)) = (number(), number()) {
            sheet.questions.push(QuestionSheet {
                position: position.and_then(|p| u16::try_from(p).ok()).unwrap_or_default(),
                client_revision: count.unwrap_or_default(),
            });
        }
        sheet
    }
}

/// How far the saving has come when nothing waits.
pub fn saved_at(say: impl Fn(Say) -> String, at: Option<i64>, utc_offset: i64) -> String {
    at.map_or_else(|| say(Say::NothingSaved), |at| format!("{} {}", say(Say::SavedAt), time_of_day(at + utc_offset)))
}

/// When the exam ends, and how much of the time until then was given beyond the limit.
pub fn ends_at(say: impl Fn(Say) -> String, end: i64, granted: i64, utc_offset: i64) -> String {
    let ends = format!("{} {}", say(Say::EndsAt), time_of_day(end + utc_offset));
    match granted / 60_000 {
        ..=0 => ends,
        minutes => format!("{ends}, {} {minutes}", say(Say::OfItGranted)),
    }
}

/// The class of the time left.
pub const fn time_class(left_ms: i64) -> &'static str {
    if left_ms < 300_000 { "time low" } else { "time" }
}

/// Time left as people read it: `1:05:09`, `42:07`. A second that has begun is shown whole.
pub fn clock(left_ms: i64) -> String {
    let seconds = (left_ms.max(0) + 999) / 1_000;
    let (h, m, s) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if h > 0 { format!("{h}:{m:02}:{s:02}") } else { format!("{m:02}:{s:02}") }
}

/// Milliseconds since 1970 at the unit as a time of day: `10:42:07`.
pub fn time_of_day(local_ms: i64) -> String {
    let seconds = local_ms.div_euclid(1_000).rem_euclid(86_400);
    format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(feature = "ssr")]
    fn a_sheet_is_read_as_it_was_written() {
        let question = |position, client_revision| QuestionSheet { position, client_revision };
        let mut sheet = Sheet {
            attempt: "0192-ab".into(),
            now: 1_795_413_727_000,
            deadline: 1_795_413_727_001,
            limit: 3_600_000,
            granted: 60_000,
            utc_offset: -18_000_000,
            saved_at: None,
            questions: vec![question(1, 0), question(2, 1_795_413_726_999)],
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
    fn what_was_given_is_part_of_the_plan() {
        let say = |what| format!("{what:?}");
        assert_eq!(ends_at(say, 0, 0, 0), "EndsAt 00:00:00");
        assert_eq!(ends_at(say, 60_000, 900_000, 3_600_000), "EndsAt 01:01:00, OfItGranted 15");
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
