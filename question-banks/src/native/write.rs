//! Writes questions in the native format.

use exam::language::Language;

use crate::{
    bank::Question,
    native::entry::Field,
    wording::{Wording, single_line},
};

/// A question in the native format, as one block of a question file. What it gives reads back as the same question; so put a
/// line between two blocks and nothing else.
pub fn write(question: &Question) -> String {
    let mut out = format!("[{}]\n", question.code);
    for field in Field::ALL {
        let value = match field {
            Field::Topic => question.topic.to_string(),
            Field::Kind => question.kind.to_string(),
            Field::Difficulty => question.difficulty.to_string(),
            Field::Source => single_line(&question.source),
        };
        out.push_str(&format!("{}: {value}\n", field.name()));
    }
    out.push('\n');
    for (language, text) in question.stem.iter() {
        out.push_str(&named(language, text));
    }
    out.push('\n');
    for (position, option) in (0_u8..).zip(&question.options) {
        let mark = if question.key.right().contains(position) { '+' } else { '-' };
        out.push_str(&option_lines(mark, option));
    }
    out
}

fn option_lines(mark: char, option: &Wording) -> String {
    let mut out = String::new();
    for (n, (language, text)) in option.iter().enumerate() {
        out.push(if n == 0 { mark } else { ' ' });
        out.push(' ');
        out.push_str(&named(language, text).replace("\n|", "\n  |"));
    }
    out
}

fn named(language: Language, text: &str) -> String {
    let mut out = format!("{language}: {}\n", text.lines().next().unwrap_or_default());
    for line in text.lines().skip(1) {
        out.push_str(if line.is_empty() { "|" } else { "| " });
        out.push_str(line);
        out.push('\n');
    }
    out
}
