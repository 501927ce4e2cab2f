//! Tables that people open in a spreadsheet: RFC 4180, in UTF-8. What somebody has typed is text there and never a formula.

use std::borrow::Cow;

/// What the first cells begin with, so that a spreadsheet knows the letters.
const UTF8: &str = "\u{feff}";

/// The line of headings.
pub(crate) fn first_line(cells: &[impl AsRef<str>]) -> String {
    format!("{UTF8}{}", line(cells))
}

/// A line.
pub(crate) fn line(cells: &[impl AsRef<str>]) -> String {
    let cells: Vec<_> = cells.iter().map(|cell| quoted(&harmless(cell.as_ref()))).collect();
    cells.join(",") + "\r\n"
}

/// A spreadsheet works out what begins like a formula; an apostrophe before it makes it text (OWASP, "CSV Injection"). Some look past
/// white space, and past what looks like another cell's end.
fn harmless(text: &str) -> Cow<'_, str> {
    let begins = text
        .trim_start_matches(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '\'' | ';' | ',' | '\u{feff}'));
    // Full-width signs are taken for the plain ones.
    let formula = begins.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if formula || text.starts_with(['\t', '\r', '\n']) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_quoted_whatever_is_in_it() {
        assert_eq!(line(&["a", "b,\"c\"\n", ""]), "\"a\",\"b,\"\"c\"\"\n\",\"\"\r\n");
        assert_eq!(first_line(&["№"]), "\u{feff}\"№\"\r\n");
    }

    #[test]
    fn what_begins_like_a_formula_is_text() {
        for formula in [
            "=1+1",
            "+7 701",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            " =1",
            "\u{a0}=1",
            "＝1",
            "\"=1",
            ";=HYPERLINK(\"x\")",
            ",@x",
            "\n",
        ] {
            assert_eq!(harmless(formula), format!("'{formula}"), "{formula:?}");
        }
        for text in ["Айгүл", "a=b", "12-2026", "1+1", "(-1)", "", "«=»"] {
            assert_eq!(harmless(text), text);
        }
    }
}
