//! The figures and their goals.

use std::fmt::Write;

use serde::{Serialize, Serializer};

/// What was measured; what wasn't is `null`. The names are those of the JSON.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Figures {
    /// Durable rows a second of SQLite alone, one a commit.
    pub(super) raw_sqlite_1: Figure,
    /// Requests a second of a bare axum handler that reads and returns what a save does.
    pub(super) bare_post: Figure,
    /// Saves acknowledged a second, SQLite.
    pub(super) saves: Figure,
    /// The same, PostgreSQL.
    pub(super) saves_postgres: Figure,
    pub(super) save_p50_ms: Figure,
    pub(super) save_p99_ms: Figure,
    pub(super) save_p999_ms: Figure,
    pub(super) save_max_ms: Figure,
    /// Of 4 KiB appended, on the same file system.
    pub(super) fdatasync_p50_ms: Figure,
    /// From the first of all starts, within a second, to the last paper.
    pub(super) mass_start_s: Figure,
    pub(super) mass_start_errors: Figure,
    /// From the deadline (and grace) that all share to the last result.
    pub(super) deadline_close_s: Figure,
    pub(super) exam_page_ratio: Figure,
    pub(super) middleware_ratio: Figure,
    pub(super) rss_idle_mib: Figure,
    pub(super) rss_per_candidate_kib: Figure,
    /// Saves a second with a full database over those with an empty one.
    pub(super) growth_ratio: Figure,
    /// Answers in the full one.
    pub(super) growth_stored: Figure,
    /// Events of the log verified a second, by one core.
    pub(super) audit_events_per_s: Figure,
    /// What the chain of answers takes of the time in which one is saved.
    pub(super) audit_cost_on_saves: Figure,
    /// The first visit of an exam page, with Brotli: all that is downloaded, thousands of bytes.
    pub(super) candidate_total_br_kb: Figure,
    pub(super) candidate_requests: Figure,
    pub(super) candidate_wasm_br_kb: Figure,
    /// What is needed to read and answer.
    pub(super) candidate_html_css_br_kb: Figure,
    /// Of that paper.
    pub(super) candidate_questions: Figure,
    /// When the largest part of the page is painted, at 1.6 Mbit/s, 150 ms to and fro, a quarter of the processor.
    pub(super) candidate_lcp_ms: Figure,
    /// When the page's code is at work there.
    pub(super) candidate_awake_ms: Figure,
    /// From an interaction to the next paint, with a quarter of the processor, on a long paper.
    pub(super) candidate_inp_ms: Figure,
    /// Its questions.
    pub(super) candidate_long_paper: Figure,
    /// Over all of it.
    pub(super) candidate_layout_shift: Figure,
}

/// A figure, if it was measured.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Figure(pub(super) Option<f64>);

impl From<f64> for Figure {
    fn from(figure: f64) -> Self {
        Self(Some(figure))
    }
}

impl From<Option<f64>> for Figure {
    fn from(figure: Option<f64>) -> Self {
        Self(figure)
    }
}

impl Figure {
    fn over(self, other: Self) -> Self {
        Self(self.0.zip(other.0).map(|(this, other)| this / other))
    }

    /// No more digits than were measured.
    fn rounded(self) -> Option<f64> {
        let figure = self.0?;
        let places: i32 = if figure.abs() >= 100.0 { 0 } else { 3 };
        let scale = 10_f64.powi(places);
        Some((figure * scale).round() / scale)
    }

    fn spelled(self) -> String {
        self.rounded().map_or_else(|| "–".to_owned(), |figure| figure.to_string())
    }
}

impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.rounded() {
            #[expect(clippy::cast_possible_truncation, reason = "a whole number")]
            Some(whole) if whole.fract() == 0.0 => serializer.serialize_i64(whole as i64),
            other => other.serialize(serializer),
        }
    }
}

enum Goal {
    AtLeast(f64),
    AtMost(f64),
    None,
}

impl Goal {
    fn verdict(&self, figure: Figure) -> &'static str {
        let Some(figure) = figure.0 else { return "not measured" };
        match self {
            Self::AtLeast(goal) if figure >= *goal => "reached",
            Self::AtMost(goal) if figure <= *goal => "reached",
            Self::AtLeast(_) | Self::AtMost(_) => "missed",
            Self::None => "",
        }
    }

    fn spelled(&self) -> String {
        match self {
            Self::AtLeast(goal) => format!("≥ {goal}"),
            Self::AtMost(goal) => format!("≤ {goal}"),
            Self::None => String::new(),
        }
    }
}

