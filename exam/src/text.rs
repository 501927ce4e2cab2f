//! Question text: a typed tree parsed from a small subset of Markdown. No markup of any other kind exists: what isn't in the
//! subset is text.

use serde::{Deserialize, Serialize};

/// A text as blocks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RichText(pub Vec<Block>);

/// A block of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Block {
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list, one entry a line that starts with `* `.
    List(Vec<Vec<Inline>>),
}

/// A run of text within a block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Inline {
    /// Plain text.
    Text(String),
    /// `*emphasis*`
    Emphasis(String),
    /// `**strong**`
    Strong(String),
    /// `` `code` ``
    Code(String),
}

impl RichText {
    /// Reads the subset. Every text has a reading: a mark that isn't closed is a character like any other.
    pub fn parse(source: &str) -> Self {
        let mut blocks = Vec::new();
        for chunk in source.split("\n\n").map(str::trim).filter(|c| !c.is_empty()) {
            let mut prose = Vec::new();
            let mut entries = Vec::new();
            for line in chunk.lines().map(str::trim) {
                match line.strip_prefix("* ") {
                    Some(entry) => entries.push(inlines(entry)),
                    None if entries.is_empty() => prose.push(line),
                    None => entries.push(inlines(line)),
                }
            }
            if !prose.is_empty() {
                blocks.push(Block::Paragraph(inlines(&prose.join(" "))));
            }
            if !entries.is_empty() {
                blocks.push(Block::List(entries));
            }
        }
        Self(blocks)
    }
}

/// A mark and what stands between two of it.
type Mark = (&'static str, fn(String) -> Inline);

fn inlines(mut rest: &str) -> Vec<Inline> {
    const MARKS: [Mark; 3] = [("**", Inline::Strong), ("*", Inline::Emphasis), ("`", Inline::Code)];
    let mut out = Vec::new();
    let mut plain = String::new();
    while !rest.is_empty() {
        let marked = MARKS.iter().find_map(|(mark, make)| {
            let (inner, after) = rest.strip_prefix(mark)?.split_once(mark)?;
            let closed = !inner.is_empty() && inner.trim() == inner;
            closed.then(|| (make(inner.to_owned()), after))
        });
        if let Some((inline, after)) = marked {
            if !plain.is_empty() {
                out.push(Inline::Text(std::mem::take(&mut plain)));
            }
            out.push(inline);
            rest = after;
        } else {
            let mut characters = rest.chars();
            plain.extend(characters.next());
            rest = characters.as_str();
        }
    }
    if !plain.is_empty() {
        out.push(Inline::Text(plain));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Block::*, Inline::*, *};

    fn text(s: &str) -> Inline {
        Text(s.to_owned())
    }

    #[test]
    fn paragraphs_lists_and_emphasis_are_read() {
        let read = RichText::parse("What is *not*\nallowed by `f(x)`?\n\n* one\n* **two**");
        assert_eq!(
            read.0,
            [
                Paragraph(vec![text("What is "), Emphasis("not".into()), text(" allowed by "), Code("f(x)".into()), text("?")]),
                List(vec![vec![text("one")], vec![Strong("two".into())]]),
            ]
        );
    }

    #[test]
    fn markup_of_another_kind_is_text() {
        let hostile = "<script>alert(1)</script> & 3 * 4 = 12 * 1";
        assert_eq!(RichText::parse(hostile).0, [Paragraph(vec![text(hostile)])]);
    }
}
