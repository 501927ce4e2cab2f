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
    /// A paragraph that is nothing but `![what it shows](file.png)`.
    Image {
        /// The name of its file.
        file: String,
        /// What stands for it where it can't be seen.
        alternative: String,
    },
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
    /// `$formula$`, as TeX writes it.
    Formula(String),
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
                let prose = prose.join(" ");
                blocks.push(image(&prose).unwrap_or_else(|| Block::Paragraph(inlines(&prose))));
            }
            if !entries.is_empty() {
                blocks.push(Block::List(entries));
            }
        }
        Self(blocks)
    }

    /// The files of its images and what stands for each, in their order.
    pub fn images(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter_map(|block| match block {
            Block::Image { file, alternative } => Some((file.as_str(), alternative.as_str())),
            Block::Paragraph(_) | Block::List(_) => None,
        })
    }

    /// Its formulas, in their order.
    pub fn formulas(&self) -> impl Iterator<Item = &str> {
        self.inlines().filter_map(|inline| match inline {
            Inline::Formula(tex) => Some(tex.as_str()),
            _ => None,
        })
    }

    /// Whether something that is written as an image stands in a line of text, where it shows none.
    pub fn has_image_in_a_line(&self) -> bool {
        let closes = |file: &str| file.contains(')');
        let shows = |rest: &str| rest.split_once("](").is_some_and(|(_, file)| closes(file));
        let image = |text: &str| text.split_once("![").is_some_and(|(_, rest)| shows(rest));
        self.inlines().any(|inline| matches!(inline, Inline::Text(text) if image(text)))
    }

    fn inlines(&self) -> impl Iterator<Item = &Inline> {
        let lines = self.0.iter().flat_map(|block| match block {
            Block::Paragraph(line) => std::slice::from_ref(line),
            Block::List(entries) => entries,
            Block::Image { .. } => &[],
        });
        lines.flatten()
    }
}

fn image(paragraph: &str) -> Option<Block> {
    let (alternative, file) = paragraph.strip_prefix("![")?.strip_suffix(')')?.split_once("](")?;
    let one = !file.is_empty() && !file.contains(|c: char| c.is_whitespace() || "()[]".contains(c));
    one.then(|| Block::Image { file: file.to_owned(), alternative: alternative.trim().to_owned() })
}

/// A mark and what stands between two of it.
type Mark = (&'static str, fn(String) -> Inline);

fn inlines(mut rest: &str) -> Vec<Inline> {
    const MARKS: [Mark; 4] = [("**", Inline::Strong), ("*", Inline::Emphasis), ("`", Inline::Code), ("$", Inline::Formula)];
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

    #[test]
    fn formulas_are_read_where_they_are_closed_and_not_padded() {
        let read = RichText::parse("$U = I*R*2$ in `$x$`\n\n* $a_1$\n* 5 $ and 6 $, $$");
        let formula = |tex: &str| Formula(tex.to_owned());
        assert_eq!(
            read.0,
            [
                Paragraph(vec![formula("U = I*R*2"), text(" in "), Code("$x$".into())]),
                List(vec![vec![formula("a_1")], vec![text("5 $ and 6 $, $$")]]),
            ]
        );
        assert_eq!(read.formulas().collect::<Vec<_>>(), ["U = I*R*2", "a_1"]);
    }

    #[test]
    fn a_paragraph_that_is_nothing_else_is_an_image() {
        let read = RichText::parse("Look:\n\n![A circuit:\n $R_1$ and *R2*](circuit-1.png)\n\n![](../x)");
        let images: Vec<_> = read.images().collect();
        assert_eq!(images, [("circuit-1.png", "A circuit: $R_1$ and *R2*"), ("../x", "")]);
        assert_eq!(read.formulas().count(), 0, "what stands for an image is text");
        for other in ["see ![a](b.png)", "![a](b.png) there", "![a](b c)", "![a]()", "![a]", "![a](b)(c)", "![a](b", "[a](b)"] {
            assert_eq!(RichText::parse(other).0, [Paragraph(vec![text(other)])], "{other}");
        }
        let hostile = RichText::parse("![\"><script>](\"onerror=alert.png)");
        assert_eq!(hostile.images().collect::<Vec<_>>(), [("\"onerror=alert.png", "\"><script>")]);
    }
}