impl Figures {
    fn rows(&self) -> Vec<(&'static str, Figure, Goal)> {
        use Goal::{AtLeast, AtMost, None};
        let p99_over_sync = self.save_p99_ms.over(self.fdatasync_p50_ms);
        vec![
            ("SQLite alone, rows/s, one a commit", self.raw_sqlite_1, None),
            ("bare axum, the same JSON, requests/s", self.bare_post, None),
            ("saves acknowledged over HTTP/s", self.saves, None),
            ("  over SQLite alone", self.saves.over(self.raw_sqlite_1), AtLeast(2.5)),
            ("  over bare axum", self.saves.over(self.bare_post), AtLeast(0.30)),
            ("saves/s on PostgreSQL", self.saves_postgres, None),
            ("save at 400/s of 2,000 candidates, p50, ms", self.save_p50_ms, None),
            ("  p99, ms", self.save_p99_ms, AtMost(10.0)),
            ("  p99 over fdatasync p50", p99_over_sync, AtMost(25.0)),
            ("  p99.9, ms", self.save_p999_ms, AtMost(25.0)),
            ("  slowest, ms", self.save_max_ms, AtMost(250.0)),
            ("fdatasync of 4 KiB, p50, ms", self.fdatasync_p50_ms, None),
            ("saves/s with a full database over an empty one", self.growth_ratio, AtLeast(0.9)),
            ("  answers in the full one", self.growth_stored, None),
            ("2,000 start in a second: last paper after, s", self.mass_start_s, AtMost(2.0)),
            ("  errors", self.mass_start_errors, AtMost(0.0)),
            ("2,000 end together: all scored after, s", self.deadline_close_s, AtMost(1.0)),
            ("exam page over bare axum with the same bytes", self.exam_page_ratio, AtLeast(0.35)),
            ("whole middleware over bare axum", self.middleware_ratio, AtLeast(0.70)),
            ("memory, idle, MiB", self.rss_idle_mib, AtMost(40.0)),
            ("  a connected candidate, KiB", self.rss_per_candidate_kib, AtMost(24.0)),
            ("events of the log verified a second", self.audit_events_per_s, AtLeast(500_000.0)),
            ("share of a save that its chain takes", self.audit_cost_on_saves, AtMost(0.10)),
            ("first visit of the exam page, Brotli: all, kB", self.candidate_total_br_kb, AtMost(100.0)),
            ("  requests", self.candidate_requests, AtMost(8.0)),
            ("  WebAssembly, kB", self.candidate_wasm_br_kb, AtMost(80.0)),
            ("  HTML and CSS, kB", self.candidate_html_css_br_kb, AtMost(20.0)),
            ("  questions", self.candidate_questions, None),
            ("slow line and machine: largest paint, ms", self.candidate_lcp_ms, AtMost(1_000.0)),
            ("  its code at work, ms", self.candidate_awake_ms, None),
            ("slow machine: interaction to next paint, ms", self.candidate_inp_ms, AtMost(50.0)),
            ("  questions", self.candidate_long_paper, None),
            ("  layout shift", self.candidate_layout_shift, AtMost(0.0)),
        ]
    }

    /// For people: what was measured, the goal, whether it was reached. Rows without a figure are left out of a part.
    pub(super) fn table(&self, part: bool) -> String {
        let mut table = String::new();
        for (what, figure, goal) in self.rows().into_iter().filter(|(_, figure, _)| figure.0.is_some() || !part) {
            // A string takes all.
            let _ = writeln!(table, "{what:<52}{:>12}  {:<8}{}", figure.spelled(), goal.spelled(), goal.verdict(figure));
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_json_has_every_key_and_null_for_what_was_not_measured() {
        let figures = Figures { saves: 12_345.678.into(), save_p50_ms: 1.234_56.into(), ..Figures::default() };
        let json = serde_json::to_value(&figures).unwrap();
        assert_eq!((&json["saves"], &json["save_p50_ms"]), (&12_346.into(), &1.235.into()));
        for key in [
            "raw_sqlite_1",
            "bare_post",
            "saves_postgres",
            "save_p99_ms",
            "save_p999_ms",
            "save_max_ms",
            "fdatasync_p50_ms",
            "mass_start_s",
            "mass_start_errors",
            "deadline_close_s",
            "exam_page_ratio",
            "middleware_ratio",
            "rss_idle_mib",
            "rss_per_candidate_kib",
            "audit_events_per_s",
            "audit_cost_on_saves",
        ] {
            assert!(json.as_object().unwrap().contains_key(key) && json[key].is_null(), "{key}");
        }
    }

    #[test]
    fn the_table_says_what_was_reached() {
        let figures =
            Figures { saves: 900.0.into(), raw_sqlite_1: 300.0.into(), bare_post: 9_000.0.into(), ..Figures::default() };
        let table = figures.table(false);
        let verdict = |what: &str| table.lines().find(|line| line.contains(what)).unwrap().split_whitespace().last().unwrap();
        assert_eq!(verdict("over SQLite alone"), "reached");
        assert_eq!(verdict("saves acknowledged"), "900");
        assert_eq!(verdict("  over bare axum  "), "missed");
        assert_eq!(verdict("idle"), "measured");
        assert!(!figures.table(true).contains("idle"));
    }
}
